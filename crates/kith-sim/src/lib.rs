//! A seeded world of members beside an independent model, and what tests share. Not shipped.

pub mod clock;
pub mod databases;

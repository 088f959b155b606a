//! A seeded world of members beside an independent model, and what tests share. Not shipped.

pub mod act;
pub mod answer;
mod checks;
pub mod clock;
pub mod databases;
pub mod dice;
pub mod model;
pub mod quarter;
pub mod world;

pub use world::{Failure, Setup, Summary, World};

//! The nouns of kith and what may happen between them.
//!
//! Everything here is pure: no I/O, no clock, no randomness, no async. A decision takes facts and
//! the [`policy`] and returns what changes, or a [`refusal`] that says why not, until when, and
//! what would work instead. Rule numbers (R1 …) name sections of the rulebook.

pub mod account;
pub mod boost;
pub mod budget;
pub mod change;
pub mod connection;
pub mod degree;
pub mod id;
pub mod invitation;
pub mod note;
pub mod person;
pub mod policy;
pub mod refusal;
pub mod restriction;
pub mod tie;
pub mod time;
pub mod visibility;

//! Archives of every era, every trap, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test may fail so")]

mod eras;
mod hostile;
mod tables;

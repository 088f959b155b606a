//! Choices from one seed.

use kith_app::ports::Random;

use crate::clock::Seeded;

/// Choices from one seed.
#[derive(Debug)]
pub struct Dice(Seeded);

impl Dice {
    /// The same seed makes the same choices.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(Seeded::new(seed))
    }

    /// A number below `end`.
    #[must_use]
    pub fn below(&self, end: usize) -> usize {
        usize::try_from(self.0.below(end as u64)).unwrap_or(0)
    }

    /// A number below `end`, for microseconds.
    #[must_use]
    pub fn micros(&self, end: i64) -> i64 {
        i64::try_from(self.0.below(end.unsigned_abs())).unwrap_or(0)
    }

    /// Whether something of so many per cent happens.
    #[must_use]
    pub fn percent(&self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these, if there are any.
    #[must_use]
    pub fn pick<'a, T>(&self, these: &'a [T]) -> Option<&'a T> {
        these.get(self.below(these.len()))
    }

    /// One of these; the first of none at all is a mistake of the caller's.
    #[must_use]
    pub fn one<T: Copy>(&self, these: &[T]) -> T {
        these[self.below(these.len())]
    }
}

impl Random for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

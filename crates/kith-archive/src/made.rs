//! Made-up archives of every era, for tests and measurements. Nobody in them exists.

mod container;
mod tables;

use kith_core::time::Timestamp;

pub use self::container::{Packing, zip};

/// How archives looked at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// Until the middle of 2021: no lines before the header, no addresses of profiles.
    Early,
    /// Until the middle of 2023: lines before the header of the connections.
    Preamble,
    /// Until 2025: addresses of profiles, and messages with further columns.
    Addresses,
    /// 2026: every field of the messages quoted, names with the member's number, notes.
    Quoted,
}

impl Era {
    /// Every era, the oldest first.
    pub const ALL: [Self; 4] = [Self::Early, Self::Preamble, Self::Addresses, Self::Quoted];
}

/// What a made-up archive is to have in it.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How it looks.
    pub era: Era,
    /// When it is made.
    pub at: Timestamp,
    /// How many connections with a name it has.
    pub connections: u32,
    /// How many invitations it has.
    pub invitations: u32,
    /// How many conversations it has.
    pub conversations: u32,
}

impl Plan {
    /// A small archive of this era, made at this instant.
    #[must_use]
    pub const fn small(era: Era, at: Timestamp) -> Self {
        Self { era, at, connections: 60, invitations: 40, conversations: 12 }
    }

    /// The largest that there may be.
    #[must_use]
    pub const fn large(era: Era, at: Timestamp) -> Self {
        Self { era, at, connections: 30_000, invitations: 3_000, conversations: 4_000 }
    }
}

/// The files of an archive: their names and bytes.
#[must_use]
pub fn files(plan: &Plan) -> Vec<(String, Vec<u8>)> {
    tables::all(plan)
}

/// An archive as it is downloaded.
#[must_use]
pub fn archive(plan: &Plan) -> Vec<u8> {
    zip(&files(plan), Packing::Streamed)
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        // Knuth's multiplier and increment.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most.max(1)
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }
}

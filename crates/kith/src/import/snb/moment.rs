//! The clock and the randomness of what is replayed: each event has its own instant, and an id made
//! of its number in the files.

use std::cell::Cell;

use kith_app::ports::{Clock, Random};
use kith_core::time::Timestamp;

use crate::ports::{SystemClock, SystemRandom};

/// When an event happened, and what its id is made of.
pub(super) struct Moment {
    at: Timestamp,
    seed: Cell<Option<[u8; 10]>>,
}

impl Moment {
    /// The instant of an event. With a `seed`, the first id that its use-case makes comes of it:
    /// each use-case makes the id of what it brings into being before any other.
    pub(super) const fn new(at: Timestamp, seed: Option<[u8; 10]>) -> Self {
        Self { at, seed: Cell::new(seed) }
    }
}

tokio::task_local! {
    static NOW: Moment;
}

/// Runs a use-case at a moment.
pub(super) async fn at<T>(moment: Moment, run: impl Future<Output = T>) -> T {
    NOW.scope(moment, run).await
}

/// The instant of the event that this task replays; outside of one, the system's.
pub(super) struct MomentClock;

impl Clock for MomentClock {
    fn now(&self) -> Timestamp {
        NOW.try_with(|moment| moment.at).unwrap_or_else(|_| SystemClock.now())
    }
}

/// The event's number first, then the system's randomness.
pub(super) struct MomentRandom;

impl Random for MomentRandom {
    fn fill(&self, bytes: &mut [u8]) {
        match NOW.try_with(|moment| moment.seed.take()) {
            Ok(Some(seed)) if bytes.len() == seed.len() => bytes.copy_from_slice(&seed),
            _ => SystemRandom.fill(bytes),
        }
    }
}

//! Deliberate bugs, compiled in only with the feature `sabotage`: a test chooses one and proves
//! that the simulation finds it.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::account::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// A deliberate bug.
    Bug {
        /// The week lets one more through.
        WeekOneMore = "week_one_more",
        /// One more may be pending.
        PlacesOneMore = "places_one_more",
        /// An ignored invitation shows as ignored to its sender.
        IgnoredShows = "ignored_shows",
        /// An ignored invitation does not stand any more.
        IgnoredEnds = "ignored_ends",
        /// The rest is a day too short.
        ShortRest = "short_rest",
        /// Attempts are forgotten a day early.
        AttemptsEndEarly = "attempts_end_early",
        /// An invitation stands a microsecond too long.
        LateExpiry = "late_expiry",
        /// A block keeps the follows.
        BlockKeepsFollow = "block_keeps_follow",
        /// Whoever is blocked still sees the other.
        BlockedSees = "blocked_sees",
        /// "I don't know them" is not kept.
        UnknownForgotten = "unknown_forgotten",
        /// Accepting makes one side follow only.
        OneFollow = "one_follow",
        /// A removed connection is still counted.
        RemovalNotCounted = "removal_not_counted",
        /// A note may be one longer.
        NoteOneMore = "note_one_more",
        /// Only the first reason is told.
        AlsoForgotten = "also_forgotten",
        /// A note that crosses theirs is dropped.
        CrossingDropsNote = "crossing_drops_note",
        /// The ladder decays a day late.
        SlowDecay = "slow_decay",
        /// Lifting a step leaves its pause.
        LiftKeepsPause = "lift_keeps_pause",
    }
}

/// No bug.
const NONE: usize = usize::MAX;

/// The chosen one: of the whole process, because decisions run in the store's threads.
static CHOSEN: AtomicUsize = AtomicUsize::new(NONE);

/// Chooses a bug for the whole process, or none.
pub fn choose(bug: Option<Bug>) {
    CHOSEN.store(bug.map_or(NONE, |bug| bug as usize), Ordering::SeqCst);
}

/// Whether this bug is chosen.
#[must_use]
pub fn is(bug: Bug) -> bool {
    CHOSEN.load(Ordering::SeqCst) == bug as usize
}

//! The numbers behind restrictions (R8).

use serde::{Deserialize, Serialize};

/// Too much, too fast (R8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RestrictionPolicy {
    /// More invitations than this in `burst_minutes` is a burst.
    pub burst_invitations: u32,
    /// The short window, in minutes.
    pub burst_minutes: u32,
    /// More invitations than this in 24 hours is a burst.
    pub burst_day_invitations: u32,
    /// This many "I don't know them" …
    pub unknown_reports: u32,
    /// … within this many days is a signal.
    pub unknown_days: u32,
    /// Acceptance below this percentage …
    pub acceptance_percent: u32,
    /// … of at least this many resolved or old invitations …
    pub acceptance_sample: u32,
    /// … sent within this many days is a signal.
    pub acceptance_days: u32,
    /// An unanswered invitation counts in the sample from this age in days.
    pub acceptance_ripe_days: u32,
    /// Days with no pending place left that are a signal.
    pub pending_full_days: u32,
    /// Hours of the ladder's three pauses, shortest first.
    pub pause_hours: [u32; 3],
    /// Quiet days after which the ladder decays by one step.
    pub decay_days: u32,
}

impl Default for RestrictionPolicy {
    fn default() -> Self {
        Self {
            burst_invitations: 20,
            burst_minutes: 10,
            burst_day_invitations: 60,
            unknown_reports: 5,
            unknown_days: 30,
            acceptance_percent: 15,
            acceptance_sample: 50,
            acceptance_days: 30,
            acceptance_ripe_days: 14,
            pending_full_days: 14,
            pause_hours: [4, 72, 720],
            decay_days: 90,
        }
    }
}

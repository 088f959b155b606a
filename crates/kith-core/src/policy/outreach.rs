//! The numbers behind campaigns (R13).

use serde::{Deserialize, Serialize};

/// Campaigns (R13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutreachPolicy {
    /// Campaign invitations that reach one recipient in 7 × 24 hours, from all senders together.
    pub recipient_week: u32,
    /// Seconds between two things that a member's campaigns do, at least.
    pub spacing_seconds: u32,
    /// Days of warm-up after the start.
    pub warm_up_days: u32,
    /// The percentage of the daily cap on the first of them.
    pub warm_up_percent: u32,
    /// The highest daily cap that a member may choose.
    pub daily_maximum: u32,
    /// The most people in one campaign.
    pub people: u32,
}

impl Default for OutreachPolicy {
    fn default() -> Self {
        Self {
            recipient_week: 5,
            spacing_seconds: 90,
            warm_up_days: 14,
            warm_up_percent: 20,
            daily_maximum: 50,
            people: 1_000,
        }
    }
}

impl OutreachPolicy {
    /// Each number with its key, and the lowest and the highest that it may be.
    pub(super) fn limits(&self) -> [(&'static str, u32, u32, u32); 6] {
        [
            ("outreach.recipient_week", self.recipient_week, 0, 100_000),
            ("outreach.spacing_seconds", self.spacing_seconds, 1, 86_400),
            ("outreach.warm_up_days", self.warm_up_days, 0, 365),
            ("outreach.warm_up_percent", self.warm_up_percent, 1, 100),
            ("outreach.daily_maximum", self.daily_maximum, 1, 1_000),
            ("outreach.people", self.people, 1, 10_000),
        ]
    }
}

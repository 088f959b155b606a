//! Numbers about reconnecting by mutual consent.

use serde::{Deserialize, Serialize};

/// Reconnecting by mutual consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReconnectPolicy {
    /// Hours after a member brought contacts along before those are compared with others', whatever
    /// comes of it.
    pub delay_hours: u32,
    /// Whether members are matched by the address of their profile elsewhere, which only their own
    /// archive vouches for. Off, only confirmed e-mail addresses count.
    pub by_profile_address: bool,
    /// Days before another address of a profile is taken for the same member.
    pub address_days: u32,
}

impl Default for ReconnectPolicy {
    fn default() -> Self {
        Self { delay_hours: 24, by_profile_address: true, address_days: 30 }
    }
}

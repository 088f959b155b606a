//! The numbers behind invitations by e-mail.

use serde::{Deserialize, Serialize};

/// Invitations by e-mail, to people who are not members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EmailInvitationPolicy {
    /// Addresses that one member may invite in 24 hours, within the week's budget.
    pub sender_day: u32,
    /// Mails that reach one address in 24 hours, from all senders together.
    pub recipient_day: u32,
    /// Mails of this kind that the network sends in 24 hours; 0: nobody invites by e-mail.
    pub network_day: u32,
    /// Days after the first mail at which the only reminder goes out.
    pub reminder_day: u32,
    /// The most addresses in one list.
    pub list: u32,
}

impl Default for EmailInvitationPolicy {
    fn default() -> Self {
        Self { sender_day: 50, recipient_day: 2, network_day: 1_000, reminder_day: 7, list: 100 }
    }
}

impl EmailInvitationPolicy {
    /// Each number with its key, and the lowest and the highest that it may be.
    pub(super) fn limits(&self) -> [(&'static str, u32, u32, u32); 5] {
        [
            ("email_invitations.sender_day", self.sender_day, 0, 100_000),
            ("email_invitations.recipient_day", self.recipient_day, 1, 100_000),
            ("email_invitations.network_day", self.network_day, 0, 1_000_000),
            ("email_invitations.reminder_day", self.reminder_day, 1, 365),
            ("email_invitations.list", self.list, 1, 1_000),
        ]
    }
}

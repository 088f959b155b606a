//! Invitations by e-mail as operators see them: how many, from whom, and who wanted no more. No
//! address.

use kith_core::{budget::WEEK, time::DAY};
use serde::Serialize;

use crate::{Actor, App, AppError};

/// How many senders are listed.
const SENDERS: u32 = 100;

/// Invitations by e-mail, for an operator.
#[derive(Debug, Clone, Serialize)]
pub struct AdminEmail {
    /// Mails of this kind in the last 24 hours.
    pub mails_day: u32,
    /// How many there may be.
    pub limit_day: u32,
    /// Who sent most in the last 7 × 24 hours.
    pub senders: Vec<AdminEmailSender>,
}

/// What one member sent by e-mail in the last 7 × 24 hours.
#[derive(Debug, Clone, Serialize)]
pub struct AdminEmailSender {
    /// Whose: the handle.
    pub handle: String,
    /// Addresses invited.
    pub invited_week: u32,
    /// Those of the last 24 hours.
    pub invited_day: u32,
    /// Mails that went out for them.
    pub mails: u32,
    /// Addresses that wanted no more mail.
    pub opted_out: u32,
    /// How many accepted.
    pub accepted: u32,
}

impl App {
    /// Volume and harm of invitations by e-mail.
    pub fn admin_email_invitations(&self, actor: &Actor) -> Result<AdminEmail, AppError> {
        actor.require_operator()?;
        let now = self.now();
        self.0.store.read(|reads| {
            let mut senders = Vec::new();
            for row in reads.email_volume(now.plus(-WEEK), now.plus(-DAY), SENDERS)? {
                let person = reads.person(row.sender)?;
                senders.push(AdminEmailSender {
                    handle: person.map(|found| found.known.person.handle).unwrap_or_default(),
                    invited_week: row.week,
                    invited_day: row.day,
                    mails: row.mails,
                    opted_out: row.opted_out,
                    accepted: row.accepted,
                });
            }
            let mails_day = reads.address_mails_since(now.plus(-DAY))?;
            let limit_day = self.0.policy.email_invitations.network_day;
            Ok(AdminEmail { mails_day, limit_day, senders })
        })
    }
}

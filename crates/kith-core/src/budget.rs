//! Budgets: what is used, what is left, and when the next one frees (R7).

use serde::Serialize;

use crate::{
    account::{Account, codes},
    policy::Policy,
    time::{DAY, Timestamp},
};
use serde::Deserialize;

/// The sliding week of R7, in microseconds.
pub const WEEK: i64 = 7 * DAY;

codes! {
    /// Which budget.
    Name {
        /// Invitations in any 7 × 24 hours.
        Weekly = "weekly_invitations",
        /// Invitations pending at once.
        Pending = "pending_invitations",
        /// Notes in the calendar month.
        Notes = "notes",
        /// Connections.
        Connections = "connections",
        /// First messages to people in a shared group, in the calendar month (R9).
        Openers = "group_openers",
        /// InMail credits (R9).
        InMail = "inmail_credits",
    }
}

/// One budget of one member at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Budget {
    /// Which.
    pub name: Name,
    /// How many there are.
    pub limit: u32,
    /// How many are used.
    pub used: u32,
    /// How many are left.
    pub left: u32,
    /// When the next one frees: the exact instant, or nothing where none is used or no time
    /// frees it.
    pub frees_at: Option<Timestamp>,
}

impl Budget {
    /// A budget with `used` of `limit` gone. Of none at all, none ever frees.
    #[must_use]
    pub fn new(name: Name, limit: u32, used: u32, frees_at: Option<Timestamp>) -> Self {
        let frees_at = frees_at.filter(|_| used > 0 && limit > 0);
        Self { name, limit, used, left: limit.saturating_sub(used), frees_at }
    }
}

/// What a member has used, counted in the transaction that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Sends charged to the week, sent after `now − 7 × 24 h`.
    pub week: u32,
    /// When the oldest of them was sent.
    pub week_oldest: Option<Timestamp>,
    /// When the one was sent that must leave the window before another may be sent: the
    /// limit-th newest. Absent while the limit is not reached.
    pub week_blocking: Option<Timestamp>,
    /// Invitations that stand pending to the sender, ignored ones included (R6).
    pub pending: u32,
    /// When the first of them expires.
    pub pending_first_expiry: Option<Timestamp>,
    /// When the one expires that must go before another may be sent. Absent while the limit is
    /// not reached.
    pub pending_blocking: Option<Timestamp>,
    /// Notes sent in the current calendar month of the member's zone.
    pub notes: u32,
    /// Sends in the short burst window since the last step on the ladder.
    pub burst: u32,
    /// Sends in 24 hours since the last step on the ladder.
    pub burst_day: u32,
    /// How many boosts the member is in, running or not.
    pub boosts: u32,
}

impl Usage {
    /// The weekly budget; at the limit `frees_at` is when one may be sent again.
    #[must_use]
    pub fn weekly(&self, account: &Account, policy: &Policy) -> Budget {
        let limit = policy.plan(account.plan).weekly_invitations;
        let leaves = self.week_blocking.or(self.week_oldest).map(|sent| sent.plus(WEEK));
        Budget::new(Name::Weekly, limit, self.week, leaves)
    }

    /// The pending places.
    #[must_use]
    pub fn pending(&self, account: &Account, policy: &Policy) -> Budget {
        let limit = policy.plan(account.plan).pending_invitations;
        let frees = self.pending_blocking.or(self.pending_first_expiry);
        Budget::new(Name::Pending, limit, self.pending, frees)
    }

    /// The month's notes, where the operator set a limit.
    #[must_use]
    pub fn notes(&self, account: &Account, policy: &Policy, now: Timestamp) -> Option<Budget> {
        let limit = policy.plan(account.plan).notes_per_month?;
        let (_, next) = now.month_in(&account.settings.time_zone);
        Some(Budget::new(Name::Notes, limit, self.notes, Some(next)))
    }

    /// Every budget of the account.
    #[must_use]
    pub fn all(&self, account: &Account, policy: &Policy, now: Timestamp) -> Vec<Budget> {
        let connections =
            Budget::new(Name::Connections, policy.connections.maximum, account.connections, None);
        let mut all = vec![self.weekly(account, policy), self.pending(account, policy)];
        all.extend(self.notes(account, policy, now));
        all.push(connections);
        all
    }
}

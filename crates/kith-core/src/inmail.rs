//! InMail: credits that come every month, are kept to a cap, and return on an answer (R9).

use serde::{Deserialize, Serialize};

use crate::{
    account::{Account, codes},
    budget::{Budget, Name},
    change::Change,
    id::{MemberId, MessageId},
    policy::Policy,
    time::Timestamp,
};

/// The InMail credits of one member, as last kept; see [`Credits::at`].
///
/// `version` counts the values that the store has kept: 0 is one that was never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credits {
    /// Whose.
    pub member: MemberId,
    /// Since when the plan is theirs: its day is the day of every renewal.
    pub since: Timestamp,
    /// How many months of the plan have brought their credits.
    pub months: u32,
    /// How many credits there are.
    pub left: u32,
    /// How many were spent, and not returned, since the last renewal.
    pub spent: u32,
    /// How many values the store has kept.
    pub version: i64,
}

impl Credits {
    /// The credits of a plan that begins now: those of its first month. Nothing of another plan
    /// is carried over.
    #[must_use]
    pub fn begin(account: &Account, since: Timestamp, version: i64, policy: &Policy) -> Self {
        let left = policy.plan(account.plan).inmail_per_month;
        Self { member: account.id, since, months: 1, left, spent: 0, version }
    }

    /// When month `number` of the plan begins: the same day of the calendar in UTC, clamped to
    /// the month's end (R14).
    fn month(&self, number: u32) -> Timestamp {
        self.since.plus_months(i32::try_from(number).unwrap_or(i32::MAX))
    }

    /// When the next credits come.
    #[must_use]
    pub fn renews_at(&self) -> Timestamp {
        self.month(self.months)
    }

    /// The credits at `now`: every renewal whose day has come adds a month's, up to the cap.
    #[must_use]
    pub fn at(mut self, account: &Account, policy: &Policy, now: Timestamp) -> Self {
        let plan = policy.plan(account.plan);
        while self.renews_at() <= now {
            let before = self.months;
            self.months += 1;
            // The calendar ends some day.
            if self.month(self.months) <= self.month(before) {
                break;
            }
            self.left = (self.left + plan.inmail_per_month).min(plan.inmail_kept.max(self.left));
            self.spent = 0;
        }
        self
    }

    /// After one was spent; nothing where none is left.
    #[must_use]
    pub fn spend(mut self) -> Option<Self> {
        self.left = self.left.checked_sub(1)?;
        self.spent += 1;
        self.version += 1;
        Some(self)
    }

    /// After one came back, up to the cap.
    #[must_use]
    pub fn returned(mut self, account: &Account, policy: &Policy) -> Self {
        let kept = policy.plan(account.plan).inmail_kept;
        self.left = (self.left + 1).min(kept.max(self.left));
        self.spent = self.spent.saturating_sub(1);
        self.version += 1;
        self
    }

    /// As a budget: what is left, and when the next month's come.
    #[must_use]
    pub fn budget(&self, account: &Account, policy: &Policy) -> Budget {
        let monthly = policy.plan(account.plan).inmail_per_month;
        Budget {
            name: Name::InMail,
            limit: self.left + self.spent,
            used: self.spent,
            left: self.left,
            frees_at: (monthly > 0).then(|| self.renews_at()),
        }
    }
}

codes! {
    /// What became of an InMail.
    End {
        /// The recipient answered, or accepted.
        Answered = "answered",
        /// The recipient declined.
        Declined = "declined",
    }
}

/// An InMail that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InMail {
    /// The message.
    pub message: MessageId,
    /// Who paid for it.
    pub sender: MemberId,
    /// Who reads it.
    pub recipient: MemberId,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// How it ended, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

/// How an InMail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Answered or declined.
    pub end: End,
    /// When.
    pub at: Timestamp,
    /// Whether its credit came back.
    pub returned: bool,
}

impl InMail {
    /// Whether it keeps its sender from another one: until the recipient answers. A declined one
    /// does so for good, and reads the same as one that waits.
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        self.end != Some(End::Answered)
    }

    /// Its recipient answers (or declines): it ends, and within the policy's days its credit comes
    /// back to the sender, unless they have another plan by now.
    #[must_use]
    pub fn ends(
        &self,
        end: End,
        sender: &Account,
        credits: &Credits,
        policy: &Policy,
        now: Timestamp,
    ) -> Vec<Change> {
        let first = self.end.is_none();
        // One that was declined is answered after all: its credit has come back already.
        let after_all = self.end == Some(End::Declined) && end == End::Answered;
        if !first && !after_all {
            return Vec::new();
        }
        let until = self.sent_at.plus_days(i64::from(policy.messages.return_days));
        let returned = first && now <= until && credits.since <= self.sent_at;
        let outcome = Outcome { end, at: now, returned };
        let mut changes = vec![Change::InMailEnded { message: self.message, outcome }];
        if returned {
            let credits = credits.at(sender, policy, now).returned(sender, policy);
            changes.push(Change::Credited { credits });
        }
        changes
    }
}

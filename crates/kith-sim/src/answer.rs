//! What an act was answered, in a form that the model can predict.

use kith_app::{AppError, Written};
use kith_core::{
    id::InvitationId,
    refusal::{Action, Reason, Refusal},
    time::Timestamp,
};

/// What an act was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It was done.
    Done,
    /// A new invitation is pending.
    Sent,
    /// Theirs was pending: both are connected.
    Connected(Option<InvitationId>),
    /// Mine is pending already.
    AlreadyPending(Option<InvitationId>, Option<No>),
    /// Many were withdrawn.
    Withdrew {
        /// How many.
        withdrawn: u32,
        /// How many were not pending any more, or not mine.
        skipped: u32,
    },
    /// Due work was done.
    Swept {
        /// How many invitations lapsed.
        expired: u32,
        /// How many steps were taken on the ladder.
        restricted: u32,
    },
    /// A rule says no.
    No(No),
    /// There is no such thing.
    NotFound,
    /// The field that cannot be taken.
    Invalid(String),
    /// Something that no rule foresees.
    Broken(String),
}

/// A refusal without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct No {
    /// The first rule that says no.
    pub reason: Reason,
    /// The others that say no too.
    pub also: Vec<Reason>,
    /// Until when.
    pub until: Option<Timestamp>,
    /// What works instead, and of "engage" whether it has happened.
    pub instead: Vec<(Action, Option<bool>)>,
}

impl No {
    /// A refusal for one reason.
    #[must_use]
    pub const fn new(reason: Reason) -> Self {
        Self { reason, also: Vec::new(), until: None, instead: Vec::new() }
    }

    /// The same, until `until`.
    #[must_use]
    pub fn until(mut self, until: Option<Timestamp>) -> Self {
        self.until = until;
        self
    }

    /// The same, with what works instead.
    #[must_use]
    pub fn instead(mut self, actions: &[Action]) -> Self {
        self.instead.extend(actions.iter().map(|action| (*action, None)));
        self
    }
}

impl From<&Refusal> for No {
    fn from(refusal: &Refusal) -> Self {
        Self {
            reason: refusal.reason,
            also: refusal.also.clone(),
            until: refusal.until,
            instead: refusal.instead.iter().map(|one| (one.action, one.done)).collect(),
        }
    }
}

impl Answer {
    /// The answer behind a write's result.
    pub fn of<T>(result: Result<Written<T>, AppError>, done: impl FnOnce(T) -> Self) -> Self {
        match result {
            Ok(written) => done(written.value),
            Err(AppError::Refused(refusal)) => Self::No(No::from(refusal.as_ref())),
            Err(AppError::NotFound) => Self::NotFound,
            Err(AppError::Invalid(fields)) => {
                let fields: Vec<_> = fields.into_iter().map(|field| field.field).collect();
                Self::Invalid(fields.join(","))
            }
            Err(error) => Self::Broken(error.to_string()),
        }
    }

    /// One word for counting.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Sent => "sent",
            Self::Connected(_) => "connected",
            Self::AlreadyPending(..) => "already_pending",
            Self::Withdrew { .. } => "withdrew",
            Self::Swept { .. } => "swept",
            Self::No(no) => no.reason.code(),
            Self::NotFound => "no_such_thing",
            Self::Invalid(_) => "invalid",
            Self::Broken(_) => "broken",
        }
    }
}

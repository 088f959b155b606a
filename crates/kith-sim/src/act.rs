//! What somebody does in the simulated world.

use kith_core::{
    account::{Gate, Plan},
    invitation::Source,
    restriction::Level,
    time::Timestamp,
};

/// A member, by the order of joining.
pub type Who = usize;
/// An invitation, by the order of sending.
pub type Which = usize;
/// A boost, by the order of giving.
pub type Boost = usize;

/// A note and its length, known from its making and not from counting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// As typed.
    pub text: String,
    /// Extended grapheme clusters after trimming.
    pub length: u32,
}

/// How the sender gives the recipient's e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Email {
    /// As it is, or in capitals with blanks around it.
    Right {
        /// In capitals.
        loud: bool,
    },
    /// Somebody else's.
    Wrong,
}

/// An invitation to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// To whom; nobody has that handle where absent.
    pub to: Option<Who>,
    /// The note.
    pub note: Option<Note>,
    /// Where the sender came from.
    pub source: Source,
    /// Whose connections the sender looked at.
    pub via: Option<Who>,
    /// The recipient's e-mail address.
    pub email: Option<Email>,
    /// Whether it is sent twice under one `Idempotency-Key`.
    pub twice: bool,
}

/// What one member does to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Follows.
    Follow,
    /// Stops following.
    Unfollow,
    /// Blocks.
    Block,
    /// Unblocks.
    Unblock,
    /// Removes the connection.
    Remove,
    /// Takes "I don't know them" back.
    LiftUnknown,
    /// Does not want the suggestion.
    Dismiss,
}

/// What a member does with an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// Accepts.
    Accept,
    /// Ignores.
    Ignore {
        /// Not with "I don't know them".
        known: bool,
    },
    /// Takes it back.
    Withdraw,
    /// Answers its note.
    Reply(String),
}

/// A setting that a member changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// Who may invite.
    Gate(Gate),
    /// Whether connections see the list of connections.
    ListVisible(bool),
    /// Whether Follow comes first.
    FollowFirst(bool),
    /// Whether reminded.
    Reminders(bool),
    /// The time zone.
    Zone(&'static str),
}

/// Something that an operator does to a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decree {
    /// Another plan.
    Plan(Plan),
    /// Takes part, or not.
    Active(bool),
    /// A step on the ladder; the next one where absent.
    Restrict(Option<Level>),
    /// Lifts the step in force.
    Lift,
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Somebody joins; with a taken handle where one is given.
    Join {
        /// Whose handle is tried.
        taken: Option<Who>,
    },
    /// Somebody invites.
    Invite(Who, Ask),
    /// Somebody reacts to an invitation.
    React(Who, Which, Reaction),
    /// Somebody withdraws these.
    WithdrawThese(Who, Vec<Which>),
    /// Somebody withdraws all that are this many days old.
    WithdrawOlder(Who, u32),
    /// Somebody does something to somebody; nobody has that handle where absent.
    Do(Who, Deed, Option<Who>),
    /// Somebody changes a setting.
    Set(Who, Setting),
    /// Somebody appeals.
    Appeal(Who),
    /// The operator decrees.
    Decree(Who, Decree),
    /// The operator gives a boost.
    Boost {
        /// Extra invitations.
        extra: u32,
        /// From when.
        from: Timestamp,
        /// Until when.
        until: Timestamp,
        /// To whom.
        audience: Vec<Who>,
    },
    /// What is due is done.
    Due,
    /// Nothing is done; both look at each other.
    Look(Who, Who),
}

impl Act {
    /// The two whom it is about, as far as there are two.
    #[must_use]
    pub fn about(&self, ends: impl Fn(Which) -> (Who, Who)) -> (Option<Who>, Option<Who>) {
        match self {
            Self::Join { .. } | Self::Due => (None, None),
            Self::Invite(who, ask) => (Some(*who), ask.to),
            Self::React(who, which, _) => {
                let (from, to) = ends(*which);
                (Some(*who), Some(if *who == from { to } else { from }))
            }
            Self::WithdrawThese(who, which) => {
                (Some(*who), which.first().map(|which| ends(*which).1))
            }
            Self::Do(who, _, whom) => (Some(*who), *whom),
            Self::WithdrawOlder(who, _)
            | Self::Set(who, _)
            | Self::Appeal(who)
            | Self::Decree(who, _) => (Some(*who), None),
            Self::Boost { audience, .. } => (audience.first().copied(), audience.get(1).copied()),
            Self::Look(a, b) => (Some(*a), Some(*b)),
        }
    }
}

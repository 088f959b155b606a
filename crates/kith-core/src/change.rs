//! What happened: the changes that a decision makes and the journal keeps.

use serde::{Deserialize, Serialize};

use crate::{
    account::Status,
    id::{InvitationId, MemberId, MessageId, RestrictionId, SearchId},
    invitation::{Invitation, State},
    restriction::{Ladder, Step},
    tie::Pair,
    time::Timestamp,
};

/// One thing that happened. It carries the new state, never only a difference, so that a
/// follower of the journal may apply it without reading the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// An account was made.
    Joined {
        /// Whose.
        member: MemberId,
    },
    /// Profile fields changed.
    ProfileChanged {
        /// Whose.
        member: MemberId,
    },
    /// Settings changed.
    SettingsChanged {
        /// Whose.
        member: MemberId,
    },
    /// The account began or ceased to take part.
    StatusChanged {
        /// Whose.
        member: MemberId,
        /// What it is now.
        status: Status,
    },
    /// An invitation was sent.
    Invited {
        /// All of it.
        invitation: Invitation,
    },
    /// A pending or ignored invitation came to another state.
    Answered(Answered),
    /// The tie of two members has a new value.
    Paired {
        /// The new value; its version is the one it was decided on plus one.
        pair: Pair,
        /// What it does to both members' counts of connections: −1, 0 or 1.
        connections: i32,
    },
    /// An import connected pairs that had no tie: each is at version 1 now.
    Connected {
        /// The pairs, the smaller id first.
        pairs: Vec<(MemberId, MemberId)>,
        /// Since when.
        at: Timestamp,
    },
    /// An operator gave an audience extra invitations (R7).
    Boosted {
        /// The boost.
        boost: crate::boost::Boost,
        /// Who is in it.
        audience: Vec<MemberId>,
    },
    /// A message was written.
    Wrote {
        /// All of it.
        message: Message,
    },
    /// A pending place was left again, or none was left any more (R8).
    PendingFull {
        /// Whose.
        member: MemberId,
        /// Since when none is left; absent: there is one.
        since: Option<Timestamp>,
    },
    /// A step on the restriction ladder (R8).
    Restricted {
        /// The step with its evidence.
        step: Step,
    },
    /// An operator lifted a step.
    Lifted {
        /// Which.
        restriction: RestrictionId,
        /// Whose.
        member: MemberId,
        /// The operator.
        by: MemberId,
        /// When.
        at: Timestamp,
        /// Where the member stands now.
        ladder: Ladder,
    },
    /// The member asked the operator to look again.
    Appealed {
        /// Which step.
        restriction: RestrictionId,
        /// Whose.
        member: MemberId,
        /// In their words.
        text: String,
        /// When.
        at: Timestamp,
    },
    /// The member does not want to see this suggestion again (R11).
    Dismissed {
        /// Who dismissed.
        member: MemberId,
        /// Whom.
        other: MemberId,
    },
    /// The member saved a search (R11).
    SearchSaved {
        /// All of it.
        search: crate::search::SavedSearch,
    },
    /// The member deleted a saved search.
    SearchDeleted {
        /// Whose.
        member: MemberId,
        /// Which.
        search: SearchId,
    },
}

/// How an invitation left `pending` (R6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Which.
    pub invitation: InvitationId,
    /// Who sent it.
    pub sender: MemberId,
    /// Who received it.
    pub recipient: MemberId,
    /// What it is now.
    pub state: State,
    /// When.
    pub at: Timestamp,
    /// Whether the recipient said they don't know the sender (R8).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
}

/// A message between two members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Which.
    pub id: MessageId,
    /// Who wrote it.
    pub sender: MemberId,
    /// Who reads it.
    pub recipient: MemberId,
    /// The text.
    pub body: String,
    /// When it was written.
    pub sent_at: Timestamp,
    /// The invitation whose note it is, or that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<InvitationId>,
}

impl Change {
    /// The word for it in the journal.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Joined { .. } => "joined",
            Self::ProfileChanged { .. } => "profile_changed",
            Self::SettingsChanged { .. } => "settings_changed",
            Self::StatusChanged { .. } => "status_changed",
            Self::Invited { .. } => "invited",
            Self::Answered(_) => "answered",
            Self::Paired { .. } => "paired",
            Self::Connected { .. } => "connected",
            Self::Boosted { .. } => "boosted",
            Self::Wrote { .. } => "wrote",
            Self::PendingFull { .. } => "pending_full",
            Self::Restricted { .. } => "restricted",
            Self::Lifted { .. } => "lifted",
            Self::Appealed { .. } => "appealed",
            Self::Dismissed { .. } => "dismissed",
            Self::SearchSaved { .. } => "search_saved",
            Self::SearchDeleted { .. } => "search_deleted",
        }
    }
}

//! Conversations: what each side has written, read, muted, archived, and answered (R9).

use serde::{Deserialize, Serialize};

use crate::{
    account::codes,
    change::Change,
    id::{ConversationId, MemberId},
    refusal::{Decision, Reason, Refusal},
    time::Timestamp,
};

codes! {
    /// What kind of message it is.
    #[derive(Default)]
    Kind {
        /// A message like any other.
        #[default]
        Plain = "message",
        /// The note of an accepted invitation (R5).
        Note = "note",
        /// The first message to somebody in a shared group: a request (R9).
        Opener = "opener",
        /// A message that cost a credit, with a subject (R9).
        InMail = "inmail",
    }
}

impl Kind {
    /// Whether it is a message like any other.
    #[must_use]
    pub const fn is_plain(&self) -> bool {
        matches!(self, Self::Plain)
    }
}

codes! {
    /// Where one side stands to what the other began without being asked (R9).
    #[derive(Default)]
    Request {
        /// Nothing was begun that way.
        #[default]
        None = "none",
        /// Their message request waits.
        Pending = "pending",
        /// Their InMail waits; it stands in the inbox.
        InMail = "inmail",
        /// Accepted, or answered.
        Accepted = "accepted",
        /// Declined, silently.
        Declined = "declined",
    }
}

impl Request {
    /// Whether it waits for this side's answer.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Self::Pending | Self::InMail)
    }
}

codes! {
    /// Where a conversation stands for one side.
    Folder {
        /// What is talked about.
        Inbox = "inbox",
        /// Message requests that wait.
        Requests = "requests",
        /// Put away, or declined.
        Archived = "archived",
    }
}

/// One side of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Side {
    /// When this side last wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrote_at: Option<Timestamp>,
    /// Up to when this side has read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Timestamp>,
    /// Since when it is muted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted_at: Option<Timestamp>,
    /// Since when it is archived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
    /// What the other began that way.
    pub request: Request,
}

/// The conversation of two members, from the side of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversation {
    /// Which.
    pub id: ConversationId,
    /// My side.
    pub mine: Side,
    /// The other's side.
    pub theirs: Side,
    /// When the newest message was written.
    pub last_at: Timestamp,
}

impl Conversation {
    /// Whether something of theirs is unread.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.theirs.wrote_at.is_some_and(|at| self.mine.read_at.is_none_or(|read| read < at))
    }

    /// The folder in which it stands for me.
    #[must_use]
    pub fn stands_in(&self) -> Folder {
        match (self.mine.request, self.mine.archived_at) {
            (Request::Pending, _) => Folder::Requests,
            (Request::Declined, _) | (_, Some(_)) => Folder::Archived,
            _ => Folder::Inbox,
        }
    }

    /// Whether I may always write: they have written, or accepted what I began.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.theirs.wrote_at.is_some() || self.theirs.request == Request::Accepted
    }
}

/// A new value of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversed {
    /// Whose side.
    pub member: MemberId,
    /// The other.
    pub other: MemberId,
    /// Where the side stood when it was decided: what two answers race for.
    pub before: Request,
    /// The new value.
    pub side: Side,
}

/// What a member does with a conversation for themself; the other is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tidy {
    /// Everything until now is read.
    Read,
    /// New messages are not counted any more.
    Mute,
    /// They are counted again.
    Unmute,
    /// Put away until something new is written.
    Archive,
    /// Back to the inbox.
    Unarchive,
}

/// Changes my own side. What is so already changes nothing.
#[must_use]
pub fn tidy(
    talk: &Conversation,
    (me, other): (MemberId, MemberId),
    act: Tidy,
    now: Timestamp,
) -> Vec<Change> {
    let mut side = talk.mine;
    match act {
        // Nothing that comes later is read with it, and an older glance takes nothing back.
        Tidy::Read => side.read_at = side.read_at.max(Some(talk.last_at)),
        Tidy::Mute => side.muted_at = side.muted_at.or(Some(now)),
        Tidy::Unmute => side.muted_at = None,
        Tidy::Archive => side.archived_at = side.archived_at.or(Some(now)),
        Tidy::Unarchive => side.archived_at = None,
    }
    changed(talk, (me, other), side)
}

/// The change of my side, if it is one.
pub(crate) fn changed(
    talk: &Conversation,
    (member, other): (MemberId, MemberId),
    side: Side,
) -> Vec<Change> {
    let before = talk.mine.request;
    let same = side == talk.mine;
    if same {
        Vec::new()
    } else {
        vec![Change::Conversed(Conversed { member, other, before, side })]
    }
}

/// Accepts (or declines, silently) what the other began. One that was declined may be accepted
/// later: a change of mind.
///
/// # Errors
/// There is nothing to answer.
pub fn answer(talk: &Conversation, (me, other): (MemberId, MemberId), accept: bool) -> Decision {
    let request = talk.mine.request;
    let waits = request.waits() || (accept && request == Request::Declined);
    if !waits {
        let detail = "There is no message request or InMail here that waits for you.";
        return Err(Refusal::new(Reason::NoRequest, detail));
    }
    let mut side = talk.mine;
    side.request = if accept { Request::Accepted } else { Request::Declined };
    side.read_at = side.read_at.max(Some(talk.last_at));
    Ok(changed(talk, (me, other), side))
}

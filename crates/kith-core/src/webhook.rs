//! Webhooks: what a member's own programs are told, and what an operator's are (R13).
//!
//! Nothing silent leaves by one (R1, R6): an ignored invitation is told nowhere, nor a withdrawal
//! to who received it, nor a block to anybody.

use serde::{Deserialize, Serialize};

use crate::{
    account::codes,
    change::{Answered, Change},
    conversation::Kind,
    id::{Id, InvitationId, MemberId, MessageId, WebhookId},
    invitation::State,
    time::{DAY, HOUR, MINUTE, SECOND, Timestamp},
};

/// How many webhooks a member may have.
pub const MOST: usize = 5;
/// How many the community may have.
pub const MOST_OF_COMMUNITY: usize = 20;
/// The longest address, in characters.
pub const LONGEST_URL: usize = 500;
/// How long a delivery that ended is remembered.
pub const REMEMBERED_DAYS: i64 = 30;

codes! {
    /// What a webhook is told of.
    Event {
        /// An invitation was accepted: to its sender.
        Accepted = "invitation.accepted",
        /// Somebody wrote in a conversation in which the member has written: to the member.
        Replied = "message.replied",
        /// An invitation was withdrawn or lapsed: to its sender.
        Ended = "invitation.ended",
    }
}

codes! {
    /// Of whose events a webhook is told.
    Scope {
        /// Of its owner's own.
        Mine = "mine",
        /// Of everybody's: an operator's.
        Community = "community",
    }
}

codes! {
    /// Where a delivery stands.
    Progress {
        /// It waits for its time.
        Waiting = "waiting",
        /// A node is sending it.
        Sending = "sending",
        /// It arrived.
        Sent = "sent",
        /// It was given up: it can be sent again.
        Dead = "dead",
        /// It must not be told any more.
        Dropped = "dropped",
    }
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Which.
    pub id: WebhookId,
    /// Whose.
    pub owner: MemberId,
    /// Of whose events it is told.
    pub scope: Scope,
    /// Where it is told.
    pub url: String,
    /// What it is told of.
    pub events: Vec<Event>,
    /// What it knows its messages by, as bytes.
    pub secret: Vec<u8>,
    /// Since when.
    pub made_at: Timestamp,
}

/// Why a webhook is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// Its address is none that may be told.
    #[error(
        "Give an address that begins with https:// and has no name or password in it, at most {LONGEST_URL} characters."
    )]
    Url,
    /// It would be told of nothing.
    #[error("Choose at least one event.")]
    NoEvents,
    /// The member has as many as they may.
    #[error("You have {MOST} webhooks, as many as there may be. Delete one first.")]
    Full,
    /// The community has as many as it may.
    #[error("There are {MOST_OF_COMMUNITY} webhooks of the community already. Delete one first.")]
    CommunityFull,
    /// It is for everybody's events and its owner is no operator.
    #[error("Only an operator has a webhook for everybody's events.")]
    NotOperator,
}

impl NotKept {
    /// The field that it is about.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Url | Self::Full | Self::CommunityFull => "url",
            Self::NoEvents => "events",
            Self::NotOperator => "scope",
        }
    }
}

/// Whether an address may be told: `https://`, or `http://` where the network is made up. What is
/// behind its name is looked at whenever it is told.
#[must_use]
pub fn is_url(url: &str, plain: bool) -> bool {
    let rest = url.strip_prefix("https://");
    let rest = rest.or_else(|| url.strip_prefix("http://").filter(|_| plain));
    let Some(rest) = rest else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let starts = host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[');
    let fine = url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\'));
    starts && fine && !host.contains('@') && url.len() <= LONGEST_URL
}

/// Something that webhooks are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// What.
    pub event: Event,
    /// Whose event it is: their webhooks are told.
    pub member: MemberId,
    /// The other in it.
    pub other: MemberId,
    /// The invitation or message.
    pub about: Id<Subject>,
    /// How an invitation ended.
    pub state: Option<State>,
    /// When.
    pub at: Timestamp,
}

/// Marks ids of what an event is about.
pub enum Subject {}

impl Told {
    fn of(answered: &Answered) -> Option<Self> {
        let event = match answered.state {
            State::Accepted => Event::Accepted,
            State::Withdrawn | State::Expired => Event::Ended,
            _ => return None,
        };
        Some(Self {
            event,
            member: answered.sender,
            other: answered.recipient,
            about: invitation(answered.invitation),
            state: (event == Event::Ended).then_some(answered.state),
            at: answered.at,
        })
    }
}

fn invitation(id: InvitationId) -> Id<Subject> {
    Id::from_bytes(*id.as_bytes())
}

fn message(id: MessageId) -> Id<Subject> {
    Id::from_bytes(*id.as_bytes())
}

/// What webhooks are told of a change. Whether a message is a reply is known where conversations
/// are.
#[must_use]
pub fn told(change: &Change) -> Option<Told> {
    match change {
        Change::Answered(answered) => Told::of(answered),
        // The note of an invitation is what its sender said; an acceptance tells of it.
        Change::Wrote { message: wrote } if wrote.kind != Kind::Note => Some(Told {
            event: Event::Replied,
            member: wrote.recipient,
            other: wrote.sender,
            about: message(wrote.id),
            state: None,
            at: wrote.sent_at,
        }),
        _ => None,
    }
}

/// How long to wait after the `attempts`-th failure, as the Standard Webhooks specification
/// proposes. `None`: it is given up.
#[must_use]
pub fn back_off(attempts: u32) -> Option<i64> {
    const WAITS: [i64; 9] = [
        5 * SECOND,
        5 * MINUTE,
        30 * MINUTE,
        2 * HOUR,
        5 * HOUR,
        10 * HOUR,
        14 * HOUR,
        20 * HOUR,
        DAY,
    ];
    WAITS.get(usize::try_from(attempts.saturating_sub(1)).ok()?).copied()
}

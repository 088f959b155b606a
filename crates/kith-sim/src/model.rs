//! A naive second reading of the rulebook: what happened is kept as plain lists of who did what
//! when, and every answer is worked out from them. It shares with kith's core only the nouns
//! (ids, codes, instants, the policy's numbers), never a decision.

mod acts;
mod budgets;
mod invite;
mod ladder;
mod lists;
mod sight;
mod views;

use std::collections::{BTreeMap, BTreeSet};

use kith_core::{
    account::{Gate, Plan},
    id::{InvitationId, MemberId},
    invitation::Source,
    policy::Policy,
    time::{Timestamp, Zone},
};

pub use self::{ladder::Rung, views::Seen};
use crate::act::{Boost, Which, Who};

/// A member.
#[derive(Debug, Clone)]
pub struct Member {
    /// The id that the store gave.
    pub id: MemberId,
    /// The address of the profile.
    pub handle: String,
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// E-mail address.
    pub email: String,
    /// Plan.
    pub plan: Plan,
    /// Whether they take part.
    pub active: bool,
    /// Who may invite them.
    pub gate: Gate,
    /// Their time zone.
    pub zone: Zone,
    /// Whether connections see the list of connections.
    pub list_visible: bool,
    /// Whether Follow comes first.
    pub follow_first: bool,
    /// Whether they are reminded.
    pub reminders: bool,
    /// Where they stand on the ladder.
    pub rung: Rung,
    /// Since when no pending place has been left.
    pub full_since: Option<Timestamp>,
    /// What they sent, in order.
    pub sent: Vec<Which>,
    /// What they received, in order.
    pub received: Vec<Which>,
}

/// How an invitation ended, if not by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Both are connected.
    Accepted,
    /// Taken back.
    Withdrawn,
    /// A block.
    Gone,
}

/// An invitation, without what its recipient did in silence: that is in [`Silent`].
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The id that the app gave; absent for a moment.
    pub id: Option<InvitationId>,
    /// Who sent it.
    pub from: Who,
    /// Who received it.
    pub to: Who,
    /// The note, trimmed.
    pub note: Option<String>,
    /// Where the sender came from.
    pub source: Source,
    /// Whose connections they looked at.
    pub via: Option<Who>,
    /// When it was sent.
    pub at: Timestamp,
    /// When it lapses.
    pub expires: Timestamp,
    /// Until when it counts as an attempt.
    pub attempt_until: Timestamp,
    /// The boost it is charged to.
    pub boost: Option<Boost>,
    /// How and when it ended, if not by time.
    pub ended: Option<(End, Timestamp)>,
    /// Whether due work has written down that it lapsed.
    pub swept: bool,
    /// The sender's weekly limit at the sending.
    pub limit: u32,
    /// The sender's pending places at the sending.
    pub places: u32,
}

impl Invitation {
    /// Whether it stands to its sender.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.ended.is_none() && now < self.expires
    }

    /// Whether time has ended it.
    #[must_use]
    pub fn is_lapsed(&self, now: Timestamp) -> bool {
        self.ended.is_none() && now >= self.expires
    }
}

/// What recipients did in silence. Nothing that computes a sender's view reads it, except the
/// gate that "I don't know them" sets (R4, check 4).
#[derive(Debug, Clone, Default)]
pub struct Silent {
    /// Ignored invitations.
    pub ignored: BTreeSet<Which>,
    /// When its recipient said of an invitation that they don't know the sender.
    pub reports: BTreeMap<Which, Timestamp>,
    /// Who said so of whom, and has not taken it back.
    pub unknown: BTreeSet<(Who, Who)>,
}

/// A message.
#[derive(Debug, Clone)]
pub struct Message {
    /// Who wrote it.
    pub from: Who,
    /// Who reads it.
    pub to: Who,
    /// The text.
    pub body: String,
    /// When it was written.
    pub at: Timestamp,
    /// The invitation whose note it is, or that it answers; none of a note that crossed theirs.
    pub under: Option<Which>,
    /// Whether it is the note.
    pub is_note: bool,
}

/// A boost.
#[derive(Debug, Clone)]
pub struct Extra {
    /// What it is called.
    pub name: String,
    /// Extra invitations.
    pub extra: u32,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// To whom.
    pub audience: BTreeSet<Who>,
}

/// Everything that happened, as the naive reading keeps it.
#[derive(Debug, Clone)]
pub struct Model {
    /// The numbers behind the rules.
    pub policy: Policy,
    /// Everybody, in the order of joining.
    pub members: Vec<Member>,
    /// Every invitation, in the order of sending.
    pub invitations: Vec<Invitation>,
    /// What was done in silence.
    pub silent: Silent,
    /// Who is connected, the one who joined first first, and since when.
    pub connected: BTreeMap<(Who, Who), Timestamp>,
    /// Who follows whom, since when.
    pub follows: BTreeMap<(Who, Who), Timestamp>,
    /// Who blocks whom, since when.
    pub blocks: BTreeMap<(Who, Who), Timestamp>,
    /// Who unblocked whom, when last.
    pub unblocked: BTreeMap<(Who, Who), Timestamp>,
    /// Who dismissed whom.
    pub dismissed: BTreeSet<(Who, Who)>,
    /// Every message.
    pub messages: Vec<Message>,
    /// Every boost.
    pub boosts: Vec<Extra>,
    /// Connections of each member.
    pub friends: Vec<BTreeSet<Who>>,
}

/// Both in the order of joining.
fn ordered(a: Who, b: Who) -> (Who, Who) {
    (a.min(b), a.max(b))
}

impl Model {
    /// A world without members.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            members: Vec::new(),
            invitations: Vec::new(),
            silent: Silent::default(),
            connected: BTreeMap::new(),
            follows: BTreeMap::new(),
            blocks: BTreeMap::new(),
            unblocked: BTreeMap::new(),
            dismissed: BTreeSet::new(),
            messages: Vec::new(),
            boosts: Vec::new(),
            friends: Vec::new(),
        }
    }

    /// Somebody joined.
    pub fn join(&mut self, id: MemberId, handle: &str, names: (&str, &str), email: &str) {
        self.friends.push(BTreeSet::new());
        self.members.push(Member {
            id,
            handle: handle.to_owned(),
            first: names.0.to_owned(),
            last: names.1.to_owned(),
            email: email.to_owned(),
            plan: Plan::Free,
            active: true,
            gate: Gate::Everyone,
            zone: Zone::utc(),
            list_visible: true,
            follow_first: false,
            reminders: true,
            rung: Rung::default(),
            full_since: None,
            sent: Vec::new(),
            received: Vec::new(),
        });
    }

    /// Whether they are connected.
    #[must_use]
    pub fn are_connected(&self, a: Who, b: Who) -> bool {
        self.connected.contains_key(&ordered(a, b))
    }

    /// Whether either blocks the other.
    #[must_use]
    pub fn are_blocked(&self, a: Who, b: Who) -> bool {
        self.blocks.contains_key(&(a, b)) || self.blocks.contains_key(&(b, a))
    }

    /// Whether `viewer` may know of `other` at all.
    #[must_use]
    pub fn sees(&self, viewer: Who, other: Who) -> bool {
        self.members[other].active && !self.are_blocked(viewer, other)
    }

    /// The open invitation from one to the other.
    #[must_use]
    pub fn open(&self, from: Who, to: Who, now: Timestamp) -> Option<Which> {
        let mut sent = self.members[from].sent.iter().rev();
        sent.find(|i| self.invitations[**i].to == to && self.invitations[**i].is_open(now)).copied()
    }

    /// The last invitation from one to the other, whatever became of it.
    #[must_use]
    pub fn last(&self, from: Who, to: Who) -> Option<&Invitation> {
        let sent = self.members[from].sent.iter().rev().map(|i| &self.invitations[*i]);
        sent.into_iter().find(|one| one.to == to)
    }

    /// Until when `from` rests towards `to` (R6), if they do at `now`.
    #[must_use]
    pub fn rest_until(&self, from: Who, to: Who, now: Timestamp) -> Option<Timestamp> {
        let sent = self.members[from].sent.iter().map(|i| &self.invitations[*i]);
        let rests = sent.filter(|one| one.to == to).filter_map(|one| match one.ended {
            Some((End::Withdrawn, at)) => Some(at),
            None if one.is_lapsed(now) => Some(one.expires),
            _ => None,
        });
        let days = i64::from(self.policy.invitations.rest_days);
        rests.map(|from| from.plus_days(days)).filter(|until| now < *until).max()
    }
}

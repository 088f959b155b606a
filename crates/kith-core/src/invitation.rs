//! Invitations: the nouns, and their life after sending (R6). Sending is in [`send`].

mod send;

use serde::{Deserialize, Serialize};

pub use self::send::{Invite, InviteFacts, Sending, invite};
pub(crate) use self::send::{note_too_long, notes_limit, over_places, over_week};
use crate::{
    account::{Account, Gate, Settings, Status, codes},
    change::{Answered, Change, Message},
    connection::paired,
    conversation::Kind,
    id::{InvitationId, MemberId, MessageId, RestrictionId},
    policy::{InvitationPolicy, Policy},
    refusal::{Action, Decision, Reason, Refusal},
    restriction::{self, Signal, Step},
    tie::Pair,
    time::Timestamp,
};

codes! {
    /// The life of an invitation (R6).
    State {
        /// Sent, not answered.
        Pending = "pending",
        /// Ignored: to the sender it stays pending.
        Ignored = "ignored",
        /// Accepted: both are connected.
        Accepted = "accepted",
        /// Withdrawn by the sender.
        Withdrawn = "withdrawn",
        /// Lapsed.
        Expired = "expired",
        /// Ended by a block.
        Gone = "gone",
    }
}

codes! {
    /// Where the sender came from (R4).
    Source {
        /// The recipient's profile.
        Profile = "profile",
        /// People search.
        Search = "search",
        /// My Network.
        Suggestions = "suggestions",
        /// A connection's connections.
        Mutual = "mutual",
        /// An event's attendees.
        Event = "event",
        /// A group's members.
        Group = "group",
        /// A company's people.
        Company = "company",
        /// Those who engaged with a post.
        Post = "post",
        /// Those who viewed my profile.
        Viewer = "viewer",
        /// An introduction.
        Introduction = "introduction",
        /// Imported contacts.
        Import = "import",
        /// A campaign.
        Campaign = "campaign",
        /// Met in person: the sender scanned the recipient's code.
        InPerson = "in_person",
        /// An invitation by e-mail that the recipient accepted once they were here.
        Email = "email",
    }
}

/// A request to connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// Who sent it.
    pub sender: MemberId,
    /// Who received it.
    pub recipient: MemberId,
    /// The note, trimmed; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where the sender came from.
    pub source: Source,
    /// With [`Source::Mutual`]: whose connections the sender looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<MemberId>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// The instant at which it lapses.
    pub expires_at: Timestamp,
    /// The boost it is charged to, instead of the week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boost: Option<crate::id::BoostId>,
}

/// The part of an invitation that decisions read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// Which.
    pub id: InvitationId,
    /// As the store last kept it; see [`Life::state_at`].
    pub state: State,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// The instant at which it lapses.
    pub expires_at: Timestamp,
    /// When it was answered, withdrawn or ended.
    pub ended_at: Option<Timestamp>,
}

impl Life {
    /// Its state at `now`: expiry holds at its instant even if no sweep has run (R6).
    #[must_use]
    pub fn state_at(&self, now: Timestamp) -> State {
        sabotage!(LateExpiry {
            if now == self.expires_at {
                return self.state;
            }
        });
        match self.state {
            State::Pending | State::Ignored if now >= self.expires_at => State::Expired,
            state => state,
        }
    }

    /// Whether it stands: pending, or ignored and so pending to the sender.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        sabotage!(IgnoredEnds {
            return self.state_at(now) == State::Pending;
        });
        matches!(self.state_at(now), State::Pending | State::Ignored)
    }

    /// Until when its sender rests after it: from a withdrawal or expiry only (R6).
    #[must_use]
    pub fn rest_until(&self, now: Timestamp, policy: &InvitationPolicy) -> Option<Timestamp> {
        let from = match self.state_at(now) {
            State::Withdrawn => self.ended_at?,
            State::Expired => self.expires_at,
            _ => return None,
        };
        sabotage!(ShortRest {
            let rest = i64::from(policy.rest_days) - 1;
            return Some(from.plus_days(rest)).filter(|until| now < *until);
        });
        Some(from.plus_days(i64::from(policy.rest_days))).filter(|until| now < *until)
    }

    /// The last reminder that is due at `now`, as days after sending, if the recipient wants
    /// reminders (R6).
    #[must_use]
    pub fn reminder(
        &self,
        now: Timestamp,
        policy: &InvitationPolicy,
        to: &Settings,
    ) -> Option<u32> {
        let due = |days: &&u32| now >= self.sent_at.plus_days(i64::from(**days));
        let open = to.reminders && self.state_at(now) == State::Pending;
        policy.reminder_days.iter().rev().find(due).copied().filter(|_| open)
    }
}

/// The state that its sender is shown: an ignored invitation stays pending, and one ended by a
/// block is not shown at all (R6, R1).
#[must_use]
pub fn state_for_sender(state: State) -> Option<State> {
    sabotage!(IgnoredShows {
        return Some(state).filter(|state| *state != State::Gone);
    });
    match state {
        State::Ignored => Some(State::Pending),
        State::Gone => None,
        state => Some(state),
    }
}

/// The state that its recipient is shown: a withdrawn, lapsed or ended one has vanished (R6).
#[must_use]
pub fn state_for_recipient(state: State) -> Option<State> {
    match state {
        State::Withdrawn | State::Expired | State::Gone => None,
        state => Some(state),
    }
}

/// The three rows that every decision about two members reads: both accounts and their tie,
/// with the last invitation each way.
#[derive(Debug, Clone)]
pub struct Meeting<'a> {
    /// Who asks.
    pub me: &'a Account,
    /// The other; absent where nobody has that name.
    pub them: Option<&'a Account>,
    /// What stands between them.
    pub pair: &'a Pair,
    /// My last invitation to them.
    pub sent: Option<Life>,
    /// Their last invitation to me.
    pub received: Option<Life>,
}

impl<'a> Meeting<'a> {
    /// The other member, if I may know of them at all (R4, checks 1 and 2).
    ///
    /// # Errors
    /// `self` or `not_found`; the latter reads the same for a member who is unknown,
    /// deactivated, or blocked either way (R1).
    pub fn visible(&self) -> Result<&'a Account, Refusal> {
        let them = self.them.ok_or_else(Refusal::not_found)?;
        if them.id == self.me.id {
            return Err(Refusal::new(Reason::Myself, "This is you."));
        }
        sabotage!(BlockedSees {
            if self.pair.other_side(self.me.id).blocked_at.is_some() {
                return Ok(them);
            }
        });
        if them.status != Status::Active || self.pair.is_blocked() {
            return Err(Refusal::not_found());
        }
        Ok(them)
    }

    /// The recipient's gate for this sender, and whether it lets them through (R4, check 4).
    #[must_use]
    pub fn gate(&self, them: &Account) -> Gate {
        let gate = them.settings.gate;
        let unknown = self.pair.side(them.id).unknown_at.is_some();
        if unknown && gate != Gate::Nobody { Gate::Email } else { gate }
    }
}

pub(crate) fn not_pending() -> Refusal {
    Refusal::new(Reason::NotPending, "This invitation is not pending any more.")
}

fn answered(life: &Life, from: MemberId, to: MemberId, state: State, at: Timestamp) -> Answered {
    Answered { invitation: life.id, sender: from, recipient: to, state, at, unknown: false }
}

/// The end of an invitation frees one of its sender's places. Over a limit that was lowered the
/// next send or sweep notes anew that none is left.
pub(crate) fn frees_place(sender: &Account) -> Option<Change> {
    let full = sender.pending_full_since.is_some();
    full.then_some(Change::PendingFull { member: sender.id, since: None })
}

/// Accepts the invitation that `meeting.me` received. One that was ignored earlier may be
/// accepted too: a change of mind (R4, check 3). An accepted note becomes the first message.
///
/// # Errors
/// Not found, not pending any more, or connections full on either side, counted again (R4.6).
pub fn accept(
    meeting: &Meeting,
    note: Option<&str>,
    message: MessageId,
    policy: &Policy,
    now: Timestamp,
) -> Decision {
    let them = meeting.visible()?;
    let life = meeting.received.filter(|life| life.is_open(now)).ok_or_else(not_pending)?;
    connections_full(meeting.me, them, policy).map_or(Ok(()), Err)?;
    let me = meeting.me.id;
    let mut changes = vec![Change::Answered(answered(&life, them.id, me, State::Accepted, now))];
    if let Some(note) = note {
        changes.push(Change::Wrote {
            message: Message {
                id: message,
                sender: them.id,
                recipient: me,
                body: note.to_owned(),
                sent_at: life.sent_at,
                invitation: Some(life.id),
                kind: Kind::Note,
                subject: None,
            },
        });
    }
    changes.extend(frees_place(them));
    let after = meeting.pair.clone().connected(now).unknown(me, None);
    changes.push(paired(meeting.pair, after));
    Ok(changes)
}

/// Check 6 of R4: whether either side has as many connections as there may be.
#[must_use]
pub fn connections_full(me: &Account, them: &Account, policy: &Policy) -> Option<Refusal> {
    let maximum = policy.connections.maximum;
    let refuse = |detail: String| Refusal::new(Reason::ConnectionsFull, detail);
    if me.connections >= maximum {
        Some(
            refuse(format!("You have {maximum} connections, the most there may be."))
                .instead(Action::RemoveConnections, "Remove connections that no longer matter"),
        )
    } else if them.connections >= maximum {
        Some(
            refuse(format!("This member has {maximum} connections, the most there may be."))
                .instead(Action::Follow, "Follow them"),
        )
    } else {
        None
    }
}

/// Ignores the invitation that `meeting.me` received; nobody is told. With `unknown` the sender
/// needs my e-mail address from now on, and it counts in R8: `reports` is how many people said
/// so of the sender since their last step and within the policy's days, other than this one.
///
/// # Errors
/// Not found, or not pending any more.
pub fn ignore(
    meeting: &Meeting,
    unknown: bool,
    reports: u32,
    restriction: RestrictionId,
    policy: &Policy,
    now: Timestamp,
) -> Decision {
    let them = meeting.visible()?;
    let me = meeting.me.id;
    let pending = |life: &Life| life.state_at(now) == State::Pending;
    let life = meeting.received.filter(pending).ok_or_else(not_pending)?;
    let mut answer = answered(&life, them.id, me, State::Ignored, now);
    answer.unknown = unknown;
    let mut changes = vec![Change::Answered(answer)];
    if unknown {
        sabotage!(UnknownForgotten {
            return Ok(changes);
        });
        changes.push(paired(meeting.pair, meeting.pair.clone().unknown(me, Some(now))));
        if let Some(evidence) = restriction::unknown(reports + 1, &policy.restrictions) {
            let step = Step::next(
                restriction,
                them.id,
                &them.ladder,
                Signal::Unknown,
                evidence,
                now,
                &policy.restrictions,
            );
            changes.push(Change::Restricted { step });
        }
    }
    Ok(changes)
}

/// Withdraws the invitation that `meeting.me` sent; nobody is told, and a rest begins (R6).
///
/// # Errors
/// Not found, or not pending any more.
pub fn withdraw(meeting: &Meeting, now: Timestamp) -> Decision {
    let me = meeting.me;
    let them = meeting.them.filter(|_| !meeting.pair.is_blocked());
    let (them, life) = them.zip(meeting.sent).ok_or_else(Refusal::not_found)?;
    if !life.is_open(now) {
        return Err(not_pending());
    }
    let mut changes =
        vec![Change::Answered(answered(&life, me.id, them.id, State::Withdrawn, now))];
    changes.extend(frees_place(me));
    Ok(changes)
}

/// Answers the note of the invitation that `meeting.me` received, without accepting (R5). The
/// caller has checked that `body` is not empty and not too long.
///
/// # Errors
/// Not found, or not pending any more.
pub fn reply(meeting: &Meeting, body: &str, message: MessageId, now: Timestamp) -> Decision {
    let them = meeting.visible()?;
    let life = meeting.received.filter(|life| life.is_open(now)).ok_or_else(not_pending)?;
    Ok(vec![Change::Wrote {
        message: Message {
            id: message,
            sender: meeting.me.id,
            recipient: them.id,
            body: body.trim().to_owned(),
            sent_at: now,
            invitation: Some(life.id),
            kind: Kind::Plain,
            subject: None,
        },
    }])
}

/// Lapses an invitation that nobody answered: what the sweep does for one that is due.
/// `pending_full` says whether its sender had no pending place left. Nothing happens where it is
/// not due or has ended another way.
#[must_use]
pub fn expire(
    life: &Life,
    sender: MemberId,
    recipient: MemberId,
    pending_full: bool,
    now: Timestamp,
) -> Vec<Change> {
    if life.is_open(life.sent_at) && life.state_at(now) == State::Expired {
        let at = life.expires_at;
        let mut changes =
            vec![Change::Answered(answered(life, sender, recipient, State::Expired, at))];
        if pending_full {
            changes.push(Change::PendingFull { member: sender, since: None });
        }
        changes
    } else {
        Vec::new()
    }
}

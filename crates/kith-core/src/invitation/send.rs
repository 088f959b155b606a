//! Sending an invitation: the ten checks of R4 in their order, and what a send changes.

use super::{Invitation, Life, Meeting, Source, State, accept, connections_full};
use crate::{
    account::{Account, Gate},
    budget::{Usage, WEEK},
    change::{Change, Message},
    connection::paired,
    conversation::Kind,
    id::{BoostId, InvitationId, MemberId, MessageId, RestrictionId},
    note,
    policy::Policy,
    refusal::{Action, Decision, Instead, Reason, Refusal},
    restriction::{self, Signal, Step},
    time::Timestamp,
};

/// What the sender asks for.
#[derive(Debug, Clone, Copy)]
pub struct Invite<'a> {
    /// The id that the invitation will have.
    pub id: InvitationId,
    /// The id of the step on the ladder that it may cause.
    pub restriction: RestrictionId,
    /// The id of the message that the other's note becomes if this crosses their invitation.
    pub message: MessageId,
    /// The id of the message that my own note becomes then.
    pub own_message: MessageId,
    /// The note as typed.
    pub note: Option<&'a str>,
    /// Where the sender came from.
    pub source: Source,
    /// With [`Source::Mutual`]: whose connections they looked at.
    pub via: Option<MemberId>,
}

/// The facts that the decision reads beside the three rows of the [`Meeting`].
#[derive(Debug, Clone)]
pub struct InviteFacts<'a> {
    /// Both accounts and their tie.
    pub meeting: Meeting<'a>,
    /// The note of their invitation to me, which a crossing accepts.
    pub their_note: Option<&'a str>,
    /// When the invitation was sent that must leave the window before another attempt: the
    /// `attempts`-th newest of mine to them.
    pub attempt_blocking: Option<Timestamp>,
    /// Whether the sender knows the recipient's e-mail address.
    pub email_known: bool,
    /// Whether the sender has reacted to or commented on what the recipient shares, since the last
    /// invitation (R6).
    pub engaged: bool,
    /// Whether they share a connection (or a group or event).
    pub shares: bool,
    /// The sender's budgets.
    pub usage: Usage,
    /// A boost that both belong to and of which the sender has places left.
    pub boost: Option<BoostId>,
}

/// What a send that may happen does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sending {
    /// A new invitation.
    Sent(Vec<Change>),
    /// Their pending invitation is accepted: connected at once.
    Crossed(Vec<Change>),
    /// One is pending already; nothing happens, the first one is the answer. The refusal says
    /// what works instead.
    AlreadyPending(InvitationId, Refusal),
}

/// Decides an invitation (R4): the first check that fails is the reason, and every later one
/// that would fail too is listed beside it.
///
/// # Errors
/// The refusal. It costs nothing, and no note is dropped: where the note is refused, the whole
/// invitation is.
pub fn invite(
    ask: &Invite,
    facts: &InviteFacts,
    policy: &Policy,
    now: Timestamp,
) -> Result<Sending, Refusal> {
    let meeting = &facts.meeting;
    let them = meeting.visible()?;
    if meeting.pair.is_connected() {
        return Err(Refusal::new(Reason::AlreadyConnected, "You are connected already.")
            .instead(Action::Message, "Write to them"));
    }
    if meeting.received.is_some_and(|life| life.is_open(now)) {
        return crossed(ask, facts, them, policy, now).map(Sending::Crossed);
    }
    if let Some(life) = meeting.sent.filter(|life| life.is_open(now)) {
        let refusal =
            Refusal::new(Reason::AlreadyPending, "Your invitation is waiting for an answer.");
        let refusal = engage_first(refusal, facts)
            .instead(Action::SeeSent, "See or withdraw your invitation");
        return Ok(Sending::AlreadyPending(life.id, refusal));
    }
    let note = note::kept(ask.note);
    match first_refusal(note, facts, them, policy, now) {
        Some(refusal) => Err(refusal),
        None => Ok(Sending::Sent(sent(ask, note, facts, policy, now))),
    }
}

/// Their invitation is accepted. My note is not dropped: it becomes a message after theirs.
fn crossed(
    ask: &Invite,
    facts: &InviteFacts,
    them: &Account,
    policy: &Policy,
    now: Timestamp,
) -> Decision {
    let me = facts.meeting.me;
    let note = note::kept(ask.note);
    let mut changes = accept(&facts.meeting, facts.their_note, ask.message, policy, now)?;
    sabotage!(CrossingDropsNote {
        return Ok(changes);
    });
    changes.extend(note.map(|note| Change::Wrote {
        message: Message {
            id: ask.own_message,
            sender: me.id,
            recipient: them.id,
            body: note.to_owned(),
            sent_at: now,
            invitation: None,
            kind: Kind::Plain,
            subject: None,
        },
    }));
    Ok(changes)
}

/// Checks 4 to 10, in their order; the first becomes the reason, the others `also`.
fn first_refusal(
    note: Option<&str>,
    facts: &InviteFacts,
    them: &Account,
    policy: &Policy,
    now: Timestamp,
) -> Option<Refusal> {
    let me = facts.meeting.me;
    let checks = [
        gate(facts, them),
        resting(facts, policy, now),
        attempts(facts, policy, now),
        connections_full(me, them, policy),
        restriction::stops(&me.ladder, facts.email_known, now, policy),
        weekly_limit(facts, policy),
        over_places(me, &facts.usage, policy),
        note_too_long(note, me, policy),
        notes_limit(note, me, &facts.usage, policy, now),
    ];
    let mut refusals = checks.into_iter().flatten();
    let mut first = refusals.next()?;
    first.also = refusals.map(|refusal| refusal.reason).collect();
    sabotage!(AlsoForgotten {
        first.also.clear();
    });
    Some(first)
}

fn gate(facts: &InviteFacts, them: &Account) -> Option<Refusal> {
    let refuse = |detail: &str| Some(Refusal::new(Reason::Gate, detail));
    match facts.meeting.gate(them) {
        Gate::Everyone => None,
        Gate::Email if facts.email_known => None,
        Gate::SecondDegree if facts.shares => None,
        Gate::Email => refuse("This member accepts invitations from people who know their e-mail address.")
            .map(|refusal| refusal.instead(Action::GiveEmail, "Give their e-mail address")),
        Gate::SecondDegree => refuse(
            "This member accepts invitations from 2nd-degree connections and people in shared groups or events.",
        )
        .map(|refusal| refusal.instead(Action::AskMutual, "Connect with someone they know first")),
        Gate::Nobody => refuse("This member does not accept invitations."),
    }
    .map(|refusal| refusal.instead(Action::Follow, "Follow them"))
}

fn resting(facts: &InviteFacts, policy: &Policy, now: Timestamp) -> Option<Refusal> {
    let until = facts.meeting.sent.as_ref()?.rest_until(now, &policy.invitations)?;
    let refusal = Refusal::new(
        Reason::Resting,
        "You invited this member a short time ago. Give it a rest before you try again.",
    )
    .until(Some(until));
    Some(engage_first(refusal, facts))
}

fn attempts(facts: &InviteFacts, policy: &Policy, now: Timestamp) -> Option<Refusal> {
    let rule = &policy.invitations;
    let months = i32::try_from(rule.attempts_months).unwrap_or(i32::MAX);
    let until = facts.attempt_blocking?.plus_months(months);
    sabotage!(AttemptsEndEarly {
        if now >= until.plus_days(-1) {
            return None;
        }
    });
    (now < until).then(|| {
        let detail = format!(
            "You invited this member {} times in {} months.",
            rule.attempts, rule.attempts_months
        );
        engage_first(Refusal::new(Reason::Attempts, detail).until(Some(until)), facts)
    })
}

fn weekly_limit(facts: &InviteFacts, policy: &Policy) -> Option<Refusal> {
    if facts.boost.is_some() {
        return None;
    }
    over_week(facts.meeting.me, &facts.usage, policy)
}

/// Check 8 of R4, whoever the invitation is to.
pub(crate) fn over_week(me: &Account, usage: &Usage, policy: &Policy) -> Option<Refusal> {
    let budget = usage.weekly(me, policy);
    sabotage!(WeekOneMore {
        if budget.used == budget.limit {
            return None;
        }
    });
    (budget.left == 0).then(|| {
        let detail = format!("You have sent the {} invitations of these 7 days.", budget.limit);
        let frees = usage.week_blocking.map(|sent| sent.plus(WEEK));
        Refusal::new(Reason::WeeklyLimit, detail)
            .until(frees)
            .instead(Action::Wait, "Send it when the next one frees")
            .instead(Action::WithdrawOldest, "Withdraw old invitations that nobody answered")
            .instead(Action::Engage, "Follow people you would like to know")
    })
}

/// Check 9 of R4, whoever the invitation is to.
pub(crate) fn over_places(me: &Account, usage: &Usage, policy: &Policy) -> Option<Refusal> {
    let budget = usage.pending(me, policy);
    sabotage!(PlacesOneMore {
        if budget.used == budget.limit {
            return None;
        }
    });
    (budget.left == 0).then(|| {
        let detail = format!("{} of your invitations are waiting for an answer.", budget.used);
        Refusal::new(Reason::PendingLimit, detail)
            .until(budget.frees_at)
            .instead(Action::WithdrawOldest, "Withdraw the oldest ones")
            .instead(Action::Engage, "Follow people you would like to know")
    })
}

pub(crate) fn note_too_long(note: Option<&str>, me: &Account, policy: &Policy) -> Option<Refusal> {
    let limit = policy.plan(me.plan).note_length;
    let length = note::length(note?);
    sabotage!(NoteOneMore {
        if length == limit + 1 {
            return None;
        }
    });
    (length > limit).then(|| {
        let detail = format!("The note has {length} characters; your plan allows {limit}.");
        Refusal::new(Reason::NoteTooLong, detail)
            .instead(Action::ShortenNote, format!("Shorten it by {}", length - limit))
            .instead(Action::DropNote, "Send the invitation without a note")
    })
}

pub(crate) fn notes_limit(
    note: Option<&str>,
    me: &Account,
    usage: &Usage,
    policy: &Policy,
    now: Timestamp,
) -> Option<Refusal> {
    note?;
    let budget = usage.notes(me, policy, now)?;
    (budget.left == 0).then(|| {
        let detail = format!("You have sent the {} notes of this month.", budget.limit);
        Refusal::new(Reason::NotesLimit, detail)
            .until(budget.frees_at)
            .instead(Action::DropNote, "Send the invitation without a note")
    })
}

/// "Engage first" (R6): the same words whatever became of the last invitation, and whether it
/// has happened since.
fn engage_first(mut refusal: Refusal, facts: &InviteFacts) -> Refusal {
    let meeting = &facts.meeting;
    let since = meeting.sent.map(|life| life.sent_at);
    let followed = meeting.pair.side(meeting.me.id).follows_at;
    let follows = followed.is_some_and(|at| since.is_none_or(|since| at >= since));
    let done = follows || facts.engaged;
    let label = "Engage first: follow them, react to what they share";
    refusal.instead.push(Instead { done: Some(done), ..Instead::new(Action::Engage, label) });
    refusal
}

/// What a new invitation changes: itself, the tie, and what it does to the sender's ladder.
fn sent(
    ask: &Invite,
    note: Option<&str>,
    facts: &InviteFacts,
    policy: &Policy,
    now: Timestamp,
) -> Vec<Change> {
    let meeting = &facts.meeting;
    let me = meeting.me;
    let recipient = meeting.pair.other(me.id);
    let months = i32::try_from(policy.invitations.expiry_months).unwrap_or(i32::MAX);
    let invitation = Invitation {
        id: ask.id,
        sender: me.id,
        recipient,
        note: note.map(str::to_owned),
        source: ask.source,
        via: ask.via,
        sent_at: now,
        expires_at: now.plus_months(months),
        boost: facts.boost,
    };
    let mut changes = vec![
        Change::Invited { invitation },
        paired(meeting.pair, meeting.pair.clone().invited(me.id, ask.id)),
    ];
    let full = facts.usage.pending + 1 >= policy.plan(me.plan).pending_invitations;
    // There was a place until now, whatever is written down of a time before a lapse.
    if full {
        changes.push(Change::PendingFull { member: me.id, since: Some(now) });
    }
    let rules = &policy.restrictions;
    let counted = restriction::burst(facts.usage.burst + 1, facts.usage.burst_day + 1, rules);
    if let Some(evidence) = counted {
        let (id, ladder) = (ask.restriction, &me.ladder);
        let step = Step::next(id, me.id, ladder, Signal::Burst, evidence, now, rules);
        changes.push(Change::Restricted { step });
    }
    changes
}

impl Life {
    /// The life of an invitation at its sending.
    #[must_use]
    pub fn of(invitation: &Invitation) -> Self {
        Self {
            id: invitation.id,
            state: State::Pending,
            sent_at: invitation.sent_at,
            expires_at: invitation.expires_at,
            ended_at: None,
        }
    }
}

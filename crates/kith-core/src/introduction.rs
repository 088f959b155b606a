//! Introductions: a connection of both brings two members together, if both sides agree (R10).

use serde::{Deserialize, Serialize};

use crate::{
    account::codes,
    budget::{Usage, WEEK},
    change::{Answered, Change},
    connection::paired,
    id::{IntroductionId, InvitationId, MemberId},
    invitation::{Invitation, Meeting, Source, State as InvitationState, connections_full},
    policy::Policy,
    refusal::{Action, Decision, Reason, Refusal},
    tie::Pair,
    time::Timestamp,
};

codes! {
    /// The life of an introduction.
    State {
        /// The member in between has not decided.
        Asked = "asked",
        /// The target has not decided.
        Forwarded = "forwarded",
        /// Both are connected.
        Accepted = "accepted",
        /// The member in between declined, silently.
        Withheld = "withheld",
        /// The target declined, silently.
        Declined = "declined",
        /// Nobody answered in time.
        Lapsed = "lapsed",
    }
}

/// A request to be introduced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introduction {
    /// Which.
    pub id: IntroductionId,
    /// Who wants to be introduced.
    pub asker: MemberId,
    /// Who is asked to introduce them.
    pub connector: MemberId,
    /// To whom.
    pub target: MemberId,
    /// What the asker says; both others read it.
    pub note: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// The instant at which it lapses.
    pub expires_at: Timestamp,
    /// As the store last kept it; see [`Introduction::state_at`].
    pub state: State,
}

/// A step in the life of an introduction: what two answers race for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which.
    pub introduction: IntroductionId,
    /// The state it was decided on.
    pub from: State,
    /// What it is now.
    pub to: State,
    /// When.
    pub at: Timestamp,
}

impl Introduction {
    /// Its state at `now`: what nobody answered has lapsed at its instant.
    #[must_use]
    pub fn state_at(&self, now: Timestamp) -> State {
        match self.state {
            State::Asked | State::Forwarded if now >= self.expires_at => State::Lapsed,
            state => state,
        }
    }

    /// The state that the asker is shown: a silent decline reads like no answer yet, until the
    /// instant at which that would lapse.
    #[must_use]
    pub fn state_for_asker(&self, now: Timestamp) -> State {
        match self.state {
            State::Accepted => State::Accepted,
            _ if now >= self.expires_at => State::Lapsed,
            State::Withheld => State::Asked,
            State::Declined => State::Forwarded,
            state => state,
        }
    }

    /// The state that the member in between is shown: whether the target declined is not.
    #[must_use]
    pub fn state_for_connector(&self, now: Timestamp) -> State {
        match self.state {
            State::Withheld => State::Withheld,
            _ => self.state_for_asker(now),
        }
    }

    /// The state that the target is shown; nothing before it is forwarded.
    #[must_use]
    pub fn state_for_target(&self, now: Timestamp) -> Option<State> {
        match self.state_at(now) {
            State::Asked | State::Withheld | State::Lapsed => None,
            state => Some(state),
        }
    }

    fn moved(&self, to: State, at: Timestamp) -> Change {
        Change::IntroductionMoved(Moved { introduction: self.id, from: self.state, to, at })
    }
}

/// The facts of asking.
#[derive(Debug, Clone)]
pub struct AskFacts<'a> {
    /// The asker and the member in between.
    pub connector: Meeting<'a>,
    /// The asker and the target.
    pub target: Meeting<'a>,
    /// The tie of the member in between and the target.
    pub between: &'a Pair,
    /// The last introduction that was asked of this member to this target.
    pub last: Option<&'a Introduction>,
    /// The asker's budgets.
    pub usage: Usage,
}

/// Asks a connection for an introduction to one of their connections. It costs nothing yet, but
/// an invitation must be left; the target's gate is not asked, since they will be.
///
/// # Errors
/// The refusal, and what works instead.
pub fn ask(
    id: IntroductionId,
    note: &str,
    facts: &AskFacts,
    policy: &Policy,
    now: Timestamp,
) -> Decision {
    may_ask(facts, policy, now)?;
    let months = i32::try_from(policy.messages.introduction_months).unwrap_or(i32::MAX);
    let introduction = Introduction {
        id,
        asker: facts.target.me.id,
        connector: facts.connector.pair.other(facts.target.me.id),
        target: facts.target.pair.other(facts.target.me.id),
        note: note.trim().to_owned(),
        asked_at: now,
        expires_at: now.plus_months(months),
        state: State::Asked,
    };
    Ok(vec![Change::IntroductionAsked { introduction }])
}

/// Whether a connection may be asked, by the same checks as the act itself.
///
/// # Errors
/// The refusal, and what works instead.
pub fn may_ask(facts: &AskFacts, policy: &Policy, now: Timestamp) -> Result<(), Refusal> {
    let target = facts.target.visible()?;
    let connector = facts.connector.visible()?;
    if facts.target.pair.is_connected() {
        return Err(Refusal::new(Reason::AlreadyConnected, "You are connected already.")
            .instead(Action::Message, "Write to them"));
    }
    if facts.target.received.is_some_and(|life| life.is_open(now)) {
        return Err(Refusal::new(Reason::AlreadyPending, "They have invited you already.")
            .instead(Action::Accept, "Accept their invitation"));
    }
    let between = facts.connector.pair.is_connected()
        && facts.between.is_connected()
        && !facts.between.is_blocked();
    if connector.id == target.id || !between {
        let detail = "The member in between must be connected to you and to them. Farther away, \
                      ask for one step after the other.";
        return Err(Refusal::new(Reason::NotBetween, detail)
            .instead(Action::AskMutual, "See who is in between"));
    }
    let open =
        |last: &&Introduction| matches!(last.state_for_asker(now), State::Asked | State::Forwarded);
    if let Some(last) = facts.last.filter(open) {
        let detail = "You have asked this member for this introduction. It waits for an answer.";
        return Err(Refusal::new(Reason::IntroductionPending, detail).until(Some(last.expires_at)));
    }
    affords(&facts.target, &facts.usage, policy, now)
}

/// Whether the asker may invite at all now: not while paused (R8), and not beyond the week (R7).
fn affords(
    target: &Meeting<'_>,
    usage: &Usage,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), Refusal> {
    let me = target.me;
    if let Some(until) = me.ladder.pause_at(now) {
        let detail = "While new invitations are paused, so are introductions.";
        return Err(Refusal::new(Reason::Restricted, detail)
            .until(Some(until))
            .instead(Action::Appeal, "Ask the operator to look again"));
    }
    // An invitation that is pending has been paid for.
    if usage.weekly(me, policy).left == 0 && !target.sent.is_some_and(|life| life.is_open(now)) {
        let detail = "An introduction costs one invitation, and this week's are used.";
        let frees = usage.week_blocking.map(|sent| sent.plus(WEEK));
        return Err(Refusal::new(Reason::WeeklyLimit, detail)
            .until(frees)
            .instead(Action::Wait, "Ask when the next one frees"));
    }
    Ok(())
}

fn not_pending() -> Refusal {
    Refusal::new(Reason::NotPending, "This introduction is not waiting for you any more.")
}

/// The member in between passes it on (or does not, silently). `target` is the tie of the member
/// in between and the target, `asker` that with the asker: both must still be connections.
///
/// # Errors
/// Not found, not waiting any more, or not connected to both any more.
pub fn pass_on(
    introduction: &Introduction,
    asker: &Meeting<'_>,
    target: &Meeting<'_>,
    forward: bool,
    now: Timestamp,
) -> Decision {
    asker.visible()?;
    if introduction.state_at(now) != State::Asked {
        return Err(not_pending());
    }
    if !forward {
        return Ok(vec![introduction.moved(State::Withheld, now)]);
    }
    target.visible()?;
    if !asker.pair.is_connected() || !target.pair.is_connected() {
        let detail = "You are no longer connected to both of them.";
        return Err(Refusal::new(Reason::NotBetween, detail));
    }
    Ok(vec![introduction.moved(State::Forwarded, now)])
}

/// The target declines, silently.
///
/// # Errors
/// Not found, or not waiting any more.
pub fn decline(introduction: &Introduction, asker: &Meeting<'_>, now: Timestamp) -> Decision {
    asker.visible()?;
    if introduction.state_at(now) != State::Forwarded {
        return Err(not_pending());
    }
    Ok(vec![introduction.moved(State::Declined, now)])
}

/// The target accepts: both are connected, and it costs the asker one invitation. `asker` is met
/// from the target's side, and `usage` is the asker's. Where an invitation is pending between
/// both, that one is accepted and no other is spent.
///
/// # Errors
/// Not found, not waiting any more, connections full on either side, or no invitation left.
pub fn accept(
    introduction: &Introduction,
    asker: &Meeting<'_>,
    invitation: InvitationId,
    usage: &Usage,
    policy: &Policy,
    now: Timestamp,
) -> Decision {
    let them = asker.visible()?;
    let me = asker.me;
    if introduction.state_at(now) != State::Forwarded {
        return Err(not_pending());
    }
    let mut changes = vec![introduction.moved(State::Accepted, now)];
    if asker.pair.is_connected() {
        return Ok(changes);
    }
    connections_full(me, them, policy).map_or(Ok(()), Err)?;
    let open = |life: &crate::invitation::Life| life.is_open(now);
    let mut pair = asker.pair.clone();
    let (mine, theirs) = (asker.sent.filter(open), asker.received.filter(open));
    for (life, sender, recipient) in [(mine, me, them), (theirs, them, me)] {
        let Some(life) = life else { continue };
        changes.push(accepted(life.id, sender.id, recipient.id, now));
        if sender.pending_full_since.is_some() {
            changes.push(Change::PendingFull { member: sender.id, since: None });
        }
    }
    if mine.is_none() && theirs.is_none() {
        if usage.weekly(them, policy).left == 0 {
            let detail = "They have no invitation left this week, and an introduction costs one.";
            let frees = usage.week_blocking.map(|sent| sent.plus(WEEK));
            return Err(Refusal::new(Reason::WeeklyLimit, detail)
                .until(frees)
                .instead(Action::Wait, "Accept it when their next one frees"));
        }
        changes.push(Change::Invited {
            invitation: Invitation {
                id: invitation,
                sender: them.id,
                recipient: me.id,
                note: None,
                source: Source::Introduction,
                via: Some(introduction.connector),
                sent_at: now,
                expires_at: introduction.expires_at.max(now.plus_months(1)),
                boost: None,
            },
        });
        changes.push(accepted(invitation, them.id, me.id, now));
        pair = pair.invited(them.id, invitation);
    }
    let after = pair.connected(now).unknown(me.id, None);
    changes.push(paired(asker.pair, after));
    Ok(changes)
}

fn accepted(
    invitation: InvitationId,
    sender: MemberId,
    recipient: MemberId,
    at: Timestamp,
) -> Change {
    let state = InvitationState::Accepted;
    Change::Answered(Answered { invitation, sender, recipient, state, at, unknown: false })
}

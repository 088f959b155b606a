//! Builders: two members at one instant, and everything a decision about them reads.

use kith_core::{
    account::{Account, Plan, Settings, Status},
    budget::{Usage, WEEK},
    change::{Answered, Change},
    id::{BoostId, InvitationId, MemberId, MessageId, RestrictionId},
    invitation::{Invite, InviteFacts, Life, Meeting, Sending, Source, State, invite},
    policy::Policy,
    refusal::{Decision, Reason, Refusal},
    restriction::{Ladder, Level, Step},
    tie::Pair,
    time::{MINUTE, SECOND, Timestamp},
};

/// Monday 2 March 2026, 09:00 UTC.
pub(super) const NOW: Timestamp = Timestamp::from_micros(1_772_442_000 * SECOND);
/// The smallest step of the clock.
pub(super) const TICK: i64 = 1;

/// The two members of most tests.
pub(super) const ANA: MemberId = MemberId::from_bytes([1; 16]);
pub(super) const BEN: MemberId = MemberId::from_bytes([2; 16]);

pub(super) const RESTRICTION: RestrictionId = RestrictionId::from_bytes([7; 16]);
pub(super) const MESSAGE: MessageId = MessageId::from_bytes([8; 16]);
pub(super) const OWN_MESSAGE: MessageId = MessageId::from_bytes([9; 16]);
pub(super) const BOOST: BoostId = BoostId::from_bytes([9; 16]);
/// The invitation that a test sends.
pub(super) const NEW: InvitationId = InvitationId::from_bytes([10; 16]);
/// The invitation that was there before.
pub(super) const OLD: InvitationId = InvitationId::from_bytes([11; 16]);

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn ago(micros: i64) -> Timestamp {
    NOW.plus(-micros)
}

pub(super) fn account(id: MemberId) -> Account {
    Account {
        id,
        plan: Plan::Free,
        status: Status::Active,
        settings: Settings::default(),
        connections: 0,
        ladder: Ladder::default(),
        pending_full_since: None,
    }
}

/// An invitation in `state`, sent at `sent_at`, that lapses as the rulebook says.
pub(super) fn life(state: State, sent_at: Timestamp) -> Life {
    let open = matches!(state, State::Pending | State::Ignored);
    let expires_at = sent_at.plus_months(6);
    let ended_at = match state {
        State::Expired => Some(expires_at),
        _ => (!open).then(|| sent_at.plus(MINUTE)),
    };
    Life { id: OLD, state, sent_at, expires_at, ended_at }
}

/// Where a member stands who was put on `level` at `when`.
pub(super) fn on_ladder(level: Level, when: Timestamp) -> Ladder {
    let rules = Policy::default().restrictions;
    let signal = kith_core::restriction::Signal::Burst;
    let step = Step::at_level(RESTRICTION, ANA, level, signal, String::new(), when, &rules);
    step.ladder(&Ladder::default())
}

/// Two members, seen by `me`, and everything that an invitation reads.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) me: Account,
    pub(super) them: Option<Account>,
    pub(super) pair: Pair,
    pub(super) sent: Option<Life>,
    pub(super) received: Option<Life>,
    pub(super) their_note: Option<&'static str>,
    pub(super) attempt_blocking: Option<Timestamp>,
    pub(super) email_known: bool,
    pub(super) engaged: bool,
    pub(super) shares: bool,
    pub(super) usage: Usage,
    pub(super) boost: Option<BoostId>,
    pub(super) note: Option<String>,
    pub(super) policy: Policy,
    pub(super) now: Timestamp,
}

impl Case {
    /// Ana and Ben, who have nothing to do with each other.
    pub(super) fn strangers() -> Self {
        Self {
            me: account(ANA),
            them: Some(account(BEN)),
            pair: Pair::strangers(ANA, BEN),
            sent: None,
            received: None,
            their_note: None,
            attempt_blocking: None,
            email_known: false,
            engaged: false,
            shares: false,
            usage: Usage::default(),
            boost: None,
            note: None,
            policy: Policy::default(),
            now: NOW,
        }
    }

    /// Strangers but for what `change` says.
    pub(super) fn with(change: impl FnOnce(&mut Self)) -> Self {
        Self::strangers().and(change)
    }

    /// The same but for what `change` says.
    pub(super) fn and(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Ana and Ben, connected yesterday.
    pub(super) fn connected() -> Self {
        Self::with(|c| {
            c.pair = c.pair.clone().connected(NOW.plus_days(-1));
            c.me.connections = 1;
            c.them().connections = 1;
        })
    }

    /// The same two from the other's side.
    pub(super) fn swapped(mut self) -> Self {
        let them = self.them.take().expect("somebody is there");
        self.them = Some(std::mem::replace(&mut self.me, them));
        std::mem::swap(&mut self.sent, &mut self.received);
        self
    }

    pub(super) fn them(&mut self) -> &mut Account {
        self.them.as_mut().expect("somebody is there")
    }

    pub(super) fn meeting(&self) -> Meeting<'_> {
        Meeting {
            me: &self.me,
            them: self.them.as_ref(),
            pair: &self.pair,
            sent: self.sent,
            received: self.received,
        }
    }

    pub(super) fn invite(&self) -> Result<Sending, Refusal> {
        self.invite_from(Source::Profile, None)
    }

    pub(super) fn invite_from(
        &self,
        source: Source,
        via: Option<MemberId>,
    ) -> Result<Sending, Refusal> {
        let note = self.note.as_deref();
        let ask = Invite {
            id: NEW,
            restriction: RESTRICTION,
            message: MESSAGE,
            own_message: OWN_MESSAGE,
            note,
            source,
            via,
        };
        let facts = InviteFacts {
            meeting: self.meeting(),
            their_note: self.their_note,
            attempt_blocking: self.attempt_blocking,
            email_known: self.email_known,
            engaged: self.engaged,
            shares: self.shares,
            usage: self.usage,
            boost: self.boost,
        };
        invite(&ask, &facts, &self.policy, self.now)
    }

    /// The changes of an invitation that is sent.
    pub(super) fn sent_changes(&self) -> Vec<Change> {
        match self.invite() {
            Ok(Sending::Sent(changes)) => changes,
            other => panic!("not sent: {other:?}"),
        }
    }

    /// Why the invitation is not sent.
    pub(super) fn refused(&self) -> Refusal {
        self.invite().expect_err("this should be refused")
    }

    /// What the sender is told beside the invitation that is pending already.
    pub(super) fn already_pending(&self) -> Refusal {
        match self.invite() {
            Ok(Sending::AlreadyPending(id, refusal)) => {
                assert_eq!(id, OLD, "the first invitation is the answer");
                refusal
            }
            other => panic!("not pending already: {other:?}"),
        }
    }

    /// The reason and every further one, or nothing where the invitation goes out.
    pub(super) fn reasons(&self) -> Vec<Reason> {
        match self.invite() {
            Ok(Sending::Sent(_)) => Vec::new(),
            Ok(other) => panic!("neither sent nor refused: {other:?}"),
            Err(refusal) => [vec![refusal.reason], refusal.also].concat(),
        }
    }

    pub(super) fn accept(&self) -> Decision {
        let meeting = self.meeting();
        kith_core::invitation::accept(&meeting, self.their_note, MESSAGE, &self.policy, self.now)
    }

    pub(super) fn ignore(&self, unknown: bool, reports: u32) -> Decision {
        let (meeting, policy) = (self.meeting(), &self.policy);
        kith_core::invitation::ignore(&meeting, unknown, reports, RESTRICTION, policy, self.now)
    }

    pub(super) fn withdraw(&self) -> Decision {
        kith_core::invitation::withdraw(&self.meeting(), self.now)
    }

    pub(super) fn reply(&self, body: &str) -> Decision {
        kith_core::invitation::reply(&self.meeting(), body, MESSAGE, self.now)
    }

    pub(super) fn remove(&self) -> Decision {
        kith_core::connection::remove(&self.meeting())
    }

    pub(super) fn follow(&self) -> Decision {
        kith_core::connection::follow(&self.meeting(), self.now)
    }

    pub(super) fn unfollow(&self) -> Decision {
        kith_core::connection::unfollow(&self.meeting())
    }

    pub(super) fn block(&self) -> Decision {
        kith_core::connection::block(&self.meeting(), &self.policy, self.now)
    }

    pub(super) fn unblock(&self) -> Decision {
        kith_core::connection::unblock(&self.meeting(), self.now)
    }

    pub(super) fn lift_unknown(&self) -> Decision {
        kith_core::connection::lift_unknown(&self.meeting())
    }
}

/// The tie after these changes, and what they do to both counts of connections.
pub(super) fn tie(decision: &Decision) -> (Pair, i32) {
    let changes = decision.as_ref().expect("this should happen");
    let mut pairs = changes.iter().filter_map(|change| match change {
        Change::Paired { pair, connections } => Some((pair.clone(), *connections)),
        _ => None,
    });
    let found = pairs.next().expect("the tie should change");
    assert!(pairs.next().is_none(), "one decision, one new value of the tie");
    found
}

/// How these changes answer invitations.
pub(super) fn answers(decision: &Decision) -> Vec<Answered> {
    let answer = |change: &Change| match change {
        Change::Answered(answer) => Some(answer.clone()),
        _ => None,
    };
    decision.iter().flatten().filter_map(answer).collect()
}

/// The step on the ladder among these changes.
pub(super) fn step(changes: &[Change]) -> Option<&Step> {
    changes.iter().find_map(|change| match change {
        Change::Restricted { step } => Some(step),
        _ => None,
    })
}

pub(super) fn kinds(changes: &[Change]) -> Vec<&'static str> {
    changes.iter().map(Change::kind).collect()
}

/// What a member has used who sent at these instants and has `pending` places taken: the obvious
/// way, one look at each.
pub(super) fn week_of(sends: &[Timestamp], limit: u32, now: Timestamp) -> Usage {
    let mut inside: Vec<_> = sends.iter().copied().filter(|at| *at > now.plus(-WEEK)).collect();
    inside.sort_unstable();
    let limit = usize::try_from(limit).unwrap();
    Usage {
        week: u32::try_from(inside.len()).unwrap(),
        week_oldest: inside.first().copied(),
        week_blocking: (limit > 0 && inside.len() >= limit).then(|| inside[inside.len() - limit]),
        ..Usage::default()
    }
}

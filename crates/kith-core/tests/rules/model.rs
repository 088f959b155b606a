//! A tiny world of two members: their accounts, their tie, their invitations and one clock.
//! Acts go through the decisions; the changes are applied by hand, and `verify` looks at the
//! whole world after each of them.

use kith_core::{
    account::{Account, Gate, Status},
    change::{Answered, Change},
    id::{InvitationId, MessageId, RestrictionId},
    invitation::{
        Invitation, Invite, InviteFacts, Life, Meeting, Sending, Source, State, expire, invite,
        state_for_recipient, state_for_sender,
    },
    policy::Policy,
    refusal::{Decision, Reason, Refusal},
    tie::Pair,
    time::{DAY, MINUTE, Timestamp},
};

use super::build::{ANA, BEN, NOW, account, week_of};

/// Something that one of the two does, or that befalls them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Invite { note: bool, email: bool, shares: bool },
    Accept,
    Ignore { unknown: bool },
    Withdraw,
    Reply,
    Follow,
    Unfollow,
    Remove,
    Block,
    Unblock,
    LiftUnknown,
    SetGate(Gate),
    SetStatus(Status),
    Sweep,
}

/// An act, who does it (0 is Ana), and how long after the one before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub(super) who: usize,
    pub(super) act: Act,
    pub(super) wait: i64,
}

/// What the one who acts is shown: what happened, or the first invitation, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    Done(Vec<&'static str>),
    Pending(InvitationId, Refusal),
    Refused(Refusal),
}

/// An invitation as the world keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) invitation: Invitation,
    pub(super) life: Life,
}

/// Two members and everything between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct World {
    pub(super) accounts: [Account; 2],
    pub(super) pair: Pair,
    pub(super) kept: Vec<Kept>,
    pub(super) policy: Policy,
    pub(super) now: Timestamp,
    turns: u8,
    paired: i64,
    base: u32,
}

impl World {
    /// Two strangers who have `base` connections each.
    pub(super) fn new(policy: Policy, base: u32) -> Self {
        let mut accounts = [account(ANA), account(BEN)];
        accounts.iter_mut().for_each(|account| account.connections = base);
        let pair = Pair::strangers(ANA, BEN);
        Self { accounts, pair, kept: Vec::new(), policy, now: NOW, turns: 0, paired: 0, base }
    }

    pub(super) fn sends(&self, who: usize) -> impl Iterator<Item = &Kept> {
        self.kept.iter().filter(move |kept| kept.invitation.sender == self.accounts[who].id)
    }

    pub(super) fn last(&self, who: usize) -> Option<&Kept> {
        self.sends(who).last()
    }

    pub(super) fn open(&self) -> Vec<&Kept> {
        self.kept.iter().filter(|kept| kept.life.is_open(self.now)).collect()
    }

    fn meeting(&self, who: usize) -> Meeting<'_> {
        Meeting {
            me: &self.accounts[who],
            them: Some(&self.accounts[1 - who]),
            pair: &self.pair,
            sent: self.last(who).map(|kept| kept.life),
            received: self.last(1 - who).map(|kept| kept.life),
        }
    }

    /// The turn's id for what it makes: the same whatever happened before.
    fn id(&self) -> [u8; 16] {
        [self.turns; 16]
    }

    fn their_note(&self, who: usize) -> Option<&str> {
        self.last(1 - who).and_then(|kept| kept.invitation.note.as_deref())
    }

    /// The two's own decision on `act`, without its effect.
    pub(super) fn decide(&self, who: usize, act: Act) -> Result<Sending, Refusal> {
        use kith_core::{connection, invitation};
        let meeting = self.meeting(who);
        let (policy, now) = (&self.policy, self.now);
        let message = MessageId::from_bytes(self.id());
        let restriction = RestrictionId::from_bytes(self.id());
        let decision = match act {
            Act::Invite { note, email, shares } => {
                return self.invite(who, note, email, shares);
            }
            Act::Accept => invitation::accept(&meeting, self.their_note(who), message, policy, now),
            Act::Ignore { unknown } => {
                invitation::ignore(&meeting, unknown, 0, restriction, policy, now)
            }
            Act::Withdraw => invitation::withdraw(&meeting, now),
            Act::Reply => invitation::reply(&meeting, "Hello", message, now),
            Act::Follow => connection::follow(&meeting, now),
            Act::Unfollow => connection::unfollow(&meeting),
            Act::Remove => connection::remove(&meeting),
            Act::Block => connection::block(&meeting, policy, now),
            Act::Unblock => connection::unblock(&meeting, now),
            Act::LiftUnknown => connection::lift_unknown(&meeting),
            Act::SetGate(_) | Act::SetStatus(_) => Ok(Vec::new()),
            Act::Sweep => self.sweep(),
        };
        decision.map(Sending::Sent)
    }

    fn invite(
        &self,
        who: usize,
        note: bool,
        email: bool,
        shares: bool,
    ) -> Result<Sending, Refusal> {
        let ask = Invite {
            id: InvitationId::from_bytes(self.id()),
            restriction: RestrictionId::from_bytes(self.id()),
            message: MessageId::from_bytes(self.id()),
            own_message: MessageId::from_bytes(self.id()),
            note: note.then_some("Hello"),
            source: Source::Search,
            via: None,
        };
        let me = &self.accounts[who];
        let limit = self.policy.plan(me.plan).weekly_invitations;
        let sends: Vec<_> = self.sends(who).map(|kept| kept.life.sent_at).collect();
        let mut usage = week_of(&sends, limit, self.now);
        let open: Vec<_> = self.sends(who).filter(|kept| kept.life.is_open(self.now)).collect();
        usage.pending = u32::try_from(open.len()).unwrap();
        usage.pending_first_expiry = open.iter().map(|kept| kept.life.expires_at).min();
        let since = me.ladder.evidence_since(self.now.plus(-10 * MINUTE));
        let recent = sends.iter().filter(|at| **at > since).count();
        usage.burst = u32::try_from(recent).unwrap();
        let attempts = usize::try_from(self.policy.invitations.attempts).unwrap();
        let facts = InviteFacts {
            meeting: self.meeting(who),
            their_note: self.their_note(who),
            attempt_blocking: sends.iter().rev().nth(attempts - 1).copied(),
            email_known: email,
            engaged: false,
            shares,
            usage,
            boost: None,
        };
        invite(&ask, &facts, &self.policy, self.now)
    }

    fn sweep(&self) -> Decision {
        Ok((self.kept.iter())
            .flat_map(|kept| {
                let (from, to) = (kept.invitation.sender, kept.invitation.recipient);
                expire(&kept.life, from, to, false, self.now)
            })
            .collect())
    }

    /// Plays one turn and looks at the world after it. Whoever acts takes part again.
    pub(super) fn play(&mut self, turn: Turn) -> Shown {
        self.turns += 1;
        self.accounts[turn.who].status = Status::Active;
        self.now = self.now.plus(turn.wait);
        let decided = self.decide(turn.who, turn.act);
        assert_eq!(self.decide(turn.who, turn.act), decided, "the same facts, the same answer");
        let shown = match decided {
            Ok(Sending::AlreadyPending(id, refusal)) => Shown::Pending(id, refusal),
            Ok(Sending::Sent(changes) | Sending::Crossed(changes)) => {
                self.settle(turn);
                changes.iter().for_each(|change| self.apply(change));
                Shown::Done(changes.iter().map(Change::kind).collect())
            }
            Err(refusal) => Shown::Refused(refusal),
        };
        self.verify();
        shown
    }

    /// What needs no decision about two members: one's own settings and status.
    fn settle(&mut self, turn: Turn) {
        let account = &mut self.accounts[turn.who];
        match turn.act {
            Act::SetGate(gate) => account.settings.gate = gate,
            Act::SetStatus(status) => account.status = status,
            _ => {}
        }
    }

    fn apply(&mut self, change: &Change) {
        let journal = serde_json::to_string(change).unwrap();
        assert_eq!(&serde_json::from_str::<Change>(&journal).unwrap(), change, "{journal}");
        match change {
            Change::Invited { invitation } => {
                let (invitation, life) = (invitation.clone(), Life::of(invitation));
                self.kept.push(Kept { invitation, life });
            }
            Change::Answered(answer) => self.answer(answer),
            Change::Paired { pair, connections } => self.pair_up(pair, *connections),
            Change::PendingFull { member, since } => {
                let account = self.accounts.iter_mut().find(|account| account.id == *member);
                account.unwrap().pending_full_since = *since;
            }
            Change::Restricted { step } => {
                let account = self.accounts.iter_mut().find(|account| account.id == step.member);
                let account = account.unwrap();
                account.ladder = step.ladder(&account.ladder);
            }
            Change::Wrote { message } => assert_ne!(message.sender, message.recipient),
            other => panic!("no act of two members makes {other:?}"),
        }
    }

    fn answer(&mut self, answer: &Answered) {
        let kept = self.kept.iter_mut().find(|kept| kept.life.id == answer.invitation).unwrap();
        let open = matches!(kept.life.state, State::Pending | State::Ignored);
        assert!(open, "an invitation that has ended never changes again: {answer:?}");
        assert_eq!(kept.invitation.sender, answer.sender);
        assert_eq!(kept.invitation.recipient, answer.recipient);
        let lapsed = answer.at >= kept.life.expires_at;
        assert_eq!(lapsed, answer.state == State::Expired, "expiry holds at its instant");
        kept.life.state = answer.state;
        kept.life.ended_at = (answer.state != State::Ignored).then_some(answer.at);
    }

    fn pair_up(&mut self, pair: &Pair, connections: i32) {
        assert_eq!(pair.version, self.pair.version + 1, "each new value is one version on");
        assert_eq!((pair.low, pair.high), (ANA, BEN));
        for account in &mut self.accounts {
            account.connections = account.connections.checked_add_signed(connections).unwrap();
        }
        self.paired += 1;
        self.pair = pair.clone();
    }

    /// Everything that must hold at every instant.
    pub(super) fn verify(&self) {
        let (pair, open) = (&self.pair, self.open());
        assert!(open.len() <= 1, "R4: at most one open invitation a pair");
        if pair.is_connected() {
            assert!(open.is_empty(), "R6: connected, so nothing is open");
            let accepted = |kept: &&Kept| kept.life.state == State::Accepted;
            let last = self.kept.iter().filter(accepted).filter_map(|kept| kept.life.ended_at);
            assert_eq!(pair.connected_at, last.max(), "R1: only accepting connects");
        }
        if pair.is_blocked() {
            let follows = [pair.low_side.follows_at, pair.high_side.follows_at];
            assert!(!pair.is_connected() && follows == [None, None] && open.is_empty(), "R1");
            let both = pair.low_side.blocked_at.is_some() && pair.high_side.blocked_at.is_some();
            assert!(!both, "R1: the blocked one does not see whom to block");
        }
        for account in &self.accounts {
            let expected = self.base + u32::from(pair.is_connected());
            assert_eq!(account.connections, expected, "the counts agree with the tie");
            assert!(account.connections <= self.policy.connections.maximum.max(self.base), "R4");
        }
        assert_eq!(pair.version, self.paired, "one version a change");
        self.verify_sends();
        self.verify_views();
    }

    /// R6 and R7 by brute force over every send there ever was.
    fn verify_sends(&self) {
        let rules = &self.policy.invitations;
        for (who, account) in self.accounts.iter().enumerate() {
            let sends: Vec<_> = self.sends(who).map(|kept| &kept.life).collect();
            let limit = self.policy.plan(account.plan).weekly_invitations;
            for (index, last) in sends.iter().enumerate() {
                let from = last.sent_at.plus(-7 * DAY);
                let week = sends[..=index].iter().filter(|life| life.sent_at > from).count();
                assert!(week <= usize::try_from(limit).unwrap(), "R7: the week");
            }
            let apart = usize::try_from(rules.attempts).unwrap();
            let months = i32::try_from(rules.attempts_months).unwrap();
            for (early, late) in sends.iter().zip(sends.iter().skip(apart)) {
                assert!(late.sent_at >= early.sent_at.plus_months(months), "R6: attempts");
            }
            for two in sends.windows(2) {
                if let (State::Withdrawn | State::Expired, Some(ended)) =
                    (two[0].state, two[0].ended_at)
                {
                    let rested = ended.plus_days(i64::from(rules.rest_days));
                    assert!(two[1].sent_at >= rested, "R6: the rest");
                }
            }
        }
    }

    /// Both views of the tie agree, and so do the decisions that each may take on it.
    fn verify_views(&self) {
        assert_eq!(self.pair.side(ANA), self.pair.other_side(BEN));
        assert_eq!(self.pair.side(BEN), self.pair.other_side(ANA));
        let reason = |who, act| self.decide(who, act).err().map(|refusal| refusal.reason);
        let there = self.accounts.iter().all(|account| account.status == Status::Active);
        for (who, them) in [(0, 1), (1, 0)] {
            let (remove, theirs) = (reason(who, Act::Remove), reason(them, Act::Remove));
            assert!(!there || remove == theirs, "R1: a connection is one thing");
            assert_eq!(remove.is_none(), self.pair.is_connected() && self.is_active(them));
            let pending = self.decide(who, INVITE);
            if let Ok(Sending::AlreadyPending(id, _)) = &pending {
                let accept = self.decide(them, Act::Accept);
                let full = Err(Reason::ConnectionsFull);
                let accept = accept.map(|_| ()).map_err(|refusal| refusal.reason);
                assert!(!there || accept == Ok(()) || accept == full, "R4: {accept:?}");
                assert_eq!(*id, self.open()[0].life.id);
            }
            let gone = self.pair.is_blocked() || !self.is_active(them);
            let not_found = pending == Err(Refusal::not_found());
            assert_eq!(gone, not_found, "R1: who is not there is not found");
        }
        for kept in &self.kept {
            let state = kept.life.state_at(self.now);
            let (sender, recipient) = (state_for_sender(state), state_for_recipient(state));
            let accepted = Some(State::Accepted);
            assert_eq!(sender == accepted, recipient == accepted);
            assert_eq!(sender == Some(State::Pending), kept.life.is_open(self.now));
            assert_eq!(kept.life.is_open(self.now), recipient.is_some() && recipient != accepted);
        }
    }

    fn is_active(&self, who: usize) -> bool {
        self.accounts[who].status == Status::Active
    }
}

/// The plainest invitation.
pub(super) const INVITE: Act = Act::Invite { note: false, email: false, shares: false };

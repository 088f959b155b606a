//! What holds over any stream of invitations from one member to many (R7, R8).

use kith_core::{
    budget::WEEK,
    change::Change,
    id::{InvitationId, MemberId},
    invitation::Life,
    refusal::{Reason, Refusal},
    restriction::{Signal, Step},
    time::{DAY, HOUR, MINUTE, Timestamp},
};
use proptest::prelude::*;

use super::{
    build::{ANA, Case, TICK, account, kinds, week_of},
    properties::config,
};

/// One invitation to somebody new, after a wait; before it, perhaps the withdrawal of one.
#[derive(Debug, Clone, Copy)]
struct Send {
    wait: i64,
    withdraw: Option<usize>,
}

fn sends(edges: Vec<i64>, longest: i64) -> impl Strategy<Value = Vec<Send>> {
    let near = (prop::sample::select(edges), -TICK..=TICK);
    let near = near.prop_map(|(wait, off)| (wait + off).max(0));
    let wait = prop_oneof![2 => near, 1 => 0..longest];
    let send =
        (wait, prop::option::of(0..40_usize)).prop_map(|(wait, withdraw)| Send { wait, withdraw });
    prop::collection::vec(send, 1..60)
}

/// Ana and everybody she ever invited.
struct Stream {
    case: Case,
    lives: Vec<Life>,
    steps: Vec<Step>,
}

impl Stream {
    fn new(change: impl FnOnce(&mut Case)) -> Self {
        Self { case: Case::with(change), lives: Vec::new(), steps: Vec::new() }
    }

    fn sent(&self) -> Vec<Timestamp> {
        self.lives.iter().map(|life| life.sent_at).collect()
    }

    fn count(&self, from: Timestamp) -> u32 {
        u32::try_from(self.lives.iter().filter(|life| life.sent_at > from).count()).unwrap()
    }

    /// The case of an invitation to somebody new at `now`.
    fn at(&self, now: Timestamp) -> Case {
        let number = u8::try_from(self.lives.len()).unwrap();
        let them = MemberId::from_bytes([number + 2; 16]);
        let open: Vec<_> = self.lives.iter().filter(|life| life.is_open(now)).collect();
        let mut case = self.case.clone();
        let limit = case.policy.plans.free.weekly_invitations;
        case.now = now;
        case.them = Some(account(them));
        case.pair = kith_core::tie::Pair::strangers(ANA, them);
        case.usage = week_of(&self.sent(), limit, now);
        case.usage.pending = u32::try_from(open.len()).unwrap();
        case.usage.pending_first_expiry = open.iter().map(|life| life.expires_at).min();
        case.usage.burst = self.count(case.me.ladder.evidence_since(now.plus(-10 * MINUTE)));
        case.usage.burst_day = self.count(case.me.ladder.evidence_since(now.plus(-DAY)));
        case
    }

    /// Sends, or says why not.
    fn send(&mut self, send: Send) -> Option<Refusal> {
        self.case.now = self.case.now.plus(send.wait);
        let now = self.case.now;
        if let Some(life) = send.withdraw.and_then(|index| self.lives.get(index).copied()) {
            let withdrawn = self.case.clone().and(|c| c.sent = Some(life)).withdraw();
            assert_eq!(withdrawn.is_ok(), life.is_open(now));
            if let Ok(changes) = withdrawn {
                let life = &mut self.lives[send.withdraw.unwrap()];
                life.state = kith_core::invitation::State::Withdrawn;
                life.ended_at = Some(now);
                self.apply(&changes);
            }
        }
        let case = self.at(now);
        if let Err(refusal) = case.invite() {
            return Some(refusal);
        }
        self.apply(&case.sent_changes());
        None
    }

    fn apply(&mut self, changes: &[Change]) {
        let me = &mut self.case.me;
        for change in changes {
            match change {
                Change::Invited { invitation } => {
                    let mut life = Life::of(invitation);
                    let number = u8::try_from(self.lives.len()).unwrap();
                    life.id = InvitationId::from_bytes([number; 16]);
                    self.lives.push(life);
                }
                Change::PendingFull { since, .. } => me.pending_full_since = *since,
                Change::Restricted { step } => {
                    me.ladder = step.ladder(&me.ladder);
                    self.steps.push(step.clone());
                }
                _ => {}
            }
        }
    }

    fn reasons_at(&self, now: Timestamp) -> Vec<Reason> {
        self.at(now).reasons()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn r7_no_window_of_7_days_ever_holds_more_sends_than_the_limit(
        sends in sends(vec![0, HOUR, DAY, WEEK / 3, WEEK], 3 * DAY), limit in 1..6_u32,
    ) {
        let mut stream = Stream::new(|c| c.policy.plans.free.weekly_invitations = limit);
        for send in sends {
            let refusal = stream.send(send);
            let sent = stream.sent();
            let inside = |end: Timestamp| {
                sent.iter().filter(|at| **at > end.plus(-WEEK) && **at <= end).count()
            };
            let limit = usize::try_from(limit).unwrap();
            prop_assert!(sent.iter().all(|end| inside(*end) <= limit));
            let Some(refusal) = refusal else { continue };
            prop_assert_eq!(refusal.reason, Reason::WeeklyLimit);
            prop_assert_eq!(inside(stream.case.now), limit, "refused only where it is used up");
            let until = refusal.until.unwrap();
            prop_assert!(inside(until) < limit);
            prop_assert_eq!(stream.reasons_at(until.plus(-TICK)), [Reason::WeeklyLimit]);
            prop_assert_eq!(stream.reasons_at(until), []);
        }
    }

    #[test]
    fn r7_never_are_more_invitations_open_than_there_are_places(
        sends in sends(vec![0, DAY, 28 * DAY, 31 * DAY], 20 * DAY), places in 1..6_u32,
    ) {
        let mut stream = Stream::new(|c| {
            c.policy.plans.free.pending_invitations = places;
            c.policy.invitations.expiry_months = 1;
        });
        let limit = usize::try_from(places).unwrap();
        for send in sends {
            let refusal = stream.send(send);
            let now = stream.case.now;
            let open = stream.lives.iter().filter(|life| life.is_open(now)).count();
            prop_assert!(open <= limit);
            if let Some(refusal) = refusal {
                prop_assert_eq!((refusal.reason, open), (Reason::PendingLimit, limit));
                prop_assert_eq!(stream.reasons_at(refusal.until.unwrap()), []);
            }
        }
    }

    #[test]
    fn r7_the_budget_says_before_what_the_decision_says_after(
        sends in sends(vec![0, HOUR, DAY, WEEK], 3 * DAY), limit in 1..6_u32,
    ) {
        let mut stream = Stream::new(|c| c.policy.plans.free.weekly_invitations = limit);
        for send in sends {
            let case = stream.at(stream.case.now.plus(send.wait));
            let budget = case.usage.weekly(&case.me, &case.policy);
            prop_assert_eq!(budget.used + budget.left, limit);
            prop_assert_eq!(budget.frees_at.is_some(), budget.used > 0);
            prop_assert!(budget.frees_at.is_none_or(|at| at > case.now));
            let refusal = stream.send(send);
            prop_assert_eq!(budget.left == 0, refusal.is_some());
            if let Some(refusal) = refusal {
                prop_assert_eq!(refusal.until, budget.frees_at);
            }
        }
    }

    #[test]
    fn r8_every_burst_has_its_evidence_and_no_send_is_evidence_twice(
        sends in sends(vec![0, MINUTE, 5 * MINUTE, 10 * MINUTE, 4 * HOUR], 5 * HOUR),
    ) {
        let mut stream = Stream::new(|c| {
            c.policy.restrictions.burst_invitations = 3;
            c.policy.restrictions.burst_day_invitations = 6;
        });
        for send in sends {
            let before = stream.steps.len();
            let last = stream.steps.last().map(|step| step.at);
            let paused = stream.case.me.ladder.paused_until;
            let refusal = stream.send(send);
            let now = stream.case.now;
            let paused = paused.filter(|until| now < *until);
            prop_assert_eq!(refusal.is_some(), paused.is_some(), "a pause stops, nothing else");
            if let Some(refusal) = refusal {
                prop_assert_eq!((refusal.reason, refusal.until), (Reason::Restricted, paused));
                continue;
            }
            let since = |window: i64| {
                let from = now.plus(-window);
                stream.count(last.map_or(from, |last| last.max(from)))
            };
            let burst = since(10 * MINUTE) > 3 || since(DAY) > 6;
            prop_assert_eq!(stream.steps.len() - before, usize::from(burst));
            if let (true, Some(step)) = (burst, stream.steps.last()) {
                prop_assert_eq!((step.signal, step.at), (Signal::Burst, now));
                let counted = step.evidence.split(' ').next().unwrap().parse::<u32>().unwrap();
                prop_assert!(counted == since(10 * MINUTE) || counted == since(DAY));
            }
        }
    }
}

#[test]
fn r8_no_place_left_is_noted_by_the_last_send_and_forgotten_by_the_first_withdrawal() {
    let mut stream = Stream::new(|c| c.policy.plans.free.pending_invitations = 2);
    let next = Send { wait: HOUR, withdraw: None };
    assert_eq!(stream.send(next), None);
    assert_eq!(stream.case.me.pending_full_since, None);
    assert_eq!(stream.send(next), None);
    let since = Some(stream.case.now);
    assert_eq!(stream.case.me.pending_full_since, since);
    assert_eq!(stream.send(next).map(|refusal| refusal.reason), Some(Reason::PendingLimit));
    assert_eq!(stream.case.me.pending_full_since, since, "refused, so nothing changed");
    assert_eq!(stream.send(Send { withdraw: Some(0), ..next }), None);
    assert_eq!(stream.case.me.pending_full_since, Some(stream.case.now), "full again, anew");
    let changes = stream.case.clone().and(|c| c.sent = Some(stream.lives[1])).withdraw().unwrap();
    assert_eq!(kinds(&changes), ["answered", "pending_full"]);
}

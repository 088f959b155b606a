//! R10: introductions. The one in between and the target both agree, or nothing happens.

use kith_core::{
    account::Gate,
    budget::Usage,
    change::Change,
    id::{IntroductionId, InvitationId, MemberId},
    introduction::{AskFacts, Introduction, State, accept, ask, decline, may_ask, pass_on},
    invitation::{Source, State as InvitationState},
    refusal::{Decision, Reason},
    restriction::Level,
    tie::Pair,
    time::Timestamp,
};

use super::build::{ANA, BEN, Case, NEW, NOW, OLD, TICK, account, ago, life, on_ladder};

const CARL: MemberId = MemberId::from_bytes([3; 16]);
const ID: IntroductionId = IntroductionId::from_bytes([30; 16]);
const INVITATION: InvitationId = NEW;

/// Ana and Carl, connected.
fn with_carl() -> Case {
    let mut case = Case::strangers();
    case.them = Some(account(CARL));
    case.pair = Pair::strangers(ANA, CARL).connected(ago(9));
    case
}

fn between() -> Pair {
    Pair::strangers(CARL, BEN).connected(ago(9))
}

fn introduction(state: State) -> Introduction {
    Introduction {
        id: ID,
        asker: ANA,
        connector: CARL,
        target: BEN,
        note: "Hello".to_owned(),
        asked_at: ago(3),
        expires_at: ago(3).plus_months(6),
        state,
    }
}

fn asked(carl: &Case, ben: &Case, between: &Pair, last: Option<&Introduction>) -> Decision {
    let facts = AskFacts {
        connector: carl.meeting(),
        target: ben.meeting(),
        between,
        last,
        usage: ben.usage,
    };
    assert_eq!(
        may_ask(&facts, &ben.policy, NOW).err(),
        ask(ID, "Hi", &facts, &ben.policy, NOW).err()
    );
    ask(ID, " Hi ", &facts, &ben.policy, NOW)
}

#[test]
fn r10_a_connection_of_both_is_asked_whatever_the_targets_gate() {
    for gate in Gate::ALL {
        let ben = Case::with(|case| case.them().settings.gate = *gate);
        let changes = asked(&with_carl(), &ben, &between(), None).unwrap();
        let [Change::IntroductionAsked { introduction }] = &changes[..] else {
            panic!("{changes:?}");
        };
        let three = (introduction.asker, introduction.connector, introduction.target);
        assert_eq!(three, (ANA, CARL, BEN));
        assert_eq!((introduction.note.as_str(), introduction.state), ("Hi", State::Asked));
        assert_eq!(introduction.expires_at, NOW.plus_months(6));
    }
}

#[test]
fn r10_asking_is_refused_in_the_order_of_what_is_nearest() {
    let refuse = |carl: &Case, ben: &Case, between: &Pair, last: Option<&Introduction>| {
        asked(carl, ben, between, last).unwrap_err().reason
    };
    let (carl, ben, near) = (with_carl(), Case::strangers(), between());
    let blocked =
        |case: &Case| case.clone().and(|case| case.pair = case.pair.clone().blocked(ANA, NOW));
    assert_eq!(refuse(&blocked(&carl), &ben, &near, None), Reason::NotFound);
    assert_eq!(refuse(&carl, &blocked(&ben), &near, None), Reason::NotFound);
    assert_eq!(refuse(&carl, &Case::connected(), &near, None), Reason::AlreadyConnected);
    let invited = Case::with(|case| case.received = Some(life(InvitationState::Pending, ago(2))));
    assert_eq!(refuse(&carl, &invited, &near, None), Reason::AlreadyPending);
    let apart = Pair::strangers(CARL, BEN);
    assert_eq!(refuse(&carl, &ben, &apart, None), Reason::NotBetween);
    let stranger = with_carl().and(|case| case.pair = Pair::strangers(ANA, CARL));
    assert_eq!(refuse(&stranger, &ben, &near, None), Reason::NotBetween);
    let paused = Case::with(|case| case.me.ladder = on_ladder(Level::PausedShort, ago(1)));
    assert_eq!(refuse(&carl, &paused, &near, None), Reason::Restricted);
    let used = Case::with(|case| case.usage.week = 100);
    assert_eq!(refuse(&carl, &used, &near, None), Reason::WeeklyLimit);
    for state in [State::Asked, State::Forwarded, State::Withheld, State::Declined] {
        let last = introduction(state);
        assert_eq!(
            refuse(&carl, &ben, &near, Some(&last)),
            Reason::IntroductionPending,
            "{state:?}"
        );
        let lapsed = Introduction { expires_at: NOW, ..last };
        assert!(asked(&carl, &ben, &near, Some(&lapsed)).is_ok(), "{state:?}");
    }
}

#[test]
fn r10_nothing_silent_shows_to_whoever_waits() {
    use State::{Accepted, Asked, Declined, Forwarded, Lapsed, Withheld};
    let soon = introduction(Asked).expires_at.plus(-TICK);
    for (kept, asker, connector, target) in [
        (Asked, Asked, Asked, None),
        (Withheld, Asked, Withheld, None),
        (Forwarded, Forwarded, Forwarded, Some(Forwarded)),
        (Declined, Forwarded, Forwarded, Some(Declined)),
        (Accepted, Accepted, Accepted, Some(Accepted)),
    ] {
        let one = introduction(kept);
        let shown = |now: Timestamp| {
            (one.state_for_asker(now), one.state_for_connector(now), one.state_for_target(now))
        };
        assert_eq!(shown(soon), (asker, connector, target), "{kept:?}");
        if kept != Accepted {
            assert_eq!(shown(one.expires_at).0, Lapsed, "{kept:?}");
        }
    }
}

/// What each act makes of each state.
#[test]
fn r10_each_act_has_the_one_state_that_it_waits_for() {
    let asker = with_carl().swapped();
    let target = Case { them: Some(account(BEN)), pair: between(), ..asker.clone() };
    let from_ben = Case::strangers().swapped();
    for state in State::ALL {
        let one = introduction(*state);
        let reason = |decision: Decision| decision.err().map(|refusal| refusal.reason);
        let (first, second) = match state {
            State::Asked => (None, Some(Reason::NotPending)),
            State::Forwarded => (Some(Reason::NotPending), None),
            _ => (Some(Reason::NotPending), Some(Reason::NotPending)),
        };
        for forward in [true, false] {
            let passed = pass_on(&one, &asker.meeting(), &target.meeting(), forward, NOW);
            assert_eq!(reason(passed), first, "{state:?}");
        }
        assert_eq!(reason(decline(&one, &from_ben.meeting(), NOW)), second, "{state:?}");
        let usage = Usage::default();
        let policy = &from_ben.policy;
        let accepted = accept(&one, &from_ben.meeting(), INVITATION, &usage, policy, NOW);
        assert_eq!(reason(accepted), second, "{state:?}");
    }
}

#[test]
fn r10_accepting_connects_and_costs_the_asker_one_invitation_with_source_and_via() {
    let from_ben = Case::strangers().swapped();
    let (one, usage) = (introduction(State::Forwarded), Usage { week: 99, ..Usage::default() });
    let policy = &from_ben.policy;
    let changes = accept(&one, &from_ben.meeting(), INVITATION, &usage, policy, NOW).unwrap();
    let kinds: Vec<_> = changes.iter().map(Change::kind).collect();
    assert_eq!(kinds, ["introduction_moved", "invited", "answered", "paired"]);
    let Change::Invited { invitation } = &changes[1] else { panic!("{changes:?}") };
    assert_eq!((invitation.sender, invitation.recipient), (ANA, BEN));
    assert_eq!((invitation.source, invitation.via), (Source::Introduction, Some(CARL)));
    let Change::Paired { pair, connections } = &changes[3] else { panic!("{changes:?}") };
    assert!(pair.is_connected() && *connections == 1);
    assert_eq!(pair.side(ANA).invitation, Some(INVITATION));
    let used = Usage { week: 100, ..usage };
    let refusal = accept(&one, &from_ben.meeting(), INVITATION, &used, policy, NOW).unwrap_err();
    assert_eq!(refusal.reason, Reason::WeeklyLimit);
}

#[test]
fn r10_an_invitation_that_is_pending_is_accepted_and_no_other_is_spent() {
    let mut from_ben = Case::strangers().swapped();
    from_ben.received = Some(life(InvitationState::Ignored, ago(2)));
    let (one, used) = (introduction(State::Forwarded), Usage { week: 100, ..Usage::default() });
    let policy = &from_ben.policy;
    let changes = accept(&one, &from_ben.meeting(), INVITATION, &used, policy, NOW).unwrap();
    let kinds: Vec<_> = changes.iter().map(Change::kind).collect();
    assert_eq!(kinds, ["introduction_moved", "answered", "paired"]);
    let Change::Answered(answered) = &changes[1] else { panic!("{changes:?}") };
    assert_eq!((answered.invitation, answered.sender), (OLD, ANA));
}

#[test]
fn r10_full_connections_and_a_block_stand_in_the_way_of_accepting() {
    let one = introduction(State::Forwarded);
    let usage = Usage::default();
    let refuse = |case: &Case| {
        accept(&one, &case.meeting(), INVITATION, &usage, &case.policy, NOW).unwrap_err().reason
    };
    let full = Case::strangers().swapped().and(|case| case.them().connections = 30_000);
    assert_eq!(refuse(&full), Reason::ConnectionsFull);
    let blocked =
        Case::strangers().swapped().and(|case| case.pair = case.pair.clone().blocked(ANA, NOW));
    assert_eq!(refuse(&blocked), Reason::NotFound);
}

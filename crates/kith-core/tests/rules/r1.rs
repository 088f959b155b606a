//! R1: invite, connect and follow are three things; remove; block.

use kith_core::{
    account::Status,
    invitation::State,
    refusal::{Decision, Reason, Refusal},
    tie::Side,
    time::{DAY, HOUR},
};

use super::build::{ANA, BEN, Case, NOW, TICK, ago, answers, kinds, life, tie};

fn received(state: State) -> Case {
    Case::with(|c| c.received = Some(life(state, ago(DAY))))
}

#[test]
fn r1_connecting_makes_both_follow_each_other() {
    let (pair, connections) = tie(&received(State::Pending).accept());
    assert_eq!(connections, 1);
    assert_eq!(pair.connected_at, Some(NOW));
    assert_eq!(pair.side(ANA).follows_at, Some(NOW));
    assert_eq!(pair.side(BEN).follows_at, Some(NOW));
}

#[test]
fn r1_an_earlier_follow_keeps_its_date_when_they_connect() {
    let case = received(State::Pending).and(|c| c.pair = c.pair.clone().followed(BEN, ago(HOUR)));
    let (pair, _) = tie(&case.accept());
    assert_eq!(pair.side(BEN).follows_at, Some(ago(HOUR)));
    assert_eq!(pair.side(ANA).follows_at, Some(NOW));
}

#[test]
fn r1_unfollowing_keeps_the_connection() {
    let (pair, connections) = tie(&Case::connected().unfollow());
    assert_eq!(connections, 0);
    assert!(pair.is_connected());
    assert_eq!(pair.side(ANA).follows_at, None);
    assert!(pair.side(BEN).follows_at.is_some(), "the other goes on following");
}

#[test]
fn r1_removing_a_connection_is_silent_and_ends_both_follows() {
    for case in [Case::connected(), Case::connected().swapped()] {
        let decision = case.remove();
        assert_eq!(kinds(decision.as_ref().unwrap()), ["paired"], "nothing else happens");
        let (pair, connections) = tie(&decision);
        assert_eq!(connections, -1);
        assert!(!pair.is_connected());
        assert_eq!((pair.low_side.follows_at, pair.high_side.follows_at), (None, None));
    }
}

#[test]
fn r1_only_a_connection_can_be_removed() {
    for case in [Case::strangers(), received(State::Pending)] {
        assert_eq!(case.remove().unwrap_err().reason, Reason::NotConnected);
    }
}

#[test]
fn r1_following_is_one_way_and_following_back_does_not_connect() {
    let (pair, connections) = tie(&Case::strangers().follow());
    assert_eq!((connections, pair.is_connected()), (0, false));
    assert_eq!(pair.side(ANA).follows_at, Some(NOW));
    assert_eq!(pair.side(BEN).follows_at, None);
    let (pair, connections) = tie(&Case::with(|c| c.pair = pair).swapped().follow());
    assert_eq!((connections, pair.is_connected()), (0, false));
    assert_eq!(pair.side(BEN).follows_at, Some(NOW));
}

#[test]
fn r1_following_or_unfollowing_twice_changes_nothing() {
    let followed = Case::with(|c| c.pair = c.pair.clone().followed(ANA, ago(DAY)));
    assert_eq!(followed.follow(), Ok(Vec::new()));
    assert_eq!(Case::strangers().unfollow(), Ok(Vec::new()));
    let other = Case::with(|c| c.pair = c.pair.clone().followed(BEN, ago(DAY)));
    assert_eq!(other.unfollow(), Ok(Vec::new()), "a follow is ended by the one who follows");
}

#[test]
fn r1_following_is_open_to_a_member_whose_invitation_the_gate_refuses() {
    let case = Case::with(|c| c.them().settings.gate = kith_core::account::Gate::Nobody);
    assert_eq!(case.refused().reason, Reason::Gate);
    assert_eq!(tie(&case.follow()).0.side(ANA).follows_at, Some(NOW));
}

#[test]
fn r1_a_block_ends_the_connection_and_the_follows_both_ways() {
    let followers = Case::with(|c| {
        c.pair = c.pair.clone().followed(ANA, ago(DAY)).followed(BEN, ago(HOUR));
    });
    for (case, expected) in [(Case::connected(), -1), (followers, 0), (Case::strangers(), 0)] {
        for case in [case.clone(), case.swapped()] {
            let blocker = case.me.id;
            let decision = case.block();
            assert_eq!(kinds(decision.as_ref().unwrap()), ["paired"], "nobody is told");
            let (pair, connections) = tie(&decision);
            assert_eq!((connections, pair.is_connected()), (expected, false));
            assert_eq!(pair.side(blocker), &Side { blocked_at: Some(NOW), ..Side::default() });
            assert_eq!(pair.other_side(blocker), &Side::default());
        }
    }
}

#[test]
fn r1_a_block_ends_the_open_invitation_whoever_sent_it() {
    for state in State::ALL.iter().copied() {
        let open = matches!(state, State::Pending | State::Ignored);
        for (case, sender) in
            [(received(state), BEN), (received(state).swapped(), BEN), (received(state), BEN)]
        {
            let answers = answers(&case.block());
            assert_eq!(answers.len(), usize::from(open), "{state:?}");
            for answer in answers {
                assert_eq!((answer.state, answer.at, answer.sender), (State::Gone, NOW, sender));
                assert!(!answer.unknown);
            }
        }
    }
    let lapsed = Case::with(|c| c.received = Some(life(State::Pending, ago(400 * DAY))));
    assert!(answers(&lapsed.block()).is_empty(), "expiry held at its instant");
}

#[test]
fn r1_a_block_frees_the_pending_place_of_whoever_sent() {
    for by_sender in [false, true] {
        let case = received(State::Ignored).and(|c| c.them().pending_full_since = Some(ago(DAY)));
        let case = if by_sender { case.swapped() } else { case };
        let changes = case.block().unwrap();
        assert_eq!(kinds(&changes), ["answered", "pending_full", "paired"]);
    }
}

#[test]
fn r1_blocking_twice_changes_nothing() {
    let case = Case::with(|c| c.pair = c.pair.clone().blocked(ANA, ago(DAY)));
    assert_eq!(case.block(), Ok(Vec::new()));
}

#[test]
fn r1_unblocking_restores_nothing() {
    let case = Case::connected().and(|c| {
        c.pair = c.pair.clone().unknown(ANA, Some(ago(DAY)));
        c.pair = tie(&c.block()).0;
    });
    let decision = case.unblock();
    assert_eq!(kinds(decision.as_ref().unwrap()), ["paired"]);
    let (pair, connections) = tie(&decision);
    assert_eq!((connections, pair.is_connected(), pair.is_blocked()), (0, false, false));
    assert_eq!((pair.low_side.follows_at, pair.high_side.follows_at), (None, None));
    assert_eq!(pair.side(ANA).unblocked_at, Some(NOW));
    assert_eq!(pair.side(ANA).unknown_at, Some(ago(DAY)), "nor is anything forgotten");
}

#[test]
fn r1_only_the_one_who_blocks_can_unblock() {
    let blocked = Case::with(|c| c.pair = c.pair.clone().blocked(BEN, ago(DAY)));
    assert_eq!(blocked.unblock(), Err(Refusal::not_found()));
    assert_eq!(Case::strangers().unblock(), Err(Refusal::not_found()));
    let gone = blocked.swapped().and(|c| c.them().status = Status::Deactivated);
    assert!(!tie(&gone.unblock()).0.is_blocked(), "even while the other is deactivated");
}

#[test]
fn r1_blocking_the_same_member_again_waits_48_hours() {
    let unblocked = |since: i64| {
        Case::with(|c| {
            c.pair = c.pair.clone().blocked(ANA, ago(90 * DAY)).unblocked(ANA, ago(since))
        })
    };
    for since in [0, HOUR, 48 * HOUR - TICK] {
        let refusal = unblocked(since).block().unwrap_err();
        assert_eq!(refusal.reason, Reason::BlockedRecently);
        assert_eq!(refusal.until, Some(ago(since).plus(48 * HOUR)));
    }
    assert!(tie(&unblocked(48 * HOUR).block()).0.is_blocked());
    assert!(tie(&unblocked(0).swapped().block()).0.is_blocked(), "the other need not wait");
}

/// Every act of a member towards another who may not be there, but withdrawing.
fn acts(case: &Case) -> Vec<(&'static str, Decision)> {
    vec![
        ("invite", case.invite().map(|sending| panic!("{sending:?}"))),
        ("accept", case.accept()),
        ("ignore", case.ignore(false, 0)),
        ("don't know", case.ignore(true, 0)),
        ("reply", case.reply("Hello")),
        ("remove", case.remove()),
        ("follow", case.follow()),
        ("unfollow", case.unfollow()),
        ("block", case.block()),
        ("unblock", case.unblock()),
        ("lift", case.lift_unknown()),
    ]
}

#[test]
fn r1_a_blocked_a_deactivated_and_an_unknown_member_answer_with_the_same_refusal() {
    let unknown = Case::with(|c| c.them = None);
    let deactivated = Case::connected().and(|c| c.them().status = Status::Deactivated);
    let inviting = received(State::Pending).and(|c| c.them().status = Status::Deactivated);
    let blocked = Case::connected().and(|c| c.pair = c.pair.clone().blocked(BEN, ago(HOUR)));
    let recently = blocked.clone().and(|c| c.pair = c.pair.clone().unblocked(ANA, ago(HOUR)));
    let paused = blocked.clone().and(|c| c.usage.week = 1_000);
    for case in [unknown, deactivated, inviting, blocked, recently, paused] {
        for (act, decision) in acts(&case) {
            assert_eq!(decision, Err(Refusal::not_found()), "{act}");
        }
    }
    let refusal = Refusal::not_found();
    assert!(refusal.also.is_empty() && refusal.instead.is_empty() && refusal.until.is_none());
}

#[test]
fn r1_the_one_who_blocks_does_not_see_the_blocked_member_either() {
    let case = Case::with(|c| c.pair = c.pair.clone().blocked(ANA, ago(DAY)));
    for (act, decision) in acts(&case) {
        if !matches!(act, "block" | "unblock") {
            assert_eq!(decision, Err(Refusal::not_found()), "{act}");
        }
    }
}

#[test]
fn r1_withdrawing_after_a_block_reads_as_if_nothing_had_been_sent() {
    let never = Case::strangers().withdraw().unwrap_err();
    let gone = Case::with(|c| {
        c.sent = Some(life(State::Gone, ago(DAY)));
        c.pair = c.pair.clone().blocked(BEN, ago(HOUR));
    });
    assert_eq!(gone.withdraw(), Err(never.clone()));
    assert_eq!(Case::with(|c| c.them = None).withdraw(), Err(never));
}

#[test]
fn r1_nobody_invites_follows_or_blocks_themself() {
    let case = Case::with(|c| c.them = Some(c.me.clone()));
    for (act, decision) in acts(&case) {
        if act != "unblock" {
            assert_eq!(decision.unwrap_err().reason, Reason::Myself, "{act}");
        }
    }
}

#[test]
fn r1_both_sides_read_one_value_of_the_tie() {
    let pair = Case::connected().pair;
    let pair = pair.unfollowed(ANA).unknown(BEN, Some(NOW));
    assert_eq!(pair.side(ANA), pair.other_side(BEN));
    assert_eq!(pair.side(BEN), pair.other_side(ANA));
    assert_eq!((pair.other(ANA), pair.other(BEN)), (BEN, ANA));
    assert_eq!(
        kith_core::tie::Pair::strangers(ANA, BEN),
        kith_core::tie::Pair::strangers(BEN, ANA)
    );
}

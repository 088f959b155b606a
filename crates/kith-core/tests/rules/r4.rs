//! R4: the checks of an invitation in their order, and what a crossing does.

use kith_core::{
    account::{Gate, Status},
    change::Change,
    id::MemberId,
    invitation::{Sending, Source, State},
    refusal::{Action, Reason, Refusal},
    restriction::Level,
    tie::Pair,
    time::{DAY, HOUR},
};

use super::build::{
    ANA, BEN, Case, MESSAGE, NEW, NOW, OLD, ago, answers, at, kinds, life, on_ladder, tie,
};

/// A check, and what makes it fail and nothing else.
type Check = (Reason, fn(&mut Case));

/// Checks 4 to 10.
const CHECKS: [Check; 9] = [
    (Reason::Gate, |c| c.them().settings.gate = Gate::Nobody),
    (Reason::Resting, |c| {
        c.sent = Some(life(State::Withdrawn, ago(5 * DAY)));
    }),
    (Reason::Attempts, |c| c.attempt_blocking = Some(ago(40 * DAY))),
    (Reason::ConnectionsFull, |c| c.them().connections = 30_000),
    (Reason::Restricted, |c| c.me.ladder = on_ladder(Level::PausedMedium, ago(HOUR))),
    (Reason::WeeklyLimit, |c| {
        c.usage.week = 100;
        c.usage.week_oldest = Some(ago(6 * DAY));
        c.usage.week_blocking = Some(ago(6 * DAY));
    }),
    (Reason::PendingLimit, |c| {
        c.usage.pending = 500;
        c.usage.pending_first_expiry = Some(NOW.plus(HOUR));
    }),
    (Reason::NoteTooLong, |c| c.note = Some("x".repeat(201))),
    (Reason::NotesLimit, |c| {
        c.note.get_or_insert_with(|| "Hello".to_owned());
        c.policy.plans.free.notes_per_month = Some(5);
        c.usage.notes = 5;
    }),
];

/// Strangers for whom the checks of `mask` fail.
fn failing(mask: usize) -> Case {
    let mut case = Case::strangers();
    for (index, (_, fail)) in CHECKS.iter().enumerate() {
        if mask & (1 << index) != 0 {
            fail(&mut case);
        }
    }
    case
}

const EVERYTHING: usize = (1 << CHECKS.len()) - 1;

#[test]
fn r4_the_first_failing_check_is_the_reason_and_the_rest_are_also() {
    for mask in 0..=EVERYTHING {
        let expected: Vec<_> = CHECKS
            .iter()
            .enumerate()
            .filter(|(index, _)| mask & (1 << index) != 0)
            .map(|(_, (reason, _))| *reason)
            .collect();
        assert_eq!(failing(mask).reasons(), expected);
    }
}

#[test]
fn r4_every_refusal_says_until_when_and_what_works_instead() {
    for (index, until, instead) in [
        (0, None, vec![Action::Follow]),
        (1, Some(ago(5 * DAY).plus(60_000_000).plus_days(21)), vec![Action::Engage]),
        (2, Some(ago(40 * DAY).plus_months(12)), vec![Action::Engage]),
        (3, None, vec![Action::Follow]),
        (4, Some(ago(HOUR).plus(72 * HOUR)), vec![Action::Appeal, Action::Engage]),
        (
            5,
            Some(ago(6 * DAY).plus_days(7)),
            vec![Action::Wait, Action::WithdrawOldest, Action::Engage],
        ),
        (6, Some(NOW.plus(HOUR)), vec![Action::WithdrawOldest, Action::Engage]),
        (7, None, vec![Action::ShortenNote, Action::DropNote]),
        (8, Some(at("2026-04-01T00:00:00Z")), vec![Action::DropNote]),
    ] {
        let refusal = failing(1 << index).refused();
        assert_eq!(refusal.reason, CHECKS[index].0);
        assert_eq!(refusal.until, until, "{:?}", refusal.reason);
        let actions: Vec<_> = refusal.instead.iter().map(|instead| instead.action).collect();
        assert_eq!(actions, instead, "{:?}", refusal.reason);
        assert!(refusal.detail.ends_with('.'), "{}", refusal.detail);
        assert!(refusal.instead.iter().all(|instead| !instead.label.is_empty()));
    }
}

#[test]
fn r4_the_reason_keeps_its_own_end_and_alternatives_beside_others() {
    for first in 0..CHECKS.len() {
        let alone = failing(1 << first).refused();
        let mut beside = failing(EVERYTHING & !((1 << first) - 1)).refused();
        assert_eq!(beside.also.len(), CHECKS.len() - first - 1);
        beside.also.clear();
        let note_length = alone.reason == Reason::NotesLimit;
        assert!(note_length || beside == alone, "{beside:?} against {alone:?}");
    }
}

#[test]
fn r4_checks_1_to_3_hide_every_further_one() {
    let myself = failing(EVERYTHING).and(|c| c.them = Some(c.me.clone()));
    let connected = failing(EVERYTHING).and(|c| c.pair = c.pair.clone().connected(NOW));
    for (case, reason) in [(myself, Reason::Myself), (connected, Reason::AlreadyConnected)] {
        let refusal = case.refused();
        assert_eq!((refusal.reason, refusal.also), (reason, Vec::new()));
    }
    let unknown = failing(EVERYTHING).and(|c| c.them = None);
    let deactivated = failing(EVERYTHING).and(|c| c.them().status = Status::Deactivated);
    let blocked = failing(EVERYTHING).and(|c| c.pair = c.pair.clone().blocked(BEN, NOW));
    for case in [unknown, deactivated, blocked] {
        assert_eq!(case.refused(), Refusal::not_found());
    }
    let pending = failing(EVERYTHING).and(|c| c.sent = Some(life(State::Pending, ago(DAY))));
    let refusal = pending.already_pending();
    assert_eq!((refusal.reason, refusal.also), (Reason::AlreadyPending, Vec::new()));
}

#[test]
fn r4_an_earlier_check_goes_before_a_later_one_among_the_first_three() {
    let both = Case::connected().and(|c| c.them().status = Status::Deactivated);
    assert_eq!(both.refused(), Refusal::not_found());
    let both = Case::connected().and(|c| c.received = Some(life(State::Pending, ago(DAY))));
    assert_eq!(both.refused().reason, Reason::AlreadyConnected);
}

#[test]
fn r4_a_connected_member_is_written_to_instead() {
    let refusal = Case::connected().refused();
    assert_eq!(refusal.instead.first().map(|instead| instead.action), Some(Action::Message));
}

#[test]
fn r4_inviting_someone_who_invited_me_connects_both_at_once() {
    for state in [State::Pending, State::Ignored] {
        for their_note in [None, Some("Hello Ana")] {
            let case = Case::with(|c| {
                c.received = Some(life(state, ago(DAY)));
                c.their_note = their_note;
            });
            let Ok(Sending::Crossed(changes)) = case.invite() else { panic!("not crossed") };
            assert_eq!(Ok(changes.clone()), case.accept(), "the same as accepting");
            let wrote = kinds(&changes).contains(&"wrote");
            assert_eq!(wrote, their_note.is_some());
            let decision = Ok(changes);
            let (pair, connections) = tie(&decision);
            assert_eq!((connections, pair.connected_at), (1, Some(NOW)));
            let answer = &answers(&decision)[0];
            assert_eq!((answer.invitation, answer.state), (OLD, State::Accepted));
            assert_eq!((answer.sender, answer.recipient), (BEN, ANA));
        }
    }
}

#[test]
fn r4_a_crossing_asks_none_of_the_later_checks_but_the_number_of_connections() {
    let crossing = failing(EVERYTHING).and(|c| c.received = Some(life(State::Pending, ago(DAY))));
    let refusal = crossing.refused();
    assert_eq!((refusal.reason, refusal.also), (Reason::ConnectionsFull, Vec::new()));
    let crossing = crossing.and(|c| c.them().connections = 29_999);
    assert!(matches!(crossing.invite(), Ok(Sending::Crossed(_))));
}

#[test]
fn r4_an_invitation_of_theirs_that_has_ended_is_not_crossed() {
    for state in [State::Accepted, State::Withdrawn, State::Expired, State::Gone] {
        let case = Case::with(|c| c.received = Some(life(state, ago(DAY))));
        assert_eq!(kinds(&case.sent_changes()), ["invited", "paired"], "{state:?}");
    }
    let lapsed = Case::with(|c| c.received = Some(life(State::Pending, ago(400 * DAY))));
    assert_eq!(kinds(&lapsed.sent_changes()), ["invited", "paired"]);
}

#[test]
fn r4_a_second_invitation_is_answered_with_the_first_one() {
    for state in [State::Pending, State::Ignored] {
        let case = Case::with(|c| c.sent = Some(life(state, ago(DAY))));
        let refusal = case.already_pending();
        let actions: Vec<_> = refusal.instead.iter().map(|instead| instead.action).collect();
        assert_eq!(actions, [Action::Engage, Action::SeeSent]);
    }
}

#[test]
fn r4_an_invitation_keeps_its_source_its_via_and_its_note() {
    for source in Source::ALL.iter().copied() {
        let via = (source == Source::Mutual).then(|| MemberId::from_bytes([5; 16]));
        let case = Case::with(|c| c.note = Some("  Hello Ben \n".into()));
        let Ok(Sending::Sent(changes)) = case.invite_from(source, via) else { panic!("not sent") };
        let Change::Invited { invitation } = &changes[0] else { panic!("{changes:?}") };
        assert_eq!((invitation.id, invitation.source, invitation.via), (NEW, source, via));
        assert_eq!((invitation.sender, invitation.recipient), (ANA, BEN));
        assert_eq!(invitation.note.as_deref(), Some("Hello Ben"));
        assert_eq!((invitation.sent_at, invitation.boost), (NOW, None));
    }
}

#[test]
fn r4_sending_changes_the_tie_but_connects_and_follows_nothing() {
    for case in [Case::strangers(), Case::strangers().swapped()] {
        let sender = case.me.id;
        let (pair, connections) = tie(&Ok(case.sent_changes()));
        assert_eq!((connections, pair.version), (0, 1));
        let mut expected = Pair::strangers(ANA, BEN).invited(sender, NEW);
        expected.version = 1;
        assert_eq!(pair, expected);
    }
}

#[test]
fn r4_either_side_with_30000_connections_is_full_at_sending_and_at_accepting() {
    let cases = |mine: u32, theirs: u32| {
        let case = Case::with(|c| {
            c.me.connections = mine;
            c.them().connections = theirs;
        });
        let accepting = case.clone().and(|c| c.received = Some(life(State::Pending, ago(DAY))));
        (case, accepting)
    };
    for (mine, theirs, action) in [
        (30_000, 0, Action::RemoveConnections),
        (0, 30_000, Action::Follow),
        (30_001, 30_001, Action::RemoveConnections),
    ] {
        let (sending, accepting) = cases(mine, theirs);
        for refusal in [sending.refused(), accepting.accept().unwrap_err()] {
            assert_eq!(refusal.reason, Reason::ConnectionsFull);
            assert_eq!(refusal.instead[0].action, action);
        }
    }
    let (sending, accepting) = cases(29_999, 29_999);
    assert_eq!(sending.reasons(), []);
    assert_eq!(tie(&accepting.accept()).1, 1);
}

#[test]
fn r4_accepting_turns_their_note_into_the_first_message() {
    let case = Case::with(|c| {
        c.received = Some(life(State::Pending, ago(DAY)));
        c.their_note = Some("Hello Ana");
    });
    let changes = case.accept().unwrap();
    let wrote = changes.iter().find_map(|change| match change {
        Change::Wrote { message } => Some(message),
        _ => None,
    });
    let message = wrote.expect("a message");
    assert_eq!((message.id, message.body.as_str()), (MESSAGE, "Hello Ana"));
    assert_eq!((message.sender, message.recipient), (BEN, ANA));
    assert_eq!((message.sent_at, message.invitation), (ago(DAY), Some(OLD)));
}

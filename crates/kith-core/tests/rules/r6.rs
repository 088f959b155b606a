//! R6: the life of an invitation: every event from every state.

use kith_core::{
    account::Settings,
    change::Change,
    id::InvitationId,
    invitation::{Invitation, Life, Source, State, expire, state_for_recipient, state_for_sender},
    policy::InvitationPolicy,
    refusal::{Decision, Reason},
    time::{DAY, Timestamp},
};

use super::build::{ANA, BEN, Case, NOW, OLD, TICK, ago, answers, at, kinds, life, tie};

type Event = (&'static str, fn(&Case) -> Decision);

/// What may come over an invitation after its sending.
const EVENTS: [Event; 6] = [
    ("accept", |c| c.accept()),
    ("ignore", |c| c.ignore(false, 0)),
    ("don't know", |c| c.ignore(true, 0)),
    ("withdraw", |c| c.clone().swapped().withdraw()),
    ("block by the recipient", |c| c.block()),
    ("block by the sender", |c| c.clone().swapped().block()),
];

#[test]
fn r6_every_event_from_every_state() {
    use State::{Accepted, Expired, Gone, Ignored, Pending, Withdrawn};
    let closed = [None; 6];
    let lapsed = NOW.plus_months(-6);
    for (state, sent_at, to) in [
        (
            Pending,
            ago(DAY),
            [Some(Accepted), Some(Ignored), Some(Ignored), Some(Withdrawn), Some(Gone), Some(Gone)],
        ),
        (Ignored, ago(DAY), [Some(Accepted), None, None, Some(Withdrawn), Some(Gone), Some(Gone)]),
        (Pending, lapsed, closed),
        (Ignored, lapsed, closed),
        (Accepted, ago(DAY), closed),
        (Withdrawn, ago(DAY), closed),
        (Expired, lapsed, closed),
        (Gone, ago(DAY), closed),
    ] {
        let case = Case::with(|c| c.received = Some(life(state, sent_at)));
        for ((event, act), to) in EVENTS.iter().zip(to) {
            let decision = act(&case);
            let answers = answers(&decision);
            let states: Vec<_> = answers.iter().map(|answer| answer.state).collect();
            assert_eq!(states, Vec::from_iter(to), "{event} from {state:?} of {sent_at}");
            for answer in &answers {
                assert_eq!((answer.invitation, answer.at), (OLD, NOW));
                assert_eq!((answer.sender, answer.recipient), (BEN, ANA));
                assert_eq!(answer.unknown, *event == "don't know");
            }
            if to.is_none() && !event.starts_with("block") {
                assert_eq!(decision.unwrap_err().reason, Reason::NotPending, "{event}");
            }
        }
    }
}

#[test]
fn r6_each_event_changes_this_and_nothing_more() {
    let case = Case::with(|c| c.received = Some(life(State::Pending, ago(DAY))));
    for ((event, act), expected) in EVENTS.iter().zip([
        vec!["answered", "paired"],
        vec!["answered"],
        vec!["answered", "paired"],
        vec!["answered"],
        vec!["answered", "paired"],
        vec!["answered", "paired"],
    ]) {
        assert_eq!(kinds(&act(&case).unwrap()), expected, "{event}");
    }
    let (pair, connections) = tie(&case.ignore(true, 0));
    assert_eq!((connections, pair.side(ANA).unknown_at), (0, Some(NOW)));
    assert_eq!(pair.side(BEN).unknown_at, None);
}

#[test]
fn r6_an_answer_but_ignoring_frees_the_senders_pending_place() {
    let case = Case::with(|c| {
        c.received = Some(life(State::Pending, ago(DAY)));
        c.them().pending_full_since = Some(ago(DAY));
    });
    for (event, act) in EVENTS {
        let changes = act(&case).unwrap();
        let frees = changes.contains(&Change::PendingFull { member: BEN, since: None });
        assert_eq!(frees, !matches!(event, "ignore" | "don't know"), "{event}");
    }
}

#[test]
fn r6_an_invitation_lapses_six_calendar_months_after_sending() {
    for (sent, lapses) in [
        ("2026-03-02T09:00:00Z", "2026-09-02T09:00:00Z"),
        ("2026-08-31T09:00:00Z", "2027-02-28T09:00:00Z"),
        ("2027-08-29T09:00:00.000001Z", "2028-02-29T09:00:00.000001Z"),
        ("2027-08-31T23:59:59Z", "2028-02-29T23:59:59Z"),
        ("2026-10-31T00:00:00Z", "2027-04-30T00:00:00Z"),
    ] {
        let case = Case::with(|c| c.now = at(sent));
        let Change::Invited { invitation } = &case.sent_changes()[0] else { panic!("not sent") };
        assert_eq!(invitation.expires_at, at(lapses));
        let life = Life::of(invitation);
        assert_eq!((life.id, life.sent_at, life.ended_at), (invitation.id, at(sent), None));
        assert!(life.is_open(at(lapses).plus(-TICK)));
        assert_eq!(life.state_at(at(lapses).plus(-TICK)), State::Pending);
        assert!(!life.is_open(at(lapses)));
        assert_eq!(life.state_at(at(lapses)), State::Expired);
    }
}

#[test]
fn r6_expiry_holds_at_its_instant_even_if_no_sweep_has_run() {
    for state in [State::Pending, State::Ignored] {
        let sent = life(state, ago(DAY));
        let at_instant = |now: Timestamp| {
            Case::with(|c| {
                c.received = Some(sent);
                c.now = now;
            })
        };
        assert!(at_instant(sent.expires_at.plus(-TICK)).accept().is_ok());
        let lapsed = at_instant(sent.expires_at);
        for (event, act) in &EVENTS[..4] {
            assert_eq!(act(&lapsed).unwrap_err().reason, Reason::NotPending, "{event}");
        }
        assert_eq!(lapsed.reply("Hello").unwrap_err().reason, Reason::NotPending);
        assert_eq!(lapsed.swapped().refused().reason, Reason::Resting);
    }
}

#[test]
fn r6_the_sweep_lapses_what_is_due_and_only_once() {
    for state in State::ALL.iter().copied() {
        let life = life(state, ago(DAY));
        let open = matches!(state, State::Pending | State::Ignored);
        let early = expire(&life, BEN, ANA, true, life.expires_at.plus(-TICK));
        assert_eq!(early, [], "{state:?} before its instant");
        for (full, expected) in [(false, &["answered"][..]), (true, &["answered", "pending_full"])]
        {
            let due = expire(&life, BEN, ANA, full, life.expires_at.plus_days(3));
            assert_eq!(kinds(&due), if open { expected } else { &[] }, "{state:?}");
            for answer in answers(&Ok(due)) {
                assert_eq!((answer.state, answer.unknown), (State::Expired, false));
                assert_eq!(answer.at, life.expires_at, "not the sweep's instant");
            }
        }
    }
}

#[test]
fn r6_after_a_withdrawal_or_expiry_the_sender_rests_21_days() {
    let withdrawn = |sent: Timestamp, ended: Timestamp| Life {
        ended_at: Some(ended),
        ..life(State::Withdrawn, sent)
    };
    let lapsed = life(State::Pending, ago(200 * DAY));
    let ignored = life(State::Ignored, ago(200 * DAY));
    let swept = Life { ended_at: Some(lapsed.expires_at), ..life(State::Expired, ago(200 * DAY)) };
    for (sent, from) in [
        (withdrawn(ago(DAY), ago(DAY)), ago(DAY)),
        (withdrawn(ago(90 * DAY), ago(DAY)), ago(DAY)),
        (lapsed, lapsed.expires_at),
        (ignored, lapsed.expires_at),
        (swept, lapsed.expires_at),
    ] {
        let until = from.plus_days(21);
        let invite = |now: Timestamp| {
            Case::with(|c| {
                c.sent = Some(sent);
                c.now = now;
            })
        };
        for now in [from, until.plus(-TICK)] {
            let refusal = invite(now).refused();
            assert_eq!((refusal.reason, refusal.until), (Reason::Resting, Some(until)));
        }
        assert_eq!(invite(until).reasons(), []);
        assert_eq!(invite(from).swapped().reasons(), [], "the other need not rest");
    }
}

#[test]
fn r6_nothing_but_a_withdrawal_or_expiry_makes_the_sender_rest() {
    let rules = InvitationPolicy::default();
    for state in [State::Pending, State::Ignored, State::Accepted, State::Gone] {
        assert_eq!(life(state, ago(DAY)).rest_until(NOW, &rules), None, "{state:?}");
    }
    for state in [State::Accepted, State::Gone] {
        let case = Case::with(|c| c.sent = Some(life(state, ago(DAY))));
        assert_eq!(case.reasons(), [], "{state:?}");
    }
}

#[test]
fn r6_at_most_2_invitations_to_the_same_person_in_12_calendar_months() {
    for (second_newest, until) in [
        ("2026-03-02T09:00:00Z", "2027-03-02T09:00:00Z"),
        ("2028-02-29T12:00:00Z", "2029-02-28T12:00:00Z"),
        ("2026-12-31T23:59:59.999999Z", "2027-12-31T23:59:59.999999Z"),
    ] {
        let invite = |now: Timestamp| {
            Case::with(|c| {
                c.attempt_blocking = Some(at(second_newest));
                c.now = now;
            })
        };
        for now in [at(second_newest), at(until).plus(-TICK)] {
            let refusal = invite(now).refused();
            assert_eq!((refusal.reason, refusal.until), (Reason::Attempts, Some(at(until))));
        }
        assert_eq!(invite(at(until)).reasons(), []);
    }
    let rules = InvitationPolicy::default();
    assert_eq!((rules.attempts, rules.attempts_months, rules.rest_days), (2, 12, 21));
}

#[test]
fn r6_ignoring_begins_no_rest_and_a_second_invitation_is_pending_already() {
    let case = Case::with(|c| c.sent = Some(life(State::Ignored, ago(DAY))));
    assert_eq!(case.already_pending().reason, Reason::AlreadyPending);
    let withdrawn = answers(&case.withdraw());
    assert_eq!(withdrawn[0].state, State::Withdrawn, "the sender may withdraw it as any other");
}

#[test]
fn r6_each_side_is_shown_its_own_state() {
    use State::{Accepted, Expired, Gone, Ignored, Pending, Withdrawn};
    for (state, sender, recipient) in [
        (Pending, Some(Pending), Some(Pending)),
        (Ignored, Some(Pending), Some(Ignored)),
        (Accepted, Some(Accepted), Some(Accepted)),
        (Withdrawn, Some(Withdrawn), None),
        (Expired, Some(Expired), None),
        (Gone, None, None),
    ] {
        assert_eq!(state_for_sender(state), sender, "{state:?} for the sender");
        assert_eq!(state_for_recipient(state), recipient, "{state:?} for the recipient");
    }
}

#[test]
fn r6_the_recipient_is_reminded_at_day_7_and_day_30_while_it_is_pending() {
    let rules = InvitationPolicy::default();
    let wants = Settings::default();
    let sent = life(State::Pending, NOW);
    let reminder = |after: i64| sent.reminder(NOW.plus(after), &rules, &wants);
    for (after, expected) in [
        (0, None),
        (7 * DAY - TICK, None),
        (7 * DAY, Some(7)),
        (30 * DAY - TICK, Some(7)),
        (30 * DAY, Some(30)),
        (150 * DAY, Some(30)),
        (200 * DAY, None),
    ] {
        assert_eq!(reminder(after), expected, "{} days", after / DAY);
    }
    let off = Settings { reminders: false, ..Settings::default() };
    assert_eq!(sent.reminder(NOW.plus_days(30), &rules, &off), None, "turned off");
    for state in State::ALL.iter().copied().filter(|state| *state != State::Pending) {
        let life = life(state, NOW);
        assert_eq!(life.reminder(NOW.plus_days(30), &rules, &wants), None, "{state:?}");
    }
}

#[test]
fn r6_an_operator_may_tune_expiry_rest_attempts_and_reminders() {
    let case = Case::with(|c| {
        c.policy.invitations.expiry_months = 1;
        c.policy.invitations.rest_days = 0;
        c.policy.invitations.attempts_months = 1;
        c.policy.invitations.reminder_days = vec![3];
        c.sent = Some(life(State::Withdrawn, ago(DAY)));
        c.attempt_blocking = Some(NOW.plus_months(-1));
    });
    let Change::Invited { invitation } = &case.sent_changes()[0] else { panic!("not sent") };
    assert_eq!(invitation.expires_at, at("2026-04-02T09:00:00Z"));
    let life = Life::of(invitation);
    let due = life.reminder(NOW.plus_days(3), &case.policy.invitations, &case.me.settings);
    assert_eq!(due, Some(3));
}

#[test]
fn r6_the_journal_keeps_an_invitation_word_for_word() {
    let invitation = Invitation {
        id: InvitationId::from_bytes([3; 16]),
        sender: ANA,
        recipient: BEN,
        note: Some("Grüße\n👋".into()),
        source: Source::Mutual,
        via: Some(BEN),
        sent_at: NOW,
        expires_at: NOW.plus_months(6),
        boost: None,
    };
    let text = serde_json::to_string(&invitation).unwrap();
    assert_eq!(serde_json::from_str::<Invitation>(&text).unwrap(), invitation);
}

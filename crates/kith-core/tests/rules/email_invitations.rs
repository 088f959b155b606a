//! Invitations by e-mail: what they cost (R5, R7, R8), when mail goes out (R6), and how one becomes
//! a connection.

use kith_core::{
    account::Gate,
    change::Change,
    email_invitation::{DueFacts, Earlier, Offered, Sender, Turn, accept, reaches, turn, withdraw},
    invitation::{Source, State},
    refusal::Reason,
    restriction::Level,
    time::{DAY, HOUR},
};

use super::build::{ANA, BEN, Case, MESSAGE, NOW, OLD, TICK, ago, answers, life, on_ladder, tie};

/// Ana, who invites by e-mail.
fn sender(case: &Case) -> Sender<'_> {
    let (me, usage, note) = (&case.me, case.usage, case.note.as_deref());
    Sender { me, usage, day: 0, day_oldest: None, note }
}

#[test]
fn r7_each_address_costs_one_of_the_week_until_none_is_left() {
    let case = Case::with(|c| {
        c.policy.plans.free.weekly_invitations = 3;
        c.usage.week = 1;
        c.usage.week_oldest = Some(ago(DAY));
    });
    let mut sender = sender(&case);
    for _ in 0..2 {
        assert_eq!(sender.may_send(&case.policy, NOW), Ok(()));
        sender.sent(&case.policy, NOW);
    }
    let no = sender.may_send(&case.policy, NOW).unwrap_err();
    assert_eq!(no.reason, Reason::WeeklyLimit);
    assert_eq!(no.until, Some(ago(DAY).plus(7 * DAY)), "when the first send leaves the week");
}

#[test]
fn r7_each_address_takes_a_pending_place_and_the_last_one_is_noted() {
    let case = Case::with(|c| c.policy.plans.free.pending_invitations = 2);
    let mut sender = sender(&case);
    sender.sent(&case.policy, NOW);
    assert_eq!(sender.changes(&case.policy, NOW), []);
    sender.sent(&case.policy, NOW);
    let full = Change::PendingFull { member: ANA, since: Some(NOW) };
    assert_eq!(sender.changes(&case.policy, NOW), [full]);
    let no = sender.may_send(&case.policy, NOW).unwrap_err();
    assert_eq!((no.reason, no.until), (Reason::PendingLimit, Some(NOW.plus_months(6))));
}

#[test]
fn a_sender_has_a_limit_a_day_within_the_week() {
    let case = Case::with(|c| c.policy.email_invitations.sender_day = 2);
    let mut sender = Sender { day: 1, day_oldest: Some(ago(HOUR)), ..sender(&case) };
    sender.sent(&case.policy, NOW);
    let no = sender.may_send(&case.policy, NOW).unwrap_err();
    assert_eq!((no.reason, no.until), (Reason::EmailLimit, Some(ago(HOUR).plus(DAY))));
}

#[test]
fn r5_a_note_is_as_long_as_the_plan_allows() {
    let case = Case::with(|c| c.note = Some("x".repeat(201)));
    let no = sender(&case).may_send(&case.policy, NOW).unwrap_err();
    assert_eq!(no.reason, Reason::NoteTooLong);
}

#[test]
fn r8_a_pause_stops_mail_too_and_knowing_an_address_does_not_help() {
    for level in [Level::PausedShort, Level::PausedLong] {
        let case = Case::with(|c| c.me.ladder = on_ladder(level, ago(HOUR)));
        let no = sender(&case).may_send(&case.policy, NOW).unwrap_err();
        assert_eq!(no.reason, Reason::Restricted);
        assert!(no.instead.iter().all(|one| one.action.code() != "give_email"));
    }
}

#[test]
fn r6_one_address_rests_and_has_attempts_as_any_recipient() {
    let policy = Case::strangers().policy;
    let after =
        |state, sent_at| Earlier { last: Some(life(state, sent_at)), attempt_blocking: None };
    let reason = |earlier: Earlier, now| earlier.may_repeat(&policy, now).err().map(|no| no.reason);
    assert_eq!(reason(Earlier::default(), NOW), None);
    for state in [State::Pending, State::Ignored] {
        assert_eq!(reason(after(state, ago(DAY)), NOW), Some(Reason::AlreadyPending), "{state:?}");
    }
    let withdrawn = after(State::Withdrawn, ago(DAY));
    assert_eq!(reason(withdrawn, NOW), Some(Reason::Resting));
    assert_eq!(reason(withdrawn, NOW.plus_days(21)), None);
    assert_eq!(reason(after(State::Pending, NOW.plus_months(-7)), NOW), None, "it has lapsed");
    let twice = Earlier { attempt_blocking: Some(NOW.plus_months(-12).plus(TICK)), ..withdrawn };
    assert_eq!(reason(twice, NOW.plus_days(21)), None);
    let twice = Earlier { last: None, attempt_blocking: Some(ago(DAY)) };
    assert_eq!(reason(twice, NOW), Some(Reason::Attempts));
}

#[test]
fn r6_one_mail_and_one_reminder_at_day_7_and_nothing_after_a_no() {
    let policy = Case::strangers().policy;
    let due = DueFacts {
        life: life(State::Pending, NOW),
        mails: 0,
        sender_active: true,
        opted_out: false,
        proven: false,
        reaches_member: None,
        to_address: 0,
        in_network: 0,
    };
    assert_eq!(turn(&due, &policy, NOW), Turn::Send(Some(NOW.plus_days(7))));
    let later = NOW.plus_days(7);
    let second = DueFacts { mails: 1, ..due };
    assert_eq!(turn(&second, &policy, later), Turn::Send(None));
    for facts in [
        DueFacts { mails: 2, ..due },
        DueFacts { opted_out: true, ..second },
        DueFacts { proven: true, ..second },
        DueFacts { reaches_member: Some(false), ..due },
        DueFacts { life: life(State::Ignored, NOW), ..second },
        DueFacts { life: life(State::Withdrawn, NOW), ..second },
        DueFacts { life: life(State::Pending, NOW.plus_months(-6)), ..second },
    ] {
        assert_eq!(turn(&facts, &policy, later), Turn::Stop, "{facts:?}");
    }
    for facts in [
        DueFacts { to_address: 2, ..due },
        DueFacts { in_network: 1_000, ..due },
        DueFacts { sender_active: false, ..due },
    ] {
        assert_eq!(turn(&facts, &policy, NOW), Turn::Wait(NOW.plus(HOUR)), "{facts:?}");
    }
    let member = DueFacts { reaches_member: Some(true), ..due };
    assert_eq!(turn(&member, &policy, NOW), turn(&due, &policy, NOW));
}

#[test]
fn r4_a_member_is_reached_past_their_gate_only_and_never_across_a_block() {
    let gate = |gate, shares| {
        reaches(&Case::with(|c| c.them().settings.gate = gate).meeting(), shares, NOW)
    };
    assert!(gate(Gate::Everyone, false) && gate(Gate::Email, false));
    assert!(gate(Gate::SecondDegree, true) && !gate(Gate::SecondDegree, false));
    assert!(!gate(Gate::Nobody, true));
    let blocked = Case::with(|c| c.pair = c.pair.clone().blocked(BEN, NOW));
    assert!(!reaches(&blocked.meeting(), true, NOW));
    assert!(!reaches(&Case::connected().meeting(), true, NOW));
    let open = Case::with(|c| c.sent = Some(life(State::Ignored, NOW)));
    assert!(!reaches(&open.meeting(), true, NOW));
}

#[test]
fn r6_accepting_connects_by_the_changes_of_an_invitation_and_the_note_is_the_first_message() {
    // Ana accepts what Ben had sent to her address.
    let case = Case::with(|c| c.them().pending_full_since = Some(ago(DAY)));
    let offered =
        Offered { life: life(State::Pending, ago(DAY)), note: Some("Porto"), message: MESSAGE };
    let accepted = accept(&case.meeting(), &offered, &case.policy, NOW);
    let (pair, connections) = tie(&accepted);
    assert!(pair.is_connected() && connections == 1);
    let answer = answers(&accepted).remove(0);
    assert_eq!((answer.sender, answer.recipient, answer.state), (BEN, ANA, State::Accepted));
    let changes = accepted.unwrap();
    let invited = changes.iter().find_map(|change| match change {
        Change::Invited { invitation } => Some(invitation.clone()),
        _ => None,
    });
    let invited = invited.unwrap();
    assert_eq!((invited.id, invited.source), (OLD, Source::Email));
    assert_eq!(invited.sent_at, ago(DAY), "it is charged to the week in which it was sent");
    assert!(
        changes.iter().any(|c| matches!(c, Change::Wrote { message } if message.body == "Porto"))
    );
    assert!(changes.contains(&Change::PendingFull { member: BEN, since: None }));
    assert_eq!(accept(&Case::connected().meeting(), &offered, &case.policy, NOW), Ok(Vec::new()));
    let lapsed = Offered { life: life(State::Pending, NOW.plus_months(-6)), ..offered };
    let no = accept(&case.meeting(), &lapsed, &case.policy, NOW).unwrap_err();
    assert_eq!(no.reason, Reason::NotPending);
    let blocked = Case::with(|c| c.pair = c.pair.clone().blocked(ANA, NOW));
    let no = accept(&blocked.meeting(), &offered, &case.policy, NOW).unwrap_err();
    assert_eq!(no.reason, Reason::NotFound);
}

#[test]
fn r6_accepting_ends_what_either_had_sent_the_other_here() {
    let offered = Offered { life: life(State::Pending, ago(DAY)), note: None, message: MESSAGE };
    let case = Case::with(|c| {
        let mut own = life(State::Pending, ago(HOUR));
        own.id = super::build::NEW;
        c.sent = Some(own);
    });
    let accepted = accept(&case.meeting(), &offered, &case.policy, NOW);
    let ids: Vec<_> = answers(&accepted).iter().map(|answer| answer.invitation).collect();
    assert_eq!(ids, [super::build::NEW, OLD]);
}

#[test]
fn r6_withdrawing_frees_a_place_while_it_is_open() {
    let case = Case::with(|c| c.me.pending_full_since = Some(ago(DAY)));
    let open = life(State::Pending, ago(DAY));
    let free = Change::PendingFull { member: ANA, since: None };
    assert_eq!(withdraw(&case.me, &open, NOW), Ok(vec![free]));
    let no = withdraw(&case.me, &open, open.expires_at).unwrap_err();
    assert_eq!(no.reason, Reason::NotPending);
}

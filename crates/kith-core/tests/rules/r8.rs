//! R8: the four signals, each with its evidence, and what a pause stops.

use kith_core::{
    change::Change,
    invitation::{Sending, State},
    policy::RestrictionPolicy,
    refusal::{Action, Reason},
    restriction::{Level, Signal, acceptance, burst, pending_full, unknown},
    time::{DAY, HOUR, Timestamp},
};

use super::build::{
    ANA, BEN, Case, NOW, RESTRICTION, TICK, ago, kinds, life, on_ladder, step, tie,
};

fn rules() -> RestrictionPolicy {
    RestrictionPolicy::default()
}

#[test]
fn r8_the_21st_invitation_in_10_minutes_and_the_61st_in_24_hours_are_a_burst() {
    for (before, day, evidence) in [
        (19, 19, None),
        (20, 20, Some("21 invitations in 10 minutes")),
        (0, 59, None),
        (0, 60, Some("61 invitations in 24 hours")),
        (20, 60, Some("21 invitations in 10 minutes")),
    ] {
        let case = Case::with(|c| {
            c.usage.burst = before;
            c.usage.burst_day = day;
        });
        let changes = case.sent_changes();
        let step = step(&changes);
        assert_eq!(step.map(|step| step.evidence.as_str()), evidence);
        if let Some(step) = step {
            assert_eq!((step.id, step.member, step.by), (RESTRICTION, ANA, None));
            assert_eq!((step.signal, step.level), (Signal::Burst, Level::Warned));
            assert_eq!((step.at, step.until), (NOW, None), "a warning pauses nothing");
        }
        assert!(matches!(&changes[0], Change::Invited { .. }), "the send itself goes out");
    }
    assert_eq!(burst(20, 60, &rules()), None);
}

/// Sends one invitation after another, one each `apart`, as far as the rules let: what was
/// counted is counted as R8 says, from the last step on. Gives the steps by number of send.
fn send_many(count: usize, apart: i64) -> Vec<(usize, Level)> {
    let mut case = Case::with(|c| c.policy.plans.free.weekly_invitations = 1_000);
    let mut sends: Vec<Timestamp> = Vec::new();
    let mut steps = Vec::new();
    for number in 1..=count {
        case.now = case.now.plus(apart);
        let now = case.now;
        let since = |window: i64| {
            let from = case.me.ladder.at.map_or(now.plus(-window), |at| at.max(now.plus(-window)));
            u32::try_from(sends.iter().filter(|at| **at > from).count()).unwrap()
        };
        (case.usage.burst, case.usage.burst_day) = (since(600_000_000), since(DAY));
        let Ok(Sending::Sent(changes)) = case.invite() else { break };
        sends.push(now);
        if let Some(step) = step(&changes) {
            steps.push((number, step.level));
            case.me.ladder = step.ladder(&case.me.ladder);
        }
    }
    steps
}

#[test]
fn r8_evidence_counts_once() {
    let second = 1_000_000;
    let steps = send_many(60, second);
    assert_eq!(steps, [(21, Level::Warned), (42, Level::PausedShort)], "then the pause stops it");
    let steps = send_many(130, 11 * 60 * second);
    assert_eq!(steps, [(61, Level::Warned), (122, Level::PausedShort)]);
    assert_eq!(send_many(60, 24 * 60 * second), [], "sixty a day are no burst");
}

#[test]
fn r8_the_5th_i_dont_know_them_takes_the_senders_step() {
    let received = Case::with(|c| c.received = Some(life(State::Pending, ago(DAY))));
    for (reports, evidence) in [
        (0, None),
        (3, None),
        (4, Some("5 people said that they don't know you in 30 days")),
        (9, Some("10 people said that they don't know you in 30 days")),
    ] {
        let changes = received.ignore(true, reports).unwrap();
        let step = step(&changes);
        assert_eq!(step.map(|step| step.evidence.as_str()), evidence);
        if let Some(step) = step {
            assert_eq!((step.member, step.signal), (BEN, Signal::Unknown), "the sender's step");
            assert_eq!((step.level, step.at), (Level::Warned, NOW));
        }
    }
    let plain = received.ignore(false, 100).unwrap();
    assert_eq!(step(&plain), None, "plain ignoring says nothing about the sender");
    assert_eq!(unknown(4, &rules()), None);
}

#[test]
fn r8_a_report_climbs_from_where_the_sender_stands() {
    let case = Case::with(|c| {
        c.received = Some(life(State::Pending, ago(DAY)));
        c.them().ladder = on_ladder(Level::PausedMedium, ago(10 * DAY));
        c.me.ladder = on_ladder(Level::Warned, ago(DAY));
    });
    let changes = case.ignore(true, 4).unwrap();
    assert_eq!(step(&changes).map(|step| step.level), Some(Level::PausedLong));
}

#[test]
fn r8_acceptance_under_15_percent_of_at_least_50_is_a_signal() {
    for (accepted, sample, signal) in [
        (0, 0, false),
        (0, 49, false),
        (0, 50, true),
        (7, 50, true),
        (8, 50, false),
        (14, 100, true),
        (15, 100, false),
        (149, 1_000, true),
        (150, 1_000, false),
        (u32::MAX / 7, u32::MAX, true),
        (u32::MAX, u32::MAX, false),
    ] {
        let found = acceptance(accepted, sample, &rules());
        assert_eq!(found.is_some(), signal, "{accepted} of {sample}");
    }
    let evidence = acceptance(7, 50, &rules());
    assert_eq!(evidence.as_deref(), Some("7 of 50 invitations accepted in 30 days"));
}

#[test]
fn r8_no_pending_place_for_14_days_is_a_signal() {
    let clear = kith_core::restriction::Ladder::default();
    for (since, signal) in
        [(None, false), (Some(14 * DAY - TICK), false), (Some(14 * DAY), true), (Some(0), false)]
    {
        let found = pending_full(since.map(ago), &clear, NOW, &rules());
        assert_eq!(found.is_some(), signal, "{since:?}");
    }
    let stepped = |at: i64| on_ladder(Level::Warned, ago(at));
    let found = |at: i64| pending_full(Some(ago(60 * DAY)), &stepped(at), NOW, &rules());
    assert_eq!(found(13 * DAY), None, "days before the last step are used up");
    assert_eq!(found(14 * DAY).as_deref(), Some("no pending place left for 14 days"));
}

#[test]
fn r8_a_pause_stops_new_invitations_until_its_end() {
    for (level, pause) in [
        (Level::PausedShort, 4 * HOUR),
        (Level::PausedMedium, 3 * DAY),
        (Level::PausedLong, 30 * DAY),
    ] {
        let paused = |since: i64| Case::with(|c| c.me.ladder = on_ladder(level, ago(since)));
        for since in [0, pause - TICK] {
            let refusal = paused(since).refused();
            assert_eq!(refusal.reason, Reason::Restricted);
            assert_eq!(refusal.until, Some(ago(since).plus(pause)), "{level:?}");
            assert_eq!(refusal.instead[0].action, Action::Appeal);
            assert_eq!(refusal.instead.len(), 2, "and one thing that needs no operator");
        }
        assert_eq!(paused(pause).reasons(), [], "{level:?} is over at its instant");
    }
    for level in [Level::Clear, Level::Warned] {
        let case = Case::with(|c| c.me.ladder = on_ladder(level, NOW));
        assert_eq!(case.reasons(), [], "{level:?} stops nothing");
    }
}

#[test]
fn r8_the_longest_pause_lets_through_whoever_knows_the_email_address() {
    for (level, passes) in
        [(Level::PausedShort, false), (Level::PausedMedium, false), (Level::PausedLong, true)]
    {
        let case = Case::with(|c| {
            c.me.ladder = on_ladder(level, ago(HOUR));
            c.email_known = true;
        });
        let expected = if passes { vec![] } else { vec![Reason::Restricted] };
        assert_eq!(case.reasons(), expected, "{level:?}");
        let without = case.and(|c| c.email_known = false).refused();
        let names_it = without.instead.iter().any(|instead| instead.action == Action::GiveEmail);
        assert_eq!(names_it, passes, "{level:?} says so where it helps");
    }
}

#[test]
fn r8_a_pause_stops_nothing_but_new_invitations() {
    let paused = |case: Case| case.and(|c| c.me.ladder = on_ladder(Level::PausedLong, ago(HOUR)));
    let received = paused(Case::with(|c| c.received = Some(life(State::Pending, ago(DAY)))));
    assert_eq!(tie(&received.accept()).1, 1, "accepting");
    assert!(matches!(received.invite(), Ok(Sending::Crossed(_))), "a crossing");
    assert_eq!(kinds(&received.reply("Hello").unwrap()), ["wrote"], "replies");
    assert!(received.ignore(false, 0).is_ok(), "ignoring");
    assert!(paused(Case::strangers()).follow().is_ok(), "following");
    assert!(paused(Case::connected()).remove().is_ok(), "removing");
    assert!(paused(Case::strangers()).block().is_ok(), "blocking");
    let sent = paused(Case::with(|c| c.sent = Some(life(State::Pending, ago(DAY)))));
    assert!(sent.withdraw().is_ok(), "withdrawing");
    let others = received.swapped();
    assert_eq!(others.already_pending().reason, Reason::AlreadyPending, "and not the other");
    assert_eq!(paused(Case::strangers()).swapped().reasons(), [], "who may invite");
}

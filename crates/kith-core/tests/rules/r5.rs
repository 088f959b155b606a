//! R5: notes.

use kith_core::{
    account::Plan,
    change::Change,
    invitation::State,
    note::length,
    refusal::{Action, Reason},
    time::DAY,
};

use super::build::{ANA, BEN, Case, MESSAGE, NOW, OLD, ago, at, kinds, life};

/// The note on the invitation that goes out.
fn note_sent(case: &Case) -> Option<String> {
    match case.sent_changes().into_iter().next() {
        Some(Change::Invited { invitation }) => invitation.note,
        other => panic!("{other:?}"),
    }
}

fn noting(plan: Plan, note: &str) -> Case {
    Case::with(|c| {
        c.me.plan = plan;
        c.note = Some(note.to_owned());
    })
}

#[test]
fn r5_the_plan_says_how_long_a_note_may_be() {
    for (plan, limit) in [(Plan::Free, 200), (Plan::Premium, 300), (Plan::Navigator, 300)] {
        let fits = noting(plan, &"x".repeat(limit));
        assert_eq!(note_sent(&fits), Some("x".repeat(limit)));
        for over in [1, 50] {
            let refusal = noting(plan, &"x".repeat(limit + over)).refused();
            assert_eq!(refusal.reason, Reason::NoteTooLong, "{plan:?}");
            let label = &refusal.instead[0].label;
            assert!(label.ends_with(&format!(" {over}")), "by how much: {label}");
        }
    }
}

#[test]
fn r5_a_note_is_counted_as_people_count_it() {
    for (one, name) in [
        ("e\u{301}", "combining"),
        ("👩‍👩‍👧‍👦", "family"),
        ("🇩🇪", "flag"),
        ("👍🏽", "skin tone"),
        ("\r\n", "line break"),
        ("\n", "line break"),
        ("하", "syllable"),
    ] {
        let text = |count: usize| format!("a{}b", one.repeat(count));
        assert_eq!(length(&text(198)), 200, "{name}");
        assert_eq!(note_sent(&noting(Plan::Free, &text(198))), Some(text(198)), "{name}");
        let refusal = noting(Plan::Free, &text(199)).refused();
        assert_eq!(refusal.reason, Reason::NoteTooLong, "{name}");
    }
}

#[test]
fn r5_a_note_is_trimmed_before_it_is_counted_and_kept() {
    let padded = format!("  \n\t{}\u{2003}\n", "x".repeat(200));
    assert_eq!(note_sent(&noting(Plan::Free, &padded)), Some("x".repeat(200)));
    for empty in ["", "  ", "\n\r\n\t", "\u{2003}"] {
        assert_eq!(note_sent(&noting(Plan::Free, empty)), None);
    }
}

#[test]
fn r5_where_the_note_is_refused_the_whole_invitation_is() {
    let refusal = noting(Plan::Free, &"x".repeat(201)).refused();
    let actions: Vec<_> = refusal.instead.iter().map(|instead| instead.action).collect();
    assert_eq!(actions, [Action::ShortenNote, Action::DropNote]);
    let without = noting(Plan::Free, &"x".repeat(201)).and(|c| c.note = None);
    assert_eq!(note_sent(&without), None);
}

#[test]
fn r5_there_is_no_monthly_limit_unless_the_operator_sets_one() {
    for plan in Plan::ALL.iter().copied() {
        let case = noting(plan, "Hello").and(|c| c.usage.notes = 10_000);
        assert_eq!(note_sent(&case).as_deref(), Some("Hello"));
        assert_eq!(case.usage.notes(&case.me, &case.policy, NOW), None);
    }
}

#[test]
fn r5_the_months_notes_end_at_the_limit_and_only_notes_do() {
    let sent = |notes: u32, text: Option<&str>| {
        Case::with(|c| {
            c.policy.plans.free.notes_per_month = Some(5);
            c.usage.notes = notes;
            c.note = text.map(str::to_owned);
        })
    };
    assert_eq!(sent(4, Some("Hello")).reasons(), []);
    let unused = sent(0, None);
    let budget = unused.usage.notes(&unused.me, &unused.policy, NOW).unwrap();
    assert_eq!((budget.left, budget.frees_at), (5, None), "where none is used, none frees");
    for used in [5, 6] {
        assert_eq!(sent(used, Some("Hello")).reasons(), [Reason::NotesLimit]);
        assert_eq!(sent(used, None).reasons(), [], "without a note it goes");
        assert_eq!(sent(used, Some(" \n ")).reasons(), [], "an empty note is no note");
    }
    let premium = sent(5, Some("Hello")).and(|c| c.me.plan = Plan::Premium);
    assert_eq!(premium.reasons(), [], "the limit is the plan's own");
}

#[test]
fn r5_where_the_operator_allows_no_notes_no_month_frees_one() {
    let case = noting(Plan::Free, "Hello").and(|c| {
        c.policy.plans.free.notes_per_month = Some(0);
    });
    let refusal = case.refused();
    assert_eq!((refusal.reason, refusal.until), (Reason::NotesLimit, None));
    assert_eq!(case.and(|c| c.note = None).reasons(), []);
}

#[test]
fn r5_notes_are_counted_by_the_calendar_month_in_the_members_time_zone() {
    for (zone, now, until) in [
        ("UTC", "2026-03-31T23:59:59.999999Z", "2026-04-01T00:00:00Z"),
        ("UTC", "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"),
        ("Europe/Berlin", "2026-03-31T21:59:59.999999Z", "2026-03-31T22:00:00Z"),
        ("Europe/Berlin", "2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z"),
        ("Pacific/Auckland", "2026-03-31T10:59:00Z", "2026-03-31T11:00:00Z"),
        ("America/Los_Angeles", "2026-04-01T06:00:00Z", "2026-04-01T07:00:00Z"),
        ("Asia/Kathmandu", "2026-12-31T18:14:00Z", "2026-12-31T18:15:00Z"),
    ] {
        let case = noting(Plan::Free, "Hello").and(|c| {
            c.policy.plans.free.notes_per_month = Some(5);
            c.usage.notes = 5;
            c.me.settings.time_zone = zone.parse().unwrap();
            c.now = at(now);
        });
        assert_eq!(case.refused().until, Some(at(until)), "{zone} at {now}");
        let budget = case.usage.notes(&case.me, &case.policy, case.now).unwrap();
        assert_eq!((budget.used, budget.left), (5, 0));
        assert_eq!(budget.frees_at, Some(at(until)));
    }
}

#[test]
fn r5_the_recipient_may_answer_the_note_without_accepting() {
    for state in [State::Pending, State::Ignored] {
        let case = Case::with(|c| c.received = Some(life(state, ago(DAY))));
        let changes = case.reply(" Who are you?\n").unwrap();
        assert_eq!(kinds(&changes), ["wrote"], "nothing else happens");
        let Change::Wrote { message } = &changes[0] else { panic!("{changes:?}") };
        assert_eq!((message.id, message.body.as_str()), (MESSAGE, "Who are you?"));
        assert_eq!((message.sender, message.recipient), (ANA, BEN));
        assert_eq!((message.sent_at, message.invitation), (NOW, Some(OLD)));
    }
}

#[test]
fn r5_an_invitation_that_has_ended_is_not_answered() {
    for state in [State::Accepted, State::Withdrawn, State::Expired, State::Gone] {
        let case = Case::with(|c| c.received = Some(life(state, ago(DAY))));
        assert_eq!(case.reply("Hello").unwrap_err().reason, Reason::NotPending, "{state:?}");
    }
    assert_eq!(Case::strangers().reply("Hello").unwrap_err().reason, Reason::NotPending);
}

#[test]
fn r5_an_accepted_invitation_without_a_note_begins_no_conversation() {
    let case = Case::with(|c| c.received = Some(life(State::Pending, ago(DAY))));
    assert_eq!(kinds(&case.accept().unwrap()), ["answered", "paired"]);
}

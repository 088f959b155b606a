//! R12: profile views.

use kith_core::{
    account::{Plan, Status, ViewingMode},
    change::Change,
    refusal::Reason,
    view::{self, Trace, View},
};

use super::build::{ANA, BEN, Case, NOW, at};

/// What is recorded of Ana's visit in a mode.
fn left(case: &Case, chosen: ViewingMode) -> Option<Trace> {
    View::of(&case.meeting(), chosen, case.now).map(|view| view.trace)
}

#[test]
fn r12_a_view_is_recorded_in_the_mode_that_the_viewer_chose_and_a_private_one_not_at_all() {
    use ViewingMode::{Full, Private, SemiPrivate};
    for (at_visit, now, recorded) in [
        (Full, Full, Some(Trace::Full)),
        (SemiPrivate, SemiPrivate, Some(Trace::SemiPrivate)),
        (Private, Private, None),
        // Of the mode at the visit and the one at the writing, the more private counts.
        (Private, Full, None),
        (Full, Private, None),
        (SemiPrivate, Full, Some(Trace::SemiPrivate)),
        (Full, SemiPrivate, Some(Trace::SemiPrivate)),
    ] {
        let case = Case::with(|case| case.me.settings.viewing_mode = now);
        assert_eq!(left(&case, at_visit), recorded, "{at_visit:?}, then {now:?}");
    }
}

#[test]
fn r12_nothing_is_recorded_of_oneself_or_of_somebody_who_is_not_seen() {
    let gone = Case::with(|case| {
        case.them = None;
    });
    let deactivated = Case::with(|case| case.them().status = Status::Deactivated);
    let blocks = |who| Case::with(|case| case.pair = case.pair.clone().blocked(who, NOW));
    let myself = Case::with(|case| case.them = Some(case.me.clone()));
    for case in [gone, deactivated, blocks(ANA), blocks(BEN), myself] {
        assert_eq!(left(&case, ViewingMode::Full), None, "{case:?}");
    }
}

#[test]
fn r12_the_first_view_of_a_day_stands_in_its_mode() {
    let case = Case::strangers();
    let view = View::of(&case.meeting(), ViewingMode::SemiPrivate, NOW).unwrap();
    assert_eq!(view.record(false), [Change::Viewed { view }]);
    assert_eq!(view.record(true), [], "a later mode would tell of the earlier view");
}

#[test]
fn r12_r14_a_day_is_the_viewed_members() {
    let mut case = Case::with(|case| {
        case.me.settings.time_zone = "Pacific/Auckland".parse().unwrap();
        case.them().settings.time_zone = "America/New_York".parse().unwrap();
    });
    for (instant, day) in [
        ("2026-03-02T04:59:59Z", "2026-03-01"),
        ("2026-03-02T05:00:00Z", "2026-03-02"),
        // Daylight saving began on 8 March.
        ("2026-03-09T03:59:59Z", "2026-03-08"),
        ("2026-03-09T04:00:00Z", "2026-03-09"),
    ] {
        case.now = at(instant);
        let view = View::of(&case.meeting(), ViewingMode::Full, case.now).unwrap();
        assert_eq!(view.day.to_string(), day, "{instant}");
    }
}

#[test]
fn r12_a_free_member_in_private_mode_loses_their_own_list() {
    use ViewingMode::{Full, Private, SemiPrivate};
    for (plan, mode, sees) in [
        (Plan::Free, Full, true),
        (Plan::Free, SemiPrivate, true),
        (Plan::Free, Private, false),
        (Plan::Premium, Private, true),
        (Plan::Navigator, Private, true),
    ] {
        let case = Case::with(|case| {
            case.me.plan = plan;
            case.me.settings.viewing_mode = mode;
        });
        let shown = view::shown(&case.me, &case.policy, NOW);
        assert_eq!(shown.is_ok(), sees, "{plan:?} {mode:?}");
        let reason = shown.err().map(|no| no.reason);
        assert_eq!(reason, (!sees).then_some(Reason::ViewsPrivately));
    }
}

#[test]
fn r7_r12_the_free_plan_shows_the_last_five_viewers_and_the_others_all_of_90_days() {
    for (plan, most) in [(Plan::Free, Some(5)), (Plan::Premium, None), (Plan::Navigator, None)] {
        let case = Case::with(|case| case.me.plan = plan);
        let shown = view::shown(&case.me, &case.policy, NOW).unwrap();
        assert_eq!(shown.most, most, "{plan:?}");
        assert_eq!(shown.today.number() - shown.since.number(), 89, "90 days with today");
        let forgotten = view::forgotten_before(&case.policy, NOW);
        let zone = &case.me.settings.time_zone;
        assert!(forgotten.day_in(zone) < shown.since, "nothing that is shown is forgotten");
    }
}

#[test]
fn r12_numbers_of_the_policy_are_read_and_checked() {
    let read = |text: &str| kith_core::policy::Policy::from_toml(text);
    let policy = read("[views]\ndays = 30\n[plans.premium]\nviewers_shown = 50\n").unwrap();
    assert_eq!((policy.views.days, policy.plans.premium.viewers_shown), (30, Some(50)));
    assert_eq!(policy.plans.free.viewers_shown, Some(5));
    assert!(read("[views]\ndays = 0\n").is_err());
}

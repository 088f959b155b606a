//! R7: budgets: what is used, what is left, when the next one frees.

use kith_core::{
    account::Plan,
    budget::{Budget, Name, Usage, WEEK},
    change::Change,
    invitation::State,
    refusal::{Action, Reason},
    time::{DAY, HOUR, MINUTE, Timestamp},
};

use super::build::{ANA, BOOST, Case, NOW, TICK, ago, at, kinds, life, week_of};

/// Ana after these sends, at `now`.
fn after_sends(sends: &[Timestamp], plan: Plan, now: Timestamp) -> Case {
    Case::with(|c| {
        c.me.plan = plan;
        c.now = now;
        c.usage = week_of(sends, c.policy.plan(plan).weekly_invitations, now);
    })
}

/// `count` sends, one a minute from `first`.
fn one_a_minute(count: i64, first: Timestamp) -> Vec<Timestamp> {
    (0..count).map(|n| first.plus(n * MINUTE)).collect()
}

const PLANS: [(Plan, u32, u32); 3] =
    [(Plan::Free, 100, 500), (Plan::Premium, 100, 500), (Plan::Navigator, 200, 1_000)];

#[test]
fn r7_the_week_holds_as_many_sends_as_the_plan_says() {
    for (plan, limit, _) in PLANS {
        let full = one_a_minute(i64::from(limit), ago(DAY));
        assert_eq!(after_sends(&full[1..], plan, NOW).reasons(), [], "{plan:?}");
        assert_eq!(after_sends(&full, plan, NOW).reasons(), [Reason::WeeklyLimit], "{plan:?}");
    }
}

#[test]
fn r7_a_send_leaves_the_sliding_week_after_exactly_7_times_24_hours() {
    let sends = one_a_minute(100, NOW);
    let frees = NOW.plus(WEEK);
    for now in [sends[99], frees.plus(-TICK)] {
        let refusal = after_sends(&sends, Plan::Free, now).refused();
        assert_eq!((refusal.reason, refusal.until), (Reason::WeeklyLimit, Some(frees)));
    }
    assert_eq!(after_sends(&sends, Plan::Free, frees).reasons(), []);
    let mut sends = sends;
    sends.push(frees);
    let refusal = after_sends(&sends, Plan::Free, frees).refused();
    assert_eq!(refusal.until, Some(frees.plus(MINUTE)), "the second send frees the next");
}

#[test]
fn r7_the_week_is_168_hours_even_when_the_clocks_change() {
    let sunday = at("2026-03-28T12:00:00Z");
    let sends = one_a_minute(100, sunday);
    let case = after_sends(&sends, Plan::Free, sunday.plus_days(3)).and(|c| {
        c.me.settings.time_zone = "Europe/Berlin".parse().unwrap();
    });
    assert_eq!(case.refused().until, Some(at("2026-04-04T12:00:00Z")));
}

#[test]
fn r7_after_a_smaller_plan_the_week_frees_when_the_limit_is_undercut() {
    let sends = one_a_minute(150, ago(DAY));
    let refusal = after_sends(&sends, Plan::Free, NOW).refused();
    let frees = sends[50].plus(WEEK);
    assert_eq!(refusal.until, Some(frees), "when the 100th newest leaves");
    assert_eq!(after_sends(&sends, Plan::Free, frees.plus(-TICK)).refused().until, Some(frees));
    assert_eq!(after_sends(&sends, Plan::Free, frees).reasons(), []);
}

#[test]
fn r7_at_the_limit_the_member_is_shown_what_works_now() {
    let refusal = after_sends(&one_a_minute(100, ago(DAY)), Plan::Free, NOW).refused();
    let actions: Vec<_> = refusal.instead.iter().map(|instead| instead.action).collect();
    assert_eq!(actions, [Action::Wait, Action::WithdrawOldest, Action::Engage]);
    let refusal = Case::with(|c| c.usage.pending = 500).refused();
    let actions: Vec<_> = refusal.instead.iter().map(|instead| instead.action).collect();
    assert_eq!(actions, [Action::WithdrawOldest, Action::Engage]);
}

#[test]
fn r7_the_pending_places_are_the_plans() {
    for (plan, _, limit) in PLANS {
        let pending = |used: u32| {
            Case::with(|c| {
                c.me.plan = plan;
                c.usage.pending = used;
                c.usage.pending_first_expiry = Some(NOW.plus(HOUR));
            })
        };
        assert_eq!(pending(limit - 1).reasons(), [], "{plan:?}");
        let refusal = pending(limit).refused();
        assert_eq!((refusal.reason, refusal.until), (Reason::PendingLimit, Some(NOW.plus(HOUR))));
        assert_eq!(pending(limit + 7).reasons(), [Reason::PendingLimit], "after a smaller plan");
    }
}

#[test]
fn r7_the_send_that_takes_the_last_place_notes_since_when_none_is_left() {
    let sending = |pending: u32, since: Option<Timestamp>| {
        let case = Case::with(|c| {
            c.usage.pending = pending;
            c.me.pending_full_since = since;
        });
        case.sent_changes()
    };
    assert_eq!(kinds(&sending(498, None)), ["invited", "paired"]);
    let changes = sending(499, None);
    assert_eq!(changes[2], Change::PendingFull { member: ANA, since: Some(NOW) });
    let changes = sending(499, Some(ago(DAY)));
    let now = Change::PendingFull { member: ANA, since: Some(NOW) };
    assert_eq!(changes[2], now, "one lapsed since, or this could not be sent");
}

#[test]
fn r7_an_ignored_invitation_keeps_its_pending_place() {
    let case = Case::with(|c| {
        c.received = Some(life(State::Pending, ago(DAY)));
        c.them().pending_full_since = Some(ago(DAY));
    });
    assert_eq!(kinds(&case.ignore(false, 0).unwrap()), ["answered"], "no place is freed");
    assert!(life(State::Ignored, ago(DAY)).is_open(NOW), "it stands");
    assert!(!life(State::Ignored, ago(400 * DAY)).is_open(NOW), "until it lapses");
    let withdrawing = case.and(|c| c.received = Some(life(State::Ignored, ago(DAY)))).swapped();
    assert_eq!(kinds(&withdrawing.withdraw().unwrap()), ["answered", "pending_full"]);
}

#[test]
fn r7_withdrawing_frees_a_place_but_gives_no_send_back() {
    assert!(!Case::strangers().policy.invitations.withdraw_returns_send, "the default");
    let case = after_sends(&one_a_minute(100, ago(DAY)), Plan::Free, NOW).and(|c| {
        c.usage.pending = 0;
    });
    assert_eq!(case.reasons(), [Reason::WeeklyLimit]);
}

#[test]
fn r7_a_boost_passes_the_week_and_nothing_else() {
    let full = one_a_minute(100, ago(DAY));
    let boosted = after_sends(&full, Plan::Free, NOW).and(|c| c.boost = Some(BOOST));
    let changes = boosted.sent_changes();
    let Change::Invited { invitation } = &changes[0] else { panic!("{changes:?}") };
    assert_eq!(invitation.boost, Some(BOOST), "it is charged to the boost");
    let pending = boosted.and(|c| c.usage.pending = 500);
    assert_eq!(pending.reasons(), [Reason::PendingLimit]);
}

#[test]
fn r7_accepting_a_crossed_invitation_counts_nothing() {
    let case = after_sends(&one_a_minute(100, ago(DAY)), Plan::Free, NOW).and(|c| {
        c.received = Some(life(State::Pending, ago(DAY)));
        c.usage.pending = 500;
    });
    let Ok(kith_core::invitation::Sending::Crossed(changes)) = case.invite() else {
        panic!("not crossed")
    };
    assert_eq!(kinds(&changes), ["answered", "paired"], "no invitation is sent");
}

#[test]
fn r7_every_budget_shows_used_left_and_when_the_next_one_frees() {
    let first = ago(6 * DAY);
    for (used, left, frees_at) in
        [(0, 100, None), (1, 99, Some(first)), (99, 1, Some(first)), (100, 0, Some(first))]
    {
        let case = after_sends(&one_a_minute(used, first), Plan::Free, NOW);
        let budget = case.usage.weekly(&case.me, &case.policy);
        let used = u32::try_from(used).unwrap();
        let frees_at = frees_at.map(|sent| sent.plus(WEEK));
        assert_eq!(budget, Budget { name: Name::Weekly, limit: 100, used, left, frees_at });
    }
    let over = after_sends(&one_a_minute(150, first), Plan::Free, NOW);
    let budget = over.usage.weekly(&over.me, &over.policy);
    assert_eq!((budget.used, budget.left), (150, 0), "what is left is never below nothing");
}

#[test]
fn r7_the_budgets_frees_at_is_the_refusals_until() {
    for used in [100, 101, 170] {
        let case = after_sends(&one_a_minute(used, ago(6 * DAY)), Plan::Free, NOW);
        let budget = case.usage.weekly(&case.me, &case.policy);
        assert_eq!(budget.frees_at, case.refused().until);
    }
}

#[test]
fn r7_all_budgets_of_an_account_are_listed() {
    let case = Case::with(|c| {
        c.me.connections = 12;
        c.usage = Usage { pending: 3, pending_first_expiry: Some(NOW), ..Usage::default() };
    });
    let listed = |case: &Case| {
        let all = case.usage.all(&case.me, &case.policy, NOW);
        all.iter().map(|b| (b.name, b.limit, b.used, b.left, b.frees_at)).collect::<Vec<_>>()
    };
    let mut expected = vec![
        (Name::Weekly, 100, 0, 100, None),
        (Name::Pending, 500, 3, 497, Some(NOW)),
        (Name::Connections, 30_000, 12, 29_988, None),
    ];
    assert_eq!(listed(&case), expected);
    let case = case.and(|c| {
        c.policy.plans.free.notes_per_month = Some(5);
        c.usage.notes = 2;
    });
    expected.insert(2, (Name::Notes, 5, 2, 3, Some(at("2026-04-01T00:00:00Z"))));
    assert_eq!(listed(&case), expected);
}

#[test]
fn r7_where_the_operator_closes_the_week_no_time_frees_it() {
    for used in [0, 5] {
        let case = after_sends(&one_a_minute(used, ago(DAY)), Plan::Free, NOW).and(|c| {
            c.policy.plans.free.weekly_invitations = 0;
        });
        let refusal = case.refused();
        assert_eq!((refusal.reason, refusal.until), (Reason::WeeklyLimit, None));
        assert_eq!(case.usage.weekly(&case.me, &case.policy).frees_at, None);
    }
}

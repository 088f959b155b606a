//! What a member has used: windows and their boundaries (R5, R6, R7, R8).

use kith_core::{
    budget::{Usage, WEEK},
    change::Change,
    id::MemberId,
    invitation::State,
    refusal::Reason,
    time::{DAY, MINUTE, Timestamp},
};
use kith_sim::databases::on_each;
use kith_store::UsageWindows;

use super::support::{T0, World};

fn usage(world: &World, member: MemberId, windows: &UsageWindows) -> Usage {
    world.read(|reads| reads.usage(member, windows))
}

#[test]
fn r7_the_week_counts_what_was_sent_after_its_first_instant() {
    on_each("budgets_week", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let now = T0.plus(WEEK);
        for at in [T0.plus(-1), T0, T0.plus(1), now] {
            world.import((ann, world.id()), at, State::Pending);
        }
        let used = usage(&world, ann, &world.windows(now));
        assert_eq!((used.week, used.week_oldest), (2, Some(T0.plus(1))));
        let used = usage(&world, ann, &world.windows(now.plus(-1)));
        assert_eq!(used.week_oldest, Some(T0), "it leaves at its instant, not before");
        assert_eq!(usage(&world, world.id(), &world.windows(now)), Usage::default());
    });
}

#[test]
fn r7_the_send_that_must_leave_first_is_the_limit_th_newest() {
    on_each("budgets_blocking", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let sent: Vec<_> = (0..5).map(|n| T0.plus(n * MINUTE)).collect();
        for at in &sent {
            world.import((ann, world.id()), *at, State::Pending);
        }
        let now = T0.plus(DAY);
        let blocking = |limit| {
            let windows = UsageWindows { limit, ..world.windows(now) };
            usage(&world, ann, &windows).week_blocking
        };
        assert_eq!(blocking(6), None, "one is left");
        assert_eq!(blocking(5), Some(sent[0]));
        assert_eq!(blocking(4), Some(sent[1]), "two must leave, the second is the later");
        assert_eq!(blocking(1), Some(sent[4]));
        assert_eq!(blocking(0), Some(sent[4]), "of none at all the newest is as good as any");
    });
}

#[test]
fn r7_a_withdrawal_gives_a_send_back_only_where_the_operator_says_so() {
    on_each("budgets_returns", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        world.import((ann, world.id()), T0, State::Withdrawn);
        world.import((ann, world.id()), T0, State::Pending);
        let windows = world.windows(T0.plus(1));
        assert!(!windows.withdraw_returns_send);
        let kept = usage(&world, ann, &windows);
        let given = usage(&world, ann, &UsageWindows { withdraw_returns_send: true, ..windows });
        assert_eq!((kept.week, given.week), (2, 1));
        assert_eq!((kept.pending, given.pending), (1, 1), "either way it frees a pending place");
    });
}

#[test]
fn r7_pending_places_are_taken_by_what_stands_and_free_at_the_instant_of_expiry() {
    on_each("budgets_pending", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        for state in State::ALL {
            world.import((ann, world.id()), T0, *state);
        }
        let later = T0.plus(DAY);
        world.import((ann, world.id()), later, State::Pending);
        let expiry = T0.plus_months(6);
        let used = usage(&world, ann, &world.windows(expiry.plus(-1)));
        assert_eq!((used.pending, used.pending_first_expiry), (3, Some(expiry)));
        let blocking = |places| {
            let windows = UsageWindows { places, ..world.windows(T0.plus(1)) };
            usage(&world, ann, &windows).pending_blocking
        };
        assert_eq!((blocking(4), blocking(3)), (None, Some(expiry)), "one place is left, none is");
        assert_eq!((blocking(2), blocking(1)), (Some(expiry), Some(later.plus_months(6))));
        let used = usage(&world, ann, &world.windows(expiry));
        assert_eq!(used.pending, 1);
        assert_eq!(used.pending_first_expiry, Some(later.plus_months(6)));
    });
}

#[test]
fn r8_bursts_count_from_their_windows_or_the_last_step() {
    on_each("budgets_burst", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        for minutes in [0, 5, 10, 60, 24 * 60] {
            world.import((ann, world.id()), T0.plus(-minutes * MINUTE), State::Pending);
        }
        let used = usage(&world, ann, &world.windows(T0));
        assert_eq!((used.burst, used.burst_day), (2, 4), "the window's first instant is out");
        let step = T0.plus(-5 * MINUTE);
        let windows = UsageWindows { burst: step, day: step, ..world.windows(T0) };
        let used = usage(&world, ann, &windows);
        assert_eq!((used.burst, used.burst_day), (1, 1));
    });
}

#[test]
fn r5_notes_count_from_the_first_instant_of_the_month() {
    on_each("budgets_notes", |location| {
        let world = World::new(location);
        let [ann, bob, cid, dan] = world.members(["ann", "bob", "cid", "dan"]);
        world.invite_noted(ann, bob, Some("one"), T0.plus(-1)).unwrap();
        world.invite_noted(ann, cid, Some("two"), T0).unwrap();
        world.invite_noted(ann, dan, None, T0.plus(1)).unwrap();
        let notes = |month| {
            let windows = UsageWindows { month, ..world.windows(T0.plus(2)) };
            usage(&world, ann, &windows).notes
        };
        assert_eq!((notes(Some(T0)), notes(Some(T0.plus(-1))), notes(None)), (1, 2, 0));
    });
}

#[test]
fn r6_attempts_and_r8_reports_and_acceptance_are_counted() {
    on_each("budgets_counts", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let attempt = |n| world.read(|reads| reads.attempt_blocking(ann, bob, n));
        assert_eq!(attempt(2), None);
        let first = T0.plus(-40 * DAY);
        world.import((ann, bob), first, State::Withdrawn);
        assert_eq!((attempt(1), attempt(2)), (Some(first), None));
        world.import((ann, bob), T0.plus(-DAY), State::Withdrawn);
        assert_eq!((attempt(1), attempt(2)), (Some(T0.plus(-DAY)), Some(first)));

        for (state, days) in [
            (State::Accepted, 2),
            (State::Expired, 3),
            (State::Ignored, 3),
            (State::Pending, 3),
            (State::Gone, 3),
            (State::Ignored, 14),
            (State::Pending, 20),
            (State::Accepted, 30),
        ] {
            world.import((ann, world.id()), T0.plus_days(-days), state);
        }
        let (since, ripe) = (T0.plus_days(-30), T0.plus_days(-14));
        let acceptance = world.read(|reads| reads.acceptance(ann, since, ripe));
        assert_eq!(acceptance, (5, 1), "the 30th day's first instant is out, the 14th's is ripe");

        let busy = |sample| world.read(|reads| reads.busy_senders(None, since, sample, 10));
        assert_eq!((busy(8), busy(9)), (vec![ann], vec![]));
        assert_eq!(world.read(|reads| reads.busy_senders(Some(ann), since, 1, 10)), []);

        let cid = world.member("cid");
        world.invite(cid, bob, T0).unwrap();
        world.ignore((bob, cid), true, T0.plus(5)).unwrap();
        let reports = |since| world.read(|reads| reads.unknown_reports(cid, since));
        assert_eq!((reports(T0.plus(4)), reports(T0.plus(5))), (1, 0));
    });
}

#[test]
fn r7_the_hundred_and_first_of_a_week_waits_for_the_exact_instant() {
    on_each("budgets_101", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        // Spread over a day and more, so that no burst pauses the sender.
        let crowd = world.crowd("m", 101);
        let hour = |n: usize| T0.plus(n as i64 * 60 * MINUTE);
        for (n, them) in crowd[..100].iter().enumerate() {
            world.invite(ann, *them, hour(n)).unwrap();
        }
        let refused = world.invite(ann, crowd[100], hour(100)).unwrap_err();
        assert_eq!(refused.reason(), Reason::WeeklyLimit);
        let super::support::No::Rule(refusal) = refused else { unreachable!() };
        let frees: Timestamp = refusal.until.unwrap();
        assert_eq!(frees, T0.plus(WEEK));
        assert!(world.invite(ann, crowd[100], frees.plus(-1)).is_err());
        world.invite(ann, crowd[100], frees).unwrap();
        world.assert_agrees();
    });
}

#[test]
fn r8_the_place_that_fills_up_is_noted_and_its_leaving_too() {
    on_each("budgets_full", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let full = |since| world.apply(T0, vec![Change::PendingFull { member: ann, since }]);
        full(Some(T0)).unwrap();
        let found = |before| world.read(|reads| reads.pending_full_since(before, 10));
        assert_eq!((found(T0.plus(-1)), found(T0)), (vec![], vec![ann]));
        world.import((ann, bob), T0, State::Pending);
        world.withdraw((ann, bob), T0.plus(1)).unwrap();
        assert_eq!(found(T0.plus(1)), []);
        assert_eq!(world.read(|r| r.account(ann)).unwrap().pending_full_since, None);
    });
}

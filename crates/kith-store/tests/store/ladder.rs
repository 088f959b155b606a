//! The restriction ladder, appeals and boosts (R7, R8).

use kith_core::{
    boost::Boost,
    change::Change,
    id::MemberId,
    refusal::Reason,
    restriction::{Ladder, Level, Signal, Step},
    time::{DAY, HOUR, Timestamp},
};
use kith_sim::databases::on_each;

use super::support::{T0, World};

fn step(world: &World, member: MemberId, at: Timestamp) -> Step {
    let ladder = world.read(|reads| reads.account(member)).unwrap().ladder;
    let (signal, evidence) = (Signal::Burst, "21 invitations in 10 minutes".to_owned());
    Step::next(world.id(), member, &ladder, signal, evidence, at, &world.policy.restrictions)
}

fn take(world: &World, member: MemberId, at: Timestamp) -> Step {
    let step = step(world, member, at);
    world.apply(at, vec![Change::Restricted { step: step.clone() }]).unwrap();
    step
}

#[test]
fn r8_steps_climb_the_ladder_and_a_pause_is_never_shortened_by_a_signal() {
    on_each("ladder_steps", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let ladder = || world.read(|reads| reads.account(ann)).unwrap().ladder;
        assert_eq!(ladder(), Ladder::default());
        assert!(world.read(|reads| reads.last_step(ann)).is_none());
        let mut pause = None;
        for (n, level) in Level::ALL.iter().skip(1).enumerate() {
            let at = T0.plus(n as i64);
            let step = take(&world, ann, at);
            pause = pause.max(step.until);
            let stands = Ladder { level: *level, at: Some(at), paused_until: pause };
            assert_eq!(ladder(), stands);
            let last = world.read(|reads| reads.last_step(ann)).unwrap();
            assert_eq!((last.id, last.level, last.until), (step.id, *level, step.until));
            assert_eq!((last.signal, last.evidence), (Signal::Burst, step.evidence));
        }
        let now = T0.plus(DAY);
        assert_eq!(world.invite(ann, bob, now).unwrap_err().reason(), Reason::Restricted);
        let mut set = step(&world, ann, T0.plus(9));
        (set.level, set.until, set.signal) = (Level::PausedShort, None, Signal::Operator);
        set.by = Some(bob);
        world.apply(T0.plus(9), vec![Change::Restricted { step: set }]).unwrap();
        assert_eq!(
            (ladder().level, ladder().paused_until),
            (Level::PausedShort, None),
            "what an operator sets stands"
        );
        assert_eq!(world.read(|reads| reads.last_step(ann)).unwrap().by, Some(bob));
        let all = world.read(|reads| reads.steps(Some(ann), T0.plus(9), 10));
        assert_eq!(all.iter().map(|s| s.at).collect::<Vec<_>>(), [3, 2, 1, 0].map(|n| T0.plus(n)));
        assert_eq!(world.read(|reads| reads.steps(None, T0.plus(HOUR), 3)).len(), 3);
        assert_eq!(world.read(|reads| reads.steps(Some(bob), T0.plus(HOUR), 3)).len(), 0);
    });
}

#[test]
fn r8_an_appeal_is_listed_until_the_step_is_lifted_once() {
    on_each("ladder_appeals", |location| {
        let world = World::new(location);
        let [ann, bob, operator] = world.members(["ann", "bob", "operator"]);
        let steps = [take(&world, ann, T0), take(&world, bob, T0.plus(1))];
        let appeal = |step: &Step, text: &str, at| {
            let (restriction, member, text) = (step.id, step.member, text.to_owned());
            world.apply(at, vec![Change::Appealed { restriction, member, text, at }])
        };
        appeal(&steps[0], "It was an event", T0.plus(5)).unwrap();
        appeal(&steps[1], "first words", T0.plus(6)).unwrap();
        appeal(&steps[1], "better words", T0.plus(7)).unwrap();
        let appeals = || {
            let rows = world.read(|reads| reads.appeals(T0.plus(HOUR), 10));
            rows.into_iter().map(|row| (row.member, row.appeal.unwrap())).collect::<Vec<_>>()
        };
        let first = (ann, "It was an event".to_owned());
        assert_eq!(appeals(), [(bob, "better words".to_owned()), first.clone()]);
        let lift = |step: &Step, at: Timestamp| {
            let before = world.read(|reads| reads.account(step.member)).unwrap().ladder;
            let ladder = before.lifted(at, &world.policy.restrictions);
            let (restriction, member) = (step.id, step.member);
            let lifted = Change::Lifted { restriction, member, by: operator, at, ladder };
            world.apply(at, vec![lifted])
        };
        lift(&steps[1], T0.plus(8)).unwrap();
        assert_eq!(appeals(), [first]);
        let ladder = world.read(|reads| reads.account(bob)).unwrap().ladder;
        assert_eq!((ladder.level, ladder.paused_until), (Level::Clear, None));
        let last = world.read(|reads| reads.last_step(bob)).unwrap();
        assert_eq!(last.lifted_at, Some(T0.plus(8)));
        assert!(lift(&steps[1], T0.plus(9)).unwrap_err().is_conflict(), "once");
        assert!(appeal(&steps[1], "again", T0.plus(9)).unwrap_err().is_conflict());
        let on_ladder = world.read(|reads| reads.admin_on_ladder(T0.plus(HOUR), T0, T0, 10));
        let on_ladder: Vec<_> = on_ladder.iter().map(|row| (row.id, row.level)).collect();
        assert_eq!(on_ladder, [(bob, Level::Clear), (ann, Level::Warned)]);
    });
}

#[test]
fn an_operator_sees_what_each_member_sends() {
    on_each("ladder_admin", |location| {
        let world = World::new(location);
        let [ann, bob, cid] = world.members(["ann", "bob", "cid"]);
        world.invite(ann, bob, T0).unwrap();
        world.invite(ann, cid, T0.plus(1)).unwrap();
        world.accept((bob, ann), T0.plus(2)).unwrap();
        let row = |week, now| {
            let mut rows = world.read(|reads| reads.admin_members("", "ann", week, now, 5));
            assert_eq!(rows.len(), 1);
            rows.remove(0)
        };
        let seen = row(T0.plus(-1), T0.plus(3));
        assert_eq!((seen.id, seen.sent_week, seen.pending, seen.connections), (ann, 2, 1, 1));
        assert_eq!(seen.email.as_deref(), Some("ann@example.org"));
        assert_eq!(seen.joined_at, T0);
        let seen = row(T0, T0.plus(1).plus_months(6));
        assert_eq!((seen.sent_week, seen.pending), (1, 0));
    });
}

#[test]
fn r7_a_boost_pays_for_invitations_within_its_audience_while_it_runs() {
    on_each("ladder_boost", |location| {
        let world = World::new(location);
        let crowd = world.crowd("m", 6);
        let [ann, outside] = [crowd[0], crowd[5]];
        let boost = Boost {
            id: world.id(),
            name: "Fair".to_owned(),
            extra: 3,
            from: T0.plus(HOUR),
            until: T0.plus(2 * HOUR),
        };
        let (kept, audience) = (boost.clone(), crowd[..5].to_vec());
        world
            .write(&[], T0, move |tx| {
                tx.insert_boost(&kept, &audience);
                let (boost, audience) = (kept.clone(), audience.clone());
                tx.note(Change::Boosted { boost, audience });
                Ok(Ok(()))
            })
            .unwrap();
        let shared = |them, at| world.read(|reads| reads.shared_boost(ann, them, at));
        assert_eq!(shared(crowd[1], boost.from.plus(-1)), None);
        assert_eq!(shared(crowd[1], boost.from), Some(boost.id));
        assert_eq!(shared(crowd[1], boost.until.plus(-1)), Some(boost.id));
        assert_eq!(shared(crowd[1], boost.until), None, "over at its instant");
        assert_eq!(shared(outside, boost.from), None);
        let now = boost.from;
        for them in &crowd[1..5] {
            world.invite(ann, *them, now).unwrap();
        }
        let used = world.read(|reads| reads.boosts(ann, now));
        assert_eq!((used.len(), used[0].used, used[0].extra), (1, 3, 3));
        assert_eq!((used[0].id, used[0].until), (boost.id, boost.until));
        let usage = world.read(|reads| reads.usage(ann, &world.windows(now)));
        assert_eq!((usage.week, usage.burst), (1, 4), "the fourth is charged to the week");
        assert_eq!(shared(crowd[1], now), None, "none is left");
        let other = world.read(|reads| reads.shared_boost(crowd[1], ann, now));
        assert_eq!(other, Some(boost.id), "each has their own");
        assert!(world.read(|reads| reads.boosts(outside, now)).is_empty());
    });
}

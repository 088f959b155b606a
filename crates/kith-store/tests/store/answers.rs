//! Answers under a fingerprint: what an `Idempotency-Key` promises.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use kith_core::{
    change::Change,
    id::{CommandId, MemberId},
    time::{DAY, Timestamp},
};
use kith_sim::databases::on_each;
use kith_store::{Command, Reads, StoreError, Tail, Written};

use super::support::{No, T0, World};

/// Dismisses a suggestion under a key, and answers how often it has run.
fn once(
    world: &World,
    (me, them): (MemberId, MemberId),
    (id, fingerprint): (CommandId, i64),
    at: Timestamp,
    runs: &Arc<AtomicU32>,
) -> Result<Written<u32>, No> {
    let runs = Arc::clone(runs);
    let command = Command {
        id,
        actor: Some(me),
        at,
        members: vec![me, them],
        fingerprint: Some(fingerprint),
    };
    let ticket = world.store.write(command, move |tx| {
        tx.apply(vec![Change::Dismissed { member: me, other: them }])?;
        Ok(Ok(runs.fetch_add(1, Ordering::SeqCst) + 1))
    });
    ticket.wait()
}

fn entries(world: &World) -> u64 {
    world.read(|reads| Tail::at_start().drain(reads, 100, |_| Ok::<_, StoreError>(())))
}

#[test]
fn a_replay_under_the_same_key_answers_the_same_at_the_same_revision_and_does_nothing() {
    on_each("answers_replay", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let (key, runs) = (world.id(), Arc::default());
        let first = once(&world, (ann, bob), (key, 11), T0, &runs).unwrap();
        let before = entries(&world);
        for later in [0, 1, DAY - 1] {
            let again = once(&world, (ann, bob), (key, 11), T0.plus(later), &runs).unwrap();
            assert_eq!(again, first);
        }
        assert_eq!((runs.load(Ordering::SeqCst), entries(&world)), (1, before));
        drop(world);
        let reopened = World::new(location);
        let again = once(&reopened, (ann, bob), (key, 11), T0, &runs).unwrap();
        assert_eq!(again, first);
    });
}

#[test]
fn the_same_key_with_another_request_is_refused() {
    on_each("answers_reused", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let (key, runs) = (world.id(), Arc::default());
        once(&world, (ann, bob), (key, 11), T0, &runs).unwrap();
        let refused = once(&world, (ann, bob), (key, 12), T0, &runs);
        assert!(matches!(refused, Err(No::Store(StoreError::KeyReused))), "{refused:?}");
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_refusal_is_not_kept_so_that_the_same_key_may_succeed_later() {
    on_each("answers_refused", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let id = world.id();
        let ask = |refuse: bool| {
            let fingerprint = Some(1);
            let command = Command { id, fingerprint, ..world.command(&[ann, bob], T0) };
            let ticket = world.store.write(command, move |tx| {
                tx.apply(vec![Change::Dismissed { member: ann, other: bob }])?;
                Ok(if refuse { Err(No::Store(StoreError::Closed)) } else { Ok(5) })
            });
            ticket.wait().map(|written| written.value)
        };
        assert!(ask(true).is_err());
        assert_eq!(ask(false).unwrap(), 5);
        assert_eq!(ask(true).unwrap(), 5);
    });
}

#[test]
fn many_requests_under_one_key_at_once_run_once() {
    on_each("answers_at_once", |location| {
        let world = World::new(location);
        let other = world.through(super::support::open_node(location, 4, 4));
        let [ann, bob] = world.members(["ann", "bob"]);
        let (key, runs) = (world.id(), Arc::new(AtomicU32::new(0)));
        let before = entries(&world);
        let answers: Vec<_> = std::thread::scope(|scope| {
            let asks: Vec<_> = (0..16)
                .map(|n| {
                    let (node, runs) = (if n % 2 == 0 { &world } else { &other }, &runs);
                    scope.spawn(move || once(node, (ann, bob), (key, 3), T0, runs).unwrap())
                })
                .collect();
            asks.into_iter().map(|ask| ask.join().unwrap()).collect()
        });
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!(entries(&world), before + 1);
    });
}

#[test]
fn a_key_is_forgotten_after_a_day_and_may_then_be_used_for_anything() {
    on_each("answers_forgotten", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let (key, runs) = (world.id(), Arc::default());
        once(&world, (ann, bob), (key, 11), T0, &runs).unwrap();
        let forget = |now: Timestamp| {
            let run = move |tx: &mut kith_store::Tx<'_>| tx.forget_old(now, now.plus(-DAY)).map(Ok);
            world.write(&[], now, run).unwrap().value
        };
        assert_eq!(forget(T0.plus(DAY)), 0, "a day is not over at its last instant");
        assert_eq!(once(&world, (ann, bob), (key, 11), T0.plus(DAY), &runs).unwrap().value, 1);
        assert_eq!(forget(T0.plus(DAY + 1)), 1);
        let later = T0.plus(DAY + 2);
        let anew = once(&world, (ann, bob), (key, 12), later, &runs).unwrap();
        assert_eq!(anew.value, 2);
        assert_eq!(world.read(|reads: &mut Reads<'_>| reads.hidden_from(ann)), []);
    });
}

//! Imports: idempotent, and counted right.

use kith_core::{change::Change, id::MemberId, invitation::State, tie::Pair};
use kith_sim::databases::on_each;
use kith_store::{BulkConnection, StoreError, Tail};

use super::support::{T0, World};

fn import(world: &World, all: &[(MemberId, MemberId)]) -> Vec<bool> {
    let all: Vec<_> = all.iter().map(|(a, b)| BulkConnection { a: *a, b: *b, at: T0 }).collect();
    world.write(&[], T0, move |tx| tx.import_connections(&all).map(Ok)).unwrap().value
}

#[test]
fn an_import_of_connections_may_be_run_again_and_counts_right() {
    on_each("bulk_connections", |location| {
        let world = World::new(location);
        let crowd = world.crowd("m", 30);
        let mut all = Vec::new();
        for (n, a) in crowd.iter().enumerate() {
            all.extend(crowd[n + 1..].iter().map(|b| if n % 2 == 0 { (*a, *b) } else { (*b, *a) }));
        }
        // The same pair twice, both ways around, and one that followed before.
        let doubled = [all[0], (all[0].1, all[0].0)];
        world.follow(all[9], T0.plus(-1)).unwrap();
        let new = import(&world, &[&all[..100], &doubled].concat());
        assert_eq!(new.iter().filter(|new| **new).count(), 99, "what has a tie is left as it is");
        assert!(!new[9] && !new[100] && !new[101]);
        // As if killed half-way: again from the beginning, to the end.
        let new = import(&world, &all);
        assert_eq!(new.iter().filter(|new| **new).count(), all.len() - 100);
        assert!(import(&world, &all).iter().all(|new| !new));
        let counts = world.counts();
        assert_eq!(counts[..2], [30, all.len() as u64 - 1]);
        let pair = world.read(|reads| reads.pair(all[0].0, all[0].1));
        assert_eq!((pair.version, pair.connected_at), (1, Some(T0)));
        assert_eq!((pair.low_side.follows_at, pair.high_side.follows_at), (Some(T0), Some(T0)));
        let left = world.read(|reads| reads.pair(all[9].0, all[9].1));
        assert_eq!((left.version, left.connected_at), (1, None));
        let mut noted = Vec::new();
        let mut take = |entry: kith_store::Entry| {
            for change in entry.changes {
                if let Change::Connected { pairs, at } = change {
                    assert_eq!(at, T0);
                    noted.extend(pairs);
                }
            }
        };
        world.read(|reads| {
            Tail::at_start().drain(reads, 7, |entries| {
                entries.into_iter().for_each(&mut take);
                Ok::<_, StoreError>(())
            })
        });
        let mut expected: Vec<_> = all
            .iter()
            .filter(|pair| **pair != all[9])
            .map(|(a, b)| (*a.min(b), *a.max(b)))
            .collect();
        expected.sort_unstable();
        noted.sort_unstable();
        assert_eq!(noted, expected, "the journal has each new one once");
        world.assert_agrees();
    });
}

#[test]
fn an_import_of_many_thousand_rows_in_one_command_is_one_transaction() {
    on_each("bulk_many", |location| {
        let world = World::new(location);
        let crowd = world.crowd("m", 80);
        let mut all = Vec::new();
        for (n, a) in crowd.iter().enumerate() {
            all.extend(crowd[n + 1..].iter().map(|b| (*a, *b)));
        }
        assert!(all.len() > 3_000);
        assert!(import(&world, &all).into_iter().all(|new| new));
        assert_eq!(world.counts()[1], all.len() as u64);
        world.assert_agrees();
    });
}

#[test]
fn an_import_with_a_member_who_is_not_there_leaves_nothing() {
    on_each("bulk_absent", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let all = [(ann, bob), (ann, world.id())];
        let all = all.map(|(a, b)| BulkConnection { a, b, at: T0 });
        let refused = world.write(&[], T0, move |tx| tx.import_connections(&all).map(Ok));
        assert!(refused.unwrap_err().is_conflict());
        assert_eq!(world.read(|reads| reads.pair(ann, bob)), Pair::strangers(ann, bob));
        world.assert_agrees();
    });
}

#[test]
fn an_imported_invitation_of_every_state_is_the_pairs_last_one() {
    on_each("bulk_invitations", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        for (n, state) in State::ALL.iter().enumerate() {
            let id = world.import((ann, bob), T0, *state);
            let back = world.import((bob, ann), T0.plus(1), State::Withdrawn);
            let between = world.read(|reads| reads.between(ann, bob));
            let sent = between.sent.unwrap();
            assert_eq!((sent.id, sent.state), (id, *state));
            assert_eq!(between.received.unwrap().id, back);
            assert_eq!(between.pair.version, 2 * n as i64 + 2);
        }
        assert_eq!(world.counts()[2], 2 * State::ALL.len() as u64);
    });
}

#[test]
fn a_tie_may_be_put_without_a_decision_in_its_order() {
    on_each("bulk_put", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let put = |pair: Pair| {
            world.write(&[ann, bob], T0, move |tx| {
                tx.put_pair(pair.clone());
                Ok(Ok(()))
            })
        };
        put(Pair::strangers(ann, bob).followed(bob, T0)).unwrap();
        let one = world.read(|reads| reads.pair(ann, bob));
        assert_eq!((one.version, one.side(bob).follows_at), (1, Some(T0)));
        put(one.clone().blocked(ann, T0)).unwrap();
        assert!(put(one).unwrap_err().is_conflict());
        let two = world.read(|reads| reads.pair(ann, bob));
        assert_eq!((two.version, two.side(ann).blocked_at), (2, Some(T0)));
    });
}

//! The rows of a decision, seen from both sides; the guard on a tie's version.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use kith_core::{change::Change, connection, invitation::State, tie::Pair};
use kith_sim::databases::on_each;

use super::support::{T0, World, settle};

#[test]
fn both_sides_of_a_meeting_agree_whatever_stands_between_them() {
    on_each("meetings_views", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let check = |what: &str| {
            let mine = world.read(|reads| reads.meet(ann, bob)).unwrap();
            let theirs = world.read(|reads| reads.meet(bob, ann)).unwrap();
            assert_eq!(mine.pair, theirs.pair, "{what}");
            assert_eq!((&mine.sent, &mine.received), (&theirs.received, &theirs.sent), "{what}");
            assert_eq!((mine.me.id, theirs.me.id), (ann, bob));
            assert_eq!(Some(&mine.me), theirs.them.as_ref(), "{what}");
            assert_eq!(Some(&theirs.me), mine.them.as_ref(), "{what}");
            let between = world.read(|reads| reads.between(bob, ann));
            assert_eq!((between.pair, between.sent), (theirs.pair.clone(), theirs.sent), "{what}");
            assert_eq!(between.received, theirs.received, "{what}");
            assert_eq!(world.read(|reads| reads.pair(bob, ann)), theirs.pair, "{what}");
            mine
        };
        let met = check("strangers");
        assert_eq!((met.pair, met.sent), (Pair::strangers(ann, bob), None));
        world.follow((bob, ann), T0).unwrap();
        assert_eq!(check("followed").pair.side(bob).follows_at, Some(T0));
        let first = world.invite(ann, bob, T0).unwrap();
        let met = check("invited");
        assert_eq!(met.sent.map(|life| (life.id, life.state)), Some((first, State::Pending)));
        world.ignore((bob, ann), true, T0.plus(1)).unwrap();
        let met = check("ignored");
        assert_eq!(met.sent.unwrap().state, State::Ignored);
        assert_eq!(met.pair.side(bob).unknown_at, Some(T0.plus(1)));
        let crossed = world.invite(bob, ann, T0.plus(2)).unwrap();
        assert_eq!(crossed, first, "R4: inviting back accepts what was ignored");
        let met = check("connected");
        assert_eq!((met.me.connections, met.pair.connected_at), (1, Some(T0.plus(2))));
        assert_eq!(met.sent.unwrap().state, State::Accepted);
        world.block((ann, bob), T0.plus(3)).unwrap();
        let met = check("blocked");
        assert_eq!(met.me.connections, 0);
        assert_eq!(met.pair.side(ann).blocked_at, Some(T0.plus(3)));
        assert_eq!(world.read(|reads| reads.hidden_from(bob)), [ann]);
        assert_eq!(world.read(|reads| reads.hidden_from(ann)), [bob]);
        world.act((ann, bob), T0.plus(4), |met| connection::unblock(met, T0.plus(4))).unwrap();
        let met = check("unblocked");
        assert_eq!(met.pair.side(ann).unblocked_at, Some(T0.plus(4)));
        assert_eq!(met.pair.version, 6, "every kept value counts");
        world.assert_agrees();
    });
}

#[test]
fn a_meeting_with_nobody_or_of_nobody_says_so() {
    on_each("meetings_nobody", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let nobody = world.id();
        let met = world.read(|reads| reads.meet(ann, nobody)).unwrap();
        assert!(met.them.is_none());
        assert!(world.read(|reads| reads.meet(nobody, ann)).is_none());
        let mut alone = world.read(|reads| reads.meet(ann, ann)).unwrap();
        assert_eq!(alone.them.take().unwrap().id, ann);
    });
}

#[test]
fn a_tie_that_was_decided_on_an_older_version_is_a_conflict_and_changes_nothing() {
    on_each("meetings_stale", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let strangers = Pair::strangers(ann, bob);
        let first = |pair: Pair| {
            let pair = Pair { version: pair.version + 1, ..pair };
            vec![Change::Paired { pair, connections: 0 }]
        };
        world.apply(T0, first(strangers.clone().followed(ann, T0))).unwrap();
        let stale = world.apply(T0, first(strangers.clone().followed(bob, T0)));
        assert!(stale.unwrap_err().is_conflict(), "another first value");
        let one = world.read(|reads| reads.pair(ann, bob));
        world.apply(T0, first(one.clone().followed(bob, T0))).unwrap();
        let stale = world.apply(T0, first(one.clone().unfollowed(ann)));
        assert!(stale.unwrap_err().is_conflict(), "another next value");
        let early = Pair { version: 7, ..one };
        assert!(world.apply(T0, first(early)).unwrap_err().is_conflict(), "a version to come");
        let stands = world.read(|reads| reads.pair(ann, bob));
        assert_eq!(stands.version, 2);
        assert!(stands.low_side.follows_at.is_some() && stands.high_side.follows_at.is_some());
    });
}

#[test]
fn what_rests_on_stale_facts_is_decided_again_once_and_then_refused() {
    on_each("meetings_again", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        world.follow((ann, bob), T0).unwrap();
        // The first run decides on what it read too early, the second on what stands.
        let stale = std::sync::Mutex::new(Some(Pair::strangers(ann, bob)));
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        world
            .write(&[bob, ann], T0, move |tx| {
                counted.fetch_add(1, Ordering::SeqCst);
                let mut met = tx.meet(bob, ann)?.unwrap();
                if let Some(stale) = stale.lock().unwrap().take() {
                    met.pair = stale;
                }
                settle(tx, connection::follow(&met.meeting(), T0))
            })
            .unwrap();
        assert_eq!(runs.load(Ordering::SeqCst), 2);
        let pair = world.read(|reads| reads.pair(ann, bob));
        assert_eq!((pair.version, pair.side(bob).follows_at), (2, Some(T0)));

        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        let refused = world.write(&[bob, ann], T0, move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            let pair = Pair { version: 1, ..Pair::strangers(ann, bob) };
            tx.apply(vec![Change::Paired { pair, connections: 0 }]).map(Ok)
        });
        assert!(refused.unwrap_err().is_conflict());
        assert_eq!(runs.load(Ordering::SeqCst), 2, "not a third time");
        assert_eq!(world.read(|reads| reads.pair(ann, bob)), pair);
    });
}

#[test]
fn connections_are_counted_with_the_tie_on_both_accounts() {
    on_each("meetings_counted", |location| {
        let world = World::new(location);
        let [ann, bob, cid] = world.members(["ann", "bob", "cid"]);
        world.connect((ann, bob), T0);
        world.connect((ann, cid), T0);
        let count = |id| world.read(|reads| reads.account(id)).unwrap().connections;
        assert_eq!([ann, bob, cid].map(count), [2, 1, 1]);
        assert!(world.read(|reads| reads.share_connection(bob, cid)));
        assert!(!world.read(|reads| reads.share_connection(ann, cid)));
        world.act((bob, ann), T0, connection::remove).unwrap();
        assert_eq!([ann, bob, cid].map(count), [1, 0, 1]);
        assert!(!world.read(|reads| reads.share_connection(bob, cid)));
        world.assert_agrees();
    });
}

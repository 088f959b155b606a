//! The store's own check: silent after honest work, loud after sabotage.

use kith_core::{connection, id::MemberId, time::Timestamp};
use kith_sim::databases::on_each;
use kith_store::Location;

use super::support::{T0, World, literal, raw};

/// Many acts between few members, whatever comes of each.
fn random_work(world: &World, crowd: &[MemberId], acts: u64) {
    let mut refused = 0;
    for n in 0..acts {
        let now = T0.plus(n as i64 * 3_600_000_000);
        let pick = || crowd[usize::try_from(world.below(crowd.len() as u64)).unwrap()];
        let pair = (pick(), pick());
        let done = match world.below(9) {
            0..=2 => world.invite(pair.0, pair.1, now).map(|_| ()),
            3 | 4 => world.accept(pair, now),
            5 => world.ignore(pair, world.below(2) == 0, now),
            6 => world.withdraw(pair, now),
            7 => world.follow(pair, now),
            _ => match world.below(4) {
                0 => world.block(pair, now),
                1 => world.act(pair, now, move |met| connection::unblock(met, now)),
                2 => world.act(pair, now, connection::remove),
                _ => world.act(pair, now, connection::unfollow),
            },
        };
        if let Err(no) = done {
            // Only ever by a rule.
            no.reason();
            refused += 1;
        }
    }
    assert!(refused > 0 && refused < acts, "{refused} of {acts} were refused");
}

#[test]
fn random_work_leaves_nothing_that_disagrees() {
    on_each("checks_random", |location| {
        let world = World::new(location);
        let crowd = world.crowd("m", 12);
        random_work(&world, &crowd, 300);
        world.assert_agrees();
        let counts = world.counts();
        assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    });
}

/// Two members of each kind that a saboteur may choose from.
struct Scene {
    world: World,
    connected: (MemberId, MemberId),
    invited: (MemberId, MemberId),
    followed: (MemberId, MemberId),
}

fn scene(location: &Location) -> Scene {
    let world = World::new(location);
    let [a, b, c] = world.members(["ann", "bob", "cid"]);
    world.connect((a, b), T0);
    world.invite(b, c, T0).unwrap();
    world.follow((a, c), T0).unwrap();
    world.assert_agrees();
    Scene { world, connected: (a, b), invited: (b, c), followed: (a, c) }
}

#[test]
fn every_kind_of_sabotage_is_found() {
    on_each("checks_sabotage", |location| {
        let scene = scene(location);
        let lit = |id| literal(location, id);
        let of = |(a, b): (MemberId, MemberId)| {
            format!("low = {} AND high = {}", lit(a.min(b)), lit(a.max(b)))
        };
        let now = T0.micros();
        let (sender, recipient) = scene.invited;
        let second = format!(
            "INSERT INTO invitations (id, sender, recipient, source, sent_at, expires_at, state, unknown) \
             VALUES ({}, {}, {}, 'profile', {now}, {}, 'pending', 0)",
            lit(scene.world.id()),
            lit(recipient),
            lit(sender),
            T0.plus_months(6).micros()
        );
        let back = format!("DELETE FROM invitations WHERE sender = {}", lit(recipient));
        let connect = |pair| format!("UPDATE pairs SET connected_at = {now} WHERE {}", of(pair));
        let block = |pair| format!("UPDATE pairs SET low_blocked = {now} WHERE {}", of(pair));
        let unblock = |pair| format!("UPDATE pairs SET low_blocked = NULL WHERE {}", of(pair));
        let part = |pair| format!("UPDATE pairs SET connected_at = NULL WHERE {}", of(pair));
        let up = "UPDATE accounts SET connections = connections + 1 WHERE handle = 'cid'";
        let down = "UPDATE accounts SET connections = connections - 1 WHERE handle = 'cid'";
        let rewind = "UPDATE lanes SET head = head - 1 WHERE head > 0";
        let forward = "UPDATE lanes SET head = head + 1 WHERE head > 0";
        for (word, sabotage, repair) in [
            ("keeps 1 connections, the pairs say 0", up.to_owned(), down.to_owned()),
            (
                "keeps 1 connections, the pairs say 0",
                part(scene.connected),
                connect(scene.connected),
            ),
            ("more than one open invitation", second, back),
            ("across a connection or block", connect(scene.invited), part(scene.invited)),
            ("across a connection or block", block(scene.invited), unblock(scene.invited)),
            ("across a block", block(scene.followed), unblock(scene.followed)),
            ("across a block", block(scene.connected), unblock(scene.connected)),
            ("goes on after its head", rewind.to_owned(), forward.to_owned()),
        ] {
            raw(location, &sabotage);
            let found = scene.world.disagreements();
            assert!(found.iter().any(|one| one.what.contains(word)), "{sabotage}: {found:?}");
            raw(location, &repair);
            scene.world.assert_agrees();
        }
        raw(location, &format!("DELETE FROM pairs WHERE {}", of(scene.invited)));
        assert!(!scene.world.disagreements().is_empty());
    });
}

#[test]
fn a_word_that_the_rulebook_does_not_know_is_said_to_be_broken() {
    on_each("checks_broken", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        raw(location, "UPDATE accounts SET plan = 'gold'");
        let read = world.store.read(|reads| reads.account(ann));
        let error = read.unwrap_err();
        assert!(matches!(error, kith_store::StoreError::Broken { .. }), "{error}");
        let at: Timestamp = T0;
        assert!(world.follow((ann, ann), at).is_err());
    });
}

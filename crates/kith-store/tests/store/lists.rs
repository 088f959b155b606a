//! Lists of ties, page by page.

use kith_core::{change::Change, id::MemberId, tie::Pair, time::Timestamp};
use kith_sim::databases::on_each;
use kith_store::{ConnectionRow, Cursor};

use super::support::{T0, World};

/// Reads a list page by page; the cursor is the last item's.
fn walk(
    mut page: impl FnMut(Option<Cursor>) -> Vec<(Timestamp, MemberId)>,
) -> Vec<(Timestamp, MemberId)> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let rows = page(after);
        let Some(last) = rows.last() else { return all };
        after = Some(*last);
        all.extend(rows);
    }
}

fn plain(rows: Vec<ConnectionRow>) -> Vec<(Timestamp, MemberId)> {
    rows.into_iter().map(|row| (row.connected_at, row.other)).collect()
}

fn newest_first(mut all: Vec<(Timestamp, MemberId)>) -> Vec<(Timestamp, MemberId)> {
    all.sort_unstable();
    all.reverse();
    all
}

#[test]
fn connections_followers_following_and_blocks_miss_none_and_repeat_none_at_one_instant() {
    on_each("lists", |location| {
        let world = World::new(location);
        // In the middle of the others' ids, so that it is low in some pairs and high in others.
        let mut crowd = world.crowd("m", 41);
        crowd.sort_unstable();
        let ann = crowd.remove(20);
        let at = |n: usize| T0.plus((n / 7) as i64);
        let (mut connected, mut followers, mut following, mut blocked) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut changes = Vec::new();
        for (n, other) in crowd.iter().copied().enumerate() {
            let (at, pair) = (at(n), Pair::strangers(ann, other));
            let mut connections = 0;
            let mut pair = match n % 5 {
                0 | 1 => {
                    connected.push((at, other));
                    following.push((at, other));
                    connections = 1;
                    let pair = pair.connected(at);
                    if n % 5 == 0 { pair.unfollowed(other) } else { pair }
                }
                2 => {
                    following.push((at, other));
                    pair.followed(ann, at)
                }
                3 => pair.followed(other, at),
                _ => {
                    blocked.push((at, other));
                    if n % 2 == 0 {
                        pair.blocked(ann, at)
                    } else {
                        pair.blocked(ann, at).blocked(other, at)
                    }
                }
            };
            if pair.side(other).follows_at.is_some() {
                followers.push((at, other));
            }
            pair.version = 1;
            changes.push(Change::Paired { pair, connections });
        }
        world.apply(T0, changes).unwrap();
        let limit = 3;
        let read = walk(|c| plain(world.read(|reads| reads.connections(ann, c, limit))));
        assert_eq!(read, newest_first(connected.clone()));
        let read = walk(|c| plain(world.read(|reads| reads.followers(ann, c, limit))));
        assert_eq!(read, newest_first(followers.clone()));
        let read = walk(|c| plain(world.read(|reads| reads.following(ann, c, limit))));
        assert_eq!(read, newest_first(following));
        let read = walk(|c| {
            let rows = world.read(|reads| reads.blocks(ann, c, limit));
            rows.into_iter().map(|row| (row.blocked_at, row.other)).collect()
        });
        assert_eq!(read, newest_first(blocked.clone()), "only whom this side blocks");
        let count = world.read(|reads| reads.follower_count(ann));
        assert_eq!(count as usize, followers.len());
        let mut hidden = world.read(|reads| reads.hidden_from(ann));
        hidden.sort_unstable();
        let mut expected: Vec<_> = blocked.iter().map(|(_, other)| *other).collect();
        expected.sort_unstable();
        assert_eq!(hidden, expected);
        let both = blocked
            .iter()
            .filter(|(_, other)| !world.read(|reads| reads.blocks(*other, None, 10)).is_empty());
        assert_eq!(both.count(), 4, "they see only their own blocks");
        let account = world.read(|reads| reads.account(ann)).unwrap();
        assert_eq!(account.connections as usize, connected.len());
        world.assert_agrees();
    });
}

#[test]
fn connected_pairs_and_ties_are_read_in_the_order_of_their_ids() {
    on_each("lists_all", |location| {
        let world = World::new(location);
        let crowd = world.crowd("m", 12);
        let (mut connected, mut all, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        for (n, a) in crowd.iter().enumerate() {
            for (m, b) in crowd.iter().enumerate().skip(n + 1) {
                let pair = Pair::strangers(*a, *b);
                let key = (pair.low, pair.high);
                let mut pair = match (n + m) % 3 {
                    0 => pair.connected(T0),
                    1 => pair.followed(*a, T0),
                    _ => continue,
                };
                if pair.is_connected() {
                    connected.push(key);
                }
                all.push((key, pair.is_connected()));
                pair.version = 1;
                changes.push(Change::Paired { connections: pair.is_connected().into(), pair });
            }
        }
        world.apply(T0, changes).unwrap();
        connected.sort_unstable();
        all.sort_unstable();
        let (mut read, mut after) = (Vec::new(), None);
        loop {
            let rows = world.read(|reads| reads.connected_pairs(after, 4));
            if rows.is_empty() {
                break;
            }
            after = rows.last().copied();
            read.extend(rows);
        }
        assert_eq!(read, connected);
        let (mut read, mut after) = (Vec::new(), None);
        loop {
            let rows = world.read(|reads| reads.ties(after, 5));
            let Some(last) = rows.last() else { break };
            after = Some((last.low, last.high));
            for row in &rows {
                assert_eq!((row.follows == 2, row.blocked), (row.connected_at.is_some(), false));
            }
            read.extend(rows.iter().map(|r| ((r.low, r.high), r.connected_at.is_some())));
        }
        assert_eq!(read, all);
        let counts = world.counts();
        assert_eq!(counts[..2], [12, connected.len() as u64]);
    });
}

#[test]
fn what_is_asked_of_many_at_once_is_answered_as_it_is_one_by_one() {
    on_each("lists_of_many", |location| {
        let world = World::new(location);
        let crowd = world.crowd("m", 12);
        let mut changes = Vec::new();
        for (n, one) in crowd.iter().enumerate() {
            // The first knows nobody, the last knows all but the first.
            for (k, other) in crowd[1..n.max(1)].iter().enumerate() {
                let mut pair = Pair::strangers(*one, *other).connected(T0.plus((n % 3 + k) as i64));
                pair.version = 1;
                changes.push(Change::Paired { pair, connections: 1 });
            }
        }
        world.apply(T0, changes).unwrap();
        let asked: Vec<(MemberId, u32)> = crowd.iter().copied().zip(1..).collect();
        let alone: Vec<_> = asked
            .iter()
            .map(|(one, limit)| plain(world.read(|reads| reads.connections(*one, None, *limit))))
            .collect();
        let together = world.read(|reads| {
            reads.of_each(&asked, |r, (one, limit)| r.connections(*one, None, *limit))
        });
        assert_eq!(together.into_iter().map(plain).collect::<Vec<_>>(), alone);
        assert_eq!((alone[0].len(), alone[11].len()), (0, 10));
        let handles: Vec<String> =
            (0..12).map(|n| format!("m-{n:05}")).chain(["nobody".into()]).collect();
        let alone: Vec<_> =
            handles.iter().map(|one| world.read(|reads| reads.member_by_handle(one))).collect();
        let together =
            world.read(|reads| reads.of_each(&handles, |r, one| r.member_by_handle(one)));
        assert_eq!(together, alone);
        assert_eq!(alone.last(), Some(&None));
        // The same person asked about more than once.
        let twice = [crowd[3], crowd[4], crowd[3], crowd[5], crowd[3]];
        let people = world.read(|reads| reads.of_each(&twice, |r, one| r.person(*one)));
        let ids: Vec<_> =
            people.into_iter().map(|found| found.map(|found| found.known.id)).collect();
        assert_eq!(ids, twice.map(Some));
    });
}

//! Races, on both databases and, on PostgreSQL, between two nodes.
//!
//! `KITH_RACE_ROUNDS` sets how many rounds of sends, and of answers ten times as many: 100 gives
//! the full numbers.

use std::sync::Barrier;

use kith_core::{
    id::MemberId,
    invitation::State,
    refusal::Reason,
    time::{DAY, HOUR, MINUTE, Timestamp},
};
use kith_sim::databases::on_each;
use kith_store::{BulkInvitation, Location};

use super::support::{No, T0, World, open_node, setting};

/// How many rounds where nothing is said.
const ROUNDS: usize = 4;

/// The same members through two nodes; SQLite has one.
fn nodes(location: &Location) -> [World; 2] {
    let first = World::on(open_node(location, 4, 0));
    let second = match location {
        Location::Postgres(_) => first.through(open_node(location, 4, 4)),
        _ => first.clone(),
    };
    [first, second]
}

/// A member who has 10 invitations left of the week's 100.
fn nearly_spent(world: &World, round: usize) -> MemberId {
    let me = world.member(&format!("sender-{round}"));
    let sent: Vec<_> = (0..90)
        .map(|n| {
            let invitation =
                world.invitation((me, world.id()), T0.plus_days(-6).plus(n * 40 * MINUTE));
            BulkInvitation { invitation, state: State::Pending, ended_at: None, unknown: false }
        })
        .collect();
    world
        .write(&[me], T0, move |tx| {
            sent.iter().try_for_each(|one| tx.import_invitation(one)).map(Ok)
        })
        .unwrap();
    me
}

/// The 64 sends of one round at once, each at its own instant; answers how many were sent and
/// the reasons of the others.
fn at_once(
    nodes: &[World; 2],
    me: MemberId,
    crowd: &[MemberId],
    at: impl Fn(usize) -> Timestamp + Sync,
) -> (usize, Vec<Reason>) {
    let start = Barrier::new(crowd.len());
    let answers: Vec<_> = std::thread::scope(|scope| {
        let asks: Vec<_> = crowd
            .iter()
            .enumerate()
            .map(|(n, them)| {
                let (start, at, node) = (&start, &at, &nodes[n % 2]);
                scope.spawn(move || {
                    // Half of them go by the other member's lane: no lane decides the race.
                    let members = if n % 4 < 2 { [me, *them] } else { [*them, me] };
                    start.wait();
                    node.invite_ticket(&members, (me, *them), None, at(n)).wait()
                })
            })
            .collect();
        asks.into_iter().map(|ask| ask.join().unwrap()).collect()
    });
    let sent = answers.iter().filter(|answer| answer.is_ok()).count();
    (sent, answers.iter().filter_map(|a| a.as_ref().err()).map(No::reason).collect())
}

#[test]
fn r7_of_64_concurrent_sends_with_10_left_exactly_10_succeed() {
    let rounds = setting("KITH_RACE_ROUNDS", ROUNDS);
    on_each("races_sends", |location| {
        let nodes = nodes(location);
        let [world, _] = &nodes;
        let crowd = world.crowd("m", 64);
        for round in 0..rounds {
            let me = nearly_spent(world, round);
            // At one instant, or each at its own, which is not the order in which they run.
            let spread = if round % 2 == 0 { 0 } else { 1_000 };
            let at = |n: usize| T0.plus((n as i64 * 37 % 64) * spread);
            let (sent, refused) = at_once(&nodes, me, &crowd, at);
            assert_eq!(sent, 10, "round {round}");
            assert!(refused.iter().all(|why| *why == Reason::WeeklyLimit), "{refused:?}");
            let used = world.read(|reads| reads.usage(me, &world.windows(T0.plus(HOUR))));
            assert_eq!(used.week, 100, "round {round}");
        }
        world.assert_agrees();
    });
}

#[test]
fn r6_of_accept_withdraw_and_expiry_at_the_same_instant_exactly_one_wins_and_both_sides_agree() {
    let rounds = 10 * setting("KITH_RACE_ROUNDS", ROUNDS);
    on_each("races_answers", |location| {
        let nodes = nodes(location);
        let [world, other] = &nodes;
        let crowd = world.crowd("m", 64);
        let pairs = (0..crowd.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        let mut wins = [0_usize; 3];
        for (round, (a, b)) in pairs.take(rounds).enumerate() {
            let (me, them) = (crowd[a], crowd[b]);
            let id = world.import((me, them), T0, State::Pending);
            // The last instant at which it stands for the answers, the first for the expiry; and
            // every fourth time all of them ask at the instant at which it lapses.
            let expires = T0.plus_months(6);
            let now = if round % 4 == 3 { expires } else { expires.plus(-1) };
            let start = Barrier::new(3);
            let turns = |turn: usize| if (turn + round).is_multiple_of(2) { world } else { other };
            let won: [bool; 3] = std::thread::scope(|scope| {
                let accept = scope.spawn(|| {
                    start.wait();
                    won(turns(0).accept((them, me), now))
                });
                let withdraw = scope.spawn(|| {
                    start.wait();
                    won(turns(1).withdraw((me, them), now))
                });
                let expire = scope.spawn(|| {
                    start.wait();
                    turns(round / 2).expire_ticket(id, expires).wait().unwrap().value
                });
                [accept, withdraw, expire].map(|act| act.join().unwrap())
            });
            assert_eq!(won.iter().filter(|won| **won).count(), 1, "round {round}: {won:?}");
            let winner = won.iter().position(|won| *won).unwrap();
            assert!(now < expires || winner == 2, "expiry holds at its instant");
            wins[winner] += 1;
            let state = [State::Accepted, State::Withdrawn, State::Expired][winner];
            let mine = world.read(|reads| reads.between(me, them));
            let theirs = other.read(|reads| reads.between(them, me));
            assert_eq!(mine.pair, theirs.pair);
            assert_eq!((mine.sent, mine.received), (theirs.received, theirs.sent));
            assert_eq!(mine.sent.map(|life| (life.id, life.state)), Some((id, state)));
            assert_eq!(mine.pair.is_connected(), winner == 0);
        }
        world.assert_agrees();
        eprintln!("accept, withdraw, expire won {wins:?} of {rounds}");
    });
}

fn won(answer: Result<(), No>) -> bool {
    match answer {
        Ok(()) => true,
        Err(no) => {
            assert_eq!(no.reason(), Reason::NotPending);
            false
        }
    }
}

#[test]
fn crossing_invitations_at_once_connect_both_and_are_one_invitation() {
    on_each("races_crossing", |location| {
        let [world, other] = nodes(location);
        let crowd = world.crowd("m", 16);
        for (round, pair) in crowd.chunks(2).enumerate() {
            let (me, them) = (pair[0], pair[1]);
            let start = Barrier::new(2);
            let [mine, theirs] = std::thread::scope(|scope| {
                let mine = scope.spawn(|| {
                    start.wait();
                    world.invite(me, them, T0)
                });
                let theirs = scope.spawn(|| {
                    start.wait();
                    other.invite(them, me, T0)
                });
                [mine, theirs].map(|act| act.join().unwrap())
            });
            assert_eq!(mine.unwrap(), theirs.unwrap(), "round {round}: the first one's is both's");
            assert!(world.read(|reads| reads.pair(me, them)).is_connected());
        }
        assert_eq!(world.counts()[1..3], [8, 8]);
        world.assert_agrees();
    });
}

#[test]
fn a_block_against_an_accept_leaves_a_block_whoever_is_first() {
    on_each("races_block", |location| {
        let [world, other] = nodes(location);
        let crowd = world.crowd("m", 32);
        for pair in crowd.chunks(2) {
            let (me, them) = (pair[0], pair[1]);
            world.invite(me, them, T0).unwrap();
            let now = T0.plus(DAY);
            let start = Barrier::new(2);
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    start.wait();
                    world.block((me, them), now).unwrap();
                });
                scope.spawn(|| {
                    start.wait();
                    if let Err(no) = other.accept((them, me), now) {
                        assert_eq!(no.reason(), Reason::NotFound);
                    }
                });
            });
            let pair = world.read(|reads| reads.pair(me, them));
            assert!(pair.is_blocked() && !pair.is_connected());
        }
        world.assert_agrees();
    });
}

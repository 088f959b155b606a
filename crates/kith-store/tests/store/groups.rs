//! Group commit: what shares a commit shares nothing else.

use std::{
    sync::{Arc, Mutex, mpsc},
    task::{Context, Poll, Waker},
};

use kith_core::{change::Change, id::MemberId};
use kith_sim::databases::on_each;
use kith_store::{Location, Reads, StoreError, Tail, Ticket};

use super::support::{Answer, No, T0, World, open, open_node};

/// Holds a one-lane store's writer until it is let go, so that what is sent meanwhile shares
/// the next group.
struct Hold(mpsc::Sender<()>, Ticket<(), No>);

fn hold(world: &World) -> Hold {
    let (go, wait) = mpsc::channel::<()>();
    let (began, begun) = mpsc::channel();
    let ticket = world.send(&[], T0, move |_| {
        began.send(()).unwrap();
        wait.recv().unwrap();
        Ok(Ok(()))
    });
    begun.recv().unwrap();
    Hold(go, ticket)
}

impl Hold {
    fn let_go(self) {
        self.0.send(()).unwrap();
        self.1.wait().unwrap();
    }
}

fn dismissed(world: &World, member: MemberId) -> Vec<MemberId> {
    let mut all = world.read(|reads| reads.not_to_suggest(member, T0, T0.plus_days(-400)));
    all.sort_unstable();
    all
}

fn one_lane(location: &Location) -> World {
    World::on(open_node(location, 1, 0))
}

#[test]
fn what_waits_together_is_committed_together() {
    on_each("groups_together", |location| {
        let world = one_lane(location);
        let crowd = world.crowd("m", 50);
        let before = world.store.stats();
        let held = hold(&world);
        let tickets: Vec<_> = crowd
            .iter()
            .map(|id| {
                let change = Change::Dismissed { member: *id, other: crowd[0] };
                world.send(&[*id], T0, move |tx| tx.apply(vec![change.clone()]).map(Ok))
            })
            .collect();
        held.let_go();
        for ticket in tickets {
            ticket.wait().unwrap();
        }
        let after = world.store.stats();
        assert_eq!((after.commits - before.commits, after.groups - before.groups), (51, 2));
    });
}

/// What one request of a group does beside the others.
type Act = fn(&mut kith_store::Tx<'_>, MemberId, MemberId) -> Answer<()>;

fn dismiss(
    tx: &mut kith_store::Tx<'_>,
    member: MemberId,
    other: MemberId,
) -> Result<(), StoreError> {
    tx.apply(vec![Change::Dismissed { member, other }])
}

fn broken() -> StoreError {
    StoreError::Broken { statement: "test", detail: String::new() }
}

/// Every way in which a request can fail, with and without reads and writes before.
const FAILING: &[(&str, Act)] = &[
    ("refused at once", |_, _, _| Ok(Err(No::Store(broken())))),
    ("refused after a read", |tx, me, _| {
        tx.account(me)?;
        Ok(Err(No::Store(broken())))
    }),
    ("refused after a write", |tx, me, other| {
        dismiss(tx, me, other)?;
        Ok(Err(No::Store(broken())))
    }),
    ("refused after a write and a read", |tx, me, other| {
        dismiss(tx, me, other)?;
        tx.account(me)?;
        Ok(Err(No::Store(broken())))
    }),
    ("failed at once", |_, _, _| Err(broken())),
    ("failed after a read", |tx, me, _| {
        tx.account(me)?;
        Err(broken())
    }),
    ("failed after a write", |tx, me, other| {
        dismiss(tx, me, other)?;
        Err(broken())
    }),
    ("failed after a write and a read", |tx, me, other| {
        dismiss(tx, me, other)?;
        tx.account(me)?;
        Err(broken())
    }),
    ("panicked at once", |_, _, _| panic!("on purpose")),
    ("panicked after a write and a read", |tx, me, other| {
        dismiss(tx, me, other)?;
        tx.account(me)?;
        panic!("on purpose")
    }),
    ("failed in a guard", |tx, me, other| {
        dismiss(tx, me, other)?;
        let nobody = MemberId::from_bytes([9; 16]);
        tx.apply(vec![Change::PendingFull { member: nobody, since: None }])?;
        Ok(Ok(()))
    }),
    ("failed in the database", |tx, me, other| {
        dismiss(tx, me, other)?;
        tx.insert_session(&[7; 32], me, "all", T0, None);
        tx.insert_session(&[7; 32], me, "all", T0, None);
        Ok(Ok(()))
    }),
    ("failed in the database, then read", |tx, me, other| {
        dismiss(tx, me, other)?;
        tx.insert_session(&[7; 32], me, "all", T0, None);
        tx.insert_session(&[7; 32], me, "all", T0, None);
        tx.account(me)?;
        Ok(Ok(()))
    }),
];

#[test]
fn a_request_that_fails_leaves_nothing_and_disturbs_no_other_of_its_group() {
    on_each("groups_failing", |location| {
        let world = one_lane(location);
        let crowd = world.crowd("m", FAILING.len());
        let others: Vec<MemberId> = (0..3).map(|_| world.id()).collect();
        let held = hold(&world);
        let mut tickets = Vec::new();
        for (me, (_, act)) in crowd.iter().copied().zip(FAILING) {
            let [first, second, third] = [others[0], others[1], others[2]];
            let good = |other| world.send(&[me], T0, move |tx| dismiss(tx, me, other).map(Ok));
            let before = good(first);
            let failing = world.send(&[me], T0, move |tx| act(tx, me, second));
            tickets.push((before, failing, good(third)));
        }
        held.let_go();
        for ((before, failing, after), (name, _)) in tickets.into_iter().zip(FAILING) {
            assert!(before.wait().is_ok(), "before one that {name}");
            assert!(failing.wait().is_err(), "{name}");
            assert!(after.wait().is_ok(), "after one that {name}");
        }
        let mut kept = vec![others[0], others[2]];
        kept.sort_unstable();
        for (me, (name, _)) in crowd.iter().zip(FAILING) {
            assert_eq!(dismissed(&world, *me), kept, "{name}");
        }
        let mut told = 0;
        world.read(|reads| {
            Tail::at_start().drain(reads, 100, |entries| {
                for change in entries.iter().flat_map(|entry| &entry.changes) {
                    let Change::Dismissed { other, .. } = change else { continue };
                    assert_ne!(*other, others[1], "the journal tells nothing of it");
                    told += 1;
                }
                Ok::<_, StoreError>(())
            })
        });
        assert_eq!(told, 2 * crowd.len());
        world.assert_agrees();
    });
}

#[test]
fn requests_that_share_no_member_run_side_by_side_and_disturb_each_other_as_little() {
    on_each("groups_apart", |location| {
        let world = one_lane(location);
        let crowd = world.crowd("m", 2 * FAILING.len());
        let other = world.id();
        let held = hold(&world);
        let mut tickets = Vec::new();
        for (pair, (_, act)) in crowd.chunks(2).zip(FAILING) {
            let (me, you) = (pair[0], pair[1]);
            let failing = world.send(&[me], T0, move |tx| act(tx, me, other));
            let good = world.send(&[you], T0, move |tx| {
                // What is read together, and what is read after it was written.
                assert_eq!(tx.account(you)?.map(|account| account.id), Some(you));
                dismiss(tx, you, other)?;
                let all = tx.not_to_suggest(you, T0, T0.plus_days(-400))?;
                Ok(Ok(all.len()))
            });
            tickets.push((failing, good));
        }
        held.let_go();
        for ((failing, good), (name, _)) in tickets.into_iter().zip(FAILING) {
            assert!(failing.wait().is_err(), "{name}");
            assert_eq!(good.wait().unwrap().value, 1, "after one that {name}");
        }
        for (pair, (name, _)) in crowd.chunks(2).zip(FAILING) {
            assert_eq!(dismissed(&world, pair[0]), [], "{name}");
            assert_eq!(dismissed(&world, pair[1]), [other], "{name}");
        }
        world.assert_agrees();
    });
}

#[test]
fn of_two_requests_of_a_group_that_take_the_same_name_one_has_it() {
    on_each("groups_name", |location| {
        let world = one_lane(location);
        let crowd = world.crowd("m", 8);
        let held = hold(&world);
        let tickets: Vec<_> = crowd
            .iter()
            .map(|me| {
                let me = *me;
                world.send(&[me], T0, move |tx| {
                    if tx.bearer(&[5; 32], T0)?.is_some() {
                        return Ok(Ok(false));
                    }
                    tx.insert_session(&[5; 32], me, "all", T0, None);
                    Ok(Ok(true))
                })
            })
            .collect();
        held.let_go();
        let won =
            tickets.into_iter().filter_map(|ticket| ticket.wait().ok()).filter(|w| w.value).count();
        assert_eq!(won, 1);
    });
}

#[test]
fn requests_of_one_member_run_in_the_order_in_which_they_were_sent() {
    on_each("groups_order", |location| {
        let world = World::new(location);
        let crowd = world.crowd("m", 8);
        let order = Arc::new(Mutex::new(vec![Vec::new(); crowd.len()]));
        let mut tickets = Vec::new();
        for n in 0..200 {
            for (who, me) in crowd.iter().copied().enumerate() {
                let order = Arc::clone(&order);
                tickets.push(world.send(&[me], T0, move |tx| {
                    tx.account(me)?;
                    order.lock().unwrap()[who].push(n);
                    Ok(Ok(n))
                }));
            }
        }
        let revisions: Vec<_> = tickets.into_iter().map(|t| t.wait().unwrap().revision).collect();
        for numbers in order.lock().unwrap().iter() {
            let mut runs = numbers.clone();
            // A group that is tried again runs its requests again, in the same order.
            runs.dedup();
            runs.sort_unstable();
            runs.dedup();
            assert_eq!(runs, (0..200).collect::<Vec<_>>());
        }
        let mut tail = Tail::at_start();
        world.read(|reads| tail.drain(reads, 64, |_| Ok::<_, StoreError>(())));
        assert!(revisions.iter().all(|revision| tail.has_reached(*revision)));
        for who in 0..crowd.len() {
            let own =
                revisions.iter().skip(who).step_by(crowd.len()).map(|r| place(&r.to_string()));
            assert!(own.is_sorted(), "one member's revisions rise");
        }
    });
}

/// A revision's lane and number.
pub(crate) fn place(revision: &str) -> (i64, i64) {
    let (lane, seq) = revision[1..].split_once('-').unwrap();
    (i64::from_str_radix(lane, 16).unwrap(), i64::from_str_radix(seq, 16).unwrap())
}

#[test]
fn a_ticket_answers_only_when_another_process_can_see_the_write() {
    on_each("groups_durable", |location| {
        let world = one_lane(location);
        let [ann, bob, cid] = world.members(["ann", "bob", "cid"]);
        let beside = World::on(open(location));
        let held = hold(&world);
        let first = Change::Dismissed { member: ann, other: bob };
        let mut first = world.send(&[ann], T0, move |tx| tx.apply(vec![first.clone()]).map(Ok));
        // The second of the group says when it runs: the first has run by then, and stands in
        // a transaction that is not committed.
        let (began, begun) = mpsc::channel();
        let (go, wait) = mpsc::channel::<()>();
        let second = world.send(&[ann], T0, move |tx| {
            tx.account(ann)?;
            began.send(()).unwrap();
            wait.recv().unwrap();
            dismiss(tx, ann, cid).map(Ok)
        });
        held.let_go();
        begun.recv().unwrap();
        let polled = std::pin::Pin::new(&mut first).poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Pending), "not before the commit");
        assert_eq!(dismissed(&beside, ann), []);
        go.send(()).unwrap();
        first.wait().unwrap();
        let seen = dismissed(&World::on(open(location)), ann);
        assert_eq!(seen.len(), 2, "seen by a store that is opened after the answer");
        second.wait().unwrap();
    });
}

#[test]
fn a_revision_reads_back_and_news_are_heard() {
    on_each("groups_news", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let seen = world.store.wait_for_news(0, std::time::Duration::ZERO);
        let revision = world.write(&[ann], T0, |_| Ok(Ok(()))).unwrap().revision;
        let text = revision.to_string();
        assert_eq!(text.parse(), Ok(revision));
        for wrong in ["", "r", "r1", "1-2", "r-1-2", "rx-1", "r1--2"] {
            assert!(wrong.parse::<kith_store::Revision>().is_err(), "{wrong}");
        }
        let long = std::time::Duration::from_secs(60);
        assert!(world.store.wait_for_news(seen, long) > seen, "what came before is not waited for");
        let tail = world.read(|reads: &mut Reads<'_>| Tail::at_end(reads));
        assert!(tail.has_reached(revision) && !Tail::at_start().has_reached(revision));
    });
}

#[test]
fn a_place_in_the_journal_is_written_down_and_known_to_be_ahead_of_an_older_store() {
    on_each("groups_place", |location| {
        let world = World::new(location);
        let at_end = |world: &World| world.read(|reads: &mut Reads<'_>| Tail::at_end(reads));
        let ann = world.member("ann");
        let tail = at_end(&world);
        assert_eq!(tail.to_string().parse(), Ok(tail.clone()));
        assert_eq!("".parse(), Ok(Tail::at_start()));
        for wrong in ["r", "r1-2,r2-1", "r1-2 r"] {
            assert!(wrong.parse::<Tail>().is_err(), "{wrong}");
        }
        assert!(!world.read(|reads| tail.is_ahead(reads)));
        world.write(&[ann], T0, |_| Ok(Ok(()))).unwrap();
        assert!(!world.read(|reads| tail.is_ahead(reads)), "the store has gone on");
        let later = at_end(&world).to_string().replace("-", "-1");
        let later: Tail = later.parse().unwrap();
        assert!(world.read(|reads| later.is_ahead(reads)));
        let elsewhere: Tail = "r7f-1".parse().unwrap();
        assert!(world.read(|reads| elsewhere.is_ahead(reads)), "a lane that is not here");
    });
}

#[test]
fn a_store_in_memory_answers_like_the_others_and_ends_after_what_waits() {
    let world = World::new(&Location::Memory);
    let [ann, bob] = world.members(["ann", "bob"]);
    world.connect((ann, bob), T0);
    world.assert_agrees();
    let held = hold(&world);
    let (tell, told) = mpsc::channel();
    let last = world.send(&[ann], T0, move |tx| {
        dismiss(tx, ann, bob)?;
        tell.send(()).unwrap();
        Ok(Ok(()))
    });
    let closing = std::thread::spawn(move || drop(world));
    held.let_go();
    closing.join().unwrap();
    told.recv().unwrap();
    last.wait().unwrap();
}

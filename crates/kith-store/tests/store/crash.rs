//! PostgreSQL: connections that are lost, while writing and at the commit itself.

use std::{
    collections::HashMap,
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Barrier, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use kith_core::{change::Change, id::MemberId};
use kith_sim::databases::Database;
use kith_store::{Location, StoreError, Tail, Ticket};

use super::support::{No, T0, World, open_node, raw};

/// A write that can be told from every other, and that would show if it were done twice: it
/// adds one to its tie's version and notes its number as the time of the follow.
fn tagged(world: &World, (a, b): (MemberId, MemberId), tag: i64) -> Ticket<(), No> {
    world.send(&[a, b], T0, move |tx| {
        let mut pair = tx.pair(a, b)?.unfollowed(a).followed(a, T0.plus(tag));
        pair.version += 1;
        tx.apply(vec![Change::Paired { pair, connections: 0 }]).map(Ok)
    })
}

/// Asserts that every acknowledged write is there exactly once, and every other at most once.
fn assert_kept(world: &World, pairs: &[(MemberId, MemberId)], acknowledged: &[i64]) {
    let mut times: HashMap<i64, usize> = HashMap::new();
    world.read(|reads| {
        Tail::at_start().drain(reads, 500, |entries| {
            for change in entries.into_iter().flat_map(|entry| entry.changes) {
                let Change::Paired { pair, .. } = change else { continue };
                let followed = pair.low_side.follows_at.or(pair.high_side.follows_at).unwrap();
                *times.entry(followed.micros() - T0.micros()).or_default() += 1;
            }
            Ok::<_, StoreError>(())
        })
    });
    assert!(times.values().all(|times| *times == 1), "done twice: {times:?}");
    for tag in acknowledged {
        assert!(times.contains_key(tag), "{tag} was acknowledged and is lost");
    }
    let versions: i64 =
        pairs.iter().map(|(a, b)| world.read(|reads| reads.pair(*a, *b)).version).sum();
    assert_eq!(versions, times.len() as i64, "the ties are what the journal says");
    world.assert_agrees();
}

fn pairs(world: &World, count: usize) -> Vec<(MemberId, MemberId)> {
    world.crowd("m", count * 2).chunks(2).map(|pair| (pair[0], pair[1])).collect()
}

/// Ends every connection to the database, and waits until each has ended.
fn terminate(database: &Database) {
    let Location::Postgres(url) = &database.location else { unreachable!() };
    let name = url.rsplit_once('/').unwrap().1;
    let server = Location::Postgres(std::env::var(kith_sim::databases::POSTGRES).unwrap());
    let end = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname";
    raw(&server, &format!("{end} = '{name}'"));
}

#[test]
fn when_every_connection_is_ended_while_writing_nothing_acknowledged_is_lost_or_doubled() {
    const WRITERS: usize = 16;
    const EACH: usize = 150;
    const CRASHES: usize = 8;
    let Some(database) = Database::postgres("crash").unwrap() else { return };
    let world = World::on(open_node(&database.location, 8, 0));
    let pairs = pairs(&world, WRITERS);
    let done = AtomicUsize::new(0);
    let acknowledged = Mutex::new(Vec::new());
    let failed = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (world, pairs, done) = (&world, &pairs, &done);
            let (acknowledged, failed) = (&acknowledged, &failed);
            scope.spawn(move || {
                for n in 0..EACH {
                    let tag = (writer * EACH + n) as i64;
                    // The same ties from several lanes, so that a lost one holds others up.
                    match tagged(world, pairs[(writer + n) % WRITERS], tag).wait() {
                        Ok(_) => acknowledged.lock().unwrap().push(tag),
                        Err(No::Store(StoreError::Unavailable(_))) => {
                            failed.fetch_add(1, Ordering::SeqCst);
                        }
                        Err(no) => panic!("{no:?}"),
                    }
                    done.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        for crash in 1..=CRASHES {
            while done.load(Ordering::SeqCst) < crash * WRITERS * EACH / (CRASHES + 2) {
                std::thread::yield_now();
            }
            terminate(&database);
        }
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    let failed = failed.into_inner();
    assert_eq!(acknowledged.len() + failed, WRITERS * EACH);
    eprintln!("{} acknowledged, {failed} failed over {CRASHES} crashes", acknowledged.len());
    assert!(failed < acknowledged.len() / 10, "the store comes back by itself");
    // Its readers come back as well, though theirs are ended while they are idle.
    let both = Barrier::new(2);
    let (reader, both) = (&world, &both);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(move || {
                reader.read(|reads| {
                    both.wait();
                    reads.counts()
                })
            });
        }
    });
    terminate(&database);
    assert_kept(&world, &pairs, &acknowledged);
    tagged(&world, pairs[0], -1).wait().unwrap();
}

/// What a proxy does with a client's COMMIT.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    /// Hands it on and hangs up on the client before the answer.
    After,
    /// Hangs up on both.
    Before,
}

/// A way to PostgreSQL that hangs up at every `every`-th COMMIT.
fn proxy(server: String, every: usize) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let commits = Arc::new(AtomicUsize::new(0));
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(client) = client else { return };
            let upstream = TcpStream::connect(&server).unwrap();
            let commits = Arc::clone(&commits);
            let (mut back, mut to) = (upstream.try_clone().unwrap(), client.try_clone().unwrap());
            std::thread::spawn(move || {
                let mut bytes = [0; 16_384];
                // It reads on after the client has gone, as the server's own socket would.
                while let Ok(length @ 1..) = back.read(&mut bytes) {
                    drop(to.write_all(&bytes[..length]));
                }
                drop(to.shutdown(Shutdown::Both));
            });
            std::thread::spawn(move || forward(client, upstream, &commits, every));
        }
    });
    address
}

fn forward(mut client: TcpStream, mut upstream: TcpStream, commits: &AtomicUsize, every: usize) {
    let mut bytes = [0; 16_384];
    while let Ok(length @ 1..) = client.read(&mut bytes) {
        let sent = &bytes[..length];
        let mut cut = None;
        if sent.windows(7).any(|window| window == b"COMMIT\0") {
            let number = commits.fetch_add(1, Ordering::SeqCst) + 1;
            if number.is_multiple_of(every) {
                let after = (number / every).is_multiple_of(2);
                cut = Some(if after { Cut::After } else { Cut::Before });
            }
        }
        if cut != Some(Cut::Before) && upstream.write_all(sent).is_err() {
            break;
        }
        match cut {
            None => {}
            // The server goes on with the commit; its answer goes nowhere.
            Some(Cut::After) => return drop(client.shutdown(Shutdown::Both)),
            Some(Cut::Before) => break,
        }
    }
    drop(client.shutdown(Shutdown::Both));
    drop(upstream.shutdown(Shutdown::Both));
}

#[test]
fn a_connection_lost_at_its_commit_is_found_out_about_and_every_write_is_there_once() {
    const WRITES: i64 = 80;
    let Some(database) = Database::postgres("crash_commit").unwrap() else { return };
    let Location::Postgres(url) = &database.location else { unreachable!() };
    let (front, name) = url.rsplit_once('/').unwrap();
    let (scheme, server) = front.rsplit_once('@').unwrap();
    // Migrate straight on, then make every commit slow: the store asks what became of it while
    // the server is still at it.
    drop(open_node(&database.location, 1, 0));
    raw(
        &database.location,
        &format!(
            "ALTER DATABASE {name} SET commit_delay = 100000; \
             ALTER DATABASE {name} SET commit_siblings = 0"
        ),
    );
    let through = Location::Postgres(format!("{scheme}@{}/{name}", proxy(server.to_owned(), 5)));
    let world = World::on(open_node(&through, 4, 0));
    let pairs = pairs(&world, 8);
    let tickets: Vec<_> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4_i64)
            .map(|writer| {
                let (world, pairs) = (&world, &pairs);
                scope.spawn(move || {
                    let mut answers = Vec::new();
                    for n in 0..WRITES / 4 {
                        let tag = writer * WRITES + n;
                        let pair = pairs[usize::try_from(n % 8).unwrap()];
                        answers.push((tag, tagged(world, pair, tag).wait()));
                    }
                    answers
                })
            })
            .collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    for (tag, answer) in &tickets {
        assert!(answer.is_ok(), "{tag}: {answer:?}");
    }
    assert!(world.store.stats().conflicts > 5, "commits were cut");
    let acknowledged: Vec<_> = tickets.iter().map(|(tag, _)| *tag).collect();
    assert_kept(&World::on(open_node(&database.location, 1, 9)), &pairs, &acknowledged);
}

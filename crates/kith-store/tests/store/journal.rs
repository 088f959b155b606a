//! The journal misses nothing; and the check that says so would notice.
//!
//! `KITH_JOURNAL_CHANGES` sets how many changes: 1,000,000 is the full number.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use kith_core::{change::Change, id::MemberId, tie::Pair};
use kith_sim::{
    clock::Seeded,
    databases::{Database, on_each},
};
use kith_store::{Entry, Location, StoreError, Tail, Ticket};

use super::{
    groups::place,
    support::{No, T0, World, on_server, open_node, setting},
};

const WRITERS: usize = 32;
/// How many changes each entry has.
const CHANGES: usize = 10;
/// How many requests each writer leaves waiting.
const AHEAD: usize = 8;

type Key = (MemberId, MemberId);

/// What a tailing reader has read.
#[derive(Default)]
struct Reader {
    seen: BTreeSet<(i64, i64)>,
    lanes: HashMap<i64, i64>,
    ties: HashMap<Key, Tie>,
    changes: usize,
}

#[derive(Default)]
struct Tie {
    /// All versions up to this one have come.
    whole: i64,
    /// Versions that came before an earlier one.
    early: BTreeSet<i64>,
    newest: Option<Pair>,
}

impl Reader {
    fn take(&mut self, entry: Entry) {
        let (lane, seq) = place(&entry.revision.to_string());
        let last = self.lanes.insert(lane, seq).unwrap_or(0);
        assert!(seq > last, "lane {lane}: {seq} after {last}");
        assert!(self.seen.insert((lane, seq)));
        for change in entry.changes {
            let Change::Paired { pair, .. } = change else { continue };
            self.changes += 1;
            let tie = self.ties.entry((pair.low, pair.high)).or_default();
            assert!(pair.version > tie.whole && tie.early.insert(pair.version), "once");
            while tie.early.remove(&(tie.whole + 1)) {
                tie.whole += 1;
            }
            if tie.newest.as_ref().is_none_or(|newest| newest.version < pair.version) {
                tie.newest = Some(pair);
            }
        }
    }

    /// Reads on, and asserts that nothing is missing on which something read rests.
    fn drain(&mut self, world: &World, tail: &mut Tail) {
        world.read(|reads| {
            tail.drain(reads, 500, |entries| {
                entries.into_iter().for_each(|entry| self.take(entry));
                Ok::<_, StoreError>(())
            })
        });
        for (key, tie) in &self.ties {
            assert!(tie.early.is_empty(), "{key:?} at {} has {:?}", tie.whole, tie.early);
        }
    }
}

/// Ten more values of a tie, in one entry.
fn toggle(world: &World, (a, b): Key) -> Ticket<(), No> {
    world.send(&[a, b], T0, move |tx| {
        let mut pair = tx.pair(a, b)?;
        let mut changes = Vec::with_capacity(CHANGES);
        for _ in 0..CHANGES {
            let follows = pair.side(a).follows_at.is_some();
            pair = if follows { pair.unfollowed(a) } else { pair.followed(a, T0) };
            pair.version += 1;
            changes.push(Change::Paired { pair: pair.clone(), connections: 0 });
        }
        tx.apply(changes).map(Ok)
    })
}

/// One writer: `entries` writes to ties that every other writer changes too.
fn write(world: &World, crowd: &[MemberId], seed: u64, entries: usize) -> Vec<(i64, i64)> {
    let random = Seeded::new(seed);
    let pick = || crowd[usize::try_from(random.below(crowd.len() as u64)).unwrap()];
    let mut waiting = std::collections::VecDeque::new();
    let mut done = Vec::with_capacity(entries);
    let mut answered = |ticket: Ticket<(), No>| {
        done.push(place(&ticket.wait().unwrap().revision.to_string()));
    };
    for _ in 0..entries {
        let (a, mut b) = (pick(), pick());
        while b == a {
            b = pick();
        }
        waiting.push_back(toggle(world, (a, b)));
        if waiting.len() == AHEAD {
            waiting.pop_front().map(&mut answered);
        }
    }
    waiting.into_iter().for_each(answered);
    done
}

#[test]
fn of_32_writers_on_two_nodes_a_tailing_reader_misses_no_change() {
    let each = setting("KITH_JOURNAL_CHANGES", 20_000) / WRITERS / CHANGES + 1;
    on_each("journal", |location| {
        let first = World::on(open_node(location, 8, 0));
        let second = match location {
            Location::Postgres(_) => first.through(open_node(location, 8, 8)),
            _ => first.clone(),
        };
        let crowd = first.crowd("m", 24);
        let (mut reader, mut tail) = (Reader::default(), Tail::at_start());
        reader.drain(&first, &mut tail);
        let before = reader.seen.len();
        let writing = AtomicBool::new(true);
        let done: Vec<_> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|n| {
                    let (node, crowd) = (if n % 2 == 0 { &first } else { &second }, &crowd);
                    scope.spawn(move || write(node, crowd, n as u64, each))
                })
                .collect();
            let reading = scope.spawn(|| {
                let mut news = 0;
                while writing.load(Ordering::SeqCst) {
                    reader.drain(&first, &mut tail);
                    news = first.store.wait_for_news(news, Duration::from_millis(20));
                }
            });
            let done = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
            writing.store(false, Ordering::SeqCst);
            reading.join().unwrap();
            done
        });
        reader.drain(&second, &mut tail);
        assert_eq!(skipped(&done, &reader.seen), []);
        assert_eq!(reader.seen.len() - before, done.len(), "and nothing that was not written");
        assert_eq!(reader.changes, done.len() * CHANGES);
        let versions: i64 = reader.ties.values().map(|tie| tie.whole).sum();
        assert_eq!(versions, reader.changes as i64);
        for ((a, b), tie) in &reader.ties {
            let stands = first.read(|reads| reads.pair(*a, *b));
            assert_eq!(Some(stands), tie.newest, "the newest version read is what stands");
        }
        let lanes = if matches!(location, Location::Postgres(_)) { 16 } else { 1 };
        assert_eq!(reader.lanes.len(), lanes);
        eprintln!("{} changes in {} entries, none skipped", reader.changes, done.len());
    });
}

/// What was written and acknowledged, and never read.
fn skipped<T: Ord + Copy>(written: &[T], seen: &BTreeSet<T>) -> Vec<T> {
    written.iter().filter(|one| !seen.contains(one)).copied().collect()
}

/// The control: the same check on a table with a plain sequence, tailed by `seq > last`.
#[test]
fn a_plain_sequence_tailed_by_its_last_number_is_caught_skipping() {
    let Some(database) = Database::postgres("journal_control").unwrap() else { return };
    let Location::Postgres(url) = &database.location else { unreachable!() };
    let random = Seeded::new(1);
    let (written, seen) = on_server(url, async |reader| {
        reader
            .batch_execute("CREATE TABLE control (seq BIGSERIAL PRIMARY KEY, item BIGINT NOT NULL)")
            .await
            .unwrap();
        let mut writers = Vec::new();
        for _ in 0..WRITERS {
            let (client, connection) =
                tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            writers.push(client);
        }
        let (mut last, mut seen, mut written) = (0_i64, BTreeSet::new(), Vec::new());
        for round in 0..20_i64 {
            for (n, writer) in writers.iter().enumerate() {
                let item = round * WRITERS as i64 + n as i64;
                writer.batch_execute("BEGIN").await.unwrap();
                let insert = "INSERT INTO control (item) VALUES ($1)";
                writer.execute(insert, &[&item]).await.unwrap();
                written.push(item);
            }
            // They commit in another order than the one in which they took their numbers.
            let mut order: Vec<_> = (0..WRITERS).collect();
            order.sort_by_cached_key(|_| random.next());
            for writer in order {
                writers[writer].batch_execute("COMMIT").await.unwrap();
                let tail = "SELECT seq, item FROM control WHERE seq > $1 ORDER BY seq";
                for row in reader.query(tail, &[&last]).await.unwrap() {
                    last = row.get(0);
                    seen.insert(row.get::<_, i64>(1));
                }
            }
        }
        (written, seen)
    });
    let skipped = skipped(&written, &seen).len();
    eprintln!("a plain sequence: {skipped} of {} skipped", written.len());
    assert!(skipped > 0, "the check must be able to fail");
}

#[test]
fn a_reader_that_begins_at_the_end_reads_what_comes_and_one_at_the_start_reads_all() {
    on_each("journal_end", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        toggle(&world, (ann, bob)).wait().unwrap();
        let mut tail = world.read(Tail::at_end);
        let read = |tail: &mut Tail, chunk| {
            let mut all = Vec::new();
            let count = world.read(|reads| {
                tail.drain(reads, chunk, |entries| {
                    assert!(entries.len() <= chunk as usize);
                    all.extend(entries);
                    Ok::<_, StoreError>(())
                })
            });
            assert_eq!(count, all.len() as u64);
            all
        };
        assert_eq!(read(&mut tail, 10), []);
        let wrote = toggle(&world, (ann, bob)).wait().unwrap();
        let new = read(&mut tail, 10);
        assert_eq!((new.len(), new[0].revision), (1, wrote.revision));
        assert_eq!((new[0].at, new[0].actor), (T0, Some(ann)));
        // A refused request takes a number and leaves no entry.
        let refused = world.write(&[ann], T0, |_| Ok(Err::<(), _>(No::Store(StoreError::Closed))));
        assert!(refused.is_err());
        assert_eq!(read(&mut tail, 10), []);
        let wrote = toggle(&world, (ann, bob)).wait().unwrap();
        assert_eq!(read(&mut tail, 1).len(), 1);
        assert!(tail.has_reached(wrote.revision));
        for chunk in [1, 2, 3, 100] {
            assert_eq!(read(&mut Tail::at_start(), chunk).len(), 5);
        }
        let newest = world.read(|reads| reads.newest_entries(T0.plus(1), 2));
        assert_eq!(newest.len(), 2);
        assert!(world.read(|reads| reads.newest_entries(T0, 2)).is_empty());
    });
}

#[test]
fn a_take_that_fails_is_given_the_same_entries_again() {
    on_each("journal_again", |location| {
        let world = World::new(location);
        let crowd: Arc<[MemberId]> = world.crowd("m", 2).into();
        for _ in 0..5 {
            toggle(&world, (crowd[0], crowd[1])).wait().unwrap();
        }
        let mut tail = Tail::at_start();
        let mut given = 0;
        let failed = world.store.read(|reads| {
            tail.drain(reads, 2, |entries| {
                if given > 0 {
                    return Err(StoreError::Closed);
                }
                given = entries.len();
                Ok(())
            })
        });
        assert!(failed.is_err());
        let mut rest = 0;
        world.read(|reads| {
            tail.drain(reads, 2, |entries| {
                rest += entries.len();
                Ok::<_, StoreError>(())
            })
        });
        assert_eq!(world.counts()[3], (given + rest) as u64);
    });
}

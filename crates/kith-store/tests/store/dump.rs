//! Dump and restore: all of it or nothing, on either database.

use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use kith_core::time::{HOUR, MINUTE};
use kith_sim::databases::{Database, on_each};
use kith_store::{Counted, DumpError, Location, Store, Tail, restore};

use super::support::{T0, World, open, raw};

/// A small network with something of everything that the store's tests make.
fn network(location: &Location) -> World {
    let world = World::new(location);
    let [ann, ben, cem, dan] = world.members(["ann", "ben", "cem", "dan"]);
    world.connect((ann, ben), T0);
    world.invite_noted(ann, cem, Some("Grüße: 'quoted', \"too\"\n☃"), T0).unwrap();
    world.block((dan, ann), T0.plus(HOUR)).unwrap();
    world.follow((cem, ben), T0.plus(HOUR)).unwrap();
    world
}

fn dumped(store: &Store) -> (Vec<u8>, Vec<Counted>) {
    let mut bytes = Vec::new();
    let counted = store.dump("0.0.0", T0, &mut bytes).unwrap();
    (bytes, counted)
}

/// An empty database, of the other kind where there is one.
fn elsewhere(location: &Location) -> Database {
    let sqlite = || Database::sqlite("dump_elsewhere").unwrap();
    match location {
        Location::Postgres(_) => sqlite(),
        _ => Database::postgres("dump_elsewhere").unwrap().unwrap_or_else(sqlite),
    }
}

#[test]
fn a_restored_store_is_the_same_and_its_journal_goes_on() {
    on_each("dump_same", |location| {
        let world = network(location);
        let (bytes, counted) = dumped(&world.store);
        let there = elsewhere(location);
        assert_eq!(restore(&there.location, &mut &bytes[..]).unwrap(), counted);
        let moved = world.through(open(&there.location));
        assert_eq!(moved.counts(), world.counts());
        moved.assert_agrees();
        let ann = moved.read(|reads| reads.member_by_handle("ann")).unwrap();
        let ben = moved.read(|reads| reads.member_by_handle("ben")).unwrap();
        // What is written next is numbered after everything that was: no follower misses it.
        let mut tail = moved.read(Tail::at_end);
        let eve = moved.member("eve");
        moved.connect((ann, eve), T0.plus(2 * HOUR));
        let mut seen = 0;
        let drain = |reads: &mut kith_store::Reads<'_>| {
            tail.drain(reads, 100, |entries| {
                seen += entries.len();
                Ok(())
            })
        };
        moved.read(drain);
        assert_eq!(seen, 3, "an account, an invitation, its answer");
        moved.follow((eve, ben), T0.plus(3 * HOUR)).unwrap();
        moved.assert_agrees();
    });
}

#[test]
fn sessions_stay_behind_and_so_does_the_stores_own_name() {
    on_each("dump_sessions", |location| {
        let world = network(location);
        let ann = world.read(|reads| reads.member_by_handle("ann")).unwrap();
        world
            .write(&[ann], T0, move |tx| {
                tx.insert_session(&[7; 32], ann, "session", T0, None);
                tx.set_fact(kith_store::STORE_ID, "the old one");
                tx.set_fact("kept", "yes");
                Ok(Ok(()))
            })
            .unwrap();
        let there = elsewhere(location);
        let (bytes, counted) = dumped(&world.store);
        assert_eq!(restore(&there.location, &mut &bytes[..]).unwrap(), counted);
        let moved = open(&there.location);
        let found = moved.read(|reads| {
            let session = reads.bearer(&[7; 32], T0)?.is_some();
            Ok::<_, kith_store::StoreError>((
                session,
                reads.fact(kith_store::STORE_ID)?,
                reads.fact("kept")?,
            ))
        });
        assert_eq!(found.unwrap(), (false, None, Some("yes".to_owned())));
    });
}

#[test]
fn a_torn_changed_or_foreign_file_is_refused_and_leaves_nothing() {
    on_each("dump_torn", |location| {
        let world = network(location);
        let (bytes, _) = dumped(&world.store);
        let there = elsewhere(location);
        let refused = |bytes: &[u8]| restore(&there.location, &mut &*bytes).unwrap_err();
        let step = (bytes.len() / 40).max(1);
        for end in (24..bytes.len()).step_by(step).chain([bytes.len() - 1]) {
            assert!(matches!(refused(&bytes[..end]), DumpError::Torn), "cut at {end}");
        }
        for at in (200..bytes.len()).step_by(step) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x20;
            let error = refused(&changed);
            let expected = matches!(
                error,
                DumpError::Torn | DumpError::Differs { .. } | DumpError::Refused { .. }
            );
            assert!(expected, "changed at {at}: {error}");
        }
        let mut longer = bytes.clone();
        longer.push(b'\n');
        assert!(matches!(refused(&longer), DumpError::Torn));
        for foreign in [&b""[..], b"PK\x03\x04", b"SQLite format 3\0, and more of it"] {
            assert!(matches!(refused(foreign), DumpError::Foreign));
        }
        let mut format = bytes.clone();
        format[10] = 9;
        assert!(matches!(refused(&format), DumpError::NewerFormat { found: 9, .. }));
        // After all that the place is as empty as before.
        restore(&there.location, &mut &bytes[..]).unwrap();
    });
}

#[test]
fn a_dump_of_another_schema_is_refused_with_what_to_do() {
    on_each("dump_schema", |location| {
        let world = network(location);
        let (bytes, _) = dumped(&world.store);
        let there = elsewhere(location);
        // After the magic and the format come the header's length and the header.
        let length = u32::from_le_bytes(bytes[14..18].try_into().unwrap()) as usize;
        let header: serde_json::Value = serde_json::from_slice(&bytes[18..18 + length]).unwrap();
        let known = header["schema"].as_i64().unwrap();
        let with = |schema: i64| {
            let mut header = header.clone();
            header["schema"] = schema.into();
            let text = header.to_string();
            let mut other = bytes[..14].to_vec();
            other.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
            other.extend(text.as_bytes());
            other.extend(&bytes[18 + length..]);
            restore(&there.location, &mut &other[..]).unwrap_err()
        };
        let (older, newer) = (with(1), with(known + 1));
        assert!(matches!(older, DumpError::Older { found: 1, .. }), "{older}");
        assert!(older.to_string().contains("kith 0.0.0"), "{older}");
        assert!(matches!(newer, DumpError::Newer { .. }), "{newer}");
        // The store was not even made.
        raw(&there.location, "CREATE TABLE accounts (id BIGINT)");
    });
}

#[test]
fn only_an_empty_store_takes_a_dump() {
    on_each("dump_empty", |location| {
        let world = network(location);
        let (bytes, counted) = dumped(&world.store);
        let full = restore(location, &mut &bytes[..]);
        assert!(matches!(full, Err(DumpError::NotEmpty("accounts"))), "{full:?}");
        assert_eq!(dumped(&world.store).1, counted, "nothing of it has changed");
        let there = elsewhere(location);
        // One that was opened, and in which nothing happened, is empty still.
        drop(open(&there.location));
        restore(&there.location, &mut &bytes[..]).unwrap();
        let again = restore(&there.location, &mut &bytes[..]);
        assert!(matches!(again, Err(DumpError::NotEmpty(_))), "{again:?}");
        raw(&there.location, "DELETE FROM accounts");
        let left = restore(&there.location, &mut &bytes[..]);
        assert!(matches!(left, Err(DumpError::NotEmpty("pairs"))), "{left:?}");
    });
}

/// A file at which others wait to write until its first bytes have come.
struct Watched<'a> {
    bytes: Vec<u8>,
    begun: &'a AtomicBool,
    written: &'a AtomicU64,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes.extend(bytes);
        if self.bytes.len() > 4_000 && !self.begun.swap(true, Ordering::SeqCst) {
            // The dump has begun: it goes on when others have written since.
            while self.written.load(Ordering::SeqCst) < 20 {
                std::thread::yield_now();
            }
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_dump_is_of_one_instant_while_others_write() {
    on_each("dump_instant", |location| {
        let world = Arc::new(network(location));
        let ann = world.read(|reads| reads.member_by_handle("ann")).unwrap();
        let crowd = world.crowd("crowd", 300);
        let (begun, written) = (AtomicBool::new(false), AtomicU64::new(0));
        let before = dumped(&world.store).1;
        let bytes = std::thread::scope(|scope| {
            scope.spawn(|| {
                for (at, other) in crowd.iter().take(20).enumerate() {
                    while !begun.load(Ordering::SeqCst) {
                        std::thread::yield_now();
                    }
                    world.invite(ann, *other, T0.plus(HOUR + at as i64 * MINUTE)).unwrap();
                    written.fetch_add(1, Ordering::SeqCst);
                }
            });
            let mut out = Watched { bytes: Vec::new(), begun: &begun, written: &written };
            let counted = world.store.dump("0.0.0", T0, &mut out).unwrap();
            assert_eq!(counted, before);
            out.bytes
        });
        let there = elsewhere(location);
        restore(&there.location, &mut &bytes[..]).unwrap();
        world.through(open(&there.location)).assert_agrees();
    });
}

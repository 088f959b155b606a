//! Snapshot files: what was written is read again, and anything else is refused with its reason.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use kith_graph::{Avoid, Edit, Graph, Memory, Merging, OpenError, Opened, Opening, Wanted};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use twox_hash::XxHash3_64;

use crate::properties::{N, check_everything, config, edges, edit, history, live};

/// A file name of its own for each use, removed in the end.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static USES: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("kith-graph-{}-{}", std::process::id(), USES.fetch_add(1, Ordering::Relaxed));
        Self(std::env::temp_dir().join(name))
    }

    fn open(&self, memory: Memory) -> Result<Opened, OpenError> {
        Graph::open(&self.0, Opening { memory, merging: Merging::ByHand })
    }

    /// What both ways of opening answer for a file of these bytes; they must agree.
    fn try_bytes(&self, bytes: &[u8]) -> Result<Opened, OpenError> {
        fs::write(&self.0, bytes).unwrap();
        let (read, mapped) = (self.open(Memory::Read), self.open(Memory::Mapped));
        let told = |opened: &Result<Opened, OpenError>| {
            opened.as_ref().map(drop).map_err(ToString::to_string)
        };
        assert_eq!(told(&read), told(&mapped));
        read
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn label(v: u32) -> [u8; 16] {
    u128::from(v).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835).to_le_bytes()
}

/// A small graph with hidden vertices, written: the bytes of the file.
fn written() -> Vec<u8> {
    let place = Place::new();
    let edges = (0..60).map(|i| (i * 7 % 23, i * 11 % 19));
    let graph = Graph::builder().merging(Merging::ByHand).edges(edges).hidden([4, 17]).build();
    graph.apply(&[Edit::Insert(1, 30), Edit::Remove(0, 7), Edit::Hide(9)]);
    let labels: Vec<[u8; 16]> = (0..31).map(label).collect();
    graph.view().write_snapshot(&place.0, &labels, b"lane 3, number 70").unwrap();
    fs::read(&place.0).unwrap()
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn what_was_written_answers_like_the_graph_and_lives_on(
        start in edges(),
        hidden in vec(0..N, 0..3),
        steps in history(),
        later in vec(edit(), 0..30),
        avoid in btree_set(0..N + 1, 0..3),
        tag in vec(any::<u8>(), 0..90),
    ) {
        let (graph, naive) = live(&start, &hidden, &steps, 1);
        let place = Place::new();
        let labels: Vec<[u8; 16]> = (0..naive.vertices).map(label).collect();
        graph.view().write_snapshot(&place.0, &labels, &tag).unwrap();
        for memory in [Memory::Read, Memory::Mapped] {
            let opened = place.open(memory).unwrap();
            prop_assert_eq!(&opened.labels, &labels);
            prop_assert_eq!(&opened.tag, &tag);
            check_everything(&opened.graph.view(), &naive, &avoid, 1);
            let mut naive = naive.clone();
            for &edit in &later {
                let changed = opened.graph.apply(&[edit]) == 1;
                prop_assert_eq!(changed, naive.apply(edit), "{:?}", edit);
            }
            opened.graph.merge();
            check_everything(&opened.graph.view(), &naive, &BTreeSet::new(), 1);
        }
    }
}

#[test]
fn a_file_cut_off_anywhere_or_with_more_at_its_end_is_torn() {
    let (bytes, place) = (written(), Place::new());
    for length in 0..bytes.len() {
        let refused = place.try_bytes(&bytes[..length]).unwrap_err();
        if length == 0 {
            assert!(matches!(refused, OpenError::Foreign));
        } else {
            let all = if length < 128 { 128 } else { bytes.len() } as u64;
            let torn = matches!(refused, OpenError::Torn { expected, found }
                if expected == all && found == length as u64);
            assert!(torn, "{length}: {refused}");
        }
    }
    let longer = [&bytes[..], &[0]].concat();
    assert!(matches!(place.try_bytes(&longer), Err(OpenError::Torn { .. })));
    assert!(place.try_bytes(&bytes).is_ok());
}

#[test]
fn a_file_with_any_byte_changed_is_refused_with_the_reason() {
    let (bytes, place) = (written(), Place::new());
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        let refused = place.try_bytes(&changed).unwrap_err();
        let right = match at {
            0..8 => matches!(refused, OpenError::Foreign),
            8..12 => matches!(refused, OpenError::Version { found } if found != 1),
            12..128 => matches!(&refused, OpenError::Checksum { part } if part == "the header"),
            _ if at < bytes.len() - 8 => {
                matches!(&refused, OpenError::Checksum { part } if part == "block 0 of 1")
            }
            _ => matches!(&refused, OpenError::Checksum { part } if part == "the checksums"),
        };
        assert!(right, "byte {at}: {refused}");
    }
}

#[test]
fn other_files_and_no_file_are_refused() {
    let place = Place::new();
    assert!(matches!(place.open(Memory::Read), Err(OpenError::Io(_))));
    let database = [b"SQLite format 3\0".as_slice(), &[0; 4_096]].concat();
    assert!(matches!(place.try_bytes(&database), Err(OpenError::Foreign)));
    assert!(matches!(place.try_bytes(&[0; 300]), Err(OpenError::Foreign)));
    let mut older = written();
    older[8..12].copy_from_slice(&0_u32.to_le_bytes());
    let refused = place.try_bytes(&older).unwrap_err();
    assert_eq!(refused.to_string(), "a snapshot of version 0; this program reads version 1");
}

#[test]
fn writing_to_where_it_cannot_be_leaves_nothing_behind() {
    let place = Place::new();
    fs::create_dir(&place.0).unwrap();
    fs::write(place.0.join("in-the-way"), "").unwrap();
    let view = Graph::from_edges(3, [(0, 1)]).view();
    assert!(view.write_snapshot(&place.0, &[], b"").is_err(), "a folder with something in it");
    assert!(view.write_snapshot(place.0.join("no/such/folder"), &[], b"").is_err());
    let name = place.0.file_name().unwrap().to_str().unwrap().to_owned();
    let beside = fs::read_dir(std::env::temp_dir()).unwrap();
    let left = beside.filter(|entry| {
        entry.as_ref().unwrap().file_name().to_str().is_some_and(|n| n.starts_with(&name))
    });
    assert_eq!(left.count(), 1);
    fs::remove_dir_all(&place.0).unwrap();
}

/// Where sections begin and end, by the description in the source, for a file of one block.
fn sections(bytes: &[u8]) -> Vec<Range<usize>> {
    let field =
        |i: usize| u64::from_le_bytes(bytes[16 + 8 * i..][..8].try_into().unwrap()) as usize;
    let sizes = [(field(0) + 1) * 8, field(1) * 4, field(2) * 4, field(3) * 8];
    let mut end = 128_usize;
    let section = |size| {
        let start = end.next_multiple_of(64);
        end = start + size;
        start..end
    };
    sizes.map(section).to_vec()
}

/// Makes all checksums agree with what the file now holds.
fn seal(bytes: &mut [u8]) {
    let table = bytes.len() - 8;
    let block = XxHash3_64::oneshot(&bytes[128..table]);
    bytes[table..].copy_from_slice(&block.to_le_bytes());
    let of_table = XxHash3_64::oneshot(&bytes[table..]);
    bytes[64..72].copy_from_slice(&of_table.to_le_bytes());
    let of_header = XxHash3_64::oneshot(&bytes[..120]);
    bytes[120..128].copy_from_slice(&of_header.to_le_bytes());
}

#[test]
fn sealing_a_file_again_changes_nothing() {
    let mut bytes = written();
    seal(&mut bytes);
    assert_eq!(bytes, written());
}

proptest! {
    #![proptest_config(config(400))]

    /// Whoever can compute checksums can write anything. What is opened then must not panic.
    #[test]
    fn forged_contents_are_refused_or_harmless(
        section in 0..4_usize,
        forgeries in vec((any::<prop::sample::Index>(), 0..6_u32, any::<u32>()), 1..4),
    ) {
        let mut bytes = written();
        let range = sections(&bytes)[section].clone();
        let place_of = |i: &prop::sample::Index| range.start + i.index(range.len() / 4) * 4;
        for (index, kind, value) in &forgeries {
            let at = place_of(index);
            let old = u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
            let new = match kind {
                0 => old.wrapping_add(1),
                1 => old.wrapping_sub(1),
                2 => value % 31,
                3 => u32::MAX,
                4 => 0,
                _ => *value,
            };
            bytes[at..at + 4].copy_from_slice(&new.to_le_bytes());
        }
        seal(&mut bytes);
        match Place::new().try_bytes(&bytes) {
            Err(OpenError::Contents(_)) => {}
            Err(other) => prop_assert!(false, "{other}"),
            Ok(opened) => ask_everything(&opened.graph),
        }
    }

    #[test]
    fn forged_lengths_are_refused_or_harmless(field in 0..6_usize, length in prop_oneof![
        any::<u64>(), 0..200_u64, Just(u64::MAX), Just(1 << 61), Just((1 << 28) + 1)
    ]) {
        let mut bytes = written();
        let at = 16 + 8 * field;
        bytes[at..at + 8].copy_from_slice(&length.to_le_bytes());
        seal(&mut bytes);
        match Place::new().try_bytes(&bytes) {
            // Sections end in padding, so a few elements more or less may be what they are.
            Ok(opened) => ask_everything(&opened.graph),
            Err(refused) => prop_assert!(
                matches!(refused, OpenError::Torn { .. } | OpenError::Contents(_)), "{refused}"
            ),
        }
    }
}

fn ask_everything(graph: &Graph) {
    let all: Vec<u32> = (0..33).collect();
    let everybody = Avoid::none();
    for &v in &all {
        graph.apply(&[Edit::Show(v), Edit::Insert(v, 5), Edit::Remove(v, 6), Edit::Hide(v / 2)]);
        let view = graph.view();
        black_box(view.degrees(v, &all, &everybody));
        black_box(view.suggestions(v, &Wanted::new(5, &everybody), |_| false));
        for &w in &all {
            black_box(view.mutual_count(v, w, &everybody));
            black_box(view.shortest_paths(v, w, 9, 9, &everybody));
            black_box(view.distance(v, w, 9, &everybody));
        }
    }
    graph.merge();
}

#[test]
fn an_edge_that_only_one_end_knows_is_refused() {
    let mut bytes = written();
    let arcs = sections(&bytes)[1].clone();
    // The list of 0 begins with its lowest neighbour, here 6; 1 is not a neighbour.
    assert_eq!(bytes[arcs.start..arcs.start + 4], 6_u32.to_le_bytes());
    bytes[arcs.start..arcs.start + 4].copy_from_slice(&1_u32.to_le_bytes());
    seal(&mut bytes);
    let refused = Place::new().try_bytes(&bytes).unwrap_err();
    assert!(refused.to_string().ends_with("not one from the other end"), "{refused}");
}

#[test]
fn a_snapshot_written_while_others_write_is_one_state() {
    let place = Place::new();
    let graph = Graph::builder().vertices(3_000).merging(Merging::ByHand).build();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for i in 0.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                // Pairs of edges come and go together.
                let (a, b) = (i * 31 % 1_000, 1_000 + i * 17 % 1_000);
                graph.apply(&[Edit::Insert(a, b), Edit::Insert(a, b + 1_000)]);
                graph.apply(&[Edit::Remove(b, a / 2), Edit::Remove(b + 1_000, a / 2)]);
                if i % 50 == 0 {
                    graph.merge();
                }
            }
        });
        for round in 0..12_u32 {
            let view = graph.view();
            view.write_snapshot(&place.0, &[], &round.to_le_bytes()).unwrap();
            let opened = place.open(Memory::Mapped).unwrap();
            let read = opened.graph.view();
            assert_eq!(opened.tag, round.to_le_bytes());
            assert!((0..3_000).all(|v| read.neighbours(v).eq(view.neighbours(v))));
            for b in 1_000..2_000 {
                assert!(read.neighbours(b).eq(read.neighbours(b + 1_000)), "half a batch");
            }
        }
        done.store(true, Ordering::Relaxed);
    });
}

//! Readers, a writer and merges at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use kith_graph::{Avoid, Degree, Edit, Graph, Merging, View};

const N: u32 = 300;

/// A number in `0..N` that looks random.
fn scatter(i: u32) -> u32 {
    (i.wrapping_mul(2_654_435_761) >> 7) % N
}

fn assert_consistent(view: &View) {
    let mut arcs = 0;
    for a in 0..N {
        let mut previous = None;
        for b in view.neighbours(a) {
            assert!(previous < Some(b), "neighbours of {a} ascend");
            assert!(view.neighbours(b).any(|v| v == a), "{a} has {b}, so {b} has {a}");
            previous = Some(b);
            arcs += 1;
        }
    }
    assert_eq!(view.stats().edges * 2, arcs);
}

#[test]
fn a_view_is_consistent_and_a_write_shows_while_others_write_and_merge() {
    let graph = Arc::new(Graph::builder().merging(Merging::ByHand).build());
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut version = 0;
                while !done.load(Ordering::Relaxed) {
                    let view = graph.view();
                    assert!(view.version() >= version, "views do not go back");
                    version = view.version();
                    assert_consistent(&view);
                    let degrees = view.degrees(1, &[1, 2, 3], &Avoid::none());
                    assert_eq!(degrees[0], Degree::Myself);
                }
            });
        }
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                graph.merge();
            }
        });
        for i in 0..6_000 {
            let (a, b) = (scatter(i), scatter(i + 77_777));
            match i % 8 {
                0 => {
                    graph.remove(a, b);
                    assert!(!graph.view().connected(a, b));
                }
                1 => {
                    graph.hide(a);
                    assert_eq!(graph.view().degree_count(a), 0);
                    graph.show(a);
                }
                2 => {
                    graph.apply(&[Edit::Insert(a, b), Edit::Remove(a, b), Edit::Ensure(b)]);
                    assert!(!graph.view().connected(a, b));
                }
                _ => {
                    graph.insert(a, b);
                    assert_eq!(graph.view().connected(a, b), a != b);
                }
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert_consistent(&graph.view());
}

#[test]
fn a_batch_shows_whole_or_not_at_all() {
    let graph = Graph::new();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let view = graph.view();
                assert_eq!(view.connected(0, 1), view.connected(200, 201));
            }
        });
        for _ in 0..2_000 {
            graph.apply(&[Edit::Insert(0, 1), Edit::Insert(200, 201)]);
            graph.apply(&[Edit::Remove(200, 201), Edit::Remove(0, 1)]);
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn changes_are_merged_in_the_background_once_there_are_enough() {
    let graph = Graph::new();
    let mut edits = Vec::new();
    for a in 0..400 {
        edits.extend((a + 1..a + 101).map(|b| Edit::Insert(a, b)));
    }
    graph.apply(&edits);
    let mut tries = 0;
    while graph.view().stats().changed_bytes > 0 {
        tries += 1;
        assert!(tries < 100_000, "never merged");
        thread::yield_now();
        thread::sleep(std::time::Duration::from_micros(100));
    }
    assert_eq!(graph.view().stats().edges, 40_000);
    assert_eq!(graph.view().degree_count(200), 200);
}

//! Publication under threads that run in orders chosen to find mistakes: `shuttle` decides at each
//! lock, load and store who goes on. `scripts/test` runs it:
//!
//! ```text
//! RUSTFLAGS="--cfg shuttle" cargo test -p kith-graph --test publication --target-dir target/shuttle
//! ```
#![cfg(shuttle)]

use std::collections::BTreeSet;

use kith_graph::{Avoid, Edit, Graph, Merging, View, lose_writes_in_merges};
use shuttle::{sync::Arc, thread};

/// Orders that are tried for each test.
const ORDERS: usize = 2_000;

fn graph() -> Arc<Graph> {
    let edges = [(0, 1), (1, 2), (2, 3)];
    Arc::new(Graph::builder().merging(Merging::ByHand).edges(edges).build())
}

/// Both ends of an edge know it, and the count is right.
fn assert_whole(view: &View) {
    let arcs: usize = (0..view.stats().vertices as u32)
        .map(|a| {
            let known = view.neighbours(a);
            let count = known.len();
            for b in known {
                assert!(view.neighbours(b).any(|v| v == a), "{a} has {b}, so {b} has {a}");
            }
            count
        })
        .sum();
    assert_eq!(arcs, 2 * view.stats().edges);
}

/// The second degree is what the view's own lists say, whatever was kept from other moments.
fn assert_second_degree(view: &View, viewer: u32) {
    let first: BTreeSet<u32> = view.neighbours(viewer).collect();
    let mut second: BTreeSet<u32> = first.iter().flat_map(|&z| view.neighbours(z)).collect();
    second.retain(|v| *v != viewer && !first.contains(v));
    let told: BTreeSet<u32> = view.second_degree(viewer, &Avoid::none()).iter().collect();
    assert_eq!(told, second);
}

fn writes_show_while_others_write_and_merge() {
    let graph = graph();
    let merging = thread::spawn({
        let graph = Arc::clone(&graph);
        move || {
            graph.merge();
            graph.merge();
        }
    });
    let other = thread::spawn({
        let graph = Arc::clone(&graph);
        move || {
            graph.insert(0, 4);
            assert!(graph.view().connected(0, 4), "whoever wrote it sees it");
            graph.remove(1, 2);
            assert!(!graph.view().connected(1, 2));
        }
    });
    graph.apply(&[Edit::Insert(0, 3), Edit::Hide(2)]);
    let view = graph.view();
    assert!(view.connected(0, 3) && view.is_hidden(2));
    for thread in [merging, other] {
        thread.join().unwrap();
    }
    let view = graph.view();
    assert_whole(&view);
    let edges: Vec<(u32, u32)> = (0..5)
        .flat_map(|a| view.neighbours(a).filter(move |&b| b > a).map(move |b| (a, b)))
        .collect();
    assert_eq!(edges, [(0, 1), (0, 3), (0, 4)]);
    graph.show(2);
    assert!(graph.view().neighbours(2).eq([3]), "the edge that went meanwhile stays away");
}

#[test]
fn a_write_shows_once_it_has_returned_and_none_is_lost() {
    shuttle::check_random(writes_show_while_others_write_and_merge, ORDERS);
    shuttle::check_pct(writes_show_while_others_write_and_merge, ORDERS, 3);
}

#[test]
fn readers_see_states_in_order_each_of_them_whole() {
    let readers = || {
        let graph = graph();
        let reading = thread::spawn({
            let graph = Arc::clone(&graph);
            move || {
                let mut version = 0;
                for _ in 0..4 {
                    let view = graph.view();
                    assert!(view.version() >= version, "views do not go back");
                    version = view.version();
                    assert_whole(&view);
                    assert_eq!(view.connected(0, 5), view.connected(3, 6), "a batch shows whole");
                    assert_second_degree(&view, 1);
                }
            }
        });
        let merging = thread::spawn({
            let graph = Arc::clone(&graph);
            move || graph.merge()
        });
        graph.apply(&[Edit::Insert(0, 5), Edit::Insert(3, 6)]);
        assert_second_degree(&graph.view(), 1);
        graph.apply(&[Edit::Remove(3, 6), Edit::Remove(0, 5), Edit::Insert(1, 6)]);
        assert_second_degree(&graph.view(), 1);
        for thread in [reading, merging] {
            thread.join().unwrap();
        }
        assert_second_degree(&graph.view(), 1);
    };
    shuttle::check_random(readers, ORDERS);
    shuttle::check_pct(readers, ORDERS, 3);
}

/// The check can fail: a merge that drops what was written while it ran is found.
#[test]
fn a_merge_that_loses_writes_is_found() {
    lose_writes_in_merges(true);
    let found = std::panic::catch_unwind(|| {
        shuttle::check_random(writes_show_while_others_write_and_merge, ORDERS);
    });
    lose_writes_in_merges(false);
    assert!(found.is_err(), "no order showed the loss");
}

//! Random histories: whatever happened, every answer is that of the naive graph.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use kith_graph::{Avoid, Blend, Degree, Edit, Graph, Merging, View, Wanted};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use crate::naive::{Naive, Seen};

/// Vertices that edits name; questions also name some beyond.
pub(crate) const N: u32 = 14;

#[derive(Clone, Debug)]
pub(crate) enum Step {
    One(Edit),
    Batch(Vec<Edit>),
    Merge,
}

pub(crate) fn edit() -> impl Strategy<Value = Edit> {
    let v = || 0..N;
    prop_oneof![
        12 => (v(), v()).prop_map(|(a, b)| Edit::Insert(a, b)),
        4 => (v(), v()).prop_map(|(a, b)| Edit::Remove(a, b)),
        2 => v().prop_map(Edit::Hide),
        3 => v().prop_map(Edit::Show),
        1 => v().prop_map(Edit::Ensure),
    ]
}

pub(crate) fn history() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        12 => edit().prop_map(Step::One),
        2 => vec(edit(), 0..8).prop_map(Step::Batch),
        1 => Just(Step::Merge),
    ];
    vec(step, 0..70)
}

/// Puts vertices `stride` apart, so that they lie in different parts of everything.
fn spread(edit: Edit, stride: u32) -> Edit {
    match edit {
        Edit::Insert(a, b) => Edit::Insert(a * stride, b * stride),
        Edit::Remove(a, b) => Edit::Remove(a * stride, b * stride),
        Edit::Hide(v) => Edit::Hide(v * stride),
        Edit::Show(v) => Edit::Show(v * stride),
        Edit::Ensure(v) => Edit::Ensure(v * stride),
    }
}

/// Lives through the history in both graphs, comparing what each edit answered.
pub(crate) fn live(
    start: &[(u32, u32)],
    hidden: &[u32],
    steps: &[Step],
    stride: u32,
) -> (Graph, Naive) {
    let mut naive = Naive::default();
    for &(a, b) in start {
        naive.apply(spread(Edit::Insert(a, b), stride));
    }
    for &v in hidden {
        naive.apply(spread(Edit::Hide(v), stride));
    }
    let graph = Graph::builder()
        .merging(Merging::ByHand)
        .edges(start.iter().map(|(a, b)| (a * stride, b * stride)))
        .hidden(hidden.iter().map(|v| v * stride))
        .build();
    for step in steps {
        match step {
            Step::One(edit) => {
                let edit = spread(*edit, stride);
                let changed = match edit {
                    Edit::Insert(a, b) => graph.insert(a, b),
                    Edit::Remove(a, b) => graph.remove(a, b),
                    Edit::Hide(v) => graph.hide(v),
                    Edit::Show(v) => graph.show(v),
                    Edit::Ensure(v) => graph.ensure(v),
                };
                assert_eq!(changed, naive.apply(edit), "{edit:?}");
            }
            Step::Batch(edits) => {
                let edits: Vec<Edit> = edits.iter().map(|&e| spread(e, stride)).collect();
                let changed = edits.iter().filter(|&&e| naive.apply(e)).count();
                assert_eq!(graph.apply(&edits), changed);
            }
            Step::Merge => graph.merge(),
        }
    }
    (graph, naive)
}

pub(crate) fn check_everything(view: &View, naive: &Naive, avoid: &BTreeSet<u32>, stride: u32) {
    let everybody: Vec<u32> = (0..N + 2).map(|v| v * stride).collect();
    check_lists(view, &naive.seen(&BTreeSet::new()), naive.vertices, &everybody);
    let seen = naive.seen(avoid);
    let avoid = Avoid::new(avoid.iter().copied());
    for &a in &everybody {
        check_degrees(view, &seen, a, &everybody, &avoid);
        check_suggestions(view, &seen, a, &avoid);
        for &b in &everybody {
            check_mutuals(view, &seen, (a, b), &avoid);
            check_paths(view, &seen, (a, b), &avoid);
        }
    }
}

fn check_lists(view: &View, seen: &Seen, vertices: u32, everybody: &[u32]) {
    assert_eq!(view.stats().vertices, vertices as usize);
    assert_eq!(view.stats().edges, seen.edge_count());
    for &a in everybody {
        let expected = seen.neighbours(a);
        assert!(view.neighbours(a).eq(expected.iter().copied()), "neighbours of {a}");
        assert_eq!(view.degree_count(a), expected.len());
        for &b in everybody {
            assert_eq!(view.connected(a, b), expected.contains(&b), "{a} and {b}");
        }
    }
}

fn check_degrees(view: &View, seen: &Seen, viewer: u32, everybody: &[u32], avoid: &Avoid) {
    let expected: Vec<Degree> = everybody.iter().map(|&v| seen.degree(viewer, v)).collect();
    // One at a time first, while the second degree is not kept.
    for (&target, &degree) in everybody.iter().zip(&expected) {
        assert_eq!(view.degrees(viewer, &[target], avoid), [degree], "{viewer} to {target}");
    }
    assert_eq!(view.degrees(viewer, everybody, avoid), expected, "of {viewer}");
    let second = view.second_degree(viewer, avoid);
    let at_two = seen.distances(viewer).into_iter().filter(|&(_, steps)| steps == 2);
    let at_two: BTreeSet<u32> = at_two.map(|(v, _)| v).collect();
    assert!(second.iter().eq(at_two.iter().copied()), "second degree of {viewer}");
    assert_eq!(second.len(), at_two.len());
    let twice: Vec<u32> = everybody.iter().chain(everybody).copied().collect();
    assert_eq!(view.degrees(viewer, &twice, avoid), [expected.clone(), expected].concat());
}

fn check_mutuals(view: &View, seen: &Seen, (a, b): (u32, u32), avoid: &Avoid) {
    let expected = seen.mutuals(a, b);
    assert_eq!(view.mutual_count(a, b, avoid), expected.len(), "{a} and {b}");
    assert!(view.mutuals(a, b, avoid).eq(expected), "{a} and {b}");
}

fn check_paths(view: &View, seen: &Seen, (a, b): (u32, u32), avoid: &Avoid) {
    let distance = seen.distances(a).get(&b).copied();
    for max in [0, 1, 2, 3, 4, 100] {
        let within = distance.filter(|&steps| steps <= max);
        assert_eq!(view.distance(a, b, max as usize, avoid), within, "{a} to {b} in {max}");
    }
    let expected = seen.paths(a, b, 100);
    for limit in [0, 1, 3, 1_000] {
        let paths = view.shortest_paths(a, b, limit, 100, avoid);
        assert_eq!(paths, expected[..limit.min(expected.len())], "{a} to {b}");
    }
    assert_eq!(view.shortest_paths(a, b, 1_000, 3, avoid), seen.paths(a, b, 3), "{a} to {b}");
    let fresh = |v: u32| u64::from(v * 7 % 5);
    let expected = seen.paths_by(a, b, 100, fresh);
    assert_eq!(view.shortest_paths_by(a, b, 1_000, 100, avoid, fresh), expected, "{a} to {b}");
    let introducer = expected.first().filter(|path| path.len() == 3).map(|path| path[1]);
    assert_eq!(view.best_introducer(a, b, avoid, fresh), introducer, "{a} to {b}");
}

fn check_suggestions(view: &View, seen: &Seen, viewer: u32, avoid: &Avoid) {
    for longer in [0.0, 0.5, 4.0] {
        check_blend(view, seen, viewer, avoid, longer);
    }
}

fn check_blend(view: &View, seen: &Seen, viewer: u32, avoid: &Avoid, longer: f64) {
    let mut candidates = seen.candidates(viewer, longer);
    let blend = if longer > 0.0 { Blend::new(longer) } else { Blend::NEAREST };
    let wanted = |limit| Wanted::new(limit, avoid).blend(blend);
    let all = view.suggestions(viewer, &wanted(1_000), |_| false);
    assert_eq!(all.len(), candidates.len(), "all of {viewer}");
    for suggestion in &all {
        let (score, common) = &candidates[&suggestion.vertex];
        assert!((suggestion.score - score).abs() < 1e-9, "{suggestion:?}, not {score}");
        assert_eq!(suggestion.mutuals as usize, common.len());
        let mut strongest = common.clone();
        strongest.sort_by(|&x, &y| seen.weight(y).total_cmp(&seen.weight(x)).then(x.cmp(&y)));
        strongest.truncate(3);
        if strongest.is_empty() {
            assert!(!suggestion.via.is_empty(), "{suggestion:?}");
            let known = |z: &u32| seen.degree(viewer, *z) == Degree::First;
            assert!(suggestion.via.iter().all(known), "{suggestion:?}");
            assert_eq!(seen.degree(viewer, suggestion.vertex), Degree::Third);
        } else {
            assert_eq!(suggestion.via, strongest);
        }
    }
    let order = |s: &kith_graph::Suggestion| (s.mutuals, std::cmp::Reverse(s.vertex));
    for pair in all.windows(2) {
        let by_score = pair[0].score.total_cmp(&pair[1].score);
        assert!(by_score.then(order(&pair[0]).cmp(&order(&pair[1]))).is_gt(), "{pair:?}");
    }
    // Excluding inside the search is excluding from the whole list.
    candidates.retain(|v, _| v % 3 != 0);
    for limit in [0, 1, 3] {
        let some = view.suggestions(viewer, &wanted(limit), |v| v % 3 == 0);
        let expected = all.iter().filter(|s| s.vertex % 3 != 0).take(limit);
        assert!(some.iter().eq(expected), "{limit} of {viewer}");
    }
}

pub(crate) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

pub(crate) fn edges() -> impl Strategy<Value = Vec<(u32, u32)>> {
    vec((0..N, 0..N), 0..40)
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn every_answer_is_that_of_the_naive_graph_after_any_history(
        start in edges(),
        hidden in vec(0..N, 0..3),
        steps in history(),
        avoid in btree_set(0..N + 1, 0..4),
    ) {
        let (graph, naive) = live(&start, &hidden, &steps, 1);
        check_everything(&graph.view(), &naive, &avoid, 1);
        check_everything(&graph.view(), &naive, &BTreeSet::new(), 1);
        graph.merge();
        check_everything(&graph.view(), &naive, &avoid, 1);
        prop_assert_eq!(graph.view().stats().changed_bytes, 0);
    }
}

proptest! {
    #![proptest_config(config(24))]

    /// Whatever is written and merged meanwhile, a view answers as a search through its own lists.
    #[test]
    fn every_answer_is_that_of_a_search_while_others_write_and_merge(
        start in edges(),
        steps in history(),
        avoid in btree_set(0..N + 1, 0..3),
    ) {
        let (graph, _) = live(&start, &[], &[], 1);
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    graph.merge();
                    thread::yield_now();
                }
            });
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    for step in &steps {
                        match step {
                            Step::One(edit) => _ = graph.apply(&[*edit]),
                            Step::Batch(edits) => _ = graph.apply(edits),
                            Step::Merge => graph.merge(),
                        }
                    }
                    thread::yield_now();
                }
            });
            // Also if an assertion fails, the others must end.
            let _end = Ending(&done);
            for _ in 0..3 {
                let view = graph.view();
                check_everything(&view, &Naive::of(&view), &avoid, 1);
            }
        });
    }
}

/// Tells other threads that it is over, when dropped.
struct Ending<'a>(&'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn vertices_far_apart_answer_like_vertices_side_by_side(
        start in edges(),
        hidden in vec(0..N, 0..2),
        steps in history(),
        avoid in btree_set(0..N, 0..3),
    ) {
        let stride = 9_973;
        let (graph, naive) = live(&start, &hidden, &steps, stride);
        let view = graph.view();
        let seen = naive.seen(&avoid.iter().map(|v| v * stride).collect());
        let avoid = Avoid::new(avoid.iter().map(|v| v * stride));
        let everybody: Vec<u32> = (0..N).map(|v| v * stride).collect();
        for &a in &everybody {
            check_degrees(&view, &seen, a, &everybody, &avoid);
            check_suggestions(&view, &seen, a, &avoid);
            for &b in &everybody {
                check_mutuals(&view, &seen, (a, b), &avoid);
                check_paths(&view, &seen, (a, b), &avoid);
            }
        }
    }

    /// Sets kept from any earlier moment, of this view or another, never show in an answer.
    #[test]
    fn kept_second_degrees_are_right_after_every_edit_in_every_view(
        start in edges(),
        steps in vec(edit(), 1..40),
        avoid in btree_set(0..N, 0..3),
        asked in vec((0..N, any::<prop::sample::Index>()), 40),
    ) {
        let (graph, mut naive) = live(&start, &[], &[], 1);
        let around = Avoid::new(avoid.iter().copied());
        let mut views = vec![(graph.view(), naive.seen(&avoid))];
        for (i, (&edit, (viewer, which))) in steps.iter().zip(asked).enumerate() {
            graph.apply(&[edit]);
            naive.apply(edit);
            if i % 7 == 6 {
                graph.merge();
            }
            views.push((graph.view(), naive.seen(&avoid)));
            // An older view, then the newest: each may find what the other left.
            for (view, seen) in [&views[which.index(views.len())], &views[views.len() - 1]] {
                for v in [viewer, (viewer + 1) % N] {
                    let second = view.second_degree(v, &around);
                    let steps = seen.distances(v);
                    let expected = (0..N + 2).filter(|w| steps.get(w) == Some(&2));
                    prop_assert!(second.iter().eq(expected), "of {} after {:?}", v, edit);
                }
            }
        }
    }

    #[test]
    fn an_older_view_does_not_move(start in edges(), steps in history()) {
        let graph = Graph::builder().merging(Merging::ByHand).edges(start).build();
        let view = graph.view();
        let before: Vec<Vec<u32>> = (0..N).map(|v| view.neighbours(v).collect()).collect();
        for step in &steps {
            match step {
                Step::One(edit) => { graph.apply(&[*edit]); }
                Step::Batch(edits) => { graph.apply(edits); }
                Step::Merge => graph.merge(),
            }
        }
        let after: Vec<Vec<u32>> = (0..N).map(|v| view.neighbours(v).collect()).collect();
        prop_assert_eq!(before, after);
    }
}

//! People with 30,000 connections.

use kith_graph::{Avoid, Degree, Edit, Graph, Merging, Wanted};

const HUB: u32 = 0;
const KNOWN: u32 = 30_000;

/// A hub that knows `1..=30_000`; each of them knows the next; the last knows 30,001, who knows
/// 30,002.
fn hub() -> Graph {
    let spokes = (1..=KNOWN).map(|v| (HUB, v));
    let ring = (1..=KNOWN + 1).map(|v| (v, v + 1));
    Graph::builder().merging(Merging::ByHand).edges(spokes.chain(ring)).build()
}

#[test]
fn a_hub_sees_everybody_at_the_right_degree() {
    let view = hub().view();
    let all = Avoid::none();
    assert_eq!(view.degree_count(HUB), KNOWN as usize);
    let targets = [HUB, 1, KNOWN, KNOWN + 1, KNOWN + 2, KNOWN + 3];
    use Degree::{First, Myself, Out, Second, Third};
    assert_eq!(view.degrees(HUB, &targets, &all), [Myself, First, First, Second, Third, Out]);
    assert_eq!(view.second_degree(1, &all).len(), KNOWN as usize - 2);
    assert_eq!(view.degrees(1, &[KNOWN, KNOWN + 1, KNOWN + 2], &all), [Second, Third, Out]);
}

#[test]
fn mutuals_with_a_hub_are_found_from_the_smaller_side() {
    let view = hub().view();
    let all = Avoid::none();
    assert_eq!(view.mutuals(HUB, 500, &all).collect::<Vec<_>>(), [499, 501]);
    assert_eq!(view.mutual_count(500, HUB, &Avoid::new([501])), 1);
    assert_eq!(view.mutuals(7, 20_000, &all).collect::<Vec<_>>(), [HUB]);
}

#[test]
fn avoiding_a_hub_sends_paths_the_long_way_round() {
    let view = hub().view();
    assert_eq!(view.shortest_paths(10, 40, 5, 6, &Avoid::none()), [[10, HUB, 40]]);
    assert_eq!(view.distance(10, 40, 100, &Avoid::new([HUB])), Some(30));
    assert_eq!(view.distance(10, 40, 29, &Avoid::new([HUB])), None);
    let paths = view.shortest_paths(10, 40, 5, 100, &Avoid::new([HUB]));
    assert_eq!(paths, [(10..=40).collect::<Vec<_>>()]);
}

#[test]
fn a_hub_weighs_little_in_suggestions() {
    let view = hub().view();
    let best = view.suggestions(100, &Wanted::new(3, &Avoid::none()), |_| false);
    let vertices: Vec<u32> = best.iter().map(|s| s.vertex).collect();
    assert_eq!(vertices, [98, 102, 1]);
    assert!((best[0].score - (1.0 / 3.0 + 1.0 / 30_000.0)).abs() < 1e-9);
    assert_eq!(best[0].via, [99, HUB]);
    let far = view.suggestions(HUB, &Wanted::new(10, &Avoid::none()), |_| false);
    assert_eq!(far.len(), 1, "only one person is at second degree");
}

#[test]
fn a_hub_can_be_changed_hidden_and_shown() {
    let graph = hub();
    assert!(graph.insert(HUB, 40_000));
    assert!(graph.remove(HUB, 1));
    assert!(graph.hide(HUB));
    let hidden = graph.view();
    assert_eq!((hidden.degree_count(HUB), hidden.degree_count(500)), (0, 2));
    assert_eq!(hidden.stats().edges, KNOWN as usize + 1);
    graph.merge();
    graph.apply(&[Edit::Remove(HUB, 2), Edit::Show(HUB)]);
    let shown = graph.view();
    assert_eq!(shown.degree_count(HUB), KNOWN as usize - 1);
    assert!(shown.neighbours(HUB).eq((3..=KNOWN).chain([40_000])));
}

#[test]
fn a_hub_grown_one_by_one_is_the_hub_built_at_once() {
    let graph = Graph::builder().merging(Merging::ByHand).build();
    let edits: Vec<Edit> = (1..=KNOWN).rev().map(|v| Edit::Insert(v, HUB)).collect();
    for some in edits.chunks(100) {
        assert_eq!(graph.apply(some), some.len());
    }
    assert!(graph.view().neighbours(HUB).eq(1..=KNOWN));
}

//! Odd questions get plain answers.

use kith_graph::{Avoid, BuildError, Degree, Edit, Graph, MAX_VERTICES, Merging, Wanted};

fn path_of_five() -> Graph {
    Graph::from_edges(0, [(0, 1), (1, 2), (2, 3), (3, 4)])
}

#[test]
fn an_empty_graph_answers_nothing() {
    let view = Graph::new().view();
    let all = Avoid::none();
    assert_eq!(view.degrees(3, &[3, 4], &all), [Degree::Myself, Degree::Out]);
    assert_eq!(view.distance(0, 0, 5, &all), None);
    assert!(view.shortest_paths(0, 1, 5, 5, &all).is_empty());
    assert!(view.suggestions(0, &Wanted::new(5, &all), |_| false).is_empty());
    assert!(view.second_degree(u32::MAX, &all).is_empty());
    assert_eq!(view.mutual_count(u32::MAX, 0, &all), 0);
    assert_eq!(view.stats().vertices, 0);
}

#[test]
fn unknown_vertices_are_out_of_network() {
    let view = path_of_five().view();
    let targets = [u32::MAX, 5, MAX_VERTICES];
    assert_eq!(view.degrees(0, &targets, &Avoid::none()), [Degree::Out; 3]);
    assert_eq!(view.distance(0, u32::MAX, 9, &Avoid::none()), None);
    assert_eq!(view.degrees(0, &[1], &Avoid::new([u32::MAX])), [Degree::First]);
}

#[test]
fn self_loops_and_vertices_out_of_range_are_ignored() {
    let graph = Graph::from_edges(2, [(1, 1), (0, MAX_VERTICES), (u32::MAX, 1)]);
    assert!(!graph.insert(7, 7));
    assert!(!graph.insert(0, MAX_VERTICES));
    assert!(!graph.ensure(u32::MAX));
    assert!(!graph.hide(u32::MAX));
    assert!(!graph.remove(u32::MAX, 0));
    let stats = graph.view().stats();
    assert_eq!((stats.vertices, stats.edges, stats.hidden), (2, 0, 0));
    assert_eq!(graph.view().version(), 0, "nothing changed, nothing published");
}

#[test]
fn edits_answer_whether_they_changed_anything() {
    let graph = path_of_five();
    assert!(!graph.insert(1, 0), "already connected, seen from the other end");
    assert!(graph.insert(0, 4) && !graph.insert(4, 0));
    assert!(graph.remove(4, 0) && !graph.remove(0, 4));
    assert!(graph.hide(2) && !graph.hide(2));
    assert!(graph.view().is_hidden(2));
    assert!(!graph.insert(2, 1), "still connected while hidden");
    assert!(graph.insert(2, 0) && graph.remove(3, 2));
    assert!(graph.show(2) && !graph.show(2));
    assert_eq!(graph.view().neighbours(2).collect::<Vec<_>>(), [0, 1]);
    assert!(graph.ensure(9) && !graph.ensure(8));
}

#[test]
fn a_hidden_vertex_carries_no_path_and_is_no_answer() {
    let graph = path_of_five();
    graph.hide(2);
    let view = graph.view();
    let all = Avoid::none();
    assert_eq!(view.distance(1, 3, 9, &all), None);
    assert_eq!(view.distance(2, 2, 9, &all), None);
    assert_eq!(view.degrees(1, &[2, 3], &all), [Degree::Out; 2]);
    assert_eq!(view.degrees(2, &[2, 1], &all), [Degree::Myself, Degree::Out]);
    assert!(view.suggestions(0, &Wanted::new(5, &all), |_| false).is_empty());
}

#[test]
fn two_hidden_friends_are_connected_again_when_both_are_back() {
    let graph = path_of_five();
    graph.apply(&[Edit::Hide(1), Edit::Hide(2), Edit::Show(1)]);
    assert_eq!(graph.view().neighbours(1).collect::<Vec<_>>(), [0]);
    graph.show(2);
    assert_eq!(graph.view().neighbours(2).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(graph.view().stats().edges, 4);
}

#[test]
fn an_edge_that_came_back_from_hiding_can_be_removed_for_good() {
    let graph = path_of_five();
    graph.apply(&[Edit::Hide(1), Edit::Show(1)]);
    assert!(graph.remove(0, 1) && !graph.remove(0, 1));
    graph.apply(&[Edit::Hide(1), Edit::Show(1)]);
    assert_eq!(graph.view().neighbours(1).collect::<Vec<_>>(), [2]);
}

#[test]
fn a_viewer_who_avoids_themself_sees_nobody() {
    let view = path_of_five().view();
    let avoid = Avoid::new([0]);
    assert_eq!(view.degrees(0, &[0, 1], &avoid), [Degree::Myself, Degree::Out]);
    assert_eq!(view.distance(0, 1, 9, &avoid), None);
    assert!(view.second_degree(0, &avoid).is_empty());
}

#[test]
fn a_kept_second_degree_ends_with_a_write_that_changes_it() {
    let graph = path_of_five();
    let all = Avoid::none();
    let before = graph.view();
    assert!(before.second_degree(0, &all).iter().eq([2]));
    graph.insert(1, 4);
    assert!(graph.view().second_degree(0, &all).iter().eq([2, 4]));
    assert!(before.second_degree(0, &all).iter().eq([2]));
    assert!(graph.view().second_degree(0, &Avoid::new([4])).iter().eq([2]));
}

#[test]
fn a_crowded_layer_of_paths_is_still_in_a_fixed_order() {
    // 1,500 people between 0 and 1, each with 800 others: more than is looked at for closeness.
    let middle = 2..1_502;
    let mut edges: Vec<(u32, u32)> = middle.clone().flat_map(|v| [(0, v), (v, 1)]).collect();
    edges.extend(middle.flat_map(|v| (2_000..2_800).map(move |w| (v, w))));
    let view = Graph::from_edges(0, edges).view();
    let paths = view.shortest_paths(0, 1, 3, 6, &Avoid::none());
    assert_eq!(paths, [[0, 2, 1], [0, 3, 1], [0, 4, 1]]);
}

#[test]
fn a_merge_changes_no_answer_and_no_version() {
    let graph = Graph::builder().merging(Merging::ByHand).edges([(0, 1), (1, 2)]).build();
    graph.apply(&[Edit::Insert(2, 70_000), Edit::Remove(0, 1), Edit::Ensure(80_000)]);
    let before = graph.view();
    graph.merge();
    let after = graph.view();
    assert_eq!(before.version(), after.version());
    assert!((0..80_002).all(|v| before.neighbours(v).eq(after.neighbours(v))));
    assert_eq!(after.stats().changed_bytes, 0);
    assert_eq!(after.stats().vertices, 80_001);
}

#[test]
fn a_graph_built_from_a_source_is_the_graph_built_from_its_edges() {
    let given: Vec<(u32, u32)> =
        (0..400).map(|i| (i % 37, i * 7 % 41)).chain([(5, 5), (MAX_VERTICES, 1)]).collect();
    let hidden = [3, 50];
    let (early, late) = given.split_at(100);
    let builder = || Graph::builder().merging(Merging::ByHand).hidden(hidden);
    let mut passes = 0;
    let streamed = builder().edges(early.iter().copied()).build_from(|edge| {
        passes += 1;
        late.iter().for_each(|&(a, b)| edge(a, b));
        Ok::<_, std::io::Error>(())
    });
    let (streamed, whole) = (streamed.unwrap(), builder().edges(given.iter().copied()).build());
    assert_eq!(passes, 2);
    for graph in [&streamed, &whole] {
        graph.show(3);
    }
    let (streamed, whole) = (streamed.view(), whole.view());
    assert_eq!(streamed.stats().vertices, 51);
    assert_eq!(streamed.stats().edges, whole.stats().edges);
    assert!((0..51).all(|v| streamed.neighbours(v).eq(whole.neighbours(v))));
}

#[test]
fn a_source_that_fails_or_changes_makes_no_graph() {
    let failed = Graph::builder().build_from(|edge| {
        edge(0, 1);
        Err("gone")
    });
    assert!(matches!(failed, Err(BuildError::Source("gone"))));
    for hidden in [None, Some(1)] {
        let mut pass = 0;
        let changed = Graph::builder().hidden(hidden).build_from(|edge| {
            pass += 1;
            edge(0, pass);
            Ok::<_, &str>(())
        });
        let error = changed.map(drop).unwrap_err();
        assert_eq!(error.to_string(), "the edges changed while they were read");
    }
}

#[test]
fn vertices_that_come_after_a_merge_lose_nothing_that_changed_before_them() {
    let graph = Graph::builder().merging(Merging::ByHand).vertices(10).edges([(0, 1)]).build();
    graph.insert(0, 2);
    graph.merge();
    assert!(graph.insert(0, 5_000));
    let view = graph.view();
    assert!(view.neighbours(0).eq([1, 2, 5_000]) && view.neighbours(5_000).eq([0]));

    graph.merge();
    graph.ensure(20_000);
    assert!(graph.insert(3, 4));
    let older = graph.view();
    assert!(graph.insert(4, 20_000) && !graph.insert(3, 4));
    let view = graph.view();
    assert!(view.neighbours(4).eq([3, 20_000]) && view.neighbours(3).eq([4]));
    assert!(older.neighbours(4).eq([3]) && older.neighbours(20_000).len() == 0);
    assert_eq!(view.stats().edges, 5);
    graph.merge();
    let merged = graph.view();
    assert!(merged.neighbours(4).eq([3, 20_000]) && merged.neighbours(0).eq([1, 2, 5_000]));
    assert!(graph.remove(0, 5_000) && graph.view().neighbours(5_000).len() == 0);
}

#[test]
fn views_of_before_and_after_many_changes_keep_their_own_lists() {
    let graph = Graph::builder().merging(Merging::ByHand).edges([(0, 1)]).build();
    let mut views = Vec::new();
    for v in 2..40 {
        views.push((v, graph.view()));
        graph.insert(0, v);
        if v % 10 == 0 {
            graph.merge();
        }
    }
    // Dropped from the middle: what the others look at stays.
    views.retain(|(v, _)| v % 3 != 0);
    graph.apply(&[Edit::Remove(0, 1), Edit::Remove(0, 2)]);
    for (v, view) in &views {
        assert!(view.neighbours(0).eq(1..*v), "the view before {v}");
    }
    drop(views);
    graph.insert(0, 1);
    assert!(graph.view().neighbours(0).eq([1].into_iter().chain(3..40)));
}

#[test]
fn a_graph_of_which_every_edge_went_is_merged_too() {
    let edges = || (0..20_000).map(|v| (2 * v, 2 * v + 1));
    let gone: Vec<Edit> = edges().map(|(a, b)| Edit::Remove(a, b)).collect();
    let by_hand = Graph::builder().merging(Merging::ByHand).edges(edges()).build();
    let graph = Graph::from_edges(0, edges());
    for graph in [&by_hand, &graph] {
        assert_eq!(graph.apply(&gone), 20_000);
    }
    // A merge frees what the base held.
    let unmerged = by_hand.view().stats().base_bytes;
    let mut tries = 0;
    while graph.view().stats().base_bytes >= unmerged {
        tries += 1;
        assert!(tries < 100_000, "never merged: {:?}", graph.view().stats());
        std::thread::yield_now();
        std::thread::sleep(std::time::Duration::from_micros(100));
    }
    assert_eq!(graph.view().stats().edges, 0);
}

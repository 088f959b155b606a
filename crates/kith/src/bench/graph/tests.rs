//! The made-up network, that wrong answers are seen, and what tables and pictures show.

use std::{collections::HashSet, time::Duration};

use kith_graph::Graph;

use super::{
    agreement::disagreement,
    baseline::Baseline,
    check::check,
    engine::Engine,
    generator::{Plan, edges},
    input::{Input, write_packed},
    measure::{Row, Simple, Times, all},
    questions::{Answer, Answering, Kind, Question, Viewers, sample},
    report::{Made, Report},
    shape::{MOST, Shape},
    svg,
};
use crate::world::random::Random;

const PLAN: Plan = Plan { members: 3_000, mean_degree: 40.0, seed: 7 };

fn degrees(plan: Plan) -> Vec<usize> {
    let view = Graph::from_edges(plan.members, edges(plan)).view();
    let mut degrees: Vec<usize> = (0..plan.members).map(|v| view.degree_count(v)).collect();
    degrees.sort_unstable();
    degrees
}

#[test]
fn a_seed_gives_one_network_and_another_seed_another() {
    let first: Vec<_> = edges(PLAN).collect();
    assert_eq!(first, edges(PLAN).collect::<Vec<_>>());
    let other: Vec<_> = edges(Plan { seed: 8, ..PLAN }).collect();
    assert_ne!(first, other);
}

#[test]
fn edges_lie_between_members_lower_first_and_hardly_ever_come_twice() {
    let all: Vec<_> = edges(PLAN).collect();
    assert!(all.iter().all(|&(a, b)| a < b && b < PLAN.members));
    let distinct: HashSet<_> = all.iter().collect();
    assert!(distinct.len() * 100 > all.len() * 97, "{} of {}", distinct.len(), all.len());
}

#[test]
fn degrees_have_the_mean_wanted_and_a_heavy_tail_within_bounds() {
    let plan = Plan { members: 40_000, mean_degree: 60.0, seed: 3 };
    let degrees = degrees(plan);
    let mean = degrees.iter().sum::<usize>() as f64 / degrees.len() as f64;
    assert!((mean - 60.0).abs() < 3.0, "mean {mean}");
    // Of the measured network: median 0.47 means, 99th percentile 10.2 means.
    let (median, high) = (degrees[20_000] as f64 / mean, degrees[39_600] as f64 / mean);
    assert!((0.40..0.55).contains(&median), "median {median} means");
    assert!((8.5..12.5).contains(&high), "99th percentile {high} means");
    let most = degrees[degrees.len() - 1];
    assert!((3_000..=10_000).contains(&most), "most {most}");
}

#[test]
fn nobody_is_meant_to_have_more_connections_than_are_allowed() {
    let mut random = Random::new(1);
    let shape = Shape::new(10_000_000, 100.0);
    let most = (0..2_000_000).map(|_| shape.draw(&mut random)).max();
    assert!(most.is_some_and(|most| (28_000..=MOST).contains(&most)), "{most:?}");
    let small = Shape::new(16, 100.0);
    assert!((0..1_000).all(|_| (1..=4).contains(&small.draw(&mut random))));
}

#[test]
fn packed_edges_come_back_and_broken_files_are_refused() {
    let folder = std::env::temp_dir().join(format!("kith-bench-graph-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("edges.bin");
    let view = Graph::from_edges(5, [(3, 1), (0, 4), (1, 0)]).view();
    write_packed(&view, &path).unwrap();
    let mut read = Vec::new();
    let members = Input::File(path.clone()).each(&mut |a, b| read.push((a, b)));
    assert_eq!((members.unwrap(), &read[..]), (5, &[(0, 1), (0, 4), (1, 3)][..]));

    let mut bytes = std::fs::read(&path).unwrap();
    let refused = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        Input::File(path.clone()).each(&mut |_, _| {}).unwrap_err().0
    };
    assert!(refused(&bytes[..bytes.len() - 1]).contains("not packed edges"));
    bytes[12..16].copy_from_slice(&5_u32.to_le_bytes());
    assert!(refused(&bytes).contains("not an edge"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn kith_and_the_simple_program_agree_on_every_kind_of_question() {
    let input = Input::Made(PLAN);
    let (ordered, order) = input.ordered().unwrap_or_else(|error| panic!("{}", error.0));
    let mut engine = Engine::build(&ordered).unwrap_or_else(|error| panic!("{}", error.0));
    let mut simple =
        Simple::build(&input, &ordered, &order).unwrap_or_else(|error| panic!("{}", error.0));
    for viewers in Viewers::ALL {
        for kind in Kind::ALL {
            let questions = sample(engine.view(), viewers, kind, 40, 1);
            assert_eq!(questions.len(), 40);
            let row = all(&mut engine, &mut simple, (kind, viewers), &questions)
                .unwrap_or_else(|error| panic!("{}", error.0));
            assert!(row.kith.p50 <= row.kith.p99);
            // Under other numbers it is the same network.
            for question in &questions {
                let as_it_came = simple.as_it_came(question);
                let [came, ordered] =
                    [(&mut simple.came, &as_it_came), (&mut simple.ordered, question)].map(
                        |(graph, question)| {
                            graph.prepare(kind, question);
                            graph.answer(kind, question)
                        },
                    );
                match came {
                    Answer::Paths(_) | Answer::Suggestions(_) => {}
                    plain => assert_eq!(plain, ordered),
                }
            }
        }
    }
    check(engine.view(), &simple.ordered, 500, 1).unwrap_or_else(|error| panic!("{}", error.0));
}

#[test]
fn a_graph_that_lacks_an_edge_fails_the_check() {
    let whole = Baseline::build(&Input::Made(PLAN)).unwrap_or_else(|error| panic!("{}", error.0));
    let mut all: Vec<_> = edges(PLAN).collect();
    // One edge taken elsewhere: as many as before, so that only answers can tell.
    all.sort_unstable();
    all.dedup();
    let there: HashSet<_> = all.iter().copied().collect();
    let hub = (0..PLAN.members).max_by_key(|&v| whole.neighbours(v).len()).unwrap();
    let place = all.iter().position(|&(a, b)| a == hub || b == hub).unwrap();
    all[place] = (0..).map(|b| (0, b)).find(|edge| edge.1 > 0 && !there.contains(edge)).unwrap();
    let view = Graph::from_edges(PLAN.members, all).view();
    assert!(check(&view, &whole, 20_000, 1).is_err());
}

#[test]
fn every_way_of_answering_wrongly_is_seen() {
    let graph = Baseline::build(&Input::Made(PLAN)).unwrap_or_else(|error| panic!("{}", error.0));
    let hub = (0..PLAN.members).max_by_key(|&v| graph.neighbours(v).len()).unwrap();
    let known = graph.neighbours(hub)[0];
    let question = Question { viewer: hub, others: vec![known] };
    let wrong =
        |simple: &Answer, kith: &Answer| disagreement(&graph, &question, simple, kith).is_some();
    assert!(!wrong(&Answer::Count(3), &Answer::Count(3)));
    assert!(wrong(&Answer::Count(3), &Answer::Count(4)));
    assert!(wrong(&Answer::Distance(None), &Answer::Distance(Some(1))));

    let path = Answer::Paths(vec![vec![hub, known]]);
    assert!(!wrong(&path, &path));
    assert!(wrong(&path, &Answer::Paths(Vec::new())));
    assert!(wrong(&path, &Answer::Paths(vec![vec![known, hub]])));

    let mut simple = Baseline::build(&Input::Made(PLAN)).unwrap_or_else(|e| panic!("{}", e.0));
    let best = simple.common_neighbours(hub, 2);
    let [(first, count), second] = best[..] else { panic!("{best:?}") };
    let suggested = |all: &[(u32, usize)]| Answer::Suggestions(all.to_vec());
    let right = suggested(&best);
    assert!(!wrong(&right, &suggested(&[second, (first, count)])), "the order is kith's");
    assert!(wrong(&right, &suggested(&[(first, count)])), "one is missing");
    assert!(wrong(&right, &suggested(&[(first, count), (first, count)])), "one comes twice");
    assert!(wrong(&right, &suggested(&[(first, count + 1), second])), "miscounted");
    let shared = graph.mutual_count(hub, known);
    assert!(wrong(&right, &suggested(&[(known, shared), second])), "known already");
}

fn report() -> Report {
    let times = |p50, p99| Times { p50, p99 };
    let row = |kith, simple| Row { question: "a < b & c", viewers: "hubs", kith, simple };
    Report {
        name: "<edges>".to_owned(),
        members: 10,
        edges: 20,
        input: Duration::from_secs(1),
        ordering: Duration::from_secs(1),
        learned: (1.0, Duration::from_secs(1)),
        kith: Made { bytes: 180, took: Duration::from_secs(2) },
        simple: Some(Made { bytes: 320, took: Duration::from_secs(3) }),
        peak: [Some(1 << 30), Some(3 << 29)],
        rows: vec![
            row(times(2.0, 10.0), Some([times(8.0, 7.0), times(9.0, 5.0)])),
            row(times(1.0, 1.0), None),
        ],
        updates: Vec::new(),
    }
}

#[test]
fn the_table_shows_times_and_ratios() {
    let text = report().markdown();
    assert!(
        text.contains(
            "| a < b & c | hubs | 2.00 | 10.0 | 8.00 | 7.00 | 9.00 | 5.00 | 4.00 | 0.500 |"
        ),
        "{text}"
    );
    assert!(text.contains("| bytes an arc | 4.50 | 8.00 |"), "{text}");
    assert!(text.contains("| – | – | – | – | – | – |"), "{text}");
    assert!(text.contains("1.00 GiB; at the end, with the simple program's: 1.50 GiB"), "{text}");
}

#[test]
fn the_picture_has_a_bar_for_each_ratio_and_is_escaped() {
    let picture = svg::draw(&[report()]);
    assert_eq!(picture.matches("<rect class=\"a\"").count(), 1, "{picture}");
    assert_eq!(picture.matches("<rect class=\"b\"").count(), 1, "{picture}");
    assert!(picture.contains("4.00 ×") && picture.contains("0.500 ×"), "{picture}");
    assert!(picture.contains("a &lt; b &amp; c") && picture.contains("&lt;edges&gt;"));
    assert!(!picture.contains("<edges>") && !picture.contains("<script"));
}

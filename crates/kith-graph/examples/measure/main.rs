//! Measures the engine beside plain sorted adjacency: the same questions in the same run, answers
//! compared. `measure INPUT [questions of each kind] [part …]`; see `input.rs` and `PARTS`.

mod baseline;
mod input;
mod live;
mod stopwatch;

use std::env;
use std::error::Error;
use std::time::Instant;

use kith_graph::{Avoid, Blend, Degree, Graph, Memory, Merging, Opening, Order, View, Wanted};

use crate::baseline::Baseline;
use crate::input::{Input, Random};
use crate::stopwatch::{Stopwatch, compare};

/// What can be measured; all of it if none is named.
const PARTS: [&str; 4] = ["reads", "snapshot", "live", "merge"];
/// Targets of one question for degrees.
const TARGETS: usize = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let usage = "usage: measure FILE|made-up:VERTICES:MEAN [questions [part …]]";
    let input = Input::new(&arguments.next().ok_or(usage)?)?;
    let questions = arguments.next().map_or(Ok(2_000), |n| n.parse())?;
    let parts: Vec<String> = arguments.collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|wanted| wanted == part);
    if let Some(unknown) = parts.iter().find(|part| !PARTS.contains(&part.as_str())) {
        return Err(format!("no part {unknown}; there are {PARTS:?}").into());
    }

    let start = Instant::now();
    let n = input.vertices();
    let mut degrees = vec![0_u32; n as usize];
    input.for_each(&mut |a, b| {
        degrees[a as usize] += 1;
        degrees[b as usize] += 1;
    });
    let order = Order::by_degree(&degrees);
    println!("order {:.1?}", start.elapsed());
    let start = Instant::now();
    let graph = Graph::builder().vertices(n).merging(Merging::ByHand).build_from(|edge| {
        input.for_each(&mut |a, b| {
            let (a, b) = order.edge(a, b);
            edge(a, b);
        });
        Ok::<_, Box<dyn Error>>(())
    });
    let graph = graph.map_err(|error| error.to_string())?;
    println!("build {:.1?}", start.elapsed());
    let stats = graph.view().stats();
    println!("{stats:?}");
    let arcs = (2 * stats.edges).max(1) as f64;
    let (base, labels) = (stats.base_bytes as f64 / arcs, 16.0 * f64::from(n) / arcs);
    println!("bytes per arc {base:.2}, with a label of 16 bytes per vertex {:.2}", base + labels);
    if stats.edges == 0 {
        return Ok(());
    }

    if wanted("reads") {
        let mut baseline = Baseline::new(&input);
        reads(&graph.view(), &order, &mut baseline, questions);
    }
    drop(input);
    if wanted("snapshot") {
        snapshot(&graph.view())?;
    }
    if wanted("live") {
        live::measure(&graph, questions);
    }
    if wanted("merge") {
        live::merge(&graph);
    }
    Ok(())
}

/// The same questions to both, with vertices of the baseline's numbering.
fn reads(view: &View, order: &Order, baseline: &mut Baseline, questions: usize) {
    let everybody = Avoid::none();
    let mut people = People::new(baseline, questions);
    let mut seen = [0_usize; 5];
    let v = |id: u32| order.vertex(id).unwrap_or(id);
    println!("{:34} {:>21} {:>21}  ratio of p50, p99", "", "plain p50 p99", "kith p50 p99");

    compare("degrees of 1,000, new viewer", questions, |plain, kith| {
        let (viewer, targets) = (people.somebody(), people.targets());
        let expected = plain.time(|| {
            let second = baseline.second(viewer);
            baseline.degrees(viewer, &second, &targets)
        });
        let (viewer, targets) = (v(viewer), targets.iter().map(|&t| v(t)).collect::<Vec<_>>());
        let degrees = kith.time(|| view.degrees(viewer, &targets, &everybody));
        assert_eq!(degrees, expected);
        degrees.iter().for_each(|&degree| seen[degree as usize] += 1);
    });
    println!("  1st {}, 2nd {}, 3rd {}, out {}", seen[1], seen[2], seen[3], seen[4]);
    compare("degrees of 1,000, same viewer", questions, |plain, kith| {
        let (viewer, targets) = (people.somebody(), people.targets());
        let second = baseline.second(viewer);
        let second = baseline.bitmap(&second);
        let expected = plain.time(|| baseline.degrees_by(&second, viewer, &targets));
        let (viewer, targets) = (v(viewer), targets.iter().map(|&t| v(t)).collect::<Vec<_>>());
        let kept = view.second_degree(viewer, &everybody);
        let degrees = kith.time(|| view.degrees(viewer, &targets, &everybody));
        assert!(degrees == expected && !kept.is_empty());
    });
    compare("degree of 1, new viewer", questions, |plain, kith| {
        let (a, b) = (people.somebody(), people.somebody());
        let expected = plain.time(|| baseline.distance(a, b, 3));
        let degree = kith.time(|| view.degrees(v(a), &[v(b)], &everybody));
        let expected = match expected {
            Some(0) => Degree::Myself,
            Some(1) => Degree::First,
            Some(2) => Degree::Second,
            Some(_) => Degree::Third,
            None => Degree::Out,
        };
        assert_eq!(degree, [expected]);
    });
    compare("size of 2nd degree, new viewer", questions, |plain, kith| {
        let viewer = people.somebody();
        let expected = plain.time(|| baseline.second(viewer).len());
        assert_eq!(kith.time(|| view.second_degree(v(viewer), &everybody).len()), expected);
    });
    compare("mutual count, random pair", questions, |plain, kith| {
        let (a, b) = (people.somebody(), people.somebody());
        let expected = plain.time(|| baseline.mutual_count(a, b));
        assert_eq!(kith.time(|| view.mutual_count(v(a), v(b), &everybody)), expected);
    });
    compare("mutual count, ends of an edge", questions, |plain, kith| {
        let (a, b) = people.edge();
        let expected = plain.time(|| baseline.mutual_count(a, b));
        assert_eq!(kith.time(|| view.mutual_count(v(a), v(b), &everybody)), expected);
    });
    compare("distance of a random pair", questions, |plain, kith| {
        let (a, b) = (people.somebody(), people.somebody());
        let expected = plain.time(|| baseline.distance(a, b, 6));
        assert_eq!(kith.time(|| view.distance(v(a), v(b), 6, &everybody)), expected);
    });
    let mut alone = |what: &str, ask: &dyn Fn(u32, u32)| {
        let mut stopwatch = Stopwatch::default();
        for _ in 0..questions {
            let (a, b) = (people.somebody(), people.somebody());
            stopwatch.time(|| ask(v(a), v(b)));
        }
        stopwatch.report(what);
    };
    alone("10 shortest paths", &|a, b| drop(view.shortest_paths(a, b, 10, 6, &everybody)));
    alone("20 suggestions", &|a, _| {
        drop(
            view.suggestions(a, &Wanted::new(20, &everybody).blend(Blend::MIDDLE), |v| v % 50 == 0),
        )
    });
}

/// Whom to ask about. All of it is drawn before anything is timed, and without looking at the
/// lists of those drawn: neither side finds them in the processor's cache.
struct People {
    random: Random,
    /// Everybody who knows somebody.
    known: Vec<u32>,
    everybody: u32,
    /// Both ends of some edges: who has more neighbours comes up more often.
    edges: Vec<(u32, u32)>,
}

impl People {
    fn new(baseline: &Baseline, questions: usize) -> Self {
        let mut random = Random(1);
        let everybody = baseline.vertices() as u32;
        let known: Vec<u32> =
            (0..everybody).filter(|&v| !baseline.neighbours(v).is_empty()).collect();
        let edge = |_| {
            let a = known[random.below(known.len())];
            let of_a = baseline.neighbours(a);
            (a, of_a[random.below(of_a.len())])
        };
        let edges = (0..questions).map(edge).collect();
        Self { random, known, everybody, edges }
    }

    fn somebody(&mut self) -> u32 {
        self.known[self.random.below(self.known.len())]
    }

    fn targets(&mut self) -> Vec<u32> {
        (0..TARGETS).map(|_| self.random.below(self.everybody as usize) as u32).collect()
    }

    fn edge(&mut self) -> (u32, u32) {
        self.edges.pop().unwrap_or_default()
    }
}

fn snapshot(view: &View) -> Result<(), Box<dyn Error>> {
    let path = env::temp_dir().join(format!("kith-measure-{}", std::process::id()));
    let labels = vec![[7; 16]; view.stats().vertices];
    let start = Instant::now();
    view.write_snapshot(&path, &labels, b"place")?;
    println!("snapshot written in {:.0?}", start.elapsed());
    for memory in [Memory::Read, Memory::Mapped, Memory::Read, Memory::Mapped] {
        let start = Instant::now();
        let opened = Graph::open(&path, Opening { memory, merging: Merging::ByHand })?;
        println!("opened ({memory:?}) in {:.0?}", start.elapsed());
        assert_eq!(opened.graph.view().stats().edges, view.stats().edges);
        let (mut random, mut stopwatch) = (Random(3), Stopwatch::default());
        let view = opened.graph.view();
        let n = view.stats().vertices;
        for _ in 0..2_000 {
            let (a, b) = (random.below(n) as u32, random.below(n) as u32);
            stopwatch.time(|| view.distance(a, b, 6, &Avoid::none()));
        }
        stopwatch.report("  distance of a random pair");
    }
    std::fs::remove_file(path)?;
    Ok(())
}

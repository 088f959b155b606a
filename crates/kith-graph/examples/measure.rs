//! Measures a graph made of a file of `a,b` lines: `measure edges.csv [questions of each kind]`.

use std::env;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use kith_graph::{Avoid, Degree, Edit, Graph, Merging, View};

/// Targets of one question for degrees.
const TARGETS: usize = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let path = arguments.next().ok_or("usage: measure edges.csv [questions]")?;
    let questions = arguments.next().map_or(Ok(1_000), |n| n.parse())?;
    let edges = read(&path)?;

    let start = Instant::now();
    let graph = Graph::builder().merging(Merging::ByHand).edges(edges).build();
    let built = start.elapsed();
    let view = graph.view();
    println!("{:?}", view.stats());
    println!("build {built:.1?}");
    if view.stats().edges == 0 {
        return Ok(());
    }

    measure_reads(&view, questions);
    measure_writes(&graph, questions);
    Ok(())
}

fn measure_reads(view: &View, questions: usize) {
    let mut random = Random(1);
    let everybody = Avoid::none();
    let targets =
        |random: &mut Random| -> Vec<u32> { (0..TARGETS).map(|_| random.vertex(view)).collect() };
    let mut seen = [0_usize; 5];
    report("degrees of 1,000, new viewer", questions, |stopwatch| {
        let (viewer, targets) = (random.vertex(view), targets(&mut random));
        let degrees = stopwatch.time(|| view.degrees(viewer, &targets, &everybody));
        degrees.iter().for_each(|&degree| seen[degree as usize] += 1);
    });
    println!("  1st {}, 2nd {}, 3rd {}, out {}", seen[1], seen[2], seen[3], seen[4]);
    report("degrees of 1,000, same viewer", questions, |stopwatch| {
        let (viewer, targets) = (random.vertex(view), targets(&mut random));
        black_box(view.second_degree(viewer, &everybody));
        stopwatch.time(|| view.degrees(viewer, &targets, &everybody));
    });
    report("degree of 1, new viewer", questions, |stopwatch| {
        let (viewer, target) = (random.vertex(view), random.vertex(view));
        let degrees = stopwatch.time(|| view.degrees(viewer, &[target], &everybody));
        assert!(viewer != target || degrees == [Degree::Myself]);
    });
    report("second degree, new viewer", questions, |stopwatch| {
        let viewer = random.vertex(view);
        stopwatch.time(|| view.second_degree(viewer, &everybody).len());
    });
    report("mutuals, by end of an edge", questions, |stopwatch| {
        let (a, b) = (random.end(view), random.end(view));
        stopwatch.time(|| view.mutual_count(a, b, &everybody));
    });
    report("shortest paths, at most 10", questions, |stopwatch| {
        let (a, b) = (random.vertex(view), random.vertex(view));
        stopwatch.time(|| view.shortest_paths(a, b, 10, 6, &everybody));
    });
    report("distance", questions, |stopwatch| {
        let (a, b) = (random.vertex(view), random.vertex(view));
        stopwatch.time(|| view.distance(a, b, 6, &everybody));
    });
    report("20 suggestions", questions, |stopwatch| {
        let viewer = random.vertex(view);
        stopwatch.time(|| view.suggestions(viewer, 20, &everybody, |v| v % 50 == 0));
    });
    report("20 suggestions, by end of an edge", questions, |stopwatch| {
        let viewer = random.end(view);
        stopwatch.time(|| view.suggestions(viewer, 20, &everybody, |v| v % 50 == 0));
    });
}

fn measure_writes(graph: &Graph, questions: usize) {
    let mut random = Random(2);
    report("insert", questions, |stopwatch| {
        let view = graph.view();
        let (a, b) = (random.vertex(&view), random.vertex(&view));
        stopwatch.time(|| graph.insert(a, b));
    });
    report("batch of 256 inserts", questions.div_ceil(10), |stopwatch| {
        let view = graph.view();
        let edit = |_| Edit::Insert(random.vertex(&view), random.vertex(&view));
        let edits: Vec<Edit> = (0..256).map(edit).collect();
        stopwatch.time(|| graph.apply(&edits));
    });
    println!("before the merge: {:?}", graph.view().stats());
    report("merge", 1, |stopwatch| stopwatch.time(|| graph.merge()));
}

/// Prints the median and the 99th percentile of what `question` times.
fn report(what: &str, questions: usize, mut question: impl FnMut(&mut Stopwatch)) {
    let mut stopwatch = Stopwatch::default();
    for _ in 0..questions {
        question(&mut stopwatch);
    }
    let mut times = stopwatch.times;
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    println!("{what:36} p50 {:>9.1?}  p99 {:>9.1?}", at(50), at(99));
}

#[derive(Default)]
struct Stopwatch {
    times: Vec<Duration>,
}

impl Stopwatch {
    fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let answer = black_box(work());
        self.times.push(start.elapsed());
        answer
    }
}

/// A small generator (Marsaglia, "Xorshift RNGs", 2003), so that runs are alike.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) as usize % n
    }

    /// Any vertex.
    fn vertex(&mut self, view: &View) -> u32 {
        self.below(view.stats().vertices) as u32
    }

    /// A neighbour of some vertex: who has more neighbours comes up more often.
    fn end(&mut self, view: &View) -> u32 {
        loop {
            let v = self.vertex(view);
            let mut neighbours = view.neighbours(v);
            if neighbours.len() > 0 {
                let place = self.below(neighbours.len());
                return neighbours.nth(place).unwrap_or(v);
            }
        }
    }
}

fn read(path: &str) -> Result<Vec<(u32, u32)>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let edge = |line: &str| -> Result<(u32, u32), Box<dyn Error>> {
        let (a, b) = line.split_once(',').ok_or_else(|| format!("not an edge: {line}"))?;
        Ok((a.trim().parse()?, b.trim().parse()?))
    };
    text.lines().map(edge).collect()
}

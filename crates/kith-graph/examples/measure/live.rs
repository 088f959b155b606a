//! Reads while the graph changes.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use kith_graph::{Avoid, Edit, Graph, View};

use crate::input::Random;
use crate::stopwatch::Stopwatch;

/// Updates a second that the writer holds to while reads are measured.
const RATE: usize = 100_000;

/// How fast it can be changed, and how long reads take meanwhile.
pub(crate) fn measure(graph: &Graph, questions: usize) {
    let mut random = Random(2);
    for batch in [1, 16, 256] {
        let (start, mut stopwatch) = (Instant::now(), Stopwatch::default());
        let mut updates = 0;
        while start.elapsed() < Duration::from_secs(1) {
            let edits = edits(graph, &mut random, batch);
            updates += stopwatch.time(|| graph.apply(&edits));
        }
        println!("updates in batches of {batch}, nobody reads: {} a second", rate(updates, start));
        stopwatch.report("  a batch");
    }
    graph.merge();
    let quiet = reading(graph, questions);
    for batch in [1, 16, 256] {
        let (done, updates) = (AtomicBool::new(false), AtomicUsize::new(0));
        let start = Instant::now();
        let mut behind = Duration::ZERO;
        let busy = thread::scope(|scope| {
            let writer = scope.spawn(|| write(graph, batch, &done, &updates));
            let merger = scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    thread::sleep(Duration::from_millis(500));
                    graph.merge();
                }
            });
            let busy = reading(graph, questions * 4);
            done.store(true, Ordering::Relaxed);
            behind = writer.join().unwrap_or_default();
            drop(merger.join());
            busy
        });
        let updates = updates.into_inner();
        println!(
            "reads with {} updates a second in batches of {batch}, merging",
            rate(updates, start)
        );
        println!("  the writer fell behind by at most {behind:.1?}");
        for ((what, quiet), (_, busy)) in quiet.iter().zip(&busy) {
            let [p50, p99] = [0, 1].map(|i| busy[i].as_secs_f64() / quiet[i].as_secs_f64());
            println!(
                "  {what:32} quiet {:>9.2?} {:>9.2?} busy {:>9.2?} {:>9.2?} ratio {p50:.2} {p99:.2}",
                quiet[0], quiet[1], busy[0], busy[1]
            );
        }
    }
    println!("{:?}", graph.view().stats());
}

fn rate(updates: usize, since: Instant) -> usize {
    (updates as f64 / since.elapsed().as_secs_f64()) as usize
}

/// New edges and ends of old ones, half and half.
fn edits(graph: &Graph, random: &mut Random, count: usize) -> Vec<Edit> {
    let view = graph.view();
    let n = view.stats().vertices;
    let edit = |i| {
        let (a, b) = (random.below(n) as u32, random.below(n) as u32);
        if i % 2 == count % 2 { Edit::Insert(a, b) } else { remove(&view, a, b) }
    };
    (0..count).map(edit).collect()
}

fn remove(view: &View, a: u32, b: u32) -> Edit {
    let mut of_a = view.neighbours(a);
    match of_a.len() {
        0 => Edit::Insert(a, b),
        len => Edit::Remove(a, of_a.nth(b as usize % len).unwrap_or(b)),
    }
}

/// Writes at the agreed rate; answers by how much it was late at most.
fn write(graph: &Graph, batch: usize, done: &AtomicBool, updates: &AtomicUsize) -> Duration {
    let (mut random, start, mut late) = (Random(5), Instant::now(), Duration::ZERO);
    let mut given = 0;
    while !done.load(Ordering::Relaxed) {
        let due = Duration::from_secs_f64(given as f64 / RATE as f64);
        match due.checked_sub(start.elapsed()) {
            Some(early) if early > Duration::from_micros(100) => thread::sleep(early),
            Some(_) => {}
            None => late = late.max(start.elapsed().saturating_sub(due)),
        }
        let changed = graph.apply(&edits(graph, &mut random, batch));
        updates.fetch_add(changed, Ordering::Relaxed);
        given += batch;
    }
    late
}

/// Asks about two people and about many.
type Question<'a> = dyn Fn(&View, u32, u32, &[u32]) + 'a;

/// Times of some kinds of questions.
fn reading(graph: &Graph, questions: usize) -> Vec<(&'static str, [Duration; 2])> {
    let everybody = Avoid::none();
    let mut random = Random(4);
    let n = graph.view().stats().vertices;
    let mut times = Vec::new();
    let mut ask = |what, ask: &Question<'_>| {
        let mut stopwatch = Stopwatch::default();
        for _ in 0..questions {
            let (a, b) = (random.below(n) as u32, random.below(n) as u32);
            let targets: Vec<u32> = (0..1_000).map(|_| random.below(n) as u32).collect();
            stopwatch.time(|| ask(&graph.view(), a, b, &targets));
        }
        times.push((what, stopwatch.percentiles()));
    };
    ask("degrees of 1,000", &|view, a, _, targets| drop(view.degrees(a, targets, &everybody)));
    ask("distance", &|view, a, b, _| {
        black_box(view.distance(a, b, 6, &everybody));
    });
    ask("mutual count", &|view, a, b, _| {
        black_box(view.mutual_count(a, b, &everybody));
    });
    times
}

/// How long a merge takes, and how long the longest write meanwhile.
pub(crate) fn merge(graph: &Graph) {
    let mut random = Random(6);
    let mut updates = 0;
    while updates < 200_000 {
        updates += graph.apply(&edits(graph, &mut random, 256));
    }
    println!("before the merge {:?}", graph.view().stats());
    let start = Instant::now();
    let done = AtomicBool::new(false);
    let mut longest = Duration::ZERO;
    thread::scope(|scope| {
        let merger = scope.spawn(|| {
            graph.merge();
            done.store(true, Ordering::Relaxed);
            start.elapsed()
        });
        while !done.load(Ordering::Relaxed) {
            let edits = edits(graph, &mut random, 16);
            let write = Instant::now();
            graph.apply(&edits);
            longest = longest.max(write.elapsed());
        }
        let merged = merger.join().unwrap_or_default();
        println!("merge with writes {merged:.1?}; the longest of these took {longest:.1?}");
    });
    println!("after it {:?}", graph.view().stats());
}

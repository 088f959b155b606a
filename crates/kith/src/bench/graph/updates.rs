//! How fast reads are while the graph changes.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use kith_graph::{Blend, Edit, Graph, View};

use super::{
    engine,
    measure::Times,
    questions::{Kind, Question, Viewers, sample},
};
use crate::{Failure, world::random::Random};

/// What is asked while the graph changes, one after the other.
const ASKED: [Kind; 4] = [Kind::Degrees, Kind::Mutuals, Kind::Distance, Kind::Suggestions];
/// Different questions of each kind; they come again.
const QUESTIONS: usize = 1_000;
/// Connections that there are more than before at most; the oldest is taken back for each one made.
const KEPT: usize = 20_000;
/// Different connections that are made.
const PREPARED: usize = 400_000;

/// How writers write.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing {
    /// Updates a second that are wanted.
    pub(super) per_second: usize,
    /// Updates that are published together.
    pub(super) batch: usize,
    /// How long.
    pub(super) lasting: Duration,
    pub(super) seed: u64,
}

/// What was seen.
#[derive(Debug)]
pub(super) struct Updates {
    pub(super) writing: Writing,
    /// Updates a second that were made.
    pub(super) per_second: f64,
    /// How long a batch took.
    pub(super) batches: Times,
    /// Merges that ended.
    pub(super) merges: usize,
    /// Reads of each kind: alone, and while the graph changed.
    pub(super) reads: Vec<(Kind, Times, Times)>,
}

/// Reads from one thread, first alone and then while another one writes.
///
/// # Errors
/// No thread can be started.
pub(super) fn measure(graph: &Graph, blend: Blend, writing: Writing) -> Result<Updates, Failure> {
    let view = graph.view();
    let questions =
        ASKED.map(|kind| sample(&view, Viewers::Anybody, kind, QUESTIONS, writing.seed));
    let prepared = prepare(&view, writing.seed);
    drop(view);
    let quiet = read(graph, blend, &questions, writing.lasting);
    let done = AtomicBool::new(false);
    let (written, busy) = thread::scope(|scope| {
        let writer = scope.spawn(|| write(graph, writing, &done, &prepared));
        let busy = read(graph, blend, &questions, writing.lasting);
        done.store(true, Ordering::Relaxed);
        (writer.join(), busy)
    });
    let written = written.map_err(|_| Failure::new("the writer's thread broke off"))?;
    let reads = ASKED.into_iter().zip(quiet).zip(busy);
    Ok(Updates {
        writing,
        per_second: written.edits as f64 / written.lasted.as_secs_f64(),
        batches: Times::new(written.times),
        merges: written.merges,
        reads: reads.map(|((kind, quiet), busy)| (kind, quiet, busy)).collect(),
    })
}

/// Asks questions in turn, each on a view of its own, as requests do.
fn read(
    graph: &Graph,
    blend: Blend,
    questions: &[Vec<Question>; 4],
    lasting: Duration,
) -> [Times; 4] {
    let mut times = [const { Vec::new() }; 4];
    let started = Instant::now();
    for turn in 0.. {
        if started.elapsed() >= lasting {
            break;
        }
        for ((kind, questions), times) in ASKED.into_iter().zip(questions).zip(&mut times) {
            let question = &questions[turn % questions.len()];
            let begun = Instant::now();
            drop(std::hint::black_box(engine::answer(&graph.view(), blend, kind, question)));
            times.push(begun.elapsed());
        }
    }
    times.map(Times::new)
}

struct Written {
    edits: usize,
    lasted: Duration,
    times: Vec<Duration>,
    merges: usize,
}

/// Makes and takes back connections until told, no faster than wanted.
fn write(graph: &Graph, writing: Writing, done: &AtomicBool, prepared: &[Edit]) -> Written {
    let (mut edits, mut times, mut merges, mut changed) = (0, Vec::new(), 0, 0);
    let started = Instant::now();
    for batch in prepared.chunks_exact(writing.batch).cycle() {
        if done.load(Ordering::Relaxed) {
            break;
        }
        let begun = Instant::now();
        graph.apply(batch);
        times.push(begun.elapsed());
        edits += batch.len();
        if times.len() % 64 == 0 {
            let now_changed = graph.view().stats().changed_bytes;
            // Only a merge makes it smaller by much.
            merges += usize::from(now_changed < changed - changed / 100);
            changed = now_changed;
        }
        let due = Duration::from_secs_f64(edits as f64 / writing.per_second as f64);
        let ahead = due.saturating_sub(started.elapsed());
        // A shorter pause would last longer than asked for.
        if ahead > Duration::from_micros(200) {
            thread::sleep(ahead);
        }
    }
    Written { edits, lasted: started.elapsed(), times, merges }
}

/// Connections that are made, and taken back in the same order after [`KEPT`] others, round and
/// round. One end is somebody's neighbour: those with many connections make more.
fn prepare(view: &View, seed: u64) -> Vec<Edit> {
    let mut random = Random::new(seed);
    let members = view.stats().vertices;
    let mut made = HashSet::new();
    let mut new = Vec::new();
    while new.len() < PREPARED && members > 1 {
        let (a, through) = (random.below(members) as u32, random.below(members) as u32);
        let mut neighbours = view.neighbours(through);
        let place = random.below(neighbours.len());
        let b = neighbours.nth(place).unwrap_or(through);
        if a != b && !view.connected(a, b) && made.insert((a.min(b), a.max(b))) {
            new.push((a, b));
        } else if made.len() + 1 >= members * (members - 1) / 2 {
            break;
        }
    }
    let behind = new.len().saturating_sub(KEPT);
    let back = new[behind..].iter().chain(&new[..behind]);
    let both = new.iter().zip(back);
    both.flat_map(|(&(a, b), &(c, d))| [Edit::Insert(a, b), Edit::Remove(c, d)]).collect()
}

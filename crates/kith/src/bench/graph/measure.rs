//! Asks kith and simple programs the same questions in turn, and takes the time.

use std::time::{Duration, Instant};

use kith_graph::Order;

use super::{
    agreement::disagreement,
    baseline::Baseline,
    engine::Engine,
    input::Input,
    questions::{Answer, Answering, Kind, Question, Viewers},
    report::Made,
};
use crate::{Failure, bench::table::quantile};

/// Half of the times are at most `p50`, 99 of 100 at most `p99`; in microseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) p50: f64,
    pub(super) p99: f64,
}

impl Times {
    /// From times in any order.
    pub(super) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |share| quantile(&times, share).as_secs_f64() * 1e6;
        Self { p50: at(0.5), p99: at(0.99) }
    }
}

/// One kind of question by one kind of viewers.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) question: &'static str,
    pub(super) viewers: &'static str,
    pub(super) kith: Times,
    /// The simple program's: with the network as it came, and ordered on huge pages. None where
    /// only kith was asked.
    pub(super) simple: Option<[Times; 2]>,
}

impl Row {
    /// How many times as long as kith the simple program takes, p50 and p99: each by the better of
    /// its two.
    pub(super) fn ratios(&self) -> Option<[f64; 2]> {
        let [came, ordered] = self.simple?;
        let half = came.p50.min(ordered.p50) / self.kith.p50;
        Some([half, came.p99.min(ordered.p99) / self.kith.p99])
    }
}

/// The simple program, twice.
pub(super) struct Simple {
    /// With the network as it came.
    pub(super) came: Baseline,
    /// Its vertices by those of the other.
    ids: Vec<u32>,
    /// With the network ordered by degree, on huge pages.
    pub(super) ordered: Baseline,
    /// The first.
    pub(super) made: Made,
}

impl Simple {
    /// Reads the network as it came, and in an order.
    ///
    /// # Errors
    /// It cannot be read, or does not fit into memory.
    pub(super) fn build(input: &Input, ordered: &Input, order: &Order) -> Result<Self, Failure> {
        let started = Instant::now();
        let came = Baseline::build(input)?;
        let made = Made { bytes: came.bytes(), took: started.elapsed() };
        let ordered = Baseline::build(ordered)?.on_huge_pages()?;
        Ok(Self { came, ids: order.ids(), ordered, made })
    }

    /// A question by the vertices as they came.
    pub(super) fn as_it_came(&self, question: &Question) -> Question {
        let id = |&v: &u32| self.ids[v as usize];
        Question { viewer: id(&question.viewer), others: question.others.iter().map(id).collect() }
    }
}

/// A question, what kith answers (suggestions: what the simple program does), and how long kith
/// took.
pub(super) struct Asked {
    pub(super) question: Question,
    pub(super) answer: Answer,
    pub(super) took: Duration,
}

/// Asks kith and one simple program the same questions, first to compare all answers, then for the
/// time: each question once.
///
/// # Errors
/// An answer differs.
pub(super) fn both(
    engine: &mut Engine,
    simple: &mut Baseline,
    kind: Kind,
    questions: Vec<Question>,
) -> Result<Vec<Asked>, Failure> {
    let answers = compare(engine, simple, kind, &questions)?;
    let asked = questions.into_iter().zip(answers).map(|(question, answer)| {
        let took = time(engine, kind, &question);
        Asked { question, answer, took }
    });
    Ok(asked.collect())
}

/// Asks kith and both simple programs the same questions, first to compare all answers, then for
/// the time: each question once, in turn, each of the three first.
///
/// # Errors
/// An answer differs.
pub(super) fn all(
    engine: &mut Engine,
    simple: &mut Simple,
    (kind, viewers): (Kind, Viewers),
    questions: &[Question],
) -> Result<Row, Failure> {
    compare(engine, &mut simple.ordered, kind, questions)?;
    let [mut of_kith, mut of_came, mut of_ordered] = [const { Vec::new() }; 3];
    for (turn, question) in questions.iter().enumerate() {
        let as_it_came = simple.as_it_came(question);
        for next in 0..3 {
            match (turn + next) % 3 {
                0 => of_kith.push(time(engine, kind, question)),
                1 => of_came.push(time(&mut simple.came, kind, &as_it_came)),
                _ => of_ordered.push(time(&mut simple.ordered, kind, question)),
            }
        }
    }
    Ok(Row {
        question: kind.name(),
        viewers: viewers.name(),
        kith: Times::new(of_kith),
        simple: Some([Times::new(of_came), Times::new(of_ordered)]),
    })
}

/// Compares the answers to all questions; answers those of the simple program.
fn compare(
    engine: &mut Engine,
    simple: &mut Baseline,
    kind: Kind,
    questions: &[Question],
) -> Result<Vec<Answer>, Failure> {
    let mut answers = Vec::with_capacity(questions.len());
    for question in questions {
        simple.prepare(kind, question);
        let expected = simple.answer(kind, question);
        let answer = engine.answer(kind, question);
        if let Some(wrong) = disagreement(simple, question, &expected, &answer) {
            return Err(Failure::new(format!("{}: {wrong}", kind.name())));
        }
        answers.push(expected);
    }
    Ok(answers)
}

/// Asks kith alone.
pub(super) fn alone(
    engine: &mut Engine,
    (kind, viewers): (Kind, Viewers),
    questions: &[Question],
) -> Row {
    let times = questions.iter().map(|question| time(engine, kind, question)).collect();
    Row { question: kind.name(), viewers: viewers.name(), kith: Times::new(times), simple: None }
}

fn time(who: &mut impl Answering, kind: Kind, question: &Question) -> Duration {
    who.prepare(kind, question);
    let started = Instant::now();
    let answer = std::hint::black_box(who.answer(kind, question));
    let took = started.elapsed();
    drop(answer);
    took
}

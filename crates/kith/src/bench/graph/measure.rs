//! Asks kith and the simple program the same questions in turn, and takes the time.

use std::time::{Duration, Instant};

use super::{
    agreement::disagreement,
    baseline::Baseline,
    engine::Engine,
    questions::{Answer, Answering, Kind, Question, Viewers},
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
    /// None where only kith was asked.
    pub(super) simple: Option<Times>,
}

/// A question, what kith answers (suggestions: what the simple program does), and how long kith
/// took.
pub(super) struct Asked {
    pub(super) question: Question,
    pub(super) answer: Answer,
    pub(super) took: Duration,
}

/// Asks both the same questions, first to compare all answers, then for the time: each question
/// once, in turn, the one and the other first.
///
/// # Errors
/// An answer differs.
pub(super) fn both(
    engine: &mut Engine,
    simple: &mut Baseline,
    (kind, viewers): (Kind, Viewers),
    questions: Vec<Question>,
) -> Result<(Row, Vec<Asked>), Failure> {
    let mut answers = Vec::with_capacity(questions.len());
    for question in &questions {
        simple.prepare(kind, question);
        let expected = simple.answer(kind, question);
        let answer = engine.answer(kind, question);
        if let Some(wrong) = disagreement(simple, question, &expected, &answer) {
            return Err(Failure::new(format!("{}: {wrong}", kind.name())));
        }
        answers.push(expected);
    }
    let (mut of_kith, mut of_simple) = (Vec::new(), Vec::new());
    for (turn, question) in questions.iter().enumerate() {
        if turn % 2 == 0 {
            of_kith.push(time(engine, kind, question));
            of_simple.push(time(simple, kind, question));
        } else {
            of_simple.push(time(simple, kind, question));
            of_kith.push(time(engine, kind, question));
        }
    }
    let asked = questions.into_iter().zip(answers).zip(&of_kith);
    let asked = asked.map(|((question, answer), &took)| Asked { question, answer, took }).collect();
    let row = Row {
        question: kind.name(),
        viewers: viewers.name(),
        kith: Times::new(of_kith),
        simple: Some(Times::new(of_simple)),
    };
    Ok((row, asked))
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

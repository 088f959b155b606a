//! The mix: complex questions by the standard's frequencies, each followed by short ones.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use kith_app::App;
use serde::Serialize;

use super::{
    SnbArgs,
    parameters::Sets,
    questions::{Kind, Question},
};
use crate::{Failure, bench::table::Figure, world::random::Random};

/// Complex questions, each with its distance in updates: it is asked once in so many. The numbers are
/// those of LDBC's `sf-properties/sf1.properties` (`LdbcQueryN_freq`), the smallest scale for which
/// they are given.
const EVERY: [(Kind, f64); 7] = [
    (Kind::Ic1, 26.0),
    (Kind::Ic2, 37.0),
    (Kind::Ic9, 157.0),
    (Kind::Ic10, 30.0),
    (Kind::Ic11, 16.0),
    (Kind::Ic13, 19.0),
    (Kind::Ic14, 49.0),
];
/// By so much the chance of a further round of short questions falls with each round, from 1: the
/// driver's `short_read_dissipation`, as LDBC sets it.
const DISSIPATION: f64 = 0.2;
/// What is asked about somebody in one round, and about a post.
const ABOUT_A_PERSON: [Kind; 3] = [Kind::Is1, Kind::Is2, Kind::Is3];
const ABOUT_A_POST: [Kind; 4] = [Kind::Is4, Kind::Is5, Kind::Is6, Kind::Is7];

/// What was measured.
#[derive(Debug, Serialize)]
pub(super) struct Mixed {
    /// Each question.
    pub(super) figures: Vec<Figure>,
    /// How many were asked.
    pub(super) asked: u64,
    /// How long it took.
    pub(super) seconds: f64,
    /// How many cores there are.
    cores: usize,
}

impl Mixed {
    /// Questions a second.
    pub(super) fn a_second(&self) -> f64 {
        self.asked as f64 / self.seconds.max(f64::EPSILON)
    }

    /// Questions a second and core: as many cores as asked at once, if there are so many.
    pub(super) fn a_second_and_core(&self, threads: u32) -> f64 {
        self.a_second() / self.cores.min(threads as usize).max(1) as f64
    }
}

/// The times of each kind.
type Times = BTreeMap<Kind, Vec<Duration>>;

/// Asks for so long by so many threads.
pub(super) fn run(app: &App, sets: &Sets, args: &SnbArgs, store: &str) -> Result<Mixed, Failure> {
    let lasting = Duration::from_secs(args.seconds);
    let started = Instant::now();
    let each: Vec<Result<Times, Failure>> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..args.threads)
            .map(|number| {
                let seed = args.seed.wrapping_add(u64::from(number) << 48);
                scope.spawn(move || one(app, sets, Random::new(seed), started, lasting))
            })
            .collect();
        let ended = asking.into_iter().map(|one| one.join());
        ended.map(|one| one.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let took = started.elapsed();
    let mut all = Times::new();
    for times in each {
        for (kind, mut some) in times? {
            all.entry(kind).or_default().append(&mut some);
        }
    }
    let asked = all.values().map(|times| times.len() as u64).sum();
    let at_once = args.threads as usize;
    let figure = |(kind, times): (Kind, Vec<Duration>)| {
        Figure::from_times(kind.name(), store, at_once, times, took)
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let figures = all.into_iter().map(figure).collect();
    Ok(Mixed { figures, asked, seconds: took.as_secs_f64(), cores })
}

fn one(
    app: &App,
    sets: &Sets,
    mut random: Random,
    started: Instant,
    lasting: Duration,
) -> Result<Times, Failure> {
    let mut times = Times::new();
    while started.elapsed() < lasting {
        ask(app, sets.of(complex(&mut random)), &mut random, &mut times)?;
        let mut chance = 1.0;
        while random.unit() < chance {
            let round: &[Kind] = if random.below(2) == 0 { &ABOUT_A_PERSON } else { &ABOUT_A_POST };
            for kind in round {
                ask(app, sets.of(*kind), &mut random, &mut times)?;
            }
            chance -= DISSIPATION;
        }
    }
    Ok(times)
}

/// A complex question, by how often each is asked.
fn complex(random: &mut Random) -> Kind {
    let all: f64 = EVERY.iter().map(|(_, every)| 1.0 / every).sum();
    let mut left = random.unit() * all;
    for (kind, every) in EVERY {
        left -= 1.0 / every;
        if left < 0.0 {
            return kind;
        }
    }
    Kind::Ic1
}

fn ask(
    app: &App,
    questions: &[Question],
    random: &mut Random,
    times: &mut Times,
) -> Result<(), Failure> {
    if questions.is_empty() {
        return Ok(());
    }
    let question = &questions[random.below(questions.len())];
    let begun = Instant::now();
    super::check::refused(question.ask(app))?;
    times.entry(question.kind).or_default().push(begun.elapsed());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_questions_are_rare() {
        let mut random = Random::new(7);
        let mut counts = BTreeMap::<Kind, u32>::new();
        for _ in 0..10_000 {
            *counts.entry(complex(&mut random)).or_default() += 1;
        }
        assert_eq!(counts.len(), EVERY.len());
        let ratio = f64::from(counts[&Kind::Ic11]) / f64::from(counts[&Kind::Ic9]);
        assert!((8.0..12.0).contains(&ratio), "{ratio}");
    }
}

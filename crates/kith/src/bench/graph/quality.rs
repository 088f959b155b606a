//! `kith bench graph --quality`: whether suggestions find connections that were taken out, beside
//! scores from the literature.

use std::{cmp::Ordering, fmt::Write as _, thread};

use super::{
    baseline::Baseline,
    engine::{self, Engine},
    input::Input,
    questions::{Answer, Kind, Question, SUGGESTIONS},
};
use crate::{Failure, world::random::Random};

/// One edge in so many is taken out, about: 15 of 100.
const TAKEN_OUT: (usize, usize) = (15, 100);
/// What is left of a walk when its rest is not followed any more.
const REST: f64 = 1e-3;

/// A way to score who is not connected yet.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Score {
    /// What kith suggests.
    Kith,
    /// How many neighbours are shared.
    CommonNeighbours,
    /// Each shared neighbour counts 1 / ln(degree): Adamic and Adar, "Friends and neighbors on
    /// the Web", 2003.
    AdamicAdar,
    /// Each counts 1 / degree: Zhou, Lü, Zhang, 2009.
    ResourceAllocation,
    /// That, and a tenth of what comes by three steps.
    AndThreeSteps,
    /// Where a walk from the viewer is that goes home with this chance at each step: Page, Brin,
    /// Motwani, Winograd, "The PageRank citation ranking", 1998.
    PageRank(f64),
}

const SCORES: [Score; 8] = [
    Score::Kith,
    Score::CommonNeighbours,
    Score::AdamicAdar,
    Score::ResourceAllocation,
    Score::AndThreeSteps,
    Score::PageRank(0.15),
    Score::PageRank(0.3),
    Score::PageRank(0.5),
];

impl Score {
    fn name(self) -> String {
        match self {
            Self::Kith => "kith".to_owned(),
            Self::CommonNeighbours => "common neighbours".to_owned(),
            Self::AdamicAdar => "Adamic-Adar".to_owned(),
            Self::ResourceAllocation => "resource allocation (RA)".to_owned(),
            Self::AndThreeSteps => "RA + 0.1 × three steps".to_owned(),
            Self::PageRank(home) => format!("personalised PageRank, α {home}"),
        }
    }
}

/// What was found of what had been taken out.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Found {
    /// Of how many viewers anything was.
    hits: f64,
    /// The shares of each viewer's, summed.
    shares: f64,
}

/// A network of which some edges are known to nobody but the judge.
pub(super) struct Trial {
    engine: Engine,
    rest: Baseline,
    /// For each viewer who is asked, whom they lost, ascending.
    asked: Vec<(u32, Vec<u32>)>,
}

impl Trial {
    /// Takes edges out and chooses viewers: people who lost some but kept some.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn new(input: &Input, viewers: usize, seed: u64) -> Result<Self, Failure> {
        let whole = Baseline::build(input)?;
        let mut random = Random::new(seed);
        let members = whole.members();
        let (mut rest, mut lost) = (Vec::new(), vec![Vec::new(); members as usize]);
        for a in 0..members {
            for &b in whole.neighbours(a).iter().filter(|&&b| b > a) {
                if random.below(TAKEN_OUT.1) < TAKEN_OUT.0 {
                    lost[a as usize].push(b);
                    lost[b as usize].push(a);
                } else {
                    rest.push((a, b));
                }
            }
        }
        let rest = Input::Given(members, rest);
        let (engine, rest) = (Engine::build(&rest)?, Baseline::build(&rest)?);
        let could = |v: &u32| !lost[*v as usize].is_empty() && !rest.neighbours(*v).is_empty();
        let mut who: Vec<u32> = (0..members).filter(could).collect();
        for place in 0..viewers.min(who.len()) {
            let other = place + random.below(who.len() - place);
            who.swap(place, other);
        }
        who.truncate(viewers);
        let asked = who.into_iter().map(|v| (v, std::mem::take(&mut lost[v as usize]))).collect();
        Ok(Self { engine, rest, asked })
    }

    /// What each score finds of it.
    ///
    /// # Errors
    /// A thread broke off.
    fn judge(&self) -> Result<Vec<Found>, Failure> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let share = self.asked.len().div_ceil(threads).max(1);
        let parts: Vec<_> = thread::scope(|scope| {
            let judging = |asked| scope.spawn(move || self.judge_some(asked));
            let running: Vec<_> = self.asked.chunks(share).map(judging).collect();
            running.into_iter().map(|thread| thread.join()).collect()
        });
        let mut all = vec![Found::default(); SCORES.len()];
        for part in parts {
            let part = part.map_err(|_| Failure::new("a thread broke off"))?;
            for (all, part) in all.iter_mut().zip(part) {
                all.hits += part.hits;
                all.shares += part.shares;
            }
        }
        Ok(all)
    }

    fn judge_some(&self, asked: &[(u32, Vec<u32>)]) -> Vec<Found> {
        let mut all = vec![Found::default(); SCORES.len()];
        for (viewer, lost) in asked {
            for (found, score) in all.iter_mut().zip(SCORES) {
                let best = self.best(score, *viewer);
                let count = best.iter().filter(|v| lost.binary_search(v).is_ok()).count();
                found.hits += f64::from(u8::from(count > 0));
                found.shares += count as f64 / lost.len() as f64;
            }
        }
        all
    }

    /// The people with the highest score, the lowest first where it is the same.
    fn best(&self, score: Score, viewer: u32) -> Vec<u32> {
        let known = self.rest.neighbours(viewer);
        let from = |weight: fn(f64) -> f64| {
            let mut start = vec![0.0; self.rest.members() as usize];
            for &z in known {
                start[z as usize] = weight(self.rest.neighbours(z).len() as f64);
            }
            self.handed_on(&start)
        };
        let mut scores = match score {
            Score::Kith => return self.suggested(viewer),
            Score::CommonNeighbours => from(|_| 1.0),
            Score::AdamicAdar => from(|degree| if degree > 1.0 { 1.0 / degree.ln() } else { 0.0 }),
            Score::ResourceAllocation => from(|degree| 1.0 / degree),
            Score::AndThreeSteps => {
                let two = from(|degree| 1.0 / degree);
                let mut parts = self.parts(&two);
                parts[viewer as usize] = 0.0;
                let three = self.handed_on(&parts);
                two.into_iter().zip(three).map(|(two, three)| two + 0.1 * three).collect()
            }
            Score::PageRank(home) => self.page_rank(viewer, home),
        };
        scores[viewer as usize] = 0.0;
        known.iter().for_each(|&z| scores[z as usize] = 0.0);
        highest(&scores)
    }

    fn suggested(&self, viewer: u32) -> Vec<u32> {
        let question = Question { viewer, others: Vec::new() };
        let (view, blend) = (self.engine.view(), self.engine.learned().0);
        match engine::answer(view, blend, Kind::Suggestions, &question) {
            Answer::Suggestions(suggested) => suggested.into_iter().map(|(v, _)| v).collect(),
            _ => Vec::new(),
        }
    }

    /// What everybody gets if each hands so much to each of their neighbours.
    fn handed_on(&self, each: &[f64]) -> Vec<f64> {
        let mut to = vec![0.0; each.len()];
        for (w, &part) in (0..).zip(each) {
            if part != 0.0 {
                self.rest.neighbours(w).iter().for_each(|&v| to[v as usize] += part);
            }
        }
        to
    }

    /// What each neighbour gets of everything that somebody has.
    fn parts(&self, all: &[f64]) -> Vec<f64> {
        let part = |(w, all): (u32, &f64)| match self.rest.neighbours(w).len() {
            0 => 0.0,
            degree => all / degree as f64,
        };
        (0..).zip(all).map(part).collect()
    }

    fn page_rank(&self, viewer: u32, home: f64) -> Vec<f64> {
        let members = self.rest.members() as usize;
        let (mut rank, mut here, mut rest) = (vec![0.0; members], vec![0.0; members], 1.0);
        here[viewer as usize] = 1.0;
        while rest > REST {
            rank.iter_mut().zip(&here).for_each(|(rank, here)| *rank += home * here);
            here = self.handed_on(&self.parts(&here));
            here.iter_mut().for_each(|here| *here *= 1.0 - home);
            rest *= 1.0 - home;
        }
        rank
    }
}

fn highest(scores: &[f64]) -> Vec<u32> {
    let above = (0..).zip(scores).filter(|(_, score)| **score > 0.0);
    let mut all: Vec<(f64, u32)> = above.map(|(v, &score)| (score, v)).collect();
    let order =
        |a: &(f64, u32), b: &(f64, u32)| -> Ordering { b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)) };
    if all.len() > SUGGESTIONS {
        all.select_nth_unstable_by(SUGGESTIONS, order);
        all.truncate(SUGGESTIONS);
    }
    all.sort_unstable_by(order);
    all.into_iter().map(|(_, v)| v).collect()
}

/// The table of one network.
///
/// # Errors
/// The input cannot be read.
pub(super) fn table(input: &Input, viewers: usize, seed: u64) -> Result<String, Failure> {
    let trial = Trial::new(input, viewers, seed)?;
    let count = trial.asked.len().max(1) as f64;
    let mut text = format!(
        "### {}: 15 of 100 edges taken out, {} viewers, seed {seed}; learned: longer ways × {}\n\n\
         | score | hit@{SUGGESTIONS} | recall@{SUGGESTIONS} |\n|---|---:|---:|\n",
        input.name(),
        trial.asked.len(),
        trial.engine.learned().0.longer()
    );
    for (score, found) in SCORES.into_iter().zip(trial.judge()?) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {:.4} | {:.4} |",
            score.name(),
            found.hits / count,
            found.shares / count
        );
    }
    Ok(text)
}

//! `kith bench graph --check`: answers against a breadth-first search that shares no code.

use std::{collections::HashSet, collections::VecDeque, thread};

use kith_graph::{Avoid, Blend, Degree, View, Wanted};

use super::{baseline::Baseline, questions::STEPS};
use crate::{Failure, world::random::Random};

/// Questions of each kind about one viewer, who is searched once.
const EACH: usize = 25;
/// Targets of one question for degrees.
const TARGETS: usize = 20;
/// Steps of who is not reached.
const NEVER: u32 = u32::MAX;

/// Asks so many questions of each kind, for degrees, mutual counts, distances and suggestions, of
/// viewers half of whom avoid some people.
///
/// # Errors
/// An answer is wrong: which.
pub(super) fn check(
    view: &View,
    graph: &Baseline,
    questions: usize,
    seed: u64,
) -> Result<(), Failure> {
    let stats = view.stats();
    if (stats.vertices, stats.edges) != (graph.members() as usize, graph.edges()) {
        let expected = (graph.members(), graph.edges());
        return Err(Failure::new(format!("{stats:?}, but there are {expected:?}")));
    }
    let viewers = questions.div_ceil(EACH);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let checked: Vec<_> = thread::scope(|scope| {
        let start = |thread: usize| {
            scope.spawn(move || {
                (thread..viewers).step_by(threads).try_for_each(|viewer| {
                    let random = Random::new(seed.wrapping_add(viewer as u64));
                    Search::new(view, graph, random).check()
                })
            })
        };
        let running: Vec<_> = (0..threads).map(start).collect();
        running.into_iter().map(|thread| thread.join()).collect()
    });
    for result in checked {
        result.map_err(|_| Failure::new("a thread broke off"))?.map_err(Failure::new)?;
    }
    Ok(())
}

/// A viewer, whom they avoid, and how far everybody is.
struct Search<'a> {
    view: &'a View,
    graph: &'a Baseline,
    random: Random,
    viewer: u32,
    avoided: HashSet<u32>,
    avoid: Avoid,
    steps: Vec<u32>,
    second: Vec<u32>,
}

impl<'a> Search<'a> {
    fn new(view: &'a View, graph: &'a Baseline, mut random: Random) -> Self {
        let members = graph.members() as usize;
        let viewer = random.below(members) as u32;
        let mut avoided = HashSet::new();
        if random.below(2) == 1 {
            let known = graph.neighbours(viewer);
            avoided.extend((0..3).filter_map(|_| random.pick(known)));
            avoided.extend((0..5).map(|_| random.below(members) as u32));
            avoided.remove(&viewer);
        }
        let steps = steps(graph, viewer, &avoided);
        let second = (0..graph.members()).filter(|&v| steps[v as usize] == 2).collect();
        let avoid = Avoid::new(avoided.iter().copied());
        Self { view, graph, random, viewer, avoided, avoid, steps, second }
    }

    fn check(&mut self) -> Result<(), String> {
        for _ in 0..EACH {
            let wrong = self.degrees().or_else(|| self.distance()).or_else(|| self.mutuals());
            if let Some(wrong) = wrong.or_else(|| self.suggestions()) {
                return Err(format!(
                    "viewer {}, who avoids {:?}: {wrong}",
                    self.viewer, self.avoided
                ));
            }
        }
        Ok(())
    }

    /// Anybody, or somebody near.
    fn somebody(&mut self) -> u32 {
        let near = self.random.below(2) == 0;
        let near = if near { self.random.pick(&self.second) } else { None };
        near.unwrap_or_else(|| self.random.below(self.steps.len()) as u32)
    }

    fn degrees(&mut self) -> Option<String> {
        let targets: Vec<u32> = (0..TARGETS).map(|_| self.somebody()).collect();
        let degree = |&target: &u32| match self.steps[target as usize] {
            0 => Degree::Myself,
            1 => Degree::First,
            2 => Degree::Second,
            3 => Degree::Third,
            _ => Degree::Out,
        };
        let expected: Vec<Degree> = targets.iter().map(degree).collect();
        let got = self.view.degrees(self.viewer, &targets, &self.avoid);
        (got != expected).then(|| format!("degrees of {targets:?}: {got:?} for {expected:?}"))
    }

    fn distance(&mut self) -> Option<String> {
        let (other, most) = (self.somebody(), self.random.below(STEPS + 1));
        let steps = self.steps[other as usize];
        let expected = (steps as usize <= most).then_some(steps);
        let got = self.view.distance(self.viewer, other, most, &self.avoid);
        (got != expected)
            .then(|| format!("distance of {other} up to {most}: {got:?} for {expected:?}"))
    }

    /// The neighbours of `other` whom the viewer knows.
    fn shared(&self, other: u32) -> usize {
        if other == self.viewer || self.avoided.contains(&other) {
            return 0;
        }
        self.graph.neighbours(other).iter().filter(|&&w| self.steps[w as usize] == 1).count()
    }

    fn mutuals(&mut self) -> Option<String> {
        let other = self.somebody();
        let expected = self.shared(other);
        let got = self.view.mutual_count(self.viewer, other, &self.avoid);
        (got != expected).then(|| format!("mutuals with {other}: {got} for {expected}"))
    }

    /// Every suggestion is in the second degree with the right number of mutuals and not left out;
    /// there is none twice, and none missing. Where longer ways count, the third degree may be
    /// suggested too.
    fn suggestions(&mut self) -> Option<String> {
        let limit = self.random.below(30);
        let (every, at) = (2 + self.random.below(5) as u32, self.random.below(2) as u32);
        let left_out = |v: u32| v % every == at;
        let could = self.second.iter().filter(|&&v| !left_out(v)).count();
        let blend = self.random.pick(&[Blend::NEAREST, Blend::MIDDLE]).unwrap_or_default();
        let wanted = Wanted::new(limit, &self.avoid).blend(blend);
        let got = self.view.suggestions(self.viewer, &wanted, left_out);
        let exact = blend == Blend::NEAREST;
        let who: HashSet<u32> = got.iter().map(|one| one.vertex).collect();
        let right = who.len() == got.len()
            && got.len() >= limit.min(could)
            && got.len() <= if exact { limit.min(could) } else { limit }
            && got.iter().all(|one| {
                let steps = self.steps[one.vertex as usize];
                (steps == 2 || steps == 3 && !exact)
                    && !left_out(one.vertex)
                    && one.mutuals as usize == self.shared(one.vertex)
            });
        (!right).then(|| format!("{limit} suggestions of {could}: {got:?}"))
    }
}

/// How many steps it is to everybody from a start, without going through or to those avoided.
fn steps(graph: &Baseline, start: u32, avoided: &HashSet<u32>) -> Vec<u32> {
    let mut steps = vec![NEVER; graph.members() as usize];
    let mut queue = VecDeque::from([start]);
    steps[start as usize] = 0;
    // As if they had been seen; taken back below.
    for &v in avoided {
        steps[v as usize] = 0;
    }
    while let Some(v) = queue.pop_front() {
        for &w in graph.neighbours(v) {
            if steps[w as usize] == NEVER {
                steps[w as usize] = steps[v as usize] + 1;
                queue.push_back(w);
            }
        }
    }
    for &v in avoided {
        steps[v as usize] = NEVER;
    }
    steps
}

//! Searching a shortest way from both ends at once.

use crate::avoid::Avoid;
use crate::marks::Scratch;
use crate::snapshot::Snapshot;

/// One end of a search: what it has reached, step by step.
#[derive(Debug)]
pub(crate) struct Side {
    /// `levels[i]` are the vertices exactly `i` steps from this end, in order of discovery.
    pub(crate) levels: Vec<Vec<u32>>,
    /// All of these, and those avoided, which so are never reached.
    seen: Scratch,
    /// Arcs that leave the last level.
    cost: usize,
}

impl Side {
    fn new(now: &Snapshot, end: u32, avoid: &Avoid) -> Self {
        let mut seen = Scratch::take(now.vertices);
        seen.insert_all(avoid.as_slice().iter().copied());
        seen.insert(end);
        Self { levels: vec![vec![end]], seen, cost: now.degree(end) }
    }

    fn steps(&self) -> usize {
        self.levels.len() - 1
    }

    fn frontier(&self) -> &[u32] {
        self.levels.last().map_or(&[], Vec::as_slice)
    }

    /// Looks one step further. Answers the vertices where the sides meet, or, if there are none,
    /// adds the new level, unless this was the `last` step allowed.
    fn step(&mut self, now: &Snapshot, other: &Self, last: bool, all: bool) -> Vec<u32> {
        let (mut met, mut level) = (Vec::new(), Vec::new());
        for &v in self.levels.last().into_iter().flatten() {
            for &w in now.neighbours(v) {
                // Both sides have seen what is avoided, so it is never new. What the other side
                // has seen besides is its last level: had they shared an earlier one, they would
                // have met before.
                if other.seen.has(w) {
                    if self.seen.insert(w) {
                        met.push(w);
                        if !all {
                            return met;
                        }
                    }
                } else if !last && self.seen.insert(w) {
                    level.push(w);
                }
            }
        }
        if met.is_empty() {
            self.cost = now.arcs_from(level.iter().copied());
            self.levels.push(level);
        }
        met
    }
}

/// Two sides that have met.
#[derive(Debug)]
pub(crate) struct Meeting {
    /// From the start; its levels below `from_steps` are complete.
    pub(crate) from: Side,
    /// From the goal; its levels below `to_steps` are complete.
    pub(crate) to: Side,
    /// Vertices halfway: `from_steps` from the start and `to_steps` from the goal.
    pub(crate) met: Vec<u32>,
    pub(crate) from_steps: usize,
    pub(crate) to_steps: usize,
}

impl Meeting {
    pub(crate) fn distance(&self) -> usize {
        self.from_steps + self.to_steps
    }
}

/// Breadth first from both ends, always the end with fewer arcs to look at (Pohl, "Bi-directional
/// search", 1971). Without `all`, stops at the first meeting vertex. `None` if there is no way of
/// at most `max` steps, or an end is not present, or both ends are one.
pub(crate) fn meet(
    now: &Snapshot,
    (a, b): (u32, u32),
    max: usize,
    avoid: &Avoid,
    all: bool,
) -> Option<Meeting> {
    if a == b || !now.is_present(a, avoid) || !now.is_present(b, avoid) {
        return None;
    }
    let (mut from, mut to) = (Side::new(now, a, avoid), Side::new(now, b, avoid));
    while from.steps() + to.steps() < max {
        if from.frontier().is_empty() || to.frontier().is_empty() {
            return None;
        }
        let last = from.steps() + to.steps() + 1 == max;
        let forward = from.cost <= to.cost;
        let met =
            if forward { from.step(now, &to, last, all) } else { to.step(now, &from, last, all) };
        if !met.is_empty() {
            let from_steps = from.steps() + usize::from(forward);
            let to_steps = to.steps() + usize::from(!forward);
            return Some(Meeting { from, to, met, from_steps, to_steps });
        }
    }
    None
}

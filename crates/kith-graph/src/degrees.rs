//! How far a viewer is from each of many people at once.

use crate::avoid::Avoid;
use crate::fetch::{AHEAD, ahead};
use crate::marks::Scratch;
use crate::near::Near;
use crate::set::{VertexSet, has};
use crate::view::View;

/// How far somebody is from the viewer, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Degree {
    /// The viewer.
    Myself,
    /// Connected to the viewer.
    First,
    /// Connected to a first degree, nothing nearer.
    Second,
    /// Connected to a second degree, nothing nearer.
    Third,
    /// Farther than that, not reachable, unknown, hidden or avoided.
    Out,
}

/// What deciding a target from its own side is expected to look at, in arcs.
const TARGET_ARCS: usize = 1 << 11;
/// Marking so many vertices costs as much as one search in their list.
const SEARCH: usize = 16;

/// A list that is asked whether it has somebody.
enum Members<'a> {
    /// As it is, where that costs less than marking them.
    List(&'a [u32]),
    Marked(Scratch),
}

impl<'a> Members<'a> {
    /// Of an ascending list of vertices below `vertices`, to be asked so many times.
    fn of(list: &'a [u32], vertices: u32, times: usize) -> Self {
        // A search jumps about, marking does not.
        if times * SEARCH < list.len() {
            return Self::List(list);
        }
        let mut marks = Scratch::take(vertices);
        marks.insert_all(list.iter().copied());
        Self::Marked(marks)
    }

    #[inline]
    fn has(&self, v: u32) -> bool {
        match self {
            Self::List(list) => list.binary_search(&v).is_ok(),
            Self::Marked(marks) => marks.has(v),
        }
    }
}

impl View {
    /// The degree of each target, in the order given; exact. Targets may repeat.
    ///
    /// The viewer is [`Degree::Myself`] to the viewer always. Everybody else is [`Degree::Out`]
    /// where the target is unknown, hidden or in `avoid`, or the viewer is.
    ///
    /// Meant for up to some thousand targets a call. If the viewer's second degree is kept: O(sum
    /// of the targets' degrees), mostly far less, as a target is decided by the first neighbour
    /// who is near. Otherwise few targets are looked at from their own side, until that has cost
    /// O(sum of the degrees of the viewer's neighbours); from there on, and for many targets at
    /// once, the second degree is found at that cost, and kept.
    #[must_use]
    pub fn degrees(&self, viewer: u32, targets: &[u32], avoid: &Avoid) -> Vec<Degree> {
        let mut degrees: Vec<Degree> = Vec::with_capacity(targets.len());
        let first = self.now.neighbours(viewer);
        let carries = !avoid.contains(viewer) && !first.is_empty();
        let first = Members::of(first, self.now.vertices, targets.len());
        // Indices of the targets that the viewer's own list does not decide.
        let mut open: Vec<usize> = Vec::new();
        for (i, &target) in targets.iter().enumerate() {
            degrees.push(if target == viewer {
                Degree::Myself
            } else if !carries || avoid.contains(target) {
                Degree::Out
            } else if first.has(target) {
                Degree::First
            } else {
                open.push(i);
                Degree::Out
            });
        }
        if open.is_empty() {
            return degrees;
        }
        if let Some(second) = self.kept_second_degree(viewer, avoid) {
            self.decide_by_second(&second, targets, &open, &mut degrees);
            return degrees;
        }
        if !self.decide_from_targets(viewer, targets, &mut open, &mut degrees, avoid) {
            let second = self.second_degree(viewer, avoid);
            self.decide_by_second(&second, targets, &open, &mut degrees);
        }
        degrees
    }

    /// Decides open targets from their side, as long as that costs less than finding the viewer's
    /// second degree; answers whether none is left open.
    fn decide_from_targets(
        &self,
        viewer: u32,
        targets: &[u32],
        open: &mut Vec<usize>,
        degrees: &mut [Degree],
        avoid: &Avoid,
    ) -> bool {
        let now = &*self.now;
        let first = now.neighbours(viewer);
        let all = now.arcs_from(first.iter().copied());
        // Lists are looked through until somebody near comes: the more the viewer knows, the sooner.
        let people = now.vertices as usize;
        let target = now.edges * 2 / people.max(1) + 2 * people / first.len().max(1);
        let many = open.len().saturating_mul(target) < all / 2;
        if !many && open.len().saturating_mul(TARGET_ARCS) > all {
            return false;
        }
        // If it takes longer than that, little is lost.
        let mut budget = if many { all / 2 } else { all };
        let near =
            if many { Near::for_many(now, viewer, avoid) } else { Near::new(now, viewer, avoid) };
        while let Some(&i) = open.last() {
            if near.knows(targets[i]) {
                degrees[i] = Degree::Second;
            } else {
                match near.knows_through(targets[i], &mut budget) {
                    Some(true) => degrees[i] = Degree::Third,
                    Some(false) => {}
                    None => return false,
                }
            }
            open.pop();
        }
        true
    }

    /// Decides the open targets by the viewer's second degree.
    fn decide_by_second(
        &self,
        second: &VertexSet,
        targets: &[u32],
        open: &[usize],
        degrees: &mut [Degree],
    ) {
        let now = &*self.now;
        second.as_bitmap(now.vertices, |second| {
            // Where lists are and how they begin is asked for some while before it is needed, so
            // that the processor fetches much from memory together; it would wait for each.
            let lists = open.iter().enumerate().map(|(place, &i)| {
                if let Some(&later) = open.get(place + AHEAD) {
                    now.prefetch(targets[later]);
                }
                now.neighbours(targets[i])
            });
            for (list, &i) in ahead(lists, 1).zip(open) {
                if has(second, targets[i]) {
                    degrees[i] = Degree::Second;
                } else if list.iter().any(|&v| has(second, v)) {
                    degrees[i] = Degree::Third;
                }
            }
        });
    }
}

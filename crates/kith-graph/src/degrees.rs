//! How far a viewer is from each of many people at once.

use crate::avoid::Avoid;
use crate::marks::{Marks, Scratch};
use crate::set::VertexSet;
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

impl View {
    /// The degree of each target, in the order given; exact. Targets may repeat.
    ///
    /// The viewer is [`Degree::Myself`] to the viewer always. Everybody else is [`Degree::Out`]
    /// where the target is unknown, hidden or in `avoid`, or the viewer is.
    ///
    /// Meant for up to some thousand targets a call. If the viewer's second degree is kept: O(sum
    /// of the targets' degrees). Otherwise additionally, for those not nearer than third, the
    /// cheaper of O(sum of the degrees of the viewer's neighbours), which is then kept, and O(sum
    /// of the degrees of those targets' neighbours).
    #[must_use]
    pub fn degrees(&self, viewer: u32, targets: &[u32], avoid: &Avoid) -> Vec<Degree> {
        let mut degrees: Vec<Degree> = Vec::with_capacity(targets.len());
        let first = self.now.neighbours(viewer);
        let carries = !avoid.contains(viewer) && !first.is_empty();
        // Indices of the targets that the viewer's own list does not decide.
        let mut open: Vec<usize> = Vec::new();
        for (i, &target) in targets.iter().enumerate() {
            degrees.push(if target == viewer {
                Degree::Myself
            } else if !carries || avoid.contains(target) {
                Degree::Out
            } else if first.binary_search(&target).is_ok() {
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
        let mut marks = Scratch::take(self.now.vertices);
        marks.insert_all(self.now.seen_neighbours(viewer, avoid));
        open.retain(|&i| {
            let near = marks.has_any(self.now.neighbours(targets[i]));
            if near {
                degrees[i] = Degree::Second;
            }
            !near
        });
        if self.is_nearer_from_targets(viewer, targets, &open) {
            for &i in &open {
                if self.is_third(&marks, targets[i], avoid) {
                    degrees[i] = Degree::Third;
                }
            }
        } else {
            drop(marks);
            let second = self.second_degree(viewer, avoid);
            self.decide_by_second(&second, targets, &open, &mut degrees);
        }
        degrees
    }

    /// Decides the open targets by the viewer's second degree.
    fn decide_by_second(
        &self,
        second: &VertexSet,
        targets: &[u32],
        open: &[usize],
        degrees: &mut [Degree],
    ) {
        for &i in open {
            if second.contains(targets[i]) {
                degrees[i] = Degree::Second;
            } else if second.has_any(self.now.neighbours(targets[i])) {
                degrees[i] = Degree::Third;
            }
        }
    }

    /// Whether looking two steps from the open targets costs less than two from the viewer.
    fn is_nearer_from_targets(&self, viewer: u32, targets: &[u32], open: &[usize]) -> bool {
        let now = &*self.now;
        let from_viewer = now.arcs_from(now.neighbours(viewer).iter().copied());
        let mut from_targets = 0;
        for &i in open {
            let neighbours = now.neighbours(targets[i]);
            // Each neighbour costs a look even if it has no further arcs.
            from_targets += neighbours.len() + now.arcs_from(neighbours.iter().copied());
            if from_targets > from_viewer {
                return false;
            }
        }
        true
    }

    /// Whether a neighbour of `target` that is not avoided has a neighbour in `first`.
    fn is_third(&self, first: &Marks, target: u32, avoid: &Avoid) -> bool {
        let mut steps = self.now.seen_neighbours(target, avoid);
        steps.any(|w| first.has_any(self.now.neighbours(w)))
    }
}

//! How far a viewer is from each of many people at once.

use crate::avoid::Avoid;
use crate::fetch::ahead;
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
/// Bits for each entry of a list that is asked often: one question in so many about somebody else
/// has to look at the list itself.
const BITS_EACH: usize = 16;

/// An ascending list that is asked many times whether it has somebody.
///
/// Beside it stand as few bits as nearly always tell that it has not, so that they stay in the
/// processor's nearest cache: a bit for each vertex does not.
struct Members<'a> {
    list: &'a [u32],
    /// Bit `v % bits.len()`, a power of two, is set for each `v` in the list.
    bits: Vec<u64>,
}

impl<'a> Members<'a> {
    fn of(list: &'a [u32]) -> Self {
        let mut bits = vec![0; (list.len() * BITS_EACH).div_ceil(64).next_power_of_two()];
        for &v in list {
            let (word, bit) = Self::place(&bits, v);
            bits[word] |= bit;
        }
        Self { list, bits }
    }

    /// The word of a vertex, and its bit in there.
    #[inline]
    fn place(bits: &[u64], v: u32) -> (usize, u64) {
        ((v / 64) as usize & (bits.len() - 1), 1 << (v % 64))
    }

    #[inline]
    fn has(&self, v: u32) -> bool {
        let (word, bit) = Self::place(&self.bits, v);
        self.bits[word] & bit != 0 && self.list.binary_search(&v).is_ok()
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
        if let Some(second) = self.kept_second_degree(viewer, avoid) {
            return self.degrees_by(&second, viewer, targets, avoid);
        }
        let (mut degrees, mut open) = self.near_side(viewer, targets, avoid, |_| false);
        if open.is_empty()
            || self.decide_from_targets(viewer, targets, &mut open, &mut degrees, avoid)
        {
            return degrees;
        }
        self.degrees_by(&self.second_degree(viewer, avoid), viewer, targets, avoid)
    }

    /// What is known without looking at anybody's list but the viewer's, and the indices of the
    /// targets that this leaves open, which count as out so far. `is_second` tells of the target
    /// with that index.
    fn near_side(
        &self,
        viewer: u32,
        targets: &[u32],
        avoid: &Avoid,
        is_second: impl Fn(usize) -> bool,
    ) -> (Vec<Degree>, Vec<usize>) {
        let first = self.now.neighbours(viewer);
        let carries = !avoid.contains(viewer) && !first.is_empty();
        let first = Members::of(first);
        let mut open = Vec::new();
        let of_target = |(i, &target): (usize, &u32)| {
            if target == viewer {
                Degree::Myself
            } else if !carries || avoid.contains(target) {
                Degree::Out
            } else if is_second(i) {
                Degree::Second
            } else if first.has(target) {
                Degree::First
            } else {
                open.push(i);
                Degree::Out
            }
        };
        (targets.iter().enumerate().map(of_target).collect(), open)
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

    /// The degrees where the viewer's second degree is known.
    fn degrees_by(
        &self,
        second: &VertexSet,
        viewer: u32,
        targets: &[u32],
        avoid: &Avoid,
    ) -> Vec<Degree> {
        let now = &*self.now;
        second.as_bitmap(now.vertices, |second| {
            // Looked up for all before anything is decided by it: the processor then fetches many
            // at once, where it would wait for each whose decision it has foreseen wrongly.
            let seconds: Vec<bool> = targets.iter().map(|&v| has(second, v)).collect();
            let (mut degrees, open) = self.near_side(viewer, targets, avoid, |i| seconds[i]);
            let lists = now.lists(open.iter().map(|&i| targets[i]));
            for (list, &i) in ahead(lists, 1).zip(&open) {
                if list.iter().any(|&v| has(second, v)) {
                    degrees[i] = Degree::Third;
                }
            }
            degrees
        })
    }
}

//! Whether people are two or three steps from one whose neighbours are known.

use std::borrow::Cow;

use crate::avoid::Avoid;
use crate::intersect::Common;
use crate::marks::Scratch;
use crate::snapshot::Snapshot;

/// A list this many times as long as that of the neighbours is searched for each of these; a
/// shorter one is walked through.
const SKEWED: usize = 16;
/// More neighbours than this are not marked: marking them would cost more than it saves.
const MARKED: usize = 1 << 12;

/// Somebody's neighbours, without those avoided, ready to be met from elsewhere.
pub(crate) struct Near<'a> {
    now: &'a Snapshot,
    avoid: &'a Avoid,
    first: Cow<'a, [u32]>,
    /// The same, if they are few.
    marks: Option<Scratch>,
}

impl<'a> Near<'a> {
    pub(crate) fn new(now: &'a Snapshot, v: u32, avoid: &'a Avoid) -> Self {
        Self::of(now, v, avoid, MARKED)
    }

    /// The same, where it will be asked so often that marking pays for any number of neighbours.
    pub(crate) fn for_many(now: &'a Snapshot, v: u32, avoid: &'a Avoid) -> Self {
        Self::of(now, v, avoid, usize::MAX)
    }

    fn of(now: &'a Snapshot, v: u32, avoid: &'a Avoid, marked: usize) -> Self {
        let first = if avoid.is_empty() {
            Cow::Borrowed(now.neighbours(v))
        } else {
            Cow::Owned(now.seen_neighbours(v, avoid).collect())
        };
        let marks = (first.len() <= marked).then(|| {
            let mut marks = Scratch::take(now.vertices);
            marks.insert_all(first.iter().copied());
            marks
        });
        Self { now, avoid, first, marks }
    }

    /// Whether `v` knows any of the neighbours. O(min(d, k log d)) for k neighbours.
    ///
    /// Where vertices are in [`Order`](crate::Order), both lists begin with those whom most know,
    /// so that the answer is often found at once.
    #[inline]
    pub(crate) fn knows(&self, v: u32) -> bool {
        let list = self.now.neighbours(v);
        match &self.marks {
            Some(marks) if list.len() <= self.first.len() * SKEWED => marks.has_any(list),
            _ => Common::new(list, &self.first).next().is_some(),
        }
    }

    /// Whether anybody whom `v` knows, and who is not avoided, knows any of the neighbours; `None`
    /// if looking at `budget` arcs, which are taken off it, does not tell.
    pub(crate) fn knows_through(&self, v: u32, budget: &mut usize) -> Option<bool> {
        for w in self.now.seen_neighbours(v, self.avoid) {
            if self.knows(w) {
                return Some(true);
            }
            let looked_at = self.now.degree(w).min(self.first.len() * SKEWED) + 1;
            *budget = budget.checked_sub(looked_at)?;
        }
        Some(false)
    }
}

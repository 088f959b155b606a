//! One published state of the graph: a base, what changed since, and who is hidden.

use std::sync::Arc;

use crate::avoid::Avoid;
use crate::base::Base;
use crate::cache::SecondDegreeCache;
use crate::overlay::Overlay;
use crate::recent::{Changed, Stamps};
use crate::rough::Class;

/// Everything a reader needs. Immutable once published; cloning is O(1).
///
/// Hidden vertices are not marked in the lists but taken out of them (their edges are parked), so
/// no query has to look for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    pub(crate) base: Arc<Base>,
    pub(crate) overlay: Overlay,
    /// Which vertices may be in the overlay; belongs to the base.
    pub(crate) changed: Arc<Changed>,
    /// Arcs in the overlay's lists: what a merge would save.
    pub(crate) overlay_arcs: usize,
    /// Hidden vertices, ascending.
    pub(crate) hidden: Arc<Vec<u32>>,
    /// Edges with at least one hidden end, from both ends. No query looks at them.
    pub(crate) parked: Overlay,
    /// One more than the highest vertex mentioned.
    pub(crate) vertices: u32,
    /// Edges between vertices that are not hidden.
    pub(crate) edges: usize,
    /// Counts publications that changed an answer; a merge does not.
    pub(crate) version: u64,
    /// When lists changed last.
    pub(crate) stamps: Arc<Stamps>,
    pub(crate) cache: Arc<SecondDegreeCache>,
}

impl Snapshot {
    /// The neighbours of `v`, ascending, without hidden ones; empty for an unknown vertex.
    #[inline]
    pub(crate) fn neighbours(&self, v: u32) -> &[u32] {
        if !self.overlay.is_empty()
            && self.changed.may_have(v)
            && let Some(changed) = self.overlay.get(v)
        {
            return changed;
        }
        self.base.neighbours(v)
    }

    /// The number of neighbours of `v` that are not hidden.
    pub(crate) fn degree(&self, v: u32) -> usize {
        self.neighbours(v).len()
    }

    /// The class of the degree of `v`, found in less memory than its list.
    #[inline]
    pub(crate) fn class(&self, v: u32) -> Class {
        if !self.overlay.is_empty() && self.changed.may_have(v) {
            return Class::of(self.degree(v) as u64);
        }
        self.base.class(v)
    }

    /// The neighbours of `v` whom `avoid` does not take out.
    pub(crate) fn seen_neighbours<'a>(
        &'a self,
        v: u32,
        avoid: &'a Avoid,
    ) -> impl Iterator<Item = u32> + 'a {
        let all = self.neighbours(v).iter().copied();
        all.filter(move |&w| !avoid.contains(w))
    }

    /// How many arcs leave the given vertices: the cost of looking one step further.
    pub(crate) fn arcs_from(&self, vertices: impl IntoIterator<Item = u32>) -> usize {
        vertices.into_iter().map(|v| self.degree(v)).sum()
    }

    /// Whether nothing that the second degree of `v` is made of has changed after `version`: the
    /// list of `v`, and those of its neighbours. O(d).
    pub(crate) fn is_same_around(&self, v: u32, version: u64) -> bool {
        let mut around = std::iter::once(&v).chain(self.neighbours(v));
        around.all(|&w| self.stamps.is_unchanged_since(w, version))
    }

    pub(crate) fn is_hidden(&self, v: u32) -> bool {
        self.hidden.binary_search(&v).is_ok()
    }

    /// Whether `v` is known, not hidden and not avoided: may be an end or a step of a path.
    pub(crate) fn is_present(&self, v: u32, avoid: &Avoid) -> bool {
        v < self.vertices && !avoid.contains(v) && !self.is_hidden(v)
    }
}

//! One published state of the graph: a base, what changed since, and who is hidden.

use std::sync::Arc;

use crate::aside::Aside;
use crate::avoid::Avoid;
use crate::base::Base;
use crate::cache::SecondDegreeCache;
use crate::delta::Delta;
use crate::fetch::AHEAD;
use crate::recent::Stamps;
use crate::rough::Class;

/// Everything a reader needs. Immutable once published; cloning is O(1).
///
/// Hidden vertices are not marked in the lists but taken out of them (their edges are parked), so
/// no query has to look for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    pub(crate) base: Arc<Base>,
    /// Lists that changed since; belongs to the base.
    pub(crate) delta: Arc<Delta>,
    /// How many vertices these are the lists of.
    pub(crate) changed: usize,
    /// Arcs in these lists.
    pub(crate) changed_arcs: usize,
    /// Hidden vertices, ascending.
    pub(crate) hidden: Arc<Vec<u32>>,
    /// Edges with at least one hidden end, from both ends. No query looks at them.
    pub(crate) parked: Aside,
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
        match self.changed_list(v) {
            Some(list) => list,
            None => self.base.neighbours(v),
        }
    }

    /// The neighbours of `v`, if they have changed since the base.
    #[inline]
    pub(crate) fn changed_list(&self, v: u32) -> Option<&[u32]> {
        // A snapshot keeps its version from being forgotten.
        if self.changed == 0 { None } else { self.delta.get(v, self.version) }
    }

    /// The number of neighbours of `v` that are not hidden.
    pub(crate) fn degree(&self, v: u32) -> usize {
        self.neighbours(v).len()
    }

    /// The class of the degree of `v`, found in less memory than its list.
    #[inline]
    pub(crate) fn class(&self, v: u32) -> Class {
        let changed = if self.changed == 0 { None } else { self.delta.class(v, self.version) };
        changed.unwrap_or_else(|| self.base.class(v))
    }

    /// Has the processor fetch where the list of `v` is.
    #[inline]
    pub(crate) fn prefetch(&self, v: u32) {
        if self.changed == 0 || !self.delta.prefetch(v) {
            self.base.prefetch(v);
        }
    }

    /// The lists of many vertices, in their order. What leads to each is asked for some while
    /// before it is needed, so that the processor fetches much from memory together; it would wait
    /// for each.
    pub(crate) fn lists<'a>(
        &'a self,
        vertices: impl Iterator<Item = u32> + Clone + 'a,
    ) -> impl Iterator<Item = &'a [u32]> {
        let (mut far, mut near) = (vertices.clone(), vertices.clone());
        far.by_ref().take(2 * AHEAD).for_each(|v| self.prefetch(v));
        let mut next = move || {
            far.next().into_iter().for_each(|v| self.prefetch(v));
            if self.changed > 0 {
                near.next().into_iter().for_each(|v| self.delta.prefetch_held(v));
            }
        };
        (0..AHEAD).for_each(|_| next());
        vertices.map(move |v| {
            next();
            self.neighbours(v)
        })
    }

    /// Has the processor fetch what [`Snapshot::class`] looks at, where that lies further away.
    #[inline]
    pub(crate) fn prefetch_class(&self, v: u32) {
        if self.changed > 0 {
            self.delta.prefetch_class(v);
        }
    }

    /// The neighbours of `v` whom `avoid` does not take out.
    pub(crate) fn seen_neighbours<'a>(
        &'a self,
        v: u32,
        avoid: &'a Avoid,
    ) -> impl Iterator<Item = u32> + Clone + 'a {
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

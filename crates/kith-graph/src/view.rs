//! A consistent state of the graph for the length of a request, and its simplest questions.

use std::fmt;
use std::sync::Arc;

use crate::snapshot::Snapshot;

/// The graph as it was when the view was taken; [`Graph::view`](crate::Graph::view) makes one.
///
/// No question panics: unknown and hidden vertices have no neighbours, and are nobody's answer.
/// Cloning is O(1).
#[derive(Clone)]
pub struct View {
    pub(crate) now: Arc<Snapshot>,
}

/// How large a graph is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Vertices that exist, hidden ones included.
    pub vertices: usize,
    /// Edges between vertices that are not hidden.
    pub edges: usize,
    /// Vertices that are hidden.
    pub hidden: usize,
    /// Memory of the merged base, in bytes, with the places for what changes.
    pub base_bytes: usize,
    /// Memory of the lists that changed since the last merge, in bytes, without what leads to them
    /// (8 bytes for each vertex, and 56 for each that changed).
    pub changed_bytes: usize,
}

impl View {
    pub(crate) fn new(now: Arc<Snapshot>) -> Self {
        Self { now }
    }

    /// How many neighbours `v` has. O(1).
    ///
    /// Counts for everybody alike; what one viewer may see of it is `neighbours` without those
    /// avoided.
    #[must_use]
    pub fn degree_count(&self, v: u32) -> usize {
        self.now.degree(v)
    }

    /// The neighbours of `v`, ascending, from either end. O(1) and then O(1) each.
    ///
    /// Like [`degree_count`](Self::degree_count) this takes no [`Avoid`](crate::Avoid): filter
    /// what is shown.
    pub fn neighbours(
        &self,
        v: u32,
    ) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + '_ {
        self.now.neighbours(v).iter().copied()
    }

    /// Whether `a` and `b` are neighbours. O(log d) in the smaller degree.
    #[must_use]
    pub fn connected(&self, a: u32, b: u32) -> bool {
        let (of_a, of_b) = (self.now.neighbours(a), self.now.neighbours(b));
        if of_a.len() <= of_b.len() {
            of_a.binary_search(&b).is_ok()
        } else {
            of_b.binary_search(&a).is_ok()
        }
    }

    /// Whether `v` exists and is hidden. O(log h) for h hidden vertices.
    #[must_use]
    pub fn is_hidden(&self, v: u32) -> bool {
        self.now.is_hidden(v)
    }

    /// Which state this is: grows with each publication that changed something. Two views of one
    /// graph with the same version answer alike.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.now.version
    }

    /// How large the graph is. O(1).
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats {
            vertices: self.now.vertices as usize,
            edges: self.now.edges,
            hidden: self.now.hidden.len(),
            base_bytes: self.now.base.bytes() + self.now.delta.bytes(),
            changed_bytes: self.now.changed_arcs * size_of::<u32>(),
        }
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View")
            .field("version", &self.version())
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

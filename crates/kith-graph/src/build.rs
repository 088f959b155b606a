//! Building a whole graph at once, as at start.

use std::sync::Arc;

use crate::base::Base;
use crate::edit::MAX_VERTICES;
use crate::graph::{Graph, Merging};
use crate::snapshot::Snapshot;
use crate::writer::Writer;

/// Collects vertices, edges and hidden vertices, and makes a [`Graph`] of them by a counting sort:
/// far faster than the same edits one by one. What [`Edit`](crate::Edit) ignores is ignored here.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Builder {
    vertices: u32,
    edges: Vec<(u32, u32)>,
    hidden: Vec<u32>,
    merging: Merging,
}

impl Builder {
    /// Makes vertices `0..n` exist, with edges or without.
    pub fn vertices(mut self, n: u32) -> Self {
        self.vertices = self.vertices.max(n.min(MAX_VERTICES));
        self
    }

    /// Adds edges, in any order and direction; repeated ones count once.
    pub fn edges(mut self, edges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        for (a, b) in edges {
            if a != b && a.max(b) < MAX_VERTICES {
                self.vertices = self.vertices.max(a.max(b) + 1);
                self.edges.push((a, b));
            }
        }
        self
    }

    /// Hides vertices, as [`Graph::hide`] does.
    pub fn hidden(mut self, vertices: impl IntoIterator<Item = u32>) -> Self {
        let vertices = vertices.into_iter().filter(|&v| v < MAX_VERTICES);
        self.hidden.extend(vertices);
        self
    }

    /// Says when changes are merged into the base; [`Merging::Background`] if not called.
    pub fn merging(mut self, merging: Merging) -> Self {
        self.merging = merging;
        self
    }

    /// Makes the graph. O(n + m log d) for n vertices and m edges of degree d; besides the graph
    /// it needs 8 bytes an edge for as long as it runs.
    #[must_use]
    pub fn build(self) -> Graph {
        let Self { mut vertices, mut edges, mut hidden, merging } = self;
        hidden.sort_unstable();
        hidden.dedup();
        if let Some(last) = hidden.last() {
            vertices = vertices.max(last + 1);
        }
        let is_hidden = |v: u32| hidden.binary_search(&v).is_ok();
        let mut parked = Vec::new();
        if !hidden.is_empty() {
            parked.extend(edges.extract_if(.., |edge| is_hidden(edge.0) || is_hidden(edge.1)));
        }
        let base = Base::from_edges(vertices as usize, &edges);
        drop(edges);
        let first = Snapshot {
            edges: base.arcs() / 2,
            base: Arc::new(base),
            hidden: Arc::new(hidden),
            vertices,
            ..Snapshot::default()
        };
        Graph::start(Writer::new(first, parked), merging)
    }
}

//! Building a whole graph at once, as at start.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use crate::edit::MAX_VERTICES;
use crate::graph::{Graph, Merging};
use crate::lists::Counting;
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

/// Why [`Builder::build_from`] made no graph.
#[derive(Debug)]
pub enum BuildError<E> {
    /// The source failed.
    Source(E),
    /// The second pass gave other edges than the first.
    Changed,
}

impl<E: fmt::Display> fmt::Display for BuildError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => error.fmt(f),
            Self::Changed => f.write_str("the edges changed while they were read"),
        }
    }
}

impl<E: std::error::Error> std::error::Error for BuildError<E> {}

impl Builder {
    /// Makes vertices `0..n` exist, with edges or without.
    pub fn vertices(mut self, n: u32) -> Self {
        self.vertices = self.vertices.max(n.min(MAX_VERTICES));
        self
    }

    /// Adds edges, in any order and direction; repeated ones count once.
    pub fn edges(mut self, edges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        self.edges.extend(edges);
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
    pub fn build(mut self) -> Graph {
        let edges = std::mem::take(&mut self.edges);
        let (vertices, merging) = (self.vertices, self.merging);
        let all = |edge: &mut dyn FnMut(u32, u32)| {
            edges.iter().for_each(|&(a, b)| edge(a, b));
            Ok::<_, Infallible>(())
        };
        // It neither fails nor changes.
        self.build_from(all).unwrap_or_else(|_| {
            let empty = Snapshot { vertices, ..Snapshot::default() };
            Graph::start(Writer::new(empty), merging)
        })
    }

    /// Makes the graph of the edges given so far and those of a source, without holding the
    /// latter: besides the graph itself it needs 8 bytes a vertex.
    ///
    /// `source` is called twice, and each time hands every edge to the function it is given: the
    /// same edges, though in any order and direction. O(n + m log d).
    ///
    /// ```
    /// use kith_graph::{BuildError, Graph};
    ///
    /// let file = "0,1\n1,2\n";
    /// let graph = Graph::builder().build_from(|edge| {
    ///     for line in file.lines() {
    ///         let (a, b) = line.split_once(',').ok_or("no comma")?;
    ///         edge(a.parse().map_err(|_| "no number")?, b.parse().map_err(|_| "no number")?);
    ///     }
    ///     Ok::<_, &str>(())
    /// })?;
    /// assert_eq!(graph.view().stats().edges, 2);
    /// # Ok::<_, BuildError<&str>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`BuildError::Source`] with what the source failed with, [`BuildError::Changed`] if its
    /// second call gave other edges than the first.
    pub fn build_from<E>(
        self,
        mut source: impl FnMut(&mut dyn FnMut(u32, u32)) -> Result<(), E>,
    ) -> Result<Graph, BuildError<E>> {
        let Self { mut vertices, edges, mut hidden, merging } = self;
        hidden.sort_unstable();
        hidden.dedup();
        if let Some(last) = hidden.last() {
            vertices = vertices.max(last + 1);
        }
        let is_edge = |a: u32, b: u32| a != b && a.max(b) < MAX_VERTICES;
        let is_hidden = |v: u32| hidden.binary_search(&v).is_ok();
        let is_parked = |a, b| !hidden.is_empty() && (is_hidden(a) || is_hidden(b));

        let mut counting = Counting::new(vertices as usize);
        let mut parked = BTreeSet::new();
        let mut count = |a: u32, b: u32| match is_edge(a, b) {
            true if is_parked(a, b) => {
                counting.aside(a, b);
                parked.extend([(a, b), (b, a)]);
            }
            true => counting.edge(a, b),
            false => {}
        };
        edges.iter().for_each(|&(a, b)| count(a, b));
        source(&mut count).map_err(BuildError::Source)?;

        let mut placing = counting.place();
        let mut place = |a: u32, b: u32| match is_edge(a, b) {
            true if is_parked(a, b) => placing.aside(a, b),
            true => placing.edge(a, b),
            false => {}
        };
        edges.iter().for_each(|&(a, b)| place(a, b));
        source(&mut place).map_err(BuildError::Source)?;
        drop(edges);

        let base = placing.finish().ok_or(BuildError::Changed)?;
        let first = Snapshot {
            vertices: u32::try_from(base.vertices()).unwrap_or(MAX_VERTICES),
            edges: base.arcs() / 2,
            base: Arc::new(base),
            hidden: Arc::new(hidden),
            parked: parked.into_iter().collect(),
            ..Snapshot::default()
        };
        Ok(Graph::start(Writer::new(first), merging))
    }
}

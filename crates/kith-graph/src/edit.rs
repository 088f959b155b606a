//! What can be done to a graph.

/// One change, for [`Graph::apply`](crate::Graph::apply).
///
/// Edges have no direction. A vertex exists from its first mention by any variant but
/// [`Edit::Remove`] and [`Edit::Show`], together with every vertex below it. Ignored, and answered
/// as no change: an edge from a vertex to itself, and a vertex at or beyond [`MAX_VERTICES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edit {
    /// Connects two vertices.
    Insert(u32, u32),
    /// Disconnects two vertices.
    Remove(u32, u32),
    /// Takes a vertex out of every answer and path; its edges are kept aside.
    Hide(u32),
    /// Puts a hidden vertex back, with its edges.
    Show(u32),
    /// Makes a vertex exist, without edges.
    Ensure(u32),
}

/// How many vertices a graph can have: vertices are dense, from 0 to one below this. It keeps one
/// stray vertex from making everything that is sized by the number of vertices enormous.
pub const MAX_VERTICES: u32 = 1 << 28;

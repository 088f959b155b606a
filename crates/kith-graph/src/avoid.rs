//! The vertices a viewer must not see.

use std::sync::Arc;

/// The sorted set of vertices that a viewer must not see, in either direction.
///
/// Every query that takes one answers as if these vertices were not in the graph: they carry no
/// path and are never an answer. Cloning shares the set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Avoid {
    /// Ascending, distinct; `None` for the empty set, so that it costs no allocation.
    vertices: Option<Arc<[u32]>>,
}

impl Avoid {
    /// The empty set: everybody may be seen.
    #[must_use]
    pub const fn none() -> Self {
        Self { vertices: None }
    }

    /// A set from vertices in any order, repeated or not. O(k log k).
    pub fn new(vertices: impl IntoIterator<Item = u32>) -> Self {
        let mut sorted: Vec<u32> = vertices.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        if sorted.is_empty() {
            return Self::none();
        }
        Self { vertices: Some(sorted.into()) }
    }

    /// Whether `vertex` is in the set. O(log k).
    #[must_use]
    pub fn contains(&self, vertex: u32) -> bool {
        self.vertices.as_ref().is_some_and(|all| all.binary_search(&vertex).is_ok())
    }

    /// Whether nobody is avoided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.vertices.is_none()
    }

    /// The vertices, ascending.
    #[must_use]
    pub fn as_slice(&self) -> &[u32] {
        self.vertices.as_deref().unwrap_or_default()
    }
}

impl FromIterator<u32> for Avoid {
    fn from_iter<I: IntoIterator<Item = u32>>(vertices: I) -> Self {
        Self::new(vertices)
    }
}

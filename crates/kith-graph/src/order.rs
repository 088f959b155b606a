//! In which order vertices are best numbered: those with most neighbours first.

/// A numbering of things that have ids of their own, for callers who may choose vertices.
///
/// Queries never look at the order, so any numbering gives right answers. But most of what a
/// search touches belongs to few vertices with many neighbours. With these side by side at the
/// front, what is marked of them shares words and cache lines, lists begin with whom a search most
/// likely meets, and their offsets stay in the processor's cache.
///
/// ```
/// use kith_graph::{Graph, Order};
///
/// let edges = [(0, 3), (3, 1), (3, 2), (2, 1)];
/// let order = Order::of_edges(4, edges);
/// assert_eq!(order.vertex(3), Some(0));
/// let graph = Graph::from_edges(4, edges.map(|(a, b)| order.edge(a, b)));
/// assert_eq!(graph.view().degree_count(0), 3);
/// assert_eq!(order.ids(), [3, 1, 2, 0]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// `vertices[id]` is the vertex of `id`: a permutation.
    vertices: Vec<u32>,
}

impl Order {
    /// Numbers ids `0..degrees.len()` by descending degree; equal degrees by ascending id.
    ///
    /// A counting sort: O(n + highest degree), at most O(n + 2²⁰) with one comparison sort of those
    /// above. Ids beyond the range of `u32` are left out.
    #[must_use]
    pub fn by_degree(degrees: &[u32]) -> Self {
        let degrees = degrees.get(..u32::MAX as usize).unwrap_or(degrees);
        // Degrees from here on share a class, which is sorted afterwards.
        let classes = degrees.iter().max().map_or(0, |&highest| highest.min(CLASSES) as usize + 1);
        let class = |degree: u32| classes - 1 - degree.min(CLASSES) as usize;
        let mut next = vec![0_u32; classes + 1];
        for &degree in degrees {
            next[class(degree) + 1] += 1;
        }
        for i in 0..classes {
            next[i + 1] += next[i];
        }
        let shared = if classes > CLASSES as usize { next[1] } else { 0 };
        let mut vertices: Vec<u32> = Vec::with_capacity(degrees.len());
        for &degree in degrees {
            let place = &mut next[class(degree)];
            vertices.push(*place);
            *place += 1;
        }
        if shared > 0 {
            let mut highest: Vec<usize> =
                (0..degrees.len()).filter(|&id| vertices[id] < shared).collect();
            highest.sort_by_key(|&id| std::cmp::Reverse(degrees[id]));
            for (vertex, id) in (0..).zip(highest) {
                vertices[id] = vertex;
            }
        }
        Self { vertices }
    }

    /// [`Order::by_degree`] of ids `0..n` with these edges; those that name other ids, and
    /// self-loops, do not count. A repeated edge counts each time.
    #[must_use]
    pub fn of_edges(n: u32, edges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut degrees = vec![0_u32; n as usize];
        for (a, b) in edges {
            if a != b && a.max(b) < n {
                degrees[a as usize] = degrees[a as usize].saturating_add(1);
                degrees[b as usize] = degrees[b as usize].saturating_add(1);
            }
        }
        Self::by_degree(&degrees)
    }

    /// The vertex of an id, `None` beyond those that were ordered. O(1).
    #[must_use]
    pub fn vertex(&self, id: u32) -> Option<u32> {
        self.vertices.get(id as usize).copied()
    }

    /// The vertices of an edge's ends. An id beyond those that were ordered keeps its number,
    /// which no other has.
    #[must_use]
    pub fn edge(&self, a: u32, b: u32) -> (u32, u32) {
        (self.vertex(a).unwrap_or(a), self.vertex(b).unwrap_or(b))
    }

    /// The other direction: at the place of each vertex, its id. O(n).
    #[must_use]
    pub fn ids(&self) -> Vec<u32> {
        let mut ids = vec![0; self.vertices.len()];
        for (id, &vertex) in (0..).zip(&self.vertices) {
            ids[vertex as usize] = id;
        }
        ids
    }

    /// How many ids were ordered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.vertices.len()
    }

    /// Whether there was nothing to order.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.vertices.is_empty()
    }
}

/// Degrees that have a class of their own in the counting sort.
const CLASSES: u32 = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    fn naive(degrees: &[u32]) -> Vec<u32> {
        let mut ids: Vec<u32> = (0..degrees.len() as u32).collect();
        ids.sort_by_key(|&id| std::cmp::Reverse(degrees[id as usize]));
        ids
    }

    #[test]
    fn hubs_come_first_and_equal_degrees_keep_their_order() {
        for degrees in [
            vec![],
            vec![0],
            vec![7, 7, 7],
            vec![0, 3, 9, 3, 0, 12, 3],
            vec![CLASSES - 1, CLASSES, 5, u32::MAX, CLASSES + 1, 5, u32::MAX],
        ] {
            let order = Order::by_degree(&degrees);
            assert_eq!(order.ids(), naive(&degrees), "{degrees:?}");
            assert_eq!(order.len(), degrees.len());
            let back = order.ids();
            assert!((0..order.len() as u32).all(|v| order.vertex(back[v as usize]) == Some(v)));
        }
    }

    #[test]
    fn edges_are_counted_from_both_ends() {
        let order = Order::of_edges(4, [(1, 2), (2, 3), (2, 2), (3, 9), (3, 1), (2, 3), (2, 1)]);
        assert_eq!(order.ids(), [2, 1, 3, 0]);
        assert_eq!(order.vertex(4), None);
        assert_eq!(order.edge(2, 9), (0, 9));
    }
}

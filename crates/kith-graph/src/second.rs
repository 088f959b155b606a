//! Whom a viewer reaches through exactly one other person.

use crate::avoid::Avoid;
use crate::fetch::{LINES, ahead};
use crate::marks::Scratch;
use crate::set::VertexSet;
use crate::snapshot::Snapshot;
use crate::view::View;

/// Below one arc to look at in this many words of a bitmap, a list is sorted instead.
const SPARSE: usize = 16;

impl View {
    /// The viewer's second degree: connected to one of the viewer's neighbours, but not to the
    /// viewer, and not the viewer.
    ///
    /// O(sum of the neighbours' degrees) the first time; kept for a while, so that a viewer who
    /// browses gets it again in O(d), until a list it is made of changes. Empty for a viewer who is unknown, hidden or in `avoid`.
    #[must_use]
    pub fn second_degree(&self, viewer: u32, avoid: &Avoid) -> VertexSet {
        if let Some(kept) = self.kept_second_degree(viewer, avoid) {
            return kept;
        }
        let now = &*self.now;
        if avoid.contains(viewer) || now.degree(viewer) == 0 {
            return VertexSet::empty();
        }
        let set = find(now, viewer, avoid);
        now.cache.put(viewer, now.version, avoid, &set);
        set
    }

    /// The second degree if it has been computed lately for the same question, and nothing it is
    /// made of has changed since. O(d).
    pub(crate) fn kept_second_degree(&self, viewer: u32, avoid: &Avoid) -> Option<VertexSet> {
        let now = &*self.now;
        let (set, version) = now.cache.get(viewer, avoid)?;
        // What this view does not know of yet cannot be told from its notes.
        let known = version <= now.version;
        let holds = known && (version == now.version || now.is_same_around(viewer, version));
        holds.then_some(set)
    }
}

/// Marks everybody whom the viewer's neighbours know, then takes out whom the viewer knows.
fn find(now: &Snapshot, viewer: u32, avoid: &Avoid) -> VertexSet {
    let first = now.neighbours(viewer);
    let nearer = [viewer].into_iter().chain(first.iter().chain(avoid.as_slice()).copied());
    let words = now.vertices.div_ceil(64) as usize;
    let middle = now.seen_neighbours(viewer, avoid);
    if now.arcs_from(first.iter().copied()) < words / SPARSE {
        let mut found: Vec<u32> = middle.flat_map(|z| now.neighbours(z)).copied().collect();
        found.sort_unstable();
        found.dedup();
        let mut marks = Scratch::take(now.vertices);
        marks.insert_all(nearer);
        found.retain(|&v| !marks.has(v));
        return VertexSet::from_list(found);
    }
    let mut marks = vec![0_u64; words];
    let mut mark = |v: u32| marks[(v / 64) as usize] |= 1 << (v % 64);
    let mut lists = ahead(now.lists(middle), LINES);
    while let Some(one) = lists.next() {
        let other = lists.next().unwrap_or_default();
        let both = one.len().min(other.len());
        for (&v, &w) in one.iter().zip(other) {
            mark(v);
            mark(w);
        }
        one[both..].iter().chain(&other[both..]).for_each(|&v| mark(v));
    }
    for v in nearer {
        if let Some(word) = marks.get_mut((v / 64) as usize) {
            *word &= !(1 << (v % 64));
        }
    }
    VertexSet::from_words(marks)
}

#[cfg(all(test, not(shuttle)))]
mod tests {
    use super::*;
    use crate::{Edit, Graph, Merging};

    #[test]
    fn a_kept_second_degree_survives_writes_elsewhere() {
        let far = (100..1_100).map(|v| (v, v + 1));
        let graph = Graph::builder().merging(Merging::ByHand).edges(far).build();
        graph.apply(&[Edit::Insert(0, 1), Edit::Insert(1, 2), Edit::Insert(0, 3)]);
        let all = Avoid::none();
        let is_kept = |graph: &Graph| graph.view().kept_second_degree(0, &all).is_some();
        assert_eq!(graph.view().second_degree(0, &all).len(), 1);
        graph.apply(&[Edit::Insert(200, 300), Edit::Hide(400), Edit::Insert(2, 5)]);
        graph.merge();
        assert!(is_kept(&graph), "2 is at second degree: whom it knows does not matter");
        graph.insert(2_000, 2_001);
        assert!(is_kept(&graph), "also where vertices are added");
        for changed in [Edit::Insert(3, 4), Edit::Hide(1), Edit::Show(1), Edit::Remove(0, 3)] {
            graph.apply(&[changed]);
            assert!(!is_kept(&graph), "{changed:?}");
            assert!(graph.view().second_degree(0, &all).len() < 3);
        }
    }
}

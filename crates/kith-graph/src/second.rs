//! Whom a viewer reaches through exactly one other person.

use crate::avoid::Avoid;
use crate::marks::Scratch;
use crate::set::VertexSet;
use crate::view::View;

impl View {
    /// The viewer's second degree: connected to one of the viewer's neighbours, but not to the
    /// viewer, and not the viewer.
    ///
    /// O(sum of the neighbours' degrees) the first time; kept for a while, so that a viewer who
    /// browses gets it again in O(1). Empty for a viewer who is unknown, hidden or in `avoid`.
    #[must_use]
    pub fn second_degree(&self, viewer: u32, avoid: &Avoid) -> VertexSet {
        if let Some(kept) = self.kept_second_degree(viewer, avoid) {
            return kept;
        }
        let now = &*self.now;
        if avoid.contains(viewer) || now.degree(viewer) == 0 {
            return VertexSet::empty();
        }
        let mut marks = Scratch::take(now.vertices);
        for z in now.seen_neighbours(viewer, avoid) {
            marks.insert_all(now.neighbours(z).iter().copied());
        }
        marks.remove(viewer);
        for &v in now.neighbours(viewer).iter().chain(avoid.as_slice()) {
            marks.remove(v);
        }
        let set = VertexSet::from_marks(&mut marks);
        now.cache.put(viewer, now.version, avoid, &set);
        set
    }

    /// The second degree if it has been computed lately for the same question.
    pub(crate) fn kept_second_degree(&self, viewer: u32, avoid: &Avoid) -> Option<VertexSet> {
        self.now.cache.get(viewer, self.now.version, avoid)
    }
}

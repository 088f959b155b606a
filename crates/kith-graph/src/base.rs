//! The immutable base: every neighbour list in one array (compressed sparse rows).

use crate::overlay::Overlay;

/// Neighbour lists of vertices `0..n`, one after the other.
///
/// `offsets` has `n + 1` entries; the list of `v` is `arcs[offsets[v]..offsets[v + 1]]`, ascending
/// and distinct. An edge is two arcs. Memory: 8 bytes a vertex and 4 bytes an arc.
#[derive(Debug, Default)]
pub(crate) struct Base {
    offsets: Vec<usize>,
    arcs: Vec<u32>,
}

impl Base {
    /// Builds the lists of `n` vertices from edges, each given once or more, in any order.
    ///
    /// A counting sort by one end, then each list sorted and deduplicated in place:
    /// O(n + m log d). Every end must be below `n`, and no edge may be a self-loop.
    pub(crate) fn from_edges(n: usize, edges: &[(u32, u32)]) -> Self {
        let mut offsets = vec![0_usize; n + 1];
        for &(a, b) in edges {
            offsets[a as usize + 1] += 1;
            offsets[b as usize + 1] += 1;
        }
        for v in 0..n {
            offsets[v + 1] += offsets[v];
        }
        let mut arcs = vec![0_u32; offsets[n]];
        // While scattering, offsets[v] is where the next neighbour of v goes; afterwards it has
        // moved to the end of v's list, which is where the list of v + 1 starts.
        for &(a, b) in edges {
            for (from, to) in [(a, b), (b, a)] {
                let place = &mut offsets[from as usize];
                arcs[*place] = to;
                *place += 1;
            }
        }
        compact(&mut offsets, &mut arcs);
        Self { offsets, arcs }
    }

    /// The base that answers like `self` under `overlay`, for `n` vertices. O(n + arcs), copying
    /// whole runs between changed vertices.
    pub(crate) fn merged(&self, overlay: &Overlay, n: usize, arcs: usize) -> Self {
        let mut merged =
            Self { offsets: Vec::with_capacity(n + 1), arcs: Vec::with_capacity(arcs) };
        overlay.for_each(&mut |v, list| {
            merged.copy_until(self, v as usize);
            merged.offsets.push(merged.arcs.len());
            merged.arcs.extend_from_slice(list);
        });
        merged.copy_until(self, n);
        merged.offsets.push(merged.arcs.len());
        merged
    }

    /// Appends the lists of `other` from the first vertex that `self` lacks up to `end`, exclusive.
    fn copy_until(&mut self, other: &Self, end: usize) {
        let start = self.offsets.len();
        let known = end.min(other.vertices());
        if start < known {
            let (first, last) = (other.offsets[start], other.offsets[known]);
            let here = self.arcs.len();
            let moved = other.offsets[start..known].iter();
            self.offsets.extend(moved.map(|at| at - first + here));
            self.arcs.extend_from_slice(&other.arcs[first..last]);
        }
        if self.offsets.len() < end {
            self.offsets.resize(end, self.arcs.len());
        }
    }

    /// The neighbours of `v`, ascending; empty for a vertex the base does not know. O(1).
    pub(crate) fn neighbours(&self, v: u32) -> &[u32] {
        let v = v as usize;
        match self.offsets.get(v..v + 2) {
            Some(&[start, end]) => &self.arcs[start..end],
            _ => &[],
        }
    }

    /// How many vertices the base holds.
    fn vertices(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// How many arcs the base holds, twice its edges.
    pub(crate) fn arcs(&self) -> usize {
        self.arcs.len()
    }

    /// The memory the two arrays take, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.offsets.capacity() * size_of::<usize>() + self.arcs.capacity() * size_of::<u32>()
    }
}

/// Sorts each list, drops repeated neighbours and moves the lists together. On entry `offsets[v]`
/// is the end of the list of `v`; on return it is the start, and the last entry is the total.
fn compact(offsets: &mut [usize], arcs: &mut Vec<u32>) {
    let (mut read, mut write) = (0, 0);
    let last = offsets.len() - 1;
    for offset in &mut offsets[..last] {
        let end = *offset;
        *offset = write;
        arcs[read..end].sort_unstable();
        for i in read..end {
            if i == read || arcs[i] != arcs[i - 1] {
                // write <= i, so what the comparison above still needs is only ever overwritten
                // by itself or by an equal neighbour.
                arcs[write] = arcs[i];
                write += 1;
            }
        }
        read = end;
    }
    offsets[last] = write;
    arcs.truncate(write);
    arcs.shrink_to_fit();
}

//! The immutable base: every neighbour list in one array (compressed sparse rows).

use std::sync::Arc;

use crate::fetch::prefetch;
use crate::mapped::{Array, Buffer};
use crate::rough::{Class, Classes};
use crate::snapshot::Snapshot;

/// Vertices that are merged out of one state.
const PART: u32 = 1 << 10;
/// Arcs that are copied without a pause: some tenths of a millisecond.
const ARCS_AT_ONCE: usize = 1 << 18;

/// Neighbour lists of vertices `0..n`, one after the other.
///
/// `offsets` has `n + 1` entries; the list of `v` is `arcs[offsets[v]..offsets[v + 1]]`, ascending
/// and distinct. An edge is two arcs. Memory: 9 bytes a vertex and 4 bytes an arc.
#[derive(Debug, Default)]
pub(crate) struct Base {
    offsets: Array<u64>,
    arcs: Array<u32>,
    classes: Classes,
}

impl Base {
    /// A base of arrays that are as described above; empty `offsets` for no vertices.
    pub(crate) fn new(offsets: Array<u64>, arcs: Array<u32>) -> Self {
        let classes = Classes::of(&offsets);
        Self { offsets, arcs, classes }
    }

    /// The base for vertices `0..n` of what has changed since this one. Each list is that of some
    /// moment between the first call of `state` and the last, so lists that change meanwhile may
    /// not go together: whoever uses the base has later lists of those.
    ///
    /// `state` answers a recent state of this base. It is asked often and no state is held for
    /// long, since all lists are kept that anybody may still look at. `pause` is called now and
    /// then, for whoever wants to use little time at once. O(n + arcs), copying whole runs between
    /// changed vertices.
    pub(crate) fn merged(
        &self,
        n: u32,
        mut state: impl FnMut() -> Arc<Snapshot>,
        pause: impl Fn(),
    ) -> Self {
        let most = self.arcs() + state().changed_arcs;
        let mut merged = Merged {
            offsets: Buffer::zeroed(n as usize + 1),
            arcs: Buffer::zeroed(most),
            vertices: 0,
            filled: 0,
        };
        let mut paused = 0;
        for start in (0..n).step_by(PART as usize) {
            let end = n.min(start + PART);
            let now = state();
            for v in now.delta.vertices(start..end) {
                if let Some(list) = now.changed_list(v) {
                    merged.copy_until(self, v as usize);
                    merged.push(list);
                }
            }
            merged.copy_until(self, end as usize);
            if merged.filled - paused >= ARCS_AT_ONCE {
                drop(now);
                pause();
                paused = merged.filled;
            }
        }
        merged.offsets[n as usize] = merged.filled as u64;
        merged.arcs.truncate(merged.filled);
        Self::new(merged.offsets.into(), merged.arcs.into())
    }

    /// The neighbours of `v`, ascending; empty for a vertex the base does not know. O(1).
    #[inline]
    pub(crate) fn neighbours(&self, v: u32) -> &[u32] {
        let v = v as usize;
        match self.offsets.get(v..v + 2) {
            Some(&[start, end]) => self.arcs.get(start as usize..end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Has the processor fetch where the list of `v` is.
    #[inline]
    pub(crate) fn prefetch(&self, v: u32) {
        prefetch(self.offsets.get(v as usize..).unwrap_or_default(), 1);
    }

    /// The class of the degree of `v`. O(1), from less memory than its list.
    #[inline]
    pub(crate) fn class(&self, v: u32) -> Class {
        self.classes.get(v)
    }

    /// How many vertices the base holds.
    pub(crate) fn vertices(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// How many arcs the base holds, twice its edges.
    pub(crate) fn arcs(&self) -> usize {
        self.arcs.len()
    }

    /// The memory the arrays take, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.offsets.bytes() + self.arcs.bytes() + self.classes.bytes()
    }
}

/// A base that is put together vertex by vertex.
struct Merged {
    offsets: Buffer<u64>,
    arcs: Buffer<u32>,
    /// How many vertices have their lists.
    vertices: usize,
    /// How many arcs these are.
    filled: usize,
}

impl Merged {
    /// Gives the next vertex its list.
    fn push(&mut self, list: &[u32]) {
        self.offsets[self.vertices] = self.filled as u64;
        self.vertices += 1;
        self.append(list);
    }

    fn append(&mut self, arcs: &[u32]) {
        let end = self.filled + arcs.len();
        if end > self.arcs.len() {
            // More came while the lists were put together.
            self.arcs.grow(end + end / 8);
        }
        self.arcs[self.filled..self.filled + arcs.len()].copy_from_slice(arcs);
        self.filled += arcs.len();
    }

    /// Gives vertices up to `end`, exclusive, the lists that they have in `other`.
    fn copy_until(&mut self, other: &Base, end: usize) {
        let start = self.vertices;
        let known = end.min(other.vertices());
        if start < known {
            let (first, last) = (other.offsets[start], other.offsets[known]);
            let here = self.filled as u64;
            let moved = other.offsets[start..known].iter().map(|at| at - first + here);
            self.offsets[start..known].iter_mut().zip(moved).for_each(|(to, at)| *to = at);
            self.append(&other.arcs[first as usize..last as usize]);
            self.vertices = known;
        }
        if self.vertices < end {
            self.offsets[self.vertices..end].fill(self.filled as u64);
            self.vertices = end;
        }
    }
}

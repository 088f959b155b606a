//! Sorting edges into neighbour lists, without ever holding the edges.
//!
//! A counting sort by one end, then each list sorted and freed of repetitions where it is. Edges
//! are given twice: once to be counted, once to be put in place.

use std::thread;

use crate::base::Base;
use crate::mapped::Buffer;

/// Lists with fewer arcs in all are sorted by the calling thread alone.
const SHARE_AT_LEAST: usize = 1 << 20;

/// The first pass: how many arcs leave each vertex.
#[derive(Debug)]
pub(crate) struct Counting {
    /// `counts[v + 1]` belongs to `v`.
    counts: Vec<u64>,
    seen: Seen,
}

impl Counting {
    /// For vertices `0..n`; more are added as edges name them.
    pub(crate) fn new(n: usize) -> Self {
        Self { counts: vec![0; n + 1], seen: Seen::default() }
    }

    /// Counts an edge that is not a self-loop.
    #[inline]
    pub(crate) fn edge(&mut self, a: u32, b: u32) {
        let (a, b) = (a as usize, b as usize);
        if self.counts.len() < a.max(b) + 2 {
            self.counts.resize(a.max(b) + 2, 0);
        }
        self.counts[a + 1] += 1;
        self.counts[b + 1] += 1;
        self.seen.edge(a as u64, b as u64);
    }

    /// Notes an edge that is to be in no list.
    pub(crate) fn aside(&mut self, a: u32, b: u32) {
        if self.counts.len() < a.max(b) as usize + 2 {
            self.counts.resize(a.max(b) as usize + 2, 0);
        }
        self.seen.edge(u64::from(a), u64::from(b));
    }

    /// Makes room for every list.
    pub(crate) fn place(self) -> Placing {
        let Self { counts, seen } = self;
        let mut offsets = Buffer::zeroed(counts.len());
        let mut arcs = 0;
        for (offset, count) in offsets.iter_mut().zip(counts) {
            arcs += count;
            *offset = arcs;
        }
        Placing {
            arcs: Buffer::zeroed(arcs as usize),
            offsets,
            counted: seen,
            seen: Seen::default(),
        }
    }
}

/// The second pass: each arc goes into its list.
#[derive(Debug)]
pub(crate) struct Placing {
    /// `offsets[v]` is where the next neighbour of `v` goes. Afterwards it has moved to the end of
    /// v's list, which is where the list of v + 1 starts.
    offsets: Buffer<u64>,
    arcs: Buffer<u32>,
    counted: Seen,
    seen: Seen,
}

impl Placing {
    /// Puts an edge into both lists.
    pub(crate) fn edge(&mut self, a: u32, b: u32) {
        self.seen.edge(u64::from(a), u64::from(b));
        self.arc(a, b);
        self.arc(b, a);
    }

    /// Notes an edge that is to be in no list.
    pub(crate) fn aside(&mut self, a: u32, b: u32) {
        self.seen.edge(u64::from(a), u64::from(b));
    }

    fn arc(&mut self, from: u32, to: u32) {
        // Out of range only if this edge was not counted; then the lists are thrown away.
        if let Some(next) = self.offsets.get_mut(from as usize)
            && let Some(place) = self.arcs.get_mut(*next as usize)
        {
            *place = to;
            *next += 1;
        }
    }

    /// Sorts the lists and drops repeated neighbours: O(n + m log d). `None` if the edges placed
    /// were not those counted.
    pub(crate) fn finish(self) -> Option<Base> {
        let Self { mut offsets, mut arcs, counted, seen } = self;
        if counted != seen {
            return None;
        }
        let last = offsets.len() - 1;
        sort(&offsets[..last], &mut arcs);
        let held = compact(&mut offsets, &mut arcs);
        arcs.truncate(held);
        Some(Base::new(offsets.into(), arcs.into()))
    }
}

/// How many edges a pass has given and a sum that depends on which, but not on their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Seen {
    edges: u64,
    sum: u64,
}

impl Seen {
    #[inline]
    fn edge(&mut self, a: u64, b: u64) {
        let key = a.min(b) << 32 | a.max(b);
        // Multiplying alone would be linear: moving one edge and moving another back would cancel.
        let mixed = (key ^ key >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        self.edges += 1;
        self.sum = self.sum.wrapping_add(mixed ^ mixed >> 32);
    }
}

/// Sorts each list; `ends[v]` is where the list of `v` ends.
fn sort(ends: &[u64], arcs: &mut [u32]) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    if arcs.len() < SHARE_AT_LEAST || threads == 1 {
        sort_part(ends, 0, arcs);
        return;
    }
    let share = arcs.len().div_ceil(threads);
    thread::scope(|scope| {
        let (mut ends, mut rest, mut start) = (ends, arcs, 0);
        while !ends.is_empty() {
            let vertices = ends.partition_point(|&end| (end as usize) < start + share) + 1;
            let (mine, others) = ends.split_at(vertices.min(ends.len()));
            let end = mine.last().map_or(start, |&end| end as usize);
            let (part, after) = std::mem::take(&mut rest).split_at_mut(end - start);
            if others.is_empty() {
                sort_part(mine, start, part);
            } else {
                scope.spawn(move || sort_part(mine, start, part));
            }
            (ends, rest, start) = (others, after, end);
        }
    });
}

/// Sorts lists that end at `ends`, of which `start` comes off.
fn sort_part(ends: &[u64], start: usize, arcs: &mut [u32]) {
    let mut from = 0;
    for &end in ends {
        let to = end as usize - start;
        arcs[from..to].sort_unstable();
        from = to;
    }
}

/// Drops repeated neighbours from sorted lists and moves the lists together; answers how many arcs
/// are left. On entry `offsets[v]` is the end of the list of `v`; on return it is the start, and
/// the last entry is the total.
fn compact(offsets: &mut [u64], arcs: &mut [u32]) -> usize {
    let (mut read, mut write) = (0, 0);
    let last = offsets.len() - 1;
    for offset in &mut offsets[..last] {
        let end = *offset as usize;
        *offset = write as u64;
        for i in read..end {
            if i == read || arcs[i] != arcs[i - 1] {
                // write <= i, so what the comparison above still needs is only ever overwritten
                // by itself or by an equal neighbour.
                if write < i {
                    arcs[write] = arcs[i];
                }
                write += 1;
            }
        }
        read = end;
    }
    offsets[last] = write as u64;
    write
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(n: usize, first: &[(u32, u32)], second: &[(u32, u32)]) -> Option<Base> {
        let mut counting = Counting::new(n);
        first.iter().for_each(|&(a, b)| counting.edge(a, b));
        let mut placing = counting.place();
        second.iter().for_each(|&(a, b)| placing.edge(a, b));
        placing.finish()
    }

    #[test]
    fn lists_are_ascending_and_without_repetitions_whatever_the_order() {
        let edges = [(4, 1), (0, 1), (1, 0), (1, 4), (3, 1), (0, 1)];
        let turned: Vec<(u32, u32)> = edges.iter().rev().map(|&(a, b)| (b, a)).collect();
        for second in [&edges[..], &turned] {
            let base = lists(2, &edges, second).unwrap();
            assert_eq!(base.vertices(), 5);
            let all: Vec<&[u32]> = (0..6).map(|v| base.neighbours(v)).collect();
            assert_eq!(all, [&[1][..], &[0, 3, 4], &[], &[1], &[1], &[]]);
        }
        assert_eq!(lists(3, &[], &[]).unwrap().vertices(), 3);
    }

    #[test]
    fn two_passes_that_differ_make_no_base() {
        let edges = [(0, 1), (1, 2), (2, 3)];
        assert!(lists(4, &edges, &edges[1..]).is_none());
        assert!(lists(4, &edges[1..], &edges).is_none());
        assert!(lists(4, &edges, &[(0, 1), (1, 2), (1, 3)]).is_none());
        assert!(lists(4, &edges, &[(0, 1), (1, 2), (70_000, 3)]).is_none());
        // Same degrees, other edges.
        assert!(lists(4, &[(0, 1), (2, 3)], &[(0, 3), (2, 1)]).is_none());
    }

    #[test]
    fn shared_sorting_sorts_every_list() {
        // One list longer than a thread's share, then many short ones, some empty.
        let long = SHARE_AT_LEAST as u32;
        let mut ends = vec![u64::from(long)];
        ends.extend((0..1_000).map(|i| u64::from(long + i / 2 * 2)));
        let mut arcs: Vec<u32> = (0..long + 998).rev().collect();
        sort(&ends, &mut arcs);
        assert!(arcs[..long as usize].is_sorted());
        for pair in arcs[long as usize..].chunks(2) {
            assert!(pair.is_sorted());
        }
    }
}

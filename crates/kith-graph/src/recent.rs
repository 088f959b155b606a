//! What changed lately: notes that all states of a graph share and its one writer adds to.
//!
//! A note is made before the state it belongs to is published, so whoever reads a state finds all
//! notes of it, and perhaps some of later states. Each reader errs on the side of care: what may
//! have changed is looked at.

use std::ops::Range;

use crate::sync::{AtomicU64, Ordering};

/// Which vertices may have a list of their own besides the base's: a bit each.
#[derive(Debug, Default)]
pub(crate) struct Changed {
    /// Bit `v % 64` of word `v / 64`; vertices beyond have none.
    words: Box<[AtomicU64]>,
}

impl Changed {
    /// For vertices `0..vertices`, none of which has changed.
    pub(crate) fn new(vertices: u32) -> Self {
        Self { words: (0..vertices.div_ceil(64)).map(|_| AtomicU64::new(0)).collect() }
    }

    /// Notes that `v` is about to have a list.
    pub(crate) fn note(&self, v: u32) {
        if let Some(word) = self.words.get((v / 64) as usize) {
            // Only the writer writes, so nothing comes between.
            word.store(word.load(Ordering::Relaxed) | 1 << (v % 64), Ordering::Relaxed);
        }
    }

    /// Whether `v` may have a list.
    #[inline]
    pub(crate) fn may_have(&self, v: u32) -> bool {
        let word = self.words.get((v / 64) as usize);
        word.is_some_and(|word| word.load(Ordering::Relaxed) >> (v % 64) & 1 != 0)
    }

    /// The vertices noted in a range, ascending.
    pub(crate) fn within(&self, range: Range<u32>) -> impl Iterator<Item = u32> + '_ {
        let words = range.start / 64..range.end.div_ceil(64).min(self.words.len() as u32);
        let noted = words.filter_map(|i| Some((i * 64, self.words.get(i as usize)?)));
        let noted = noted.flat_map(|(first, word)| {
            let word = word.load(Ordering::Relaxed);
            (0..64).filter(move |bit| word >> bit & 1 != 0).map(move |bit| first + bit)
        });
        noted.filter(move |v| range.contains(v))
    }
}

/// The version in which the list of each vertex last changed.
#[derive(Debug)]
pub(crate) struct Stamps {
    /// A power of two of them. Vertices that differ by a multiple of it share one, which then
    /// tells of the later change.
    slots: Box<[AtomicU64]>,
}

impl Stamps {
    const FEWEST: u32 = 1 << 10;
    /// 32 MiB of stamps; above as many vertices, some share.
    const MOST: u32 = 1 << 22;

    /// For about `vertices` vertices, none of which has changed since version 0.
    pub(crate) fn new(vertices: u32) -> Self {
        Self { slots: (0..Self::slots_for(vertices)).map(|_| AtomicU64::new(0)).collect() }
    }

    /// The same stamps, for more vertices; `None` if there are enough slots. The fewer slots keep
    /// what they hold, but nothing is added to them.
    pub(crate) fn grown(&self, vertices: u32) -> Option<Self> {
        let slots = Self::slots_for(vertices);
        let copy = |i| AtomicU64::new(self.at(i));
        (slots > self.slots.len()).then(|| Self { slots: (0..slots).map(copy).collect() })
    }

    fn slots_for(vertices: u32) -> usize {
        vertices.clamp(Self::FEWEST, Self::MOST).next_power_of_two() as usize
    }

    /// Notes that the list of `v` changes in `version`, which is not below any noted before.
    pub(crate) fn note(&self, v: u32, version: u64) {
        self.slots[v as usize & (self.slots.len() - 1)].store(version, Ordering::Relaxed);
    }

    /// Whether the list of `v` has surely not changed after `version`.
    pub(crate) fn is_unchanged_since(&self, v: u32, version: u64) -> bool {
        self.at(v as usize) <= version
    }

    fn at(&self, i: usize) -> u64 {
        self.slots[i & (self.slots.len() - 1)].load(Ordering::Relaxed)
    }
}

impl Default for Stamps {
    fn default() -> Self {
        Self::new(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_tell_of_changes_after_a_version_also_when_slots_are_shared_or_grow() {
        let stamps = Stamps::new(10);
        stamps.note(5, 7);
        stamps.note(5 + 4 * Stamps::FEWEST, 9);
        assert!(stamps.is_unchanged_since(5, 9) && !stamps.is_unchanged_since(5, 8));
        assert!(stamps.is_unchanged_since(6, 0));
        assert!(stamps.grown(Stamps::FEWEST).is_none());
        let grown = stamps.grown(3 * Stamps::FEWEST).unwrap();
        for v in [5, 5 + Stamps::FEWEST, 5 + 3 * Stamps::FEWEST] {
            assert!(!grown.is_unchanged_since(v, 8) && grown.is_unchanged_since(v + 1, 0));
        }
        grown.note(5, 12);
        assert!(grown.is_unchanged_since(5 + Stamps::FEWEST, 9));
    }

    #[test]
    fn notes_are_kept_of_vertices_in_range() {
        let changed = Changed::new(70);
        [3, 65, 1_000].into_iter().for_each(|v| changed.note(v));
        assert!(changed.may_have(3) && !changed.may_have(4) && !changed.may_have(1_000));
        let within = |range| changed.within(range).collect::<Vec<_>>();
        assert_eq!(within(0..2_000), [3, 65]);
        assert_eq!([within(3..65), within(4..66), within(66..90)], [vec![3], vec![65], vec![]]);
    }
}

//! A fixed set of vertices, as a list or as a bitmap.

use std::sync::Arc;

use crate::marks::Scratch;

/// A set is a list where a bitmap would take this many times as much memory, or more. Asking a
/// bitmap costs less.
const LIST_FROM: usize = 8;

/// An immutable set of vertices, such as a viewer's second degree. Cloning shares it.
#[derive(Clone, Debug)]
pub struct VertexSet {
    repr: Arc<Repr>,
    len: usize,
}

#[derive(Debug)]
enum Repr {
    /// Ascending.
    List(Vec<u32>),
    /// Bit `v % 64` of word `v / 64`.
    Bitmap(Vec<u64>),
}

impl VertexSet {
    /// The empty set.
    pub(crate) fn empty() -> Self {
        Self { repr: Arc::new(Repr::List(Vec::new())), len: 0 }
    }

    /// The set of these bits: bit `v % 64` of word `v / 64` stands for `v`.
    pub(crate) fn from_words(mut words: Vec<u64>) -> Self {
        let len: usize = words.iter().map(|word| word.count_ones() as usize).sum();
        let used = words.iter().rposition(|&word| word != 0).map_or(0, |last| last + 1);
        let repr = if LIST_FROM * len * size_of::<u32>() <= used * size_of::<u64>() {
            let mut list = Vec::with_capacity(len);
            for (index, &word) in (0..).zip(&words[..used]) {
                list.extend(bits(index, word));
            }
            Repr::List(list)
        } else {
            words.truncate(used);
            Repr::Bitmap(words)
        };
        Self { repr: Arc::new(repr), len }
    }

    /// The set of these vertices, ascending and distinct.
    pub(crate) fn from_list(list: Vec<u32>) -> Self {
        Self { len: list.len(), repr: Arc::new(Repr::List(list)) }
    }

    /// How many vertices are in the set. O(1).
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the set is empty. O(1).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether `v` is in the set. O(1) for a large set, O(log len) for a small one.
    #[must_use]
    pub fn contains(&self, v: u32) -> bool {
        match &*self.repr {
            Repr::List(list) => list.binary_search(&v).is_ok(),
            Repr::Bitmap(words) => has(words, v),
        }
    }

    /// The vertices, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let (list, words) = match &*self.repr {
            Repr::List(list) => (list.as_slice(), [].as_slice()),
            Repr::Bitmap(words) => ([].as_slice(), words.as_slice()),
        };
        let of_words = (0..).zip(words).flat_map(|(index, &word)| bits(index, word));
        list.iter().copied().chain(of_words)
    }

    /// Calls `ask` with the set as a bitmap, for vertices below `vertices`: as it is, or made of
    /// the list for the occasion.
    pub(crate) fn as_bitmap<T>(&self, vertices: u32, ask: impl FnOnce(&[u64]) -> T) -> T {
        match &*self.repr {
            Repr::Bitmap(words) => ask(words),
            Repr::List(list) => {
                let mut marks = Scratch::take(vertices);
                marks.insert_all(list.iter().copied());
                ask(marks.as_words())
            }
        }
    }

    /// The memory the set takes, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match &*self.repr {
            Repr::List(list) => list.capacity() * size_of::<u32>(),
            Repr::Bitmap(words) => words.capacity() * size_of::<u64>(),
        }
    }
}

/// Whether bit `v % 64` of word `v / 64` is set.
#[inline]
pub(crate) fn has(words: &[u64], v: u32) -> bool {
    let word = words.get((v / 64) as usize);
    word.is_some_and(|word| word >> (v % 64) & 1 != 0)
}

/// The vertices that the set bits of word `index` stand for, ascending.
fn bits(index: u32, word: u64) -> impl Iterator<Item = u32> {
    let first = index * 64;
    let rest = std::iter::successors(Some(word), |w| Some(w & w.wrapping_sub(1)));
    let rest = rest.take_while(|&w| w != 0);
    rest.map(move |w| first + w.trailing_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_and_a_bitmap_answer_alike() {
        for step in [1, 3, 40, 700] {
            let vertices: Vec<u32> = (5..3_000).step_by(step).collect();
            let mut words = vec![0; 80];
            vertices.iter().for_each(|&v| words[v as usize / 64] |= 1 << (v % 64));
            for set in [VertexSet::from_words(words), VertexSet::from_list(vertices.clone())] {
                assert_eq!(set.len(), vertices.len());
                assert!(set.iter().eq(vertices.iter().copied()));
                assert!((0..5_000).all(|v| set.contains(v) == vertices.contains(&v)));
                set.as_bitmap(4_000, |words| {
                    assert!((0..5_000).all(|v| has(words, v) == vertices.contains(&v)));
                });
            }
        }
        assert!(VertexSet::from_words(vec![0; 9]).is_empty() && VertexSet::empty().is_empty());
    }
}

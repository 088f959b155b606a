//! A fixed set of vertices, as a list or as a bitmap, whichever is smaller.

use std::sync::Arc;

use crate::intersect::Common;
use crate::marks::Marks;

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

    /// The set that `marks` holds.
    pub(crate) fn from_marks(marks: &mut Marks) -> Self {
        let (mut len, mut words) = (0, 0);
        for (index, word) in marks.words() {
            len += word.count_ones() as usize;
            words = index as usize + 1;
        }
        let repr = if len * size_of::<u32>() <= words * size_of::<u64>() {
            let mut list = Vec::with_capacity(len);
            for (index, word) in marks.words() {
                list.extend(bits(index, word));
            }
            Repr::List(list)
        } else {
            let mut bitmap = vec![0; words];
            for (index, word) in marks.words() {
                bitmap[index as usize] = word;
            }
            Repr::Bitmap(bitmap)
        };
        Self { repr: Arc::new(repr), len }
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

    /// Whether any of the ascending `vertices` is in the set.
    pub(crate) fn has_any(&self, vertices: &[u32]) -> bool {
        match &*self.repr {
            Repr::List(list) => Common::new(list, vertices).next().is_some(),
            Repr::Bitmap(words) => vertices.iter().any(|&v| has(words, v)),
        }
    }

    /// The memory the set takes, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match &*self.repr {
            Repr::List(list) => list.len() * size_of::<u32>(),
            Repr::Bitmap(words) => words.len() * size_of::<u64>(),
        }
    }
}

fn has(words: &[u64], v: u32) -> bool {
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
    use crate::marks::Scratch;

    #[test]
    fn a_list_and_a_bitmap_answer_alike() {
        for step in [1, 3, 40, 700] {
            let vertices: Vec<u32> = (5..3_000).step_by(step).collect();
            let mut marks = Scratch::take(4_000);
            marks.insert_all(vertices.iter().copied());
            let set = VertexSet::from_marks(&mut marks);
            assert_eq!(set.len(), vertices.len());
            assert!(set.iter().eq(vertices.iter().copied()));
            assert!((0..5_000).all(|v| set.contains(v) == vertices.contains(&v)));
            assert!(set.has_any(&[0, 1, 5]) && !set.has_any(&[0, 4, 4_900]));
        }
    }
}

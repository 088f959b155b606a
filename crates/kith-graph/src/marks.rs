//! Scratch sets of vertices: bitmaps reused by each thread, emptied where they were written.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// Bitmaps a thread keeps for reuse; a query needs at most three at once.
const KEPT: usize = 4;

thread_local! {
    static POOL: RefCell<Vec<Marks>> = const { RefCell::new(Vec::new()) };
}

/// A set of vertices `0..n`: one bit each, and a note of which words were written.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    words: Vec<u64>,
    /// Indices of the words that may be non-zero, in order of first writing.
    touched: Vec<u32>,
    /// Whether any other word may be non-zero too.
    all_touched: bool,
}

impl Marks {
    /// Adds `v`; answers whether it was missing. Vertices beyond the set's size are not added.
    pub(crate) fn insert(&mut self, v: u32) -> bool {
        let index = v / 64;
        let Some(word) = self.words.get_mut(index as usize) else {
            return false;
        };
        let bit = 1 << (v % 64);
        if *word & bit != 0 {
            return false;
        }
        if *word == 0 {
            self.touched.push(index);
        }
        *word |= bit;
        true
    }

    /// Adds all of `vertices`.
    pub(crate) fn insert_all(&mut self, vertices: impl IntoIterator<Item = u32>) {
        for v in vertices {
            self.insert(v);
        }
    }

    /// Adds all of many vertices, without noting which words are written: for so many that going
    /// through all words afterwards costs less.
    pub(crate) fn insert_many(&mut self, vertices: &[u32]) {
        self.all_touched = true;
        for &v in vertices {
            if let Some(word) = self.words.get_mut((v / 64) as usize) {
                *word |= 1 << (v % 64);
            }
        }
    }

    /// Takes `v` out.
    pub(crate) fn remove(&mut self, v: u32) {
        if let Some(word) = self.words.get_mut((v / 64) as usize) {
            *word &= !(1 << (v % 64));
        }
    }

    /// Whether `v` is in the set.
    pub(crate) fn has(&self, v: u32) -> bool {
        let word = self.words.get((v / 64) as usize);
        word.is_some_and(|word| word >> (v % 64) & 1 != 0)
    }

    /// Whether any of `vertices` is in the set.
    pub(crate) fn has_any(&self, vertices: &[u32]) -> bool {
        vertices.iter().any(|&v| self.has(v))
    }

    /// All words: bit `v % 64` of word `v / 64`.
    pub(crate) fn as_words(&self) -> &[u64] {
        &self.words
    }

    /// Whether so many words were written that going through all of them costs less.
    fn is_dense(&self) -> bool {
        self.all_touched || self.touched.len() > self.words.len() / 8
    }

    /// Empties the set. O(words written).
    pub(crate) fn clear(&mut self) {
        if self.is_dense() {
            self.words.fill(0);
        } else {
            for &i in &self.touched {
                self.words[i as usize] = 0;
            }
        }
        self.touched.clear();
        self.all_touched = false;
    }
}

/// An empty [`Marks`] out of this thread's pool; it goes back, emptied, when dropped.
#[derive(Debug)]
pub(crate) struct Scratch(Marks);

impl Scratch {
    /// A set for vertices below `vertices`.
    pub(crate) fn take(vertices: u32) -> Self {
        let mut marks = POOL.with_borrow_mut(|pool| pool.pop()).unwrap_or_default();
        let words = vertices.div_ceil(64) as usize;
        if marks.words.len() < words {
            marks.words.resize(words, 0);
        }
        Self(marks)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let mut marks = std::mem::take(&mut self.0);
        marks.clear();
        // While the thread ends, its pool may be gone already: then the set just goes too.
        let _ = POOL.try_with(|pool| {
            if let Ok(mut pool) = pool.try_borrow_mut()
                && pool.len() < KEPT
            {
                pool.push(marks);
            }
        });
    }
}

impl Deref for Scratch {
    type Target = Marks;

    fn deref(&self) -> &Marks {
        &self.0
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut Marks {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_returned_set_comes_back_empty() {
        let mut marks = Scratch::take(1_000);
        assert!(marks.insert(999));
        assert!(!marks.insert(999));
        assert!(!marks.insert(100_000), "beyond its size");
        marks.remove(999);
        marks.insert(998);
        assert!(marks.has(998) && !marks.has(999) && marks.has_any(&[1, 998]));
        marks.insert_many(&[3, 998, 100_000]);
        assert_eq!((marks.as_words()[0], marks.as_words()[15]), (8, 1 << 38));
        drop(marks);
        let marks = Scratch::take(2_000);
        assert!((0..2_000).all(|v| !marks.has(v)));
    }
}

//! Words in their order, and who has each: numbers that ascend, as gaps in as few bytes as they
//! need.

use std::ops::Range;

/// The people who have a word in one field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List {
    /// The number of the field.
    pub(crate) field: u8,
    /// How many they are.
    pub(crate) count: u32,
    start: u32,
}

/// Words in ascending order, each with its lists.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    text: String,
    /// Where each word ends in the text.
    ends: Vec<u32>,
    /// Where each word's lists end.
    list_ends: Vec<u32>,
    lists: Vec<List>,
    bytes: Vec<u8>,
}

impl Lists {
    /// Adds a list of the word that comes next; `people` ascend. Nothing is added for nobody.
    pub(crate) fn push(&mut self, word: &str, field: u8, people: &[u32]) {
        if people.is_empty() {
            return;
        }
        if self.ends.is_empty() || self.word(self.ends.len() - 1) != word {
            self.text.push_str(word);
            self.ends.push(small(self.text.len()));
            self.list_ends.push(small(self.lists.len()));
        }
        self.lists.push(List { field, count: small(people.len()), start: small(self.bytes.len()) });
        if let Some(end) = self.list_ends.last_mut() {
            *end = small(self.lists.len());
        }
        let mut before = 0;
        for &one in people {
            let mut gap = one - before;
            before = one;
            while gap >= 0x80 {
                self.bytes.push(gap as u8 | 0x80);
                gap >>= 7;
            }
            self.bytes.push(gap as u8);
        }
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word at a place.
    pub(crate) fn word(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[at] as usize]
    }

    /// The lists of the word at a place.
    pub(crate) fn of(&self, at: usize) -> &[List] {
        let start = at.checked_sub(1).map_or(0, |before| self.list_ends[before] as usize);
        &self.lists[start..self.list_ends[at] as usize]
    }

    /// The places of the words that begin with `prefix`.
    pub(crate) fn beginning(&self, prefix: &str) -> Range<usize> {
        let start = self.first(0, |word| word < prefix);
        start..self.first(start, |word| word.starts_with(prefix))
    }

    /// The place of a word.
    pub(crate) fn find(&self, word: &str) -> Option<usize> {
        let at = self.first(0, |known| known < word);
        (at < self.len() && self.word(at) == word).then_some(at)
    }

    /// The first place from `from` on whose word is not `before` any more.
    fn first(&self, from: usize, before: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (from, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if before(self.word(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Tells everybody in a list, ascending.
    #[inline]
    pub(crate) fn each(&self, list: List, mut tell: impl FnMut(u32)) {
        let mut bytes = self.bytes[list.start as usize..].iter();
        let mut before = 0;
        for _ in 0..list.count {
            let (mut gap, mut shift) = (0, 0);
            for &byte in bytes.by_ref() {
                gap |= u32::from(byte & 0x7f) << shift;
                shift += 7;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            before += gap;
            tell(before);
        }
    }

    /// The memory they take, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.text.len()
            + 4 * (self.ends.len() + self.list_ends.len())
            + self.lists.len() * size_of::<List>()
            + self.bytes.len()
    }

    /// Gives back what was taken in advance.
    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.list_ends.shrink_to_fit();
        self.lists.shrink_to_fit();
        self.bytes.shrink_to_fit();
    }
}

/// A number of 32 bits; a segment never has as much as would not fit.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_were_pushed() {
        let mut lists = Lists::default();
        let many: Vec<u32> = (0..1_000).map(|n| n * n * 300).collect();
        lists.push("ana", 0, &[0, 5, 127, 128, 40_000]);
        lists.push("ana", 3, &many);
        lists.push("anabel", 0, &[7]);
        lists.push("bo", 0, &[]);
        lists.push("cy", 1, &[u32::MAX]);
        assert_eq!(lists.len(), 3);
        let all = |at: usize| -> Vec<(u8, Vec<u32>)> {
            let read = |list: &List| {
                let mut people = Vec::new();
                lists.each(*list, |one| people.push(one));
                (list.field, people)
            };
            lists.of(at).iter().map(read).collect()
        };
        assert_eq!(all(0), [(0, vec![0, 5, 127, 128, 40_000]), (3, many)]);
        assert_eq!(all(1), [(0, vec![7])]);
        assert_eq!(all(2), [(1, vec![u32::MAX])]);
        assert_eq!(lists.beginning("an"), 0..2);
        assert_eq!(lists.beginning("anab"), 1..2);
        assert_eq!(lists.beginning("z"), 3..3);
        assert_eq!((lists.find("cy"), lists.find("an"), lists.find("x")), (Some(2), None, None));
    }
}

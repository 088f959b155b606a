//! What is searched of one person, and the whole names that filters and counts know.

use std::collections::HashMap;

use crate::{
    field::{Field, Fields},
    words::{each_word, folded},
};

/// What is searched of one person: texts by field, and whole names for filters and counts.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Each with whether it is a whole name.
    texts: Vec<(Field, String, bool)>,
}

impl Document {
    /// Adds a text whose words are found.
    #[must_use]
    pub fn text(self, field: Field, text: &str) -> Self {
        self.add(field, text, false)
    }

    /// Adds a name that a filter compares as a whole and that is counted; its words are found too.
    #[must_use]
    pub fn name(self, field: Field, name: &str) -> Self {
        self.add(field, name, true)
    }

    fn add(mut self, field: Field, text: &str, whole: bool) -> Self {
        let text = text.trim();
        if !text.is_empty() {
            self.texts.push((field, text.to_owned(), whole));
        }
        self
    }

    /// Tells every word and the number of its field; some more than once.
    pub(crate) fn each_word(&self, mut tell: impl FnMut(&str, u8)) {
        for (field, text, _) in &self.texts {
            each_word(text, |word| tell(word, *field as u8));
        }
    }

    /// The whole names; ascending, each once.
    pub(crate) fn named(&self, names: &mut Names) -> Vec<Named> {
        let whole = self.texts.iter().filter(|(.., whole)| *whole);
        let mut named: Vec<Named> =
            whole.map(|(field, name, _)| Named::new(names.know(name), *field)).collect();
        named.sort_unstable();
        named.dedup();
        named
    }
}

/// A whole name and the field that it stands in, in one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named(u32);

impl Named {
    const FIELD_BITS: u32 = 4;

    fn new(name: u32, field: Field) -> Self {
        Self(name << Self::FIELD_BITS | field as u32)
    }

    /// The number of the name.
    pub(crate) const fn name(self) -> u32 {
        self.0 >> Self::FIELD_BITS
    }

    /// The number of the field.
    pub(crate) const fn field(self) -> usize {
        (self.0 & ((1 << Self::FIELD_BITS) - 1)) as usize
    }

    /// Whether it stands in one of these fields.
    pub(crate) const fn is_in(self, fields: Fields) -> bool {
        fields.has_number(self.field() as u8)
    }
}

/// Every whole name once, by number; folded ones compare alike, and the first spelling is shown.
#[derive(Debug, Default)]
pub(crate) struct Names {
    numbers: HashMap<Box<str>, u32>,
    shown: Vec<Box<str>>,
}

impl Names {
    fn know(&mut self, name: &str) -> u32 {
        let folded = folded(name);
        if let Some(number) = self.numbers.get(folded.as_str()) {
            return *number;
        }
        let number = u32::try_from(self.shown.len()).unwrap_or(u32::MAX);
        self.numbers.insert(folded.into_boxed_str(), number);
        self.shown.push(name.into());
        number
    }

    /// The number of a name, however it is spelt.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.numbers.get(folded(name.trim()).as_str()).copied()
    }

    /// A name as people wrote it.
    pub(crate) fn shown(&self, number: u32) -> &str {
        self.shown.get(number as usize).map_or("", |name| name)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.shown.len()
    }

    /// The memory they take, in bytes, about.
    pub(crate) fn bytes(&self) -> usize {
        let texts: usize = self.shown.iter().map(|name| 2 * name.len()).sum();
        texts + self.shown.len() * (2 * size_of::<Box<str>>() + size_of::<u32>() + 1)
    }
}

/// A document cut into words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prepared {
    /// Words and the number of the field of each.
    pub(crate) words: Vec<(Box<str>, u8)>,
    /// Whole names; ascending, each once.
    pub(crate) named: Vec<Named>,
}

impl Prepared {
    pub(crate) fn new(document: &Document, names: &mut Names) -> Self {
        let mut words = Vec::new();
        document.each_word(|word, field| words.push((word.into(), field)));
        Self { words, named: document.named(names) }
    }
}

//! What is searched of one person, and the whole names that filters and counts know.

use std::collections::HashMap;

use crate::{
    field::{Field, Fields},
    words::{folded, words},
};

/// What is searched of one person: texts by field, and whole names for filters and counts.
#[derive(Debug, Clone, Default)]
pub struct Document {
    texts: Vec<(Field, String)>,
    names: Vec<(Field, String)>,
}

impl Document {
    /// Adds a text whose words are found.
    #[must_use]
    pub fn text(mut self, field: Field, text: &str) -> Self {
        if !text.is_empty() {
            self.texts.push((field, text.to_owned()));
        }
        self
    }

    /// Adds a name that a filter compares as a whole and that is counted; its words are found too.
    #[must_use]
    pub fn name(mut self, field: Field, name: &str) -> Self {
        if !name.trim().is_empty() {
            self.names.push((field, name.trim().to_owned()));
        }
        self.text(field, name)
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

    /// Whether it stands in one of these fields.
    pub(crate) const fn is_in(self, fields: Fields) -> bool {
        fields.has_number((self.0 & ((1 << Self::FIELD_BITS) - 1)) as u8)
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
    /// Words and the number of the field of each; ascending, each once.
    pub(crate) words: Vec<(Box<str>, u8)>,
    /// Whole names; ascending, each once.
    pub(crate) named: Vec<Named>,
}

impl Prepared {
    pub(crate) fn new(document: &Document, names: &mut Names) -> Self {
        let cut = document.texts.iter().flat_map(|(field, text)| {
            words(text).into_iter().map(|word| (word.into_boxed_str(), *field as u8))
        });
        let mut words: Vec<(Box<str>, u8)> = cut.collect();
        words.sort_unstable();
        words.dedup();
        let named = document.names.iter();
        let mut named: Vec<Named> =
            named.map(|(field, name)| Named::new(names.know(name), *field)).collect();
        named.sort_unstable();
        named.dedup();
        Self { words, named }
    }
}

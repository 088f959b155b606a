//! Whether a draft that was written here, or by a model, may be shown: its length, no links, no
//! placeholders, nothing that the facts do not say, and past the coach.

use std::fmt;

use kith_core::note;

use crate::{
    coach::{Coach, Code, links, placeholders},
    facts::Facts,
    note::Note,
    phrase::stem,
    spelling::Spelling,
};

/// Why a draft is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing, or too long.
    Length,
    /// Signs that no note has: line feeds of other systems, controls, turned direction.
    Signs,
    /// A link or an address.
    Link,
    /// A placeholder.
    Placeholder,
    /// A name or a number that is not among the facts.
    Fact(String),
    /// The coach has something to say.
    Coach(Code),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => f.write_str("its length"),
            Self::Signs => f.write_str("signs that are not shown"),
            Self::Link => f.write_str("a link"),
            Self::Placeholder => f.write_str("a placeholder"),
            Self::Fact(word) => write!(f, "a fact that is not known: {word}"),
            Self::Coach(code) => write!(f, "the coach: {code}"),
        }
    }
}

/// Checks a draft. `wish` is what the sender asked for: its words may be used.
///
/// # Errors
/// The first thing that is wrong.
pub fn draft(text: &str, facts: &Facts, wish: &str, spelling: &Spelling) -> Result<(), Wrong> {
    let length = note::length(text);
    if length == 0 || length > facts.limit {
        return Err(Wrong::Length);
    }
    if text.chars().any(|c| (c.is_control() && c != '\n') || turns(c)) {
        return Err(Wrong::Signs);
    }
    if !links(text).is_empty() {
        return Err(Wrong::Link);
    }
    if !placeholders(text).is_empty() || text.contains(['{', '}', '<', '>', '[', ']']) {
        return Err(Wrong::Placeholder);
    }
    if let Some(word) = unknown_fact(text, facts, wish, spelling) {
        return Err(Wrong::Fact(word));
    }
    let network = |_: &str| false;
    match Coach::new(spelling, &network).check(text, facts).first() {
        Some(remark) => Err(Wrong::Coach(remark.code)),
        None => Ok(()),
    }
}

/// Signs that turn the direction of writing or are not seen.
fn turns(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The first name or number that comes from nowhere: a word with a capital or a digit that is
/// neither among the facts nor, at the beginning of a sentence, in the dictionary.
fn unknown_fact(text: &str, facts: &Facts, wish: &str, spelling: &Spelling) -> Option<String> {
    let mut texts = facts.texts();
    texts.push(wish);
    let mut known: Vec<String> = texts
        .iter()
        .flat_map(|text| {
            Note::read(text)
                .words
                .into_iter()
                .map(|word| stem(&word.lower).to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    known.extend(facts.ground.iter().flat_map(|ground| {
        let line = ground.line();
        Note::read(&line).words.into_iter().map(|word| word.lower).collect::<Vec<_>>()
    }));
    let note = Note::read(text);
    let strange = note.words.iter().find(|word| {
        let plain = stem(&word.lower);
        let digits = plain.chars().any(|c| c.is_ascii_digit());
        let named = word.is_capitalised() && !(word.opens && spelling.knows(&word.lower));
        let own = plain == "i" || word.lower.starts_with("i'");
        (digits || named) && !own && !known.iter().any(|one| one == plain)
    })?;
    Some(strange.text.to_owned())
}

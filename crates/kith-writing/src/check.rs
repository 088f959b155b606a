//! Whether a draft that was written here, or by a model, may be shown: its length, no links, no
//! placeholders, nothing that the facts do not say, and past the coach.

mod claims;

use std::{collections::HashSet, fmt};

use kith_core::note;

use crate::{
    coach::{Coach, Code, links, placeholders},
    facts::Facts,
    ground::Ground,
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
    /// A name, a number or a claim that is not among the facts.
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

/// A draft that was written, and what is wrong with it, if anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The words.
    pub text: String,
    /// Why it is not shown.
    pub wrong: Option<Wrong>,
}

impl Tried {
    /// The words, if they may be shown.
    #[must_use]
    pub fn passed(self) -> Option<String> {
        self.wrong.is_none().then_some(self.text)
    }
}

/// Checks one draft. `wish` is what the sender asked for: its words may be used.
///
/// # Errors
/// The first thing that is wrong.
pub fn draft(text: &str, facts: &Facts, wish: &str, spelling: &Spelling) -> Result<(), Wrong> {
    Judge::new(facts, wish, spelling).judge(text)
}

/// Checks drafts of one note.
pub(crate) struct Judge<'a> {
    facts: &'a Facts,
    spelling: &'a Spelling,
    known: Known<'a>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(facts: &'a Facts, wish: &'a str, spelling: &'a Spelling) -> Self {
        Self { facts, spelling, known: Known::of(facts, wish) }
    }

    /// A draft with what is wrong with it.
    pub(crate) fn tried(&self, text: String) -> Tried {
        let wrong = self.judge(&text).err();
        Tried { text, wrong }
    }

    /// The first thing that is wrong with a draft.
    pub(crate) fn judge(&self, text: &str) -> Result<(), Wrong> {
        let length = note::length(text);
        if length == 0 || length > self.facts.limit {
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
        if let Some(words) = self.invented(text) {
            return Err(Wrong::Fact(words));
        }
        let network = |_: &str| false;
        match Coach::new(self.spelling, &network).check(text, self.facts).first() {
            Some(remark) => Err(Wrong::Coach(remark.code)),
            None => Ok(()),
        }
    }

    /// The first words that say what no fact does.
    fn invented(&self, text: &str) -> Option<String> {
        let strange = self.known.strange(&Note::read(text), self.spelling);
        strange.or_else(|| {
            let unquoted = self.known.unquoted(text);
            claims::unfounded(&Note::read(&unquoted), &self.known)
        })
    }
}

/// Signs that turn the direction of writing or are not seen.
fn turns(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// What a draft may speak of.
struct Known<'a> {
    /// Every word of the facts, of the common ground and of the wish.
    words: HashSet<String>,
    /// Those that say something of the sender, or of both.
    mine: HashSet<String>,
    ground: &'a [Ground],
    /// The sender's own words.
    wish: &'a str,
}

impl<'a> Known<'a> {
    fn of(facts: &'a Facts, wish: &'a str) -> Self {
        let read = |text: &str| -> Vec<String> {
            let note = Note::read(text);
            note.words.into_iter().map(|word| stem(&word.lower).to_owned()).collect()
        };
        let lines: Vec<String> = facts.ground.iter().map(Ground::line).collect();
        let mut mine: HashSet<String> =
            facts.about_me().into_iter().chain([wish]).flat_map(read).collect();
        mine.extend(facts.ground.iter().flat_map(Ground::names).flat_map(read));
        let mut words = mine.clone();
        words.extend(facts.about_them().into_iter().chain(facts.names()).flat_map(read));
        words.extend(lines.iter().flat_map(|line| read(line)));
        Self { words, mine, ground: &facts.ground, wish }
    }

    /// Whether a word stands in any fact.
    fn has(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Whether a word says something of the sender.
    fn is_about_me(&self, word: &str) -> bool {
        self.mine.contains(word)
    }

    /// A text without the quotations that are all words of facts: what they say is not claimed.
    fn unquoted(&self, text: &str) -> String {
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, quoted)) = rest.split_once('“') {
            let Some((quote, after)) = quoted.split_once('”') else { break };
            plain.push_str(before);
            let words = Note::read(quote).words;
            if !words.iter().all(|word| self.has(stem(&word.lower))) {
                plain.push_str(quote);
            }
            rest = after;
        }
        plain + rest
    }

    /// The first name or number that comes from nowhere: a word with a capital or a digit that is
    /// neither among the facts nor, at the beginning of a sentence, in the dictionary.
    fn strange(&self, note: &Note<'_>, spelling: &Spelling) -> Option<String> {
        let strange = note.words.iter().find(|word| {
            let plain = stem(&word.lower);
            let digits = plain.chars().any(|c| c.is_ascii_digit());
            let named = word.is_capitalised() && !(word.opens && spelling.knows(&word.lower));
            let own = plain == "i" || word.lower.starts_with("i'");
            (digits || named) && !own && !self.has(plain)
        })?;
        Some(strange.text.to_owned())
    }
}

//! The note coach: reads a draft and says what would make it better, each time with the words it
//! means and what to do. It advises; it never stops anybody (R13).

mod duplicate;
mod filled;
mod grammar;
mod greeting;
mod ideas;
mod length;
mod link;
mod meeting;
mod pitch;
mod reason;
mod shouting;
mod specific;
mod spelt;
mod weight;

use std::{fmt, ops::Range};

use serde::Serialize;

pub(crate) use self::{filled::placeholders, link::links};
use crate::{clean, facts::Facts, note::Note, spelling::Spelling};

/// What a remark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Longer than the plan allows (R5).
    TooLong,
    /// Asks for more than one thing.
    SeveralIdeas,
    /// Could go to anybody.
    NotSpecific,
    /// There is common ground that it does not use.
    CommonGround,
    /// Does not say why.
    NoReason,
    /// Speaks more of the sender than of the recipient.
    AboutMe,
    /// Sells.
    Pitch,
    /// Has a link or an address in it.
    Link,
    /// Asks for a call or a meeting.
    Meeting,
    /// Has a placeholder in it that nobody filled.
    Placeholder,
    /// A word that is in no dictionary.
    Spelling,
    /// A slip of grammar.
    Grammar,
    /// Capitals or exclamation marks.
    Shouting,
    /// Nearly what the sender wrote to somebody else.
    Duplicate,
    /// Greets somebody else, or nobody.
    Greeting,
    /// Praise that could go to anybody.
    Flattery,
}

impl Code {
    /// Every code, in the order in which remarks of one place are shown.
    pub const ALL: [Self; 16] = [
        Self::TooLong,
        Self::Placeholder,
        Self::Greeting,
        Self::Pitch,
        Self::Link,
        Self::Meeting,
        Self::NotSpecific,
        Self::CommonGround,
        Self::Flattery,
        Self::NoReason,
        Self::SeveralIdeas,
        Self::AboutMe,
        Self::Duplicate,
        Self::Shouting,
        Self::Grammar,
        Self::Spelling,
    ];

    /// Whether it is about how something is said, which in others' words is not the sender's.
    const fn is_about_words(self) -> bool {
        matches!(
            self,
            Self::Spelling
                | Self::Grammar
                | Self::Shouting
                | Self::Pitch
                | Self::Meeting
                | Self::Flattery
        )
    }

    /// The code as clients read it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::SeveralIdeas => "several_ideas",
            Self::NotSpecific => "not_specific",
            Self::CommonGround => "common_ground",
            Self::NoReason => "no_reason",
            Self::AboutMe => "about_me",
            Self::Pitch => "pitch",
            Self::Link => "link",
            Self::Meeting => "meeting",
            Self::Placeholder => "placeholder",
            Self::Spelling => "spelling",
            Self::Grammar => "grammar",
            Self::Shouting => "shouting",
            Self::Duplicate => "duplicate",
            Self::Greeting => "greeting",
            Self::Flattery => "flattery",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One remark about a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// What it is about.
    pub code: Code,
    /// Where the words begin, in UTF-16 code units of the draft as it was sent: what a browser
    /// counts in a text field.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// What to do.
    pub message: String,
    /// What could stand there instead, where that is plain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// A remark whose place is in bytes.
#[derive(Debug, Clone)]
struct Found {
    code: Code,
    at: Range<usize>,
    message: String,
    fix: Option<String>,
}

impl Found {
    fn new(code: Code, at: Range<usize>, message: impl Into<String>) -> Self {
        Self { code, at, message: message.into(), fix: None }
    }

    fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

/// A draft with everything that is judged by.
struct Draft<'a> {
    note: Note<'a>,
    facts: &'a Facts,
    spelling: &'a Spelling,
    network: &'a dyn Fn(&str) -> bool,
}

/// The most remarks about one draft.
const MOST: usize = 20;
/// Of a longer draft only so much is read, in bytes; the rest is too long in any case.
const READ: usize = 4_000;

/// Judges drafts.
#[derive(Clone, Copy)]
pub struct Coach<'a> {
    spelling: &'a Spelling,
    network: &'a dyn Fn(&str) -> bool,
}

impl fmt::Debug for Coach<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Coach")
    }
}

impl<'a> Coach<'a> {
    /// A coach with a dictionary; `network` says whether a word, in lower case, is used by people
    /// here: names, companies, skills.
    pub fn new(spelling: &'a Spelling, network: &'a dyn Fn(&str) -> bool) -> Self {
        Self { spelling, network }
    }

    /// Judges a draft. Remarks come in the order of their places.
    #[must_use]
    pub fn check(&self, text: &str, facts: &Facts) -> Vec<Remark> {
        let mut found = Vec::new();
        let draft = Draft {
            note: Note::read(head(text)),
            facts,
            spelling: self.spelling,
            network: self.network,
        };
        if draft.note.whole().is_empty() {
            return Vec::new();
        }
        found.extend(length::look(text, facts));
        for look in [filled::look, link::look, shouting::look, duplicate::look] {
            found.extend(look(&draft));
        }
        // What follows knows English only; a note in another language is not judged by it.
        if draft.reads_english() {
            for look in [
                greeting::look,
                pitch::look,
                meeting::look,
                specific::look,
                ideas::look,
                weight::look,
                grammar::look,
                spelt::look,
            ] {
                found.extend(look(&draft));
            }
            // Whoever sells or asks for a call has said why; one thing at a time.
            let says_why =
                |one: &Found| matches!(one.code, Code::Pitch | Code::Meeting | Code::Link);
            if !found.iter().any(says_why) {
                found.extend(reason::look(&draft));
            }
            let slips: Vec<Range<usize>> = places(&found, Code::Grammar);
            let covered = |at: &Range<usize>| {
                slips.iter().any(|one| one.start <= at.start && at.end <= one.end)
            };
            found.retain(|one| one.code != Code::Spelling || !covered(&one.at));
        }
        let others = draft.others_words();
        found.retain(|one| {
            let theirs = |at: &Range<usize>| at.start <= one.at.start && one.at.end <= at.end;
            !(one.code.is_about_words() && others.iter().any(theirs))
        });
        let place = |code| Code::ALL.iter().position(|one| *one == code);
        found.sort_by_key(|one| (one.at.start, place(one.code)));
        found.dedup_by(|a, b| a.code == b.code && a.at == b.at);
        found.truncate(MOST);
        found.into_iter().map(|one| remark(text, one)).collect()
    }
}

impl Draft<'_> {
    /// Whether most of its plain words are English. One or two words tell nothing and pass.
    fn reads_english(&self) -> bool {
        let plain = || {
            let words = self.note.words.iter();
            words.filter(|word| !word.foreign && (word.opens || !word.is_capitalised()))
        };
        let known = plain().filter(|word| self.spelling.knows(&word.lower)).count();
        let common = plain().filter(|word| self.spelling.is_common(&word.lower)).count();
        let all = plain().count();
        all < 4 || (known * 100 >= all * 55 && common * 100 >= all * 35)
    }
}

impl Draft<'_> {
    /// Where others' words stand: what is quoted, and names and lines of the facts.
    fn others_words(&self) -> Vec<Range<usize>> {
        let text = self.note.text;
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(start) = text[from..].find('“').map(|at| from + at) {
            let Some(end) = text[start..].find('”').map(|at| start + at) else { break };
            found.push(start..end);
            from = end;
        }
        let names = self.facts.texts();
        for name in names.into_iter().filter(|name| name.len() > 1) {
            let name = clean::name(name).unwrap_or_else(|| name.to_owned());
            found.extend(text.match_indices(name.as_str()).map(|(at, name)| at..at + name.len()));
        }
        found
    }
}

/// The beginning of a text, cut where a character ends.
fn head(text: &str) -> &str {
    let mut end = READ.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Where the remarks of one code are.
fn places(found: &[Found], code: Code) -> Vec<Range<usize>> {
    found.iter().filter(|one| one.code == code).map(|one| one.at.clone()).collect()
}

fn remark(text: &str, found: Found) -> Remark {
    let units = |end: usize| text.get(..end).map_or(0, |text| text.encode_utf16().count());
    let Found { code, at, message, fix } = found;
    Remark { code, start: units(at.start), end: units(at.end), message, fix }
}

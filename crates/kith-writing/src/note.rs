//! A draft, read once: its sentences, its words, and where each stands.

use std::ops::Range;

/// A word and where it stands, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    pub(crate) at: Range<usize>,
    /// As it was written.
    pub(crate) text: &'a str,
    /// In lower case, with a plain apostrophe.
    pub(crate) lower: String,
    /// Which sentence it is in.
    pub(crate) sentence: usize,
    /// Whether a capital at its start says nothing: it begins a sentence or follows the greeting.
    pub(crate) opens: bool,
    /// Whether it is a part of a link or a placeholder, which is no prose.
    pub(crate) foreign: bool,
}

impl Word<'_> {
    pub(crate) fn is_capitalised(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    pub(crate) fn is_capitals(&self) -> bool {
        let letters = || self.text.chars().filter(|letter| letter.is_alphabetic());
        letters().count() > 1 && letters().all(char::is_uppercase)
    }
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) at: Range<usize>,
    /// Which words.
    pub(crate) words: Range<usize>,
    pub(crate) asks: bool,
}

/// A draft that has been read.
#[derive(Debug)]
pub(crate) struct Note<'a> {
    pub(crate) text: &'a str,
    pub(crate) words: Vec<Word<'a>>,
    pub(crate) sentences: Vec<Sentence>,
    /// Where links stand.
    pub(crate) links: Vec<Range<usize>>,
    /// Where placeholders stand.
    pub(crate) placeholders: Vec<Range<usize>>,
}

/// Words that begin a greeting.
pub(crate) const GREETINGS: [&str; 17] = [
    "hi",
    "hello",
    "hey",
    "dear",
    "greetings",
    "morning",
    "afternoon",
    "evening",
    "hola",
    "bonjour",
    "hallo",
    "salut",
    "ciao",
    "liebe",
    "lieber",
    "servus",
    "moin",
];
/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: [&str; 9] = ["dr", "mr", "mrs", "ms", "prof", "st", "e.g", "i.e", "vs"];
/// Abbreviations that may end a sentence: what follows tells.
const AT_THE_END: [&str; 5] = ["inc", "ltd", "etc", "no", "approx"];

impl<'a> Note<'a> {
    pub(crate) fn read(text: &'a str) -> Self {
        let links = crate::coach::links(text);
        let placeholders = crate::coach::placeholders(text);
        let mut note = Self { text, words: Vec::new(), sentences: Vec::new(), links, placeholders };
        note.split();
        note.mark_openings();
        note
    }

    /// Everything that was written, without the blanks around it.
    pub(crate) fn whole(&self) -> Range<usize> {
        let start = self.text.len() - self.text.trim_start().len();
        start..start.max(self.text.trim_end().len())
    }

    /// The words of a sentence.
    pub(crate) fn words_of(&self, sentence: &Sentence) -> &[Word<'a>] {
        &self.words[sentence.words.clone()]
    }

    /// From the first to the last of some words.
    pub(crate) fn span(&self, words: Range<usize>) -> Range<usize> {
        let start = self.words.get(words.start).map_or(0, |word| word.at.start);
        let end = words.end.checked_sub(1).and_then(|last| self.words.get(last));
        start..end.map_or(start, |word| word.at.end)
    }

    fn split(&mut self) {
        let mut letters = self.text.char_indices().peekable();
        let (mut word, mut begun): (Option<usize>, Option<usize>) = (None, None);
        let mut first = 0;
        while let Some((at, letter)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next);
            let inside = word.is_some()
                && (matches!(letter, '+' | '#')
                    || (matches!(letter, '\'' | '’') && next.is_some_and(char::is_alphabetic)));
            if letter.is_alphanumeric() || is_mark(letter) || inside {
                word.get_or_insert(at);
                begun.get_or_insert(at);
                continue;
            }
            if let Some(start) = word.take() {
                self.push(start..at);
            }
            let stop = matches!(letter, '.' | '!' | '?' | '…');
            let after =
                next.is_none_or(|next| next.is_whitespace() || matches!(next, '"' | '”' | ')'));
            let ends =
                letter == '\n' || (stop && after && !(letter == '.' && self.abbreviated(at)));
            if let Some(start) = begun.filter(|_| ends) {
                let end = at + if letter == '\n' { 0 } else { letter.len_utf8() };
                self.close(start..end, first);
                (begun, first) = (None, self.words.len());
            }
        }
        let end = self.text.len();
        if let Some(start) = word {
            self.push(start..end);
        }
        if let Some(start) = begun {
            self.close(start..end, first);
        }
    }

    fn push(&mut self, at: Range<usize>) {
        let text = &self.text[at.clone()];
        let within = |span: &Range<usize>| span.start < at.end && at.start < span.end;
        let foreign = self.links.iter().chain(&self.placeholders).any(within);
        let lower = text.to_lowercase().replace('’', "'");
        let sentence = self.sentences.len();
        self.words.push(Word { at, text, lower, sentence, opens: false, foreign });
    }

    fn close(&mut self, at: Range<usize>, first: usize) {
        let asks = self.text[at.clone()].ends_with('?');
        self.sentences.push(Sentence { at, words: first..self.words.len(), asks });
    }

    /// Whether the full stop at a place belongs to the word before it.
    fn abbreviated(&self, at: usize) -> bool {
        let before = self.text[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        let before = before.trim_start_matches(['(', '"', '“']).to_lowercase();
        let goes_on = self.text[at + 1..].trim_start().starts_with(char::is_lowercase);
        ABBREVIATIONS.contains(&before.as_str())
            || (goes_on && AT_THE_END.contains(&before.as_str()))
    }

    fn mark_openings(&mut self) {
        for at in 0..self.sentences.len() {
            let first = self.sentences[at].words.start;
            if let Some(word) = self.words.get_mut(first) {
                word.opens = true;
            }
        }
        // "Hi Ana, Great to meet you": what follows the greeting begins anew.
        if let Some(end) = self.greeting().map(|greeting| greeting.end)
            && let Some(word) = self.words.get_mut(end)
        {
            word.opens = true;
        }
    }

    /// The words of the greeting, if the note begins with one: up to a comma, a dash or the end of
    /// the line, four names at most.
    pub(crate) fn greeting(&self) -> Option<Range<usize>> {
        let begins =
            self.words.first().is_some_and(|word| GREETINGS.contains(&word.lower.as_str()));
        let good = self.words.first().is_some_and(|word| word.lower == "good")
            && self.words.get(1).is_some_and(|word| GREETINGS.contains(&word.lower.as_str()));
        if !begins && !good {
            return None;
        }
        let mut end = if good { 2 } else { 1 };
        while end < self.words.len() && end < 6 {
            let gap = &self.text[self.words[end - 1].at.end..self.words[end].at.start];
            let joined = gap.chars().all(|c| c == ' ' || c == '.' || c == '-');
            if !joined || !self.words[end].is_capitalised() || self.words[end].lower == "i" {
                break;
            }
            end += 1;
        }
        Some(0..end)
    }
}

/// Marks that belong to the letter before them.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_cut_into_sentences_and_words() {
        let note = Note::read("Hi Dr. Zoë, it’s me. Did you see C++ 20?\nBest\nAna");
        let sentences: Vec<_> = note.sentences.iter().map(|s| &note.text[s.at.clone()]).collect();
        assert_eq!(sentences, ["Hi Dr. Zoë, it’s me.", "Did you see C++ 20?", "Best", "Ana"]);
        let words: Vec<_> = note.words.iter().map(|word| word.lower.as_str()).collect();
        assert_eq!(words[..5], ["hi", "dr", "zoë", "it's", "me"]);
        assert!(words.contains(&"c++"));
        assert!(note.sentences[1].asks && !note.sentences[0].asks);
        assert_eq!(note.greeting(), Some(0..3));
        assert!(note.words[3].opens && !note.words[4].opens);
    }

    #[test]
    fn nothing_and_blanks_are_drafts_too() {
        for text in ["", " \n ", "…", "🙂"] {
            let note = Note::read(text);
            assert!(note.words.is_empty(), "{text:?}");
            let whole = note.whole();
            assert!(whole.start <= whole.end && note.text.get(whole).is_some());
        }
    }
}

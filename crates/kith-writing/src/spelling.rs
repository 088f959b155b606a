//! The dictionary that the binary carries: which words there are, and which one was meant.
//!
//! It is a transducer read where it lies, so that it takes no time at the start and no memory of
//! its own (docs/decisions/0021-writing.md).

use fst::{IntoStreamer, Map, Streamer, automaton::Levenshtein};

static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.fst"));

/// The rank of words that are the commonest.
const COMMON: u64 = 0;
/// The last rank of words that people use every day.
const USUAL: u64 = 2;
/// The last rank of words that are suggested; names are not.
const SUGGESTED: u64 = 3;
/// The longest word that a suggestion is looked for, in bytes.
const LONGEST: usize = 24;

/// Slips that are commoner than what a search by letters would find first.
const KNOWN: [(&str, &str); 44] = [
    ("teh", "the"),
    ("alot", "a lot"),
    ("recieve", "receive"),
    ("recieved", "received"),
    ("definately", "definitely"),
    ("definatly", "definitely"),
    ("seperate", "separate"),
    ("occured", "occurred"),
    ("untill", "until"),
    ("wich", "which"),
    ("thier", "their"),
    ("becuase", "because"),
    ("becouse", "because"),
    ("beleive", "believe"),
    ("freind", "friend"),
    ("intrested", "interested"),
    ("intresting", "interesting"),
    ("oppurtunity", "opportunity"),
    ("oportunity", "opportunity"),
    ("opertunity", "opportunity"),
    ("proffesional", "professional"),
    ("profesional", "professional"),
    ("experiance", "experience"),
    ("expierence", "experience"),
    ("buisness", "business"),
    ("bussiness", "business"),
    ("collegue", "colleague"),
    ("collegues", "colleagues"),
    ("colleage", "colleague"),
    ("responsability", "responsibility"),
    ("succesful", "successful"),
    ("sucessful", "successful"),
    ("adress", "address"),
    ("tommorow", "tomorrow"),
    ("tomorow", "tomorrow"),
    ("wierd", "weird"),
    ("knowlege", "knowledge"),
    ("enviroment", "environment"),
    ("goverment", "government"),
    ("managment", "management"),
    ("developement", "development"),
    ("recomend", "recommend"),
    ("accomodate", "accommodate"),
    ("greatful", "grateful"),
];

/// The dictionary.
#[derive(Debug, Clone)]
pub struct Spelling {
    words: Map<&'static [u8]>,
}

impl Spelling {
    /// Opens the dictionary.
    ///
    /// # Errors
    /// If the binary's own data is damaged.
    pub fn open() -> Result<Self, fst::Error> {
        Ok(Self { words: Map::new(WORDS)? })
    }

    /// How many bytes of the binary it takes.
    #[must_use]
    pub const fn bytes() -> usize {
        WORDS.len()
    }

    /// How many words it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a word, in lower case, is in it.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        let known = |word: &str| self.words.contains_key(word);
        known(word)
            || word.strip_suffix("'s").is_some_and(known)
            || word.chars().count() == 1
            || word.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether a word is among the commonest.
    #[must_use]
    pub fn is_common(&self, word: &str) -> bool {
        let rank = |word: &str| self.words.get(word).is_some_and(|rank| rank == COMMON);
        rank(word) || word.split_once('\'').is_some_and(|(first, _)| rank(first))
    }

    /// Whether a word is one of every day.
    #[must_use]
    pub fn is_usual(&self, word: &str) -> bool {
        self.words.get(word).is_some_and(|rank| rank < USUAL)
    }

    /// The word that was most likely meant by one that is not in it.
    #[must_use]
    pub fn suggest(&self, word: &str) -> Option<String> {
        if let Some((_, meant)) = KNOWN.iter().find(|(slip, _)| *slip == word) {
            return Some((*meant).to_owned());
        }
        if word.len() > LONGEST || word.len() < 3 || !word.is_ascii() {
            return None;
        }
        self.one_slip(word).or_else(|| self.two_slips(word))
    }

    /// The best word that one letter leads to: exchanged with the next, left out, added, or wrong.
    fn one_slip(&self, word: &str) -> Option<String> {
        let mut best: Option<(u64, String)> = None;
        let mut offer = |meant: String, cost: u64| {
            let Some(rank) = self.words.get(&meant).filter(|rank| *rank <= SUGGESTED) else {
                return;
            };
            let begins = u64::from(meant.as_bytes().first() != word.as_bytes().first());
            let cost = cost + rank * 2 + begins * 4;
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, meant));
            }
        };
        let letters = word.as_bytes();
        for at in 0..=letters.len() {
            let (head, tail) = word.split_at(at);
            if let [a, b, ..] = tail.as_bytes() {
                let swapped = format!("{head}{}{}{}", char::from(*b), char::from(*a), &tail[2..]);
                offer(swapped, 0);
            }
            if !tail.is_empty() {
                let doubled = at > 0 && letters[at - 1] == letters[at];
                offer(format!("{head}{}", &tail[1..]), if doubled { 0 } else { 2 });
            }
            for letter in 'a'..='z' {
                let doubles = head.ends_with(letter) || tail.starts_with(letter);
                offer(format!("{head}{letter}{tail}"), if doubles { 0 } else { 1 });
                if let Some(old) = tail.chars().next() {
                    let vowels = is_vowel(old) && is_vowel(letter);
                    offer(format!("{head}{letter}{}", &tail[1..]), if vowels { 1 } else { 3 });
                }
            }
        }
        best.map(|(_, meant)| meant)
    }

    /// The commonest word that two letters lead to; only for long words, where chance is less.
    fn two_slips(&self, word: &str) -> Option<String> {
        if word.len() < 7 {
            return None;
        }
        let near = Levenshtein::new(word, 2).ok()?;
        let mut found = self.words.search(near).into_stream();
        let mut best: Option<(u64, String)> = None;
        while let Some((meant, rank)) = found.next() {
            let begins = u64::from(meant.first() != word.as_bytes().first());
            let length = meant.len().abs_diff(word.len()) as u64;
            let cost = rank * 2 + begins * 4 + length;
            if rank <= SUGGESTED && best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = std::str::from_utf8(meant).ok().map(|meant| (cost, meant.to_owned()));
            }
        }
        best.map(|(_, meant)| meant)
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r13_words_are_known_and_slips_lead_to_what_was_meant() {
        let spelling = Spelling::open().unwrap();
        for word in [
            "colleague",
            "organisation",
            "organization",
            "webinar",
            "it's",
            "don't",
            "fintech",
            "2019",
        ] {
            assert!(spelling.knows(word), "{word}");
        }
        for (slip, meant) in [
            ("recieve", "receive"),
            ("conferance", "conference"),
            ("intrest", "interest"),
            ("helo", "hello"),
            ("reserch", "research"),
            ("engeneering", "engineering"),
            ("wuold", "would"),
            ("collaegue", "colleague"),
            ("apreciate", "appreciate"),
            ("comunity", "community"),
            ("profesionnal", "professional"),
            ("loking", "looking"),
        ] {
            assert!(!spelling.knows(slip), "{slip}");
            assert_eq!(spelling.suggest(slip).as_deref(), Some(meant));
        }
        assert_eq!(spelling.suggest("xqzvwkj"), None);
    }
}

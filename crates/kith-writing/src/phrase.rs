//! Phrases, and where they stand in a draft.
//!
//! A pattern is words with blanks between them: `a|b` is either, `*` any one word, `#` a number.

use std::ops::Range;

use crate::note::{Note, Word};

fn fits(pattern: &str, word: &Word<'_>) -> bool {
    match pattern {
        "*" => true,
        "#" => word.lower.bytes().all(|byte| byte.is_ascii_digit()),
        pattern => pattern.split('|').any(|one| one == word.lower),
    }
}

/// Where a pattern ends that begins with the word at `at`.
fn ends(words: &[Word<'_>], at: usize, pattern: &str) -> Option<usize> {
    let mut next = at;
    for part in pattern.split(' ') {
        if !fits(part, words.get(next)?) {
            return None;
        }
        next += 1;
    }
    // A phrase does not reach over the end of a sentence.
    (words[at].sentence == words[next - 1].sentence).then_some(next)
}

/// The words of the first of some patterns.
pub(crate) fn find(note: &Note<'_>, patterns: &[&str]) -> Option<Range<usize>> {
    find_in(note, 0..note.words.len(), patterns)
}

/// The same among some words only.
pub(crate) fn find_in(
    note: &Note<'_>,
    among: Range<usize>,
    patterns: &[&str],
) -> Option<Range<usize>> {
    let words = &note.words[..among.end];
    among.into_iter().find_map(|at| {
        let end = patterns.iter().find_map(|pattern| ends(words, at, pattern))?;
        Some(at..end)
    })
}

/// Every place of some patterns, without overlaps.
pub(crate) fn find_all(note: &Note<'_>, patterns: &[&str]) -> Vec<Range<usize>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(place) = find_in(note, at..note.words.len(), patterns) {
        at = place.end;
        found.push(place);
    }
    found
}

/// Whether the words of a name stand in the draft, one after the other.
pub(crate) fn mentions(note: &Note<'_>, name: &str) -> bool {
    let name = Note::read(name);
    let wanted: Vec<&str> = name.words.iter().map(|word| stem(&word.lower)).collect();
    !wanted.is_empty()
        && note.words.windows(wanted.len()).any(|words| {
            words.iter().zip(&wanted).all(|(word, wanted)| stem(&word.lower) == *wanted)
        })
}

/// A word without its possessive.
pub(crate) fn stem(lower: &str) -> &str {
    lower.strip_suffix("'s").or_else(|| lower.strip_suffix('\'')).unwrap_or(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_found_as_words_within_a_sentence() {
        let note = Note::read("Could we have a 15 minute call? Book it. At Initech’s office.");
        assert_eq!(find(&note, &["# minute|minutes"]), Some(4..6));
        assert_eq!(find(&note, &["call book"]), None);
        assert_eq!(find(&note, &["have * 15"]), Some(2..5));
        assert!(mentions(&note, "Initech") && !mentions(&note, "Init"));
        assert!(!mentions(&note, ""));
    }
}

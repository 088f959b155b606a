//! Capitals and exclamation marks.

use super::{Code, Draft, Found};
use crate::note::Word;

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let words = &draft.note.words;
    let mut at = 0;
    while at < words.len() {
        let run = words[at..].iter().take_while(|word| shouts(draft, word)).count();
        let long = run > 1 || (run == 1 && words[at].text.chars().count() > 3);
        if long {
            let span = draft.note.span(at..at + run);
            let quiet = quiet(draft, &words[at..at + run], span.start);
            let message = "Capitals read like shouting. Write it as you would say it.";
            found.push(Found::new(Code::Shouting, span, message).fix(quiet));
        }
        at += run.max(1);
    }
    found.extend(marks(draft.note.text));
    found
}

/// Whether a word in capitals is no abbreviation: the dictionary has it as a plain word, and the
/// people of this note do not write it so.
fn shouts(draft: &Draft<'_>, word: &Word<'_>) -> bool {
    let letters = word.text.chars().count();
    word.is_capitals()
        && !word.foreign
        && letters > 2
        && draft.spelling.is_usual(&word.lower)
        && !draft
            .facts
            .texts()
            .iter()
            .any(|text| text.split(|c: char| !c.is_alphanumeric()).any(|one| one == word.text))
}

fn quiet(draft: &Draft<'_>, words: &[Word<'_>], start: usize) -> String {
    let end = words.last().map_or(start, |word| word.at.end);
    let lower = draft.note.text[start..end].to_lowercase();
    let opens = words.first().is_some_and(|word| word.opens);
    let mut letters = lower.chars();
    match letters.next().filter(|_| opens) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => lower,
    }
}

/// Two exclamation marks together, or the third in a note.
fn marks(text: &str) -> Option<Found> {
    let message = "One exclamation mark is plenty.";
    if let Some(at) = text.find("!!") {
        let more = text[at..].bytes().take_while(|byte| *byte == b'!').count();
        return Some(Found::new(Code::Shouting, at..at + more, message).fix("!"));
    }
    let (at, _) = text.match_indices('!').nth(2)?;
    Some(Found::new(Code::Shouting, at..at + 1, message).fix("."))
}

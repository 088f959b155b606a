//! Words that are in no dictionary.

use super::{Code, Draft, Found};
use crate::{note::Word, phrase::stem};

/// For so many words a suggestion is looked for.
const SUGGESTED: usize = 6;

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let known = words_of(&draft.facts.texts());
    let greeted = draft.note.greeting().map_or(0, |greeting| greeting.end);
    let mut found = Vec::new();
    for word in draft.note.words.iter().skip(greeted).filter(|word| may_be_wrong(draft, word)) {
        let plain = stem(&word.lower);
        if known.iter().any(|one| one == plain) || (draft.network)(plain) {
            continue;
        }
        let fix = (found.len() < SUGGESTED).then(|| draft.spelling.suggest(plain)).flatten();
        // A capital at the beginning of a sentence may be a name, unless something is very near.
        if word.is_capitalised() && fix.is_none() {
            continue;
        }
        let message = match &fix {
            Some(fix) => format!("“{}” is not in the dictionary. Did you mean “{fix}”?", word.text),
            None => format!("“{}” is not in the dictionary. Check how it is spelt.", word.text),
        };
        let remark = Found::new(Code::Spelling, word.at.clone(), message);
        found.push(match fix {
            Some(fix) => remark.fix(like(&fix, word)),
            None => remark,
        });
    }
    found
}

/// Whether a word is one that a dictionary can judge: names, numbers, abbreviations and words with
/// letters that English lacks are not.
fn may_be_wrong(draft: &Draft<'_>, word: &Word<'_>) -> bool {
    let plain = stem(&word.lower);
    let letters = plain.chars().count();
    let inner = word.text.chars().skip(1).any(char::is_uppercase);
    letters > 1
        && !word.foreign
        && plain.chars().all(|c| c.is_ascii_alphabetic() || c == '\'')
        && !inner
        && (!word.is_capitalised() || (word.opens && letters > 3))
        && !draft.spelling.knows(&word.lower)
        && !draft.spelling.knows(plain)
}

/// The suggestion, with the capital and the possessive of the word.
fn like(fix: &str, word: &Word<'_>) -> String {
    let ending = if word.lower.ends_with("'s") { "'s" } else { "" };
    let mut letters = fix.chars();
    match letters.next().filter(|_| word.is_capitalised()) {
        Some(first) => first.to_uppercase().chain(letters).chain(ending.chars()).collect(),
        None => format!("{fix}{ending}"),
    }
}

fn words_of(texts: &[&str]) -> Vec<String> {
    let words =
        texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '\''));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

//! Greets somebody else, or nobody in particular.

use super::{Code, Draft, Found};
use crate::phrase::{find, stem};

const NOBODY: [&str; 8] = [
    "dear sir",
    "dear madam",
    "sir or madam",
    "to whom it may concern",
    "dear hiring manager",
    "dear friend",
    "hi there",
    "hello there",
];
/// What may follow a greeting without being somebody's name.
const TITLES: [&str; 14] = [
    "dr",
    "mr",
    "mrs",
    "ms",
    "prof",
    "professor",
    "doctor",
    "madam",
    "sir",
    "team",
    "all",
    "hope",
    "thanks",
    "nice",
];

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let them = &draft.facts.them;
    let note = &draft.note;
    if let Some(words) = find(note, &NOBODY).filter(|words| words.start < 2) {
        let message = if them.first_name.is_empty() {
            "Greet them by name.".to_owned()
        } else {
            format!("Greet them by name: {}.", them.first_name)
        };
        return vec![Found::new(Code::Greeting, note.span(words), message)];
    }
    let Some(greeting) = note.greeting() else { return Vec::new() };
    let names: Vec<String> = draft.facts.names().flat_map(words_of).collect();
    let called = |lower: &str| {
        let plain = stem(lower);
        names
            .iter()
            .any(|name| name == plain || (name.starts_with(plain) && plain.chars().count() > 1))
            || plain.chars().count() == 1
    };
    let greeted: Vec<_> = note.words[greeting]
        .iter()
        .skip(1)
        .filter(|word| !word.foreign && word.is_capitalised())
        .filter(|word| !TITLES.contains(&word.lower.as_str()))
        .filter(|word| !crate::note::GREETINGS.contains(&word.lower.as_str()))
        .collect();
    // Nicknames differ from names: only a name that is nobody's here at all is remarked on.
    if names.is_empty() || greeted.is_empty() || greeted.iter().any(|word| called(&word.lower)) {
        return Vec::new();
    }
    let Some(other) = greeted.first().filter(|word| !alike(&word.lower, &names)) else {
        return Vec::new();
    };
    let message = format!("This greets {}; the note goes to {}.", other.text, them.first_name);
    vec![Found::new(Code::Greeting, other.at.clone(), message).fix(&them.first_name)]
}

fn words_of(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a name could be short for one of these: `Alex` for `Aleksandra`, `Jurgen` for `Jürgen`.
fn alike(lower: &str, names: &[String]) -> bool {
    let ascii = |text: &str| text.chars().filter(char::is_ascii).take(2).collect::<String>();
    names.iter().any(|name| ascii(name) == ascii(lower))
}

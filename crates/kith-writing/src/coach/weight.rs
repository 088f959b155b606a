//! Whether a note is about its sender rather than its reader.

use super::{Code, Draft, Found};

const MINE: [&str; 16] = [
    "i", "i'm", "i've", "i'd", "i'll", "me", "my", "mine", "myself", "our", "ours", "us", "we're",
    "we've", "we'll", "we",
];
const YOURS: [&str; 9] =
    ["you", "your", "yours", "you're", "you've", "you'd", "you'll", "yourself", "both"];
/// Beginnings by which "we" means both.
const TOGETHER: [&str; 14] = [
    "met",
    "both",
    "share",
    "shared",
    "worked",
    "studied",
    "were",
    "spoke",
    "talked",
    "sat",
    "discussed",
    "chatted",
    "overlapped",
    "had",
];

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let note = &draft.note;
    let (mut mine, mut yours) = (0, 0);
    for (at, word) in note.words.iter().enumerate() {
        let next = note.words.get(at + 1).map_or("", |word| word.lower.as_str());
        let lower = word.lower.as_str();
        let together = lower == "we" && TOGETHER.contains(&next);
        if together || YOURS.contains(&lower) {
            yours += 1;
        } else if MINE.contains(&lower) {
            mine += 1;
        }
    }
    let names = draft.facts.about_them();
    yours += names.iter().filter(|name| crate::phrase::mentions(note, name)).count().min(2);
    if mine < 4 || mine <= yours * 2 {
        return Vec::new();
    }
    let is_mine = |sentence: &&crate::note::Sentence| {
        note.words_of(sentence).iter().filter(|word| MINE.contains(&word.lower.as_str())).count()
            > 1
    };
    let first = note.sentences.iter().find(is_mine);
    let at = first.map_or_else(|| note.whole(), |sentence| sentence.at.clone());
    let message = "This is mostly about you. Begin with them: what they do, said or wrote.";
    vec![Found::new(Code::AboutMe, at, message)]
}

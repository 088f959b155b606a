//! Nearly the same note as others got.

use std::collections::HashSet;

use super::{Code, Draft, Found};
use crate::note::Note;

/// Two notes are nearly the same if they share so many hundredths of their word triples.
const ALIKE: usize = 55;
/// The fewest triples that tell something.
const FEWEST: usize = 4;

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let mine = triples(&draft.note);
    let alike = draft.facts.recent.iter().filter(|recent| are_alike(&mine, recent)).count();
    if alike == 0 {
        return Vec::new();
    }
    let others = if alike == 1 { "somebody else".to_owned() } else { format!("{alike} others") };
    let message =
        format!("You sent {others} nearly this note lately. Change what is about this person.");
    vec![Found::new(Code::Duplicate, draft.note.whole(), message)]
}

fn are_alike(mine: &HashSet<String>, recent: &str) -> bool {
    let theirs = triples(&Note::read(recent));
    let both = mine.intersection(&theirs).count();
    let all = mine.len() + theirs.len() - both;
    mine.len() >= FEWEST && theirs.len() >= FEWEST && both * 100 >= all * ALIKE
}

/// Every three words in a row. Names do not count: they differ from note to note.
fn triples(note: &Note<'_>) -> HashSet<String> {
    let is_name =
        |word: &&crate::note::Word<'_>| word.is_capitalised() && !word.opens && word.lower != "i";
    let words: Vec<&str> =
        note.words.iter().filter(|word| !is_name(word)).map(|word| word.lower.as_str()).collect();
    words.windows(3).map(|three| three.join(" ")).collect()
}

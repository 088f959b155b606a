//! More than one thing at once.

use super::{Code, Draft, Found};
use crate::phrase::find_in;

/// Words that ask for something.
const REQUEST: [&str; 18] = [
    "could|would|can|will you",
    "may|can|could|might i",
    "would also like|love",
    "like|love you to",
    "please",
    "i'd|i would|love|like to",
    "would love|like|appreciate",
    "i'd love|like|appreciate",
    "looking for",
    "let me know",
    "do|are|is|have you",
    "any|some advice|chance|tips|feedback|openings|idea|interest",
    "i hope|want|need|wish|seek",
    "we want|need|offer",
    "kindly",
    "i am|i'm hoping",
    "happy to",
    "invite you",
];
/// What can be asked for; two of these are two ideas.
const ASKED: [(&str, &[&str]); 8] = [
    (
        "a job",
        &[
            "job|position|opening|openings|vacancy|vacancies|internship|opportunities",
            "are you|your hiring",
        ],
    ),
    ("advice", &["advice|tips|mentor|mentoring|mentorship|guidance|feedback"]),
    ("a referral", &["refer|referral", "recommend me", "put in a good", "forward my"]),
    ("an introduction", &["introduce me|us", "introduction|intro to", "put me in"]),
    (
        "a look at a file",
        &[
            "my cv|resume|résumé|portfolio|paper|draft|profile|deck|website",
            "look at|over my",
            "review my",
        ],
    ),
    (
        "a visit or a talk",
        &[
            "speak at|on our",
            "join our|us|me|my",
            "attend our",
            "guest|podcast",
            "our webinar|event|panel|newsletter",
        ],
    ),
    (
        "working together",
        &[
            "partner|partnership|collaborate|collaboration|cooperate|invest|investment|joint",
            "working|work with|together",
        ],
    ),
    ("an offer", &["demo|trial|product|pricing|quote"]),
];
/// What begins a further thought.
const FURTHER: [&str; 8] = [
    "also",
    "p.s",
    "ps",
    "by the way",
    "btw",
    "besides",
    "another thing",
    "and one more|last thing",
];

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let note = &draft.note;
    let mut first: Option<&str> = None;
    for sentence in &note.sentences {
        let asks = sentence.asks || find_in(note, sentence.words.clone(), &REQUEST).is_some();
        if !asks {
            continue;
        }
        for (what, patterns) in ASKED {
            let Some(words) = find_in(note, sentence.words.clone(), patterns) else { continue };
            match first {
                Some(before) if before != what => {
                    let at = note.span(words);
                    let message = format!(
                        "This asks for {before} and for {what}. Keep one, and leave the other for later."
                    );
                    return vec![Found::new(Code::SeveralIdeas, at, message)];
                }
                _ => first = Some(what),
            }
        }
    }
    further(draft).or_else(|| questions(draft)).into_iter().collect()
}

/// A further thought after one that is finished.
fn further(draft: &Draft<'_>) -> Option<Found> {
    let note = &draft.note;
    let sentence = note.sentences.iter().skip(2).find(|sentence| {
        let start = sentence.words.start;
        let head = start..(start + 3).min(sentence.words.end);
        find_in(note, head, &FURTHER).is_some_and(|words| words.start == start)
    })?;
    let message = "One thought is enough for a note. Keep this one for your next message.";
    Some(Found::new(Code::SeveralIdeas, sentence.at.clone(), message))
}

/// The third question.
fn questions(draft: &Draft<'_>) -> Option<Found> {
    let third = draft.note.sentences.iter().filter(|sentence| sentence.asks).nth(2)?;
    let message = "Three questions are hard to answer in a line. Ask the one that matters most.";
    Some(Found::new(Code::SeveralIdeas, third.at.clone(), message))
}

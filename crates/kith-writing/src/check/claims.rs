//! Claims that a draft makes and no fact bears out: that both share something, that the sender is or
//! was something, that they read, heard or met the recipient.
//!
//! Names and numbers are looked at elsewhere; these are the inventions in plain words. It knows the
//! usual turns of phrase and no more.

use std::ops::Range;

use super::Known;
use crate::{
    ground::Ground,
    note::Note,
    phrase::{find, find_in, mentions, stem},
};

/// What people make, which a draft speaks of only where a fact or the sender does.
const WORKS: [&str; 36] = [
    "article",
    "articles",
    "award",
    "awards",
    "background",
    "blog",
    "book",
    "books",
    "career",
    "course",
    "interview",
    "journey",
    "keynote",
    "lecture",
    "newsletter",
    "paper",
    "papers",
    "podcast",
    "portfolio",
    "post",
    "posts",
    "presentation",
    "project",
    "projects",
    "publication",
    "publications",
    "report",
    "research",
    "speech",
    "talk",
    "talks",
    "thesis",
    "video",
    "videos",
    "webinar",
    "workshop",
];
/// What both did, which only common ground bears out.
const MET: [&str; 14] = [
    "we met",
    "we spoke",
    "we talked",
    "we worked together",
    "we discussed",
    "met you",
    "meeting you|again",
    "our last|recent|previous|conversation|discussion|chat|meeting",
    "as discussed|promised|agreed",
    "last week|month|year|night|summer",
    "been following|watching",
    "heard about|of|from|that",
    "attended|watched|listened",
    "congratulations|congrats",
];
/// What the sender says of themselves.
const SELF: [&str; 7] = [
    "i am|was a|an|the|also|one",
    "i'm a|an|the|also|one",
    "as a|an|your|fellow",
    "i work|worked|studied|live|lived in|at|as|for|with",
    "i graduated|teach|lead|manage|run|founded|own",
    "i have|had worked|studied",
    "i've worked|studied",
];
/// Words by which both are said to share something.
const SHARED: [&str; 5] = ["both", "fellow", "as well", "we share", "like you"];

/// The words of the first claim that nothing bears out.
pub(super) fn unfounded(note: &Note<'_>, known: &Known<'_>) -> Option<String> {
    let said = |words: Range<usize>| {
        let span = note.span(words);
        note.text[span].to_owned()
    };
    works(note, known)
        .or_else(|| find(note, &MET).filter(|words| !asked(note, words, known)))
        .or_else(|| self_praise(note, known))
        .or_else(|| shared(note, known))
        .map(said)
}

/// Whether the sender's own wish has these words.
fn asked(note: &Note<'_>, words: &Range<usize>, known: &Known<'_>) -> bool {
    let wish = Note::read(known.wish);
    note.words[words.clone()]
        .iter()
        .all(|word| wish.words.iter().any(|one| one.lower == word.lower))
}

/// `your recent article` where nothing is known of one.
fn works(note: &Note<'_>, known: &Known<'_>) -> Option<Range<usize>> {
    let mut yours = note.words.iter().enumerate().filter(|(_, word)| word.lower == "your");
    yours.find_map(|(at, your)| {
        let near = (at + 1..note.words.len().min(at + 4))
            .take_while(|next| note.words[*next].sentence == your.sentence);
        let work = near.into_iter().find(|next| WORKS.contains(&note.words[*next].lower.as_str()));
        work.filter(|next| !known.has(stem(&note.words[*next].lower))).map(|next| at..next + 1)
    })
}

/// `I am a data scientist` of somebody of whom nothing like it is known.
fn self_praise(note: &Note<'_>, known: &Known<'_>) -> Option<Range<usize>> {
    note.sentences.iter().find_map(|sentence| {
        let claim = find_in(note, sentence.words.clone(), &SELF)?;
        let rest = claim.end..sentence.words.end.min(claim.end + 4);
        let borne = note.words[rest.clone()]
            .iter()
            .any(|word| word.lower.chars().count() > 2 && known.is_about_me(stem(&word.lower)));
        (!borne).then_some(claim.start..rest.end)
    })
}

/// `we both love hiking`: a sentence that says so names what both share.
fn shared(note: &Note<'_>, known: &Known<'_>) -> Option<Range<usize>> {
    note.sentences.iter().find_map(|sentence| {
        let words = sentence.words.clone();
        let last = words.end.checked_sub(1)?;
        let too =
            (words.contains(&last) && note.words[last].lower == "too").then_some(last..words.end);
        let claim = find_in(note, words.clone(), &SHARED).or(too)?;
        // A name with a full stop in it reaches over what seems to be the end of the sentence.
        let parts = [0..sentence.at.start, sentence.at.clone(), sentence.at.end..note.text.len()];
        let [before, here, after] = parts.map(|part| Note::read(&note.text[part]));
        let reaches =
            |name| mentions(note, name) && !mentions(&before, name) && !mentions(&after, name);
        let mut names = known.ground.iter().flat_map(Ground::names);
        let named = names.any(|name| mentions(&here, name) || reaches(name));
        (!named).then_some(claim.start..words.end.min(claim.end + 3))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Facts, Me, Them};

    fn facts() -> Facts {
        Facts {
            limit: 300,
            me: Me {
                first_name: "Sam".to_owned(),
                title: Some("Product manager".to_owned()),
                company: Some("Kontor Labs".to_owned()),
                ..Me::default()
            },
            them: Them {
                first_name: "Lena".to_owned(),
                company: Some("Initech".to_owned()),
                skills: vec!["Python".to_owned()],
                ..Them::default()
            },
            ground: vec![Ground::Group("Women in Robotics".to_owned())],
            recent: Vec::new(),
        }
    }

    fn claim(text: &str, wish: &str) -> Option<String> {
        let facts = facts();
        unfounded(&Note::read(text), &Known::of(&facts, wish))
    }

    #[test]
    fn r13_claims_that_no_fact_bears_out_are_found() {
        for (text, claimed) in [
            ("Hi Lena, I enjoyed your recent article on testing.", "your recent article"),
            ("Hi Lena, we met in the spring. How are you?", "we met"),
            ("Hi Lena, I am a data scientist. What do you do?", "I am a data scientist"),
            ("Hi Lena, I work at Initech as well. How is it?", "I work at Initech as well"),
            ("Hi Lena, we both like hiking. Where do you go?", "both like hiking"),
            ("Hi Lena, I use Python too. What do you use?", "too"),
            ("Hi Lena, congratulations on the new role!", "congratulations"),
        ] {
            let found = claim(text, "");
            assert!(
                found.as_deref().is_some_and(|found| found.starts_with(claimed)),
                "{text} {found:?}"
            );
        }
    }

    #[test]
    fn r13_claims_that_facts_or_the_senders_own_words_bear_out_are_none() {
        for (text, wish) in [
            ("Hi Lena, we are both in the group Women in Robotics. What brought you there?", ""),
            ("Hi Lena, I am a product manager. What do you like about Python?", ""),
            ("Hi Lena, I read that you work at Initech. What are you working on?", ""),
            ("Hi Lena, I would like to ask about your research.", "ask about their research"),
            ("Hi Lena, we met at the fair. How are you?", "say that we met at the fair"),
        ] {
            assert_eq!(claim(text, wish), None, "{text}");
        }
    }
}

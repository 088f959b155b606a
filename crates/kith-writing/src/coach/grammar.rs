//! Slips of grammar that are plain enough to name, most of them with what should stand there.

use super::{Code, Draft, Found};
use crate::phrase::find_all;

/// What is wrong, what should stand there, and why. `-` keeps the word at that place.
const SLIPS: [(&str, &str, &str); 67] = [
    ("your welcome", "you're welcome", "“You're” is short for “you are”."),
    (
        "your a|an|the|very|right|doing|working|looking|welcome|interested|one|so",
        "you're -",
        "“You're” is short for “you are”.",
    ),
    (
        "you're profile|work|post|talk|article|company|team|experience|time|career|advice|background|research|field|name|group|school|network|help|journey|thoughts|insights|paper",
        "your -",
        "“Your” shows whose it is.",
    ),
    (
        "its a|an|the|great|nice|good|been|very|really|so|not|always|my",
        "it's -",
        "“It's” is short for “it is”.",
    ),
    ("their is|are|was|were", "there -", "“There” begins “there is”."),
    (
        "more|better|less|rather|other|bigger|longer|later|earlier then",
        "- than",
        "Comparisons take “than”.",
    ),
    ("should|could|would|must|might of", "- have", "It sounds like “of”, but it is “have”."),
    ("i has|is|are", "I -", "Check the verb after “I”."),
    ("he|she|it have|are|were|do|don't", "", "Check the verb after “he”, “she” or “it”."),
    ("you|we|they is|was|has", "", "Check the verb after “you”, “we” or “they”."),
    ("i am agree", "I agree", "“Agree” is the verb itself."),
    ("i'm agree", "I agree", "“Agree” is the verb itself."),
    (
        "didn't|did went|saw|came|had|was|knew|got|met|heard|found|wrote|told|made|took",
        "",
        "After “did” the verb stays in its plain form.",
    ),
    (
        "looking forward to connect",
        "looking forward to connecting",
        "After “forward to” comes a word in -ing.",
    ),
    ("forward to connect", "forward to connecting", "After “forward to” comes a word in -ing."),
    ("forward to hear", "forward to hearing", "After “forward to” comes a word in -ing."),
    ("forward to meet", "forward to meeting", "After “forward to” comes a word in -ing."),
    ("forward to learn", "forward to learning", "After “forward to” comes a word in -ing."),
    ("forward to speak", "forward to speaking", "After “forward to” comes a word in -ing."),
    ("forward to talk", "forward to talking", "After “forward to” comes a word in -ing."),
    ("forward to exchange", "forward to exchanging", "After “forward to” comes a word in -ing."),
    ("forward to work", "forward to working", "After “forward to” comes a word in -ing."),
    ("forward to see", "forward to seeing", "After “forward to” comes a word in -ing."),
    ("forward to discuss", "forward to discussing", "After “forward to” comes a word in -ing."),
    ("forward to follow", "forward to following", "After “forward to” comes a word in -ing."),
    ("forward hearing", "forward to hearing", "One looks forward *to* something."),
    ("i'm|am interesting in", "- interested in", "You are interested; the thing is interesting."),
    (
        "am very|really interesting in",
        "am - interested in",
        "You are interested; the thing is interesting.",
    ),
    ("interested on|about|for", "interested in", "One is interested *in* something."),
    ("discuss|discussed|discussing about", "-", "“Discuss” takes no “about”."),
    ("informations", "information", "“Information” has no plural."),
    ("feedbacks", "feedback", "“Feedback” has no plural."),
    ("advices", "advice", "“Advice” has no plural."),
    ("an advice", "some advice", "“Advice” is not counted."),
    ("an information", "some information", "“Information” is not counted."),
    ("a feedback", "some feedback", "“Feedback” is not counted."),
    ("researches", "research", "“Research” has no plural as a noun."),
    ("knowledges", "knowledge", "“Knowledge” has no plural."),
    ("thanks you", "thank you", "“Thank you”, or “thanks”."),
    ("thank for", "thank you for", "Say whom you thank."),
    ("since # years|months|weeks", "for # -", "A span takes “for”; a beginning takes “since”."),
    (
        "since two|three|four|five|six|seven|eight|nine|ten|many|several|some years|months|weeks",
        "for - -",
        "A span takes “for”; a beginning takes “since”.",
    ),
    (
        "i work|live here|there|at|in * since",
        "",
        "Say “I have worked”, “I have lived” with “since”.",
    ),
    (
        "i work|live here|there|at|in * * since",
        "",
        "Say “I have worked”, “I have lived” with “since”.",
    ),
    ("i work|live since", "I have worked since", "Say “I have worked” with “since”."),
    ("i am working|living * * since", "", "Say “I have been working” with “since”."),
    ("i am working|living since", "I have been - since", "Say “I have been working” with “since”."),
    ("i|we am|was|have study|work|meet|see|hear|learn|write", "", "Check the form of the verb."),
    ("i'm|am working|studying|living in|at * since", "", "Say “I have been” with “since”."),
    (
        "have met|seen|spoken you|with|to yesterday",
        "",
        "A day in the past takes the simple past: “met”.",
    ),
    ("i have seen|heard|read your * yesterday", "", "A day in the past takes the simple past."),
    ("much people|companies|things|questions", "many -", "What can be counted takes “many”."),
    ("less people|companies|things|questions", "fewer -", "What can be counted takes “fewer”."),
    ("many time", "much time", "Time is not counted."),
    ("would be nice|great|good connect|meet|hear|learn", "would be - to -", "“To” is missing."),
    (
        "would like|love connect|meet|hear|learn|ask|know|discuss",
        "would - to -",
        "“To” is missing.",
    ),
    ("want|hope connect|meet|hear|learn|ask|know", "- to -", "“To” is missing."),
    ("could|can|would|should|may|must to", "-", "After this verb there is no “to”."),
    (
        "could|can|would|should|must|will helps|gives|tells|makes|goes|works",
        "",
        "After this verb the next one has no -s.",
    ),
    ("makes me very interesting", "", "You are interested; the thing is interesting."),
    ("i graduated|graduate from at|in", "", "One preposition is enough."),
    ("married with", "married to", "One is married *to* somebody."),
    ("in regards to", "about", "Plainer: “about”."),
    ("loose touch|contact", "lose -", "“Lose” is the verb."),
    (
        "i'm|am exciting|boring to|about|by",
        "- excited to",
        "You are excited; the thing is exciting.",
    ),
    ("do a mistake", "make a mistake", "One makes a mistake."),
    ("in the last time", "recently", "In English: “recently”."),
];
/// Words that begin with a vowel letter and take "a", by their beginning.
const A_ALL_THE_SAME: [&str; 12] =
    ["uni", "use", "usu", "uti", "eu", "one", "once", "ubi", "ute", "ura", "u", "uk"];
/// Words that begin with a consonant and take "an", by their beginning.
const AN_ALL_THE_SAME: [&str; 5] = ["hour", "honest", "honour", "honor", "heir"];
/// Words that may stand twice.
const TWICE: [&str; 6] = ["that", "had", "very", "so", "bye", "really"];

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let mut found = slips(draft);
    found.extend(doubled(draft));
    found.extend(articles(draft));
    found.extend(small_i(draft));
    found.extend(openings(draft));
    found.extend(blanks(draft.note.text));
    found
}

fn slips(draft: &Draft<'_>) -> Vec<Found> {
    let note = &draft.note;
    let mut found = Vec::new();
    for (pattern, fix, why) in SLIPS {
        for words in find_all(note, &[pattern]) {
            let overlaps = |one: &Found| {
                let at = note.span(words.clone());
                one.at.start < at.end && at.start < one.at.end
            };
            if found.iter().any(overlaps) {
                continue;
            }
            let remark = Found::new(Code::Grammar, note.span(words.clone()), why);
            let fixed = filled(draft, fix, words.start);
            found.push(if fix.is_empty() { remark } else { remark.fix(fixed) });
        }
    }
    found
}

/// The fix with the words that stay in their places, and the capital of the first.
fn filled(draft: &Draft<'_>, fix: &str, start: usize) -> String {
    let words = &draft.note.words;
    let keep = |(place, part): (usize, &str)| match part {
        "-" | "#" => words.get(start + place).map_or_else(String::new, |word| word.text.to_owned()),
        part => part.to_owned(),
    };
    let fixed: Vec<String> = fix.split(' ').enumerate().map(keep).collect();
    let fixed = fixed.join(" ");
    let capital = words.get(start).is_some_and(crate::note::Word::is_capitalised);
    let mut letters = fixed.chars();
    match letters.next().filter(|_| capital) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => fixed,
    }
}

/// The same word twice.
fn doubled(draft: &Draft<'_>) -> Vec<Found> {
    let note = &draft.note;
    let pairs = note.words.windows(2).enumerate();
    let twice = pairs.filter(|(_, two)| {
        let gap = &note.text[two[0].at.end..two[1].at.start];
        two[0].lower == two[1].lower
            && gap.chars().all(char::is_whitespace)
            && two[0].lower.chars().all(char::is_alphabetic)
            && !TWICE.contains(&two[0].lower.as_str())
            && (two[0].opens || !two[1].is_capitalised())
    });
    twice
        .map(|(at, two)| {
            let message = format!("“{}” stands twice.", two[0].text);
            Found::new(Code::Grammar, note.span(at..at + 2), message).fix(two[0].text)
        })
        .collect()
}

/// "a" and "an".
fn articles(draft: &Draft<'_>) -> Vec<Found> {
    let note = &draft.note;
    let wrong = note.words.windows(2).filter_map(|two| {
        let gap = &note.text[two[0].at.end..two[1].at.start];
        let next = two[1].lower.as_str();
        let plain = gap == " " && !two[1].is_capitals() && next.chars().count() > 1;
        let right = if takes_an(next) { "an" } else { "a" };
        let article = two[0].lower.as_str();
        let is_wrong = plain
            && matches!(article, "a" | "an")
            && !two[0].is_capitals()
            && article != right
            && next.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'\'');
        let article =
            if two[0].is_capitalised() { right.replacen('a', "A", 1) } else { right.to_owned() };
        is_wrong.then(|| {
            let message = format!("It is “{right} {}”.", two[1].text);
            Found::new(Code::Grammar, two[0].at.clone(), message).fix(article)
        })
    });
    wrong.collect()
}

fn takes_an(word: &str) -> bool {
    if AN_ALL_THE_SAME.iter().any(|start| word.starts_with(start)) {
        return true;
    }
    let like_you = A_ALL_THE_SAME.iter().any(|start| {
        if matches!(*start, "u" | "uk") { word == *start } else { word.starts_with(start) }
    });
    let negated = ["unin", "unim", "unid"].iter().any(|start| word.starts_with(start));
    word.starts_with(['a', 'e', 'i', 'o', 'u']) && (!like_you || negated)
}

/// "i" in small.
fn small_i(draft: &Draft<'_>) -> Vec<Found> {
    let small = |word: &&crate::note::Word<'_>| {
        !word.foreign
            && matches!(
                word.text,
                "i" | "i'm" | "i’m" | "i've" | "i’ve" | "i'd" | "i’d" | "i'll" | "i’ll"
            )
    };
    let words = draft.note.words.iter().filter(small);
    let first = words.take(1);
    first
        .map(|word| {
            let fix = word.text.replacen('i', "I", 1);
            Found::new(Code::Grammar, word.at.clone(), "“I” is always a capital.").fix(fix)
        })
        .collect()
}

/// A sentence that begins in small, after one that ended.
fn openings(draft: &Draft<'_>) -> Option<Found> {
    let note = &draft.note;
    let text = note.text;
    let begins = note.sentences.iter().skip(1).find_map(|sentence| {
        let word = note.words.get(sentence.words.start)?;
        let before = text[..sentence.at.start].trim_end().chars().next_back();
        let after_end = matches!(before, Some('.' | '!' | '?'));
        let small = word.text.starts_with(|c: char| c.is_ascii_lowercase());
        let whole = word.text.chars().all(|c| c.is_ascii_lowercase() || c == '\'' || c == '’');
        let ended = !text[..sentence.at.start].trim_end().ends_with("..");
        (after_end
            && ended
            && small
            && whole
            && !word.foreign
            && word.at.start == sentence.at.start
            && !word.lower.starts_with("i'")
            && word.lower != "i")
            .then_some(word)
    })?;
    let mut letters = begins.text.chars();
    let fix: String = letters.next()?.to_uppercase().chain(letters).collect();
    Some(Found::new(Code::Grammar, begins.at.clone(), "A sentence begins with a capital.").fix(fix))
}

/// A blank before a comma or a full stop.
fn blanks(text: &str) -> Option<Found> {
    let (at, found) = [" ,", " .", " ?", " !"].iter().find_map(|what| {
        let mut places = text.match_indices(what);
        places.find(|(at, _)| {
            let after = text[at + 2..].chars().next();
            let before = text[..*at].chars().next_back();
            after.is_none_or(char::is_whitespace) && before.is_some_and(char::is_alphanumeric)
        })
    })?;
    let message = "No blank before this sign.";
    Some(Found::new(Code::Grammar, at..at + 2, message).fix(found.trim_start()))
}

//! Something specific to the person, common ground, and praise that fits anybody.

use super::{Code, Draft, Found};
use crate::{
    facts::Facts,
    note::{Note, Word},
    phrase::{find, mentions, stem},
};

/// What everybody writes to everybody.
const STOCK: [&str; 20] = [
    "came across your profile",
    "came across * profile",
    "stumbled upon|across|on your profile",
    "found your profile",
    "saw|viewed|noticed|read|visited|seen your profile",
    "add you to my professional|network",
    "add you to my",
    "join my professional|network",
    "expand|grow|extend|expanding|growing|build|building my professional|network",
    "expand|grow|extend|expanding|growing my * network",
    "like minded",
    "fellow professional|professionals",
    "professional|professionals in your field|industry|area",
    "people|someone|somebody like you",
    "in|with a similar field|fields|industry|background",
    "we have * in common",
    "have a lot in common",
    "mutual interests|connections|benefit",
    "mutually beneficial",
    "connect with professionals|people|experts|leaders",
];
/// Praise that could go to anybody.
const PRAISE: [&str; 17] = [
    "impressive|amazing|inspiring|incredible|fantastic|excellent|great|interesting|outstanding|remarkable|stellar|brilliant|wonderful|awesome|strong profile|background|career|journey|experience|work|story|achievements|accomplishments|trajectory|path|cv",
    "impressed|inspired|amazed|blown by|with|away your profile|background|career|journey|experience|work|story|achievements|accomplishments",
    "impressed|inspired|amazed|blown by|with|away",
    "profile is|was|looks really|very|so|truly impressive|amazing|inspiring|interesting|great",
    "profile is|was|looks impressive|amazing|inspiring|interesting|great",
    "your profile|background|experience|career impressed|inspired|amazed|interested me",
    "profile caught|stood|drew my|out|me",
    "big|huge|great fan|admirer",
    "you are|you're an inspiration|expert|leader|legend",
    "you are|you're a|an true|real expert|leader|legend|inspiration",
    "thought leader",
    "admire you|your|what",
    "love|loved|like your profile|work",
    "role model",
    "wealth of experience|knowledge",
    "vast experience|knowledge",
    "your expertise",
];
/// What somebody did, which is specific once it is told what it was about or where.
const DEEDS: &str = "talk|talks|post|posts|article|articles|paper|papers|keynote|presentation|lecture|comment|comments|question|answer|book|podcast|episode|interview|workshop|session|panel|thesis|dissertation|newsletter|column|essay|report|study|research|project|course|class|blog|thread|piece|video|poster|demo|review|advice|point|idea|team|guide|maps|map|photos|slides|work|move|switch|change|step|path|way|role|job|experience|years|time|background|career|transition|story|plans|plan|analysis|findings|results|data|design|designs|campaign|exhibition|library|package|tool|seminar|stand|booth|pitch";
const ABOUT: &str = "about|on|at|in|from|for|with|to|of|into|during|as|that|where|how";
/// Words after which a name tells about the sender only.
const OWN: [&str; 14] = [
    "i work|working|worked at|for|with|in",
    "i'm working|based|studying|living|looking at|for|in",
    "i am working|based|studying|living|looking at|for|in",
    "i'm|am|i a|an|the * at|for|with|from|of|in",
    "i'm|am|i a|an|the * * at|for|with|from|of|in",
    "i'm|am|i a|an|the * * * at|for|with|from|of|in",
    "i'm|am from|with|at|of|in",
    "i represent|run|lead|manage|own|founded|joined|study|live|studied",
    "i study|live|studied * at|in",
    "my name|company|firm|startup|employer|agency|team is|at|called",
    "name is",
    "we at|are",
    "our company|team|firm|agency at|is",
    "job|role|position|internship at|with|in|for",
];
/// Names that say nothing about a person.
const EVERYBODYS: [&str; 44] = [
    "i",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "english",
    "german",
    "french",
    "spanish",
    "christmas",
    "easter",
    "hr",
    "it",
    "ceo",
    "cto",
    "cfo",
    "phd",
    "mba",
    "msc",
    "bsc",
    "linkedin",
    "kith",
    "ai",
    "ml",
    "ps",
    "cv",
    "best",
    "regards",
    "sincerely",
];
/// Words of a headline that half of all headlines have.
const COMMON_IN_HEADLINES: [&str; 20] = [
    "manager",
    "senior",
    "junior",
    "director",
    "leader",
    "expert",
    "specialist",
    "consultant",
    "professional",
    "experienced",
    "passionate",
    "working",
    "business",
    "company",
    "people",
    "looking",
    "their",
    "about",
    "helping",
    "building",
];

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let (note, facts) = (&draft.note, draft.facts);
    if tells(draft) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let stock = find(note, &STOCK);
    if stock.is_some() || facts.say_something() {
        let at = stock.map_or_else(|| note.whole(), |words| note.span(words));
        found.push(Found::new(Code::NotSpecific, at, advice(facts)));
    }
    if let Some(ground) = facts.ground.iter().find(|ground| crate::composer::can_say(ground)) {
        let message = format!("{}. That is a good beginning: say it.", ground.line());
        found.push(Found::new(Code::CommonGround, note.whole(), message));
    }
    if let Some(words) = find(note, &PRAISE) {
        let message = "Praise that fits everybody convinces nobody. Say what you liked, and why.";
        found.push(Found::new(Code::Flattery, note.span(words), message));
    }
    found
}

fn advice(facts: &Facts) -> String {
    let them = &facts.them;
    let hint = them.company.as_deref().or(them.headline.as_deref()).or(them.industry.as_deref());
    let short = hint.filter(|hint| hint.chars().count() <= 40);
    match short {
        Some(hint) => format!(
            "This could go to anybody. Name something of theirs, such as “{hint}”, or where you met."
        ),
        None => "This could go to anybody. Name something of theirs, or where you met.".to_owned(),
    }
}

/// Whether the draft says something about the recipient that does not fit everybody.
pub(super) fn tells(draft: &Draft<'_>) -> bool {
    let (note, facts) = (&draft.note, draft.facts);
    facts.about_them().iter().any(|text| mentions(note, text))
        || headline_words(facts).iter().any(|word| has(note, word))
        || met(note)
        || deed(draft)
        || names_something(draft)
}

fn has(note: &Note<'_>, word: &str) -> bool {
    note.words.iter().any(|one| akin(stem(&one.lower), word))
}

/// Whether two words have the same beginning and differ only in how they end: `recruit` and
/// `recruiter`, `nurse` and `nurses`.
fn akin(a: &str, b: &str) -> bool {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a == b || (same >= 5 && same + 3 >= a.len().max(b.len()))
}

/// The telling words of what the recipient does.
fn headline_words(facts: &Facts) -> Vec<String> {
    let them = &facts.them;
    let texts = [&them.headline, &them.title, &them.industry, &them.company];
    let texts = texts.into_iter().flatten().chain(&them.skills);
    let words = texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let words = words.map(str::to_lowercase);
    let telling =
        |word: &String| word.chars().count() > 4 && !COMMON_IN_HEADLINES.contains(&word.as_str());
    words.filter(telling).collect()
}

/// Whether it says where both met or what they did together.
fn met(note: &Note<'_>) -> bool {
    let met = [
        "we met|spoke|talked|chatted|discussed|shared|worked|studied|sat|attended|were|overlapped|both",
        "met|meeting|talking|speaking|chatting|seeing|hearing|saw|heard|meet you at|in|on|during|after|yesterday|today|last",
        "to you at|in|on|during|after|yesterday|today|last",
        "met|meeting|meet you * at|in|on|during|after|the",
        "you shared|posted|answered|placed|said|mentioned|wrote|asked|explained|described|told|recommended|suggested|spoke|gave|built|led|moved|made|wrote|published|showed|organised|organized|presented|argued|helped|taught",
        "answering|answered my|our",
        "sat|stood next|beside|behind|opposite|near",
        "same group|team|class|year|course|event|table|train|panel|school|university|building|cohort|company|workshop|session",
    ];
    find(note, &met).is_some()
}

/// Whether it names what they did and what that was about.
fn deed(draft: &Draft<'_>) -> bool {
    let note = &draft.note;
    let patterns = [
        format!("your {DEEDS} {ABOUT}"),
        format!("your * {DEEDS} {ABOUT}"),
        format!("your * * {DEEDS} {ABOUT}"),
        format!("your {DEEDS} last|yesterday|this|today"),
        format!("{DEEDS} you gave|wrote|made|shared|posted|published|led|held|ran"),
    ];
    let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
    crate::phrase::find_all(note, &patterns).into_iter().any(|words| {
        // "your experience in your field" tells nothing; "your work with us" neither.
        let after = note.words.get(words.end..).unwrap_or_default();
        let next: Vec<&str> = after.iter().take(2).map(|word| word.lower.as_str()).collect();
        let empty = matches!(
            next[..],
            [] | [
                "the" | "your" | "this" | "our" | "my",
                "field"
                    | "industry"
                    | "area"
                    | "profile"
                    | "company"
                    | "network"
                    | "space"
                    | "business"
            ]
        );
        let again =
            matches!(next.first(), Some(&("linkedin" | "here" | "there" | "me" | "us" | "it")));
        !empty && !again
    })
}

/// Whether it names something: a word with a capital that is not the sender's or everybody's.
fn names_something(draft: &Draft<'_>) -> bool {
    let note = &draft.note;
    let own: Vec<String> = lower_words(&draft.facts.about_me());
    let theirs: Vec<String> = lower_words(&draft.facts.names().collect::<Vec<_>>());
    let greeting = note.greeting().map_or(0, |greeting| greeting.end);
    let closing = closing(note);
    let told_of_me: Vec<_> = crate::phrase::find_all(note, &OWN);
    let of_me = |at: usize| told_of_me.iter().any(|words| at >= words.start && at < words.end + 3);
    let telling = |(at, word): &(usize, &Word<'_>)| {
        let plain = stem(&word.lower);
        let capital = word.is_capitalised();
        let shouted = word.is_capitals() && draft.spelling.is_usual(&word.lower);
        let inner = *at >= greeting && *at < closing && !word.opens && !word.foreign;
        capital
            && inner
            && !EVERYBODYS.contains(&plain)
            && !plain.starts_with("i'")
            && !shouted
            && !own.iter().chain(&theirs).any(|one| one == plain)
            && !of_me(*at)
    };
    note.words.iter().enumerate().any(|one| telling(&one))
}

/// Where the closing begins: "Best regards, Ana".
fn closing(note: &Note<'_>) -> usize {
    let ends =
        ["best|kind|warm|kindest regards|wishes", "regards|cheers|sincerely|best|thanks|yours"];
    let from = note.words.len().saturating_sub(6);
    crate::phrase::find_in(note, from..note.words.len(), &ends)
        .filter(|words| note.words[words.start].opens || note.words[words.start].is_capitalised())
        .map_or(note.words.len(), |words| words.start)
}

fn lower_words(texts: &[&str]) -> Vec<String> {
    let words = texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

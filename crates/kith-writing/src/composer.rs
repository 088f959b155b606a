//! The composer: three drafts from what the sender may see, without a model.
//!
//! It puts sentences together that were written for each kind of fact, leaves out what is not
//! plainly a name or a line, and shows only what passes every check. It never sends (R13).

mod asks;
mod openings;
mod wish;

use kith_core::note;
use serde::{Deserialize, Serialize};

pub use self::wish::{Intent, Wish};
use crate::{
    check::{Judge, Tried},
    clean,
    facts::Facts,
    ground::Ground,
    spelling::Spelling,
};

/// How many drafts there are.
pub const DRAFTS: usize = 3;
/// The most that are tried.
const TRIED: usize = 400;

/// How a draft sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// As one writes to a colleague.
    #[default]
    Friendly,
    /// As one writes to somebody one looks up to.
    Formal,
    /// As short as can be.
    Brief,
}

impl Tone {
    /// Every tone.
    pub const ALL: [Self; 3] = [Self::Friendly, Self::Formal, Self::Brief];

    /// The code that clients give.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Friendly => "friendly",
            Self::Formal => "formal",
            Self::Brief => "brief",
        }
    }

    /// The tone of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A draft in parts, of which no two of the three drafts share one.
struct Candidate {
    text: String,
    /// Which fact it opens with.
    kind: usize,
    opening: String,
    ask: String,
}

/// Writes three drafts that differ; fewer only where not even the shortest fits the limit.
#[must_use]
pub fn drafts(facts: &Facts, wish: &Wish, spelling: &Spelling) -> Vec<String> {
    tried(facts, wish, spelling).into_iter().filter_map(Tried::passed).collect()
}

/// The same with those that did not pass the checks, in the order in which they were written.
#[must_use]
pub fn tried(facts: &Facts, wish: &Wish, spelling: &Spelling) -> Vec<Tried> {
    let judge = Judge::new(facts, &wish.text, spelling);
    let mut tried = Vec::new();
    let candidates = candidates(facts, wish);
    let mut chosen: Vec<&Candidate> = Vec::new();
    // The first round asks for three different facts, the second for different words only.
    for strict in [true, false] {
        for candidate in candidates.iter().take(TRIED) {
            let differs = |other: &&Candidate| {
                other.ask != candidate.ask
                    && other.opening != candidate.opening
                    && (!strict || other.kind != candidate.kind)
            };
            let fresh = || tried.iter().all(|one: &Tried| one.text != candidate.text);
            if chosen.len() < DRAFTS && chosen.iter().all(differs) && fresh() {
                let judged = judge.tried(candidate.text.clone());
                if judged.wrong.is_none() {
                    chosen.push(candidate);
                }
                tried.push(judged);
            }
        }
    }
    tried
}

/// Whether there is anything about the recipient that a note can begin with.
pub(crate) fn knows_something(facts: &Facts) -> bool {
    openings::knows_something(facts)
}

/// Whether a note can begin with this.
pub(crate) fn can_say(ground: &Ground) -> bool {
    openings::can_say(ground)
}

/// What could be written, the best first: each opening with each ask, so turned that neighbours
/// differ in both.
fn candidates(facts: &Facts, wish: &Wish) -> Vec<Candidate> {
    let openings = openings::of(facts);
    let asks = asks::of(wish);
    let greetings = greetings(facts, wish.tone);
    let mut candidates = Vec::new();
    for round in 0..asks.len() {
        for (at, opening) in openings.iter().enumerate() {
            let ask = &asks[(at + round) % asks.len()];
            let greeting = &greetings[at % greetings.len()];
            // A question about a place needs an opening that names one.
            if (ask.place && !opening.place) || (opening.asks && ask.text.ends_with('?')) {
                continue;
            }
            let text = joined(greeting, &opening.text, &ask.text);
            if note::length(&text) <= facts.limit {
                let (kind, opening, ask) = (opening.kind, opening.text.clone(), ask.text.clone());
                candidates.push(Candidate { text, kind, opening, ask });
            }
        }
    }
    // Only the brief tone, or a small limit, goes without an ask.
    if wish.tone == Tone::Brief {
        candidates.sort_by_key(|candidate| note::length(&candidate.text) / 40);
    }
    candidates.extend(bare(facts, &greetings));
    candidates
}

/// The shortest notes, which fit where nothing else does.
fn bare(facts: &Facts, greetings: &[String]) -> Vec<Candidate> {
    let asks = asks::SHORTEST.iter().enumerate();
    let texts = asks.flat_map(|(at, ask)| {
        let greeting = &greetings[at % greetings.len()];
        [(greeting.clone(), *ask), (String::new(), *ask)]
    });
    texts
        .map(|(greeting, ask)| {
            let text = joined(&greeting, "", ask);
            Candidate { text, kind: usize::MAX, opening: ask.to_owned(), ask: ask.to_owned() }
        })
        .filter(|candidate| note::length(&candidate.text) <= facts.limit)
        .collect()
}

fn greetings(facts: &Facts, tone: Tone) -> Vec<String> {
    let words: &[&str] = match tone {
        Tone::Friendly => &["Hi", "Hello", "Hi"],
        Tone::Formal => &["Dear", "Hello", "Dear"],
        Tone::Brief => &["Hi", "Hello"],
    };
    let name = clean::first_name(&facts.them.first_name);
    let greet = |word: &&str| match (&name, *word) {
        (Some(name), word) => format!("{word} {name},"),
        (None, "Dear") => "Hello,".to_owned(),
        (None, word) => format!("{word},"),
    };
    words.iter().map(greet).collect()
}

/// Greeting, opening and ask as one text.
fn joined(greeting: &str, opening: &str, ask: &str) -> String {
    let first = ask.chars().next().unwrap_or_default();
    let follows = !greeting.is_empty() && opening.is_empty() && !ask.starts_with("I ");
    let ask = if follows {
        format!("{}{}", first.to_lowercase(), &ask[first.len_utf8()..])
    } else {
        ask.to_owned()
    };
    let parts = [greeting, opening, ask.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

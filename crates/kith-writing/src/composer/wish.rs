//! What the sender wants of the recipient, in their words or by a code.

use super::Tone;
use crate::{clean, note::Note};

/// What a sender may want.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Intent {
    /// To know each other.
    #[default]
    Connect,
    /// Work.
    Job,
    /// Advice.
    Advice,
    /// People to work with.
    Hire,
    /// To hear of each other again.
    Reconnect,
    /// To meet at an event.
    Event,
    /// To talk about what one of them wrote.
    Content,
    /// To do something together.
    Collaborate,
}

impl Intent {
    /// Every intent.
    pub const ALL: [Self; 8] = [
        Self::Connect,
        Self::Job,
        Self::Advice,
        Self::Hire,
        Self::Reconnect,
        Self::Event,
        Self::Content,
        Self::Collaborate,
    ];

    /// The code that clients may give instead of words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Job => "job",
            Self::Advice => "advice",
            Self::Hire => "hire",
            Self::Reconnect => "reconnect",
            Self::Event => "event",
            Self::Content => "content",
            Self::Collaborate => "collaborate",
        }
    }

    /// What a member chooses from.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Connect => "get to know each other",
            Self::Job => "find work",
            Self::Advice => "ask for advice",
            Self::Hire => "find people to work with",
            Self::Reconnect => "be in touch again",
            Self::Event => "meet at an event",
            Self::Content => "talk about a post",
            Self::Collaborate => "do something together",
        }
    }

    /// By which words an intent is told.
    const fn signs(self) -> &'static [&'static str] {
        match self {
            Self::Connect => &[],
            Self::Hire => {
                &["hire", "hiring", "recruit", "recruiting", "candidate", "candidates", "vacancy"]
            }
            Self::Job => &["job", "role", "position", "internship", "opening", "apply", "career"],
            Self::Advice => {
                &["advice", "mentor", "mentoring", "guidance", "tips", "learn", "advise"]
            }
            Self::Reconnect => &["reconnect", "again", "colleague", "classmate", "old"],
            Self::Event => &["event", "conference", "congress", "meetup", "attend"],
            Self::Content => &["post", "article", "comment", "wrote", "talk"],
            Self::Collaborate => {
                &["collaborate", "collaboration", "partner", "together", "project", "cooperate"]
            }
        }
    }
}

/// What a sender asks the writer for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// What it comes to.
    pub intent: Intent,
    /// The sender's own words, if they gave any.
    pub text: String,
    /// How it is to sound.
    pub tone: Tone,
}

impl Wish {
    /// Reads what a sender wants: a code, or words in which the intent is recognised.
    #[must_use]
    pub fn read(text: &str, tone: Tone) -> Self {
        let text = text.trim();
        if let Some(intent) = Intent::ALL.into_iter().find(|one| one.code() == text) {
            return Self { intent, text: String::new(), tone };
        }
        let note = Note::read(text);
        let has = |intent: &Intent| {
            note.words.iter().any(|word| intent.signs().contains(&word.lower.as_str()))
        };
        let order = [
            Intent::Hire,
            Intent::Job,
            Intent::Advice,
            Intent::Collaborate,
            Intent::Event,
            Intent::Content,
            Intent::Reconnect,
        ];
        let intent = order.into_iter().find(has).unwrap_or_default();
        Self { intent, text: text.to_owned(), tone }
    }

    /// The sender's words as a sentence of the note; none where they are not such that one can be
    /// made of them.
    pub(crate) fn sentence(&self) -> Option<String> {
        let line = clean::line(self.text.trim_end_matches(['.', '!', ',']))?;
        let mut words: Vec<String> = line.split(' ').map(turned).collect();
        if words.first().is_some_and(|first| first.eq_ignore_ascii_case("to")) {
            words.remove(0);
        }
        let first = words.first()?.to_lowercase();
        let rest = words.get(1..)?.join(" ");
        if rest.is_empty() {
            return None;
        }
        Some(match first.as_str() {
            "i" => format!("I {rest}."),
            "i'm" | "i’m" => format!("I am {rest}."),
            first if VERBS.contains(&first) => format!("I would like to {first} {rest}."),
            first if first.ends_with("ing") => format!("I am {first} {rest}."),
            _ => return None,
        })
    }
}

/// Verbs that a wish may begin with.
const VERBS: [&str; 36] = [
    "ask",
    "learn",
    "hear",
    "talk",
    "discuss",
    "compare",
    "exchange",
    "find",
    "know",
    "understand",
    "invite",
    "thank",
    "get",
    "share",
    "work",
    "stay",
    "keep",
    "follow",
    "join",
    "see",
    "read",
    "explore",
    "swap",
    "speak",
    "congratulate",
    "welcome",
    "help",
    "contribute",
    "write",
    "continue",
    "build",
    "study",
    "move",
    "apply",
    "collaborate",
    "organise",
];

/// A word about the recipient, said to them.
fn turned(word: &str) -> String {
    let lower = word.to_lowercase();
    match lower.as_str() {
        "their" | "his" | "her" => "your".to_owned(),
        "them" | "him" | "they" | "she" | "he" => "you".to_owned(),
        _ => word.to_owned(),
    }
}

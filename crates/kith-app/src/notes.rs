//! Help with a note (R13): what the coach says about a draft, and three drafts to begin with.
//! Nothing here sends anything.

mod facts;

use std::sync::OnceLock;

use kith_core::note;
use kith_store::StoreError;
use kith_writing::{Coach, Facts, Model, Spelling, Wish, check::Tried, composer, model::Drafted};
pub use kith_writing::{Code, Intent, Remark, Tone};
use serde::Serialize;

pub(crate) use self::facts::me;
use crate::{Actor, App, AppError};

/// The longest draft that is judged, in characters.
const LONGEST_DRAFT: usize = 5_000;
/// The longest intent, in characters.
const LONGEST_INTENT: usize = 300;

/// What writing rests on: the dictionary, and a model where the operator named one.
pub(crate) struct Desk {
    spelling: Spelling,
    model: OnceLock<Model>,
}

impl Desk {
    /// Opens the dictionary.
    pub(crate) fn open() -> Result<Self, StoreError> {
        let spelling = Spelling::open();
        let spelling = spelling.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { spelling, model: OnceLock::new() })
    }
}

/// What the coach says about a draft.
#[derive(Debug, Clone, Serialize)]
pub struct NoteCheck {
    /// Its length, as R5 counts.
    pub length: u32,
    /// How long it may be, by the sender's plan.
    pub limit: u32,
    /// What would make it better, in the order of the words; places are UTF-16 code units.
    pub remarks: Vec<Remark>,
    /// What both have in common, as far as the sender may see it: one line each.
    pub common_ground: Vec<String>,
}

/// What a writer is told: whom a note is for, as the sender may see them (R3), and what is wanted.
#[derive(Debug, Clone)]
pub struct Brief {
    facts: Facts,
    wish: Wish,
}

/// Three drafts.
#[derive(Debug, Clone, Serialize)]
pub struct NoteDrafts {
    /// The drafts, which differ.
    pub drafts: Vec<String>,
    /// Why the built-in composer stood in for the model, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
    /// Everything that was written, also what is not shown: to judge the writer by.
    #[serde(skip)]
    pub tried: Vec<Tried>,
}

impl App {
    /// Has a model draft notes from now on, in the composer's place. The first one stays.
    pub fn write_with(&self, model: Model) {
        self.0.desk.model.get_or_init(|| model);
    }

    /// What the coach says about a draft to `to`, and what both have in common.
    pub fn check_note(&self, actor: &Actor, to: &str, draft: &str) -> Result<NoteCheck, AppError> {
        self.check_with(draft, || self.facts_of(actor, to))
    }

    /// The same, whoever the note is to.
    pub(crate) fn check_with(
        &self,
        draft: &str,
        facts: impl FnOnce() -> Result<Facts, AppError>,
    ) -> Result<NoteCheck, AppError> {
        let characters = draft.chars().count();
        if characters > LONGEST_DRAFT {
            let message =
                format!("At most {LONGEST_DRAFT} characters are read; this has {characters}.");
            return Err(AppError::field("draft", message));
        }
        let facts = facts()?;
        Ok(NoteCheck {
            length: note::length(draft),
            limit: facts.limit,
            remarks: self.remarks(draft, &facts),
            common_ground: facts.ground.iter().map(kith_writing::Ground::line).collect(),
        })
    }

    /// What the writer has to know for a note to `to`.
    pub fn brief_note(
        &self,
        actor: &Actor,
        to: &str,
        intent: &str,
        tone: Option<&str>,
    ) -> Result<Brief, AppError> {
        self.brief_with(intent, tone, || self.facts_of(actor, to))
    }

    /// The same, whoever the note is to.
    pub(crate) fn brief_with(
        &self,
        intent: &str,
        tone: Option<&str>,
        facts: impl FnOnce() -> Result<Facts, AppError>,
    ) -> Result<Brief, AppError> {
        let characters = intent.chars().count();
        if characters > LONGEST_INTENT {
            let message =
                format!("At most {LONGEST_INTENT} characters fit; this has {characters}.");
            return Err(AppError::field("intent", message));
        }
        let wish = Wish::read(intent, tone_of(tone)?);
        Ok(Brief { facts: facts()?, wish })
    }

    /// Three drafts. A model may take seconds and nothing of the store is held meanwhile: call it
    /// where nobody waits for a turn at the store.
    #[must_use]
    pub fn draft_notes(&self, brief: &Brief) -> NoteDrafts {
        let Brief { facts, wish } = brief;
        let Desk { spelling, model } = &self.0.desk;
        let Some(model) = model.get() else {
            let tried = composer::tried(facts, wish, spelling);
            let drafts = tried.iter().cloned().filter_map(Tried::passed).collect();
            return NoteDrafts { drafts, fallback: None, tried };
        };
        let Drafted { drafts, fallback, tried, .. } = model.drafts(facts, wish, spelling);
        if let Some(why) = &fallback {
            tracing::warn!("the built-in writer stands in: {why}");
        }
        let fallback = fallback.map(|why| format!("The built-in writer stood in: {why}."));
        NoteDrafts { drafts, fallback, tried }
    }

    /// The coach, with the words that people use here.
    fn remarks(&self, draft: &str, facts: &Facts) -> Vec<Remark> {
        let network = |word: &str| self.0.followers.knows_word(&kith_search::folded(word));
        Coach::new(&self.0.desk.spelling, &network).check(draft, facts)
    }
}

fn tone_of(tone: Option<&str>) -> Result<Tone, AppError> {
    let Some(code) = tone.map(str::trim).filter(|code| !code.is_empty()) else {
        return Ok(Tone::default());
    };
    Tone::from_code(code).ok_or_else(|| {
        let codes = Tone::ALL.map(Tone::code).join(", ");
        AppError::field("tone", format!("Use one of {codes}."))
    })
}

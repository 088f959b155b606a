//! A model that drafts in the composer's place: behind an OpenAI-compatible endpoint, or a file that
//! is read in this process (`--features local-writer`).
//!
//! What a profile says is data to either. Whatever they write is checked like every draft; what does
//! not pass is replaced by the composer's. So the worst that a model, or a headline that talks to it,
//! can do is to have no effect.

mod endpoint;
#[cfg(feature = "local-writer")]
pub mod local;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use self::endpoint::Endpoint;
pub use self::endpoint::Settings;
use crate::{
    check::{Judge, Tried},
    composer::{self, DRAFTS, Wish},
    facts::Facts,
    spelling::Spelling,
};

/// How long a model may take, by default.
pub const PATIENCE: Duration = Duration::from_secs(8);
/// How many drafts of an answer are looked at.
const LOOKED_AT: usize = 16;
/// How many members may wait for a model at once; the composer writes for whoever comes then.
const AT_ONCE: usize = 16;

/// Why a model's drafts are not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The address cannot be used.
    #[error(
        "use an address that begins with http://, such as http://127.0.0.1:11434/v1; for https put a proxy before it"
    )]
    Address,
    /// It did not answer in time.
    #[error("the model did not answer in time")]
    TimedOut,
    /// Too many members wait for it.
    #[error("the model has too much to do")]
    Busy,
    /// It could not be reached.
    #[error("the model cannot be reached")]
    Unreachable,
    /// It answered with an error.
    #[error("the model answered with status {0}")]
    Status(u16),
    /// What it answered is not what was asked for.
    #[error("the model's answer cannot be read")]
    Unreadable,
    /// None of its drafts may be shown.
    #[error("the model's drafts did not pass the checks")]
    Unfit,
}

/// A model that can be asked; cheap to clone.
#[derive(Debug, Clone)]
pub struct Model {
    asked: Asked,
    /// How many wait for it.
    waiting: Arc<AtomicUsize>,
}

/// Where the model is.
#[derive(Debug, Clone)]
enum Asked {
    Endpoint(Endpoint),
    #[cfg(feature = "local-writer")]
    Local(local::Local),
}

/// Drafts, and why they are not the model's, if so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The drafts.
    pub drafts: Vec<String>,
    /// How many of them the model wrote; they come first.
    pub by_model: usize,
    /// Why the composer stood in.
    pub fallback: Option<ModelError>,
    /// Everything that the model wrote, in its order.
    pub tried: Vec<Tried>,
}

/// A place among those who wait for a model, given back when it is dropped.
struct Turn<'a>(&'a AtomicUsize);

impl<'a> Turn<'a> {
    fn take(waiting: &'a AtomicUsize) -> Option<Self> {
        let turn = Self(waiting);
        // Taken first and looked at then: two at once cannot both have the last one.
        (waiting.fetch_add(1, Ordering::Relaxed) < AT_ONCE).then_some(turn)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Model {
    /// A model at an endpoint.
    ///
    /// # Errors
    /// If the address cannot be used.
    pub fn new(settings: Settings) -> Result<Self, ModelError> {
        Ok(Self::of(Asked::Endpoint(Endpoint::new(settings)?)))
    }

    /// A model in this process.
    #[cfg(feature = "local-writer")]
    #[must_use]
    pub fn local(local: local::Local) -> Self {
        Self::of(Asked::Local(local))
    }

    fn of(asked: Asked) -> Self {
        Self { asked, waiting: Arc::default() }
    }

    /// How many wait for it now.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Drafts three notes. It blocks until the model has answered or its time is over.
    #[must_use]
    pub fn drafts(&self, facts: &Facts, wish: &Wish, spelling: &Spelling) -> Drafted {
        let (written, mut fallback) = match self.ask(facts, wish) {
            Ok(texts) => (texts, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let judge = Judge::new(facts, &wish.text, spelling);
        let texts = written.into_iter().take(LOOKED_AT);
        let tried: Vec<Tried> = texts.map(|text| judge.tried(text.trim().to_owned())).collect();
        let mut drafts: Vec<String> = Vec::new();
        for text in tried.iter().cloned().filter_map(Tried::passed) {
            if drafts.len() < DRAFTS && !drafts.contains(&text) {
                drafts.push(text);
            }
        }
        let by_model = drafts.len();
        if by_model < DRAFTS {
            let composed = composer::drafts(facts, wish, spelling);
            let fresh: Vec<_> = composed.into_iter().filter(|one| !drafts.contains(one)).collect();
            drafts.extend(fresh.into_iter().take(DRAFTS - by_model));
            if by_model == 0 {
                fallback.get_or_insert(ModelError::Unfit);
            }
        }
        Drafted { drafts, by_model, fallback, tried }
    }

    fn ask(&self, facts: &Facts, wish: &Wish) -> Result<Vec<String>, ModelError> {
        let _turn = Turn::take(&self.waiting).ok_or(ModelError::Busy)?;
        match &self.asked {
            Asked::Endpoint(endpoint) => endpoint.ask(facts, wish),
            #[cfg(feature = "local-writer")]
            Asked::Local(local) => local.ask(facts, wish),
        }
    }
}

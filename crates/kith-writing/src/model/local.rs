//! A model that is a GGUF file, read and run in this process (`--features local-writer`).
//!
//! It has a thread of its own, which does one member's drafts after the other; a few may wait. A
//! draft is bounded in words and in time, and what comes too late is not waited for.

mod chance;
mod gguf;
mod llama;
mod prompt;

use std::{
    fmt,
    fs::File,
    io::BufReader,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender, TrySendError},
    },
    thread,
    time::{Duration, Instant},
};

use candle_core::quantized::{gguf_file::Content, tokenizer::TokenizerFromGguf};
use kith_core::note;
use tokenizers::Tokenizer;

use self::{
    chance::Chance,
    llama::{Llama, Memory},
};
use super::ModelError;
use crate::{
    check::Judge,
    composer::{DRAFTS, Wish},
    facts::Facts,
    spelling::Spelling,
};

/// How many members may wait for the one whose drafts are being written.
const QUEUE: usize = 3;
/// The most tokens of a draft.
const LONGEST: usize = 90;
/// How freely the model chooses its words, try after try; the last tries begin with the fact said.
const TRIES: [(f32, bool); 3] = [(0.5, false), (0.7, true), (0.9, true)];

/// Why a model's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// It is something else.
    #[error("this is no GGUF file")]
    NotGguf,
    /// It ends before it should.
    #[error("the file ends too early; was it copied whole?")]
    CutOff,
    /// Its head says what cannot be.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// It is a kind that is not read here.
    #[error("{0} is not read here; take a model of the architecture llama, such as SmolLM2")]
    Unsupported(String),
}

/// A model that is ready; cheap to clone. Its thread ends when the last one is dropped.
#[derive(Clone)]
pub struct Local {
    jobs: SyncSender<Job>,
    patience: Duration,
    name: Arc<str>,
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What one member waits for.
struct Job {
    facts: Facts,
    wish: Wish,
    /// When nobody waits any more.
    until: Instant,
    texts: Sender<String>,
}

impl Local {
    /// Reads a model's file. It answers within `patience`.
    ///
    /// # Errors
    /// If the file is not a model that can be used.
    pub fn open(file: &Path, patience: Duration) -> Result<Self, LocalError> {
        let mut reader = BufReader::new(File::open(file)?);
        gguf::check(&mut reader)?;
        // The head is sound; what is still wrong with the weights is an error, or a panic of the
        // library that is one here.
        let read = catch_unwind(AssertUnwindSafe(|| Writer::read(&mut reader)));
        let writer = read.map_err(|_| LocalError::Damaged("its weights".to_owned()))??;
        let name = writer.name.clone();
        let (jobs, queue) = mpsc::sync_channel(QUEUE);
        thread::Builder::new().name("writer".to_owned()).spawn(move || writer.work(&queue))?;
        Ok(Self { jobs, patience, name: name.into() })
    }

    /// What the file calls the model.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Everything that the model wrote for a member in the time it has.
    pub(super) fn ask(&self, facts: &Facts, wish: &Wish) -> Result<Vec<String>, ModelError> {
        let until = Instant::now() + self.patience;
        let (texts, written) = mpsc::channel();
        let job = Job { facts: facts.clone(), wish: wish.clone(), until, texts };
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => ModelError::Busy,
            TrySendError::Disconnected(_) => ModelError::Unreachable,
        })?;
        let mut all = Vec::new();
        loop {
            match written.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(text) => all.push(text),
                Err(RecvTimeoutError::Timeout) if all.is_empty() => {
                    return Err(ModelError::TimedOut);
                }
                Err(RecvTimeoutError::Timeout) => return Ok(all),
                Err(RecvTimeoutError::Disconnected) if all.is_empty() => {
                    return Err(ModelError::Unreadable);
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(all),
            }
        }
    }
}

/// What was read, and how likely each token is to come next.
type Read = (Memory, Vec<f32>);

/// The model with all it needs, on its thread.
struct Writer {
    name: String,
    model: Llama,
    words: Tokenizer,
    /// Tokens that end a text.
    ends: Vec<u32>,
    spelling: Spelling,
}

impl Writer {
    fn read(file: &mut BufReader<File>) -> Result<Self, LocalError> {
        let damaged = |error: candle_core::Error| LocalError::Damaged(error.to_string());
        let content = Content::read(file).map_err(damaged)?;
        let text = |key: &str| {
            let value = content.metadata.get(key)?.to_string().ok()?;
            Some(value.clone())
        };
        let architecture = text("general.architecture").unwrap_or_default();
        if architecture != "llama" {
            return Err(LocalError::Unsupported(format!("the architecture “{architecture}”")));
        }
        let words = Tokenizer::from_gguf(&content);
        let words = words.map_err(|error| LocalError::Unsupported(error.to_string()))?;
        let ends = ["<|im_end|>", "<|endoftext|>", "</s>", "<|eot_id|>", "<|end_of_text|>"];
        let ends = ends.iter().filter_map(|end| words.token_to_id(end)).collect();
        let model = Llama::open(&content, file).map_err(damaged)?;
        let spelling = Spelling::open();
        let spelling = spelling.map_err(|error| LocalError::Damaged(error.to_string()))?;
        let name = text("general.name").unwrap_or_else(|| "a model without a name".to_owned());
        Ok(Self { name, model, words, ends, spelling })
    }

    /// Does the jobs until nobody can bring one any more.
    fn work(&self, queue: &Receiver<Job>) {
        let nothing = (self.model.memory(), Vec::new());
        let lesson = self.read_on(&nothing, prompt::LESSON);
        for job in queue {
            // A panic of the library costs one member their drafts, not everybody.
            let _ = catch_unwind(AssertUnwindSafe(|| {
                if let Some(lesson) = &lesson {
                    self.write(&job, lesson);
                }
            }));
        }
    }

    /// Writes for one member until three drafts can be shown, or nobody waits any more.
    fn write(&self, job: &Job, lesson: &Read) {
        let judge = Judge::new(&job.facts, &job.wish.text, &self.spelling);
        let mut good: Vec<String> = Vec::new();
        for start in prompt::starts(&job.facts, &job.wish) {
            let begun = format!("{} {}", start.asked, start.greeting);
            let room = job.facts.limit.saturating_sub(note::length(&start.greeting) + 1);
            let Some(greeted) = self.read_on(lesson, &begun) else { continue };
            for (nth, (heat, said)) in TRIES.into_iter().enumerate() {
                if good.len() >= DRAFTS || Instant::now() >= job.until {
                    return;
                }
                let mut chance = Chance::of(&start.asked, nth as u64);
                let opening = said.then_some(start.opening.as_str());
                let text = self.draft(job, &greeted, opening, (&mut chance, heat));
                let Some(text) = text.and_then(|text| prompt::kept(&text, room)) else {
                    continue;
                };
                let text = format!("{} {text}", start.greeting);
                let fits = judge.judge(&text).is_ok() && !good.contains(&text);
                if job.texts.send(text.clone()).is_err() {
                    return;
                }
                if fits {
                    good.push(text);
                    break;
                }
            }
        }
    }

    /// What the model writes after a greeting, perhaps after the first sentence too.
    fn draft(
        &self,
        job: &Job,
        greeted: &Read,
        opening: Option<&str>,
        (chance, heat): (&mut Chance, f32),
    ) -> Option<String> {
        let mut text = opening.map_or_else(String::new, |opening| format!(" {opening}"));
        let (mut memory, mut likely) = match opening {
            Some(_) => self.read_on(greeted, &text)?,
            None => greeted.clone(),
        };
        let begun = text.len();
        let mut tokens = Vec::new();
        while tokens.len() < LONGEST && Instant::now() < job.until {
            let token = chance.pick(&likely, heat)?;
            if self.ends.contains(&token) {
                break;
            }
            tokens.push(token);
            text.truncate(begun);
            text.push_str(&self.words.decode(&tokens, true).ok()?);
            if prompt::finished(&text[begun..], job.facts.limit) {
                break;
            }
            if self.model.room(&memory) == 0 {
                return None;
            }
            likely = self.model.read(&mut memory, &[token]).ok()?;
        }
        Some(text)
    }

    /// Reads a text after what was read.
    fn read_on(&self, (memory, _): &Read, text: &str) -> Option<Read> {
        let mut memory = memory.clone();
        let tokens = self.words.encode(text, false).ok()?;
        let likely = self.model.read(&mut memory, tokens.get_ids()).ok()?;
        Some((memory, likely))
    }
}

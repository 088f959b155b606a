//! The few things that the use-cases ask of the outside: time, randomness, mail, pages of the web.

use kith_core::{id::Id, time::Timestamp};

/// The one clock. Every rule reads it (R14).
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> Timestamp;
}

/// The one source of randomness.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// A mail that is ready to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The same whenever it is tried: what its `Message-ID` is made of.
    pub id: String,
    /// The address.
    pub to: String,
    /// Whose it is.
    pub to_name: String,
    /// One line.
    pub subject: String,
    /// The words.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The address that ends mails like this one with one POST; empty of a mail that its reader
    /// asked for just now.
    pub unsubscribe: String,
    /// When it is sent.
    pub at: Timestamp,
}

/// Why a mail did not go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailError {
    /// It may go out later.
    Later(String),
    /// It will not.
    Never(String),
}

impl MailError {
    /// The same without an address that may stand in it.
    pub(crate) fn without(self, address: &str) -> Self {
        let clean = |text: String| text.replace(address, "the address");
        match self {
            Self::Later(text) => Self::Later(clean(text)),
            Self::Never(text) => Self::Never(clean(text)),
        }
    }
}

/// Who delivers mail. It may wait for the network: call it off the async threads.
pub trait Mail: Send + Sync {
    /// Gives a mail to be delivered.
    ///
    /// # Errors
    /// It was not taken, for now or for good.
    fn send(&self, letter: &Letter) -> Result<(), MailError>;
}

/// A message to somebody's program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Where it goes.
    pub url: String,
    /// `webhook-id`, `webhook-timestamp` and `webhook-signature`, with their values.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: String,
}

/// Who tells webhooks, and nothing in a network here. It waits for the network: call it off the
/// async threads.
pub trait Hooks: Send + Sync {
    /// Gives a message over; answers the status that came back.
    ///
    /// # Errors
    /// Why nothing came back: for the log, never for members, who would learn of the network here.
    fn tell(&self, message: &Message) -> Result<u16, String>;
}

/// A page of the web, as far as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its `Content-Type`.
    pub content_type: String,
    /// Its first bytes.
    pub bytes: Vec<u8>,
}

/// Who fetches pages of the public web, and nothing else. It waits for the network: call it off the
/// async threads.
pub trait Fetch: Send + Sync {
    /// The page at an address.
    ///
    /// # Errors
    /// Why there is none: for the log, never for members, who would learn of the network here.
    fn fetch(&self, url: &str) -> Result<Fetched, String>;
}

/// A new id made from both.
pub fn new_id<T>(clock: &dyn Clock, random: &dyn Random) -> Id<T> {
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    Id::new(clock.now(), bytes)
}

/// A clock that can be moved forward: for the sandbox, tests and simulations.
pub struct MovableClock {
    base: std::sync::Arc<dyn Clock>,
    ahead: std::sync::atomic::AtomicI64,
}

impl MovableClock {
    /// A clock that shows what `base` shows until it is moved.
    #[must_use]
    pub fn new(base: std::sync::Arc<dyn Clock>) -> Self {
        Self { base, ahead: std::sync::atomic::AtomicI64::new(0) }
    }

    /// Moves it forward by `micros` microseconds; it never goes back.
    pub fn advance(&self, micros: i64) {
        self.ahead.fetch_add(micros.max(0), std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        self.base.now().plus(self.ahead.load(std::sync::atomic::Ordering::SeqCst))
    }
}

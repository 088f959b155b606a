//! What every handler has.

use std::sync::Arc;

use kith_app::{
    App, AppError,
    notes::{Brief, NoteDrafts},
    ports::MovableClock,
};
use tokio::sync::Semaphore;

/// What every handler has; cheap to clone.
#[derive(Clone)]
pub struct WebState {
    /// The use-cases.
    pub app: App,
    /// How the site is run.
    pub options: Arc<Options>,
    /// Reads under way, as many as the store has connections for them. Those who wait come in the
    /// order they came: on the threads they would overtake each other, and some wait for long.
    reads: Arc<Semaphore>,
}

/// How the site is run.
#[derive(Default)]
pub struct Options {
    /// In a sandbox: the clock that clients may move, no sign-up delays.
    pub sandbox: Option<Arc<MovableClock>>,
    /// In the demo: who everybody is signed in as, without a password, on the first visit.
    pub demo: Option<String>,
    /// Whether the site is reached by TLS, so that cookies are marked `Secure`.
    pub secure: bool,
}

impl WebState {
    /// For these use-cases, run so.
    #[must_use]
    pub fn new(app: App, options: Options) -> Self {
        let reads = Arc::new(Semaphore::new(app.reads_at_once()));
        Self { app, options: Arc::new(options), reads }
    }

    /// Runs a read off the async threads, as it may wait for the database.
    pub async fn read<T, F>(&self, read: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&App) -> Result<T, AppError> + Send + 'static,
    {
        let app = self.app.clone();
        // It is never closed, so that nobody is turned away.
        let _turn = self.reads.acquire().await;
        blocking(move || read(&app)).await
    }

    /// Drafts off the async threads, and without a turn among the reads: a model may take seconds,
    /// and who reads is not to wait for it.
    pub async fn draft(&self, brief: Brief) -> NoteDrafts {
        let app = self.app.clone();
        blocking(move || app.draft_notes(&brief)).await
    }
}

/// Runs what may block on a thread for that; a panic there is one here.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

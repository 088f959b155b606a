//! What every handler has.

use std::sync::Arc;

use kith_app::{App, AppError, ports::MovableClock};

/// What every handler has; cheap to clone.
#[derive(Clone)]
pub struct WebState {
    /// The use-cases.
    pub app: App,
    /// How the site is run.
    pub options: Arc<Options>,
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
    /// Runs a read off the async threads, as it may wait for the database.
    pub async fn read<T, F>(&self, read: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce(&App) -> Result<T, AppError> + Send + 'static,
    {
        let app = self.app.clone();
        match tokio::task::spawn_blocking(move || read(&app)).await {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }
}

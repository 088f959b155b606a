//! Why a use-case did not do what was asked.

use kith_core::refusal::Refusal;
use kith_store::StoreError;

/// One field of a form that cannot be taken, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The field's name, as in the API and the form.
    pub field: String,
    /// What is wrong and what would be right, for people.
    pub message: String,
}

impl FieldError {
    /// An error at `field`.
    #[must_use]
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into() }
    }
}

/// Why a use-case did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A rule says no.
    #[error("{}", .0.detail)]
    Refused(Box<Refusal>),
    /// There is no such thing, or not for this viewer.
    #[error("There is no such thing.")]
    NotFound,
    /// The asked values cannot be taken.
    #[error("Some values cannot be taken.")]
    Invalid(Vec<FieldError>),
    /// Nobody is signed in, or the name or password is wrong.
    #[error("Sign in first.")]
    SignInFirst,
    /// The name and the password do not belong together.
    #[error("This handle and this password do not belong together.")]
    WrongPassword,
    /// Too many attempts; come back after this many seconds.
    #[error("Too many attempts. Try again in {0} seconds.")]
    TooManyAttempts(u64),
    /// Somebody else was first; look again.
    #[error("Somebody else was first. Look again.")]
    Conflict,
    /// The same `Idempotency-Key` came with another request.
    #[error("This Idempotency-Key was used for another request. Use a new one.")]
    KeyReused,
    /// The asked revision did not arrive here in time.
    #[error("This node has not seen that revision yet. Try again.")]
    Behind,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(_) => Self::Conflict,
            StoreError::KeyReused => Self::KeyReused,
            error => Self::Store(error),
        }
    }
}

impl From<FieldError> for AppError {
    fn from(error: FieldError) -> Self {
        Self::Invalid(vec![error])
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl AppError {
    /// Whether the store cannot be reached, so that the same request may succeed later.
    #[must_use]
    pub const fn is_unavailable(&self) -> bool {
        matches!(self, Self::Store(StoreError::Unavailable(_) | StoreError::Closed))
    }

    /// Whether there is no such thing, or not for this viewer.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        match self {
            Self::NotFound => true,
            Self::Refused(refusal) => refusal.reason == kith_core::refusal::Reason::NotFound,
            _ => false,
        }
    }

    /// One field that cannot be taken.
    #[must_use]
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }
}

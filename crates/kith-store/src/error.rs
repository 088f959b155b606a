//! What can go wrong in the store.

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A conditional update found nothing to change: somebody else was first.
    #[error("somebody else was first ({0})")]
    Conflict(&'static str),
    /// The database asks to try the transaction again.
    #[error("the database asks to try again")]
    Retry,
    /// The database cannot be reached or cannot write.
    #[error("{0}")]
    Unavailable(String),
    /// The database was made by a newer kith.
    #[error(
        "this store has schema {found}, made by a newer kith; this one knows {known}. \
         Use the newer kith, or restore a dump made by this one"
    )]
    Newer {
        /// The schema found.
        found: i64,
        /// The newest schema that this kith knows.
        known: i64,
    },
    /// A row does not hold what its declaration says.
    #[error("{statement}: {detail}")]
    Broken {
        /// The statement.
        statement: &'static str,
        /// What was found.
        detail: String,
    },
    /// The database refused a statement.
    #[error("{statement}: {detail}")]
    Sql {
        /// The statement.
        statement: String,
        /// What it said.
        detail: String,
    },
    /// The same `Idempotency-Key` came with another request.
    #[error("this Idempotency-Key was used for another request")]
    KeyReused,
    /// Never seen outside of a transaction: the answer is not known yet, and the request will be
    /// run again once it is. Whoever reads hands it on, as any other failure.
    #[error("this is read together with what other requests ask")]
    NotYet,
    /// The store is shutting down.
    #[error("the store is shutting down")]
    Closed,
}

impl StoreError {
    /// Whether the same transaction may succeed when tried again.
    #[must_use]
    pub fn may_retry(&self) -> bool {
        matches!(self, Self::Conflict(_) | Self::Retry)
    }
}

//! The graph in a file: a start reads it and the end of the journal instead of every connection.

use std::{io, path::PathBuf, sync::Mutex};

use kith_core::id::MemberId;
use kith_graph::{Graph, OpenError, Opening, View};
use kith_store::{Store, StoreError, Tail};

/// Where the graph is kept, and for which store.
pub(crate) struct Kept {
    path: PathBuf,
    /// The store's identity; a file of another store is refused.
    store: String,
    /// The place in the journal that the file has reached, as far as this process knows.
    reached: Mutex<Option<Tail>>,
}

/// What a file held.
pub(super) struct Found {
    pub(super) graph: Graph,
    /// The members, by vertex.
    pub(super) members: Vec<MemberId>,
    /// Up to where it has followed the journal.
    pub(super) tail: Tail,
}

/// Why a file is not used; the graph is rebuilt from the store then.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("there is none yet")]
    Missing,
    #[error(transparent)]
    Refused(OpenError),
    #[error("it is of another store")]
    OtherStore,
    #[error("it has seen more than this store, which may be an older copy")]
    Ahead,
    #[error("it does not say whose vertices they are")]
    Unlabelled,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Kept {
    pub(crate) fn new(path: PathBuf, store: String) -> Self {
        Self { path, store, reached: Mutex::new(None) }
    }

    /// Reads the file, if it is one of this store.
    pub(super) fn open(&self, store: &Store) -> Result<Found, Unusable> {
        let opened = Graph::open(&self.path, Opening::default()).map_err(|error| match error {
            OpenError::Io(error) if error.kind() == io::ErrorKind::NotFound => Unusable::Missing,
            error => Unusable::Refused(error),
        })?;
        let tag = std::str::from_utf8(&opened.tag).unwrap_or_default();
        let (of, reached) = tag.split_once('\n').ok_or(Unusable::OtherStore)?;
        if of != self.store {
            return Err(Unusable::OtherStore);
        }
        let tail: Tail = reached.parse().map_err(|_| Unusable::OtherStore)?;
        if store.read(|reads| tail.is_ahead(reads))? {
            return Err(Unusable::Ahead);
        }
        let members: Vec<MemberId> = opened.labels.into_iter().map(MemberId::from_bytes).collect();
        if members.len() != opened.graph.view().stats().vertices {
            return Err(Unusable::Unlabelled);
        }
        self.note(tail.clone());
        Ok(Found { graph: opened.graph, members, tail })
    }

    /// Whether the file has seen all of the journal up to `tail`.
    pub(super) fn has(&self, tail: &Tail) -> bool {
        let reached = self.reached.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        reached.as_ref() == Some(tail)
    }

    /// Writes the file anew, while the graph is in use.
    pub(super) fn write(&self, view: &View, members: &[MemberId], tail: Tail) -> io::Result<()> {
        // Members beyond the view's vertices would be no vertex's.
        let members = members.iter().take(view.stats().vertices);
        let labels: Vec<[u8; 16]> = members.map(|member| *member.as_bytes()).collect();
        let tag = format!("{}\n{tail}", self.store);
        view.write_snapshot(&self.path, &labels, tag.as_bytes())?;
        self.note(tail);
        Ok(())
    }

    fn note(&self, tail: Tail) {
        *self.reached.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(tail);
    }
}

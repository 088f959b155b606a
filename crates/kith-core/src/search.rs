//! Saved searches (R11): which may be kept.

use serde::{Deserialize, Serialize};

use crate::{
    change::Change,
    id::{MemberId, SearchId},
    time::Timestamp,
};

/// How many a member may keep.
pub const MOST: usize = 50;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 60;

/// A search that a member keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Which.
    pub id: SearchId,
    /// Whose.
    pub member: MemberId,
    /// What the member calls it.
    pub name: String,
    /// What is searched for, as the application writes it.
    pub query: String,
    /// Since when.
    pub saved_at: Timestamp,
}

/// Why a search is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSaved {
    /// It has no name.
    #[error("Give the search a name.")]
    NoName,
    /// Its name is too long.
    #[error("Use at most {LONGEST_NAME} characters.")]
    LongName,
    /// Another one has this name.
    #[error("You have a saved search of this name. Choose another, or delete that one first.")]
    Taken,
    /// The member keeps as many as they may.
    #[error("You have {MOST} saved searches, as many as are kept. Delete one first.")]
    Full,
}

/// Keeps a search beside those that the member has.
///
/// # Errors
/// It has no name, a long one or that of another, or the member has too many.
pub fn save(search: SavedSearch, names: &[&str]) -> Result<Vec<Change>, NotSaved> {
    if search.name.trim().is_empty() {
        return Err(NotSaved::NoName);
    }
    if search.name.chars().count() > LONGEST_NAME {
        return Err(NotSaved::LongName);
    }
    if names.contains(&search.name.as_str()) {
        return Err(NotSaved::Taken);
    }
    if names.len() >= MOST {
        return Err(NotSaved::Full);
    }
    Ok(vec![Change::SearchSaved { search }])
}

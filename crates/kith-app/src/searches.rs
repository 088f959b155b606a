//! Saved searches: a search under a name, to run again (R11).

use kith_core::{
    change::Change,
    id::SearchId,
    search::{SavedSearch, save},
    time::Timestamp,
};
use kith_store::SearchRow;
use serde::Serialize;

use crate::{Actor, App, AppError, Ask, Written, people::PeopleQuery};

/// A search that its member keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct SavedView {
    /// Which.
    pub id: SearchId,
    /// What the member calls it.
    pub name: String,
    /// What is searched for.
    pub search: PeopleQuery,
    /// Since when.
    pub saved_at: Timestamp,
}

impl From<SearchRow> for SavedView {
    fn from(row: SearchRow) -> Self {
        // A search that a later version wrote, and that this one cannot read, asks for nothing.
        let search = serde_json::from_str(&row.query).unwrap_or_default();
        Self { id: row.id, name: row.name, search, saved_at: row.saved_at }
    }
}

impl App {
    /// The searches that the member keeps, by name.
    pub fn searches(&self, actor: &Actor) -> Result<Vec<SavedView>, AppError> {
        let rows = self.0.store.read(|reads| reads.searches(actor.id))?;
        Ok(rows.into_iter().map(SavedView::from).collect())
    }

    /// One of them.
    pub fn saved_search(&self, actor: &Actor, id: SearchId) -> Result<SavedView, AppError> {
        let row = self.0.store.read(|reads| reads.search(id, actor.id))?;
        row.map(SavedView::from).ok_or(AppError::NotFound)
    }

    /// Keeps a search. Errors name the field.
    pub async fn save_search(
        &self,
        ask: &Ask,
        name: &str,
        search: PeopleQuery,
    ) -> Result<Written<SavedView>, AppError> {
        if search.is_empty() {
            return Err(AppError::field("search", "Search for something first, then save it."));
        }
        search.check()?;
        let query = serde_json::to_string(&search).map_err(|error| {
            AppError::field("search", format!("This search cannot be kept: {error}"))
        })?;
        let (member, now, name) = (ask.actor.id, self.now(), name.trim().to_owned());
        let new = SavedSearch { id: self.new_id(), member, name, query, saved_at: now };
        let view = SavedView { id: new.id, name: new.name.clone(), search, saved_at: now };
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let have = tx.searches(member)?;
                let names: Vec<&str> = have.iter().map(|row| row.name.as_str()).collect();
                match save(new.clone(), &names) {
                    Ok(changes) => tx.apply(changes)?,
                    Err(why) => return Ok(Err(AppError::field("name", why.to_string()))),
                }
                Ok(Ok(view.clone()))
            })
            .await?;
        Ok(written.into())
    }

    /// Deletes a saved search of the member's.
    pub async fn delete_search(&self, ask: &Ask, id: SearchId) -> Result<Written<()>, AppError> {
        let member = ask.actor.id;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                if tx.search(id, member)?.is_none() {
                    return Ok(Err(AppError::NotFound));
                }
                tx.apply(vec![Change::SearchDeleted { member, search: id }])?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }
}

//! What groups, events and companies have in common: checked texts, searched names, lists of
//! people.

use kith_core::{
    id::MemberId,
    note,
    refusal::{Decision, Reason, Refusal},
    time::Timestamp,
};
use kith_store::{Cursor, Reads, Seen, StoreError, Tx};

use crate::{
    AppError, FieldError, Page, Paging,
    app::seen_page,
    rows::{Permission, Row},
    viewer::Viewer,
};

/// Which groups, events or companies a list shows.
#[derive(Debug, Clone, Default)]
pub struct CommunityQuery {
    /// Only mine.
    pub mine: bool,
    /// Only those whose name holds this, whatever its case and accents.
    pub q: String,
    /// Which page.
    pub paging: Paging,
}

impl CommunityQuery {
    /// What the store is asked for: one more than the page holds, to know whether it ends there.
    pub(crate) fn seen(&self) -> Seen {
        Seen { words: folded_name(&self.q), limit: self.paging.size() + 1 }
    }

    /// Cuts what the store answered to the page; answers whether there is more.
    pub(crate) fn cut<T>(&self, rows: &mut Vec<T>) -> bool {
        let size = self.paging.size() as usize;
        let more = rows.len() > size;
        rows.truncate(size);
        more
    }
}

/// A name as names are compared and searched: its words, without case and accents.
#[must_use]
pub fn folded_name(name: &str) -> String {
    kith_search::words(name).join(" ")
}

/// Checks the fields of a form, and collects what is wrong with them.
#[derive(Debug, Default)]
pub(crate) struct Check(Vec<FieldError>);

impl Check {
    pub(crate) fn wrong(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(field, message));
    }

    /// A text of several lines, trimmed; counted like a note.
    pub(crate) fn text(&mut self, field: &str, text: &mut String, most: u32) {
        *text = text.trim().to_owned();
        let length = note::length(text);
        if length > most {
            self.wrong(field, format!("At most {most} characters fit; this has {length}."));
        }
    }

    /// A text of one line.
    pub(crate) fn line(&mut self, field: &str, text: &mut String, most: u32) {
        *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.text(field, text, most);
    }

    /// A name, with the form in which it is searched.
    pub(crate) fn name(&mut self, name: &mut String, folded: &mut String, most: u32) {
        self.line("name", name, most);
        *folded = folded_name(name);
        if name.is_empty() {
            self.wrong("name", "Give it a name.");
        } else if folded.is_empty() {
            self.wrong("name", "A name has letters or digits in it.");
        }
    }

    /// The address of a page on the web, or nothing.
    pub(crate) fn link(&mut self, field: &str, link: &mut String, most: u32) {
        *link = link.trim().to_owned();
        let host = ["https://", "http://"].iter().find_map(|scheme| link.strip_prefix(scheme));
        let fine = |host: &str| {
            host.starts_with(|first: char| first.is_alphanumeric() || first == '[')
                && !host.chars().any(|c| c.is_whitespace() || c.is_control())
        };
        if !link.is_empty() && !host.is_some_and(fine) {
            self.wrong(field, "Use a web address that begins with https://.");
        } else if link.chars().count() > most as usize {
            self.wrong(field, format!("At most {most} characters fit."));
        }
    }

    pub(crate) fn done(self) -> Result<(), AppError> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::Invalid(self.0)) }
    }
}

/// Sets a field where a new value is given.
pub(crate) fn set<T>(field: &mut T, new: Option<T>) {
    if let Some(new) = new {
        *field = new;
    }
}

/// Applies what was decided. What the asker may not know of is not there.
pub(crate) fn settle(
    tx: &mut Tx<'_>,
    decision: Decision,
) -> Result<Result<(), AppError>, StoreError> {
    match decision {
        Ok(changes) => {
            tx.apply(changes)?;
            Ok(Ok(()))
        }
        Err(refusal) => Ok(Err(refused(refusal))),
    }
}

/// A refusal as an error; what is not to be seen reads as what is not there.
pub(crate) fn refused(refusal: Refusal) -> AppError {
    if refusal.reason == Reason::NotFound { AppError::NotFound } else { refusal.into() }
}

/// Whether a decision would be taken.
pub(crate) fn permission(decision: Decision) -> Permission {
    match decision {
        Ok(_) => Permission::granted(),
        Err(refusal) => Permission::refused(refusal),
    }
}

/// A page of people without those whom the viewer does not see: it is full while there are more.
pub(crate) fn people<R: Clone, V>(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    paging: &Paging,
    list: impl Fn(&mut Reads<'_>, Option<Cursor>, u32) -> Result<Vec<R>, StoreError>,
    place: impl Fn(&R) -> (Timestamp, MemberId),
    view: impl Fn(Row, R) -> V,
) -> Result<Page<V>, AppError> {
    seen_page(reads, paging, list, &place, |reads, one| {
        let row = viewer.row(reads, place(&one).1)?;
        Ok(row.map(|row| view(row, one)))
    })
}

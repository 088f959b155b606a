//! Labels and private notes on people: a member's own, shown to nobody else.

pub(crate) mod csv_file;

use std::collections::HashSet;

use kith_core::{
    contact::{Contact, MOST_NAMES, NotKept},
    id::MemberId,
    time::Timestamp,
};
use kith_store::{ContactRow, Reads, StoreError};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, FieldError, Page, Paging, Written, app::seen_page, rows::Row,
    viewer::Viewer,
};

/// Somebody about whom the member keeps something.
#[derive(Debug, Clone, Serialize)]
pub struct ContactView {
    /// Who.
    #[serde(flatten)]
    pub row: Row,
    /// The labels.
    pub labels: Vec<String>,
    /// The note.
    pub private_note: String,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// A label, and how many people have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LabelView {
    /// The label.
    pub name: String,
    /// How many people whom the member sees have it.
    pub count: u32,
}

impl App {
    /// What the member keeps about another.
    pub fn contact(&self, actor: &Actor, handle: &str) -> Result<Contact, AppError> {
        let about = self.find(handle)?;
        self.0.store.read(|reads| {
            seen(reads, actor.id, about)??;
            Ok(reads.contact(actor.id, about)?)
        })
    }

    /// Keeps labels and a note about somebody, instead of what was kept. Errors name the field.
    pub async fn keep_contact(
        &self,
        ask: &Ask,
        handle: &str,
        labels: &[String],
        note: &str,
    ) -> Result<Written<Contact>, AppError> {
        let (me, about, now) = (ask.actor.id, self.find(handle)?, self.now());
        if about == me {
            return Err(AppError::field("handle", "This is you."));
        }
        let contact = Contact::read(labels.iter().map(String::as_str), note).map_err(invalid)?;
        let written = self.write(self.command(ask, &[]), move |tx| {
            if let Err(error) = seen(tx, me, about)? {
                return Ok(Err(error));
            }
            if too_many_names(tx, me, &contact.labels)? {
                return Ok(Err(invalid(NotKept::ManyNames)));
            }
            tx.put_contact(me, about, &contact, now);
            Ok(Ok(contact.clone()))
        });
        Ok(written.await?.into())
    }

    /// People about whom the member keeps something, the last changed first; with a label only
    /// those who have it.
    pub fn contacts(
        &self,
        actor: &Actor,
        label: Option<&str>,
        paging: &Paging,
    ) -> Result<Page<ContactView>, AppError> {
        let me = actor.id;
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            seen_page(
                reads,
                paging,
                |reads, after, limit| reads.contacts(me, label, after, limit),
                |one| (one.changed_at, one.about),
                |reads, one: ContactRow| {
                    let Some(row) = viewer.row(reads, one.about)? else { return Ok(None) };
                    let labels = reads.labels_on(me, one.about)?;
                    let (private_note, changed_at) = (one.note, one.changed_at);
                    Ok(Some(ContactView { row, labels, private_note, changed_at }))
                },
            )
        })
    }

    /// The member's labels, by name.
    pub fn labels(&self, actor: &Actor) -> Result<Vec<LabelView>, AppError> {
        let labels = self.0.store.read(|reads| reads.labels(actor.id))?;
        Ok(labels.into_iter().map(|(name, count)| LabelView { name, count }).collect())
    }
}

/// Fails where somebody may not be seen, as if they were not there (R1).
fn seen(
    reads: &mut Reads<'_>,
    me: MemberId,
    about: MemberId,
) -> Result<Result<(), AppError>, StoreError> {
    let Some(met) = reads.meet(me, about)? else { return Ok(Err(AppError::SignInFirst)) };
    Ok(met.meeting().visible().map(drop).map_err(AppError::from))
}

/// Whether a member would use too many different labels with these.
fn too_many_names<'a>(
    reads: &mut Reads<'_>,
    me: MemberId,
    more: impl IntoIterator<Item = &'a String>,
) -> Result<bool, StoreError> {
    let mut names: HashSet<String> = reads.labels(me)?.into_iter().map(|row| row.0).collect();
    names.extend(more.into_iter().cloned());
    Ok(names.len() > MOST_NAMES)
}

fn invalid(why: NotKept) -> AppError {
    AppError::Invalid(vec![FieldError::new(why.field(), why.to_string())])
}

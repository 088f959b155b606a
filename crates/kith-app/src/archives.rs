//! What members bring along from elsewhere: an upload is read, shown, and taken over part by part as
//! its member chooses. Nothing of it is told to anybody, and nothing in it says who is a member.

mod compare;
mod merge;
mod take;

use kith_archive::{Archive, FileReport};
pub use kith_archive::{Left, Part};
use kith_core::{
    id::ArchiveId,
    time::{DAY, Timestamp},
};
use kith_store::{ArchiveRow, StoreError};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

pub use self::merge::FieldChange;
use crate::{Actor, App, AppError, Ask, Written, accounts::blocking};

/// How large an upload may be, in bytes.
pub const FILE_LIMIT: usize = kith_archive::UPLOAD_LIMIT;
/// How long what was read waits for its member to choose, and how long it is said what became of it.
const WAITS: i64 = 7 * DAY;

/// How many uploads are read at once; the others wait.
static READERS: Semaphore = Semaphore::const_new(1);

/// What is found of a part, and what taking it over would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    /// Which.
    pub part: Part,
    /// How many entries were read.
    pub found: u32,
    /// How many of them are new.
    pub new: u32,
    /// How many are there already.
    pub there: u32,
    /// How many do not fit any more.
    pub over: u32,
    /// What would stand where, of fields that hold one value.
    pub changes: Vec<FieldChange>,
    /// The first few new ones, as people read them.
    pub samples: Vec<String>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileView {
    /// Its name with its folders.
    pub file: String,
    /// What it is about.
    pub part: Part,
    /// How many rows it has.
    pub rows: u32,
    /// How many of them are not taken.
    pub skipped: u32,
    /// Which, and why: a line for each, for people.
    pub reasons: Vec<String>,
    /// What else is to be known.
    pub notes: Vec<String>,
}

impl From<&FileReport> for FileView {
    fn from(report: &FileReport) -> Self {
        let FileReport { file, part, rows, skipped, notes, .. } = report;
        Self {
            file: file.clone(),
            part: *part,
            rows: *rows,
            skipped: *skipped,
            reasons: report.lines(),
            notes: notes.clone(),
        }
    }
}

/// An upload: what was read of it, or what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArchiveView {
    /// Which.
    pub id: ArchiveId,
    /// When it was uploaded.
    pub made_at: Timestamp,
    /// When it is forgotten.
    pub expires_at: Timestamp,
    /// What is found, part by part.
    pub parts: Vec<PartView>,
    /// What became of each file that was read.
    pub files: Vec<FileView>,
    /// The files that were left alone, and why.
    pub left: Vec<Left>,
    /// Where taking over stands, if it began and did not end.
    pub progress: Option<Progress>,
    /// What was taken over, once that is done.
    pub applied: Option<Vec<PartView>>,
    /// Whether I want to be reconnected with those in it who want that, too.
    pub reconnecting: bool,
}

/// Taking over that was interrupted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// The parts that were chosen.
    pub chosen: Vec<Part>,
    /// How many rows are kept already.
    pub done: u32,
    /// Of how many.
    pub of: u32,
}

impl App {
    /// Reads an upload, off the async threads and one at a time. It replaces the one before, and
    /// nothing of it is kept but what its member chooses afterwards.
    pub async fn add_archive(
        &self,
        ask: &Ask,
        file: Vec<u8>,
    ) -> Result<Written<ArchiveId>, AppError> {
        let (me, now) = (ask.actor.id, self.now());
        let email = self.0.store.read(|reads| reads.email(me))?.unwrap_or_default();
        let packed = read(file, email).await?;
        let (id, until) = (self.new_id(), now.plus(WAITS));
        let written = self.write(self.command(ask, &[]), move |tx| {
            tx.put_archive(me, id, (now, until), packed.clone());
            Ok(Ok(id))
        });
        Ok(written.await?.into())
    }

    /// My upload.
    pub fn archive(&self, actor: &Actor) -> Result<ArchiveView, AppError> {
        let (me, now) = (actor.id, self.now());
        self.0.store.read(|reads| {
            let row = reads.archive(me, now)?.ok_or(AppError::NotFound)?;
            let reconnecting = reads.reconnecting(me)?.is_some();
            if let Some(applied) = applied(&row)? {
                return Ok(done(row, applied, reconnecting));
            }
            let bytes = reads.archive_bytes(me, row.id)?.ok_or(AppError::NotFound)?;
            let archive = unpacked(&bytes)?;
            let parts = compare::parts(reads, me, &archive)?;
            let chosen = take::chosen(&row)?;
            let progress = chosen.map(|chosen| {
                let chosen: Vec<Part> = chosen.into_iter().map(|one| one.part).collect();
                Progress { of: take::rows(&archive, &chosen), done: row.reached, chosen }
            });
            Ok(ArchiveView {
                id: row.id,
                made_at: row.made_at,
                expires_at: row.expires_at,
                parts,
                files: archive.files.iter().map(FileView::from).collect(),
                left: archive.left,
                progress,
                applied: None,
                reconnecting,
            })
        })
    }

    /// Forgets my upload. What was taken over from it stays.
    pub async fn drop_archive(&self, ask: &Ask) -> Result<Written<()>, AppError> {
        let me = ask.actor.id;
        let written = self.write(self.command(ask, &[]), move |tx| {
            tx.drop_archive(me);
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// Forgets everything that I ever brought along: contacts, invitations, praise, talks and the
    /// upload. What went into my profile stays there.
    pub async fn forget_brought(&self, ask: &Ask) -> Result<Written<()>, AppError> {
        let me = ask.actor.id;
        let written = self.write(self.command(ask, &[]), move |tx| {
            tx.forget_brought(me);
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }
}

/// Reads a file and packs what was read. Of the addresses in it only that of the account is kept:
/// by that the archive is its member's.
async fn read(file: Vec<u8>, email: String) -> Result<Vec<u8>, AppError> {
    let permit = READERS.acquire().await.map_err(|_| StoreError::Closed)?;
    blocking(move || {
        let _permit = permit;
        let mut archive = kith_archive::read(&file)
            .map_err(|wrong| AppError::field("archive", wrong.to_string()))?;
        drop(file);
        archive.own.emails.retain(|one| *one == email);
        Ok(archive.pack().map_err(broken)?)
    })
    .await
}

fn unpacked(bytes: &[u8]) -> Result<Archive, AppError> {
    Ok(Archive::unpack(bytes).map_err(broken)?)
}

fn broken(error: impl ToString) -> StoreError {
    StoreError::Broken { statement: "archive", detail: error.to_string() }
}

/// What became of an upload, if it is done.
fn applied(row: &ArchiveRow) -> Result<Option<Vec<PartView>>, AppError> {
    if row.answer.is_empty() {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(&row.answer).map_err(broken)?))
}

fn done(row: ArchiveRow, applied: Vec<PartView>, reconnecting: bool) -> ArchiveView {
    ArchiveView {
        id: row.id,
        made_at: row.made_at,
        expires_at: row.expires_at,
        parts: Vec::new(),
        files: Vec::new(),
        left: Vec::new(),
        progress: None,
        applied: Some(applied),
        reconnecting,
    }
}

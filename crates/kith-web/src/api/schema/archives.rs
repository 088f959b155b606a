//! Archives and the desk, as JSON.

use utoipa::ToSchema;

use super::Budget;
use crate::api::words;

/// An upload: what was read of it, or what became of it.
#[derive(ToSchema)]
pub(crate) struct ArchiveView {
    /// Which.
    id: String,
    /// When it was uploaded.
    #[schema(format = DateTime)]
    made_at: String,
    /// When it is forgotten.
    #[schema(format = DateTime)]
    expires_at: String,
    /// What is found, part by part; nothing of it is kept yet. Empty once it was applied.
    parts: Vec<ArchivePartView>,
    /// What became of each file that was read.
    files: Vec<ArchiveFile>,
    /// The files that were left alone, and why.
    left: Vec<ArchiveFileLeft>,
    /// Where taking over stands, if it was interrupted; else null.
    #[schema(required = true)]
    progress: Option<ArchiveProgress>,
    /// What was taken over, once that is done; else null.
    #[schema(required = true)]
    applied: Option<Vec<ArchivePartView>>,
    /// Whether I want to be reconnected with those in it who want that, too.
    reconnecting: bool,
}

/// What was taken over.
#[derive(ToSchema)]
pub(crate) struct AppliedArchive {
    /// Part by part.
    applied: Vec<ArchivePartView>,
}

/// What is found of a part, and what taking it over changes.
#[derive(ToSchema)]
pub(crate) struct ArchivePartView {
    /// Which.
    part: words::ArchivePart,
    /// How many entries were read.
    found: u32,
    /// How many of them are new.
    new: u32,
    /// How many are there already.
    there: u32,
    /// How many do not fit any more.
    over: u32,
    /// What would stand where, of fields that hold one value.
    changes: Vec<ArchiveFieldChange>,
    /// The first few new ones, as people read them.
    samples: Vec<String>,
}

/// What a field holds and would hold.
#[derive(ToSchema)]
pub(crate) struct ArchiveFieldChange {
    /// Which, as in `PATCH /members/me`.
    field: String,
    /// What it holds.
    before: String,
    /// What it would hold.
    after: String,
}

/// What became of a file.
#[derive(ToSchema)]
pub(crate) struct ArchiveFile {
    /// Its name with its folders.
    file: String,
    /// What it is about.
    part: words::ArchivePart,
    /// How many rows it has.
    rows: u32,
    /// How many of them are not taken.
    skipped: u32,
    /// Which, and why: a line for each, for people.
    reasons: Vec<String>,
    /// What else is to be known.
    notes: Vec<String>,
}

/// A file that was left alone.
#[derive(ToSchema)]
pub(crate) struct ArchiveFileLeft {
    /// Its name with its folders.
    file: String,
    /// Why.
    why: String,
}

/// Taking over that was interrupted.
#[derive(ToSchema)]
pub(crate) struct ArchiveProgress {
    /// The parts that were chosen.
    chosen: Vec<words::ArchivePart>,
    /// How many rows are kept already.
    done: u32,
    /// Of how many.
    of: u32,
}

/// My desk.
#[derive(ToSchema)]
pub(crate) struct DeskView {
    /// When I last took something over from an archive; null: never.
    #[schema(format = DateTime, required = true)]
    imported_at: Option<String>,
    /// How many private contacts I have.
    contacts: u32,
    /// How many invitations I received.
    received: u32,
    /// Those that I sent and that wait, the oldest first.
    pending: Vec<DeskPending>,
    /// How many of them are worth withdrawing.
    stale: u32,
    /// Sends of the last seven days against the weekly budget.
    week: Budget,
    /// How many were accepted, of those that were or had 14 days to be.
    all: DeskRate,
    /// Of those with a note.
    with_note: DeskRate,
    /// Of those without.
    without_note: DeskRate,
    /// In how many days half of the accepted ones were.
    #[schema(required = true)]
    median_days: Option<i64>,
    /// In how many days nine of ten were.
    #[schema(required = true)]
    most_days: Option<i64>,
    /// The last twelve months, the oldest first.
    months: Vec<DeskMonth>,
    /// How many contacts there were at the end of each month, the oldest first.
    growth: Vec<DeskGrowth>,
    /// Where most of them work.
    companies: Vec<DeskCount>,
    /// What most of them do.
    titles: Vec<DeskCount>,
    /// Who recommended or endorsed me and has not heard from me since.
    thanks: Vec<DeskThanks>,
    /// Whom to write to again.
    follow_ups: Vec<DeskFollowUp>,
}

/// An invitation that waits elsewhere.
#[derive(ToSchema)]
pub(crate) struct DeskPending {
    /// To whom.
    name: String,
    /// When it was sent.
    #[schema(format = DateTime)]
    sent_at: String,
    /// How many days it has waited.
    days: i64,
    /// When it lapses: six calendar months after it was sent.
    #[schema(format = DateTime)]
    lapses_at: String,
    /// Whether it is worth withdrawing: it has waited 30 days.
    stale: bool,
}

/// How many were accepted.
#[derive(ToSchema)]
pub(crate) struct DeskRate {
    /// Of how many.
    of: u32,
    /// How many.
    accepted: u32,
}

/// A month of invitations.
#[derive(ToSchema)]
pub(crate) struct DeskMonth {
    /// Such as `2026-11`.
    #[schema(example = "2026-11")]
    month: String,
    /// How many were sent in it.
    sent: u32,
    /// How many of those were accepted, whenever.
    accepted: u32,
}

/// The end of a month.
#[derive(ToSchema)]
pub(crate) struct DeskGrowth {
    /// Such as `2026-11`.
    #[schema(example = "2026-11")]
    month: String,
    /// How many contacts there were.
    total: u32,
}

/// A name and how many contacts have it.
#[derive(ToSchema)]
pub(crate) struct DeskCount {
    /// The company or title.
    name: String,
    /// How many.
    count: u32,
}

/// Somebody to thank.
#[derive(ToSchema)]
pub(crate) struct DeskThanks {
    /// Who.
    name: String,
    /// Whether they wrote a recommendation.
    recommended: bool,
    /// The skills that they endorsed.
    skills: Vec<String>,
    /// When they last did; null where that is not known.
    #[schema(format = DateTime, required = true)]
    at: Option<String>,
}

/// Somebody to write to again.
#[derive(ToSchema)]
pub(crate) struct DeskFollowUp {
    /// Who.
    name: String,
    /// Why: `unanswered`, they wrote last; `unwritten`, a new contact with whom nothing was written.
    #[schema(example = "unanswered")]
    why: String,
    /// Since when.
    #[schema(format = DateTime)]
    since: String,
    /// What they do and where, as far as it is known.
    about: String,
}

#[cfg(test)]
#[path = "archives_tests.rs"]
mod tests;

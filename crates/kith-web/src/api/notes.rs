//! Help with a note: the coach and the writer. Nothing here sends anything.

use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::Write,
    reply::{Answer, Reply},
    words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(check_note)).routes(routes!(draft_notes))
}

/// A draft to judge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "to": "ben-okafor", "draft": "Hi Ben, I recieved your paper. Could we have a quick call?",
}))]
struct CheckNote {
    /// The handle of whom it is for.
    to: String,
    /// The draft.
    draft: String,
}

/// A remark about a draft.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the use-case answers")]
pub(crate) struct NoteRemark {
    /// What it is about.
    #[schema(value_type = words::NoteRemarkCode)]
    code: String,
    /// Where the words begin in the draft, in UTF-16 code units: what `selectionStart` of a text
    /// field and indices of JavaScript strings count.
    start: u32,
    /// Where they end.
    end: u32,
    /// What to do.
    message: String,
    /// What could stand there instead, where that is plain.
    fix: Option<String>,
}

/// What the coach says about a draft.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the use-case answers")]
pub(crate) struct CheckedNote {
    /// Its length in characters as people count them, after trimming.
    length: u32,
    /// How long it may be, by my plan.
    limit: u32,
    /// What would make it better, in the order of the words.
    remarks: Vec<NoteRemark>,
    /// What we have in common, as far as I may see it: one line each, the strongest first.
    common_ground: Vec<String>,
}

/// Judge a draft of a note
///
/// The coach says what would make the note better: its length, something specific to the person, a
/// reason, one idea, no pitch, link or meeting, no placeholder left, spelling and grammar. It
/// advises; the note may be sent as it is. A draft in another language than English is judged by
/// its length, links, placeholders and capitals only.
#[utoipa::path(post, path = "/notes/check", tag = "notes", request_body = CheckNote,
    responses((status = 200, body = CheckedNote, description = "What the coach says")))]
async fn check_note(write: Write<CheckNote>) -> Answer {
    let CheckNote { to, draft } = write.body;
    Ok(Reply::ok(&write.asker.read(move |app, me| app.check_note(me, &to, &draft)).await?))
}

/// What drafts are asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to": "ben-okafor", "intent": "ask how they test glue", "tone": "friendly"}))]
struct DraftNotes {
    /// The handle of whom they are for.
    to: String,
    /// What I want of them: my own words, or one of `connect`, `job`, `advice`, `hire`, `reconnect`,
    /// `event`, `content`, `collaborate`.
    intent: String,
    /// How they are to sound; absent: `friendly`.
    #[schema(value_type = words::NoteTone, required = false)]
    tone: Option<String>,
}

/// Three drafts.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the use-case answers")]
pub(crate) struct DraftedNotes {
    /// Three drafts that differ, within my limit, from facts that I may see.
    drafts: Vec<String>,
    /// Why the built-in writer stood in for the operator's model, if it did.
    fallback: Option<String>,
}

/// Draft three notes
///
/// Each is within the limit of my plan, says only what I may see of the person, and passes the
/// coach. None is sent.
#[utoipa::path(post, path = "/notes/draft", tag = "notes", request_body = DraftNotes,
    responses((status = 200, body = DraftedNotes, description = "Three drafts")))]
async fn draft_notes(write: Write<DraftNotes>) -> Answer {
    let DraftNotes { to, intent, tone } = write.body;
    let brief = write.asker.read(move |app, me| app.brief_note(me, &to, &intent, tone.as_deref()));
    Ok(Reply::ok(&write.asker.draft(brief.await?).await))
}

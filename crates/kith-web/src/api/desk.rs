//! My desk: what I brought along says about my invitations. Nothing here sends anything.

use kith_app::desk::Outsider;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Write},
    notes::{CheckedNote, DraftedNotes},
    reply::{Answer, Reply},
    schema, words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(get_desk, forget_desk))
        .routes(routes!(check_desk_note))
        .routes(routes!(draft_desk_notes))
}

/// My desk
///
/// From my own data alone: what waits of the invitations that I sent elsewhere and when it lapses,
/// the sends of the last seven days against the weekly budget, how many were accepted and how fast,
/// with a note and without; how my network grew, where my contacts work; whom to thank, whom to
/// write to again.
#[utoipa::path(get, path = "/desk", tag = "archive",
    responses((status = 200, body = schema::DeskView, description = "It; zeros where nothing was brought along")))]
async fn get_desk(asker: Asker) -> Answer {
    Ok(Reply::ok(&asker.read(|app, me| app.desk(me)).await?))
}

/// Forget all that I brought along
///
/// Private contacts, past invitations, who praised me, when I wrote with whom, and the upload. What
/// went into my profile stays there.
#[utoipa::path(delete, path = "/desk", tag = "archive",
    responses((status = 204, description = "It is gone")))]
async fn forget_desk(write: Write) -> Answer {
    Ok(Reply::done(&write.asker.app().forget_brought(&write.ask).await?))
}

/// A draft to somebody who is not here.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "first_name": "Ben", "event": "Timber Days 2026", "draft": "Hi Ben, I recieved your paper.",
}))]
struct CheckDeskNote {
    /// First name.
    first_name: String,
    /// Last name.
    #[serde(default)]
    last_name: String,
    /// Where they work.
    #[serde(default)]
    company: String,
    /// What they do.
    #[serde(default)]
    title: String,
    /// An event where both of us were.
    #[serde(default)]
    event: String,
    /// A group that both of us are in.
    #[serde(default)]
    group: String,
    /// The draft.
    draft: String,
}

/// Judge a draft to somebody who is not here
///
/// The coach knows of them what the request says, and of my last notes elsewhere. Nothing is sent:
/// copy the note where you need it.
#[utoipa::path(post, path = "/desk/notes/check", tag = "archive", request_body = CheckDeskNote,
    responses((status = 200, body = CheckedNote, description = "What the coach says")))]
async fn check_desk_note(write: Write<CheckDeskNote>) -> Answer {
    let CheckDeskNote { first_name, last_name, company, title, event, group, draft } = write.body;
    let them = Outsider { first_name, last_name, company, title, event, group };
    let read = write.asker.read(move |app, me| app.check_desk_note(me, &them, &draft));
    Ok(Reply::ok(&read.await?))
}

/// What drafts are asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"first_name": "Ben", "company": "Northline", "intent": "ask how they test glue"}))]
struct DraftDeskNotes {
    /// First name.
    first_name: String,
    /// Last name.
    #[serde(default)]
    last_name: String,
    /// Where they work.
    #[serde(default)]
    company: String,
    /// What they do.
    #[serde(default)]
    title: String,
    /// An event where both of us were.
    #[serde(default)]
    event: String,
    /// A group that both of us are in.
    #[serde(default)]
    group: String,
    /// What I want, in a few words.
    intent: String,
    /// How it is to sound.
    #[schema(value_type = Option<words::NoteTone>)]
    tone: Option<String>,
}

/// Draft notes to somebody who is not here
#[utoipa::path(post, path = "/desk/notes/draft", tag = "archive", request_body = DraftDeskNotes,
    responses((status = 200, body = DraftedNotes, description = "Three drafts")))]
async fn draft_desk_notes(write: Write<DraftDeskNotes>) -> Answer {
    let DraftDeskNotes { first_name, last_name, company, title, event, group, intent, tone } =
        write.body;
    let them = Outsider { first_name, last_name, company, title, event, group };
    let brief =
        write.asker.read(move |app, me| app.brief_desk_note(me, &them, &intent, tone.as_deref()));
    Ok(Reply::ok(&write.asker.draft(brief.await?).await))
}

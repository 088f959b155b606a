//! Messages: may I, writing, conversations, requests, reports.

use axum::extract::Path;
use kith_app::{
    AppError, Paging, Written,
    messaging::{Explained, MessagingView, NewMessage},
};
use kith_core::{
    budget::Budget,
    conversation::{Folder, Tidy},
    id::ConversationId,
    messaging::Way,
    refusal::Reason,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::PageOf,
    problem::{About, InsteadBody, Problem, instead},
    reply::{Answer, Reply},
    schema, words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(get_messaging))
        .routes(routes!(send_message))
        .routes(routes!(list_conversations))
        .routes(routes!(count_unread))
        .routes(routes!(get_conversation))
        .routes(routes!(read_conversation))
        .routes(routes!(mute_conversation))
        .routes(routes!(unmute_conversation))
        .routes(routes!(archive_conversation))
        .routes(routes!(unarchive_conversation))
        .routes(routes!(accept_request))
        .routes(routes!(decline_request))
        .routes(routes!(report_conversation))
}

/// Whether I may write to somebody, and how.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Messaging {
    /// Whether a message may be sent now.
    allowed: bool,
    /// The first way that is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = words::Way, required = false)]
    via: Option<String>,
    /// How many InMail credits it costs.
    price: u32,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = words::Reason, required = false)]
    reason: Option<Reason>,
    /// Why not, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<String>,
    /// Every further reason.
    #[schema(value_type = Vec<words::Reason>)]
    also: Vec<Reason>,
    /// Until when not, where that is known.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    until: Option<Timestamp>,
    /// What works instead.
    instead: Vec<InsteadBody>,
    /// Whether an InMail in particular may be sent now.
    inmail: bool,
    /// The conversation with them, or null.
    #[schema(value_type = Option<String>, required = true)]
    conversation: Option<ConversationId>,
    /// The group that both share, or null.
    #[schema(required = true)]
    group: Option<String>,
    /// The longest message, in characters.
    length: u32,
    /// The longest subject of an InMail, in characters.
    subject_length: u32,
    /// Days within which an answer gives the credit of an InMail back.
    return_days: u32,
    /// My InMail credits.
    #[schema(value_type = schema::Budget)]
    credits: Budget,
}

impl From<MessagingView> for Messaging {
    fn from(view: MessagingView) -> Self {
        let Explained { via, price, refusal } = view.message;
        let handle = view.member.card.handle.as_str();
        let allowed = refusal.is_none();
        let works = refusal.as_ref().map(|no| instead(&no.instead, Some(handle)));
        Self {
            allowed,
            via,
            price,
            reason: refusal.as_ref().map(|no| no.reason),
            also: refusal.as_ref().map(|no| no.also.clone()).unwrap_or_default(),
            until: refusal.as_ref().and_then(|no| no.until),
            detail: refusal.map(|no| no.detail),
            instead: works.unwrap_or_default(),
            inmail: view.inmail.allowed(),
            conversation: view.conversation,
            group: view.group,
            length: view.length,
            subject_length: view.subject_length,
            return_days: view.return_days,
            credits: view.credits,
        }
    }
}

/// May I write to a member
///
/// By which way (the first that is open), at what price, and if not, why not and what works
/// instead.
#[utoipa::path(get, path = "/members/{handle}/messaging", tag = "messages",
    params(("handle" = String, Path, description = "To whom")),
    responses((status = 200, body = Messaging, description = "Whether and how")))]
async fn get_messaging(asker: Asker, Path(handle): Path<String>) -> Answer {
    let view = asker.read(move |app, me| app.messaging(me, &handle)).await?;
    Ok(Reply::ok(&Messaging::from(view)))
}

/// A message to write.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "to": "ben-okafor", "body": "Your talk on cable stays has stayed with me.",
}))]
struct SendMessage {
    /// The recipient's handle.
    to: String,
    /// The text.
    body: String,
    /// The way; absent: the first that is open.
    #[schema(value_type = words::Way, required = false)]
    via: Option<Way>,
    /// The subject; an InMail needs one.
    subject: Option<String>,
}

/// Write to a member
///
/// By the first way that is open, or the one that is named. An InMail needs a subject and costs a
/// credit; without a subject none is spent.
#[utoipa::path(post, path = "/messages", tag = "messages", request_body = SendMessage,
    responses((status = 201, body = schema::SentMessage, description = "Written")))]
async fn send_message(write: Write<SendMessage>) -> Answer {
    let Write { asker, ask, body } = write;
    let to = body.to.clone();
    let new = NewMessage {
        to: body.to,
        body: body.body,
        via: body.via.map(|way| way.code().to_owned()),
        subject: body.subject,
    };
    let written = asker.app().send_message(&ask, new).await.about(&to)?;
    let location = format!("/api/v1/conversations/{}", written.value.conversation);
    Ok(Reply::created(&location, &written.value).at(&written.revision))
}

/// Which conversations are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListConversations {
    /// What is talked about, message requests, or what is put away.
    #[param(value_type = Option<words::Folder>, inline)]
    r#box: Option<Folder>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// My conversations, the newest message first
#[utoipa::path(get, path = "/conversations", tag = "messages", params(ListConversations),
    responses((status = 200, body = schema::List<schema::ConversationView>,
        description = "The conversations of one box; without `box`, the inbox")))]
async fn list_conversations(asker: Asker, Params(asked): Params<ListConversations>) -> Answer {
    let folder = asked.r#box.unwrap_or(Folder::Inbox);
    let paging = Paging { limit: asked.limit, after: asked.after };
    Ok(Reply::ok(&asker.read(move |app, me| app.conversations(me, folder, &paging)).await?))
}

/// How many of my conversations have something unread
///
/// Muted and archived ones are not counted.
#[utoipa::path(get, path = "/conversations/unread", tag = "messages",
    responses((status = 200, body = schema::Unread, description = "How many")))]
async fn count_unread(asker: Asker) -> Answer {
    let count = asker.read(|app, me| app.unread_count(me)).await?;
    Ok(Reply::ok(&serde_json::json!({"count": count})))
}

/// One conversation with its messages, newest first
#[utoipa::path(get, path = "/conversations/{id}", tag = "messages",
    params(("id" = String, Path, description = "Which"), PageOf),
    responses((status = 200, body = schema::OpenConversation,
        description = "The conversation; `next` leads back in time")))]
async fn get_conversation(
    asker: Asker,
    Path(id): Path<String>,
    Params(page): Params<PageOf>,
) -> Answer {
    let (id, paging) = (parse_id(&id)?, page.into());
    Ok(Reply::ok(&asker.read(move |app, me| app.conversation(me, id, &paging)).await?))
}

/// Everything until now is read
#[utoipa::path(post, path = "/conversations/{id}/read", tag = "messages",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Read")))]
async fn read_conversation(Path(id): Path<String>, write: Write) -> Answer {
    tidy(&id, &write, Tidy::Read).await
}

/// Count new messages here no more
#[utoipa::path(post, path = "/conversations/{id}/mute", tag = "messages",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Muted")))]
async fn mute_conversation(Path(id): Path<String>, write: Write) -> Answer {
    tidy(&id, &write, Tidy::Mute).await
}

/// Count new messages here again
#[utoipa::path(post, path = "/conversations/{id}/unmute", tag = "messages",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Not muted")))]
async fn unmute_conversation(Path(id): Path<String>, write: Write) -> Answer {
    tidy(&id, &write, Tidy::Unmute).await
}

/// Put a conversation away until something new is written; the other is not told
#[utoipa::path(post, path = "/conversations/{id}/archive", tag = "messages",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Archived")))]
async fn archive_conversation(Path(id): Path<String>, write: Write) -> Answer {
    tidy(&id, &write, Tidy::Archive).await
}

/// Take a conversation back into the inbox
#[utoipa::path(post, path = "/conversations/{id}/unarchive", tag = "messages",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "In the inbox")))]
async fn unarchive_conversation(Path(id): Path<String>, write: Write) -> Answer {
    tidy(&id, &write, Tidy::Unarchive).await
}

/// Accept a message request or an InMail
#[utoipa::path(post, path = "/conversations/{id}/accept", tag = "messages",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Accepted: both may write")))]
async fn accept_request(Path(id): Path<String>, write: Write) -> Answer {
    done(&write.asker.app().answer_request(&write.ask, parse_id(&id)?, true).await?)
}

/// Decline a message request or an InMail, silently
///
/// The credit of an InMail comes back to its sender.
#[utoipa::path(post, path = "/conversations/{id}/decline", tag = "messages",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Declined")))]
async fn decline_request(Path(id): Path<String>, write: Write) -> Answer {
    done(&write.asker.app().answer_request(&write.ask, parse_id(&id)?, false).await?)
}

/// What is wrong with a conversation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "They sell something to everybody in the group."}))]
struct ReportBody {
    /// In your words; the operators read it beside the last ten messages.
    reason: String,
}

/// Report a conversation to the operators; the other is not told
#[utoipa::path(post, path = "/conversations/{id}/report", tag = "messages",
    params(("id" = String, Path, description = "Which")), request_body = ReportBody,
    responses((status = 204, description = "The operators see it")))]
async fn report_conversation(Path(id): Path<String>, write: Write<ReportBody>) -> Answer {
    let (id, reason) = (parse_id(&id)?, &write.body.reason);
    done(&write.asker.app().report_conversation(&write.ask, id, reason).await?)
}

async fn tidy(id: &str, write: &Write, act: Tidy) -> Answer {
    done(&write.asker.app().tidy_conversation(&write.ask, parse_id(id)?, act).await?)
}

fn done(written: &Written<()>) -> Answer {
    Ok(Reply::done(written))
}

/// An id that cannot be one is a thing that does not exist.
fn parse_id(text: &str) -> Result<ConversationId, Problem> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

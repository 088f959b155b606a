//! Introductions: asking, passing on, accepting, declining.

use axum::extract::Path;
use kith_app::{
    AppError, Paging, Revision, Written,
    introductions::{IntroductionBox, NewIntroduction},
};
use kith_core::id::IntroductionId;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    problem::{About, Problem},
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_introductions, ask_introduction))
        .routes(routes!(get_introduction))
        .routes(routes!(forward_introduction))
        .routes(routes!(accept_introduction))
        .routes(routes!(decline_introduction))
}

/// An introduction to ask for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "through": "carl-dubois", "to": "ben-okafor",
    "note": "Ben led the bridge in Porto; I would like to hear how the cables were tested.",
}))]
struct AskIntroduction {
    /// The handle of the connection who is asked.
    through: String,
    /// The handle of the member to meet.
    to: String,
    /// What both of them read.
    note: String,
}

/// Ask a mutual connection for an introduction
///
/// Both sides agree or nothing happens: the one in between passes it on or declines silently, and
/// so does the member you want to meet. It costs one invitation once they accept.
#[utoipa::path(post, path = "/introductions", tag = "introductions",
    request_body = AskIntroduction,
    responses((status = 201, body = schema::IntroductionView, description = "Asked")))]
async fn ask_introduction(write: Write<AskIntroduction>) -> Answer {
    let Write { asker, ask, body } = write;
    let to = body.to.clone();
    let new = NewIntroduction { through: body.through, to: body.to, note: body.note };
    let written = asker.app().ask_introduction(&ask, new).await.about(&to)?;
    let id = written.value;
    let view = view(&asker, id, None).await;
    let location = format!("/api/v1/introductions/{id}");
    Ok(Reply::created(&location, &view).at(&written.revision))
}

/// Which introductions are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListIntroductions {
    /// Those asked of me, those of somebody to me, or those I asked for.
    #[param(value_type = Option<schema::IntroductionBox>, inline)]
    r#box: Option<IntroductionBox>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// My introductions, newest first
#[utoipa::path(get, path = "/introductions", tag = "introductions", params(ListIntroductions),
    responses((status = 200, body = schema::List<schema::IntroductionView>,
        description = "The introductions of one box; without `box`, those asked of me")))]
async fn list_introductions(asker: Asker, Params(asked): Params<ListIntroductions>) -> Answer {
    let part = asked.r#box.unwrap_or(IntroductionBox::Through);
    let paging = Paging { limit: asked.limit, after: asked.after };
    Ok(Reply::ok(&asker.read(move |app, me| app.introductions(me, part, &paging)).await?))
}

/// One introduction in which I have a part
#[utoipa::path(get, path = "/introductions/{id}", tag = "introductions",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::IntroductionView, description = "The introduction")))]
async fn get_introduction(asker: Asker, Path(id): Path<String>) -> Answer {
    let id = parse_id(&id)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.introduction(me, id)).await?))
}

/// Pass an introduction on to whom it is for
#[utoipa::path(post, path = "/introductions/{id}/forward", tag = "introductions",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::IntroductionView, description = "The introduction")))]
async fn forward_introduction(Path(id): Path<String>, write: Write) -> Answer {
    let id = parse_id(&id)?;
    let written = write.asker.app().forward_introduction(&write.ask, id).await?;
    Ok(acted(&view(&write.asker, id, None).await, &written))
}

/// Accept an introduction to me: both are connected
#[utoipa::path(post, path = "/introductions/{id}/accept", tag = "introductions",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::IntroductionView, description = "The introduction")))]
async fn accept_introduction(Path(id): Path<String>, write: Write) -> Answer {
    let id = parse_id(&id)?;
    let written = write.asker.app().accept_introduction(&write.ask, id).await?;
    Ok(acted(&view(&write.asker, id, Some(written.revision)).await, &written))
}

/// Decline silently: to pass it on, or to be introduced
#[utoipa::path(post, path = "/introductions/{id}/decline", tag = "introductions",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::IntroductionView, description = "The introduction")))]
async fn decline_introduction(Path(id): Path<String>, write: Write) -> Answer {
    let id = parse_id(&id)?;
    let written = write.asker.app().decline_introduction(&write.ask, id).await?;
    Ok(acted(&view(&write.asker, id, None).await, &written))
}

fn parse_id(text: &str) -> Result<IntroductionId, Problem> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

/// The introduction after a write that is durable: where it cannot be read back, its id stands
/// alone.
async fn view(asker: &Asker, id: IntroductionId, seen_at: Option<Revision>) -> Value {
    let view = asker.read(move |app, me| {
        if let Some(revision) = seen_at {
            app.wait_for(&revision)?;
        }
        app.introduction(me, id)
    });
    let view = view.await.ok().and_then(|view| serde_json::to_value(view).ok());
    view.unwrap_or_else(|| json!({"id": id}))
}

fn acted(view: &Value, written: &Written<()>) -> Reply {
    Reply::ok(view).at(&written.revision)
}

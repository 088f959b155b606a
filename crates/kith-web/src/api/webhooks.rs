//! Webhooks: what programs are told of what happens.

use axum::extract::Path;
use kith_app::{AppError, Paging, webhooks::NewWebhook};
use kith_core::{
    id::{Id, WebhookId},
    webhook::{Event, Scope, Subject},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::PageOf,
    problem::Problem,
    reply::{Answer, Reply, whole},
    schema, words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_webhooks, create_webhook))
        .routes(routes!(get_webhook, delete_webhook))
        .routes(routes!(list_deliveries))
        .routes(routes!(send_again))
}

/// A webhook to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "url": "https://crm.example/kith", "events": ["invitation.accepted", "message.replied"],
}))]
struct WebhookBody {
    /// Where it is told: `https://`, at a public address.
    url: String,
    /// What it is told of.
    #[schema(value_type = Vec<words::WebhookEvent>)]
    events: Vec<Event>,
    /// Of whose events; absent: `mine`. `community` is for operators.
    #[schema(value_type = words::WebhookScope, required = false)]
    scope: Option<Scope>,
}

/// My webhooks, the oldest first
///
/// An operator's answer has those of the community too.
#[utoipa::path(get, path = "/webhooks", tag = "webhooks",
    responses((status = 200, body = schema::List<schema::WebhookView>, description = "All of them")))]
async fn list_webhooks(asker: Asker) -> Answer {
    Ok(Reply::ok(&whole(asker.read(|app, me| app.webhooks(me)).await?)))
}

/// Make a webhook
///
/// It is told by POST with JSON, signed as the Standard Webhooks specification has it: the headers
/// `webhook-id`, `webhook-timestamp` and `webhook-signature` (v1). An answer 2xx says that it
/// arrived; otherwise it is tried again for three days, and then kept to be sent again by hand.
/// The same event may come twice, with the same `webhook-id`. Nothing silent is told: an ignored
/// invitation goes on waiting.
#[utoipa::path(post, path = "/webhooks", tag = "webhooks", request_body = WebhookBody,
    responses((status = 201, body = schema::WebhookView, description = "Made")))]
async fn create_webhook(write: Write<WebhookBody>) -> Answer {
    let Write { asker, ask, body } = write;
    let WebhookBody { url, events, scope } = body;
    let new = NewWebhook { url, events, scope: scope.unwrap_or(Scope::Mine) };
    let written = asker.app().create_webhook(&ask, new).await?;
    let location = format!("/api/v1/webhooks/{}", written.value.id);
    Ok(Reply::created(&location, &written.value).at(&written.revision))
}

/// One of my webhooks
#[utoipa::path(get, path = "/webhooks/{id}", tag = "webhooks",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::WebhookView, description = "The webhook")))]
async fn get_webhook(asker: Asker, Path(id): Path<String>) -> Answer {
    let id = webhook_id(&id)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.webhook(me, id)).await?))
}

/// Delete a webhook, with everything that it was to be told
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "webhooks",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Deleted")))]
async fn delete_webhook(Path(id): Path<String>, write: Write) -> Answer {
    let id = webhook_id(&id)?;
    Ok(Reply::done(&write.asker.app().delete_webhook(&write.ask, id).await?))
}

/// What a webhook was and is told, the last first
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "webhooks",
    params(("id" = String, Path, description = "Which"), PageOf),
    responses((status = 200, body = schema::List<schema::DeliveryView>, description = "A page")))]
async fn list_deliveries(
    asker: Asker,
    Path(id): Path<String>,
    Params(page): Params<PageOf>,
) -> Answer {
    let (id, paging) = (webhook_id(&id)?, Paging::from(page));
    Ok(Reply::ok(&asker.read(move |app, me| app.deliveries(me, id, &paging)).await?))
}

/// What is sent again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "delivery": null }))]
struct AgainBody {
    /// The delivery's id; absent: all that were given up.
    delivery: Option<String>,
}

/// How many are sent again.
#[derive(Debug, Serialize, ToSchema)]
struct Again {
    /// How many.
    again: u32,
}

/// Send again what was given up
#[utoipa::path(post, path = "/webhooks/{id}/again", tag = "webhooks",
    params(("id" = String, Path, description = "Which")), request_body = AgainBody,
    responses((status = 200, body = Again, description = "They wait for the next round")))]
async fn send_again(Path(id): Path<String>, write: Write<AgainBody>) -> Answer {
    let Write { asker, ask, body } = write;
    let id = webhook_id(&id)?;
    let about = body.delivery.map(|text| text.parse::<Id<Subject>>()).transpose();
    let about = about.map_err(|_| Problem::field("delivery", "This is no delivery's id."))?;
    let written = asker.app().send_again(&ask, id, about).await?;
    Ok(Reply::ok(&Again { again: written.value }).at(&written.revision))
}

/// An id that is none is nobody's webhook.
fn webhook_id(text: &str) -> Result<WebhookId, Problem> {
    text.parse().map_err(|_| Problem::from(AppError::NotFound))
}

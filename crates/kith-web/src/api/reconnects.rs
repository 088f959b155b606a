//! Reconnecting by mutual consent, and confirming the address by which one is known.

use axum::extract::Path;
use kith_app::{AppError, Paging};
use kith_core::{id::ReconnectId, reconnect::Answer as Said};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    problem::Problem,
    reply::{Answer, Reply},
    schema, words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(get_reconnect, start_reconnecting, stop_reconnecting))
        .routes(routes!(list_reconnect_offers))
        .routes(routes!(answer_reconnect, take_back_answer))
        .routes(routes!(ask_confirmation))
        .routes(routes!(confirm_email))
}

/// My side of reconnecting
///
/// Whether I want to be reconnected with people I know from elsewhere, and what I am known by.
#[utoipa::path(get, path = "/reconnect", tag = "archive",
    responses((status = 200, body = schema::ReconnectView, description = "My side of it")))]
async fn get_reconnect(asker: Asker) -> Answer {
    Ok(Reply::ok(&asker.read(|app, me| app.reconnect(me)).await?))
}

/// Let me be reconnected
///
/// My private contacts are compared with those of others who want it, too, about a day after I
/// brought them along. Where two list each other by an address that the other has confirmed, both
/// are asked, and connected once both say yes. Whatever comes of it, this answers the same: nothing
/// tells whether somebody in my contacts is a member.
#[utoipa::path(put, path = "/reconnect", tag = "archive",
    responses((status = 204, description = "On")))]
async fn start_reconnecting(write: Write) -> Answer {
    Ok(Reply::done(&write.asker.app().start_reconnecting(&write.ask).await?))
}

/// Do not let me be reconnected any more
///
/// Nothing of mine is compared, nobody is asked about me, and what I said yes to I do not say yes to
/// any more. Nobody is told.
#[utoipa::path(delete, path = "/reconnect", tag = "archive",
    responses((status = 204, description = "Off")))]
async fn stop_reconnecting(write: Write) -> Answer {
    Ok(Reply::done(&write.asker.app().stop_reconnecting(&write.ask).await?))
}

/// Which offers.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListReconnectOffers {
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Whom I may reconnect with, newest first
///
/// Members whom my contacts list and whose contacts list me. What they say is not told.
#[utoipa::path(get, path = "/reconnect/offers", tag = "archive", params(ListReconnectOffers),
    responses((status = 200, body = schema::List<schema::ReconnectOffer>, description = "The members")))]
async fn list_reconnect_offers(asker: Asker, Params(asked): Params<ListReconnectOffers>) -> Answer {
    let paging = Paging { limit: asked.limit, after: asked.after };
    Ok(Reply::ok(&asker.read(move |app, me| app.reconnect_offers(me, &paging)).await?))
}

/// What I say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"answer": "yes"}))]
struct AnswerReconnect {
    /// Yes or no; a no is told to nobody.
    #[schema(value_type = words::ReconnectAnswer)]
    answer: String,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
struct ReconnectAnswered {
    /// Whether we are connected now: both said yes.
    connected: bool,
}

/// Say yes or no to reconnecting
///
/// Both yes: connected at once, with no invitation spent. A no is told to nobody, and either may be
/// changed as long as we are not connected.
#[utoipa::path(put, path = "/reconnect/offers/{id}/answer", tag = "archive",
    params(("id" = String, Path, description = "Which offer")), request_body = AnswerReconnect,
    responses((status = 200, body = ReconnectAnswered, description = "Kept")))]
async fn answer_reconnect(Path(id): Path<String>, write: Write<AnswerReconnect>) -> Answer {
    let said = Said::from_code(&write.body.answer)
        .ok_or_else(|| AppError::field("answer", "Say yes or no."))?;
    let written =
        write.asker.app().answer_reconnect(&write.ask, parse_id(&id)?, Some(said)).await?;
    Ok(Reply::ok(&ReconnectAnswered { connected: written.value }).at(&written.revision))
}

/// Take my answer back
///
/// As if I had said nothing yet; possible as long as we are not connected.
#[utoipa::path(delete, path = "/reconnect/offers/{id}/answer", tag = "archive",
    params(("id" = String, Path, description = "Which offer")),
    responses((status = 204, description = "Taken back")))]
async fn take_back_answer(Path(id): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().answer_reconnect(&write.ask, parse_id(&id)?, None).await?;
    Ok(Reply::nothing().at(&written.revision))
}

fn parse_id(text: &str) -> Result<ReconnectId, Problem> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

/// Have a link mailed that confirms my e-mail address
///
/// At most one in ten minutes. Nothing is mailed where the address is confirmed.
#[utoipa::path(post, path = "/email/confirmation", tag = "members",
    responses((status = 204, description = "It is on its way")))]
async fn ask_confirmation(write: Write) -> Answer {
    Ok(Reply::done(&write.asker.app().ask_confirmation(&write.ask).await?))
}

/// What stands in the link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "1796054400000000.4b1f0c5d7e2a49c8b6d3e1f2a5c7d9e0"}))]
struct ConfirmEmail {
    /// The last part of the link.
    token: String,
}

/// Confirm my e-mail address
///
/// With the link that was mailed there, signed in as the account that asked for it.
#[utoipa::path(post, path = "/email/confirm", tag = "members", request_body = ConfirmEmail,
    responses((status = 204, description = "It is confirmed")))]
async fn confirm_email(write: Write<ConfirmEmail>) -> Answer {
    let written = write.asker.app().confirm_email(&write.ask, &write.body.token).await?;
    Ok(Reply::done(&written))
}

//! Invitations by e-mail: ask, list, withdraw; and, for who was invited so, whom to connect with.

use axum::extract::Path;
use kith_app::{AppError, Paging, email_invitations::NewEmailInvitations};
use kith_core::id::InvitationId;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::PageOf,
    problem::Problem,
    rate,
    reply::{Answer, Reply, whole},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_email_invitations, invite_by_email))
        .routes(routes!(withdraw_email_invitation))
        .routes(routes!(list_email_offers, answer_email_offers))
        .routes(routes!(prove_address))
        .routes(routes!(admin_email_invitations))
}

/// Addresses to invite.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "addresses": "Ana Pereira <ana@example.org>, ben@example.org",
    "note": "We built the bridge in Porto together. I am here now.",
}))]
struct InviteByEmail {
    /// One address or a list: a line each, or commas or semicolons between them, with names
    /// (`Ana <ana@example.org>`) or without; or a table (CSV) whose first line names the columns.
    addresses: String,
    /// The note, the same for all, without links; its longest length is `note_length` of
    /// `GET /limits`.
    note: Option<String>,
}

/// Invite people who are not members, by e-mail
///
/// Each address costs one invitation of the week and takes a pending place. It gets one mail, and
/// one reminder after seven days. Whether it is a member's, wants no mail or cannot be reached is
/// not told: `queued` says that the invitation is kept. Where a rule lets none of the addresses
/// through, the answer is its refusal.
#[utoipa::path(post, path = "/email-invitations", tag = "invitations",
    request_body = InviteByEmail,
    responses((status = 200, body = schema::EmailAskedList, description = "Each of the list")))]
async fn invite_by_email(write: Write<InviteByEmail>) -> Answer {
    let Write { asker, ask, body } = write;
    let InviteByEmail { addresses, note } = body;
    let written = asker.app().invite_by_email(&ask, NewEmailInvitations { addresses, note }).await;
    let read = asker.read(|app, me| Ok(rate::headers(&app.limits(me)?, app.now())));
    let budgets = read.await.unwrap_or_default();
    match written {
        Ok(written) => Ok(Reply::ok(&written.value).at(&written.revision).with(budgets)),
        Err(error) => Err(Problem::from(error).with(budgets)),
    }
}

/// My invitations by e-mail, newest first
///
/// Addresses are masked: one is kept only while mail may go there.
#[utoipa::path(get, path = "/email-invitations", tag = "invitations", params(PageOf),
    responses((status = 200, body = schema::List<schema::EmailInvitationView>,
        description = "Those that I sent")))]
async fn list_email_invitations(asker: Asker, Params(page): Params<PageOf>) -> Answer {
    let paging = Paging::from(page);
    Ok(Reply::ok(&asker.read(move |app, me| app.email_invitations(me, &paging)).await?))
}

/// Withdraw one that I sent by e-mail
#[utoipa::path(post, path = "/email-invitations/{id}/withdraw", tag = "invitations",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Withdrawn; nothing of it is mailed any more")))]
async fn withdraw_email_invitation(Path(id): Path<String>, write: Write) -> Answer {
    let id: InvitationId = id.parse().map_err(|_| Problem::from(AppError::NotFound))?;
    Ok(Reply::done(&write.asker.app().withdraw_email_invitation(&write.ask, id).await?))
}

/// Who invited me by e-mail before I came
#[utoipa::path(get, path = "/email-invitations/offers", tag = "invitations",
    responses((status = 200, body = schema::List<schema::EmailOffer>,
        description = "All that wait for addresses that I have shown to be mine")))]
async fn list_email_offers(asker: Asker) -> Answer {
    Ok(Reply::ok(&whole(asker.read(|app, me| app.email_offers(me)).await?)))
}

/// Whom to connect with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"connect": ["01890a5d-ac96-774b-bcce-b302099a8057"], "decline": []}))]
struct AnswerOffers {
    /// The ids of the invitations to accept.
    #[serde(default)]
    connect: Vec<String>,
    /// The ids of those to let go; their senders are not told.
    #[serde(default)]
    decline: Vec<String>,
}

/// Connect with those who invited me by e-mail, or let them go
#[utoipa::path(post, path = "/email-invitations/offers", tag = "invitations",
    request_body = AnswerOffers,
    responses((status = 200, body = schema::AnsweredOffers, description = "How many")))]
async fn answer_email_offers(write: Write<AnswerOffers>) -> Answer {
    let Write { asker, ask, body } = write;
    let ids = |field: &str, ids: Vec<String>| {
        let known = ids.iter().map(|id| id.parse()).collect::<Result<Vec<InvitationId>, _>>();
        known.map_err(|_| Problem::field(field, "One of these is no id."))
    };
    let (connect, decline) = (ids("connect", body.connect)?, ids("decline", body.decline)?);
    let written = asker.app().answer_email_offers(&ask, connect, decline).await?;
    Ok(Reply::ok(&written.value).at(&written.revision))
}

/// The link of a mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"invitation": "9f2c…-01890a5d-ac96-774b-bcce-b302099a8057.join.5d0e…"}))]
struct ProveAddress {
    /// The end of its address, after `/invited/`.
    invitation: String,
}

/// Show that the address of an invitation is mine, by the link in its mail
#[utoipa::path(post, path = "/email-invitations/address", tag = "invitations",
    request_body = ProveAddress,
    responses((status = 204, description = "What was sent there is offered to me now")))]
async fn prove_address(write: Write<ProveAddress>) -> Answer {
    let Write { asker, ask, body } = write;
    Ok(Reply::done(&asker.app().prove_address(&ask, &body.invitation).await?))
}

/// Volume of invitations by e-mail, and who wanted no more
#[utoipa::path(get, path = "/admin/email-invitations", tag = "admin",
    responses((status = 200, body = schema::AdminEmail,
        description = "The day against its limit, and the hundred who sent most in a week")))]
async fn admin_email_invitations(asker: Asker) -> Answer {
    Ok(Reply::ok(&asker.read(|app, me| app.admin_email_invitations(me)).await?))
}

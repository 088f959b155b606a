//! Invitations: send, list, accept, ignore, withdraw, reply.

use axum::{extract::Path, http::HeaderMap};
use kith_app::{
    AppError, Paging, Revision, Written,
    invitations::{InvitationQuery, InvitationView, Invited, Mailbox, NewInvitation, WithdrawMany},
};
use kith_core::{
    id::InvitationId,
    invitation::{Source, State},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    problem::{About, Problem, instead},
    rate,
    reply::{Answer, Reply},
    schema, words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_invitations, send_invitation))
        .routes(routes!(withdraw_invitations))
        .routes(routes!(get_invitation))
        .routes(routes!(accept_invitation))
        .routes(routes!(ignore_invitation))
        .routes(routes!(withdraw_invitation))
        .routes(routes!(reply_to_invitation))
}

/// An invitation to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "to": "ben-okafor", "note": "We met at the bridge congress.", "source": "search",
}))]
struct SendInvitation {
    /// The recipient's handle.
    to: String,
    /// The note; its longest length is `note_length` of `GET /limits`.
    note: Option<String>,
    /// Where you came from; absent: `profile`.
    #[schema(value_type = words::Source, required = false)]
    source: Option<Source>,
    /// With source `mutual`: the handle whose connections you looked at.
    via: Option<String>,
    /// The recipient's e-mail address, where their gate asks for it.
    email: Option<String>,
    /// With source `in_person` or `event`: where and when you met; at most 120 characters.
    met: Option<String>,
}

impl From<SendInvitation> for NewInvitation {
    fn from(new: SendInvitation) -> Self {
        Self {
            to: new.to,
            note: new.note,
            source: new.source.map(Source::code).unwrap_or_default().to_owned(),
            via: new.via,
            email: new.email,
            met: new.met,
        }
    }
}

/// Invite a member to connect
///
/// Every rule of the rulebook's R4 is asked, in its order; a refusal costs nothing. Where their
/// invitation to you is pending, both are connected at once. Where yours is pending already, it
/// is answered with `already_pending` and what works instead; nothing is sent.
#[utoipa::path(post, path = "/invitations", tag = "invitations",
    request_body = SendInvitation,
    responses(
        (status = 201, body = schema::SentInvitation, description = "Sent; it is pending"),
        (status = 200, body = schema::SentInvitation,
            description = "`state` is `connected`: theirs was pending, and you are connected now. \
                           Or `already_pending` is true: yours was pending, nothing was sent"),
    ))]
async fn send_invitation(write: Write<SendInvitation>) -> Answer {
    let Write { asker, ask, body } = write;
    let to = body.to.clone();
    let sent = asker.app().invite(&ask, body.into()).await.about(&to);
    let written = match sent {
        Ok(written) => written,
        Err(problem) => return Err(problem.with(budgets(&asker).await)),
    };
    let (id, revision) = (written.value.id(), written.revision);
    let seen_at = matches!(written.value, Invited::Connected { .. }).then_some(written.revision);
    let (mut view, budgets) = view_and_budgets(&asker, id, seen_at).await;
    let reply = match written.value {
        Invited::Sent { .. } => {
            view.insert("state".into(), json!(State::Pending));
            Reply::created(&format!("/api/v1/invitations/{id}"), &view)
        }
        Invited::Connected { .. } => {
            view.insert("state".into(), json!("connected"));
            Reply::ok(&view)
        }
        Invited::AlreadyPending { refusal, .. } => {
            let works = refusal.map(|refusal| refusal.instead).unwrap_or_default();
            view.insert("state".into(), json!(State::Pending));
            view.insert("already_pending".into(), json!(true));
            view.insert("instead".into(), json!(instead(&works, Some(&to))));
            Reply::ok(&view)
        }
    };
    Ok(reply.at(&revision).with(budgets))
}

/// Which invitations are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListInvitations {
    /// Those I received, or those I sent.
    #[param(value_type = Option<schema::Mailbox>, inline)]
    r#box: Option<Mailbox>,
    /// Only those in this state, as I may see it.
    #[param(value_type = Option<words::InvitationState>, inline)]
    state: Option<State>,
    /// Only those sent at least this many days ago.
    older_than_days: Option<u32>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// My invitations, newest first
#[utoipa::path(get, path = "/invitations", tag = "invitations", params(ListInvitations),
    responses((status = 200, body = schema::List<schema::InvitationView>,
        description = "The invitations of one box; without `box`, those I received")))]
async fn list_invitations(asker: Asker, Params(asked): Params<ListInvitations>) -> Answer {
    let query = InvitationQuery {
        mailbox: asked.r#box.unwrap_or(Mailbox::Received),
        state: asked.state,
        older_than_days: asked.older_than_days,
        paging: Paging { limit: asked.limit, after: asked.after },
    };
    Ok(Reply::ok(&asker.read(move |app, me| app.invitations(me, &query)).await?))
}

/// One of my invitations, either side
#[utoipa::path(get, path = "/invitations/{id}", tag = "invitations",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::InvitationView, description = "The invitation")))]
async fn get_invitation(asker: Asker, Path(id): Path<String>) -> Answer {
    let id = parse_id(&id)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.invitation(me, id)).await?))
}

/// Accept: both are connected
#[utoipa::path(post, path = "/invitations/{id}/accept", tag = "invitations",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::InvitationView, description = "The invitation")))]
async fn accept_invitation(Path(id): Path<String>, write: Write) -> Answer {
    let id = parse_id(&id)?;
    let written = write.asker.app().accept(&write.ask, id).await?;
    let seen_at = Some(written.revision);
    Ok(acted(view(&write.asker, id, seen_at).await, State::Accepted, &written))
}

/// Whether the recipient knows the sender.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"known": false}))]
struct Ignore {
    /// False: "I don't know them"; they need my e-mail address to invite me again.
    #[serde(default = "known")]
    #[schema(default = true)]
    known: bool,
}

const fn known() -> bool {
    true
}

/// Ignore: the sender is not told
#[utoipa::path(post, path = "/invitations/{id}/ignore", tag = "invitations",
    params(("id" = String, Path, description = "Which")), request_body = Ignore,
    responses((status = 200, body = schema::InvitationView, description = "The invitation")))]
async fn ignore_invitation(Path(id): Path<String>, write: Write<Ignore>) -> Answer {
    let id = parse_id(&id)?;
    let written = write.asker.app().ignore(&write.ask, id, write.body.known).await?;
    Ok(acted(view(&write.asker, id, None).await, State::Ignored, &written))
}

/// Withdraw one that I sent
#[utoipa::path(post, path = "/invitations/{id}/withdraw", tag = "invitations",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::InvitationView, description = "The invitation")))]
async fn withdraw_invitation(Path(id): Path<String>, write: Write) -> Answer {
    let id = parse_id(&id)?;
    let written = write.asker.app().withdraw(&write.ask, id).await?;
    Ok(acted(view(&write.asker, id, None).await, State::Withdrawn, &written))
}

/// An answer to the note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"body": "Good to hear from you. Which project do you mean?"}))]
struct ReplyBody {
    /// The text.
    body: String,
}

/// Answer the note without accepting
#[utoipa::path(post, path = "/invitations/{id}/reply", tag = "invitations",
    params(("id" = String, Path, description = "Which")), request_body = ReplyBody,
    responses((status = 200, body = schema::InvitationView, description = "The invitation")))]
async fn reply_to_invitation(Path(id): Path<String>, write: Write<ReplyBody>) -> Answer {
    let id = parse_id(&id)?;
    let written = write.asker.app().reply(&write.ask, id, &write.body.body).await?;
    Ok(acted(view(&write.asker, id, None).await, State::Pending, &written))
}

/// Which sent invitations to withdraw: either `ids` or `older_than_days`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"older_than_days": 60}))]
struct WithdrawInvitations {
    /// These.
    ids: Option<Vec<String>>,
    /// All sent at least this many days ago.
    older_than_days: Option<u32>,
}

impl WithdrawInvitations {
    fn which(self) -> Result<WithdrawMany, Problem> {
        match (self.ids, self.older_than_days) {
            (Some(ids), None) => {
                let known = ids.iter().map(|id| id.parse());
                let known = known.collect::<Result<_, _>>();
                let known = known.map_err(|_| Problem::field("ids", "One of these is no id."))?;
                Ok(WithdrawMany::Ids(known))
            }
            (None, Some(days)) => Ok(WithdrawMany::OlderThanDays(days)),
            _ => Err(Problem::field("ids", "Give either ids or older_than_days.")),
        }
    }
}

/// Withdraw many that I sent
#[utoipa::path(post, path = "/invitations/withdraw", tag = "invitations",
    request_body = WithdrawInvitations,
    responses((status = 200, body = schema::WithdrawnMany, description = "How many")))]
async fn withdraw_invitations(write: Write<WithdrawInvitations>) -> Answer {
    let Write { asker, ask, body } = write;
    let written = asker.app().withdraw_many(&ask, body.which()?).await;
    let budgets = budgets(&asker).await;
    match written {
        Ok(written) => Ok(Reply::ok(&written.value).at(&written.revision).with(budgets)),
        Err(error) => Err(Problem::from(error).with(budgets)),
    }
}

/// An id that cannot be one is a thing that does not exist.
fn parse_id(text: &str) -> Result<InvitationId, Problem> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

/// The invitation after a write that is durable: where it cannot be read back, its id stands
/// alone. With `seen_at`, the graph here has followed the write.
async fn view(asker: &Asker, id: InvitationId, seen_at: Option<Revision>) -> Map<String, Value> {
    let view = asker.read(move |app, me| {
        if let Some(revision) = seen_at {
            app.wait_for(&revision)?;
        }
        app.invitation(me, id)
    });
    as_object(view.await.ok()).unwrap_or_else(|| Map::from_iter([("id".to_owned(), json!(id))]))
}

/// The same with the budgets after the act, in one read.
async fn view_and_budgets(
    asker: &Asker,
    id: InvitationId,
    seen_at: Option<Revision>,
) -> (Map<String, Value>, HeaderMap) {
    let read = asker.read(move |app, me| {
        if let Some(revision) = seen_at {
            app.wait_for(&revision)?;
        }
        let (view, limits) = app.invitation_and_limits(me, id)?;
        Ok((view, rate::headers(&limits, app.now())))
    });
    let (view, budgets) = read.await.unwrap_or_default();
    let alone = || Map::from_iter([("id".to_owned(), json!(id))]);
    (as_object(view).unwrap_or_else(alone), budgets)
}

fn as_object(view: Option<InvitationView>) -> Option<Map<String, Value>> {
    match serde_json::to_value(view?) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

/// The invitation after an act; `state` is what the act made of it, where it cannot be read.
fn acted(mut view: Map<String, Value>, state: State, written: &Written<()>) -> Reply {
    view.entry("state").or_insert_with(|| json!(state));
    Reply::ok(&view).at(&written.revision)
}

/// The budgets after an act, as headers; none where they cannot be read.
async fn budgets(asker: &Asker) -> HeaderMap {
    let read = asker.read(|app, me| Ok(rate::headers(&app.limits(me)?, app.now())));
    read.await.unwrap_or_default()
}

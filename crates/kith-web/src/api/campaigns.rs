//! Campaigns: make, preview, start, pause, resume, end, and what they come to.

use std::collections::BTreeMap;

use axum::extract::Path;
use kith_app::{
    AppError, Written,
    campaigns::{Audience, CampaignChange, CampaignView, NewAudience, Span},
    people::PeopleQuery,
};
use kith_core::{
    campaign::{Pace, Steps},
    id::{CampaignId, SearchId},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::PageOf,
    problem::Problem,
    reply::{Answer, Reply, whole},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_campaigns, make_campaign))
        .routes(routes!(get_campaign, change_campaign, delete_campaign))
        .routes(routes!(preview_campaign))
        .routes(routes!(start_campaign))
        .routes(routes!(pause_campaign))
        .routes(routes!(resume_campaign))
        .routes(routes!(end_campaign))
        .routes(routes!(resume_variant))
        .routes(routes!(leave_variant))
        .routes(routes!(list_campaign_people))
        .routes(routes!(get_campaign_results))
        .routes(routes!(admin_list_campaigns))
        .routes(routes!(admin_list_outreach))
        .routes(routes!(admin_pause_campaign))
        .routes(routes!(admin_resume_campaign))
}

/// Whom a campaign is for, as [`schema::NewAudience`] describes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AudienceBody {
    Handles(Vec<String>),
    Csv(String),
    Search(Box<PeopleQuery>),
    SavedSearch(SearchId),
    Viewers(Span),
    Engaged(Span),
}

impl From<AudienceBody> for NewAudience {
    fn from(body: AudienceBody) -> Self {
        match body {
            AudienceBody::Csv(text) => Self::Csv(text),
            AudienceBody::Handles(handles) => Self::Kept(Audience::Handles(handles)),
            AudienceBody::Search(search) => Self::Kept(Audience::Search(search)),
            AudienceBody::SavedSearch(id) => Self::Kept(Audience::SavedSearch(id)),
            AudienceBody::Viewers(span) => Self::Kept(Audience::Viewers(span)),
            AudienceBody::Engaged(span) => Self::Kept(Audience::Engaged(span)),
        }
    }
}

/// A campaign to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Bridge congress", "audience": {"handles": ["ben-okafor", "eve-larsen"]},
    "given": {"event": "Bridge congress 2026"},
    "steps": {"arms": [{"note": "Hi {first_name}, shall we meet at {event}?"}, {"note": null}],
        "thanks": {"hours": 4, "body": "Thank you, {first_name}!"}},
    "pace": {"daily": 15, "days": ["mon", "tue", "wed", "thu", "fri"],
        "from": "09:00", "to": "17:00", "reserve": 20},
}))]
struct NewCampaign {
    /// What to call it; only I read it.
    name: String,
    /// Whom it is for; it may come later.
    #[schema(value_type = schema::NewAudience, required = false)]
    audience: Option<AudienceBody>,
    /// What I give for placeholders, by their names.
    #[serde(default)]
    given: BTreeMap<String, String>,
    /// What it does with each person; absent: an invitation without a note.
    #[schema(value_type = schema::CampaignSteps, required = false)]
    steps: Option<Steps>,
    /// How fast; absent: 15 a day on working days, 9 to 17 by my clock.
    #[schema(value_type = schema::CampaignPace, required = false)]
    pace: Option<Pace>,
}

/// What to change about a campaign; absent fields stay. Once it was started, its audience and the
/// number of its variants stay, and who is past a step stays where they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"pace": {"daily": 10, "days": ["mon", "wed"],
    "from": "10:00", "to": "16:00", "reserve": 40}}))]
struct ChangeCampaign {
    /// What to call it.
    #[schema(nullable = false)]
    name: Option<String>,
    /// Whom it is for.
    #[schema(value_type = schema::NewAudience, required = false)]
    audience: Option<AudienceBody>,
    /// What I give for placeholders, by their names; all of them.
    #[schema(nullable = false)]
    given: Option<BTreeMap<String, String>>,
    /// What it does with each person; all of it.
    #[schema(value_type = schema::CampaignSteps, required = false)]
    steps: Option<Steps>,
    /// How fast; all of it.
    #[schema(value_type = schema::CampaignPace, required = false)]
    pace: Option<Pace>,
}

/// My campaigns, newest first
#[utoipa::path(get, path = "/campaigns", tag = "campaigns", params(PageOf),
    responses((status = 200, body = schema::List<schema::CampaignView>, description = "Mine")))]
async fn list_campaigns(asker: Asker, Params(page): Params<PageOf>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.campaigns(me, &page.into())).await?))
}

/// Make a campaign; nothing goes out before it is started
#[utoipa::path(post, path = "/campaigns", tag = "campaigns", request_body = NewCampaign,
    responses((status = 201, body = schema::CampaignView, description = "Made")))]
async fn make_campaign(write: Write<NewCampaign>) -> Answer {
    let Write { asker, ask, body } = write;
    let new = CampaignChange {
        name: Some(body.name),
        audience: body.audience.map(NewAudience::from),
        given: Some(body.given),
        steps: body.steps,
        pace: body.pace,
    };
    let Written { value, revision } = asker.app().make_campaign(&ask, new).await?;
    Ok(Reply::created(&format!("/api/v1/campaigns/{}", value.id), &value).at(&revision))
}

/// One of my campaigns
#[utoipa::path(get, path = "/campaigns/{id}", tag = "campaigns",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::CampaignView, description = "The campaign")))]
async fn get_campaign(asker: Asker, Path(id): Path<String>) -> Answer {
    let id = campaign_id(&id)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.campaign(me, id)).await?))
}

/// Change a campaign, also while it runs
#[utoipa::path(patch, path = "/campaigns/{id}", tag = "campaigns",
    params(("id" = String, Path, description = "Which")), request_body = ChangeCampaign,
    responses((status = 200, body = schema::CampaignView, description = "Changed")))]
async fn change_campaign(Path(id): Path<String>, write: Write<ChangeCampaign>) -> Answer {
    let Write { asker, ask, body } = write;
    let change = CampaignChange {
        name: body.name,
        audience: body.audience.map(NewAudience::from),
        given: body.given,
        steps: body.steps,
        pace: body.pace,
    };
    moved(asker.app().change_campaign(&ask, campaign_id(&id)?, change).await)
}

/// Delete a campaign that was never started
#[utoipa::path(delete, path = "/campaigns/{id}", tag = "campaigns",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Deleted")))]
async fn delete_campaign(Path(id): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().delete_campaign(&write.ask, campaign_id(&id)?).await?;
    Ok(Reply::done(&written))
}

/// The audience before the start: who takes part, and who is left out and why
#[utoipa::path(post, path = "/campaigns/{id}/preview", tag = "campaigns",
    params(("id" = String, Path, description = "Which"), PageOf),
    responses((status = 200, body = schema::CampaignPreview, description = "The audience")))]
async fn preview_campaign(
    Path(id): Path<String>,
    Params(page): Params<PageOf>,
    write: Write,
) -> Answer {
    let id = campaign_id(&id)?;
    let preview = write.asker.read(move |app, me| app.preview_campaign(me, id, &page.into()));
    Ok(Reply::ok(&preview.await?))
}

/// Start a campaign: its audience is read now
#[utoipa::path(post, path = "/campaigns/{id}/start", tag = "campaigns",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::CampaignView, description = "It runs")))]
async fn start_campaign(Path(id): Path<String>, write: Write) -> Answer {
    moved(write.asker.app().start_campaign(&write.ask, campaign_id(&id)?).await)
}

/// Let a campaign rest
#[utoipa::path(post, path = "/campaigns/{id}/pause", tag = "campaigns",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::CampaignView, description = "It rests")))]
async fn pause_campaign(Path(id): Path<String>, write: Write) -> Answer {
    moved(write.asker.app().pause_campaign(&write.ask, campaign_id(&id)?).await)
}

/// Let a campaign go on; nothing is made up for
#[utoipa::path(post, path = "/campaigns/{id}/resume", tag = "campaigns",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::CampaignView, description = "It runs")))]
async fn resume_campaign(Path(id): Path<String>, write: Write) -> Answer {
    moved(write.asker.app().resume_campaign(&write.ask, campaign_id(&id)?).await)
}

/// End a campaign for good; answers to what was sent are still counted
#[utoipa::path(post, path = "/campaigns/{id}/end", tag = "campaigns",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::CampaignView, description = "It is over")))]
async fn end_campaign(Path(id): Path<String>, write: Write) -> Answer {
    moved(write.asker.app().end_campaign(&write.ask, campaign_id(&id)?).await)
}

/// Let a variant go on that was stopped, since too many say that they don't know me
///
/// Whoever is invited from then on is counted anew.
#[utoipa::path(post, path = "/campaigns/{id}/variants/{arm}/resume", tag = "campaigns",
    params(("id" = String, Path, description = "Which"),
        ("arm" = String, Path, description = "The variant, from 0")),
    responses((status = 200, body = schema::CampaignView, description = "It goes on")))]
async fn resume_variant(Path((id, arm)): Path<(String, String)>, write: Write) -> Answer {
    let (id, arm) = (campaign_id(&id)?, variant(&arm)?);
    moved(write.asker.app().resume_variant(&write.ask, id, arm).await)
}

/// Move those of a stopped variant who are not invited yet to the other one
#[utoipa::path(post, path = "/campaigns/{id}/variants/{arm}/leave", tag = "campaigns",
    params(("id" = String, Path, description = "Which"),
        ("arm" = String, Path, description = "The variant, from 0")),
    responses((status = 200, body = schema::CampaignView, description = "They are moved")))]
async fn leave_variant(Path((id, arm)): Path<(String, String)>, write: Write) -> Answer {
    let (id, arm) = (campaign_id(&id)?, variant(&arm)?);
    moved(write.asker.app().leave_variant(&write.ask, id, arm).await)
}

/// Everybody of a campaign, with where they are and why
#[utoipa::path(get, path = "/campaigns/{id}/people", tag = "campaigns",
    params(("id" = String, Path, description = "Which"), PageOf),
    responses((status = 200, body = schema::List<schema::CampaignPerson>,
        description = "In the order of the audience")))]
async fn list_campaign_people(
    asker: Asker,
    Path(id): Path<String>,
    Params(page): Params<PageOf>,
) -> Answer {
    let id = campaign_id(&id)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.campaign_people(me, id, &page.into())).await?))
}

/// What a campaign has come to, and what it plans until the end of tomorrow
#[utoipa::path(get, path = "/campaigns/{id}/results", tag = "campaigns",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::CampaignResults, description = "So far")))]
async fn get_campaign_results(asker: Asker, Path(id): Path<String>) -> Answer {
    let id = campaign_id(&id)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.campaign_results(me, id)).await?))
}

/// Campaigns that were started, newest first, with what they sent
#[utoipa::path(get, path = "/admin/campaigns", tag = "admin", params(PageOf),
    responses((status = 200, body = schema::List<schema::AdminCampaign>,
        description = "Everybody's")))]
async fn admin_list_campaigns(asker: Asker, Params(page): Params<PageOf>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.admin_campaigns(me, &page.into())).await?))
}

/// Whose campaigns sent most in the last week
#[utoipa::path(get, path = "/admin/outreach", tag = "admin",
    responses((status = 200, body = schema::List<schema::AdminSender>,
        description = "The first hundred")))]
async fn admin_list_outreach(asker: Asker) -> Answer {
    Ok(Reply::ok(&whole(asker.read(|app, me| app.admin_outreach(me)).await?)))
}

/// Let any campaign rest; its member sees that an operator did
#[utoipa::path(post, path = "/admin/campaigns/{id}/pause", tag = "admin",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "It rests")))]
async fn admin_pause_campaign(Path(id): Path<String>, write: Write) -> Answer {
    // Who is no operator is told that, whatever they ask for.
    write.ask.actor.require_operator()?;
    let id = campaign_id(&id)?;
    Ok(Reply::done(&write.asker.app().admin_pause_campaign(&write.ask, id).await?))
}

/// Let any campaign go on
#[utoipa::path(post, path = "/admin/campaigns/{id}/resume", tag = "admin",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "It runs")))]
async fn admin_resume_campaign(Path(id): Path<String>, write: Write) -> Answer {
    write.ask.actor.require_operator()?;
    let id = campaign_id(&id)?;
    Ok(Reply::done(&write.asker.app().admin_resume_campaign(&write.ask, id).await?))
}

/// The campaign after a write.
fn moved(written: Result<Written<CampaignView>, AppError>) -> Answer {
    let Written { value, revision } = written?;
    Ok(Reply::ok(&value).at(&revision))
}

/// An id that is none is nobody's campaign.
fn campaign_id(text: &str) -> Result<CampaignId, Problem> {
    text.parse().map_err(|_| Problem::from(AppError::NotFound))
}

/// A number that is none is no variant.
fn variant(text: &str) -> Result<u32, Problem> {
    text.parse().map_err(|_| Problem::from(AppError::NotFound))
}

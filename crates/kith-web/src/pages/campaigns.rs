//! Campaigns (R13): the list, the builder, and how one runs.

mod builder;
mod charts;
mod fields;
mod preview;
mod running;
mod stopped;
mod who;

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{AppError, Page, campaigns::CampaignView};
use kith_core::{
    campaign::{PausedBy, State},
    id::CampaignId,
};
use maud::{Markup, html};

use super::{
    fields::Fields,
    flash::{Done, Flash},
    outreach,
    ui::{
        icons,
        layout::{Section, Shell},
        parts, time, words,
    },
    visit::{Answer, Failure, Signed},
};
use crate::state::WebState;

/// Where the list stands.
const HERE: &str = "/campaigns";

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/campaigns", get(list).post(builder::create))
        .route("/campaigns/new", get(builder::new))
        .route("/campaigns/draft", post(builder::again))
        .route("/campaigns/{id}", get(show).post(builder::change))
        .route("/campaigns/{id}/edit", get(builder::edit))
        .route("/campaigns/{id}/people", get(running::people))
        .route("/campaigns/{id}/file", get(running::file))
        .route("/campaigns/{id}/start", post(start))
        .route("/campaigns/{id}/pause", post(pause))
        .route("/campaigns/{id}/resume", post(resume))
        .route("/campaigns/{id}/variants/{arm}/resume", post(stopped::resume))
        .route("/campaigns/{id}/variants/{arm}/leave", post(stopped::leave))
        .route("/campaigns/{id}/end", get(ask_end).post(end))
        .route("/campaigns/{id}/delete", get(ask_delete).post(delete))
}

async fn list(me: Signed, query: Fields) -> Answer {
    let paging = query.paging();
    let after = paging.after.clone();
    let (shell, page) = me.read(move |app, actor| app.campaigns(actor, &paging)).await?;
    let view = list_view(&shell, &page, after.as_deref());
    Ok(me.page(&shell, "Campaigns", Section::Network, &view))
}

fn list_view(shell: &Shell, page: &Page<CampaignView>, after: Option<&str>) -> Markup {
    let body = html! {
        section.card {
            div.card-head {
                h1 { "Campaigns" }
                a.button href="/campaigns/new" { (icons::plus()) "New campaign" }
            }
            p.muted {
                "Invitations to people you choose, at your own pace and out of your own limits, by the same \
                 rules as by hand. Whoever answers, or wants none, is left alone at once."
            }
            @if page.items.is_empty() && after.is_none() {
                (parts::empty("No campaign yet",
                    "Choose whom, write a few words, see how they read for real people, then start.",
                    &[("/campaigns/new", "Build a campaign"), ("/templates", "See templates")]))
            } @else {
                ul.rows { @for one in &page.items { (entry(shell, one)) } }
            }
            (parts::pager(HERE, &[], after, page.next.as_deref()))
        }
    };
    outreach::page(HERE, &body)
}

fn entry(shell: &Shell, one: &CampaignView) -> Markup {
    html! {
        li.row {
            div.row-body {
                p.who-name { a href={ (HERE) "/" (one.id) } { (one.name) } " " (standing(one)) }
                p.muted {
                    @match (one.started_at, one.ended_at) {
                        (_, Some(ended)) => { "Ended " (time::relative(shell, ended)) }
                        (Some(started), _) => { "Started " (time::relative(shell, started)) }
                        _ => { "Made " (time::relative(shell, one.created_at)) }
                    }
                }
            }
        }
    }
}

/// Its state in a word.
fn standing(one: &CampaignView) -> Markup {
    let (class, text) = match (one.state, one.paused_by) {
        (State::Draft, _) => ("tag", "Draft"),
        (State::Running, _) => ("tag", "Runs"),
        (State::Paused, Some(PausedBy::Operator)) => ("tag warn", "Paused by an operator"),
        (State::Paused, _) => ("tag warn", "Paused"),
        (State::Ended, _) => ("tag", "Ended"),
    };
    html! { span class=(class) { (text) } }
}

/// The id in an address; anything else is nobody's campaign.
async fn own(me: &Signed, id: &str) -> Result<CampaignId, Failure> {
    match id.parse() {
        Ok(id) => Ok(id),
        Err(_) => Err(me.failure(HERE, AppError::NotFound).await),
    }
}

/// A draft is built on; anything else is looked at.
async fn show(me: Signed, Path(id): Path<String>, query: Fields) -> Answer {
    let id = own(&me, &id).await?;
    let (_, campaign) = me.read(move |app, actor| app.campaign(actor, id)).await?;
    match campaign.state {
        State::Draft => builder::draft(me, campaign, &query).await,
        _ => running::show(me, id).await,
    }
}

async fn start(me: Signed, Path(id): Path<String>) -> Answer {
    let id = own(&me, &id).await?;
    let ask = me.ask();
    match me.app().start_campaign(&ask, id).await {
        Ok(written) => {
            let flash = Flash::about(Done::CampaignStarted, "", &written.value.name);
            Ok(me.done(&format!("{HERE}/{id}"), &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => builder::refused(me, id, errors).await,
        Err(error) => Err(me.failure(&format!("{HERE}/{id}"), error).await),
    }
}

async fn pause(me: Signed, Path(id): Path<String>) -> Answer {
    let id = own(&me, &id).await?;
    let (back, ask) = (format!("{HERE}/{id}"), me.ask());
    let written = me.write(&back, me.app().pause_campaign(&ask, id)).await?;
    let flash = Flash::about(Done::CampaignPaused, "", &written.value.name);
    Ok(me.done(&back, &written.revision, &flash))
}

async fn resume(me: Signed, Path(id): Path<String>) -> Answer {
    let id = own(&me, &id).await?;
    let (back, ask) = (format!("{HERE}/{id}"), me.ask());
    let written = me.write(&back, me.app().resume_campaign(&ask, id)).await?;
    let flash = Flash::about(Done::CampaignResumed, "", &written.value.name);
    Ok(me.done(&back, &written.revision, &flash))
}

async fn ask_end(me: Signed, Path(id): Path<String>) -> Answer {
    let facts = [
        "Nothing more goes out.",
        "Answers to what was sent are still counted.",
        "It cannot be started again.",
    ];
    ask(me, &id, "end", "End it", &facts).await
}

async fn ask_delete(me: Signed, Path(id): Path<String>) -> Answer {
    ask(me, &id, "delete", "Delete it", &["It was never started: nobody hears of it."]).await
}

async fn ask(me: Signed, id: &str, act: &str, label: &str, facts: &[&str]) -> Answer {
    let id = own(&me, id).await?;
    let (shell, one) = me.read(move |app, actor| app.campaign(actor, id)).await?;
    let back = format!("{HERE}/{id}");
    let go = parts::post(&format!("{back}/{act}"), &back, &one.name, "button danger", label);
    let title = format!("{} “{}”?", label.trim_end_matches(" it"), one.name);
    Ok(me.page(&shell, &title, Section::Network, &parts::confirm(&title, facts, &go, &back)))
}

async fn end(me: Signed, Path(id): Path<String>) -> Answer {
    let id = own(&me, &id).await?;
    let (back, ask) = (format!("{HERE}/{id}"), me.ask());
    let written = me.write(&back, me.app().end_campaign(&ask, id)).await?;
    let flash = Flash::about(Done::CampaignEnded, "", &written.value.name);
    Ok(me.done(&back, &written.revision, &flash))
}

async fn delete(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let id = own(&me, &id).await?;
    let ask = me.ask();
    let written = me.write(HERE, me.app().delete_campaign(&ask, id)).await?;
    let flash = Flash::about(Done::CampaignDeleted, "", form.get("name"));
    Ok(me.done(HERE, &written.revision, &flash))
}

/// `3 people`.
fn people(count: u32) -> String {
    words::count(count, "person", "people")
}

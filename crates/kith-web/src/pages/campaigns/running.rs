//! How a campaign runs: figures, what comes next, variants, and everybody with where they are.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use kith_app::{
    App, Page, Paging,
    campaigns::{
        CampaignView,
        results::{CampaignPerson, Planned, Results},
    },
};
use kith_core::{
    campaign::{PausedBy, State, pace::Pace},
    id::CampaignId,
};
use maud::{Markup, html};

use super::{HERE, charts, own, standing, stopped};
use crate::{
    api::contacts,
    pages::{
        fields::Fields,
        outreach,
        ui::{
            face,
            layout::{Section, Shell},
            parts, row, time, words,
        },
        visit::{Answer, Failure, Signed},
    },
};

/// How many people the first page shows.
const FIRST: u32 = 20;

pub(super) async fn show(me: Signed, id: CampaignId) -> Answer {
    let read = move |app: &App, actor: &kith_app::Actor| {
        let paging = Paging { limit: Some(FIRST), after: None };
        Ok((app.campaign_results(actor, id)?, app.campaign_people(actor, id, &paging)?))
    };
    let (shell, (results, people)) = me.read(read).await?;
    let view = view(&shell, &results, &people);
    Ok(me.page(&shell, &results.campaign.name, Section::Network, &view))
}

fn view(shell: &Shell, results: &Results, people: &Page<CampaignPerson>) -> Markup {
    let one = &results.campaign;
    let here = format!("{HERE}/{}", one.id);
    let body = html! {
        p.crumb { a href=(HERE) { "← Campaigns" } }
        (head(shell, one, &here))
        (stopped::view(shell, results, &here))
        section.card {
            h2 { "How far people came" }
            (charts::funnel(results))
            p.muted {
                (results.queued) " wait for their turn · " (results.waiting) " have an invitation that waits · "
                (words::count(results.messages, "message", "messages")) " sent after acceptance"
            }
        }
        (variants(results))
        section.card {
            h2 { "Acceptance by the age of the invitation" }
            (charts::acceptance(&results.became, shell.now))
        }
        @if one.state == State::Running { (next(shell, &results.planned)) }
        @if !results.reasons.is_empty() {
            section.card {
                h2 { "Why nothing follows for some" }
                ul.facts { @for reason in &results.reasons { li { (reason.label) ": " (reason.count) } } }
            }
        }
        section.card {
            div.card-head {
                h2 { "Everybody" }
                a href={ (here) "/file" } download="campaign.csv" { "As a CSV file" }
            }
            (table(shell, one, people))
            @if people.next.is_some() { p { a href={ (here) "/people" } { "See everybody" } } }
        }
    };
    outreach::page(HERE, &body)
}

fn head(shell: &Shell, one: &CampaignView, here: &str) -> Markup {
    let act = |act: &str, class: &str, label: &str| {
        parts::post(&format!("{here}/{act}"), here, &one.name, class, label)
    };
    html! {
        section.card {
            h1 { (one.name) " " (standing(one)) }
            @if let Some(started) = one.started_at {
                p.muted { "Started " (time::at(shell, started)) @if let Some(ended) = one.ended_at { " · ended " (time::at(shell, ended)) } }
            }
            p { (pace(&one.pace)) }
            @if one.paused_by == Some(PausedBy::Operator) {
                p.notice { "An operator paused this campaign. Only an operator resumes it; ask what has to change." }
            }
            @if one.state != State::Ended {
                div.buttons {
                    @match (one.state, one.paused_by) {
                        (State::Running, _) => (act("pause", "button quiet", "Pause")),
                        (State::Paused, Some(PausedBy::Operator)) => {},
                        _ => (act("resume", "button", "Resume")),
                    }
                    a.button.quiet href={ (here) "/edit" } { "Change" }
                    a.link.danger href={ (here) "/end" } { "End …" }
                }
            }
        }
    }
}

fn pace(pace: &Pace) -> String {
    format!(
        "At most {} invitations a day, from {} to {} by your clock; {} a week are left to your own hand.",
        pace.daily, pace.from, pace.to, pace.reserve,
    )
}

/// The variants and what can be said of them.
fn variants(results: &Results) -> Markup {
    html! {
        @if let Some(one) = &results.experiment {
            section.card #variants {
                h2 { "Which of the two is better" }
                p.coach-summary { (one.sentence) }
                (charts::arms(&one.look, [&one.names[0], &one.names[1]]))
                p.hint {
                    "The lines are intervals of 95 %. A winner is called only when it stays one however \
                     often you look."
                }
            }
        }
    }
}

/// What is planned until the end of tomorrow.
fn next(shell: &Shell, planned: &[Planned]) -> Markup {
    html! {
        section.card #next {
            h2 { "Today and tomorrow" }
            @if planned.is_empty() {
                p.muted { "Nothing is planned until the end of tomorrow." }
            } @else {
                p.muted { "If nothing comes between: limits, answers and your own invitations move it." }
                ol.timeline {
                    @for one in planned {
                        li {
                            span.when { (time::at(shell, one.at)) }
                            span {
                                (act(one.what))
                                @if let Some(handle) = &one.handle { " " a href={ "/in/" (handle) } { (handle) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn act(what: &str) -> &'static str {
    match what {
        "visit" => "Look at the profile of",
        "follow" => "Follow",
        "message" => "Write to",
        _ => "Invite",
    }
}

fn table(shell: &Shell, one: &CampaignView, people: &Page<CampaignPerson>) -> Markup {
    let two = one.steps.arms.len() > 1;
    html! {
        @if people.items.is_empty() {
            p.muted { "Nobody takes part." }
        } @else {
            ul.rows {
                @for person in &people.items {
                    li.row {
                        (face(&person.member.card, "small"))
                        div.row-body {
                            p.who-name {
                                (row::name(&person.member.card))
                                @if two { " " span.tag { (stopped::letter(person.arm)) } }
                            }
                            p { (stopped::label(one, person)) }
                            p.muted { (moments(shell, person)) }
                        }
                    }
                }
            }
        }
    }
}

/// When what happened.
fn moments(shell: &Shell, person: &CampaignPerson) -> Markup {
    let all = [
        ("Invited", person.invited_at),
        ("accepted", person.accepted_at),
        ("wrote", person.replied_at),
    ];
    html! {
        @for (at, (label, when)) in all.iter().filter(|(_, when)| when.is_some()).enumerate() {
            @if at > 0 { " · " }
            (label) " " @if let Some(when) = when { (time::at(shell, *when)) }
        }
    }
}

pub(super) async fn people(me: Signed, Path(id): Path<String>, query: Fields) -> Answer {
    let (id, paging) = (own(&me, &id).await?, query.paging());
    let after = paging.after.clone();
    let read = move |app: &App, actor: &kith_app::Actor| {
        Ok((app.campaign(actor, id)?, app.campaign_people(actor, id, &paging)?))
    };
    let (shell, (campaign, page)) = me.read(read).await?;
    let here = format!("{HERE}/{id}");
    let body = html! {
        p.crumb { a href=(here) { "← " (campaign.name) } }
        section.card {
            h1 { "Everybody" }
            (table(&shell, &campaign, &page))
            (parts::pager(&format!("{here}/people"), &[], after.as_deref(), page.next.as_deref()))
        }
    };
    let view = outreach::page(HERE, &body);
    Ok(me.page(&shell, "Everybody", Section::Network, &view))
}

pub(super) async fn file(me: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = own(&me, &id).await?;
    let (_, text) = me.read(move |app, actor| app.campaign_csv(actor, id)).await?;
    Ok(contacts::file("campaign.csv", text).into_response())
}

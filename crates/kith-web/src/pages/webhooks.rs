//! Webhooks: in settings, what my programs are told and what did not arrive.

use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    routing::{get, post},
};
use kith_app::{
    AppError, FieldError, Page,
    webhooks::{DeliveryView, NewWebhook, WebhookView},
};
use kith_core::{
    account::Role,
    id::{Id, WebhookId},
    webhook::{Event, LONGEST_URL, Progress, Scope, Subject},
};
use maud::{Markup, html};

use super::{
    fields::Fields,
    flash::{Done, Flash},
    ui::{
        form::{self, Field, hidden},
        layout::{Section, Shell},
        parts, row, time, words,
    },
    visit::{Answer, Failure, Signed, status},
};
use crate::state::WebState;

/// Where the list stands.
const HERE: &str = "/settings/webhooks";

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/settings/webhooks", get(list).post(create))
        .route("/settings/webhooks/{id}", get(show))
        .route("/settings/webhooks/{id}/delete", get(ask_delete).post(delete))
        .route("/settings/webhooks/{id}/again", post(again))
}

async fn list(me: Signed) -> Answer {
    answer(me, StatusCode::OK, &Fields::default(), &[]).await
}

async fn answer(me: Signed, code: StatusCode, form: &Fields, errors: &[FieldError]) -> Answer {
    let (mut shell, all) = me.read(|app, actor| app.webhooks(actor)).await?;
    HERE.clone_into(&mut shell.path);
    let operator = me.actor.role == Role::Operator;
    let body = html! {
        div.two.wide-first {
            section.card {
                h1 { "Webhooks" }
                p.muted {
                    "A program of yours is told at once when an invitation is accepted or ends, or \
                     when somebody answers you. Messages are signed by the "
                    a href="https://www.standardwebhooks.com" rel="noreferrer" { "Standard Webhooks" }
                    " specification."
                }
                @if all.is_empty() {
                    (parts::empty("No webhook yet", "Give the address of a program that takes them.", &[]))
                }
                ul.rows { @for one in &all { (entry(&shell, one)) } }
                p { a href="/settings" { "Profile and settings" } }
            }
            (new_form(form, errors, operator))
        }
    };
    Ok(me.visit.page(code, &shell, "Webhooks", Section::Me, &body))
}

fn entry(shell: &Shell, one: &WebhookView) -> Markup {
    let here = format!("{HERE}/{}", one.id);
    html! {
        li.row {
            div.row-body {
                p.who-name { a href=(here) { (one.url) } @if one.scope == Scope::Community { " " span.tag { "Community" } } }
                p.muted { (events(&one.events)) " · since " (time::date(shell, one.made_at)) }
            }
            div.actions { a.link.danger href={ (here) "/delete" } aria-label={ "Delete the webhook " (one.url) } { "Delete" } }
        }
    }
}

fn events(events: &[Event]) -> String {
    events.iter().map(|event| meaning(*event)).collect::<Vec<_>>().join(", ")
}

fn meaning(event: Event) -> &'static str {
    match event {
        Event::Accepted => "Invitation accepted",
        Event::Replied => "Somebody answered",
        Event::Ended => "Invitation withdrawn or lapsed",
    }
}

fn new_form(form: &Fields, errors: &[FieldError], operator: bool) -> Markup {
    let chosen = form.all("event");
    html! {
        form.card.stack-form method="post" action=(HERE) {
            h2 { "New webhook" }
            (form::summary(errors))
            (Field::text("url", "Address").value(form.raw("url")).most(LONGEST_URL)
                .required().errors(errors).hint("Begins with https://; it must be public."))
            fieldset #f-events {
                legend { "What it is told" }
                @for event in Event::ALL {
                    label.choice {
                        input type="checkbox" name="event" value=(event.code())
                            checked[chosen.is_empty() || chosen.contains(&event.code())];
                        span { strong { (meaning(*event)) } span.hint { (event.code()) } }
                    }
                }
                @if let Some(wrong) = form::error(errors, "events") { p.error { (wrong) } }
            }
            @if operator {
                fieldset #f-scope {
                    legend { "Of whose events" }
                    @let community = form.get("scope") == "community";
                    (form::choice("scope", "mine", !community, "Mine", ""))
                    (form::choice("scope", "community", community, "Everybody’s", "For the community’s own systems: the handles of both, no words."))
                }
            }
            button.button type="submit" { "Make it" }
        }
    }
}

async fn create(me: Signed, form: Fields) -> Answer {
    let events = form.all("event").into_iter().filter_map(Event::from_code).collect();
    let scope = Scope::from_code(form.get("scope")).unwrap_or(Scope::Mine);
    let new = NewWebhook { url: form.get("url").to_owned(), events, scope };
    match me.app().create_webhook(&me.ask(), new).await {
        Ok(written) => {
            let here = format!("{HERE}/{}", written.value.id);
            Ok(me.done(&here, &written.revision, &Flash::plain(Done::WebhookMade)))
        }
        Err(AppError::Invalid(errors)) => {
            let code = status(&AppError::Invalid(Vec::new()));
            answer(me, code, &form, &errors).await
        }
        Err(error) => Err(me.failure(HERE, error).await),
    }
}

async fn own(me: &Signed, id: &str) -> Result<WebhookId, Failure> {
    match id.parse() {
        Ok(id) => Ok(id),
        Err(_) => Err(me.failure(HERE, AppError::NotFound).await),
    }
}

async fn show(me: Signed, Path(id): Path<String>, query: Fields) -> Answer {
    let (id, paging) = (own(&me, &id).await?, query.paging());
    let after = paging.after.clone();
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        Ok((app.webhook(actor, id)?, app.deliveries(actor, id, &paging)?))
    };
    let (shell, (webhook, page)) = me.read(read).await?;
    let body = one(&shell, &webhook, &page, after.as_deref());
    Ok(me.page(&shell, "Webhook", Section::Me, &body))
}

fn one(
    shell: &Shell,
    webhook: &WebhookView,
    page: &Page<DeliveryView>,
    after: Option<&str>,
) -> Markup {
    let here = format!("{HERE}/{}", webhook.id);
    let dead = page.items.iter().any(|one| one.progress == Progress::Dead);
    html! {
        p.crumb { a href=(HERE) { "← Webhooks" } }
        section.card {
            h1 { (webhook.url) }
            p { (events(&webhook.events)) @if webhook.scope == Scope::Community { " · everybody’s" } }
            details {
                summary.link { "Show the secret" }
                p { code { (webhook.secret) } }
                p.hint { "Whoever has it can write messages that look like ours. Your program checks them with it." }
            }
            p { a.link.danger href={ (here) "/delete" } { "Delete this webhook" } }
        }
        section.card {
            div.card-head {
                h2 { "What it was told" }
                @if dead { (parts::post(&format!("{here}/again"), &here, "", "button quiet", "Send all again that did not arrive")) }
            }
            @if page.items.is_empty() {
                (parts::empty("Nothing yet", "What happens from now on stands here for 30 days.", &[]))
            } @else {
                div.table-box tabindex="0" role="region" aria-label="What it was told" {
                    table {
                        thead { tr { th scope="col" { "What" } th scope="col" { "With" } th scope="col" { "When" } th scope="col" { "Where it stands" } } }
                        tbody { @for one in &page.items { (delivery(shell, &here, one)) } }
                    }
                }
            }
            (parts::pager(&here, &[], after, page.next.as_deref()))
        }
    }
}

fn delivery(shell: &Shell, here: &str, one: &DeliveryView) -> Markup {
    html! {
        tr {
            td { (meaning(one.event)) }
            td { @if let Some(with) = &one.with { (row::name(with)) } @else { "–" } }
            td { (time::at(shell, one.happened_at)) }
            td {
                (standing(shell, one))
                @if let Some(problem) = &one.problem { br; span.hint { (problem) } }
                @if one.progress == Progress::Dead {
                    form method="post" action={ (here) "/again" } {
                        (hidden("delivery", &one.id.to_string()))
                        button.link type="submit" { "Send again" span.sr { ": " (meaning(one.event)) } }
                    }
                }
            }
        }
    }
}

fn standing(shell: &Shell, one: &DeliveryView) -> Markup {
    let tried = words::count(one.attempts, "attempt", "attempts");
    html! {
        @match one.progress {
            Progress::Sent => "Arrived",
            Progress::Dead => { "Given up after " (tried) },
            Progress::Dropped => "Not told: the other is not there for you any more",
            Progress::Sending => "On its way",
            Progress::Waiting => {
                "Waits" @if let Some(due) = one.due_at.filter(|_| one.attempts > 0) { " until " (time::at(shell, due)) ", after " (tried) }
            },
        }
    }
}

async fn ask_delete(me: Signed, Path(id): Path<String>) -> Answer {
    let id = own(&me, &id).await?;
    let (shell, webhook) = me.read(move |app, actor| app.webhook(actor, id)).await?;
    let facts = ["It is told nothing more.", "What did not arrive yet is not sent."];
    let action = format!("{HERE}/{id}/delete");
    let go = parts::post(&action, HERE, "", "button danger", "Delete it");
    let title = "Delete this webhook?";
    let body = html! { (parts::confirm(title, &facts, &go, HERE)) p.sr { (webhook.url) } };
    Ok(me.page(&shell, title, Section::Me, &body))
}

async fn delete(me: Signed, Path(id): Path<String>) -> Answer {
    let id = own(&me, &id).await?;
    let ask = me.ask();
    let written = me.write(HERE, me.app().delete_webhook(&ask, id)).await?;
    Ok(me.done(HERE, &written.revision, &Flash::plain(Done::WebhookDeleted)))
}

async fn again(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let id = own(&me, &id).await?;
    let about: Option<Id<Subject>> = form.get("delivery").parse().ok();
    let (here, ask) = (format!("{HERE}/{id}"), me.ask());
    let written = me.write(&here, me.app().send_again(&ask, id, about)).await?;
    Ok(me.done(&here, &written.revision, &Flash::plain(Done::SentAgain).count(written.value)))
}

//! Templates: the library, and the editor with its preview.

mod editor;
mod preview;

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{AppError, templates::TemplateView};
use kith_core::{
    id::TemplateId,
    template::{Circle, Library, Purpose},
};
use maud::{Markup, html};

use super::{
    flash::{Done, Flash},
    outreach,
    ui::{icons, layout::Section, parts, row},
    visit::{Answer, Signed},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/templates", get(library).post(editor::create))
        .route("/templates/new", get(editor::new))
        .route("/templates/preview", post(preview::show))
        .route("/templates/{id}", get(editor::edit).post(editor::change))
        .route("/templates/{id}/delete", get(ask_delete).post(delete))
}

async fn library(me: Signed) -> Answer {
    let (shell, all) = me.read(|app, actor| app.templates(actor, None)).await?;
    Ok(me.page(&shell, "Templates", Section::Network, &outreach::page("/templates", &view(&all))))
}

fn view(all: &[TemplateView]) -> Markup {
    let of = |library: Library| all.iter().filter(move |one| one.library == library);
    html! {
        section.card {
            div.card-head {
                h1 { "Templates" }
                a.button href="/templates/new" { (icons::plus()) "New template" }
            }
            p.muted {
                "A text with placeholders such as {first_name}: each is filled with what you may see of \
                 the person. Who cannot be filled is left out, never written to by halves."
            }
            h2 #mine { "My templates" }
            @if of(Library::Mine).next().is_none() {
                (parts::empty("No template of your own yet",
                    "Write one, or take one from below and make it yours.",
                    &[("/templates/new", "Write a template")]))
            } @else {
                ul.templates { @for one in of(Library::Mine) { (entry(one)) } }
            }
        }
        @if of(Library::Shared).next().is_some() {
            section.card {
                h2 #shared { "Shared with me" }
                p.muted { "By operators, and in groups that you are in." }
                ul.templates { @for one in of(Library::Shared) { (entry(one)) } }
            }
        }
        section.card {
            h2 #ready { "Ready to use" }
            p.muted { "For ten situations. Take one and say it in your own words." }
            (situations(all))
        }
    }
}

/// Those that ship with kith, by situation.
fn situations(all: &[TemplateView]) -> Markup {
    let ready: Vec<&TemplateView> =
        all.iter().filter(|one| one.library == Library::Ready).collect();
    html! {
        @for group in ready.chunk_by(|a, b| a.situation == b.situation) {
            @if let Some(first) = group.first() {
                h3 { (first.name) }
                ul.templates { @for one in group { (entry(one)) } }
            }
        }
    }
}

fn entry(one: &TemplateView) -> Markup {
    let named = one.library != Library::Ready;
    let from = format!("/templates/new?from={}", one.id);
    html! {
        li {
            @if named {
                p.template-name {
                    strong { (one.name) }
                    @if one.purpose == Purpose::Message { " " span.tag { "Message" } }
                    @if one.library == Library::Mine && one.shared_with != Circle::Me { " " span.tag { (circle(one.shared_with)) } }
                }
            }
            (parts::note(&one.text))
            @if let Some(by) = &one.by { p.hint { "Shared by " (row::name(by)) } }
            p.ways {
                @if one.library == Library::Mine {
                    a.button.quiet.small href={ "/templates/" (one.id) } aria-label={ "Edit " (one.name) } { "Edit" }
                    a.button.quiet.small href={ "/templates/" (one.id) "/delete" } aria-label={ "Delete " (one.name) } { "Delete" }
                } @else {
                    a.button.quiet.small href=(from) { "Make it mine" span.sr { ": " (one.text) } }
                }
            }
        }
    }
}

fn circle(circle: Circle) -> &'static str {
    match circle {
        Circle::Me => "Only me",
        Circle::Group => "Shared with a group",
        Circle::Everybody => "Shared with everybody",
    }
}

/// The id in an address; anything else is nobody's template.
async fn own(me: &Signed, id: &str) -> Result<TemplateId, super::visit::Failure> {
    match id.parse() {
        Ok(id) => Ok(id),
        Err(_) => Err(me.failure("/templates", AppError::NotFound).await),
    }
}

async fn ask_delete(me: Signed, Path(id): Path<String>) -> Answer {
    let id = own(&me, &id).await?.to_string();
    let (shell, found) = me.read(move |app, actor| mine(app.template(actor, &id)?)).await?;
    let facts = ["What you have sent with it stays as it is.", "It cannot be brought back."];
    let action = format!("/templates/{}/delete", found.id);
    let go = parts::post(&action, "/templates", &found.name, "button danger", "Delete it");
    let title = format!("Delete “{}”?", found.name);
    let view = parts::confirm(&title, &facts, &go, "/templates");
    Ok(me.page(&shell, &title, Section::Network, &view))
}

/// The template, where it is the member's own.
fn mine(found: TemplateView) -> Result<TemplateView, AppError> {
    if found.library == Library::Mine { Ok(found) } else { Err(AppError::NotFound) }
}

async fn delete(me: Signed, Path(id): Path<String>, form: super::fields::Fields) -> Answer {
    let id = own(&me, &id).await?;
    let ask = me.ask();
    let written = me.write("/templates", me.app().delete_template(&ask, id)).await?;
    let flash = Flash::about(Done::TemplateDeleted, "", form.get("name"));
    Ok(me.done("/templates", &written.revision, &flash))
}

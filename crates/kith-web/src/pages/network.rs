//! Suggestions, mutual connections, and the paths between two people.

pub(crate) mod nav;

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{Page, rows::Row, suggestions::SuggestionView};
use kith_core::{
    invitation::Source,
    visibility::{Card, Visible},
};
use maud::{Markup, html};

use super::{
    fields::{Fields, encoded},
    flash::{Done, Flash},
    ui::{
        avatar::{badge, face},
        connect::{self, Person, Place},
        form::hidden,
        icons,
        layout::{Section, Shell},
        parts, row, words,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

/// How many suggestions the page shows.
const SUGGESTIONS: usize = 24;
/// How many paths the page shows.
const PATHS: usize = 12;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/network", get(suggestions))
        .route("/in/{handle}/mutuals", get(mutuals))
        .route("/in/{handle}/paths", get(paths))
        .route("/in/{handle}/dismiss", post(dismiss))
}

async fn suggestions(me: Signed, form: Fields) -> Answer {
    let by_skills = form.get("by") == "skills";
    let asked = me.read(move |app, actor| match by_skills {
        true => app.suggestions_by_skills(actor, SUGGESTIONS),
        false => app.suggestions(actor, SUGGESTIONS),
    });
    let (shell, found) = asked.await?;
    let view = suggestions_view(&shell, &found, by_skills);
    Ok(me.page(&shell, "My network", Section::Network, &view))
}

/// What stands where there are no suggestions.
fn nobody(by_skills: bool) -> Markup {
    let (title, text, profile) = if by_skills {
        (
            "Nobody with your skills yet",
            "Here come people whom your connections know and who can do what you can. Add skills \
             to your profile, or connect with a few more people.",
            "Add my skills",
        )
    } else {
        (
            "No suggestions yet",
            "They come from the people your connections know, and from companies and schools in \
             your profile. Connect with a few people, or fill in your profile.",
            "Fill in my profile",
        )
    };
    parts::empty(title, text, &[("/search", "Search people"), ("/settings#profile", profile)])
}

/// People the viewer may want to meet.
pub(crate) fn suggestions_view(shell: &Shell, found: &[SuggestionView], by_skills: bool) -> Markup {
    let here = if by_skills { "/network?by=skills" } else { "/network" };
    let ways =
        [("/network", "Your network", None), ("/network?by=skills", "Skills in common", None)];
    let place = Place { shell, source: Source::Suggestions, via: None, live: true };
    let body = html! {
        section.card {
            div.card-head { h1 { "People you may know" } }
            (parts::tabs("What brings people forward", here, &ways))
            @if found.is_empty() {
                (nobody(by_skills))
            } @else {
                ul.cards { @for suggestion in found { (card(&place, suggestion)) } }
            }
        }
    };
    nav::page(shell, "/network", &body)
}

/// One suggestion: who, why, connect, dismiss.
pub(crate) fn card(place: &Place<'_>, suggestion: &SuggestionView) -> Markup {
    let person = Person::from(&suggestion.row);
    let card = person.card;
    html! {
        li.person-card data-item {
            form.dismiss method="post" action={ "/in/" (card.handle) "/dismiss" } data-live="item" {
                (hidden("name", &card.name)) (hidden("back", &place.shell.path))
                button.icon-button type="submit" title="Don’t suggest again"
                    aria-label={ "Don’t suggest " (card.name) " again" } { (icons::close()) }
            }
            (face(card, "large"))
            p.who-name { (row::name(card)) " " (badge(person.degree)) }
            @if let Some(headline) = &card.headline { p.headline { (headline) } }
            ul.reasons {
                @for (at, reason) in suggestion.reasons.iter().take(3).enumerate() {
                    // The first reason counts the mutual connections; here they have names (R2).
                    @if at == 0 && !person.mutuals.is_empty() {
                        li { (row::stack(person.mutuals)) span { (row::mutual_names(&person.card.handle, person.mutual_count, person.mutuals)) } }
                    } @else {
                        li { (reason) }
                    }
                }
            }
            (connect::actions(&person, place, None))
        }
    }
}

async fn dismiss(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), form.back());
    let written = me.write(&back, me.app().dismiss_suggestion(&ask, &handle)).await?;
    let flash = Flash::about(Done::Dismissed, &handle, form.get("name"));
    if me.visit.fragment {
        let body = html! { p.sr data-said { (flash.text()) } };
        return Ok(me.piece(&written.revision, &body));
    }
    Ok(me.done(&back, &written.revision, &flash))
}

/// The connections that the viewer and another member share.
pub(crate) struct Mutuals {
    /// The other member's handle.
    pub(crate) handle: String,
    /// Their name.
    pub(crate) name: String,
    /// How many in all.
    pub(crate) count: u32,
    /// A page of them.
    pub(crate) page: Page<Row>,
    /// The cursor that the page was asked with.
    pub(crate) after: Option<String>,
}

async fn mutuals(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let paging = form.paging();
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let name = app.profile(actor, &handle)?.profile.card.name.clone();
        let (count, page) = app.mutuals(actor, &handle, &paging)?;
        Ok(Mutuals { handle, name, count, page, after: paging.after })
    };
    let (shell, mutuals) = me.read(read).await?;
    let title = format!("You and {}", mutuals.name);
    Ok(me.page(&shell, &title, Section::None, &mutuals_view(&shell, &mutuals)))
}

/// The list of mutual connections.
pub(crate) fn mutuals_view(shell: &Shell, mutuals: &Mutuals) -> Markup {
    let place = Place { shell, source: Source::Profile, via: None, live: true };
    let profile = format!("/in/{}", encoded(&mutuals.handle));
    html! {
        section.card {
            (crumb(&profile, &mutuals.name))
            h1 { (words::count(mutuals.count, "mutual connection", "mutual connections")) }
            p.muted { "You and " (mutuals.name) " are both connected to them." }
            @if mutuals.page.items.is_empty() {
                (parts::empty(
                    "Nobody in between",
                    "You have no mutual connection with this member.",
                    &[(&profile, "Back to the profile")],
                ))
            } @else {
                ul.rows {
                    @for item in &mutuals.page.items {
                        @let person = Person::from(item);
                        (row::row(&person, &html! {}, &connect::actions(&person, &place, None)))
                    }
                }
            }
            (parts::pager(
                &format!("{profile}/mutuals"), &[], mutuals.after.as_deref(),
                mutuals.page.next.as_deref(),
            ))
        }
    }
}

/// The way back to a member's page.
pub(crate) fn crumb(href: &str, name: &str) -> Markup {
    html! { p.crumb { a href=(href) { "← " (name) } } }
}

async fn paths(me: Signed, Path(handle): Path<String>) -> Answer {
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let name = app.profile(actor, &handle)?.profile.card.name.clone();
        let paths = app.paths(actor, &handle, PATHS)?;
        Ok((handle, name, paths))
    };
    let (shell, (handle, name, paths)) = me.read(read).await?;
    let title = format!("How you are connected to {name}");
    Ok(me.page(&shell, &title, Section::None, &paths_view(&handle, &name, &paths)))
}

/// Every shortest path, nearest people first.
pub(crate) fn paths_view(handle: &str, name: &str, paths: &[Vec<Visible<Card>>]) -> Markup {
    let profile = format!("/in/{}", encoded(handle));
    html! {
        section.card {
            (crumb(&profile, name))
            h1 { "How you are connected to " (name) }
            @if paths.is_empty() {
                (parts::empty(
                    "No path of three steps or fewer",
                    "You have no connection in common, nor do your connections. Follow them, or \
                     meet people of their field first.",
                    &[(&profile, "Back to the profile"), ("/search", "Search people")],
                ))
            } @else {
                p.muted {
                    "The shortest ways from you to them, nearest people first. Ask the person next "
                    "to you for an introduction."
                }
                div.paths { @for path in paths { (row::path(path)) } }
            }
        }
    }
}

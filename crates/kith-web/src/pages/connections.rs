//! My connections, a connection's connections, and removing one.

use axum::{Router, extract::Path, routing::get};
use kith_app::{AppError, Page, connections::ConnectionView};
use kith_core::{invitation::Source, refusal::Refusal};
use maud::{Markup, html};

use super::{
    fields::{Fields, encoded},
    flash::{Done, Flash},
    network::{crumb, nav},
    ui::{
        connect::{self, Person, Place},
        form::hidden,
        icons,
        layout::{Section, Shell},
        parts, refusal, row, time, words,
    },
    visit::{Answer, Signed, status},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/network/connections", get(mine))
        .route("/in/{handle}/connections", get(theirs))
        .route("/in/{handle}/remove", get(ask_remove).post(remove))
}

/// A list of connections, as it was asked for.
pub(crate) struct List {
    /// The connections.
    pub(crate) page: Page<ConnectionView>,
    /// Words that names or headlines begin with.
    pub(crate) query: String,
    /// The cursor that the page was asked with.
    pub(crate) after: Option<String>,
}

async fn mine(me: Signed, form: Fields) -> Answer {
    let (query, paging) = (form.get("q").to_owned(), form.paging());
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let words = Some(query.as_str()).filter(|query| !query.is_empty());
        let page = app.connections(actor, None, words, &paging)?;
        Ok(List { page, query, after: paging.after })
    };
    let (shell, list) = me.read(read).await?;
    Ok(me.page(&shell, "My connections", Section::Network, &mine_view(&shell, &list)))
}

/// My connections.
pub(crate) fn mine_view(shell: &Shell, list: &List) -> Markup {
    let body = html! {
        section.card {
            div.card-head { h1 { "Connections" } }
            (search_within("/network/connections", &list.query))
            @if list.page.items.is_empty() { (nobody(&list.query)) }
            @else {
                ul.rows {
                    @for item in &list.page.items { (mine_row(shell, item)) }
                }
            }
            (parts::pager(
                "/network/connections", &[("q", &list.query)], list.after.as_deref(),
                list.page.next.as_deref(),
            ))
        }
    };
    nav::page(shell, "/network/connections", &body)
}

fn mine_row(shell: &Shell, item: &ConnectionView) -> Markup {
    let person = Person::from(&item.row);
    let handle = &person.card.handle;
    let since = html! { p.meta { "Connected since " (time::date(shell, item.connected_at)) } };
    let actions = html! {
        div.actions {
            (connect::message_link(&person))
            a.button.quiet href={ "/in/" (handle) "/connections" } { "Their connections" }
            a.link.danger href={ "/in/" (handle) "/remove" } aria-label={ "Remove the connection to " (person.card.name) } {
                "Remove"
            }
        }
    };
    row::row(&person, &since, &actions)
}

fn nobody(query: &str) -> Markup {
    if query.is_empty() {
        parts::empty(
            "No connections yet",
            "When somebody accepts your invitation, or you accept theirs, they stand here.",
            &[("/search", "Search people"), ("/network", "See suggestions")],
        )
    } else {
        let text = "No connection has a name or headline with words that begin so.";
        parts::empty("Nobody found", text, &[("/network/connections", "Show all")])
    }
}

/// A search within a list.
fn search_within(path: &str, query: &str) -> Markup {
    html! {
        form.search-within role="search" aria-label="This list" method="get" action=(path) {
            (icons::search())
            input type="search" name="q" value=(query) maxlength="200"
                aria-label="Search in this list" placeholder="Search in this list";
            button.button.quiet type="submit" { "Search" }
        }
    }
}

/// Another member's list.
pub(crate) struct Theirs {
    /// Whose.
    pub(crate) handle: String,
    /// Their name.
    pub(crate) name: String,
    /// The list, or why it is not shown.
    pub(crate) list: Result<List, Refusal>,
}

async fn theirs(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let (query, paging) = (form.get("q").to_owned(), form.paging());
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let name = app.profile(actor, &handle)?.profile.card.name.clone();
        let words = Some(query.as_str()).filter(|query| !query.is_empty());
        let list = match app.connections(actor, Some(&handle), words, &paging) {
            Ok(page) => Ok(List { page, query, after: paging.after }),
            Err(AppError::Refused(refusal)) => Err(*refusal),
            Err(error) => return Err(error),
        };
        Ok(Theirs { handle, name, list })
    };
    let (shell, theirs) = me.read(read).await?;
    let title = format!("Connections of {}", theirs.name);
    let status = match &theirs.list {
        Ok(_) => axum::http::StatusCode::OK,
        Err(refusal) => status(&AppError::from(refusal.clone())),
    };
    let view = theirs_view(&shell, &theirs);
    Ok(me.visit.page(status, &shell, &title, Section::None, &view))
}

/// Another member's connections, with Connect on each row.
pub(crate) fn theirs_view(shell: &Shell, theirs: &Theirs) -> Markup {
    let handle = theirs.handle.as_str();
    let profile = format!("/in/{}", encoded(handle));
    let path = format!("{profile}/connections");
    let place = Place { shell, source: Source::Mutual, via: Some(handle), live: true };
    html! {
        section.card {
            (crumb(&profile, &theirs.name))
            h1 { "Connections of " (theirs.name) }
            @match &theirs.list {
                Err(refused) => {
                    (refusal::panel(shell, refused, None))
                    p.ways {
                        a.button.quiet href={ (profile) "/mutuals" } { "Mutual connections" }
                        a.button.quiet href="/search" { "Search people" }
                    }
                },
                Ok(list) => {
                    (search_within(&path, &list.query))
                    @if list.page.items.is_empty() {
                        (parts::empty("Nobody found", "There is nobody to show in this list.", &[(&profile, "Back to the profile")]))
                    } @else {
                        ul.rows {
                            @for item in &list.page.items {
                                @let person = Person::from(&item.row);
                                (row::row(&person, &html! {}, &connect::actions(&person, &place, None)))
                            }
                        }
                    }
                    (parts::pager(&path, &[("q", &list.query)], list.after.as_deref(), list.page.next.as_deref()))
                },
            }
        }
    }
}

async fn ask_remove(me: Signed, Path(handle): Path<String>) -> Answer {
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let name = app.profile(actor, &handle)?.profile.card.name.clone();
        Ok((handle, name))
    };
    let (shell, (handle, name)) = me.read(read).await?;
    Ok(me.page(&shell, "Remove a connection", Section::Network, &ask_view(&handle, &name)))
}

/// Asks before a connection is removed.
pub(crate) fn ask_view(handle: &str, name: &str) -> Markup {
    let profile = format!("/in/{}", encoded(handle));
    let go = html! {
        form method="post" action={ (profile) "/remove" } {
            (hidden("back", &profile)) (hidden("name", name))
            button.button.danger type="submit" { "Remove " (name) }
        }
    };
    let facts = [
        "They are not told.",
        "You stop following each other.",
        "Either of you may invite the other again later.",
    ];
    parts::confirm(&format!("Remove {name} from your connections?"), &facts, &go, &profile)
}

async fn remove(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), form.back());
    let written = me.write(&back, me.app().remove_connection(&ask, &handle)).await?;
    let flash = Flash::about(Done::Removed, &handle, form.get("name"));
    Ok(me.done(&back, &written.revision, &flash))
}

/// A count of connections that leads to the list where it may be seen.
pub(crate) fn count_link(handle: &str, count: u32, visible: bool) -> Markup {
    let text = words::count(count, "connection", "connections");
    html! {
        @if visible { a href={ "/in/" (handle) "/connections" } { (text) } }
        @else { span { (text) } }
    }
}

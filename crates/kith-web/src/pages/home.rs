//! Home: my network at a glance; for visitors, the welcome.

use axum::{
    Router,
    http::{Method, StatusCode},
    response::Response,
    routing::get,
};
use kith_app::{
    Paging,
    feed::{FeedQuery, Sort},
    home::Home,
};
use kith_core::{budget::Name, invitation::Source};
use maud::{Markup, html};

use super::{
    accounts,
    feed::{self, Draft, Write},
    fields::Fields,
    invitations::received,
    limits, network,
    ui::{
        budget,
        connect::Place,
        layout::{Section, Shell},
        parts, portrait, words,
    },
    visit::{Answer, Signed, Visit, first_sign_in},
};
use crate::state::WebState;

/// How many posts home shows at once.
const POSTS: u32 = 10;
/// How many suggestions home shows.
const SUGGESTIONS: usize = 6;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/", get(home))
}

async fn home(visit: Visit, signed: Option<Signed>, form: Fields) -> Answer {
    match signed {
        Some(me) => {
            let sort = if form.get("sort") == "top" { Sort::Top } else { Sort::Recent };
            let paging = Paging { limit: Some(POSTS), ..form.paging() };
            let after = paging.after.clone();
            let query = FeedQuery { sort, paging, ..FeedQuery::default() };
            let (shell, (home, posts, limit)) = me
                .read(move |app, actor| {
                    let limit = app.policy().content.post_length;
                    let (home, posts) = app.home_and_feed(actor, &query)?;
                    Ok((home, posts, limit))
                })
                .await?;
            let feed = feed::feed(&shell, &posts, sort, after.as_deref());
            Ok(me.page(&shell, "Home", Section::Home, &view(&shell, &home, limit, &feed)))
        }
        None if visit.state.options.demo.is_some() => {
            Err(first_sign_in(&visit, &Method::GET).await)
        }
        None => Ok(welcome(&visit)),
    }
}

fn welcome(visit: &Visit) -> Response {
    let view = accounts::welcome_view();
    visit.page(StatusCode::OK, &visit.shell(), "Welcome", Section::None, &view)
}

/// My network at a glance, and what it shares.
pub(crate) fn view(shell: &Shell, home: &Home, post_length: u32, posts: &Markup) -> Markup {
    html! {
        h1.sr { "Home" }
        @if let Some(restriction) = &home.limits.restriction {
            (limits::restriction_banner(shell, restriction))
        }
        div.columns.home {
            aside.side aria-label="At a glance" {
                (glance(shell, home))
                (budgets(shell, home))
            }
            div.main-column {
                section.card { (feed::composer(&Draft::default(), post_length, ("/posts", "Post"), &Write::default())) }
                @if home.received_count > 0 { (waiting(shell, home)) }
                (posts)
                (suggestions(shell, home))
            }
        }
    }
}

fn glance(shell: &Shell, home: &Home) -> Markup {
    let figures = [
        ("/network/connections", home.connection_count, "connection", "connections"),
        ("/search?degree=2nd", home.second_degree_count, "2nd degree", "2nd degree"),
        ("/network/followers", home.follower_count, "follower", "followers"),
        ("/network/sent", home.sent_count, "pending", "pending"),
    ];
    html! {
        section.card.glance {
            @if let Some(who) = &shell.who {
                a.glance-who href={ "/in/" (who.handle) } {
                    (portrait(&who.handle, &who.name, who.photo, "large"))
                    span { strong { (who.name) } span.hint { "See my profile" } }
                }
            }
            ul.figures {
                @for (href, count, one, many) in figures {
                    li {
                        a href=(href) {
                            strong { (words::grouped(count)) }
                            span { (if count == 1 { one } else { many }) }
                        }
                    }
                }
            }
            @if let Some(views) = home.views {
                p.glance-more {
                    a href="/viewers" { strong { (words::grouped(views)) } " " (if views == 1 { "view" } else { "views" }) " of your profile this week" }
                    " · "
                    a href="/network/map" { "Map of my network" }
                }
            }
        }
    }
}

fn budgets(shell: &Shell, home: &Home) -> Markup {
    let shown = home
        .limits
        .budgets
        .iter()
        .filter(|budget| matches!(budget.name, Name::Weekly | Name::Pending | Name::Notes));
    html! {
        section.card.budgets {
            div.card-head { h2 { "My budgets" } a href="/limits" { "Explained" } }
            @for budget in shown { (budget::meter(shell, budget)) }
        }
    }
}

fn waiting(shell: &Shell, home: &Home) -> Markup {
    html! {
        section.card {
            div.card-head {
                h2 {
                    "Waiting for you"
                    @if home.received_count > 0 { " " span.count { (home.received_count) } }
                }
                @if home.received_count > 0 { a href="/network/received" { "See all" } }
            }
            ul.rows {
                @for invitation in home.received.iter().take(3) {
                    (received::item(shell, invitation))
                }
            }
        }
    }
}

fn suggestions(shell: &Shell, home: &Home) -> Markup {
    let place = Place { shell, source: Source::Suggestions, via: None, live: true };
    html! {
        section.card {
            div.card-head { h2 { "People you may know" } a href="/network" { "See all" } }
            @if home.suggestions.is_empty() {
                (parts::empty(
                    "No suggestions yet",
                    "They come from the people your connections know. Connect with a few people \
                     you know, and this fills by itself.",
                    &[("/search", "Search people"), ("/settings#profile", "Fill in my profile")],
                ))
            } @else {
                ul.cards {
                    @for suggestion in home.suggestions.iter().take(SUGGESTIONS) {
                        (network::card(&place, suggestion))
                    }
                }
            }
        }
    }
}

//! A member's page.

mod history;

use axum::{Router, extract::Path, routing::get};
use kith_app::{Page, Paging, feed::PostView, profiles::ProfileView, rows::TieState};
use kith_core::{contact::Contact, degree::Degree, invitation::Source, visibility::Card};
use maud::{Markup, html};

use super::{
    connections, contacts,
    fields::Fields,
    invitations::received,
    messages,
    ui::{
        avatar::{badge, face},
        connect::{self, Draft, Person, Place},
        icons,
        layout::{Section, Shell},
        parts, post, row, words,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

/// How many posts a profile shows.
const POSTS: u32 = 2;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/in/{handle}", get(show))
}

async fn show(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let (shell, (view, posts, views, kept)) = me
        .read(move |app, actor| {
            let newest = Paging { limit: Some(POSTS), after: None };
            let view = app.visit_profile(actor, &handle)?;
            let mine = view.degree == Degree::Myself;
            let views = if mine { app.views_this_week(actor)? } else { None };
            let kept = if mine { None } else { Some(app.contact(actor, &handle)?) };
            Ok((view, app.posts_of(actor, &handle, &newest)?, views, kept))
        })
        .await?;
    let source = Source::from_code(form.get("source")).unwrap_or(Source::Profile);
    let via = form.filled("via");
    let place = Place { shell: &shell, source, via: via.as_deref(), live: false };
    let section = if view.degree == Degree::Myself { Section::Me } else { Section::None };
    let title = view.profile.card.name.as_str();
    let page = html! {
        @if let Some(views) = views { (seen(views)) }
        (self::view(&place, &view, Beside { posts: Some(&posts), kept: kept.as_ref() }, None))
    };
    Ok(me.page(&shell, title, section, &page))
}

/// How often one's own page was viewed.
fn seen(views: u32) -> Markup {
    html! {
        p.notice.own-views {
            (icons::eye()) " " strong { (words::count(views, "view", "views")) }
            " of your profile in the last seven days. " a href="/viewers" { "Who viewed it" }
        }
    }
}

/// What else stands on a member's page.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beside<'a> {
    /// What they shared last.
    pub(crate) posts: Option<&'a Page<PostView>>,
    /// What the viewer keeps about them.
    pub(crate) kept: Option<&'a Contact>,
}

/// A member's page; `draft` is an invitation that was refused.
pub(crate) fn view(
    place: &Place<'_>,
    view: &ProfileView,
    beside: Beside<'_>,
    draft: Option<&Draft>,
) -> Markup {
    let shell = place.shell;
    let person = Person::from(view);
    html! {
        @if draft.is_some() && shell.path != format!("/in/{}", person.card.handle) {
            p.crumb { a href=(shell.path) { "← Back to where you were" } }
        }
        div.columns.profile {
            div.main-column {
                (head(place, view, draft))
                (history::about(&view.profile))
                @if let Some(posts) = beside.posts { (activity(shell, view, posts)) }
                (history::positions(&view.profile))
                (history::education(&view.profile))
                (history::skills(&view.profile))
                @if view.degree != Degree::Myself { (history::hidden_hint(view.degree)) }
            }
            aside.side aria-label="You and this member" {
                @if view.degree != Degree::Myself { (connected(view)) }
                @if !view.messages.is_empty() { (between(shell, view)) }
                @if let Some(kept) = beside.kept { (contacts::beside(&person.card.handle, kept)) }
                (history::contact(&view.profile))
            }
        }
    }
}

fn head(place: &Place<'_>, view: &ProfileView, draft: Option<&Draft>) -> Markup {
    let person = Person::from(view);
    let card = person.card;
    html! {
        section.card.profile-head {
            (face(card, "huge"))
            div.profile-who {
                h1 { (card.name) " " (badge(view.degree)) }
                @if let Some(headline) = &card.headline { p.headline { (headline) } }
                (where_and_what(card))
                p.counts {
                    (connections::count_link(&card.handle, view.connection_count, view.connections_visible))
                    " · "
                    @if view.degree == Degree::Myself {
                        a href="/network/followers" { (words::count(view.follower_count, "follower", "followers")) }
                    } @else {
                        span { (words::count(view.follower_count, "follower", "followers")) }
                    }
                }
                (row::mutuals(&person))
            }
            div #connect.profile-actions { (actions(place, view, draft)) }
        }
    }
}

fn where_and_what(card: &Card) -> Markup {
    html! {
        @if card.location.is_some() || card.industry.is_some() {
            p.muted.with-icons {
                @if let Some(location) = &card.location { span { (icons::place()) (location) } }
                @if let Some(industry) = &card.industry { span { (icons::work()) (industry) } }
            }
        }
    }
}

/// The main button, the other one under More, and what else may be done.
fn actions(place: &Place<'_>, view: &ProfileView, draft: Option<&Draft>) -> Markup {
    let (person, shell) = (Person::from(view), place.shell);
    html! {
        @if view.degree == Degree::Myself {
            div.actions { a.button.quiet href="/settings#profile" { (icons::pencil()) "Edit profile" } }
        } @else {
            (incoming_hint(&person))
            @let follow_first = view.actions.follow.primary && draft.is_none()
                && matches!(view.tie.state, TieState::Strangers | TieState::Resting);
            @if follow_first {
                div.actions {
                    (follow_first_button(place, &person))
                    (messages::buttons(shell, view))
                    (more(place, view, true, false))
                }
            } @else {
                (connect::actions(&person, place, draft))
                @let follow_shown = draft.is_none() && connect::shows_follow(&person);
                div.actions.second {
                    @if view.tie.state != TieState::Connected { (messages::buttons(shell, view)) }
                    @if !follow_shown { (follow_state(&person)) }
                    (more(place, view, false, follow_shown))
                }
            }
        }
    }
}

fn incoming_hint(person: &Person<'_>) -> Markup {
    html! {
        @if person.tie.state == TieState::Received {
            p.notice { (person.card.name) " invited you to connect." }
        } @else if person.tie.state == TieState::Strangers && person.tie.followed_by {
            p.muted { "Follows you." }
        }
    }
}

fn follow_first_button(place: &Place<'_>, person: &Person<'_>) -> Markup {
    html! {
        @if person.tie.following {
            span.state.good { (icons::check()) "Following" }
        } @else {
            (connect::follow_button(person, place, "button"))
        }
    }
}

fn follow_state(person: &Person<'_>) -> Markup {
    html! {
        @if person.tie.following && person.tie.state != TieState::Connected {
            span.state { (icons::check()) "Following" }
        }
    }
}

/// What is done less often.
fn more(place: &Place<'_>, view: &ProfileView, connect_here: bool, follow_shown: bool) -> Markup {
    let person = Person::from(view);
    let (handle, name) = (&person.card.handle, &person.card.name);
    let back = place.shell.path.as_str();
    let to = |what: &str| format!("/in/{handle}/{what}");
    html! {
        details.more {
            summary.button.quiet { "More" }
            div.more-body {
                @if connect_here {
                    div.more-connect { (connect::actions(&person, place, None)) }
                } @else if !follow_shown && !person.tie.following && view.actions.follow.allowed() {
                    (connect::follow_button(&person, place, "menu-item"))
                }
                @if person.tie.following { (parts::post(&to("unfollow"), back, name, "menu-item", "Unfollow")) }
                @if view.connections_visible { a.menu-item href=(to("connections")) { "See their connections" } }
                @if view.path.len() > 2 { a.menu-item href=(to("paths")) { "All ways between you" } }
                @if person.tie.said_unknown {
                    (parts::post(&to("known"), back, name, "menu-item", "I know them after all"))
                }
                @if person.tie.state == TieState::Connected {
                    a.menu-item.danger href=(to("remove")) { "Remove connection …" }
                }
                a.menu-item.danger href=(to("block")) { "Block …" }
            }
        }
    }
}

/// How you are connected.
fn connected(view: &ProfileView) -> Markup {
    let handle = &view.profile.card.handle;
    html! {
        @if view.degree == Degree::Out {
            section.card {
                h2 { "How you’re connected" }
                p.muted {
                    "Not yet: you are more than three steps apart. Following them, or connecting "
                    "with people of their field, brings you nearer."
                }
            }
        } @else if view.path.len() > 2 {
            section.card {
                div.card-head {
                    h2 { "How you’re connected" }
                    a href={ "/in/" (handle) "/paths" } { "All ways" }
                }
                (row::path(&view.path))
                @if let Some(introducer) = &view.introducer {
                    p.muted {
                        "Of those you both know, " a href={ "/in/" (introducer.handle) } { (introducer.name) }
                        " is nearest to you two: the best person to introduce you."
                    }
                }
            }
        }
    }
}

/// What they shared last.
fn activity(shell: &Shell, view: &ProfileView, posts: &Page<PostView>) -> Markup {
    let all = format!("/in/{}/posts", view.profile.card.handle);
    html! {
        @if !posts.items.is_empty() {
            section.feed aria-labelledby="activity" {
                div.feed-head {
                    h2 #activity { "Posts" }
                    @if posts.next.is_some() { a href=(all) { "See all" } }
                }
                @for one in &posts.items { (post::post(shell, one, false)) }
            }
        }
    }
}

/// The note and the answers between both.
fn between(shell: &Shell, view: &ProfileView) -> Markup {
    html! {
        section.card {
            div.card-head {
                h2 { "Between you" }
                a href={ "/in/" (view.profile.card.handle) "/message" } { "Conversation" }
            }
            (received::replies(shell, &view.messages, &view.profile.first_name))
        }
    }
}

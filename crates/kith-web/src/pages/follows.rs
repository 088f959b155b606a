//! Following: followers, following, follow, unfollow.

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{Page, rows::Row};
use kith_core::invitation::Source;
use maud::{Markup, html};

use super::{
    fields::Fields,
    flash::{Done, Flash},
    network::nav,
    ui::{
        connect::{self, Person, Place},
        form::hidden,
        icons,
        layout::{Section, Shell},
        parts, row,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/network/followers", get(followers))
        .route("/network/following", get(following))
        .route("/in/{handle}/follow", post(follow))
        .route("/in/{handle}/unfollow", post(unfollow))
}

async fn followers(me: Signed, form: Fields) -> Answer {
    let paging = form.paging();
    let after = paging.after.clone();
    let (shell, page) = me.read(move |app, actor| app.followers(actor, &paging)).await?;
    let view = view(&shell, &page, after.as_deref(), true);
    Ok(me.page(&shell, "Followers", Section::Network, &view))
}

async fn following(me: Signed, form: Fields) -> Answer {
    let paging = form.paging();
    let after = paging.after.clone();
    let (shell, page) = me.read(move |app, actor| app.following(actor, &paging)).await?;
    let view = view(&shell, &page, after.as_deref(), false);
    Ok(me.page(&shell, "Following", Section::Network, &view))
}

/// Who follows me (`followers`), or whom I follow.
pub(crate) fn view(
    shell: &Shell,
    page: &Page<Row>,
    after: Option<&str>,
    followers: bool,
) -> Markup {
    let place = Place { shell, source: Source::Profile, via: None, live: true };
    let (path, title, text) = if followers {
        let text = "They see your public posts. Following back does not connect you.";
        ("/network/followers", "Followers", text)
    } else {
        let text = "You see their public posts. They are not connections unless they say so.";
        ("/network/following", "Following", text)
    };
    let body = html! {
        section.card {
            div.card-head { h1 { (title) } }
            p.muted { (text) }
            @if page.items.is_empty() {
                @if followers {
                    (parts::empty("Nobody follows you yet", "People who want to read you without connecting stand here.", &[("/settings#profile", "Fill in my profile")]))
                } @else {
                    (parts::empty("You follow nobody yet", "Follow people whose work you want to see; they need not accept.", &[("/search", "Search people")]))
                }
            } @else {
                ul.rows {
                    @for item in &page.items {
                        @let person = Person::from(item);
                        (row::row(&person, &follow_line(&person, shell), &connect::actions(&person, &place, None)))
                    }
                }
            }
            (parts::pager(path, &[], after, page.next.as_deref()))
        }
    };
    nav::page(shell, path, &body)
}

fn follow_line(person: &Person<'_>, shell: &Shell) -> Markup {
    html! {
        (toggle(&person.card.handle, &person.card.name, person.tie.following, &shell.path))
    }
}

/// Follow or unfollow; the script replaces this piece.
fn toggle(handle: &str, name: &str, following: bool, back: &str) -> Markup {
    let action = if following { "unfollow" } else { "follow" };
    html! {
        div.toggle data-swap {
            @if following { span.state.good { (icons::check()) "Following" } }
            form method="post" action={ "/in/" (super::fields::encoded(handle)) "/" (action) } data-live {
                (hidden("back", back)) (hidden("name", name))
                button.link type="submit" aria-label={ (if following { "Unfollow " } else { "Follow " }) (name) } {
                    (if following { "Unfollow" } else { "Follow" })
                }
            }
        }
    }
}

async fn follow(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let ask = me.ask();
    let written = me.write(&form.back(), me.app().follow(&ask, &handle)).await?;
    answered(&me, &handle, &form, &written.revision, true)
}

async fn unfollow(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let ask = me.ask();
    let written = me.write(&form.back(), me.app().unfollow(&ask, &handle)).await?;
    answered(&me, &handle, &form, &written.revision, false)
}

fn answered(
    me: &Signed,
    handle: &str,
    form: &Fields,
    revision: &kith_app::Revision,
    following: bool,
) -> Answer {
    let done = if following { Done::Followed } else { Done::Unfollowed };
    let flash = Flash::about(done, handle, form.get("name"));
    let back = form.back();
    if me.visit.fragment {
        let body = html! {
            (toggle(handle, &flash.name, following, &back))
            p.sr data-said { (flash.text()) }
        };
        return Ok(me.piece(revision, &body));
    }
    Ok(me.done(&back, revision, &flash))
}

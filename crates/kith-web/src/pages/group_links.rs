//! Links by which whoever has one joins a group: on the group's page, and where they lead.

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{
    group_links::{GroupLink, LinkedGroup},
    groups::GroupView,
};
use kith_core::group::Access;
use maud::{Markup, html};

use super::{
    communities::{self, press},
    fields::{Fields, encoded},
    flash::{Done, Flash},
    posts::id,
    ui::{
        layout::{Section, Shell},
        parts, time,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/groups/{id}/link", post(make))
        .route("/groups/{id}/link/revoke", post(revoke))
        .route("/join/{token}", get(show).post(join))
}

/// How long a link may hold: days, and in words; 0 is without an end.
const TERMS: [(u32, &str); 4] =
    [(7, "7 days"), (1, "1 day"), (30, "30 days"), (0, "Until I revoke it")];

/// The link, for moderators.
pub(super) fn section(shell: &Shell, group: &GroupView, link: Option<&GroupLink>) -> Markup {
    let to = |what: &str| format!("/groups/{}/link{what}", group.id);
    html! {
        section.card #link {
            h2 { "Join link" }
            p.muted { "Whoever opens it signed in can join without asking. Give it only to people who may be here." }
            @if let Some(link) = link {
                div.field {
                    label for="f-link" { "The link" }
                    // The address without the host, which a proxy may have changed, works as well.
                    input #f-link type="text" readonly value=(link.path) data-address
                        aria-describedby="f-link-hint";
                    p.hint #f-link-hint {
                        "Made " (time::relative(shell, link.made_at)) "; "
                        @match link.expires_at {
                            Some(at) => { "lapses " (time::relative(shell, at)) "." },
                            None => "holds until it is revoked.",
                        }
                    }
                }
                div.actions {
                    (press(&to("/revoke"), "button quiet danger", "Revoke the link", "Revoke the link"))
                }
            }
            form.inline-form method="post" action=(to("")) {
                div.field {
                    label for="f-days" { "How long it holds" }
                    select #f-days name="days" {
                        @for (days, label) in TERMS { option value=(days) { (label) } }
                    }
                }
                button.button.quiet type="submit" {
                    @if link.is_some() { "Make a new link instead" } @else { "Make a link" }
                }
            }
        }
    }
}

async fn make(me: Signed, Path(group): Path<String>, form: Fields) -> Answer {
    let group = id(&me, &group).await?;
    let back = format!("/groups/{group}");
    let days = form.number::<u32>("days").filter(|days| *days > 0);
    let written = me.write(&back, me.app().make_group_link(&me.ask(), group, days)).await?;
    let back = format!("{back}#link");
    Ok(me.done(&back, &written.revision, &Flash::plain(Done::GroupLinkMade)))
}

async fn revoke(me: Signed, Path(group): Path<String>) -> Answer {
    let group = id(&me, &group).await?;
    let back = format!("/groups/{group}");
    let written = me.write(&back, me.app().revoke_group_link(&me.ask(), group)).await?;
    Ok(me.done(&back, &written.revision, &Flash::plain(Done::GroupLinkRevoked)))
}

async fn show(me: Signed, Path(token): Path<String>) -> Answer {
    let secret = token.clone();
    let (shell, group) = me.read(move |app, actor| app.linked_group(actor, &secret)).await?;
    let title = format!("Join {}", group.name);
    Ok(me.page(&shell, &title, Section::Communities, &invited(&token, &group)))
}

/// What whoever has the link sees.
fn invited(token: &str, group: &LinkedGroup) -> Markup {
    let place = format!("/groups/{}", group.id);
    let body = html! {
        section.card {
            h1 { (group.name) " " (super::groups::access_tag(group.access)) }
            @if group.joined {
                (parts::empty("You are in this group", "The link leads here.", &[(&place, "See the group")]))
            } @else if group.removed {
                (removed(group, &place))
            } @else {
                p.muted { "You have a link to this group. With it you join without asking; its members then see you." }
                @if !group.about.is_empty() { p.text { (group.about) } }
                div.actions {
                    (press(&format!("/join/{}", encoded(token)), "button", "Join", &format!("Join {}", group.name)))
                    a.button.quiet href="/groups" { "Not now" }
                }
            }
        }
    };
    communities::page("/groups", &body)
}

/// What whom a moderator removed is told.
fn removed(group: &LinkedGroup, place: &str) -> Markup {
    let title = "A moderator removed you from this group";
    if group.access == Access::Hidden {
        let text = "The link does not let you in again. Ask a moderator to invite you.";
        return parts::empty(title, text, &[("/groups", "See other groups")]);
    }
    let text = "The link does not let you in again. Ask to join; a moderator answers.";
    parts::empty(title, text, &[(place, "See the group")])
}

async fn join(me: Signed, Path(token): Path<String>) -> Answer {
    let written = me.write("/groups", me.app().join_by_link(&me.ask(), &token)).await?;
    let group = written.value;
    let me = me.after(&written.revision);
    let (_, view) = me.read(move |app, actor| app.group(actor, group)).await?;
    let flash = Flash::about(Done::Joined, "", &view.name);
    Ok(me.done(&format!("/groups/{group}"), &written.revision, &flash))
}

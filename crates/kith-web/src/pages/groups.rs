//! Groups: the list, one group, and what is done there.

mod form;
mod show;

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{
    AppError, Page, Paging,
    groups::{GroupAct, GroupView},
};
use kith_core::{
    group::{Access, Standing},
    id::GroupId,
};
use maud::{Markup, html};

use super::{
    communities::{self, beginning, press},
    fields::Fields,
    flash::{Done, Flash},
    ui::{icons, layout::Section, parts, words},
    visit::{Answer, Signed},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/groups", get(list).post(form::create))
        .route("/groups/new", get(form::new))
        .route("/groups/{id}", get(one))
        .route("/groups/{id}/edit", get(form::edit).post(form::change))
        .route("/groups/{id}/join", post(join))
        .route("/groups/{id}/leave", post(leave))
        .route("/groups/{id}/close", get(form::ask_close).post(close))
        .route("/groups/{id}/people", post(people))
        .route("/groups/{id}/posts", get(posts))
}

/// The id in an address; what is none leads to no group.
async fn id_of(me: &Signed, text: &str) -> Result<GroupId, super::visit::Failure> {
    match text.parse() {
        Ok(id) => Ok(id),
        Err(_) => Err(me.failure("/groups", AppError::NotFound).await),
    }
}

async fn posts(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let id = id_of(&me, &id).await?;
    let paging = form.paging();
    let after = paging.after.clone();
    let (shell, (name, list)) = me
        .read(move |app, actor| Ok((app.group(actor, id)?.name, app.posts_in(actor, id, &paging)?)))
        .await?;
    let path = format!("/groups/{id}/posts");
    let body =
        super::feed::list(&shell, &list, &format!("Posts in {name}"), &path, after.as_deref());
    Ok(me.page(&shell, &format!("Posts in {name}"), Section::Communities, &body))
}

async fn list(me: Signed, form: Fields) -> Answer {
    let query = communities::query(&form);
    let (shell, page) = me.read(move |app, actor| app.groups(actor, &query)).await?;
    Ok(me.page(&shell, "Groups", Section::Communities, &list_view(&page, &form)))
}

/// The list.
fn list_view(page: &Page<GroupView>, form: &Fields) -> Markup {
    let text = "People who care for the same things. Members may connect with one press.";
    let views = [("", "All groups"), ("mine", "My groups")];
    let asked = [("show", form.get("show")), ("q", form.get("q"))];
    let after = form.filled("after");
    let body = html! {
        section.card {
            (communities::head("/groups", "Groups", text, "Start a group", &views, form))
            @if page.items.is_empty() { (nothing(form)) }
            @else {
                ul.rows { @for group in &page.items { (item(group)) } }
            }
            (parts::pager("/groups", &asked, after.as_deref(), page.next.as_deref()))
        }
    };
    communities::page("/groups", &body)
}

fn nothing(form: &Fields) -> Markup {
    let start = ("/groups/new", "Start a group");
    if !form.get("q").is_empty() {
        parts::empty(
            "No group of that name",
            "Try another word, or start the group yourself.",
            &[start],
        )
    } else if form.get("show") == "mine" {
        let text = "Groups that you join, ask to join or are invited to stand here.";
        parts::empty("You are in no group yet", text, &[("/groups", "See all groups"), start])
    } else {
        parts::empty("There is no group yet", "Start the first one and invite people.", &[start])
    }
}

fn item(group: &GroupView) -> Markup {
    html! {
        li.row {
            span.community-mark aria-hidden="true" { (icons::group()) }
            div.row-body {
                p.who-name { a href={ "/groups/" (group.id) } { (group.name) } " " (access_tag(group.access)) }
                p.meta {
                    (words::count(group.member_count, "member", "members"))
                    @if let Some(asked) = group.asked_count.filter(|asked| *asked > 0) {
                        " · " strong { (words::count(asked, "request", "requests")) " to answer" }
                    }
                }
                @if !group.about.is_empty() { p.muted { (beginning(&group.about)) } }
            }
            div.actions { (membership(group)) }
        }
    }
}

/// How one becomes a member, in a word.
pub(super) fn access_tag(access: Access) -> Markup {
    html! {
        @match access {
            Access::Open => {},
            Access::Request => span.tag { "By request" },
            Access::Hidden => span.tag.warn { "Hidden" },
        }
    }
}

/// What the viewer is to the group, and the button that changes it.
pub(super) fn membership(group: &GroupView) -> Markup {
    let to = |what: &str| format!("/groups/{}/{what}", group.id);
    let about = |what: &str| format!("{what} {}", group.name);
    let join = |label: &str| press(&to("join"), "button", label, &about(label));
    let leave = |label: &str| press(&to("leave"), "button quiet", label, &about(label));
    html! {
        @match group.membership {
            Some(Standing::Owner) => span.state.good { (icons::check()) "Owner" },
            Some(Standing::Moderator) => span.state.good { (icons::check()) "Moderator" },
            Some(Standing::Member) => span.state.good { (icons::check()) "Member" },
            Some(Standing::Asked) => {
                span.state { (icons::clock()) "Asked" }
                (leave("Take back"))
            },
            Some(Standing::Invited) => {
                (join("Accept invitation"))
                (leave("Decline"))
            },
            None if group.access == Access::Request || group.removed => (join("Ask to join")),
            None => (join("Join")),
        }
    }
}

async fn one(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let id = id_of(&me, &id).await?;
    let paging = form.paging();
    let (shell, shown) = me.read(move |app, actor| show::read(app, actor, id, &paging)).await?;
    let view = show::view(&shell, &shown, form.filled("after").as_deref());
    Ok(me.page(&shell, &shown.group.name, Section::Communities, &view))
}

async fn join(me: Signed, Path(id): Path<String>) -> Answer {
    let id = id_of(&me, &id).await?;
    let back = format!("/groups/{id}");
    let written = me.write(&back, me.app().join_group(&me.ask(), id)).await?;
    let me = me.after(&written.revision);
    let (_, group) = me.read(move |app, actor| app.group(actor, id)).await?;
    let asked = group.membership == Some(Standing::Asked);
    let done = if asked { Done::AskedToJoin } else { Done::Joined };
    Ok(me.done(&back, &written.revision, &Flash::about(done, "", &group.name)))
}

async fn leave(me: Signed, Path(id): Path<String>) -> Answer {
    let id = id_of(&me, &id).await?;
    let (_, group) = me.read(move |app, actor| app.group(actor, id)).await?;
    let back = format!("/groups/{id}");
    let written = me.write(&back, me.app().leave_group(&me.ask(), id)).await?;
    // A hidden group is not to be seen any more.
    let to = if group.access == Access::Hidden { "/groups" } else { &back };
    Ok(me.done(to, &written.revision, &Flash::about(Done::LeftGroup, "", &group.name)))
}

async fn close(me: Signed, Path(id): Path<String>) -> Answer {
    let id = id_of(&me, &id).await?;
    let (_, group) = me.read(move |app, actor| app.group(actor, id)).await?;
    let back = format!("/groups/{id}");
    let written = me.write(&back, me.app().close_group(&me.ask(), id)).await?;
    Ok(me.done("/groups", &written.revision, &Flash::about(Done::GroupClosed, "", &group.name)))
}

/// A moderator does something to somebody.
async fn people(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let id = id_of(&me, &id).await?;
    let back = format!("/groups/{id}");
    let handle = form.get("handle").trim_start_matches('@').to_owned();
    let Some(act) = GroupAct::from_code(form.get("act")) else {
        return Err(me.failure(&back, AppError::NotFound).await);
    };
    let done = me.app().act_in_group(&me.ask(), id, &handle, act).await;
    match done {
        Ok(written) => {
            let flash = Flash::about(Done::GroupPeople, &handle, form.get("name"));
            Ok(me.done(&back, &written.revision, &flash))
        }
        Err(AppError::Refused(refusal))
            if act == GroupAct::Invite
                && refusal.reason == kith_core::refusal::Reason::NotFound =>
        {
            let wrong = "There is no such member. Use the last part of their profile’s address.";
            let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
                show::read(app, actor, id, &Paging::default())
            };
            let (mut shell, mut shown) = me.read(read).await?;
            shell.path = back;
            shown.handle = handle;
            shown.errors = vec![kith_app::FieldError::new("handle", wrong)];
            let view = show::view(&shell, &shown, None);
            let status = super::visit::status(&AppError::Invalid(Vec::new()));
            let title = shown.group.name.as_str();
            Ok(me.visit.page(status, &shell, title, Section::Communities, &view))
        }
        Err(error) => Err(me.failure(&back, error).await),
    }
}

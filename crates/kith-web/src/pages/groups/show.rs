//! One group: what it is, who is in it, and what its moderators have to do.

use kith_app::{
    Actor, App, AppError, FieldError, Page, Paging,
    feed::PostView,
    group_links::GroupLink,
    groups::{GroupPage, GroupPerson, GroupView},
};
use kith_core::{
    group::{Access, Standing},
    id::GroupId,
    invitation::Source,
};
use maud::{Markup, html};

use super::{access_tag, membership};
use crate::pages::{
    communities,
    feed::{self, Draft, Write},
    group_links,
    ui::{
        connect::{self, Person, Place},
        form::{self, Field, hidden},
        icons,
        layout::Shell,
        parts, post, row, time, words,
    },
};

/// How many posts the page shows.
const POSTS: u32 = 5;

/// What the page shows.
pub(super) struct Shown {
    /// The group.
    pub(super) group: GroupView,
    /// Who is in it, where the viewer may see that.
    pub(super) members: Option<Page<GroupPerson>>,
    /// What is written in it, where the viewer may read that.
    pub(super) posts: Option<Page<PostView>>,
    /// The longest post.
    pub(super) post_length: u32,
    /// Who asks to join, and who is invited; for moderators.
    pub(super) asked: Vec<GroupPerson>,
    /// Who is invited and has not answered.
    pub(super) invited: Vec<GroupPerson>,
    /// The link by which whoever has it joins; for moderators.
    pub(super) link: Option<GroupLink>,
    /// What was typed into the invitation.
    pub(super) handle: String,
    /// What is wrong with it.
    pub(super) errors: Vec<FieldError>,
}

/// Reads the page.
pub(super) fn read(
    app: &App,
    actor: &Actor,
    id: GroupId,
    paging: &Paging,
) -> Result<Shown, AppError> {
    let newest = Paging { limit: Some(POSTS), after: None };
    let GroupPage { group, members, posts } = app.group_page(actor, id, paging, &newest)?;
    let post_length = app.policy().content.post_length;
    let all = Paging { limit: Some(100), after: None };
    let of = |standing| {
        if group.actions.moderate.allowed() {
            app.group_people(actor, id, Some(standing), &all).map(|page| page.items)
        } else {
            Ok(Vec::new())
        }
    };
    let (asked, invited) = (of(Standing::Asked)?, of(Standing::Invited)?);
    let moderates = group.actions.moderate.allowed();
    let link = if moderates { app.group_link(actor, id)? } else { None };
    let (handle, errors) = (String::new(), Vec::new());
    Ok(Shown { group, members, posts, post_length, asked, invited, link, handle, errors })
}

/// The page.
pub(super) fn view(shell: &Shell, shown: &Shown, after: Option<&str>) -> Markup {
    let group = &shown.group;
    let moderates = group.actions.moderate.allowed();
    let body = html! {
        (head(shell, group))
        @if moderates { (requests(shell, shown)) }
        (posts(shell, shown))
        (members(shell, shown, after))
        @if moderates {
            (invite(shell, shown))
            (group_links::section(shell, group, shown.link.as_ref()))
        }
    };
    communities::page("/groups", &body)
}

fn head(shell: &Shell, group: &GroupView) -> Markup {
    let to = |what: &str| format!("/groups/{}/{what}", group.id);
    let leaves = group.membership.is_some_and(|mine| mine.is_in()) && group.actions.leave.allowed();
    html! {
        section.card {
            div.card-head { h1 { (group.name) " " (access_tag(group.access)) } }
            p.meta {
                (words::count(group.member_count, "member", "members"))
                " · since " (time::date(shell, group.created_at))
                @if let Some(owner) = &group.owner { " · run by " (row::name(owner)) }
            }
            @if !group.about.is_empty() { p.text { (group.about) } }
            div.actions {
                (membership(group))
                @if leaves {
                    (communities::press(&to("leave"), "button quiet", "Leave", &format!("Leave {}", group.name)))
                }
                @if group.actions.moderate.allowed() {
                    a.button.quiet href=(to("edit")) { (icons::pencil()) "Edit" }
                }
                @if group.actions.own.allowed() {
                    a.link.danger href=(to("close")) { "Close the group …" }
                }
            }
            @if group.removed && group.membership.is_none() {
                p.hint { "A moderator removed you from this group. If you ask to join, a moderator answers." }
            }
            @if group.membership == Some(Standing::Owner) {
                p.hint { "You own this group. To leave, hand it over to another member below." }
            }
        }
    }
}

fn requests(shell: &Shell, shown: &Shown) -> Markup {
    let count = u32::try_from(shown.asked.len()).unwrap_or(u32::MAX);
    html! {
        @if !shown.asked.is_empty() {
            section.card #requests {
                h2 { (words::count(count, "request", "requests")) " to join" }
                ul.rows {
                    @for one in &shown.asked {
                        @let person = Person::from(&one.row);
                        @let asked = html! { p.meta { "Asked " (time::relative(shell, one.since)) } };
                        @let answer = html! {
                            div.actions {
                                (act(shown, &person, "approve", "button", "Approve"))
                                (act(shown, &person, "refuse", "button quiet", "Refuse"))
                            }
                        };
                        (row::row(&person, &asked, &answer))
                    }
                }
            }
        }
    }
}

/// What is written in the group, and the box to write in for those who are in it.
fn posts(shell: &Shell, shown: &Shown) -> Markup {
    let group = &shown.group;
    let write = Write { group: Some(group.id), ..Write::default() };
    html! {
        @if let Some(posts) = &shown.posts {
            section.feed aria-labelledby="posts" {
                div.feed-head {
                    h2 #posts { "Posts" }
                    @if posts.next.is_some() { a href={ "/groups/" (group.id) "/posts" } { "See all" } }
                }
                @if group.membership.is_some_and(Standing::is_in) {
                    div.card { (feed::composer(&Draft::default(), shown.post_length, ("/posts", "Post"), &write)) }
                }
                @if posts.items.is_empty() {
                    div.card { p.muted { "Nothing is written here yet. Members may begin." } }
                }
                @for one in &posts.items { (post::post(shell, one, false)) }
            }
        }
    }
}

fn members(shell: &Shell, shown: &Shown, after: Option<&str>) -> Markup {
    let group = &shown.group;
    let path = format!("/groups/{}", group.id);
    let place = Place { shell, source: Source::Group, via: None, live: true };
    html! {
        section.card #members {
            div.card-head {
                h2 { "Members" }
                @if group.members_visible { a href={ "/search?group=" (group.id) } { "Search among them" } }
            }
            @match &shown.members {
                None => (parts::empty(
                    "Only members see who is in this group",
                    if group.access == Access::Request {
                        "Ask to join; a moderator answers."
                    } else {
                        "Join to see them."
                    },
                    &[],
                )),
                Some(page) if page.items.is_empty() => (parts::empty(
                    "Nobody is here whom you could see",
                    "Tell people about the group: whoever joins stands here.",
                    &[("/network/connections", "My connections")],
                )),
                Some(page) => {
                    ul.rows {
                        @for one in &page.items {
                            @let person = Person::from(&one.row);
                            (row::row(&person, &role(shown, one, &person), &connect::actions(&person, &place, None)))
                        }
                    }
                    (parts::pager(&path, &[], after, page.next.as_deref()))
                },
            }
        }
    }
}

/// What somebody is to the group, and what may be done about it.
fn role(shown: &Shown, one: &GroupPerson, person: &Person<'_>) -> Markup {
    let own = shown.group.actions.own.allowed();
    let may_remove = match one.standing {
        Standing::Owner => false,
        Standing::Moderator => own,
        _ => shown.group.actions.moderate.allowed(),
    };
    let label = match one.standing {
        Standing::Owner => Some("Owner"),
        Standing::Moderator => Some("Moderator"),
        _ => None,
    };
    html! {
        @if let Some(label) = label { p { span.tag { (label) } } }
        @if may_remove || (own && one.standing != Standing::Owner) {
            details.manage {
                summary.link aria-label={ "Manage " (person.card.name) } { "Manage" }
                div.buttons {
                    @if own && one.standing == Standing::Member {
                        (act(shown, person, "appoint", "button quiet", "Make moderator"))
                    }
                    @if own && one.standing == Standing::Moderator {
                        (act(shown, person, "dismiss", "button quiet", "Make plain member"))
                    }
                    @if own {
                        (act(shown, person, "hand_over", "button quiet", "Hand the group over"))
                    }
                    @if may_remove {
                        (act(shown, person, "remove", "button quiet danger", "Remove"))
                    }
                }
            }
        }
    }
}

/// One press about somebody.
fn act(shown: &Shown, person: &Person<'_>, act: &str, class: &str, label: &str) -> Markup {
    html! {
        form method="post" action={ "/groups/" (shown.group.id) "/people" } {
            (hidden("handle", &person.card.handle))
            (hidden("name", &person.card.name))
            (hidden("act", act))
            button class=(class) type="submit" aria-label={ (label) ": " (person.card.name) } { (label) }
        }
    }
}

fn invite(shell: &Shell, shown: &Shown) -> Markup {
    let hint = "The last part of the address of their profile, such as ana-petrova.";
    html! {
        section.card #invite {
            h2 { "Invite to the group" }
            (form::summary(&shown.errors))
            form.inline-form method="post" action={ "/groups/" (shown.group.id) "/people" } {
                (hidden("act", "invite"))
                (Field::text("handle", "Handle").value(&shown.handle).hint(hint).most(60).required().errors(&shown.errors))
                button.button type="submit" { "Invite" }
            }
            @if !shown.invited.is_empty() {
                h3 { "Waiting for an answer" }
                ul.rows {
                    @for one in &shown.invited {
                        @let person = Person::from(&one.row);
                        @let since = html! { p.meta { "Invited " (time::relative(shell, one.since)) } };
                        @let back = html! {
                            div.actions { (act(shown, &person, "remove", "button quiet", "Take back")) }
                        };
                        (row::row(&person, &since, &back))
                    }
                }
            }
        }
    }
}

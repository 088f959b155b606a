//! The feed, and the box in which posts are written.

use kith_app::{
    Page,
    feed::{PostView, Sort},
};
use kith_core::{
    id::{GroupId, PostId},
    post::Audience,
};
use maud::{Markup, html};

use super::pictures::Slots;
use super::ui::{
    form::{self, hidden},
    layout::Shell,
    parts, post,
};

/// A post that is being written.
#[derive(Debug, Default)]
pub(crate) struct Draft<'a> {
    /// The words so far.
    pub(crate) body: &'a str,
    /// For whom.
    pub(crate) audience: Option<Audience>,
    /// What is wrong.
    pub(crate) errors: &'a [kith_app::FieldError],
    /// The pictures so far.
    pub(crate) pictures: Slots,
}

/// What a new post is beside its words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Write {
    /// The post that it passes on.
    pub(crate) passes_on: Option<PostId>,
    /// The group that it stands in.
    pub(crate) group: Option<GroupId>,
    /// The company that speaks.
    pub(crate) company: Option<String>,
}

/// The box in which a post is written. A new one outside of groups has an audience.
pub(crate) fn composer(
    draft: &Draft<'_>,
    limit: u32,
    (action, button): (&str, &str),
    write: &Write,
) -> Markup {
    let fresh = action == "/posts";
    let audience = fresh && write.group.is_none() && write.company.is_none();
    let files = fresh.then_some("multipart/form-data");
    let wrong = form::error(draft.errors, "body");
    html! {
        form.composer method="post" action=(action) enctype=[files] {
            @if let Some(handle) = &write.company { (hidden("company", handle)) }
            @if let Some(id) = write.passes_on { (hidden("repost_of", &id.to_string())) }
            @if let Some(id) = write.group { (hidden("group", &id.to_string())) }
            label.sr for="f-body" { "What do you want to share?" }
            textarea #f-body name="body" rows="3" data-count=(limit) aria-describedby="f-body-count"
                aria-invalid=[wrong.map(|_| "true")] placeholder="What do you want to share?" {
                "\n" (draft.body)
            }
            @if let Some(text) = wrong { p.error role="alert" { (text) } }
            @if let Some(text) = form::error(draft.errors, "images") { p.error role="alert" { (text) } }
            @if fresh { (draft.pictures.view()) }
            div.composer-foot {
                p.counter #f-body-count { "At most " (limit) " characters" }
                @if audience {
                    label.inline {
                        span.sr { "Who sees it" }
                        select name="audience" {
                            @for (code, label) in [(Audience::Public, "Everybody"), (Audience::Connections, "My connections")] {
                                option value=(code.code()) selected[draft.audience == Some(code)] { (label) }
                            }
                        }
                    }
                }
                button.button type="submit" { (button) }
            }
        }
    }
}

/// What my network shares, with the way to the rest.
pub(crate) fn feed(
    shell: &Shell,
    page: &Page<PostView>,
    sort: Sort,
    after: Option<&str>,
) -> Markup {
    let (here, query) = match sort {
        Sort::Recent => ("/", ""),
        Sort::Top => ("/?sort=top", "top"),
    };
    html! {
        section.feed aria-labelledby="feed-title" {
            div.feed-head {
                h2 #feed-title { "From your network" }
                (parts::tabs("Order", here, &[("/", "Recent", None), ("/?sort=top", "Top", None)]))
            }
            @if page.items.is_empty() {
                div.card {
                    (parts::empty(
                        "Nothing here yet",
                        "What your connections and the people you follow share stands here. Write the \
                         first post, or follow people whose work you want to see.",
                        &[("/network", "People you may know"), ("/search", "Search people")],
                    ))
                }
            }
            @for one in &page.items { (post::post(shell, one, false)) }
            (parts::pager("/", &[("sort", query)], after, page.next.as_deref()))
        }
    }
}

/// Posts on a page of their own; `path` ends in `/posts`, below whose they are.
pub(crate) fn list(
    shell: &Shell,
    page: &Page<PostView>,
    title: &str,
    path: &str,
    after: Option<&str>,
) -> Markup {
    html! {
        div.narrow-column {
            p.crumb { a href=(path.trim_end_matches("/posts")) { "← Back" } }
            h1 { (title) }
            @if page.items.is_empty() {
                div.card { (parts::empty("No posts for you here", "What is shared with you will stand here.", &[])) }
            }
            @for one in &page.items { (post::post(shell, one, false)) }
            (parts::pager(path, &[], after, page.next.as_deref()))
        }
    }
}

/// Where a reply to a comment, or another text, is written.
pub(crate) fn comment_box(
    action: &str,
    parent: Option<&str>,
    limit: u32,
    id: &str,
    draft: &Draft<'_>,
) -> Markup {
    let wrong = form::error(draft.errors, "body");
    html! {
        form.composer.small method="post" action=(action) {
            @if let Some(parent) = parent { (hidden("parent", parent)) }
            label.sr for=(id) { "Your comment" }
            textarea id=(id) name="body" rows="2" data-count=(limit) aria-describedby={ (id) "-count" }
                aria-invalid=[wrong.map(|_| "true")] placeholder="Add a comment" { "\n" (draft.body) }
            @if let Some(text) = wrong { p.error role="alert" { (text) } }
            div.composer-foot {
                p.counter id={ (id) "-count" } { "At most " (limit) " characters" }
                button.button.small type="submit" { "Comment" }
            }
        }
    }
}

//! Small parts: headings, tabs, empty states, pagers, notes, small forms.

use maud::{Markup, html};

use super::form::hidden;
use crate::pages::fields::link;

/// What is shown where there is nothing: what that means, and what to do.
pub(crate) fn empty(title: &str, text: &str, ways: &[(&str, &str)]) -> Markup {
    html! {
        div.empty {
            (super::icons::link())
            p.empty-title { (title) }
            p { (text) }
            @if !ways.is_empty() {
                p.ways { @for (href, label) in ways { a.button.quiet href=(href) { (label) } } }
            }
        }
    }
}

/// The way to the next page of a list, and back to its first. `query` is what the list was asked
/// with.
pub(crate) fn pager(
    path: &str,
    query: &[(&str, &str)],
    after: Option<&str>,
    next: Option<&str>,
) -> Markup {
    let further = next.map(|next| {
        let mut query = query.to_vec();
        query.push(("after", next));
        link(path, &query)
    });
    html! {
        @if after.is_some() || further.is_some() {
            nav.pager aria-label="Pages" {
                @if after.is_some() { a.button.quiet href=(link(path, query)) { "First page" } }
                @if let Some(href) = further {
                    a.button.quiet rel="next" href=(href) { "Next page" (super::icons::arrow()) }
                }
            }
        }
    }
}

/// Links that switch between sides of one subject; `here` is the address of the one shown.
pub(crate) fn tabs(label: &str, here: &str, links: &[(&str, &str, Option<u32>)]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            ul {
                @for (href, text, count) in links {
                    li {
                        a href=(href) aria-current=[(*href == here).then_some("page")] {
                            (text)
                            @if let Some(count) = count.filter(|count| *count > 0) {
                                span.count { (count) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A text that a member wrote, with its line breaks.
pub(crate) fn note(text: &str) -> Markup {
    html! { blockquote.note { (text) } }
}

/// A button that posts.
pub(crate) fn post(action: &str, back: &str, name: &str, class: &str, label: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            (hidden("back", back)) (hidden("name", name))
            button class=(class) type="submit" { (label) }
        }
    }
}

/// A page that asks before something is done that cannot be undone.
pub(crate) fn confirm(title: &str, facts: &[&str], go: &Markup, back: &str) -> Markup {
    html! {
        section.card.narrow {
            h1 { (title) }
            ul.facts { @for fact in facts { li { (fact) } } }
            div.actions {
                (go)
                a.button.quiet href=(back) { "Cancel" }
            }
        }
    }
}

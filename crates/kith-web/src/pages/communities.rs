//! What the pages of groups, events and companies have in common.

use kith_app::communities::CommunityQuery;
use maud::{Markup, html};

use super::{
    fields::Fields,
    ui::{icons, parts},
};

/// What is asked of a list.
pub(super) fn query(form: &Fields) -> CommunityQuery {
    CommunityQuery {
        mine: form.get("show") == "mine",
        q: form.get("q").to_owned(),
        paging: form.paging(),
    }
}

/// A page below one of the three; `here` is the address of its list.
pub(super) fn page(here: &str, body: &Markup) -> Markup {
    let entries = [
        ("/groups", "Groups", None),
        ("/events", "Events", None),
        ("/companies", "Companies", None),
    ];
    html! {
        div.columns.with-nav {
            div.side.side-nav { (parts::tabs("Groups, events and companies", here, &entries)) }
            div.main-column { (body) }
        }
    }
}

/// The head of a list: what it is, how to make a new one, which of them are shown, and a search.
pub(super) fn head(
    path: &str,
    title: &str,
    text: &str,
    new: &str,
    views: &[(&str, &str)],
    form: &Fields,
) -> Markup {
    let shown = form.get("show");
    html! {
        div.card-head {
            h1 { (title) }
            a.button href={ (path) "/new" } { (icons::plus()) (new) }
        }
        p.muted { (text) }
        form.search-within role="search" aria-label=(title) method="get" action=(path) {
            (icons::search())
            input type="search" name="q" value=(form.get("q")) maxlength="100"
                aria-label={ "Search " (title) " by name" } placeholder="Search by name";
            @if !shown.is_empty() { (super::ui::hidden("show", shown)) }
            button.button.quiet type="submit" { "Search" }
        }
        nav.chips aria-label="Which are shown" {
            @for (code, label) in views {
                a.chip href=(super::fields::link(path, &[("show", code), ("q", form.get("q"))]))
                    aria-current=[(*code == shown).then_some("page")] { (label) }
            }
        }
    }
}

/// A button in a form that has nothing but where it posts.
pub(super) fn press(action: &str, class: &str, label: &str, spoken: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            button class=(class) type="submit" aria-label=(spoken) { (label) }
        }
    }
}

/// The first lines of a longer text.
pub(super) fn beginning(text: &str) -> String {
    const SHOWN: usize = 180;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let cut: String = text.chars().take(SHOWN).collect();
    let whole = cut.rsplit_once(char::is_whitespace).map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole} …")
}

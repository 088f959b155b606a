//! The frame of the pages of outreach (R13).

use maud::{Markup, html};

use super::ui::parts;

/// A page of outreach; `here` is its address.
pub(super) fn page(here: &str, body: &Markup) -> Markup {
    let entries = [
        ("/campaigns", "Campaigns", None),
        ("/templates", "Templates", None),
        ("/contacts", "Labels and notes", None),
    ];
    html! {
        div.columns.with-nav {
            div.side.side-nav { (parts::tabs("Outreach", here, &entries)) }
            div.main-column { (body) }
        }
    }
}

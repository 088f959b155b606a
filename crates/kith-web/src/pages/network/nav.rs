//! The frame of the pages below My network.

use maud::{Markup, html};

use crate::pages::ui::{layout::Shell, parts};

/// A page of My network; `here` is its address.
pub(crate) fn page(shell: &Shell, here: &str, body: &Markup) -> Markup {
    let entries = [
        ("/network", "Suggestions", None),
        ("/network/map", "Map", None),
        ("/network/received", "Received", Some(shell.waiting)),
        ("/network/sent", "Sent", None),
        ("/network/email", "By e-mail", None),
        ("/network/connections", "Connections", None),
        ("/network/followers", "Followers", None),
        ("/network/following", "Following", None),
        ("/viewers", "Viewers", None),
        ("/network/blocked", "Blocked", None),
        ("/desk", "Desk", None),
        ("/archive", "Bring along", None),
        ("/reconnect", "Reconnect", None),
    ];
    html! {
        div.columns.with-nav {
            div.side.side-nav { (parts::tabs("My network", here, &entries)) }
            div.main-column { (body) }
        }
    }
}

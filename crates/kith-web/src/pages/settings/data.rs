//! My data: take it away, or leave.

use maud::{Markup, html};

use crate::pages::{
    ui::layout::Section,
    visit::{Answer, Signed},
};

pub(super) async fn show(me: Signed) -> Answer {
    let (shell, ()) = me.read(|_, _| Ok(())).await?;
    Ok(me.page(&shell, "Your data", Section::Me, &view()))
}

/// The page.
pub(crate) fn view() -> Markup {
    html! {
        p.crumb { a href="/settings" { "← Profile and settings" } }
        h1 { "Your data" }
        section.card #take {
            h2 { "Take everything with you" }
            p {
                "One ZIP archive with all that you have here: your profile, connections, invitations, "
                "messages, posts, comments, reactions, events, groups, the companies that you follow, "
                "settings, and your own pictures."
            }
            ul.facts {
                li { "The tables have the shapes in which other networks export them, so that programs "
                    "for those can read them. Another kith can, too." }
                li { "Everything else is JSON." }
                li { "It holds what you may see here, and nothing that others do not show you." }
            }
            p.buttons { a.button href="/api/v1/export" download { "Download my archive" } }
            p.hint { "It is made while you download it. With many connections that takes a minute." }
        }
        section.card #leave {
            h2 { "Leave" }
            p { strong { "Deactivate" } ": nobody sees you, and for some time you may come back." }
            p.buttons { a.button.quiet href="/settings/data/deactivate" { "Deactivate …" } }
            p { strong { "Delete for good" } ": all that is yours alone goes, and nothing brings it back." }
            p.buttons { a.button.quiet.danger href="/settings/data/delete" { "Delete for good …" } }
        }
    }
}

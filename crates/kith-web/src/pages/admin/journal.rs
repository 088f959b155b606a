//! The newest lines of the journal, and the policy in force.

use kith_app::{Page, admin::JournalLine};
use maud::{Markup, html};

use crate::pages::{
    fields::Fields,
    ui::{
        layout::{Section, Shell},
        parts, time,
    },
    visit::{Answer, Signed},
};

pub(super) async fn show(me: Signed, form: Fields) -> Answer {
    let paging = form.paging();
    let after = paging.after.clone();
    let (shell, page) = me.read(move |app, actor| app.admin_journal(actor, &paging)).await?;
    let view = view(&shell, &page, after.as_deref());
    Ok(me.page(&shell, "Journal", Section::Admin, &view))
}

/// The lines.
pub(crate) fn view(shell: &Shell, page: &Page<JournalLine>, after: Option<&str>) -> Markup {
    let body = html! {
        section.card {
            div.card-head { h1 { "Journal" } }
            p.muted { "What happened, newest first, as the followers read it." }
            @if page.items.is_empty() { (parts::empty("Nothing has happened yet", "", &[])) }
            @else {
                ol.journal {
                    @for line in &page.items {
                        li {
                            p.meta { code { (line.revision) } " · " (time::at(shell, line.at)) }
                            pre tabindex="0" { (pretty(&line.changes)) }
                        }
                    }
                }
            }
            (parts::pager("/admin/journal", &[], after, page.next.as_deref()))
        }
    };
    super::page("/admin/journal", &body)
}

fn pretty(changes: &serde_json::Value) -> String {
    serde_json::to_string_pretty(changes).unwrap_or_default()
}

pub(super) async fn policy(me: Signed) -> Answer {
    let (shell, text) = me.read(|app, actor| app.admin_policy(actor)).await?;
    Ok(me.page(&shell, "Policy", Section::Admin, &policy_view(&text)))
}

/// Every number in force.
pub(crate) fn policy_view(text: &str) -> Markup {
    let body = html! {
        section.card {
            div.card-head { h1 { "Policy" } }
            p.muted {
                "Every number in force. It is read when the server starts, from the file given "
                "with " code { "--policy" } "; an unknown key or an impossible number is refused "
                "with its line."
            }
            pre tabindex="0" { (text) }
        }
    };
    super::page("/admin/policy", &body)
}

//! Invitations by e-mail: how many, from whom, and who wanted no more. No address is shown.

use kith_app::email_invitations::{AdminEmail, AdminEmailSender};
use maud::{Markup, html};

use crate::pages::{
    fields::encoded,
    ui::{budget, layout::Section, parts, words},
    visit::{Answer, Signed},
};

pub(super) async fn show(me: Signed) -> Answer {
    let (shell, seen) = me.read(|app, actor| app.admin_email_invitations(actor)).await?;
    Ok(me.page(&shell, "Invited by e-mail", Section::Admin, &view(&seen)))
}

fn view(seen: &AdminEmail) -> Markup {
    let body = html! {
        section.card {
            h1 { "Invited by e-mail" }
            div.meter {
                p.meter-head {
                    span { "Mails in 24 hours" }
                    span { strong { (words::grouped(seen.mails_day)) } " of " (words::grouped(seen.limit_day)) }
                }
                (budget::bar(seen.mails_day, seen.limit_day))
                p.hint {
                    "What is over the limit goes out later. The number is "
                    code { "email_invitations.network_day" } " of the policy; 0 turns it off."
                }
            }
            h2 { "Who sent most in 7 days" }
            @if seen.senders.is_empty() {
                (parts::empty("Nobody", "No address was invited in the last 7 days.", &[]))
            } @else {
                div.table-box tabindex="0" role="region" aria-label="Who sent most" {
                    table {
                        thead {
                            tr {
                                th scope="col" { "Member" }
                                th scope="col" { "Addresses" }
                                th scope="col" { "Today" }
                                th scope="col" { "Mails" }
                                th scope="col" { "No more mail" }
                                th scope="col" { "Connected" }
                            }
                        }
                        tbody { @for one in &seen.senders { (line(one)) } }
                    }
                }
                p.hint { "“No more mail” counts against the sender as “I don’t know them” does." }
            }
        }
    };
    super::page("/admin/email", &body)
}

fn line(one: &AdminEmailSender) -> Markup {
    html! {
        tr {
            th scope="row" { a href={ "/admin/members/" (encoded(&one.handle)) } { (one.handle) } }
            td { (one.invited_week) }
            td { (one.invited_day) }
            td { (one.mails) }
            td { (one.opted_out) }
            td { (one.accepted) }
        }
    }
}

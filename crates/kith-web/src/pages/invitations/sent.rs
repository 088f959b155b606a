//! The box of invitations that I sent and that wait for an answer.

use kith_app::{
    Page,
    invitations::{InvitationQuery, InvitationView, Mailbox},
};
use kith_core::{
    budget::{Budget, Name},
    invitation::State,
};
use maud::{Markup, html};

use super::received;
use crate::pages::{
    fields::{Fields, link},
    network::nav,
    ui::{
        budget,
        connect::Person,
        face,
        form::hidden,
        icons,
        layout::{Section, Shell},
        parts, row, time, words,
    },
    visit::{Answer, Signed},
};

/// What the sent page shows.
pub(crate) struct Sent {
    /// The invitations.
    pub(crate) page: Page<InvitationView>,
    /// The pending places.
    pub(crate) budget: Option<Budget>,
    /// Only those at least this old.
    pub(crate) older_than_days: Option<u32>,
    /// The cursor that the page was asked with.
    pub(crate) after: Option<String>,
    /// How long a withdrawn invitation rests.
    pub(crate) rest_days: u32,
}

pub(crate) async fn show(me: Signed, form: Fields) -> Answer {
    let older_than_days = form.number("older_than_days");
    let query = InvitationQuery {
        mailbox: Mailbox::Sent,
        state: Some(State::Pending),
        older_than_days,
        paging: form.paging(),
    };
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let after = query.paging.after.clone();
        let page = app.invitations(actor, &query)?;
        let budgets = app.limits(actor)?.budgets;
        let budget = budgets.into_iter().find(|budget| budget.name == Name::Pending);
        let rest_days = app.policy().invitations.rest_days;
        Ok(Sent { page, budget, older_than_days, after, rest_days })
    };
    let (shell, sent) = me.read(read).await?;
    Ok(me.page(&shell, "Sent invitations", Section::Network, &view(&shell, &sent)))
}

/// The box.
pub(crate) fn view(shell: &Shell, sent: &Sent) -> Markup {
    let days = sent.older_than_days.map(|days| days.to_string()).unwrap_or_default();
    let body = html! {
        section.card {
            div.card-head { h1 { "Invitations you sent" } }
            @if let Some(budget) = &sent.budget { (budget::meter(shell, budget)) }
            (filter(&days))
            @if sent.page.items.is_empty() {
                (nothing(sent.older_than_days))
            } @else {
                (bulk(shell, sent))
                ul.rows.sent { @for invitation in &sent.page.items { (item(shell, invitation)) } }
            }
            (parts::pager(
                "/network/sent",
                &[("older_than_days", &days)],
                sent.after.as_deref(),
                sent.page.next.as_deref(),
            ))
        }
    };
    nav::page(shell, "/network/sent", &body)
}

fn filter(days: &str) -> Markup {
    let ages = [("", "All"), ("7", "7 days"), ("30", "30 days"), ("90", "90 days")];
    html! {
        form.filter method="get" action="/network/sent" {
            span.filter-label { "Older than" }
            ul.chips {
                @for (age, label) in ages {
                    li {
                        a.chip href=(link("/network/sent", &[("older_than_days", age)]))
                            aria-current=[(age == days).then_some("true")] { (label) }
                    }
                }
            }
            label.inline {
                "or "
                input type="number" name="older_than_days" min="0" max="3650" value=(days)
                    inputmode="numeric" aria-label="Older than this many days";
                " days"
            }
            button.button.quiet type="submit" { "Show" }
        }
    }
}

fn nothing(older: Option<u32>) -> Markup {
    match older {
        Some(days) => parts::empty(
            "Nothing that old",
            &format!("No pending invitation of yours is older than {days} days."),
            &[("/network/sent", "Show all")],
        ),
        None => parts::empty(
            "No invitation is pending",
            "Invitations you send stand here until they are answered, lapse, or you withdraw them.",
            &[("/search", "Search people"), ("/network", "See suggestions")],
        ),
    }
}

/// Withdrawing many: the ticked ones, or all that the filter shows.
fn bulk(shell: &Shell, sent: &Sent) -> Markup {
    html! {
        div.bulk {
            form #many method="post" action="/invitations/withdraw" {
                (hidden("back", &shell.path))
                label.choice.all data-needs-script hidden {
                    input type="checkbox" data-all="many";
                    span { "All on this page" }
                }
                button.button.quiet type="submit" { "Withdraw the ticked" }
            }
            @if let Some(days) = sent.older_than_days {
                form method="post" action="/invitations/withdraw" {
                    (hidden("back", "/network/sent"))
                    (hidden("older_than_days", &days.to_string()))
                    button.button.quiet.danger type="submit" {
                        "Withdraw all older than " (words::count(days, "day", "days"))
                    }
                }
            }
            p.hint {
                "Withdrawing tells nobody and frees a pending place at once. The same person can be "
                "invited again after " (words::count(sent.rest_days, "day", "days")) "."
            }
        }
    }
}

fn item(shell: &Shell, invitation: &InvitationView) -> Markup {
    let person = Person::from(&invitation.member);
    let card = person.card;
    html! {
        li.row.invitation data-item {
            label.pick {
                input type="checkbox" name="id" value=(invitation.id) form="many"
                    aria-label={ "Tick the invitation to " (card.name) };
            }
            (face(card, "medium"))
            div.row-body {
                (row::who(&person))
                p.meta {
                    (icons::clock())
                    "Sent " (time::relative(shell, invitation.sent_at))
                    " · lapses " (time::date(shell, invitation.expires_at))
                }
                @if let Some(note) = &invitation.note { (parts::note(note)) }
                (received::replies(shell, &invitation.replies, &card.name))
            }
            div.actions data-swap {
                form method="post" action={ "/invitations/" (invitation.id) "/withdraw" } data-live {
                    (hidden("to", &card.handle))
                    (hidden("name", &card.name))
                    (hidden("back", &shell.path))
                    button.button.quiet type="submit" aria-label={ "Withdraw the invitation to " (card.name) } {
                        "Withdraw"
                    }
                }
            }
        }
    }
}

//! Behind the unsubscribe link of a mail: one POST ends it, without signing in. Looking at the
//! page ends nothing, as programs look at the links of a mail, too.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use kith_app::{AppError, mailing::unsubscribe::Unsubscribing};
use maud::{Markup, html};

use super::settings::label;
use crate::pages::{
    ui::{self, layout::Section},
    visit::{Visit, status},
};

pub(super) async fn ask(visit: Visit, Path(token): Path<String>) -> Response {
    let known = token.clone();
    let what = visit.state.read(move |app| app.unsubscribing(&known)).await;
    let body = match what {
        Ok(what) => question(&token, what),
        Err(error) => return failed(&visit, &error),
    };
    answer(&visit, "Unsubscribe", &body)
}

pub(super) async fn end(visit: Visit, Path(token): Path<String>) -> Response {
    let known = token.clone();
    let what = visit.state.read(move |app| app.unsubscribing(&known)).await;
    match visit.state.app.unsubscribe(&token).await {
        Ok(_) if matches!(what, Ok(Unsubscribing::Address)) => {
            answer(&visit, "No more invitations", &done_with_address())
        }
        Ok(_) => answer(&visit, "Unsubscribed", &done()),
        Err(error) => failed(&visit, &error),
    }
}

fn answer(visit: &Visit, title: &str, body: &Markup) -> Response {
    visit.page(StatusCode::OK, &visit.shell(), title, Section::None, body)
}

fn failed(visit: &Visit, error: &AppError) -> Response {
    let shell = visit.shell();
    let (title, body) = ui::failure::page(&shell, error);
    visit.page(status(error), &shell, title, Section::None, &body).into_response()
}

fn question(token: &str, what: Unsubscribing) -> Markup {
    let of = match what {
        Unsubscribing::Kind(kind) => label(kind),
        Unsubscribing::Digest => "The mail once a day",
        Unsubscribing::Address => return question_of_address(token),
    };
    html! {
        section.card.narrow {
            h1 { "No more of these mails?" }
            p { strong { (of) } " will not be mailed to you any more. Under Notifications you still see it." }
            form method="post" action={ "/unsubscribe/" (token) } {
                button.button type="submit" { "Unsubscribe" }
            }
        }
    }
}

/// For somebody who is no member: every invitation by e-mail, from anybody.
fn question_of_address(token: &str) -> Markup {
    html! {
        section.card.narrow {
            h1 { "No more invitations by e-mail?" }
            p {
                "Nobody of this network can have an invitation mailed to your address any more, for "
                "ever. The address itself is forgotten: only a code is kept by which it is known again."
            }
            p.muted { "Whoever invited you is not told." }
            form method="post" action={ "/unsubscribe/" (token) } {
                button.button type="submit" { "No more invitations" }
            }
        }
    }
}

fn done_with_address() -> Markup {
    html! {
        section.card.narrow {
            h1 { "You get no more invitations" }
            p { "Your address is forgotten here. Nothing of this kind is mailed to it again." }
            p.ways { a.button.quiet href="/" { "What this network is" } }
        }
    }
}

fn done() -> Markup {
    html! {
        section.card.narrow {
            h1 { "You get no more of these mails" }
            p { "Everything else stays as it is." }
            p.ways { a.button.quiet href="/settings/notifications" { "Choose what you are told" } }
        }
    }
}

//! Behind the link in the mail of an invitation: join, or say that the address is mine; and then,
//! whom to connect with. Looking at the link does nothing.

use axum::{extract::Path, http::StatusCode, response::Response};
use kith_app::{
    AppError,
    email_invitations::{EmailLink, EmailOffer},
};
use kith_core::id::InvitationId;
use maud::{Markup, html};

use super::TITLE;
use crate::pages::{
    fields::{Fields, link},
    flash::{Done, Flash},
    network::nav,
    ui::{
        self,
        connect::Person,
        form::hidden,
        layout::{Section, Shell},
        parts, row, time, words,
    },
    visit::{Answer, Signed, Visit, status},
};

const OFFERS: &str = "/network/email/offers";

/// What stands behind a link, for anybody who has it.
pub(super) async fn landing(
    visit: Visit,
    me: Option<Signed>,
    Path(token): Path<String>,
) -> Response {
    let known = token.clone();
    let found = visit.state.read(move |app| app.email_link(&known)).await;
    let shell = match &me {
        Some(me) => me.try_read(|_, _| Ok(())).await.ok().map(|(shell, _)| shell),
        None => None,
    };
    let shell = shell.unwrap_or_else(|| visit.shell());
    match found {
        Ok(found) => {
            let view = invited(&shell, &token, &found);
            visit.page(StatusCode::OK, &shell, "You are invited", Section::None, &view)
        }
        Err(error) => {
            let (title, body) = ui::failure::page(&shell, &error);
            visit.page(status(&error), &shell, title, Section::None, &body)
        }
    }
}

fn invited(shell: &Shell, token: &str, found: &EmailLink) -> Markup {
    let here = format!("/invited/{token}");
    let join = link("/sign-up", &[("invitation", token), ("next", OFFERS)]);
    html! {
        section.card.narrow {
            @if let Some(sender) = &found.sender {
                h1 { (sender) " invites you to connect" }
                @if !found.headline.is_empty() { p.headline { (found.headline) } }
                @if let Some(note) = &found.note { (parts::note(note)) }
            } @else {
                h1 { "This invitation is not open any more" }
                p { "It was withdrawn, answered, or has lapsed. You can join all the same." }
            }
            @if let Some(who) = &shell.who {
                p { "You are signed in as " strong { (who.name) } ". Did the mail come to you?" }
                form method="post" action=(here) {
                    button.button type="submit" { "Yes, show me who invited me" }
                }
            } @else {
                p.muted { "You are asked whom to connect with once you are in. Nothing happens before that." }
                p.ways {
                    a.button href=(join) { "Join this network" }
                    a.button.quiet href=(link("/sign-in", &[("next", &here)])) { "I am a member: sign in" }
                }
            }
        }
    }
}

/// The address that the mail came to is mine.
pub(super) async fn prove(me: Signed, Path(token): Path<String>) -> Answer {
    let ask = me.ask();
    let written = me.write("/", me.app().prove_address(&ask, &token)).await?;
    let mut response = Visit::redirect(OFFERS);
    me.visit.remember(&mut response, &written.revision);
    Ok(response)
}

/// Who invited me by e-mail.
pub(super) async fn offers(me: Signed) -> Answer {
    let (shell, offers) = me.read(|app, actor| app.email_offers(actor)).await?;
    Ok(me.page(&shell, "Who invited you", Section::Network, &offers_view(&shell, &offers, None)))
}

fn offers_view(shell: &Shell, offers: &[EmailOffer], wrong: Option<&str>) -> Markup {
    let body = html! {
        section.card {
            h1 { "Who invited you" }
            @if offers.is_empty() {
                (parts::empty(
                    "Nobody waits",
                    "Whom you connect with is up to you: find people, or look at who is suggested.",
                    &[("/search", "Search people"), ("/network", "See suggestions"), ("/network/email", TITLE)],
                ))
            } @else {
                p {
                    "Tick whom you would like to connect with. The others wait until you let them go, "
                    "of which nobody is told."
                }
                form.stack-form method="post" action=(OFFERS) {
                    ul.rows.sent { @for offer in offers { (one(shell, offer)) } }
                    @if let Some(wrong) = wrong { p.error role="alert" { (wrong) } }
                    div.buttons {
                        button.button type="submit" { "Connect with the ticked" }
                        button.button.quiet type="submit" name="let_go" value="yes" { "… and let the others go" }
                        a.button.quiet href="/" { "Decide later" }
                    }
                }
            }
        }
    };
    nav::page(shell, "/network/email", &body)
}

fn one(shell: &Shell, offer: &EmailOffer) -> Markup {
    let person = Person::from(&offer.member);
    html! {
        li.row.invitation {
            label.pick {
                input type="checkbox" name="id" value=(offer.id)
                    aria-label={ "Connect with " (person.card.name) };
            }
            (hidden("shown", &offer.id.to_string()))
            (ui::face(person.card, "medium"))
            div.row-body {
                (row::who(&person))
                p.meta { "Invited you " (time::relative(shell, offer.sent_at)) }
                @if let Some(note) = &offer.note { (parts::note(note)) }
            }
        }
    }
}

/// Connects with the ticked; the others that were shown wait, or are let go.
pub(super) async fn answer(me: Signed, form: Fields) -> Answer {
    if !form.has("id") && !form.has("let_go") {
        let (shell, offers) = me.read(|app, actor| app.email_offers(actor)).await?;
        let view = offers_view(&shell, &offers, Some("Tick at least one, or let them go."));
        let code = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(me.visit.page(code, &shell, "Who invited you", Section::Network, &view));
    }
    let ask = me.ask();
    let work = async {
        let connect = ids(&form, "id")?;
        let mut decline = if form.has("let_go") { ids(&form, "shown")? } else { Vec::new() };
        decline.retain(|id| !connect.contains(id));
        me.app().answer_email_offers(&ask, connect, decline).await
    };
    let written = me.write(OFFERS, work).await?;
    let flash = Flash::plain(Done::OffersAnswered).count(written.value.connected);
    Ok(me.done("/network/connections", &written.revision, &flash))
}

fn ids(form: &Fields, name: &str) -> Result<Vec<InvitationId>, AppError> {
    form.all(name).into_iter().map(|id| id.parse().map_err(|_| AppError::NotFound)).collect()
}

/// How many I am connected with now.
pub(crate) fn connected(count: u32) -> String {
    format!("You are connected with {} who invited you.", words::count(count, "member", "members"))
}

//! Welcome, sign-up, sign-in, sign-out.

use axum::{
    Router,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use kith_app::{AppError, Ask, FieldError, accounts::NewMember, profiles::SettingsChanges};
use kith_core::{
    person::longest,
    refusal::{Reason, Refusal},
    time::Zone,
};
use maud::{Markup, html};

use super::{
    fields::{Fields, link, local},
    flash::{Done, Flash},
    ui::{
        self,
        form::{Field, hidden},
        icons,
        layout::{Section, Shell},
        time,
    },
    visit::{Answer, Visit, status},
};
use crate::state::WebState;

/// The password of everybody in the demo.
const DEMO_PASSWORD: &str = "demo-demo-demo";

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/sign-up", get(sign_up_page).post(sign_up))
        .route("/sign-out", post(sign_out))
}

async fn sign_in_page(visit: Visit, form: Fields) -> Response {
    let view = sign_in_view(&visit.shell(), &form, None);
    visit.page(StatusCode::OK, &visit.shell(), "Sign in", Section::None, &view)
}

async fn sign_in(visit: Visit, form: Fields) -> Answer {
    let (app, handle, password) = (&visit.state.app, form.get("handle"), form.raw("password"));
    if form.has("come_back") {
        return match app.come_back(handle, password).await {
            Ok(signed_in) => {
                let mut response = visit.enter(&signed_in, local(form.get("next")));
                visit.say(&mut response, &Flash::plain(Done::CameBack));
                Ok(response)
            }
            Err(error) => {
                let view = come_back_view(&visit.shell(), &form, None, Some(&error));
                Ok(visit.page(status(&error), &visit.shell(), "Come back", Section::None, &view))
            }
        };
    }
    match app.sign_in(handle, password).await {
        Err(AppError::Refused(refusal)) if refusal.reason == Reason::Deactivated => {
            let (shell, status) = (visit.shell(), StatusCode::FORBIDDEN);
            let view = come_back_view(&shell, &form, Some(&refusal), None);
            Ok(visit.page(status, &shell, "Come back", Section::None, &view))
        }
        Ok(signed_in) => Ok(visit.enter(&signed_in, local(form.get("next")))),
        Err(error) => {
            let (status, shell) = (status(&error), visit.shell());
            let view = sign_in_view(&shell, &form, Some(&error));
            Ok(visit.page(status, &shell, "Sign in", Section::None, &view))
        }
    }
}

async fn sign_up_page(visit: Visit, mut form: Fields) -> Response {
    // Who was invited by e-mail finds the address filled in; it does not stand in the link.
    if let Some(token) = form.filled("invitation")
        && let Ok(link) = visit.state.read(move |app| app.email_link(&token)).await
    {
        form.0.push(("email".to_owned(), link.email));
    }
    let view = sign_up_view(&form, &[], None);
    visit.page(StatusCode::OK, &visit.shell(), "Join", Section::None, &view)
}

async fn sign_up(visit: Visit, form: Fields) -> Answer {
    let new = NewMember {
        handle: form.get("handle").to_owned(),
        first_name: form.get("first_name").to_owned(),
        last_name: form.get("last_name").to_owned(),
        email: form.get("email").to_owned(),
        password: form.raw("password").to_owned(),
        headline: form.get("headline").to_owned(),
        location: form.get("location").to_owned(),
        industry: form.get("industry").to_owned(),
        invitation: form.get("invitation").to_owned(),
    };
    let app = &visit.state.app;
    let (handle, password) = (new.handle.clone(), new.password.clone());
    let made = app.sign_up(new).await;
    let signed_in = match made {
        Ok(written) => app.sign_in(&handle, &password).await.map(|open| (open, written.revision)),
        Err(error) => Err(error),
    };
    match signed_in {
        Ok((signed_in, revision)) => {
            set_zone(&visit, &signed_in.token, form.get("time_zone")).await;
            let mut response = visit.enter(&signed_in, local(form.get("next")));
            let flash = Flash::about(Done::Welcome, "", &signed_in.member.first_name);
            visit.say(&mut response, &flash);
            visit.remember(&mut response, &revision);
            Ok(response)
        }
        Err(error) => {
            let errors = match &error {
                AppError::Invalid(errors) => errors.as_slice(),
                _ => &[],
            };
            let view = sign_up_view(&form, errors, Some(&error));
            Ok(visit.page(status(&error), &visit.shell(), "Join", Section::None, &view))
        }
    }
}

/// The zone that the browser named; the account stands without it too.
async fn set_zone(visit: &Visit, token: &str, zone: &str) {
    if zone.parse::<Zone>().is_err() {
        return;
    }
    let token = token.to_owned();
    if let Ok(Some(actor)) = visit.state.read(move |app| app.authenticate(&token)).await {
        let changes =
            SettingsChanges { time_zone: Some(zone.to_owned()), ..SettingsChanges::default() };
        if let Err(error) = visit.state.app.change_settings(&Ask::by(&actor), changes).await {
            tracing::warn!(%error, "the zone of a new member was not kept");
        }
    }
}

async fn sign_out(visit: Visit) -> Response {
    if let Some(token) = &visit.token
        && let Err(error) = visit.state.app.sign_out(token).await
    {
        tracing::warn!(%error, "a session was left open");
    }
    visit.leave("/sign-in")
}

/// What kith is, for somebody who is not signed in.
pub(crate) fn welcome_view() -> Markup {
    let points = [
        (
            icons::link(),
            "You see how far everybody is",
            "1st, 2nd or 3rd degree, whom you both know, and the shortest way from you to them.",
        ),
        (
            icons::plus(),
            "One press to connect",
            "From a profile, a search, a suggestion or a friend’s connections. Two with a note.",
        ),
        (
            icons::gauge(),
            "Every limit in the open",
            "What is used, what is left, when the next one frees. A “no” says why, until when, \
             and what works instead.",
        ),
        (
            icons::shield(),
            "Quiet by default",
            "Ignoring, withdrawing, removing and blocking tell nobody. You decide who may invite \
             you.",
        ),
    ];
    html! {
        section.hero {
            h1 { "The people you know, and the people " em { "they" } " know." }
            p.lead {
                "kith is a professional network that belongs to those who run it: this server, no "
                "advertising, no tracking, every rule explained."
            }
            p.ways {
                a.button.large href="/sign-up" { "Join this network" }
                a.button.quiet.large href="/sign-in" { "Sign in" }
            }
        }
        ul.points {
            @for (icon, title, text) in points {
                li.card { (icon) h2 { (title) } p { (text) } }
            }
        }
    }
}

/// The sign-in page; `error` is why the last attempt failed.
pub(crate) fn sign_in_view(shell: &Shell, form: &Fields, error: Option<&AppError>) -> Markup {
    html! {
        section.card.narrow {
            h1 { "Sign in" }
            @if shell.demo {
                div.notice {
                    p {
                        "This is the demo network. Sign in as anybody: the handle is the end of "
                        "the address of their profile, the password is the same for all: "
                        code { (DEMO_PASSWORD) }
                    }
                    p { a href="/" { "Or go on as the demo’s own member" } }
                }
            }
            @if let Some(error) = error { (trouble(error)) }
            form.stack-form method="post" action="/sign-in" {
                (hidden("next", local(form.get("next"))))
                (Field::text("handle", "Handle or e-mail address").value(form.get("handle"))
                    .complete("username").most(longest::EMAIL).required())
                (Field::text("password", "Password").kind("password")
                    .complete("current-password").required())
                button.button type="submit" { "Sign in" }
            }
            p.muted {
                "New here? "
                a href=(link("/sign-up", &[("next", form.get("next"))])) { "Join this network" }
            }
        }
    }
}

/// For somebody who deactivated their account and knows the password.
pub(crate) fn come_back_view(
    shell: &Shell,
    form: &Fields,
    refusal: Option<&Refusal>,
    error: Option<&AppError>,
) -> Markup {
    html! {
        section.card.narrow {
            h1 { "Come back?" }
            @if let Some(error) = error { (trouble(error)) }
            p {
                "You deactivated this account: nobody sees it."
                @if let Some(until) = refusal.and_then(|refusal| refusal.until) {
                    " Until " (time::at(shell, until)) " you may come back, and all is as it was. "
                    "Then it is deleted for good."
                }
            }
            form.stack-form method="post" action="/sign-in" {
                (hidden("next", local(form.get("next"))))
                (hidden("handle", form.get("handle")))
                (hidden("come_back", "yes"))
                (Field::text("password", "Your password again").kind("password")
                    .complete("current-password").required())
                div.actions {
                    button.button type="submit" { "Come back" }
                    a.button.quiet href="/" { "Stay away" }
                }
            }
        }
    }
}

fn trouble(error: &AppError) -> Markup {
    html! {
        div.problem role="alert" {
            @match error {
                AppError::WrongPassword | AppError::SignInFirst => p {
                    "This handle and this password do not belong together. Check both; capital "
                    "letters count in the password."
                },
                AppError::TooManyAttempts(seconds) => p {
                    "Too many attempts. Try again in " (seconds) " seconds."
                },
                AppError::Invalid(errors) => ul { @for error in errors { li { (error.message) } } },
                AppError::Refused(refusal) => p { (refusal.detail) },
                _ => p { "This did not work. Try again in a moment." },
            }
        }
    }
}

/// The sign-up page.
pub(crate) fn sign_up_view(
    form: &Fields,
    errors: &[FieldError],
    error: Option<&AppError>,
) -> Markup {
    let field = |name, label| Field::text(name, label).value(form.get(name)).errors(errors);
    html! {
        section.card.narrow {
            h1 { "Join this network" }
            (ui::form::summary(errors))
            @if let Some(error) = error.filter(|_| errors.is_empty()) { (trouble(error)) }
            form.stack-form method="post" action="/sign-up" {
                (hidden("next", local(form.get("next"))))
                @if form.has("invitation") && ui::form::error(errors, "invitation").is_none() { (hidden("invitation", form.get("invitation"))) }
                input type="hidden" name="time_zone" value="" data-zone;
                div.pair {
                    (field("first_name", "First name").complete("given-name").most(longest::NAME).required())
                    (field("last_name", "Last name").complete("family-name").most(longest::NAME))
                }
                (field("handle", "Handle").complete("username").most(40).required()
                    .hint("The address of your profile: 2 to 40 small letters, digits and hyphens."))
                (field("email", "E-mail address").kind("email").complete("email").most(longest::EMAIL)
                    .required().hint("Shown to your connections only."))
                (Field::text("password", "Password").kind("password").errors(errors)
                    .complete("new-password").required().hint("At least ten characters."))
                (field("headline", "Headline").most(longest::HEADLINE)
                    .hint("One line about what you do."))
                div.pair {
                    (field("location", "Location").most(longest::LINE))
                    (field("industry", "Industry").most(longest::LINE))
                }
                button.button type="submit" { "Join" }
            }
            p.muted {
                "A member already? "
                a href=(link("/sign-in", &[("next", form.get("next"))])) { "Sign in" }
            }
        }
    }
}

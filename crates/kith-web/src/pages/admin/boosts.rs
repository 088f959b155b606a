//! Giving an audience extra invitations to each other.

use axum::http::StatusCode;
use kith_app::{AppError, FieldError, admin::NewBoost};
use kith_core::account::Role;
use maud::{Markup, html};

use crate::pages::{
    fields::Fields,
    flash::{Done, Flash},
    ui::{
        form::{self, Field},
        layout::{Section, Shell},
    },
    visit::{Answer, Signed, status},
};

pub(super) async fn show(me: Signed) -> Answer {
    let operator = me.actor.role == Role::Operator;
    let read = move |_: &kith_app::App, _: &kith_app::Actor| {
        // There is nothing to read here; the use-case behind the form checks the role again.
        if operator { Ok(()) } else { Err(AppError::NotFound) }
    };
    let (shell, ()) = me.read(read).await?;
    let view = view(&shell, &Fields::default(), &[]);
    Ok(me.page(&shell, "Boosts", Section::Admin, &view))
}

/// The instant behind a field: RFC 3339, or what a browser's date field sends, in UTC.
fn instant(text: &str) -> String {
    match text.len() {
        16 if text.contains('T') => format!("{text}:00Z"),
        19 if text.contains('T') => format!("{text}Z"),
        _ => text.to_owned(),
    }
}

pub(super) async fn give(me: Signed, form: Fields) -> Answer {
    let boost = NewBoost {
        name: form.get("name").to_owned(),
        extra: form.number("extra").unwrap_or_default(),
        from: instant(form.get("from")),
        until: instant(form.get("until")),
        audience: form.get("audience").split_whitespace().map(str::to_owned).collect(),
    };
    let name = boost.name.clone();
    match me.app().give_boost(&me.ask(), boost).await {
        Ok(written) => {
            let flash = Flash::about(Done::Boosted, "", &name);
            Ok(me.done("/admin/boosts", &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => {
            let (shell, ()) = me.read(|_, _| Ok(())).await?;
            let page = view(&shell, &form, &errors);
            let status: StatusCode = status(&AppError::Invalid(errors));
            Ok(me.visit.page(status, &shell, "Boosts", Section::Admin, &page))
        }
        Err(error) => Err(me.failure("/admin/boosts", error).await),
    }
}

/// The form.
pub(crate) fn view(shell: &Shell, sent: &Fields, errors: &[FieldError]) -> Markup {
    let field =
        |name, label| Field::text(name, label).value(sent.get(name)).errors(errors).required();
    let now = format!("In UTC; it is {} in your zone now.", shell.now.in_zone(&shell.zone));
    let body = html! {
        form.card.stack-form method="post" action="/admin/boosts" {
            h1 { "Give a boost" }
            p.muted {
                "Members of the audience may send each other this many invitations beyond their "
                "week, from–to. All other rules stay."
            }
            (form::summary(errors))
            (field("name", "What to call the audience").most(100).hint("Members read it on their limits page."))
            (field("extra", "Extra invitations each").kind("number"))
            div.pair {
                (field("from", "From").kind("datetime-local").hint(&now))
                (field("until", "Until").kind("datetime-local"))
            }
            (Field::area("audience", "Audience", 6).value(sent.get("audience")).errors(errors).required()
                .hint("Handles, with spaces or line breaks between them."))
            button.button type="submit" { "Give the boost" }
        }
    };
    super::page("/admin/boosts", &body)
}

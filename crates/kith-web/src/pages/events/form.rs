//! Setting up, changing and cancelling an event.

use axum::extract::Path;
use kith_app::{AppError, FieldError, events::EventFields};
use kith_core::{
    event::longest,
    time::{Timestamp, Zone},
};
use maud::{Markup, html};

use super::id_of;
use crate::pages::{
    communities,
    fields::Fields,
    flash::{Done, Flash},
    ui::{
        form::{self, Field},
        layout::Section,
        parts,
    },
    visit::{Answer, Signed, status},
};

/// A form with what stands in it and what is wrong.
struct Form<'a> {
    action: &'a str,
    title: &'a str,
    fields: &'a Fields,
    errors: &'a [FieldError],
    back: &'a str,
}

/// What the form says; a time that cannot be read is told beside its field.
fn read(form: &Fields) -> Result<EventFields, Vec<FieldError>> {
    let mut errors = Vec::new();
    let zone = form.get("zone");
    let known: Option<Zone> = zone.parse().ok();
    if known.is_none() {
        let wrong = "Use the name of a time zone, such as Europe/Berlin.";
        errors.push(FieldError::new("zone", wrong));
    }
    let mut time = |field: &str| {
        let at = Timestamp::from_local(form.get(field), known.as_ref().unwrap_or(&Zone::utc()));
        if at.is_none() {
            let wrong = "Give the date and the time of day, such as 2026-09-03T09:00.";
            errors.push(FieldError::new(field, wrong));
        }
        at
    };
    let (starts_at, ends_at) = (time("starts_at"), time("ends_at"));
    let capacity = match form.filled("capacity") {
        None => Some(0),
        Some(_) => {
            let number = form.number("capacity");
            if number.is_none() {
                let wrong = "Give a whole number, or leave it empty.";
                errors.push(FieldError::new("capacity", wrong));
            }
            number
        }
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    let text = |field: &str| Some(form.get(field).to_owned());
    Ok(EventFields {
        name: text("name"),
        about: text("about"),
        starts_at,
        ends_at,
        zone: Some(zone.to_owned()),
        place: text("place"),
        link: text("link"),
        capacity,
    })
}

pub(super) async fn new(me: Signed) -> Answer {
    let (shell, ()) = me.read(|_, _| Ok(())).await?;
    let fields = Fields(vec![("zone".to_owned(), shell.zone.name().to_owned())]);
    Ok(me.page(&shell, "Set up an event", Section::Communities, &view(&blank(&fields, &[]))))
}

fn blank<'a>(fields: &'a Fields, errors: &'a [FieldError]) -> Form<'a> {
    Form { action: "/events", title: "Set up an event", fields, errors, back: "/events" }
}

pub(super) async fn create(me: Signed, form: Fields) -> Answer {
    let fields = match read(&form) {
        Ok(fields) => fields,
        Err(errors) => return again(me, &blank(&form, &errors)).await,
    };
    match me.app().create_event(&me.ask(), fields).await {
        Ok(written) => {
            let flash = Flash::about(Done::EventSaved, "", form.get("name"));
            Ok(me.done(&format!("/events/{}", written.value), &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => again(me, &blank(&form, &errors)).await,
        Err(error) => Err(me.failure("/events/new", error).await),
    }
}

pub(super) async fn edit(me: Signed, Path(id): Path<String>) -> Answer {
    let id = id_of(&me, &id).await?;
    let (shell, event) = me.read(move |app, actor| app.event(actor, id)).await?;
    let (action, back) = (format!("/events/{id}/edit"), format!("/events/{id}"));
    if let Some(refusal) = event.actions.change.refusal {
        return Err(me.failure(&back, refusal.into()).await);
    }
    let zone: Zone = event.zone.parse().unwrap_or_else(|_| Zone::utc());
    let capacity = event.capacity.map_or_else(String::new, |seats| seats.to_string());
    let filled = [
        ("name", event.name),
        ("about", event.about),
        ("starts_at", event.starts_at.local_in(&zone)),
        ("ends_at", event.ends_at.local_in(&zone)),
        ("zone", event.zone),
        ("place", event.place),
        ("link", event.link),
        ("capacity", capacity),
    ];
    let fields = Fields(filled.map(|(name, value)| (name.to_owned(), value)).to_vec());
    let form = Form {
        action: &action,
        title: "Edit the event",
        fields: &fields,
        errors: &[],
        back: &back,
    };
    Ok(me.page(&shell, form.title, Section::Communities, &view(&form)))
}

pub(super) async fn change(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let id = id_of(&me, &id).await?;
    let (action, back) = (format!("/events/{id}/edit"), format!("/events/{id}"));
    let errors = match read(&form) {
        Err(errors) => errors,
        Ok(fields) => match me.app().change_event(&me.ask(), id, fields).await {
            Ok(written) => {
                let flash = Flash::about(Done::EventSaved, "", form.get("name"));
                return Ok(me.done(&back, &written.revision, &flash));
            }
            Err(AppError::Invalid(errors)) => errors,
            Err(AppError::Refused(refusal))
                if refusal.reason == kith_core::refusal::Reason::SeatsTaken =>
            {
                vec![FieldError::new("capacity", refusal.detail)]
            }
            Err(error) => return Err(me.failure(&action, error).await),
        },
    };
    let title = "Edit the event";
    let form = Form { action: &action, title, fields: &form, errors: &errors, back: &back };
    again(me, &form).await
}

async fn again(me: Signed, form: &Form<'_>) -> Answer {
    let (shell, ()) = me.read(|_, _| Ok(())).await?;
    let status = status(&AppError::Invalid(Vec::new()));
    Ok(me.visit.page(status, &shell, form.title, Section::Communities, &view(form)))
}

fn view(form: &Form<'_>) -> Markup {
    let value = |name: &str| form.fields.raw(name);
    let body = html! {
        form.card.stack-form method="post" action=(form.action) {
            h1 { (form.title) }
            (form::summary(form.errors))
            (Field::text("name", "Name").value(value("name")).most(longest::NAME as usize).required().errors(form.errors))
            (Field::area("about", "What it is about", 6).value(value("about")).errors(form.errors))
            div.pair {
                (Field::text("starts_at", "Begins").kind("datetime-local").value(value("starts_at")).required().errors(form.errors))
                (Field::text("ends_at", "Ends").kind("datetime-local").value(value("ends_at")).required().errors(form.errors))
            }
            (Field::text("zone", "Time zone of both").value(value("zone")).most(60).required().errors(form.errors)
                .hint("Everybody sees the times in their own zone, too."))
            (Field::text("place", "Place").value(value("place")).most(longest::PLACE as usize).errors(form.errors))
            (Field::text("link", "Link, where it is online").kind("url").value(value("link")).most(longest::LINK as usize).errors(form.errors))
            (Field::text("capacity", "Seats").kind("number").value(value("capacity")).errors(form.errors)
                .hint("Empty: as many as come. When all are taken, people wait and move up."))
            div.buttons {
                button.button type="submit" { "Save" }
                a.button.quiet href=(form.back) { "Cancel" }
            }
        }
    };
    communities::page("/events", &body)
}

pub(super) async fn ask_cancel(me: Signed, Path(id): Path<String>) -> Answer {
    let id = id_of(&me, &id).await?;
    let (shell, event) = me.read(move |app, actor| app.event(actor, id)).await?;
    let back = format!("/events/{id}");
    if let Some(refusal) = event.actions.change.refusal {
        return Err(me.failure(&back, refusal.into()).await);
    }
    let facts = [
        "The event stays to be seen, marked as cancelled.",
        "Its calendar file says so, too.",
        "It cannot be set up again.",
    ];
    let label = "Cancel the event";
    let go = communities::press(&format!("{back}/cancel"), "button danger", label, label);
    let title = format!("Cancel {}?", event.name);
    let view = parts::confirm(&title, &facts, &go, &back);
    Ok(me.page(&shell, &title, Section::Communities, &view))
}

//! Events: the list, one event, and what is done there.

mod form;
mod show;

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{AppError, Page, events::EventView};
use kith_core::{event::Attendance, id::EventId, time::Zone};
use maud::{Markup, html};

use super::{
    communities::{self, beginning, press},
    fields::Fields,
    flash::{Done, Flash},
    ui::{
        icons,
        layout::{Section, Shell},
        parts, time, words,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/events", get(list).post(form::create))
        .route("/events/new", get(form::new))
        .route("/events/{id}", get(one))
        .route("/events/{id}/edit", get(form::edit).post(form::change))
        .route("/events/{id}/attend", post(attend))
        .route("/events/{id}/stay-away", post(stay_away))
        .route("/events/{id}/cancel", get(form::ask_cancel).post(cancel))
}

/// The id in an address; what is none leads to no event.
async fn id_of(me: &Signed, text: &str) -> Result<EventId, super::visit::Failure> {
    match text.parse() {
        Ok(id) => Ok(id),
        Err(_) => Err(me.failure("/events", AppError::NotFound).await),
    }
}

async fn list(me: Signed, form: Fields) -> Answer {
    let query = communities::query(&form);
    let past = form.get("show") == "past";
    let (shell, page) = me.read(move |app, actor| app.events(actor, &query, past)).await?;
    Ok(me.page(&shell, "Events", Section::Communities, &list_view(&shell, &page, &form)))
}

/// The list.
fn list_view(shell: &Shell, page: &Page<EventView>, form: &Fields) -> Markup {
    let text = "Where people meet. Who attends may connect with one press, before and after.";
    let views = [("", "To come"), ("mine", "My events"), ("past", "Past")];
    let asked = [("show", form.get("show")), ("q", form.get("q"))];
    let after = form.filled("after");
    let body = html! {
        section.card {
            (communities::head("/events", "Events", text, "Set up an event", &views, form))
            @if page.items.is_empty() { (nothing(form)) }
            @else {
                ul.rows { @for event in &page.items { (item(shell, event)) } }
            }
            (parts::pager("/events", &asked, after.as_deref(), page.next.as_deref()))
        }
    };
    communities::page("/events", &body)
}

fn nothing(form: &Fields) -> Markup {
    let new = ("/events/new", "Set up an event");
    if !form.get("q").is_empty() {
        parts::empty(
            "No event of that name",
            "Try another word, or look among past events.",
            &[("/events?show=past", "Past events")],
        )
    } else if form.get("show") == "mine" {
        let text = "Events that you attend, wait for or run stand here.";
        parts::empty("You attend no event yet", text, &[("/events", "Events to come"), new])
    } else if form.get("show") == "past" {
        parts::empty(
            "Nothing has happened yet",
            "Events that are over stand here.",
            &[("/events", "Events to come")],
        )
    } else {
        parts::empty("Nothing is planned yet", "Set up the first event and tell people.", &[new])
    }
}

fn item(shell: &Shell, event: &EventView) -> Markup {
    html! {
        li.row {
            span.community-mark aria-hidden="true" { (icons::calendar()) }
            div.row-body {
                p.who-name { a href={ "/events/" (event.id) } { (event.name) } " " (state_tag(event)) }
                p.meta { (icons::clock()) (times(shell, event)) }
                @if !event.place.is_empty() { p.meta { (icons::place()) (event.place) } }
                p.meta { (words::count(event.going_count, "attendee", "attendees")) (room(event)) }
                @if !event.about.is_empty() { p.muted { (beginning(&event.about)) } }
            }
            div.actions { (attendance(event)) }
        }
    }
}

/// Cancelled, over, full or online, in a word.
fn state_tag(event: &EventView) -> Markup {
    html! {
        @if event.cancelled { span.tag.out { "Cancelled" } }
        @else if event.over { span.tag { "Past" } }
        @else if event.seats_left == Some(0) { span.tag.warn { "Full" } }
        @if event.place.is_empty() { " " span.tag { "Online" } }
    }
}

/// When it is, in the viewer's zone.
fn times(shell: &Shell, event: &EventView) -> Markup {
    html! {
        (time::at(shell, event.starts_at))
        " – " time datetime=(event.ends_at) { (end(event, &shell.zone)) }
    }
}

/// When it ends; the time of day alone where that is on the day on which it begins.
fn end(event: &EventView, zone: &Zone) -> String {
    let ends = event.ends_at.in_zone(zone);
    let same_day = event.starts_at.date_in_zone(zone) == event.ends_at.date_in_zone(zone);
    match ends.rsplit_once(", ") {
        Some((_, hour)) if same_day => hour.to_owned(),
        _ => ends,
    }
}

/// When it is where it takes place, where that is another zone than the viewer's.
fn local_times(shell: &Shell, event: &EventView) -> Option<String> {
    let zone: Zone = event.zone.parse().ok()?;
    let starts = event.starts_at.in_zone(&zone);
    let other = starts != event.starts_at.in_zone(&shell.zone);
    other.then(|| format!("{starts} – {}", end(event, &zone)))
}

/// How much room is left.
fn room(event: &EventView) -> Markup {
    html! {
        @if let (Some(capacity), Some(left), false) = (event.capacity, event.seats_left, event.over || event.cancelled) {
            " · "
            @if left == 0 { "no seat left of " (capacity) }
            @else { (words::count(left, "seat", "seats")) " left of " (capacity) }
            @if event.waiting_count > 0 { ", " (event.waiting_count) " waiting" }
        }
    }
}

/// What the viewer is to the event, and the button that changes it.
fn attendance(event: &EventView) -> Markup {
    let to = |what: &str| format!("/events/{}/{what}", event.id);
    let press = |what: &str, class: &str, label: &str| {
        press(&to(what), class, label, &format!("{label}: {}", event.name))
    };
    let open = !event.cancelled && !event.over;
    html! {
        @match event.attendance {
            Some(Attendance::Going) => {
                span.state.good { (icons::check()) @if event.over { "You were there" } @else { "You attend" } }
                @if open { (press("stay-away", "button quiet", "Don’t attend")) }
            },
            Some(Attendance::Waiting) => {
                span.state { (icons::clock()) "On the waiting list" }
                @if open { (press("stay-away", "button quiet", "Stop waiting")) }
            },
            None if !event.actions.attend.allowed() => {},
            None if event.actions.attend.via.is_some() => (press("attend", "button", "Join the waiting list")),
            None => (press("attend", "button", "Attend")),
        }
    }
}

async fn one(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let id = id_of(&me, &id).await?;
    let paging = form.paging();
    let (shell, shown) = me.read(move |app, actor| show::read(app, actor, id, &paging)).await?;
    let view = show::view(&shell, &shown, form.filled("after").as_deref());
    Ok(me.page(&shell, &shown.event.name, Section::Communities, &view))
}

async fn attend(me: Signed, Path(id): Path<String>) -> Answer {
    let id = id_of(&me, &id).await?;
    let back = format!("/events/{id}");
    let written = me.write(&back, me.app().attend(&me.ask(), id)).await?;
    let me = me.after(&written.revision);
    let (_, event) = me.read(move |app, actor| app.event(actor, id)).await?;
    let waits = event.attendance == Some(Attendance::Waiting);
    let done = if waits { Done::WaitingForSeat } else { Done::Attending };
    Ok(me.done(&back, &written.revision, &Flash::about(done, "", &event.name)))
}

async fn stay_away(me: Signed, Path(id): Path<String>) -> Answer {
    let id = id_of(&me, &id).await?;
    let (_, event) = me.read(move |app, actor| app.event(actor, id)).await?;
    let back = format!("/events/{id}");
    let written = me.write(&back, me.app().stay_away(&me.ask(), id)).await?;
    Ok(me.done(&back, &written.revision, &Flash::about(Done::StaysAway, "", &event.name)))
}

async fn cancel(me: Signed, Path(id): Path<String>) -> Answer {
    let id = id_of(&me, &id).await?;
    let (_, event) = me.read(move |app, actor| app.event(actor, id)).await?;
    let back = format!("/events/{id}");
    let written = me.write(&back, me.app().cancel_event(&me.ask(), id)).await?;
    Ok(me.done(&back, &written.revision, &Flash::about(Done::EventCancelled, "", &event.name)))
}

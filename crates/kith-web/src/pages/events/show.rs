//! One event: when and where, who comes, who waits.

use kith_app::{
    Actor, App, AppError, Page, Paging,
    events::{EventPerson, EventView},
};
use kith_core::{event::Attendance, id::EventId, invitation::Source};
use maud::{Markup, html};

use super::{attendance, local_times, room, state_tag, times};
use crate::pages::{
    communities,
    ui::{
        connect::{self, Person, Place},
        icons,
        layout::Shell,
        parts, row, words,
    },
};

/// What the page shows.
pub(super) struct Shown {
    /// The event.
    pub(super) event: EventView,
    /// Who comes.
    people: Page<EventPerson>,
    /// The first who wait for a seat.
    waiting: Vec<EventPerson>,
}

/// Reads the page.
pub(super) fn read(
    app: &App,
    actor: &Actor,
    id: EventId,
    paging: &Paging,
) -> Result<Shown, AppError> {
    let event = app.event(actor, id)?;
    let people = app.event_people(actor, id, Attendance::Going, paging)?;
    let waiting = if event.waiting_count > 0 {
        app.event_people(actor, id, Attendance::Waiting, &Paging::default())?.items
    } else {
        Vec::new()
    };
    Ok(Shown { event, people, waiting })
}

/// The page.
pub(super) fn view(shell: &Shell, shown: &Shown, after: Option<&str>) -> Markup {
    let body = html! {
        (head(shell, &shown.event))
        (people(shell, shown, after))
        (waiting(shell, shown))
    };
    communities::page("/events", &body)
}

fn head(shell: &Shell, event: &EventView) -> Markup {
    let to = |what: &str| format!("/events/{}/{what}", event.id);
    html! {
        section.card {
            div.card-head { h1 { (event.name) " " (state_tag(event)) } }
            dl.pairs {
                dt { "When" }
                dd {
                    (times(shell, event)) " " span.muted { "(" (shell.zone.name()) ")" }
                    @if let Some(there) = local_times(shell, event) {
                        br; span.muted { "There: " (there) " (" (event.zone) ")" }
                    }
                }
                @if !event.place.is_empty() { dt { "Where" } dd { (event.place) } }
                @if !event.link.is_empty() {
                    dt { "Online" }
                    dd { a href=(event.link) rel="nofollow noopener noreferrer" { (event.link) } }
                }
                @if let Some(organiser) = &event.organiser { dt { "Run by" } dd { (row::name(organiser)) } }
                dt { "Coming" }
                dd { (words::count(event.going_count, "attendee", "attendees")) (room(event)) }
            }
            @if event.cancelled { p.notice { "The organiser has cancelled this event." } }
            @if !event.about.is_empty() { p.text { (event.about) } }
            div.actions {
                (attendance(event))
                a.button.quiet href={ "/api/v1/events/" (event.id) "/calendar" } download="event.ics" {
                    (icons::calendar()) "Add to calendar"
                }
                @if event.actions.change.allowed() {
                    a.button.quiet href=(to("edit")) { (icons::pencil()) "Edit" }
                    @if !event.over { a.link.danger href=(to("cancel")) { "Cancel the event …" } }
                }
            }
        }
    }
}

fn people(shell: &Shell, shown: &Shown, after: Option<&str>) -> Markup {
    let path = format!("/events/{}", shown.event.id);
    let page = &shown.people;
    html! {
        section.card #people {
            h2 { @if shown.event.over { "Who was there" } @else { "Who comes" } }
            @if page.items.is_empty() {
                (parts::empty(
                    "Nobody is here whom you could see",
                    "Whoever attends stands here, with a button to connect.",
                    &[("/events", "Events to come")],
                ))
            } @else { (rows(shell, &page.items)) }
            (parts::pager(&path, &[], after, page.next.as_deref()))
        }
    }
}

fn waiting(shell: &Shell, shown: &Shown) -> Markup {
    html! {
        @if !shown.waiting.is_empty() {
            section.card #waiting {
                h2 { "On the waiting list" }
                p.muted { "Whoever has waited longest gets the next seat." }
                (rows(shell, &shown.waiting))
            }
        }
    }
}

fn rows(shell: &Shell, people: &[EventPerson]) -> Markup {
    let place = Place { shell, source: Source::Event, via: None, live: true };
    html! {
        ul.rows {
            @for one in people {
                @let person = Person::from(&one.row);
                (row::row(&person, &html! {}, &connect::actions(&person, &place, None)))
            }
        }
    }
}

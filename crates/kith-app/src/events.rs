//! Events: make, find, attend, change, cancel, and the calendar file.

use kith_core::{
    account::Role,
    calendar::calendar,
    change::Change,
    event::{Attendance, Event, Place, Seats, longest},
    id::{EventId, MemberId},
    refusal::Decision,
    time::{Timestamp, Zone},
    visibility::{Card, Visible},
};
use kith_store::{EventRow, Reads, StoreError, When};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written,
    app::cursor_of,
    communities::{Check, CommunityQuery, people, permission, refused, set},
    rows::{Permission, Row},
    viewer::Viewer,
};

/// What an event says of itself; what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct EventFields {
    /// What it is called.
    pub name: Option<String>,
    /// What it is about.
    pub about: Option<String>,
    /// When it begins.
    pub starts_at: Option<Timestamp>,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    /// The zone of the place where it is.
    pub zone: Option<String>,
    /// Where it is.
    pub place: Option<String>,
    /// Where it is online.
    pub link: Option<String>,
    /// How many seats there are; 0: as many as come.
    pub capacity: Option<u32>,
}

/// An event as the viewer may see it.
#[derive(Debug, Clone, Serialize)]
pub struct EventView {
    /// Which.
    pub id: EventId,
    /// What it is called.
    pub name: String,
    /// What it is about.
    pub about: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The zone of the place where it is.
    pub zone: String,
    /// Where it is; empty where it is only online.
    pub place: String,
    /// Where it is online; empty where it is not.
    pub link: String,
    /// How many seats there are; absent: as many as come.
    pub capacity: Option<u32>,
    /// How many seats are left; absent: no limit.
    pub seats_left: Option<u32>,
    /// How many come of whom the viewer sees.
    pub going_count: u32,
    /// How many wait for a seat of whom the viewer sees.
    pub waiting_count: u32,
    /// Whether it is cancelled.
    pub cancelled: bool,
    /// Whether it is over.
    pub over: bool,
    /// Who runs it, where the viewer sees them.
    pub organiser: Option<Visible<Card>>,
    /// What the viewer is to it.
    pub attendance: Option<Attendance>,
    /// What the viewer may do.
    pub actions: EventActions,
}

/// What the viewer may do with an event.
#[derive(Debug, Clone, Serialize)]
pub struct EventActions {
    /// Attend; `via` says `waiting_list` where no seat is left.
    pub attend: Permission,
    /// Change and cancel it.
    pub change: Permission,
}

/// Somebody at an event.
#[derive(Debug, Clone, Serialize)]
pub struct EventPerson {
    /// Who.
    #[serde(flatten)]
    pub row: Row,
    /// Since when they come or wait.
    pub since: Timestamp,
}

impl App {
    /// Makes an event; its maker runs it and has the first seat.
    pub async fn create_event(
        &self,
        ask: &Ask,
        fields: EventFields,
    ) -> Result<Written<EventId>, AppError> {
        let now = self.now();
        let blank = Event {
            id: self.new_id(),
            name: String::new(),
            folded: String::new(),
            about: String::new(),
            // Both have to be given: an event that lasts no time is refused.
            starts_at: now,
            ends_at: now,
            zone: ask.actor.zone.name().to_owned(),
            place: String::new(),
            link: String::new(),
            capacity: None,
            organiser: ask.actor.id,
            created_at: now,
            changed_at: now,
            cancelled_at: None,
            version: 1,
        };
        let event = fields.over(&blank, now)?;
        let me = ask.actor.id;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let seat = Place { event: &event, seats: Seats::default(), me, mine: None, now };
                let mut changes = vec![Change::EventKept { event: event.clone() }];
                match seat.attend() {
                    Ok(seated) => changes.extend(seated),
                    Err(refusal) => return Ok(Err(refused(refusal))),
                }
                tx.apply(changes)?;
                Ok(Ok(event.id))
            })
            .await?;
        Ok(written.into())
    }

    /// Changes an event; new seats go to those who have waited longest.
    pub async fn change_event(
        &self,
        ask: &Ask,
        id: EventId,
        fields: EventFields,
    ) -> Result<Written<()>, AppError> {
        let operator = ask.actor.role == Role::Operator;
        self.at_event(ask, id, move |place, reads| {
            let event = match fields.clone().over(place.event, place.now) {
                Ok(event) => event,
                // Whoever may not change it learns nothing of what would be right.
                Err(wrong) => {
                    let may = place.change(place.event.clone(), &[], operator);
                    return Ok(Err(may.map_or_else(refused, |_| wrong)));
                }
            };
            let free = event.left(place.seats).unwrap_or(u32::MAX).min(place.seats.waiting);
            let waited = if free > 0 { reads.first_waiting(id, free)? } else { Vec::new() };
            Ok(place.change(event, &waited, operator).map_err(refused))
        })
        .await
    }

    /// Cancels an event.
    pub async fn cancel_event(&self, ask: &Ask, id: EventId) -> Result<Written<()>, AppError> {
        let operator = ask.actor.role == Role::Operator;
        self.at_event(ask, id, move |place, _| Ok(place.cancel(operator).map_err(refused))).await
    }

    /// Takes a seat, or a place on the waiting list.
    pub async fn attend(&self, ask: &Ask, id: EventId) -> Result<Written<()>, AppError> {
        self.at_event(ask, id, |place, _| Ok(place.attend().map_err(refused))).await
    }

    /// Gives the seat or the place up; whoever has waited longest gets the seat.
    pub async fn stay_away(&self, ask: &Ask, id: EventId) -> Result<Written<()>, AppError> {
        self.at_event(ask, id, move |place, reads| {
            let frees = place.mine == Some(Attendance::Going) && place.seats.waiting > 0;
            let first = if frees { reads.first_waiting(id, 1)?.pop() } else { None };
            Ok(Ok(place.stay_away(first)))
        })
        .await
    }

    /// Events: those to come, the next first; past ones or mine, the latest first.
    pub fn events(
        &self,
        actor: &Actor,
        query: &CommunityQuery,
        past: bool,
    ) -> Result<Page<EventView>, AppError> {
        let when = match (query.mine, past) {
            (true, _) => When::Mine,
            (false, true) => When::Past,
            (false, false) => When::Coming,
        };
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let (cursor, asked) = (query.paging.cursor()?, query.seen());
            let mut rows = reads.events(actor.id, when, viewer.now, cursor, &asked)?;
            let more = query.cut(&mut rows);
            let at = |row: &EventRow| cursor_of(row.event.starts_at, row.event.id);
            let next = rows.last().filter(|_| more).map(at);
            let views = rows.into_iter().map(|row| view(&viewer, actor, reads, row));
            Ok(Page { items: views.collect::<Result<_, _>>()?, next })
        })
    }

    /// One event.
    pub fn event(&self, actor: &Actor, id: EventId) -> Result<EventView, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let row = reads.event(id, actor.id)?.ok_or(AppError::NotFound)?;
            view(&viewer, actor, reads, row)
        })
    }

    /// Who comes to an event, or waits for a seat, in the order in which they said so.
    pub fn event_people(
        &self,
        actor: &Actor,
        id: EventId,
        state: Attendance,
        paging: &Paging,
    ) -> Result<Page<EventPerson>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            reads.event(id, actor.id)?.ok_or(AppError::NotFound)?;
            people(
                &viewer,
                reads,
                paging,
                |reads, after, limit| reads.attendees(id, state, after, limit),
                |one| (one.since, one.member),
                |row, one| EventPerson { row, since: one.since },
            )
        })
    }

    /// An event as a calendar file; `site` is this site's address, which the file leads to.
    pub fn event_calendar(
        &self,
        actor: &Actor,
        id: EventId,
        site: &str,
    ) -> Result<String, AppError> {
        let row = self.0.store.read(|reads| reads.event(id, actor.id))?;
        let event = row.ok_or(AppError::NotFound)?.event;
        Ok(calendar(&event, &format!("{site}/events/{id}"), self.now()))
    }

    /// Decides about an event, and applies it.
    async fn at_event<F>(
        &self,
        ask: &Ask,
        id: EventId,
        mut decide: F,
    ) -> Result<Written<()>, AppError>
    where
        F: FnMut(&Place<'_>, &mut Reads<'_>) -> Result<Result<Vec<Change>, AppError>, StoreError>
            + Send
            + 'static,
    {
        let (me, now) = (ask.actor.id, self.now());
        // Everything about its seats is queued behind the organiser's account.
        let found = self.0.store.read(|reads| reads.event(id, me))?;
        let organiser = found.ok_or(AppError::NotFound)?.event.organiser;
        let written = self
            .write(self.command(ask, &[organiser]), move |tx| {
                let Some(row) = tx.event(id, me)? else { return Ok(Err(AppError::NotFound)) };
                match decide(&place(&row, me, now), tx)? {
                    Ok(changes) => {
                        tx.apply(changes)?;
                        Ok(Ok(()))
                    }
                    Err(error) => Ok(Err(error)),
                }
            })
            .await?;
        Ok(written.into())
    }
}

fn place(row: &EventRow, me: MemberId, now: Timestamp) -> Place<'_> {
    Place { event: &row.event, seats: row.seats, me, mine: row.mine, now }
}

fn view(
    viewer: &Viewer<'_>,
    actor: &Actor,
    reads: &mut Reads<'_>,
    row: EventRow,
) -> Result<EventView, AppError> {
    let (me, now, id) = (viewer.me.id, viewer.now, row.event.id);
    let here = place(&row, me, now);
    let attend: Decision = here.attend();
    let full = row.event.left(row.seats) == Some(0) && row.mine.is_none();
    let via = (full && attend.is_ok()).then_some("waiting_list");
    let operator = actor.role == Role::Operator;
    let actions = EventActions {
        attend: Permission { via, ..permission(attend) },
        change: permission(here.change(row.event.clone(), &[], operator)),
    };
    Ok(EventView {
        id,
        starts_at: row.event.starts_at,
        ends_at: row.event.ends_at,
        capacity: row.event.capacity,
        seats_left: row.event.left(row.seats),
        going_count: reads.attendee_count(id, me, Attendance::Going)?,
        waiting_count: reads.attendee_count(id, me, Attendance::Waiting)?,
        cancelled: row.event.cancelled_at.is_some(),
        over: now >= row.event.ends_at,
        organiser: viewer.card(reads, row.event.organiser)?,
        attendance: row.mine,
        actions,
        name: row.event.name,
        about: row.event.about,
        zone: row.event.zone,
        place: row.event.place,
        link: row.event.link,
    })
}

impl EventFields {
    /// The event with these fields, checked.
    fn over(self, before: &Event, now: Timestamp) -> Result<Event, AppError> {
        let mut event = before.clone();
        set(&mut event.name, self.name);
        set(&mut event.about, self.about);
        set(&mut event.starts_at, self.starts_at);
        set(&mut event.ends_at, self.ends_at);
        set(&mut event.zone, self.zone);
        set(&mut event.place, self.place);
        set(&mut event.link, self.link);
        if let Some(capacity) = self.capacity {
            event.capacity = Some(capacity).filter(|capacity| *capacity > 0);
        }
        let mut check = Check::default();
        check.name(&mut event.name, &mut event.folded, longest::NAME);
        check.text("about", &mut event.about, longest::ABOUT);
        check.line("place", &mut event.place, longest::PLACE);
        check.link("link", &mut event.link, longest::LINK);
        if event.place.is_empty() && event.link.is_empty() {
            check.wrong("place", "Say where it is: a place, a link, or both.");
        }
        match event.zone.trim().parse::<Zone>() {
            Ok(zone) => event.zone = zone.name().to_owned(),
            Err(error) => check.wrong("zone", format!("{error}.")),
        }
        let moved = (event.starts_at, event.ends_at) != (before.starts_at, before.ends_at);
        if event.ends_at <= event.starts_at {
            check.wrong("ends_at", "An event ends after it begins.");
        } else if event.ends_at > event.starts_at.plus_days(longest::DAYS) {
            check.wrong("ends_at", format!("An event lasts at most {} days.", longest::DAYS));
        } else if moved && event.ends_at <= now {
            check.wrong("starts_at", "Choose a time that is not over yet.");
        }
        if event.capacity.is_some_and(|seats| seats > longest::CAPACITY) {
            check.wrong("capacity", format!("At most {} seats.", longest::CAPACITY));
        }
        check.done()?;
        Ok(event)
    }
}

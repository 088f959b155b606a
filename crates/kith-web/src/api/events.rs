//! Events: make, find, attend, calendar files.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use kith_app::{AppError, Paging, communities::CommunityQuery, events::EventFields};
use kith_core::{event::Attendance, id::EventId, time::Timestamp};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    problem::Problem,
    reply::{Answer, Reply},
    schema, words,
};
use crate::{auth::site, state::WebState};

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_events, create_event))
        .routes(routes!(get_event, change_event, cancel_event))
        .routes(routes!(attend_event, leave_event))
        .routes(routes!(list_event_people))
        .routes(routes!(get_event_calendar))
}

/// Which events are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListEvents {
    /// Only those that I come to, wait for or run.
    mine: Option<bool>,
    /// Those that are over, instead of those to come.
    past: Option<bool>,
    /// Only those whose name holds this, whatever its case and accents.
    q: Option<String>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// An event to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Bridge congress", "starts_at": "2026-09-03T07:00:00Z",
    "ends_at": "2026-09-03T16:00:00Z", "zone": "Europe/Berlin", "place": "Hall 3, Leipzig",
    "capacity": 120,
}))]
struct NewEvent {
    /// What it is called; at most 120 characters.
    name: String,
    /// What it is about; at most 4,000 characters.
    about: Option<String>,
    /// When it begins.
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    /// The zone of the place where it is, by its IANA name; absent: mine.
    zone: Option<String>,
    /// Where it is. A place, a link or both are needed.
    place: Option<String>,
    /// Where it is online.
    link: Option<String>,
    /// How many seats there are; absent or 0: as many as come.
    capacity: Option<u32>,
}

/// Changes to an event; what is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"place": "Hall 5, Leipzig", "capacity": 200}))]
struct EventChanges {
    /// What it is called.
    name: Option<String>,
    /// What it is about.
    about: Option<String>,
    /// When it begins.
    #[schema(value_type = Option<String>, format = DateTime)]
    starts_at: Option<Timestamp>,
    /// When it ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// The zone of the place where it is.
    zone: Option<String>,
    /// Where it is.
    place: Option<String>,
    /// Where it is online.
    link: Option<String>,
    /// How many seats there are; 0: as many as come. Not fewer than are taken.
    capacity: Option<u32>,
}

/// Events to come
///
/// The next first; past ones and mine: the latest first.
#[utoipa::path(get, path = "/events", tag = "events", params(ListEvents),
    responses((status = 200, body = schema::List<schema::EventView>, description = "In time")))]
async fn list_events(asker: Asker, Params(asked): Params<ListEvents>) -> Answer {
    let past = asked.past.unwrap_or_default();
    let query = CommunityQuery {
        mine: asked.mine.unwrap_or_default(),
        q: asked.q.unwrap_or_default(),
        paging: Paging { limit: asked.limit, after: asked.after },
    };
    Ok(Reply::ok(&asker.read(move |app, me| app.events(me, &query, past)).await?))
}

/// Make an event, which I run and attend
#[utoipa::path(post, path = "/events", tag = "events", request_body = NewEvent,
    responses((status = 201, body = schema::EventView, description = "The new event")))]
async fn create_event(write: Write<NewEvent>) -> Answer {
    let Write { asker, ask, body } = write;
    let fields = EventFields {
        name: Some(body.name),
        about: body.about,
        starts_at: Some(body.starts_at),
        ends_at: Some(body.ends_at),
        zone: body.zone,
        place: body.place,
        link: body.link,
        capacity: body.capacity,
    };
    let written = asker.app().create_event(&ask, fields).await?;
    let id = written.value;
    let view = asker.read(move |app, me| app.event(me, id)).await?;
    Ok(Reply::created(&format!("/api/v1/events/{id}"), &view).at(&written.revision))
}

/// One event
#[utoipa::path(get, path = "/events/{id}", tag = "events",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::EventView, description = "The event")))]
async fn get_event(asker: Asker, Path(id): Path<String>) -> Answer {
    let id = event_id(&id)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.event(me, id)).await?))
}

/// Change an event that I run
///
/// New seats go to those who have waited longest.
#[utoipa::path(patch, path = "/events/{id}", tag = "events",
    params(("id" = String, Path, description = "Which")),
    request_body = EventChanges,
    responses((status = 200, body = schema::EventView, description = "The event")))]
async fn change_event(Path(id): Path<String>, write: Write<EventChanges>) -> Answer {
    let Write { asker, ask, body } = write;
    let id = event_id(&id)?;
    let fields = EventFields {
        name: body.name,
        about: body.about,
        starts_at: body.starts_at,
        ends_at: body.ends_at,
        zone: body.zone,
        place: body.place,
        link: body.link,
        capacity: body.capacity,
    };
    let written = asker.app().change_event(&ask, id, fields).await?;
    let view = asker.read(move |app, me| app.event(me, id)).await?;
    Ok(Reply::ok(&view).at(&written.revision))
}

/// Cancel an event that I run; it stays to be seen
#[utoipa::path(delete, path = "/events/{id}", tag = "events",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "It is cancelled")))]
async fn cancel_event(Path(id): Path<String>, write: Write) -> Answer {
    let id = event_id(&id)?;
    Ok(Reply::done(&write.asker.app().cancel_event(&write.ask, id).await?))
}

/// Attend an event, or wait for a seat where none is left
#[utoipa::path(put, path = "/events/{id}/attendance", tag = "events",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::EventView,
        description = "`attendance` is `going`, or `waiting` where no seat was left")))]
async fn attend_event(Path(id): Path<String>, write: Write) -> Answer {
    let id = event_id(&id)?;
    let written = write.asker.app().attend(&write.ask, id).await?;
    let view = write.asker.read(move |app, me| app.event(me, id)).await?;
    Ok(Reply::ok(&view).at(&written.revision))
}

/// Give my seat or my place on the waiting list up
#[utoipa::path(delete, path = "/events/{id}/attendance", tag = "events",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "I do not come; who waited longest got my seat")))]
async fn leave_event(Path(id): Path<String>, write: Write) -> Answer {
    let id = event_id(&id)?;
    Ok(Reply::done(&write.asker.app().stay_away(&write.ask, id).await?))
}

/// Which people of an event are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListEventPeople {
    /// `going` (usual) or `waiting`.
    #[param(value_type = Option<words::Attendance>)]
    state: Option<Attendance>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Who comes to an event
#[utoipa::path(get, path = "/events/{id}/people", tag = "events",
    params(("id" = String, Path, description = "Which"), ListEventPeople),
    responses((status = 200, body = schema::List<schema::EventPerson>,
        description = "In the order in which they said so")))]
async fn list_event_people(
    asker: Asker,
    Path(id): Path<String>,
    Params(asked): Params<ListEventPeople>,
) -> Answer {
    let id = event_id(&id)?;
    let state = asked.state.unwrap_or(Attendance::Going);
    let paging = Paging { limit: asked.limit, after: asked.after };
    let page = asker.read(move |app, me| app.event_people(me, id, state, &paging));
    Ok(Reply::ok(&page.await?))
}

/// An event as a calendar file
#[utoipa::path(get, path = "/events/{id}/calendar", tag = "events",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = String, content_type = "text/calendar",
        description = "iCalendar (RFC 5545)")))]
async fn get_event_calendar(
    asker: Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = event_id(&id)?;
    let site = site(&headers);
    let text = asker.read(move |app, me| app.event_calendar(me, id, &site)).await?;
    Ok(file(text))
}

/// A calendar file to keep.
pub(crate) fn file(text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"event.ics\""),
        ),
    ];
    (headers, text).into_response()
}

/// The id of an event; what is none is no event's.
fn event_id(text: &str) -> Result<EventId, Problem> {
    Ok(text.parse().map_err(|_| AppError::NotFound)?)
}

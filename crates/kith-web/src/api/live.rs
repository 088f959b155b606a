//! Live updates, as Server-Sent Events.
//!
//! Nothing is queued for a client but what it is being sent: who is behind finds out what is so
//! when it gets there.

use std::{
    collections::HashMap,
    convert::Infallible,
    fmt::Write as _,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_core::Stream;
use kith_app::{
    AppError,
    live::{Counters, News},
};
use kith_core::{id::NotificationId, time::Timestamp};
use tokio::sync::mpsc;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ask::Asker, problem::Problem};
use crate::{auth, state::WebState};

/// How often a silent stream says that it is there, and asks whether its session is.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long news are gathered before a stream looks.
const GATHER: Duration = Duration::from_millis(100);
/// How many pieces a client may be behind.
const BEHIND: usize = 16;
/// What the client sends that was told last.
const LAST_EVENT_ID: &str = "last-event-id";

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(live))
}

/// What is new, as it happens (Server-Sent Events)
///
/// `counters` events have the unread counts: `{notifications, messages, invitations}`, at the
/// beginning and whenever one changes. `notification` events have a notification as in
/// `GET /notifications`. With `Last-Event-ID` what was missed is told first; what came a few
/// seconds before that may be told again, under the same `id` and `at`. A comment line comes every
/// 15 seconds. The stream ends with the session.
#[utoipa::path(get, path = "/live", tag = "notifications",
    params(("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event")),
    responses((status = 200, content_type = "text/event-stream", body = String,
        description = "Events without end")))]
async fn live(
    State(state): State<WebState>,
    headers: HeaderMap,
    asker: Asker,
) -> Result<Response, Problem> {
    let Some(token) = auth::token(&headers) else { return Err(AppError::SignInFirst.into()) };
    let last = headers.get(LAST_EVENT_ID).map(|id| id.to_str().unwrap_or_default());
    let place = match last {
        None => None,
        Some(id) => Some(Place::read(id).ok_or_else(|| {
            Problem::field("Last-Event-ID", "This is not the id of an event of this stream.")
        })?),
    };
    let (sender, receiver) = mpsc::channel(BEHIND);
    let listening = Listening::new(state, token.to_owned(), place);
    tokio::spawn(async move { listening.run(asker, sender).await });
    let body = Body::from_stream(Pieces(receiver));
    let kind = HeaderValue::from_static("text/event-stream");
    // A proxy in front must not keep events back.
    let unbuffered = [("x-accel-buffering", HeaderValue::from_static("no"))];
    Ok((unbuffered, [(header::CONTENT_TYPE, kind)], body).into_response())
}

/// What is sent, piece by piece.
struct Pieces(mpsc::Receiver<Bytes>);

impl Stream for Pieces {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|piece| piece.map(Ok))
    }
}

/// Where a client has got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    at: Timestamp,
    last: Option<NotificationId>,
}

impl Place {
    fn read(id: &str) -> Option<Self> {
        let (at, last) = match id.split_once('_') {
            Some((at, last)) => (at, Some(last.parse().ok()?)),
            None => (id, None),
        };
        Some(Self { at: Timestamp::from_micros(at.parse().ok()?), last })
    }
}

/// One open stream.
struct Listening {
    state: WebState,
    token: String,
    /// Whether what is found first was on the client's page already.
    fresh: bool,
    since: Timestamp,
    told: HashMap<NotificationId, Timestamp>,
    counters: Option<Counters>,
}

impl Listening {
    fn new(state: WebState, token: String, place: Option<Place>) -> Self {
        let since = place.map_or_else(|| state.app.now(), |place| place.at);
        let last = place.and_then(|place| place.last.map(|id| (id, place.at)));
        let told = last.into_iter().collect();
        Self { state, token, fresh: place.is_none(), since, told, counters: None }
    }

    async fn run(mut self, asker: Asker, sender: mpsc::Sender<Bytes>) {
        let listener = asker.app().listen(&asker.actor);
        drop(asker);
        let mut text = "retry: 3000\n\n".to_owned();
        loop {
            let now = self.state.app.now();
            match self.look().await {
                Ok(Some(news)) => self.tell(&news, now, &mut text),
                // The session is over.
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, "a live stream ends");
                    return;
                }
            }
            if text.is_empty() {
                let _ = write!(text, ": {now}\n\n");
            }
            if sender.send(Bytes::from(std::mem::take(&mut text))).await.is_err() {
                return;
            }
            if listener.is_over() {
                return;
            }
            tokio::select! {
                () = listener.wait() => {
                    if listener.is_over() {
                        return;
                    }
                    tokio::time::sleep(GATHER).await;
                }
                () = tokio::time::sleep(HEARTBEAT) => {}
                () = sender.closed() => return,
            }
        }
    }

    /// What there is, if the session is.
    async fn look(&self) -> Result<Option<News>, AppError> {
        let (token, since) = (self.token.clone(), self.since);
        self.state
            .read(move |app| match app.authenticate(&token)? {
                Some(actor) => app.news(&actor, since).map(Some),
                None => Ok(None),
            })
            .await
    }

    /// Writes what the client has not been told.
    fn tell(&mut self, news: &News, now: Timestamp, text: &mut String) {
        for one in &news.notifications {
            let known = self.told.insert(one.id, one.at) == Some(one.at);
            self.since = self.since.max(one.at);
            if known || self.fresh {
                continue;
            }
            let id = format!("{}_{}", one.at.micros(), one.id);
            event(text, "notification", &id, serde_json::to_string(one));
        }
        self.fresh = false;
        // What is not looked at again need not be known.
        let still: Vec<_> = news.notifications.iter().map(|one| one.id).collect();
        self.told.retain(|id, _| still.contains(id));
        if self.counters != Some(news.counters) {
            self.counters = Some(news.counters);
            let id = now.micros().to_string();
            event(text, "counters", &id, serde_json::to_string(&news.counters));
        }
    }
}

/// JSON has no line breaks of its own, so an event's data is one line.
fn event(text: &mut String, name: &str, id: &str, data: serde_json::Result<String>) {
    match data {
        // Writing to a String cannot fail.
        Ok(data) => {
            let _ = write!(text, "event: {name}\nid: {id}\ndata: {data}\n\n");
        }
        Err(error) => tracing::error!(%error, "an event was left out"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_and_nothing_else_is() {
        let id = NotificationId::from_bytes([7; 16]);
        let at = Timestamp::from_micros(5);
        assert_eq!(Place::read(&format!("5_{id}")), Some(Place { at, last: Some(id) }));
        assert_eq!(Place::read("5"), Some(Place { at, last: None }));
        for wrong in ["", "x", "5_", "5_x", "_"] {
            assert_eq!(Place::read(wrong), None, "{wrong}");
        }
    }
}

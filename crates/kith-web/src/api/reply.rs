//! Every "yes" of the API: status, JSON, and the revision that a write made.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kith_app::{Page, Revision, Written};
use serde::Serialize;

use super::problem::Problem;

/// The revision at which a write can be read.
pub(crate) const REVISION: HeaderName = HeaderName::from_static("kith-revision");

/// What every handler answers.
pub(crate) type Answer = Result<Reply, Problem>;

/// A "yes".
pub(crate) struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Option<Result<Vec<u8>, serde_json::Error>>,
}

/// A list that has no further page.
pub(crate) fn whole<T>(items: Vec<T>) -> Page<T> {
    Page { items, next: None }
}

impl Reply {
    /// 200 with JSON.
    pub(crate) fn ok<T: Serialize + ?Sized>(body: &T) -> Self {
        Self::json(StatusCode::OK, body)
    }

    /// 201 with JSON and the address of the new thing.
    pub(crate) fn created<T: Serialize + ?Sized>(location: &str, body: &T) -> Self {
        let mut reply = Self::json(StatusCode::CREATED, body);
        reply.insert(header::LOCATION, location);
        reply
    }

    /// 204 at the revision of the write.
    pub(crate) fn done(written: &Written<()>) -> Self {
        Self::nothing().at(&written.revision)
    }

    /// 204.
    pub(crate) fn nothing() -> Self {
        Self { status: StatusCode::NO_CONTENT, headers: HeaderMap::new(), body: None }
    }

    /// The same, at the revision of the write.
    pub(crate) fn at(mut self, revision: &Revision) -> Self {
        self.insert(REVISION, &revision.to_string());
        self
    }

    /// The same, with further headers.
    pub(crate) fn with(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }

    fn json<T: Serialize + ?Sized>(status: StatusCode, body: &T) -> Self {
        Self { status, headers: HeaderMap::new(), body: Some(serde_json::to_vec(body)) }
    }

    fn insert(&mut self, name: HeaderName, value: &str) {
        match HeaderValue::from_str(value) {
            Ok(value) => {
                self.headers.insert(name, value);
            }
            Err(error) => tracing::error!(%name, %error, "a header was left out"),
        }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        match self.body {
            None => {}
            Some(Ok(body)) => {
                let media = HeaderValue::from_static("application/json");
                response.headers_mut().insert(header::CONTENT_TYPE, media);
                *response.body_mut() = Body::from(body);
            }
            Some(Err(error)) => {
                tracing::error!(%error, "an answer could not be written as JSON");
                return Problem::status(StatusCode::INTERNAL_SERVER_ERROR).into_response();
            }
        }
        response
    }
}

//! Every "no" of the API: problem details (RFC 9457).

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kith_app::{AppError, FieldError};
use kith_core::{
    refusal::{Action, Instead, Reason, Refusal},
    time::{SECOND, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::words;
use crate::{pages::ui::refusal::href, state::WebState};

/// The media type of every problem.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request was not done. Nothing was changed.
#[derive(Debug)]
pub(crate) struct Problem(Box<Parts>);

#[derive(Debug)]
struct Parts {
    status: StatusCode,
    kind: &'static str,
    title: &'static str,
    detail: String,
    refusal: Option<Box<Refusal>>,
    about: Option<String>,
    errors: Vec<FieldError>,
    retry: Option<Retry>,
    headers: HeaderMap,
}

/// When it is worth asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Retry {
    At(Timestamp),
    Seconds(u64),
}

/// What a problem looks like in JSON.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// The kind of problem; leads to its description.
    #[schema(example = "/api/docs#weekly_limit")]
    r#type: String,
    /// The kind of problem, for people.
    #[schema(example = "The week's invitations are used up")]
    title: &'static str,
    /// The HTTP status.
    #[schema(example = 429)]
    status: u16,
    /// What happened this time, for people.
    detail: String,
    /// The rule that says no; only for a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<words::Reason>, required = false)]
    reason: Option<Reason>,
    /// Every further rule that would also say no; only for a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<words::Reason>>, required = false)]
    also: Option<Vec<Reason>>,
    /// The instant at which `reason` stops holding, or null; only for a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime, required = false)]
    until: Option<Option<Timestamp>>,
    /// What works now; only for a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    instead: Option<Vec<InsteadBody>>,
    /// The fields that cannot be taken; only with status 422.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<super::schema::FieldError>, required = false)]
    errors: Vec<FieldError>,
}

/// One thing that would work instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Instead)]
pub(crate) struct InsteadBody {
    /// What to do.
    #[schema(value_type = words::Action)]
    action: Action,
    /// What to call it, for people.
    label: String,
    /// The page where it is done.
    href: String,
    /// For `engage`: whether it has happened since the last invitation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    done: Option<bool>,
}

/// What works instead, with the pages where it is done; `handle` is the other member.
pub(crate) fn instead(list: &[Instead], handle: Option<&str>) -> Vec<InsteadBody> {
    let linked = |one: &Instead| InsteadBody {
        action: one.action,
        label: one.label.clone(),
        href: href(one.action, handle),
        done: one.done,
    };
    list.iter().map(linked).collect()
}

/// The status and the title of a refusal.
pub(crate) fn rule(reason: Reason) -> (StatusCode, &'static str) {
    use StatusCode as S;
    match reason {
        Reason::Myself => (S::FORBIDDEN, "This is you"),
        Reason::NotFound => (S::NOT_FOUND, "Not found"),
        Reason::AlreadyConnected => (S::CONFLICT, "Already connected"),
        Reason::AlreadyPending => (S::CONFLICT, "Already invited"),
        Reason::Gate => (S::FORBIDDEN, "The recipient limits who may invite"),
        Reason::Resting => (S::FORBIDDEN, "Too soon to invite again"),
        Reason::Attempts => (S::FORBIDDEN, "Invited too often"),
        Reason::ConnectionsFull => (S::FORBIDDEN, "No room for another connection"),
        Reason::Restricted => (S::FORBIDDEN, "New invitations are paused"),
        Reason::WeeklyLimit => (S::TOO_MANY_REQUESTS, "The week's invitations are used up"),
        Reason::PendingLimit => (S::TOO_MANY_REQUESTS, "Too many invitations are pending"),
        Reason::NoteTooLong => (S::FORBIDDEN, "The note is too long"),
        Reason::NotesLimit => (S::TOO_MANY_REQUESTS, "The month's notes are used up"),
        Reason::NotPending => (S::CONFLICT, "Not pending any more"),
        Reason::NotConnected => (S::CONFLICT, "Not connected"),
        Reason::BlockedRecently => (S::FORBIDDEN, "Unblocked too short a time ago"),
        Reason::ListHidden => (S::FORBIDDEN, "This list is not for you"),
        Reason::NotOperator => (S::FORBIDDEN, "Only for operators"),
        Reason::NotInCharge => (S::FORBIDDEN, "Only for those in charge"),
        Reason::NotStaff => (S::FORBIDDEN, "They do not work there"),
        Reason::OwnerStays => (S::FORBIDDEN, "The owner hands over first"),
        Reason::Removed => (S::FORBIDDEN, "Removed from the group"),
        Reason::MembersOnly => (S::FORBIDDEN, "For members of the group"),
        Reason::NotMember => (S::CONFLICT, "Not in the group"),
        Reason::EventClosed => (S::CONFLICT, "Cancelled or over"),
        Reason::SeatsTaken => (S::CONFLICT, "More seats are taken"),
        Reason::NameTaken => (S::CONFLICT, "There is a page already"),
        Reason::NotRestricted => (S::CONFLICT, "No restriction in force"),
        Reason::NoWay => (S::FORBIDDEN, "No way to write to this member"),
        Reason::RequestPending => (S::CONFLICT, "The message request waits"),
        Reason::OpenerLimit => (S::TOO_MANY_REQUESTS, "The month's group openers are used up"),
        Reason::InMailRefused => (S::FORBIDDEN, "This member takes no InMail"),
        Reason::InMailUnanswered => (S::CONFLICT, "The last InMail has no answer yet"),
        Reason::InMailLimit => (S::TOO_MANY_REQUESTS, "No InMail credit is left"),
        Reason::NoRequest => (S::CONFLICT, "No request waits here"),
        Reason::NotBetween => (S::FORBIDDEN, "Not connected to both"),
        Reason::IntroductionPending => (S::CONFLICT, "The introduction waits"),
        Reason::EmailOff => (S::FORBIDDEN, "This network sends no invitations by e-mail"),
        Reason::EmailLimit => (S::TOO_MANY_REQUESTS, "The day's invitations by e-mail are used up"),
        Reason::Deactivated => (S::FORBIDDEN, "The account is deactivated"),
        Reason::ViewsPrivately => (S::FORBIDDEN, "You look at others in private mode"),
        Reason::CampaignState => (S::CONFLICT, "Not in a state for that"),
        Reason::CampaignPaused => (S::FORBIDDEN, "An operator paused this campaign"),
    }
}

/// The kind, title and detail of a status that no rule explains.
pub(crate) fn general(status: StatusCode) -> (&'static str, &'static str, &'static str) {
    match status.as_u16() {
        400 | 422 => ("malformed", "Malformed", "The request cannot be understood."),
        401 => ("sign_in_first", "Not signed in", "Sign in first."),
        403 => ("cross_site", "From another site", "A page of another site asked for this."),
        404 => ("no_such_address", "No such address", "There is no such address in the API."),
        405 => ("no_such_method", "No such method", "This address does not take this method."),
        413 => (
            "too_large",
            "Too large",
            "A request may have at most 256 KiB; with a picture 10 MB, with an archive 20 MB.",
        ),
        415 => ("not_json", "Not JSON", "Send the body as application/json."),
        503 => ("not_now", "Not now", "This took too long, or a part is not ready. Try again."),
        400..=499 => ("refused", "Not possible", "The request cannot be done."),
        _ => ("failed", "Something failed", "Something failed here. It has been logged."),
    }
}

impl Problem {
    /// The usual problem of a status.
    pub(crate) fn status(status: StatusCode) -> Self {
        let (kind, title, detail) = general(status);
        Self::new(status, kind, title, detail)
    }

    /// Fields that cannot be taken.
    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::status(StatusCode::UNPROCESSABLE_ENTITY);
        problem.0.detail = match errors.as_slice() {
            [one] => format!("{}: {}", one.field, one.message),
            _ => "Some values cannot be taken.".to_owned(),
        };
        problem.0.errors = errors;
        problem
    }

    /// One field that cannot be taken.
    pub(crate) fn field(field: &str, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(field, message)])
    }

    /// The same, with further headers.
    pub(crate) fn with(mut self, headers: HeaderMap) -> Self {
        self.0.headers.extend(headers);
        self
    }

    fn new(
        status: StatusCode,
        kind: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self(Box::new(Parts {
            status,
            kind,
            title,
            detail: detail.into(),
            refusal: None,
            about: None,
            errors: Vec::new(),
            retry: None,
            headers: HeaderMap::new(),
        }))
    }

    /// Absent, deactivated, blocked: always the same words (R1).
    fn not_found() -> Self {
        let (status, title) = rule(Reason::NotFound);
        let detail = "There is no such member or thing.";
        Self::new(status, Reason::NotFound.code(), title, detail)
            .because(Box::new(Refusal::new(Reason::NotFound, detail)))
    }

    fn refused(refusal: Box<Refusal>) -> Self {
        if refusal.reason == Reason::NotFound {
            return Self::not_found();
        }
        let (status, title) = rule(refusal.reason);
        let mut problem = Self::new(status, refusal.reason.code(), title, refusal.detail.clone());
        if status == StatusCode::TOO_MANY_REQUESTS {
            problem.0.retry = refusal.until.map(Retry::At);
        }
        problem.because(refusal)
    }

    fn because(mut self, refusal: Box<Refusal>) -> Self {
        self.0.refusal = Some(refusal);
        self
    }

    fn later(mut self, seconds: u64) -> Self {
        self.0.retry = Some(Retry::Seconds(seconds));
        self
    }

    fn body(&self) -> ProblemBody {
        let parts = &self.0;
        let refusal = parts.refusal.as_deref();
        ProblemBody {
            r#type: format!("/api/docs#{}", parts.kind),
            title: parts.title,
            status: parts.status.as_u16(),
            detail: parts.detail.clone(),
            reason: refusal.map(|refusal| refusal.reason),
            also: refusal.map(|refusal| refusal.also.clone()),
            until: refusal.map(|refusal| refusal.until),
            instead: refusal.map(|refusal| instead(&refusal.instead, parts.about.as_deref())),
            errors: parts.errors.clone(),
        }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        use StatusCode as S;
        let detail = error.to_string();
        match error {
            AppError::Refused(refusal) => Self::refused(refusal),
            AppError::NotFound => Self::not_found(),
            AppError::Invalid(errors) => Self::invalid(errors),
            AppError::SignInFirst => Self::status(S::UNAUTHORIZED),
            AppError::WrongPassword => {
                Self::new(S::UNAUTHORIZED, "wrong_password", "Wrong handle or password", detail)
            }
            AppError::TooManyAttempts(seconds) => {
                Self::new(S::TOO_MANY_REQUESTS, "too_many_attempts", "Too many attempts", detail)
                    .later(seconds)
            }
            AppError::Conflict => Self::new(S::CONFLICT, "conflict", "Somebody was first", detail),
            AppError::KeyReused => {
                let title = "Idempotency-Key used before";
                Self::new(S::UNPROCESSABLE_ENTITY, "key_reused", title, detail)
            }
            AppError::Behind => {
                Self::new(S::SERVICE_UNAVAILABLE, "behind", "Not there yet", detail).later(1)
            }
            AppError::Store(error) => {
                tracing::error!(%error, "the store failed");
                Self::status(S::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

/// Says which member a use-case's refusal is about, so that `instead` leads to their page.
pub(crate) trait About<T> {
    /// The same result; a refusal is about `handle`.
    fn about(self, handle: &str) -> Result<T, Problem>;
}

impl<T> About<T> for Result<T, AppError> {
    fn about(self, handle: &str) -> Result<T, Problem> {
        self.map_err(|error| {
            let mut problem = Problem::from(error);
            problem.0.about = Some(handle.to_owned());
            problem
        })
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.body()).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.0.status;
        let headers = response.headers_mut();
        headers.extend(self.0.headers);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if self.0.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(retry) = self.0.retry {
            response.extensions_mut().insert(retry);
        }
        response
    }
}

/// An example of a status, for the description.
pub(crate) fn example_of(status: StatusCode) -> Option<serde_json::Value> {
    serde_json::to_value(Problem::status(status).body()).ok()
}

/// An example of a refusal, for the description.
pub(crate) fn example_about(refusal: Refusal, handle: &str) -> Option<serde_json::Value> {
    let problem = Err::<(), _>(AppError::from(refusal)).about(handle).err()?;
    serde_json::to_value(problem.body()).ok()
}

/// Whether a path belongs to the API, so that its errors are problems.
pub(crate) fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// Gives every error below `/api` the form of a problem, also those that a layer made, and
/// `Retry-After` by the one clock.
pub(crate) async fn dress(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let api = is_api(request.uri().path());
    let mut response = next.run(request).await;
    let status = response.status();
    if api && (status.is_client_error() || status.is_server_error()) && !is_problem(&response) {
        let allow = response.headers_mut().remove(header::ALLOW);
        response = Problem::status(status).into_response();
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
    }
    if let Some(retry) = response.extensions_mut().remove::<Retry>() {
        let seconds = match retry {
            Retry::At(at) => seconds_until(at, state.app.now()),
            Retry::Seconds(seconds) => seconds,
        };
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn is_problem(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|media| media == MEDIA_TYPE)
}

/// Whole seconds from `now` until `at`, rounded up so that asking then is not too early.
pub(crate) fn seconds_until(at: Timestamp, now: Timestamp) -> u64 {
    let micros = u64::try_from(at.micros() - now.micros()).unwrap_or(0);
    micros.div_ceil(SECOND.unsigned_abs())
}

#[cfg(test)]
#[path = "problem_tests.rs"]
mod tests;

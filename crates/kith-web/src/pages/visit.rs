//! A visit: who looks, at which page, what they just did; and the answers that pages give.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use kith_app::{
    Actor, App, AppError, Ask, Revision, Written,
    accounts::SignedIn,
    home::Glance,
    notes::{Brief, NoteDrafts},
};
use kith_core::refusal::Reason;
use maud::Markup;

use super::{
    fields::link,
    flash::{FLASH_COOKIE, Flash},
    ui::{
        self,
        layout::{Section, Shell, Who},
    },
};
use crate::{
    auth::{self, REVISION_COOKIE, SESSION_COOKIE},
    state::WebState,
};

/// Asks for, and marks, an answer that is a piece of a page.
pub(crate) const FRAGMENT: HeaderName = HeaderName::from_static("kith-fragment");

/// What a page's handler gives back.
pub(crate) type Answer = Result<Response, Failure>;

/// The finished answer of a visit that did not go as asked.
pub(crate) struct Failure(Box<Response>);

impl From<Response> for Failure {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// A request by anybody.
pub(crate) struct Visit {
    /// The site.
    pub(crate) state: WebState,
    /// The path and query.
    pub(crate) path: String,
    /// Whether the script asks for a piece of the page.
    pub(crate) fragment: bool,
    /// The token in the cookie.
    pub(crate) token: Option<String>,
    flash: Option<Flash>,
    revision: Option<Revision>,
}

impl Visit {
    fn new(parts: &Parts, state: &WebState) -> Self {
        let headers = &parts.headers;
        let cookie = |name| auth::cookie(headers, name);
        Self {
            state: state.clone(),
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            fragment: headers.contains_key(FRAGMENT),
            token: cookie(SESSION_COOKIE).map(str::to_owned),
            flash: cookie(FLASH_COOKIE).and_then(Flash::from_cookie),
            revision: cookie(REVISION_COOKIE).and_then(|text| text.parse().ok()),
        }
    }

    /// What surrounds a page for somebody who is not signed in.
    pub(crate) fn shell(&self) -> Shell {
        Shell {
            who: None,
            zone: kith_core::time::Zone::utc(),
            now: self.state.app.now(),
            waiting: 0,
            unread: 0,
            news: 0,
            note_limit: 0,
            lagging: false,
            demo: self.state.options.demo.is_some(),
            flash: self.flash.clone(),
            path: self.path.clone(),
        }
    }

    /// A cookie of this site that scripts cannot read; `seconds` is how long it lasts.
    fn set_cookie(&self, name: &str, value: &str, seconds: u32) -> Option<HeaderValue> {
        let secure = if self.state.options.secure { "; Secure" } else { "" };
        let cookie =
            format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        HeaderValue::from_str(&cookie).ok()
    }

    fn add_cookie(&self, response: &mut Response, name: &str, value: &str, seconds: u32) {
        if let Some(cookie) = self.set_cookie(name, value, seconds) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }

    /// Goes to `address`, which is a path on this site.
    pub(crate) fn redirect(address: &str) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let target = HeaderValue::from_str(super::fields::local(address));
        let target = target.unwrap_or(HeaderValue::from_static("/"));
        response.headers_mut().insert(header::LOCATION, target);
        response
    }

    /// Opens the session in the browser and goes to `address`.
    pub(crate) fn enter(&self, signed_in: &SignedIn, address: &str) -> Response {
        let mut response = Self::redirect(address);
        self.add_cookie(&mut response, SESSION_COOKIE, &signed_in.token, 30 * 86_400);
        // A revision of another store, as after a demo is restarted, would only be waited for.
        self.add_cookie(&mut response, REVISION_COOKIE, "", 0);
        response
    }

    /// Forgets the session in the browser and goes to `address`.
    pub(crate) fn leave(&self, address: &str) -> Response {
        self.leave_with(address, &Flash::plain(super::flash::Done::SignedOut))
    }

    /// The same, where `flash` is said.
    pub(crate) fn leave_with(&self, address: &str, flash: &Flash) -> Response {
        let mut response = self.redirect_with(address, flash);
        self.add_cookie(&mut response, SESSION_COOKIE, "", 0);
        response
    }

    /// Goes to `address`, where `flash` is said.
    pub(crate) fn redirect_with(&self, address: &str, flash: &Flash) -> Response {
        let mut response = Self::redirect(address);
        self.add_cookie(&mut response, FLASH_COOKIE, &flash.cookie(), 60);
        response
    }

    /// Adds what is said on the next page to a redirect.
    pub(crate) fn say(&self, response: &mut Response, flash: &Flash) {
        self.add_cookie(response, FLASH_COOKIE, &flash.cookie(), 60);
    }

    /// Remembers the write, so that the next page shows it.
    pub(crate) fn remember(&self, response: &mut Response, revision: &Revision) {
        self.add_cookie(response, REVISION_COOKIE, &revision.to_string(), 600);
    }

    /// A whole page.
    pub(crate) fn page(
        &self,
        status: StatusCode,
        shell: &Shell,
        title: &str,
        section: Section,
        body: &Markup,
    ) -> Response {
        let page = ui::layout::page(shell, title, section, body);
        let mut response = (status, page).into_response();
        private(response.headers_mut());
        if self.flash.is_some() {
            self.add_cookie(&mut response, FLASH_COOKIE, "", 0);
        }
        if shell.lagging {
            self.add_cookie(&mut response, REVISION_COOKIE, "", 0);
        }
        response
    }

    /// What went wrong, as a page or a piece of one.
    fn failed(&self, shell: &Shell, error: &AppError) -> Failure {
        if matches!(error, AppError::SignInFirst) {
            return Self::redirect(&link("/sign-in", &[("next", &self.path)])).into();
        }
        if let AppError::Store(error) = error {
            tracing::error!(%error, path = self.path, "the store failed");
        }
        let status = status(error);
        if self.fragment {
            return piece(status, &ui::failure::piece(shell, error)).into();
        }
        let (title, body) = ui::failure::page(shell, error);
        self.page(status, shell, title, Section::None, &body).into()
    }
}

/// A piece of a page, for the script.
pub(crate) fn piece(status: StatusCode, body: &Markup) -> Response {
    let mut response = (status, body.clone()).into_response();
    private(response.headers_mut());
    response.headers_mut().insert(FRAGMENT, HeaderValue::from_static("1"));
    response
}

/// What depends on the viewer is kept by nobody.
fn private(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
}

/// The HTTP status of an error.
pub(crate) fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::Refused(refusal) => match refusal.reason {
            Reason::NotFound => StatusCode::NOT_FOUND,
            Reason::WeeklyLimit
            | Reason::PendingLimit
            | Reason::NotesLimit
            | Reason::OpenerLimit
            | Reason::EmailLimit
            | Reason::InMailLimit => StatusCode::TOO_MANY_REQUESTS,
            Reason::AlreadyConnected
            | Reason::AlreadyPending
            | Reason::NotPending
            | Reason::RequestPending
            | Reason::InMailUnanswered
            | Reason::NoRequest
            | Reason::IntroductionPending => StatusCode::CONFLICT,
            _ => StatusCode::FORBIDDEN,
        },
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Invalid(_) | AppError::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        AppError::SignInFirst | AppError::WrongPassword => StatusCode::UNAUTHORIZED,
        AppError::TooManyAttempts(_) => StatusCode::TOO_MANY_REQUESTS,
        AppError::Conflict => StatusCode::CONFLICT,
        AppError::Behind | AppError::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl FromRequestParts<WebState> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &WebState,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self::new(parts, state))
    }
}

/// A request by a signed-in member.
pub(crate) struct Signed {
    /// The request.
    pub(crate) visit: Visit,
    /// Who.
    pub(crate) actor: Actor,
}

impl FromRequestParts<WebState> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        let visit = Visit::new(parts, state);
        match Self::open(visit, parts).await? {
            Ok(signed) => Ok(signed),
            Err(visit) => Err(first_sign_in(&visit, &parts.method).await),
        }
    }
}

impl OptionalFromRequestParts<WebState> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &WebState,
    ) -> Result<Option<Self>, Failure> {
        Ok(Self::open(Visit::new(parts, state), parts).await?.ok())
    }
}

/// Where somebody goes who is not signed in: into the demo, or to the sign-in page.
pub(crate) async fn first_sign_in(visit: &Visit, method: &Method) -> Failure {
    if visit.fragment {
        // Without the fragment header in the answer the script submits the form the plain way.
        return StatusCode::UNAUTHORIZED.into_response().into();
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Visit::redirect("/sign-in").into();
    }
    if let Some(handle) = &visit.state.options.demo {
        return match visit.state.app.sign_in_as(handle).await {
            Ok(signed_in) => visit.enter(&signed_in, &visit.path).into(),
            Err(error) => visit.failed(&visit.shell(), &error),
        };
    }
    Visit::redirect(&link("/sign-in", &[("next", &visit.path)])).into()
}

impl Signed {
    async fn open(visit: Visit, head: &Parts) -> Result<Result<Self, Visit>, Failure> {
        match auth::actor(&visit.state, head).await {
            Ok(Some(actor)) => Ok(Ok(Self { visit, actor })),
            Ok(None) => Ok(Err(visit)),
            Err(error) => Err(visit.failed(&visit.shell(), &error)),
        }
    }

    /// The use-cases.
    pub(crate) fn app(&self) -> &App {
        &self.visit.state.app
    }

    /// A write by this member.
    pub(crate) fn ask(&self) -> Ask {
        Ask::by(&self.actor)
    }

    /// The same visit after a write: what it reads shows the write.
    pub(crate) fn after(mut self, revision: &Revision) -> Self {
        self.visit.revision = Some(*revision);
        self
    }

    /// Reads what a page shows, together with what surrounds it.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<(Shell, T), Failure>
    where
        T: Send + 'static,
        F: FnOnce(&App, &Actor) -> Result<T, AppError> + Send + 'static,
    {
        let (shell, value) = self.try_read(read).await?;
        match value {
            Ok(value) => Ok((shell, value)),
            Err(error) => Err(self.visit.failed(&shell, &error)),
        }
    }

    /// The same, where the page has its own way to say why it cannot show something.
    pub(crate) async fn try_read<T, F>(
        &self,
        read: F,
    ) -> Result<(Shell, Result<T, AppError>), Failure>
    where
        T: Send + 'static,
        F: FnOnce(&App, &Actor) -> Result<T, AppError> + Send + 'static,
    {
        let actor = self.actor.clone();
        let revision = self.visit.revision;
        let read = move |app: &App| {
            // A node that lags shows an older page rather than none, and is not waited for again.
            let lagging = revision.is_some_and(|revision| app.wait_for(&revision).is_err());
            let glance = app.glance(&actor)?;
            Ok((lagging, glance, read(app, &actor)))
        };
        match self.visit.state.read(read).await {
            Ok((lagging, Glance { waiting, unread, news, note_length }, value)) => {
                Ok((Shell { lagging, unread, news, ..self.shell(waiting, note_length) }, value))
            }
            Err(error) => Err(self.visit.failed(&self.shell(0, 0), &error)),
        }
    }

    /// Drafts notes; nobody who reads waits for that.
    pub(crate) async fn draft(&self, brief: Brief) -> NoteDrafts {
        self.visit.state.draft(brief).await
    }

    fn shell(&self, waiting: u32, note_limit: u32) -> Shell {
        let actor = &self.actor;
        Shell {
            who: Some(Who {
                handle: actor.handle.clone(),
                name: actor.name.clone(),
                photo: actor.photo,
                operator: actor.role == kith_core::account::Role::Operator,
            }),
            zone: actor.zone.clone(),
            waiting,
            note_limit,
            ..self.visit.shell()
        }
    }

    /// The answer to a write that did not go as asked.
    pub(crate) async fn failure(&self, back: &str, error: AppError) -> Failure {
        match self.try_read(|_, _| Ok(())).await {
            Ok((mut shell, _)) => {
                back.clone_into(&mut shell.path);
                self.visit.failed(&shell, &error)
            }
            Err(failure) => failure,
        }
    }

    /// Writes; where that fails, the answer says why and leads `back`.
    pub(crate) async fn write<T>(
        &self,
        back: &str,
        work: impl Future<Output = Result<Written<T>, AppError>>,
    ) -> Result<Written<T>, Failure> {
        match work.await {
            Ok(written) => Ok(written),
            Err(error) => Err(self.failure(back, error).await),
        }
    }

    /// Goes `back` after a write, and says what happened.
    pub(crate) fn done(&self, back: &str, revision: &Revision, flash: &Flash) -> Response {
        let mut response = self.visit.redirect_with(back, flash);
        self.visit.remember(&mut response, revision);
        response
    }

    /// A piece of a page after a write.
    pub(crate) fn piece(&self, revision: &Revision, body: &Markup) -> Response {
        let mut response = piece(StatusCode::OK, body);
        self.visit.remember(&mut response, revision);
        response
    }

    /// A whole page.
    pub(crate) fn page(
        &self,
        shell: &Shell,
        title: &str,
        section: Section,
        body: &Markup,
    ) -> Response {
        self.visit.page(StatusCode::OK, shell, title, section, body)
    }
}

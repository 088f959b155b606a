//! Sign-up, sign-in and sign-out.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
};
use kith_app::{AppError, accounts::NewMember, profiles::Me};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Input},
    reply::{Answer, Reply},
    schema,
};
use crate::{auth, state::WebState};

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(sign_up)).routes(routes!(sign_in)).routes(routes!(sign_out))
}

/// What a new member brings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "handle": "ana-petrova", "first_name": "Ana", "last_name": "Petrova",
    "email": "ana@example.org", "password": "correct horse battery",
    "headline": "Builds bridges", "location": "Berlin", "industry": "Civil engineering",
}))]
struct SignUp {
    /// The address of the profile, not taken.
    #[schema(pattern = "^[a-z0-9-]{2,40}$")]
    handle: String,
    /// First name.
    first_name: String,
    /// Last name; may be empty.
    last_name: String,
    /// E-mail address, not taken.
    #[schema(format = Email)]
    email: String,
    /// At least ten characters.
    #[schema(format = Password, min_length = 10)]
    password: String,
    /// One line about what they do.
    #[serde(default)]
    headline: String,
    /// Where they live.
    #[serde(default)]
    location: String,
    /// Their field.
    #[serde(default)]
    industry: String,
    /// The end of the link in a mail that invited them, after `/invited/`: who invited that address
    /// is offered to them then.
    #[serde(default)]
    invitation: String,
}

impl From<SignUp> for NewMember {
    fn from(new: SignUp) -> Self {
        Self {
            handle: new.handle,
            first_name: new.first_name,
            last_name: new.last_name,
            email: new.email,
            password: new.password,
            headline: new.headline,
            location: new.location,
            industry: new.industry,
            invitation: new.invitation,
        }
    }
}

/// Sign up
///
/// Takes no `Idempotency-Key`: a repeated attempt finds the handle taken.
#[utoipa::path(post, path = "/members", tag = "members", security(()),
    request_body = SignUp,
    responses((status = 201, body = schema::Me, description = "The new member")))]
async fn sign_up(State(state): State<WebState>, Input(new): Input<SignUp>) -> Answer {
    let written = state.app.sign_up(new.into()).await?;
    let location = format!("/api/v1/members/{}", written.value.handle);
    Ok(Reply::created(&location, &written.value).at(&written.revision))
}

/// A handle (or e-mail address) and its password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"handle": "ana-petrova", "password": "correct horse battery"}))]
struct SignIn {
    /// The handle or the e-mail address.
    handle: String,
    /// The password.
    #[schema(format = Password)]
    password: String,
    /// Make a deactivated account visible again.
    #[serde(default)]
    come_back: bool,
}

/// A fresh session.
#[derive(Debug, Serialize, ToSchema)]
struct Session {
    /// The bearer token; it is not shown again.
    token: String,
    /// Who signed in.
    #[schema(value_type = schema::Me)]
    member: Me,
}

/// Sign in
///
/// Takes no `Idempotency-Key`: every sign-in opens a session. A member who deactivated their account
/// is refused with reason `deactivated` until they say `come_back`.
#[utoipa::path(post, path = "/sessions", tag = "sessions", security(()),
    request_body = SignIn,
    responses((status = 200, body = Session, description = "The session")))]
async fn sign_in(State(state): State<WebState>, Input(who): Input<SignIn>) -> Answer {
    let app = &state.app;
    let signed_in = match who.come_back {
        false => app.sign_in(&who.handle, &who.password).await?,
        true => app.come_back(&who.handle, &who.password).await?,
    };
    Ok(Reply::ok(&Session { token: signed_in.token, member: signed_in.member }))
}

/// Sign out: end the session of this request
#[utoipa::path(delete, path = "/sessions/current", tag = "sessions",
    responses((status = 204, description = "The session has ended")))]
async fn sign_out(asker: Asker, headers: HeaderMap) -> Answer {
    let token = auth::token(&headers).ok_or(AppError::SignInFirst)?;
    asker.app().sign_out(token).await?;
    let mut forget = HeaderMap::new();
    if auth::cookie(&headers, auth::SESSION_COOKIE).is_some() {
        let cookie =
            format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax", auth::SESSION_COOKIE);
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            forget.insert(header::SET_COOKIE, cookie);
        }
    }
    Ok(Reply::nothing().with(forget))
}

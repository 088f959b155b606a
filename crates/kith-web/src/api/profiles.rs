//! Members' pages, and my own profile and settings.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use kith_app::profiles::{ProfileChanges, SettingsChanges};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Write},
    problem::Problem,
    reply::{Answer, Reply},
    schema,
};
use crate::{auth::site, state::WebState};

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(get_me, change_profile))
        .routes(routes!(get_settings, change_settings))
        .routes(routes!(get_member))
        .routes(routes!(get_vcard))
}

/// A member as you may see them
///
/// With the distance, the mutual connections, how you are connected, what stands between you and
/// what you may do. The same answer for a handle that is unknown, deactivated or blocked: 404.
/// That you looked is recorded in the `viewing_mode` of your settings, once a day; with an
/// operator's token, by `HEAD`, and where a browser reads ahead (`Sec-Purpose: prefetch`) it is not.
#[utoipa::path(get, path = "/members/{handle}", tag = "members",
    params(("handle" = String, Path, description = "Whose page")),
    responses((status = 200, body = schema::ProfileView, description = "What you may see")))]
async fn get_member(asker: Asker, Path(handle): Path<String>) -> Answer {
    let profile = asker.read(move |app, me| app.visit_profile(me, &handle)).await?;
    Ok(Reply::ok(&profile))
}

/// A member as a card for address books
///
/// With what you may see of them and no more. That you took it is not recorded.
#[utoipa::path(get, path = "/members/{handle}/vcard", tag = "members",
    params(("handle" = String, Path, description = "Whose card")),
    responses((status = 200, body = String, content_type = "text/vcard",
        description = "vCard 4.0 (RFC 6350)")))]
async fn get_vcard(
    asker: Asker,
    Path(handle): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (site, name) = (site(&headers), format!("attachment; filename=\"{handle}.vcf\""));
    let text = asker.read(move |app, me| app.vcard(me, &handle, &site)).await?;
    let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment"));
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/vcard; charset=utf-8")),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((head, text).into_response())
}

/// My own account
#[utoipa::path(get, path = "/members/me", tag = "members",
    responses((status = 200, body = schema::Me, description = "My account")))]
async fn get_me(asker: Asker) -> Answer {
    Ok(Reply::ok(&asker.read(|app, me| app.me(me)).await?))
}

/// Change my profile
#[utoipa::path(patch, path = "/members/me", tag = "members",
    request_body = schema::ProfileChanges,
    responses((status = 200, body = schema::Me, description = "My account after the change")))]
async fn change_profile(write: Write<ProfileChanges>) -> Answer {
    let written = write.asker.app().change_profile(&write.ask, write.body).await?;
    Ok(Reply::ok(&written.value).at(&written.revision))
}

/// My settings
#[utoipa::path(get, path = "/members/me/settings", tag = "members",
    responses((status = 200, body = schema::SettingsView, description = "My settings")))]
async fn get_settings(asker: Asker) -> Answer {
    Ok(Reply::ok(&asker.read(|app, me| app.settings(me)).await?))
}

/// Change my settings
#[utoipa::path(patch, path = "/members/me/settings", tag = "members",
    request_body = schema::SettingsChanges,
    responses((status = 200, body = schema::SettingsView,
        description = "My settings after the change")))]
async fn change_settings(write: Write<SettingsChanges>) -> Answer {
    let written = write.asker.app().change_settings(&write.ask, write.body).await?;
    Ok(Reply::ok(&written.value).at(&written.revision))
}

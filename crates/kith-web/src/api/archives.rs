//! What I bring along from elsewhere: upload, look at, take over.

use axum::extract::{DefaultBodyLimit, Path};
use kith_app::archives::ArchiveView;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Write, WriteFile},
    problem::Problem,
    reply::{Answer, Reply},
    schema, words,
};
use crate::{ARCHIVE_BODY, state::WebState};

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(add_archive, get_archive, delete_archive))
        .layer(DefaultBodyLimit::max(ARCHIVE_BODY))
        .routes(routes!(apply_archive))
}

/// Upload an archive
///
/// The ZIP file in which another network hands me my data, as I downloaded it, at most 20 MB. It is
/// read in memory and within limits; other people's address books and files about security are not
/// opened. Nothing of it is kept but what I choose afterwards: what was read waits for seven days,
/// for me alone, in place of the upload before.
#[utoipa::path(post, path = "/archive", tag = "archive",
    request_body(content = Vec<u8>, content_type = "application/zip", description = "The file"),
    responses((status = 201, body = schema::ArchiveView, description = "What is found, and what of it is new")))]
async fn add_archive(write: WriteFile) -> Answer {
    let WriteFile { asker, ask, file } = write;
    let written = asker.app().add_archive(&ask, file).await?;
    let view = view(&asker).await?;
    Ok(Reply::created("/api/v1/archive", &view).at(&written.revision))
}

/// My upload
///
/// What was read of it beside what I have here; once it was applied, what was taken over.
#[utoipa::path(get, path = "/archive", tag = "archive",
    responses((status = 200, body = schema::ArchiveView, description = "It"),
        (status = 404, description = "There is none")))]
async fn get_archive(asker: Asker) -> Answer {
    Ok(Reply::ok(&view(&asker).await?))
}

async fn view(asker: &Asker) -> Result<ArchiveView, Problem> {
    asker.read(|app, me| app.archive(me)).await
}

/// Forget my upload
///
/// What was taken over from it stays.
#[utoipa::path(delete, path = "/archive", tag = "archive",
    responses((status = 204, description = "There is none now")))]
async fn delete_archive(write: Write) -> Answer {
    Ok(Reply::done(&write.asker.app().drop_archive(&write.ask).await?))
}

/// What is to be taken over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"parts": ["positions", "connections", "invitations"], "reconnect": true}))]
struct ApplyArchive {
    /// The parts.
    #[schema(value_type = Vec<words::ArchivePart>)]
    parts: Vec<String>,
    /// With the connections: let me be reconnected with those who want that, too, as
    /// `PUT /reconnect` does.
    #[serde(default)]
    reconnect: bool,
}

/// Take parts of my upload over
///
/// Fields of the profile are replaced, entries are added, nothing is removed; what is there already
/// is not added again. Connections become private contacts that nobody else sees: whether any of
/// them is a member is neither looked up nor told. Asked again it goes on where it was interrupted,
/// or answers what was done.
#[utoipa::path(post, path = "/archive/{id}/apply", tag = "archive", request_body = ApplyArchive,
    params(("id" = String, Path, description = "Which upload")),
    responses((status = 200, body = schema::AppliedArchive, description = "What was taken over")))]
async fn apply_archive(Path(id): Path<String>, write: Write<ApplyArchive>) -> Answer {
    let id = id.parse().map_err(|_| kith_app::AppError::NotFound)?;
    let ApplyArchive { parts, reconnect } = write.body;
    let written = write.asker.app().apply_archive(&write.ask, id, &parts, reconnect).await?;
    Ok(Reply::ok(&json!({ "applied": written.value })).at(&written.revision))
}

//! Pictures: my photo, those of posts, and the files.

use axum::{
    extract::{DefaultBodyLimit, Path},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kith_core::id::ImageId;
use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Write, WriteFile},
    posts::id,
    problem::Problem,
    reply::{Answer, Reply},
    schema,
};
use crate::{FILE_BODY, state::WebState};

/// A browser may keep a picture that it was shown, but asks each time whether who looks now may see
/// it: people who share a browser see no more than each of them may.
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");

/// The calls that take and remove pictures.
pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(put_photo, delete_photo))
        .routes(routes!(add_image))
        .layer(DefaultBodyLimit::max(FILE_BODY))
}

/// The pictures themselves, outside `/api`.
pub(crate) fn files() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(get_image)).routes(routes!(get_small_image))
}

/// Take a picture as my photo
///
/// JPEG, PNG, WebP or GIF (its first picture), at most 10 MB and 50 million pixels; the square in
/// the middle is kept, turned upright, and nothing else of the file. It shows from the 3rd degree
/// on. The photo before it is deleted.
#[utoipa::path(put, path = "/members/me/photo", tag = "images",
    request_body(content = Vec<u8>, content_type = "image/*", description = "The file"),
    responses((status = 200, body = schema::Photo, description = "Where it is")))]
async fn put_photo(write: WriteFile) -> Answer {
    let WriteFile { asker, ask, file } = write;
    let written = asker.app().set_photo(&ask, file).await?;
    Ok(Reply::ok(&json!({ "photo": written.value })).at(&written.revision))
}

/// Remove my photo
#[utoipa::path(delete, path = "/members/me/photo", tag = "images",
    responses((status = 204, description = "There is none now")))]
async fn delete_photo(write: Write) -> Answer {
    Ok(Reply::done(&write.asker.app().remove_photo(&write.ask).await?))
}

/// Bring a picture for a post
///
/// JPEG, PNG, WebP or GIF (its first picture), at most 10 MB and 50 million pixels; it is kept
/// with at most 1,600 pixels on the longer side, turned upright, and nothing else of the file.
/// Name its id in `POST /posts` within a day.
#[utoipa::path(post, path = "/images", tag = "images",
    request_body(content = Vec<u8>, content_type = "image/*", description = "The file"),
    responses((status = 201, body = schema::Uploaded, description = "It waits for a post")))]
async fn add_image(write: WriteFile) -> Answer {
    let WriteFile { asker, ask, file } = write;
    let written = asker.app().add_image(&ask, file).await?;
    let location = written.value.url.clone();
    Ok(Reply::created(&location, &written.value).at(&written.revision))
}

/// A picture
///
/// A photo by R3, a picture of a post for who may see the post; 404 for everybody else.
#[utoipa::path(get, path = "/images/{id}", tag = "images",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg", description = "It")))]
async fn get_image(
    asker: Asker,
    Path(image): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    send(asker, id(&image)?, false, &headers).await
}

/// A picture in its smaller size
#[utoipa::path(get, path = "/images/{id}/small", tag = "images",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg", description = "It")))]
async fn get_small_image(
    asker: Asker,
    Path(image): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    send(asker, id(&image)?, true, &headers).await
}

/// The file, or that the browser has it already; both only to who may see it.
async fn send(
    asker: Asker,
    image: ImageId,
    small: bool,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let tag = format!("\"{image}{}\"", if small { "-small" } else { "" });
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let has = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let read = move |app: &kith_app::App, me: &kith_app::Actor| {
        if has {
            return app.may_see_image(me, image).map(|()| None);
        }
        app.image(me, image, small).map(Some)
    };
    let bytes = asker.read(read).await?;
    let mut answer = match bytes {
        None => StatusCode::NOT_MODIFIED.into_response(),
        Some(bytes) => ([(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"))], bytes)
            .into_response(),
    };
    answer.headers_mut().insert(header::CACHE_CONTROL, KEPT);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    Ok(answer)
}

//! Forms that bring files.

use axum::{
    extract::{FromRequest, Multipart, Request},
    http::{HeaderMap, StatusCode, header},
};

/// What came under one name of a form.
pub(crate) enum Part {
    /// A text.
    Text(String),
    /// A file.
    File(Vec<u8>),
}

/// Whether a request brings such a form.
pub(crate) fn is_multipart(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
    media.is_some_and(|media| media.to_ascii_lowercase().starts_with("multipart/form-data"))
}

/// The parts of a form with their names, in order; or the status of the answer where it cannot be
/// read: too large, or no form.
pub(crate) async fn parts<S: Send + Sync>(
    request: Request,
    state: &S,
) -> Result<Vec<(String, Part)>, StatusCode> {
    let mut form = match Multipart::from_request(request, state).await {
        Ok(form) => form,
        Err(rejection) => return Err(rejection.status()),
    };
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| error.status())? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(|error| error.status())?;
        let part = if is_file {
            Part::File(bytes.to_vec())
        } else {
            Part::Text(String::from_utf8_lossy(&bytes).into_owned())
        };
        parts.push((name, part));
    }
    Ok(parts)
}

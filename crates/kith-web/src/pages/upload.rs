//! A form that may bring files.

use axum::{
    extract::{FromRequest, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::fields::Fields;
use crate::form::{Part, is_multipart, parts};

/// The fields of a form and the files that came with it.
#[derive(Default)]
pub(crate) struct Upload {
    /// The fields.
    pub(crate) fields: Fields,
    files: Vec<(String, Vec<u8>)>,
}

impl Upload {
    /// Takes the file that came under a name; none where nothing was chosen.
    pub(crate) fn file(&mut self, name: &str) -> Option<Vec<u8>> {
        let (_, file) = self.files.iter_mut().find(|(key, _)| key == name)?;
        Some(std::mem::take(file)).filter(|file| !file.is_empty())
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if !is_multipart(request.headers()) {
            let fields = Fields::from_request(request, state).await?;
            return Ok(Self { fields, files: Vec::new() });
        }
        let mut upload = Self::default();
        for (name, part) in parts(request, state).await.map_err(unread)? {
            match part {
                Part::File(file) => upload.files.push((name, file)),
                // A store may not keep the null character, and nobody types it.
                Part::Text(text) => upload.fields.0.push((name, text.replace('\0', ""))),
            }
        }
        Ok(upload)
    }
}

/// What is said where the form does not arrive whole.
fn unread(status: StatusCode) -> Response {
    let text = if status == StatusCode::PAYLOAD_TOO_LARGE {
        "This file is too large: a picture may have 10 MB, an archive 20 MB. Go back and choose a smaller one."
    } else {
        "This form could not be read. Go back and send it again."
    };
    (status, text).into_response()
}

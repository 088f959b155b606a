//! What a form or a query brings, and which addresses may be returned to.

use axum::{
    Form,
    extract::{FromRequest, Request},
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};

/// The fields of a form (POST) or a query (GET), in order; names may repeat.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Response> {
        // Who asks for the head of a page brings its query, and no body either.
        if *request.method() == Method::HEAD {
            *request.method_mut() = Method::GET;
        }
        match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(mut fields)) => {
                // A store may not keep the null character, and nobody types it.
                fields.iter_mut().for_each(|(_, value)| value.retain(|c| c != '\0'));
                Ok(Self(fields))
            }
            Err(_) => {
                let text = "This form could not be read. Go back and send it again.";
                Err((StatusCode::BAD_REQUEST, text).into_response())
            }
        }
    }
}

impl Fields {
    /// The first value of `name` as it came; empty where there is none.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The first value of `name`, trimmed; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The trimmed value of `name`, unless it is empty.
    pub(crate) fn filled(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_owned()).filter(|value| !value.is_empty())
    }

    /// Whether `name` came at all, as a ticked box does.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Every value of `name`, trimmed, in order.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim()).collect()
    }

    /// A whole number.
    pub(crate) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name).parse().ok()
    }

    /// Which page of a list is asked for.
    pub(crate) fn paging(&self) -> kith_app::Paging {
        kith_app::Paging { limit: None, after: self.filled("after") }
    }

    /// Where to return to.
    pub(crate) fn back(&self) -> String {
        local(self.get("back")).to_owned()
    }
}

/// The address, if it is a path on this site; `/` otherwise. Browsers read `//host` and `/\host`
/// as another site, and drop tabs and line breaks before they look.
pub(crate) fn local(address: &str) -> &str {
    let rest = address.strip_prefix('/');
    let fine = rest.is_some_and(|rest| {
        !rest.starts_with(['/', '\\']) && rest.bytes().all(|byte| byte.is_ascii_graphic())
    });
    if fine { address } else { "/" }
}

/// A text as it may stand in a query or a path segment.
pub(crate) fn encoded(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The text behind [`encoded`]; what is no encoding stays as it is.
pub(crate) fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        if let Some(value) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(value);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A path with a query of the filled pairs.
pub(crate) fn link(path: &str, query: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = query
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("{key}={}", encoded(value)))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_on_this_site_are_returned_to() {
        for fine in ["/", "/in/ana", "/search?q=a%20b&degree=1st", "/network/sent#item"] {
            assert_eq!(local(fine), fine);
        }
        for other in
            ["", "in/ana", "//evil.example", "/\\evil.example", "https://evil.example/", "/\n/x"]
        {
            assert_eq!(local(other), "/", "{other:?}");
        }
    }

    #[test]
    fn encoded_texts_come_back_whole() {
        for text in ["", "Ana Petrović & Söhne", "a=b;c\r\n%41", "日本"] {
            let encoded = encoded(text);
            assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_~%".contains(&b)));
            assert_eq!(decoded(&encoded), text);
        }
    }
}

//! Who asks: from the bearer token or the session cookie; and that a browser's unsafe request
//! comes from this site.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kith_app::{Actor, AppError};

use crate::state::WebState;

/// The name of the session cookie.
pub const SESSION_COOKIE: &str = "kith_session";
/// The name of the cookie that holds the revision of the visitor's last write, so that the page
/// after it shows it, on whichever node it lands.
pub const REVISION_COOKIE: &str = "kith_revision";

/// The value of a cookie.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The bearer token, if the request has one.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The token of the request; a bearer token goes before the cookie.
#[must_use]
pub fn token(headers: &HeaderMap) -> Option<&str> {
    bearer(headers).or_else(|| cookie(headers, SESSION_COOKIE))
}

/// Who asks; a bearer token goes before the cookie.
pub async fn actor(state: &WebState, head: &Parts) -> Result<Option<Actor>, AppError> {
    let Some(token) = token(&head.headers) else { return Ok(None) };
    let (token, looks) = (token.to_owned(), looks(&head.method, &head.headers));
    let found = state.read(move |app| app.authenticate(&token)).await?;
    Ok(found.map(|actor| Actor { leaves_views: actor.leaves_views && looks, ..actor }))
}

/// Whether somebody looks at what is asked for (R12): not where a browser reads ahead, or only
/// what stands above the answer is asked for.
fn looks(method: &Method, headers: &HeaderMap) -> bool {
    let ahead = ["sec-purpose", "purpose", "x-purpose", "x-moz"].into_iter().any(|name| {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.map(str::to_ascii_lowercase).any(|value| {
            ["prefetch", "prerender", "preview"].iter().any(|purpose| value.contains(purpose))
        })
    });
    *method != Method::HEAD && !ahead
}

/// Refuses a browser's unsafe request from another site (CSRF). A request with a bearer token
/// needs no protection: no browser adds one by itself.
pub(crate) async fn same_site(request: Request, next: Next) -> Response {
    if from_another_site(request.method(), request.uri(), request.headers()) {
        return (StatusCode::FORBIDDEN, "A page of another site asked for this.").into_response();
    }
    next.run(request).await
}

/// By what browsers say: `Sec-Fetch-Site`, and where it is absent `Origin` against the host.
fn from_another_site(method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
    let safe = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || bearer(headers).is_some() {
        return false;
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        return !(site == "same-origin" || site == "none");
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = uri.authority().map(|authority| authority.as_str()).or(host);
    authority(origin).is_none_or(|from| host != Some(from))
}

/// This site's address, as the asker reached it.
pub(crate) fn site(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let fine = |host: &&str| {
        host.bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
    };
    let host = text("host").filter(fine).unwrap_or("localhost");
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// `example.org:8080` of `http://example.org:8080`.
fn authority(origin: &HeaderValue) -> Option<&str> {
    let (scheme, authority) = origin.to_str().ok()?.split_once("://")?;
    matches!(scheme, "http" | "https").then_some(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(method: Method, headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        from_another_site(&method, &Uri::from_static("/invite"), &map)
    }

    #[test]
    fn an_unsafe_request_of_a_browser_comes_from_this_site() {
        let host = ("host", "kith.example");
        for (headers, expected) in [
            (vec![], false),
            (vec![("sec-fetch-site", "same-origin")], false),
            (vec![("sec-fetch-site", "none")], false),
            (vec![("sec-fetch-site", "same-site")], true),
            (vec![("sec-fetch-site", "cross-site")], true),
            (vec![("sec-fetch-site", "cross-site"), ("authorization", "Bearer t")], false),
            (vec![("sec-fetch-site", "cross-site"), ("authorization", "Basic t")], true),
            (vec![("origin", "https://kith.example")], false),
            (vec![("origin", "https://evil.example")], true),
            (vec![("origin", "null")], true),
        ] {
            let headers: Vec<_> = headers.into_iter().chain([host]).collect();
            assert_eq!(refused(Method::POST, &headers), expected, "{headers:?}");
            assert!(!refused(Method::GET, &headers), "{headers:?}");
        }
    }

    #[test]
    fn a_bearer_token_goes_before_the_cookie() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=b; kith_session=from-cookie".parse().unwrap());
        assert_eq!(token(&headers), Some("from-cookie"));
        headers.insert(header::AUTHORIZATION, "bearer from-header".parse().unwrap());
        assert_eq!(token(&headers), Some("from-header"));
    }
}

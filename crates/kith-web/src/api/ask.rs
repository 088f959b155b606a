//! What a request brings: who asks, the body, the query and the idempotency key.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Query, Request, rejection::JsonRejection},
    http::{HeaderMap, Method, StatusCode, Uri, header, request::Parts},
};
use kith_app::{
    Actor, App, AppError, Ask, FieldError, Revision,
    app::Once,
    notes::{Brief, NoteDrafts},
};
use kith_core::id::{CommandId, MemberId};
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::problem::Problem;
use crate::{
    auth,
    form::{Part, is_multipart, parts},
    state::WebState,
};

/// The key under which a repeated POST is done once.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The revision that a read must see.
pub(crate) const AT_LEAST: &str = "kith-at-least";

/// Who asks: a signed-in member. Every read goes through [`Asker::read`], so that none forgets
/// the revision it must see.
pub(crate) struct Asker {
    /// Who.
    pub(crate) actor: Actor,
    state: WebState,
    at_least: Option<Revision>,
}

impl Asker {
    /// The use-cases, for writes.
    pub(crate) fn app(&self) -> &App {
        &self.state.app
    }

    /// Reads for this member, at the revision asked for or later.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&App, &Actor) -> Result<T, AppError> + Send + 'static,
    {
        let (actor, at_least) = (self.actor.clone(), self.at_least);
        let read = move |app: &App| {
            if let Some(revision) = &at_least {
                app.wait_for(revision)?;
            }
            read(app, &actor)
        };
        Ok(self.state.read(read).await?)
    }

    /// Drafts notes; nobody who reads waits for that.
    pub(crate) async fn draft(&self, brief: Brief) -> NoteDrafts {
        self.state.draft(brief).await
    }
}

impl FromRequestParts<WebState> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let actor = auth::actor(state, parts).await?.ok_or(AppError::SignInFirst)?;
        let at_least = at_least(&parts.headers)?;
        Ok(Self { actor, state: state.clone(), at_least })
    }
}

fn at_least(headers: &HeaderMap) -> Result<Option<Revision>, Problem> {
    let Some(value) = headers.get(AT_LEAST) else { return Ok(None) };
    let revision = value.to_str().ok().and_then(|text| text.parse().ok());
    revision.map(Some).ok_or_else(|| Problem::field("Kith-At-Least", "This is not a revision."))
}

/// No body, or one that does not matter.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

/// A write: who asks, the body, and for a POST its idempotency key.
pub(crate) struct Write<B = Nothing> {
    /// Who asks, for the reads around the write.
    pub(crate) asker: Asker,
    /// Who asks, and the identity of the command.
    pub(crate) ask: Ask,
    /// The body.
    pub(crate) body: B,
}

impl<B: DeserializeOwned> FromRequest<WebState> for Write<B> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let asker = Asker::from_request_parts(&mut parts, state).await?;
        let (method, uri) = (parts.method.clone(), parts.uri.clone());
        let headers = parts.headers.clone();
        let bytes = json_bytes(Request::from_parts(parts, body), state).await?;
        let once = once_of(asker.actor.id, &method, uri.path(), &headers, &bytes)?;
        let ask = Ask { actor: asker.actor.clone(), once };
        Ok(Self { asker, ask, body: parse(&bytes)? })
    }
}

/// A write that brings a file: the body itself, or the first file of a form.
pub(crate) struct WriteFile {
    /// Who asks, for the reads around the write.
    pub(crate) asker: Asker,
    /// Who asks, and the identity of the command.
    pub(crate) ask: Ask,
    /// The file.
    pub(crate) file: Vec<u8>,
}

impl FromRequest<WebState> for WriteFile {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Problem> {
        let (mut head, body) = request.into_parts();
        let asker = Asker::from_request_parts(&mut head, state).await?;
        let (method, uri, headers) = (head.method.clone(), head.uri.clone(), head.headers.clone());
        let request = Request::from_parts(head, body);
        let file = if is_multipart(&headers) {
            let parts = parts(request, state).await.map_err(Problem::status)?;
            let file = parts.into_iter().find_map(|(_, part)| match part {
                Part::File(bytes) => Some(bytes),
                Part::Text(_) => None,
            });
            file.unwrap_or_default()
        } else {
            let read = Bytes::from_request(request, state).await;
            read.map_err(|rejection| Problem::status(rejection.status()))?.to_vec()
        };
        let once = once_of(asker.actor.id, &method, uri.path(), &headers, &file)?;
        let ask = Ask { actor: asker.actor.clone(), once };
        Ok(Self { asker, ask, file })
    }
}

/// The body of a request that needs nobody signed in.
pub(crate) struct Input<B>(pub(crate) B);

impl<B: DeserializeOwned> FromRequest<WebState> for Input<B> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Problem> {
        let bytes = json_bytes(request, state).await?;
        Ok(Self(parse(&bytes)?))
    }
}

async fn json_bytes(request: Request, state: &WebState) -> Result<Bytes, Problem> {
    let media = request.headers().get(header::CONTENT_TYPE).map(|media| media.to_str());
    if !media.is_none_or(|media| media.is_ok_and(is_json)) {
        return Err(Problem::status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let read = Bytes::from_request(request, state).await;
    read.map_err(|rejection| Problem::status(rejection.status()))
}

fn is_json(media: &str) -> bool {
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media == "application/json" || (media.starts_with("application/") && media.ends_with("+json"))
}

/// An absent body is an empty object, so that the answer names the fields that are missing.
fn parse<B: DeserializeOwned>(bytes: &[u8]) -> Result<B, Problem> {
    // A store may not keep the null character, and nobody types it.
    if bytes.windows(6).any(|six| six == b"\\u0000") {
        return Err(Problem::field("body", "A text may not have the null character in it."));
    }
    let bytes = if bytes.trim_ascii().is_empty() { b"{}" } else { bytes };
    match axum::Json::from_bytes(bytes) {
        Ok(axum::Json(body)) => Ok(body),
        Err(JsonRejection::JsonDataError(error)) => {
            Err(Problem::invalid(vec![field_error("body", &error.body_text())]))
        }
        Err(_) => Err(Problem::field("body", "This is not JSON.")),
    }
}

/// The query; an empty value is an absent one.
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let given = parts.uri.query().unwrap_or_default().split('&');
        let filled = given.filter(|pair| pair.split_once('=').is_some_and(|(_, v)| !v.is_empty()));
        let query = filled.collect::<Vec<_>>().join("&");
        let uri = Uri::try_from(format!("/?{query}"));
        let uri = uri.map_err(|_| Problem::field("query", "This is not a query."))?;
        match Query::try_from_uri(&uri) {
            Ok(Query(params)) => Ok(Self(params)),
            Err(error) => Err(Problem::invalid(vec![field_error("query", &error.body_text())])),
        }
    }
}

/// Which field a deserialiser's message is about; `whole` where it names none.
fn field_error(whole: &str, text: &str) -> FieldError {
    // "Failed to …: path: message at line 1 column 2"
    let text = text.split_once(": ").map_or(text, |(_, rest)| rest);
    let text = text.split(" at line ").next().unwrap_or(text);
    let (path, message) = match text.split_once(": ") {
        Some((path, message)) if !path.contains(' ') => (path, message),
        _ => ("", text),
    };
    let inner = |name: &str| match path {
        "" | "." => name.to_owned(),
        path if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        path => format!("{path}.{name}"),
    };
    if let Some((name, _)) = named(message, "missing field `") {
        return FieldError::new(&inner(name), "This is missing.");
    }
    if let Some((name, rest)) = named(message, "unknown field `") {
        let rest = rest.trim_start_matches(", ");
        return FieldError::new(&inner(name), format!("There is no such field here; {rest}."));
    }
    let message = match message {
        "invalid digit found in string" | "number too large to fit in target type" => {
            "This is not a whole number that fits here."
        }
        message => message,
    };
    FieldError::new(if matches!(path, "" | ".") { whole } else { path }, message)
}

fn named<'a>(message: &'a str, before: &str) -> Option<(&'a str, &'a str)> {
    message.strip_prefix(before)?.split_once('`')
}

/// The idempotency key of a POST, if it has one.
fn key(method: &Method, headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY).filter(|_| method == Method::POST) else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default();
    if (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(Some(key.to_owned()));
    }
    Err(Problem::field("Idempotency-Key", "Use 1 to 255 visible ASCII characters."))
}

/// The identity of a command that brings an idempotency key.
fn once_of(
    member: MemberId,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Option<Once>, Problem> {
    let key = key(method, headers)?;
    Ok(key.map(|key| once(member, &key, method, path, body)))
}

/// The identity of a command: the same member and key are the same command, and the same
/// method, path and body the same request.
fn once(member: MemberId, key: &str, method: &Method, path: &str, body: &[u8]) -> Once {
    let command = hash(&[b"kith", member.as_bytes(), key.as_bytes()]);
    let request = hash(&[method.as_str().as_bytes(), path.as_bytes(), body]);
    Once {
        command: CommandId::from_bytes(first(&command)),
        fingerprint: i64::from_be_bytes(first(&request)),
    }
}

/// The parts cannot run into each other: each is preceded by its length.
fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

fn first<const N: usize>(bytes: &[u8; 32]) -> [u8; N] {
    std::array::from_fn(|i| bytes[i])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Sample {
        to: String,
        #[serde(default)]
        jobs: Vec<Job>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only parsed")]
    struct Job {
        from: i32,
    }

    #[test]
    fn a_body_that_cannot_be_taken_names_the_field() {
        for (body, field) in [
            ("", "to"),
            ("{}", "to"),
            ("[", "body"),
            ("not json", "body"),
            ("[]", "body"),
            (r#"{"to": 5}"#, "to"),
            (r#"{"to": "ana", "not": "Hi"}"#, "not"),
            (r#"{"to": "ana", "jobs": [{"from": "x"}]}"#, "jobs[0].from"),
            (r#"{"to": "ana", "jobs": [{}]}"#, "jobs[0].from"),
            (r#"{"to": "ana"} trailing"#, "body"),
        ] {
            let problem = parse::<Sample>(body.as_bytes()).unwrap_err();
            let problem = format!("{problem:?}");
            assert!(problem.contains(&format!("field: \"{field}\"")), "{body}: {problem}");
        }
        assert!(parse::<Sample>(br#"{"to": "ana"}"#).is_ok());
        assert!(parse::<Nothing>(b"").is_ok());
    }

    #[test]
    fn a_key_is_1_to_255_visible_characters_and_only_for_a_post() {
        let check = |method: Method, text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(IDEMPOTENCY_KEY, text.parse().unwrap());
            key(&method, &headers)
        };
        assert_eq!(check(Method::POST, "a-1").unwrap().as_deref(), Some("a-1"));
        assert!(check(Method::POST, &"k".repeat(255)).unwrap().is_some());
        assert!(check(Method::POST, &"k".repeat(256)).is_err());
        assert!(check(Method::POST, "").is_err());
        assert!(check(Method::POST, "a b").is_err());
        assert_eq!(check(Method::PUT, "a-1").unwrap(), None);
    }

    #[test]
    fn a_command_is_the_members_own_and_its_fingerprint_the_requests() {
        let (ana, ben) = (MemberId::from_bytes([1; 16]), MemberId::from_bytes([2; 16]));
        let of = |who, key, path, body: &str| once(who, key, &Method::POST, path, body.as_bytes());
        let first = of(ana, "k", "/invitations", "{}");
        assert_eq!(first, of(ana, "k", "/invitations", "{}"));
        assert_ne!(first.command, of(ben, "k", "/invitations", "{}").command);
        assert_ne!(first.command, of(ana, "l", "/invitations", "{}").command);
        let other = of(ana, "k", "/invitations", "{ }");
        assert_eq!(first.command, other.command);
        assert_ne!(first.fingerprint, other.fingerprint);
        assert_ne!(first.fingerprint, of(ana, "k", "/invitation", "s{}").fingerprint);
    }
}

//! Members who speak HTTP, and what they are answered.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use ureq::{Agent, http};

use super::server::{Server, number};

/// The password of every member that a test makes.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Somebody who asks: with a token or without one.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    address: String,
    token: Option<String>,
}

/// A member who is signed in.
#[derive(Clone)]
pub(crate) struct Member {
    /// How they ask.
    pub(crate) client: Client,
    /// The address of their profile.
    pub(crate) handle: String,
    /// Their e-mail address.
    pub(crate) email: String,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The request, for failures.
    pub(crate) asked: String,
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Client {
    /// Somebody who is not signed in.
    pub(crate) fn anonymous(server: &Server) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .max_idle_connections_per_host(64)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { agent: config.into(), address: server.address().to_owned(), token: None }
    }

    /// The same connections, with a token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The token that it asks with.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Sends a request just so: `path` from the root, headers besides the token, a body as it is.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answer {
        let asked = format!("{method} {path}");
        let request = || {
            let mut request =
                http::Request::builder().method(method).uri(format!("{}{path}", self.address));
            if let Some(token) = &self.token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            request
        };
        let run = || match body {
            None => self.agent.run(request().body(()).expect("a request")),
            Some(bytes) => self.agent.run(request().body(bytes).expect("a request")),
        };
        // After an answer that came before the request's body was read, the server ends the
        // connection: it did not begin to read what was sent into it next.
        let response = match run() {
            Err(ureq::Error::Io(error)) if is_ended(&error) => run(),
            response => response,
        };
        let mut response = response.unwrap_or_else(|error| panic!("{asked}: {error}"));
        let body = response.body_mut().with_config().limit(64 << 20).read_to_vec();
        let body = body.unwrap_or_else(|error| panic!("{asked}: {error}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { asked, status, headers, body }
    }

    /// Calls the API: `path` below `/api/v1`, a JSON body.
    pub(crate) fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let path = format!("/api/v1{path}");
        let Some(body) = body else { return self.send(method, &path, headers, None) };
        let headers = [&[("content-type", "application/json")], headers].concat();
        self.send(method, &path, &headers, Some(body.to_string().as_bytes()))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.call("GET", path, &[], None)
    }

    /// Reads at a revision or later.
    pub(crate) fn get_at(&self, path: &str, revision: &str) -> Answer {
        self.call("GET", path, &[("kith-at-least", revision)], None)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, &[], Some(body))
    }

    pub(crate) fn put(&self, path: &str) -> Answer {
        self.call("PUT", path, &[], Some(&json!({})))
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> Answer {
        self.call("PATCH", path, &[], Some(body))
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path, &[], None)
    }

    /// Signs up; `more` goes over the usual fields. The answer as it came.
    pub(crate) fn sign_up(&self, handle: &str, more: &Value) -> Answer {
        let mut new = json!({
            "handle": handle, "first_name": capital(handle), "last_name": "Petrova",
            "email": format!("{handle}@example.org"), "password": PASSWORD,
        });
        for (field, value) in more.as_object().into_iter().flatten() {
            new[field] = value.clone();
        }
        self.post("/members", &new)
    }

    /// Signs a member in who is there.
    pub(crate) fn sign_in(&self, handle: &str) -> Member {
        let session = self.post("/sessions", &json!({"handle": handle, "password": PASSWORD}));
        let session = session.is(200);
        let client = self.with_token(text(&session["token"]));
        let email = text(&session["member"]["email"]).to_owned();
        Member { client, handle: handle.to_owned(), email }
    }

    /// A new member whose handle begins with `name`, signed in.
    pub(crate) fn join(&self, name: &str) -> Member {
        self.join_as(name, &json!({}))
    }

    /// A new member with other fields than the usual ones.
    pub(crate) fn join_as(&self, name: &str, more: &Value) -> Member {
        let handle = format!("{name}-{}", number());
        let made = self.sign_up(&handle, more);
        assert_eq!(made.status, 201, "{made}");
        self.sign_in(&handle)
    }

    /// Several new members.
    pub(crate) fn crowd(&self, name: &str, count: usize) -> Vec<Member> {
        (0..count).map(|_| self.join(name)).collect()
    }

    /// An operator with a token of the command line.
    pub(crate) fn operator(&self, server: &Server) -> Member {
        let handle = format!("operator-{}", number());
        let email = format!("{handle}@example.org");
        server.admin(&["create", &handle, "--email", &email, "--operator"]);
        let client = self.with_token(&server.admin(&["token", &handle]));
        Member { client, handle, email }
    }

    /// What the sandbox's clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        at(&self.get("/sandbox/clock").is(200)["now"])
    }

    /// Moves the sandbox's clock forward; what became due.
    pub(crate) fn advance(&self, span: &str) -> Value {
        self.post("/sandbox/clock", &json!({"advance": span})).is(200)
    }

    /// Moves the sandbox's clock to an instant, if it is not past it already.
    pub(crate) fn move_to(&self, instant: Timestamp) {
        let ahead = instant.duration_since(self.now());
        if ahead.as_micros() > 0 {
            let micros = ahead.subsec_micros();
            self.advance(&format!("PT{}.{micros:06}S", ahead.as_secs()));
        }
    }
}

impl Member {
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.client.get(path)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.client.post(path, body)
    }

    pub(crate) fn put(&self, path: &str) -> Answer {
        self.client.put(path)
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> Answer {
        self.client.patch(path, body)
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.client.delete(path)
    }

    /// Asks to connect; the answer as it came.
    pub(crate) fn invites(&self, them: &Self) -> Answer {
        self.invites_with(them, &json!({}))
    }

    /// Asks to connect, with a note or an address.
    pub(crate) fn invites_with(&self, them: &Self, more: &Value) -> Answer {
        let mut body = json!({"to": them.handle});
        for (field, value) in more.as_object().into_iter().flatten() {
            body[field] = value.clone();
        }
        self.post("/invitations", &body)
    }

    /// Sends an invitation that must be taken; its id.
    pub(crate) fn sends(&self, them: &Self) -> String {
        text(&self.invites(them).is(201)["id"]).to_owned()
    }

    /// Answers or withdraws an invitation.
    pub(crate) fn acts(&self, id: &str, act: &str, body: &Value) -> Answer {
        self.post(&format!("/invitations/{id}/{act}"), body)
    }

    pub(crate) fn accepts(&self, id: &str) -> Value {
        self.acts(id, "accept", &json!({})).is(200)
    }

    pub(crate) fn ignores(&self, id: &str, known: bool) -> Value {
        self.acts(id, "ignore", &json!({"known": known})).is(200)
    }

    pub(crate) fn withdraws(&self, id: &str) -> Value {
        self.acts(id, "withdraw", &json!({})).is(200)
    }

    /// Connects with somebody, and waits until the graph knows.
    pub(crate) fn connects(&self, them: &Self) {
        let id = self.sends(them);
        let accepted = them.acts(&id, "accept", &json!({}));
        let revision = accepted.header("kith-revision").to_owned();
        accepted.is(200);
        self.client.get_at("/members/me", &revision).is(200);
    }

    /// The page of somebody, as this member sees it.
    pub(crate) fn sees(&self, them: &Self) -> Value {
        self.get(&format!("/members/{}", them.handle)).is(200)
    }

    /// The items of a list's first page.
    pub(crate) fn list(&self, path: &str) -> Vec<Value> {
        items(&self.get(path).is(200))
    }

    /// The received invitations that wait.
    pub(crate) fn inbox(&self) -> Vec<Value> {
        self.list("/invitations?box=received&state=pending&limit=100")
    }

    /// The invitations that this member sent, in every state they are shown.
    pub(crate) fn outbox(&self) -> Vec<Value> {
        self.list("/invitations?box=sent&limit=100")
    }

    /// One budget of `/limits`.
    pub(crate) fn budget(&self, name: &str) -> Value {
        let limits = self.get("/limits").is(200);
        let budgets = limits["budgets"].as_array().expect("budgets");
        budgets.iter().find(|one| one["name"] == name).cloned().unwrap_or(Value::Null)
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} → {} {}", self.asked, self.status, String::from_utf8_lossy(&self.body))
    }
}

impl Answer {
    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self}");
        self.json()
    }

    /// An answer without a body.
    #[track_caller]
    pub(crate) fn done(&self) {
        assert_eq!(self.status, 204, "{self}");
        assert!(self.body.is_empty(), "{self}");
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A problem of this kind (RFC 9457), whatever the kind.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, kind: &str) -> Value {
        assert_eq!(self.status, status, "{self}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{self}");
        let problem = self.json();
        assert_eq!(problem["status"], status, "{self}");
        assert_eq!(problem["type"], format!("/api/docs#{kind}"), "{self}");
        for field in ["title", "detail"] {
            assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{self}");
        }
        problem
    }

    /// A refusal by a rule: status, reason, and the shape of everything beside it.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, reason: &str) -> Value {
        let problem = self.problem(status, reason);
        assert_eq!(problem["reason"], reason, "{self}");
        assert!(problem["also"].is_array(), "{self}");
        assert!(problem["until"].is_null() || problem["until"].is_string(), "{self}");
        for one in problem["instead"].as_array().expect("instead") {
            for field in ["action", "label", "href"] {
                assert!(one[field].as_str().is_some_and(|text| !text.is_empty()), "{self}");
            }
        }
        problem
    }

    /// Which fields a 422 names.
    #[track_caller]
    pub(crate) fn wrong_fields(&self) -> Vec<String> {
        let problem = self.problem(422, "malformed");
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        for error in &errors {
            assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{self}");
        }
        errors.iter().map(|error| text(&error["field"]).to_owned()).collect()
    }
}

/// Whether a kept connection was ended by the server.
fn is_ended(error: &std::io::Error) -> bool {
    use std::io::ErrorKind as E;
    let kinds = [E::BrokenPipe, E::ConnectionReset, E::UnexpectedEof, E::ConnectionAborted];
    kinds.contains(&error.kind()) || error.to_string().contains("disconnected")
}

/// `Ana` of `ana-17`.
fn capital(handle: &str) -> String {
    let (first, rest) = handle.split('-').next().unwrap_or(handle).split_at(1);
    first.to_uppercase() + rest
}

/// The text of a JSON string.
#[track_caller]
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The instant in a JSON string.
#[track_caller]
pub(crate) fn at(value: &Value) -> Timestamp {
    text(value).parse().unwrap_or_else(|error| panic!("{value}: {error}"))
}

/// The items of a page.
#[track_caller]
pub(crate) fn items(page: &Value) -> Vec<Value> {
    page["items"].as_array().unwrap_or_else(|| panic!("{page} is no list")).clone()
}

/// The handles of a list's people, in their order.
pub(crate) fn handles(list: &[Value]) -> Vec<String> {
    let of = |one: &Value| text(&one.get("member").unwrap_or(one)["handle"]).to_owned();
    list.iter().map(of).collect()
}

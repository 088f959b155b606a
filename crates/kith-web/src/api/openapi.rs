//! The API's description: OpenAPI 3.1, from the handlers and what all of them share.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use utoipa::{
    OpenApi,
    openapi::{
        ComponentsBuilder, Content, Ref, RefOr, Required, ResponseBuilder, Schema,
        header::HeaderBuilder,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
        response::Response,
        schema::{ObjectBuilder, Type},
        security::{
            ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
        },
    },
};

use super::{
    problem::{self, InsteadBody, ProblemBody},
    schema,
};
use crate::auth::SESSION_COOKIE;

/// What the description says before the operations are known.
#[derive(OpenApi)]
#[openapi(
    info(title = "kith", description = INTRODUCTION),
    components(schemas(ProblemBody, InsteadBody, schema::FieldError)),
    tags(
        (name = "members", description = "Members, my profile and my settings"),
        (name = "sessions", description = "Signing in and out"),
        (name = "invitations", description = "Send, accept, ignore, withdraw, reply"),
        (name = "notes", description = "The coach and drafts for the note of an invitation"),
        (name = "campaigns", description = "Outreach at a pace, and who wants none of it"),
        (name = "templates", description = "Texts with placeholders, and how they read for real people"),
        (name = "connections", description = "Lists of connections, and removing one"),
        (name = "contacts", description = "Labels and private notes on people: mine alone"),
        (name = "webhooks", description = "What programs of mine are told"),
        (name = "follows", description = "Following, one-way"),
        (name = "blocks", description = "Blocking, and lifting an \"I don't know them\""),
        (name = "messages", description = "May I, writing, conversations, message requests"),
        (name = "introductions", description = "Asking a mutual connection, both sides agreeing"),
        (name = "limits", description = "Budgets and restrictions"),
        (name = "network", description = "How far, through whom, and whom to meet"),
        (name = "viewers", description = "Who viewed my profile"),
        (name = "people", description = "People search"),
        (name = "posts", description = "The feed, posts, comments and reactions"),
        (name = "images", description = "Photos of members and pictures of posts"),
        (name = "groups", description = "Groups: make, find, join, moderate"),
        (name = "events", description = "Events: make, find, attend, calendar files"),
        (name = "notifications", description = "What I am told: list, settings, live updates"),
        (name = "companies", description = "Companies' pages: make, find, follow, who works there"),
        (name = "archive", description = "What I bring along from elsewhere, and the desk made of it"),
        (name = "admin", description = "For operators: members, restrictions, boosts, journal"),
        (name = "sandbox", description = "Only in a sandbox: the clock that can be moved"),
        (name = "health", description = "Whether the process lives and what it counts"),
    ),
)]
pub(crate) struct Description;

/// The habits of every call.
pub(crate) const INTRODUCTION: &str = "\
Send `Authorization: Bearer TOKEN` with a token from `POST /api/v1/sessions`; a browser has a \
session cookie instead, and its unsafe requests must come from this site.

Ids are opaque; a member is addressed by handle. Times are RFC 3339 in UTC. A list is \
`{\"items\": […], \"next\": …}`: give `next` as `after` to get the next page, until it is null. \
An empty query value is an absent one.

Errors are `application/problem+json` (RFC 9457). A refusal by a rule also has `reason`, `also`, \
`until` and `instead`: what works now. A refusal never costs anything.

`Idempotency-Key` on a POST makes it safe to repeat for 24 hours: the first answer is given \
again. The same key with another request is refused. Every write answers `Kith-Revision`; a read \
with `Kith-At-Least` and that value sees at least that write, on whichever node it lands.";

/// The description in full.
pub(crate) fn finish(mut openapi: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    openapi.components = Some(shared(openapi.components.take().unwrap_or_default()));
    openapi.security = Some(vec![
        SecurityRequirement::new("bearer", Vec::<String>::new()),
        SecurityRequirement::new("cookie", Vec::<String>::new()),
    ]);
    let mut subjects = BTreeSet::new();
    for (path, item) in &mut openapi.paths.paths {
        for (method, operation) in operations(item) {
            subjects.extend(operation.tags.iter().flatten().cloned());
            if problem::is_api(path) {
                complete(method, path, operation);
            }
        }
    }
    openapi.tags.get_or_insert_default().retain(|tag| subjects.contains(&tag.name));
    openapi
}

/// The operations of a path, with their methods.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("get", &mut item.get),
        ("put", &mut item.put),
        ("post", &mut item.post),
        ("patch", &mut item.patch),
        ("delete", &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Adds what every operation of its kind has.
fn complete(method: &str, path: &str, operation: &mut Operation) {
    let open = operation.security.is_some();
    let read = method == "get" || path.ends_with("/degrees");
    if !open && read {
        add(operation, header("Kith-At-Least", "The revision that the answer must see."));
    }
    if !open && method == "post" && !read {
        add(operation, header("Idempotency-Key", "1 to 255 visible characters."));
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with('2')
        {
            complete_success(read, path, response);
        }
    }
    for status in problems(method, path, open) {
        let response = Ref::from_response_name(response_name(status));
        operation.responses.responses.entry(status.to_string()).or_insert(response.into());
    }
}

fn complete_success(read: bool, path: &str, response: &mut Response) {
    let text = || HeaderBuilder::new().schema(Some(string()));
    if !read && !path.ends_with("/sessions") && !path.contains("/sessions/") {
        let revision = text().description(Some("Where the write can be read.")).build();
        response.headers.insert("Kith-Revision".to_owned(), revision.into());
    }
    if matches!(path, "/api/v1/limits" | "/api/v1/invitations" | "/api/v1/invitations/withdraw")
        && !(read && path.ends_with("/invitations"))
    {
        for name in ["RateLimit", "RateLimit-Policy"] {
            let budgets = text().description(Some("An item for each budget.")).build();
            response.headers.insert(name.to_owned(), budgets.into());
        }
    }
}

/// The problems that an operation can answer with.
fn problems(method: &str, path: &str, open: bool) -> Vec<u16> {
    let write = method != "get" && !path.ends_with("/degrees");
    let mut statuses = vec![422, 500, 503];
    if !open || path.ends_with("/sessions") {
        statuses.push(401);
    }
    if path.contains('{') || path.ends_with("/connections") || (write && !open) {
        statuses.push(404);
    }
    let limited = ["/connections", "/viewers"].iter().any(|end| path.ends_with(end))
        || path.contains("/admin/");
    if write || method == "post" || limited {
        statuses.push(403);
    }
    if write && !path.contains("/sessions") && !path.contains("/sandbox/") {
        statuses.push(409);
    }
    let limited =
        ["/invitations", "/messages", "/introductions"].iter().any(|end| path.ends_with(end));
    if limited && write || path.ends_with("/accept") || open {
        statuses.push(429);
    }
    if method == "post" || method == "patch" || path.ends_with("/photo") && method == "put" {
        statuses.extend([413, 415]);
    }
    statuses
}

fn add(operation: &mut Operation, parameter: Parameter) {
    operation.parameters.get_or_insert_default().push(parameter.into());
}

fn header(name: &str, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(string()))
        .build()
}

fn string() -> RefOr<Schema> {
    Schema::Object(ObjectBuilder::new().schema_type(Type::String).build()).into()
}

/// The name of the shared description of a problem.
fn response_name(status: u16) -> String {
    format!("Problem{status}")
}

/// What the operations share: how to sign in, and the problems.
fn shared(components: utoipa::openapi::Components) -> utoipa::openapi::Components {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let cookie = ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE));
    let components = ComponentsBuilder::from(components)
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .security_scheme("cookie", SecurityScheme::ApiKey(cookie));
    let described = [
        (401, "Not signed in, or the password is wrong"),
        (403, "Refused by a rule: `reason` says which, `until` how long, `instead` what works"),
        (404, "Absent, or not visible to you: the same answer for both"),
        (409, "Already so, or somebody was first"),
        (
            413,
            "More than 256 KiB; with a picture, more than 10 MB; with an archive, more than 20 MB",
        ),
        (415, "A body that is not JSON"),
        (422, "Malformed: `errors` names the fields"),
        (429, "A budget is used up; `Retry-After` says when to come back"),
        (500, "Something failed here"),
        (503, "A part is not ready, or has not seen the revision asked for"),
    ];
    let describe = |components: ComponentsBuilder, (status, description): (u16, &str)| {
        components.response(response_name(status), problem_response(status, description))
    };
    described.into_iter().fold(components, describe).build()
}

fn problem_response(status: u16, description: &str) -> Response {
    let schema = Ref::from_schema_name("Problem");
    let content = Content::builder().schema(Some(schema)).example(example(status)).build();
    let response =
        ResponseBuilder::new().description(description).content(problem::MEDIA_TYPE, content);
    if status != 429 && status != 503 {
        return response.build();
    }
    let seconds = ObjectBuilder::new().schema_type(Type::Integer).build();
    let retry = HeaderBuilder::new().schema(Some(Schema::Object(seconds)));
    let retry = retry.description(Some("Seconds until it is worth asking again.")).build();
    response.header("Retry-After", retry).build()
}

fn example(status: u16) -> Option<serde_json::Value> {
    use kith_core::refusal::{Action, Reason, Refusal};
    let refusal = match status {
        403 => Refusal::new(Reason::Gate, "Ben accepts invitations with his e-mail address.")
            .instead(Action::GiveEmail, "Send it with Ben's e-mail address"),
        404 => Refusal::not_found(),
        409 => Refusal::new(Reason::AlreadyConnected, "You are connected to Ben."),
        429 => Refusal::new(Reason::WeeklyLimit, "You have sent 100 invitations in 7 days.")
            .until("2026-05-04T10:12:00Z".parse().ok())
            .instead(Action::WithdrawOldest, "Withdraw the oldest pending invitations"),
        _ => return problem::example_of(StatusCode::from_u16(status).ok()?),
    };
    problem::example_about(refusal, "ben-okafor")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    fn spec() -> Value {
        serde_json::to_value(crate::api::described(true).1).unwrap()
    }

    #[test]
    fn every_operation_says_what_it_does_and_has_a_name_of_its_own() {
        let spec = spec();
        assert_eq!(spec["openapi"], "3.1.0");
        let mut names = BTreeSet::new();
        for (path, item) in spec["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let at = format!("{method} {path}");
                assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{at}");
                assert!(names.insert(operation["operationId"].as_str().unwrap()), "{at}");
                assert_ne!(operation["tags"], Value::Null, "{at}");
                if let Some(body) = operation.get("requestBody") {
                    let schema = &body["content"]["application/json"]["schema"]["$ref"];
                    // A picture or an archive is no JSON.
                    let Some(name) = schema.as_str().map(|to| to.rsplit('/').next().unwrap())
                    else {
                        let files =
                            ["image/*", "application/zip"].map(|kind| &body["content"][kind]);
                        assert!(files.iter().any(|file| **file != Value::Null), "{at}");
                        continue;
                    };
                    let schema = &spec["components"]["schemas"][name];
                    assert_ne!(schema["example"], Value::Null, "{at} has no example");
                }
            }
        }
        assert!(names.len() >= 48, "{}", names.len());
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn check(value: &Value, spec: &Value) {
            match value {
                Value::Object(object) => {
                    if let Some(Value::String(to)) = object.get("$ref") {
                        let found = spec.pointer(to.trim_start_matches('#'));
                        assert!(found.is_some(), "{to}");
                    }
                    object.values().for_each(|value| check(value, spec));
                }
                Value::Array(list) => list.iter().for_each(|value| check(value, spec)),
                _ => {}
            }
        }
        let spec = spec();
        check(&spec, &spec);
    }

    #[test]
    fn writes_name_their_revision_and_posts_their_key() {
        let spec = spec();
        let send = &spec["paths"]["/api/v1/invitations"]["post"];
        assert_ne!(send["responses"]["201"]["headers"]["Kith-Revision"], Value::Null);
        assert_ne!(send["responses"]["201"]["headers"]["RateLimit"], Value::Null);
        assert_eq!(send["parameters"][0]["name"], "Idempotency-Key");
        for status in ["401", "403", "404", "409", "422", "429"] {
            assert_ne!(send["responses"][status], Value::Null, "{status}");
        }
    }

    #[test]
    fn the_clock_is_only_described_in_a_sandbox() {
        let plain = serde_json::to_value(crate::api::described(false).1).unwrap();
        assert!(plain["paths"].get("/api/v1/sandbox/clock").is_none());
        assert!(!plain["tags"].to_string().contains("sandbox"));
        assert!(spec()["paths"].get("/api/v1/sandbox/clock").is_some());
    }
}

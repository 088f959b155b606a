//! The API's description as a page, made from the same OpenAPI document.

use axum::http::StatusCode;
use kith_core::{
    refusal::Reason,
    time::{Timestamp, Zone},
};
use maud::{Markup, html};
use serde_json::Value;

use super::{
    openapi::INTRODUCTION,
    problem::{general, rule},
};
use crate::pages::ui::layout::{self, Section, Shell};

const TITLE: &str = "The API of kith";

/// The page, in the site's frame.
pub(crate) fn page(body: &Markup, now: Timestamp) -> Markup {
    let shell = Shell {
        who: None,
        zone: Zone::utc(),
        now,
        waiting: 0,
        unread: 0,
        news: 0,
        note_limit: 0,
        demo: false,
        lagging: false,
        flash: None,
        path: "/api/docs".to_owned(),
    };
    layout::page(&shell, TITLE, Section::None, body)
}

/// What stands on the page.
pub(crate) fn body(spec: &utoipa::openapi::OpenApi) -> Markup {
    let spec = serde_json::to_value(spec).unwrap_or_default();
    html! {
        h1 { (TITLE) }
        section.card {
            @for paragraph in INTRODUCTION.split("\n\n") { p { (prose(paragraph)) } }
            p { "For programs: " a href="/api/openapi.json" { "/api/openapi.json" } "." }
            (contents(&spec))
        }
        @for tag in list(&spec["tags"]) { (section(&spec, tag)) }
        (kinds())
        (shapes(&spec))
    }
}

fn contents(spec: &Value) -> Markup {
    html! {
        nav aria-label="Contents" {
            ul {
                @for tag in list(&spec["tags"]) {
                    li { a href={ "#" (text(&tag["name"])) } { (text(&tag["description"])) } }
                }
                li { a href="#problems" { "Problems" } }
                li { a href="#shapes" { "Shapes" } }
            }
        }
    }
}

/// The operations of one subject.
fn section(spec: &Value, tag: &Value) -> Markup {
    let name = text(&tag["name"]);
    let mut operations = Vec::new();
    for (path, item) in entries(&spec["paths"]) {
        for (method, operation) in entries(item) {
            if list(&operation["tags"]).iter().any(|tag| text(tag) == name) {
                operations.push((method, path, operation));
            }
        }
    }
    html! {
        @if !operations.is_empty() {
            h2 id=(name) { (text(&tag["description"])) }
            @for (method, path, operation) in operations {
                (one(spec, method, path, operation))
            }
        }
    }
}

fn one(spec: &Value, method: &str, path: &str, operation: &Value) -> Markup {
    html! {
        article.card id=(text(&operation["operationId"])) {
            h3 { code { (method.to_uppercase()) " " (path) } }
            p { (prose(text(&operation["summary"]))) "." }
            @if !text(&operation["description"]).is_empty() {
                p { (prose(text(&operation["description"]))) }
            }
            @if !list(&operation["parameters"]).is_empty() {
                h4 { "Parameters" }
                dl {
                    @for parameter in list(&operation["parameters"]) {
                        dt { code { (text(&parameter["name"])) } " in " (text(&parameter["in"])) }
                        dd { (prose(text(&parameter["description"]))) }
                    }
                }
            }
            @if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
                h4 { "Body" }
                p { (shape(schema)) }
                @let example = &resolve(spec, schema)["example"];
                @if !example.is_null() { pre tabindex="0" { code { (json(example)) } } }
            }
            h4 { "Answers" }
            @let (problems, answers) = problems(operation);
            dl { @for (status, response) in answers { (answer(spec, status, response)) } }
            @if !problems.is_empty() {
                p.muted { a href="#problems" { "Problems" } ": " (problems.join(", ")) "." }
            }
        }
    }
}

/// The statuses of an operation's problems, and its other answers.
fn problems(operation: &Value) -> (Vec<&str>, Vec<(&str, &Value)>) {
    let answers = entries(&operation["responses"]);
    let (problems, answers): (Vec<_>, _) =
        answers.into_iter().partition(|(_, response)| response.get("$ref").is_some());
    (problems.into_iter().map(|(status, _)| status).collect(), answers)
}

fn answer(spec: &Value, status: &str, response: &Value) -> Markup {
    let response = resolve(spec, response);
    html! {
        dt { (status) }
        dd {
            (prose(text(&response["description"])))
            @for (media, content) in entries(&response["content"]) {
                " " code { (media) } " " (shape(&content["schema"]))
            }
        }
    }
}

/// The kinds of problems; each problem's `type` leads here.
fn kinds() -> Markup {
    let statuses = [422_u16, 401, 403, 404, 405, 413, 415, 500, 503];
    let general = statuses.iter().filter_map(|status| {
        let (kind, title, _) = general(StatusCode::from_u16(*status).ok()?);
        Some((kind, title, *status))
    });
    let of_app = [
        ("wrong_password", "Wrong handle or password", 401),
        ("conflict", "Somebody was first; look again", 409),
        ("key_reused", "The Idempotency-Key was used for another request", 422),
        ("too_many_attempts", "Too many attempts to sign in or up", 429),
        ("behind", "This node has not seen the revision asked for", 503),
    ];
    let rules = Reason::ALL.iter().map(|reason| {
        let (status, title) = rule(*reason);
        (reason.code(), title, status.as_u16())
    });
    html! {
        section.card {
            h2 id="problems" { "Problems" }
            dl {
                @for (kind, title, status) in rules.chain(of_app).chain(general) {
                    dt id=(kind) { code { (kind) } " " (status) }
                    dd { (title) "." }
                }
            }
        }
    }
}

/// The named shapes of bodies and answers.
fn shapes(spec: &Value) -> Markup {
    html! {
        section.card {
            h2 id="shapes" { "Shapes" }
            @for (name, schema) in entries(&spec["components"]["schemas"]) {
                h3 id={ "shape-" (name) } { code { (name) } }
                p { (prose(text(&schema["description"]))) }
                @if !list(&schema["enum"]).is_empty() { p { (shape(schema)) } }
                @for part in parts(schema) { (fields(part)) }
            }
        }
    }
}

/// A schema, or what it is put together from.
fn parts(schema: &Value) -> Vec<&Value> {
    let mut parts = vec![schema];
    parts.extend(list(&schema["allOf"]));
    parts
}

fn fields(schema: &Value) -> Markup {
    let required: Vec<_> = list(&schema["required"]).iter().map(text).collect();
    html! {
        @if schema.get("$ref").is_some() { p { "Everything of " (shape(schema)) ", and:" } }
        @if !entries(&schema["properties"]).is_empty() {
            dl {
                @for (name, field) in entries(&schema["properties"]) {
                    dt {
                        code { (name) } " " (shape(field))
                        @if !required.contains(&name) { " (may be absent)" }
                    }
                    dd { (prose(text(&field["description"]))) }
                }
            }
        }
    }
}

/// What a value looks like, in a few words.
fn shape(schema: &Value) -> Markup {
    if let Some(to) = schema["$ref"].as_str() {
        let name = to.rsplit('/').next().unwrap_or(to);
        return html! { a href={ "#shape-" (name) } { (name) } };
    }
    let words: Vec<_> = list(&schema["enum"]).iter().map(text).collect();
    let variants = [&schema["oneOf"], &schema["allOf"]].map(list).concat();
    let kind = match &schema["type"] {
        Value::Array(types) => types.iter().map(text).collect::<Vec<_>>().join(" or "),
        kind => text(kind).to_owned(),
    };
    html! {
        @if !words.is_empty() {
            "one of " @for word in words { code { (word) } " " }
        } @else if schema["items"].is_object() {
            "list of " (shape(&schema["items"]))
        } @else if !variants.is_empty() {
            @for (i, variant) in variants.iter().enumerate() {
                @if i > 0 { " or " }
                (shape(variant))
            }
        } @else {
            (kind)
        }
    }
}

/// Text in which `code` is marked.
fn prose(text: &str) -> Markup {
    html! {
        @for (i, part) in text.split('`').enumerate() {
            @if i % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

/// What a reference leads to, or the value itself.
fn resolve<'a>(spec: &'a Value, value: &'a Value) -> &'a Value {
    let to = value["$ref"].as_str();
    to.and_then(|to| spec.pointer(to.trim_start_matches('#'))).unwrap_or(value)
}

fn json(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn entries(value: &Value) -> Vec<(&str, &Value)> {
    let entries = value.as_object().into_iter().flatten();
    entries.map(|(name, value)| (name.as_str(), value)).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_has_every_kind_of_problem_and_every_operation() {
        let page = super::body(&crate::api::described(true).1).into_string();
        for id in ["weekly_limit", "malformed", "behind", "send_invitation", "shape-Row"] {
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
}

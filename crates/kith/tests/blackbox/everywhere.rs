//! Everything that a member can read, read: every answer of the API by its own description, and
//! every page that a link leads to. What must not be seen anywhere is looked for here.

mod blocked;
mod campaigns;
mod silence;
mod worlds;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use serde_json::Value;

use super::{archive, client::Member};

/// More than any of these small worlds has; an end for a page that makes ever new links.
const MOST: usize = 6_000;

/// What was read, by its path: status and body.
pub(crate) type Everything = BTreeMap<String, (u16, String)>;

/// What to ask with, where an address does not lead there by itself.
#[derive(Debug, Default, Clone)]
pub(crate) struct Hints {
    /// Words to search for.
    pub(crate) words: Vec<String>,
    /// Handles to ask about, beside those that are seen.
    pub(crate) handles: Vec<String>,
    /// Ids to ask about, beside those that are seen.
    pub(crate) ids: Vec<String>,
}

/// Everything that a member can read, with the API's description as the guide, and from its
/// answers and the pages' links to the next.
pub(crate) fn everything(member: &Member, hints: &Hints) -> Everything {
    let spec = member.client.send("GET", "/api/openapi.json", &[], None).is(200);
    let templates = templates(&spec);
    let mut walk = Walk { member, read: Everything::new() };
    let mut handles: BTreeSet<String> = hints.handles.iter().cloned().collect();
    let mut ids: BTreeSet<String> = hints.ids.iter().cloned().collect();
    handles.insert(member.handle.clone());
    loop {
        let before = (handles.len(), ids.len());
        for template in &templates {
            for path in template.filled(&handles, &ids) {
                walk.ask(&path);
                for query in template.queries(&hints.words, &handles, &ids) {
                    walk.ask(&format!("{path}?{query}"));
                }
            }
        }
        for (path, (_, body)) in &walk.read {
            if path.starts_with("/api/") {
                note(&serde_json::from_str(body).unwrap_or_default(), &mut handles, &mut ids);
            }
        }
        if (handles.len(), ids.len()) == before {
            break;
        }
    }
    let mut next: Vec<String> = vec!["/".to_owned()];
    next.extend(handles.iter().map(|handle| format!("/in/{handle}")));
    for word in &hints.words {
        next.extend(
            ["/search", "/groups", "/events", "/companies", "/network/connections"]
                .map(|page| format!("{page}?q={word}")),
        );
    }
    while let Some(path) = next.pop() {
        if walk.ask(&path) {
            next.extend(links(&walk.read[&path].1));
        }
    }
    walk.read
}

/// A walk through what one member can read.
struct Walk<'a> {
    member: &'a Member,
    read: Everything,
}

impl Walk<'_> {
    /// Asks for a path, and for all that follows where it is a list; whether it was new.
    fn ask(&mut self, path: &str) -> bool {
        if self.read.contains_key(path) {
            return false;
        }
        assert!(self.read.len() < MOST, "ever new addresses, the last one {path}");
        let answer = self.member.client.send("GET", path, &[], None);
        assert!(answer.status < 500, "{answer}");
        let zip = answer.headers.get("content-type").is_some_and(|kind| kind == "application/zip");
        let body = if zip { archive::readable(&answer.body) } else { answer.text() };
        let after = serde_json::from_str::<Value>(&body).ok();
        let after = after.and_then(|page| page["next"].as_str().map(str::to_owned));
        self.read.insert(path.to_owned(), (answer.status, body));
        if let Some(after) = after {
            let first = path.split("&after=").next().unwrap_or(path);
            let first = first.split("?after=").next().unwrap_or(first);
            let join = if first.contains('?') { '&' } else { '?' };
            self.ask(&format!("{first}{join}after={after}"));
        }
        true
    }
}

/// An address of the API that can be read.
struct Template {
    path: String,
    /// The names of what may follow, with the values that the description names.
    query: Vec<(String, Vec<String>)>,
}

fn templates(spec: &Value) -> Vec<Template> {
    let mut all = Vec::new();
    for (path, item) in spec["paths"].as_object().expect("paths") {
        let get = &item["get"];
        let streams = get["responses"]["200"]["content"]["text/event-stream"].is_object();
        // What a machine is asked for changes by itself.
        if get.is_null() || streams || !path.starts_with("/api/") || path.contains("/sandbox/") {
            continue;
        }
        let parameters = get["parameters"].as_array().cloned().unwrap_or_default();
        let query = parameters.iter().filter(|one| one["in"] == "query");
        let query = query.map(|one| (named(&one["name"]), values(spec, &one["schema"])));
        all.push(Template { path: path.clone(), query: query.collect() });
    }
    all
}

fn named(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The values that a schema names.
fn values(spec: &Value, schema: &Value) -> Vec<String> {
    let reference = schema["$ref"].as_str().and_then(|at| at.strip_prefix('#'));
    let schema = reference.and_then(|at| spec.pointer(at)).unwrap_or(schema);
    if schema["type"] == "boolean" {
        return vec!["true".to_owned(), "false".to_owned()];
    }
    schema["enum"].as_array().into_iter().flatten().map(named).collect()
}

impl Template {
    fn filled(&self, handles: &BTreeSet<String>, ids: &BTreeSet<String>) -> Vec<String> {
        let fill = |name: &str, values: &BTreeSet<String>| -> Vec<String> {
            values.iter().map(|value| self.path.replace(name, value)).collect()
        };
        match &self.path {
            path if path.contains("{handle}") => fill("{handle}", handles),
            path if path.contains("{id}") => fill("{id}", ids),
            path => vec![path.clone()],
        }
    }

    fn queries(
        &self,
        words: &[String],
        handles: &BTreeSet<String>,
        ids: &BTreeSet<String>,
    ) -> Vec<String> {
        let mut all = Vec::new();
        for (name, values) in &self.query {
            let values: Vec<&String> = match name.as_str() {
                "limit" | "after" | "older_than_days" => continue,
                "of" | "connection_of" | "follows_company" | "handle" => handles.iter().collect(),
                "group" | "event" => ids.iter().collect(),
                "degree" => {
                    all.extend(["1st", "2nd", "3rd", "out"].map(|d| format!("degree={d}")));
                    continue;
                }
                _ if !values.is_empty() => values.iter().collect(),
                _ => words.iter().collect(),
            };
            all.extend(values.into_iter().map(|value| format!("{name}={value}")));
        }
        all
    }
}

/// Notes every handle and id in an answer.
fn note(answer: &Value, handles: &mut BTreeSet<String>, ids: &mut BTreeSet<String>) {
    match answer {
        Value::Array(list) => list.iter().for_each(|one| note(one, handles, ids)),
        Value::Object(object) => {
            for (name, one) in object {
                match (name.as_str(), one) {
                    ("handle", Value::String(handle)) => drop(handles.insert(handle.clone())),
                    ("id", Value::String(id)) => drop(ids.insert(id.clone())),
                    _ => note(one, handles, ids),
                }
            }
        }
        _ => {}
    }
}

/// Where the links of a page lead on this site.
fn links(page: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (at, _) in page.match_indices(" href=\"/") {
        let rest = &page[at + " href=\"".len()..];
        let link = rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
        let link = link.split('#').next().unwrap_or_default().to_owned();
        let elsewhere = ["//", "/api/", "/assets/", "/sign-"];
        if !elsewhere.iter().any(|start| link.starts_with(start)) {
            all.push(link);
        }
    }
    all
}

/// The same with everything replaced that two worlds have each of their own, though nothing else
/// differs: ids, instants, what is said of how long ago something was. Paths that differ by an id
/// alone fall together, so this is a sorted list.
pub(crate) fn blurred(all: &Everything) -> Vec<String> {
    let line = |(path, (status, body)): (&String, &(u16, String))| {
        blur(&format!("{path} → {status} {body}"))
    };
    let mut lines: Vec<String> = all.iter().map(line).collect();
    lines.sort();
    lines
}

/// Replaces ids and instants in a text.
pub(crate) fn blur(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut blurred, mut at) = (String::with_capacity(text.len()), 0);
    while at < bytes.len() {
        if let Some(end) = tag_end(text, at, "<time", "</time>") {
            blurred.push_str("<time>");
            at = end;
        } else if let Some(end) = tag_end(text, at, "<svg class=\"qr\"", "</svg>") {
            // A picture of an address with a test server's own port in it.
            blurred.push_str("<qr>");
            at = end;
        } else if text[at..].starts_with(" data-now=\"") {
            let value = at + " data-now=\"".len();
            at = value + text[value..].find('"').unwrap_or(0);
        } else if is_id(&bytes[at..]) {
            blurred.push_str("ID");
            at += ID;
        } else if let Some(length) = short_instant(&text[at..]).or_else(|| own_address(&text[at..]))
        {
            at += length;
        } else if let Some(length) = instant(&text[at..]) {
            blurred.push_str("TIME");
            at += length;
        } else {
            let next = (at + 1..).find(|next| text.is_char_boundary(*next)).unwrap_or(at + 1);
            blurred.push_str(&text[at..next]);
            at = next;
        }
    }
    blurred
}

/// Where an element ends that begins at `at`.
fn tag_end(text: &str, at: usize, opens: &str, closes: &str) -> Option<usize> {
    let rest = text[at..].strip_prefix(opens)?;
    Some(at + opens.len() + rest.find(closes)? + closes.len())
}

/// How long an id is.
const ID: usize = 36;

fn is_id(bytes: &[u8]) -> bool {
    let dashes = [8, 13, 18, 23];
    bytes.get(..ID).is_some_and(|id| {
        let of_id = |(at, byte): (usize, &u8)| {
            if dashes.contains(&at) { *byte == b'-' } else { byte.is_ascii_hexdigit() }
        };
        id.iter().enumerate().all(of_id)
    })
}

/// The length of an instant that a text begins with, as RFC 3339 writes it in UTC.
fn instant(text: &str) -> Option<usize> {
    let day = text.as_bytes().get(..11)?;
    let shape = |(at, byte): (usize, &u8)| match at {
        4 | 7 => *byte == b'-',
        10 => *byte == b'T',
        _ => byte.is_ascii_digit(),
    };
    if !day.iter().enumerate().all(shape) {
        return None;
    }
    let end = text.find('Z')? + 1;
    text[..end].parse::<jiff::Timestamp>().ok().map(|_| end)
}

/// The length of an instant as calendars write it.
fn short_instant(text: &str) -> Option<usize> {
    const SHAPE: &[u8] = b"00000000T000000Z";
    let start = text.as_bytes().get(..SHAPE.len())?;
    let fits = |(byte, shape): (&u8, &u8)| {
        if *shape == b'0' { byte.is_ascii_digit() } else { byte == shape }
    };
    start.iter().zip(SHAPE).all(fits).then_some(SHAPE.len())
}

/// The length of a test server's own address.
fn own_address(text: &str) -> Option<usize> {
    let port = text.strip_prefix("http://127.0.0.1:")?;
    let digits = port.bytes().take_while(u8::is_ascii_digit).count();
    Some(text.len() - port.len() + digits)
}

/// What stands in one list only: the lines' paths, and where those of the same path begin to differ.
pub(crate) fn difference(left: &[String], right: &[String]) -> String {
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        let other: BTreeSet<&String> = other.iter().collect();
        one.iter().filter(|line| !other.contains(line)).cloned().collect()
    };
    let (left, right) = (only(left, right), only(right, left));
    let path = |line: &str| line.split(" → ").next().unwrap_or(line).to_owned();
    let mut text = String::new();
    for line in &left {
        let like = right.iter().find(|other| path(other) == path(line));
        let (line, like): (Vec<char>, Vec<char>) =
            (line.chars().collect(), like.map_or("", String::as_str).chars().collect());
        let at = line.iter().zip(&like).take_while(|(a, b)| a == b).count();
        let around = |line: &[char]| -> String {
            line.iter().skip(at.saturating_sub(200)).take(400).collect()
        };
        let of_path: String = line.iter().collect();
        let _ = writeln!(text, "{}\n  {}\n  {}", path(&of_path), around(&line), around(&like));
    }
    let lonely = right.iter().filter(|line| !left.iter().any(|other| path(other) == path(line)));
    for line in lonely {
        let _ = writeln!(text, "only right: {}", path(line));
    }
    text.chars().take(12_000).collect()
}

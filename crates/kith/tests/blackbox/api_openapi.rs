//! The API's description is true: what it names is there, and asks for what it says.

use std::collections::BTreeSet;

use kith_archive::made::Era;
use serde_json::{Value, json};

use super::{
    api_archive::made as made_archive,
    client::{Client, Member, text},
    server::{Server, number, on_each_shared},
};

/// Every operation: method, path, description.
fn operations(spec: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in spec["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            all.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    all
}

fn spec(server: &Server) -> Value {
    Client::anonymous(server).send("GET", "/api/openapi.json", &[], None).is(200)
}

#[test]
fn every_operation_is_there_and_every_other_method_is_not() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let spec = spec(server);
        assert_eq!(spec["openapi"], "3.1.0");
        let all = operations(&spec);
        assert!(all.len() >= 48, "{}", all.len());
        let operator = anyone.operator(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let id = ana.sends(&ben);
        let paths: BTreeSet<&String> = all.iter().map(|(_, path, _)| path).collect();
        // The live stream has no end to wait for.
        for path in paths.into_iter().filter(|path| !path.ends_with("/live")) {
            let there: Vec<&str> = all
                .iter()
                .filter(|(_, other, _)| other == path)
                .map(|(method, _, _)| method.as_str())
                .collect();
            for method in ["GET", "PUT", "POST", "PATCH", "DELETE"] {
                // Signing out is one of the operations, and where a body is not read the server
                // ends the connection: everyone comes with a fresh session and connection.
                let asker = Client::anonymous(server).sign_in(&operator.handle).client;
                let address = path.replace("{handle}", &ben.handle).replace("{id}", &id);
                let body = (method != "GET").then(|| json!({}).to_string());
                let headers = [("content-type", "application/json")];
                let headers = if body.is_some() { &headers[..] } else { &[] };
                let answer =
                    asker.send(method, &address, headers, body.as_deref().map(str::as_bytes));
                if there.contains(&method) {
                    assert!(answer.status != 405 && answer.status < 500, "{answer}");
                    if answer.status == 404 {
                        answer.refused(404, "not_found");
                        // What a member may have one of, or none, is described as absent.
                        let absent = &spec["paths"][path]["get"]["responses"]["404"];
                        let may_be = method == "GET" && !absent.is_null();
                        assert!(path.contains('{') || may_be, "{answer}");
                    }
                } else {
                    assert_eq!(answer.status, 405, "{method} {path} is not described: {answer}");
                }
            }
        }
    });
}

#[test]
fn only_what_is_described_as_open_is_answered_without_signing_in() {
    on_each_shared(|server| {
        let mut open = BTreeSet::new();
        for (method, path, operation) in operations(&spec(server)) {
            let address = path.replace("{handle}", "nobody").replace("{id}", "nothing");
            let body = (method != "GET").then(|| json!({}).to_string());
            let headers = [("content-type", "application/json")];
            let asker = Client::anonymous(server);
            let answer =
                asker.send(&method, &address, &headers, body.as_deref().map(str::as_bytes));
            if operation["security"] == json!([{}]) {
                assert_ne!(answer.status, 401, "{answer}");
                open.insert(format!("{method} {path}"));
            } else {
                answer.problem(401, "sign_in_first");
            }
        }
        let expected = [
            "GET /api/v1/sandbox/clock",
            "GET /healthz",
            "GET /metrics",
            "GET /readyz",
            "POST /api/v1/members",
            "POST /api/v1/sandbox/clock",
            "POST /api/v1/sessions",
        ];
        assert_eq!(open, expected.map(str::to_owned).into());
    });
}

#[test]
fn the_description_can_be_read_and_leads_from_every_problem() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let page = anyone.send("GET", "/api/docs", &[], None);
        assert_eq!(page.status, 200);
        let page = page.text();
        for problem in [
            ana.invites(&ana),
            ana.get("/members/no-such-member"),
            anyone.get("/limits"),
            ana.get("/nothing"),
            ana.post("/invitations", &json!({})),
        ] {
            let kind = problem.json()["type"].as_str().expect("a type").to_owned();
            let anchor = kind.strip_prefix("/api/docs#").expect("a place on the page");
            assert!(page.contains(&format!("id=\"{anchor}\"")), "{kind}");
        }
    });
}

#[test]
fn every_answer_has_the_fields_that_its_description_requires() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let spec = spec(server);
        let operator = anyone.operator(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let carl = anyone.join("carl");
        ana.connects(&carl);
        carl.connects(&ben);
        let made = |answer: Value, field: &str| text(&answer[field]).to_owned();
        let ask = json!({"through": carl.handle, "to": ben.handle, "note": "Hello"});
        let introduction = made(ana.post("/introductions", &ask).is(201), "id");
        let message = json!({"to": carl.handle, "body": "Hello"});
        let talk = made(ana.post("/messages", &message).is(201), "conversation");
        let post = made(ben.post("/posts", &json!({"body": "A bridge"})).is(201), "id");
        ben.post(&format!("/posts/{post}/comments"), &json!({"body": "Mine"})).is(201);
        ana.put(&format!("/posts/{post}/reaction")).done();
        let search = json!({"name": "Bens", "search": {"q": "ben", "degree": ["1st", "out"]}});
        let search = made(ana.post("/searches", &search).is(201), "id");
        let campaign = json!({"name": "Bens", "audience": {"handles": [ben.handle]}});
        let campaign = made(ana.post("/campaigns", &campaign).is(201), "id");
        ana.post(&format!("/campaigns/{campaign}/start"), &json!({})).is(200);
        let template = json!({"name": "Timber", "text": "Hi {first_name}"});
        let template = made(ana.post("/templates", &template).is(201), "id");
        let hook = json!({"url": "https://crm.example/", "events": ["invitation.accepted"]});
        let hook = made(ana.post("/webhooks", &hook).is(201), "id");
        let kept = json!({"labels": ["Timber"], "note": "Met in Leipzig."});
        let about = format!("/contacts/{}", ben.handle);
        ana.client.call("PUT", &about, &[], Some(&kept)).is(200);
        // What `{id}` stands for, by the subject it follows.
        let ids = [
            ("/invitations/", ana.sends(&ben)),
            ("/posts/", post),
            ("/conversations/", talk),
            ("/introductions/", introduction),
            ("/searches/", search),
            ("/campaigns/", campaign),
            ("/templates/", template),
            ("/webhooks/", hook),
        ];
        let communities = communities(&ana);
        let link = format!("/groups/{}/link", communities[0].1);
        let token = made(ana.post(&link, &json!({})).is(201), "token");
        ana.uploads(&made_archive(&anyone, Era::Quoted)).is(201);
        for (method, path, operation) in operations(&spec) {
            // The live stream has no end to wait for.
            if method != "GET" || !path.starts_with("/api/v1/") || path.ends_with("/live") {
                continue;
            }
            let asker = if path.contains("/admin/") { &operator } else { &ana };
            let made =
                communities.iter().find(|(word, _)| path.starts_with(&format!("/api/v1/{word}/")));
            let id = ids.iter().find(|(subject, _)| path.contains(subject));
            let id = made.or(id).map_or("nothing", |(_, id)| id.as_str());
            let handle = made.map_or(&ben.handle, |(_, made)| made);
            let address = path.replace("{handle}", handle).replace("{id}", id);
            let address = address.replace("{token}", &token);
            let answer = asker.client.send("GET", &address, &[], None);
            assert_eq!(answer.status, 200, "{answer}");
            let content = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            if !content.is_null() {
                conforms(&answer.json(), content, &spec, &address);
            }
        }
    });
}

/// A group, an event and a company's page that a member makes, with their ids or handles.
fn communities(maker: &Member) -> [(&'static str, String); 3] {
    let name = format!("Bridges {}", number());
    let event = json!({
        "name": name, "place": "Leipzig",
        "starts_at": "2098-09-03T07:00:00Z", "ends_at": "2098-09-03T16:00:00Z",
    });
    let made =
        |path: &str, body: &Value, key: &str| text(&maker.post(path, body).is(201)[key]).to_owned();
    [
        ("groups", made("/groups", &json!({"name": name}), "id")),
        ("events", made("/events", &event, "id")),
        ("companies", made("/companies", &json!({"name": name}), "handle")),
    ]
}

/// A small reader of JSON Schema: types, required fields, and no field besides the described.
fn conforms(value: &Value, schema: &Value, spec: &Value, place: &str) {
    let (mut named, mut required) = (Vec::new(), Vec::new());
    collect(schema, spec, &mut named, &mut required);
    if let Some(object) = value.as_object().filter(|_| !named.is_empty()) {
        for field in &required {
            assert!(object.contains_key(field), "{place} is without {field}: {value}");
        }
        for (field, one) in object {
            let found = named.iter().find(|(name, _)| name == field);
            let Some((_, schema)) = found else { panic!("{place}: {field} is not described") };
            conforms(one, schema, spec, &format!("{place} › {field}"));
        }
    }
    let items = &resolved(schema, spec)["items"];
    for one in value.as_array().into_iter().flatten() {
        conforms(one, items, spec, place);
    }
}

/// The schema behind a reference.
fn resolved<'a>(schema: &'a Value, spec: &'a Value) -> &'a Value {
    let to = schema["$ref"].as_str();
    to.and_then(|to| spec.pointer(to.trim_start_matches('#'))).unwrap_or(schema)
}

/// The fields of a schema and of everything it is put together from.
fn collect<'a>(
    schema: &'a Value,
    spec: &'a Value,
    named: &mut Vec<(String, &'a Value)>,
    required: &mut Vec<String>,
) {
    let schema = resolved(schema, spec);
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        named.push((name.clone(), field));
    }
    let must = schema["required"].as_array().into_iter().flatten();
    required.extend(must.filter_map(|name| name.as_str().map(str::to_owned)));
    for part in schema["allOf"].as_array().into_iter().flatten() {
        collect(part, spec, named, required);
    }
    for part in schema["oneOf"].as_array().into_iter().flatten() {
        collect(part, spec, named, &mut Vec::new());
    }
}

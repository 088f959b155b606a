//! What members bring along, over HTTP: read, looked at, taken over once, and nobody else's.

use kith_app::archives::FILE_LIMIT;
use kith_archive::made::{Era, Packing, Plan, archive, zip};
use kith_core::time::Timestamp;
use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, text},
    server::on_each_shared,
};

/// An archive of this era, made at the server's instant.
pub(crate) fn made(anyone: &Client, era: Era) -> Vec<u8> {
    archive(&Plan::small(era, at(anyone)))
}

fn at(anyone: &Client) -> Timestamp {
    Timestamp::from_micros(anyone.now().as_microsecond())
}

impl Member {
    /// Uploads a file.
    pub(crate) fn uploads(&self, bytes: &[u8]) -> Answer {
        let headers = [("content-type", "application/zip")];
        self.client.send("POST", "/api/v1/archive", &headers, Some(bytes))
    }

    /// Takes parts of an upload over.
    pub(crate) fn takes(&self, id: &str, parts: &[&str]) -> Answer {
        self.post(&format!("/archive/{id}/apply"), &json!({ "parts": parts }))
    }

    /// Takes the connections of an upload over, to be reconnected.
    pub(crate) fn takes_to_reconnect(&self, id: &str) -> Answer {
        let body = json!({ "parts": ["connections"], "reconnect": true });
        self.post(&format!("/archive/{id}/apply"), &body)
    }
}

const ALL: [&str; 9] = [
    "profile",
    "positions",
    "education",
    "skills",
    "follows",
    "connections",
    "invitations",
    "praise",
    "talks",
];

fn part<'a>(list: &'a Value, name: &str) -> &'a Value {
    let found = list.as_array().expect("a list").iter().find(|one| one["part"] == name);
    found.unwrap_or(&Value::Null)
}

#[test]
fn an_archive_is_shown_before_anything_of_it_is_kept_and_taken_over_once() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        ana.get("/archive").problem(404, "not_found");
        for era in [Era::Early, Era::Addresses, Era::Quoted] {
            let ana = anyone.join("ana");
            let bytes = made(&anyone, era);
            let seen = ana.uploads(&bytes).is(201);
            assert_eq!(ana.get("/archive").is(200), seen, "the same again");
            assert_eq!(ana.get("/desk").is(200)["contacts"], 0, "nothing is kept yet");
            assert_eq!(ana.get("/desk").is(200)["imported_at"], Value::Null);
            let connections = part(&seen["parts"], "connections");
            assert_eq!((&connections["found"], &connections["new"]), (&json!(60), &json!(60)));
            let changes = part(&seen["parts"], "profile")["changes"].as_array().cloned();
            assert_eq!(changes.map_or(0, |changes| changes.len()), 4);
            let id = text(&seen["id"]).to_owned();
            let done = ana.takes(&id, &ALL).is(200);
            assert_eq!(part(&done["applied"], "positions")["new"], 3);
            let desk = ana.get("/desk").is(200);
            assert_eq!(desk["contacts"], 60);
            assert_eq!(desk["months"].as_array().map(Vec::len), Some(12));
            // The same archive again: all of it is there.
            assert_eq!(ana.takes(&id, &["profile"]).is(200), done, "what was done then");
            let again = ana.uploads(&bytes).is(201);
            for one in again["parts"].as_array().expect("parts") {
                assert_eq!(one["new"], 0, "{era:?}: {one}");
            }
            ana.takes(text(&again["id"]), &ALL).is(200);
            assert_eq!(ana.get("/desk").is(200)["contacts"], 60);
            let mine = ana.get(&format!("/members/{}", ana.handle)).is(200);
            assert_eq!(mine["positions"].as_array().map(Vec::len), Some(3));
            assert_eq!(mine["headline"], "Structural engineer | timber, and concrete");
        }
    });
}

#[test]
fn only_what_is_chosen_is_taken_over_and_it_must_be_something() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let seen = ana.uploads(&made(&anyone, Era::Addresses)).is(201);
        let id = text(&seen["id"]);
        assert_eq!(ana.takes(id, &[]).wrong_fields(), ["parts"]);
        assert_eq!(ana.takes(id, &["passwords"]).wrong_fields(), ["parts"]);
        ana.takes("0198a1b2-0000-7000-8000-000000000000", &["skills"]).problem(404, "not_found");
        ana.takes("nonsense", &["skills"]).problem(404, "not_found");
        let done = ana.takes(id, &["skills", "skills"]).is(200);
        assert_eq!(done["applied"].as_array().map(Vec::len), Some(1));
        let mine = ana.get(&format!("/members/{}", ana.handle)).is(200);
        assert_eq!(mine["skills"], json!(["Timber bridges", "Eurocode 5, 2", "Rust"]));
        assert_eq!(mine["positions"].as_array().map_or(0, Vec::len), 0);
        assert_eq!(ana.get("/desk").is(200)["contacts"], 0);
        ana.delete("/archive").done();
        ana.get("/archive").problem(404, "not_found");
    });
}

#[test]
fn archives_of_different_times_know_the_same_contact_again() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let bytes = |era| made(&anyone, era);
        for eras in [[Era::Preamble, Era::Addresses], [Era::Addresses, Era::Early]] {
            let ana = anyone.join("ana");
            for era in eras {
                let seen = ana.uploads(&bytes(era)).is(201);
                ana.takes(text(&seen["id"]), &["connections", "invitations"]).is(200);
                let desk = ana.get("/desk").is(200);
                assert_eq!(desk["contacts"], 60, "{era:?} of {eras:?}");
            }
        }
    });
}

#[test]
fn what_is_no_archive_is_refused_with_what_to_do_and_leaves_nothing() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let two = || ("../Connections.csv".to_owned(), b"First Name,Connected On\nA,1".to_vec());
        for bytes in [
            b"".to_vec(),
            b"no zip".to_vec(),
            zip(&[two()], Packing::Plain),
            zip(&[], Packing::Plain),
        ] {
            let answer = ana.uploads(&bytes);
            assert_eq!(answer.wrong_fields(), ["archive"], "{answer}");
        }
        ana.uploads(&vec![0; FILE_LIMIT + (1 << 20)]).problem(413, "too_large");
        ana.get("/archive").problem(404, "not_found");
        let late = anyone.send("POST", "/api/v1/archive", &[], Some(b"x"));
        assert_eq!(late.status, 401);
    });
}

#[test]
fn nobody_else_learns_of_it_and_it_says_nothing_of_who_is_a_member() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        // Ben is a member, and in the archive by his name and his address here.
        let rows = format!(
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nBen,P,https://www.linkedin.com/in/{0},{0}@example.org,Globex,CTO,08 Feb 2020\nNo,Body,https://www.linkedin.com/in/nobody-here,nobody@example.org,Globex,CTO,08 Feb 2020",
            ben.handle
        );
        let seen = ana
            .uploads(&zip(&[("Connections.csv".to_owned(), rows.into_bytes())], Packing::Plain))
            .is(201);
        let id = text(&seen["id"]);
        assert!(!seen.to_string().contains(&ben.handle), "{seen}");
        ben.takes(id, &["connections"]).problem(404, "not_found");
        ben.get("/archive").problem(404, "not_found");
        ana.takes(id, &["connections"]).is(200);
        let desk = ana.get("/desk").is(200);
        assert_eq!(
            (&desk["contacts"], &ben.get("/desk").is(200)["contacts"]),
            (&json!(2), &json!(0))
        );
        assert!(ben.list("/notifications").is_empty());
        assert!(ben.inbox().is_empty() && ana.outbox().is_empty(), "nothing is sent");
        assert_eq!(ana.sees(&ben)["degree"], "out");
        ana.delete("/desk").done();
        let desk = ana.get("/desk").is(200);
        assert_eq!((&desk["contacts"], &desk["imported_at"]), (&json!(0), &Value::Null));
    });
}

#[test]
fn an_upload_under_the_same_key_is_read_once_and_taken_over_once() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let bytes = made(&anyone, Era::Quoted);
        let upload = || {
            let headers = [("content-type", "application/zip"), ("idempotency-key", "archive-1")];
            ana.client.send("POST", "/api/v1/archive", &headers, Some(&bytes)).is(201)
        };
        let (first, second) = (upload(), upload());
        assert_eq!(first["id"], second["id"]);
        let path = format!("/archive/{}/apply", text(&first["id"]));
        let apply = |parts: Value| {
            let body = json!({ "parts": parts });
            ana.client.call("POST", &path, &[("idempotency-key", "archive-2")], Some(&body))
        };
        let done = apply(json!(["connections", "skills"])).is(200);
        assert_eq!(apply(json!(["connections", "skills"])).is(200), done);
        apply(json!(["skills"])).problem(422, "key_reused");
    });
}

#[test]
fn r13_a_note_to_somebody_who_is_not_here_is_judged_and_drafted_and_not_sent() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let them = json!({"first_name": "Ben", "event": "Timber Days 2026", "intent": "connect"});
        let drafts = ana.post("/desk/notes/draft", &them).is(200);
        let drafts = drafts["drafts"].as_array().expect("drafts").clone();
        assert_eq!(drafts.len(), 3);
        assert!(drafts.iter().any(|one| text(one).contains("Timber Days 2026")), "{drafts:?}");
        let draft = json!({"first_name": "Ben", "draft": "Hi Ben, I recieved your paper."});
        let check = ana.post("/desk/notes/check", &draft).is(200);
        assert!(
            check["remarks"].to_string().contains("recieved")
                || !check["remarks"].as_array().expect("remarks").is_empty()
        );
        let nobody = json!({"first_name": " ", "draft": "Hi"});
        assert_eq!(ana.post("/desk/notes/check", &nobody).wrong_fields(), ["first_name"]);
        let long = json!({"first_name": "B".repeat(101), "draft": "Hi"});
        assert_eq!(ana.post("/desk/notes/check", &long).wrong_fields(), ["first_name"]);
        assert!(ana.outbox().is_empty());
    });
}

//! Leaving: deactivated with a way back, and deleted for good.

use kith_store::{Location, Options, Store};
use serde_json::{Value, json};

use super::{
    client::{Client, Member, PASSWORD, text},
    imports::agrees,
    server::{Flags, Server, on_each},
};

/// What only the one who leaves has, and nobody may find afterwards.
const MARK: &str = "Zimtstern";
/// What they wrote to others, which stays.
const SAID: &str = "Pfeffernuss";

fn made(member: &Member, path: &str, body: Value, key: &str) -> String {
    text(&member.post(path, &body).is(201)[key]).to_owned()
}

fn leave(member: &Member, how: &str) -> super::client::Answer {
    member.post(&format!("/members/me/{how}"), &json!({"password": PASSWORD}))
}

fn sign_in(server: &Server, handle: &str, more: Value) -> super::client::Answer {
    let mut body = json!({"handle": handle, "password": PASSWORD});
    for (field, value) in more.as_object().into_iter().flatten() {
        body[field] = value.clone();
    }
    Client::anonymous(server).post("/sessions", &body)
}

#[test]
fn whoever_deactivates_is_like_nobody_and_comes_back_as_before() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, zoe] = ["ana", "zoe"].map(|name| anyone.join(name));
        ana.connects(&zoe);
        let wrong = zoe.post("/members/me/deactivate", &json!({"password": "not this one"}));
        assert_eq!(wrong.status, 422, "{wrong}");
        ana.sees(&zoe);
        let left = leave(&zoe, "deactivate");
        let until = text(&left.is(200)["until"]).to_owned();
        ana.client.get_at("/members/me", left.header("kith-revision")).is(200);
        ana.get(&format!("/members/{}", zoe.handle)).refused(404, "not_found");
        assert!(ana.list("/connections").is_empty());
        assert_eq!(zoe.get("/members/me").status, 401, "every session has ended");
        let no = sign_in(server, &zoe.handle, json!({}));
        let no = no.refused(403, "deactivated");
        assert_eq!(no["until"], until.as_str());
        assert_eq!(no["instead"][0]["action"], "come_back");
        let other = json!({"password": "not this one", "come_back": true});
        assert_eq!(sign_in(server, &zoe.handle, other).status, 401);
        anyone.advance("P29D");
        let back = sign_in(server, &zoe.handle, json!({"come_back": true})).is(200);
        let zoe = Member { client: anyone.with_token(text(&back["token"])), ..zoe };
        assert_eq!(zoe.list("/connections").len(), 1);
        ana.sees(&zoe);
        // Back is back: nothing is due any more.
        anyone.advance("P40D");
        ana.sees(&zoe);
    });
}

#[test]
fn after_thirty_days_nobody_comes_back() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let zoe = anyone.join("zoe");
        leave(&zoe, "deactivate").is(200);
        let moved = anyone.advance("P30D");
        assert_eq!(moved["due"]["deleted"], 1, "{moved}");
        assert_eq!(sign_in(server, &zoe.handle, json!({"come_back": true})).status, 401);
        assert_eq!(anyone.advance("P1D")["due"]["deleted"], 0);
        // The handle and the address are free again, and lead to nobody else.
        anyone.sign_up(&zoe.handle, &json!({"email": zoe.email})).is(201);
        let again = anyone.sign_in(&zoe.handle);
        assert!(again.list("/connections").is_empty());
        let seen = anyone.join("ana").sees(&again);
        assert_eq!(seen["connection_count"], 0);
    });
}

/// Zoe, who has left something everywhere, and those around her.
struct Network {
    ana: Member,
    ben: Member,
    zoe: Member,
    talk: String,
    bens_post: String,
    group: String,
    event: String,
    company: String,
}

fn network(server: &Server) -> Network {
    let anyone = Client::anonymous(server);
    let [ana, ben, cem] = ["ana", "ben", "cem"].map(|name| anyone.join(name));
    let zoe = anyone.join_as(
        &MARK.to_lowercase(),
        &json!({"first_name": MARK, "last_name": MARK, "headline": format!("{MARK} bakes"),
            "location": MARK, "industry": MARK}),
    );
    let about = json!({"about": MARK, "skills": [MARK],
        "positions": [{"company": format!("{MARK} AG"), "title": MARK, "from": 2015}]});
    zoe.patch("/members/me", &about).is(200);
    zoe.connects(&ana);
    zoe.put(&format!("/follows/{}", ben.handle)).done();
    zoe.invites_with(&ben, &json!({"note": MARK})).is(201);
    cem.sends(&zoe);
    let talk = made(&zoe, "/messages", json!({"to": ana.handle, "body": SAID}), "conversation");
    let post = made(&zoe, "/posts", json!({"body": MARK, "audience": "public"}), "id");
    zoe.patch(&format!("/posts/{post}"), &json!({"body": format!("{MARK} again")}));
    made(&ana, &format!("/posts/{post}/comments"), json!({"body": "Nice"}), "id");
    let bens_post = made(&ben, "/posts", json!({"body": "A ferry", "audience": "public"}), "id");
    made(&zoe, &format!("/posts/{bens_post}/comments"), json!({"body": SAID}), "id");
    zoe.put(&format!("/posts/{bens_post}/reaction")).done();
    let group = made(&zoe, "/groups", json!({"name": "Bakers", "access": "open"}), "id");
    ben.put(&format!("/groups/{group}/membership")).is(200);
    let meeting = json!({"name": "Baking", "place": "Hall 3", "zone": "Europe/Berlin",
        "starts_at": "2098-09-03T07:00:00Z", "ends_at": "2098-09-03T16:00:00Z"});
    let event = made(&zoe, "/events", meeting, "id");
    let company = made(&zoe, "/companies", json!({"name": "Bakery"}), "handle");
    zoe.put(&format!("/companies/{company}/follow")).done();
    zoe.post("/searches", &json!({"name": MARK, "search": {"q": MARK}})).is(201);
    zoe.post(&format!("/conversations/{talk}/report"), &json!({"reason": MARK})).done();
    let ask = json!({"through": ana.handle, "to": ben.handle, "note": MARK});
    zoe.post("/introductions", &ask);
    zoe.get(&format!("/members/{}", ana.handle)).is(200);
    zoe.put(&format!("/suggestions/{}/dismissed", cem.handle)).done();
    Network { ana, ben, zoe, talk, bens_post, group, event, company }
}

#[test]
fn whoever_is_deleted_leaves_what_they_wrote_to_others_without_a_name_and_nothing_else() {
    on_each(Flags::SANDBOX, |server| {
        let Network { ana, ben, zoe, talk, bens_post, group, event, company } = network(server);
        let left = leave(&zoe, "delete");
        left.done();
        assert_eq!(zoe.get("/members/me").status, 401);
        let last = ana.post("/posts", &json!({"body": "A pause", "audience": "public"}));
        let revision = last.header("kith-revision").to_owned();
        ana.client.get_at("/members/me", &revision).is(200);
        ana.get(&format!("/members/{}", zoe.handle)).refused(404, "not_found");
        assert!(ana.list("/connections").is_empty());
        assert!(ben.list("/followers").is_empty() && ben.inbox().is_empty());
        // What was written to others.
        let open = ana.get(&format!("/conversations/{talk}")).is(200);
        assert_eq!(open["items"][0]["body"], SAID);
        assert_eq!(open["member"]["name"], "Former member");
        assert_eq!(open["member"]["handle"], "");
        assert_eq!(open["writing"]["message"]["allowed"], false, "{open}");
        let comments = ben.list(&format!("/posts/{bens_post}/comments"));
        assert_eq!(comments[0]["body"], SAID);
        assert_eq!(comments[0]["author"]["name"], "Former member");
        let seen = ben.get(&format!("/posts/{bens_post}")).is(200);
        assert_eq!((&seen["comment_count"], &seen["reactions"]["count"]), (&json!(1), &json!(0)));
        // What was hers to look after.
        let seen = ben.get(&format!("/groups/{group}")).is(200);
        assert_eq!((&seen["membership"], &seen["member_count"]), (&json!("owner"), &json!(1)));
        assert_eq!(ben.get(&format!("/events/{event}")).is(200)["cancelled"], true);
        let seen = ben.get(&format!("/companies/{company}")).is(200);
        assert_eq!((&seen["owner"], &seen["follower_count"]), (&Value::Null, &json!(0)));
        // Pages show it, too.
        for page in [format!("/messages/{talk}"), format!("/posts/{bens_post}")] {
            let reader = if page.starts_with("/messages") { &ana } else { &ben };
            let html = reader.client.send("GET", &page, &[], None);
            assert_eq!(html.status, 200, "{page}");
            let html = html.text();
            assert!(html.contains("Former member") && !html.contains("href=\"/in/\""), "{page}");
        }
        let location = server.location().clone();
        server.end();
        nothing_is_left(&location, &zoe);
        agrees(&location);
    });
}

/// Looks for private words in every row of every table, and in the file itself.
fn nothing_is_left(location: &Location, zoe: &Member) {
    let store = Store::open(&Options::new(location.clone())).expect("the store opens");
    let mut dump = Vec::new();
    let now = kith_core::time::Timestamp::from_micros(0);
    store.dump("test", now, &mut dump).expect("a dump");
    drop(store);
    let holds = |bytes: &[u8], word: &str| {
        bytes.windows(word.len()).any(|some| some.eq_ignore_ascii_case(word.as_bytes()))
    };
    for word in [MARK, &zoe.handle, &zoe.email] {
        assert!(!holds(&dump, word), "{word} is in the store still");
    }
    assert!(holds(&dump, SAID), "what was written to others stays");
    if let Location::Sqlite(file) = location {
        for ending in ["", "-wal"] {
            let mut path = file.clone().into_os_string();
            path.push(ending);
            let bytes = std::fs::read(path).unwrap_or_default();
            for word in [MARK, &zoe.handle, &zoe.email] {
                assert!(!holds(&bytes, word), "{word} is in the file{ending} still");
            }
        }
    }
}

#[test]
fn r1_who_was_blocked_sees_no_more_of_a_former_member_than_before() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, zoe] = ["ana", "ben", "zoe"].map(|name| anyone.join(name));
        zoe.connects(&ana);
        let talk = made(&zoe, "/messages", json!({"to": ana.handle, "body": SAID}), "conversation");
        let post = made(&ben, "/posts", json!({"body": "A ferry", "audience": "public"}), "id");
        made(&zoe, &format!("/posts/{post}/comments"), json!({"body": SAID}), "id");
        zoe.put(&format!("/blocks/{}", ana.handle)).done();
        let before = (
            ana.list("/conversations"),
            ana.list(&format!("/posts/{post}/comments")),
            ana.get(&format!("/conversations/{talk}")).status,
        );
        leave(&zoe, "delete").done();
        let after = (
            ana.list("/conversations"),
            ana.list(&format!("/posts/{post}/comments")),
            ana.get(&format!("/conversations/{talk}")).status,
        );
        assert_eq!(before, after);
        assert!(after.0.is_empty() && after.1.is_empty() && after.2 == 404);
        assert_eq!(ben.list(&format!("/posts/{post}/comments")).len(), 1);
    });
}

#[test]
fn the_only_operator_stays_until_there_is_another() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let first = anyone.operator(server);
        let first = anyone.sign_in(&first.handle);
        leave(&first, "delete").refused(403, "owner_stays");
        anyone.operator(server);
        leave(&first, "delete").done();
    });
}

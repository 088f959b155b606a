//! `Idempotency-Key`: a repeated request is done once. `Kith-Revision`, `Kith-At-Least`: a read
//! sees the write before it.

use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, text},
    server::{Flags, number, on_each, on_each_shared},
};

/// POSTs under a key.
fn post(member: &Member, key: &str, path: &str, body: &Value) -> Answer {
    member.client.call("POST", path, &[("idempotency-key", key)], Some(body))
}

/// A key that nobody used before.
fn key() -> String {
    format!("key-{}", number())
}

/// POSTs twice under a key; the second answer is the first one.
#[track_caller]
fn twice(member: &Member, path: &str, body: &Value) -> Answer {
    let key = key();
    let first = post(member, &key, path, body);
    assert!(first.status < 300, "{first}");
    let second = post(member, &key, path, body);
    assert_eq!(second.status, first.status, "{second}");
    assert_eq!(second.body, first.body, "{path}");
    first
}

#[test]
fn every_post_under_the_same_key_is_done_once_and_answered_the_same() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let act = |id: &str, act: &str| format!("/invitations/{id}/{act}");
        let send = || twice(&ana, "/invitations", &json!({"to": ben.handle, "note": "Hi"})).json();
        let first = send();
        assert_eq!(first["already_pending"], Value::Null, "the first answer, not a new one");
        let id = text(&first["id"]);
        assert_eq!(ana.outbox().len(), 1);
        twice(&ben, &act(id, "reply"), &json!({"body": "Who?"}));
        assert_eq!(ana.outbox()[0]["replies"].as_array().map(Vec::len), Some(1));
        twice(&ben, &act(id, "ignore"), &json!({"known": true}));
        twice(&ben, &act(id, "accept"), &json!({}));
        let (eve, fay) = (anyone.join("eve"), anyone.join("fay"));
        let id = ana.sends(&eve);
        twice(&ana, &act(&id, "withdraw"), &json!({}));
        ana.sends(&fay);
        let many = twice(&ana, "/invitations/withdraw", &json!({"older_than_days": 0}));
        assert_eq!(many.json(), json!({"withdrawn": 1, "skipped": 0}));
        twice(
            &operator,
            "/admin/restrictions",
            &json!({"handle": ana.handle, "reason": "A test."}),
        );
        assert_eq!(ana.get("/limits").is(200)["restriction"]["step"], "warned", "one step");
        twice(&ana, "/limits/appeal", &json!({"text": "Why?"}));
        let now = anyone.now().to_string();
        let boost = json!({"name": "A test", "extra": 3, "from": now,
            "until": "2100-01-01T00:00:00Z", "audience": [eve.handle, fay.handle]});
        twice(&operator, "/admin/boosts", &boost);
        assert_eq!(eve.get("/limits").is(200)["boosts"].as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn the_same_key_with_another_request_is_refused() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let key = key();
        let to = |them: &Member| json!({"to": them.handle});
        post(&ana, &key, "/invitations", &to(&ben)).is(201);
        post(&ana, &key, "/invitations", &to(&carl)).problem(422, "key_reused");
        let note = json!({"to": ben.handle, "note": "Hi"});
        post(&ana, &key, "/invitations", &note).problem(422, "key_reused");
        let all = json!({"older_than_days": 0});
        post(&ana, &key, "/invitations/withdraw", &all).problem(422, "key_reused");
        assert_eq!(ana.outbox().len(), 1, "nothing of it was done");
        // Another member's key is another key.
        post(&carl, &key, "/invitations", &to(&ben)).is(201);
        for wrong in ["", "a b", &"k".repeat(256)] {
            let answer = post(&ana, wrong, "/invitations", &to(&carl));
            assert_eq!(answer.wrong_fields(), ["Idempotency-Key"], "{wrong:?}");
        }
        // A refusal is no answer to keep: once it can be done, the same request is.
        let retried = format!("{key}-again");
        carl.patch("/members/me/settings", &json!({"gate": "nobody"})).is(200);
        post(&ana, &retried, "/invitations", &to(&carl)).refused(403, "gate");
        carl.patch("/members/me/settings", &json!({"gate": "everyone"})).is(200);
        post(&ana, &retried, "/invitations", &to(&carl)).is(201);
    });
}

#[test]
fn a_key_is_remembered_for_24_hours() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let key = key();
        let body = json!({"to": ben.handle});
        let sent = post(&ana, &key, "/invitations", &body).is(201);
        anyone.advance("PT23H59M");
        assert_eq!(post(&ana, &key, "/invitations", &body).is(201)["id"], sent["id"]);
        anyone.advance("PT2M");
        let later = post(&ana, &key, "/invitations", &body).is(200);
        assert_eq!(later["already_pending"], true, "a new request by then");
        // And beyond a restart.
        let (carl, again) = (anyone.join("carl"), format!("{key}-again"));
        let to_carl = json!({"to": carl.handle});
        let sent = post(&ana, &again, "/invitations", &to_carl).is(201);
        server.end();
        let server = super::server::Server::start(server.location(), Flags::SANDBOX);
        let ana = Client::anonymous(&server).sign_in(&ana.handle);
        assert_eq!(post(&ana, &again, "/invitations", &to_carl).is(201)["id"], sent["id"]);
    });
}

#[test]
fn the_same_key_from_many_at_once_is_done_once() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        for _ in 0..5 {
            let ben = anyone.join("ben");
            let (key, body) = (key(), json!({"to": ben.handle}));
            let answers: Vec<Answer> = std::thread::scope(|scope| {
                let send = || post(&ana, &key, "/invitations", &body);
                let sending: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
                sending.into_iter().map(|one| one.join().expect("an answer")).collect()
            });
            for answer in &answers {
                assert_eq!(answer.is(201)["id"], answers[0].json()["id"]);
            }
            assert_eq!(ben.inbox().len(), 1);
        }
        assert_eq!(ana.outbox().len(), 5);
    });
}

#[test]
fn every_write_says_where_it_can_be_read() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let told = |answer: Answer| {
            assert!(answer.status < 300, "{answer}");
            let revision = answer.header("kith-revision").to_owned();
            assert!(!revision.is_empty(), "{}", answer.asked);
            ana.client.get_at("/members/me", &revision).is(200);
        };
        told(anyone.sign_up(&format!("new-{}", number()), &json!({})));
        told(ana.patch("/members/me", &json!({"headline": "Builds bridges"})));
        told(ana.patch("/members/me/settings", &json!({"reminders": false})));
        let id = ana.sends(&ben);
        told(ana.invites(&ben));
        told(ben.acts(&id, "reply", &json!({"body": "Who?"})));
        told(ben.acts(&id, "ignore", &json!({"known": true})));
        told(ana.acts(&id, "withdraw", &json!({})));
        told(ben.invites(&ana));
        told(ana.invites(&ben));
        told(ana.delete(&format!("/connections/{}", ben.handle)));
        told(ana.post("/invitations/withdraw", &json!({"older_than_days": 0})));
        for path in [format!("/follows/{}", ben.handle), format!("/blocks/{}", ben.handle)] {
            told(ana.put(&path));
            if path.contains("blocks") {
                told(ana.delete(&path));
            }
        }
        told(ana.delete(&format!("/follows/{}", ben.handle)));
        told(ana.put(&format!("/suggestions/{}/dismissed", ben.handle)));
        told(ana.delete(&format!("/unknowns/{}", ben.handle)));
        told(operator.post("/admin/restrictions", &json!({"handle": ana.handle, "reason": "x"})));
        told(ana.post("/limits/appeal", &json!({"text": "Why?"})));
        told(operator.delete(&format!("/admin/restrictions/{}", ana.handle)));
        told(
            operator.patch(&format!("/admin/members/{}", ana.handle), &json!({"plan": "premium"})),
        );
    });
}

#[test]
fn a_read_at_a_revision_sees_the_write_in_the_graph_at_once() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        ben.connects(&anyone.join("dora"));
        for round in 0..15 {
            let carl = anyone.join("carl");
            let accepted = carl.acts(&ana.sends(&carl), "accept", &json!({}));
            let at = accepted.header("kith-revision").to_owned();
            let to = json!({"to": [carl.handle, ben.handle]});
            let asked = ana.client.call("POST", "/degrees", &[("kith-at-least", &at)], Some(&to));
            assert_eq!(asked.is(200)["degrees"][&carl.handle], "1st", "round {round}");
            // One step further: the other's connections are two steps away at once.
            let accepted = ben.acts(&carl.sends(&ben), "accept", &json!({}));
            let at = accepted.header("kith-revision").to_owned();
            let page = ana.client.get_at(&format!("/mutuals/{}", ben.handle), &at).is(200);
            assert_eq!(page["count"], round + 1);
            let paths = ana.client.get_at(&format!("/paths/{}?limit=20", ben.handle), &at).is(200);
            assert_eq!(paths["items"].as_array().map(Vec::len), Some(round + 1));
        }
        let gone = ana.delete(&format!("/connections/{}", ben.handle));
        gone.refused(409, "not_connected");
    });
}

#[test]
fn a_revision_that_is_none_is_malformed_and_one_from_elsewhere_is_not_waited_for() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        for wrong in ["x", "12", "r-", "r1-x", "rffffffffffffffffff-0"] {
            let answer = ana.client.get_at("/members/me", wrong);
            assert_eq!(answer.wrong_fields(), ["Kith-At-Least"], "{wrong}");
        }
        let ahead = ana.client.get_at("/members/me", "r0-ffffffffff");
        ahead.problem(503, "behind");
        assert_eq!(ahead.header("retry-after"), "1");
    });
}

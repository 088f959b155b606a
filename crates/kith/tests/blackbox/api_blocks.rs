//! R1: to the blocked member the other is nobody, on every route; and both have vanished from
//! each other's lists.

use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, at, handles},
    sandbox::{hours, opens_at},
    server::{Flags, on_each, on_each_shared},
};

/// Every call that names a member.
fn calls(asker: &Member, handle: &str, somebody: &str) -> Vec<Answer> {
    vec![
        asker.get(&format!("/members/{handle}")),
        asker.get(&format!("/mutuals/{handle}")),
        asker.get(&format!("/paths/{handle}")),
        asker.get(&format!("/connections?of={handle}")),
        asker.get(&format!("/connections?of={handle}&query=a")),
        asker.get(&format!("/people?connection_of={handle}")),
        asker.post("/invitations", &json!({"to": handle})),
        asker.post("/invitations", &json!({"to": handle, "note": "Hi", "email": "a@example.org"})),
        asker.post("/invitations", &json!({"to": somebody, "source": "mutual", "via": handle})),
        asker.get(&format!("/members/{handle}/messaging")),
        asker.post("/messages", &json!({"to": handle, "body": "Hi"})),
        asker.post(
            "/messages",
            &json!({"to": handle, "body": "Hi", "via": "inmail", "subject": "Hi"}),
        ),
        asker.post("/introductions", &json!({"to": handle, "through": somebody, "note": "Hi"})),
        asker.post("/introductions", &json!({"to": somebody, "through": handle, "note": "Hi"})),
        asker.put(&format!("/follows/{handle}")),
        asker.delete(&format!("/follows/{handle}")),
        asker.put(&format!("/blocks/{handle}")),
        asker.delete(&format!("/blocks/{handle}")),
        asker.delete(&format!("/unknowns/{handle}")),
        asker.delete(&format!("/connections/{handle}")),
        asker.put(&format!("/suggestions/{handle}/dismissed")),
    ]
}

/// What can be told apart in an answer: everything but the date and the seconds of a budget.
fn told(answer: &Answer) -> (u16, Vec<String>, String) {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date" && *name != "ratelimit")
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or_default()))
        .collect();
    headers.sort();
    (answer.status, headers, answer.text())
}

#[test]
fn r1_to_the_blocked_member_the_other_answers_as_one_who_does_not_exist_byte_for_byte() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        ana.connects(&ben);
        ben.put(&format!("/blocks/{}", ana.handle)).done();
        let blocked = calls(&ana, &ben.handle, &carl.handle);
        let nobody = calls(&ana, "no-such-member", &carl.handle);
        for (blocked, nobody) in blocked.iter().zip(&nobody) {
            assert_eq!(nobody.status, 404, "{nobody}");
            assert_eq!(told(blocked), told(nobody), "{}", blocked.asked);
        }
        let degrees = |to: &str| ana.post("/degrees", &json!({"to": [to]})).is(200);
        assert_eq!(degrees(&ben.handle), degrees("no-such-member"));
        // The blocker sees nobody either; they can only unblock.
        let mine = calls(&ben, &ana.handle, &carl.handle);
        for (mine, nobody) in mine.iter().zip(&nobody) {
            if mine.asked.contains("/blocks/") {
                mine.done();
                ben.put(&format!("/blocks/{}", ana.handle));
            } else if mine.asked.starts_with("GET") || mine.asked.starts_with("POST") {
                assert_eq!(told(mine), told(nobody), "{}", mine.asked);
            }
        }
    });
}

#[test]
fn r1_the_blocked_and_the_blocker_vanish_from_each_others_lists() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let word = format!("bridge{}", super::server::number());
        let with = |name: &str| anyone.join_as(name, &json!({"headline": word}));
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(with);
        // Ben is one of Carl's connections and of Dora's, as Ana is of Carl's: seen everywhere.
        for (a, b) in [(&ana, &carl), (&ben, &carl), (&ben, &dora), (&ana, &dora)] {
            a.connects(b);
        }
        ben.put(&format!("/follows/{}", ana.handle)).done();
        ana.put(&format!("/follows/{}", ben.handle)).done();
        ben.sends(&ana);
        let lists = |me: &Member, them: &Member| {
            let page = |path: &str| handles(&me.list(path)).contains(&them.handle);
            [
                page(&format!("/people?q={word}")),
                page(&format!("/people?connection_of={}", carl.handle)),
                page(&format!("/connections?of={}", carl.handle)),
                page(&format!("/connections?of={}&query={word}", carl.handle)),
                page(&format!("/mutuals/{}", carl.handle)),
                page("/follows"),
                page("/followers"),
                !me.post("/degrees", &json!({"to": [them.handle]})).is(200)["degrees"]
                    .as_object()
                    .expect("degrees")
                    .is_empty(),
            ]
        };
        let expected = [true, true, true, true, false, true, true, true];
        assert_eq!(lists(&ana, &ben), expected);
        assert_eq!(ana.inbox().len(), 1);
        let facets = |me: &Member| me.get(&format!("/people?q={word}")).is(200)["facets"].clone();
        assert_eq!(facets(&ana)["total"], 3);
        let block = ben.put(&format!("/blocks/{}", ana.handle));
        block.done();
        ana.client.get_at("/members/me", block.header("kith-revision")).is(200);
        for (me, them) in [(&ana, &ben), (&ben, &ana)] {
            assert_eq!(lists(me, them), [false; 8], "{} of {}", me.handle, them.handle);
            assert_eq!(facets(me)["total"], 2, "not even counted");
            assert_eq!(me.inbox(), Vec::<Value>::new());
            assert_eq!(me.outbox().iter().filter(|one| one["state"] == "pending").count(), 0);
            let suggested = me.list("/suggestions?limit=100");
            assert!(!handles(&suggested).contains(&them.handle));
        }
        assert_eq!(handles(&ben.list("/blocks")), [ana.handle.as_str()]);
        assert_eq!(ana.list("/blocks"), Vec::<Value>::new(), "nobody is told");
        // Others go on seeing both.
        assert_eq!(facets(&carl)["total"], 3);
    });
}

#[test]
fn r2_blocked_members_carry_no_path_and_are_no_mutual_connection() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        // Ana – Ben – Carl – Dora, and nothing else.
        for (a, b) in [(&ana, &ben), (&ben, &carl), (&carl, &dora)] {
            a.connects(b);
        }
        assert_eq!(ana.sees(&dora)["degree"], "3rd");
        let path = ana.list(&format!("/paths/{}", dora.handle));
        let path: Vec<String> = handles(path[0].as_array().expect("a path"));
        assert_eq!(path, [&ana, &ben, &carl, &dora].map(|one| one.handle.clone()));
        let block = carl.put(&format!("/blocks/{}", ana.handle));
        block.done();
        let seen = block.header("kith-revision").to_owned();
        let page = ana.client.get_at(&format!("/members/{}", dora.handle), &seen).is(200);
        assert_eq!((&page["degree"], &page["path"]), (&json!("out"), &json!([])));
        assert_eq!(ana.list(&format!("/paths/{}", dora.handle)), Vec::<Value>::new());
        // A mutual connection that one of them blocks is none to them.
        ana.connects(&dora);
        assert_eq!(ana.sees(&ben)["degree"], "1st");
        let eve = anyone.join("eve");
        eve.connects(&ben);
        eve.connects(&dora);
        let both = ana.sees(&eve);
        assert_eq!((&both["degree"], &both["mutual_count"]), (&json!("2nd"), &json!(2)));
        let block = dora.put(&format!("/blocks/{}", eve.handle));
        block.done();
        let seen = block.header("kith-revision").to_owned();
        let one = ana.client.get_at(&format!("/members/{}", eve.handle), &seen).is(200);
        assert_eq!(one["mutual_count"], 1);
        assert_eq!(handles(one["mutuals"].as_array().unwrap()), [ben.handle.as_str()]);
    });
}

#[test]
fn r1_blocking_the_same_member_again_waits_48_hours() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        ana.connects(&ben);
        let block = || ana.put(&format!("/blocks/{}", ben.handle));
        block().done();
        block().done();
        let before = anyone.now();
        ana.delete(&format!("/blocks/{}", ben.handle)).done();
        ana.delete(&format!("/blocks/{}", ben.handle)).refused(404, "not_found");
        // Unblocking restores nothing.
        let page = ana.sees(&ben);
        assert_eq!((&page["degree"], &page["tie"]["following"]), (&json!("out"), &json!(false)));
        let until = at(&block().refused(403, "blocked_recently")["until"]);
        assert!(hours(before, 48) <= until && until <= hours(anyone.now(), 48), "{until}");
        // Ben's own hand is free.
        ben.put(&format!("/blocks/{}", ana.handle)).done();
        ben.delete(&format!("/blocks/{}", ana.handle)).done();
        opens_at(&anyone, until, (403, "blocked_recently"), block);
        ben.get(&format!("/members/{}", ana.handle)).refused(404, "not_found");
        ana.put(&format!("/blocks/{}", ana.handle)).refused(403, "self");
    });
}

//! R13: templates over HTTP: the library, who may share, and how one reads for real people.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, text},
    server::on_each_shared,
};

fn names(member: &Member, library: &str) -> Vec<String> {
    let all = member.list(&format!("/templates?library={library}"));
    all.iter().map(|one| text(&one["name"]).to_owned()).collect()
}

fn preview(member: &Member, words: &str, people: &[&str]) -> Value {
    let body = json!({"text": words, "people": people});
    member.post("/templates/preview", &body).is(200)
}

#[test]
fn r13_a_member_keeps_changes_and_deletes_templates_that_nobody_else_finds() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let body = json!({"name": "Bridges", "text": "Hi {first_name}, {company} builds well."});
        let made = ana.post("/templates", &body).is(201);
        assert_eq!(made["placeholders"], json!(["first_name", "company"]));
        assert_eq!((&made["purpose"], &made["shared_with"]), (&json!("note"), &json!("me")));
        assert_eq!(names(&ana, "mine"), ["Bridges"]);
        assert_eq!(ana.post("/templates", &body).wrong_fields(), ["name"], "taken");
        let path = format!("/templates/{}", text(&made["id"]));
        for answer in [ben.get(&path), ben.patch(&path, &json!({"name": "x"})), ben.delete(&path)] {
            answer.refused(404, "not_found");
        }
        let changed = ana.patch(&path, &json!({"name": "Timber", "purpose": "message"})).is(200);
        assert_eq!((&changed["name"], &changed["text"]), (&json!("Timber"), &made["text"]));
        ana.delete(&path).done();
        assert_eq!(names(&ana, "mine"), [""; 0]);
        let bad = json!({"name": " ", "text": "Hi {frist_name} and {nobody"});
        assert_eq!(ana.post("/templates", &bad).wrong_fields(), ["name", "text", "text"]);
        assert_eq!(ana.post("/templates", &json!({})).wrong_fields(), ["name", "text"]);
        assert_eq!(names(&ana, "mine"), [""; 0], "nothing is half-written");
    });
}

#[test]
fn r13_ten_situations_ship_with_templates_that_anybody_may_take() {
    on_each_shared(|server| {
        let ana = Client::anonymous(server).join("ana");
        let ready = ana.list("/templates?library=ready");
        let situations: std::collections::BTreeSet<&str> =
            ready.iter().map(|one| text(&one["situation"])).collect();
        assert_eq!(situations.len(), 10);
        for one in &ready {
            let same = ana.get(&format!("/templates/{}", text(&one["id"]))).is(200);
            assert_eq!(&same, one);
            let id = format!("/templates/{}", text(&one["id"]));
            ana.delete(&id).refused(404, "not_found");
        }
    });
}

#[test]
fn r13_operators_share_with_everybody_and_moderators_with_their_group() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let shared =
            json!({"name": "For all", "text": "Hi {first_name}", "shared_with": "everybody"});
        assert_eq!(ana.post("/templates", &shared).wrong_fields(), ["shared_with"]);
        operator.post("/templates", &shared).is(201);
        assert_eq!(names(&ana, "shared"), ["For all"]);
        let group = ana.post("/groups", &json!({"name": "Wood", "access": "open"})).is(201);
        let group = text(&group["id"]);
        let few = json!({
            "name": "For wood", "text": "Hi {first_name}", "shared_with": "group", "group": group,
        });
        assert_eq!(ben.post("/templates", &few).wrong_fields(), ["group"]);
        let few = ana.post("/templates", &few).is(201);
        assert_eq!(names(&ben, "shared"), ["For all"]);
        ben.put(&format!("/groups/{group}/membership")).is(200);
        assert_eq!(names(&ben, "shared"), ["For all", "For wood"]);
        let path = format!("/templates/{}", text(&few["id"]));
        assert_eq!(ben.get(&path).is(200)["by"]["handle"], json!(ana.handle));
        // R1: who blocks is not there, with whatever they share.
        ana.put(&format!("/blocks/{}", ben.handle)).done();
        assert_eq!(names(&ben, "shared"), ["For all"]);
        ben.get(&path).refused(404, "not_found");
    });
}

#[test]
fn r13_a_preview_fills_from_what_the_sender_sees_and_says_who_cannot_be_filled_and_why() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let position = json!([{"company": "Northline", "title": "Engineer", "from": 2020}]);
        ben.patch("/members/me", &json!({"positions": position})).is(200);
        let words = "Hi {first_name}, how is work at {company}?";
        let people = [ben.handle.as_str(), "no-such-member", ana.handle.as_str()];
        // R3: to a stranger the company is not there.
        let far = preview(&ana, words, &people);
        assert_eq!(far["ready"], 0);
        assert_eq!(far["people"][0]["missing"], json!(["company"]));
        assert_eq!(far["people"][0]["problem"], "You cannot see where they work.");
        assert_eq!(far["people"][1]["problem"], "There is no such member.");
        assert_eq!(far["people"][2]["problem"], "This is you.");
        ana.connects(&ben);
        let near = preview(&ana, words, &people);
        assert_eq!(near["ready"], 1);
        assert_eq!(near["people"][0]["text"], "Hi Ben, how is work at Northline?");
        assert_eq!((&near["longest"], &near["limit"]), (&json!(33), &json!(200)));
        assert!(near["coach"]["remarks"].is_array(), "{near}");
        // The limit of the plan counts on the filled text (R5).
        let long = preview(&ana, &format!("{words}{}", "x".repeat(180)), &people[..1]);
        assert_eq!((&long["longest"], &long["ready"]), (&json!(213), &json!(0)));
        assert_eq!(long["people"][0]["problem"], "213 characters: 13 more than the 200 that fit.");
        // What the sender gives goes before what facts say.
        let given = json!({
            "text": "See you at {event}", "people": [ben.handle], "given": {"event": "Timber Days"},
        });
        let given = ana.post("/templates/preview", &given).is(200);
        assert_eq!(given["people"][0]["text"], "See you at Timber Days");
        // R1: who is blocked answers like nobody.
        ben.put(&format!("/blocks/{}", ana.handle)).done();
        let blocked = preview(&ana, words, &people[..2]);
        assert_eq!(blocked["people"][0]["problem"], blocked["people"][1]["problem"]);
        assert!(blocked["people"][0].get("member").is_none());
    });
}

#[test]
fn r13_a_preview_without_people_takes_some_whom_the_sender_may_write_to() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben, carl) = (anyone.join("ana"), anyone.join("ben"), anyone.join("carl"));
        ana.connects(&ben);
        ben.connects(&carl);
        let handles = |answer: Value| -> Vec<String> {
            let people = answer["people"].as_array().unwrap().clone();
            people.iter().map(|one| text(&one["handle"]).to_owned()).collect()
        };
        assert_eq!(
            handles(preview(&ana, "Hi {first_name}", &[])),
            std::slice::from_ref(&carl.handle)
        );
        let message = json!({"text": "Thank you, {first_name}", "purpose": "message"});
        let message = ana.post("/templates/preview", &message).is(200);
        assert_eq!(message["limit"], 2_000);
        assert_eq!(handles(message), std::slice::from_ref(&ben.handle));
        let bad = json!({"text": "Hi {x}", "given": {"nothing": "x"}});
        let wrong = ana.post("/templates/preview", &bad).wrong_fields();
        assert_eq!(wrong, ["given.nothing", "text"]);
    });
}

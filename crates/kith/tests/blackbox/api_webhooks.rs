//! R13: webhooks over HTTP: who may make which, and what waits to be told.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, text},
    server::on_each_shared,
};

fn make(member: &Member, more: &Value) -> super::client::Answer {
    let mut body = json!({
        "url": "https://crm.example/kith",
        "events": ["invitation.accepted", "message.replied", "invitation.ended"],
    });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    member.post("/webhooks", &body)
}

fn told(member: &Member, webhook: &Value) -> Vec<String> {
    let all = member.list(&format!("/webhooks/{}/deliveries", text(&webhook["id"])));
    all.iter().map(|one| text(&one["event"]).to_owned()).collect()
}

#[test]
fn r13_a_member_has_webhooks_of_their_own_and_operators_those_of_the_community() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let made = make(&ana, &json!({})).is(201);
        assert!(text(&made["secret"]).starts_with("whsec_"));
        let path = format!("/webhooks/{}", text(&made["id"]));
        assert_eq!(ana.get(&path).is(200), made);
        for answer in [
            ben.get(&path),
            ben.delete(&path),
            ben.get(&format!("{path}/deliveries")),
            ben.post(&format!("{path}/again"), &json!({})),
            operator.get(&path),
        ] {
            answer.refused(404, "not_found");
        }
        let community = json!({"scope": "community"});
        assert_eq!(make(&ana, &community).wrong_fields(), ["scope"]);
        let shared = make(&operator, &community).is(201);
        assert!(operator.list("/webhooks").contains(&shared));
        assert_eq!(ana.list("/webhooks"), [made]);
        operator.delete(&format!("/webhooks/{}", text(&shared["id"]))).done();
        for (more, field) in [
            (json!({"url": "ftp://crm.example"}), "url"),
            (json!({"url": "https://ana:secret@crm.example"}), "url"),
            (json!({"events": []}), "events"),
            (json!({"events": ["invitation.ignored"]}), "events[0]"),
        ] {
            assert_eq!(make(&ana, &more).wrong_fields(), [field]);
        }
        for _ in 0..4 {
            make(&ana, &json!({})).is(201);
        }
        assert_eq!(make(&ana, &json!({})).wrong_fields(), ["url"], "five are enough");
        ana.delete(&path).done();
        ana.get(&path).refused(404, "not_found");
    });
}

#[test]
fn r6_a_webhook_waits_to_be_told_of_acceptances_ends_and_answers_and_of_nothing_silent() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let hook = make(&ana, &json!({})).is(201);
        let theirs = make(&carl, &json!({})).is(201);
        let [to_ben, to_carl, to_dora] = [&ben, &carl, &dora].map(|one| ana.sends(one));
        carl.ignores(&to_carl, false);
        ben.put(&format!("/blocks/{}", dora.handle)).done();
        dora.put(&format!("/blocks/{}", ana.handle)).done();
        assert_eq!(told(&ana, &hook), [""; 0], "{to_dora}");
        ben.accepts(&to_ben);
        ana.withdraws(&to_carl);
        let message = |from: &Member, to: &Member| {
            from.post("/messages", &json!({"to": to.handle, "body": "Hello"})).is(201)
        };
        message(&ben, &ana);
        message(&ana, &ben);
        message(&ben, &ana);
        assert_eq!(
            told(&ana, &hook),
            ["message.replied", "invitation.ended", "invitation.accepted"]
        );
        assert_eq!(told(&carl, &theirs), [""; 0], "a withdrawal is not told to who received it");
    });
}

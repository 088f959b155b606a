//! R9, R10: nothing silent leaks. A block hides a conversation from both; a declined InMail and an
//! introduction that was not passed on read like ones that nobody has answered.

use serde_json::{Value, json};

use super::{
    api_messages::{acts, may, plan, unread, writes},
    client::{Client, Member, text},
    server::on_each_shared,
};

/// What a sender can see of what they began, with everything taken out that names these two.
fn told(sender: &Member, them: &Member, talk: &str) -> Vec<Value> {
    fn blur(value: &Value, them: &Member, talk: &str) -> Value {
        match value {
            Value::String(text) if text.parse::<jiff::Timestamp>().is_ok() => json!("TIME"),
            Value::String(text) => json!(text.replace(&them.handle, "THEM").replace(talk, "TALK")),
            Value::Array(list) => list.iter().map(|one| blur(one, them, talk)).collect(),
            Value::Object(object) => {
                let fields = object.iter().filter(|(name, _)| *name != "id");
                fields.map(|(name, one)| (name.clone(), blur(one, them, talk))).collect()
            }
            other => other.clone(),
        }
    }
    let answers = [
        sender.get(&format!("/conversations/{talk}")),
        sender.get("/conversations"),
        sender.get("/conversations?box=archived"),
        sender.get("/conversations/unread"),
        sender.get(&format!("/members/{}/messaging", them.handle)),
        sender.get(&format!("/members/{}", them.handle)),
        writes(sender, them, "Once more"),
    ];
    // The credit that a declined InMail gives back is the rulebook's; it is compared elsewhere.
    let without_credits = |mut value: Value| {
        for place in ["/credits", "/writing/credits"] {
            if let Some(found) = value.pointer_mut(place) {
                *found = Value::Null;
            }
        }
        value
    };
    answers
        .iter()
        .map(|answer| json!([answer.status, without_credits(blur(&answer.json(), them, talk))]))
        .collect()
}

#[test]
fn r9_a_declined_inmail_reads_to_its_sender_like_one_that_waits() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let told = [false, true].map(|declines| {
            let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
            plan(&operator, &ana, "premium");
            let message = json!({"to": ben.handle, "body": "Hello", "subject": "Cables"});
            let talk = text(&ana.post("/messages", &message).is(201)["conversation"]).to_owned();
            if declines {
                acts(&ben, &talk, "decline").done();
                assert_eq!(ben.list("/conversations").len(), 0);
                assert_eq!(ben.list("/conversations?box=archived")[0]["request"], "declined");
            }
            told(&ana, &ben, &talk)
        });
        for (waits, declined) in told[0].iter().zip(&told[1]) {
            // Two credits less one, against two less one and one back, are counted in words.
            let numbers = |value: &Value| value.to_string().replace("14 credits", "15 credits");
            assert_eq!(numbers(waits), numbers(declined));
        }
    });
}

#[test]
fn r1_a_block_hides_the_conversation_from_both_and_every_count() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        ana.connects(&ben);
        let talk = text(&writes(&ana, &ben, "Hello").is(201)["conversation"]).to_owned();
        writes(&ben, &ana, "Hello").is(201);
        writes(&ana, &ben, "How are you?").is(201);
        writes(&ben, &ana, "Well").is(201);
        writes(&ana, &ben, "Good").is(201);
        assert_eq!((unread(&ana), unread(&ben)), (json!(0), json!(1)), "an answer has read");
        ben.put(&format!("/blocks/{}", ana.handle)).done();
        for member in [&ana, &ben] {
            assert_eq!(member.list("/conversations"), Vec::<Value>::new());
            assert_eq!(unread(member), 0);
            member.get(&format!("/conversations/{talk}")).refused(404, "not_found");
            for act in ["read", "mute", "archive", "accept", "decline"] {
                acts(member, &talk, act).refused(404, "not_found");
            }
            let reason = json!({"reason": "x"});
            member
                .post(&format!("/conversations/{talk}/report"), &reason)
                .refused(404, "not_found");
        }
        writes(&ana, &ben, "Hello").refused(404, "not_found");
        writes(&ben, &ana, "Hello").refused(404, "not_found");
    });
}

#[test]
fn r10_an_introduction_that_was_declined_reads_like_one_that_waits() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        // Not passed on against not looked at; declined by the target against passed on.
        for forwarded in [false, true] {
            let told = [false, true].map(|declines| {
                let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
                ana.connects(&carl);
                carl.connects(&ben);
                let ask = json!({"through": carl.handle, "to": ben.handle, "note": "Hello"});
                let id = text(&ana.post("/introductions", &ask).is(201)["id"]).to_owned();
                let act = |who: &Member, act: &str| {
                    who.post(&format!("/introductions/{id}/{act}"), &json!({})).is(200)
                };
                if forwarded {
                    act(&carl, "forward");
                }
                if declines {
                    act(if forwarded { &ben } else { &carl }, "decline");
                }
                let mut seen = vec![
                    ana.get(&format!("/introductions/{id}")).is(200)["state"].clone(),
                    ana.list("/introductions?box=sent")[0]["state"].clone(),
                    ana.sees(&ben)["actions"]["introduce"]["reason"].clone(),
                    ana.post("/introductions", &ask).refused(409, "introduction_pending")["detail"]
                        .clone(),
                    ana.budget("weekly_invitations")["used"].clone(),
                    may(&ana, &ben)["reason"].clone(),
                ];
                if forwarded {
                    // Whoever passed it on is not told either.
                    seen.push(carl.list("/introductions?box=through")[0]["state"].clone());
                } else {
                    assert_eq!(ben.list("/introductions?box=received"), Vec::<Value>::new());
                    ben.get(&format!("/introductions/{id}")).refused(404, "not_found");
                }
                seen
            });
            assert_eq!(told[0], told[1]);
        }
    });
}

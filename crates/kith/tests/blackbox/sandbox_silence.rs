//! R6: nothing silent leaks. Whatever the recipient does in silence, the sender's answers are the
//! same JSON as if they had done nothing.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, text},
    server::{Flags, on_each},
};

/// Everything that the API tells a sender about somebody they invited: statuses, names of
/// headers, and bodies.
fn asked_about(sender: &Member, them: &Member, id: &str) -> Vec<(u16, Vec<String>, Value)> {
    let handle = &them.handle;
    let answers = [
        sender.get(&format!("/members/{handle}")),
        sender.get("/invitations?box=sent"),
        sender.get("/invitations?box=sent&state=pending"),
        sender.get("/invitations?box=sent&state=ignored"),
        sender.get("/invitations?box=received"),
        sender.get(&format!("/invitations/{id}")),
        sender.get("/limits"),
        sender.get(&format!("/people?q={}", them.email)),
        sender.get(&format!("/mutuals/{handle}")),
        sender.get("/follows"),
        sender.get("/followers"),
        sender.post("/degrees", &json!({"to": [handle]})),
        sender.invites(them),
        sender.invites_with(them, &json!({"note": "Hello again"})),
        sender.acts(id, "accept", &json!({})),
        sender.acts(id, "ignore", &json!({"known": true})),
    ];
    answers
        .iter()
        .map(|answer| {
            let names = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
            (answer.status, names, answer.json())
        })
        .collect()
}

/// The same with everything taken out that names these two or this hour.
fn without_names(told: &[(u16, Vec<String>, Value)], them: &Member, id: &str) -> Vec<Value> {
    fn blur(value: &Value, them: &Member, id: &str) -> Value {
        match value {
            Value::String(text) if text.parse::<jiff::Timestamp>().is_ok() => json!("TIME"),
            Value::String(text) => json!(text.replace(&them.handle, "THEM").replace(id, "ID")),
            Value::Array(list) => list.iter().map(|one| blur(one, them, id)).collect(),
            Value::Object(object) => {
                let fields = object
                    .iter()
                    .map(|(name, one)| (name.replace(&them.handle, "THEM"), blur(one, them, id)));
                Value::Object(fields.collect())
            }
            other => other.clone(),
        }
    }
    told.iter().map(|(status, _, body)| json!([status, blur(body, them, id)])).collect()
}

#[test]
fn r6_an_ignored_and_an_unknown_invitation_look_to_the_sender_as_if_nothing_had_happened() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        for known in [true, false] {
            let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
            let sent = ana.invites_with(&ben, &json!({"note": "We met in Porto."})).is(201);
            let id = text(&sent["id"]);
            let before = asked_about(&ana, &ben, id);
            ben.ignores(id, known);
            let after = asked_about(&ana, &ben, id);
            for (before, after) in before.iter().zip(&after) {
                assert_eq!(before, after, "after ignoring with known = {known}");
            }
        }
    });
}

#[test]
fn r6_ignored_unknown_and_overlooked_stay_alike_through_withdrawal_rest_and_lapse() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        // Each has a sender of their own, so that budgets and lists are alike too.
        let pairs: Vec<(Member, Member)> =
            (0..3).map(|_| (anyone.join("ana"), anyone.join("ben"))).collect();
        let ids: Vec<String> = pairs.iter().map(|(ana, ben)| ana.sends(ben)).collect();
        pairs[1].1.ignores(&ids[1], true);
        pairs[2].1.ignores(&ids[2], false);
        let alike = |ids: &[String], stage: &str| {
            let told = |n: usize| {
                let (ana, ben) = &pairs[n];
                let told = without_names(&asked_about(ana, ben, &ids[n]), ben, &ids[n]);
                serde_json::to_string(&told).expect("JSON").replace(&ana.handle, "ME")
            };
            assert_eq!(told(0), told(1), "{stage}: overlooked and ignored");
            assert_eq!(told(0), told(2), "{stage}: overlooked and unknown");
        };
        alike(&ids, "pending");
        anyone.advance("P8D");
        alike(&ids, "a week later");
        for ((ana, _), id) in pairs.iter().zip(&ids) {
            ana.withdraws(id);
        }
        // While they rest, an unknown one has the e-mail gate besides: R4 says it in `gate`.
        let told = |n: usize| pairs[n].0.invites(&pairs[n].1);
        let (overlooked, ignored) = (told(0).refused(403, "resting"), told(1).json());
        let without = |refusal: &Value| {
            let mut refusal = refusal.clone();
            refusal["until"] = Value::Null;
            refusal["instead"][0]["href"] = Value::Null;
            refusal
        };
        assert_eq!(without(&overlooked), without(&ignored));
        anyone.advance("P21D");
        let second: Vec<String> = pairs[..2].iter().map(|(ana, ben)| ana.sends(ben)).collect();
        pairs[1].1.ignores(&second[1], true);
        anyone.advance("P6M");
        let (overlooked, ignored) = (told(0).refused(403, "resting"), told(1).json());
        assert_eq!(without(&overlooked), without(&ignored));
        assert_eq!(overlooked["also"], json!(["attempts"]));
    });
}

#[test]
fn r4_the_gate_after_unknown_reads_as_anybodys_email_gate() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben, eve) = (anyone.join("ana"), anyone.join("ben"), anyone.join("eve"));
        let first = ana.sends(&eve);
        let id = ana.sends(&ben);
        ben.ignores(&id, false);
        for id in [&first, &id] {
            ana.withdraws(id);
        }
        eve.patch("/members/me/settings", &json!({"gate": "email"})).is(200);
        anyone.advance("P22D");
        let page = |them: &Member| ana.sees(them)["actions"].clone();
        assert_eq!(page(&ben), page(&eve));
        let told = |them: &Member| ana.invites(them).text().replace(&them.handle, "THEM");
        assert_eq!(told(&ben), told(&eve));
        assert_eq!(ana.invites(&ben).refused(403, "gate")["reason"], "gate");
    });
}

#[test]
fn r1_removing_a_connection_and_blocking_tell_nobody() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        ana.connects(&ben);
        ben.delete(&format!("/connections/{}", ana.handle)).done();
        let page = ana.sees(&ben);
        assert_eq!(page["tie"]["state"], "strangers");
        assert_eq!(page["tie"]["following"], false, "R1: removing ends both follows");
        assert_eq!(page["tie"]["followed_by"], false);
        ana.delete(&format!("/connections/{}", ben.handle)).refused(409, "not_connected");
        assert_eq!(ana.inbox(), Vec::<Value>::new());
        // The accepted invitation stays what it was, and a new one may be sent at once.
        assert_eq!(ana.outbox()[0]["state"], "accepted");
        ana.sends(&ben);
    });
}

//! Campaigns over HTTP (R13), on a clock that can be moved: preview, start, pace, answers, and what
//! its member may not learn.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, at, handles, text},
    server::{Flags, on_each},
};

/// At any hour of any day, as fast as may be.
fn pace() -> Value {
    json!({"daily": 50, "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "from": "00:00", "to": "24:00", "reserve": 0})
}

fn audience(people: &[&Member]) -> Value {
    let handles: Vec<_> = people.iter().map(|one| one.handle.clone()).collect();
    json!({"handles": handles})
}

/// A campaign with these steps, made; its id.
fn made(member: &Member, people: &[&Member], steps: &Value) -> String {
    let body = json!({"name": "Spring", "audience": audience(people), "steps": steps,
        "pace": pace(), "given": {"event": "the fair"}});
    text(&member.post("/campaigns", &body).is(201)["id"]).to_owned()
}

fn start(member: &Member, id: &str) {
    let started = member.post(&format!("/campaigns/{id}/start"), &json!({})).is(200);
    assert_eq!(started["state"], "running");
}

fn people(member: &Member, id: &str) -> Vec<Value> {
    member.list(&format!("/campaigns/{id}/people?limit=100"))
}

fn stage(member: &Member, id: &str, person: &Member) -> (String, Value) {
    let all = people(member, id);
    let one = all.iter().find(|one| one["member"]["handle"] == person.handle.as_str());
    let one = one.unwrap_or_else(|| panic!("{} is not there", person.handle));
    (text(&one["stage"]).to_owned(), one["reason"].clone())
}

#[test]
fn r13_the_preview_says_who_is_left_out_and_why_and_nothing_silent() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let names = ["ben", "carl", "dora", "eve", "finn", "gina", "hugo", "ida", "jan"];
        let [ben, carl, dora, eve, finn, gina, hugo, ida, jan] = names.map(|one| anyone.join(one));
        ana.connects(&ben);
        ana.sends(&carl);
        let withdrawn = ana.sends(&dora);
        ana.withdraws(&withdrawn);
        eve.put(&format!("/do-not-contact/{}", ana.handle)).done();
        finn.put("/do-not-contact/everyone").done();
        gina.sends(&ana);
        hugo.put(&format!("/blocks/{}", ana.handle)).done();
        ida.patch("/members/me/settings", &json!({"gate": "nobody"})).is(200);
        let steps = json!({"arms": [{"note": "Hi {first_name}, shall we meet at {event}?"}]});
        let all = [&ben, &carl, &dora, &eve, &finn, &gina, &hugo, &ida, &jan, &ana];
        let id = made(&ana, &all, &steps);
        let mut csv = String::from("name,handle\n");
        for one in all {
            csv.push_str(&format!("x,{}\n", one.handle));
        }
        csv.push_str("x,nobody-here\nx,nobody-here\n");
        let path = format!("/campaigns/{id}");
        ana.patch(&path, &json!({"audience": {"csv": csv}})).is(200);
        let preview = ana.post(&format!("{path}/preview"), &json!({})).is(200);
        let reasons: Vec<_> = preview["left_out"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| format!("{} {}", text(&one["reason"]), one["count"]))
            .collect();
        let expected = [
            "do_not_contact 2",
            "self 1",
            "connected 1",
            "pending 1",
            "invited_you 1",
            "resting 1",
            "gate 1",
        ];
        assert_eq!(reasons, expected);
        // Whoever blocks is like nobody, and so are they in every count.
        assert_eq!(preview["unknown"], json!([hugo.handle, "nobody-here"]));
        assert_eq!((&preview["total"], &preview["ready"]), (&json!(11), &json!(1)));
        let first = &preview["items"][0];
        assert_eq!(first["member"]["handle"], jan.handle.as_str());
        assert_eq!(first["notes"], json!(["Hi Jan, shall we meet at the fair?"]));
        assert_eq!(preview["longest"], 34);
        assert_eq!(jan.inbox().len(), 0, "looking sends nothing");
        // A placeholder that nothing fills.
        let steps = json!({"arms": [{"note": "Hi {first_name} of {company}"}]});
        ana.patch(&path, &json!({"steps": steps})).is(200);
        let preview = ana.post(&format!("{path}/preview"), &json!({})).is(200);
        let last = preview["items"].as_array().expect("a list").iter();
        let last = last.filter(|one| one["reason"] == "unfilled").collect::<Vec<_>>();
        assert_eq!((last.len(), &last[0]["missing"]), (1, &json!(["company"])));
        let nobody = ana.post(&format!("{path}/start"), &json!({}));
        assert_eq!(nobody.wrong_fields(), ["audience"]);
    });
}

#[test]
fn r13_a_campaign_goes_out_at_its_pace_and_stops_where_it_must() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let names = ["ana", "ben", "carl", "dora", "eve"];
        let [ana, ben, carl, dora, eve] = names.map(|one| anyone.join(one));
        let steps = json!({
            "arms": [{"note": "Hi {first_name}, are you at {event}?"}],
            "thanks": {"hours": 2, "body": "Thank you, {first_name}."},
            "follow_ups": [{"days": 3, "body": "How was it, {first_name}?"}],
        });
        let id = made(&ana, &[&ben, &carl, &dora, &eve], &steps);
        start(&ana, &id);
        let results = ana.get(&format!("/campaigns/{id}/results")).is(200);
        assert_eq!(results["planned"].as_array().map(Vec::len), Some(4), "{results}");
        assert_eq!(anyone.advance("P2D")["due"]["outreach"], 4);
        let inbox = ben.inbox();
        assert_eq!((&inbox[0]["source"], &inbox[0]["campaign"]), (&json!("campaign"), &json!(id)));
        assert_eq!(inbox[0]["note"], "Hi Ben, are you at the fair?");
        let mut times: Vec<_> =
            people(&ana, &id).iter().map(|one| at(&one["invited_at"])).collect();
        times.sort_unstable();
        for two in times.windows(2) {
            assert!(two[1].duration_since(two[0]).as_secs() >= 90, "{times:?}");
        }
        // Planned as it went.
        let planned: Vec<_> = results["planned"].as_array().expect("a list").iter().collect();
        let planned: Vec<_> = planned.iter().map(|one| at(&one["at"])).collect();
        for (planned, sent) in planned.iter().zip(&times) {
            assert!(sent.duration_since(*planned).as_secs().abs() < 90, "{planned} {sent}");
        }
        ben.accepts(text(&ben.inbox()[0]["id"]));
        carl.accepts(text(&carl.inbox()[0]["id"]));
        dora.ignores(text(&dora.inbox()[0]["id"]), true);
        anyone.advance("PT3H");
        let talk = ben.list("/conversations")[0].clone();
        let talk = ben.get(&format!("/conversations/{}", text(&talk["id"]))).is(200);
        assert!(talk.to_string().contains("Thank you, Ben."), "{talk}");
        ben.post("/messages", &json!({"to": ana.handle, "body": "Gladly."})).is(201);
        anyone.advance("P4D");
        assert_eq!(stage(&ana, &id, &ben), ("ended".to_owned(), json!("replied")));
        assert_eq!(stage(&ana, &id, &carl), ("ended".to_owned(), json!("finished")));
        // R6: whoever ignored waits, like whoever did nothing.
        assert_eq!(stage(&ana, &id, &dora), stage(&ana, &id, &eve));
        assert_eq!(stage(&ana, &id, &dora), ("invited".to_owned(), Value::Null));
        let results = ana.get(&format!("/campaigns/{id}/results")).is(200);
        for (field, count) in [
            ("people", 4),
            ("invited", 4),
            ("waiting", 2),
            ("accepted", 2),
            ("replied", 1),
            ("messages", 3),
        ] {
            assert_eq!(results[field], count, "{field}: {results}");
        }
        // A block takes somebody out of every list and count.
        eve.put(&format!("/blocks/{}", ana.handle)).done();
        anyone.advance("PT1M");
        assert!(!handles(&people(&ana, &id)).contains(&eve.handle));
        let results = ana.get(&format!("/campaigns/{id}/results")).is(200);
        assert_eq!((&results["people"], &results["waiting"]), (&json!(3), &json!(1)));
        ana.get(&format!("/campaigns/{id}")).is(200);
        ben.get(&format!("/campaigns/{id}")).problem(404, "not_found");
    });
}

#[test]
fn r13_do_not_contact_and_the_weekly_cap_of_a_recipient_hold_at_sending() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ben, carl) = (anyone.join("ben"), anyone.join("carl"));
        let steps = json!({"arms": [{"note": null}]});
        let senders = anyone.crowd("ana", 7);
        for sender in &senders {
            let id = made(sender, &[&ben, &carl], &steps);
            start(sender, &id);
        }
        carl.put("/do-not-contact/everyone").done();
        anyone.advance("P2D");
        assert_eq!(carl.inbox().len(), 0);
        assert_eq!(ben.inbox().len(), 5, "of seven");
        anyone.advance("P6D");
        assert_eq!(ben.inbox().len(), 7, "the others a week later");
        let wanted = carl.get("/do-not-contact").is(200);
        assert!(wanted["everyone_since"].is_string());
        carl.delete("/do-not-contact/everyone").done();
        assert_eq!(carl.get("/do-not-contact").is(200)["everyone_since"], Value::Null);
        carl.put("/do-not-contact/no-such-member").refused(404, "not_found");
    });
}

#[test]
fn r13_a_campaign_is_paused_resumed_ended_and_an_operator_may_pause_any() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let id = made(&ana, &[&ben], &json!({"before": {"what": "follow", "days": 2}}));
        let path = format!("/campaigns/{id}");
        ana.post(&format!("{path}/pause"), &json!({})).refused(409, "campaign_state");
        start(&ana, &id);
        ana.delete(&path).refused(409, "campaign_state");
        ana.post(&format!("{path}/pause"), &json!({})).is(200);
        anyone.advance("P3D");
        assert_eq!(stage(&ana, &id, &ben).0, "queued");
        ana.post(&format!("{path}/resume"), &json!({})).is(200);
        anyone.advance("P1D");
        assert_eq!(stage(&ana, &id, &ben).0, "approached");
        assert_eq!(handles(&ben.list("/followers")), [ana.handle.as_str()]);
        let pause = format!("/admin/campaigns/{id}/pause");
        operator.post(&pause, &json!({})).done();
        let seen = ana.get(&path).is(200);
        assert_eq!((&seen["state"], &seen["paused_by"]), (&json!("paused"), &json!("operator")));
        ana.post(&format!("{path}/resume"), &json!({})).refused(403, "campaign_paused");
        anyone.advance("P3D");
        assert_eq!(ben.inbox().len(), 0);
        operator.post(&format!("/admin/campaigns/{id}/resume"), &json!({})).done();
        anyone.advance("P1D");
        assert_eq!(ben.inbox().len(), 1);
        let volume = operator.list("/admin/campaigns");
        let one = volume.iter().find(|one| one["id"] == id.as_str()).expect("it is listed");
        assert_eq!((&one["handle"], &one["invited"]), (&json!(ana.handle), &json!(1)));
        let senders = operator.list("/admin/outreach");
        let one = senders.iter().find(|one| one["handle"] == ana.handle.as_str());
        assert_eq!(one.expect("it is listed")["invited_week"], 1);
        ana.post(&format!("{path}/end"), &json!({})).is(200);
        ana.post(&format!("{path}/resume"), &json!({})).refused(409, "campaign_state");
        ben.accepts(text(&ben.inbox()[0]["id"]));
        let results = ana.get(&format!("{path}/results")).is(200);
        assert_eq!(results["accepted"], 1, "answers are still counted");
    });
}

#[test]
fn r13_what_cannot_be_is_said_at_its_field_and_nothing_is_kept() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let usual = json!({"name": "Spring", "audience": audience(&[&ben])});
        let with = |field: &str, value: Value| {
            let mut body = usual.clone();
            body[field] = value;
            ana.post("/campaigns", &body).wrong_fields().join(" ")
        };
        for (field, value, fields) in [
            ("name", json!(" "), "name"),
            ("given", json!({"evnt": "x"}), "given.evnt"),
            ("given", json!({"event": ""}), "given.event"),
            ("audience", json!({"search": {}}), "audience.search"),
            ("audience", json!({"everybody": true}), "audience"),
            ("steps", json!({"arms": []}), "steps.arms"),
            ("steps", json!({"arms": [{"note": "Hi {frist_name}"}]}), "steps.arms[0].note"),
            ("steps", json!({"thanks": {"hours": 1, "body": "{"}}), "steps.thanks.body"),
            ("steps", json!({"steps": 1}), "steps.steps"),
            (
                "pace",
                json!({"daily": 0, "days": [], "from": "09:00", "to": "09:00", "reserve": 100}),
                "pace.daily pace.days pace.to pace.reserve",
            ),
            (
                "pace",
                json!({"daily": 1, "days": ["someday"], "from": "09:00", "to": "17:00",
                "reserve": 1}),
                "pace.days[0]",
            ),
        ] {
            assert_eq!(with(field, value.clone()), fields, "{field} {value}");
        }
        assert_eq!(ana.list("/campaigns"), Vec::<Value>::new());
        let id = made(&ana, &[&ben], &json!({"arms": [{"note": "Hi"}, {"note": null}]}));
        start(&ana, &id);
        let path = format!("/campaigns/{id}");
        let audience = json!({"audience": {"handles": [ana.handle]}});
        assert_eq!(ana.patch(&path, &audience).wrong_fields(), ["audience"]);
        let one_arm = json!({"steps": {"arms": [{"note": "Hi"}]}});
        assert_eq!(ana.patch(&path, &one_arm).wrong_fields(), ["steps.arms"]);
        let renamed = ana.patch(&path, &json!({"name": "Summer"})).is(200);
        assert_eq!(renamed["name"], "Summer");
        // Nobody is in two campaigns of a member, and nobody sends one by hand.
        let second = made(&ana, &[&ben], &json!({}));
        let preview = ana.post(&format!("/campaigns/{second}/preview"), &json!({})).is(200);
        assert_eq!(preview["left_out"][0]["reason"], "other_campaign");
        let by_hand = ana.invites_with(&ben, &json!({"source": "campaign"}));
        assert_eq!(by_hand.wrong_fields(), ["source"]);
        ana.delete(&format!("/campaigns/{second}")).done();
        ana.get(&format!("/campaigns/{second}")).problem(404, "not_found");
    });
}

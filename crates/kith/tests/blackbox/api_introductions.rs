//! R10: introductions. Both sides agree or nothing happens.

use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, text},
    sandbox::actions,
    server::{Flags, on_each, on_each_shared},
};

fn asks(asker: &Member, through: &Member, to: &Member) -> Answer {
    let ask = json!({"through": through.handle, "to": to.handle, "note": "I build bridges too."});
    asker.post("/introductions", &ask)
}

fn acts(member: &Member, id: &str, act: &str) -> Answer {
    member.post(&format!("/introductions/{id}/{act}"), &json!({}))
}

/// Ana, Carl between, and Ben.
fn three(anyone: &Client) -> [Member; 3] {
    let [ana, carl, ben] = ["ana", "carl", "ben"].map(|name| anyone.join(name));
    ana.connects(&carl);
    carl.connects(&ben);
    [ana, carl, ben]
}

#[test]
fn r10_asked_passed_on_and_accepted_it_connects_past_the_gate_for_one_invitation() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, carl, ben] = three(&anyone);
        ben.patch("/members/me/settings", &json!({"gate": "nobody"})).is(200);
        ana.invites(&ben).refused(403, "gate");
        let asked = asks(&ana, &carl, &ben).is(201);
        let id = text(&asked["id"]);
        assert_eq!((&asked["state"], &asked["box"]), (&json!("asked"), &json!("sent")));
        assert_eq!(ben.list("/introductions?box=received"), Vec::<Value>::new());
        let seen = &carl.list("/introductions?box=through")[0];
        assert_eq!(seen["asker"]["handle"], ana.handle.as_str());
        assert_eq!(seen["target"]["handle"], ben.handle.as_str());
        assert_eq!(
            (&seen["note"], &seen["waiting"]),
            (&json!("I build bridges too."), &json!(true))
        );
        // Only whom it waits for may answer.
        acts(&ben, id, "accept").refused(404, "not_found");
        acts(&ana, id, "forward").refused(404, "not_found");
        acts(&carl, id, "accept").refused(404, "not_found");
        acts(&carl, id, "forward").is(200);
        acts(&carl, id, "forward").refused(409, "not_pending");
        assert_eq!(ana.budget("weekly_invitations")["used"], 1, "only the one to Carl");
        let got = &ben.list("/introductions?box=received")[0];
        assert_eq!(got["connector"]["handle"], carl.handle.as_str());
        let accepted = acts(&ben, id, "accept").is(200);
        assert_eq!(accepted["state"], "accepted");
        assert_eq!(ana.sees(&ben)["degree"], "1st");
        assert_eq!(ana.budget("weekly_invitations")["used"], 2, "it costs one invitation");
        let sent = &ana.outbox()[0];
        assert_eq!((&sent["source"], &sent["state"]), (&json!("introduction"), &json!("accepted")));
        assert_eq!(sent["via"], carl.handle.as_str());
        acts(&ben, id, "accept").refused(409, "not_pending");
        asks(&ana, &carl, &ben).refused(409, "already_connected");
    });
}

#[test]
fn r10_who_is_in_between_must_be_connected_to_both_one_step_at_a_time() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, carl, ben] = three(&anyone);
        let [dora, eve] = ["dora", "eve"].map(|name| anyone.join(name));
        ben.connects(&dora);
        asks(&ana, &carl, &dora).refused(403, "not_between");
        asks(&ana, &eve, &ben).refused(403, "not_between");
        asks(&ana, &ben, &ben).refused(403, "not_between");
        asks(&ana, &carl, &ana).refused(403, "self");
        // Three steps away: first be introduced to Ben, then by Ben.
        let introduce = ana.sees(&dora)["actions"]["introduce"].clone();
        assert_eq!(introduce["reason"], "not_between");
        assert_eq!(introduce["instead"][0]["action"], "introduce");
        let first = text(&asks(&ana, &carl, &ben).is(201)["id"]).to_owned();
        acts(&carl, &first, "forward").is(200);
        let accepted = acts(&ben, &first, "accept");
        let revision = accepted.header("kith-revision").to_owned();
        accepted.is(200);
        ana.client.get_at("/members/me", &revision).is(200);
        assert_eq!(ana.sees(&dora)["actions"]["introduce"]["via"], ben.handle.as_str());
        asks(&ana, &ben, &dora).is(201);
        // No longer connected to both, nothing is passed on.
        let again = ana.list("/introductions?box=sent")[0]["id"].clone();
        ben.delete(&format!("/connections/{}", dora.handle)).done();
        acts(&ben, text(&again), "forward").refused(403, "not_between");
    });
}

#[test]
fn r10_a_note_is_needed_and_the_same_introduction_is_asked_for_once() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, carl, ben] = three(&anyone);
        let ask = |note: &str| {
            let ask = json!({"through": carl.handle, "to": ben.handle, "note": note});
            ana.post("/introductions", &ask)
        };
        assert_eq!(ask(" ").wrong_fields(), ["note"]);
        assert_eq!(ask(&"x".repeat(2_001)).wrong_fields(), ["note"]);
        ask("Hello").is(201);
        let refusal = ask("Hello").refused(409, "introduction_pending");
        assert!(refusal["until"].is_string());
        // Where they have invited, accepting is nearer.
        let [dora, fay] = ["dora", "fay"].map(|name| anyone.join(name));
        dora.connects(&carl);
        fay.connects(&carl);
        fay.sends(&dora);
        let refusal = asks(&dora, &carl, &fay).refused(409, "already_pending");
        assert_eq!(actions(&refusal), ["accept"]);
    });
}

#[test]
fn r10_a_block_between_any_two_of_the_three_hides_the_introduction() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, carl, ben] = three(&anyone);
        let id = text(&asks(&ana, &carl, &ben).is(201)["id"]).to_owned();
        acts(&carl, &id, "forward").is(200);
        ben.put(&format!("/blocks/{}", ana.handle)).done();
        assert_eq!(ana.list("/introductions?box=sent"), Vec::<Value>::new());
        assert_eq!(ben.list("/introductions?box=received"), Vec::<Value>::new());
        acts(&ben, &id, "accept").refused(404, "not_found");
        assert_eq!(carl.list("/introductions?box=through")[0]["state"], "forwarded");
    });
}

#[test]
fn r10_without_an_invitation_left_none_is_asked_for_and_none_is_accepted() {
    let policy = "[plans.free]\nweekly_invitations = 2\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        let [ana, carl, ben] = three(&anyone);
        let id = text(&asks(&ana, &carl, &ben).is(201)["id"]).to_owned();
        acts(&carl, &id, "forward").is(200);
        let [dora, fay] = ["dora", "fay"].map(|name| anyone.join(name));
        ana.sends(&dora);
        carl.connects(&fay);
        asks(&ana, &carl, &fay).refused(429, "weekly_limit");
        acts(&ben, &id, "accept").refused(429, "weekly_limit");
        // It waits until the next one frees.
        anyone.advance("P7D");
        acts(&ben, &id, "accept").is(200);
        assert_eq!(ana.budget("weekly_invitations")["used"], 1);
    });
}

#[test]
fn r10_an_introduction_that_nobody_answers_lapses_after_six_months_whatever_was_done_in_silence() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let states = [false, true].map(|declines| {
            let [ana, carl, ben] = three(&anyone);
            let id = text(&asks(&ana, &carl, &ben).is(201)["id"]).to_owned();
            if declines {
                acts(&carl, &id, "decline").is(200);
            }
            anyone.advance("P6M1D");
            let state = ana.get(&format!("/introductions/{id}")).is(200)["state"].clone();
            acts(&carl, &id, "forward").refused(409, "not_pending");
            asks(&ana, &carl, &ben).is(201);
            state
        });
        assert_eq!(states, ["lapsed", "lapsed"]);
    });
}

#[test]
fn r10_of_an_answer_and_its_opposite_at_once_one_wins() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, carl, ben] = three(&anyone);
        let id = text(&asks(&ana, &carl, &ben).is(201)["id"]).to_owned();
        acts(&carl, &id, "forward").is(200);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let acts: Vec<_> = ["accept", "decline", "accept", "decline"]
                .map(|act| scope.spawn(|| acts(&ben, &id, act).status))
                .into_iter()
                .collect();
            acts.into_iter().map(|act| act.join().expect("an answer")).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 3, "{statuses:?}");
    });
}

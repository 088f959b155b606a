//! Groups over HTTP: joining, asking, moderating, handing over; who sees what.

use std::sync::Barrier;

use serde_json::{Value, json};

use super::{
    client::{Client, Member, handles, items, text},
    server::on_each_shared,
};

/// A group that `owner` makes; its address.
fn group(owner: &Member, access: &str) -> String {
    let made = owner.post("/groups", &json!({"name": "Bridge builders", "access": access}));
    format!("/groups/{}", text(&made.is(201)["id"]))
}

fn membership(member: &Member, group: &str) -> Value {
    member.get(group).is(200)["membership"].clone()
}

fn people(member: &Member, group: &str) -> Vec<String> {
    handles(&items(&member.get(&format!("{group}/people")).is(200)))
}

fn act(member: &Member, group: &str, whom: &Member, act: &str) -> super::client::Answer {
    member.post(&format!("{group}/people/{}/{act}", whom.handle), &json!({}))
}

#[test]
fn r11_an_open_group_is_joined_at_once_and_its_members_are_invited_with_source_group() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let group = group(&ana, "open");
        assert_eq!(membership(&ana, &group), "owner");
        let joined = ben.put(&format!("{group}/membership")).is(200);
        assert_eq!((&joined["membership"], &joined["member_count"]), (&json!("member"), &json!(2)));
        ben.put(&format!("{group}/membership")).is(200);
        assert_eq!(people(&carl, &group), [&*ben.handle, &*ana.handle], "newest first");
        let row = &carl.get(&format!("{group}/people?limit=1")).is(200)["items"][0];
        assert_eq!(
            (&row["connect"]["allowed"], &row["standing"]),
            (&json!(true), &json!("member"))
        );
        let sent = carl.invites_with(&ben, &json!({"source": "group"})).is(201);
        assert_eq!(sent["source"], "group");
        let mine = ben.get("/groups?mine=true").is(200);
        assert_eq!(mine["items"].as_array().map(Vec::len), Some(1));
        ben.delete(&format!("{group}/membership")).done();
        assert_eq!(people(&carl, &group), [&*ana.handle]);
    });
}

#[test]
fn a_request_is_approved_or_refused_by_a_moderator_and_by_nobody_else() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let group = group(&ana, "request");
        for asker in [&ben, &carl] {
            let asked = asker.put(&format!("{group}/membership")).is(200);
            assert_eq!(asked["membership"], "asked");
        }
        act(&ben, &group, &carl, "approve").refused(403, "not_in_charge");
        ben.get(&format!("{group}/people")).refused(403, "list_hidden");
        ben.get(&format!("{group}/people?standing=asked")).refused(403, "list_hidden");
        let asking = ana.get(&format!("{group}/people?standing=asked")).is(200);
        assert_eq!(handles(&items(&asking)), [&*carl.handle, &*ben.handle]);
        act(&ana, &group, &ben, "approve").done();
        act(&ana, &group, &carl, "refuse").done();
        act(&ana, &group, &carl, "approve").refused(409, "not_pending");
        assert_eq!(membership(&ben, &group), "member");
        assert_eq!(membership(&carl, &group), Value::Null);
        act(&ana, &group, &dora, "invite").done();
        assert_eq!(dora.put(&format!("{group}/membership")).is(200)["membership"], "member");
    });
}

#[test]
fn of_approving_refusing_and_taking_back_at_once_one_takes_effect() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let group = group(&ana, "request");
        ben.put(&format!("{group}/membership")).is(200);
        act(&ana, &group, &ben, "approve").done();
        act(&ana, &group, &ben, "appoint").done();
        for _ in 0..5 {
            let cid = anyone.join("cid");
            cid.put(&format!("{group}/membership")).is(200);
            let start = Barrier::new(3);
            let run = |press: &dyn Fn() -> u16| {
                start.wait();
                press()
            };
            let run = &run;
            let (approve, refuse) = (
                || act(&ana, &group, &cid, "approve").status,
                || act(&ben, &group, &cid, "refuse").status,
            );
            let leave = || cid.delete(&format!("{group}/membership")).status;
            let (approved, refused, left) = std::thread::scope(|scope| {
                let approve = scope.spawn(|| run(&approve));
                let refuse = scope.spawn(|| run(&refuse));
                let leave = scope.spawn(|| run(&leave));
                let of = |one: std::thread::ScopedJoinHandle<'_, u16>| one.join().expect("done");
                (of(approve), of(refuse), of(leave))
            });
            assert_eq!(left, 204, "one may always leave");
            assert!(!(approved == 204 && refused == 204), "both at once");
            assert!([approved, refused].iter().all(|status| [204, 409].contains(status)));
            // Whoever left after being approved is out; nobody is in who left last.
            assert_eq!(membership(&cid, &group), Value::Null);
            assert_eq!(people(&ana, &group).len(), 2);
        }
    });
}

#[test]
fn a_hidden_group_answers_as_one_that_is_not_there_until_a_moderator_invites() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let group = group(&ana, "hidden");
        let nowhere = "/groups/00000000-0000-7000-8000-000000000000";
        for path in ["", "/people"] {
            let (hidden, none) =
                (ben.get(&format!("{group}{path}")), ben.get(&format!("{nowhere}{path}")));
            assert_eq!((hidden.status, hidden.text()), (404, none.text()));
        }
        let tried = ben.put(&format!("{group}/membership"));
        assert_eq!(tried.status, 404);
        assert_eq!(tried.text(), ben.put(&format!("{nowhere}/membership")).text());
        let listed = ben.get("/groups?limit=100").is(200).to_string();
        assert!(!listed.contains(group.trim_start_matches("/groups/")), "{listed}");
        act(&ana, &group, &ben, "invite").done();
        assert_eq!(membership(&ben, &group), "invited");
        ben.put(&format!("{group}/membership")).is(200);
        assert_eq!(people(&ben, &group).len(), 2);
        act(&ana, &group, &ben, "remove").done();
        assert_eq!(ben.get(&group).status, 404, "not a member any more");
    });
}

#[test]
fn the_owner_leaves_after_handing_over_and_moderators_are_the_owners_choice() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let group = group(&ana, "open");
        for member in [&ben, &carl] {
            member.put(&format!("{group}/membership")).is(200);
        }
        let refused = ana.delete(&format!("{group}/membership")).refused(403, "owner_stays");
        assert_eq!(refused["instead"][0]["action"], "hand_over");
        act(&ben, &group, &carl, "remove").refused(403, "not_in_charge");
        act(&ana, &group, &ben, "appoint").done();
        act(&ben, &group, &ana, "remove").refused(403, "not_in_charge");
        act(&ben, &group, &carl, "remove").done();
        act(&ana, &group, &carl, "hand_over").refused(409, "not_member");
        act(&ana, &group, &ben, "hand_over").done();
        assert_eq!(membership(&ana, &group), "moderator");
        ana.delete(&group).refused(403, "not_in_charge");
        ana.delete(&format!("{group}/membership")).done();
        ben.delete(&group).done();
        assert_eq!(ben.get(&group).status, 404, "closed");
    });
}

#[test]
fn r1_blocked_members_are_not_in_each_others_member_lists_and_counts() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let group = group(&ana, "open");
        for member in [&ben, &carl] {
            member.put(&format!("{group}/membership")).is(200);
        }
        ben.put(&format!("/blocks/{}", carl.handle)).done();
        for (viewer, other, count) in [(&ben, &carl, 2), (&carl, &ben, 2)] {
            assert!(!people(viewer, &group).contains(&other.handle));
            assert_eq!(viewer.get(&group).is(200)["member_count"], count);
        }
        assert_eq!(people(&ana, &group).len(), 3);
        let operator = anyone.operator(server);
        let out = json!({"status": "deactivated"});
        operator.patch(&format!("/admin/members/{}", carl.handle), &out).done();
        assert_eq!(people(&ana, &group), [&*ben.handle, &*ana.handle], "deactivated");
        assert_eq!(ana.get(&group).is(200)["member_count"], 2);
    });
}

#[test]
fn r4_the_gate_knows_of_shared_groups_and_events() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        for picky in [&ben, &carl] {
            picky.patch("/members/me/settings", &json!({"gate": "second_degree"})).is(200);
            ana.invites(picky).refused(403, "gate");
        }
        let group = group(&ana, "request");
        ben.put(&format!("{group}/membership")).is(200);
        ana.invites(&ben).refused(403, "gate");
        act(&ana, &group, &ben, "approve").done();
        ana.invites(&ben).is(201);
        let event = json!({
            "name": "Congress", "place": "Leipzig",
            "starts_at": "2098-09-03T07:00:00Z", "ends_at": "2098-09-03T16:00:00Z",
        });
        let event = ana.post("/events", &event).is(201);
        carl.put(&format!("/events/{}/attendance", text(&event["id"]))).is(200);
        ana.invites(&carl).is(201);
    });
}

#[test]
fn what_cannot_be_taken_is_told_by_field() {
    on_each_shared(|server| {
        let ana = Client::anonymous(server).join("ana");
        let field = |body: Value| {
            let problem = ana.post("/groups", &body).is(422);
            text(&problem["errors"][0]["field"]).to_owned()
        };
        assert_eq!(field(json!({})), "name");
        assert_eq!(field(json!({"name": "  "})), "name");
        assert_eq!(field(json!({"name": "…"})), "name");
        assert_eq!(field(json!({"name": "x".repeat(101)})), "name");
        assert_eq!(field(json!({"name": "x", "about": "y".repeat(2_001)})), "about");
        assert_eq!(field(json!({"name": "x", "access": "secret"})), "access");
        assert_eq!(ana.get("/groups/none").status, 404);
        let exact = json!({"name": "👩‍👩‍👧".repeat(99) + "x"});
        ana.post("/groups", &exact).is(201);
    });
}

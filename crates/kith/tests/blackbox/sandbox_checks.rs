//! R4: the ten checks of an invitation in their order, each with `also`, `until` and `instead`.

use jiff::{ToSpan as _, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, at, items, text},
    sandbox::{actions, days, months, next, opens_at},
    server::{Flags, on_each, on_each_shared},
};

/// An operator's numbers with which one member meets every check at once.
const NARROW: &str = "\
[plans.free]
weekly_invitations = 2
pending_invitations = 1
note_length = 10
notes_per_month = 2
[invitations]
attempts = 1
[connections]
maximum = 1
";

#[test]
fn r4_the_checks_4_to_10_come_in_their_order_and_each_further_one_is_also_named() {
    on_each(Flags::sandbox_with(NARROW), |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl, dora, eve] =
            ["ana", "ben", "carl", "dora", "eve"].map(|name| anyone.join(name));
        anyone.move_to(next(&anyone, 1, 5));
        let note = |text: &str| json!({"note": text});
        // Ana uses up everything that there is.
        let first = ana.invites_with(&ben, &note("Porto!")).is(201);
        ana.withdraws(text(&first["id"]));
        anyone.advance("PT1H");
        let second = ana.invites_with(&dora, &note("Lisbon!")).is(201);
        ana.accepts(&carl.sends(&ana));
        let step = json!({"handle": ana.handle, "level": "paused_3_days", "reason": "Complaints."});
        operator.post("/admin/restrictions", &step).done();
        ben.patch("/members/me/settings", &json!({"gate": "nobody"})).is(200);

        let long = note("Eleven char");
        let all = ["resting", "attempts", "connections_full", "restricted", "weekly_limit"];
        let all = [&all[..], &["pending_limit", "note_too_long", "notes_limit"]].concat();
        let expect = |answer: Answer, status: u16, reason: &str, also: &[&str], works: &[&str]| {
            let refusal = answer.refused(status, reason);
            assert_eq!(refusal["also"], json!(also), "{answer}");
            assert_eq!(actions(&refusal), works, "{answer}");
            refusal
        };

        let refusal = expect(ana.invites_with(&ben, &long), 403, "gate", &all, &["follow"]);
        assert_eq!(refusal["until"], Value::Null);
        ben.patch("/members/me/settings", &json!({"gate": "everyone"})).is(200);
        let rest = expect(ana.invites_with(&ben, &long), 403, "resting", &all[1..], &["engage"]);

        // Eve was never invited: neither rest nor attempts.
        let works = ["remove_connections"];
        expect(ana.invites_with(&eve, &long), 403, "connections_full", &all[3..], &works);
        ana.delete(&format!("/connections/{}", carl.handle)).done();
        let works = ["appeal", "engage"];
        let paused = expect(ana.invites_with(&eve, &long), 403, "restricted", &all[4..], &works);
        let limits = ana.get("/limits").is(200);
        assert_eq!(paused["until"], limits["restriction"]["until"]);
        operator.delete(&format!("/admin/restrictions/{}", ana.handle)).done();

        let works = ["wait", "withdraw_oldest", "engage"];
        let week = expect(ana.invites_with(&eve, &long), 429, "weekly_limit", &all[5..], &works);
        let frees = days(at(&first["sent_at"]), 7);
        assert_eq!(at(&week["until"]), frees);
        anyone.move_to(frees);
        let works = ["withdraw_oldest", "engage"];
        let full = expect(ana.invites_with(&eve, &long), 429, "pending_limit", &all[6..], &works);
        assert_eq!(full["until"], second["expires_at"], "the first of them lapses then");
        ana.withdraws(text(&second["id"]));
        let works = ["shorten_note", "drop_note"];
        expect(ana.invites_with(&eve, &long), 403, "note_too_long", &all[7..], &works);
        let short = note("Ten chars!");
        let notes = expect(ana.invites_with(&eve, &short), 429, "notes_limit", &[], &["drop_note"]);
        let month = anyone.now().to_zoned(TimeZone::UTC).first_of_month().unwrap();
        let month = month.start_of_day().unwrap().checked_add(1.month()).unwrap();
        assert_eq!(at(&notes["until"]), month.timestamp());

        // No refusal cost anything, and without the note it is sent.
        assert_eq!(ana.budget("weekly_invitations")["used"], 1);
        let third = ana.invites(&eve).is(201);
        assert_eq!(third["note"], Value::Null);
        ana.withdraws(text(&third["id"]));
        anyone.move_to(at(&rest["until"]));
        let tried = expect(ana.invites(&ben), 403, "attempts", &[], &["engage"]);
        assert_eq!(at(&tried["until"]), months(at(&first["sent_at"]), 12));
        opens_at(&anyone, at(&tried["until"]), (403, "attempts"), || ana.invites(&ben));
    });
}

#[test]
fn r4_the_checks_1_to_3_come_first_and_name_nothing_else() {
    on_each(Flags::sandbox_with(NARROW), |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl, dora, eve] =
            ["ana", "ben", "carl", "dora", "eve"].map(|name| anyone.join(name));
        // A pause and a note that is too long would be named from check 4 on.
        let step = json!({"handle": ana.handle, "level": "paused_30_days", "reason": "A test."});
        let long = json!({"note": "much too long a note"});
        operator.post("/admin/restrictions", &step).done();
        let alone = |answer: Answer, status: u16, reason: &str| {
            let refusal = answer.refused(status, reason);
            assert_eq!((&refusal["also"], &refusal["until"]), (&json!([]), &Value::Null));
            refusal
        };
        alone(ana.invites_with(&ana, &long), 403, "self");
        let nobody = ana.post("/invitations", &json!({"to": "no-such-member"}));
        alone(nobody.clone(), 404, "not_found");
        let deactivate = json!({"status": "deactivated"});
        operator.patch(&format!("/admin/members/{}", carl.handle), &deactivate).done();
        dora.put(&format!("/blocks/{}", ana.handle)).done();
        ana.put(&format!("/blocks/{}", eve.handle)).done();
        for them in [&carl, &dora, &eve] {
            assert_eq!(ana.invites_with(them, &long).body, nobody.body, "{}", them.handle);
        }
        let id = ben.sends(&ana);
        ana.accepts(&id);
        let refusal = alone(ana.invites_with(&ben, &long), 409, "already_connected");
        assert_eq!(actions(&refusal), ["message"]);
    });
}

#[test]
fn r4_inviting_back_connects_at_once_counts_nothing_and_needs_no_budget() {
    on_each(Flags::sandbox_with(NARROW), |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        for ignored in [false, true] {
            let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
            let sent = ana.invites_with(&ben, &json!({"note": "Porto!"})).is(201);
            let id = text(&sent["id"]);
            if ignored {
                ben.ignores(id, false);
            }
            // Ben has no place left, is paused, and Ana lets nobody invite her.
            ben.sends(&carl);
            let step = json!({"handle": ben.handle, "level": "paused_3_days", "reason": "A test."});
            operator.post("/admin/restrictions", &step).done();
            ana.patch("/members/me/settings", &json!({"gate": "nobody"})).is(200);
            let crossed = ben.invites_with(&ana, &json!({"note": "much too long a note"}));
            assert_eq!(crossed.is(200)["state"], "connected", "{crossed}");
            assert_eq!(crossed.json()["id"], id, "theirs is the answer");
            assert_eq!(ben.budget("weekly_invitations")["used"], 1);
            for (me, them) in [(&ana, &ben), (&ben, &ana)] {
                assert_eq!(me.sees(them)["degree"], "1st");
                assert_eq!(me.sees(them)["messages"][0]["body"], "Porto!");
            }
            assert_eq!(ben.sees(&ana)["tie"]["said_unknown"], false, "a change of mind");
            assert_eq!(ana.outbox()[0]["state"], "accepted");
        }
    });
}

/// Sets who may invite a member.
fn gate(member: &Member, gate: &str) {
    let settings = member.patch("/members/me/settings", &json!({"gate": gate})).is(200);
    assert_eq!(settings["gate"], gate);
}

#[test]
fn r4_each_gate_lets_through_whom_it_names() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        // Everyone, the default.
        assert_eq!(ben.get("/members/me/settings").is(200)["gate"], "everyone");
        ana.withdraws(&ana.sends(&ben));
        // People who know the address, given with the invitation; however it is written.
        let fay = anyone.join("fay");
        gate(&fay, "email");
        let page = ana.sees(&fay)["actions"]["connect"].clone();
        assert_eq!((&page["reason"], &page["via"]), (&json!("gate"), &json!("email")));
        for wrong in ["", "fay@example.org", &ben.email] {
            let refusal = ana.invites_with(&fay, &json!({"email": wrong})).refused(403, "gate");
            assert_eq!(actions(&refusal), ["give_email", "follow"]);
        }
        let shouted = format!(" {} ", fay.email.to_uppercase());
        ana.invites_with(&fay, &json!({"email": shouted})).is(201);
        // 2nd degree: a stranger no, one with a mutual connection yes.
        let gus = anyone.join("gus");
        gate(&gus, "second_degree");
        let refusal = ana.invites(&gus).refused(403, "gate");
        assert_eq!(actions(&refusal), ["ask_mutual", "follow"]);
        ana.connects(&carl);
        gus.connects(&carl);
        assert_eq!(ana.sees(&gus)["degree"], "2nd");
        ana.sends(&gus);
        // Nobody, not even with the address.
        let hal = anyone.join("hal");
        gate(&hal, "nobody");
        let refusal = ana.invites_with(&hal, &json!({"email": hal.email})).refused(403, "gate");
        assert_eq!(actions(&refusal), ["follow"]);
        // A gate is about invitations to the member, not theirs.
        hal.sends(&ana);
    });
}

#[test]
fn r4_connections_full_is_counted_again_at_accept() {
    on_each(Flags::sandbox_with(NARROW), |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let id = ana.sends(&ben);
        ana.accepts(&carl.sends(&ana));
        let refusal = ben.acts(&id, "accept", &json!({})).refused(403, "connections_full");
        assert_eq!(actions(&refusal), ["follow"], "it is the sender who has no room");
        assert_eq!(ben.inbox().len(), 1, "it stays pending");
        // Before sending it is counted on both sides.
        dora.invites(&carl).refused(403, "connections_full");
        let refusal = ben.invites(&ana).refused(403, "connections_full");
        assert_eq!(refusal["also"], json!([]));
        ana.delete(&format!("/connections/{}", carl.handle)).done();
        assert_eq!(ben.accepts(&id)["state"], "accepted");
    });
}

#[test]
fn r4_every_source_by_hand_is_kept_and_shown_to_both() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        ana.connects(&ben);
        let sources = [
            "profile",
            "search",
            "suggestions",
            "event",
            "group",
            "company",
            "post",
            "viewer",
            "introduction",
            "import",
            "mutual",
        ];
        let recipients = anyone.crowd("eve", sources.len());
        for (source, them) in sources.iter().zip(&recipients) {
            let mut more = json!({"source": source});
            if *source == "mutual" {
                more["via"] = json!(ben.handle);
            }
            let sent = ana.invites_with(them, &more).is(201);
            for shown in [sent, them.inbox()[0].clone()] {
                assert_eq!(shown["source"], *source);
            }
        }
        let last = items(&ana.get("/invitations?box=sent&limit=1").is(200));
        assert_eq!(last[0]["via"], ben.handle.as_str(), "whose connections they looked at");
        let dan = anyone.join("dan");
        let wrong = ana.invites_with(&dan, &json!({"source": "somewhere"}));
        assert_eq!(wrong.wrong_fields(), ["source"]);
        let gone = ana.invites_with(&dan, &json!({"source": "mutual", "via": "no-such-member"}));
        gone.refused(404, "not_found");
        assert_eq!(dan.inbox(), Vec::<Value>::new());
    });
}

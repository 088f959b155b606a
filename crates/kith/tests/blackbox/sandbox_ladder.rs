//! R8: too much, too fast. Signals with their evidence, the ladder, appeal, lift and decay.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    client::{Client, Member, at, text},
    sandbox::{actions, days, hours, opens_at},
    server::{Flags, on_each},
};

/// Where a member stands, as they are told.
fn stands(member: &Member) -> Value {
    member.get("/limits").is(200)["restriction"].clone()
}

/// An operator's list of steps of one member, newest first.
fn steps(operator: &Member, member: &Member) -> Vec<Value> {
    operator.list(&format!("/admin/restrictions?handle={}", member.handle))
}

/// A member as an operator sees them.
fn row(operator: &Member, member: &Member) -> Value {
    operator.list(&format!("/admin/members?q={}", member.handle))[0].clone()
}

/// Sets a member's step by hand.
fn restricts(operator: &Member, member: &Member, level: &str) {
    let step = json!({"handle": member.handle, "level": level, "reason": "Sells notes."});
    operator.post("/admin/restrictions", &step).done();
}

/// Sends to everybody at once; their ids.
fn rush(sender: &Member, to: &[Member]) -> Vec<String> {
    to.iter().map(|them| sender.sends(them)).collect()
}

/// The clock just before an instant: what `read` says there, if the machine was quick enough.
fn just_before<T>(client: &Client, instant: jiff::Timestamp, read: impl Fn() -> T) -> Option<T> {
    client.move_to(instant - SignedDuration::from_secs(1));
    let seen = read();
    (client.now() < instant).then_some(seen)
}

#[test]
fn r8_bursts_climb_from_a_warning_to_thirty_days_and_every_pause_ends_at_its_instant() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        let probes = anyone.crowd("carl", 4);
        let ladder =
            [("warned", 0), ("paused_4_hours", 4), ("paused_3_days", 72), ("paused_30_days", 720)];
        for ((step, pause), probe) in ladder.into_iter().zip(&probes) {
            let group = anyone.crowd("ben", 21);
            let before = stands(&ana)["step"].clone();
            rush(&ana, &group[..20]);
            assert_eq!(stands(&ana)["step"], before, "20 in ten minutes are no burst");
            let last = ana.invites(&group[20]).is(201);
            let told = stands(&ana);
            assert_eq!(told["step"], step);
            assert_eq!(told["reason"], "You sent many invitations in a short time.");
            assert_eq!(told["evidence"], "21 invitations in 10 minutes");
            assert_eq!(told["at"], last["sent_at"]);
            let seen = &steps(&operator, &ana)[0];
            assert_eq!((&seen["level"], &seen["signal"]), (&json!(step), &json!("burst")));
            assert_eq!(seen["evidence"], told["evidence"]);
            assert_eq!((&seen["by"], &seen["liftable"]), (&Value::Null, &json!(true)));
            if pause == 0 {
                assert_eq!(told["until"], Value::Null, "a warning stops nothing");
                ana.sends(probe);
            } else {
                let ends = hours(at(&last["sent_at"]), pause);
                assert_eq!(at(&told["until"]), ends);
                assert_eq!(row(&operator, &ana)["paused_until"], told["until"]);
                assert_eq!(ana.sees(probe)["actions"]["connect"]["reason"], "restricted");
                opens_at(&anyone, ends, (403, "restricted"), || ana.invites(probe));
                assert_eq!(stands(&ana)["step"], step, "the pause is over, the step stays");
            }
            anyone.advance("PT11M");
        }
        assert_eq!(steps(&operator, &ana).len(), 4);
    });
}

#[test]
fn r8_more_than_60_in_24_hours_are_a_burst_too() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let crowd = anyone.crowd("ben", 61);
        for group in crowd[..60].chunks(20) {
            rush(&ana, group);
            anyone.advance("PT11M");
        }
        assert_eq!(stands(&ana), Value::Null);
        ana.sends(&crowd[60]);
        assert_eq!(stands(&ana)["step"], "warned");
        assert_eq!(stands(&ana)["evidence"], "61 invitations in 24 hours");
    });
}

#[test]
fn r8_a_pause_stops_new_invitations_only_and_the_longest_lets_known_addresses_through() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let pending = ana.sends(&dora);
        let from_ben = ben.invites_with(&ana, &json!({"note": "Porto?"})).is(201);
        restricts(&operator, &ana, "paused_3_days");
        assert_eq!(actions(&ana.invites(&carl).refused(403, "restricted")), ["appeal", "engage"]);
        let known = json!({"email": carl.email});
        ana.invites_with(&carl, &known).refused(403, "restricted");
        ana.acts(text(&from_ben["id"]), "reply", &json!({"body": "Yes!"})).is(200);
        ana.accepts(text(&from_ben["id"]));
        ana.put(&format!("/follows/{}", carl.handle)).done();
        ana.withdraws(&pending);
        // Inviting back is an answer, not a new invitation.
        let eve = anyone.join("eve");
        eve.sends(&ana);
        assert_eq!(ana.invites(&eve).is(200)["state"], "connected");

        restricts(&operator, &ana, "paused_30_days");
        let refusal = ana.invites(&carl).refused(403, "restricted");
        assert_eq!(actions(&refusal), ["appeal", "give_email"]);
        ana.invites_with(&carl, &json!({"email": ben.email})).refused(403, "restricted");
        ana.invites_with(&carl, &known).is(201);
    });
}

#[test]
fn r8_five_unknowns_in_thirty_days_are_a_step_and_four_are_none() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        let crowd = anyone.crowd("ben", 10);
        let ids = rush(&ana, &crowd);
        for (them, id) in crowd.iter().zip(&ids).take(4) {
            them.ignores(id, false);
        }
        crowd[9].ignores(&ids[9], true);
        assert_eq!(stands(&ana), Value::Null);
        // Thirty days later those four count no more.
        anyone.advance("P30DT1S");
        crowd[4].ignores(&ids[4], false);
        assert_eq!(stands(&ana), Value::Null);
        for n in 5..8 {
            crowd[n].ignores(&ids[n], false);
        }
        assert_eq!(stands(&ana), Value::Null);
        crowd[8].ignores(&ids[8], false);
        let told = stands(&ana);
        assert_eq!(told["step"], "warned");
        assert_eq!(told["reason"], "Several people you invited said that they don't know you.");
        let seen = &steps(&operator, &ana)[0];
        assert_eq!(seen["signal"], "unknown");
        assert!(text(&seen["evidence"]).starts_with("5 people"), "{seen}");
        assert_eq!(row(&operator, &ana)["pending"], 10, "ignored ones stand pending");
    });
}

#[test]
fn r8_acceptance_under_15_percent_of_50_ripe_invitations_is_a_step() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let (low, fine) = (anyone.join("low"), anyone.join("fine"));
        let crowd = anyone.crowd("ben", 50);
        let mut ids: [Vec<String>; 2] = [Vec::new(), Vec::new()];
        for group in crowd.chunks(20) {
            ids[0].extend(rush(&low, group));
            ids[1].extend(rush(&fine, group));
            anyone.advance("PT1H");
        }
        // Seven of 50 are 14 %, eight are 16 %.
        for (ids, accepted) in ids.iter().zip([7, 8]) {
            for (them, id) in crowd.iter().zip(ids).take(accepted) {
                them.accepts(id);
            }
        }
        anyone.advance("PT1H");
        assert_eq!(stands(&low), Value::Null, "an invitation is given 14 days");
        let ripe = days(at(&low.outbox()[0]["sent_at"]), 14);
        let early = just_before(&anyone, ripe, || stands(&low));
        assert_eq!(early.unwrap_or_default(), Value::Null);
        anyone.move_to(ripe);
        anyone.advance("PT1S");
        let told = stands(&low);
        assert_eq!(told["step"], "warned", "{told}");
        assert_eq!(told["evidence"], "7 of 50 invitations accepted in 30 days");
        assert_eq!(steps(&operator, &low)[0]["signal"], "acceptance");
        assert_eq!(stands(&fine), Value::Null);
        // The same evidence is not used twice.
        anyone.advance("P1D");
        assert_eq!(steps(&operator, &low).len(), 1);
    });
}

#[test]
fn r8_pending_places_used_up_for_14_days_are_a_step() {
    let policy = "[plans.free]\npending_invitations = 2\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let (ana, eve) = (anyone.join("ana"), anyone.join("eve"));
        let crowd = anyone.crowd("ben", 3);
        ana.sends(&crowd[0]);
        anyone.advance("PT1H");
        let full = at(&ana.invites(&crowd[1]).is(201)["sent_at"]);
        // Eve is full at the same hour, and makes room once in between.
        eve.sends(&crowd[0]);
        let id = eve.sends(&crowd[1]);
        anyone.advance("P7D");
        eve.withdraws(&id);
        eve.sends(&crowd[2]);
        let early = just_before(&anyone, days(full, 14), || stands(&ana));
        assert_eq!(early.unwrap_or_default(), Value::Null);
        anyone.move_to(days(full, 14));
        let told = stands(&ana);
        assert_eq!(told["step"], "warned", "{told}");
        assert_eq!(told["reason"], "All your pending places have been used up for a long time.");
        assert_eq!(told["evidence"], "no pending place left for 14 days");
        assert_eq!(steps(&operator, &ana)[0]["signal"], "pending_full");
        assert_eq!(stands(&eve), Value::Null);
        anyone.advance("P7DT1M");
        assert_eq!(stands(&eve)["step"], "warned", "14 days since she was full again");
        anyone.advance("P7D");
        assert_eq!(stands(&ana)["step"], "paused_4_hours", "still full 14 days later");
    });
}

#[test]
fn r8_a_member_appeals_and_the_operator_sees_it_with_the_evidence_and_lifts_the_step() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        let crowd = anyone.crowd("ben", 22);
        let nothing = ana.post("/limits/appeal", &json!({"text": "Why?"}));
        nothing.refused(409, "not_restricted");
        let none = operator.delete(&format!("/admin/restrictions/{}", ana.handle));
        none.refused(409, "not_restricted");
        restricts(&operator, &ana, "warned");
        rush(&ana, &crowd[..21]);
        assert_eq!(stands(&ana)["step"], "paused_4_hours");
        assert_eq!(operator.list("/admin/appeals"), Vec::<Value>::new());
        assert_eq!(ana.post("/limits/appeal", &json!({"text": " "})).wrong_fields(), ["text"]);
        let appeal = "I organised the congress.";
        ana.post("/limits/appeal", &json!({"text": appeal})).done();
        assert_eq!(stands(&ana)["appeal"], appeal);
        let open = operator.list("/admin/appeals");
        assert_eq!(open.len(), 1);
        assert_eq!((&open[0]["handle"], &open[0]["appeal"]), (&json!(ana.handle), &json!(appeal)));
        assert_eq!(open[0]["evidence"], "21 invitations in 10 minutes");
        let seen = row(&operator, &ana);
        assert_eq!((&seen["sent_week"], &seen["pending"]), (&json!(21), &json!(21)));
        assert_eq!(seen["level"], "paused_4_hours");
        let on_ladder = operator.list("/admin/members?restricted=true");
        assert_eq!(on_ladder.len(), 1);

        operator.delete(&format!("/admin/restrictions/{}", ana.handle)).done();
        ana.sends(&crowd[21]);
        assert_eq!(stands(&ana)["step"], "warned", "one step lower");
        assert_eq!(stands(&ana)["until"], Value::Null);
        assert_eq!(operator.list("/admin/appeals"), Vec::<Value>::new());
        let history = steps(&operator, &ana);
        assert_eq!(history.len(), 2, "the steps stay on record");
        assert!(history[0]["lifted_at"].is_string());
        assert_eq!(history[1]["by"], operator.handle.as_str());
        assert_eq!(history[1]["evidence"], "Sells notes.", "what the operator wrote");
    });
}

#[test]
fn r8_every_step_decays_by_one_after_90_quiet_days() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        restricts(&operator, &ana, "paused_30_days");
        let set = at(&stands(&ana)["at"]);
        let rungs = [("paused_30_days", "paused_3_days"), ("paused_3_days", "paused_4_hours")];
        for (n, (before, after)) in rungs.into_iter().enumerate() {
            let quiet = days(set, 90 * (n as i64 + 1));
            let early = just_before(&anyone, quiet, || stands(&ana)["step"].clone());
            assert_eq!(early.unwrap_or(json!(before)), before);
            anyone.move_to(quiet);
            assert_eq!(stands(&ana)["step"], after);
            assert_eq!(stands(&ana)["until"], Value::Null, "long over");
            assert_eq!(row(&operator, &ana)["level"], after);
        }
        anyone.advance("P180D");
        assert_eq!(stands(&ana), Value::Null, "nothing is left of it");
        assert_eq!(row(&operator, &ana)["level"], "clear");
        assert_eq!(operator.list("/admin/members?restricted=true"), Vec::<Value>::new());
        let nothing = ana.post("/limits/appeal", &json!({"text": "Why?"}));
        nothing.refused(409, "not_restricted");
        // The next signal begins at the bottom again.
        rush(&ana, &anyone.crowd("ben", 21));
        assert_eq!(stands(&ana)["step"], "warned");
    });
}

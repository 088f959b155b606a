//! R8: too much, too fast. Signals with their evidence, the ladder, appeal, lift and decay.

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

/// Sends to everybody at once.
fn rush(sender: &Member, to: &[Member]) -> Vec<Value> {
    to.iter().map(|them| sender.invites(them).is(201)).collect()
}

#[test]
fn r8_bursts_climb_the_ladder_from_a_warning_to_thirty_days_and_every_step_is_explained() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        let crowd = anyone.crowd("ben", 21 * 4 + 1);
        let (friend, fan) = (anyone.join("fay"), anyone.join("gus"));
        let waiting = friend.sends(&ana);
        let ladder =
            [("warned", 0), ("paused_4_hours", 4), ("paused_3_days", 72), ("paused_30_days", 720)];
        for (n, (step, pause)) in ladder.into_iter().enumerate() {
            let group = &crowd[n * 21..(n + 1) * 21];
            let level = |restriction: Value| restriction["step"].clone();
            let before = level(stands(&ana));
            rush(&ana, &group[..20]);
            assert_eq!(level(stands(&ana)), before, "20 in ten minutes are no burst");
            let last = ana.invites(&group[20]).is(201);
            let told = stands(&ana);
            assert_eq!(told["step"], step);
            assert_eq!(told["reason"], "You sent many invitations in a short time.");
            assert_eq!(told["evidence"], "21 invitations in 10 minutes");
            assert_eq!(told["at"], last["sent_at"]);
            if pause == 0 {
                assert_eq!(told["until"], Value::Null, "a warning stops nothing");
                anyone.advance("PT11M");
                continue;
            }
            let ends = hours(at(&last["sent_at"]), pause);
            assert_eq!(at(&told["until"]), ends);
            let next = &crowd[(n + 1) * 21];
            let refusal = ana.invites(next).refused(403, "restricted");
            assert_eq!(actions(&refusal)[0], "appeal");
            assert_eq!(ana.sees(next)["actions"]["connect"]["reason"], "restricted");
            // A pause stops new invitations only.
            if step == "paused_4_hours" {
                ana.accepts(&waiting);
                ana.put(&format!("/follows/{}", fan.handle)).done();
                ana.withdraws(text(&last["id"]));
            }
            let evidence = &steps(&operator, &ana)[0];
            assert_eq!((&evidence["level"], &evidence["signal"]), (&json!(step), &json!("burst")));
            assert_eq!(evidence["evidence"], "21 invitations in 10 minutes");
            assert_eq!((&evidence["by"], &evidence["liftable"]), (&Value::Null, &json!(true)));
            if step == "paused_30_days" {
                // The e-mail gate: people whose address the sender knows.
                assert_eq!(actions(&refusal), ["appeal", "give_email"]);
                ana.invites_with(next, &json!({"email": "wrong@example.org"}))
                    .refused(403, "restricted");
                ana.invites_with(next, &json!({"email": next.email})).is(201);
                return;
            }
            let done = opens_at(&anyone, ends, (403, "restricted"), || ana.invites(next));
            ana.withdraws(text(&done.json()["id"]));
            anyone.advance("PT11M");
            // The group's first was just invited; another takes the place.
            ana_skips(&operator, &ana);
            let _ = done;
        }
    });
}

/// Nothing to do: a step stays until it decays or is lifted.
fn ana_skips(operator: &Member, ana: &Member) {
    let row = operator.list(&format!("/admin/members?q={}", ana.handle));
    assert_eq!(row[0]["paused_until"], Value::Null);
    assert_ne!(row[0]["level"], "clear");
}

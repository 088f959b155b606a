//! R6: the life of an invitation, row by row, as both sides see it.

use jiff::{SignedDuration, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    client::{Client, Member, at, handles, text},
    sandbox::{actions, days, months, next, opens_at},
    server::{Flags, on_each},
};

/// The one invitation in a list.
#[track_caller]
fn only(list: &[Value]) -> &Value {
    assert_eq!(list.len(), 1, "{list:?}");
    &list[0]
}

/// The invitation has vanished for its recipient, and cannot be answered.
#[track_caller]
fn vanished(recipient: &Member, id: &str) {
    assert_eq!(recipient.inbox(), Vec::<Value>::new());
    recipient.get(&format!("/invitations/{id}")).refused(404, "not_found");
    for act in ["accept", "ignore", "reply"] {
        let body = match act {
            "ignore" => json!({"known": true}),
            "reply" => json!({"body": "Which project?"}),
            _ => json!({}),
        };
        recipient.acts(id, act, &body).refused(409, "not_pending");
    }
}

#[test]
fn r6_a_sent_invitation_waits_on_both_sides_with_its_note_and_expiry() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let before = anyone.now();
        let more = json!({"note": "  We met in Porto.\n", "source": "search"});
        let sent = ana.invites_with(&ben, &more).is(201);
        let id = text(&sent["id"]);
        let (sent_at, expires_at) = (at(&sent["sent_at"]), at(&sent["expires_at"]));
        assert!(sent_at >= before && sent_at <= anyone.now());
        assert_eq!(expires_at, months(sent_at, 6));
        let outbox = ana.outbox();
        let inbox = ben.inbox();
        for (one, side, other) in [(only(&outbox), "sent", &ben), (only(&inbox), "received", &ana)]
        {
            assert_eq!(one["id"], id);
            assert_eq!(one["box"], side);
            assert_eq!(one["member"]["handle"], other.handle.as_str());
            assert_eq!(one["state"], "pending");
            assert_eq!(one["note"], "We met in Porto.");
            assert_eq!(one["source"], "search");
            assert_eq!(at(&one["sent_at"]), sent_at);
            assert_eq!(at(&one["expires_at"]), expires_at);
            assert_eq!((&one["campaign"], &one["reminder"]), (&Value::Null, &Value::Null));
        }
        assert_eq!(ana.sees(&ben)["tie"]["state"], "invited");
        assert_eq!(ana.sees(&ben)["actions"]["connect"]["reason"], "already_pending");
        assert_eq!(ben.sees(&ana)["tie"]["state"], "received");
        assert_eq!(ben.sees(&ana)["actions"]["connect"]["via"], "accept");
        assert_eq!(ana.budget("weekly_invitations")["used"], 1);
        assert_eq!(ana.budget("pending_invitations")["used"], 1);
    });
}

#[test]
fn r6_accepting_connects_both_and_the_sender_is_told() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben, eve) = (anyone.join("ana"), anyone.join("ben"), anyone.join("eve"));
        let sent = ana.invites_with(&ben, &json!({"note": "We met in Porto."})).is(201);
        let id = text(&sent["id"]);
        eve.acts(id, "accept", &json!({})).refused(404, "not_found");
        ana.acts(id, "accept", &json!({})).refused(404, "not_found");
        assert_eq!(ben.accepts(id)["state"], "accepted");
        assert_eq!(only(&ana.outbox())["state"], "accepted", "this is how the sender is told");
        assert_eq!(ben.inbox(), Vec::<Value>::new());
        for (me, them) in [(&ana, &ben), (&ben, &ana)] {
            let page = me.sees(them);
            assert_eq!(page["degree"], "1st");
            assert_eq!(page["tie"]["state"], "connected");
            assert_eq!(page["tie"]["following"], true, "R1: connecting makes both follow");
            assert_eq!(page["tie"]["followed_by"], true);
            assert_eq!(page["messages"][0]["body"], "We met in Porto.", "R5: the first message");
            assert_eq!(handles(&me.list("/connections")), [them.handle.as_str()]);
        }
        ben.acts(id, "accept", &json!({})).refused(409, "not_pending");
        ben.acts(id, "ignore", &json!({"known": true})).refused(409, "not_pending");
        ana.acts(id, "withdraw", &json!({})).refused(409, "not_pending");
        assert_eq!(ana.budget("weekly_invitations")["used"], 1, "R7: the send stays counted");
        assert_eq!(ana.budget("pending_invitations")["used"], 0);
    });
}

#[test]
fn r6_an_ignored_invitation_stays_pending_to_its_sender_and_begins_no_rest_of_its_own() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let id = ana.sends(&ben);
        let sent_at = at(&ana.outbox()[0]["sent_at"]);
        assert_eq!(ben.ignores(&id, true)["state"], "ignored");
        assert_eq!(ben.inbox(), Vec::<Value>::new());
        assert_eq!(only(&ben.list("/invitations?box=received&state=ignored"))["id"], id.as_str());
        assert_eq!(only(&ana.outbox())["state"], "pending");
        let again = ana.invites(&ben).is(200);
        assert_eq!(again["id"], id.as_str(), "the first one is the answer");
        assert_eq!((&again["already_pending"], &again["state"]), (&json!(true), &json!("pending")));
        assert_eq!(actions(&again), ["engage", "see_sent"]);
        assert_eq!(ana.budget("weekly_invitations")["used"], 1, "and it costs nothing");
        // It lapses like any other, and only then the rest begins.
        let lapse = months(sent_at, 6);
        anyone.move_to(lapse);
        assert_eq!(only(&ana.outbox())["state"], "expired");
        let second = opens_at(&anyone, days(lapse, 21), (403, "resting"), || ana.invites(&ben));
        assert_eq!(only(&ben.inbox())["id"], second.json()["id"]);
    });
}

#[test]
fn r6_an_ignored_invitation_may_still_be_accepted() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let id = ana.sends(&ben);
        ben.ignores(&id, true);
        ben.acts(&id, "ignore", &json!({"known": true})).refused(409, "not_pending");
        assert_eq!(ben.accepts(&id)["state"], "accepted");
        assert_eq!(ana.sees(&ben)["degree"], "1st");
    });
}

#[test]
fn r6_saying_unknown_closes_the_gate_for_this_sender_until_it_is_lifted() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben, eve) = (anyone.join("ana"), anyone.join("ben"), anyone.join("eve"));
        let id = ana.sends(&ben);
        ben.ignores(&id, false);
        assert_eq!(only(&ana.outbox())["state"], "pending", "nobody is told");
        assert_eq!(ben.sees(&ana)["tie"]["said_unknown"], true);
        assert_eq!(ana.sees(&ben)["tie"]["said_unknown"], false);
        eve.sends(&ben);
        ana.withdraws(&id);
        anyone.advance("P21DT1S");
        assert_eq!(actions(&ana.invites(&ben).refused(403, "gate")), ["give_email", "follow"]);
        ben.delete(&format!("/unknowns/{}", ana.handle)).done();
        ana.sends(&ben);
        // And with the address it opens without being lifted.
        let (dan, fay) = (anyone.join("dan"), anyone.join("fay"));
        let id = dan.sends(&fay);
        fay.ignores(&id, false);
        dan.withdraws(&id);
        anyone.advance("P21DT1S");
        dan.invites_with(&fay, &json!({"email": ben.email})).refused(403, "gate");
        dan.invites_with(&fay, &json!({"email": fay.email})).is(201);
    });
}

#[test]
fn r6_a_withdrawn_invitation_vanishes_and_rests_21_days_then_twelve_months_of_attempts() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben, eve) = (anyone.join("ana"), anyone.join("ben"), anyone.join("eve"));
        let id = ana.sends(&ben);
        let first = at(&ana.outbox()[0]["sent_at"]);
        ben.acts(&id, "withdraw", &json!({})).refused(404, "not_found");
        eve.acts(&id, "withdraw", &json!({})).refused(404, "not_found");
        anyone.advance("P7DT1S");
        assert_eq!(only(&ben.inbox())["reminder"], 7);
        let before = anyone.now();
        assert_eq!(ana.withdraws(&id)["state"], "withdrawn");
        vanished(&ben, &id);
        assert_eq!(only(&ana.outbox())["state"], "withdrawn");
        assert_eq!(ana.sees(&ben)["tie"]["state"], "resting");
        assert_eq!(ben.sees(&ana)["tie"]["state"], "strangers");
        let rest = ana.invites(&ben).refused(403, "resting");
        let until = at(&rest["until"]);
        let withdrawn = days(until, -21);
        assert!(before <= withdrawn && withdrawn <= anyone.now(), "21 days from {withdrawn}");
        assert_eq!(rest["also"], json!([]), "one attempt of two is no obstacle");
        assert_eq!(actions(&rest), ["engage"]);
        let second = opens_at(&anyone, until, (403, "resting"), || ana.invites(&ben));
        let second = second.json();
        ana.withdraws(text(&second["id"]));
        let again = ana.invites(&ben).refused(403, "resting");
        assert_eq!(again["also"], json!(["attempts"]));
        anyone.advance("P21DT1S");
        // Two in twelve months: the next when the first one is twelve months old.
        let opens = months(first, 12);
        let third = opens_at(&anyone, opens, (403, "attempts"), || ana.invites(&ben)).json();
        ana.withdraws(text(&third["id"]));
        anyone.advance("P21DT1S");
        let refusal = ana.invites(&ben).refused(403, "attempts");
        assert_eq!(at(&refusal["until"]), months(at(&second["sent_at"]), 12));
    });
}

#[test]
fn r6_engaging_since_is_shown_while_resting() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        ana.withdraws(&ana.sends(&ben));
        assert_eq!(ana.invites(&ben).refused(403, "resting")["instead"][0]["done"], false);
        ana.put(&format!("/follows/{}", ben.handle)).done();
        assert_eq!(ana.invites(&ben).refused(403, "resting")["instead"][0]["done"], true);
    });
}

#[test]
fn r6_an_invitation_lapses_six_calendar_months_after_sending_clamped_to_the_months_end() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        anyone.move_to(next(&anyone, 8, 31));
        let id = ana.sends(&ben);
        let sent = ana.outbox()[0].clone();
        let local = at(&sent["sent_at"]).to_zoned(TimeZone::UTC).datetime();
        let february = jiff::civil::Date::new(local.year() + 1, 2, 1).unwrap().last_of_month();
        let lapse = february.to_datetime(local.time()).to_zoned(TimeZone::UTC).unwrap();
        let lapse = lapse.timestamp();
        assert_eq!(at(&sent["expires_at"]), lapse, "31 August lapses on the last of February");
        // It holds at its instant, whether or not a sweep has run: only time passes here.
        anyone.move_to(lapse - SignedDuration::from_millis(300));
        let waiting = ben.inbox();
        assert!(waiting.len() == 1 || anyone.now() >= lapse);
        while anyone.now() < lapse {}
        vanished(&ben, &id);
        assert_eq!(only(&ana.outbox())["state"], "expired");
        ana.acts(&id, "withdraw", &json!({})).refused(409, "not_pending");
        assert_eq!(ana.budget("pending_invitations")["used"], 0);
        let rest = ana.invites(&ben).refused(403, "resting");
        assert_eq!(at(&rest["until"]), days(lapse, 21), "from the expiry, not from the sweep");
        // A sweep that comes later changes nothing of this.
        anyone.advance("PT1H");
        assert_eq!(at(&ana.invites(&ben).refused(403, "resting")["until"]), days(lapse, 21));
        opens_at(&anyone, days(lapse, 21), (403, "resting"), || ana.invites(&ben));
    });
}

#[test]
fn r6_recipients_are_reminded_at_day_7_and_day_30_unless_they_turn_it_off() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben, eve) = (anyone.join("ana"), anyone.join("ben"), anyone.join("eve"));
        eve.patch("/members/me/settings", &json!({"reminders": false})).is(200);
        ana.sends(&ben);
        ana.sends(&eve);
        let sent_at = at(&only(&ben.inbox())["sent_at"]);
        for (day, due) in [(7, json!(7)), (30, json!(30))] {
            let before = ben.inbox()[0]["reminder"].clone();
            anyone.move_to(days(sent_at, day) - SignedDuration::from_secs(1));
            let now = ben.inbox()[0]["reminder"].clone();
            assert!(now == before || anyone.now() >= days(sent_at, day), "day {day}: {now}");
            anyone.move_to(days(sent_at, day));
            assert_eq!(ben.inbox()[0]["reminder"], due);
            assert_eq!(only(&eve.inbox())["reminder"], Value::Null);
            assert_eq!(ana.outbox()[0]["reminder"], Value::Null, "not the sender's business");
        }
        let id = text(&ben.inbox()[0]["id"]).to_owned();
        ben.ignores(&id, true);
        let ignored = ben.list("/invitations?box=received&state=ignored");
        assert_eq!(only(&ignored)["reminder"], Value::Null);
    });
}

#[test]
fn r6_a_block_by_either_ends_the_invitation_for_both() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        for by_sender in [true, false] {
            let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
            let id = ana.sends(&ben);
            let (who, whom) = if by_sender { (&ana, &ben) } else { (&ben, &ana) };
            who.put(&format!("/blocks/{}", whom.handle)).done();
            assert_eq!(ana.outbox(), Vec::<Value>::new());
            assert_eq!(ben.inbox(), Vec::<Value>::new());
            for (member, act) in [(&ana, "withdraw"), (&ben, "accept")] {
                member.get(&format!("/invitations/{id}")).refused(404, "not_found");
                member.acts(&id, act, &json!({})).refused(404, "not_found");
            }
            assert_eq!(ana.budget("pending_invitations")["used"], 0);
            // Unblocking restores nothing, and begins no rest.
            who.delete(&format!("/blocks/{}", whom.handle)).done();
            assert_eq!(ben.inbox(), Vec::<Value>::new());
            assert_eq!(ana.sees(&ben)["tie"]["state"], "strangers");
            ana.sends(&ben);
        }
    });
}

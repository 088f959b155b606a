//! R7 and R5: the sliding week, pending places, boosts; the month's notes and their length.

use jiff::{SignedDuration, ToSpan as _, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, at, text},
    sandbox::{actions, days, months, next, opens_at},
    server::{Flags, on_each, on_each_shared},
};

/// One item of a `RateLimit` or `RateLimit-Policy` header, without its name.
#[track_caller]
fn item(answer: &Answer, header: &str, budget: &str) -> String {
    let list = answer.header(header);
    let quoted = format!("\"{budget}\";");
    let found = list.split(", ").find_map(|item| item.strip_prefix(quoted.as_str()));
    found.unwrap_or_else(|| panic!("{header} is {list:?}")).to_owned()
}

/// Sends to everybody, 20 within ten minutes and then ten hours of rest: never a burst (R8).
fn send_calmly(sender: &Member, to: &[Member]) -> Vec<Value> {
    let mut sent = Vec::new();
    for group in to.chunks(20) {
        sent.extend(group.iter().map(|them| sender.invites(them).is(201)));
        sender.client.advance("PT10H");
    }
    sent
}

#[test]
fn r7_the_101st_invitation_of_a_week_waits_for_the_very_instant_at_which_the_first_one_leaves_it() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let crowd = anyone.crowd("ben", 103);
        let sent = send_calmly(&ana, &crowd[..100]);
        assert_eq!(ana.get("/limits").is(200)["restriction"], Value::Null, "no burst");
        let frees = days(at(&sent[0]["sent_at"]), 7);
        // Withdrawing frees a pending place, and does not give the send back.
        ana.withdraws(text(&sent[0]["id"]));
        let week = ana.budget("weekly_invitations");
        assert_eq!(
            (&week["limit"], &week["used"], &week["left"]),
            (&json!(100), &json!(100), &json!(0))
        );
        assert_eq!(at(&week["frees_at"]), frees);
        assert_eq!(ana.budget("pending_invitations")["used"], 99);

        let before = anyone.now();
        let refused = ana.invites(&crowd[100]);
        let after = anyone.now();
        let refusal = refused.refused(429, "weekly_limit");
        assert_eq!(at(&refusal["until"]), frees);
        assert_eq!(actions(&refusal), ["wait", "withdraw_oldest", "engage"]);
        let budget = item(&refused, "ratelimit", "weekly_invitations");
        let left = budget.strip_prefix("r=0;t=").expect("none left, and until when");
        for wait in [refused.header("retry-after"), left] {
            let wait: i64 = wait.parse().expect("whole seconds");
            let seconds = |now| frees.duration_since(now).as_secs();
            assert!((seconds(after)..=seconds(before) + 1).contains(&wait), "{wait} s");
        }
        assert_eq!(item(&refused, "ratelimit-policy", "weekly_invitations"), "q=100;w=604800");
        assert_eq!(
            item(&refused, "ratelimit", "pending_invitations").split(';').next(),
            Some("r=401")
        );

        let done = opens_at(&anyone, frees, (429, "weekly_limit"), || ana.invites(&crowd[100]));
        assert!(at(&done.json()["sent_at"]) >= frees);
        assert!(at(&done.json()["sent_at"]) < frees + SignedDuration::from_mins(1));
        // The window slides send by send: the second one is next.
        anyone.move_to(days(at(&sent[1]["sent_at"]), 7));
        ana.invites(&crowd[101]).is(201);
    });
}

#[test]
fn r7_each_plan_has_its_budgets() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        for (plan, week, pending, note) in
            [("free", 100, 500, 200), ("premium", 100, 500, 300), ("navigator", 200, 1_000, 300)]
        {
            let at = format!("/admin/members/{}", ana.handle);
            operator.patch(&at, &json!({"plan": plan})).done();
            let answer = ana.get("/limits");
            assert_eq!(answer.is(200)["note_length"], note);
            assert_eq!(ana.budget("weekly_invitations")["limit"], week, "{plan}");
            assert_eq!(ana.budget("pending_invitations")["limit"], pending, "{plan}");
            assert_eq!(ana.budget("connections")["limit"], 30_000);
            assert_eq!(ana.budget("notes"), Value::Null, "no limit of notes by default");
            let policy = item(&answer, "ratelimit-policy", "weekly_invitations");
            assert_eq!(policy, format!("q={week};w=604800"));
            assert_eq!(item(&answer, "ratelimit", "weekly_invitations"), format!("r={week}"));
        }
    });
}

#[test]
fn r7_pending_places_count_ignored_ones_and_free_by_accept_withdrawal_and_lapse() {
    let policy = "[plans.free]\npending_invitations = 2\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let crowd = anyone.crowd("ben", 5);
        let first = ana.invites(&crowd[0]).is(201);
        anyone.advance("PT1H");
        let second = ana.invites(&crowd[1]).is(201);
        crowd[0].ignores(text(&first["id"]), true);
        let full = ana.invites(&crowd[2]);
        let refusal = full.refused(429, "pending_limit");
        assert_eq!(refusal["until"], first["expires_at"], "the oldest lapses first");
        assert_eq!(actions(&refusal), ["withdraw_oldest", "engage"]);
        assert!(!full.header("retry-after").is_empty());
        assert_eq!(ana.budget("pending_invitations")["left"], 0);
        // Accepted, withdrawn, lapsed: each frees one.
        crowd[1].accepts(text(&second["id"]));
        let third = ana.sends(&crowd[2]);
        ana.invites(&crowd[3]).refused(429, "pending_limit");
        ana.withdraws(&third);
        ana.sends(&crowd[3]);
        let lapse = months(at(&first["sent_at"]), 6);
        opens_at(&anyone, lapse, (429, "pending_limit"), || ana.invites(&crowd[4]));
    });
}

#[test]
fn r7_withdrawing_gives_the_send_back_where_an_operator_wants_that() {
    let policy =
        "[plans.free]\nweekly_invitations = 1\n[invitations]\nwithdraw_returns_send = true\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let id = ana.sends(&ben);
        ana.invites(&carl).refused(429, "weekly_limit");
        ana.withdraws(&id);
        ana.sends(&carl);
    });
}

#[test]
fn r7_many_can_be_withdrawn_at_once_by_id_or_by_age() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let crowd = anyone.crowd("ben", 6);
        let old: Vec<String> = crowd[..3].iter().map(|them| ana.sends(them)).collect();
        anyone.advance("P40D");
        let new: Vec<String> = crowd[3..].iter().map(|them| ana.sends(them)).collect();
        crowd[0].accepts(&old[0]);
        crowd[1].ignores(&old[1], true);
        assert_eq!(ana.list("/invitations?box=sent&state=pending&older_than_days=30").len(), 2);
        assert_eq!(ana.outbox()[5]["age_days"], 40);
        let done = ana.post("/invitations/withdraw", &json!({"older_than_days": 30}));
        assert_eq!(done.is(200), json!({"withdrawn": 2, "skipped": 0}));
        assert_eq!(
            item(&done, "ratelimit", "pending_invitations").split(';').next(),
            Some("r=497")
        );
        let theirs = crowd[0].sends(&crowd[1]);
        let ids = json!({"ids": [new[0], new[1], old[2], theirs]});
        let done = ana.post("/invitations/withdraw", &ids).is(200);
        assert_eq!(done, json!({"withdrawn": 2, "skipped": 2}), "one twice, one not hers");
        assert_eq!(ana.list("/invitations?box=sent&state=pending").len(), 1);
        assert_eq!(crowd[1].inbox().len(), 1, "another's invitation stays");
        for wrong in [json!({}), json!({"ids": [], "older_than_days": 1}), json!({"ids": ["x"]})] {
            assert_eq!(ana.post("/invitations/withdraw", &wrong).wrong_fields(), ["ids"]);
        }
    });
}

#[test]
fn r7_a_boost_lets_an_audience_invite_each_other_beside_the_week_from_and_until() {
    let policy = "[plans.free]\nweekly_invitations = 1\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl, dora, eve] =
            ["ana", "ben", "carl", "dora", "eve"].map(|name| anyone.join(name));
        let (from, until) = (days(anyone.now(), 1), days(anyone.now(), 3));
        let audience: Vec<&str> =
            [&ana, &ben, &carl, &dora].iter().map(|one| one.handle.as_str()).collect();
        let boost = json!({
            "name": "Bridge congress", "extra": 2, "audience": audience,
            "from": from.to_string(), "until": until.to_string(),
        });
        operator.post("/admin/boosts", &boost).is(201);
        ana.sends(&eve);
        opens_at_any(&anyone, from, || ana.invites(&ben));
        let running = ana.get("/limits").is(200)["boosts"].clone();
        assert_eq!(running[0]["name"], "Bridge congress");
        assert_eq!((&running[0]["extra"], &running[0]["used"]), (&json!(2), &json!(1)));
        assert_eq!(at(&running[0]["until"]), until);
        assert_eq!(ana.budget("weekly_invitations")["used"], 1, "charged to the boost");
        ana.sends(&carl);
        ana.invites(&dora).refused(429, "weekly_limit");
        // Others have their own two, until it is over.
        ben.sends(&eve);
        ben.sends(&carl);
        anyone.move_to(until);
        ben.invites(&dora).refused(429, "weekly_limit");
        assert_eq!(ana.get("/limits").is(200)["boosts"], json!([]));
    });
}

/// One second before `opens` the week is used up; at the instant it is done.
#[track_caller]
fn opens_at_any(client: &Client, opens: jiff::Timestamp, act: impl Fn() -> Answer) {
    client.move_to(opens - SignedDuration::from_secs(1));
    let early = act();
    if early.status == 429 {
        client.move_to(opens);
        act().is(201);
    } else {
        assert!(client.now() >= opens, "{early}");
    }
}

#[test]
fn r5_the_months_notes_are_counted_in_the_members_zone_across_daylight_saving() {
    let policy = "[plans.free]\nnotes_per_month = 1\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        // In March Berlin's summer begins: April begins two hours before it does in UTC. In
        // October it ends: November begins one hour before.
        for (month, end) in [(3, "22:00:00Z"), (10, "23:00:00Z")] {
            let berlin = anyone.join("ben");
            let zone = json!({"time_zone": "Europe/Berlin"});
            berlin.patch("/members/me/settings", &zone).is(200);
            let london = anyone.join("uma");
            let crowd = anyone.crowd("eve", 3);
            let note = json!({"note": "Hello from the month's end."});
            anyone.move_to(next(&anyone, month, 20));
            for member in [&berlin, &london] {
                member.invites_with(&crowd[0], &note).is(201);
                assert_eq!(member.budget("notes")["left"], 0);
            }
            let refusal = london.invites_with(&crowd[1], &note).refused(429, "notes_limit");
            let year = anyone.now().to_zoned(TimeZone::UTC).year();
            let first = Date::new(year, month, 1).unwrap().checked_add(1.month()).unwrap();
            assert_eq!(at(&refusal["until"]).to_string(), format!("{first}T00:00:00Z"));
            assert_eq!(actions(&refusal), ["drop_note"]);
            let last = first.yesterday().unwrap();
            let midnight = format!("{last}T{end}").parse().expect("an instant");
            assert_eq!(at(&berlin.budget("notes")["frees_at"]), midnight);
            let again = || berlin.invites_with(&crowd[1], &note);
            opens_at(&anyone, midnight, (429, "notes_limit"), again);
            // Refused with its note, the invitation is not sent without it.
            assert_eq!(london.outbox().len(), 1);
            london.invites(&crowd[2]).is(201);
        }
    });
}

#[test]
fn r5_a_note_is_counted_in_grapheme_clusters_after_trimming() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        let crowd = anyone.crowd("ben", 6);
        let family = "👩‍👩‍👧‍👦";
        let note = |text: &str| json!({"note": text});
        // Two hundred families are two hundred characters, though 5,000 bytes.
        let long = ana.invites_with(&crowd[0], &note(&family.repeat(201)));
        let refusal = long.refused(403, "note_too_long");
        assert_eq!(actions(&refusal), ["shorten_note", "drop_note"]);
        assert!(text(&refusal["detail"]).contains("201"), "{long}");
        assert_eq!(crowd[0].inbox(), Vec::<Value>::new(), "never sent without its note");
        for (n, text) in [
            family.repeat(200),
            format!("  {}\n\n", "e\u{301}".repeat(200)),
            format!("{}\n{}", "a".repeat(99), "🇩🇪".repeat(100)),
            format!("{}\r\n{}", "नि".repeat(100), "a".repeat(99)),
        ]
        .into_iter()
        .enumerate()
        {
            let sent = ana.invites_with(&crowd[n], &note(&text)).is(201);
            assert_eq!(sent["note"], text.trim());
            assert_eq!(crowd[n].inbox()[0]["note"], text.trim(), "nothing of it is lost");
        }
        let plan = json!({"plan": "premium"});
        operator.patch(&format!("/admin/members/{}", ana.handle), &plan).done();
        ana.invites_with(&crowd[4], &note(&"ñ".repeat(301))).refused(403, "note_too_long");
        ana.invites_with(&crowd[4], &note(&"ñ".repeat(300))).is(201);
        let blank = ana.invites_with(&crowd[5], &note(" \n ")).is(201);
        assert_eq!(blank["note"], Value::Null, "nothing but space is no note");
    });
}

#[test]
fn r5_the_note_may_be_answered_without_accepting() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let sent = ana.invites_with(&ben, &json!({"note": "We met in Porto."})).is(201);
        let id = text(&sent["id"]);
        ana.acts(id, "reply", &json!({"body": "Me again"})).refused(404, "not_found");
        assert_eq!(ben.acts(id, "reply", &json!({"body": " "})).wrong_fields(), ["body"]);
        let long = json!({"body": "x".repeat(2_001)});
        assert_eq!(ben.acts(id, "reply", &long).wrong_fields(), ["body"]);
        let replied = ben.acts(id, "reply", &json!({"body": "Which project?"})).is(200);
        assert_eq!(replied["state"], "pending");
        let seen = &ana.outbox()[0]["replies"];
        assert_eq!((&seen[0]["body"], &seen[0]["mine"]), (&json!("Which project?"), &json!(false)));
        assert_eq!(ben.inbox()[0]["replies"][0]["mine"], true);
        ben.accepts(id);
        let bodies: Vec<Value> = (ana.sees(&ben)["messages"].as_array().unwrap().iter())
            .map(|message| message["body"].clone())
            .collect();
        assert_eq!(bodies, ["We met in Porto.", "Which project?"]);
    });
}

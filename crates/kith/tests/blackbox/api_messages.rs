//! R9: who may message whom, by which way; conversations, requests, reports. Each line of the rule
//! has its test; InMail and its clock are in `sandbox_inmail`.

use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, items, text},
    sandbox::actions,
    server::{Flags, on_each, on_each_shared},
};

/// Writes to somebody; the answer as it came.
pub(super) fn writes(from: &Member, to: &Member, body: &str) -> Answer {
    from.post("/messages", &json!({"to": to.handle, "body": body}))
}

/// May one write to the other, and how.
pub(super) fn may(from: &Member, to: &Member) -> Value {
    from.get(&format!("/members/{}/messaging", to.handle)).is(200)
}

/// Gives a member a plan.
pub(super) fn plan(operator: &Member, member: &Member, plan: &str) {
    operator.patch(&format!("/admin/members/{}", member.handle), &json!({"plan": plan})).done();
}

/// Does something with a conversation.
pub(super) fn acts(member: &Member, talk: &str, act: &str) -> Answer {
    member.post(&format!("/conversations/{talk}/{act}"), &json!({}))
}

pub(super) fn unread(member: &Member) -> Value {
    member.get("/conversations/unread").is(200)["count"].clone()
}

#[test]
fn r9_connections_write_to_each_other_and_strangers_are_told_what_works_instead() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let refusal = writes(&ana, &ben, "Hello").refused(403, "no_way");
        assert_eq!(actions(&refusal), ["invite", "inmail", "engage"]);
        assert_eq!(refusal["also"], json!([]));
        assert_eq!(may(&ana, &ben)["allowed"], false);
        assert_eq!(may(&ana, &ben)["reason"], "no_way");
        assert_eq!(may(&ana, &ben)["instead"], refusal["instead"]);
        assert_eq!(ana.sees(&ben)["actions"]["message"]["reason"], "no_way");
        // A mutual connection can introduce, by name.
        ana.connects(&carl);
        carl.connects(&ben);
        let refusal = writes(&ana, &ben, "Hello").refused(403, "no_way");
        assert_eq!(actions(&refusal), ["invite", "inmail", "introduce", "engage"]);
        assert!(refusal["instead"][2]["label"].as_str().unwrap().contains("Carl Petrova"));
        assert_eq!(ana.sees(&ben)["actions"]["introduce"]["via"], carl.handle.as_str());
        let sent = writes(&ana, &carl, "  Hello\nCarl ").is(201);
        assert_eq!((&sent["via"], &sent["price"]), (&json!("connection"), &json!(0)));
        let talk = carl.get(&format!("/conversations/{}", text(&sent["conversation"]))).is(200);
        assert_eq!(talk["items"][0]["body"], "Hello\nCarl");
        assert_eq!(talk["items"][0]["mine"], false);
        assert_eq!(talk["member"]["handle"], ana.handle.as_str());
    });
}

#[test]
fn r9_whoever_was_written_to_may_always_answer_also_after_the_connection_is_removed() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        ana.connects(&ben);
        writes(&ana, &ben, "Hello").is(201);
        ben.delete(&format!("/connections/{}", ana.handle)).done();
        assert_eq!(may(&ben, &ana)["via"], "reply");
        // Ben has not written: nothing lets Ana go on, until he does.
        writes(&ana, &ben, "Are you there?").refused(403, "no_way");
        assert_eq!(writes(&ben, &ana, "Yes").is(201)["via"], "reply");
        assert_eq!(writes(&ana, &ben, "Good").is(201)["via"], "reply");
    });
}

#[test]
fn r9_restricted_senders_keep_replies_and_connections_and_lose_the_rest() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        ana.connects(&ben);
        plan(&operator, &carl, "premium");
        carl.patch("/members/me/settings", &json!({"open_profile": true})).is(200);
        dora.connects(&ana);
        writes(&dora, &ana, "Hello").is(201);
        dora.delete(&format!("/connections/{}", ana.handle)).done();
        let pause = json!({"handle": ana.handle, "level": "paused_4_hours", "reason": "Many."});
        operator.post("/admin/restrictions", &pause);
        assert!(!ana.get("/limits").is(200)["restriction"]["until"].is_null(), "paused");
        assert_eq!(writes(&ana, &ben, "Hello").is(201)["via"], "connection");
        assert_eq!(writes(&ana, &dora, "Hello").is(201)["via"], "reply");
        let refusal = writes(&ana, &carl, "Hello").refused(403, "restricted");
        assert!(refusal["until"].is_string());
        assert!(actions(&refusal).contains(&"appeal".to_owned()));
    });
}

#[test]
fn r9_an_open_profile_is_written_to_free_of_charge_and_comes_with_a_plan() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let open = json!({"open_profile": true});
        assert_eq!(ben.patch("/members/me/settings", &open).wrong_fields(), ["open_profile"]);
        for paid in ["premium", "navigator"] {
            plan(&operator, &ben, paid);
            let saved = ben.patch("/members/me/settings", &open).is(200);
            assert_eq!((&saved["open_profile"], &saved["inmail"]), (&json!(true), &json!(true)));
            let sent = writes(&ana, &ben, "Hello").is(201);
            assert_eq!((&sent["via"], &sent["price"]), (&json!("open_profile"), &json!(0)));
        }
        assert_eq!(ben.list("/conversations").len(), 1, "in the inbox, not a request");
        // On the free plan the switch has no effect.
        plan(&operator, &ben, "free");
        writes(&ana, &ben, "Hello").refused(403, "no_way");
    });
}

#[test]
fn r9_an_accepted_note_is_the_first_message_and_opens_the_conversation() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let sent = ana.invites_with(&ben, &json!({"note": "We met in Porto."})).is(201);
        assert_eq!(ana.list("/conversations"), Vec::<Value>::new());
        ben.accepts(text(&sent["id"]));
        let talk = &ben.list("/conversations")[0];
        assert_eq!((&talk["last"]["kind"], &talk["unread"]), (&json!("note"), &json!(false)));
        assert_eq!(unread(&ben), 0, "they have read it with the invitation");
        writes(&ben, &ana, "Of course!").is(201);
        let open = ana.get(&format!("/conversations/{}", text(&talk["id"]))).is(200);
        let bodies: Vec<_> = items(&open).iter().map(|one| one["body"].clone()).collect();
        assert_eq!(bodies, ["Of course!", "We met in Porto."]);
        assert_eq!(unread(&ana), 1);
    });
}

#[test]
fn r9_read_mute_and_archive_are_each_sides_own() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        ana.connects(&ben);
        let talk = text(&writes(&ana, &ben, "One").is(201)["conversation"]).to_owned();
        assert_eq!((unread(&ana), unread(&ben)), (json!(0), json!(1)));
        acts(&ben, &talk, "read").done();
        assert_eq!(unread(&ben), 0);
        // Archived until something new is written.
        acts(&ben, &talk, "archive").done();
        assert_eq!(ben.list("/conversations").len(), 0);
        assert_eq!(ben.list("/conversations?box=archived").len(), 1);
        assert_eq!(ana.list("/conversations").len(), 1, "the other side keeps it");
        writes(&ana, &ben, "Two").is(201);
        assert_eq!(ben.list("/conversations")[0]["unread"], true);
        // Muted, it is not counted and stays archived.
        acts(&ben, &talk, "mute").done();
        assert_eq!(unread(&ben), 0);
        acts(&ben, &talk, "archive").done();
        writes(&ana, &ben, "Three").is(201);
        assert_eq!(ben.list("/conversations?box=archived")[0]["muted"], true);
        acts(&ben, &talk, "unmute").done();
        acts(&ben, &talk, "unarchive").done();
        assert_eq!(unread(&ben), 1);
        for act in ["accept", "decline"] {
            acts(&ben, &talk, act).refused(409, "no_request");
        }
        let told = ana.get(&format!("/conversations/{talk}")).is(200);
        assert_eq!((&told["muted"], &told["archived"]), (&json!(false), &json!(false)));
    });
}

#[test]
fn r9_a_conversation_is_paged_back_in_time_and_is_nobody_elses() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, eve] = ["ana", "ben", "eve"].map(|name| anyone.join(name));
        ana.connects(&ben);
        let bodies: Vec<String> = (0..7).map(|number| format!("Number {number}")).collect();
        let mut talk = String::new();
        for body in &bodies {
            talk = text(&writes(&ana, &ben, body).is(201)["conversation"]).to_owned();
        }
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = ben.get(&format!("/conversations/{talk}?limit=3&after={after}")).is(200);
            seen.extend(items(&page).iter().map(|one| text(&one["body"]).to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            after = next.to_owned();
        }
        seen.reverse();
        assert_eq!(seen, bodies);
        for answer in [
            eve.get(&format!("/conversations/{talk}")),
            acts(&eve, &talk, "read"),
            eve.post(&format!("/conversations/{talk}/report"), &json!({"reason": "x"})),
            ana.get("/conversations/no-such-id"),
        ] {
            answer.refused(404, "not_found");
        }
    });
}

#[test]
fn r9_texts_that_do_not_fit_are_refused_beside_their_field() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        ana.connects(&ben);
        let send = |body: &str, more: Value| {
            let mut message = json!({"to": ben.handle, "body": body});
            for (field, value) in more.as_object().into_iter().flatten() {
                message[field] = value.clone();
            }
            ana.post("/messages", &message)
        };
        // Two thousand families are 2,000 characters.
        send(&"👩‍👩‍👧‍👦".repeat(2_000), json!({})).is(201);
        for (body, more, fields) in [
            (" \n", json!({}), vec!["body"]),
            (&*"x".repeat(2_001), json!({}), vec!["body"]),
            ("Hi", json!({"subject": "s".repeat(201)}), vec!["subject"]),
            // A subject is not dropped silently where no InMail goes out.
            ("Hi", json!({"subject": "Cables"}), vec!["subject"]),
            ("Hi", json!({"via": "pigeon"}), vec!["via"]),
        ] {
            assert_eq!(send(body, more).wrong_fields(), fields);
        }
        ana.post("/messages", &json!({"to": ana.handle, "body": "Hi"})).refused(403, "self");
        ana.post("/messages", &json!({"to": "nobody-here", "body": "Hi"}))
            .refused(404, "not_found");
        // A way that is not open is not taken, though another one is.
        send("Hi", json!({"via": "open_profile"})).refused(403, "no_way");
    });
}

#[test]
fn a_report_reaches_the_operators_with_the_last_messages_and_is_marked_as_done_once() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        ana.connects(&ben);
        let talk = text(&writes(&ben, &ana, "Buy my course!").is(201)["conversation"]).to_owned();
        let report = format!("/conversations/{talk}/report");
        assert_eq!(ana.post(&report, &json!({"reason": " "})).wrong_fields(), ["reason"]);
        ana.post(&report, &json!({"reason": "He sells to everybody."})).done();
        ana.get("/admin/reports").refused(403, "not_operator");
        let waiting = operator.list("/admin/reports");
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0]["reporter"], ana.handle.as_str());
        assert_eq!(waiting[0]["reported"], ben.handle.as_str());
        assert_eq!(waiting[0]["messages"][0]["body"], "Buy my course!");
        let done = format!("/admin/reports/{}/done", text(&waiting[0]["id"]));
        operator.post(&done, &json!({})).done();
        operator.post(&done, &json!({})).problem(409, "conflict");
        assert_eq!(operator.list("/admin/reports").len(), 0);
        let done = operator.list("/admin/reports?done=true");
        assert_eq!(done[0]["done_by"], operator.handle.as_str());
        // What was not reported stays between the two.
        writes(&ana, &ben, "Between you and me").is(201);
        let journal = operator.get("/admin/journal?limit=100").text();
        assert!(journal.contains("wrote") && journal.contains("(18 characters)"));
        assert!(!journal.contains("Between you and me"));
    });
}

#[test]
fn a_message_that_is_repeated_with_its_key_is_written_once() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        ana.connects(&ben);
        let message = json!({"to": ben.handle, "body": "Hello"});
        let key = [("idempotency-key", "once")];
        let send = || ana.client.call("POST", "/messages", &key, Some(&message)).is(201);
        let (first, again) = (send(), send());
        assert_eq!(first, again);
        let talk = format!("/conversations/{}", text(&first["conversation"]));
        assert_eq!(items(&ben.get(&talk).is(200)).len(), 1);
    });
}

#[test]
fn r9_a_shared_group_is_a_way_and_a_group_that_could_be_shared_is_named() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let made = ana.post("/groups", &json!({"name": "Bridges", "access": "open"})).is(201);
        let group = format!("/groups/{}", text(&made["id"]));
        let refusal = writes(&ben, &ana, "Hello").refused(403, "no_way");
        assert!(actions(&refusal).contains(&"join_group".to_owned()), "{refusal}");
        assert!(refusal["instead"].to_string().contains("Bridges"));
        ben.put(&format!("{group}/membership")).is(200);
        assert_eq!(may(&ben, &ana)["via"], "group");
        let sent = writes(&ben, &ana, "Hello from the group").is(201);
        assert_eq!(sent["via"], "group");
        assert_eq!(ben.budget("group_openers")["used"], 1);
        let requests = ana.get("/conversations?box=requests").is(200);
        assert_eq!(items(&requests).len(), 1, "it is a request");
        assert!(items(&ana.get("/conversations?box=inbox").is(200)).is_empty());
        acts(&ana, text(&sent["conversation"]), "accept").done();
        assert_eq!(may(&ana, &ben)["via"], "reply");
        // Whoever left, or is only in a group by request, shares nothing that shows.
        ben.delete(&format!("{group}/membership"));
        assert_eq!(may(&ben, &carl)["allowed"], false);
    });
}

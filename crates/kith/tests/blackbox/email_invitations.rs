//! Invitations by e-mail: one mail and one reminder, budgets, opting out, and joining by the link.

use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, text},
    imports::agrees,
    news::{Letter, outbox},
    server::{Flags, Server, on_each},
};

impl Member {
    /// Invites addresses by e-mail; the answer as it came.
    pub(crate) fn emails(&self, addresses: &str) -> Answer {
        self.post("/email-invitations", &json!({ "addresses": addresses }))
    }

    /// The invitations by e-mail that this member sent.
    fn emailed(&self) -> Vec<Value> {
        self.list("/email-invitations?limit=100")
    }

    /// Who invited this member by e-mail.
    fn offers(&self) -> Vec<Value> {
        self.list("/email-invitations/offers")
    }
}

/// Lets what is due be done until so many mails have gone to an address.
#[track_caller]
pub(crate) fn letters(server: &Server, anyone: &Client, to: &str, count: usize) -> Vec<Letter> {
    for _ in 0..10 {
        anyone.advance("PT1S");
        let found = outbox(server, Some(to));
        if found.len() >= count {
            assert_eq!(found.len(), count, "{found:?}");
            return found;
        }
    }
    panic!("{to} got {:?}", outbox(server, Some(to)));
}

/// The token of the link to join, out of a mail.
pub(crate) fn token(letter: &Letter) -> String {
    let plain = letter.whole.replace("=3D", "=");
    let rest = plain.split_once("/invited/").expect("a link").1;
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).collect()
}

/// The results of a list, in its order.
fn results(answer: &Answer) -> Vec<String> {
    let body = answer.is(200);
    let items = body["items"].as_array().expect("items");
    items.iter().map(|one| text(&one["result"]).to_owned()).collect()
}

#[test]
fn who_joins_by_the_mail_is_asked_and_connected_with_whom_they_choose() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let ask =
            json!({"addresses": "Zoe <Zoe@Else.example>", "note": "Built with you in Porto."});
        assert_eq!(results(&ana.post("/email-invitations", &ask)), ["queued"]);
        let listed = ana.emailed().remove(0);
        assert_eq!(
            (&listed["address"], &listed["name"]),
            (&json!("z…@else.example"), &json!("Zoe"))
        );
        ben.emails("zoe@else.example").is(200);
        let mail = letters(server, &anyone, "zoe@else.example", 2);
        let mail = mail.into_iter().find(|one| one.whole.contains("Porto")).expect("Ana's mail");
        assert!(mail.subject.contains("invites you to connect on 127.0.0.1"), "{mail:?}");
        assert!(mail.whole.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
        let link = format!("/invited/{}", token(&mail));
        let look = anyone.send("GET", &link, &[], None);
        assert!(look.status == 200 && look.text().contains("Ana Petrova"), "{look}");
        assert!(!look.text().contains("else.example"), "the address is for the sign-up alone");
        let form = anyone.send("GET", &format!("/sign-up?invitation={}", token(&mail)), &[], None);
        assert!(form.text().contains("value=\"zoe@else.example\""), "{form}");
        assert_eq!(anyone.send("GET", &format!("{link}0"), &[], None).status, 404);
        let forged = json!({"invitation": format!("{}0", token(&mail))});
        let wrong = anyone.sign_up("zoe-forged", &forged);
        assert_eq!(wrong.wrong_fields(), ["invitation"], "and nothing is left of it");
        let zoe = anyone.join_as(
            "zoe",
            &json!({
                "email": "zoe@else.example", "invitation": token(&mail),
            }),
        );
        let email = zoe.get("/reconnect").is(200)["email"].clone();
        assert!(email["confirmed_at"].is_string(), "the link was mailed there: {email}");
        // All who asked are offered, whichever mail was opened; a third who asks now needs no mail.
        carl.emails("zoe@else.example").is(200);
        anyone.advance("PT1S");
        let offers = zoe.offers();
        assert_eq!(offers.len(), 3, "{offers:?}");
        assert_eq!(offers[0]["note"], "Built with you in Porto.");
        let of = |member: &Member| {
            let found = offers.iter().find(|one| one["member"]["handle"] == member.handle.as_str());
            text(&found.expect("an offer")["id"]).to_owned()
        };
        let answer = json!({"connect": [of(&ana)], "decline": [of(&ben)]});
        let done = zoe.post("/email-invitations/offers", &answer);
        let revision = done.header("kith-revision").to_owned();
        assert_eq!(done.is(200), json!({"connected": 1, "declined": 1, "skipped": 0}));
        ana.client.get_at("/members/me", &revision).is(200);
        assert_eq!(ana.sees(&zoe)["degree"], "1st");
        let talk = zoe.list("/conversations").remove(0);
        assert_eq!(talk["last"]["body"], "Built with you in Porto.", "{talk}");
        assert_eq!(ana.emailed()[0]["state"], "accepted");
        assert_eq!(ana.emailed()[0]["member"]["handle"], zoe.handle.as_str());
        let sent = ana.outbox().remove(0);
        assert_eq!((&sent["source"], &sent["state"]), (&json!("email"), &json!("accepted")));
        assert_eq!(ben.emailed()[0]["state"], "pending", "nobody is told of a no");
        assert_eq!(zoe.offers().len(), 1);
        assert_eq!(ana.budget("weekly_invitations")["used"], 1, "counted once");
        assert_eq!(ana.budget("pending_invitations")["used"], 0);
        anyone.advance("P10D");
        assert_eq!(
            outbox(server, Some("zoe@else.example"))
                .iter()
                .filter(|one| one.subject.contains("invites you"))
                .count(),
            2,
            "no reminder, and none for the third"
        );
        agrees(server.location());
    });
}

#[test]
fn a_member_who_is_invited_by_mail_signs_in_and_accepts() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        ana.emails("other@else.example").is(200);
        let mail = letters(server, &anyone, "other@else.example", 1).remove(0);
        ben.post("/email-invitations/address", &json!({"invitation": "x"}))
            .problem(404, "not_found");
        ben.post("/email-invitations/address", &json!({"invitation": token(&mail)})).done();
        let id = text(&ben.offers()[0]["id"]).to_owned();
        let both = json!({"connect": [id], "decline": []});
        ben.post("/email-invitations/offers", &both).is(200);
        assert_eq!(ben.post("/email-invitations/offers", &both).is(200)["skipped"], 1, "once");
        assert_eq!(ana.outbox()[0]["member"]["handle"], ben.handle.as_str());
    });
}

#[test]
fn there_is_one_reminder_at_day_7_and_none_after_a_withdrawal() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let ids = ana.emails("one@else.example; two@else.example").is(200);
        letters(server, &anyone, "one@else.example", 1);
        letters(server, &anyone, "two@else.example", 1);
        let second = text(&ids["items"][1]["id"]).to_owned();
        let path = format!("/email-invitations/{second}/withdraw");
        anyone.join("ben").post(&path, &json!({})).problem(404, "not_found");
        ana.post(&path, &json!({})).done();
        ana.post(&path, &json!({})).refused(409, "not_pending");
        anyone.advance("P6DT23H");
        assert_eq!(outbox(server, Some("one@else.example")).len(), 1, "not yet");
        anyone.advance("PT1H");
        let both = letters(server, &anyone, "one@else.example", 2);
        assert!(both.iter().any(|one| one.subject.starts_with("Reminder: ")), "{both:?}");
        anyone.advance("P60D");
        assert_eq!(outbox(server, Some("one@else.example")).len(), 2);
        assert_eq!(outbox(server, Some("two@else.example")).len(), 1);
        anyone.advance("P4M");
        let states: Vec<Value> = ana.emailed().iter().map(|one| one["state"].clone()).collect();
        assert_eq!(states.iter().filter(|state| *state == "expired").count(), 1, "{states:?}");
        agrees(server.location());
    });
}

#[test]
fn r7_each_address_costs_one_of_the_week_and_each_line_is_answered() {
    let policy = "[plans.free]\nweekly_invitations = 4\npending_invitations = 3\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let sent = ana.sends(&ben);
        let list = format!(
            "Name,E-mail\nOne,one@else.example\nTwo,two@else.example\nAgain,ONE@else.example\n\
             Me,{}\nWrong,nothing\nThree,three@else.example",
            ana.email
        );
        let answer = ana.emails(&list);
        assert_eq!(
            results(&answer),
            ["queued", "queued", "twice", "yourself", "malformed", "refused"]
        );
        let last = answer.json()["items"][5].clone();
        assert_eq!(last["reason"], "pending_limit", "{last}");
        assert!(last["until"].is_string() && last["line"] == 7, "{last}");
        assert_eq!(ana.budget("weekly_invitations")["used"], 3);
        assert_eq!(ana.budget("pending_invitations")["left"], 0);
        // A refusal is of all of it where it lets none through, and costs nothing.
        ana.emails("three@else.example").refused(429, "pending_limit");
        ana.invites(&anyone.join("carl")).refused(429, "pending_limit");
        assert_eq!(results(&ana.emails("one@else.example")), ["already_asked"]);
        ana.withdraws(&sent);
        assert_eq!(
            results(&ana.emails("three@else.example\nfour@else.example")),
            ["queued", "refused"]
        );
        ana.emails("four@else.example").refused(429, "weekly_limit");
        let id = text(&ana.emailed()[0]["id"]).to_owned();
        ana.post(&format!("/email-invitations/{id}/withdraw"), &json!({})).done();
        let no = ana.emails("four@else.example").refused(429, "weekly_limit");
        anyone.move_to(super::client::at(&no["until"]));
        assert_eq!(results(&ana.emails("four@else.example")), ["queued"]);
        assert_eq!(results(&ana.emails("three@else.example")), ["refused"], "it rests");
        for (body, field) in [
            (json!({"addresses": ""}), "addresses"),
            (json!({"addresses": "a@b.example", "note": "See https://x.example"}), "note"),
        ] {
            assert_eq!(ben.post("/email-invitations", &body).wrong_fields(), [field]);
        }
        let long = json!({"addresses": "a@b.example", "note": "x".repeat(201)});
        ben.post("/email-invitations", &long).refused(403, "note_too_long");
        assert!(ben.emailed().is_empty());
        agrees(server.location());
    });
}

#[test]
fn an_opt_out_holds_for_ever_and_for_everybody_and_nobody_can_tell() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        ana.emails("Max <max@else.example>, min@else.example").is(200);
        let mail = letters(server, &anyone, "max@else.example", 1).remove(0);
        let path = mail.unsubscribe.strip_prefix(server.address()).expect("a link here").to_owned();
        let look = anyone.send("GET", &path, &[], None);
        assert!(look.status == 200 && look.text().contains("No more invitations"), "{look}");
        let before = ana.get("/email-invitations").text();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let wrong = anyone.send("POST", &format!("{path}0"), &headers, Some(b""));
        assert_eq!(wrong.status, 404);
        let ended = anyone.send("POST", &path, &headers, Some(b"List-Unsubscribe=One-Click"));
        assert_eq!(ended.status, 200, "{ended}");
        assert_eq!(ana.get("/email-invitations").text(), before, "to the sender it waits");
        ben.emails("max@else.example").is(200);
        anyone.advance("P8D");
        assert_eq!(outbox(server, Some("max@else.example")).len(), 1, "never again");
        assert_eq!(outbox(server, Some("min@else.example")).len(), 2, "others are reminded");
        // Again, and after the sender has left, the link works.
        ana.post("/members/me/delete", &json!({"password": super::client::PASSWORD})).done();
        let again = anyone.send("POST", &path, &headers, Some(b""));
        assert_eq!(again.status, 200, "{again}");
        anyone.advance("P1D");
        agrees(server.location());
        let dump = format!("{}.kdump", super::server::data_folder(server.location()).display());
        let written = super::server::command(&["dump", &dump], server.location()).output();
        assert!(written.expect("the binary starts").status.success());
        let plain = zstd_text(&dump);
        let _ = std::fs::remove_file(&dump);
        assert!(!plain.contains("max@else.example"), "the address is kept nowhere");
    });
}

/// What stands in a dump.
fn zstd_text(path: &str) -> String {
    let bytes = std::fs::read(path).expect("a dump");
    let plain = zstd::decode_all(bytes.as_slice()).expect("a dump is packed");
    String::from_utf8_lossy(&plain).into_owned()
}

#[test]
fn r8_opt_outs_count_against_who_had_the_mails_sent() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        let list: Vec<String> = (0..5).map(|at| format!("no{at}@else.example")).collect();
        ana.emails(&list.join("\n")).is(200);
        for (at, address) in list.iter().enumerate() {
            let mail = letters(server, &anyone, address, 1).remove(0);
            let path = mail.unsubscribe.strip_prefix(server.address()).expect("a link here");
            for _ in 0..2 {
                assert_eq!(anyone.send("POST", path, &[], Some(b"")).status, 200);
            }
            let step = ana.get("/limits").is(200)["restriction"]["step"].clone();
            assert_eq!(step, if at == 4 { json!("warned") } else { Value::Null }, "{at}");
        }
        let seen = operator.get("/admin/email-invitations").is(200);
        assert_eq!((&seen["mails_day"], &seen["limit_day"]), (&json!(5), &json!(1_000)));
        let row = &seen["senders"][0];
        assert_eq!((&row["handle"], &row["opted_out"]), (&json!(ana.handle), &json!(5)));
        assert!(!seen.to_string().contains("else.example"));
        let page = operator.client.send("GET", "/admin/email", &[], None);
        assert!(page.status == 200 && page.text().contains(&ana.handle), "{page}");
        let pause = json!({"handle": ana.handle, "reason": "Too many", "level": "paused_3_days"});
        operator.post("/admin/restrictions", &pause).done();
        ana.emails("other@else.example").refused(403, "restricted");
    });
}

#[test]
fn an_address_and_the_network_have_a_limit_a_day_that_no_sender_sees() {
    let policy = "[email_invitations]\nrecipient_day = 1\nnetwork_day = 3\nsender_day = 4\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        ana.emails("one@else.example").is(200);
        letters(server, &anyone, "one@else.example", 1);
        assert_eq!(results(&ben.emails("one@else.example")), ["queued"]);
        anyone.advance("PT2H");
        assert_eq!(outbox(server, Some("one@else.example")).len(), 1, "one a day");
        let many = "a@else.example,b@else.example,c@else.example,d@else.example";
        assert_eq!(results(&ana.emails(many)), ["queued", "queued", "queued", "refused"]);
        ana.emails("d@else.example").refused(429, "email_limit");
        anyone.advance("PT2H");
        assert_eq!(outbox(server, Some("@else.example")).len(), 3, "three a day in all");
        for _ in 0..26 {
            anyone.advance("PT1H");
        }
        assert_eq!(outbox(server, Some("@else.example")).len(), 5, "the others a day later");
        assert_eq!(outbox(server, Some("one@else.example")).len(), 2);
    });
}

#[test]
fn an_operator_may_turn_it_off() {
    on_each(Flags::sandbox_with("[email_invitations]\nnetwork_day = 0\n"), |server| {
        let ana = Client::anonymous(server).join("ana");
        ana.emails("one@else.example").refused(403, "email_off");
        let page = ana.client.send("GET", "/network/email", &[], None);
        assert!(page.status == 200 && page.text().contains("Not in this network"), "{page}");
    });
}

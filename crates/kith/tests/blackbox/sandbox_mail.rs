//! Mail of notifications, reminders, and the live stream, on a clock that can be moved.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    sync::mpsc,
};

use jiff::{civil::Date, tz::TimeZone};
use kith_sim::databases::Database;
use serde_json::{Value, json};

use super::{
    client::{Client, text},
    news::{Stream, kinds, letter, mailed, outbox, shares, unread},
    server::{Flags, Server, on_each},
};

#[test]
fn r6_reminders_come_at_day_7_and_30_once_and_only_to_who_wants_them() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        carl.patch("/members/me/settings", &json!({"reminders": false})).is(200);
        ana.sends(&ben);
        ana.sends(&carl);
        let withdrawn = ana.sends(&dora);
        anyone.advance("P6D");
        assert_eq!(kinds(&ben), ["invitation"]);
        anyone.advance("P1D");
        assert_eq!(kinds(&ben), ["reminder", "invitation"]);
        assert_eq!(kinds(&dora), ["reminder", "invitation"]);
        assert_eq!(kinds(&carl), ["invitation"], "off by the setting");
        let reminder = || ben.list("/notifications")[0].clone();
        assert!(text(&reminder()["text"]).ends_with("has waited for your answer for 7 days"));
        ana.withdraws(&withdrawn);
        assert_eq!(kinds(&dora), Vec::<String>::new(), "gone with the invitation");
        ben.post("/notifications/read", &json!({})).done();
        anyone.advance("P1D");
        anyone.advance("P1D");
        assert_eq!(unread(server, &ben), 0, "once");
        anyone.advance("P21D");
        assert_eq!(unread(server, &ben), 1);
        assert!(text(&reminder()["text"]).ends_with("for 30 days"));
        ben.post("/notifications/read", &json!({})).done();
        anyone.advance("P60D");
        assert_eq!(unread(server, &ben), 0, "the last one");
        assert_eq!(outbox(server, Some(&carl.email)).len(), 1, "only the invitation itself");
        anyone.advance("P4M");
        assert_eq!(kinds(&ben), Vec::<String>::new(), "it has lapsed");
    });
}

#[test]
fn r14_the_digest_goes_once_a_day_at_eight_through_a_daylight_saving_change() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        ana.patch("/members/me/settings", &json!({"time_zone": "Europe/Berlin"})).is(200);
        // 26 March 2028 has 23 hours there; clocks go forward at night.
        let eight = |day: i8| {
            let date = Date::new(2028, 3, day).expect("a date");
            date.at(8, 0, 0, 0).to_zoned(berlin.clone()).expect("an instant").timestamp()
        };
        let second = jiff::SignedDuration::from_secs(30);
        anyone.move_to(eight(24) + second);
        let post = shares(&ana, "A bridge");
        let comment = || ben.post(&format!("/posts/{post}/comments"), &json!({"body": "Yes"}));
        for (round, day) in [25_i8, 26, 27].into_iter().enumerate() {
            comment().is(201);
            comment().is(201);
            anyone.move_to(eight(day) - second);
            assert_eq!(outbox(server, Some(&ana.email)).len(), round, "not before day {day}, 8:00");
            anyone.move_to(eight(day));
            let letters = mailed(server, &anyone, &ana, round + 1);
            let digests = letters.iter().filter(|one| one.subject == "2 new notifications");
            assert_eq!(digests.count(), round + 1, "{letters:?}");
        }
    });
}

#[test]
fn one_post_without_signing_in_ends_the_mails_of_a_kind_and_a_look_ends_nothing() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        ben.sends(&ana);
        let letter = mailed(server, &anyone, &ana, 1).remove(0);
        assert!(letter.whole.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
        let path = letter.unsubscribe.strip_prefix(server.address()).expect("a link here");
        let look = anyone.send("GET", path, &[], None);
        assert!(look.status == 200 && look.text().contains("Invitations to connect"), "{look}");
        let wrong = format!("{}0", &path[..path.len() - 1]);
        let other = path.replace("invitation", "message");
        for forged in [wrong.as_str(), other.as_str(), "/unsubscribe/x"] {
            if forged != path {
                assert_eq!(anyone.send("POST", forged, &[], Some(b"")).status, 404, "{forged}");
            }
        }
        carl.sends(&ana);
        mailed(server, &anyone, &ana, 2);
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let ended = anyone.send("POST", path, &headers, Some(b"List-Unsubscribe=One-Click"));
        assert_eq!(ended.status, 200, "{ended}");
        dora.sends(&ana);
        dora.sends(&ben);
        mailed(server, &anyone, &ben, 1);
        assert_eq!(outbox(server, Some(&ana.email)).len(), 2);
        assert_eq!(unread(server, &ana), 3, "the page still says so");
        let kept = ana.get("/notifications/settings").is(200);
        let off =
            kept["items"].as_array().expect("items").iter().filter(|one| one["email"] == "off");
        let off: Vec<&str> = off.map(|one| text(&one["kind"])).collect();
        assert_eq!(off, ["invitation", "reaction"], "reactions are off unless chosen");
    });
}

#[test]
fn the_live_stream_goes_on_where_it_was_and_ends_with_the_session_and_the_server() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let mut stream = Stream::open(server, &ana.client, None);
        assert_eq!(stream.counters(), json!({"notifications": 0, "messages": 0, "invitations": 0}));
        let id = ben.sends(&ana);
        assert_eq!(stream.told(), "invitation");
        assert_eq!(stream.counters(), json!({"notifications": 1, "messages": 0, "invitations": 1}));
        ben.withdraws(&id);
        assert_eq!(
            stream.counters(),
            json!({"notifications": 0, "messages": 0, "invitations": 0}),
            "R6: a withdrawn one is not counted any more"
        );
        let last = stream.last_id.clone();
        drop(stream);
        anyone.advance("PT1M");
        carl.sends(&ana);
        let mut again = Stream::open(server, &ana.client, Some(&last));
        assert_eq!(again.told(), "invitation", "what was missed");
        assert_eq!(again.counters()["notifications"], 1);
        let headers = [("last-event-id", "nonsense")];
        assert_eq!(ana.client.call("GET", "/live", &headers, None).status, 422);
        anyone.call("GET", "/live", &[], None).problem(401, "sign_in_first");

        // Another session of hers goes on; this one ends.
        let other = anyone.sign_in(&ana.handle);
        let mut other_stream = Stream::open(server, &other.client, None);
        other_stream.counters();
        ana.client.delete("/sessions/current").done();
        while let Some((name, _)) = again.next() {
            assert_eq!(name, "counters");
        }
        dora.sends(&ana);
        assert_eq!(other_stream.told(), "invitation");
        let ended = std::thread::scope(|scope| {
            let end = scope.spawn(|| server.end());
            while other_stream.next().is_some() {}
            end.join().expect("it ends")
        });
        assert!(ended.success());
    });
}

/// A server that takes mail, but at first says to come back later, and nothing to who is called as
/// in `refuse`. What it takes.
fn smtp(refuse: &'static str) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("smtp://{}", listener.local_addr().expect("bound"));
    let (taken, letters) = mpsc::channel();
    std::thread::spawn(move || {
        let mut busy = true;
        for stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
            let mut out = stream;
            let mut say = |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).is_ok();
            say("220 here");
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
                let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
                let fine = match word.as_str() {
                    "MAIL" if busy => {
                        busy = false;
                        say("451 later")
                    }
                    "RCPT" if line.contains(refuse) => say("550 unknown"),
                    "DATA" => {
                        say("354 go on");
                        let (mut whole, mut line) = (String::new(), String::new());
                        while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
                            if line == ".\r\n" {
                                break;
                            }
                            whole.push_str(&line);
                            line.clear();
                        }
                        taken.send(whole).is_ok() && say("250 taken")
                    }
                    "QUIT" => break,
                    _ => say("250 fine"),
                };
                if !fine {
                    break;
                }
                line.clear();
            }
        }
    });
    (address, letters)
}

#[test]
fn mail_goes_out_by_smtp_and_an_operator_sees_what_was_given_up() {
    let (address, letters) = smtp("carl");
    let more = ["--mail-smtp", &address, "--mail-from", "kith <kith@example.org>"];
    let flags = Flags { more: &more, ..Flags::SANDBOX };
    on_each(flags, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let carl = anyone.join_as("carl", &json!({"first_name": "<b>Carl & Söhne</b>"}));
        carl.sends(&ana);
        // The first try may be put off, for a minute.
        let second = std::time::Duration::from_secs(1);
        let taken = (0..20).find_map(|_| {
            anyone.advance("PT1M");
            letters.recv_timeout(second).ok()
        });
        let taken = taken.expect("a mail");
        let taken = letter(&taken);
        assert!(taken.to.contains(&ana.email), "{taken:?}");
        assert!(
            taken.whole.contains("From: \"kith\" <kith@example.org>")
                || taken.whole.contains("From: kith <kith@example.org>"),
            "{taken:?}"
        );
        assert!(taken.whole.contains("multipart/alternative"), "{taken:?}");
        assert!(taken.whole.contains("&lt;b&gt;Carl &amp;"), "escaped in HTML: {taken:?}");
        assert!(!taken.whole.contains("Petrova invites"), "R3: not the whole name");
        ben.sends(&carl);
        let failed = (0..20).find_map(|_| {
            anyone.advance("PT1S");
            operator.list("/admin/mails").pop()
        });
        let failed = failed.expect("it is given up");
        assert_eq!(
            (&failed["member"], &failed["kind"]),
            (&json!(carl.handle), &json!("invitation"))
        );
        assert!(text(&failed["problem"]).contains("unknown"), "{failed}");
        assert_eq!(ana.get("/admin/mails").status, 403);
        let page = operator.client.send("GET", "/admin/mail", &[], None);
        assert!(page.status == 200 && page.text().contains("unknown"), "{page}");
        assert_eq!(operator.list("/admin/mails").len(), 1);
        assert_eq!(letters.try_recv().ok(), None::<String>, "each once");
        assert_ne!(failed["at"], Value::Null);
    });
}

#[test]
fn a_page_at_one_node_is_told_live_what_was_done_at_another() {
    let database = Database::postgres("two_nodes_live").expect("PostgreSQL answers");
    let Some(database) = database else { return };
    let [first, second] = [0, 1].map(|_| Server::start(&database.location, Flags::SANDBOX));
    let (here, there) = (Client::anonymous(&first), Client::anonymous(&second));
    let [ana, ben] = ["ana", "ben"].map(|name| here.join(name));
    let mut stream = Stream::open(&second, &there.sign_in(&ana.handle).client, None);
    assert_eq!(stream.counters()["invitations"], 0);
    let id = ben.sends(&ana);
    assert_eq!(stream.told(), "invitation");
    assert_eq!(stream.counters()["invitations"], 1);
    ben.withdraws(&id);
    assert_eq!(stream.counters()["invitations"], 0);
    // Both do what is due at once, and one mail goes out.
    let carl = there.join("carl");
    carl.sends(&ana);
    std::thread::scope(|scope| {
        scope.spawn(|| here.advance("PT1S"));
        scope.spawn(|| there.advance("PT1S"));
    });
    mailed(&first, &here, &ana, 1);
}

//! Events over HTTP: seats under races, the waiting list, changes, calendar files.

use std::sync::Barrier;

use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, handles, items, text},
    server::{Flags, on_each, on_each_shared},
};

/// An event of so many seats (0: no limit) in the year 2098; its address.
fn event(organiser: &Member, capacity: u32) -> String {
    let body = json!({
        "name": "Bridge congress", "place": "Hall 3, Leipzig", "zone": "Europe/Berlin",
        "starts_at": "2098-09-03T07:00:00Z", "ends_at": "2098-09-03T16:00:00Z",
        "capacity": capacity,
    });
    format!("/events/{}", text(&organiser.post("/events", &body).is(201)["id"]))
}

fn attend(member: &Member, event: &str) -> Answer {
    member.put(&format!("{event}/attendance"))
}

fn attendance(member: &Member, event: &str) -> Value {
    member.get(event).is(200)["attendance"].clone()
}

#[test]
fn of_24_who_attend_at_once_each_seat_has_one_and_the_others_wait_in_their_turn() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let crowd = anyone.crowd("guest", 24);
        let event = event(&ana, 10);
        let start = Barrier::new(crowd.len());
        std::thread::scope(|scope| {
            for one in &crowd {
                scope.spawn(|| {
                    start.wait();
                    attend(one, &event).is(200);
                });
            }
        });
        let shown = ana.get(&event).is(200);
        let counts = ["going_count", "waiting_count", "seats_left"].map(|name| &shown[name]);
        assert_eq!(counts, [&json!(10), &json!(15), &json!(0)]);
        let waiting = ana.get(&format!("{event}/people?state=waiting&limit=100")).is(200);
        let first = handles(&items(&waiting))[0].clone();
        // Those with a seat leave at once: as many move up, in their turn.
        let going: Vec<&Member> =
            crowd.iter().filter(|one| attendance(one, &event) == "going").collect();
        let start = Barrier::new(going.len());
        std::thread::scope(|scope| {
            for one in &going {
                scope.spawn(|| {
                    start.wait();
                    one.delete(&format!("{event}/attendance")).done();
                });
            }
        });
        let shown = ana.get(&event).is(200);
        assert_eq!((&shown["going_count"], &shown["waiting_count"]), (&json!(10), &json!(6)));
        let people = handles(&items(&ana.get(&format!("{event}/people?limit=100")).is(200)));
        assert!(people.contains(&first), "who waited longest came first");
    });
}

#[test]
fn more_seats_go_to_those_who_wait_and_fewer_than_are_taken_are_refused() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let event = event(&ana, 1);
        assert_eq!(ana.get(&event).is(200)["attendance"], "going", "the organiser has a seat");
        for guest in [&ben, &carl, &dora] {
            let view = guest.get(&event).is(200);
            assert_eq!(view["actions"]["attend"]["via"], "waiting_list");
            assert_eq!(attend(guest, &event).is(200)["attendance"], "waiting");
        }
        ben.patch(&event, &json!({"capacity": 3})).refused(403, "not_in_charge");
        ana.patch(&event, &json!({"capacity": 3})).is(200);
        let all = [&ben, &carl, &dora].map(|guest| attendance(guest, &event));
        assert_eq!(all, ["going", "going", "waiting"]);
        ana.patch(&event, &json!({"capacity": 2})).refused(409, "seats_taken");
        ana.patch(&event, &json!({"capacity": 0})).is(200);
        assert_eq!(attendance(&dora, &event), "going");
        assert_eq!(ana.get(&event).is(200)["seats_left"], Value::Null);
    });
}

#[test]
fn r11_attendees_are_invited_with_source_event_and_r1_blocks_hide_them() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let event = event(&ana, 0);
        for guest in [&ben, &carl] {
            attend(guest, &event).is(200);
        }
        ben.put(&format!("/blocks/{}", carl.handle)).done();
        let seen = carl.get(&format!("{event}/people")).is(200);
        assert_eq!(handles(&items(&seen)), [&*ana.handle, &*carl.handle], "not Ben");
        assert_eq!(seen["items"][0]["connect"]["allowed"], true);
        assert_eq!(carl.get(&event).is(200)["going_count"], 2, "Carl and Ana");
        let sent = carl.invites_with(&ana, &json!({"source": "event"})).is(201);
        assert_eq!(sent["source"], "event");
        ana.put(&format!("/blocks/{}", ben.handle)).done();
        assert_eq!(ben.get(&event).is(200)["organiser"], Value::Null);
    });
}

#[test]
fn a_cancelled_event_and_one_that_is_over_take_nobody() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let cancelled = event(&ana, 0);
        ben.delete(&cancelled).refused(403, "not_in_charge");
        ana.delete(&cancelled).done();
        attend(&ben, &cancelled).refused(409, "event_closed");
        ana.patch(&cancelled, &json!({"name": "Again"})).refused(409, "event_closed");
        let now = anyone.now();
        let later = |hours: i64| (now + jiff::SignedDuration::from_hours(hours)).to_string();
        let soon = json!({
            "name": "Meetup", "link": "https://meet.example/room",
            "starts_at": later(1), "ends_at": later(3),
        });
        let soon = format!("/events/{}", text(&ana.post("/events", &soon).is(201)["id"]));
        let listed = |query: &str| ben.get(&format!("/events{query}")).is(200).to_string();
        let id = soon.trim_start_matches("/events/");
        assert!(listed("").contains(id) && !listed("?past=true").contains(id));
        anyone.advance("PT3H");
        attend(&ben, &soon).refused(409, "event_closed");
        assert!(!listed("").contains(id) && listed("?past=true").contains(id));
        assert!(ana.get("/events?mine=true").is(200).to_string().contains(id));
    });
}

#[test]
fn an_event_is_downloaded_as_a_calendar_file() {
    on_each_shared(|server| {
        let ana = Client::anonymous(server).join("ana");
        let event = event(&ana, 0);
        let file = ana.get(&format!("{event}/calendar"));
        assert_eq!(file.status, 200);
        let kind = file.headers["content-type"].to_str().unwrap();
        assert_eq!(kind, "text/calendar; charset=utf-8");
        let text = file.text();
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), "{text}");
        for line in [
            "DTSTART:20980903T070000Z",
            "DTEND:20980903T160000Z",
            "SUMMARY:Bridge congress",
            "LOCATION:Hall 3\\, Leipzig",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}: {text}");
        }
        assert!(text.contains("\r\nURL:http://127.0.0.1:"), "{text}");
        ana.delete(&event).done();
        let text = ana.get(&format!("{event}/calendar")).text();
        assert!(text.contains("SEQUENCE:1\r\nSTATUS:CANCELLED"), "{text}");
    });
}

#[test]
fn what_cannot_be_taken_is_told_by_field() {
    on_each_shared(|server| {
        let ana = Client::anonymous(server).join("ana");
        let fine = json!({
            "name": "Meetup", "place": "Leipzig",
            "starts_at": "2098-09-03T07:00:00Z", "ends_at": "2098-09-03T16:00:00Z",
        });
        ana.post("/events", &fine).is(201);
        for (field, value) in [
            ("name", json!("")),
            ("place", json!("")),
            ("place", json!("x".repeat(201))),
            ("link", json!("javascript:alert(1)")),
            ("starts_at", json!("tomorrow")),
            ("ends_at", json!("2098-09-03T07:00:00Z")),
            ("ends_at", json!("2099-09-03T07:00:00Z")),
            ("zone", json!("Mars/Olympus")),
            ("capacity", json!(1_000_000)),
            ("capacity", json!(-1)),
            ("about", json!("x".repeat(4_001))),
        ] {
            let mut body = fine.clone();
            body[field] = value;
            let problem = ana.post("/events", &body).is(422);
            assert_eq!(problem["errors"][0]["field"], field, "{problem}");
        }
        let mut past = fine;
        past["starts_at"] = json!("2001-09-03T07:00:00Z");
        past["ends_at"] = json!("2001-09-03T09:00:00Z");
        let problem = ana.post("/events", &past).is(422);
        assert_eq!(problem["errors"][0]["field"], "starts_at");
    });
}

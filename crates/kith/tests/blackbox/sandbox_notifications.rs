//! Notifications over HTTP: who is told of what, in the list, live and by mail.

use serde_json::{Value, json};

use super::{
    api_messages::plan,
    client::{Client, Member, text},
    news::{Stream, kinds, mailed, outbox, shares, unread},
    server::{Flags, on_each},
};

fn group(owner: &Member, access: &str) -> String {
    let made = owner.post("/groups", &json!({"name": "Bridge builders", "access": access}));
    format!("/groups/{}", text(&made.is(201)["id"]))
}

fn event(organiser: &Member, capacity: u32) -> String {
    let body = json!({
        "name": "Bridge congress", "place": "Hall 3, Leipzig", "zone": "Europe/Berlin",
        "starts_at": "2098-09-03T07:00:00Z", "ends_at": "2098-09-03T16:00:00Z",
        "capacity": capacity,
    });
    format!("/events/{}", text(&organiser.post("/events", &body).is(201)["id"]))
}

fn newest(member: &Member) -> Value {
    member.list("/notifications?limit=1").remove(0)
}

fn says(member: &Member) -> String {
    text(&newest(member)["text"]).to_owned()
}

fn comments(author: &Member, post: &str, parent: Option<&str>) -> String {
    let body = json!({"body": "Well done", "parent": parent});
    text(&author.post(&format!("/posts/{post}/comments"), &body).is(201)["id"]).to_owned()
}

#[test]
fn people_are_told_what_others_do_towards_them_and_nobody_else_is() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let id = ana.sends(&ben);
        assert_eq!(says(&ben), "Ana P. invites you to connect", "R3: as far away as she is");
        assert_eq!(newest(&ben)["href"], "/network/received");
        let accepted = ben.acts(&id, "accept", &json!({}));
        ana.client.get_at("/members/me", accepted.header("kith-revision")).is(200);
        assert_eq!(says(&ana), "Ben Petrova accepted your invitation");
        assert_eq!(newest(&ana)["href"], format!("/in/{}", ben.handle));
        assert_eq!(kinds(&ben), Vec::<String>::new(), "what was answered waits no more");

        for body in ["Hello", "Are you there?"] {
            ana.post("/messages", &json!({"to": ben.handle, "body": body})).is(201);
        }
        assert_eq!(kinds(&ben), ["message"], "one conversation stands once");

        let post = shares(&ana, "A bridge over the Elbe");
        let comment = comments(&ben, &post, None);
        assert_eq!(says(&ana), "Ben Petrova commented on your post: “A bridge over the Elbe”");
        comments(&carl, &post, Some(&comment));
        assert_eq!(newest(&ben)["kind"], "answer");
        assert_eq!(newest(&ana)["kind"], "comment");
        for one in [&ben, &carl, &dora] {
            one.put(&format!("/posts/{post}/reaction")).done();
        }
        let folded = newest(&ana);
        assert_eq!(folded["others"], 2, "{folded}");
        assert!(text(&folded["text"]).starts_with("Dora P. and 2 others reacted"), "{folded}");
        assert_eq!(kinds(&ana).iter().filter(|kind| *kind == "reaction").count(), 1);
        ben.post("/posts", &json!({"repost_of": post, "audience": "public"})).is(201);
        assert_eq!(newest(&ana)["kind"], "repost");

        assert_eq!(kinds(&carl), Vec::<String>::new());
        assert_eq!(kinds(&dora), Vec::<String>::new());
        for one in [&ana, &ben, &carl] {
            unread(server, one);
        }
        ana.delete(&format!("/posts/{post}")).done();
        assert_eq!(kinds(&ana), ["invitation_accepted"], "with the post goes what it was about");
        assert_eq!(kinds(&ben), ["message"]);
    });
}

#[test]
fn r9_r10_requests_inmail_and_introductions_are_told_to_whom_they_wait_for() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let shared = group(&ana, "open");
        dora.put(&format!("{shared}/membership")).is(200);
        dora.post("/messages", &json!({"to": ana.handle, "body": "May I?"})).is(201);
        assert_eq!(newest(&ana)["kind"], "message_request");
        plan(&operator, &dora, "premium");
        let inmail =
            json!({"to": ben.handle, "body": "Hello", "subject": "Cables", "via": "inmail"});
        dora.post("/messages", &inmail).is(201);
        assert_eq!(newest(&ben)["kind"], "inmail");

        ana.connects(&carl);
        carl.connects(&ben);
        let ask = json!({"through": carl.handle, "to": ben.handle, "note": "Please."});
        let id = text(&ana.post("/introductions", &ask).is(201)["id"]).to_owned();
        assert!(says(&carl).contains("asks you for an introduction: “Ben Petrova”"));
        carl.post(&format!("/introductions/{id}/forward"), &json!({})).is(200);
        assert!(says(&ben).contains("is introduced to you by Carl Petrova"), "{}", says(&ben));
        assert!(!kinds(&carl).contains(&"introduction_asked".to_owned()), "it waits no more");
        let before = kinds(&carl);
        ben.post(&format!("/introductions/{id}/accept"), &json!({})).is(200);
        assert_eq!(newest(&ana)["kind"], "introduction_accepted");
        assert!(!kinds(&ana).contains(&"invitation".to_owned()));
        assert_eq!(kinds(&carl), before);
    });
}

#[test]
fn groups_events_and_restrictions_are_told_to_whom_they_concern() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let shared = group(&ana, "request");
        ben.put(&format!("{shared}/membership")).is(200);
        assert_eq!(newest(&ana)["kind"], "group_asked");
        ana.post(&format!("{shared}/people/{}/approve", ben.handle), &json!({})).done();
        assert_eq!(says(&ben), "You are in the group now: “Bridge builders”");
        assert_eq!(newest(&ben)["who"], Value::Null, "which moderator it was is not told");
        assert_eq!(kinds(&ana), Vec::<String>::new());
        ana.post(&format!("{shared}/people/{}/invite", carl.handle), &json!({})).done();
        assert_eq!(kinds(&carl), ["group_invited"]);

        let congress = event(&ana, 2);
        ben.put(&format!("{congress}/attendance")).is(200);
        carl.put(&format!("{congress}/attendance")).is(200);
        ana.patch(&congress, &json!({"place": "Hall 4"})).is(200);
        assert_eq!(newest(&ben)["kind"], "event_changed");
        assert_eq!(newest(&carl)["kind"], "event_changed", "who waits is told, too");
        ben.delete(&format!("{congress}/attendance")).done();
        assert_eq!(newest(&carl)["kind"], "event_moved_up");
        ana.delete(&congress).done();
        assert_eq!(newest(&carl)["kind"], "event_cancelled");
        let body = json!({"handle": carl.handle, "reason": "A test.", "level": "paused_4_hours"});
        operator.post("/admin/restrictions", &body).done();
        assert_eq!(newest(&carl)["kind"], "restriction");
        assert_eq!(newest(&carl)["href"], "/limits");
        assert!(!kinds(&ana).iter().any(|kind| kind.starts_with("event")), "not who did it");
        for one in [&ana, &ben, &carl] {
            unread(server, one);
        }
    });
}

#[test]
fn r1_r6_r9_r10_what_is_silent_shows_in_no_list_count_live_event_or_mail() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let mut live = Stream::open(server, &ana.client, None);
        assert_eq!(live.counters()["notifications"], 0);
        // Ana's invitations are ignored, said to be unknown, and ended by a block.
        let [one, two, _] = [&ben, &carl, &dora].map(|them| ana.sends(them));
        ben.ignores(&one, true);
        carl.ignores(&two, false);
        dora.put(&format!("/blocks/{}", ana.handle)).done();
        // A connection is removed, a follow ended, a request and an introduction declined.
        let [eve, fred] = ["eve", "fred"].map(|name| anyone.join(name));
        ana.connects(&eve);
        let mut quiet = Stream::open(server, &ana.client, None);
        quiet.counters();
        let known = kinds(&ana);
        assert_eq!(known, ["invitation_accepted"]);
        eve.delete(&format!("/connections/{}", ana.handle)).done();
        fred.put(&format!("/follows/{}", ana.handle)).done();
        fred.delete(&format!("/follows/{}", ana.handle)).done();
        let shared = group(&fred, "request");
        ana.put(&format!("{shared}/membership")).is(200);
        fred.post(&format!("{shared}/people/{}/refuse", ana.handle), &json!({})).done();
        let opened = group(&fred, "open");
        ana.put(&format!("{opened}/membership")).is(200);
        ana.post("/messages", &json!({"to": fred.handle, "body": "May I?"})).is(201);
        let talk = text(&fred.list("/conversations?box=requests")[0]["id"]).to_owned();
        fred.post(&format!("/conversations/{talk}/decline"), &json!({})).done();
        assert_eq!(kinds(&ana), known, "nothing of it is in the list");
        assert_eq!(unread(server, &ana), 1);
        // The next that Ana is told live and by mail is what is not silent.
        fred.sends(&ana);
        assert_eq!(quiet.told(), "invitation");
        assert_eq!(live.told(), "invitation_accepted");
        assert_eq!(live.told(), "invitation");
        let letters = mailed(server, &anyone, &ana, 1);
        assert_eq!(letters[0].subject, "Fred P. invites you to connect");
        for silent in ["Ben", "Carl", "Dora"] {
            assert!(!letters[0].whole.contains(silent), "{letters:?}");
        }
    });
}

#[test]
fn r1_r6_withdrawn_blocked_and_deactivated_vanish_from_list_count_and_mail() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl, dora, eve] =
            ["ana", "ben", "carl", "dora", "eve"].map(|name| anyone.join(name));
        let id = ben.sends(&ana);
        carl.sends(&ana);
        dora.sends(&ana);
        eve.sends(&ana);
        assert_eq!(unread(server, &ana), 4);
        ben.withdraws(&id);
        assert_eq!(unread(server, &ana), 3, "R6: a withdrawn one vanishes");
        ana.put(&format!("/blocks/{}", carl.handle)).done();
        assert_eq!(unread(server, &ana), 2, "R1: whoever is blocked is not there");
        ana.delete(&format!("/blocks/{}", carl.handle)).done();
        assert_eq!(unread(server, &ana), 2, "R1: unblocking restores nothing");
        let off = json!({"status": "deactivated"});
        operator.patch(&format!("/admin/members/{}", dora.handle), &off).done();
        assert_eq!(unread(server, &ana), 1);
        let letters = mailed(server, &anyone, &ana, 1);
        assert_eq!(letters[0].subject, "Eve P. invites you to connect");
    });
}

#[test]
fn notifications_are_read_deleted_and_chosen() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        ben.sends(&ana);
        carl.sends(&ana);
        let first = text(&newest(&ana)["id"]).to_owned();
        ana.post("/notifications/read", &json!({"ids": [first]})).done();
        assert_eq!(unread(server, &ana), 1);
        assert_eq!(newest(&ana)["read"], true);
        ben.post("/notifications/read", &json!({})).done();
        assert_eq!(unread(server, &ana), 1, "nobody else's are marked");
        ana.post("/notifications/read", &json!({})).done();
        assert_eq!(unread(server, &ana), 0);
        assert_eq!(ben.delete(&format!("/notifications/{first}")).status, 404);
        ana.delete(&format!("/notifications/{first}")).done();
        assert_eq!(kinds(&ana).len(), 1);
        let page = ana.get("/notifications?limit=1").is(200);
        assert_eq!(page["next"], Value::Null);

        for (body, field) in [
            (json!({"items": [{"kind": "weather"}]}), "kind"),
            (json!({"items": [{"kind": "message", "email": "soon"}]}), "message"),
            (json!({"items": [{"kind": "restriction", "page": false}]}), "restriction"),
        ] {
            assert_eq!(ana.patch("/notifications/settings", &body).wrong_fields(), [field]);
        }
        assert_eq!(ana.post("/notifications/read", &json!({"ids": ["x"]})).wrong_fields(), ["ids"]);
        let choice = json!({"items": [{"kind": "invitation", "page": false, "email": "off"},
            {"kind": "reminder", "page": false}]});
        let all = ana.patch("/notifications/settings", &choice).is(200);
        let one = |kind: &str| {
            let items = all["items"].as_array().expect("items");
            items.iter().find(|one| one["kind"] == kind).cloned().expect("the kind")
        };
        assert_eq!(
            (&one("invitation")["page"], &one("invitation")["email"]),
            (&json!(false), &json!("off"))
        );
        assert_eq!(ana.get("/members/me/settings").is(200)["reminders"], false, "one source");
        assert_eq!(kinds(&ana), Vec::<String>::new());
        assert_eq!(unread(server, &ana), 0);
        ben.sends(&carl);
        mailed(server, &anyone, &carl, 1);
        assert!(outbox(server, Some(&ana.email)).is_empty(), "off is off");
    });
}

#[test]
fn r3_what_is_said_below_a_post_is_told_while_its_reader_may_see_the_post() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        for one in [&ben, &carl] {
            ana.connects(one);
            let now = json!({"items": [{"kind": "answer", "email": "now"},
                {"kind": "mention", "email": "now"},
                {"kind": "invitation_accepted", "email": "off"}]});
            one.patch("/notifications/settings", &now).is(200);
        }
        ana.patch(
            "/notifications/settings",
            &json!({"items": [{"kind": "comment", "email": "now"}]}),
        )
        .is(200);
        let shared = group(&ana, "request");
        for one in [&ben, &carl] {
            ana.post(&format!("{shared}/people/{}/invite", one.handle), &json!({})).done();
            one.put(&format!("{shared}/membership")).is(200);
        }
        let inside = shared.trim_start_matches("/groups/");
        let kept = |body: Value| text(&ana.post("/posts", &body).is(201)["id"]).to_owned();
        let in_group = kept(json!({"body": "Among us", "group": inside}));
        let to_connections = kept(json!({"body": "For friends", "audience": "connections"}));
        for post in [&in_group, &to_connections] {
            let first = comments(&ben, post, None);
            comments(&carl, post, Some(&first));
        }
        let answers = |of: &Member| kinds(of).iter().filter(|kind| *kind == "answer").count();
        assert_eq!((answers(&ben), unread(server, &ben)), (2, kinds(&ben).len()));
        // Out of the group, and connected no more: neither is told, counted or mailed.
        ben.delete(&format!("{shared}/membership")).done();
        assert_eq!(answers(&ben), 1);
        unread(server, &ben);
        ben.delete(&format!("/connections/{}", ana.handle)).done();
        assert_eq!(answers(&ben), 0);
        unread(server, &ben);
        mailed(server, &anyone, &ana, 4);
        let letters = outbox(server, Some(&ben.email));
        assert!(!letters.iter().any(|one| one.whole.contains("answered")), "{letters:?}");
        // Who still sees the posts is told as before.
        assert_eq!(kinds(&ana).iter().filter(|kind| *kind == "comment").count(), 4);
    });
}

#[test]
fn a_kind_kept_off_the_page_is_mailed_as_chosen() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let choice = json!({"items": [{"kind": "invitation", "page": false, "email": "now"}]});
        ana.patch("/notifications/settings", &choice).is(200);
        ben.sends(&ana);
        assert_eq!((kinds(&ana), unread(server, &ana)), (Vec::new(), 0));
        // Reading the page is not reading what it does not show.
        ana.post("/notifications/read", &json!({})).done();
        let letters = mailed(server, &anyone, &ana, 1);
        assert_eq!(letters[0].subject, "Ben P. invites you to connect");
    });
}

#[test]
fn r1_reactions_are_listed_and_counted_however_many_of_the_newest_are_hidden() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let post = shares(&ana, "A bridge over the Elbe");
        let crowd = anyone.crowd("sam", 21);
        for one in std::iter::once(&ben).chain(&crowd) {
            one.put(&format!("/posts/{post}/reaction")).done();
        }
        for one in &crowd {
            ana.put(&format!("/blocks/{}", one.handle)).done();
        }
        assert_eq!(unread(server, &ana), 1);
        assert_eq!(says(&ana), "Ben P. reacted to your post: “A bridge over the Elbe”");
        ana.put(&format!("/blocks/{}", ben.handle)).done();
        assert_eq!(unread(server, &ana), 0);
    });
}

//! R1, R6, R9, R10, R12: nothing silent leaks. Everything that a member can read is the same after
//! the other side did something in silence as it was before.

use kith_sim::databases;
use serde_json::{Value, json};

use super::{Hints, blurred, difference, everything};
use crate::blackbox::{
    client::{Client, Member, text},
    reconnect::confirm,
    server::{Flags, Server, data_folder},
};

/// Ana and those who have something of hers before them.
struct Scene<'a> {
    server: &'a Server,
    ana: Member,
    ben: Member,
    carl: Member,
    dora: Member,
    eli: Member,
    fay: Member,
    gus: Member,
    hal: Member,
    /// Ana's invitations to Ben and to Eli.
    invitations: [String; 2],
    /// The introduction that waits for Carl, and the one that waits for Fay.
    introductions: [String; 2],
    /// What Ana wrote to Gus out of a shared group, and to Carl.
    talks: [String; 2],
}

fn made(member: &Member, path: &str, body: Value, key: &str) -> String {
    text(&member.post(path, &body).is(201)[key]).to_owned()
}

fn scene(server: &Server) -> Scene<'_> {
    let anyone = Client::anonymous(server);
    let [ana, ben, carl, dora, eli, fay, gus, hal] =
        ["ana-a", "ben-b", "carl-c", "dora-d", "eli-e", "fay-f", "gus-g", "hal-h"].map(|handle| {
            anyone.sign_up(handle, &json!({})).is(201);
            anyone.sign_in(handle)
        });
    for (a, b) in [(&ana, &carl), (&carl, &dora), (&carl, &fay), (&ben, &dora)] {
        a.connects(b);
    }
    confirm(server, &anyone, &[&ana, &hal]);
    ana.lists(&[&hal]);
    hal.lists(&[&ana]);
    anyone.advance("PT25H");
    ana.says(&hal, "yes");
    let group = made(&ana, "/groups", json!({"name": "Bridges", "access": "open"}), "id");
    gus.put(&format!("/groups/{group}/membership")).is(200);
    made(&ana, "/posts", json!({"body": "A bridge", "audience": "public"}), "id");
    let invitations = [&ben, &eli]
        .map(|to| made(&ana, "/invitations", json!({"to": to.handle, "note": "Hello"}), "id"));
    let introductions = [&dora, &fay].map(|to| {
        let ask = json!({"through": carl.handle, "to": to.handle, "note": "I build bridges."});
        made(&ana, "/introductions", ask, "id")
    });
    carl.post(&format!("/introductions/{}/forward", introductions[1]), &json!({})).is(200);
    let talks = [&gus, &carl].map(|to| {
        made(&ana, "/messages", json!({"to": to.handle, "body": "Hello"}), "conversation")
    });
    Scene { server, ana, ben, carl, dora, eli, fay, gus, hal, invitations, introductions, talks }
}

/// What somebody does in silence.
type Act = (&'static str, fn(&Scene<'_>));

/// In this order, each after the one before.
const SILENT: [Act; 16] = [
    ("R6 ignoring an invitation", |s| drop(s.ben.ignores(&s.invitations[0], true))),
    ("R6 not knowing the sender", |s| drop(s.eli.ignores(&s.invitations[1], false))),
    ("R10 declining to introduce", |s| {
        s.carl.post(&format!("/introductions/{}/decline", s.introductions[0]), &json!({})).is(200);
    }),
    ("R10 declining to be introduced", |s| {
        s.fay.post(&format!("/introductions/{}/decline", s.introductions[1]), &json!({})).is(200);
    }),
    ("R9 declining a message request", |s| talk(&s.gus, &s.talks[0], "decline")),
    ("R9 reading a message", |s| talk(&s.carl, &s.talks[1], "read")),
    ("R9 muting a conversation", |s| talk(&s.carl, &s.talks[1], "mute")),
    ("R9 archiving a conversation", |s| talk(&s.carl, &s.talks[1], "archive")),
    ("R9 reporting a conversation", |s| {
        let path = format!("/conversations/{}/report", s.talks[1]);
        s.carl.post(&path, &json!({"reason": "Too many bridges"})).done();
    }),
    ("R12 looking in private mode", |s| {
        s.dora.patch("/members/me/settings", &json!({"viewing_mode": "private"})).is(200);
        s.dora.get("/members/ana-a").is(200);
        s.dora.patch("/members/me/settings", &json!({"viewing_mode": "full"})).is(200);
    }),
    ("R11 dismissing a suggestion", |s| s.dora.put("/suggestions/ana-a/dismissed").done()),
    ("R11 saving a search", |s| {
        s.dora.post("/searches", &json!({"name": "Ana", "search": {"q": "ana"}})).is(201);
    }),
    ("saying no to reconnecting", |s| assert!(!s.hal.says(&s.ana, "no"))),
    ("not wanting to be reconnected any more", |s| s.hal.delete("/reconnect").done()),
    ("R6 turning reminders off", |s| {
        s.ben.patch("/members/me/settings", &json!({"reminders": false})).is(200);
    }),
    ("R1 two others blocking each other", |s| s.eli.put("/blocks/gus-g").done()),
];

fn talk(member: &Member, id: &str, act: &str) {
    let answer = member.post(&format!("/conversations/{id}/{act}"), &json!({}));
    assert!(answer.status == 200 || answer.status == 204, "{answer}");
}

/// The mails that went out so far, after due work.
fn mails(scene: &Scene<'_>) -> usize {
    scene.ana.client.advance("PT1S");
    let outbox = data_folder(scene.server.location()).join("outbox");
    std::fs::read_dir(outbox).map_or(0, std::iter::Iterator::count)
}

#[test]
fn what_is_done_in_silence_changes_nothing_that_the_other_can_read_and_mails_nobody() {
    databases::on_each("silence", |location| {
        let server = Server::start(location, Flags::SANDBOX);
        let scene = scene(&server);
        let hints = Hints { words: vec!["bridge".to_owned()], ..Hints::default() };
        let read = || blurred(&everything(&scene.ana, &hints));
        // Looking marks what is new as seen.
        read();
        let (mut before, mut sent) = (read(), mails(&scene));
        for (what, act) in SILENT {
            act(&scene);
            let after = read();
            let difference = difference(&before, &after);
            assert!(difference.is_empty(), "{what}:\n{difference}");
            let now = mails(&scene);
            assert_eq!(now, sent, "{what} sends a mail");
            (before, sent) = (after, now);
        }
        // This is to be seen where one looks, and told nowhere: what was told before stays, of
        // somebody who is farther away now (R3).
        let told = || -> Vec<Value> {
            let told = scene.ana.list("/notifications");
            told.into_iter().map(|one| json!([one["id"], one["kind"], one["read"]])).collect()
        };
        let before = told();
        scene.carl.delete("/follows/ana-a").done();
        scene.carl.delete("/connections/ana-a").done();
        assert_eq!(told(), before, "R1 removing a connection is told");
        assert_eq!(mails(&scene), sent, "R1 removing a connection sends a mail");
    });
}

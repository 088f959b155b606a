//! R1: to a member who is blocked everything reads as if the other had never been here: no list,
//! count, facet, notification or page differs.

use kith_sim::databases;
use serde_json::json;

use super::{Everything, Hints, blurred, difference, everything};
use crate::blackbox::{
    client::{Client, Member, text},
    reconnect::{confirm, profile},
    server::{Flags, Server, on_each},
};

/// What only the one who blocks has.
const MARK: &str = "Zimtstern";
const HANDLE: &str = "zimt-stern";

/// Ana and the people around her, and, if he is there, Ben, who is everywhere and only then blocks
/// Ana, or is blocked by her. Answers Ana, and what of Ben's there is to ask for.
fn network(server: &Server, ben_is_there: bool) -> (Member, Option<Member>, Hints) {
    let anyone = Client::anonymous(server);
    let person = |handle: &str, first_name: &str| {
        let more = json!({"first_name": first_name, "headline": "Builds bridges",
            "location": "Porto", "industry": "Bridges"});
        anyone.sign_up(handle, &more).is(201);
        anyone.sign_in(handle)
    };
    let ana = person("ana-a", "Ana");
    let carl = person("carl-c", "Carl");
    let dora = person("dora-d", "Dora");
    let eli = person("eli-e", "Eli");
    for (a, b) in [(&ana, &carl), (&ana, &dora), (&carl, &dora), (&dora, &eli)] {
        a.connects(b);
    }
    let made = |member: &Member, path: &str, body: serde_json::Value, key: &str| {
        text(&member.post(path, &body).is(201)[key]).to_owned()
    };
    let group = made(&carl, "/groups", json!({"name": "Bridges", "access": "open"}), "id");
    ana.put(&format!("/groups/{group}/membership")).is(200);
    let meeting = json!({"name": "Congress", "place": "Hall 3", "zone": "Europe/Berlin",
        "starts_at": "2098-09-03T07:00:00Z", "ends_at": "2098-09-03T16:00:00Z"});
    let event = made(&carl, "/events", meeting, "id");
    ana.put(&format!("/events/{event}/attendance")).is(200);
    let company = made(&carl, "/companies", json!({"name": "Hooli"}), "handle");
    let post = made(&ana, "/posts", json!({"body": "A bridge", "audience": "public"}), "id");
    let carls = made(&carl, "/posts", json!({"body": "A ferry", "audience": "public"}), "id");
    let comments = format!("/posts/{post}/comments");
    let comment = made(&carl, &comments, json!({"body": "Well done"}), "id");
    // In her archive he stands, be he here or not.
    confirm(server, &anyone, &[&ana]);
    ana.brings_along(&[("Ben P", &format!("{HANDLE}-elsewhere"), "")]);
    let mut hints = Hints {
        words: ["Zimtstern", "zimt", "bridges", "Hooli", "Porto"].map(str::to_owned).into(),
        handles: vec![HANDLE.to_owned(), company.clone()],
        ids: Vec::new(),
    };
    let mut ben = None;
    if ben_is_there {
        let zimt = person(HANDLE, "Ben");
        let job = json!({"title": MARK, "company": "Hooli", "from": 2015});
        let about = json!({"last_name": MARK, "headline": format!("{MARK} builds bridges"),
            "positions": [job], "skills": ["bridges"], "about": MARK});
        zimt.patch("/members/me", &about).is(200);
        for other in [&carl, &dora, &eli] {
            zimt.connects(other);
        }
        zimt.put(&format!("/follows/{}", ana.handle)).done();
        zimt.put(&format!("/groups/{group}/membership")).is(200);
        zimt.put(&format!("/events/{event}/attendance")).is(200);
        zimt.put(&format!("/companies/{company}/follow")).done();
        zimt.put(&format!("/posts/{post}/reaction")).done();
        zimt.put(&format!("/posts/{carls}/reaction")).done();
        zimt.put(&format!("/comments/{comment}/reaction")).done();
        let body = json!({"body": MARK, "parent": comment});
        hints.ids.push(made(&zimt, &comments, body, "id"));
        for more in [
            json!({"body": MARK, "audience": "public"}),
            json!({"body": MARK, "group": group}),
            json!({"body": MARK, "repost_of": carls}),
        ] {
            hints.ids.push(made(&zimt, "/posts", more, "id"));
        }
        let own = [
            made(&zimt, "/messages", json!({"to": ana.handle, "body": MARK}), "conversation"),
            made(&zimt, "/invitations", json!({"to": ana.handle, "note": MARK}), "id"),
        ];
        hints.ids.extend(own);
        confirm(server, &anyone, &[&zimt]);
        zimt.brings_along(&[("Ana Petrova", &profile(&ana), "")]);
        anyone.advance("PT25H");
        hints.ids.push(ana.offer_about(&zimt));
        ana.says(&zimt, "yes");
        ben = Some(zimt);
    } else {
        anyone.advance("PT25H");
        let nothing = |n: usize| format!("0198a1b2-0000-7000-8000-00000000000{n}");
        hints.ids.extend((0..7).map(nothing));
    }
    (ana, ben, hints)
}

/// Everything that Ana reads once one of the two has blocked the other.
fn after_the_block(server: &Server, blocked_by_ben: bool) -> Everything {
    let (ana, ben, hints) = network(server, true);
    let ben = ben.expect("he is there");
    let seen = everything(&ana, &hints);
    let of_ben = |(_, body): &&(u16, String)| body.contains(MARK) && body.contains(HANDLE);
    let places = seen.values().filter(of_ben).count();
    assert!(places >= 40, "he is seen in {places} places only");
    let (blocker, other) = if blocked_by_ben { (&ben, &ana) } else { (&ana, &ben) };
    let block = blocker.put(&format!("/blocks/{}", other.handle));
    block.done();
    ana.client.get_at("/members/me", block.header("kith-revision")).is(200);
    let mut read = everything(&ana, &hints);
    if !blocked_by_ben {
        // She may see whom she blocked, to take it back.
        for path in ["/api/v1/blocks", "/network/blocked"] {
            let (_, list) = read.remove(path).expect("it was read");
            assert!(list.contains(HANDLE), "{list}");
        }
        let (_, archive) = read.get_mut("/api/v1/export").expect("it was read");
        let (before, rest) = archive.split_once("── rest/blocks.json").expect("her list");
        let after = rest.split_once("── ").map_or("", |(_, after)| after);
        *archive = format!("{before}── {after}");
    }
    read
}

#[test]
fn r1_to_the_blocked_and_to_the_blocker_all_reads_as_if_the_other_had_never_been_here() {
    on_each(Flags::SANDBOX, |server| {
        let (ana, _, nothing) = network(server, false);
        // Looking marks what is new as seen: she looks twice here too.
        everything(&ana, &nothing);
        let mut never = everything(&ana, &nothing);
        for blocked_by_ben in [true, false] {
            if !blocked_by_ben {
                never.retain(|path, _| path != "/api/v1/blocks" && path != "/network/blocked");
            }
            databases::on_each("block", |location| {
                let server = Server::start(location, Flags::SANDBOX);
                let (blocked, never) =
                    (blurred(&after_the_block(&server, blocked_by_ben)), blurred(&never));
                let difference = difference(&blocked, &never);
                assert!(difference.is_empty(), "by Ben: {blocked_by_ben}\n{difference}");
                assert_eq!(blocked.len(), never.len());
            });
        }
    });
}

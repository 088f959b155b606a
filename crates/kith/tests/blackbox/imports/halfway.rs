//! Taking an archive over, in pieces of a thousand rows, while the server is killed or loses its
//! database half way: asked again it goes on, and nothing is there twice or lost.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use kith_archive::made::{Era, Plan, archive};
use kith_core::time::Timestamp;
use kith_sim::databases::on_each;
use kith_store::Location;
use serde_json::json;

use super::agrees;
use crate::blackbox::{
    back_door::{self, Onlooker},
    client::{Client, Member, text},
    server::{Flags, Server},
};

/// How long a part of it may take.
const PATIENCE: Duration = Duration::from_secs(120);
/// What is taken over.
const PARTS: [&str; 9] = [
    "profile",
    "positions",
    "education",
    "skills",
    "follows",
    "connections",
    "invitations",
    "praise",
    "talks",
];

/// An archive of many pieces, made at this instant.
fn large(at: Timestamp) -> Vec<u8> {
    let plan = Plan::small(Era::Quoted, at);
    archive(&Plan { connections: 14_000, invitations: 2_500, conversations: 1_500, ..plan })
}

/// Asks to take the upload over, and answers the status where the connection holds.
fn apply(server: &Server, member: &Member, id: &str) -> Option<u16> {
    let token = member.client.token().expect("somebody signed in");
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let request = agent
        .post(format!("{}/api/v1/archive/{id}/apply", server.address()))
        .header("authorization", format!("Bearer {token}"));
    request.send_json(json!({ "parts": PARTS })).ok().map(|answer| answer.status().as_u16())
}

/// Takes the upload over, and does `harm` once more than `pieces` thousand rows are there.
fn harmed(
    server: &Server,
    member: &Member,
    id: &str,
    (pieces, at): (u32, Timestamp),
    harm: impl Fn(),
) -> (Option<u16>, u32) {
    let onlooker = Onlooker::of(server.location());
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| {
            let status = apply(server, member, id);
            ended.store(true, Ordering::SeqCst);
            status
        });
        let begun = Instant::now();
        let reached = loop {
            let reached = onlooker.reached(&member.handle, at).unwrap_or(0);
            if reached > pieces * 1_000 {
                break reached;
            }
            assert!(!ended.load(Ordering::SeqCst), "it was over before {pieces},000 rows");
            assert!(begun.elapsed() < PATIENCE, "{reached} rows");
            std::thread::yield_now();
        };
        harm();
        (asked.join().expect("somebody asked"), reached)
    })
}

/// Ends every connection of the server to its database.
fn cut(location: &Location) {
    let Location::Postgres(url) = location else { panic!("only a server has connections") };
    let name = url.rsplit('/').next().unwrap_or_default();
    let sql = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    );
    back_door::run(location, &sql);
}

#[test]
fn an_archive_that_is_taken_over_while_the_server_is_killed_is_there_once_and_whole() {
    on_each("halfway", |location| {
        let server = Server::start(location, Flags::SANDBOX);
        let anyone = Client::anonymous(&server);
        let [ana, whole] = ["ana", "whole"].map(|name| anyone.join(name));
        // The upload is there for days from now on.
        let at = Timestamp::from_micros(anyone.now().as_microsecond());
        let bytes = large(at);
        let upload = |member: &Member| text(&member.uploads(&bytes).is(201)["id"]).to_owned();
        let other = upload(&whole);
        assert_eq!(apply(&server, &whole, &other), Some(200), "without any harm");
        let id = upload(&ana);
        // Killed twice, by the process's own id, each time further on.
        let (_, first) = harmed(&server, &ana, &id, (2, at), || server.kill());
        drop(server);
        let server = Server::start(location, Flags::SANDBOX);
        let again = |member: &Member, server: &Server| Member {
            client: Client::anonymous(server).with_token(member.client.token().expect("a token")),
            ..member.clone()
        };
        let ana = again(&ana, &server);
        let seen = ana.get("/archive").is(200);
        let done = seen["progress"]["done"].as_u64().expect("how far it is");
        assert!(done >= u64::from(first) && done % 1_000 == 0, "{}", seen["progress"]);
        assert!(done < seen["progress"]["of"].as_u64().expect("of how many"));
        let further = u32::try_from(done / 1_000).expect("few") + 2;
        harmed(&server, &ana, &id, (further, at), || server.kill());
        drop(server);
        let server = Server::start(location, Flags::SANDBOX);
        let ana = again(&ana, &server);
        // A database that goes away: the request may be tried again inside, or fail and be repeated.
        let mut status = match location {
            Location::Postgres(_) => {
                let far = ana.get("/archive").is(200)["progress"]["done"].as_u64().expect("rows");
                let after = u32::try_from(far / 1_000).expect("few") + 1;
                harmed(&server, &ana, &id, (after, at), || cut(location)).0
            }
            _ => None,
        };
        for _ in 0..5 {
            if status == Some(200) {
                break;
            }
            status = apply(&server, &ana, &id);
        }
        assert_eq!(status, Some(200));
        assert_eq!(apply(&server, &ana, &id), Some(200), "what was done");
        let onlooker = Onlooker::of(location);
        let [mine, theirs] = [&ana, &whole].map(|member| onlooker.brought(&member.handle));
        assert!(mine.len() > 17_000, "{}", mine.len());
        assert_eq!(mine.len(), theirs.len());
        assert!(mine == theirs, "something is there that was not brought, or otherwise");
        let [mine, theirs] =
            [&ana, &again(&whole, &server)].map(|member| member.get("/members/me").is(200));
        for field in ["positions", "education", "skills", "headline"] {
            assert_eq!(mine[field], theirs[field], "{field}");
        }
        drop(server);
        agrees(location);
    });
}

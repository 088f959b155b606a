//! Every badge, mutual count, path and suggestion that the server shows is asked of the graph
//! engine: `RUST_LOG=kith_app::sight=trace` tells what it was asked for (R2).

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    client::{Client, Member},
    server::{Flags, Server, on_each},
};

const ASKED: &str = "the graph is asked for ";
/// More people than any answer below names, so that a question for as many marks an end.
const MARK: usize = 30;

/// Asks for the degrees of so many people: a line in the trace that nothing else leaves.
fn mark(asker: &Member, crowd: &[String], number: usize) {
    let handles = &crowd[..MARK + number];
    asker.post("/degrees", &json!({ "to": handles })).is(200);
}

/// What the trace says between one mark and the next, for each pair of marks.
fn between_marks(log: &str) -> Vec<BTreeSet<String>> {
    let mut found = vec![BTreeSet::new()];
    for line in log.lines() {
        let Some((_, what)) = line.split_once(ASKED) else { continue };
        let (what, count) = what.rsplit_once(" count=").unwrap_or((what, "0"));
        if what == "degrees" && count.parse().is_ok_and(|count: usize| count >= MARK) {
            found.push(BTreeSet::new());
        } else if let Some(last) = found.last_mut() {
            last.insert(what.to_owned());
        }
    }
    found
}

/// The log, once it holds so many marks: a thread of the test reads it behind the server.
fn log_with_marks(server: &Server, marks: usize) -> String {
    let begun = Instant::now();
    loop {
        let log = server.log();
        if between_marks(&log).len() > marks {
            return log;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "the trace is not whole:\n{log}");
        std::thread::yield_now();
    }
}

#[test]
fn every_badge_count_path_and_suggestion_is_asked_of_the_graph() {
    let flags = Flags { log: Some("kith_app::sight=trace"), ..Flags::SANDBOX };
    on_each(flags, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, cid] = ["ana", "ben", "cid"].map(|name| anyone.join(name));
        ana.connects(&ben);
        ben.connects(&cid);
        let crowd: Vec<String> =
            anyone.crowd("one", MARK + 10).into_iter().map(|member| member.handle).collect();
        let cid = &cid.handle;
        let asked: [(String, &[&str]); 7] = [
            (format!("/members/{cid}"), &["degrees", "mutual count", "mutuals", "paths"]),
            (format!("/mutuals/{cid}"), &["mutual count", "mutuals"]),
            (format!("/paths/{cid}"), &["paths"]),
            ("/suggestions".to_owned(), &["suggestions"]),
            ("/people?q=ci".to_owned(), &["degrees"]),
            (format!("/connections?of={}", ben.handle), &["degrees"]),
            ("/limits".to_owned(), &[]),
        ];
        for (number, (path, _)) in asked.iter().enumerate() {
            mark(&ana, &crowd, number);
            ana.get(path).is(200);
        }
        mark(&ana, &crowd, asked.len());
        let found = between_marks(&log_with_marks(server, asked.len() + 1));
        for (number, (path, what)) in asked.iter().enumerate() {
            let found = &found[number + 1];
            for question in *what {
                assert!(found.contains(*question), "{path} asked for {found:?} only");
            }
            assert_eq!(what.is_empty(), found.is_empty(), "{path}: {found:?}");
        }
    });
}

//! `kith dump` and `kith restore`: a network moves from one database to the other and back.

use kith_sim::databases::{Database, on_each};
use kith_store::Location;
use serde_json::json;

use super::{
    client::{Client, text},
    imports::{Folder, agrees, done},
    server::{Flags, Server, command},
};

/// The lines of tables that a dump or a restore prints.
fn tables(said: &str) -> Vec<String> {
    let lines = said.lines().filter(|line| line.split_whitespace().count() == 3);
    lines.filter(|line| !line.contains("dumped")).map(str::to_owned).collect()
}

fn graph(said: &str) -> String {
    let line = said.lines().find(|line| line.starts_with("the graph: "));
    line.expect("kith check tells of the graph").to_owned()
}

fn elsewhere(location: &Location) -> Database {
    let sqlite = || Database::sqlite("dumps").expect("a temporary folder");
    match location {
        Location::Postgres(_) => sqlite(),
        _ => Database::postgres("dumps").expect("PostgreSQL answers").unwrap_or_else(sqlite),
    }
}

#[test]
fn a_network_moves_while_it_is_served_and_moves_back() {
    on_each("dumps_move", |location| {
        let folder = Folder::new();
        let (first, second) = (folder.0.join("a.dump"), folder.0.join("b.dump"));
        let [first, second] = [&first, &second].map(|path| path.to_string_lossy().into_owned());
        let server = Server::start(location, Flags::default());
        let anyone = Client::anonymous(&server);
        let [ana, ben, cem] = ["ana", "ben", "cem"].map(|name| anyone.join(name));
        ana.connects(&ben);
        let waiting = cem.sends(&ana);
        ana.post("/posts", &json!({"body": "Grüße ☃", "audience": "public"})).is(201);
        let said = done(command(&["dump", &first], location));
        drop(server);
        let there = elsewhere(location);
        let restored = done(command(&["restore", &first], &there.location));
        assert_eq!(tables(&said), tables(&restored), "{said}");
        assert_eq!(graph(&agrees(location)), graph(&agrees(&there.location)));
        let again = done(command(&["dump", &second], &there.location));
        assert_eq!(tables(&said), tables(&again));
        let back = match location {
            Location::Postgres(_) => Database::postgres("dumps_back").expect("PostgreSQL answers"),
            _ => Database::sqlite("dumps_back").ok(),
        };
        let back = back.expect("a database");
        assert_eq!(tables(&said), tables(&done(command(&["restore", &second], &back.location))));
        // Life goes on there: everybody signs in again, and what waited waits.
        let server = Server::start(&back.location, Flags::default());
        let gone = Client::anonymous(&server).with_token(ana.client.token().expect("a token"));
        assert_eq!(gone.get("/members/me").status, 401);
        let ana = Client::anonymous(&server).sign_in(&ana.handle);
        assert_eq!(text(&ana.accepts(&waiting)["state"]), "accepted");
        assert_eq!(ana.list("/connections").len(), 2);
        drop(server);
        agrees(&back.location);
    });
}

#[test]
fn what_cannot_be_restored_says_so_in_a_line_and_leaves_nothing() {
    on_each("dumps_refused", |location| {
        let folder = Folder::new();
        let server = Server::start(location, Flags::default());
        Client::anonymous(&server).join("ana");
        drop(server);
        let file = folder.0.join("a.dump");
        let path = file.to_string_lossy().into_owned();
        done(command(&["dump", &path], location));
        let refused = |words: &[&str], location: &Location| -> String {
            let output = command(words, location).output().expect("the binary starts");
            assert_eq!(output.status.code(), Some(1));
            String::from_utf8_lossy(&output.stderr).into_owned()
        };
        assert!(refused(&["dump", &path], location).contains("is there already"));
        assert!(refused(&["restore", &path], location).contains("not empty"));
        let there = elsewhere(location);
        let bytes = std::fs::read(&file).expect("the dump");
        for (name, content, word) in [
            ("torn", &bytes[..bytes.len() / 2], "torn or was changed"),
            ("ends", &bytes[..bytes.len() - 1], "torn or was changed"),
            ("foreign", b"PK\x03\x04 something else", "not a dump of kith"),
            ("empty", b"", "not a dump of kith"),
        ] {
            let path = folder.file(name, content).to_string_lossy().into_owned();
            let said = refused(&["restore", &path], &there.location);
            assert!(said.contains(word) && said.trim().lines().count() == 1, "{name}: {said}");
        }
        assert!(refused(&["restore", "/no/such/file"], &there.location).contains("/no/such/file"));
        done(command(&["restore", &path], &there.location));
        agrees(&there.location);
    });
}

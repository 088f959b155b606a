//! The file in which a server keeps its graph: the next start goes on from it, and a file that is
//! not the graph of this store is refused with a line and made again.

use std::{fs, path::Path};

use kith_sim::databases::on_each;
use serde_json::json;

use super::{
    client::{Client, Member},
    server::{Flags, Server, data_folder},
};

const READ: &str = "the graph is read from its file";
const REBUILT: &str = "the graph is rebuilt from the store; its file is not used";

/// How far `who` is from the others, as the server says.
fn degrees(server: &Server, who: &str, others: &[&Member]) -> Vec<String> {
    let me = Client::anonymous(server).sign_in(who);
    let handles: Vec<&str> = others.iter().map(|other| other.handle.as_str()).collect();
    let answer = me.post("/degrees", &json!({ "to": handles })).is(200);
    let degree = |handle: &&str| answer["degrees"][*handle].as_str().unwrap_or("none").to_owned();
    handles.iter().map(degree).collect()
}

fn graph_file(server: &Server) -> std::path::PathBuf {
    data_folder(server.location()).join("kith.graph")
}

fn change_byte(file: &Path, place: usize) {
    let mut bytes = fs::read(file).unwrap();
    let place = place.min(bytes.len() - 1);
    bytes[place] ^= 1;
    fs::write(file, bytes).unwrap();
}

#[test]
fn a_start_goes_on_from_the_kept_graph_and_from_what_came_after_it() {
    on_each("graph_file", |location| {
        let first = Server::start(location, Flags::default());
        let anyone = Client::anonymous(&first);
        let [ann, bob, cid, dan] = ["ann", "bob", "cid", "dan"].map(|name| anyone.join(name));
        ann.connects(&bob);
        bob.connects(&cid);
        assert!(first.end().success());
        assert!(!first.log().contains(READ), "there was none before the first start");
        let kept = fs::read(graph_file(&first)).expect("an end in peace keeps the graph");

        // What a killed server did is in the journal, not in the file.
        let second = Server::start(location, Flags::default());
        assert!(second.log().contains(READ), "{}", second.log());
        let anyone = Client::anonymous(&second);
        let eve = anyone.join("eve");
        let (cid_again, dan_again) = (anyone.sign_in(&cid.handle), anyone.sign_in(&dan.handle));
        cid_again.connects(&dan_again);
        let all = [&ann, &bob, &cid, &dan, &eve];
        let before = degrees(&second, &ann.handle, &all);
        assert_eq!(before, ["self", "1st", "2nd", "3rd", "out"]);
        second.kill();
        fs::write(graph_file(&second), &kept).unwrap();

        let third = Server::start(location, Flags::default());
        assert!(third.log().contains(READ), "{}", third.log());
        assert_eq!(degrees(&third, &ann.handle, &all), before);
    });
}

#[test]
fn a_damaged_torn_or_foreign_file_is_refused_with_a_line_and_the_graph_is_rebuilt() {
    on_each("graph_refused", |location| {
        let server = Server::start(location, Flags::default());
        let anyone = Client::anonymous(&server);
        let [ann, bob, cid] = ["ann", "bob", "cid"].map(|name| anyone.join(name));
        ann.connects(&bob);
        bob.connects(&cid);
        assert!(server.end().success());
        let file = graph_file(&server);
        let good = fs::read(&file).unwrap();

        type Damage = fn(&Path, &[u8]);
        let damages: [(&str, Damage, &str); 5] = [
            ("damaged", |file, _| change_byte(file, 200), "a damaged snapshot"),
            (
                "torn",
                |file, good| fs::write(file, &good[..good.len() / 2]).unwrap(),
                "a torn snapshot",
            ),
            ("foreign", |file, _| fs::write(file, "a,b\n1,2\n").unwrap(), "not a graph snapshot"),
            ("empty", |file, _| fs::write(file, "").unwrap(), "not a graph snapshot"),
            (
                "of another store",
                |file, _| {
                    let other = kith_graph::Graph::from_edges(2, [(0, 1)]);
                    other.view().write_snapshot(file, &[[0; 16]; 2], b"someone else's\n").unwrap();
                },
                "it is of another store",
            ),
        ];
        for (name, damage, line) in damages {
            damage(&file, &good);
            let server = Server::start(location, Flags::default());
            let log = server.log();
            assert!(log.contains(REBUILT) && log.contains(line), "{name}: {log}");
            assert_eq!(degrees(&server, &ann.handle, &[&bob, &cid]), ["1st", "2nd"], "{name}");
            assert!(server.end().success());
            let server = Server::start(location, Flags::default());
            assert!(server.log().contains(READ), "after one that was {name}, a new one is kept");
        }
    });
}

//! The published networks: every count is the file's, every degree, mutual count and path over
//! HTTP is what a search of its own finds.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use kith_sim::{clock::Seeded, databases::Database};
use kith_store::Location;
use serde_json::{Value, json};

use super::{
    super::{
        back_door,
        client::{Client, items, text},
        server::{Flags, Server},
    },
    Folder, agrees, done, import,
    network::Network,
};

/// How many pairs are taken by chance, and how many from each other's neighbourhood.
const PAIRS: (usize, usize) = (1_000, 200);
/// The longest path that kith looks for.
const LONGEST_PATH: u32 = 6;
/// How many paths are asked for.
const WAYS: u64 = 3;

/// Where the published networks are: `KITH_DATA_DIR`, else beside the workspace.
fn data(file: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("KITH_DATA_DIR").map_or_else(beside, PathBuf::from).join(file);
    if path.is_file() {
        return Some(path);
    }
    eprintln!("skipped: there is no {}; KITH_DATA_DIR names another folder", path.display());
    None
}

/// Whether the long tests were asked for.
pub(crate) fn is_full() -> bool {
    let full = std::env::var_os("KITH_FULL").is_some_and(|full| full == "1");
    if !full {
        eprintln!("skipped: set KITH_FULL=1 to run this too");
    }
    full
}

fn postgres(word: &str) -> Option<Database> {
    Database::postgres(word).expect("PostgreSQL answers")
}

/// Imports an edge list into an empty store and compares what is answered with the file.
fn compare(file: &Path, database: &Database, (members, edges): (usize, usize)) {
    let network = Network::read(file);
    assert_eq!((network.members(), network.edges), (members, edges), "the file itself");
    let location = &database.location;
    let begun = Instant::now();
    let said = done(import(location, "edges", file));
    let took = begun.elapsed();
    let expected =
        format!("{members} members ({members} new), {edges} connections ({edges} new) in ");
    assert!(said.starts_with(&expected), "{said}");
    let begun = Instant::now();
    let checked = agrees(location);
    let (store, name) = (store_name(location), file.file_name().unwrap_or_default());
    println!(
        "{} on {store}: imported in {took:.1?}, checked in {:.1?}",
        name.display(),
        begun.elapsed()
    );
    let expected = format!("{members} members, {edges} connections, 0 invitations");
    assert!(checked.starts_with(&expected), "{checked}");
    let begun = Instant::now();
    let compared = answers_agree(&network, location);
    println!("{} on {store}: {compared} in {:.1?}", name.display(), begun.elapsed());
}

const fn store_name(location: &Location) -> &'static str {
    if matches!(location, Location::Postgres(_)) { "PostgreSQL" } else { "SQLite" }
}

/// Pairs by chance, then pairs one and two steps apart, which chance seldom meets.
fn pairs(network: &Network) -> Vec<(usize, usize)> {
    let random = Seeded::new(2026);
    let below = |end: usize| usize::try_from(random.below(end as u64)).expect("it fits");
    let mut pairs = Vec::new();
    while pairs.len() < PAIRS.0 {
        let (a, b) = (below(network.members()), below(network.members()));
        if a != b {
            pairs.push((a, b));
        }
    }
    while pairs.len() < PAIRS.0 + PAIRS.1 {
        let a = below(network.members());
        let near = network.known(a)[below(network.known(a).len())];
        let next = network.known(near)[below(network.known(near).len())];
        let b = if pairs.len() % 4 == 0 { near } else { next };
        if a != b {
            pairs.push((a, b));
        }
    }
    pairs
}

/// Asks for every pair over HTTP; says what was found.
fn answers_agree(network: &Network, location: &Location) -> String {
    let pairs = pairs(network);
    let viewers: Vec<String> = pairs.iter().map(|(viewer, _)| network.handle(*viewer)).collect();
    let tokens = back_door::tokens(location, &viewers);
    let begun = Instant::now();
    let server = Server::start(location, Flags::default());
    let started = begun.elapsed();
    let anonymous = Client::anonymous(&server);
    let mut found = std::collections::BTreeMap::<String, u32>::new();
    let mut paths = 0;
    for ((viewer, other), token) in pairs.into_iter().zip(&tokens) {
        let client = anonymous.with_token(token);
        let (degree, ways) = one_pair(network, &client, viewer, other);
        *found.entry(degree).or_default() += 1;
        paths += ways;
    }
    format!(
        "serving after {started:.1?}; pairs by degree {found:?}, {paths} paths, all as the file has it"
    )
}

/// Asks one member about another.
fn one_pair(network: &Network, client: &Client, viewer: usize, other: usize) -> (String, usize) {
    let handle = network.handle(other);
    let about = format!("{} to {handle}", network.handle(viewer));
    let distances = network.from(viewer, other);
    let distance = distances.to(other);
    let expected = match distance {
        Some(1) => "1st",
        Some(2) => "2nd",
        Some(3) => "3rd",
        _ => "out",
    };
    let answer = client.post("/degrees", &json!({"to": [handle]})).is(200);
    assert_eq!(answer["degrees"], json!({handle.as_str(): expected}), "{about}");
    let mutuals = client.get(&format!("/mutuals/{handle}?limit=100")).is(200);
    let count = network.mutual(viewer, other);
    assert_eq!(mutuals["count"], count, "{about}");
    let named = items(&mutuals);
    assert_eq!(named.len(), count.min(100), "{about}");
    for one in &named {
        let between = network.member(text(&one["handle"]));
        assert!(network.know(viewer, between) && network.know(between, other), "{about}: {one}");
    }
    let paths = items(&client.get(&format!("/paths/{handle}?limit={WAYS}")).is(200));
    match distance {
        Some(steps) if steps <= LONGEST_PATH => {
            assert_eq!(paths.len() as u64, distances.ways(other).min(WAYS), "{about}");
            let walked = |path| walk(network, path, viewer, other, steps);
            let distinct: std::collections::HashSet<Vec<usize>> =
                paths.iter().map(walked).collect();
            assert_eq!(distinct.len(), paths.len(), "{about}: a path comes twice");
        }
        _ => assert!(paths.is_empty(), "{about}: {paths:?}"),
    }
    (expected.to_owned(), paths.len())
}

/// The members of a path that must lead from one to the other in so many steps.
fn walk(network: &Network, path: &Value, from: usize, to: usize, steps: u32) -> Vec<usize> {
    let people = path.as_array().expect("a list of members");
    let people: Vec<usize> =
        people.iter().map(|one| network.member(text(&one["handle"]))).collect();
    assert_eq!(people.len(), steps as usize + 1, "{path}");
    assert_eq!((people.first(), people.last()), (Some(&from), Some(&to)), "{path}");
    assert!(people.windows(2).all(|two| network.know(two[0], two[1])), "{path}");
    people
}

const GITHUB: (&str, (usize, usize)) = ("github-edges.csv.zst", (37_700, 289_003));
const TWITTER: (&str, (usize, usize)) = ("twitter-edges.csv.zst", (81_306, 1_342_296));

#[test]
fn the_network_of_github_is_imported_and_every_answer_is_the_files() {
    let Some(file) = data(GITHUB.0) else { return };
    compare(&file, &Database::sqlite("github").expect("a folder"), GITHUB.1);
}

#[test]
fn the_network_of_github_on_postgresql() {
    let Some(file) = data(GITHUB.0).filter(|_| is_full()) else { return };
    let Some(database) = postgres("github") else { return };
    compare(&file, &database, GITHUB.1);
}

#[test]
fn the_network_of_twitter_on_both_databases() {
    let Some(file) = data(TWITTER.0).filter(|_| is_full()) else { return };
    compare(&file, &Database::sqlite("twitter").expect("a folder"), TWITTER.1);
    let Some(database) = postgres("twitter") else { return };
    compare(&file, &database, TWITTER.1);
}

#[test]
fn the_social_network_benchmark_is_imported_with_its_people_and_all_that_they_wrote() {
    let Some(file) = data("snb-sf0.1.tar.zst").filter(|_| is_full()) else { return };
    let folder = Folder::new();
    let mut unpack = Command::new("tar");
    unpack.args(["--zstd", "-xf"]).arg(&file).arg("-C").arg(&folder.0);
    done(unpack);
    let data = folder.0.join("social_network");
    kith_sim::databases::on_each("snb", |location| {
        let begun = Instant::now();
        let said = done(import(location, "snb", &data));
        println!("SNB SF0.1 on {}: imported in {:.1?}", store_name(location), begun.elapsed());
        let expected = "1528 members (1528 new), 14026 connections (14026 new), new besides: \
                        141 groups with 3283 memberships, 137329 posts, 168380 comments, \
                        120100 reactions; in ";
        assert!(said.contains(expected), "{said}");
        let again = done(import(location, "snb", &data));
        let expected = "1528 members (0 new), 14026 connections (0 new), new besides: \
                        0 groups with 0 memberships, 0 posts, 0 comments, 0 reactions; in ";
        assert!(again.contains(expected), "{again}");
        assert!(agrees(location).starts_with("1528 members, 14026 connections, 0 invitations"));
        super::stream::whole(location, &data);
        let expected = "1700 members, 17317 connections, 3291 invitations";
        assert!(agrees(location).starts_with(expected));
    });
}

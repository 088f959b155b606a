//! `kith import` and `kith check` on files small enough to count by hand; the real ones are below.

mod archive;
mod halfway;
mod network;
mod real;
mod stream;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use kith_sim::databases::{Database, on_each};
use kith_store::Location;

use super::{
    back_door::{self, Onlooker},
    server::{command, number},
};

/// How long an import of a small file may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder of its own, gone when it is dropped.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let name = format!("kith-blackbox-{}-{}", std::process::id(), number());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).expect("a temporary folder");
        }
        std::fs::write(&path, content).expect("a temporary file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `kith import KIND FILE` on a store.
pub(crate) fn import(location: &Location, kind: &str, file: &Path) -> Command {
    let file = file.to_string_lossy().into_owned();
    command(&["import", kind, &file], location)
}

/// What a command that must succeed printed.
#[track_caller]
pub(crate) fn done(mut command: Command) -> String {
    let output = command.output().expect("the binary starts");
    assert!(output.status.success(), "{}: {}", output.status, both(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn both(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

/// What `kith check` says; it must be content.
#[track_caller]
pub(crate) fn agrees(location: &Location) -> String {
    let said = done(command(&["check"], location));
    assert!(said.contains("everything agrees at "), "{said}");
    said
}

/// The counts that an import prints, without its time.
fn counts(said: &str) -> &str {
    let line = said.lines().last().unwrap_or_default();
    line.rsplit_once(" in ").map_or(line, |(counts, _)| counts)
}

/// Imports an edge list into an empty SQLite store; what was printed.
fn imported(name: &str, content: impl AsRef<[u8]>) -> String {
    let (folder, database) = (Folder::new(), Database::sqlite("import").expect("a folder"));
    let said = done(import(&database.location, "edges", &folder.file(name, content)));
    agrees(&database.location);
    said
}

#[test]
fn an_edge_list_is_imported_whatever_separates_its_columns_with_a_header_or_without() {
    for (header, separator) in [
        ("", ","),
        ("id_1,id_2\n", ","),
        ("source\ttarget\n", "\t"),
        ("", "\t"),
        ("from;to\n", ";"),
        ("Person1.id|Person2.id\n", "|"),
        ("# from a paper\n", " "),
    ] {
        let text = format!("{header}1{separator}2\n2{separator}30\n30{separator}4\n");
        let expected = "4 members (4 new), 3 connections (3 new)";
        assert_eq!(counts(&imported("edges.csv", &text)), expected, "{text:?}");
    }
}

#[test]
fn a_packed_edge_list_is_imported_like_a_plain_one() {
    let packed = zstd::encode_all(&b"1,2\n2,3\n"[..], 3).expect("it packs");
    let expected = "3 members (3 new), 2 connections (2 new)";
    assert_eq!(counts(&imported("edges.csv.zst", &packed)), expected);
    assert_eq!(counts(&imported("no-ending", &packed)), expected, "known by its first bytes");
}

#[test]
fn rows_that_cannot_be_used_are_named_with_their_line_and_the_rest_is_imported() {
    let said = imported("edges.csv", "a,b\n1,2\n2,1\n1,2\n3,3\n4\n,5\n6,7\n");
    for line in [
        "skipped line 5: both ends are the same",
        "skipped line 6: a field is missing",
        "skipped line 7: a field is missing",
        "2 rows repeat a pair that came before",
    ] {
        assert!(said.lines().any(|one| one == line), "{line:?} is not in:\n{said}");
    }
    assert_eq!(counts(&said), "4 members (4 new), 2 connections (2 new)");
}

#[test]
fn many_bad_rows_are_named_by_twenty_and_counted() {
    let loops: String = (0..50).map(|n| format!("{n},{n}\n")).collect();
    let said = imported("edges.csv", format!("1,2\n{loops}"));
    assert_eq!(said.lines().filter(|line| line.starts_with("skipped line ")).count(), 20, "{said}");
    assert!(said.contains("skipped 30 more rows like these"), "{said}");
}

#[test]
fn a_file_that_breaks_off_is_refused_whole_with_its_line() {
    let (folder, database) = (Folder::new(), Database::sqlite("import").expect("a folder"));
    let rows: String = (0..40_000).map(|n| format!("{n},{}\n", n * 7 + 1)).collect();
    let packed = zstd::encode_all(rows.as_bytes(), 3).expect("it packs");
    let file = folder.file("edges.csv.zst", &packed[..packed.len() / 2]);
    let output = import(&database.location, "edges", &file).output().expect("the binary starts");
    let said = both(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(", line ") && said.contains("nothing was imported"), "{said}");
    assert_eq!(Onlooker::of(&database.location).counts(), [0, 0, 0]);
}

#[test]
fn a_file_that_is_not_there_or_is_no_edge_list_is_refused_by_name() {
    let (folder, database) = (Folder::new(), Database::sqlite("import").expect("a folder"));
    let gzip = folder.file("edges.csv.gz", [0x1f, 0x8b, 8, 0]);
    for (file, reason) in [(folder.0.join("nowhere.csv"), "nowhere.csv: "), (gzip, "gunzip")] {
        let output = import(&database.location, "edges", &file).output().expect("it starts");
        let said = both(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(reason), "{said}");
    }
}

#[test]
fn an_import_run_again_finds_nothing_new() {
    let folder = Folder::new();
    let first = folder.file("first.csv", "1,2\n2,3\n");
    let second = folder.file("second.csv", "3,2\n3,4\n");
    on_each("again", |location| {
        let run = |file: &Path| counts(&done(import(location, "edges", file))).to_owned();
        assert_eq!(run(&first), "3 members (3 new), 2 connections (2 new)");
        assert_eq!(run(&first), "3 members (0 new), 2 connections (0 new)");
        assert_eq!(run(&second), "3 members (1 new), 2 connections (1 new)");
        assert!(agrees(location).starts_with("4 members, 3 connections, 0 invitations"));
    });
}

/// A network of `members` in which each knows the next six, and the last the first.
fn ring(members: u32) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("from,to\n");
    for one in 0..members {
        for step in 1..=6 {
            let _ = writeln!(text, "{one},{}", (one + step) % members);
        }
    }
    text
}

/// Starts an import and kills it as soon as `ready` holds for what it has written.
fn killed_when(location: &Location, file: &Path, ready: impl Fn([u64; 3]) -> bool) -> [u64; 3] {
    let onlooker = Onlooker::of(location);
    let mut running = import(location, "edges", file);
    running.stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = running.spawn().expect("the binary starts");
    let begun = Instant::now();
    while !ready(onlooker.counts()) {
        assert!(begun.elapsed() < PATIENCE, "the import wrote {:?}", onlooker.counts());
        assert!(running.try_wait().expect("it can be waited for").is_none(), "it ended before");
        std::thread::sleep(Duration::from_millis(1));
    }
    running.kill().expect("it can be killed");
    running.wait().expect("it ends");
    onlooker.counts()
}

#[test]
fn an_import_that_was_killed_half_way_goes_on_when_it_is_run_again() {
    const MEMBERS: u32 = 12_000;
    let total = u64::from(MEMBERS);
    let folder = Folder::new();
    let file = folder.file("ring.csv", ring(MEMBERS));
    on_each("killed", |location| {
        let [members, connections, _] = killed_when(location, &file, |[members, ..]| members > 0);
        assert!(members < total && connections == 0, "{members}, {connections}");
        let [members, connections, _] =
            killed_when(location, &file, |[_, connections, _]| connections > 0);
        assert!(members == total && connections < 6 * total, "{members}, {connections}");
        agrees(location);
        let said = done(import(location, "edges", &file));
        let new = 6 * total - connections;
        let expected = format!("{total} members (0 new), {} connections ({new} new)", 6 * total);
        assert_eq!(counts(&said), expected);
        let checked = agrees(location);
        let expected = format!("{total} members, {} connections, 0 invitations", 6 * total);
        assert!(checked.starts_with(&expected), "{checked}");
    });
}

#[test]
fn a_row_that_was_tampered_with_is_found_by_the_check_which_ends_with_status_1() {
    let folder = Folder::new();
    let file = folder.file("edges.csv", "1,2\n2,3\n3,4\n");
    for (sql, found) in [
        (
            "UPDATE accounts SET connections = 7 WHERE handle = 'member-2'",
            "member-2 keeps 7 connections, the pairs say 2",
        ),
        (
            "DELETE FROM pairs WHERE low = (SELECT low FROM pairs ORDER BY low LIMIT 1)",
            "connections, the pairs say",
        ),
        ("UPDATE pairs SET low_blocked = 1", "are connected or follow across a block"),
        ("UPDATE lanes SET head = 0", "the journal's lane"),
        ("DELETE FROM journal", "the journal and the pair"),
    ] {
        on_each("sabotage", |location| {
            done(import(location, "edges", &file));
            agrees(location);
            back_door::run(location, sql);
            let output = command(&["check"], location).output().expect("the binary starts");
            let said = both(&output);
            assert_eq!(output.status.code(), Some(1), "{sql}: {said}");
            assert!(said.contains(found) && said.contains("do not agree"), "{sql}: {said}");
        });
    }
}

//! The house's own rules: which crate knows which, and how files are kept.

#![expect(clippy::unwrap_used, reason = "a test may fail so")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What ARCHITECTURE.md's map says each crate knows.
fn drawn() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `kith"));
    let names = |cell: &str| -> BTreeSet<String> {
        cell.split('`').filter(|word| word.starts_with("kith")).map(str::to_owned).collect()
    };
    rows.map(|row| {
        let cells: Vec<_> = row.split('|').collect();
        (names(cells[1]).pop_first().unwrap(), names(cells[3]))
    })
    .collect()
}

/// What the manifests say each crate knows: its dependencies, not those of its tests.
fn built() -> BTreeMap<String, BTreeSet<String>> {
    let crates = fs::read_dir(root().join("crates")).unwrap();
    crates
        .map(|entry| {
            let folder = entry.unwrap().path();
            let text = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
            let (mut section, mut known) = (String::new(), BTreeSet::new());
            for line in text.lines() {
                if line.starts_with('[') {
                    line.clone_into(&mut section);
                } else if section == "[dependencies]" && line.starts_with("kith") {
                    let name = line.split(['.', ' ', '=']).next().unwrap();
                    known.insert(name.to_owned());
                }
            }
            (folder.file_name().unwrap().to_string_lossy().into_owned(), known)
        })
        .collect()
}

#[test]
fn the_map_in_architecture_is_what_the_manifests_say() {
    assert_eq!(drawn(), built());
}

#[test]
fn arrows_point_downwards_only() {
    let map = drawn();
    let mut below: BTreeSet<&str> = BTreeSet::new();
    while below.len() < map.len() {
        let next = map.iter().find(|(name, known)| {
            !below.contains(name.as_str()) && known.iter().all(|one| below.contains(one.as_str()))
        });
        let (name, _) = next.expect("the arrows make a circle");
        below.insert(name);
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_file_says_what_it_is_and_stays_small() {
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        for part in ["src", "tests"] {
            let folder = entry.as_ref().unwrap().path().join(part);
            if folder.is_dir() {
                sources(&folder, &mut files);
            }
        }
    }
    assert!(files.len() > 100, "the search for files finds them");
    let wrong: Vec<_> = files
        .iter()
        .filter(|file| {
            let text = fs::read_to_string(file).unwrap();
            !text.starts_with("//!") || text.lines().count() > 500
        })
        .collect();
    assert!(wrong.is_empty(), "no `//!` line, or over 500 lines: {wrong:#?}");
}

#[test]
fn sql_lives_in_the_store() {
    let mut files = Vec::new();
    for name in ["kith-core", "kith-graph", "kith-search", "kith-app", "kith-web"] {
        sources(&root().join("crates").join(name).join("src"), &mut files);
    }
    let with_sql: Vec<_> = files
        .iter()
        .filter(|file| {
            let text = fs::read_to_string(file).unwrap();
            ["SELECT ", "INSERT INTO", "UPDATE accounts", "DELETE FROM"]
                .iter()
                .any(|word| text.contains(word))
        })
        .collect();
    assert!(with_sql.is_empty(), "{with_sql:#?}");
}

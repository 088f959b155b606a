//! `kith import edges`: two columns, one connection a line.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    time::Instant,
};

use kith_app::ports::Clock;
use kith_core::person::Person;
use kith_store::BulkConnection;

use super::{SkippedRows, bar, members};
use crate::{
    Failure,
    cli::StoreArgs,
    open,
    ports::SystemClock,
    readers::{SkipReason, edges, edges::Label},
};

/// The file's pairs by the members' places, each pair once.
struct Read {
    labels: Vec<Label>,
    pairs: Vec<(u32, u32)>,
    repeated: u64,
    skipped: SkippedRows,
}

pub(super) fn run(file: &Path, args: &StoreArgs) -> Result<(), Failure> {
    let started = Instant::now();
    let read = read(file)?;
    let store = open::store(args)?;
    open::claim(&store, false)?;
    let now = SystemClock.now();
    let people =
        read.labels.iter().map(|label| members::account(open::new_id(), person(label), now));
    let (ids, new_members) = members::keep(&store, people.collect())?;
    let pairs = read.pairs.iter().map(|(a, b)| BulkConnection {
        a: ids[*a as usize],
        b: ids[*b as usize],
        at: now,
    });
    let new = members::connect(&store, pairs.collect())?;
    read.skipped.print();
    if read.repeated > 0 {
        println!("{} rows repeat a pair that came before", read.repeated);
    }
    println!(
        "{} members ({new_members} new), {} connections ({new} new) in {:.1} s",
        ids.len(),
        read.pairs.len(),
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

fn read(file: &Path) -> Result<Read, Failure> {
    let rows =
        edges::read(file).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    let progress = rows.progress().clone();
    let bar = bar(progress.total, "reading");
    let mut read = Read {
        labels: Vec::new(),
        pairs: Vec::new(),
        repeated: 0,
        skipped: SkippedRows::default(),
    };
    let mut places: HashMap<Label, u32> = HashMap::new();
    let mut seen = HashSet::new();
    for (number, row) in rows.enumerate() {
        if number % 4_096 == 0 {
            bar.set_position(progress.read.load(std::sync::atomic::Ordering::Relaxed));
        }
        let edge = match row {
            Ok(edge) => edge,
            Err(skipped) if matches!(skipped.why, SkipReason::BrokenOff(_)) => {
                let place = format!("{}, line {}", file.display(), skipped.line);
                return Err(Failure::new(format!(
                    "{place}: {}; nothing was imported",
                    skipped.why
                )));
            }
            Err(skipped) => {
                read.skipped.note(|| format!("line {}: {}", skipped.line, skipped.why));
                continue;
            }
        };
        let mut place = |label: Label| {
            *places.entry(label).or_insert_with_key(|label| {
                read.labels.push(label.clone());
                u32::try_from(read.labels.len() - 1).unwrap_or(u32::MAX)
            })
        };
        let (a, b) = (place(edge.a), place(edge.b));
        if seen.insert((a.min(b), a.max(b))) {
            read.pairs.push((a, b));
        } else {
            read.repeated += 1;
        }
    }
    bar.finish_and_clear();
    Ok(read)
}

/// The account that a label becomes.
fn person(label: &Label) -> Person {
    let (handle, last_name) = match label {
        Label::Number(number) => (format!("member-{number}"), number.to_string()),
        Label::Text(text) => (format!("member-{}", slug(text)), text.to_string()),
    };
    Person { handle, first_name: "Member".to_owned(), last_name, ..Person::default() }
}

/// A text as part of a handle. Where letters are lost or it is long, a hash keeps it apart from
/// others that would look the same.
fn slug(text: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.len() <= 30 && text.chars().all(plain) {
        return text.to_owned();
    }
    let kept: String =
        text.to_lowercase().chars().map(|c| if plain(c) { c } else { '-' }).take(16).collect();
    // FNV-1a: stable from run to run, so that an import may be repeated.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{}-{hash:012x}", kept.trim_matches('-'), hash = hash & 0xffff_ffff_ffff)
}

#[cfg(test)]
mod tests {
    use kith_core::person::is_handle;

    use super::*;

    #[test]
    fn every_label_becomes_a_handle_of_its_own() {
        let texts =
            ["ana", "Ana", "ána", "a b", "a_b", "x".repeat(80).as_str(), "007"].map(str::to_owned);
        let handles: HashSet<String> = texts
            .iter()
            .map(|text| person(&Label::Text(text.as_str().into())).handle)
            .inspect(|handle| assert!(is_handle(handle), "{handle}"))
            .collect();
        assert_eq!(handles.len(), texts.len());
        assert_eq!(person(&Label::Number(7)).handle, "member-7");
    }
}

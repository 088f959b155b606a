//! `kith import snb`: an LDBC SNB interactive v1 data set: persons and who knows whom, then forums,
//! posts, comments and likes.

mod content;
mod moment;
mod stream;

use std::{collections::HashMap, path::Path, time::Instant};

use kith_core::person::{Education, Person, Position, longest};
use kith_store::BulkConnection;

use super::{SkippedRows, members};
use crate::{
    Failure,
    cli::StoreArgs,
    open,
    readers::snb::{self, SnbPerson},
};

pub(super) fn run(dir: &Path, updates: bool, args: &StoreArgs) -> Result<(), Failure> {
    let started = Instant::now();
    let data = snb::read(dir).map_err(|error| Failure::new(error.to_string()))?;
    // A stream that is not there is said before anything is kept.
    let events = match updates {
        true => Some(snb::stream::read(dir).map_err(|error| Failure::new(error.to_string()))?),
        false => None,
    };
    let store = open::store(args)?;
    open::claim(&store, false)?;
    let mut numbers = HashMap::new();
    let mut accounts = Vec::with_capacity(data.persons.len());
    for (place, one) in data.persons.iter().enumerate() {
        numbers.insert(one.id, place);
        accounts.push(members::account(open::new_id(), person(one), one.created));
    }
    let (ids, new_members) = members::keep(&store, accounts)?;
    let mut skipped = SkippedRows::default();
    let mut pairs = Vec::with_capacity(data.knows.len());
    for (a, b, at) in data.knows {
        match (numbers.get(&a), numbers.get(&b)) {
            (Some(a), Some(b)) => pairs.push(BulkConnection { a: ids[*a], b: ids[*b], at }),
            _ => skipped.note(|| format!("{a} knows {b}: one of them is not a person of the data")),
        }
    }
    let count = pairs.len();
    let new = members::connect(&store, pairs)?;
    let written = snb::content::read(dir).map_err(|error| Failure::new(error.to_string()))?;
    let people = numbers.iter().map(|(number, place)| (*number, ids[*place])).collect();
    let kept = content::keep(&store, &written, &people, &mut skipped)?;
    for row in data.skipped.iter().chain(&written.skipped) {
        skipped.note(|| format!("{}, line {}: {}", row.file, row.line, row.why));
    }
    skipped.print();
    println!(
        "{} members ({new_members} new), {count} connections ({new} new), new besides: {} groups with {} \
         memberships, {} posts, {} comments, {} reactions; in {:.1} s",
        ids.len(),
        kept.groups,
        kept.memberships,
        kept.posts,
        kept.comments,
        kept.reactions,
        started.elapsed().as_secs_f64()
    );
    match events {
        None => Ok(()),
        Some(events) => stream::replay(store, events, people, kept.known, args),
    }
}

fn person(one: &SnbPerson) -> Person {
    let company = one.companies.first().map(|(company, _)| company.as_str());
    let headline = company.map(|company| format!("Works at {company}"));
    // The last company is the current one; the data has no ends.
    let mut until = None;
    let mut positions = Vec::new();
    for (company, from) in one.companies.iter().take(longest::ENTRIES) {
        let company = company.clone();
        positions.push(Position { company, title: String::new(), from: *from, until });
        until = Some(*from);
    }
    let education = one.schools.iter().take(longest::ENTRIES).map(|(school, year)| Education {
        school: school.clone(),
        degree: String::new(),
        from: None,
        until: Some(*year),
    });
    Person {
        handle: format!("person-{}", one.id),
        first_name: one.first_name.clone(),
        last_name: one.last_name.clone(),
        headline: headline.unwrap_or_default(),
        location: one.location.clone(),
        email: one.email.clone().unwrap_or_default().to_lowercase(),
        education: education.collect(),
        positions,
        skills: one.interests.iter().take(longest::ENTRIES).cloned().collect(),
        ..Person::default()
    }
}

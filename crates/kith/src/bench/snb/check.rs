//! Every answer against plain SQL on the same store.

use std::{
    collections::{BTreeMap, HashMap},
    time::Instant,
};

use kith_app::{App, AppError};
use kith_core::{degree::Degree, id::MemberId, person::Position};
use kith_search::folded;
use kith_store::{NearRow, Reads, StoreError};
use serde::Deserialize;

use super::{
    answers,
    parameters::Sets,
    questions::{Kind, LAST, PAGE, PATHS, Question, What},
};
use crate::Failure;

/// How many differences are printed.
const PRINTED: usize = 10;
/// Days after a withdrawal for which somebody is not suggested (R6).
const REST_DAYS: i64 = 21;

/// Compares every answer; fails at a difference.
pub(super) fn run(app: &App, sets: &Sets) -> Result<(), Failure> {
    let started = Instant::now();
    let mut compared: BTreeMap<Kind, (u64, u64)> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut different = 0_u64;
    for question in sets.all() {
        let found = refused(question.ask_whole(app))?;
        let plain = app
            .store()
            .read(|reads| plain(reads, question, sets, app.now().plus_days(-REST_DAYS)))?;
        let counts = compared.entry(question.kind).or_default();
        counts.0 += 1;
        counts.1 += plain.len() as u64;
        if !equal(question.kind, &found, &plain) {
            different += 1;
            if wrong.len() < PRINTED {
                wrong.push(difference(question, &found, &plain));
            }
        }
    }
    println!("| question | answers compared | lines in them |");
    println!("|---|---:|---:|");
    for (kind, (answers, lines)) in &compared {
        println!("| {} | {answers} | {lines} |", kind.name());
    }
    for one in &wrong {
        println!("{one}");
    }
    let all: u64 = compared.values().map(|(answers, _)| answers).sum();
    let seconds = started.elapsed().as_secs_f64();
    if different > 0 {
        return Err(Failure::new(format!("{different} of {all} answers differ from plain SQL")));
    }
    println!("{all} answers compared with plain SQL, all equal, in {seconds:.1} s\n");
    Ok(())
}

/// What a rule refuses, or is not there, answers nothing.
pub(super) fn refused(answer: Result<Vec<String>, AppError>) -> Result<Vec<String>, AppError> {
    match answer {
        Err(AppError::Refused(_) | AppError::NotFound) => Ok(Vec::new()),
        answer => answer,
    }
}

/// Of many shortest paths the product answers some: as many as it may, each of them one.
fn equal(kind: Kind, found: &[String], plain: &[String]) -> bool {
    if kind != Kind::Ic14 || plain.len() <= PATHS {
        let (mut found, mut plain) = (found.to_vec(), plain.to_vec());
        if kind == Kind::Ic14 {
            found.sort();
            plain.sort();
        }
        return found == plain;
    }
    let mut once = found.to_vec();
    once.sort();
    once.dedup();
    once.len() == PATHS && found.len() == PATHS && found.iter().all(|path| plain.contains(path))
}

fn difference(question: &Question, found: &[String], plain: &[String]) -> String {
    let Question { kind, who, what } = question;
    let place = found.iter().zip(plain).take_while(|(one, other)| one == other).count();
    format!(
        "{kind:?} of {} ({what:?}): {} lines, plain SQL {}; first different at {place}: {:?} for {:?}",
        who.handle,
        found.len(),
        plain.len(),
        found.get(place),
        plain.get(place)
    )
}

/// The same question answered by SQL.
fn plain(
    reads: &mut Reads<'_>,
    question: &Question,
    sets: &Sets,
    rested: kith_core::time::Timestamp,
) -> Result<Vec<String>, StoreError> {
    let me = question.who.id;
    Ok(match (question.kind, &question.what) {
        (Kind::Ic1, What::Named(name)) => {
            let mut lines = Vec::new();
            for full in sets.first_names.iter().filter(|full| begins(full, name)) {
                let found = reads.plain_named(me, full)?;
                let line = |(handle, steps): (String, i64)| {
                    answers::near(&handle, answers::degree(Some(steps)))
                };
                lines.extend(found.into_iter().map(line));
            }
            lines.sort();
            lines
        }
        (Kind::Ic2 | Kind::Ic9, What::Before(at)) => {
            let two = question.kind == Kind::Ic9;
            reads.plain_feed(me, *at, two, PAGE)?.into_iter().map(answers::id).collect()
        }
        (Kind::Ic10, _) => alike(reads, me, rested)?,
        (Kind::Ic11, What::Worked(companies, year)) => {
            let companies: Vec<String> = companies.iter().map(|name| folded(name)).collect();
            let near = reads.plain_near(me)?.into_iter();
            let long = near.filter(|one| worked(one, &companies, *year));
            long.map(|one| answers::near(&one.handle, answers::degree(Some(one.count)))).collect()
        }
        (Kind::Ic13, What::Member(other, _)) => {
            reads.plain_distance(me, *other)?.map(|steps| steps.to_string()).into_iter().collect()
        }
        (Kind::Ic14, What::Member(other, _)) => reads.plain_paths(me, *other)?,
        (Kind::Is1, What::Member(_, handle)) => {
            let found = reads.plain_profile(me, handle)?;
            found.map(|one| profile(handle, &one)).into_iter().collect()
        }
        (Kind::Is2, What::Member(author, _)) => {
            reads.plain_posts_of(me, *author, LAST)?.into_iter().map(answers::id).collect()
        }
        (Kind::Is3, _) => {
            let found = reads.plain_connections(me, PAGE)?;
            found.iter().map(|(handle, at)| answers::since(handle, *at)).collect()
        }
        (kind, What::Post(id)) => {
            let Some(post) = reads.plain_post(me, *id)? else { return Ok(Vec::new()) };
            match kind {
                Kind::Is4 => vec![answers::since(&post.body, post.at)],
                Kind::Is5 => vec![post.author],
                Kind::Is6 => {
                    let owner = post.owner.as_deref();
                    post.group.iter().map(|name| answers::group(name, owner)).collect()
                }
                _ => {
                    let found = reads.plain_comments(me, *id)?.into_iter();
                    let line = |one: kith_store::PlainComment| {
                        answers::comment(one.id, &one.author, one.at, one.connected)
                    };
                    found.map(line).collect()
                }
            }
        }
        _ => Vec::new(),
    })
}

/// Whether each word of `beginning` begins a word of a first name.
fn begins(name: &str, beginning: &str) -> bool {
    let name = kith_search::words(name);
    let begun = |word: &String| name.iter().any(|one| one.starts_with(word.as_str()));
    kith_search::words(beginning).iter().all(begun)
}

/// What the answer to IS1 shows of somebody at their degree (R3).
fn profile(handle: &str, one: &kith_store::PlainProfile) -> String {
    let degree = answers::degree(one.steps);
    let full = matches!(degree, Degree::Myself | Degree::First | Degree::Second);
    let last_name = full.then_some(one.last_name.as_str());
    let location = (degree != Degree::Out).then_some(one.location.as_str());
    answers::facts(handle, degree, &one.first_name, last_name, location, one.connections)
}

/// What the column `history` keeps.
#[derive(Deserialize, Default)]
#[serde(default)]
struct History {
    positions: Vec<Position>,
    skills: Vec<String>,
}

fn history(row: &NearRow) -> History {
    serde_json::from_str(&row.history).unwrap_or_default()
}

/// Whether somebody has worked at one of these companies since before a year, as far as R3 shows
/// it: of several current positions a 2nd degree sees the first.
fn worked(row: &NearRow, companies: &[String], year: i32) -> bool {
    let positions = history(row).positions;
    let current = positions.iter().filter(|position| position.until.is_none());
    let shown = current.take(if row.count == 1 { usize::MAX } else { 1 });
    let mut here = shown.filter(|position| companies.contains(&folded(&position.company)));
    here.any(|position| position.from < year)
}

/// The 2nd degree by skills in common, mutual connections, and who joined first.
fn alike(
    reads: &mut Reads<'_>,
    me: MemberId,
    rested: kith_core::time::Timestamp,
) -> Result<Vec<String>, StoreError> {
    let known = |skills: Vec<String>| -> HashMap<String, ()> {
        skills.into_iter().map(|skill| (folded(&skill), ())).collect()
    };
    let mine = reads.person(me)?.map(|found| known(found.known.person.skills)).unwrap_or_default();
    let second = reads.plain_second(me, rested)?;
    let mut found: Vec<(usize, i64, MemberId, String)> = second
        .into_iter()
        .map(|row| {
            let theirs = known(history(&row).skills);
            let shared = theirs.keys().filter(|skill| mine.contains_key(*skill)).count();
            (shared, row.count, row.id, row.handle)
        })
        .filter(|(shared, ..)| *shared > 0)
        .collect();
    found.sort_by(|a, b| (b.0, b.1, a.2).cmp(&(a.0, a.1, b.2)));
    Ok(found.into_iter().take(PAGE as usize).map(|(.., handle)| handle).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_of_many_paths_are_enough_if_each_is_one() {
        let many: Vec<String> = (0..30).map(|n| format!("a {n} b")).collect();
        let some = many[5..25].to_vec();
        assert!(equal(Kind::Ic14, &some, &many));
        assert!(!equal(Kind::Ic14, &some[1..], &many), "one is missing");
        let twice = [&some[1..], &some[1..2]].concat();
        assert!(!equal(Kind::Ic14, &twice, &many), "one comes twice");
        let turned = [many[1].clone(), many[0].clone()];
        assert!(equal(Kind::Ic14, &turned, &many[..2]), "their order is the product's");
        assert!(!equal(Kind::Ic2, &turned, &many[..2]), "the order of a feed matters");
    }

    #[test]
    fn a_first_name_begins_so_word_by_word_without_accents() {
        for (name, beginning, yes) in [
            ("János", "jan", true),
            ("Jan", "János", false),
            ("A. C.", "A. C.", true),
            ("Chris", "hris", false),
            ("Daouda Malam", "mal", true),
        ] {
            assert_eq!(begins(name, beginning), yes, "{name}, {beginning}");
        }
    }
}

//! `kith bench search`: how fast people are found, as somebody in a network may see them.

mod made;
mod questions;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;
use kith_app::people::{document, searchable};
use kith_core::{degree::Degree, person::Person, policy::Preset};
use kith_graph::{Avoid, Graph, View};
use kith_search::{Answer, Asker, Builder, Field, Fields, Index, Query};

use self::questions::{Kind, Question};
use super::{
    graph::made_up,
    table::{self, Figure},
};
use crate::{Failure, world::random::Random};

/// What is counted, as on the page.
const FACETS: [Fields; 5] = [
    Fields::NONE.with(Field::Current).with(Field::Further),
    Fields::NONE.with(Field::Past),
    Fields::NONE.with(Field::School),
    Fields::NONE.with(Field::Location),
    Fields::NONE.with(Field::Industry),
];

/// The flags of `kith bench search`.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Made-up members.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(100..=20_000_000))]
    members: u32,

    /// Questions of each kind.
    #[arg(long, default_value_t = 1_000)]
    queries: usize,

    /// How many members ask, taken at random.
    #[arg(long, default_value_t = 100)]
    viewers: usize,

    /// The same seed gives the same members, network and questions.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Writes the figures as JSON too.
    #[arg(long)]
    json: Option<PathBuf>,
}

pub(super) fn run(args: &SearchArgs) -> Result<(), Failure> {
    let people = made::people(args.members, args.seed);
    let (index, took) = built(&people);
    let size = index.size();
    println!(
        "{} members in {:.1} MB, built in {:.1} s ({:.0} a second)",
        size.people,
        size.bytes as f64 / 1e6,
        took.as_secs_f64(),
        size.people as f64 / took.as_secs_f64()
    );
    let graph = Graph::builder().vertices(args.members).edges(made_up(args.members, args.seed));
    let view = graph.build().view();
    let mut random = Random::new(args.seed);
    let viewers: Vec<u32> =
        (0..args.viewers.max(1)).map(|_| random.below(people.len()) as u32).collect();
    let mut figures = Vec::new();
    println!("\n| asked | found, mean | in the first three |\n|---|---:|---:|");
    for kind in Kind::ALL {
        let asked = kind.ask(&people, &viewers, &view, args.queries.max(1), &mut random);
        figures.push(measured(kind, &index, &view, &asked));
    }
    let mut index = index;
    figures.extend(changing(&mut index, &people, &view, &viewers, &mut random));
    println!();
    table::print(&figures, None);
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    Ok(())
}

fn built(people: &[Person]) -> (Index, Duration) {
    let begun = Instant::now();
    let mut builder = Builder::default();
    for (id, person) in (0..).zip(people) {
        builder.put(id, &document(person));
    }
    let index = builder.index();
    (index, begun.elapsed())
}

/// Asks as `viewer`, whom the graph tells how far everybody is.
fn ask(index: &Index, view: &View, viewer: u32, query: &Query, degrees: &[Degree]) -> Answer {
    let everybody = Avoid::none();
    let sees: Vec<Fields> =
        Degree::ALL.iter().map(|degree| searchable(*degree, Preset::Classic)).collect();
    let wanted: Vec<bool> =
        Degree::ALL.iter().map(|one| degrees.is_empty() || degrees.contains(one)).collect();
    let classes = |ids: &[u32]| {
        let degrees = view.degrees(viewer, ids, &everybody);
        ids.iter()
            .zip(degrees)
            .map(|(id, degree)| (*id != viewer).then_some(degree as u8))
            .collect()
    };
    let closeness = |id: u32| view.mutual_count(viewer, id, &everybody) as u32;
    let asker = Asker {
        sees: &sees,
        classes: &classes,
        wanted: &wanted,
        closeness: &closeness,
        facets: &FACETS,
    };
    index.search(query, &asker)
}

/// Asks questions of a kind once each.
fn measured(kind: Kind, index: &Index, view: &View, asked: &[Question]) -> Figure {
    let (mut times, mut found, mut placed, mut meant) = (Vec::new(), 0_u64, 0, 0);
    let begun = Instant::now();
    for question in asked {
        let start = Instant::now();
        let answer = ask(index, view, question.viewer, &question.query, kind.degrees());
        times.push(start.elapsed());
        found += u64::from(answer.total);
        if let Some(whom) = question.means {
            meant += 1;
            placed += usize::from(answer.ids.iter().take(3).any(|id| *id == whom));
        }
    }
    let share = match meant {
        0 => "–".to_owned(),
        meant => format!("{:.1} %", 100.0 * placed as f64 / meant as f64),
    };
    println!("| {} | {} | {share} |", kind.name(), found / asked.len() as u64);
    Figure::from_times(kind.name(), "memory", 1, times, begun.elapsed())
}

/// Changes somebody and searches for them at once, again and again.
fn changing(
    index: &mut Index,
    people: &[Person],
    view: &View,
    viewers: &[u32],
    random: &mut Random,
) -> Vec<Figure> {
    let (mut puts, mut finds) = (Vec::new(), Vec::new());
    let begun = Instant::now();
    for number in 0..5_000_u32 {
        let id = random.below(people.len());
        let mut person = people[id].clone();
        person.headline = format!("Changed{number}");
        let start = Instant::now();
        index.put(id as u32, &document(&person));
        while let Some(tidied) = index.tidied() {
            index.install(tidied);
        }
        puts.push(start.elapsed());
        if number % 5 == 0 {
            let query = Query { words: person.headline, limit: 20, values: 8, ..Query::default() };
            let start = Instant::now();
            ask(index, view, viewers[random.below(viewers.len())], &query, &[]);
            finds.push(start.elapsed());
        }
    }
    let lasted = begun.elapsed();
    vec![
        Figure::from_times("a member changed, with merges", "memory", 1, puts, lasted),
        Figure::from_times("whoever changed just now, found", "memory", 1, finds, lasted),
    ]
}

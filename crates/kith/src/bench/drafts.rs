//! `kith bench drafts`: what the writers write for people of the demo, and how much of it passes.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use clap::Args;
use kith_app::{
    Actor, App,
    notes::{Intent, NoteDrafts},
    people::PeopleQuery,
    rows::Row,
};
use kith_core::degree::Degree;
use kith_writing::check::{Tried, Wrong};

use super::table::quantile;
use crate::{
    Failure,
    demo::{self, Folder},
    world,
    writer::{self, WriterArgs},
};

/// The flags of `kith bench drafts`.
#[derive(Debug, Args)]
pub(crate) struct DraftsArgs {
    /// For how many people three drafts each are written: two thirds of them suggested ones, the
    /// others strangers, of whom little is seen.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
    people: u32,

    /// How many members the demo has.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(100..=20_000))]
    members: u32,

    /// The same seed makes the same network.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Gives the model more seconds than a member would wait, where the machine has much else to do:
    /// to see what it writes rather than how quickly.
    #[arg(long)]
    seconds: Option<u64>,

    #[command(flatten)]
    writer: WriterArgs,
}

/// What is asked for, by turns.
const WISHES: [&str; 6] =
    ["connect", "advice", "job", "collaborate", "hire", "ask what they are working on"];

/// Three drafts for one person.
struct Written {
    whom: String,
    wish: &'static str,
    answer: NoteDrafts,
    took: Duration,
}

pub(crate) async fn run(args: &DraftsArgs) -> Result<(), Failure> {
    let patience = args.seconds.map_or(args.writer.patience(), Duration::from_secs);
    let model = tokio::task::block_in_place(|| writer::model(&args.writer, patience))?;
    let folder = Folder::make(None)?;
    let app = demo::network(folder.file(), args.members, args.seed).await?;
    tokio::task::block_in_place(|| {
        let me = app.act_as(world::YOU)?;
        let people = people(&app, &me, args.people as usize)?;
        let own = write(&app, &me, &people)?;
        summary("the built-in writer", &own);
        let Some(model) = model else {
            print(&own);
            return Ok(());
        };
        app.write_with(model);
        let models = write(&app, &me, &people)?;
        summary("the model", &models);
        println!("\n## The built-in writer\n");
        print(&own);
        println!("\n## The model\n");
        print(&models);
        drop(app);
        Ok(())
    })
}

/// People to write to: suggested ones, then strangers.
fn people(app: &App, me: &Actor, count: usize) -> Result<Vec<Row>, Failure> {
    let suggested = app.suggestions(me, count - count / 3)?.into_iter().map(|one| one.row);
    let degrees = vec![Degree::Third, Degree::Out];
    let strangers = app.people(me, &PeopleQuery { degrees, ..PeopleQuery::default() })?.page.items;
    Ok(suggested.chain(strangers).take(count).collect())
}

fn write(app: &App, me: &Actor, people: &[Row]) -> Result<Vec<Written>, Failure> {
    let one = |(row, wish): (&Row, &'static str)| {
        let brief = app.brief_note(me, &row.card.handle, wish, None)?;
        let begun = Instant::now();
        let answer = app.draft_notes(&brief);
        let headline = row.card.headline.as_deref().unwrap_or("no headline");
        let whom = format!("{} ({}; {headline})", row.card.name, row.degree.code());
        Ok(Written { whom, wish, answer, took: begun.elapsed() })
    };
    people.iter().zip(WISHES.into_iter().cycle()).map(one).collect()
}

/// How much of what a writer wrote passed, and what was wrong with the rest.
fn summary(writer: &str, all: &[Written]) {
    let tried: Vec<&Tried> = all.iter().flat_map(|one| &one.answer.tried).collect();
    let passed = tried.iter().filter(|one| one.wrong.is_none()).count();
    let first = all.iter().filter_map(|one| one.answer.tried.first());
    let first = first.filter(|one| one.wrong.is_none()).count();
    let shown = |one: &Written| one.answer.tried.iter().filter(|one| one.wrong.is_none()).count();
    let three = all.iter().filter(|one| shown(one) >= 3).count();
    let mut took: Vec<Duration> = all.iter().map(|one| one.took).collect();
    took.sort_unstable();
    let share = 100.0 * passed as f64 / tried.len().max(1) as f64;
    println!(
        "{writer}: {} drafts for {} people, {passed} passed the first time ({share:.0} %); \
         the first draft of {first} people passed; {three} people have three of it; \
         half were done within {:.2} s, all within {:.2} s",
        tried.len(),
        all.len(),
        quantile(&took, 0.5).as_secs_f64(),
        quantile(&took, 1.0).as_secs_f64(),
    );
    let mut wrong: BTreeMap<String, u32> = BTreeMap::new();
    for why in tried.iter().filter_map(|one| one.wrong.as_ref()) {
        *wrong.entry(kind(why)).or_default() += 1;
    }
    for one in all.iter().filter_map(|one| one.answer.fallback.clone()) {
        *wrong.entry(one).or_default() += 1;
    }
    for (why, count) in wrong {
        println!("  {count} × {why}");
    }
}

/// What is wrong, without the word that it is about.
fn kind(wrong: &Wrong) -> String {
    match wrong {
        Wrong::Fact(_) => "a fact that is not known".to_owned(),
        wrong => wrong.to_string(),
    }
}

/// The drafts, and below them what was thrown out.
fn print(all: &[Written]) {
    for (nth, one) in all.iter().enumerate() {
        let wish = Intent::ALL.into_iter().find(|intent| intent.code() == one.wish);
        println!("{}. **{}**: {}", nth + 1, one.whom, wish.map_or(one.wish, Intent::label));
        for tried in &one.answer.tried {
            match &tried.wrong {
                None => println!("   - {}", tried.text),
                Some(why) => println!("   - *thrown out for {why}:* {}", tried.text.trim()),
            }
        }
        for draft in &one.answer.drafts {
            if one.answer.tried.iter().all(|tried| tried.text != *draft) {
                println!("   - *by the built-in writer:* {draft}");
            }
        }
    }
}

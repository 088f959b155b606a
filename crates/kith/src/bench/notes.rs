//! `kith bench notes`: how long the dictionary takes to open, and coach and composer for a draft.

use std::time::{Duration, Instant};

use clap::Args;
use kith_writing::{Coach, Facts, Ground, Spelling, Them, Wish, composer};

use super::table::quantile;
use crate::Failure;

/// The flags of `kith bench notes`.
#[derive(Debug, Args)]
pub(crate) struct NotesArgs {
    /// How many drafts are judged, and how many times three are drafted.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    drafts: u32,
}

/// Drafts such as people write, good ones and others.
const DRAFTS: [&str; 5] = [
    "Hi Ben, your talk on timber bridges in Dresden made me rethink how we plan joints. I would like to follow your work.",
    "Hi Ben, I recieved your paper from a freind and would apreciate to hear how you tested the glue. Which standart did you folow?",
    "Hello, I came across your profile and was impressed by your background. I would love to connect with like-minded people.",
    "Hi {first_name}, our platform saves 30% of your costs. Could we hop on a quick call? See https://example.com for a free trial!!",
    "I am a product manager with ten years of experience. I lead my own team, I like my work, I love new ideas and I am looking for my next challenge.",
];

pub(crate) fn run(args: &NotesArgs) -> Result<(), Failure> {
    let begun = Instant::now();
    let spelling = Spelling::open()?;
    let first = spelling.knows("colleague");
    let opened = begun.elapsed();
    println!(
        "dictionary: {} words ({}), {} KB in the binary, opened with its first word in {:.1} µs, no memory of its own",
        spelling.len(),
        if first { "complete" } else { "damaged" },
        Spelling::bytes() / 1_024,
        opened.as_secs_f64() * 1e6,
    );
    let facts = facts();
    let network = |_: &str| false;
    let coach = Coach::new(&spelling, &network);
    println!("| what | drafts | mean µs | p50 µs | p99 µs | longest µs |");
    println!("|---|---:|---:|---:|---:|---:|");
    for (at, draft) in DRAFTS.iter().enumerate() {
        let remarks = coach.check(draft, &facts).len();
        let times = timed(args.drafts, || coach.check(draft, &facts).len());
        row(&format!("check draft {} ({remarks} remarks)", at + 1), times);
    }
    let wish = Wish::read("ask how you test glue", kith_writing::Tone::Friendly);
    row(
        "three drafts",
        timed(args.drafts / 10 + 1, || composer::drafts(&facts, &wish, &spelling).len()),
    );
    Ok(())
}

fn timed(count: u32, work: impl Fn() -> usize) -> Vec<Duration> {
    let one = |_| {
        let begun = Instant::now();
        std::hint::black_box(work());
        begun.elapsed()
    };
    (0..count).map(one).collect()
}

fn row(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    let mean = micros(times.iter().sum()) / times.len().max(1) as f64;
    println!(
        "| {what} | {} | {mean:.0} | {:.0} | {:.0} | {:.0} |",
        times.len(),
        micros(quantile(&times, 0.5)),
        micros(quantile(&times, 0.99)),
        micros(quantile(&times, 1.0)),
    );
}

fn facts() -> Facts {
    let some = |text: &str| Some(text.to_owned());
    Facts {
        limit: 300,
        them: Them {
            first_name: "Ben".to_owned(),
            last_name: some("Okafor"),
            headline: some("Structural engineer | timber bridges"),
            company: some("Northline"),
            industry: some("Civil engineering"),
            skills: vec!["Timber bridges".to_owned()],
            ..Them::default()
        },
        ground: vec![
            Ground::Company { name: "Northline".to_owned(), from: 2018, until: Some(2020) },
            Ground::Group("Wood in Building".to_owned()),
        ],
        ..Facts::default()
    }
}

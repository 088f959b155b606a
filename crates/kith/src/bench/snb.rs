//! `kith bench snb`: the questions of the LDBC SNB interactive benchmark that are the product's,
//! asked of the product's own reads.
//!
//! IC3 to IC8 and IC12 count tags, countries and forums across a network; kith has no such page, and
//! they are not asked. Messages are posts here, since comments stand in no feed.

mod answers;
mod check;
mod mix;
mod parameters;
mod questions;

use std::path::PathBuf;

use clap::Args;
use kith_core::policy::Policy;
use kith_store::Location;

use super::table;
use crate::{Failure, cli::StoreArgs, open};

/// The flags of `kith bench snb`.
#[derive(Debug, Args)]
pub(crate) struct SnbArgs {
    /// The folder of the data set, for companies by country and for parameters
    /// (substitution_parameters/interactive_N_param.txt); those that are not there are made of the
    /// store, the same for the same seed.
    dir: PathBuf,

    #[command(flatten)]
    store: StoreArgs,

    /// How long the mix is asked.
    #[arg(long, default_value_t = 10)]
    seconds: u64,

    /// How many ask at once.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=256))]
    threads: u32,

    /// How many parameters of each question.
    #[arg(long, default_value_t = 100)]
    parameters: usize,

    /// The same seed gives the same parameters and mix.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Compares every answer, for all parameters, with plain SQL on the same store; exit status 1
    /// at a difference.
    #[arg(long)]
    check: bool,

    /// Writes the figures as JSON too.
    #[arg(long)]
    json: Option<PathBuf>,
}

pub(super) fn run(args: &SnbArgs) -> Result<(), Failure> {
    let store = open::store(&args.store)?;
    let sets = parameters::read(&args.dir, &store, args.parameters, args.seed)?;
    for note in &sets.notes {
        println!("{note}");
    }
    // The rules of the rulebook: the plain SQL states them, too.
    let app = open::app(store, Policy::default(), None, false, None)?;
    if args.check {
        check::run(&app, &sets)?;
    }
    if args.seconds == 0 {
        return Ok(());
    }
    let name = match open::location(&args.store)? {
        Location::Postgres(_) => "PostgreSQL",
        _ => "SQLite",
    };
    let mixed = mix::run(&app, &sets, args, name)?;
    table::print(&mixed.figures, None);
    println!(
        "{} questions in {:.1} s by {} at once: {:.0} a second, {:.0} a second and core",
        mixed.asked,
        mixed.seconds,
        args.threads,
        mixed.a_second(),
        mixed.a_second_and_core(args.threads)
    );
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_string_pretty(&mixed)?)?;
    }
    Ok(())
}

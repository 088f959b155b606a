//! `kith bench graph`: how fast the graph answers, beside a simple program.

mod agreement;
mod baseline;
mod check;
mod engine;
mod exchange;
mod generator;
mod input;
mod measure;
mod pages;
mod quality;
mod questions;
mod report;
mod shape;
mod svg;
#[cfg(test)]
mod tests;
mod updates;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;

use self::{
    baseline::Baseline,
    engine::Engine,
    generator::Plan,
    input::Input,
    measure::Simple,
    questions::{Kind, Viewers, sample},
    report::{Made, Report},
    updates::Writing,
};
use crate::Failure;

/// How many connections the members of a made-up network have on average.
const MEAN_DEGREE: u32 = 101;

/// The flags of `kith bench graph`.
#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    /// Real networks: lines `a,b`, also packed with zstd, or packed edges (.bin, see
    /// --write-edges). Without any, a network is made up.
    files: Vec<PathBuf>,

    /// Members of the made-up network.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(16..=100_000_000))]
    members: u32,

    /// How many connections its members have on average.
    #[arg(long, default_value_t = MEAN_DEGREE, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    mean_degree: u32,

    /// The same seed gives the same network and the same questions.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Questions of each kind.
    #[arg(long, default_value_t = 1_000)]
    queries: usize,

    /// How long reads are measured beside updates, once alone and once with them; 0 leaves updates
    /// out.
    #[arg(long, default_value_t = 10)]
    seconds: u64,

    /// Updates a second that are wanted.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..))]
    updates: u32,

    /// Measures kith alone: no ratios, no comparison of answers, half the memory.
    #[arg(long)]
    alone: bool,

    /// Compares answers with a breadth-first search instead of measuring; exit status 1 if one is
    /// wrong.
    #[arg(long, conflicts_with_all = ["alone", "svg", "write_edges", "write_questions"])]
    check: bool,

    /// Questions of each kind with --check.
    #[arg(long, default_value_t = 100_000)]
    check_queries: usize,

    /// Takes 15 of 100 edges out and looks whether suggestions find them, beside scores from the
    /// literature, instead of measuring.
    #[arg(long, conflicts_with_all = ["alone", "check", "svg", "write_edges", "write_questions"])]
    quality: bool,

    /// People whose suggestions are judged with --quality.
    #[arg(long, default_value_t = 1_000)]
    viewers: usize,

    /// Draws the ratios.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,

    /// Writes the edges instead of measuring: the number of vertices (32 bits), of edges (64
    /// bits), then two vertices of 32 bits for each edge, little-endian.
    #[arg(long, value_name = "FILE")]
    write_edges: Option<PathBuf>,

    /// Asks questions for other programs and writes them, with the answers and kith's times, as
    /// JSON, instead of measuring; bench/peers reads it.
    #[arg(long, value_name = "FILE", conflicts_with = "alone")]
    write_questions: Option<PathBuf>,
}

/// The connections of a made-up network of the usual density, the same each time.
pub(super) fn made_up(members: u32, seed: u64) -> impl Iterator<Item = (u32, u32)> {
    generator::edges(Plan { members, mean_degree: MEAN_DEGREE.into(), seed })
}

pub(crate) fn run(args: &GraphArgs) -> Result<(), Failure> {
    let plan =
        Plan { members: args.members, mean_degree: f64::from(args.mean_degree), seed: args.seed };
    let mut inputs: Vec<Input> = args.files.iter().cloned().map(Input::File).collect();
    if inputs.is_empty() {
        inputs.push(Input::Made(plan));
    }
    let writes = args.write_edges.is_some() || args.write_questions.is_some();
    if writes && inputs.len() > 1 {
        return Err(Failure::new("edges and questions are written of one network at a time"));
    }
    let mut reports = Vec::new();
    for input in &inputs {
        if args.check {
            check(args, input)?;
        } else if args.quality {
            println!("{}", quality::table(input, args.viewers, args.seed)?);
        } else if writes {
            write(args, input)?;
        } else {
            let report = measure(args, input)?;
            println!("{}", report.markdown());
            reports.push(report);
        }
    }
    if let Some(path) = &args.svg {
        std::fs::write(path, svg::draw(&reports))?;
    }
    Ok(())
}

/// Compares answers.
fn check(args: &GraphArgs, input: &Input) -> Result<(), Failure> {
    let (engine, graph) = (Engine::build(input)?, Baseline::build(input)?);
    let started = Instant::now();
    let name = input.name();
    check::check(engine.view(), &graph, args.check_queries, args.seed)
        .map_err(|error| Failure::new(format!("{name}: {}", error.0)))?;
    println!(
        "{name}: {} members, {} edges: {} questions for degrees, distances, mutuals and \
         suggestions each agree with a breadth-first search ({:.0} s)",
        graph.members(),
        graph.edges(),
        args.check_queries,
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Writes edges and questions.
fn write(args: &GraphArgs, input: &Input) -> Result<(), Failure> {
    let mut engine = Engine::build(input)?;
    if let Some(path) = &args.write_edges {
        input::write_packed(engine.view(), path)?;
    }
    let Some(path) = &args.write_questions else { return Ok(()) };
    let mut simple = Baseline::build(input)?;
    let mut asked = Vec::new();
    for kind in exchange::KINDS {
        let questions = sample(engine.view(), Viewers::Anybody, kind, args.queries, args.seed);
        asked.push((kind, measure::both(&mut engine, &mut simple, kind, questions)?));
    }
    exchange::write(path, (simple.members() as usize, simple.edges()), &asked)
}

/// Takes all measurements of one network.
///
/// kith numbers members by degree, as a server does. The simple program is asked twice: with the
/// network as it came, and numbered like kith's on huge pages.
fn measure(args: &GraphArgs, input: &Input) -> Result<Report, Failure> {
    eprintln!("{}: building", input.name());
    let started = Instant::now();
    let (ordered, order) = input.ordered()?;
    let ordering = started.elapsed();
    let started = Instant::now();
    for _ in 0..2 {
        ordered.each(&mut |a, b| {
            std::hint::black_box((a, b));
        })?;
    }
    let read = started.elapsed();
    let started = Instant::now();
    let mut engine = Engine::build(&ordered)?;
    let stats = engine.view().stats();
    let (blend, learned) = engine.learned();
    let kith = Made { bytes: stats.base_bytes, took: started.elapsed().saturating_sub(learned) };
    let built = peak_memory();
    let mut simple = if args.alone { None } else { Some(Simple::build(input, &ordered, &order)?) };
    let made = simple.as_ref().map(|it| it.made);
    let mut rows = Vec::new();
    for viewers in Viewers::ALL {
        for kind in Kind::ALL {
            eprintln!("{}, {}", kind.name(), viewers.name());
            let questions = sample(engine.view(), viewers, kind, args.queries, args.seed);
            let what = (kind, viewers);
            rows.push(match &mut simple {
                Some(simple) => measure::all(&mut engine, simple, what, &questions)?,
                None => measure::alone(&mut engine, what, &questions),
            });
        }
    }
    drop(simple);
    let updates = if args.seconds > 0 { updates(args, engine)? } else { Vec::new() };
    Ok(Report {
        name: input.name(),
        members: stats.vertices,
        edges: stats.edges,
        input: read,
        ordering,
        learned: (blend.longer(), learned),
        kith,
        simple: made,
        peak: [built, peak_memory()],
        rows,
        updates,
    })
}

/// Measures updates, one at a time and many together. The graph is no longer the input's then.
fn updates(args: &GraphArgs, engine: Engine) -> Result<Vec<updates::Updates>, Failure> {
    let (blend, _) = engine.learned();
    let graph = engine.into_graph();
    let measured = [1, 100].map(|batch| {
        eprintln!("updates, {batch} together");
        let lasting = Duration::from_secs(args.seconds);
        let writing =
            Writing { per_second: args.updates as usize, batch, lasting, seed: args.seed };
        updates::measure(&graph, blend, writing)
    });
    measured.into_iter().collect()
}

/// The most memory this process has used so far, in bytes; None where the system does not say.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

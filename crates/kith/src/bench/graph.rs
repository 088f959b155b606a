//! `kith bench graph`: how fast the graph answers, beside a simple program.

mod generator;
mod input;
mod shape;

use std::{path::PathBuf, time::Instant};

use clap::Args;

use self::{generator::Plan, input::Input};
use crate::Failure;

/// The flags of `kith bench graph`.
#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    /// Real networks: lines `a,b`, also packed with zstd, or packed edges (.bin). Without any, a
    /// network is made up.
    files: Vec<PathBuf>,

    /// Members of the made-up network.
    #[arg(long, default_value_t = 1_000_000)]
    members: u32,

    /// How many connections its members have on average.
    #[arg(long, default_value_t = 101.0)]
    mean_degree: f64,

    /// The same seed gives the same network and the same questions.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Writes the edges and stops: the number of vertices (32 bits), of edges (64 bits), then two
    /// vertices of 32 bits for each edge, little-endian.
    #[arg(long, value_name = "FILE")]
    write_edges: Option<PathBuf>,
}

pub(crate) fn run(args: &GraphArgs) -> Result<(), Failure> {
    let plan = Plan { members: args.members, mean_degree: args.mean_degree, seed: args.seed };
    let input = Input::Made(plan);
    let started = Instant::now();
    let graph = input.graph()?;
    let view = graph.view();
    eprintln!("{}: {:?} {:?}", input.name(), view.stats(), started.elapsed());
    let mut d: Vec<usize> = (0..args.members).map(|v| view.degree_count(v)).collect();
    d.sort_unstable();
    for q in [0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999] {
        eprintln!("{q} {}", d[(d.len() as f64 * q) as usize]);
    }
    eprintln!("max {}", d[d.len() - 1]);
    if let Some(path) = &args.write_edges {
        input::write_packed(&view, path)?;
    }
    Ok(())
}

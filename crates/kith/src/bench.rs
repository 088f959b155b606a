//! `kith bench`: measures this machine.

mod bare;
mod desk;
mod drafts;
mod experiments;
mod graph;
mod http;
mod invitations;
mod notes;
mod reads;
mod search;
mod snb;
mod table;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::{Failure, cli::StoreArgs};

/// The flags of `kith bench`.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Invitations a second, durable, with every rule on: in this process with group commit, over
    /// HTTP, and a bare PostgreSQL function that makes the same checks, in one run.
    Invitations(InvitationsArgs),
    /// How long a client waits over HTTP for what rests on the graph: degrees of a whole page of
    /// people, profiles, paths, suggestions; asked of a store with members in it.
    Reads(ReadsArgs),
    /// Degrees, mutuals, paths and suggestions on a made-up or a real network, beside a simple
    /// program that answers the same questions in the same run.
    Graph(graph::GraphArgs),
    /// People search among made-up members: names, beginnings, misspelt names, filters and counts,
    /// each as somebody in a made-up network may see it.
    Search(search::SearchArgs),
    /// The note coach and the built-in writer: how long a draft takes.
    Notes(notes::NotesArgs),
    /// Drafts for people of the demo, as Markdown: by the built-in writer, and by a model where one is
    /// named; how many passed the checks the first time, and what was wrong with the others.
    Drafts(drafts::DraftsArgs),
    /// Made-up campaigns with two arms, looked at every day: how often a winner is called where there
    /// is none, and how soon where there is one.
    Experiments(experiments::ExperimentsArgs),
    /// The desk of a member with the largest archive: reading it, taking it over, and how long the
    /// desk takes to be read.
    Desk(desk::DeskArgs),
    /// The questions of the LDBC SNB interactive benchmark that are the product's, asked of a store
    /// with that data set in it (kith import snb); with --check every answer is compared with
    /// plain SQL.
    Snb(snb::SnbArgs),
}

/// The flags of `kith bench invitations`.
#[derive(Debug, Args)]
pub(crate) struct InvitationsArgs {
    /// A PostgreSQL server in which databases may be made, postgres://USER@HOST:PORT/DATABASE;
    /// without it, only SQLite is measured.
    #[arg(long, env = "KITH_STORE", hide_env_values = true)]
    store: Option<String>,

    /// The folder for the SQLite files; without it, a temporary one.
    #[arg(long, env = "KITH_DATA")]
    data: Option<PathBuf>,

    /// Members who send and receive.
    #[arg(long, default_value_t = 40_000)]
    members: u32,

    /// How long each measurement takes.
    #[arg(long, default_value_t = 3)]
    seconds: u64,

    /// Writes the figures as JSON too.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// The flags of `kith bench reads`.
#[derive(Debug, Args)]
pub(crate) struct ReadsArgs {
    #[command(flatten)]
    store: StoreArgs,

    /// Fills an empty store first: with so many members, and with the graph of `kith bench graph`,
    /// whose connections are in the graph's file only.
    #[arg(long, value_name = "MEMBERS", value_parser = clap::value_parser!(u32).range(16..=10_000_000))]
    fill: Option<u32>,

    /// How many members ask, taken at random; each gets a token, which is taken back at the end.
    #[arg(long, default_value_t = 500)]
    viewers: u32,

    /// How many handles one question for degrees names; the API takes 1,000.
    #[arg(long, default_value_t = 1_000)]
    handles: u32,

    /// How many requests of each kind.
    #[arg(long, default_value_t = 2_000)]
    requests: u32,

    /// Of the generator that chooses who asks for whom.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Writes the figures as JSON too.
    #[arg(long)]
    json: Option<PathBuf>,
}

pub(crate) async fn run(args: BenchArgs) -> Result<(), Failure> {
    match args.what {
        What::Invitations(args) => invitations::run(args).await,
        What::Reads(args) => reads::run(args).await,
        What::Graph(args) => tokio::task::block_in_place(|| graph::run(&args)),
        What::Search(args) => tokio::task::block_in_place(|| search::run(&args)),
        What::Notes(args) => tokio::task::block_in_place(|| notes::run(&args)),
        What::Drafts(args) => drafts::run(&args).await,
        What::Experiments(args) => tokio::task::block_in_place(|| experiments::run(&args)),
        What::Desk(args) => desk::run(&args).await,
        What::Snb(args) => tokio::task::block_in_place(|| snb::run(&args)),
    }
}

//! What can be typed: every command and flag with its help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{Failure, admin, bench, check, demo, import, serve};

/// A professional network that you host yourself.
///
/// Every flag can also be set as KITH_… in the environment, or in kith.toml (see --config).
#[derive(Debug, Parser)]
#[command(name = "kith", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// How messages on standard error look.
    #[arg(long, global = true, env = "KITH_LOG", value_enum, default_value = "text")]
    pub(crate) log: LogFormat,

    /// The file whose keys are the flags' names, such as `listen = "0.0.0.0:80"`.
    ///
    /// A flag goes before the environment, and the environment before the file.
    #[arg(long, global = true, env = "KITH_CONFIG", default_value = "kith.toml")]
    pub(crate) config: PathBuf,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How messages look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Where the store is.
#[derive(Debug, Clone, Args)]
pub(crate) struct StoreArgs {
    /// The folder of the data; without --store, SQLite in it.
    #[arg(long, env = "KITH_DATA", default_value = "./kith-data")]
    pub(crate) data: PathBuf,

    /// A PostgreSQL database, postgres://USER:PASSWORD@HOST:PORT/DATABASE.
    #[arg(long, env = "KITH_STORE", hide_env_values = true)]
    pub(crate) store: Option<String>,

    /// The file with the numbers behind the rules; what it does not name keeps its default.
    #[arg(long, env = "KITH_POLICY")]
    pub(crate) policy: Option<PathBuf>,
}

/// What kith does.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Opens a made-up network in the browser, with you signed in.
    Demo(demo::DemoArgs),
    /// Runs the server.
    Serve(serve::ServeArgs),
    /// Makes accounts and tokens, restricts and lifts.
    Admin(admin::AdminArgs),
    /// Imports members and connections from files, or a member's own archive.
    Import(import::ImportArgs),
    /// Reads the whole store and says what does not agree; exit status 1 if anything.
    Check(check::CheckArgs),
    /// Measures this machine; prints a table.
    Bench(bench::BenchArgs),
}

impl Cli {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        start_log(self.log);
        match self.command {
            Command::Demo(args) => demo::run(args).await,
            Command::Serve(args) => serve::run(args).await,
            Command::Admin(args) => admin::run(args).await,
            Command::Import(args) => tokio::task::block_in_place(|| import::run(args)),
            Command::Check(args) => tokio::task::block_in_place(|| check::run(args)),
            Command::Bench(args) => bench::run(args).await,
        }
    }
}

fn start_log(format: LogFormat) {
    let usual = || tracing_subscriber::EnvFilter::new("info");
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| usual());
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter);
    match format {
        LogFormat::Text => log.with_target(false).init(),
        LogFormat::Json => log.json().init(),
    }
}

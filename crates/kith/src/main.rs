//! The command `kith`: the only place that touches the environment and the system's clock.

mod admin;
mod bench;
mod check;
mod cli;
mod config;
mod demo;
mod fetch;
mod hooks;
mod import;
mod mail;
mod open;
mod ports;
mod readers;
mod serve;
mod world;
mod writer;

use std::process::ExitCode;

/// One thread makes the graph's lists and another frees them, which the system's allocator has both
/// wait for: see docs/decisions/0012-live-graph.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Why a command failed, for the person at the keyboard.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

fn main() -> ExitCode {
    let cli = match config::parse() {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => {
            let done = runtime.block_on(cli.run());
            runtime.shutdown_timeout(std::time::Duration::from_secs(1));
            done
        }
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(text)) => {
            eprintln!("kith: {text}");
            ExitCode::FAILURE
        }
    }
}

//! `kith bench`: measures this machine.

use clap::Args;

use crate::Failure;

/// The flags of `kith bench`.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {}

pub(crate) async fn run(_args: BenchArgs) -> Result<(), Failure> {
    Ok(())
}

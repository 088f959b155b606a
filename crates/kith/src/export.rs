//! `kith export`: everything that a member has, as they could download it.

use std::path::PathBuf;

use clap::Args;

use crate::{Failure, cli::StoreArgs, files, open};

/// The flags of `kith export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The ZIP archive to write; it must not be there yet.
    file: PathBuf,

    /// Whose.
    #[arg(long = "as", value_name = "HANDLE")]
    handle: String,

    /// The address of this site, for the links in it.
    #[arg(long, env = "KITH_ADDRESS", default_value = "http://localhost:7777")]
    address: String,

    #[command(flatten)]
    store: StoreArgs,
}

pub(crate) fn run(args: ExportArgs) -> Result<(), Failure> {
    open::must_be_there(&args.store)?;
    let policy = open::policy(args.store.policy.as_deref())?;
    let app = open::app(open::store(&args.store)?, policy, None, false, None)?;
    let actor = app.act_as(&args.handle)?;
    let site = args.address.trim_end_matches('/');
    files::whole(&args.file, |file| Ok(app.export(&actor, site, file)?))?;
    println!("everything of {} is in {}", actor.name, args.file.display());
    Ok(())
}

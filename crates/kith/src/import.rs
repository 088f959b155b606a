//! `kith import`: members and connections from files, and a member's own archive. An import may be run again, or go on
//! after it was killed: what is there already is left as it is.

mod communities;
mod edges;
mod linkedin;
pub(crate) mod members;
mod news;
pub(crate) mod settle;
mod snb;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{Failure, cli::StoreArgs};

/// The flags of `kith import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Two columns, one connection a line; header or not; may be .zst. Members are created as
    /// numbered accounts, member-1 and so on.
    Edges {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// The folder of an LDBC SNB interactive v1 data set: persons, who knows whom, where they
    /// study and work, interests, places. Members are created as person-NUMBER.
    Snb {
        /// The folder with `dynamic` and `static` in it.
        dir: PathBuf,
        /// Replays the update stream too (updateStream_*_*.csv): each event goes through the
        /// product's own use-case, at the instant at which it happened.
        #[arg(long)]
        updates: bool,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// The archive (ZIP) in which LinkedIn hands a member their own data: profile, history, companies
    /// followed, their invitations, and their connections as contacts that only they see.
    Linkedin {
        /// The file, as it was downloaded.
        file: PathBuf,
        /// Whose it is: the handle of a member.
        #[arg(long = "as", value_name = "HANDLE")]
        handle: String,
        /// Imports only these parts: profile, positions, education, skills, follows, connections,
        /// invitations, praise, talks.
        #[arg(long, value_name = "PARTS", value_delimiter = ',')]
        only: Vec<String>,
        /// Says what is in it, and imports nothing.
        #[arg(long)]
        preview: bool,
        /// They want to be reconnected with those of the connections who are here, have them in
        /// theirs and want it, too.
        #[arg(long)]
        reconnect: bool,
        #[command(flatten)]
        store: StoreArgs,
    },
}

pub(crate) fn run(args: ImportArgs) -> Result<(), Failure> {
    match args.what {
        What::Edges { file, store } => edges::run(&file, &store),
        What::Snb { dir, updates, store } => snb::run(&dir, updates, &store),
        What::Linkedin { file, handle, only, preview, reconnect, store } => {
            let wanted = linkedin::Wanted { handle: &handle, only: &only, preview, reconnect };
            linkedin::run(&file, &wanted, &store)
        }
    }
}

/// A bar on standard error, hidden where nobody watches.
pub(super) fn bar(total: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(total).with_message(what);
    let style = ProgressStyle::with_template("{msg:12} {wide_bar} {human_pos}/{human_len} {eta}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// Skipped rows: a few are named, the rest is counted.
#[derive(Default)]
pub(super) struct SkippedRows {
    named: Vec<String>,
    count: u64,
}

impl SkippedRows {
    pub(super) fn note(&mut self, row: impl FnOnce() -> String) {
        self.count += 1;
        if self.named.len() < 20 {
            self.named.push(row());
        }
    }

    pub(super) fn print(&self) {
        for row in &self.named {
            println!("skipped {row}");
        }
        let more = self.count.saturating_sub(self.named.len() as u64);
        if more > 0 {
            println!("skipped {more} more rows like these");
        }
    }
}

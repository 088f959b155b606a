//! `kith dump` and `kith restore`: the whole network in one file, for either store.

use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    time::Instant,
};

use clap::Args;
use kith_app::ports::Clock;
use kith_store::{Counted, DumpError};

use crate::{
    Failure,
    cli::StoreArgs,
    files::{self, said},
    open,
    ports::SystemClock,
};

/// How hard a dump is packed: quickly, and to about a quarter.
const LEVEL: i32 = 3;
/// The first bytes of what is packed so.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The flags of `kith dump`.
#[derive(Debug, Args)]
pub(crate) struct DumpArgs {
    /// The file to write; it must not be there yet. It holds all that members keep here, and the
    /// hashes of their passwords: keep it as the store itself.
    file: PathBuf,
    #[command(flatten)]
    store: StoreArgs,
}

/// The flags of `kith restore`.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// A file that `kith dump` wrote.
    file: PathBuf,
    #[command(flatten)]
    store: StoreArgs,
}

pub(crate) fn dump(args: DumpArgs) -> Result<(), Failure> {
    open::must_be_there(&args.store)?;
    let store = open::store(&args.store)?;
    let begun = Instant::now();
    let counted = files::whole(&args.file, |file| {
        let mut packed = zstd::Encoder::new(file, LEVEL)?;
        packed.include_checksum(true)?;
        let counted = store.dump(env!("CARGO_PKG_VERSION"), SystemClock.now(), &mut packed)?;
        packed.finish()?;
        Ok(counted)
    })?;
    print(&counted);
    let size = std::fs::metadata(&args.file).map_or(0, |file| file.len());
    println!("dumped to {} ({size} bytes) in {:.1?}", args.file.display(), begun.elapsed());
    Ok(())
}

pub(crate) fn restore(args: RestoreArgs) -> Result<(), Failure> {
    let path = &args.file;
    let file = File::open(path).map_err(|error| said(path, &error))?;
    let begun = Instant::now();
    let mut file = BufReader::new(file);
    let packed = file.fill_buf().map_err(|error| said(path, &error))?.starts_with(&ZSTD);
    let mut unpacked = BufReader::new(zstd::Decoder::with_buffer(file)?);
    let restored = match unpacked.fill_buf() {
        // Not even its beginning can be unpacked.
        Err(_) if packed => Err(DumpError::Torn),
        _ => kith_store::restore(&open::location(&args.store)?, &mut unpacked),
    };
    let counted = restored.map_err(|error| match error {
        DumpError::File(error) => said(path, &error),
        DumpError::Store(error) => error.into(),
        about => Failure::new(format!("{}: {about}", path.display())),
    })?;
    print(&counted);
    println!("restored, and read again, in {:.1?}", begun.elapsed());
    Ok(())
}

fn print(counted: &[Counted]) {
    for Counted { table, rows, sum } in counted {
        println!("{table:<22} {rows:>12}  {sum}");
    }
}

//! Readers of the files that `kith import` takes. They know nothing of the store.
//!
//! Nothing in a file is dropped silently: what cannot be used comes back as skipped, with its line
//! and the reason.

pub(crate) mod edges;
pub(crate) mod snb;
#[cfg(test)]
mod tests;

use std::{
    ffi::OsStr,
    fmt,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// How far a file has been read; a clone follows the same reading.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    /// Bytes of the file read so far, before unpacking.
    pub(crate) read: Arc<AtomicU64>,
    /// The file's size; 0 where it has none.
    pub(crate) total: u64,
}

/// A file's text.
pub(crate) type Source = Box<dyn BufRead + Send>;

/// Why a row is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SkipReason {
    /// It has fewer fields than needed, or one of them is empty.
    TooFewFields,
    /// It ties somebody to themself.
    SelfLoop,
    /// It is not UTF-8, or has control characters in a field.
    NotText,
    /// It is longer than any real row.
    TooLong,
    /// The file could not be read any further; this is the last row of all.
    BrokenOff(String),
    /// The value of this column is not a number, year or time: the column, the value.
    NotA(&'static str, String),
    /// It names something that is nowhere in the data: what, its number.
    Dangling(&'static str, u64),
    /// A row with this number came before.
    Repeated(u64),
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewFields => f.write_str("a field is missing"),
            Self::SelfLoop => f.write_str("both ends are the same"),
            Self::NotText => f.write_str("not UTF-8 text"),
            Self::TooLong => f.write_str("the line is too long"),
            Self::BrokenOff(error) => write!(f, "cannot be read from here on: {error}"),
            Self::NotA(what, value) => write!(f, "not a {what}: {value:?}"),
            Self::Dangling(what, id) => write!(f, "there is no {what} {id}"),
            Self::Repeated(id) => write!(f, "{id} came before"),
        }
    }
}

/// Opens a text file, unpacking it where its name ends in `.zst` or its first bytes say so.
///
/// # Errors
/// The file cannot be read, or is packed in a way that is not unpacked here.
pub(crate) fn open(path: &Path) -> io::Result<(Source, Progress)> {
    let file = File::open(path)?;
    let total = file.metadata()?.len();
    let progress = Progress { read: Arc::default(), total };
    let counting = Counting { file, read: Arc::clone(&progress.read) };
    let mut plain = BufReader::with_capacity(1 << 18, counting);
    let start = plain.fill_buf()?;
    let named = path.extension().is_some_and(|end| end.eq_ignore_ascii_case(OsStr::new("zst")));
    if start.starts_with(&ZSTD) || named && !start.is_empty() {
        let mut unpacked = zstd::Decoder::with_buffer(plain)?;
        unpacked.window_log_max(WINDOW_LOG_MAX)?;
        return Ok((Box::new(BufReader::with_capacity(1 << 18, unpacked)), progress));
    }
    let unusable = FOREIGN.iter().find(|(magic, _)| start.starts_with(magic));
    match unusable {
        Some((_, advice)) => Err(io::Error::new(io::ErrorKind::InvalidData, *advice)),
        None => Ok((Box::new(plain), progress)),
    }
}

/// The first bytes of a zstd frame.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Also files packed with `--long=31` are unpacked.
const WINDOW_LOG_MAX: u32 = 31;
/// The first bytes of files that are no text, and what to do about them.
const FOREIGN: [(&[u8], &str); 4] = [
    (&[0x1f, 0x8b], "this file is packed with gzip; unpack it first (gunzip)"),
    (b"PK\x03\x04", "this is a zip archive; unpack it first (unzip)"),
    (&[0xff, 0xfe], "this file is UTF-16; save it as UTF-8"),
    (&[0xfe, 0xff], "this file is UTF-16; save it as UTF-8"),
];

/// A file that counts what is read of it.
struct Counting {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

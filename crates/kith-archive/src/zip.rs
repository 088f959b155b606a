//! The container: a reader of ZIP files that takes less than the format allows.
//!
//! Sizes come from the central directory (archives are streamed, and then local headers have none);
//! what a file unpacks to is counted, whatever it says of itself.

use std::io::Read;

use flate2::{Crc, read::DeflateDecoder};

use crate::ArchiveError;

/// How large an upload may be, in bytes.
pub const UPLOAD_LIMIT: usize = 20 * 1024 * 1024;
/// How many entries are looked at.
const ENTRIES: usize = 2_000;
/// How much one file may unpack to, in bytes.
const ENTRY_LIMIT: u64 = 15 * 1024 * 1024;
/// How much all files that are read may unpack to, in bytes.
const TOTAL_LIMIT: u64 = 40 * 1024 * 1024;
/// How much of a file is unpacked to see what it is.
const HEAD: usize = 16 * 1024;

const END_SIGNATURE: u32 = 0x0605_4b50;
const CENTRAL_SIGNATURE: u32 = 0x0201_4b50;
const LOCAL_SIGNATURE: u32 = 0x0403_4b50;
const END_SIZE: usize = 22;
const CENTRAL_SIZE: usize = 46;
const LOCAL_SIZE: usize = 30;
/// Flags of encrypted entries: traditional, strong, and with a hidden directory.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
/// The flag of names in UTF-8.
const UTF8: u16 = 1 << 11;

/// A file in the container.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// Its name with its folders.
    pub(crate) name: String,
    method: u16,
    crc: u32,
    size: u64,
    start: usize,
    end: usize,
    data: &'a [u8],
}

/// Why one file could not be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    /// It unpacks to more than one file may.
    TooLarge,
    /// It is packed in a way that archives are not.
    Method,
    /// Its bytes are not what they were when it was packed.
    Broken,
}

/// What is left of the bytes that may be unpacked.
#[derive(Debug)]
pub(crate) struct Budget(u64);

impl Default for Budget {
    fn default() -> Self {
        Self(TOTAL_LIMIT)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

fn contradicts(what: &str) -> ArchiveError {
    ArchiveError::Contradicts(what.to_owned())
}

/// The files in a container, without its folders, in the order of its directory.
pub(crate) fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, ArchiveError> {
    if bytes.is_empty() {
        return Err(ArchiveError::Empty);
    }
    if bytes.len() > UPLOAD_LIMIT {
        return Err(ArchiveError::TooLarge);
    }
    let end = find_end(bytes).ok_or(ArchiveError::NotAZip)?;
    let (count, directory) = directory(bytes, end)?;
    let mut found = Vec::with_capacity(count);
    let mut at = directory;
    for _ in 0..count {
        let (entry, next) = central(bytes, at, directory)?;
        at = next;
        found.push(entry);
    }
    if at != end {
        return Err(contradicts("its directory has another length than it says"));
    }
    check_overlaps(&found)?;
    found.retain(|entry| !entry.name.ends_with('/'));
    Ok(found)
}

/// Where the record at the end begins. Its comment reaches to the end of the file.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_SIZE)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|&at| {
        u32_at(bytes, at) == Some(END_SIGNATURE)
            && u16_at(bytes, at + 20)
                .is_some_and(|comment| at + END_SIZE + usize::from(comment) == bytes.len())
    })
}

/// How many entries the directory has, and where it begins.
fn directory(bytes: &[u8], end: usize) -> Result<(usize, usize), ArchiveError> {
    let short = |at| u16_at(bytes, end + at).ok_or(ArchiveError::NotAZip);
    let long = |at| u32_at(bytes, end + at).ok_or(ArchiveError::NotAZip);
    let (disk, first_disk, here, count) = (short(4)?, short(6)?, short(8)?, short(10)?);
    let (size, offset) = (long(12)?, long(16)?);
    if count == u16::MAX || size == u32::MAX || offset == u32::MAX {
        return Err(contradicts("it claims to be larger than it is"));
    }
    if disk != 0 || first_disk != 0 || here != count {
        return Err(contradicts("it is only one of several parts"));
    }
    if usize::from(count) > ENTRIES {
        return Err(ArchiveError::TooManyFiles);
    }
    if u64::from(offset) + u64::from(size) != end as u64 {
        return Err(contradicts("its directory is not where it says"));
    }
    Ok((usize::from(count), offset as usize))
}

/// One line of the directory with the bytes it is about, and where the next line begins.
fn central(bytes: &[u8], at: usize, directory: usize) -> Result<(Entry<'_>, usize), ArchiveError> {
    let cut = || contradicts("its directory is cut off");
    let short = |from| u16_at(bytes, at + from).ok_or_else(cut);
    let long = |from| u32_at(bytes, at + from).ok_or_else(cut);
    if long(0)? != CENTRAL_SIGNATURE {
        return Err(cut());
    }
    let (flags, method, crc) = (short(8)?, short(10)?, long(16)?);
    let (packed, size) = (long(20)?, long(24)?);
    let lengths = [short(28)?, short(30)?, short(32)?].map(usize::from);
    let local = long(42)?;
    let name_at = at + CENTRAL_SIZE;
    let raw = bytes.get(name_at..name_at + lengths[0]).ok_or_else(cut)?;
    let extra_at = name_at + lengths[0];
    let extra = bytes.get(extra_at..extra_at + lengths[1]).ok_or_else(cut)?;
    let next = extra_at + lengths[1] + lengths[2];
    if next > bytes.len() {
        return Err(cut());
    }
    if flags & ENCRYPTED != 0 {
        return Err(ArchiveError::Encrypted);
    }
    let name = name_of(raw, flags & UTF8 != 0)?;
    let (size, packed, local) = wide(extra, [size, packed, local])?;
    let start = usize::try_from(local).map_err(|_| cut())?;
    let (data, end) = local_data(bytes, start, raw, packed, directory)?;
    Ok((Entry { name, method, crc, size, start, end, data }, next))
}

/// The sizes and the place of an entry, from the field for large files where the usual ones say so.
fn wide(extra: &[u8], usual: [u32; 3]) -> Result<(u64, u64, u64), ArchiveError> {
    let mut found: &[u8] = &[];
    let mut at = 0;
    while let (Some(id), Some(length)) = (u16_at(extra, at), u16_at(extra, at + 2)) {
        let from = at + 4;
        at = from + usize::from(length);
        let Some(field) = extra.get(from..at) else { break };
        if id == 1 {
            found = field;
        }
    }
    let mut read = 0;
    let mut one = |usual: u32| {
        if usual != u32::MAX {
            return Ok(u64::from(usual));
        }
        let value = u64_at(found, read).ok_or_else(|| contradicts("a file has no size"))?;
        read += 8;
        Ok(value)
    };
    Ok((one(usual[0])?, one(usual[1])?, one(usual[2])?))
}

/// The packed bytes behind a local header, which has to name the same file, and where they end.
fn local_data<'a>(
    bytes: &'a [u8],
    start: usize,
    raw: &[u8],
    packed: u64,
    directory: usize,
) -> Result<(&'a [u8], usize), ArchiveError> {
    let lost = || contradicts("a file is not where its directory says");
    let short = |from| u16_at(bytes, start.checked_add(from)?);
    if start.checked_add(LOCAL_SIZE).is_none_or(|from| from > directory)
        || u32_at(bytes, start) != Some(LOCAL_SIGNATURE)
    {
        return Err(lost());
    }
    let lengths = short(26).zip(short(28)).ok_or_else(lost)?;
    let name_at = start + LOCAL_SIZE;
    let data_at = name_at + usize::from(lengths.0) + usize::from(lengths.1);
    if bytes.get(name_at..name_at + usize::from(lengths.0)) != Some(raw) {
        return Err(contradicts("a file has two names"));
    }
    let length = usize::try_from(packed).map_err(|_| lost())?;
    let end = data_at.checked_add(length).filter(|end| *end <= directory).ok_or_else(lost)?;
    bytes.get(data_at..end).map(|data| (data, end)).ok_or_else(lost)
}

/// A name that stays inside the archive.
fn name_of(raw: &[u8], utf8: bool) -> Result<String, ArchiveError> {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        // Old packers write their machine's alphabet; such names are only shown.
        Err(_) if !utf8 => {
            raw.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '_' }).collect()
        }
        Err(_) => return Err(ArchiveError::UnsafeName),
    };
    let bad = name.is_empty()
        || name.len() > 400
        || name.starts_with(['/', '\\'])
        || name.contains(':')
        || name.chars().any(char::is_control)
        || name.split(['/', '\\']).any(|part| part == "..");
    if bad { Err(ArchiveError::UnsafeName) } else { Ok(name.replace('\\', "/")) }
}

/// No two files share a byte.
fn check_overlaps(entries: &[Entry<'_>]) -> Result<(), ArchiveError> {
    let mut ranges: Vec<_> = entries.iter().map(|entry| (entry.start, entry.end)).collect();
    ranges.sort_unstable();
    let overlap = ranges.windows(2).any(|pair| pair[1].0 < pair[0].1);
    if overlap { Err(contradicts("files in it overlap")) } else { Ok(()) }
}

impl Entry<'_> {
    /// Unpacks the file, if `wanted` says so of how it begins; `None` where it does not.
    ///
    /// # Errors
    /// The archive's, where all files together are too much; the file's own inside.
    pub(crate) fn unpack(
        &self,
        budget: &mut Budget,
        wanted: impl FnOnce(&[u8]) -> bool,
    ) -> Result<Result<Option<Vec<u8>>, Damage>, ArchiveError> {
        match self.method {
            0 => self.drain(self.data, budget, wanted),
            8 => self.drain(DeflateDecoder::new(self.data), budget, wanted),
            _ => Ok(Err(Damage::Method)),
        }
    }

    fn drain(
        &self,
        mut from: impl Read,
        budget: &mut Budget,
        wanted: impl FnOnce(&[u8]) -> bool,
    ) -> Result<Result<Option<Vec<u8>>, Damage>, ArchiveError> {
        let mut out = Vec::new();
        if from.by_ref().take(HEAD as u64).read_to_end(&mut out).is_err() {
            return Ok(Err(Damage::Broken));
        }
        if !wanted(&out) {
            // What was looked at counts as well.
            budget.0 = budget.0.checked_sub(out.len() as u64).ok_or(ArchiveError::TooMuch)?;
            return Ok(Ok(None));
        }
        let most = ENTRY_LIMIT.min(budget.0).saturating_sub(out.len() as u64) + 1;
        let rest = from.take(most).read_to_end(&mut out);
        let length = out.len() as u64;
        if length > budget.0 {
            return Err(ArchiveError::TooMuch);
        }
        budget.0 -= length;
        if length > ENTRY_LIMIT {
            return Ok(Err(Damage::TooLarge));
        }
        let mut crc = Crc::new();
        crc.update(&out);
        let whole = rest.is_ok() && length == self.size && crc.sum() == self.crc;
        Ok(if whole { Ok(Some(out)) } else { Err(Damage::Broken) })
    }
}

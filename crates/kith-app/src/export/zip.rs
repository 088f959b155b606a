//! A ZIP archive that is written as it goes: nothing is kept but the names of its files.
//!
//! A file's sizes come after it (general purpose bit 3) and again in the directory at the end.

use std::io::{self, Write};

use flate2::{Compression, Crc, write::DeflateEncoder};
use kith_core::time::Timestamp;

/// Sizes come after the data; names are UTF-8.
const FLAGS: u16 = (1 << 3) + (1 << 11);
const DEFLATED: u16 = 8;
/// The version that whoever unpacks it needs: 2.0.
const VERSION: u16 = 20;

/// Counts what is written.
struct Counted<W> {
    out: W,
    count: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.count += count as u64;
        Ok(count)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A file that has been written.
struct Entry {
    name: String,
    at: u32,
    crc: u32,
    packed: u32,
    plain: u32,
}

enum State<W: Write> {
    Between(Counted<W>),
    Within { name: String, at: u64, begun: u64, crc: Crc, packing: DeflateEncoder<Counted<W>> },
    Broken,
}

/// The archive.
pub(super) struct Zip<W: Write> {
    state: State<W>,
    entries: Vec<Entry>,
    /// When, as old file systems have it.
    stamp: [u8; 4],
}

fn too_large() -> io::Error {
    io::Error::other("more than 4 GiB do not fit into this kind of archive")
}

fn small(size: u64) -> io::Result<u32> {
    u32::try_from(size).map_err(|_| too_large())
}

/// Puts numbers and texts together.
fn put(bytes: &mut Vec<u8>, parts: &[&[u8]]) {
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
}

impl<W: Write> Zip<W> {
    pub(super) fn new(out: W, now: Timestamp) -> Self {
        let number = |format| now.utc_as(format).parse::<u16>().unwrap_or(0);
        let date = (number("%Y").saturating_sub(1980) << 9) + (number("%m") << 5) + number("%d");
        let time = (number("%H") << 11) + (number("%M") << 5) + number("%S") / 2;
        let ([a, b], [c, d]) = (time.to_le_bytes(), date.to_le_bytes());
        let state = State::Between(Counted { out, count: 0 });
        Self { state, entries: Vec::new(), stamp: [a, b, c, d] }
    }

    /// Begins a file.
    pub(super) fn begin(&mut self, name: &str) -> io::Result<()> {
        let State::Between(mut out) = std::mem::replace(&mut self.state, State::Broken) else {
            return Err(io::Error::other("the file before is open"));
        };
        let at = out.count;
        let mut head = b"PK\x03\x04".to_vec();
        let length = u16::try_from(name.len()).map_err(io::Error::other)?;
        put(&mut head, &[&VERSION.to_le_bytes(), &FLAGS.to_le_bytes(), &DEFLATED.to_le_bytes()]);
        put(&mut head, &[&self.stamp, &[0; 12], &length.to_le_bytes(), &[0; 2], name.as_bytes()]);
        out.write_all(&head)?;
        let begun = out.count;
        let packing = DeflateEncoder::new(out, Compression::default());
        self.state = State::Within { name: name.to_owned(), at, begun, crc: Crc::new(), packing };
        Ok(())
    }

    /// Writes into the file that was begun.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let State::Within { crc, packing, .. } = &mut self.state else {
            return Err(io::Error::other("no file is open"));
        };
        crc.update(bytes);
        packing.write_all(bytes)
    }

    /// Ends the file.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let State::Within { name, at, begun, crc, packing } =
            std::mem::replace(&mut self.state, State::Broken)
        else {
            return Err(io::Error::other("no file is open"));
        };
        let plain = small(packing.total_in())?;
        let mut out = packing.finish()?;
        let (packed, crc) = (small(out.count - begun)?, crc.sum());
        let mut tail = b"PK\x07\x08".to_vec();
        put(&mut tail, &[&crc.to_le_bytes(), &packed.to_le_bytes(), &plain.to_le_bytes()]);
        out.write_all(&tail)?;
        self.entries.push(Entry { name, at: small(at)?, crc, packed, plain });
        self.state = State::Between(out);
        Ok(())
    }

    /// Ends the archive with its directory.
    pub(super) fn finish(self) -> io::Result<()> {
        let State::Between(mut out) = self.state else {
            return Err(io::Error::other("a file is open"));
        };
        let begun = out.count;
        for entry in &self.entries {
            let mut head = b"PK\x01\x02".to_vec();
            let (flags, length) = (FLAGS.to_le_bytes(), entry.name.len() as u16);
            put(&mut head, &[&VERSION.to_le_bytes(), &VERSION.to_le_bytes(), &flags]);
            put(&mut head, &[&DEFLATED.to_le_bytes(), &self.stamp, &entry.crc.to_le_bytes()]);
            put(&mut head, &[&entry.packed.to_le_bytes(), &entry.plain.to_le_bytes()]);
            put(&mut head, &[&length.to_le_bytes(), &[0; 12], &entry.at.to_le_bytes()]);
            head.extend_from_slice(entry.name.as_bytes());
            out.write_all(&head)?;
        }
        let (size, at) = (small(out.count - begun)?, small(begun)?);
        let count = u16::try_from(self.entries.len()).map_err(|_| too_large())?.to_le_bytes();
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        put(&mut end, &[&count, &count, &size.to_le_bytes(), &at.to_le_bytes(), &[0; 2]]);
        out.write_all(&end)?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::DeflateDecoder;

    use super::*;

    fn u32_at(bytes: &[u8], at: usize) -> usize {
        u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
    }

    fn u16_at(bytes: &[u8], at: usize) -> usize {
        u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()).into()
    }

    #[test]
    fn the_directory_leads_to_every_file_and_its_sums_are_right() {
        let mut bytes = Vec::new();
        let mut zip = Zip::new(&mut bytes, Timestamp::from_micros(1_780_000_000_000_000));
        let long = "ö,".repeat(50_000);
        for (name, text) in [("a.csv", "Name\nx\n"), ("ordner/ü.json", &long), ("empty", "")] {
            zip.begin(name).unwrap();
            text.as_bytes().chunks(999).for_each(|part| zip.write(part).unwrap());
            zip.end().unwrap();
        }
        zip.finish().unwrap();
        let end = bytes.len() - 22;
        assert_eq!(&bytes[end..end + 4], b"PK\x05\x06");
        assert_eq!(u16_at(&bytes, end + 10), 3);
        let mut at = u32_at(&bytes, end + 16);
        assert_eq!(at + u32_at(&bytes, end + 12), end);
        let mut found = Vec::new();
        while at < end {
            let length = u16_at(&bytes, at + 28);
            let name = String::from_utf8(bytes[at + 46..at + 46 + length].to_vec()).unwrap();
            let (packed, plain) = (u32_at(&bytes, at + 20), u32_at(&bytes, at + 24));
            let data = u32_at(&bytes, at + 42) + 30 + length;
            let mut text = String::new();
            let unpacked = DeflateDecoder::new(&bytes[data..data + packed]);
            assert_eq!(unpacked.take(1 << 20).read_to_string(&mut text).unwrap(), plain);
            let mut crc = Crc::new();
            crc.update(text.as_bytes());
            assert_eq!(crc.sum() as usize, u32_at(&bytes, at + 16));
            found.push((name, text));
            at += 46 + length;
        }
        let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a.csv", "ordner/ü.json", "empty"]);
        assert_eq!(found[1].1, long);
    }
}

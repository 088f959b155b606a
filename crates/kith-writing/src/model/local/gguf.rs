//! A model's file before it is trusted: whether what its head says can be true.
//!
//! A file that was cut off, or is something else, is refused here with what is wrong and where,
//! before anything is made as large as its head says.

use std::io::{self, Read, Seek, SeekFrom};

use super::LocalError;

/// How deep lists may stand in lists.
const DEEPEST: u32 = 4;
/// The most dimensions of a tensor.
const DIMENSIONS: u32 = 8;

/// A file that is walked through, and how long it is.
struct Walk<'a, R> {
    file: &'a mut R,
    length: u64,
}

/// Walks through the head of a file: every length in it has to fit into what follows.
pub(super) fn check<R: Read + Seek>(file: &mut R) -> Result<(), LocalError> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut walk = Walk { file, length };
    let mut magic = [0; 4];
    walk.file.read_exact(&mut magic).map_err(|_| LocalError::NotGguf)?;
    if magic != *b"GGUF" {
        return Err(LocalError::NotGguf);
    }
    let version = walk.u32()?;
    if !(2..=3).contains(&version) {
        return Err(LocalError::Unsupported(format!("version {version} of the format")));
    }
    let (tensors, entries) = (walk.u64()?, walk.u64()?);
    // A tensor takes 24 bytes of the head at the least, an entry 13.
    walk.fits(tensors.saturating_mul(24).saturating_add(entries.saturating_mul(13)))?;
    for _ in 0..entries {
        walk.text()?;
        let kind = walk.u32()?;
        walk.value(kind, 0)?;
    }
    for _ in 0..tensors {
        walk.text()?;
        let dimensions = walk.u32()?;
        if dimensions > DIMENSIONS {
            return Err(LocalError::Damaged(format!("a tensor of {dimensions} dimensions")));
        }
        let mut size = 1_u64;
        for _ in 0..dimensions {
            size = size.saturating_mul(walk.u64()?);
        }
        walk.u32()?;
        let offset = walk.u64()?;
        // The smallest kinds put eight or so weights into a byte: this only stops what cannot be.
        if size / 16 > walk.length || offset > walk.length {
            return Err(LocalError::CutOff);
        }
    }
    walk.file.seek(SeekFrom::Start(0))?;
    Ok(())
}

impl<R: Read + Seek> Walk<'_, R> {
    fn u32(&mut self) -> Result<u32, LocalError> {
        let mut bytes = [0; 4];
        self.file.read_exact(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn u64(&mut self) -> Result<u64, LocalError> {
        let mut bytes = [0; 8];
        self.file.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// Whether so many bytes can follow.
    fn fits(&mut self, bytes: u64) -> Result<(), LocalError> {
        let left = self.length.saturating_sub(self.file.stream_position()?);
        if bytes <= left { Ok(()) } else { Err(LocalError::CutOff) }
    }

    fn skip(&mut self, bytes: u64) -> Result<(), LocalError> {
        self.fits(bytes)?;
        let bytes = i64::try_from(bytes).map_err(|_| LocalError::CutOff)?;
        Ok(self.file.seek_relative(bytes)?)
    }

    fn text(&mut self) -> Result<(), LocalError> {
        let length = self.u64()?;
        self.skip(length)
    }

    fn value(&mut self, kind: u32, depth: u32) -> Result<(), LocalError> {
        match kind {
            8 => self.text(),
            9 if depth < DEEPEST => {
                let (inner, count) = (self.u32()?, self.u64()?);
                if let Some(width) = width(inner) {
                    return self.skip(count.saturating_mul(width));
                }
                self.fits(count)?;
                for _ in 0..count {
                    self.value(inner, depth + 1)?;
                }
                Ok(())
            }
            kind => match width(kind) {
                Some(width) => self.skip(width),
                None => Err(LocalError::Damaged(format!("a value of kind {kind}"))),
            },
        }
    }
}

/// How many bytes a plain value of a kind takes.
const fn width(kind: u32) -> Option<u64> {
    match kind {
        0 | 1 | 7 => Some(1),
        2 | 3 => Some(2),
        4..=6 => Some(4),
        10..=12 => Some(8),
        _ => None,
    }
}

impl From<io::Error> for LocalError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::CutOff,
            _ => Self::Unreadable(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn text(text: &str) -> Vec<u8> {
        [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat()
    }

    /// A head with one entry and one tensor.
    fn head() -> Vec<u8> {
        let mut bytes = b"GGUF".to_vec();
        bytes.extend(3_u32.to_le_bytes());
        bytes.extend([1_u64.to_le_bytes(), 1_u64.to_le_bytes()].concat());
        bytes.extend(text("tokens"));
        bytes.extend(9_u32.to_le_bytes());
        bytes.extend(8_u32.to_le_bytes());
        bytes.extend(2_u64.to_le_bytes());
        bytes.extend([text("a"), text("bc")].concat());
        bytes.extend(text("weight"));
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(4_u64.to_le_bytes());
        bytes.extend(0_u32.to_le_bytes());
        bytes.extend(0_u64.to_le_bytes());
        bytes
    }

    #[test]
    fn a_head_that_can_be_true_is_taken() {
        assert!(check(&mut Cursor::new(head())).is_ok());
    }

    #[test]
    fn a_file_that_is_cut_off_anywhere_is_refused() {
        let whole = head();
        for length in 0..whole.len() {
            let cut = check(&mut Cursor::new(&whole[..length]));
            assert!(cut.is_err(), "{length} of {} bytes", whole.len());
        }
    }

    #[test]
    fn lengths_beyond_the_file_are_refused_before_anything_is_made_so_large() {
        let whole = head();
        for at in 0..whole.len() - 7 {
            let mut wrong = whole.clone();
            wrong[at..at + 8].fill(0xff);
            // Names and offsets may be anything; what counts is that nothing is made or panics.
            let _ = check(&mut Cursor::new(wrong));
        }
        for at in [8, 16, 24, 42] {
            let mut wrong = whole.clone();
            wrong[at..at + 8].fill(0xff);
            assert!(check(&mut Cursor::new(wrong)).is_err(), "at {at}");
        }
    }

    #[test]
    fn another_kind_of_file_is_named_so() {
        for other in [&b""[..], b"PK\x03\x04", b"GGML\0\0\0\0", b"<!doctype html>"] {
            let refused = check(&mut Cursor::new(other.to_vec())).unwrap_err();
            assert!(matches!(refused, LocalError::NotGguf), "{refused}");
        }
        let mut old = head();
        old[4] = 1;
        let refused = check(&mut Cursor::new(old)).unwrap_err();
        assert!(refused.to_string().contains("version 1"), "{refused}");
    }
}

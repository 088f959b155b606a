//! The file of a dump: a header, the rows of every table, and a trailer to hold them against.
//!
//! ```text
//! "kith dump\n"  version: u32
//! header: JSON   { schema, kith, made_at }
//! per table:     'T' { name, columns: JSON }, rows ('R' and a value a column), 'E'
//! trailer:       'Z' [ { table, rows, sum } ]: JSON, SHA-256 of all before it, "end of dump\n"
//! ```
//! Numbers are little-endian, JSON and texts come after their length.

use std::io::{self, Read, Write};

use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::DumpError;
use crate::sql::Value;

/// How a dump begins.
const MAGIC: &[u8] = b"kith dump\n";
/// How it ends.
const END: &[u8] = b"end of dump\n";
/// The version of this format.
const VERSION: u32 = 1;
/// The longest value that is believed: a file that says more is not one of ours.
const LONGEST: u32 = 256 << 20;

/// A table begins.
pub(super) const TABLE: u8 = b'T';
/// A row follows.
pub(super) const ROW: u8 = b'R';
/// The table ends.
pub(super) const TABLE_END: u8 = b'E';
/// The trailer follows.
pub(super) const TRAILER: u8 = b'Z';

/// Writes a dump and sums it up.
pub(super) struct Writer<'a> {
    out: &'a mut dyn Write,
    sum: Sha256,
}

impl<'a> Writer<'a> {
    pub(super) fn begin(out: &'a mut dyn Write) -> io::Result<Self> {
        let mut writer = Self { out, sum: Sha256::new() };
        writer.bytes(MAGIC)?;
        writer.bytes(&VERSION.to_le_bytes())?;
        Ok(writer)
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.out.write_all(bytes)
    }

    pub(super) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_vec(value)?;
        let length = u32::try_from(text.len()).map_err(io::Error::other)?;
        self.bytes(&length.to_le_bytes())?;
        self.bytes(&text)
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        let sum = self.sum.finalize_reset();
        self.bytes(&sum)?;
        self.bytes(END)?;
        self.out.flush()
    }
}

/// A row as bytes.
pub(super) fn packed(row: &[Value]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    for value in row {
        let (tag, data) = match value {
            Value::Null => (0, &[][..]),
            Value::Int(number) => {
                bytes.push(1);
                bytes.extend(number.to_le_bytes());
                continue;
            }
            Value::Text(text) => (2, text.as_bytes()),
            Value::Id(id) => (3, &id[..]),
            Value::Bytes(data) => (3, &data[..]),
        };
        bytes.push(tag);
        if tag != 0 {
            let length = u32::try_from(data.len()).map_err(io::Error::other)?;
            bytes.extend(length.to_le_bytes());
            bytes.extend(data);
        }
    }
    Ok(bytes)
}

/// Reads a dump and sums it up.
pub(super) struct Reader<'a> {
    input: &'a mut dyn Read,
    sum: Sha256,
}

/// A file that ends or cannot be read further is torn; whatever else failed is said as it is.
fn torn(error: io::Error) -> DumpError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::Other => {
            DumpError::Torn
        }
        _ => DumpError::File(error),
    }
}

impl<'a> Reader<'a> {
    pub(super) fn begin(input: &'a mut dyn Read) -> Result<Self, DumpError> {
        let mut reader = Self { input, sum: Sha256::new() };
        let mut magic = [0; MAGIC.len()];
        match reader.fill(&mut magic) {
            Ok(()) if magic == MAGIC => {}
            Err(DumpError::File(error)) => return Err(DumpError::File(error)),
            _ => return Err(DumpError::Foreign),
        }
        match reader.number()? {
            VERSION => Ok(reader),
            found => Err(DumpError::NewerFormat { found, known: VERSION }),
        }
    }

    pub(super) fn fill(&mut self, bytes: &mut [u8]) -> Result<(), DumpError> {
        self.input.read_exact(bytes).map_err(torn)?;
        self.sum.update(&*bytes);
        Ok(())
    }

    fn number(&mut self) -> Result<u32, DumpError> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    pub(super) fn tag(&mut self) -> Result<u8, DumpError> {
        let mut tag = [0];
        self.fill(&mut tag)?;
        Ok(tag[0])
    }

    fn data(&mut self) -> Result<Vec<u8>, DumpError> {
        let length = self.number()?;
        if length > LONGEST {
            return Err(DumpError::Torn);
        }
        // What is promised is not believed until it is there.
        let mut data = Vec::new();
        let read = (&mut *self.input).take(length.into()).read_to_end(&mut data).map_err(torn)?;
        if read != length as usize {
            return Err(DumpError::Torn);
        }
        self.sum.update(&data);
        Ok(data)
    }

    pub(super) fn json<T: DeserializeOwned>(&mut self) -> Result<T, DumpError> {
        serde_json::from_slice(&self.data()?).map_err(|_| DumpError::Torn)
    }

    pub(super) fn value(&mut self) -> Result<Value, DumpError> {
        Ok(match self.tag()? {
            0 => Value::Null,
            1 => {
                let mut bytes = [0; 8];
                self.fill(&mut bytes)?;
                Value::Int(i64::from_le_bytes(bytes))
            }
            2 => Value::Text(String::from_utf8(self.data()?).map_err(|_| DumpError::Torn)?),
            3 => Value::bytes(&self.data()?),
            _ => return Err(DumpError::Torn),
        })
    }

    /// Reads the end, after which nothing may come.
    pub(super) fn end(mut self) -> Result<(), DumpError> {
        let expected = self.sum.clone().finalize();
        let mut found = [0; 32];
        self.fill(&mut found)?;
        let mut end = [0; END.len()];
        self.fill(&mut end)?;
        let more = self.input.read(&mut [0]).map_err(torn)?;
        if found[..] == expected[..] && end == END && more == 0 {
            Ok(())
        } else {
            Err(DumpError::Torn)
        }
    }
}

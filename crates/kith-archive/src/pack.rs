//! An archive that was read, kept small until its member has chosen.

use std::io::{Read, Write};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};

use crate::Archive;

impl Archive {
    /// Everything that was read, as few bytes.
    ///
    /// # Errors
    /// None that is known: a text is written to memory.
    pub fn pack(&self) -> std::io::Result<Vec<u8>> {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
        serde_json::to_writer(&mut packer, self)?;
        packer.flush()?;
        packer.finish()
    }

    /// What [`Self::pack`] made.
    ///
    /// # Errors
    /// These are no such bytes.
    pub fn unpack(bytes: &[u8]) -> std::io::Result<Self> {
        let mut text = Vec::new();
        DeflateDecoder::new(bytes).read_to_end(&mut text)?;
        Ok(serde_json::from_slice(&text)?)
    }
}

//! ZIP files, written as the services that make archives write them.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

/// How the files are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// As it is streamed: sizes stand behind the data and in the directory only.
    Streamed,
    /// Sizes stand before the data, too.
    Plain,
    /// Nothing is compressed.
    Stored,
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}

/// A container with these files in it.
#[must_use]
pub fn zip(files: &[(String, Vec<u8>)], packing: Packing) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let mut crc = Crc::new();
        crc.update(bytes);
        let (method, data) = match packing {
            Packing::Stored => (0_u16, bytes.clone()),
            Packing::Streamed | Packing::Plain => (8, deflated(bytes)),
        };
        let flags: u16 = if packing == Packing::Streamed { 1 << 11 | 1 << 3 } else { 1 << 11 };
        let start = out.len() as u32;
        let sums = [crc.sum(), data.len() as u32, bytes.len() as u32];
        let before = if packing == Packing::Streamed { [0; 3] } else { sums };
        let lengths = [name.len() as u16, 0];
        let head = |out: &mut Vec<u8>, sums: [u32; 3]| {
            for short in [20, flags, method, 0, 0x5a21] {
                out.extend(u16::to_le_bytes(short));
            }
            sums.iter().for_each(|sum| out.extend(sum.to_le_bytes()));
            lengths.iter().for_each(|length| out.extend(length.to_le_bytes()));
        };
        out.extend(0x0403_4b50_u32.to_le_bytes());
        head(&mut out, before);
        out.extend(name.as_bytes());
        out.extend(&data);
        if packing == Packing::Streamed {
            out.extend(0x0807_4b50_u32.to_le_bytes());
            sums.iter().for_each(|sum| out.extend(sum.to_le_bytes()));
        }
        directory.extend(0x0201_4b50_u32.to_le_bytes());
        directory.extend(20_u16.to_le_bytes());
        head(&mut directory, sums);
        directory.extend([0; 6 + 4]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, size, count) = (out.len() as u32, directory.len() as u32, files.len() as u16);
    out.extend(directory);
    out.extend(0x0605_4b50_u32.to_le_bytes());
    for short in [0, 0, count, count] {
        out.extend(u16::to_le_bytes(short));
    }
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend(0_u16.to_le_bytes());
    out
}

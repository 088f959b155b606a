//! The snapshot file: its layout, and how it is written while the graph is in use.
//!
//! All numbers are little-endian. Sections follow the header in this order, each beginning at a
//! multiple of 64 bytes:
//!
//! | section | holds |
//! |---|---|
//! | offsets | `u64` × (vertices + 1): where each vertex's list begins in `arcs`, then the total |
//! | arcs | `u32` each: the neighbour lists, ascending |
//! | hidden | `u32` each, ascending: hidden vertices; their lists are empty |
//! | parked | `u32` pairs a < b, ascending: edges that have a hidden end |
//! | labels | 16 bytes each, the caller's |
//! | tag | bytes, the caller's |
//! | checksums | `u64` (XXH3) of each mebibyte of what is between the header and here |
//!
//! The file ends there. The header holds the lengths, the checksum of the checksums, and its own.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use twox_hash::XxHash3_64;

use crate::snapshot::Snapshot;
use crate::view::View;

#[cfg(not(target_endian = "little"))]
compile_error!("snapshot files are read and written in place: only for little-endian machines");

/// What a file begins with.
pub(crate) const MAGIC: [u8; 8] = *b"kithgrph";
/// The layout described above. Another number, another layout.
pub(crate) const VERSION: u32 = 1;
/// Bytes before the first section.
pub(crate) const HEADER: usize = 128;
/// Bytes that share a checksum.
pub(crate) const BLOCK: usize = 1 << 20;
/// Sections begin at multiples of this.
const ALIGNMENT: u64 = 64;

/// The lengths of a file's sections, in elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lengths {
    pub(crate) vertices: u64,
    pub(crate) arcs: u64,
    pub(crate) hidden: u64,
    pub(crate) parked: u64,
    pub(crate) labels: u64,
    pub(crate) tag: u64,
}

/// Where the sections lie, in bytes from the start of the file.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) offsets: Range<usize>,
    pub(crate) arcs: Range<usize>,
    pub(crate) hidden: Range<usize>,
    pub(crate) parked: Range<usize>,
    pub(crate) labels: Range<usize>,
    pub(crate) tag: Range<usize>,
    pub(crate) checksums: Range<usize>,
}

impl Layout {
    /// `None` if no file can be that long.
    pub(crate) fn new(lengths: &Lengths) -> Option<Self> {
        let mut end = HEADER as u64;
        let mut next = |elements: u64, bytes: u64| {
            let start = end.checked_next_multiple_of(ALIGNMENT)?;
            end = start.checked_add(elements.checked_mul(bytes)?)?;
            Some(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
        };
        let offsets = next(lengths.vertices.checked_add(1)?, 8)?;
        let arcs = next(lengths.arcs, 4)?;
        let hidden = next(lengths.hidden, 4)?;
        let parked = next(lengths.parked, 8)?;
        let labels = next(lengths.labels, 16)?;
        let tag = next(lengths.tag, 1)?;
        // Begins aligned too, so that padding belongs to a block like everything before it.
        let body = tag.end.checked_next_multiple_of(ALIGNMENT as usize)? - HEADER;
        let checksums = next(body.div_ceil(BLOCK) as u64, 8)?;
        Some(Self { offsets, arcs, hidden, parked, labels, tag, checksums })
    }
}

/// The header of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) lengths: Lengths,
    /// The checksum of the checksums.
    pub(crate) checksum: u64,
}

impl Header {
    fn fields(&self) -> [u64; 7] {
        let Lengths { vertices, arcs, hidden, parked, labels, tag } = self.lengths;
        [vertices, arcs, hidden, parked, labels, tag, self.checksum]
    }

    pub(crate) fn to_bytes(self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
        for (place, field) in bytes[16..].chunks_exact_mut(8).zip(self.fields()) {
            place.copy_from_slice(&field.to_le_bytes());
        }
        let checksum = XxHash3_64::oneshot(&bytes[..HEADER - 8]);
        bytes[HEADER - 8..].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// The header that is written as `bytes`, `None` if its checksum does not agree.
    pub(crate) fn from_bytes(bytes: &[u8; HEADER]) -> Option<Self> {
        let field = |i: usize| {
            let at = 16 + 8 * i;
            u64::from_le_bytes(std::array::from_fn(|k| bytes[at + k]))
        };
        let lengths = Lengths {
            vertices: field(0),
            arcs: field(1),
            hidden: field(2),
            parked: field(3),
            labels: field(4),
            tag: field(5),
        };
        let header = Self { lengths, checksum: field(6) };
        (header.to_bytes() == *bytes).then_some(header)
    }
}

impl View {
    /// Writes this state of the graph to a file that [`Graph::open`](crate::Graph::open) reads,
    /// hidden vertices and their edges included.
    ///
    /// The caller's data go along: a label for each vertex, such as the id of a member (any number
    /// of them, in order of vertices), and a tag of any bytes, such as the place in a journal up to
    /// which this state has followed.
    ///
    /// Readers and writers of the graph go on meanwhile. The file is written beside `path` under a
    /// name that ends in `.part`, flushed to disk, and then takes the place of what was at `path`,
    /// so there is always an old one or a whole new one. O(n + arcs); 1 MiB of memory.
    ///
    /// # Errors
    ///
    /// What the file system answers. The part that was written is removed then; only a crash
    /// leaves one behind.
    pub fn write_snapshot(
        &self,
        path: impl AsRef<Path>,
        labels: &[[u8; 16]],
        tag: &[u8],
    ) -> io::Result<()> {
        let path = path.as_ref();
        let part = part_of(path)?;
        let file = File::options().write(true).create_new(true).open(&part)?;
        let written = write(&self.now, file, labels, tag).and_then(|()| fs::rename(&part, path));
        if written.is_err() {
            // The first error is the one to tell.
            let _ = fs::remove_file(&part);
        }
        written?;
        sync_folder(path)
    }
}

/// A name beside `path` that no other call uses.
fn part_of(path: &Path) -> io::Result<PathBuf> {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut part = OsString::from(name);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    part.push(format!(".{}-{call}.part", std::process::id()));
    Ok(path.with_file_name(part))
}

/// A new name is only kept through a crash once the folder is on disk too.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn write(now: &Snapshot, file: File, labels: &[[u8; 16]], tag: &[u8]) -> io::Result<()> {
    let mut parked = 0;
    now.parked.for_each(&mut |a, ends| parked += ends.iter().filter(|&&b| a < b).count());
    let lengths = Lengths {
        vertices: now.vertices.into(),
        arcs: (0..now.vertices).map(|v| now.degree(v) as u64).sum(),
        hidden: now.hidden.len() as u64,
        parked: parked as u64,
        labels: labels.len() as u64,
        tag: tag.len() as u64,
    };
    let mut body = Body { file, block: Vec::with_capacity(BLOCK), bytes: 0, checksums: Vec::new() };
    body.file.write_all(&[0; HEADER])?;

    let mut offset = 0_u64;
    for v in 0..now.vertices {
        body.put(&offset.to_le_bytes())?;
        offset += now.degree(v) as u64;
    }
    body.put(&offset.to_le_bytes())?;
    body.align()?;
    for v in 0..now.vertices {
        body.put(bytemuck::cast_slice(now.neighbours(v)))?;
    }
    body.align()?;
    body.put(bytemuck::cast_slice(&now.hidden))?;
    body.align()?;
    let mut put = Ok(());
    now.parked.for_each(&mut |a, ends| {
        for &b in ends.iter().filter(|&&b| a < b) {
            if put.is_ok() {
                put = body.put(bytemuck::bytes_of(&[a, b]));
            }
        }
    });
    put?;
    body.align()?;
    body.put(labels.as_flattened())?;
    body.align()?;
    body.put(tag)?;
    body.align()?;
    body.finish(lengths)
}

/// The sections as they are written.
struct Body {
    file: File,
    /// What has not been written yet.
    block: Vec<u8>,
    /// Bytes given so far.
    bytes: usize,
    checksums: Vec<u64>,
}

impl Body {
    fn put(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len();
        while self.block.len() + bytes.len() >= BLOCK {
            let (now, later) = bytes.split_at(BLOCK - self.block.len());
            self.block.extend_from_slice(now);
            self.flush()?;
            bytes = later;
        }
        self.block.extend_from_slice(bytes);
        Ok(())
    }

    fn align(&mut self) -> io::Result<()> {
        let alignment = ALIGNMENT as usize;
        let missing = self.bytes.next_multiple_of(alignment) - self.bytes;
        self.put(&[0; ALIGNMENT as usize][..missing])
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.block.is_empty() {
            self.checksums.push(XxHash3_64::oneshot(&self.block));
            self.file.write_all(&self.block)?;
            self.block.clear();
        }
        Ok(())
    }

    fn finish(mut self, lengths: Lengths) -> io::Result<()> {
        self.flush()?;
        let checksums: &[u8] = bytemuck::cast_slice(&self.checksums);
        self.file.write_all(checksums)?;
        let header = Header { lengths, checksum: XxHash3_64::oneshot(checksums) };
        self.file.seek(io::SeekFrom::Start(0))?;
        self.file.write_all(&header.to_bytes())?;
        self.file.sync_all()
    }
}

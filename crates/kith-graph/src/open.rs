//! Reading a snapshot file, believing nothing in it.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;

use twox_hash::XxHash3_64;

use crate::aside::Aside;
use crate::base::Base;
use crate::edit::MAX_VERTICES;
use crate::file::{BLOCK, HEADER, Header, Layout, MAGIC, VERSION};
use crate::graph::{Graph, Merging};
use crate::mapped::{Array, FileBytes};
use crate::snapshot::Snapshot;
use crate::writer::Writer;

/// How [`Graph::open`] goes about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// Where the lists are while the graph is used.
    pub memory: Memory,
    /// When changes are merged.
    pub merging: Merging,
}

/// Where the lists of an opened graph are, until the first merge makes new ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Memory {
    /// Read into memory, on huge pages: what the file becomes later does not matter.
    #[default]
    Read,
    /// Where they lie in the file: nothing is copied, processes share it, and the system takes the
    /// memory back when it is short. Queries are slower (small pages). Nobody may write into the
    /// file while it is used: a process that reads past the end of a file cut short is ended by the
    /// system.
    Mapped,
}

/// What was in a snapshot file.
#[derive(Debug)]
pub struct Opened {
    /// The graph.
    pub graph: Graph,
    /// The caller's label for each vertex, as they were given.
    pub labels: Vec<[u8; 16]>,
    /// The caller's tag.
    pub tag: Vec<u8>,
}

/// Why a file was refused. Whatever it is, a graph built anew is the way out.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be read.
    #[error("the snapshot cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("not a graph snapshot")]
    Foreign,
    /// It is a snapshot in a layout that is not read any more, or not yet.
    #[error("a snapshot of version {found}; this program reads version {VERSION}")]
    Version {
        /// The file's version.
        found: u32,
    },
    /// It is not as long as its header says: cut off, or never finished.
    #[error("a torn snapshot: {found} bytes instead of {expected}")]
    Torn {
        /// Bytes that there should be; of a file shorter than a header, those of the header.
        expected: u64,
        /// Bytes that there are.
        found: u64,
    },
    /// Bytes have changed since it was written.
    #[error("a damaged snapshot: the checksum of {part} is wrong")]
    Checksum {
        /// Which part: the header, the checksums, or one of the blocks.
        part: String,
    },
    /// The checksums agree, but no graph writes this.
    #[error("a snapshot that no graph has written: {0}")]
    Contents(&'static str),
}

impl Graph {
    /// Opens the file that [`View::write_snapshot`](crate::View::write_snapshot) wrote.
    ///
    /// Everything is checked before it is used, by as many threads as there are processors:
    /// checksums, and that the lists are lists of a graph. So whatever a file holds, the answer is
    /// a graph or an error, never a panic. O(n + arcs).
    ///
    /// # Errors
    ///
    /// [`OpenError`] says why a file was refused.
    pub fn open(path: impl AsRef<Path>, how: Opening) -> Result<Opened, OpenError> {
        let file = File::open(path)?;
        let (header, length) = read_header(&file)?;
        // No vertex is beyond `u32`, so this also bounds what follows.
        if header.lengths.vertices > MAX_VERTICES.into() {
            return Err(OpenError::Contents("more vertices than a graph can have"));
        }
        let layout = Layout::new(&header.lengths).ok_or(OpenError::Contents("endless sections"))?;
        let expected = layout.checksums.end as u64;
        if length != expected {
            return Err(OpenError::Torn { expected, found: length });
        }
        let bytes = Arc::new(match how.memory {
            Memory::Read => FileBytes::read(&file, layout.checksums.end)?,
            Memory::Mapped => FileBytes::map(&file)?,
        });
        if bytes.len() as u64 != expected {
            return Err(OpenError::Torn { expected, found: bytes.len() as u64 });
        }
        verify(&bytes, &header, &layout)?;
        let first = assemble(&bytes, &layout)?;
        let labels = bytes[layout.labels].as_chunks().0.to_vec();
        let tag = bytes[layout.tag].to_vec();
        Ok(Opened { graph: Graph::start(Writer::new(first), how.merging), labels, tag })
    }
}

/// The header of a file and the file's length.
fn read_header(file: &File) -> Result<(Header, u64), OpenError> {
    let length = file.metadata()?.len();
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, HEADER as u64), &mut bytes)?;
    if bytes.is_empty() || !bytes.starts_with(&MAGIC[..bytes.len().min(MAGIC.len())]) {
        return Err(OpenError::Foreign);
    }
    let Ok(bytes) = <[u8; HEADER]>::try_from(bytes) else {
        return Err(OpenError::Torn { expected: HEADER as u64, found: length });
    };
    let found = u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]);
    if found != VERSION {
        return Err(OpenError::Version { found });
    }
    let header = Header::from_bytes(&bytes);
    let header = header.ok_or_else(|| OpenError::Checksum { part: "the header".to_owned() })?;
    Ok((header, length))
}

/// Compares all checksums.
fn verify(bytes: &[u8], header: &Header, layout: &Layout) -> Result<(), OpenError> {
    let table = &bytes[layout.checksums.clone()];
    if XxHash3_64::oneshot(table) != header.checksum {
        return Err(OpenError::Checksum { part: "the checksums".to_owned() });
    }
    let blocks: Vec<&[u8]> = bytes[HEADER..layout.checksums.start].chunks(BLOCK).collect();
    let expected = table.as_chunks().0;
    let wrong = AtomicUsize::new(usize::MAX);
    in_parallel(blocks.len(), 1, &|i| {
        if XxHash3_64::oneshot(blocks[i]) != u64::from_le_bytes(expected[i]) {
            wrong.fetch_min(i, Ordering::Relaxed);
        }
    });
    match wrong.into_inner() {
        usize::MAX => Ok(()),
        i => Err(OpenError::Checksum { part: format!("block {i} of {}", blocks.len()) }),
    }
}

/// Makes the first state of a graph of the sections, if they are one.
fn assemble(bytes: &Arc<FileBytes>, layout: &Layout) -> Result<Snapshot, OpenError> {
    let unaligned = OpenError::Contents("sections that are not aligned");
    let (Some(offsets), Some(arcs), Some(hidden), Some(parked)) = (
        Array::<u64>::of_file(bytes, layout.offsets.clone()),
        Array::<u32>::of_file(bytes, layout.arcs.clone()),
        Array::<u32>::of_file(bytes, layout.hidden.clone()),
        Array::<u32>::of_file(bytes, layout.parked.clone()),
    ) else {
        return Err(unaligned);
    };
    check_lists(&offsets, &arcs)?;
    let vertices = offsets.len() - 1;
    let ascending = |list: &[u32]| {
        list.is_sorted_by(|a, b| a < b) && list.last().is_none_or(|&v| (v as usize) < vertices)
    };
    let base = Base::new(offsets, arcs);
    if !ascending(&hidden) || hidden.iter().any(|&v| !base.neighbours(v).is_empty()) {
        return Err(OpenError::Contents("hidden vertices out of order or with neighbours"));
    }
    let (parked, _) = parked.as_chunks::<2>();
    let is_hidden = |v: &u32| hidden.binary_search(v).is_ok();
    let is_parked =
        |&[a, b]: &[u32; 2]| a < b && (b as usize) < vertices && (is_hidden(&a) || is_hidden(&b));
    if !parked.is_sorted_by(|a, b| a < b) || !parked.iter().all(is_parked) {
        return Err(OpenError::Contents("edges kept aside that should not be"));
    }
    let mut arcs: Vec<(u32, u32)> = parked.iter().flat_map(|&[a, b]| [(a, b), (b, a)]).collect();
    arcs.sort_unstable();
    Ok(Snapshot {
        vertices: vertices as u32,
        edges: base.arcs() / 2,
        base: Arc::new(base),
        hidden: Arc::new(hidden.to_vec()),
        parked: Aside::from_iter(arcs),
        ..Snapshot::default()
    })
}

/// Vertices whose lists are checked in one go.
const PART: usize = 1 << 14;

/// Checks that the lists are those of an undirected graph: each ascending, of other vertices that
/// exist; and each edge in the lists of both its ends.
///
/// The last is checked by a sum over all arcs, to which the two of an edge add what cancels out:
/// any accident shows, though a forger could find arcs that do not. Such a graph would answer
/// inconsistently; nothing worse depends on it.
fn check_lists(offsets: &[u64], arcs: &[u32]) -> Result<(), OpenError> {
    let vertices = offsets.len() - 1;
    let total = arcs.len() as u64;
    if offsets.first() != Some(&0) || offsets.last() != Some(&total) || !offsets.is_sorted() {
        return Err(OpenError::Contents("lists that do not follow each other"));
    }
    let (sum, all_fine) = (AtomicU64::new(0), AtomicBool::new(true));
    in_parallel(vertices, PART, &|start| {
        let (mut part, mut fine) = (0_u64, true);
        for v in start..vertices.min(start + PART) {
            let list = &arcs[offsets[v] as usize..offsets[v + 1] as usize];
            fine &= list.last().is_none_or(|&last| (last as usize) < vertices);
            // Written without branches, so that several are compared at once.
            fine &= list.iter().zip(list.iter().skip(1)).fold(true, |fine, (a, b)| fine & (a < b));
            let v = v as u32;
            fine &= list.iter().fold(true, |fine, &w| fine & (w != v));
            part = part.wrapping_add(balance(v, list));
        }
        sum.fetch_add(part, Ordering::Relaxed);
        all_fine.fetch_and(fine, Ordering::Relaxed);
    });
    if !all_fine.into_inner() {
        return Err(OpenError::Contents(
            "a list that does not ascend, or names who cannot be in it",
        ));
    }
    if sum.into_inner() != 0 {
        return Err(OpenError::Contents("a neighbour that is not one from the other end"));
    }
    Ok(())
}

/// A sum over the arcs of `v`: what an arc to a higher vertex adds, the arc back takes away.
fn balance(v: u32, list: &[u32]) -> u64 {
    let (lower, higher) = list.split_at(list.partition_point(|&w| w < v));
    let mix = |low: u32, high: u32| {
        let key = u64::from(low) << 32 | u64::from(high);
        let mixed = (key ^ key >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed ^ mixed >> 32
    };
    let up = higher.iter().fold(0_u64, |sum, &w| sum.wrapping_add(mix(v, w)));
    let down = lower.iter().fold(0_u64, |sum, &w| sum.wrapping_add(mix(w, v)));
    up.wrapping_sub(down)
}

/// Calls `work` with 0, `step`, 2 `step` … below `end`, on as many threads as there are processors.
fn in_parallel(end: usize, step: usize, work: &(impl Fn(usize) + Sync)) {
    let next = AtomicUsize::new(0);
    let run = || {
        loop {
            let start = next.fetch_add(step, Ordering::Relaxed);
            if start >= end {
                break;
            }
            work(start);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 1..threads.min(end.div_ceil(step)) {
            // Without another thread this one does it all.
            let _ = thread::Builder::new().spawn_scoped(scope, run);
        }
        run();
    });
}

//! The networks that are measured: made up, or read from files.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use kith_graph::{Graph, View};

use super::generator::{self, Plan};
use crate::{Failure, readers};

/// Where a network comes from.
#[derive(Debug, Clone)]
pub(super) enum Input {
    /// Made up.
    Made(Plan),
    /// From a file: packed edges where its name ends in `.bin`, else lines of two columns.
    File(PathBuf),
}

impl Input {
    /// What it is called in tables.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Made(plan) => format!("SNB-like, {} members", plan.members),
            Self::File(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        }
    }

    /// Hands all edges to the builder of a graph.
    ///
    /// # Errors
    /// The file cannot be read, or has a line that cannot be used.
    pub(super) fn graph(&self) -> Result<Graph, Failure> {
        match self {
            Self::Made(plan) => Ok(Graph::from_edges(plan.members, generator::edges(*plan))),
            Self::File(path) => {
                let failed =
                    |error: Failure| Failure::new(format!("{}: {}", path.display(), error.0));
                let packed = path.extension().is_some_and(|end| end == "bin");
                let graph = if packed { read_packed(path) } else { read_lines(path) };
                graph.map_err(failed)
            }
        }
    }
}

/// Reads lines of two columns; members are numbered in the order in which they come.
fn read_lines(path: &Path) -> Result<Graph, Failure> {
    let mut numbers = HashMap::new();
    let mut edges = Vec::new();
    for edge in readers::edges::read(path)? {
        let edge = edge
            .map_err(|skipped| Failure::new(format!("line {}: {}", skipped.line, skipped.why)))?;
        let mut number = |label| {
            let next = numbers.len() as u32;
            *numbers.entry(label).or_insert(next)
        };
        edges.push((number(edge.a), number(edge.b)));
    }
    Ok(Graph::from_edges(numbers.len() as u32, edges))
}

/// Reads packed edges: the number of vertices (32 bits), of edges (64 bits), and two vertices of
/// 32 bits for each edge, all little-endian.
fn read_packed(path: &Path) -> Result<Graph, Failure> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut file = BufReader::with_capacity(1 << 20, file);
    let (mut n, mut m) = ([0; 4], [0; 8]);
    file.read_exact(&mut n)?;
    file.read_exact(&mut m)?;
    let (n, m) = (u32::from_le_bytes(n), u64::from_le_bytes(m));
    if m.checked_mul(8).and_then(|bytes| bytes.checked_add(12)) != Some(size) {
        return Err(Failure::new(format!("not packed edges: {m} edges in {size} bytes")));
    }
    let mut broken = None;
    let edges = (0..m).map_while(|_| {
        let mut pair = [0; 8];
        if let Err(error) = file.read_exact(&mut pair) {
            broken = Some(error);
            return None;
        }
        let [a, b] = [[pair[0], pair[1], pair[2], pair[3]], [pair[4], pair[5], pair[6], pair[7]]];
        Some((u32::from_le_bytes(a), u32::from_le_bytes(b)))
    });
    let graph = Graph::from_edges(n, edges);
    match broken {
        Some(error) => Err(error.into()),
        None => Ok(graph),
    }
}

/// Writes the edges as [`read_packed`] reads them: each once, the lower vertex first, ascending.
///
/// # Errors
/// The file cannot be written.
pub(super) fn write_packed(view: &View, path: &Path) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let vertices = view.stats().vertices as u32;
    file.write_all(&vertices.to_le_bytes())?;
    file.write_all(&0_u64.to_le_bytes())?;
    let mut edges = 0_u64;
    for a in 0..vertices {
        for b in view.neighbours(a).rev().take_while(|&b| b > a).collect::<Vec<_>>().iter().rev() {
            file.write_all(&a.to_le_bytes())?;
            file.write_all(&b.to_le_bytes())?;
            edges += 1;
        }
    }
    file.seek(SeekFrom::Start(4))?;
    file.write_all(&edges.to_le_bytes())?;
    file.flush()
}

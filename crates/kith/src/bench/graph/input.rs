//! The networks that are measured: made up, or read from files.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use kith_graph::{Order, View};

use super::generator::{self, Plan};
use crate::{Failure, readers};

/// Where a network comes from.
#[derive(Debug, Clone)]
pub(super) enum Input {
    /// Made up.
    Made(Plan),
    /// In memory: how many vertices there are, and the edges between them.
    Given(u32, Vec<(u32, u32)>),
    /// From a file: packed edges where its name ends in `.bin`, else lines of two columns.
    File(PathBuf),
    /// Another network, with its vertices numbered anew.
    Ordered(Box<Self>, Arc<Order>),
}

impl Input {
    /// What it is called in tables.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Made(_) => "made up, as in SNB".to_owned(),
            Self::Given(..) => "given edges".to_owned(),
            Self::File(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            Self::Ordered(input, _) => input.name(),
        }
    }

    /// The same network with its vertices numbered by descending degree, as servers number members,
    /// and that order.
    ///
    /// # Errors
    /// The file cannot be read, or has a line that cannot be used.
    pub(super) fn ordered(&self) -> Result<(Self, Arc<Order>), Failure> {
        let mut degrees: Vec<u32> = Vec::new();
        let members = self.each(&mut |a, b| {
            let end = a.max(b) as usize + 1;
            if degrees.len() < end {
                degrees.resize(end, 0);
            }
            degrees[a as usize] += 1;
            degrees[b as usize] += 1;
        })?;
        degrees.resize(members as usize, 0);
        let order = Arc::new(Order::by_degree(&degrees));
        Ok((Self::Ordered(Box::new(self.clone()), Arc::clone(&order)), order))
    }

    /// Hands every edge to `edge`, the same ones in the same order each time, some perhaps twice;
    /// answers how many vertices there are. Holds no edges in memory.
    ///
    /// # Errors
    /// The file cannot be read, or has a line that cannot be used.
    pub(super) fn each(&self, edge: &mut dyn FnMut(u32, u32)) -> Result<u32, Failure> {
        let path = match self {
            Self::Made(plan) => {
                generator::edges(*plan).for_each(|(a, b)| edge(a, b));
                return Ok(plan.members);
            }
            Self::Given(members, edges) => {
                edges.iter().for_each(|&(a, b)| edge(a, b));
                return Ok(*members);
            }
            Self::Ordered(input, order) => {
                return input.each(&mut |a, b| {
                    let (a, b) = order.edge(a, b);
                    edge(a, b);
                });
            }
            Self::File(path) => path,
        };
        let packed = path.extension().is_some_and(|end| end == "bin");
        let read = if packed { read_packed(path, edge) } else { read_lines(path, edge) };
        read.map_err(|error| Failure::new(format!("{}: {}", path.display(), error.0)))
    }
}

/// Reads lines of two columns; members are numbered in the order in which they come.
fn read_lines(path: &Path, to: &mut dyn FnMut(u32, u32)) -> Result<u32, Failure> {
    let mut numbers = HashMap::new();
    for edge in readers::edges::read(path)? {
        let edge = edge
            .map_err(|skipped| Failure::new(format!("line {}: {}", skipped.line, skipped.why)))?;
        let mut number = |label| {
            let next = numbers.len() as u32;
            *numbers.entry(label).or_insert(next)
        };
        to(number(edge.a), number(edge.b));
    }
    Ok(numbers.len() as u32)
}

/// Reads packed edges: the number of vertices (32 bits), of edges (64 bits), and two vertices of
/// 32 bits for each edge, all little-endian.
fn read_packed(path: &Path, to: &mut dyn FnMut(u32, u32)) -> Result<u32, Failure> {
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
    for _ in 0..m {
        let (mut a, mut b) = ([0; 4], [0; 4]);
        file.read_exact(&mut a)?;
        file.read_exact(&mut b)?;
        let (a, b) = (u32::from_le_bytes(a), u32::from_le_bytes(b));
        if a == b || a.max(b) >= n {
            return Err(Failure::new(format!("not an edge between {n} vertices: {a}, {b}")));
        }
        to(a, b);
    }
    Ok(n)
}

/// Writes the edges as [`read_packed`] reads them: each once, the lower vertex first, ascending.
///
/// # Errors
/// The file cannot be written.
pub(super) fn write_packed(view: &View, path: &Path) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let vertices = view.stats().vertices as u32;
    file.write_all(&vertices.to_le_bytes())?;
    file.write_all(&(view.stats().edges as u64).to_le_bytes())?;
    for a in 0..vertices {
        for b in view.neighbours(a).filter(|&b| b > a) {
            file.write_all(&a.to_le_bytes())?;
            file.write_all(&b.to_le_bytes())?;
        }
    }
    file.flush()
}

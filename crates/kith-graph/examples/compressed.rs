//! What compressed neighbour lists would save and cost: gaps between neighbours in as few bytes as
//! they need, beside plain lists, on a file of `a,b` lines or packed edges (`.bin`).
//!
//! ```text
//! kith bench graph --write-edges edges.bin
//! cargo run --release -p kith-graph --example compressed -- edges.bin
//! ```

use std::hint::black_box;
use std::time::{Duration, Instant};

use kith_graph::{Graph, Order, View};

/// Lists as gaps: seven bits a byte, the highest says that more follow (LEB128).
struct Compressed {
    offsets: Vec<u64>,
    bytes: Vec<u8>,
}

impl Compressed {
    fn of(view: &View) -> Self {
        let vertices = view.stats().vertices as u32;
        let (mut offsets, mut bytes) = (vec![0], Vec::new());
        for v in 0..vertices {
            let mut last = 0;
            for w in view.neighbours(v) {
                let mut gap = w - last;
                last = w;
                while gap > 127 {
                    bytes.push(gap as u8 | 128);
                    gap >>= 7;
                }
                bytes.push(gap as u8);
            }
            offsets.push(bytes.len() as u64);
        }
        bytes.shrink_to_fit();
        Self { offsets, bytes }
    }

    fn size(&self) -> usize {
        self.bytes.len() + self.offsets.len() * 8
    }

    #[inline]
    fn each(&self, v: u32, mut to: impl FnMut(u32)) {
        let (from, until) = (self.offsets[v as usize], self.offsets[v as usize + 1]);
        let (mut at, mut gap, mut shift) = (0_u32, 0_u32, 0);
        for &byte in &self.bytes[from as usize..until as usize] {
            gap |= u32::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                at += gap;
                to(at);
                (gap, shift) = (0, 0);
            }
        }
    }

    fn count_common(&self, a: u32, b: u32) -> usize {
        let mut of_a = Vec::new();
        self.each(a, |v| of_a.push(v));
        let (mut i, mut count) = (0, 0);
        self.each(b, |v| {
            while i < of_a.len() && of_a[i] < v {
                i += 1;
            }
            count += usize::from(of_a.get(i) == Some(&v));
        });
        count
    }
}

/// Everybody within two steps, marked.
fn near(marks: &mut [u64], each: impl Fn(u32, &mut dyn FnMut(u32)), viewer: u32) -> u32 {
    marks.fill(0);
    let mut first = Vec::new();
    each(viewer, &mut |z| first.push(z));
    for z in first {
        each(z, &mut |w| marks[w as usize / 64] |= 1 << (w % 64));
    }
    marks.iter().map(|word| word.count_ones()).sum()
}

fn count_plain(view: &View, a: u32, b: u32) -> usize {
    let (mut of_a, mut count) = (view.neighbours(a).peekable(), 0);
    for v in view.neighbours(b) {
        while of_a.next_if(|&w| w < v).is_some() {}
        count += usize::from(of_a.peek() == Some(&v));
    }
    count
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("compressed FILE")?;
    let bytes = std::fs::read(&path)?;
    let edges: Vec<(u32, u32)> = if path.ends_with(".bin") {
        let number = |at: &[u8]| u32::from_le_bytes([at[0], at[1], at[2], at[3]]);
        bytes[12..].chunks_exact(8).map(|pair| (number(pair), number(&pair[4..]))).collect()
    } else {
        let pair = |line: &str| {
            let (a, b) = line.split_once(',')?;
            Some((a.trim().parse().ok()?, b.trim().parse().ok()?))
        };
        std::str::from_utf8(&bytes)?.lines().filter_map(pair).collect()
    };
    drop(bytes);
    let vertices = edges.iter().map(|&(a, b)| a.max(b) + 1).max().ok_or("no edges")?;
    let order = Order::of_edges(vertices, edges.iter().copied());
    let view = Graph::from_edges(vertices, edges.into_iter().map(|(a, b)| order.edge(a, b))).view();
    let compressed = Compressed::of(&view);
    let arcs = 2.0 * view.stats().edges as f64;
    let plain_size = view.stats().base_bytes as f64 / arcs;
    println!("bytes an arc: plain {plain_size:.2}, gaps {:.2}", compressed.size() as f64 / arcs);

    let scatter =
        |i: u32| ((u64::from(i.wrapping_mul(2_654_435_761)) * u64::from(vertices)) >> 32) as u32;
    let mut marks = vec![0; vertices.div_ceil(64) as usize];
    let (mut plain, mut gaps) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for i in 1..=2_000 {
        let (a, b) = (scatter(2 * i), scatter(2 * i + 1));
        let (took, one) = time(|| near(&mut marks, |v, to| view.neighbours(v).for_each(to), a));
        plain[0].push(took);
        let (took, other) = time(|| near(&mut marks, |v, to| compressed.each(v, to), a));
        gaps[0].push(took);
        assert_eq!(one, other);
        let (took, one) = time(|| count_plain(&view, a, b));
        plain[1].push(took);
        let (took, other) = time(|| compressed.count_common(a, b));
        gaps[1].push(took);
        assert_eq!(one, other);
    }
    for (at, what) in ["everybody within two steps", "mutual count"].into_iter().enumerate() {
        let [plain, gaps] = [&mut plain[at], &mut gaps[at]].map(|times| {
            times.sort_unstable();
            times[times.len() / 2].as_secs_f64() * 1e6
        });
        println!("{what}: plain {plain:.2} µs, gaps {gaps:.2} µs, × {:.2}", gaps / plain);
    }
    Ok(())
}

fn time<T>(ask: impl FnOnce() -> T) -> (Duration, T) {
    let started = Instant::now();
    let answer = black_box(ask());
    (started.elapsed(), answer)
}

//! Edges to measure on: from a file, or made up.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

/// Edges that can be gone through again and again without being held.
pub(crate) enum Input {
    /// Read from a file.
    Held { n: u32, edges: Vec<(u32, u32)> },
    /// Made up while they are asked for: the same ones each time.
    MadeUp { n: u32, mean: u32 },
}

impl Input {
    /// From `made-up:VERTICES:MEAN`, a `.bin` file (`u32` n, `u64` m, then m pairs of `u32`, all
    /// little-endian), or a file of `a,b` lines.
    pub(crate) fn new(name: &str) -> Result<Self, Box<dyn Error>> {
        if let Some(sizes) = name.strip_prefix("made-up:") {
            let (n, mean) = sizes.split_once(':').ok_or("made-up:VERTICES:MEAN")?;
            return Ok(Self::MadeUp { n: n.parse()?, mean: mean.parse()? });
        }
        if Path::new(name).extension().is_some_and(|extension| extension == "bin") {
            return read_binary(name);
        }
        let text = fs::read_to_string(name)?;
        let edge = |line: &str| -> Result<(u32, u32), Box<dyn Error>> {
            let (a, b) = line.split_once(',').ok_or_else(|| format!("not an edge: {line}"))?;
            Ok((a.trim().parse()?, b.trim().parse()?))
        };
        let edges = text.lines().map(edge).collect::<Result<Vec<_>, _>>()?;
        let n = edges.iter().map(|&(a, b)| a.max(b) + 1).max().unwrap_or(0);
        Ok(Self::Held { n, edges })
    }

    pub(crate) fn vertices(&self) -> u32 {
        match self {
            Self::Held { n, .. } | Self::MadeUp { n, .. } => *n,
        }
    }

    /// Calls `edge` with each.
    pub(crate) fn for_each(&self, edge: &mut dyn FnMut(u32, u32)) {
        match self {
            Self::Held { edges, .. } => edges.iter().for_each(|&(a, b)| edge(a, b)),
            Self::MadeUp { n, mean } => make_up(*n, *mean, edge),
        }
    }
}

fn read_binary(name: &str) -> Result<Input, Box<dyn Error>> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(name)?);
    let mut word = || -> Result<u32, std::io::Error> {
        let mut bytes = [0; 4];
        file.read_exact(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    };
    let n = word()?;
    let m = u64::from(word()?) | u64::from(word()?) << 32;
    let edges =
        (0..m).map(|_| Ok((word()?, word()?))).collect::<Result<Vec<_>, std::io::Error>>()?;
    Ok(Input::Held { n, edges })
}

/// A network with hubs and neighbourhoods: each vertex asks a number of others that has a Pareto
/// tail (up to 15,000), half of them within its group of 2,000, the others anywhere, and of these
/// rather those who ask many. About `mean` neighbours each.
fn make_up(n: u32, mean: u32, edge: &mut dyn FnMut(u32, u32)) {
    let mut random = Random(7);
    // Pareto with exponent 1.8 has a mean of 2.25 times its least value.
    let least = f64::from(mean) / 2.0 / 2.25;
    for v in 0..n {
        let asks = (least * random.unit().powf(-1.0 / 1.8)).min(15_000.0) as u32;
        for i in 0..asks {
            let w = if i % 2 == 0 {
                let group = v / 2_000 * 2_000;
                group + random.below(2_000.min(n - group) as usize) as u32
            } else {
                // The cube of a number below one is mostly small: some are asked far more often.
                let place = random.unit().powi(3) * f64::from(n);
                (place as u32).wrapping_mul(2_654_435_761) % n
            };
            if v != w {
                edge(v, w);
            }
        }
    }
}

/// A small generator (Marsaglia, "Xorshift RNGs", 2003), so that runs are alike.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() >> 32) as usize % n
    }

    /// Above 0, at most 1.
    fn unit(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }
}

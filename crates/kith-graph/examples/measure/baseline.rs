//! What the engine is compared with: sorted adjacency in plain vectors and the obvious code.

use kith_graph::Degree;

use crate::input::Input;

/// Neighbour lists one after the other, ascending, numbered as the input is.
pub(crate) struct Baseline {
    offsets: Vec<usize>,
    arcs: Vec<u32>,
    seen: Vec<u64>,
    seen_from_goal: Vec<u64>,
}

/// A bitmap's word and bit.
fn place(v: u32) -> (usize, u64) {
    ((v / 64) as usize, 1 << (v % 64))
}

fn mark(words: &mut [u64], v: u32) -> bool {
    let (word, bit) = place(v);
    let new = words[word] & bit == 0;
    words[word] |= bit;
    new
}

fn has(words: &[u64], v: u32) -> bool {
    let (word, bit) = place(v);
    words[word] & bit != 0
}

impl Baseline {
    pub(crate) fn new(input: &Input) -> Self {
        let n = input.vertices() as usize;
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); n];
        input.for_each(&mut |a, b| {
            lists[a as usize].push(b);
            lists[b as usize].push(a);
        });
        let (mut offsets, mut arcs) = (vec![0], Vec::new());
        for mut list in lists {
            list.sort_unstable();
            list.dedup();
            arcs.extend(list);
            offsets.push(arcs.len());
        }
        let words = n.div_ceil(64);
        Self { offsets, arcs, seen: vec![0; words], seen_from_goal: vec![0; words] }
    }

    pub(crate) fn vertices(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(crate) fn neighbours(&self, v: u32) -> &[u32] {
        &self.arcs[self.offsets[v as usize]..self.offsets[v as usize + 1]]
    }

    /// Who is at second degree, as a list.
    pub(crate) fn second(&mut self, viewer: u32) -> Vec<u32> {
        let mut seen = std::mem::take(&mut self.seen);
        let first = self.neighbours(viewer);
        mark(&mut seen, viewer);
        first.iter().for_each(|&z| {
            mark(&mut seen, z);
        });
        let mut second = Vec::new();
        for &z in first {
            second.extend(self.neighbours(z).iter().copied().filter(|&v| mark(&mut seen, v)));
        }
        for &v in first.iter().chain(&second).chain([&viewer]) {
            seen[place(v).0] = 0;
        }
        self.seen = seen;
        second
    }

    /// Degrees, given the second degree.
    pub(crate) fn degrees(&mut self, viewer: u32, second: &[u32], targets: &[u32]) -> Vec<Degree> {
        let mut seen = std::mem::take(&mut self.seen);
        second.iter().for_each(|&v| {
            mark(&mut seen, v);
        });
        let degrees = self.degrees_by(&seen, viewer, targets);
        second.iter().for_each(|&v| seen[place(v).0] = 0);
        self.seen = seen;
        degrees
    }

    /// Degrees, given the second degree as a bitmap.
    pub(crate) fn degrees_by(&self, second: &[u64], viewer: u32, targets: &[u32]) -> Vec<Degree> {
        let first = self.neighbours(viewer);
        let degree = |&target: &u32| {
            if target == viewer {
                Degree::Myself
            } else if first.binary_search(&target).is_ok() {
                Degree::First
            } else if has(second, target) {
                Degree::Second
            } else if self.neighbours(target).iter().any(|&w| has(second, w)) {
                Degree::Third
            } else {
                Degree::Out
            }
        };
        targets.iter().map(degree).collect()
    }

    pub(crate) fn bitmap(&self, vertices: &[u32]) -> Vec<u64> {
        let mut words = vec![0; self.seen.len()];
        vertices.iter().for_each(|&v| {
            mark(&mut words, v);
        });
        words
    }

    pub(crate) fn mutual_count(&self, a: u32, b: u32) -> usize {
        let (a, b) = (self.neighbours(a), self.neighbours(b));
        let (mut i, mut j, mut both) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            both += usize::from(a[i] == b[j]);
            let (left, right) = (a[i], b[j]);
            i += usize::from(left <= right);
            j += usize::from(right <= left);
        }
        both
    }

    /// Breadth first from both ends, the end with fewer arcs first.
    pub(crate) fn distance(&mut self, a: u32, b: u32, max: usize) -> Option<u32> {
        if a == b {
            return Some(0);
        }
        let (mut from, mut to) = (vec![a], vec![b]);
        let (mut seen, mut other) =
            (std::mem::take(&mut self.seen), std::mem::take(&mut self.seen_from_goal));
        let mut touched = vec![a, b];
        mark(&mut seen, a);
        mark(&mut other, b);
        let mut steps = 0;
        let found = 'search: loop {
            if steps == max || from.is_empty() || to.is_empty() {
                break None;
            }
            let cost =
                |level: &[u32]| level.iter().map(|&v| self.neighbours(v).len()).sum::<usize>();
            if cost(&from) > cost(&to) {
                std::mem::swap(&mut from, &mut to);
                std::mem::swap(&mut seen, &mut other);
            }
            steps += 1;
            let mut next = Vec::new();
            for &v in &from {
                for &w in self.neighbours(v) {
                    if has(&other, w) {
                        touched.extend(next);
                        break 'search Some(steps as u32);
                    }
                    if mark(&mut seen, w) {
                        next.push(w);
                    }
                }
            }
            touched.extend(&next);
            from = next;
        };
        for v in touched {
            let word = place(v).0;
            (seen[word], other[word]) = (0, 0);
        }
        (self.seen, self.seen_from_goal) = (seen, other);
        found
    }
}

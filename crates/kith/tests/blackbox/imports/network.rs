//! A network read straight from its file, and the breadth-first search that answers are held
//! against. It shares no code with kith.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader},
    path::Path,
};

/// Whom each member knows, by the members' numbers.
pub(crate) struct Network {
    /// The members' numbers in the file.
    names: Vec<u64>,
    places: HashMap<u64, usize>,
    known: Vec<Vec<usize>>,
    /// How many pairs know each other.
    pub(crate) edges: usize,
}

/// How far everybody is from one member, and in how many shortest ways.
pub(crate) struct Distances {
    steps: Vec<u32>,
    ways: Vec<u64>,
}

/// Where nobody leads.
const NEVER: u32 = u32::MAX;

impl Network {
    /// Reads a packed edge list: two numbers a line, no header, each pair once.
    pub(crate) fn read(file: &Path) -> Self {
        let packed = std::fs::File::open(file).expect("the file opens");
        let lines = BufReader::new(zstd::Decoder::new(packed).expect("zstd")).lines();
        let (mut names, mut places, mut known) = (Vec::new(), HashMap::new(), Vec::new());
        let mut edges = 0;
        for line in lines {
            let line = line.expect("the file can be read");
            let (a, b) = line.split_once(',').expect("two columns");
            let mut place = |text: &str| {
                let name: u64 = text.parse().expect("a number");
                *places.entry(name).or_insert_with(|| {
                    names.push(name);
                    known.push(Vec::new());
                    names.len() - 1
                })
            };
            let (a, b) = (place(a), place(b));
            known[a].push(b);
            known[b].push(a);
            edges += 1;
        }
        for one in &mut known {
            one.sort_unstable();
            let before = one.len();
            one.dedup();
            assert_eq!(one.len(), before, "the file repeats a pair");
        }
        Self { names, places, known, edges }
    }

    /// How many members there are.
    pub(crate) fn members(&self) -> usize {
        self.names.len()
    }

    /// The handle under which a member was imported.
    pub(crate) fn handle(&self, member: usize) -> String {
        format!("member-{}", self.names[member])
    }

    /// The member behind a handle.
    pub(crate) fn member(&self, handle: &str) -> usize {
        let name = handle.strip_prefix("member-").and_then(|name| name.parse().ok());
        name.and_then(|name: u64| self.places.get(&name).copied())
            .unwrap_or_else(|| panic!("{handle} is nobody of the file"))
    }

    /// Whom a member knows.
    pub(crate) fn known(&self, member: usize) -> &[usize] {
        &self.known[member]
    }

    /// Whether two know each other.
    pub(crate) fn know(&self, a: usize, b: usize) -> bool {
        self.known[a].binary_search(&b).is_ok()
    }

    /// How many people two members both know.
    pub(crate) fn mutual(&self, a: usize, b: usize) -> usize {
        self.known[a].iter().filter(|one| self.know(**one, b)).count()
    }

    /// Breadth first from one member, until `until` is reached and its circle is complete.
    pub(crate) fn from(&self, start: usize, until: usize) -> Distances {
        let mut steps = vec![NEVER; self.members()];
        let mut ways = vec![0; self.members()];
        (steps[start], ways[start]) = (0, 1);
        let (mut circle, mut distance) = (vec![start], 0);
        while !circle.is_empty() && steps[until] == NEVER {
            let mut next = Vec::new();
            for member in circle {
                let so_far: u64 = ways[member];
                for &other in &self.known[member] {
                    if steps[other] == NEVER {
                        steps[other] = distance + 1;
                        next.push(other);
                    }
                    if steps[other] == distance + 1 {
                        ways[other] = so_far.saturating_add(ways[other]);
                    }
                }
            }
            (circle, distance) = (next, distance + 1);
        }
        Distances { steps, ways }
    }
}

impl Distances {
    /// How many steps away a member is, if anybody leads to them.
    pub(crate) fn to(&self, member: usize) -> Option<u32> {
        Some(self.steps[member]).filter(|steps| *steps != NEVER)
    }

    /// In how many ways that is possible.
    pub(crate) fn ways(&self, member: usize) -> u64 {
        self.ways[member]
    }
}

//! What people can do: who shares skills with somebody.

use std::collections::HashMap;

use kith_search::folded;
use rustc_hash::FxBuildHasher;

/// Everybody's skills, by number.
#[derive(Debug, Default)]
pub(crate) struct Skills {
    numbers: HashMap<Box<str>, u32, FxBuildHasher>,
    /// Of each person, ascending.
    of: HashMap<u32, Box<[u32]>, FxBuildHasher>,
}

impl Skills {
    /// Learns what somebody can do.
    pub(super) fn put(&mut self, vertex: u32, skills: &[String]) {
        let mut all = Vec::with_capacity(skills.len());
        for skill in skills.iter().filter(|skill| !skill.trim().is_empty()) {
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            let name = folded(skill.trim()).into_boxed_str();
            all.push(*self.numbers.entry(name).or_insert(next));
        }
        all.sort_unstable();
        all.dedup();
        if all.is_empty() {
            self.of.remove(&vertex);
        } else {
            self.of.insert(vertex, all.into_boxed_slice());
        }
    }

    /// Forgets somebody.
    pub(super) fn remove(&mut self, vertex: u32) {
        self.of.remove(&vertex);
    }

    /// How many skills each of these people shares with one of them; who shares none is left out.
    pub(super) fn shared(&self, with: u32, people: &[u32]) -> Vec<(u32, u32)> {
        let Some(mine) = self.of.get(&with) else { return Vec::new() };
        let count = |theirs: &[u32]| {
            theirs.iter().filter(|skill| mine.binary_search(skill).is_ok()).count() as u32
        };
        let people = people.iter().filter_map(|one| Some((*one, count(self.of.get(one)?))));
        people.filter(|(_, count)| *count > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r11_skills_are_shared_however_they_are_spelt() {
        let mut skills = Skills::default();
        let put = |skills: &mut Skills, vertex, names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            skills.put(vertex, &names);
        };
        put(&mut skills, 0, &["Rust", "SQL", "rust"]);
        put(&mut skills, 1, &["RUST ", "sql", "Ada"]);
        put(&mut skills, 2, &["Ada"]);
        put(&mut skills, 3, &["Sql"]);
        assert_eq!(skills.shared(0, &[1, 2, 3, 4]), [(1, 2), (3, 1)]);
        assert_eq!(skills.shared(4, &[1]), []);
        put(&mut skills, 1, &[]);
        skills.remove(3);
        assert_eq!(skills.shared(0, &[1, 2, 3]), []);
    }
}

//! Where people work and studied, and when: who has that in common may know each other.

use std::collections::HashMap;

use kith_core::person::Person;
use kith_search::{Field, folded};
use rustc_hash::FxBuildHasher;

use super::skills::Skills;

/// A place that more people than this share says nothing of who knows whom.
const MOST: usize = 1_000;
/// How many mutual connections it is worth to have been at a small place together.
const WORTH: f64 = 2.0;
/// Up to so many people a place is small; in a larger one it is less likely that two met.
const SMALL: f64 = 10.0;
/// The last year of who is there still.
const STILL: i32 = i32::MAX;
/// How long somebody studied of whom only the last year is known.
const STUDIES: i32 = 4;

/// Somebody who was at the same place at the same time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fellow {
    /// Who.
    pub(crate) vertex: u32,
    /// What says so: a viewer who may not see it must not be told.
    pub(crate) field: Field,
    /// How many mutual connections it is worth.
    pub(crate) worth: f64,
}

/// Years somebody spent at a place.
#[derive(Debug, Clone, Copy)]
struct Stay {
    vertex: u32,
    from: i32,
    until: i32,
    /// Of several current positions the one that stands first.
    first: bool,
}

/// Somebody who works somewhere now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Worker {
    /// Who.
    pub(crate) vertex: u32,
    /// Whether it is the first of their current positions: the others show to connections only.
    pub(crate) first: bool,
}

/// Everybody's current companies and their schools. Past positions are not in it: who is not
/// connected does not see them (R3).
#[derive(Debug, Default)]
pub(crate) struct Shared {
    numbers: HashMap<(bool, String), u32, FxBuildHasher>,
    stays: Vec<Vec<Stay>>,
    /// The places of each person.
    places: HashMap<u32, Vec<u32>, FxBuildHasher>,
    /// What people can do.
    skills: Skills,
}

impl Shared {
    /// Learns where somebody is now and has been.
    pub(super) fn put(&mut self, vertex: u32, person: &Person) {
        self.remove(vertex);
        self.skills.put(vertex, &person.skills);
        let mut places = Vec::new();
        let mut current = true;
        for (field, name, (from, until)) in stays(person) {
            let past = field == Field::Current && until != STILL;
            let first = field == Field::Current && !past && std::mem::take(&mut current);
            if past || name.is_empty() {
                continue;
            }
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            let place = *self.numbers.entry(place_of(field, name)).or_insert(next);
            if self.stays.len() <= place as usize {
                self.stays.push(Vec::new());
            }
            self.stays[place as usize].push(Stay { vertex, from, until, first });
            places.push(place);
        }
        if !places.is_empty() {
            self.places.insert(vertex, places);
        }
    }

    /// Forgets somebody.
    pub(super) fn remove(&mut self, vertex: u32) {
        self.skills.remove(vertex);
        for place in self.places.remove(&vertex).unwrap_or_default() {
            if let Some(stays) = self.stays.get_mut(place as usize) {
                stays.retain(|stay| stay.vertex != vertex);
            }
        }
    }

    /// What people can do.
    pub(super) const fn skills(&self) -> &Skills {
        &self.skills
    }

    /// Who has worked at a company since before a year, and does so still.
    pub(super) fn since_before(&self, company: &str, year: i32) -> Vec<Worker> {
        let place = self.numbers.get(&place_of(Field::Current, company.trim()));
        let stays = place.and_then(|at| self.stays.get(*at as usize)).into_iter().flatten();
        let long = stays.filter(|stay| stay.from < year);
        long.map(|stay| Worker { vertex: stay.vertex, first: stay.first }).collect()
    }

    /// Who was where `person` was, in some of the same years, other than `me`; somebody met at two
    /// places comes twice.
    pub(super) fn fellows(&self, me: Option<u32>, person: &Person) -> Vec<Fellow> {
        let mut fellows = Vec::new();
        for (field, name, (from, until)) in stays(person) {
            let place = self.numbers.get(&place_of(field, name));
            let stays = place.and_then(|at| self.stays.get(*at as usize));
            let Some(stays) = stays.filter(|stays| stays.len() <= MOST) else { continue };
            let met =
                |stay: &&Stay| Some(stay.vertex) != me && stay.from <= until && from <= stay.until;
            let count = stays.iter().filter(met).count() as f64;
            let worth = WORTH * (SMALL / count).min(1.0);
            let found = stays.iter().filter(met);
            fellows.extend(found.map(|stay| Fellow { vertex: stay.vertex, field, worth }));
        }
        fellows
    }
}

/// Where somebody works, worked and studied: what shows it, the name, and the years.
fn stays(person: &Person) -> impl Iterator<Item = (Field, &str, (i32, i32))> {
    let jobs = person.positions.iter().map(|at| {
        let years = (at.from, at.until.unwrap_or(STILL));
        (Field::Current, at.company.as_str(), years)
    });
    let schools = person.education.iter();
    jobs.chain(schools.map(|at| (Field::School, at.school.as_str(), studies(at.from, at.until))))
}

/// A place by its name; a school and a company of one name are two.
fn place_of(field: Field, name: &str) -> (bool, String) {
    (field == Field::School, folded(name))
}

/// The years of a school; none that overlap with any where neither end is known.
fn studies(from: Option<i32>, until: Option<i32>) -> (i32, i32) {
    match (from, until) {
        (Some(from), Some(until)) => (from, until),
        (Some(from), None) => (from, from.saturating_add(STUDIES)),
        (None, Some(until)) => (until.saturating_sub(STUDIES), until),
        (None, None) => (i32::MAX, i32::MIN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_core::person::{Education, Position};

    fn at(company: &str, from: i32, until: Option<i32>) -> Person {
        let position = Position { company: company.to_owned(), title: String::new(), from, until };
        Person { positions: vec![position], ..Person::default() }
    }

    fn studied(school: &str, from: Option<i32>, until: Option<i32>) -> Person {
        let school = Education { school: school.to_owned(), degree: String::new(), from, until };
        Person { education: vec![school], ..Person::default() }
    }

    fn who(shared: &Shared, person: &Person) -> Vec<u32> {
        shared.fellows(Some(0), person).into_iter().map(|fellow| fellow.vertex).collect()
    }

    #[test]
    fn r11_fellows_were_at_the_same_place_in_the_same_years() {
        let mut shared = Shared::default();
        for (vertex, from) in [(0, 2010), (1, 2019), (2, 2022)] {
            shared.put(vertex, &at("Initéch", from, None));
        }
        shared.put(3, &at("Initech", 2010, Some(2021)));
        assert_eq!(who(&shared, &at("INITECH", 2015, Some(2020))), [1], "a past job is not shown");
        assert_eq!(who(&shared, &at("Initech", 2015, None)), [1, 2]);
        assert!(who(&shared, &at("Hooli", 2015, None)).is_empty());
        shared.put(1, &at("Hooli", 2020, None));
        assert_eq!(who(&shared, &at("Hooli", 2015, None)), [1], "they moved");
        shared.remove(1);
        assert!(who(&shared, &at("Hooli", 2015, None)).is_empty());
    }

    #[test]
    fn r11_a_school_counts_by_the_years_that_are_known() {
        let mut shared = Shared::default();
        shared.put(1, &studied("Aule", Some(2000), Some(2004)));
        shared.put(2, &studied("Aule", None, Some(2005)));
        shared.put(3, &studied("Aule", None, None));
        shared.put(4, &at("Aule", 2000, None));
        assert_eq!(who(&shared, &studied("aule", Some(2004), None)), [1, 2]);
        assert_eq!(who(&shared, &studied("aule", None, Some(2009))), [2]);
        assert!(who(&shared, &studied("aule", None, None)).is_empty());
    }

    #[test]
    fn a_place_that_very_many_share_says_nothing_and_a_large_one_little() {
        let mut shared = Shared::default();
        let worth = |shared: &Shared| {
            shared.fellows(Some(0), &at("Initech", 2015, None)).first().map(|one| one.worth)
        };
        for vertex in 1..=1_000 {
            shared.put(vertex, &at("Initech", 2015, None));
            match vertex {
                1 | 10 => assert_eq!(worth(&shared), Some(WORTH)),
                40 => assert_eq!(worth(&shared), Some(WORTH / 4.0)),
                _ => {}
            }
        }
        assert!(worth(&shared).is_some());
        shared.put(1_001, &at("Initech", 2015, None));
        assert_eq!(worth(&shared), None);
    }

    #[test]
    fn r11_who_works_somewhere_since_before_a_year_is_there_still() {
        let mut shared = Shared::default();
        shared.put(1, &at("Initech", 2009, None));
        shared.put(2, &at("Initech", 2010, None));
        shared.put(3, &at("Initech", 2001, Some(2008)));
        let job = |company: &str, from| Position {
            company: company.to_owned(),
            title: String::new(),
            from,
            until: None,
        };
        let two = vec![job("Hooli", 2012), job("Initech", 2005)];
        shared.put(4, &Person { positions: two, ..Person::default() });
        let found = shared.since_before(" initech", 2010);
        let expected = [Worker { vertex: 1, first: true }, Worker { vertex: 4, first: false }];
        assert_eq!(found, expected);
        assert!(shared.since_before("Nowhere", 2030).is_empty());
    }
}

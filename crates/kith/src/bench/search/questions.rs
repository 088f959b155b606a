//! What is asked of people search.

use kith_core::{degree::Degree, person::Person};
use kith_graph::View;
use kith_search::{Field, Fields, Query};

use crate::world::random::Random;

/// A kind of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    FullName,
    FirstName,
    Beginning,
    TwoLetters,
    Misspelt,
    Word,
    WordNear,
    WordFilters,
    Filters,
    ConnectionsOf,
}

/// A question, who asks it, and whom they mean.
pub(super) struct Question {
    pub(super) viewer: u32,
    pub(super) query: Query,
    pub(super) means: Option<u32>,
}

impl Kind {
    pub(super) const ALL: [Self; 10] = [
        Self::FullName,
        Self::FirstName,
        Self::Beginning,
        Self::TwoLetters,
        Self::Misspelt,
        Self::Word,
        Self::WordNear,
        Self::WordFilters,
        Self::Filters,
        Self::ConnectionsOf,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::FullName => "first and last name of a connection's connection",
            Self::FirstName => "first name",
            Self::Beginning => "the first four letters of a name",
            Self::TwoLetters => "the first two letters of a name",
            Self::Misspelt => "first name and misspelt last name of the same",
            Self::Word => "a word of a headline",
            Self::WordNear => "the same, 1st and 2nd degree only",
            Self::WordFilters => "the same, 2nd degree, in a place and an industry",
            Self::Filters => "no words: a company, 2nd degree",
            Self::ConnectionsOf => "a beginning, among a connection's connections",
        }
    }

    /// The degree filter.
    pub(super) const fn degrees(self) -> &'static [Degree] {
        match self {
            Self::WordNear => &[Degree::First, Degree::Second],
            Self::WordFilters | Self::Filters => &[Degree::Second],
            _ => &[],
        }
    }

    /// So many questions of this kind.
    pub(super) fn ask(
        self,
        people: &[Person],
        viewers: &[u32],
        view: &View,
        count: usize,
        random: &mut Random,
    ) -> Vec<Question> {
        (0..count).map(|_| self.one(people, viewers, view, random)).collect()
    }

    fn one(self, people: &[Person], viewers: &[u32], view: &View, random: &mut Random) -> Question {
        let viewer = viewers[random.below(viewers.len())];
        let friend = step(view, viewer, random);
        let whom = step(view, friend, random);
        let person = &people[whom as usize];
        let mut query = Query { limit: 20, values: 8, ..Query::default() };
        let full = |last: &str| format!("{} {last}", person.first_name);
        let word = || person.headline.split_whitespace().next().unwrap_or_default().to_owned();
        query.words = match self {
            Self::FullName => full(&person.last_name),
            Self::FirstName => person.first_name.clone(),
            Self::Beginning => person.first_name.chars().take(4).collect(),
            Self::TwoLetters | Self::ConnectionsOf => person.first_name.chars().take(2).collect(),
            Self::Misspelt => full(&misspelt(&person.last_name, random)),
            Self::Word | Self::WordNear | Self::WordFilters => word(),
            Self::Filters => String::new(),
        };
        let place = (Fields::NONE.with(Field::Location), person.location.clone());
        match self {
            Self::WordFilters => {
                query.names =
                    vec![place, (Fields::NONE.with(Field::Industry), person.industry.clone())];
            }
            Self::Filters => {
                let now = person.positions.iter().find(|position| position.until.is_none());
                let current = Fields::NONE.with(Field::Current);
                query.names =
                    vec![now.map_or(place, |position| (current, position.company.clone()))];
            }
            Self::ConnectionsOf => query.only = Some(view.neighbours(friend).collect()),
            _ => {}
        }
        let by_name = matches!(self, Self::FullName | Self::Misspelt);
        Question { viewer, query, means: (by_name && whom != viewer).then_some(whom) }
    }
}

/// Somebody whom `from` is connected to; themself where they know nobody.
fn step(view: &View, from: u32, random: &mut Random) -> u32 {
    let many = view.degree_count(from);
    view.neighbours(from).nth(random.below(many)).unwrap_or(from)
}

/// A word with one letter left out, doubled, or swapped with the next.
fn misspelt(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return word.to_owned();
    }
    let at = 1 + random.below(letters.len() - 2);
    match random.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

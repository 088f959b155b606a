//! What is asked, by whom, and what is answered.

use crate::{
    field::{Field, Fields},
    near::Misspelt,
    words::words,
};

/// What is asked: all of it must hold.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Each word must begin a word of a field that may be seen.
    pub words: String,
    /// Must begin a word of the first name.
    pub first_name: String,
    /// Whole names, each with the fields it may stand in.
    pub names: Vec<(Fields, String)>,
    /// Nobody but these, ascending: the connections of somebody, the members of a group.
    pub only: Option<Vec<u32>>,
    /// How many of the best to pass over.
    pub skip: usize,
    /// How many to answer after those.
    pub limit: usize,
    /// How many values of each facet to count out.
    pub values: usize,
}

impl Query {
    /// Whether no word is asked for that could be misspelt.
    fn has_no_words(&self) -> bool {
        self.words.trim().is_empty() && self.first_name.trim().is_empty()
    }
}

/// How somebody stands to the asker, by the number of a class: a smaller one is nearer.
pub type Class = u8;

/// Who asks: what they see of whom. Everything that depends on the asker comes from here, so that
/// nothing is found, ranked or counted by what they do not see.
#[derive(Clone, Copy)]
pub struct Asker<'a> {
    /// The fields that are seen of people of each class.
    pub sees: &'a [Fields],
    /// The class of each of some people; none of those who must not appear at all.
    pub classes: &'a dyn Fn(&[u32]) -> Vec<Option<Class>>,
    /// Which classes are wanted. Others are counted by class, and nowhere else.
    pub wanted: &'a [bool],
    /// What brings somebody forward among those who match as well: asked of the first few.
    pub closeness: &'a dyn Fn(u32) -> u32,
    /// What is counted, each by the fields whose whole names are its values; a field belongs to one
    /// of them at most.
    pub facets: &'a [Fields],
}

/// A value of a facet and how many people have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// As people write it.
    pub name: String,
    /// How many.
    pub count: u32,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Who, best first: those asked for after those passed over.
    pub ids: Vec<u32>,
    /// How many match in all.
    pub total: u32,
    /// How many match in each class, wanted or not.
    pub classes: Vec<u32>,
    /// The commonest values of each facet, among those who match.
    pub facets: Vec<Vec<Value>>,
    /// Whether nobody matches as typed, and these are near.
    pub near: bool,
}

/// How a part of a query must be found.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    /// As a whole word.
    Whole,
    /// As the beginning of a word.
    Beginning,
    /// That, or misspelt in a name.
    Near(Misspelt),
}

/// One word of a query.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) word: String,
    pub(crate) fields: Fields,
    pub(crate) wanted: Wanted,
    /// Whether it tells how well somebody matches; the words of filters do not.
    pub(crate) ranks: bool,
}

/// The words of a query, as they are typed or so that some may be misspelt.
pub(crate) fn parts(query: &Query, misspelt: bool) -> Vec<Part> {
    let typed = |text: &str, fields: Fields| -> Vec<Part> {
        let part = |word: String| {
            let near = Misspelt::new(&word).filter(|_| misspelt);
            let wanted = near.map_or(Wanted::Beginning, Wanted::Near);
            Part { word, fields, wanted, ranks: true }
        };
        words(text).into_iter().map(part).collect()
    };
    let mut parts = typed(&query.words, Fields::ALL);
    parts.extend(typed(&query.first_name, Fields::NONE.with(Field::FirstName)));
    for (fields, name) in &query.names {
        let whole = |word| Part { word, fields: *fields, wanted: Wanted::Whole, ranks: false };
        parts.extend(words(name).into_iter().map(whole));
    }
    parts
}

/// Whether it is worth to look for misspelt words.
pub(crate) fn may_be_misspelt(query: &Query) -> bool {
    let typed = [&query.words, &query.first_name];
    !query.has_no_words()
        && typed.into_iter().flat_map(|text| words(text)).any(|word| Misspelt::new(&word).is_some())
}

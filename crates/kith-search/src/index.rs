//! The index: every word with the people who have it, and in which fields.

use std::collections::{BTreeMap, HashMap};

use crate::words::{folded, words};

/// A field of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Field {
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Headline.
    Headline,
    /// Industry.
    Industry,
    /// Location.
    Location,
    /// Company or title of a current position.
    Current,
    /// Company or title of a past position.
    Past,
    /// School or degree.
    School,
    /// Skills.
    Skill,
}

/// A set of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fields(u16);

impl Fields {
    /// No field.
    pub const NONE: Self = Self(0);
    /// Every field.
    pub const ALL: Self = Self(u16::MAX);

    /// These and `field`.
    #[must_use]
    pub const fn with(self, field: Field) -> Self {
        Self(self.0 | 1 << field as u8)
    }

    /// The fields in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The fields in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `field` is among them.
    #[must_use]
    pub const fn has(self, field: Field) -> bool {
        self.0 & 1 << field as u8 != 0
    }
}

/// What is searched of one person: texts by field, and whole names for filters.
#[derive(Debug, Clone, Default)]
pub struct Document {
    texts: Vec<(Field, String)>,
    names: Vec<(Field, String)>,
}

impl Document {
    /// Adds a text whose words are found.
    #[must_use]
    pub fn text(mut self, field: Field, text: &str) -> Self {
        if !text.is_empty() {
            self.texts.push((field, text.to_owned()));
        }
        self
    }

    /// Adds a name that a filter compares as a whole; its words are found too.
    #[must_use]
    pub fn name(mut self, field: Field, name: &str) -> Self {
        if !name.is_empty() {
            self.names.push((field, folded(name)));
        }
        self.text(field, name)
    }
}

/// What is asked: all of it must hold.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Each must begin a word of a field that may be seen.
    pub words: Vec<String>,
    /// Must begin a word of the first name.
    pub first_name: Option<String>,
    /// Whole names, each with the fields it may stand in.
    pub names: Vec<(Fields, String)>,
}

impl Query {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.first_name.is_none() && self.names.is_empty()
    }
}

/// A person who may match, with the fields that each part of the query was found in. Whether
/// they do depends on what the asker may see of them: [`Hit::matches`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Who.
    pub id: u32,
    found: Vec<Fields>,
}

impl Hit {
    /// Whether every part of the query was found in a field among `visible`.
    #[must_use]
    pub fn matches(&self, visible: Fields) -> bool {
        self.found.iter().all(|fields| !fields.and(visible).is_empty())
    }

    /// Whether a part of the query was found in the name, as far as `visible`.
    #[must_use]
    pub fn in_name(&self, visible: Fields) -> bool {
        let name = Fields::NONE.with(Field::FirstName).with(Field::LastName).and(visible);
        self.found.iter().any(|fields| !fields.and(name).is_empty())
    }
}

type Postings = Vec<(u32, Fields)>;

/// Every word with the people who have it.
#[derive(Debug, Default)]
pub struct Index {
    words: BTreeMap<String, Postings>,
    names: HashMap<String, Postings>,
    documents: HashMap<u32, Document>,
}

fn add(postings: &mut Postings, id: u32, field: Field) {
    match postings.binary_search_by_key(&id, |(id, _)| *id) {
        Ok(place) => postings[place].1 = postings[place].1.with(field),
        Err(place) => postings.insert(place, (id, Fields::NONE.with(field))),
    }
}

fn drop_from(postings: Option<&mut Postings>, id: u32) {
    if let Some(postings) = postings
        && let Ok(place) = postings.binary_search_by_key(&id, |(id, _)| *id)
    {
        postings.remove(place);
    }
}

impl Index {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many people it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether it holds nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Puts a person in, in place of what it held of them.
    pub fn put(&mut self, id: u32, document: Document) {
        self.remove(id);
        for (field, text) in &document.texts {
            for word in words(text) {
                add(self.words.entry(word).or_default(), id, *field);
            }
        }
        for (field, name) in &document.names {
            add(self.names.entry(name.clone()).or_default(), id, *field);
        }
        self.documents.insert(id, document);
    }

    /// Takes a person out.
    pub fn remove(&mut self, id: u32) {
        let Some(document) = self.documents.remove(&id) else { return };
        for word in document.texts.iter().flat_map(|(_, text)| words(text)) {
            drop_from(self.words.get_mut(&word), id);
        }
        for (_, name) in &document.names {
            drop_from(self.names.get_mut(name), id);
        }
    }

    /// People in whom every part of the query was found, in the order of their ids. An empty
    /// query finds everybody.
    #[must_use]
    pub fn search(&self, query: &Query) -> Vec<Hit> {
        let mut parts: Vec<Postings> = Vec::new();
        for word in &query.words {
            parts.extend(words(word).iter().map(|word| self.beginning(word, Fields::ALL)));
        }
        if let Some(first) = &query.first_name {
            let fields = Fields::NONE.with(Field::FirstName);
            parts.extend(words(first).iter().map(|word| self.beginning(word, fields)));
        }
        for (fields, name) in &query.names {
            parts.push(self.named(name, *fields));
        }
        let Some(shortest) = parts.iter().min_by_key(|part| part.len()) else {
            let mut all: Vec<_> =
                self.documents.keys().map(|id| Hit { id: *id, found: Vec::new() }).collect();
            all.sort_unstable_by_key(|hit| hit.id);
            return all;
        };
        let in_all = |(id, _): &(u32, Fields)| {
            let found = parts.iter().map(|part| {
                let place = part.binary_search_by_key(id, |(id, _)| *id).ok()?;
                Some(part[place].1)
            });
            found.collect::<Option<Vec<_>>>().map(|found| Hit { id: *id, found })
        };
        shortest.iter().filter_map(in_all).collect()
    }

    /// Everybody with a word that begins so, in one of these fields.
    fn beginning(&self, prefix: &str, fields: Fields) -> Postings {
        let mut all = Postings::new();
        let range = self.words.range(prefix.to_owned()..);
        for (_, postings) in range.take_while(|(word, _)| word.starts_with(prefix)) {
            all.extend(postings.iter().filter(|(_, found)| !found.and(fields).is_empty()));
        }
        all.sort_unstable_by_key(|(id, _)| *id);
        all.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.or(next.1);
            }
            same
        });
        for (_, found) in &mut all {
            *found = found.and(fields);
        }
        all
    }

    fn named(&self, name: &str, fields: Fields) -> Postings {
        let postings = self.names.get(&folded(name.trim()));
        let found = postings.into_iter().flatten().map(|(id, found)| (*id, found.and(fields)));
        found.filter(|(_, found)| !found.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        let mut index = Index::new();
        let person = |first: &str, last: &str| {
            Document::default().text(Field::FirstName, first).text(Field::LastName, last)
        };
        index.put(1, person("Zoë", "Müller").name(Field::Current, "Initech Labs"));
        index.put(2, person("Zora", "Initech"));
        index.put(3, person("Ana", "Zoe").name(Field::Past, "Initech Labs"));
        index
    }

    fn ids(index: &Index, query: &Query, visible: Fields) -> Vec<u32> {
        index.search(query).iter().filter(|h| h.matches(visible)).map(|h| h.id).collect()
    }

    fn of(words: &[&str]) -> Query {
        Query { words: words.iter().map(|w| (*w).to_owned()).collect(), ..Query::default() }
    }

    #[test]
    fn r11_every_word_must_begin_a_word_of_a_field() {
        let index = index();
        assert_eq!(ids(&index, &of(&["zo"]), Fields::ALL), [1, 2, 3]);
        assert_eq!(ids(&index, &of(&["ZOE"]), Fields::ALL), [1, 3]);
        assert_eq!(ids(&index, &of(&["zo", "mul"]), Fields::ALL), [1]);
        assert_eq!(ids(&index, &of(&["nobody"]), Fields::ALL), [0; 0]);
    }

    #[test]
    fn r3_a_word_in_a_field_that_may_not_be_seen_finds_nobody() {
        let without_last = Fields::NONE.with(Field::FirstName).with(Field::Current);
        assert_eq!(ids(&index(), &of(&["zoe"]), without_last), [1]);
        assert_eq!(ids(&index(), &of(&["initech"]), without_last), [1]);
    }

    #[test]
    fn r11_filters_compare_whole_names_in_their_fields() {
        let index = index();
        let with =
            |fields| Query { names: vec![(fields, "initech labs".to_owned())], ..Query::default() };
        let current = Fields::NONE.with(Field::Current);
        assert_eq!(ids(&index, &with(current), Fields::ALL), [1]);
        assert_eq!(ids(&index, &with(current.with(Field::Past)), Fields::ALL), [1, 3]);
        let half = Query { names: vec![(current, "initech".to_owned())], ..Query::default() };
        assert_eq!(ids(&index, &half, Fields::ALL), [0; 0]);
    }

    #[test]
    fn a_person_put_again_or_removed_leaves_nothing_behind() {
        let mut index = index();
        index.put(1, Document::default().text(Field::FirstName, "Bo"));
        assert_eq!(ids(&index, &of(&["mul"]), Fields::ALL), [0; 0]);
        index.remove(2);
        assert_eq!(ids(&index, &of(&["zo"]), Fields::ALL), [3]);
        assert_eq!(index.len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn the_index_finds_what_reading_everybody_finds(
            people in proptest::collection::vec(("[abö]{1,3}", "[abö ]{0,5}"), 1..30),
            asked in proptest::collection::vec("[abö]{1,2}", 0..3),
        ) {
            let mut index = Index::new();
            for (id, (first, last)) in people.iter().enumerate() {
                let document = Document::default().text(Field::FirstName, first);
                index.put(id as u32, document.text(Field::LastName, last));
            }
            let holds = |(first, last): &(String, String)| asked.iter().all(|ask| {
                let has = |text: &str| words(text).iter().any(|w| w.starts_with(&folded(ask)));
                has(first) || has(last)
            });
            let naive: Vec<u32> = people.iter().enumerate()
                .filter(|(_, person)| holds(person)).map(|(id, _)| id as u32).collect();
            let query = Query { words: asked.clone(), ..Query::default() };
            proptest::prop_assert_eq!(ids(&index, &query, Fields::ALL), naive);
        }
    }
}

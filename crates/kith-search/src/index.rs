//! The index: segments that do not change, and the documents that changed last beside them.

use std::collections::BTreeMap;

use crate::{
    document::{Document, Names, Prepared},
    field::Fields,
    find::{find, found_in},
    query::{Answer, Asker, Part, Query, may_be_misspelt, parts},
    rank::{Candidate, Ranking},
    segment::{Gathered, Segment},
};

/// So many documents that changed become a segment; until then each search reads them through.
const RECENT: usize = 1_000;
/// A segment is at least so many times as large as the next, or both are merged.
const TIMES: usize = 4;

/// People by what is written of them. Whoever is put in or taken out is so at once.
#[derive(Debug, Default)]
pub struct Index {
    names: Names,
    /// The largest first. Nobody is in two of them, nor in one and among the recent.
    segments: Vec<Segment>,
    recent: BTreeMap<u32, Prepared>,
}

/// How large an index is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// How many people are in it.
    pub people: usize,
    /// The memory it takes, in bytes, without those who changed last.
    pub bytes: usize,
    /// How many segments it has.
    pub segments: usize,
}

/// What [`Index::tidied`] made, to be put in place by [`Index::install`].
#[derive(Debug)]
pub struct Tidied {
    segment: Segment,
    /// How many of the smallest segments it stands for.
    instead_of: usize,
    /// Whether it stands for the recent documents.
    recent: bool,
}

impl Index {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How large it is.
    #[must_use]
    pub fn size(&self) -> Size {
        let people: usize = self.segments.iter().map(Segment::len).sum();
        let bytes: usize = self.segments.iter().map(Segment::bytes).sum();
        Size {
            people: people + self.recent.len(),
            bytes: bytes + self.names.bytes(),
            segments: self.segments.len(),
        }
    }

    /// Puts a person in, in place of what it held of them.
    pub fn put(&mut self, id: u32, document: &Document) {
        self.remove(id);
        self.recent.insert(id, Prepared::new(document, &mut self.names));
    }

    /// Takes a person out.
    pub fn remove(&mut self, id: u32) {
        if self.recent.remove(&id).is_none() {
            self.segments.iter_mut().for_each(|segment| segment.remove(id));
        }
    }

    /// Makes a segment of what changed, or one of two that have become alike, if it is time;
    /// whoever writes to the index calls this until there is nothing to do, and installs what it
    /// answers. Others go on searching meanwhile, and nothing may be written.
    #[must_use]
    pub fn tidied(&self) -> Option<Tidied> {
        if self.recent.len() >= RECENT {
            let mut gathered = Gathered::default();
            for (id, document) in &self.recent {
                gathered.put(*id, document.named.clone());
                for (word, field) in &document.words {
                    gathered.word(word, *field);
                }
            }
            let segment = gathered.segment();
            return Some(Tidied { segment, instead_of: 0, recent: true });
        }
        let (last, before) = (self.segments.last()?, self.segments.iter().nth_back(1)?);
        (before.len() < TIMES * last.len().max(1)).then(|| {
            let segment = Segment::merged(before, last);
            Tidied { segment, instead_of: 2, recent: false }
        })
    }

    /// Puts in place what [`Index::tidied`] made.
    pub fn install(&mut self, tidied: Tidied) {
        if tidied.recent {
            self.recent.clear();
        }
        self.segments.truncate(self.segments.len().saturating_sub(tidied.instead_of));
        if !tidied.segment.is_empty() {
            self.segments.push(tidied.segment);
        }
    }

    /// Who matches, in what the asker sees of them. Where nobody does, words may be misspelt in
    /// names.
    #[must_use]
    pub fn search(&self, query: &Query, asker: &Asker<'_>) -> Answer {
        let typed = parts(query, false);
        let ranking = self.ranked(query, asker, &typed);
        if !ranking.is_empty() || !may_be_misspelt(query) {
            return ranking.answer(false);
        }
        let misspelt = parts(query, true);
        let near = self.ranked(query, asker, &misspelt);
        let found = !near.is_empty();
        near.answer(found)
    }

    /// Whether anybody has a word, folded, in one of these fields. It tells nothing about whom.
    #[must_use]
    pub fn knows(&self, word: &str, fields: Fields) -> bool {
        let in_segment = |segment: &Segment| {
            let lists = segment.lists.find(word).map(|at| segment.lists.of(at));
            lists.is_some_and(|lists| lists.iter().any(|list| fields.has_number(list.field)))
        };
        let in_document = |document: &Prepared| {
            document.words.iter().any(|(one, field)| fields.has_number(*field) && **one == *word)
        };
        self.segments.iter().any(in_segment) || self.recent.values().any(in_document)
    }

    fn ranked<'a>(
        &'a self,
        query: &'a Query,
        asker: &'a Asker<'a>,
        parts: &'a [Part],
    ) -> Ranking<'a> {
        let mut ranking = Ranking::new(query, asker, parts, &self.names);
        for segment in &self.segments {
            let only: Option<Vec<u32>> =
                query.only.as_ref().map(|only| segment.places_of(only).collect());
            let hits = find(segment, parts, only.as_deref());
            let here =
                hits.places.iter().enumerate().filter(|(_, place)| !segment.is_gone(**place));
            ranking.take(here.map(|(at, place)| Candidate {
                id: segment.id(*place),
                found: hits.found(at),
                named: segment.named(*place),
            }));
        }
        let allowed =
            |id: &u32| query.only.as_ref().is_none_or(|only| only.binary_search(id).is_ok());
        let recent = self.recent.iter().filter(|(id, _)| allowed(id));
        let recent: Vec<_> = recent
            .filter_map(|(id, document)| Some((*id, document, found_in(document, parts)?)))
            .collect();
        ranking.take(recent.iter().map(|(id, document, found)| Candidate {
            id: *id,
            found,
            named: &document.named,
        }));
        ranking
    }
}

/// Gathers many documents for an index, at a start.
#[derive(Debug, Default)]
pub struct Builder {
    names: Names,
    gathered: Gathered,
}

impl Builder {
    /// Puts a person in; nobody twice.
    pub fn put(&mut self, id: u32, document: &Document) {
        self.gathered.put(id, document.named(&mut self.names));
        document.each_word(|word, field| self.gathered.word(word, field));
    }

    /// The index of all of them.
    #[must_use]
    pub fn index(self) -> Index {
        let segment = self.gathered.segment();
        let segments = if segment.is_empty() { Vec::new() } else { vec![segment] };
        Index { names: self.names, segments, recent: BTreeMap::new() }
    }
}

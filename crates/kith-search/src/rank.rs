//! Which of those who match are shown, in which order, and what is counted of them.

use crate::{
    document::{Named, Names},
    field::{Fields, Found, How},
    query::{Answer, Asker, Class, Part, Query, Value},
};

/// How many people are asked about at once.
const BLOCK: usize = 8_192;
/// Among how many of the best closeness is asked for.
const FIRST: usize = 200;

/// A whole name that a filter asks for; none where nobody has it.
pub(crate) type Filter = (Fields, Option<u32>);

/// Somebody who has all words, somewhere.
pub(crate) struct Candidate<'a> {
    pub(crate) id: u32,
    pub(crate) found: &'a [Found],
    pub(crate) named: &'a [Named],
}

/// Gathers who matches in what the asker sees.
pub(crate) struct Ranking<'a> {
    query: &'a Query,
    asker: &'a Asker<'a>,
    parts: &'a [Part],
    filters: Vec<Filter>,
    names: &'a Names,
    matches: Vec<(u32, u32)>,
    classes: Vec<u32>,
    counts: Vec<Vec<u32>>,
    /// Which facet the whole names in each field belong to.
    facet_of: [Option<usize>; Fields::MOST],
}

impl<'a> Ranking<'a> {
    pub(crate) fn new(
        query: &'a Query,
        asker: &'a Asker<'a>,
        parts: &'a [Part],
        names: &'a Names,
    ) -> Self {
        let filters = query.names.iter().map(|(fields, name)| (*fields, names.number(name)));
        let counts = asker.facets.iter().map(|_| vec![0; names.len()]).collect();
        let classes = vec![0; asker.sees.len()];
        let filters = filters.collect();
        let facet_of = std::array::from_fn(|field| {
            asker.facets.iter().position(|fields| fields.has_number(field as u8))
        });
        let matches = Vec::new();
        Self { query, asker, parts, filters, names, matches, classes, counts, facet_of }
    }

    /// Takes those of some candidates who match.
    pub(crate) fn take<'c>(&mut self, candidates: impl Iterator<Item = Candidate<'c>>) {
        // How people stand to the asker costs more to find out than what is written of them.
        let filters = self.filters.clone();
        let may =
            |one: &Candidate<'c>| filters.iter().all(|filter| has(one.named, filter, Fields::ALL));
        let mut candidates = candidates.filter(may).peekable();
        let (mut block, mut ids) = (Vec::with_capacity(BLOCK), Vec::with_capacity(BLOCK));
        while candidates.peek().is_some() {
            block.extend(candidates.by_ref().take(BLOCK));
            ids.extend(block.iter().map(|one: &Candidate<'_>| one.id));
            for (one, class) in block.drain(..).zip((self.asker.classes)(&ids)) {
                if let Some(class) = class {
                    self.look_at(&one, class);
                }
            }
            ids.clear();
        }
    }

    fn look_at(&mut self, one: &Candidate<'_>, class: Class) {
        let Some(visible) = self.asker.sees.get(usize::from(class)).copied() else { return };
        if !self.filters.iter().all(|filter| has(one.named, filter, visible)) {
            return;
        }
        let Some(order) = self.order(one.found, visible, class) else { return };
        self.classes[usize::from(class)] += 1;
        if !self.asker.wanted.get(usize::from(class)).copied().unwrap_or_default() {
            return;
        }
        self.matches.push((order, one.id));
        self.count(one.named, visible);
    }

    /// Counts the whole names that the asker sees, each once.
    fn count(&mut self, named: &[Named], visible: Fields) {
        // Names ascend: one that stands in two fields of a facet comes twice in a row.
        let mut before = None;
        for one in named.iter().filter(|one| one.is_in(visible)) {
            let Some(facet) = self.facet_of[one.field()] else { continue };
            if before != Some((facet, one.name())) {
                before = Some((facet, one.name()));
                self.counts[facet][one.name() as usize] += 1;
            }
        }
    }

    /// A smaller number comes first: fewer wrong letters, more of it in the name, nearer, and more
    /// words as they were typed. None where a part is not found in what is visible.
    fn order(&self, found: &[Found], visible: Fields, class: Class) -> Option<u32> {
        let (mut wrong, mut ranked, mut in_name, mut whole) = (0_u32, 0_u32, 0_u32, 0_u32);
        for (part, found) in self.parts.iter().zip(found) {
            let found = found.within(visible);
            let best = found.best()?;
            if part.ranks {
                ranked += 1;
                wrong += u32::from(best.wrong());
                let of_name = found.within(Fields::NAME).best();
                in_name += u32::from(of_name.is_some_and(|how| how.wrong() == best.wrong()));
                whole += u32::from(best == How::Whole);
            }
        }
        let place = match in_name {
            all if all == ranked => 0,
            0 => 2,
            _ => 1,
        };
        let begun = (ranked - whole).min(0xff);
        Some(wrong.min(0xff) << 24 | place << 20 | u32::from(class & 0xf) << 16 | begun)
    }

    /// Whether nobody matches, of any class.
    pub(crate) fn is_empty(&self) -> bool {
        self.classes.iter().all(|count| *count == 0)
    }

    /// The answer.
    pub(crate) fn answer(mut self, near: bool) -> Answer {
        let end = self.query.skip.saturating_add(self.query.limit).max(FIRST);
        if end < self.matches.len() {
            self.matches.select_nth_unstable(end - 1);
        }
        let total = u32::try_from(self.matches.len()).unwrap_or(u32::MAX);
        self.matches.truncate(end);
        self.matches.sort_unstable();
        let first = self.matches.len().min(FIRST);
        let closeness = self.asker.closeness;
        self.matches[..first]
            .sort_by_cached_key(|(order, id)| (*order, u32::MAX - closeness(*id), *id));
        let window = self.matches.iter().skip(self.query.skip).take(self.query.limit);
        let ids = window.map(|(_, id)| *id).collect();
        let (names, most) = (self.names, self.query.values);
        let facets = self.counts.iter().map(|counts| commonest(counts, names, most)).collect();
        Answer { ids, total, classes: self.classes, facets, near }
    }
}

/// Whether somebody has the whole name that a filter asks for, in a field that is seen.
fn has(named: &[Named], filter: &Filter, visible: Fields) -> bool {
    let (fields, name) = (filter.0.and(visible), filter.1);
    named.iter().any(|one| Some(one.name()) == name && one.is_in(fields))
}

/// The commonest values, by count and then by name.
fn commonest(counts: &[u32], names: &Names, most: usize) -> Vec<Value> {
    let mut some: Vec<(u32, u32)> = (0..)
        .zip(counts)
        .filter(|(_, count)| **count > 0)
        .map(|(name, count)| (*count, name))
        .collect();
    if some.len() > most && most > 0 {
        some.select_nth_unstable_by_key(most - 1, |(count, name)| (u32::MAX - count, *name));
    }
    some.truncate(most);
    let value = |(count, name): (u32, u32)| Value { name: names.shown(name).to_owned(), count };
    let mut values: Vec<Value> = some.into_iter().map(value).collect();
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    values
}

//! Documents put in order once: words with who has them, and the whole names of each person.

use std::collections::HashMap;

use crate::{document::Named, field::Fields, lists::Lists};

/// What takes no part any more, when segments are merged.
const GONE: u32 = u32::MAX;

/// Documents that do not change; one is taken out by being marked as gone. Within it people go by
/// their *place*, in the order of their ids.
#[derive(Debug, Default)]
pub(crate) struct Segment {
    ids: Vec<u32>,
    gone: Vec<u64>,
    gone_count: usize,
    pub(crate) lists: Lists,
    /// The places of words that are in somebody's name.
    pub(crate) name_words: Vec<u32>,
    /// Where each person's whole names end.
    named_ends: Vec<u32>,
    named: Vec<Named>,
}

impl Segment {
    fn new(ids: Vec<u32>, mut lists: Lists, named: impl Iterator<Item = Vec<Named>>) -> Self {
        lists.shrink();
        let in_name =
            |at: &usize| lists.of(*at).iter().any(|list| Fields::NAME.has_number(list.field));
        let name_words = (0..lists.len()).filter(in_name).map(|at| at as u32).collect();
        let mut segment = Self { gone: vec![0; ids.len().div_ceil(64)], ..Self::default() };
        for names in named {
            segment.named.extend(names);
            segment.named_ends.push(segment.named.len() as u32);
        }
        segment.named.shrink_to_fit();
        Self { ids, lists, name_words, ..segment }
    }

    /// How many places there are, with those who are gone.
    pub(crate) fn places(&self) -> usize {
        self.ids.len()
    }

    /// How many people are in it.
    pub(crate) fn len(&self) -> usize {
        self.ids.len() - self.gone_count
    }

    /// The id of whoever is at a place.
    pub(crate) fn id(&self, place: u32) -> u32 {
        self.ids[place as usize]
    }

    /// The places of ids that ascend, of those who are here.
    pub(crate) fn places_of<'a>(&'a self, ids: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
        let mut rest = 0;
        ids.iter().filter_map(move |id| {
            rest += self.ids[rest..].partition_point(|known| known < id);
            (self.ids.get(rest) == Some(id)).then_some(rest as u32)
        })
    }

    /// Whether whoever was at a place is gone.
    pub(crate) fn is_gone(&self, place: u32) -> bool {
        self.gone[place as usize / 64] >> (place % 64) & 1 == 1
    }

    /// Takes somebody out, if they are here.
    pub(crate) fn remove(&mut self, id: u32) {
        let Ok(place) = self.ids.binary_search(&id) else { return };
        let bit = 1 << (place % 64);
        let word = &mut self.gone[place / 64];
        if *word & bit == 0 {
            *word |= bit;
            self.gone_count += 1;
        }
    }

    /// The whole names of whoever is at a place.
    pub(crate) fn named(&self, place: u32) -> &[Named] {
        let place = place as usize;
        let start = place.checked_sub(1).map_or(0, |before| self.named_ends[before] as usize);
        &self.named[start..self.named_ends[place] as usize]
    }

    /// The memory it takes, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let numbers = self.ids.len() + self.name_words.len() + self.named_ends.len();
        self.lists.size() + 4 * (numbers + self.named.len()) + 8 * self.gone.len()
    }

    /// Whether nothing is left in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Two segments in one, without whoever is gone. Nobody is in both.
    pub(crate) fn merged(a: &Self, b: &Self) -> Self {
        let mut ids = Vec::with_capacity(a.len() + b.len());
        let mut from = Vec::with_capacity(a.len() + b.len());
        let (mut of_a, mut of_b) = (vec![GONE; a.places()], vec![GONE; b.places()]);
        let (mut at, mut bt) = (0, 0);
        while at < a.places() || bt < b.places() {
            let first = bt >= b.places() || (at < a.places() && a.ids[at] < b.ids[bt]);
            let (segment, places, place) =
                if first { (a, &mut of_a, &mut at) } else { (b, &mut of_b, &mut bt) };
            if !segment.is_gone(*place as u32) {
                places[*place] = ids.len() as u32;
                ids.push(segment.ids[*place]);
                from.push((segment, *place as u32));
            }
            *place += 1;
        }
        let lists = merged_lists((&a.lists, &of_a), (&b.lists, &of_b));
        Self::new(
            ids,
            lists,
            from.into_iter().map(|(segment, place)| segment.named(place).to_vec()),
        )
    }
}

/// The lists of two segments in one; the tables tell each place's new one.
fn merged_lists(a: (&Lists, &[u32]), b: (&Lists, &[u32])) -> Lists {
    let mut merged = Lists::default();
    let (mut at, mut bt) = (0, 0);
    let mut people = Vec::new();
    while at < a.0.len() || bt < b.0.len() {
        let order = match (at < a.0.len(), bt < b.0.len()) {
            (true, true) => a.0.word(at).cmp(b.0.word(bt)),
            (true, false) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Greater,
        };
        let word = if order.is_le() { a.0.word(at) } else { b.0.word(bt) };
        let of_a = if order.is_le() { a.0.of(at) } else { &[] };
        let of_b = if order.is_ge() { b.0.of(bt) } else { &[] };
        let mut fields: Vec<u8> = of_a.iter().chain(of_b).map(|list| list.field).collect();
        fields.sort_unstable();
        fields.dedup();
        for field in fields {
            people.clear();
            for (lists, (all, places)) in [(of_a, a), (of_b, b)] {
                for list in lists.iter().filter(|list| list.field == field) {
                    all.each(*list, |place| people.push(places[place as usize]));
                }
            }
            people.retain(|place| *place != GONE);
            people.sort_unstable();
            merged.push(word, field, &people);
        }
        at += usize::from(order.is_le());
        bt += usize::from(order.is_ge());
    }
    merged
}

/// Gathers documents for a segment. Nobody is put twice.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    ids: Vec<u32>,
    named: Vec<Vec<Named>>,
    numbers: HashMap<Box<str>, u32>,
    /// By the word's number: each field with the people who have it there, in the order they came.
    lists: Vec<Vec<(u8, Vec<u32>)>>,
}

impl Gathered {
    /// Puts a person in; their words follow by [`Gathered::word`].
    pub(crate) fn put(&mut self, id: u32, named: Vec<Named>) {
        self.ids.push(id);
        self.named.push(named);
    }

    /// Adds a word of whoever was put in last.
    pub(crate) fn word(&mut self, word: &str, field: u8) {
        let came = self.ids.len() as u32 - 1;
        let number = match self.numbers.get(word) {
            Some(number) => *number as usize,
            None => {
                self.numbers.insert(word.into(), self.lists.len() as u32);
                self.lists.push(Vec::new());
                self.lists.len() - 1
            }
        };
        let lists = &mut self.lists[number];
        match lists.iter_mut().find(|(known, _)| *known == field) {
            Some((_, people)) if people.last() == Some(&came) => {}
            Some((_, people)) => people.push(came),
            None => lists.push((field, vec![came])),
        }
    }

    /// Puts everything in order.
    pub(crate) fn segment(mut self) -> Segment {
        let mut order: Vec<u32> = (0..self.ids.len() as u32).collect();
        order.sort_unstable_by_key(|came| self.ids[*came as usize]);
        let mut places = vec![0; order.len()];
        for (place, came) in order.iter().enumerate() {
            places[*came as usize] = place as u32;
        }
        let mut words: Vec<(Box<str>, u32)> = self.numbers.into_iter().collect();
        words.sort_unstable();
        let mut lists = Lists::default();
        for (word, number) in words {
            let mut fields = std::mem::take(&mut self.lists[number as usize]);
            fields.sort_unstable_by_key(|(field, _)| *field);
            for (field, mut people) in fields {
                for one in &mut people {
                    *one = places[*one as usize];
                }
                people.sort_unstable();
                lists.push(&word, field, &people);
            }
        }
        let ids = order.iter().map(|came| self.ids[*came as usize]).collect();
        let mut named = self.named;
        let named = order.into_iter().map(|came| std::mem::take(&mut named[came as usize]));
        Segment::new(ids, lists, named)
    }
}

//! Who has all words of a query, and in which fields.

use crate::{
    document::Prepared,
    field::{Fields, Found, How},
    lists::List,
    query::{Part, Wanted},
    segment::Segment,
};

/// From one in so many people on, a table of everybody costs less than sorting.
const DENSE: usize = 32;

/// People with what each part of the query was found in, part by part.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    /// Who: places, ascending.
    pub(crate) places: Vec<u32>,
    found: Vec<Found>,
    parts: usize,
}

impl Hits {
    /// What the parts were found in, of the hit at `at`.
    pub(crate) fn found(&self, at: usize) -> &[Found] {
        &self.found[at * self.parts..(at + 1) * self.parts]
    }

    fn keep(&mut self, place: u32, found: &[Found]) {
        self.places.push(place);
        self.found.extend_from_slice(found);
    }
}

/// Everybody in a segment who has all of the parts; of `only` those, if given (places, ascending).
pub(crate) fn find(segment: &Segment, parts: &[Part], only: Option<&[u32]>) -> Hits {
    let mut wanted: Vec<(usize, Vec<(Found, List)>)> =
        parts.iter().map(|part| lists(segment, part)).enumerate().collect();
    let size = |lists: &[(Found, List)]| -> usize {
        lists.iter().map(|(_, list)| list.count as usize).sum()
    };
    // The rarest first: the others are only asked about those who have it.
    wanted.sort_by_key(|(_, lists)| size(lists));
    let mut hits = match only {
        Some(only) => of_everybody(only.iter().copied(), parts.len()),
        None => match wanted.first() {
            Some((at, lists)) => rarest(segment, lists, *at, parts.len()),
            None => of_everybody(0..segment.places() as u32, 0),
        },
    };
    let rest = if only.is_some() { &wanted[..] } else { wanted.get(1..).unwrap_or_default() };
    for (at, lists) in rest {
        if hits.places.is_empty() {
            break;
        }
        let other = gathered_among(segment, lists, &hits.places);
        narrow(&mut hits, *at, &other);
    }
    hits
}

fn of_everybody(places: impl Iterator<Item = u32>, parts: usize) -> Hits {
    let places: Vec<u32> = places.collect();
    Hits { found: vec![Found::NOTHING; places.len() * parts], places, parts }
}

fn rarest(segment: &Segment, lists: &[(Found, List)], at: usize, parts: usize) -> Hits {
    let mut hits = Hits { parts, ..Hits::default() };
    let mut found = vec![Found::NOTHING; parts];
    for (place, part) in gathered(segment, lists) {
        found[at] = part;
        hits.keep(place, &found);
    }
    hits
}

/// Leaves those hits who have another part too, and notes where.
fn narrow(hits: &mut Hits, at: usize, other: &[(u32, Found)]) {
    let (mut kept, mut next, parts) = (0, 0, hits.parts);
    for hit in 0..hits.places.len() {
        let place = hits.places[hit];
        while other.get(next).is_some_and(|(one, _)| *one < place) {
            next += 1;
        }
        let Some((_, part)) = other.get(next).filter(|(one, _)| *one == place) else { continue };
        hits.places[kept] = place;
        hits.found.copy_within(hit * parts..(hit + 1) * parts, kept * parts);
        hits.found[kept * parts + at] = *part;
        kept += 1;
    }
    hits.places.truncate(kept);
    hits.found.truncate(kept * parts);
}

/// Everybody in some lists, ascending, with all that was found of them.
fn gathered(segment: &Segment, lists: &[(Found, List)]) -> Vec<(u32, Found)> {
    let total: usize = lists.iter().map(|(_, list)| list.count as usize).sum();
    let all = &segment.lists;
    if lists.len() > 1 && total * DENSE > segment.places() {
        let mut table = vec![Found::NOTHING; segment.places()];
        for (found, list) in lists {
            all.each(*list, |place| {
                let cell = &mut table[place as usize];
                *cell = cell.or(*found);
            });
        }
        let places = (0..).zip(table);
        return places.filter(|(_, found)| !found.is_nothing()).collect();
    }
    let mut people = Vec::with_capacity(total);
    for (found, list) in lists {
        all.each(*list, |place| people.push((place, *found)));
    }
    in_order(people, lists.len())
}

/// The same of those who are at some places; the others are passed over as they come.
fn gathered_among(segment: &Segment, lists: &[(Found, List)], places: &[u32]) -> Vec<(u32, Found)> {
    let mut marks = vec![0_u64; segment.places().div_ceil(64)];
    for place in places {
        marks[*place as usize / 64] |= 1 << (place % 64);
    }
    let mut people = Vec::new();
    for (found, list) in lists {
        segment.lists.each(*list, |place| {
            if marks[place as usize / 64] >> (place % 64) & 1 == 1 {
                people.push((place, *found));
            }
        });
    }
    in_order(people, lists.len())
}

/// People from so many lists, each once, ascending.
fn in_order(mut people: Vec<(u32, Found)>, lists: usize) -> Vec<(u32, Found)> {
    if lists > 1 {
        people.sort_unstable_by_key(|(place, _)| *place);
        people.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.or(next.1);
            }
            same
        });
    }
    people
}

/// The lists that a part is found by.
fn lists(segment: &Segment, part: &Part) -> Vec<(Found, List)> {
    let all = &segment.lists;
    let mut found = Vec::new();
    let mut add = |at: usize, how: How, fields: Fields| {
        let some = all.of(at).iter().filter(|list| fields.has_number(list.field));
        found.extend(some.map(|list| (Found::new(list.field, how), *list)));
    };
    if let Wanted::Whole = part.wanted {
        if let Some(at) = all.find(&part.word) {
            add(at, How::Whole, part.fields);
        }
        return found;
    }
    for at in all.beginning(&part.word) {
        let whole = all.word(at).len() == part.word.len();
        add(at, if whole { How::Whole } else { How::Begun }, part.fields);
    }
    if let Wanted::Near(misspelt) = &part.wanted {
        let names = &segment.name_words;
        let word = |at: usize| all.word(names[at] as usize);
        let skip = |at: usize, beginning: &str| {
            let begins = |name: &u32| all.word(*name as usize).starts_with(beginning);
            at + names[at..].partition_point(begins)
        };
        misspelt.walk(names.len(), word, skip, |at, wrong| {
            if let Some(how) = how(wrong) {
                add(names[at] as usize, how, part.fields.and(Fields::NAME));
            }
        });
    }
    found
}

/// How a word with so many wrong letters was found; those with none are found as typed.
fn how(wrong: u8) -> Option<How> {
    match wrong {
        0 => None,
        1 => Some(How::Near),
        _ => Some(How::Far),
    }
}

/// The same of one document that is in no segment yet; none where a part is not found.
pub(crate) fn found_in(document: &Prepared, parts: &[Part]) -> Option<Vec<Found>> {
    let of_part = |part: &Part| {
        let mut found = Found::NOTHING;
        for (word, field) in &document.words {
            if !part.fields.has_number(*field) {
                continue;
            }
            let how = match &part.wanted {
                _ if **word == *part.word => Some(How::Whole),
                Wanted::Whole => None,
                _ if word.starts_with(part.word.as_str()) => Some(How::Begun),
                Wanted::Near(misspelt) if Fields::NAME.has_number(*field) => {
                    misspelt.distance(word).and_then(how)
                }
                _ => None,
            };
            found = how.map_or(found, |how| found.or(Found::new(*field, how)));
        }
        Some(found).filter(|found| !found.is_nothing())
    };
    parts.iter().map(of_part).collect()
}

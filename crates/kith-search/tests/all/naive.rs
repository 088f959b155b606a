//! The index beside a program that reads everybody.

use kith_search::{Document, Field, Fields, Index, folded, words as cut};
use proptest::prelude::*;

use super::support::{ask_as, tidy, words};

/// First name, last name and past company of somebody, and their class.
type Person = (String, String, String, u8);

const SEES: [Fields; 2] = [Fields::ALL, Fields::NONE.with(Field::FirstName).with(Field::Past)];

fn holds(person: &Person, asked: &[String], company: Option<&str>) -> bool {
    let (first, last, past, class) = person;
    let mut seen = vec![first, past];
    if *class == 0 {
        seen.push(last);
    }
    let begins = |ask: &String| {
        seen.iter().any(|text| cut(text).iter().any(|word| word.starts_with(&folded(ask))))
    };
    asked.iter().all(begins) && company.is_none_or(|name| folded(past) == folded(name))
}

fn document(person: &Person) -> Document {
    let document = Document::default().text(Field::FirstName, &person.0);
    document.text(Field::LastName, &person.1).name(Field::Past, &person.2)
}

proptest! {
    #[test]
    fn the_index_finds_and_counts_what_reading_everybody_does(
        people in prop::collection::vec(("[abö]{1,3}", "[abö ]{0,5}", "[ab]{1,2}", 0_u8..3), 1..60),
        changed in prop::collection::vec((0_usize..60, "[abö]{1,3}"), 0..20),
        asked in prop::collection::vec("[abö]{1,2}", 0..3),
        company in prop::option::of("[ab]{1,2}"),
        merges in any::<u64>(),
    ) {
        let mut people = people;
        let mut index = Index::new();
        for (id, person) in people.iter().enumerate() {
            index.put(id as u32 * 3, &document(person));
        }
        // More than stay beside the segments, so that these are made and merged.
        for round in 0..(merges % 4) as u32 {
            (0..1_100).for_each(|id| index.put(1_000 + id * (round + 1), &Document::default()));
            tidy(&mut index);
            (0..1_100).for_each(|id| index.remove(1_000 + id * (round + 1)));
        }
        for (at, first) in changed {
            let at = at % people.len();
            people[at].0 = first;
            index.put(at as u32 * 3, &document(&people[at]));
        }
        let mut query = words(&asked.join(" "));
        let past = Fields::NONE.with(Field::Past);
        query.names.extend(company.iter().map(|name| (past, name.clone())));
        // The third class must not appear at all.
        let class = |id: u32| people.get(id as usize / 3).map(|one| one.3).filter(|one| *one < 2);
        let answer = ask_as(&index, &query, &SEES, &class);
        let naive: Vec<u32> = (0..).zip(&people)
            .filter(|(_, person)| person.3 < 2 && holds(person, &asked, company.as_deref()))
            .map(|(id, _)| id * 3)
            .collect();
        // Words of one or two letters are not taken for misspelt ones.
        let mut ids = answer.ids.clone();
        ids.sort_unstable();
        prop_assert_eq!(&ids, &naive);
        prop_assert_eq!(answer.total as usize, naive.len());
        let at_first = answer.facets[1].iter().map(|value| value.count).sum::<u32>();
        prop_assert_eq!(at_first as usize, naive.len(), "everybody has one past company");
    }
}

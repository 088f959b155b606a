//! Names that are spelt wrongly find whom they mean.

use kith_search::{Builder, Field, Fields, Index};

use super::support::{ask, document, words};

/// First names and last names of which everybody in the crowd has one each.
const FIRST: [&str; 24] = [
    "Anna",
    "Johannes",
    "Jonas",
    "Johanna",
    "Christine",
    "Christian",
    "Kristina",
    "Stefan",
    "Stefanie",
    "Mohamed",
    "Mahmoud",
    "Maria",
    "Mario",
    "Marina",
    "Andreas",
    "Andrea",
    "Nicola",
    "Nikolai",
    "Siobhan",
    "Søren",
    "Zoë",
    "José",
    "Łukasz",
    "Björn",
];
const LAST: [&str; 24] = [
    "Schmidt",
    "Schmitz",
    "Schneider",
    "Snyder",
    "Müller",
    "Möller",
    "Meyer",
    "Maier",
    "Petersen",
    "Pedersen",
    "Nguyen",
    "Gonzalez",
    "Gonçalves",
    "Fernandez",
    "Hernandez",
    "O’Brien",
    "O’Neill",
    "Kowalski",
    "Kowalczyk",
    "Johansson",
    "Jonsson",
    "Andersson",
    "Anderson",
    "Wojciechowski",
];

fn crowd() -> Index {
    let mut builder = Builder::default();
    for (id, number) in (0..).zip(0..FIRST.len() * LAST.len()) {
        let (first, last) = (FIRST[number % FIRST.len()], LAST[number / FIRST.len()]);
        builder.put(id, &document(&[(Field::FirstName, first), (Field::LastName, last)]));
    }
    builder.index()
}

/// Whoever has both names; nobody where there is no such name.
fn id(first: &str, last: &str) -> Option<u32> {
    let first = FIRST.iter().position(|one| *one == first)?;
    let last = LAST.iter().position(|one| *one == last)?;
    u32::try_from(last * FIRST.len() + first).ok()
}

#[test]
fn r11_twenty_misspelt_names_find_their_person_in_the_first_three() {
    let index = crowd();
    for (typed, first, last) in [
        ("johanes schmit", "Johannes", "Schmidt"),
        ("kristine schmidt", "Christine", "Schmidt"),
        ("Stephan Muller", "Stefan", "Müller"),
        ("stefan mueller", "Stefan", "Müller"),
        ("mohammed nguyn", "Mohamed", "Nguyen"),
        ("Mohamed Ngyuen", "Mohamed", "Nguyen"),
        ("jose gonzales", "José", "Gonzalez"),
        ("jose gonsalez", "José", "Gonzalez"),
        ("maria fernandes", "Maria", "Fernandez"),
        ("soren pederson", "Søren", "Pedersen"),
        ("sören petersen", "Søren", "Petersen"),
        ("sioban obrian", "Siobhan", "O’Brien"),
        ("shiobhan o'brien", "Siobhan", "O’Brien"),
        ("bjoern johanson", "Björn", "Johansson"),
        ("lucasz kowalsky", "Łukasz", "Kowalski"),
        ("Lukas Kowalczik", "Łukasz", "Kowalczyk"),
        ("andraes meier", "Andreas", "Meyer"),
        ("niccola oneil", "Nicola", "O’Neill"),
        ("anna wojcechowski", "Anna", "Wojciechowski"),
        ("zoey schnieder", "Zoë", "Schneider"),
        ("marinna goncalvez", "Marina", "Gonçalves"),
    ] {
        let answer = ask(&index, &words(typed), Fields::ALL);
        let place = answer.ids.iter().position(|found| Some(*found) == id(first, last));
        assert!(place.is_some_and(|place| place < 3), "{typed}: {place:?} of {:?}", answer.ids);
    }
}

#[test]
fn r11_misspelt_names_are_looked_for_only_where_nobody_is_spelt_so() {
    let index = crowd();
    let typed = ask(&index, &words("anders"), Fields::ALL);
    assert!(!typed.near && typed.total == 48, "{typed:?}");
    let near = ask(&index, &words("andersonn"), Fields::ALL);
    assert!(near.near && near.total == 48, "{near:?}");
    let nobody = ask(&index, &words("xqxqxqxq"), Fields::ALL);
    assert!(!nobody.near && nobody.total == 0);
}

#[test]
fn r3_a_misspelt_name_finds_nobody_whose_name_is_hidden() {
    let index = crowd();
    let first = Fields::NONE.with(Field::FirstName);
    assert_eq!(ask(&index, &words("schmit"), first).total, 0);
    assert_eq!(ask(&index, &words("johanes schmit"), first).total, 0);
    let seen = ask(&index, &words("johanes"), first);
    assert!(seen.near && seen.total > 0, "{seen:?}");
}

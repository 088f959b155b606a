//! R11: which searches are kept.

use kith_core::{
    change::Change,
    id::{MemberId, SearchId},
    search::{LONGEST_NAME, MOST, NotSaved, SavedSearch, save},
    time::Timestamp,
};

fn named(name: &str) -> SavedSearch {
    SavedSearch {
        id: SearchId::from_bytes([1; 16]),
        member: MemberId::from_bytes([2; 16]),
        name: name.to_owned(),
        query: "{}".to_owned(),
        saved_at: Timestamp::from_micros(0),
    }
}

#[test]
fn r11_a_saved_search_has_a_name_of_its_own_and_there_are_so_many_at_most() {
    let (fits, long) = ("ä".repeat(LONGEST_NAME), "ä".repeat(LONGEST_NAME + 1));
    let have = |count: usize| (0..count).map(|number| format!("n{number}")).collect::<Vec<_>>();
    for (name, have, expected) in [
        ("Rustaceans", have(0), None),
        ("Rustaceans", have(MOST - 1), None),
        ("Rustaceans", have(MOST), Some(NotSaved::Full)),
        ("n0", have(MOST), Some(NotSaved::Taken)),
        ("", have(0), Some(NotSaved::NoName)),
        ("  ", have(0), Some(NotSaved::NoName)),
        (&fits, have(0), None),
        (&long, have(0), Some(NotSaved::LongName)),
        ("n1", have(2), Some(NotSaved::Taken)),
        ("N1", have(2), None),
    ] {
        let have: Vec<&str> = have.iter().map(String::as_str).collect();
        let told = save(named(name), &have);
        let kept = Ok(vec![Change::SearchSaved { search: named(name) }]);
        assert_eq!(told, expected.map_or(kept, Err), "{name}");
    }
}

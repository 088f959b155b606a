//! Who is found, in which order, and what is counted.

use kith_search::{Asker, Field, Fields, Index, Query};

use super::support::{Written, ask, ask_as, document, indexes, tidy, words};

fn people() -> Vec<(u32, Written)> {
    vec![
        (
            1,
            vec![
                (Field::FirstName, "Zoë"),
                (Field::LastName, "Müller"),
                (Field::Current, "Initech Labs"),
                (Field::Further, "Initech Labs"),
                (Field::Skill, "C++"),
            ],
        ),
        (2, vec![(Field::FirstName, "Zora"), (Field::LastName, "Initech")]),
        (
            3,
            vec![
                (Field::FirstName, "Ana"),
                (Field::LastName, "Zoe"),
                (Field::Past, "Initech Labs"),
            ],
        ),
        (9, vec![(Field::FirstName, "Ana Maria"), (Field::Headline, "Zookeeper at Hooli")]),
    ]
}

fn found(query: &Query, visible: Fields) -> Vec<u32> {
    let answers = indexes(&people()).map(|index| ask(&index, query, visible));
    assert!(answers.windows(2).all(|two| two[0] == two[1]), "{answers:?}");
    let mut ids = answers[0].ids.clone();
    ids.sort_unstable();
    ids
}

#[test]
fn r11_every_word_must_begin_a_word_of_a_field() {
    for (typed, expected) in [
        ("zo", vec![1, 2, 3, 9]),
        ("ZOE", vec![1, 3]),
        ("zo mul", vec![1]),
        ("mul zo", vec![1]),
        ("zo müll", vec![1]),
        ("c++", vec![1]),
        ("ana zoo hoo", vec![9]),
        ("nobody", vec![]),
        ("zo nobody", vec![]),
        ("", vec![1, 2, 3, 9]),
    ] {
        assert_eq!(found(&words(typed), Fields::ALL), expected, "{typed}");
    }
    let first = Query { first_name: "mar".to_owned(), ..words("") };
    assert_eq!(found(&first, Fields::ALL), [9]);
}

#[test]
fn r3_a_word_in_a_field_that_may_not_be_seen_finds_nobody() {
    let without_last = Fields::NONE.with(Field::FirstName).with(Field::Current);
    for (typed, expected) in [
        ("zoe", vec![1]),
        ("initech", vec![1]),
        ("muller", vec![]),
        ("mueller", vec![]),
        ("zoe mul", vec![]),
    ] {
        assert_eq!(found(&words(typed), without_last), expected, "{typed}");
    }
}

#[test]
fn r3_each_is_found_by_what_is_seen_of_people_of_their_class() {
    let near = Fields::NONE.with(Field::FirstName).with(Field::LastName).with(Field::Past);
    let far = Fields::NONE.with(Field::FirstName);
    let class = |id: u32| (id != 9).then_some(u8::from(id != 3));
    for index in indexes(&people()) {
        let asked = |typed: &str| ask_as(&index, &words(typed), &[near, far], &class);
        let all = asked("zo");
        assert_eq!(all.ids, [3, 1, 2], "the nearer class first, and nobody who is left out");
        assert_eq!((all.total, &all.classes[..]), (3, &[1, 2][..]));
        assert_eq!(all.facets[1].len(), 1, "a past company of the one of whom it is seen");
        assert_eq!(all.facets[0], [], "no current company is seen");
        assert_eq!(asked("mull").total, 0);
        assert_eq!(asked("inite").ids, [3], "by the past, which is seen of the near");
    }
}

#[test]
fn r11_filters_compare_whole_names_in_their_fields() {
    let with = |fields, name: &str| Query { names: vec![(fields, name.to_owned())], ..words("") };
    let current = Fields::NONE.with(Field::Current);
    assert_eq!(found(&with(current, " INITECH labs "), Fields::ALL), [1]);
    assert_eq!(found(&with(current.with(Field::Past), "initech labs"), Fields::ALL), [1, 3]);
    assert_eq!(found(&with(current, "initech"), Fields::ALL), [0; 0]);
    assert_eq!(found(&with(current, "labs initech"), Fields::ALL), [0; 0]);
    assert_eq!(found(&with(current, "initech labs"), Fields::NONE.with(Field::Past)), [0; 0]);
}

#[test]
fn r11_facets_count_people_and_not_mentions() {
    for index in indexes(&people()) {
        let answer = ask(&index, &words("initech"), Fields::ALL);
        let counts: Vec<Vec<(&str, u32)>> = answer
            .facets
            .iter()
            .map(|values| values.iter().map(|one| (one.name.as_str(), one.count)).collect())
            .collect();
        assert_eq!(counts, [[("Initech Labs", 1)], [("Initech Labs", 1)]]);
    }
}

#[test]
fn r11_who_is_asked_for_among_some_is_one_of_them() {
    let among = |only: Vec<u32>| Query { only: Some(only), ..words("zo") };
    assert_eq!(found(&among(vec![2, 3, 4, 70]), Fields::ALL), [2, 3]);
    assert_eq!(found(&Query { only: Some(vec![1, 9]), ..words("") }, Fields::ALL), [1, 9]);
    assert_eq!(found(&among(Vec::new()), Fields::ALL), [0; 0]);
}

#[test]
fn r11_names_come_first_then_the_nearer_then_whom_one_shares_more_with() {
    let mut index = Index::new();
    let person = |first: &str, headline: &str| {
        document(&[(Field::FirstName, first), (Field::Headline, headline)])
    };
    for (id, first, headline) in [
        (1, "Bo", "Rust"),
        (2, "Rusty", "Painter"),
        (3, "Rust", "Painter"),
        (4, "Rust", "Painter"),
        (5, "Rusty", "Painter"),
        (6, "Rust", "Painter"),
    ] {
        index.put(id, &person(first, headline));
    }
    let sees = [Fields::ALL, Fields::ALL];
    let asker = Asker {
        sees: &sees,
        classes: &|ids| ids.iter().map(|id| Some(u8::from(!matches!(id, 1 | 5)))).collect(),
        wanted: &[true, true],
        closeness: &|id| u32::from(id == 6),
        facets: &[],
    };
    let query = words("rust");
    assert_eq!(index.search(&query, &asker).ids, [5, 6, 3, 4, 2, 1]);
    let page = |skip, limit| index.search(&Query { skip, limit, ..query.clone() }, &asker).ids;
    assert_eq!((page(0, 2), page(2, 3), page(5, 9)), (vec![5, 6], vec![3, 4, 2], vec![1]));
    let near = Asker { wanted: &[true, false], ..asker };
    let answer = index.search(&query, &near);
    assert_eq!((answer.ids, answer.total), (vec![5, 1], 2));
    assert_eq!(answer.classes, [2, 4], "counted all the same");
}

#[test]
fn a_person_put_again_or_removed_leaves_nothing_behind() {
    for mut index in indexes(&people()) {
        let ids = |index: &Index, typed: &str| {
            let mut ids = ask(index, &words(typed), Fields::ALL).ids;
            ids.sort_unstable();
            ids
        };
        index.put(1, &document(&[(Field::FirstName, "Bo")]));
        assert_eq!(ids(&index, "mul"), [0; 0]);
        assert_eq!(ids(&index, "bo"), [1]);
        index.remove(2);
        assert_eq!(ids(&index, "zo"), [3, 9]);
        assert_eq!(index.size().people, 3);
        tidy(&mut index);
        assert_eq!(ids(&index, "zo"), [3, 9]);
        assert_eq!(ids(&index, ""), [1, 3, 9]);
    }
}

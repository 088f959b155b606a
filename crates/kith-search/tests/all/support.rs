//! People to search among, and somebody who asks.

use kith_search::{Answer, Asker, Builder, Document, Field, Fields, Index, Query};

/// A person of a test: what is written in each field.
pub(crate) type Written = Vec<(Field, &'static str)>;

/// A document of them; companies, schools, places and industries are whole names.
pub(crate) fn document(written: &[(Field, &str)]) -> Document {
    written.iter().fold(Document::default(), |document, (field, text)| match field {
        Field::FirstName | Field::LastName | Field::Headline | Field::Skill => {
            document.text(*field, text)
        }
        _ => document.name(*field, text),
    })
}

/// The same people as built at once, as put in one by one, and with many others put in and taken
/// out again, so that segments come and go.
pub(crate) fn indexes(people: &[(u32, Written)]) -> [Index; 3] {
    let mut builder = Builder::default();
    let (mut one_by_one, mut stirred) = (Index::new(), Index::new());
    for (id, written) in people {
        builder.put(*id, &document(written));
        one_by_one.put(*id, &document(written));
    }
    for (number, (id, written)) in people.iter().enumerate() {
        for other in 0..700 {
            let fleeting = 100_000 + other * 50 + number as u32 % 50;
            stirred.put(fleeting, &document(&[(Field::FirstName, "Zzz")]));
        }
        stirred.put(*id, &document(&[(Field::FirstName, "Before")]));
        tidy(&mut stirred);
        stirred.put(*id, &document(written));
    }
    (100_000..140_000).for_each(|id| stirred.remove(id));
    tidy(&mut stirred);
    [builder.index(), one_by_one, stirred]
}

/// Puts everything in order.
pub(crate) fn tidy(index: &mut Index) {
    while let Some(tidied) = index.tidied() {
        index.install(tidied);
    }
}

/// Asks as somebody who sees `visible` of everybody.
pub(crate) fn ask(index: &Index, query: &Query, visible: Fields) -> Answer {
    ask_as(index, query, &[visible], &|_| Some(0))
}

/// Asks as somebody to whom people are of classes.
pub(crate) fn ask_as(
    index: &Index,
    query: &Query,
    sees: &[Fields],
    class: &dyn Fn(u32) -> Option<u8>,
) -> Answer {
    let asker = Asker {
        sees,
        classes: &|ids| ids.iter().map(|id| class(*id)).collect(),
        wanted: &vec![true; sees.len()],
        closeness: &|_| 0,
        facets: &[
            Fields::NONE.with(Field::Current).with(Field::Further),
            Fields::NONE.with(Field::Past),
        ],
    };
    index.search(query, &asker)
}

/// A query for words.
pub(crate) fn words(text: &str) -> Query {
    Query { words: text.to_owned(), limit: 100, values: 10, ..Query::default() }
}

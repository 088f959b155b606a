//! People search: documents in, ids out.
//!
//! Words are matched by their beginnings, without accents or case, and where nobody has them so,
//! misspelt in names. What is found, ranked and counted rests on fields that the asker may see and
//! on nothing else: whoever calls says by [`Asker`] how people stand to the asker, whom to leave
//! out, and what is seen of whom.

mod document;
mod field;
mod find;
mod index;
mod lists;
mod near;
mod query;
mod rank;
mod segment;
mod words;

pub use self::{
    document::Document,
    field::{Field, Fields},
    index::{Builder, Index, Size, Tidied},
    query::{Answer, Asker, Class, Query, Value},
    words::{folded, words},
};

//! People search: documents in, ids out. Words are matched by their beginnings, without accents
//! or case, and only in the fields that the asker may see.

mod index;
mod words;

pub use self::{
    index::{Document, Field, Fields, Hit, Index, Query},
    words::{folded, words},
};

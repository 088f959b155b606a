//! Words: the note coach, spelling, the composer, templates, and what asks a model (R13).
//!
//! Everything here is pure but [`model`], which asks a model that the operator names. What
//! may be said about a member comes in as [`Facts`], already what the sender may see (R3); nothing
//! else about anybody is known here. Texts of a profile are data: they are quoted or left out, never
//! followed.

pub mod check;
pub mod clean;
pub mod coach;
pub mod composer;
pub mod facts;
pub mod ground;
pub mod model;
mod note;
mod phrase;
pub mod situations;
pub mod spelling;
pub mod template;

pub use self::{
    coach::{Coach, Code, Remark},
    composer::{Intent, Tone, Wish},
    facts::{Facts, Me, Them},
    ground::Ground,
    model::{Model, Settings},
    spelling::Spelling,
};

//! The parts that pages are put together from. Each is a pure function of what it shows.

pub(crate) mod avatar;
pub(crate) mod budget;
pub(crate) mod chart;
pub(crate) mod coach;
pub(crate) mod connect;
pub(crate) mod failure;
pub(crate) mod form;
pub(crate) mod icons;
pub(crate) mod layout;
pub(crate) mod parts;
pub(crate) mod post;
pub mod refusal;
pub(crate) mod row;
pub(crate) mod text;
pub(crate) mod time;
pub(crate) mod words;

pub(crate) use self::{
    avatar::{avatar, face, portrait},
    form::hidden,
};

//! The nouns of kith and what may happen between them.
//!
//! Everything here is pure: no I/O, no clock, no randomness, no async. A decision takes facts and
//! the [`policy`] and returns what changes, or a [`refusal`] that says why not, until when, and
//! what would work instead. Rule numbers (R1 …) name sections of the rulebook.

/// A deliberate bug, in its place: nothing at all in a normal build.
macro_rules! sabotage {
    ($bug:ident $code:block) => {
        #[cfg(feature = "sabotage")]
        if crate::sabotage::is(crate::sabotage::Bug::$bug) $code
    };
}

pub mod account;
pub mod boost;
pub mod budget;
pub mod calendar;
pub mod campaign;
pub mod change;
pub mod company;
pub mod connection;
pub mod contact;
pub mod conversation;
pub mod day;
pub mod degree;
pub mod desk;
pub mod email_invitation;
pub mod event;
pub mod experiment;
pub mod farewell;
pub mod group;
pub mod id;
pub mod image;
pub mod inmail;
pub mod introduction;
pub mod invitation;
pub mod mailing;
pub mod mention;
pub mod messaging;
pub mod note;
pub mod notification;
pub mod person;
pub mod policy;
pub mod post;
pub mod preview;
pub mod reconnect;
pub mod refusal;
pub mod restriction;
#[cfg(feature = "sabotage")]
pub mod sabotage;
pub mod search;
pub mod template;
pub mod tie;
pub mod time;
pub mod vcard;
pub mod view;
pub mod visibility;
pub mod webhook;

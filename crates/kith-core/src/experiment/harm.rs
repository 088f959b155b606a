//! Harm (R13): whether too many of an arm say "I don't know them", and what of it may be told (R6).
//!
//! It is counted in whole steps of people, in the order in which they were written to. So what is
//! told changes only when five and twenty more have had their seven days, and says of none of them
//! what they answered.

use serde::Serialize;

use super::{MATURITY_DAYS, interval};
use crate::time::{DAY, Timestamp};

/// People who must count in an arm before it is known how many said "I don't know them" (R13).
pub const FROM: u32 = 50;
/// How many more must count before it is looked at again.
pub const STEP: u32 = 25;
/// The share of "I don't know them" that an arm must stay below.
const SHARE: f64 = 0.05;
/// The normal quantile of the lower bound: of 80 %, since it is better to stop too soon.
const Z: f64 = 1.281_552;

/// One invitation, and whether its recipient said that they don't know the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When they said so.
    pub unknown_at: Option<Timestamp>,
}

/// What may be told about "I don't know them": a range, from fifty people up, so that no single
/// answer can be read out of two looks (R6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// Fewer people than that.
    #[default]
    TooFew,
    /// Below 5 %.
    Few,
    /// 5 % up to 10 %.
    Some,
    /// 10 % or more.
    Many,
}

/// How many of an arm were asked, in whole steps, and how many of them don't know the sender.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Harm {
    /// The people.
    pub people: u32,
    /// Those of them who said so within their seven days. Never shown as a number.
    pub unknown: u32,
}

impl Harm {
    /// Counts the invitations of an arm as they stand at `now`.
    #[must_use]
    pub fn of(asked: impl IntoIterator<Item = Asked>, now: Timestamp) -> Self {
        let ripe = |one: &Asked| one.sent_at.plus(MATURITY_DAYS * DAY);
        let mut all: Vec<Asked> = asked.into_iter().filter(|one| ripe(one) <= now).collect();
        all.sort_by_key(|one| one.sent_at);
        let people = whole_steps(u32::try_from(all.len()).unwrap_or(u32::MAX));
        let counted = all.iter().take(people as usize);
        let said = |one: &&Asked| one.unknown_at.is_some_and(|at| at <= ripe(one));
        Self { people, unknown: u32::try_from(counted.filter(said).count()).unwrap_or(u32::MAX) }
    }

    /// What may be told.
    #[must_use]
    pub fn told(self) -> Unknown {
        match interval::share((self.unknown, self.people)) {
            _ if self.people < FROM => Unknown::TooFew,
            share if share < 0.05 => Unknown::Few,
            share if share < 0.1 => Unknown::Some,
            _ => Unknown::Many,
        }
    }

    /// Whether more people don't know the sender than an arm may have: five of the first fifty.
    #[must_use]
    pub fn is_too_much(self) -> bool {
        self.people >= FROM && interval::wilson((self.unknown, self.people), Z).low > SHARE
    }
}

/// Fifty, and then every five and twenty.
fn whole_steps(people: u32) -> u32 {
    if people < FROM { 0 } else { people - (people - FROM) % STEP }
}

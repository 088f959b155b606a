//! Whose turn it is: what a campaign does next, and when (R13).

use super::{Campaign, Past, Stage, pace};
use crate::{
    policy::OutreachPolicy,
    time::{Timestamp, Zone},
};

/// The stages from which something goes out, in the order in which they come first.
pub const STAGES: [Stage; 3] = [Stage::Accepted, Stage::Approached, Stage::Queued];

/// What a campaign and its member's others did.
#[derive(Debug, Clone, Default)]
pub struct Went {
    /// The last that any campaign of the member did.
    pub last: Option<Timestamp>,
    /// When this one invited: at least the last two days, ascending.
    pub invited: Vec<Timestamp>,
    /// When it visited or followed, likewise.
    pub approached: Vec<Timestamp>,
    /// How much it did in all.
    pub count: u32,
}

/// What is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The first person of this stage, now.
    Now(Stage),
    /// Something, not before then.
    At(Timestamp),
    /// Nothing, until something happens.
    Never,
}

impl Turn {
    /// The earlier of both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Now(_), _) | (_, Self::Never) => self,
            (_, Self::Now(_)) | (Self::Never, _) => other,
            (Self::At(a), Self::At(b)) => Self::At(a.min(b)),
        }
    }
}

/// When something may go out to whoever has waited since `ready` at a stage.
#[must_use]
pub fn slot(
    campaign: &Campaign,
    stage: Stage,
    zone: &Zone,
    rules: &OutreachPolicy,
    went: &Went,
    ready: Timestamp,
) -> Timestamp {
    let jitter = pace::jitter(campaign.seed(), went.count);
    let approaches = stage == Stage::Queued && campaign.steps.before.is_some();
    let sent = if approaches { &went.approached } else { &went.invited };
    let started = campaign.started_at.unwrap_or(campaign.created_at);
    match stage {
        Stage::Accepted => campaign.pace.next_uncapped(went.last, jitter, zone, rules, ready),
        _ => {
            let past = Past { started, sent, last: went.last };
            campaign.pace.next(&past, jitter, zone, rules, ready)
        }
    }
}

/// What is next at `now`, where `ready` says since when the first person of each stage has waited.
#[must_use]
pub fn turn(
    campaign: &Campaign,
    zone: &Zone,
    rules: &OutreachPolicy,
    went: &Went,
    ready: &[(Stage, Timestamp)],
    now: Timestamp,
) -> Turn {
    let turns = ready.iter().map(|(stage, since)| {
        let at = slot(campaign, *stage, zone, rules, went, now.max(*since));
        if at <= now { Turn::Now(*stage) } else { Turn::At(at) }
    });
    turns.fold(Turn::Never, Turn::or)
}

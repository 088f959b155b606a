//! Experiments of a campaign (R13): two arms, what came of each, and when a winner may be called.
//!
//! Everybody counts by the same seven days: who was written to seven days ago or longer, and what
//! they did within those days. So nobody's outcome changes after it has been counted, and looking
//! every day is looking at a longer list of the same kind.

pub mod always;
pub mod harm;
pub mod interval;
mod words;

use serde::Serialize;

use crate::{
    account::codes,
    time::{DAY, Timestamp},
};
use harm::Unknown;
use interval::Interval;
use serde::Deserialize;

/// The days that everybody has before they count.
pub const MATURITY_DAYS: i64 = 7;
/// People who must count on each side before anything is judged: below, the normal approximation
/// that the decision rests on is poor.
pub const JUDGED_FROM: u32 = 30;
/// Cases and their opposites that both arms together must have before anything is judged.
const EVENTS_FROM: u32 = 8;
/// How often a winner may be called where there is none, over all looks and both measures.
pub const ALPHA: f64 = 0.05;

codes! {
    /// One of the two arms.
    Arm {
        /// The first.
        A = "a",
        /// The second.
        B = "b",
    }
}

codes! {
    /// What arms are compared by. Each has half of the errors that are allowed.
    Measure {
        /// The share that accepted.
        Accepted = "accepted",
        /// The share that answered.
        Answered = "answered",
    }
}

/// One person who was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// In which arm they are.
    pub arm: Arm,
    /// When the invitation was sent.
    pub sent_at: Timestamp,
    /// When they accepted.
    pub accepted_at: Option<Timestamp>,
    /// When they first answered.
    pub answered_at: Option<Timestamp>,
}

/// What came of one arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// People who were written to.
    pub sent: u32,
    /// Of them, those who have had their seven days; the rest of the counts is of these.
    pub people: u32,
    /// Those who accepted within their seven days.
    pub accepted: u32,
    /// Those who answered within their seven days.
    pub answered: u32,
    /// What may be told of how many don't know the sender.
    pub unknown: Unknown,
    /// Whether these are too many: the arm must not go on.
    pub harms: bool,
}

impl Counts {
    /// How many of the people are cases of the measure.
    #[must_use]
    pub const fn of(&self, measure: Measure) -> u32 {
        match measure {
            Measure::Accepted => self.accepted,
            Measure::Answered => self.answered,
        }
    }
}

/// Both arms at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// The counts of A and B.
    pub arms: [Counts; 2],
    /// When everybody who was written to so far will have had their seven days.
    pub complete_at: Option<Timestamp>,
}

/// Counts people as they stand at `now`; harm is counted apart ([`harm::Harm`]).
#[must_use]
pub fn tally(people: &[Person], now: Timestamp) -> Tally {
    let mut tally = Tally::default();
    for person in people.iter().filter(|person| person.sent_at <= now) {
        let counts = &mut tally.arms[usize::from(person.arm == Arm::B)];
        let ripe = person.sent_at.plus(MATURITY_DAYS * DAY);
        counts.sent += 1;
        tally.complete_at = tally.complete_at.max(Some(ripe));
        if ripe <= now {
            let within = |at: Option<Timestamp>| u32::from(at.is_some_and(|at| at <= ripe));
            counts.people += 1;
            counts.accepted += within(person.accepted_at);
            counts.answered += within(person.answered_at);
        }
    }
    tally
}

/// A share with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// Cases.
    pub count: u32,
    /// The share, 0 to 1.
    pub share: f64,
    /// Wilson's interval of 95 %.
    pub interval: Interval,
}

/// One arm as it looks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ArmLook {
    /// People who were written to.
    pub sent: u32,
    /// Those who have had their seven days.
    pub people: u32,
    /// How many of these accepted.
    pub accepted: Rate,
    /// How many of these answered.
    pub answered: Rate,
    /// How many of these don't know the sender.
    pub unknown: Unknown,
}

/// A less B, by one measure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// The share of A less that of B.
    pub difference: f64,
    /// Newcombe's interval of 95 % (hybrid score): right for one look.
    pub interval: Interval,
    /// The interval that stays right however often one looks; absent while nothing is judged.
    pub always: Option<Interval>,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Verdict {
    /// Too few people have had their seven days.
    TooEarly,
    /// No difference can be told.
    NoDifference,
    /// One arm is better.
    Winner {
        /// Which.
        arm: Arm,
        /// By what.
        measure: Measure,
    },
    /// Too many say that they don't know the sender: the arm must not go on.
    Harm {
        /// Whether A.
        a: bool,
        /// Whether B.
        b: bool,
    },
}

/// An experiment as it looks at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Look {
    /// A and B.
    pub arms: [ArmLook; 2],
    /// By acceptance.
    pub accepted: Difference,
    /// By answers.
    pub answered: Difference,
    /// What follows.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Whole days until everybody who was written to so far counts.
    pub days_left: i64,
}

/// Looks at a tally.
#[must_use]
pub fn look(tally: &Tally, now: Timestamp) -> Look {
    let [a, b] = tally.arms;
    let (accepted, answered) = (compare(a, b, Measure::Accepted), compare(a, b, Measure::Answered));
    let verdict = if a.harms || b.harms {
        Verdict::Harm { a: a.harms, b: b.harms }
    } else if a.people.min(b.people) < JUDGED_FROM {
        Verdict::TooEarly
    } else {
        let won = [(Measure::Accepted, &accepted), (Measure::Answered, &answered)];
        let won = won.into_iter().find_map(|(measure, difference)| {
            Some(Verdict::Winner { arm: better(difference)?, measure })
        });
        won.unwrap_or(Verdict::NoDifference)
    };
    let left = tally.complete_at.map_or(0, |at| (at.micros() - now.micros()).max(0));
    Look {
        arms: tally.arms.map(arm),
        accepted,
        answered,
        verdict,
        days_left: (left + DAY - 1) / DAY,
    }
}

/// The arm that is better, where both intervals leave out zero.
fn better(difference: &Difference) -> Option<Arm> {
    let always = difference.always?;
    let both = |test: fn(Interval) -> bool| test(always) && test(difference.interval);
    if both(|interval| interval.low > 0.0) {
        Some(Arm::A)
    } else if both(|interval| interval.high < 0.0) {
        Some(Arm::B)
    } else {
        None
    }
}

fn compare(a: Counts, b: Counts, measure: Measure) -> Difference {
    let (cases, people) = ((a.of(measure), b.of(measure)), (a.people, b.people));
    let (all, everybody) = (cases.0 + cases.1, people.0 + people.1);
    let enough = people.0.min(people.1) >= JUDGED_FROM
        && all >= EVENTS_FROM
        && everybody.saturating_sub(all) >= EVENTS_FROM;
    let (a, b) = ((cases.0, people.0), (cases.1, people.1));
    Difference {
        difference: interval::share(a) - interval::share(b),
        interval: interval::newcombe(a, b),
        always: enough.then(|| always::difference(a, b, ALPHA / 2.0)),
    }
}

fn arm(counts: Counts) -> ArmLook {
    let rate = |count| Rate {
        count,
        share: interval::share((count, counts.people)),
        interval: interval::wilson((count, counts.people), interval::Z),
    };
    ArmLook {
        sent: counts.sent,
        people: counts.people,
        accepted: rate(counts.accepted),
        answered: rate(counts.answered),
        unknown: counts.unknown,
    }
}

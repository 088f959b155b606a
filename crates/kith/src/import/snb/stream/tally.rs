//! What became of the events, counted.

use std::{collections::BTreeMap, time::Duration};

use kith_app::AppError;

use crate::readers::snb::stream::Act;

/// The kinds of events, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Persons,
    Friendships,
    Forums,
    Memberships,
    Posts,
    Comments,
    PostLikes,
    CommentLikes,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Persons,
        Self::Friendships,
        Self::Forums,
        Self::Memberships,
        Self::Posts,
        Self::Comments,
        Self::PostLikes,
        Self::CommentLikes,
    ];

    /// The kind of an event that a use-case replays; persons come in before all others.
    pub(super) const fn of(act: &Act) -> Option<Self> {
        Some(match act {
            Act::Person(_) => return None,
            Act::Friendship { .. } => Self::Friendships,
            Act::Forum { .. } => Self::Forums,
            Act::Membership { .. } => Self::Memberships,
            Act::Post { .. } => Self::Posts,
            Act::Comment { .. } => Self::Comments,
            Act::LikePost { .. } => Self::PostLikes,
            Act::LikeComment { .. } => Self::CommentLikes,
        })
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::Friendships => "friendships",
            Self::Forums => "forums",
            Self::Memberships => "memberships",
            Self::Posts => "posts",
            Self::Comments => "comments",
            Self::PostLikes => "likes of posts",
            Self::CommentLikes => "likes of comments",
        }
    }
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was done.
    Done,
    /// It was so already.
    Already,
    /// kith has no such thing.
    LeftOut(&'static str),
    /// It cannot be done: why.
    Refused(String),
}

impl Outcome {
    /// What a use-case refuses.
    ///
    /// # Errors
    /// The store failed: the rest may go well later.
    pub(super) fn refused(error: AppError) -> Result<Self, AppError> {
        match error {
            AppError::Refused(_) | AppError::NotFound => Ok(Self::Refused(error.to_string())),
            AppError::Invalid(fields) => {
                let all = fields.iter().map(|one| format!("{}: {}", one.field, one.message));
                Ok(Self::Refused(all.collect::<Vec<_>>().join(" ")))
            }
            error => Err(error),
        }
    }
}

/// How many events of one kind came to what.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    done: u64,
    already: u64,
    left_out: u64,
    refused: u64,
}

/// What became of all events.
#[derive(Debug, Default)]
pub(super) struct Tally {
    counts: BTreeMap<Kind, Counts>,
    left_out: BTreeMap<&'static str, u64>,
    /// The first events that were refused, each with its place.
    refused: Vec<String>,
}

/// How many refused events are named.
const NAMED: usize = 20;

impl Tally {
    /// Notes one event.
    pub(super) fn note(&mut self, kind: Kind, outcome: Outcome, place: impl FnOnce() -> String) {
        match &outcome {
            Outcome::LeftOut(why) => *self.left_out.entry(why).or_default() += 1,
            Outcome::Refused(why) if self.refused.len() < NAMED => {
                self.refused.push(format!("{}: {why}", place()));
            }
            _ => {}
        }
        self.add(kind, outcome, 1);
    }

    /// Counts so many.
    pub(super) fn add(&mut self, kind: Kind, outcome: Outcome, count: u64) {
        let counts = self.counts.entry(kind).or_default();
        match outcome {
            Outcome::Done => counts.done += count,
            Outcome::Already => counts.already += count,
            Outcome::LeftOut(_) => counts.left_out += count,
            Outcome::Refused(_) => counts.refused += count,
        }
    }

    /// Prints the table, and why events were left out or refused.
    pub(super) fn print(&self, took: Duration) {
        for one in &self.refused {
            println!("refused {one}");
        }
        println!("| update | read | done | there already | left out | refused |");
        println!("|---|---:|---:|---:|---:|---:|");
        let mut all = Counts::default();
        for kind in Kind::ALL {
            let one = self.counts.get(&kind).copied().unwrap_or_default();
            all.done += one.done;
            all.already += one.already;
            all.left_out += one.left_out;
            all.refused += one.refused;
            row(kind.name(), one);
        }
        row("all", all);
        for (why, count) in &self.left_out {
            println!("left out {count}: {why}");
        }
        let seconds = took.as_secs_f64();
        let a_second = all.done as f64 / seconds.max(f64::EPSILON);
        println!("replayed in {seconds:.1} s, {a_second:.0} a second");
    }
}

fn row(name: &str, counts: Counts) {
    let Counts { done, already, left_out, refused } = counts;
    let read = done + already + left_out + refused;
    println!("| {name} | {read} | {done} | {already} | {left_out} | {refused} |");
}

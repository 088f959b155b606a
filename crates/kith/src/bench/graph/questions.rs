//! What is asked, about whom, and what an answer is.

use kith_graph::{Degree, View};

use crate::world::random::Random;

/// People whose degrees are asked for at once.
pub(super) const TARGETS: usize = 1_000;
/// People that are suggested at once.
pub(super) const SUGGESTIONS: usize = 20;
/// Steps that a path may have.
pub(super) const STEPS: usize = 6;
/// Shortest paths that are wanted of one pair, at most.
pub(super) const PATHS: usize = 1_000;

/// A kind of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The degrees of many people for a viewer of whom nothing is kept.
    Degrees,
    /// The same where the viewer's second degree is kept from before.
    DegreesKept,
    /// How many neighbours two people share.
    Mutuals,
    /// How many people a viewer's second degree has.
    Second,
    /// How many steps there are between two people.
    Distance,
    /// All shortest paths between two people.
    Paths,
    /// Whom the viewer may know, as kith suggests them.
    Suggestions,
    /// The same by ways of two steps alone, which is what the simple program counts.
    Nearest,
}

impl Kind {
    /// In the order of tables.
    pub(super) const ALL: [Self; 8] = [
        Self::Degrees,
        Self::DegreesKept,
        Self::Mutuals,
        Self::Second,
        Self::Distance,
        Self::Paths,
        Self::Nearest,
        Self::Suggestions,
    ];

    /// What it is called in tables.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Degrees => "degrees of 1,000, new viewer",
            Self::DegreesKept => "degrees of 1,000, 2nd degree kept",
            Self::Mutuals => "mutual count of a pair",
            Self::Second => "size of 2nd degree",
            Self::Distance => "distance of a pair",
            Self::Paths => "all shortest paths of a pair",
            Self::Suggestions => "20 suggestions",
            Self::Nearest => "20 suggestions, two steps only",
        }
    }

    /// What it is called in files.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Degrees => "degrees",
            Self::DegreesKept => "degrees_kept",
            Self::Mutuals => "mutuals",
            Self::Second => "second",
            Self::Distance => "distance",
            Self::Paths => "paths",
            Self::Suggestions => "suggestions",
            Self::Nearest => "suggestions_nearest",
        }
    }

    /// How many other people a question names.
    const fn others(self) -> usize {
        match self {
            Self::Degrees | Self::DegreesKept => TARGETS,
            Self::Mutuals | Self::Distance | Self::Paths => 1,
            Self::Second | Self::Suggestions | Self::Nearest => 0,
        }
    }
}

/// A question of some kind.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) viewer: u32,
    /// The targets, or the other end of a pair.
    pub(super) others: Vec<u32>,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Degrees(Vec<Degree>),
    Count(usize),
    Distance(Option<u32>),
    Paths(Vec<Vec<u32>>),
    /// Who is suggested, and how many neighbours they share with the viewer.
    Suggestions(Vec<(u32, usize)>),
}

/// Somebody who answers questions. Kinds are fixed so that both are timed over the same work.
pub(super) trait Answering {
    /// What may be done before the time is taken: keeping a second degree.
    fn prepare(&mut self, kind: Kind, question: &Question);

    /// Answers.
    fn answer(&mut self, kind: Kind, question: &Question) -> Answer;
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Viewers {
    /// Anybody, evenly.
    Anybody,
    /// One of the 0.1 % with most connections, and of at least 256.
    Hubs,
}

impl Viewers {
    pub(super) const ALL: [Self; 2] = [Self::Anybody, Self::Hubs];

    /// What they are called in tables.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::Hubs => "hubs",
        }
    }
}

/// Questions of one kind. A viewer comes again only after all others, so that nothing is kept of
/// them; other people are anybody.
pub(super) fn sample(
    graph: &View,
    viewers: Viewers,
    kind: Kind,
    count: usize,
    seed: u64,
) -> Vec<Question> {
    let mut random = Random::new(seed ^ (kind as u64 + 1) << 32 ^ (viewers as u64) << 40);
    let members = graph.stats().vertices as u32;
    let mut from: Vec<u32> = (0..members).collect();
    if viewers == Viewers::Hubs {
        let hubs = (members / 1_000).max(256).min(members) as usize;
        from.sort_by_key(|&v| (std::cmp::Reverse(graph.degree_count(v)), v));
        from.truncate(hubs);
    }
    for last in (1..from.len()).rev() {
        let other = random.below(last + 1);
        from.swap(last, other);
    }
    let anybody = |random: &mut Random| random.below(members as usize) as u32;
    let cycle = from.iter().cycle().take(count);
    cycle
        .map(|&viewer| {
            let others = (0..kind.others()).map(|_| anybody(&mut random)).collect();
            Question { viewer, others }
        })
        .collect()
}

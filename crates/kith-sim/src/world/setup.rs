//! What a world is made of: its seed, its size, and its policy.

use kith_core::{
    policy::{Policy, Preset},
    time::{HOUR, Timestamp},
};

use crate::dice::Dice;

/// 2026-01-05T09:00:00Z, a Monday.
const EPOCH: i64 = 1_767_603_600_000_000;

/// What a world is made of.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Which kind of world: the word that brings it back.
    pub kind: &'static str,
    /// The seed of everything random.
    pub seed: u64,
    /// How many steps it lives.
    pub steps: u32,
    /// How many members it has from the beginning.
    pub founders: usize,
    /// How many it has at most.
    pub most: usize,
    /// How long it lives, in days.
    pub days: i64,
    /// When it begins.
    pub begin: Timestamp,
    /// The numbers behind the rules.
    pub policy: Policy,
}

impl Setup {
    /// Two years of 200 members by the rulebook's own numbers.
    #[must_use]
    pub fn rulebook(seed: u64, steps: u32) -> Self {
        let hours = i64::try_from(Dice::new(seed).below(24 * 365)).unwrap_or(0);
        Self {
            kind: "rulebook",
            seed,
            steps,
            founders: 160,
            most: 200,
            days: 730,
            begin: Timestamp::from_micros(EPOCH).plus(hours * HOUR),
            policy: Policy::default(),
        }
    }

    /// Two years of 200 members with numbers so small that every limit is met often.
    #[must_use]
    pub fn tight(seed: u64, steps: u32) -> Self {
        let mut setup = Self { kind: "tight", ..Self::rulebook(seed, steps) };
        let dice = Dice::new(seed ^ 0x51);
        let policy = &mut setup.policy;
        let small = |low: usize, span: usize| u32::try_from(low + dice.below(span)).unwrap_or(9);
        for (plan, factor) in [
            (&mut policy.plans.free, 1),
            (&mut policy.plans.premium, 1),
            (&mut policy.plans.navigator, 2),
        ] {
            plan.weekly_invitations = small(4, 4) * factor;
            plan.pending_invitations = small(5, 4) * factor;
            plan.note_length = small(8, 5) + 4 * factor;
        }
        policy.plans.free.notes_per_month = Some(small(1, 3));
        policy.invitations.withdraw_returns_send = seed.is_multiple_of(4);
        policy.connections.maximum = small(9, 8);
        if seed.is_multiple_of(3) {
            policy.visibility.preset = Preset::Community;
        }
        let rules = &mut policy.restrictions;
        rules.burst_invitations = small(4, 4);
        rules.burst_day_invitations = small(7, 5);
        rules.unknown_reports = small(2, 2);
        rules.acceptance_sample = small(6, 4);
        rules.acceptance_percent = small(15, 20);
        rules.pending_full_days = small(5, 8);
        setup
    }

    /// The world of a failure's message; the rulebook's where the word is another.
    #[must_use]
    pub fn named(kind: &str, seed: u64, steps: u32) -> Self {
        match kind {
            "tight" => Self::tight(seed, steps),
            "village" => Self::village(seed, steps),
            _ => Self::rulebook(seed, steps),
        }
    }

    /// The same with few members, so that the same people meet again and again.
    #[must_use]
    pub fn village(seed: u64, steps: u32) -> Self {
        Self { kind: "village", founders: 22, most: 26, ..Self::tight(seed, steps) }
    }
}

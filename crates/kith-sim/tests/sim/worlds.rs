//! Worlds without a bug in them: what is built normally.

use std::collections::BTreeMap;

use kith_sim::{Setup, Summary, World};

#[expect(clippy::panic, reason = "the test fails with all that is needed to see it again")]
fn run(setup: Setup) -> Summary {
    World::run(setup).unwrap_or_else(|failure| panic!("{failure}"))
}

/// Lives several worlds side by side; adds up what they reached.
#[expect(clippy::expect_used, reason = "a world that breaks a rule has said so")]
fn all(worlds: impl IntoIterator<Item = Setup>) -> BTreeMap<&'static str, u32> {
    let lives: Vec<_> = worlds.into_iter().map(|one| std::thread::spawn(|| run(one))).collect();
    let mut reached = BTreeMap::new();
    for life in lives {
        let summary = life.join().expect("a world that keeps every rule");
        assert!(summary.days >= 700, "{} days only", summary.days);
        for (word, count) in summary.answers.into_iter().chain(summary.signals) {
            *reached.entry(word).or_default() += count;
        }
    }
    reached
}

#[test]
fn replay_of_a_named_seed_or_of_a_short_one() {
    let number = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
    };
    let seed = number("KITH_SIM_SEED", 1);
    let steps = u32::try_from(number("KITH_SIM_STEPS", 300)).expect("fewer steps");
    let kind = std::env::var("KITH_SIM_WORLD").unwrap_or_default();
    println!("{:#?}", run(Setup::named(&kind, seed, steps)));
}

#[test]
fn two_years_of_200_members_by_the_rulebooks_numbers_keep_every_rule() {
    all([Setup::rulebook(1, 2_500)]);
}

#[test]
fn two_years_of_200_members_with_small_budgets_keep_every_rule() {
    all([2, 3].map(|seed| Setup::tight(seed, 2_500)));
}

#[test]
fn two_years_of_villages_keep_every_rule_and_meet_every_reason() {
    let reached = all((1..=4).map(|seed| Setup::village(seed, 2_500)));
    for word in [
        "sent",
        "connected",
        "withdrew",
        "swept",
        "self",
        "not_found",
        "already_connected",
        "already_pending",
        "gate",
        "resting",
        "attempts",
        "connections_full",
        "restricted",
        "weekly_limit",
        "pending_limit",
        "note_too_long",
        "notes_limit",
        "not_pending",
        "not_connected",
        "blocked_recently",
        "not_restricted",
        "burst",
        "unknown",
        "pending_full",
        "operator",
    ] {
        assert!(reached.contains_key(word), "no world meets {word}: {reached:?}");
    }
}

#[test]
fn the_same_seed_lives_the_same_life() {
    let life = || format!("{:?}", run(Setup::village(9, 400)));
    assert_eq!(life(), life());
}

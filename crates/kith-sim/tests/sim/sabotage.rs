//! Checks that can fail: each deliberate bug is found by the simulation.

use std::sync::{Mutex, PoisonError};

use kith_core::sabotage::{Bug, choose};
use kith_sim::{Setup, World};

/// A bug is chosen for the whole process: one at a time.
static ONE: Mutex<()> = Mutex::new(());

/// How many villages are looked at before a bug counts as not found, and how long each lives.
const VILLAGES: u64 = 12;
const STEPS: u32 = 1_200;

/// Runs villages with a bug in them; answers what was found first.
fn found(bug: Option<Bug>, villages: u64) -> Option<String> {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    choose(bug);
    let failure = (1..=villages).find_map(|seed| World::run(Setup::village(seed, STEPS)).err());
    choose(None);
    failure.map(|failure| failure.to_string())
}

#[test]
fn without_a_bug_the_same_villages_are_found_right() {
    assert_eq!(found(None, VILLAGES), None);
}

/// One test for each bug, so that a failure says which one is not found.
macro_rules! each {
    ($($name:ident $bug:ident)+) => {
        $(
            #[test]
            fn $name() {
                let found = found(Some(Bug::$bug), VILLAGES);
                let found = found.expect("the simulation finds the bug");
                println!("{}", found.lines().next().unwrap_or_default());
            }
        )+

        #[test]
        fn every_bug_has_its_test() {
            assert_eq!([$(Bug::$bug),+], Bug::ALL);
        }
    };
}

each! {
    a_week_of_one_more_is_found WeekOneMore
    one_more_pending_place_is_found PlacesOneMore
    an_ignored_invitation_shown_as_ignored_is_found IgnoredShows
    an_ignored_invitation_that_stands_no_more_is_found IgnoredEnds
    a_rest_of_20_days_is_found ShortRest
    attempts_that_end_early_are_found AttemptsEndEarly
    an_expiry_one_microsecond_late_is_found LateExpiry
    a_block_that_keeps_the_follow_is_found BlockKeepsFollow
    a_blocker_who_can_be_seen_is_found BlockedSees
    a_forgotten_i_dont_know_them_is_found UnknownForgotten
    an_acceptance_with_one_follow_is_found OneFollow
    a_removal_that_is_not_counted_is_found RemovalNotCounted
    a_note_one_longer_is_found NoteOneMore
    forgotten_further_reasons_are_found AlsoForgotten
    a_crossing_that_drops_the_note_is_found CrossingDropsNote
    a_ladder_that_decays_late_is_found SlowDecay
    a_lift_that_leaves_the_pause_is_found LiftKeepsPause
}

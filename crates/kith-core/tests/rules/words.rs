//! The closed sets of words that store, API and pages share.

use std::collections::HashSet;

use kith_core::{
    account::{Gate, Plan, Role, Status},
    budget::Name,
    degree::Degree,
    invitation::{Source, State},
    refusal::{Action, Reason},
    restriction::{Level, Signal},
};

macro_rules! every_word_reads_back {
    ($($set:ident)+) => {$({
        let mut seen = HashSet::new();
        for value in $set::ALL.iter().copied() {
            let code = value.code();
            assert!(seen.insert(code), "{code} twice");
            assert_eq!($set::from_code(code), Some(value));
            let json = serde_json::to_value(value).unwrap();
            assert_eq!(json, serde_json::json!(code));
            assert_eq!(serde_json::from_value::<$set>(json).unwrap(), value);
        }
        assert_eq!($set::from_code("no such word"), None);
    })+};
}

#[test]
fn every_word_of_a_closed_set_is_its_own_and_reads_back() {
    every_word_reads_back!(
        Plan Status Role Gate Degree State Source Reason Action Signal Level Name
    );
}

#[test]
fn r4_the_sources_and_the_reasons_of_the_rulebook_have_their_words() {
    let sources: Vec<_> = Source::ALL.iter().map(|source| source.code()).collect();
    // The last two are not the rulebook's: two met, and one scanned the other's code; or one invited
    // the other's address by e-mail.
    let expected = "profile search suggestions mutual event group company post viewer \
                    introduction import campaign in_person email";
    assert_eq!(sources.join(" "), expected);
    for reason in [
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
    ] {
        assert!(Reason::from_code(reason).is_some(), "{reason}");
    }
}

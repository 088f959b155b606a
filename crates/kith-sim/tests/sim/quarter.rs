//! A quarter of outreach: no rule of R4 to R9 and R13 is broken at any instant.
//!
//! `KITH_SIM_WORLD=quarter KITH_SIM_SEED=1 KITH_SIM_STEPS=90 cargo test --release -p kith-sim quarter`
//! lives the whole: 5,000 members, 300 campaigns, so many days, on both databases.

#![expect(clippy::expect_used, reason = "a test may fail so")]

use kith_core::{
    campaign::DoNotContact,
    change::Change,
    time::{DAY, HOUR},
};
use kith_sim::{
    databases::Database,
    quarter::{self, Setup},
};
use kith_store::{Entry, Location};

fn setup() -> Setup {
    let number = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
    };
    let seed = number("KITH_SIM_SEED", 1);
    if std::env::var("KITH_SIM_WORLD").is_ok_and(|word| word == "quarter") {
        let days = number("KITH_SIM_STEPS", 90);
        Setup::whole(seed, i64::try_from(days).expect("fewer days"))
    } else {
        Setup::small(seed)
    }
}

fn lives(location: &Location) {
    let setup = setup();
    let (report, _, _) = quarter::run(setup.clone(), location).expect("a quarter");
    println!("{location:?} {setup:?}\n{report}");
    assert!(report.wrong.is_empty(), "{:#?}", report.wrong);
    assert_eq!(report.restarts, setup.restarts);
    for word in ["invite", "message", "visit", "follow", "accepted", "ignored", "withdrawn"] {
        assert!(report.counted.by_word.contains_key(word), "no {word}: {report}");
    }
}

#[test]
fn r13_a_quarter_of_outreach_keeps_every_rule_through_restarts() {
    let database = Database::sqlite("quarter").expect("a temporary folder");
    lives(&database.location);
}

#[test]
fn r13_a_quarter_of_outreach_keeps_every_rule_on_two_nodes() {
    if let Some(database) = Database::postgres("quarter").expect("PostgreSQL answers") {
        lives(&database.location);
    }
}

/// Every check can fail: what the checker must not miss is put into a good journal.
#[test]
fn r13_the_checker_finds_what_is_put_into_a_good_journal() {
    let database = Database::sqlite("quarter_control").expect("a temporary folder");
    let small = Setup { days: 10, restarts: 1, ..Setup::small(3) };
    let run = quarter::run(small, &database.location);
    let (report, entries, checker) = run.expect("a quarter");
    assert!(report.wrong.is_empty(), "{:#?}", report.wrong);
    let is_sent = |entry: &Entry| {
        entry.changes.iter().any(|change| matches!(change, Change::CampaignSent(_)))
    };
    let which = entries.iter().position(is_sent).expect("something was sent");
    let found = |change: &dyn Fn(&mut Vec<Entry>)| {
        let mut entries = entries.clone();
        change(&mut entries);
        checker.again().run(entries).0.join("\n")
    };
    type Put = Box<dyn Fn(&mut Vec<Entry>)>;
    let cases: [(&str, Put); 5] = [
        ("outside the hours", Box::new(move |all| all[which].at = all[which].at.plus(13 * HOUR))),
        (
            "twice to the same person",
            Box::new(move |all| {
                let mut again = all[which].clone();
                again.at = again.at.plus(5 * 60_000_000);
                all.push(again);
            }),
        ),
        (
            "seconds after the last",
            Box::new(move |all| {
                let mut again = all[which].clone();
                again.at = again.at.plus(1_000_000);
                all.push(again);
            }),
        ),
        (
            "does no harm",
            Box::new(move |all| {
                let mut stop = all[which].clone();
                stop.changes.retain(|change| matches!(change, Change::CampaignSent(_)));
                let Change::CampaignSent(sent) = stop.changes[0].clone() else { return };
                let (campaign, member) = (sent.campaign, sent.member);
                stop.changes =
                    vec![Change::CampaignStopped { campaign, member, arm: 0, at: stop.at }];
                all.push(stop);
            }),
        ),
        (
            "who wants none",
            Box::new(move |all| {
                let mut word = all[which].clone();
                let sent = word.changes.iter().find_map(|change| match change {
                    Change::CampaignSent(sent) => Some(*sent),
                    _ => None,
                });
                let recipient = sent.expect("it was sent").person;
                let since = Some(word.at.plus(-DAY));
                word.at = word.at.plus(-1);
                let word_of = DoNotContact { recipient, sender: None, since };
                word.changes = vec![Change::DoNotContact(word_of)];
                all.push(word);
            }),
        ),
    ];
    for (words, change) in cases {
        let found = found(&*change);
        assert!(found.contains(words), "{words} is not found: {found}");
    }
}

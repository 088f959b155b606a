//! R13: experiments: who counts, intervals, and when a winner may be called.

use kith_core::{
    experiment::{
        Arm, Counts, Look, Measure, Person, Tally, Verdict, always,
        harm::{Asked, Harm, Unknown},
        interval::{Z, newcombe, wilson},
        look, tally,
    },
    time::{DAY, HOUR, MINUTE, Timestamp},
};
use proptest::prelude::*;

use super::build::NOW;

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 0.000_6, "{a} is not {b}");
}

fn counts(people: u32, accepted: u32, answered: u32) -> Counts {
    Counts { sent: people, people, accepted, answered, ..Counts::default() }
}

fn looked(a: Counts, b: Counts) -> Look {
    look(&Tally { arms: [a, b], complete_at: Some(NOW) }, NOW)
}

fn person(arm: Arm, sent_at: Timestamp) -> Person {
    Person { arm, sent_at, accepted_at: None, answered_at: None }
}

#[test]
fn r13_the_interval_of_a_share_is_wilsons_as_published() {
    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
    for ((cases, people), low, high) in [
        ((81, 263), 0.2553, 0.3662),
        ((15, 148), 0.0624, 0.1605),
        ((0, 20), 0.0, 0.1611),
        ((1, 29), 0.0061, 0.1718),
    ] {
        let interval = wilson((cases, people), Z);
        near(interval.low, low);
        near(interval.high, high);
    }
}

#[test]
fn r13_the_interval_of_a_difference_is_newcombes_as_published() {
    // Newcombe 1998, "Interval estimation for the difference between independent proportions",
    // table II, method 10.
    for (a, b, low, high) in [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ] {
        let interval = newcombe(a, b);
        near(interval.low, low);
        near(interval.high, high);
    }
}

#[test]
fn r13_a_person_counts_from_the_seventh_day_and_by_what_they_did_within_it() {
    let sent = NOW;
    let ripe = NOW.plus(7 * DAY);
    let acts = |after: i64| Person {
        accepted_at: Some(sent.plus(after)),
        answered_at: Some(sent.plus(after)),
        ..person(Arm::B, sent)
    };
    let people = [acts(HOUR), acts(7 * DAY + 1), person(Arm::A, sent.plus(DAY))];
    let before = tally(&people, ripe.plus(-1));
    assert_eq!(before.arms.map(|arm| (arm.sent, arm.people, arm.accepted)), [(1, 0, 0), (2, 0, 0)]);
    let after = tally(&people, ripe);
    assert_eq!(
        after.arms[1],
        Counts { sent: 2, people: 2, accepted: 1, answered: 1, ..Counts::default() },
        "what comes later changes nothing that was counted"
    );
    assert_eq!(after.complete_at, Some(ripe.plus(DAY)));
    assert_eq!(look(&after, ripe).days_left, 1);
    assert_eq!(tally(&people, sent.plus(-1)), Tally::default(), "nobody has been written to");
}

#[test]
fn r13_no_winner_is_called_before_enough_people_have_had_their_seven_days() {
    let early = looked(counts(29, 29, 0), counts(29, 0, 0));
    assert_eq!(early.verdict, Verdict::TooEarly);
    assert_eq!(early.accepted.always, None);
    let people: Vec<_> = (0..200)
        .map(|n| {
            let arm = if n % 2 == 0 { Arm::A } else { Arm::B };
            let accepted_at = (arm == Arm::A).then(|| NOW.plus(HOUR));
            Person { accepted_at, ..person(arm, NOW) }
        })
        .collect();
    let day = |day: i64| NOW.plus(day * DAY);
    for at in [day(0), day(1), day(7).plus(-1)] {
        assert_eq!(look(&tally(&people, at), at).verdict, Verdict::TooEarly);
    }
    let won = Verdict::Winner { arm: Arm::A, measure: Measure::Accepted };
    assert_eq!(look(&tally(&people, day(7)), day(7)).verdict, won);
}

#[test]
fn r13_a_winner_needs_both_intervals_to_leave_out_zero() {
    // One look at the usual interval would call this one; a daily one must not.
    let close = looked(counts(100, 40, 0), counts(100, 25, 0));
    assert!(close.accepted.interval.low > 0.0);
    assert_eq!(close.verdict, Verdict::NoDifference);
    let clear = looked(counts(100, 50, 0), counts(100, 20, 0));
    assert_eq!(clear.verdict, Verdict::Winner { arm: Arm::A, measure: Measure::Accepted });
    let answers = looked(counts(300, 80, 15), counts(300, 82, 50));
    assert_eq!(answers.verdict, Verdict::Winner { arm: Arm::B, measure: Measure::Answered });
    let rare = looked(counts(300, 7, 7), counts(300, 0, 0));
    assert_eq!(rare.verdict, Verdict::NoDifference, "seven cases are too few to judge");
}

/// So many invitations a minute apart, of which the first ones' recipients don't know the sender.
fn asked(people: i64, unknown: i64) -> Vec<Asked> {
    let one = |n: i64| {
        let sent_at = NOW.plus(n * MINUTE);
        Asked { sent_at, unknown_at: (n < unknown).then(|| sent_at.plus(HOUR)) }
    };
    (0..people).map(one).collect()
}

const RIPE: Timestamp = NOW.plus(9 * DAY);

#[test]
fn r13_too_many_who_do_not_know_the_sender_harm_from_fifty_people_up() {
    for (people, unknown, harms) in
        [(49, 49, false), (50, 4, false), (50, 5, true), (200, 13, false), (200, 16, true)]
    {
        let harm = Harm::of(asked(people, unknown), RIPE);
        assert_eq!(harm.is_too_much(), harms, "{unknown} of {people}");
        let a = Counts { harms: harm.is_too_much(), ..counts(200, 200, 0) };
        let verdict = looked(a, counts(200, 0, 0)).verdict;
        assert_eq!(verdict == Verdict::Harm { a: true, b: false }, harms);
    }
    let many = Counts { harms: true, ..counts(100, 0, 0) };
    assert_eq!(looked(many, many).verdict, Verdict::Harm { a: true, b: true });
}

#[test]
fn r6_how_many_do_not_know_the_sender_is_a_range_in_which_nobody_can_be_found() {
    let told = |people, unknown| Harm::of(asked(people, unknown), RIPE).told();
    assert_eq!(told(49, 10), Unknown::TooFew);
    assert_eq!((told(50, 0), told(50, 2)), (Unknown::Few, Unknown::Few));
    assert_eq!((told(50, 3), told(50, 4)), (Unknown::Some, Unknown::Some));
    assert_eq!(told(50, 9), Unknown::Many);
    let few = Counts { unknown: Unknown::Few, ..counts(60, 1, 1) };
    let text = serde_json::to_string(&looked(few, few)).unwrap();
    assert!(text.contains(r#""unknown":"few""#), "{text}");
}

#[test]
fn r6_harm_is_looked_at_when_five_and_twenty_more_have_had_their_seven_days() {
    let people = |ripe: i64| Harm::of(asked(ripe, 0), RIPE).people;
    assert_eq!([49, 50, 74, 75, 99, 100].map(people), [0, 50, 50, 75, 75, 100]);
    // What is said after the seven days changes nothing that was counted.
    let mut late = asked(50, 5);
    late[0].unknown_at = Some(late[0].sent_at.plus(7 * DAY + 1));
    assert_eq!(Harm::of(late, RIPE).unknown, 4);
}

#[test]
fn r13_an_experiment_says_in_a_sentence_what_can_be_said() {
    let names = ["No note", "With a note"];
    let later = |days: i64, arms: [Counts; 2]| {
        look(&Tally { arms, complete_at: Some(NOW.plus(days * DAY)) }, NOW).sentence(names)
    };
    let some = [counts(64, 20, 3), counts(61, 21, 4)];
    assert_eq!(later(7, some), "No difference can be seen yet: 64 and 61 people, 7 more days.");
    assert_eq!(later(1, some), "No difference can be seen yet: 64 and 61 people, 1 more day.");
    assert_eq!(later(0, some), "No difference can be seen: 64 and 61 people.");
    assert_eq!(
        later(7, [Counts::default(); 2]),
        "Too early to say: nobody has had their 7 days yet, 7 more days."
    );
    assert_eq!(
        later(2, [counts(12, 0, 0), counts(10, 0, 0)]),
        "Too early to say: 12 and 10 people have had their 7 days, 30 on each side are needed, 2 more days."
    );
    let won = later(0, [counts(100, 20, 0), counts(100, 50, 0)]);
    assert!(
        won.starts_with("With a note is accepted more often: 50 % against 20 %, 100 and 100 people; the difference is between "),
        "{won}"
    );
    let harm = Counts { harms: true, ..counts(60, 0, 0) };
    assert_eq!(
        later(0, [harm, counts(60, 0, 0)]),
        "No note must not go on: too many of those who were written to say that they don't know you."
    );
}

fn arm() -> impl Strategy<Value = (u32, u32)> {
    (1_u32..2_000).prop_flat_map(|people| (0..=people, Just(people)))
}

/// Who was written to when, and how long after that they said that they don't know the sender.
fn answers() -> impl Strategy<Value = Vec<Asked>> {
    let one = (0_i64..30 * DAY, proptest::option::weighted(0.3, 0_i64..20 * DAY));
    let asked = one.prop_map(|(sent, after)| {
        let sent_at = NOW.plus(sent);
        Asked { sent_at, unknown_at: after.map(|after| sent_at.plus(after)) }
    });
    proptest::collection::vec(asked, 0..160)
}

proptest! {
    #[test]
    fn r6_nobody_is_found_by_looking_twice_at_how_many_do_not_know_the_sender(
        all in answers(), first in 0_i64..40 * DAY, then in 0_i64..40 * DAY
    ) {
        let (first, then) = (NOW.plus(first.min(then)), NOW.plus(first.max(then)));
        let (before, after) = (Harm::of(all.clone(), first), Harm::of(all.clone(), then));
        // What was counted stays counted, and what comes is five and twenty people at once.
        prop_assert!(before.unknown <= after.unknown && before.people <= after.people);
        prop_assert!(before.people == after.people || after.people - before.people >= 25);
        if before.people == after.people {
            prop_assert_eq!(before, after);
        }
        // Who has not had their seven days, or is beyond the last whole step, tells nothing yet.
        let mut order = all.clone();
        order.sort_by_key(|one| one.sent_at);
        for one in order.iter_mut().skip(after.people as usize) {
            one.unknown_at = match one.unknown_at { Some(_) => None, None => Some(one.sent_at) };
        }
        prop_assert_eq!(Harm::of(order, then), after);
    }

    #[test]
    fn r13_intervals_hold_their_share_and_stay_inside(a in arm(), b in arm()) {
        let share = |(cases, people): (u32, u32)| f64::from(cases) / f64::from(people);
        let one = wilson(a, Z);
        prop_assert!(0.0 <= one.low && one.low <= share(a) && share(a) <= one.high && one.high <= 1.0);
        let difference = share(a) - share(b);
        for interval in [newcombe(a, b), always::difference(a, b, 0.025)] {
            prop_assert!(interval.low <= difference + 1e-9 && difference <= interval.high + 1e-9);
            prop_assert!(interval.low >= -1.0 - 1e-9 && interval.high <= 1.0 + 1e-9);
        }
    }

    #[test]
    fn r13_an_experiment_looks_the_same_from_either_side(a in arm(), b in arm()) {
        let (a, b) = (counts(a.1, a.0, a.0 / 3), counts(b.1, b.0, b.0 / 3));
        let turned = match looked(b, a).verdict {
            Verdict::Winner { arm: Arm::A, measure } => Verdict::Winner { arm: Arm::B, measure },
            Verdict::Winner { arm: Arm::B, measure } => Verdict::Winner { arm: Arm::A, measure },
            other => other,
        };
        prop_assert_eq!(looked(a, b).verdict, turned);
    }
}

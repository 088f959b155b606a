//! `kith bench experiments`: made-up campaigns looked at every day, to see how often a winner is
//! called where there is none, and how soon where there is one.

use clap::Args;
use kith_core::{
    experiment::{Arm, Look, Measure, Person, Verdict, interval::Interval, look, tally},
    time::{DAY, HOUR, MINUTE, Timestamp},
};

use crate::{Failure, world::random::Random};

/// The flags of `kith bench experiments`.
#[derive(Debug, Args)]
pub(crate) struct ExperimentsArgs {
    /// Campaigns of each kind.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    campaigns: u32,

    /// Of the generator of chances.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Days of the last look after the last send: everybody has had their seven.
const AFTER: i64 = 8;
/// Sends of a full day, five days a week: what 100 a week leave beside the member's own hand.
const A_DAY: f64 = 16.0;

/// A kind of campaign: how many people, and what share of each arm accepts and answers.
#[derive(Debug, Clone, Copy)]
struct Case {
    name: &'static str,
    people: u32,
    a: (f64, f64),
    b: (f64, f64),
}

const fn case(name: &'static str, people: u32, a: (f64, f64), b: (f64, f64)) -> Case {
    Case { name, people, a, b }
}

/// The figures that are published of such campaigns, and sizes that are run.
const CASES: [Case; 10] = [
    case("A/A 26 %, 5.4 %", 150, (0.26, 0.054), (0.26, 0.054)),
    case("A/A 26 %, 5.4 %", 400, (0.26, 0.054), (0.26, 0.054)),
    case("A/A 37 %, 9.4 %", 1_200, (0.37, 0.094), (0.37, 0.094)),
    case("A/A 10 %, 2 %", 400, (0.10, 0.02), (0.10, 0.02)),
    case("accepted 26 % / 37 %", 400, (0.26, 0.054), (0.37, 0.054)),
    case("accepted 26 % / 37 %", 800, (0.26, 0.054), (0.37, 0.054)),
    case("accepted 26 % / 37 %", 1_200, (0.26, 0.054), (0.37, 0.054)),
    case("answered 5.4 % / 9.4 %", 400, (0.264, 0.054), (0.264, 0.094)),
    case("answered 5.4 % / 9.4 %", 1_200, (0.264, 0.054), (0.264, 0.094)),
    case("answered 5.4 % / 9.4 %", 3_000, (0.264, 0.054), (0.264, 0.094)),
];

/// What came of all campaigns of a kind.
#[derive(Debug, Default)]
struct Outcome {
    campaigns: u32,
    /// Those in which a winner was called on some day.
    called: u32,
    /// Those in which the first call was for A, which is never better here.
    for_a: u32,
    /// Those in which Newcombe's interval left out zero on some day, as who looks every day reads it.
    naive: u32,
    /// The days of the first calls.
    days: Vec<i64>,
}

pub(crate) fn run(args: &ExperimentsArgs) -> Result<(), Failure> {
    println!(
        "{} campaigns a line, looked at every day until all have had their 7 days",
        args.campaigns
    );
    println!(
        "| accepted, answered | people | a winner was called | for the worse | half of the calls by day | with a plain interval of 95 % |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    for (line, case) in CASES.into_iter().enumerate() {
        let mut random = Random::new(args.seed.wrapping_add(line as u64));
        let outcome = campaigns(&case, args.campaigns, &mut random);
        let share = |count: u32| 100.0 * f64::from(count) / f64::from(outcome.campaigns);
        let worse = if case.a == case.b {
            "–".to_owned()
        } else {
            format!("{:.2} %", share(outcome.for_a))
        };
        let half = outcome.days.get(outcome.days.len() / 2).map_or("–".to_owned(), i64::to_string);
        println!(
            "| {} | {} | {:.2} % | {worse} | {half} | {:.1} % |",
            case.name,
            case.people,
            share(outcome.called),
            share(outcome.naive),
        );
    }
    Ok(())
}

fn campaigns(case: &Case, count: u32, random: &mut Random) -> Outcome {
    let mut outcome = Outcome { campaigns: count, ..Outcome::default() };
    for _ in 0..count {
        let people = written_to(case, random);
        let last = people.last().map_or(0, |person| person.sent_at.micros() / DAY);
        let mut naive = false;
        let mut called = None;
        for day in 7..=last + AFTER {
            let now = Timestamp::from_micros(day * DAY);
            let look = look(&tally(&people, now), now);
            naive |= plain(&look);
            if let (None, Verdict::Winner { arm, .. }) = (called, look.verdict) {
                called = Some((day, arm));
            }
        }
        outcome.naive += u32::from(naive);
        if let Some((day, arm)) = called {
            outcome.called += 1;
            outcome.for_a += u32::from(arm == Arm::A);
            outcome.days.push(day);
        }
    }
    outcome.days.sort_unstable();
    outcome
}

/// Whether who reads the plain interval every day would call a winner now: by either measure,
/// from the same number of people.
fn plain(look: &Look) -> bool {
    let out = |interval: Interval| interval.low > 0.0 || interval.high < 0.0;
    let judged = look.verdict != Verdict::TooEarly;
    judged
        && Measure::ALL.iter().any(|measure| match measure {
            Measure::Accepted => out(look.accepted.interval),
            Measure::Answered => out(look.answered.interval),
        })
}

/// The people of one campaign: five days a week, warming up for 14 days, in pairs of A and B in
/// either order; those who act do so within their seven days.
fn written_to(case: &Case, random: &mut Random) -> Vec<Person> {
    let mut people = Vec::with_capacity(case.people as usize);
    let mut first = Arm::A;
    let mut day = 0_i64;
    while people.len() < case.people as usize {
        let warm = (0.2 + 0.8 * day as f64 / 14.0).min(1.0);
        let today = if day % 7 < 5 { (A_DAY * warm) as i64 } else { 0 };
        for nth in 0..today.min(i64::from(case.people) - people.len() as i64) {
            let second = people.len() % 2 == 1;
            if !second {
                first = if random.below(2) == 0 { Arm::A } else { Arm::B };
            }
            let arm = if (first == Arm::A) == second { Arm::B } else { Arm::A };
            let sent_at = Timestamp::from_micros(day * DAY + 9 * HOUR + nth * 20 * MINUTE);
            people.push(acted(case, arm, sent_at, random));
        }
        day += 1;
    }
    people
}

fn acted(case: &Case, arm: Arm, sent_at: Timestamp, random: &mut Random) -> Person {
    let (accepts, answers) = if arm == Arm::A { case.a } else { case.b };
    // Who answers has accepted.
    let chance = random.unit();
    let when = sent_at.plus(random.between(HOUR, 6 * DAY));
    let at = |share: f64| (chance < share).then_some(when);
    let (accepted_at, answered_at) = (at(accepts), at(answers));
    Person { arm, sent_at, accepted_at, answered_at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r13_of_campaigns_without_a_difference_under_5_percent_ever_call_a_winner_looked_at_daily() {
        for case in CASES.into_iter().filter(|case| case.a == case.b) {
            let outcome = campaigns(&case, 1_000, &mut Random::new(9));
            assert!(outcome.called < 50, "{}: {} of 1,000", case.name, outcome.called);
            assert!(outcome.naive > 100, "the plain interval would have called {}", outcome.naive);
        }
    }

    #[test]
    fn r13_a_real_difference_is_seen_more_often_with_more_people_and_hardly_ever_the_wrong_way() {
        for (small, large) in [(4, 6), (7, 9)] {
            let [few, many] =
                [small, large].map(|line| campaigns(&CASES[line], 500, &mut Random::new(9)));
            assert!(few.called < many.called, "{} and {}", few.called, many.called);
            assert!(many.called > 350, "{} of 500", many.called);
            let wrong = few.for_a + many.for_a;
            assert!(wrong < 25, "{wrong} of 1,000: the errors of the measure without a difference");
        }
    }
}

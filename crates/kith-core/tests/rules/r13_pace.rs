//! R13, the pace: civil days and hours of the member's zone through daylight saving, the cap, the
//! warm-up, the distance, and no backlog. What is checked here is worked out apart, with jiff.

use jiff::{Timestamp as Instant, tz::TimeZone};
use kith_core::{
    campaign::{Pace, Past, TimeOfDay, Weekday, pace::jitter},
    policy::OutreachPolicy,
    time::{DAY, HOUR, MINUTE, SECOND, Timestamp, Zone},
};
use proptest::prelude::*;

/// Zones with a change in spring and autumn of either half, of half an hour, at midnight, with
/// offsets of half and of three quarters of an hour, and none at all.
const ZONES: [&str; 9] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "America/Santiago",
    "UTC",
];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn time(text: &str) -> TimeOfDay {
    text.parse().unwrap()
}

/// Everything that goes out from `start` on for so many days; each is sent `late` after its slot.
fn life(pace: &Pace, zone: &Zone, start: Timestamp, days: i64, late: &[i64]) -> Vec<Timestamp> {
    let (rules, mut sent, mut now) = (OutreachPolicy::default(), Vec::new(), start);
    loop {
        let past = Past { started: start, sent: &sent, last: sent.last().copied() };
        let number = u32::try_from(sent.len()).unwrap();
        let next = pace.next(&past, jitter(7, number), zone, &rules, now);
        assert!(next >= now, "a slot is not in the past");
        if next > start.plus_days(days) {
            return sent;
        }
        let pause = late.get(sent.len() % late.len().max(1)).copied().unwrap_or(0);
        now = next.plus(pause);
        // Late, it is looked at again, as a round does.
        let past = Past { started: start, sent: &sent, last: sent.last().copied() };
        if pace.next(&past, jitter(7, number), zone, &rules, now) == now {
            sent.push(now);
        }
    }
}

/// What is wrong with what went out, by civil time alone.
fn wrong(pace: &Pace, zone: &str, start: Timestamp, sent: &[Timestamp]) -> Option<String> {
    let zone = TimeZone::get(zone).unwrap();
    let civil = |at: &Timestamp| {
        Instant::from_microsecond(at.micros()).unwrap().to_zoned(zone.clone()).datetime()
    };
    let first = civil(&start).date();
    let minute = |minutes: u16| i64::from(minutes);
    for (index, one) in sent.iter().enumerate() {
        let local = civil(one);
        let of_day = i64::from(local.time().hour()) * 60 + i64::from(local.time().minute());
        if of_day < minute(pace.from.minutes()) || of_day >= minute(pace.to.minutes()) {
            return Some(format!("{one} is {local} there: outside the hours"));
        }
        let weekday = usize::from(local.date().weekday().to_monday_zero_offset().unsigned_abs());
        if !pace.days.contains(&Weekday::ALL[weekday]) {
            return Some(format!("{local} is on no working day"));
        }
        if index > 0 && one.micros() - sent[index - 1].micros() < 90 * SECOND {
            return Some(format!("{one} is too near to {}", sent[index - 1]));
        }
        let today = sent.iter().filter(|other| civil(other).date() == local.date()).count();
        let age = (local.date() - first).get_days();
        let percent = if age >= 13 { 100 } else { 20 + 80 * age / 13 };
        let cap = (i64::from(pace.daily) * i64::from(percent) / 100).max(1);
        if i64::try_from(today).unwrap() > cap {
            return Some(format!("{today} on {}, of {cap}", local.date()));
        }
    }
    None
}

fn paces() -> impl Strategy<Value = Pace> {
    let days = proptest::sample::subsequence(Weekday::ALL.to_vec(), 1..=7);
    (1_u32..=50, days, 0_u16..1_380, 60_u16..=1_440).prop_map(|(daily, days, from, length)| {
        let to = TimeOfDay::from_minutes((from + length).min(1_440));
        Pace { daily, days, from: TimeOfDay::from_minutes(from), to, reserve: 0 }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn r13_nothing_goes_out_outside_hours_over_the_cap_or_within_90_seconds(
        pace in paces(),
        zone in proptest::sample::select(ZONES.to_vec()),
        // From 1 January 2026 on: every start of a year of changes.
        minute in 0_i64..(365 * 24 * 60),
        late in proptest::collection::vec(0_i64..(3 * HOUR), 1..5),
    ) {
        let start = at("2026-01-01T00:00:00Z").plus(minute * MINUTE);
        let sent = life(&pace, &zone.parse().unwrap(), start, 40, &late);
        prop_assert_eq!(wrong(&pace, zone, start, &sent), None);
        // Whoever always comes an hour late may miss the hours every day.
        let punctual = late.iter().all(|late| *late < 10 * MINUTE);
        prop_assert!(!punctual || !sent.is_empty(), "40 days have a working day");
    }

    #[test]
    fn r13_messages_keep_the_hours_and_the_distance_too(
        pace in paces(),
        zone in proptest::sample::select(ZONES.to_vec()),
        minute in 0_i64..(365 * 24 * 60),
        random in any::<u32>(),
    ) {
        let now = at("2026-01-01T00:00:00Z").plus(minute * MINUTE);
        let rules = OutreachPolicy::default();
        let inner: Zone = zone.parse().unwrap();
        let first = pace.next_uncapped(None, random, &inner, &rules, now);
        let second = pace.next_uncapped(Some(first), random, &inner, &rules, first);
        prop_assert!(second.micros() - first.micros() >= 90 * SECOND);
        for one in [first, second] {
            let sent = [one];
            prop_assert_eq!(wrong(&pace, zone, now.plus_days(-30), &sent), None);
        }
    }
}

#[test]
fn r13_daylight_saving_moves_the_instant_and_not_the_hour() {
    let pace = Pace { daily: 1, ..Pace::default() };
    for (zone, start, winter, summer) in [
        ("Europe/Berlin", "2026-03-27T00:00:00Z", 8, 7),
        ("America/New_York", "2026-03-06T05:00:00Z", 14, 13),
        ("Asia/Kolkata", "2026-03-27T00:00:00Z", 3, 3),
    ] {
        let sent = life(&pace, &zone.parse().unwrap(), at(start), 6, &[0]);
        let hour = |at: &Timestamp| at.micros().rem_euclid(DAY) / HOUR;
        assert!(hour(&sent[0]) >= winter, "{zone}: {sent:?}");
        let monday = sent.iter().find(|one| **one > at(start).plus_days(3)).unwrap();
        assert!((summer..summer + 8).contains(&hour(monday)), "{zone}: {sent:?}");
    }
}

#[test]
fn r13_hours_that_daylight_saving_skips_or_repeats_are_kept() {
    let every = Weekday::ALL.to_vec();
    for (from, to) in
        [("02:15", "03:15"), ("02:30", "04:00"), ("00:00", "24:00"), ("01:30", "02:30")]
    {
        let pace =
            Pace { daily: 50, days: every.clone(), from: time(from), to: time(to), reserve: 0 };
        for start in ["2026-03-28T00:00:00Z", "2026-10-24T00:00:00Z"] {
            let start = at(start);
            let sent = life(&pace, &"Europe/Berlin".parse().unwrap(), start, 4, &[0]);
            assert_eq!(wrong(&pace, "Europe/Berlin", start, &sent), None, "{from}–{to}");
            assert!(sent.len() >= 3, "{from}–{to}: {sent:?}");
        }
    }
}

#[test]
fn r13_a_pause_is_not_made_up_for() {
    let pace = Pace { daily: 40, ..Pace::default() };
    let zone: Zone = "Europe/Berlin".parse().unwrap();
    let (start, rules) = (at("2026-01-05T00:00:00Z"), OutreachPolicy::default());
    // Warmed up, it rests until 16 o'clock: what is left of the day has room for its share only.
    let now = at("2026-02-02T15:00:00Z");
    let (mut sent, mut next) = (Vec::new(), now);
    while next < at("2026-02-02T23:00:00Z") {
        sent.push(next);
        let past = Past { started: start, sent: &sent, last: Some(next) };
        let number = u32::try_from(sent.len()).unwrap();
        next = pace.next(&past, jitter(3, number), &zone, &rules, next);
    }
    assert!((4..=8).contains(&sent.len()), "an hour of eight, at 40 a day: {}", sent.len());
}

#[test]
fn r13_the_warm_up_grows_from_20_to_100_per_cent_in_14_days() {
    let (pace, rules) = (Pace { daily: 50, ..Pace::default() }, OutreachPolicy::default());
    let first = "2026-01-05".parse::<kith_core::day::Day>().unwrap();
    let caps: Vec<u32> = (0..16).map(|day| pace.cap(first, first.plus(day), &rules)).collect();
    assert_eq!((caps[0], caps[13], caps[15]), (10, 50, 50), "{caps:?}");
    assert!(caps.is_sorted(), "{caps:?}");
    let small = Pace { daily: 2, ..pace };
    assert_eq!(small.cap(first, first, &rules), 1, "at least one");
}

#[test]
fn r13_jitter_differs_from_one_to_the_next_and_is_the_same_again() {
    let some: Vec<u32> = (0..100).map(|number| jitter(9, number)).collect();
    let mut sorted = some.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert!(sorted.len() > 95);
    assert_eq!(some, (0..100).map(|number| jitter(9, number)).collect::<Vec<_>>());
}

#[test]
fn r13_what_cannot_be_is_said_at_its_field() {
    let rules = OutreachPolicy::default();
    let wrong = |pace: &Pace| {
        let found = pace.wrong(100, &rules).into_iter();
        found.map(|one| one.field).collect::<Vec<_>>().join(" ")
    };
    let usual = Pace::default();
    assert_eq!(wrong(&usual), "");
    for (pace, fields) in [
        (Pace { daily: 0, ..usual.clone() }, "pace.daily"),
        (Pace { daily: 51, ..usual.clone() }, "pace.daily"),
        (Pace { days: Vec::new(), ..usual.clone() }, "pace.days"),
        (Pace { to: time("09:30"), ..usual.clone() }, "pace.to"),
        (Pace { to: time("08:00"), reserve: 100, ..usual }, "pace.to pace.reserve"),
    ] {
        assert_eq!(wrong(&pace), fields);
    }
    for text in ["9:00", "24:01", "12:60", "aa:bb", "12", "", "-1:00", "+9:00"] {
        assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
    }
    assert_eq!(time("24:00").to_string(), "24:00");
}

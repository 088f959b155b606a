//! R14: instants, calendar months, zones and their clock changes.

use kith_core::{
    id::MemberId,
    time::{DAY, Duration, HOUR, MINUTE, SECOND, Timestamp, Zone},
};
use proptest::prelude::*;

use super::{
    build::{NOW, TICK, at},
    properties::config,
};

#[test]
fn r14_instants_are_whole_microseconds_in_utc() {
    assert_eq!(NOW.to_string(), "2026-03-02T09:00:00Z");
    assert_eq!(NOW.plus(TICK).to_string(), "2026-03-02T09:00:00.000001Z");
    assert_eq!(at("2026-03-02T10:00:00+01:00"), NOW, "written in another offset");
    assert_eq!((24 * HOUR, 60 * MINUTE, 60 * SECOND), (DAY, HOUR, MINUTE));
    assert_eq!(NOW.plus_days(-2), NOW.plus(-2 * DAY));
    for text in ["", "yesterday", "2026-03-02", "2026-03-02T09:00:00", "2026-13-01T00:00:00Z"] {
        assert!(text.parse::<Timestamp>().is_err(), "{text}");
    }
}

#[test]
fn r14_months_are_calendar_months_clamped_to_the_months_end() {
    for (from, months, to) in [
        ("2026-01-31T00:00:00Z", 1, "2026-02-28T00:00:00Z"),
        ("2028-01-31T00:00:00Z", 1, "2028-02-29T00:00:00Z"),
        ("2026-12-31T12:00:00Z", 2, "2027-02-28T12:00:00Z"),
        ("2026-03-31T12:00:00Z", -1, "2026-02-28T12:00:00Z"),
        ("2028-02-29T12:00:00Z", 12, "2029-02-28T12:00:00Z"),
        ("2028-02-29T12:00:00Z", 48, "2032-02-29T12:00:00Z"),
        ("2026-03-28T01:30:00Z", 1, "2026-04-28T01:30:00Z"),
        ("2026-03-15T12:00:00Z", 0, "2026-03-15T12:00:00Z"),
    ] {
        assert_eq!(at(from).plus_months(months), at(to), "{from} and {months} months");
    }
}

#[test]
fn r14_a_month_begins_with_its_first_moment_in_the_members_zone() {
    for (zone, now, start, next) in [
        ("Europe/Berlin", "2026-03-15T12:00:00Z", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"),
        ("Europe/Berlin", "2026-10-15T12:00:00Z", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z"),
        ("Asia/Kolkata", "2026-02-28T18:30:00Z", "2026-02-28T18:30:00Z", "2026-03-31T18:30:00Z"),
        (
            "Pacific/Kiritimati",
            "2026-01-31T10:00:00Z",
            "2026-01-31T10:00:00Z",
            "2026-02-28T10:00:00Z",
        ),
        // Havana's clocks went back over midnight: 1 November 2020 had two, and began with the first.
        ("America/Havana", "2020-11-15T12:00:00Z", "2020-11-01T04:00:00Z", "2020-12-01T05:00:00Z"),
        // Asunción's clocks went forward at midnight: 1 October 2023 began at one o'clock.
        (
            "America/Asuncion",
            "2023-10-15T12:00:00Z",
            "2023-10-01T04:00:00Z",
            "2023-11-01T03:00:00Z",
        ),
        (
            "America/Asuncion",
            "2023-09-15T12:00:00Z",
            "2023-09-01T04:00:00Z",
            "2023-10-01T04:00:00Z",
        ),
    ] {
        let zone: Zone = zone.parse().unwrap();
        assert_eq!(at(now).month_in(&zone), (at(start), at(next)), "{} at {now}", zone.name());
    }
}

#[test]
fn r14_a_date_is_shown_in_the_members_zone() {
    let instant = at("2026-03-28T23:30:00Z");
    for (zone, date, full) in [
        ("UTC", "28 Mar 2026", "Sat 28 Mar 2026, 23:30"),
        ("Europe/Berlin", "29 Mar 2026", "Sun 29 Mar 2026, 00:30"),
        ("America/New_York", "28 Mar 2026", "Sat 28 Mar 2026, 19:30"),
    ] {
        let zone: Zone = zone.parse().unwrap();
        assert_eq!(instant.date_in_zone(&zone), date);
        assert_eq!(instant.in_zone(&zone), full);
    }
}

#[test]
fn r14_a_zone_has_a_name_of_the_iana_list() {
    for name in ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"] {
        assert_eq!(name.parse::<Zone>().unwrap().name(), name);
    }
    assert_eq!(Zone::utc().name(), "UTC");
    for name in ["", "Berlin", "Mars/Olympus", "../../etc/passwd"] {
        assert!(name.parse::<Zone>().is_err(), "{name}");
    }
}

#[test]
fn r14_a_span_counts_its_months_from_the_instant_it_is_added_to() {
    let after = |text: &str, from: &str| text.parse::<Duration>().unwrap().after(at(from));
    assert_eq!(after("P6M", "2026-08-31T09:00:00Z"), Some(at("2027-02-28T09:00:00Z")));
    assert_eq!(after("P1Y", "2028-02-29T09:00:00Z"), Some(at("2029-02-28T09:00:00Z")));
    assert_eq!(after("P21D", "2026-03-02T09:00:00Z"), Some(NOW.plus_days(21)));
    assert_eq!(after("PT90S", "2026-03-02T09:00:00Z"), Some(NOW.plus(90 * SECOND)));
    assert_eq!(after("PT0S", "2026-03-02T09:00:00Z"), Some(NOW));
    assert_eq!(after("P9999Y", "2026-03-02T09:00:00Z"), None, "beyond the calendar");
}

#[test]
fn r14_ids_are_ordered_by_the_time_of_their_making() {
    let early = MemberId::new(NOW, [255; 10]);
    let late = MemberId::new(NOW.plus(1_000), [0; 10]);
    assert!(early < late, "a millisecond apart, whatever the random bytes");
    assert_eq!(early, MemberId::new(NOW, [255; 10]), "and repeatable");
    assert_eq!(early.to_string().parse(), Ok(early));
    assert_eq!(early.to_string().as_bytes()[14], b'7', "UUIDv7");
    assert!("not-an-id".parse::<MemberId>().is_err());
}

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/Havana",
    "America/Asuncion",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
];

fn instants() -> impl Strategy<Value = Timestamp> {
    // 2001 to 2065.
    (978_307_200 * SECOND..3_000_000_000 * SECOND).prop_map(Timestamp::from_micros)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn r14_every_instant_lies_in_its_month_and_months_join(
        instant in instants(), zone in prop::sample::select(&ZONES[..]),
    ) {
        let zone: Zone = zone.parse().unwrap();
        let (start, next) = instant.month_in(&zone);
        prop_assert!(start <= instant && instant < next);
        prop_assert_eq!(next.plus(-TICK).month_in(&zone), (start, next));
        prop_assert_eq!(next.month_in(&zone).0, next);
        prop_assert!(start.date_in_zone(&zone).starts_with("1 "));
        prop_assert!(!start.plus(-TICK).date_in_zone(&zone).starts_with("1 "));
    }

    #[test]
    fn r14_a_later_instant_is_never_earlier_after_the_same_months(
        one in instants(), other in instants(), months in 0..121_i32,
    ) {
        let (early, late) = (one.min(other), one.max(other));
        prop_assert!(early.plus_months(months) <= late.plus_months(months));
        prop_assert!(early.plus_months(months) >= early.plus_days(28 * i64::from(months)));
        prop_assert!(early.plus_months(months) <= early.plus_days(31 * i64::from(months)));
    }

    #[test]
    fn r14_instants_and_ids_read_back_as_written(instant in instants(), random: [u8; 10]) {
        prop_assert_eq!(instant.to_string().parse(), Ok(instant));
        let json = serde_json::to_string(&instant).unwrap();
        prop_assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), instant);
        let id = MemberId::new(instant, random);
        let json = serde_json::to_string(&id).unwrap();
        prop_assert_eq!(serde_json::from_str::<MemberId>(&json).unwrap(), id);
    }
}

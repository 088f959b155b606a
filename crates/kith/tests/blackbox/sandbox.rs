//! What the stories in a sandbox share: moving to an instant, and trying just before it.

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use super::client::{Answer, Client, at, text};

/// So many hours later.
pub(crate) fn hours(from: Timestamp, hours: i64) -> Timestamp {
    from + SignedDuration::from_hours(hours)
}

/// So many days of 24 hours later.
pub(crate) fn days(from: Timestamp, days: i64) -> Timestamp {
    hours(from, 24 * days)
}

/// So many calendar months later in UTC, clamped to the month's end (R14).
pub(crate) fn months(from: Timestamp, months: i64) -> Timestamp {
    let zoned = from.to_zoned(TimeZone::UTC).checked_add(months.months());
    zoned.expect("the calendar goes on").timestamp()
}

/// Ten o'clock UTC on the next such day of the calendar.
pub(crate) fn next(client: &Client, month: i8, day: i8) -> Timestamp {
    let today = client.now().to_zoned(TimeZone::UTC).date();
    let this_year = Date::new(today.year(), month, day).expect("a date");
    let date = if this_year > today {
        this_year
    } else {
        Date::new(today.year() + 1, month, day).expect("a date")
    };
    date.at(10, 0, 0, 0).to_zoned(TimeZone::UTC).expect("an instant").timestamp()
}

/// One second before `opens` the act is refused for `reason` with that very instant; at the
/// instant it is done. The answer of the act that was done.
///
/// The sandbox's clock goes on by itself: on a machine that stands still for a second in between,
/// the first try may come after the instant; then it must say so itself.
#[track_caller]
pub(crate) fn opens_at(
    client: &Client,
    opens: Timestamp,
    reason: (u16, &str),
    act: impl Fn() -> Answer,
) -> Answer {
    client.move_to(opens - SignedDuration::from_secs(1));
    let early = act();
    if early.status < 300 {
        assert!(client.now() >= opens, "done before {opens}: {early}");
        eprintln!("this machine is too slow to try one second before {opens}");
        return early;
    }
    let refusal = early.refused(reason.0, reason.1);
    assert_eq!(at(&refusal["until"]), opens, "{early}");
    client.move_to(opens);
    let done = act();
    assert!(done.status < 300, "at {opens}, {} in: {done}", client.now());
    done
}

/// What a refusal says would work, in one word each.
pub(crate) fn actions(refusal: &serde_json::Value) -> Vec<String> {
    let list = refusal["instead"].as_array().cloned().unwrap_or_default();
    list.iter().map(|one| text(&one["action"]).to_owned()).collect()
}

//! Calendar days, as members count them (R14).

use std::{fmt, str::FromStr};

use jiff::{SignedDuration, Span, civil::Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::{Timestamp, Zone};

/// The day from which days are numbered.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// A day of the calendar; which one an instant falls on depends on the zone
/// ([`Timestamp::day_in`](crate::time::Timestamp::day_in)).
///
/// Serialised as ISO 8601: `2026-11-25`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The day this many days after 1970-01-01; the nearest one that the calendar has.
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        let span = Span::new().try_days(number);
        let day = span.map(|span| EPOCH.saturating_add(span));
        Self(day.unwrap_or(if number < 0 { Date::MIN } else { Date::MAX }))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn number(self) -> i64 {
        SignedDuration::as_hours(&self.0.duration_since(EPOCH)) / 24
    }

    /// The day so many days later (negative: earlier).
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self::from_number(self.number().saturating_add(days))
    }

    /// The day of the week, counted from Monday: 0 to 6.
    #[must_use]
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_zero_offset().unsigned_abs()
    }

    /// The instants at which clocks in `zone` show this minute of the day (1,440: midnight after
    /// it): the same twice, but in the hour that daylight saving repeats. One that it skips is the
    /// one that calendars commonly take (R14).
    #[must_use]
    pub fn at_minute(self, minute: u16, zone: &Zone) -> [Timestamp; 2] {
        let (day, minute) = if minute >= 1_440 { (self.plus(1), 0) } else { (self, minute) };
        let time = jiff::civil::Time::midnight() + SignedDuration::from_mins(i64::from(minute));
        zone.instants(day.0.to_datetime(time))
    }

    /// The month that it is in, counted: year × 12 + month − 1.
    #[must_use]
    pub fn month_number(self) -> i64 {
        i64::from(self.0.year()) * 12 + i64::from(self.0.month()) - 1
    }

    /// As people read it: `25 Nov 2026`.
    #[must_use]
    pub fn in_words(self) -> String {
        self.0.strftime("%-d %b %Y").to_string()
    }

    /// The same where the year is known: `Wed 25 Nov`.
    #[must_use]
    pub fn short(self) -> String {
        self.0.strftime("%a %-d %b").to_string()
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A text that is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a day; use one such as 2026-11-25")]
pub struct NotADay;

impl FromStr for Day {
    type Err = NotADay;
    fn from_str(text: &str) -> Result<Self, NotADay> {
        text.parse().map(Self).map_err(|_| NotADay)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r14_a_day_is_the_members_own() {
        let at: Timestamp = "2026-03-28T23:30:00Z".parse().unwrap();
        let zone = |name: &str| name.parse::<Zone>().unwrap();
        for (name, day) in [
            ("UTC", "2026-03-28"),
            ("Europe/Berlin", "2026-03-29"),
            ("Pacific/Auckland", "2026-03-29"),
            ("America/Los_Angeles", "2026-03-28"),
        ] {
            assert_eq!(at.day_in(&zone(name)).to_string(), day, "{name}");
        }
    }

    #[test]
    fn days_are_numbered_from_1970_and_read_back() {
        for (text, number) in
            [("1970-01-01", 0), ("1969-12-31", -1), ("2026-03-01", 20_513), ("2024-02-29", 19_782)]
        {
            let day: Day = text.parse().unwrap();
            assert_eq!((day.number(), Day::from_number(number)), (number, day));
            assert_eq!(serde_json::to_string(&day).unwrap(), format!("{text:?}"));
        }
        let day: Day = "2026-02-27".parse().unwrap();
        assert_eq!(day.plus(2).in_words(), "1 Mar 2026");
        assert_eq!(day.plus(-58).to_string(), "2025-12-31");
        assert_eq!(day.short(), "Fri 27 Feb");
        assert_eq!(Day::from_number(i64::MAX).to_string(), "9999-12-31");
        assert!("2026-02-30".parse::<Day>().is_err());
    }
}

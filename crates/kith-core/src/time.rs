//! Instants, calendar months and time zones (R14).

use std::{fmt, str::FromStr};

use jiff::{ToSpan, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::day::Day;

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Microseconds in 24 hours.
pub const DAY: i64 = 24 * HOUR;

/// An instant: whole microseconds since 1970-01-01 UTC.
///
/// Serialised as RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant this many microseconds after 1970-01-01 UTC.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant moved by `micros` microseconds (negative: earlier).
    #[must_use]
    pub const fn plus(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// This instant `days` × 24 hours later.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus(days.saturating_mul(DAY))
    }

    /// This instant `months` calendar months later in UTC, clamped to the month's end (R14):
    /// 31 August plus six months is 28 or 29 February.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let zoned = self.jiff().to_zoned(TimeZone::UTC);
        zoned.checked_add(months.months()).map_or(self, |later| Self::from(later.timestamp()))
    }

    /// The first instant of this instant's calendar month in `zone`, and of the next month.
    #[must_use]
    pub fn month_in(self, zone: &Zone) -> (Self, Self) {
        let local = self.jiff().to_zoned(zone.0.clone());
        let first = local.first_of_month().and_then(|day| day.start_of_day());
        let Ok(first) = first else { return (self, self) };
        let next = first.checked_add(1.month()).and_then(|day| day.start_of_day());
        let start = Self::from(first.timestamp());
        (start, next.map_or(start, |next| Self::from(next.timestamp())))
    }

    /// The date and time of day in `zone`, as people read it: `Mon 23 Nov 2026, 17:07`.
    #[must_use]
    pub fn in_zone(self, zone: &Zone) -> String {
        self.jiff().to_zoned(zone.0.clone()).strftime("%a %-d %b %Y, %H:%M").to_string()
    }

    /// The date in `zone`: `23 Nov 2026`.
    #[must_use]
    pub fn date_in_zone(self, zone: &Zone) -> String {
        self.jiff().to_zoned(zone.0.clone()).strftime("%-d %b %Y").to_string()
    }

    /// The instant in UTC as calendars write it: `20261123T170700Z`.
    #[must_use]
    pub fn basic_utc(self) -> String {
        self.jiff().strftime("%Y%m%dT%H%M%SZ").to_string()
    }

    /// The date and time of day in `zone` as a form's field holds it: `2026-11-23T17:07`.
    #[must_use]
    pub fn local_in(self, zone: &Zone) -> String {
        self.jiff().to_zoned(zone.0.clone()).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// The instant at which clocks in `zone` show `local`, a date and time of day as a form's
    /// field holds it. In the hour that daylight saving skips or repeats: the one that calendars
    /// commonly take.
    #[must_use]
    pub fn from_local(local: &str, zone: &Zone) -> Option<Self> {
        let civil: jiff::civil::DateTime = local.parse().ok()?;
        let zoned = civil.to_zoned(zone.0.clone()).ok()?;
        Some(Self::from(zoned.timestamp()))
    }

    /// The first instant after this one at which clocks in `zone` show `hour` o'clock. Where
    /// daylight saving skips that hour, the one that calendars commonly take (R14).
    #[must_use]
    pub fn next_hour_in(self, hour: i8, zone: &Zone) -> Self {
        let local = self.jiff().to_zoned(zone.0.clone());
        let on = |date: jiff::civil::Date| {
            let there = date.at(hour, 0, 0, 0).to_zoned(zone.0.clone());
            there.map(|there| Self::from(there.timestamp()))
        };
        let today = on(local.date()).ok().filter(|at| *at > self);
        let tomorrow = || local.date().tomorrow().and_then(on).ok();
        today.or_else(tomorrow).unwrap_or_else(|| self.plus_days(1))
    }

    /// The calendar day in `zone` (R14).
    #[must_use]
    pub fn day_in(self, zone: &Zone) -> Day {
        Day::from(self.jiff().to_zoned(zone.0.clone()).date())
    }

    /// The minute of the day that clocks in `zone` show: 0 to 1,439.
    #[must_use]
    pub fn minute_in(self, zone: &Zone) -> u16 {
        let local = self.jiff().to_zoned(zone.0.clone());
        u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs())
    }

    fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(at: jiff::Timestamp) -> Self {
        Self(at.as_microsecond())
    }
}
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.jiff().fmt(f)
    }
}

/// A text that is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not an RFC 3339 instant: {0}")]
pub struct NotAnInstant(String);

impl FromStr for Timestamp {
    type Err = NotAnInstant;
    fn from_str(text: &str) -> Result<Self, NotAnInstant> {
        text.parse::<jiff::Timestamp>()
            .map(Self::from)
            .map_err(|_| NotAnInstant(text.chars().take(40).collect()))
    }
}
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// A member's time zone, by its IANA name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// A name that is no time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a time zone; use a name such as Europe/Berlin")]
pub struct NotAZone;

impl Zone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone's IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The first and the last instant at which clocks show `civil`.
    pub(crate) fn instants(&self, civil: jiff::civil::DateTime) -> [Timestamp; 2] {
        use jiff::tz::AmbiguousOffset::Fold;
        let found = || self.0.to_ambiguous_timestamp(civil);
        let both = match found().offset() {
            Fold { .. } => [found().earlier(), found().later()],
            _ => [found().compatible(), found().compatible()],
        };
        both.map(|at| at.map_or(Timestamp::from_micros(i64::MAX), Timestamp::from))
    }
}
impl FromStr for Zone {
    type Err = NotAZone;
    fn from_str(name: &str) -> Result<Self, NotAZone> {
        TimeZone::get(name).map(Self).map_err(|_| NotAZone)
    }
}

/// A span of time as clients send it: ISO 8601, `P21D`, `PT4H`, `P6M`.
///
/// Months and years are calendar months from the instant it is added to.
#[derive(Debug, Clone, Copy)]
pub struct Duration(jiff::Span);

/// A text that is no span, or a negative one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a span of time; use ISO 8601 such as P21D, PT4H or P6M")]
pub struct NotADuration;

impl FromStr for Duration {
    type Err = NotADuration;
    fn from_str(text: &str) -> Result<Self, NotADuration> {
        let span: jiff::Span = text.parse().map_err(|_| NotADuration)?;
        if span.is_negative() { Err(NotADuration) } else { Ok(Self(span)) }
    }
}
impl Duration {
    /// The instant this span after `at`, or `None` beyond the calendar's end.
    #[must_use]
    pub fn after(self, at: Timestamp) -> Option<Timestamp> {
        let zoned = at.jiff().to_zoned(TimeZone::UTC);
        zoned.checked_add(self.0).ok().map(|later| Timestamp::from(later.timestamp()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r14_months_clamp_to_the_months_end() {
        for (from, months, to) in [
            ("2026-08-31T10:00:00Z", 6, "2027-02-28T10:00:00Z"),
            ("2027-08-31T10:00:00Z", 6, "2028-02-29T10:00:00Z"),
            ("2026-01-15T10:00:00Z", 6, "2026-07-15T10:00:00Z"),
            ("2026-11-30T23:59:59.999999Z", 3, "2027-02-28T23:59:59.999999Z"),
        ] {
            let at: Timestamp = from.parse().unwrap();
            assert_eq!(at.plus_months(months).to_string(), to);
        }
    }

    #[test]
    fn r14_a_month_is_the_members_own_across_daylight_saving() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let at: Timestamp = "2026-03-31T22:30:00Z".parse().unwrap();
        let (start, next) = at.month_in(&berlin);
        assert_eq!(start.to_string(), "2026-03-31T22:00:00Z", "1 April, 00:00 in Berlin");
        assert_eq!(next.to_string(), "2026-04-30T22:00:00Z");
        let (start, next) = at.month_in(&Zone::utc());
        assert_eq!(start.to_string(), "2026-03-01T00:00:00Z");
        assert_eq!(next.to_string(), "2026-04-01T00:00:00Z");
    }

    #[test]
    fn r14_spans_are_iso_and_never_negative() {
        let at: Timestamp = "2026-01-31T00:00:00Z".parse().unwrap();
        let after = |text: &str| text.parse::<Duration>().unwrap().after(at).unwrap().to_string();
        assert_eq!(after("P21D"), "2026-02-21T00:00:00Z");
        assert_eq!(after("P1M"), "2026-02-28T00:00:00Z");
        assert_eq!(after("PT4H"), "2026-01-31T04:00:00Z");
        assert!("-P1D".parse::<Duration>().is_err());
        assert!("soon".parse::<Duration>().is_err());
    }
}

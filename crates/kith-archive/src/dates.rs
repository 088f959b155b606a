//! Dates: one form for each file, of every era, and no guess.
//!
//! Times without a zone are read as UTC.

use jiff::{
    civil::{Date, DateTime},
    tz::TimeZone,
};
use kith_core::{day::Day, time::Timestamp};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let short = word.get(..3)?;
    let place = MONTHS.iter().position(|month| *month == short)?;
    let whole = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ][place];
    (word.len() == 3 || word == whole || word == "sept").then_some(i8::try_from(place + 1).ok()?)
}

fn number<T: std::str::FromStr>(word: &str, digits: std::ops::RangeInclusive<usize>) -> Option<T> {
    let plain = digits.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| word.parse().ok()).flatten()
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    (1900..=2100).contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

fn instant(date: Date, (hour, minute, second): (i8, i8, i8)) -> Option<Timestamp> {
    let there =
        DateTime::new(date.year(), date.month(), date.day(), hour, minute, second, 0).ok()?;
    let zoned = there.to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp::from(zoned.timestamp()))
}

/// A year of four digits, or of two in this century.
fn year(word: &str) -> Option<i16> {
    number(word, 4..=4).or_else(|| number::<i16>(word, 2..=2).map(|year| 2_000 + year))
}

/// `15 Jan 2024`; saved again by a spreadsheet also `15-Jan-24`.
pub(crate) fn connected(text: &str) -> Option<Day> {
    let words: Vec<&str> =
        text.split([' ', '-', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    let [day, word, last] = words[..] else { return None };
    Some(Day::from(date(year(last)?, month(word)?, number(day, 1..=2)?)?))
}

/// `14:03:22`.
fn clock(text: &str) -> Option<(i8, i8, i8)> {
    let parts: Vec<&str> = text.split(':').collect();
    let [hour, minute, rest @ ..] = &parts[..] else { return None };
    let second = match rest {
        [] => 0,
        [second] => number(second.split('.').next().unwrap_or(second), 2..=2)?,
        _ => return None,
    };
    Some((number(hour, 1..=2)?, number(minute, 2..=2)?, second))
}

/// `2025-06-01 14:03:22 UTC`, and with slashes between the parts of the date; the zone may be
/// absent.
pub(crate) fn stamped(text: &str) -> Option<Timestamp> {
    let mut words = text.split_whitespace();
    let parts: Vec<&str> = words.next()?.split(['-', '/']).collect();
    let [year, month, day] = parts[..] else { return None };
    let day = date(number(year, 4..=4)?, number(month, 1..=2)?, number(day, 1..=2)?)?;
    let time = words.next().map_or(Some((0, 0, 0)), clock)?;
    match (words.next(), words.next()) {
        (None | Some("UTC" | "GMT"), None) => instant(day, time),
        _ => None,
    }
}

/// `1/29/26, 2:37 PM`: month first.
pub(crate) fn sent(text: &str) -> Option<Timestamp> {
    let (day, time) = text.split_once(',')?;
    let parts: Vec<&str> = day.trim().split('/').collect();
    let [month, day, last] = parts[..] else { return None };
    let day = date(year(last)?, number(month, 1..=2)?, number(day, 1..=2)?)?;
    let words: Vec<&str> = time.split_whitespace().collect();
    let [time, half] = words[..] else { return None };
    let (hour, minute, second) = clock(time)?;
    let hour = match (hour, half.to_ascii_uppercase().as_str()) {
        (12, "AM") => 0,
        (1..=11, "AM") => hour,
        (12, "PM") => 12,
        (1..=11, "PM") => hour + 12,
        _ => return None,
    };
    instant(day, (hour, minute, second))
}

/// `Wed Jun 24 12:43:42 UTC 2026`.
pub(crate) fn followed(text: &str) -> Option<Timestamp> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [_, word, day, time, "UTC" | "GMT", last] = words[..] else { return None };
    instant(date(number(last, 4..=4)?, month(word)?, number(day, 1..=2)?)?, clock(time)?)
}

/// `Jan 2024` or `2024`: the year and the month.
pub(crate) fn month_or_year(text: &str) -> Option<(i32, Option<i8>)> {
    let words: Vec<&str> =
        text.split([' ', '-', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    let (year, month) = match words[..] {
        [last] => (number::<i16>(last, 4..=4)?, None),
        [word, last] => (year(last)?, Some(month(word)?)),
        _ => return None,
    };
    (1900..=2100).contains(&year).then_some((i32::from(year), month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_its_own_form_of_dates_and_nothing_is_guessed() {
        let day = |text: &str| connected(text).map(|day| day.to_string());
        for (text, wanted) in [
            ("08 Feb 2026", Some("2026-02-08")),
            ("8 February 2026", Some("2026-02-08")),
            ("4-Apr-21", Some("2021-04-04")),
            ("04-Apr-2021", Some("2021-04-04")),
            ("31 Feb 2026", None),
            ("08 Mär 2026", None),
            ("02/08/2026", None),
            ("", None),
            ("8 Février 2026", None),
        ] {
            assert_eq!(day(text).as_deref(), wanted, "{text}");
        }
        let at =
            |read: fn(&str) -> Option<Timestamp>, text: &str| read(text).map(|at| at.to_string());
        for (read, text, wanted) in [
            (stamped as fn(&str) -> _, "2025-06-01 14:03:22 UTC", Some("2025-06-01T14:03:22Z")),
            (stamped, "2026-07-20 10:25:25", Some("2026-07-20T10:25:25Z")),
            (stamped, "2026/08/01 10:00:00 UTC", Some("2026-08-01T10:00:00Z")),
            (stamped, "2026-07-20 10:25:25 PST", None),
            (stamped, "20-07-2026 10:25:25", None),
            (sent, "1/29/26, 2:37 PM", Some("2026-01-29T14:37:00Z")),
            (sent, "12/1/2025, 12:05 AM", Some("2025-12-01T00:05:00Z")),
            (sent, "12/1/25, 12:05\u{202f}PM", Some("2025-12-01T12:05:00Z")),
            (sent, "29/1/26, 2:37 PM", None),
            (sent, "1/29/26, 14:37", None),
            (sent, "1/29/26, 0:37 PM", None),
            (followed, "Wed Jun 24 12:43:42 UTC 2026", Some("2026-06-24T12:43:42Z")),
            (followed, "Wed Jun 24 12:43:42 CEST 2026", None),
        ] {
            assert_eq!(at(read, text).as_deref(), wanted, "{text}");
        }
        assert_eq!(month_or_year("Jan 2024"), Some((2024, Some(1))));
        assert_eq!(month_or_year("2014"), Some((2014, None)));
        assert_eq!(month_or_year("Jan-24"), Some((2024, Some(1))));
        assert_eq!(month_or_year("24"), None);
        assert_eq!(month_or_year("1066"), None);
        assert_eq!(month_or_year("soon"), None);
    }
}

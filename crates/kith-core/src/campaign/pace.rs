//! When a campaign does its next thing (R13): daily cap, working days and hours of the member's
//! zone, warm-up, distance with jitter, and never a backlog.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Wrong;
use crate::{
    account::codes,
    day::Day,
    policy::OutreachPolicy,
    time::{MINUTE, SECOND, Timestamp, Zone},
};

/// The longest look ahead, in days: a year has a day of every week.
const AHEAD: usize = 400;

codes! {
    /// A day of the week.
    Weekday {
        /// Monday.
        Monday = "mon",
        /// Tuesday.
        Tuesday = "tue",
        /// Wednesday.
        Wednesday = "wed",
        /// Thursday.
        Thursday = "thu",
        /// Friday.
        Friday = "fri",
        /// Saturday.
        Saturday = "sat",
        /// Sunday.
        Sunday = "sun",
    }
}

/// A time of day to the minute: `09:00`; `24:00` is midnight at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// So many minutes after midnight, 1,440 at most.
    #[must_use]
    pub const fn from_minutes(minutes: u16) -> Self {
        Self(if minutes > 1_440 { 1_440 } else { minutes })
    }

    /// Minutes after midnight.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A text that is no time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a time of day; use one such as 09:00")]
pub struct NotATimeOfDay;

impl FromStr for TimeOfDay {
    type Err = NotATimeOfDay;
    fn from_str(text: &str) -> Result<Self, NotATimeOfDay> {
        let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let (hours, minutes) = text.split_once(':').ok_or(NotATimeOfDay)?;
        if !digits(hours) || !digits(minutes) {
            return Err(NotATimeOfDay);
        }
        let hours: u16 = hours.parse().map_err(|_| NotATimeOfDay)?;
        let minutes: u16 = minutes.parse().map_err(|_| NotATimeOfDay)?;
        let all = hours * 60 + minutes;
        if minutes < 60 && all <= 1_440 { Ok(Self(all)) } else { Err(NotATimeOfDay) }
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// How fast a campaign goes, by the clocks of its member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// The most invitations on one day.
    pub daily: u32,
    /// On which days.
    pub days: Vec<Weekday>,
    /// From this time of day on.
    pub from: TimeOfDay,
    /// Until before this one.
    pub to: TimeOfDay,
    /// Invitations of the week that are left to the member's own hand.
    pub reserve: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            daily: 15,
            days: Weekday::ALL[..5].to_vec(),
            from: TimeOfDay::from_minutes(9 * 60),
            to: TimeOfDay::from_minutes(17 * 60),
            reserve: 20,
        }
    }
}

/// What went out before.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// When the campaign was started.
    pub started: Timestamp,
    /// When it did what the cap counts: at least all of the last two days, ascending.
    pub sent: &'a [Timestamp],
    /// The last that any campaign of the member did.
    pub last: Option<Timestamp>,
}

impl Pace {
    /// Everything that cannot be so; `weekly` is what the member's plan gives a week.
    #[must_use]
    pub fn wrong(&self, weekly: u32, rules: &OutreachPolicy) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        let mut say = |field: &str, message: String| wrong.push(Wrong::new(field, message));
        let most = rules.daily_maximum;
        if !(1..=most).contains(&self.daily) {
            say("pace.daily", format!("Choose from 1 to {most} invitations a day."));
        }
        if self.days.is_empty() {
            say("pace.days", "Choose at least one day of the week.".to_owned());
        }
        if self.to.0 < self.from.0.saturating_add(60) {
            let message = "Leave at least an hour: the end comes after the beginning.";
            say("pace.to", message.to_owned());
        }
        if self.reserve >= weekly {
            let message = format!(
                "Your plan has {weekly} invitations a week: leave fewer than that to your own hand."
            );
            say("pace.reserve", message);
        }
        wrong
    }

    /// The most invitations on `day` of a campaign that was started on `first`: warming up, it
    /// grows from day to day.
    #[must_use]
    pub fn cap(&self, first: Day, day: Day, rules: &OutreachPolicy) -> u32 {
        let age = u32::try_from(day.number() - first.number()).unwrap_or(0);
        let days = rules.warm_up_days.saturating_sub(1);
        if age >= days {
            return self.daily;
        }
        let percent = rules.warm_up_percent + (100 - rules.warm_up_percent) * age / days;
        (self.daily * percent / 100).max(1)
    }

    /// Whether something may go out at `at`.
    #[must_use]
    pub fn is_open(&self, at: Timestamp, zone: &Zone) -> bool {
        let minute = at.minute_in(zone);
        (self.from.0..self.to.0).contains(&minute) && self.works_on(at.day_in(zone))
    }

    fn works_on(&self, day: Day) -> bool {
        self.days.contains(&Weekday::ALL[usize::from(day.weekday()) % 7])
    }

    /// The first instant from `at` on at which something may go out.
    fn open_from(&self, at: Timestamp, zone: &Zone) -> Timestamp {
        if self.is_open(at, zone) {
            return at;
        }
        let mut day = at.day_in(zone);
        for _ in 0..AHEAD {
            // A day on which the beginning is shown twice may have a second one.
            let begins = day.at_minute(self.from.0, zone);
            let begin = begins.into_iter().find(|begin| *begin >= at && self.is_open(*begin, zone));
            if let Some(begin) = begin {
                return begin;
            }
            day = day.plus(1);
        }
        at.plus_days(AHEAD as i64)
    }

    /// How far apart invitations of `day` are, so that the cap fills the hours.
    fn step(&self, day: Day, cap: u32, zone: &Zone, rules: &OutreachPolicy) -> i64 {
        let [begin, _] = day.at_minute(self.from.0, zone);
        let [_, end] = day.at_minute(self.to.0, zone);
        let hours = (end.micros() - begin.micros()).max(0);
        (hours / 10 * 9 / i64::from(cap.max(1))).max(spacing(rules))
    }

    /// When the next invitation may go out, at `now` or later. `jitter` is random and the same
    /// whenever the same invitation is asked about. A day that went by unused is not made up for.
    #[must_use]
    pub fn next(
        &self,
        past: &Past<'_>,
        jitter: u32,
        zone: &Zone,
        rules: &OutreachPolicy,
        now: Timestamp,
    ) -> Timestamp {
        let first = past.started.day_in(zone);
        let mut at = distant(past.last, jitter, rules, now);
        for _ in 0..AHEAD {
            at = self.open_from(at, zone);
            let day = at.day_in(zone);
            let cap = self.cap(first, day, rules);
            let today = past.sent.iter().rev().filter(|sent| sent.day_in(zone) == day);
            if today.clone().count() >= cap as usize {
                [at, _] = day.plus(1).at_minute(0, zone);
                continue;
            }
            let step = self.step(day, cap, zone, rules);
            let earliest = match today.max() {
                // From 0.8 to 1.2 of the distance.
                Some(last) => last.plus(step / 5 * 4 + share(step / 5 * 2, jitter)),
                None => day.at_minute(self.from.0, zone)[0].plus(share(step / 2, jitter)),
            };
            if earliest <= at {
                return at;
            }
            at = earliest;
            if self.is_open(at, zone) && at.day_in(zone) == day {
                return at;
            }
        }
        at
    }

    /// When something that no cap counts may go out: a message after acceptance.
    #[must_use]
    pub fn next_uncapped(
        &self,
        last: Option<Timestamp>,
        jitter: u32,
        zone: &Zone,
        rules: &OutreachPolicy,
        now: Timestamp,
    ) -> Timestamp {
        self.open_from(distant(last, jitter, rules, now), zone)
    }
}

fn spacing(rules: &OutreachPolicy) -> i64 {
    i64::from(rules.spacing_seconds) * SECOND
}

/// At `now`, but so far from the last.
fn distant(
    last: Option<Timestamp>,
    jitter: u32,
    rules: &OutreachPolicy,
    now: Timestamp,
) -> Timestamp {
    let apart = last.map(|last| last.plus(spacing(rules) + share(MINUTE, jitter)));
    apart.map_or(now, |apart| apart.max(now))
}

/// The part of a span that a random number takes.
fn share(span: i64, jitter: u32) -> i64 {
    let part = i128::from(span) * i128::from(jitter) / i128::from(u32::MAX);
    i64::try_from(part).unwrap_or(0)
}

/// The jitter of the `number`-th thing that a campaign does: random by the campaign's own bytes,
/// and the same whenever it is asked, so that a plan that is shown is kept. (splitmix64, Steele,
/// Lea, Flood 2014)
#[must_use]
pub fn jitter(seed: u64, number: u32) -> u32 {
    let mut z = seed.wrapping_add((u64::from(number) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or(0)
}

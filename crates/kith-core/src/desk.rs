//! The desk: what a member's own history elsewhere says about the invitations to come.
//!
//! Nothing here knows another member; all of it is made from what one person brought along.

use serde::Serialize;

use crate::{
    budget::{Budget, Name, WEEK},
    day::Day,
    time::{DAY, Timestamp, Zone},
};

/// How many months an invitation waits before it lapses (R6).
const LAPSES: i32 = 6;
/// From how many days on a pending invitation is worth withdrawing: few are accepted later.
pub const STALE: i64 = 30;
/// How many days an invitation without an answer has before it counts as not accepted.
const RIPE: i64 = 14;
/// How many months are shown one by one.
const MONTHS: i64 = 12;

/// An invitation that the member sent elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// To whom.
    pub name: String,
    /// Their key as a contact, or nothing where that is not known.
    pub key: String,
    /// When.
    pub sent_at: Timestamp,
    /// Whether something was written with it.
    pub noted: bool,
    /// On which day they became a contact, if they did.
    pub accepted_on: Option<Day>,
}

/// A pending invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pending {
    /// To whom.
    pub name: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// How many days it has waited.
    pub days: i64,
    /// When it lapses.
    pub lapses_at: Timestamp,
    /// Whether it is worth withdrawing.
    pub stale: bool,
}

/// How many were accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Rate {
    /// Of how many: accepted ones, and those that had 14 days to be.
    pub of: u32,
    /// How many were accepted.
    pub accepted: u32,
}

impl Rate {
    /// In whole per cent, where there is something to speak of.
    #[must_use]
    pub fn percent(self) -> Option<u32> {
        (self.of > 0).then(|| (self.accepted * 100 + self.of / 2) / self.of)
    }

    fn count(&mut self, accepted: bool) {
        self.of += 1;
        self.accepted += u32::from(accepted);
    }
}

/// A month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Month {
    /// Such as `2026-11`.
    pub month: String,
    /// How many were sent in it.
    pub sent: u32,
    /// How many of those were accepted, whenever.
    pub accepted: u32,
}

/// What past invitations say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Desk {
    /// Those that wait, the oldest first.
    pub pending: Vec<Pending>,
    /// How many of them are worth withdrawing.
    pub stale: u32,
    /// Sends of the last seven days against the weekly budget.
    pub week: Budget,
    /// How many were accepted.
    pub all: Rate,
    /// Of those with a note.
    pub with_note: Rate,
    /// Of those without.
    pub without_note: Rate,
    /// In how many days half of the accepted ones were.
    pub median_days: Option<i64>,
    /// In how many days nine of ten were.
    pub most_days: Option<i64>,
    /// The last months, the oldest first.
    pub months: Vec<Month>,
}

/// What a member's past invitations say now. One that became no contact is taken for pending until
/// it lapses: an archive does not say what was withdrawn or ignored.
#[must_use]
pub fn desk(sent: &[Sent], weekly: u32, now: Timestamp, zone: &Zone) -> Desk {
    let today = now.day_in(zone);
    let mut desk = Desk {
        pending: Vec::new(),
        stale: 0,
        week: week(sent, weekly, now),
        all: Rate::default(),
        with_note: Rate::default(),
        without_note: Rate::default(),
        median_days: None,
        most_days: None,
        months: last_months(today),
    };
    let first = today.month_number() - MONTHS + 1;
    let mut taken = Vec::new();
    for one in sent {
        let accepted = accepted(one, zone);
        let age = now.micros().saturating_sub(one.sent_at.micros()) / DAY;
        if accepted.is_none() {
            pend(&mut desk, one, age, now);
        }
        taken.extend(accepted);
        if accepted.is_some() || age >= RIPE {
            let side = if one.noted { &mut desk.with_note } else { &mut desk.without_note };
            side.count(accepted.is_some());
            desk.all.count(accepted.is_some());
        }
        let place = usize::try_from(one.sent_at.day_in(zone).month_number() - first);
        if let Some(month) = place.ok().and_then(|place| desk.months.get_mut(place)) {
            month.sent += 1;
            month.accepted += u32::from(accepted.is_some());
        }
    }
    taken.sort_unstable();
    let share =
        |tenths: usize| taken.get((taken.len() * tenths).div_ceil(10).saturating_sub(1)).copied();
    (desk.median_days, desk.most_days) = (share(5), share(9));
    desk.pending.sort_by(|a, b| (a.sent_at, &a.name).cmp(&(b.sent_at, &b.name)));
    desk
}

/// In how many days it was accepted, if it was. Of days, the archive knows no hours.
fn accepted(one: &Sent, zone: &Zone) -> Option<i64> {
    let sent = one.sent_at.day_in(zone);
    // A day before, as the other service counts days in a zone of its own.
    one.accepted_on
        .filter(|day| *day >= sent.plus(-1))
        .map(|day| (day.number() - sent.number()).max(0))
}

fn pend(desk: &mut Desk, one: &Sent, days: i64, now: Timestamp) {
    let lapses_at = one.sent_at.plus_months(LAPSES);
    if lapses_at <= now || one.sent_at > now {
        return;
    }
    let stale = days >= STALE;
    desk.stale += u32::from(stale);
    desk.pending.push(Pending {
        name: one.name.clone(),
        sent_at: one.sent_at,
        days,
        lapses_at,
        stale,
    });
}

fn week(sent: &[Sent], weekly: u32, now: Timestamp) -> Budget {
    let since = now.plus(-WEEK);
    let mut inside: Vec<Timestamp> =
        sent.iter().map(|one| one.sent_at).filter(|at| *at > since && *at <= now).collect();
    inside.sort_unstable();
    let used = u32::try_from(inside.len()).unwrap_or(u32::MAX);
    // At the limit the one that must leave the window before another may be sent.
    let over = inside.len().saturating_sub(weekly as usize);
    let frees = inside.get(over).or(inside.first()).map(|at| at.plus(WEEK));
    Budget::new(Name::Weekly, weekly, used, frees)
}

fn last_months(today: Day) -> Vec<Month> {
    let last = today.month_number();
    let month = |number: i64| Month { month: month_name(number), sent: 0, accepted: 0 };
    (last - MONTHS + 1..=last).map(month).collect()
}

/// A month by its [number](Day::month_number), as ISO 8601 writes it.
#[must_use]
pub fn month_name(number: i64) -> String {
    format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1)
}

/// How the network grew: how many there were at the end of each month, without gaps.
#[must_use]
pub fn growth(added: &[(i64, u32)], today: Day) -> Vec<(String, u32)> {
    let Some((first, _)) = added.first() else { return Vec::new() };
    let last = today.month_number().max(added.last().map_or(*first, |(month, _)| *month));
    let (mut total, mut rest) = (0_u32, added.iter().peekable());
    (*first..=last)
        .map(|month| {
            while let Some((_, count)) = rest.next_if(|(at, _)| *at <= month) {
                total += count;
            }
            (month_name(month), total)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn sent(name: &str, when: &str, noted: bool, accepted: Option<&str>) -> Sent {
        let accepted_on = accepted.map(|day| day.parse().unwrap());
        Sent { name: name.to_owned(), key: String::new(), sent_at: at(when), noted, accepted_on }
    }

    const NOW: &str = "2026-11-20T12:00:00Z";

    #[test]
    fn r6_what_was_sent_and_not_accepted_is_pending_for_six_calendar_months() {
        let rows = [
            sent("Old", "2026-05-20T11:59:59Z", false, None),
            sent("Just", "2026-05-20T12:00:01Z", false, None),
            sent("New", "2026-11-19T12:00:00Z", false, None),
            sent("Yes", "2026-11-01T12:00:00Z", true, Some("2026-11-03")),
            sent("Later", "2026-12-01T12:00:00Z", true, None),
        ];
        let desk = desk(&rows, 100, at(NOW), &Zone::utc());
        let names: Vec<_> = desk.pending.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Just", "New"], "the oldest first; what has lapsed is gone");
        assert_eq!(desk.pending[0].lapses_at, at("2026-11-20T12:00:01Z"));
        assert_eq!((desk.stale, desk.pending[0].stale, desk.pending[1].stale), (1, true, false));
        assert_eq!(desk.pending[1].days, 1);
    }

    #[test]
    fn r7_the_week_slides_and_says_when_the_next_frees() {
        let rows = |count: i64| -> Vec<Sent> {
            let at = |i: i64| at(NOW).plus(-i * DAY);
            (0..count).map(|i| Sent { sent_at: at(i), ..sent("x", NOW, false, None) }).collect()
        };
        let week = |count, limit| desk(&rows(count), limit, at(NOW), &Zone::utc()).week;
        let one = week(3, 10);
        assert_eq!((one.used, one.left), (3, 7));
        assert_eq!(one.frees_at, Some(at("2026-11-25T12:00:00Z")), "the oldest leaves first");
        let full = week(20, 5);
        assert_eq!((full.used, full.left), (7, 0), "of 20, seven are inside");
        assert_eq!(full.frees_at, Some(at("2026-11-23T12:00:00Z")), "the fifth newest must leave");
        assert_eq!(week(0, 5).frees_at, None);
    }

    #[test]
    fn rates_count_what_was_accepted_or_had_its_fourteen_days() {
        let rows = [
            sent("a", "2026-09-01T10:00:00Z", true, Some("2026-09-01")),
            sent("b", "2026-09-01T10:00:00Z", true, Some("2026-09-04")),
            sent("c", "2026-09-02T10:00:00Z", false, None),
            sent("d", "2026-09-02T10:00:00Z", false, Some("2026-10-02")),
            sent("e", "2026-11-19T10:00:00Z", false, None),
            // Somebody who was a contact long before is no answer to this one.
            sent("f", "2026-09-03T10:00:00Z", false, Some("2020-01-01")),
        ];
        let desk = desk(&rows, 100, at(NOW), &Zone::utc());
        assert_eq!(desk.all, Rate { of: 5, accepted: 3 });
        assert_eq!((desk.with_note.percent(), desk.without_note.percent()), (Some(100), Some(33)));
        assert_eq!((desk.median_days, desk.most_days), (Some(3), Some(30)));
        assert_eq!(desk.months.len(), 12);
        let september = desk.months.iter().find(|month| month.month == "2026-09").unwrap();
        assert_eq!((september.sent, september.accepted), (5, 3));
        assert_eq!(desk.months.last().unwrap().month, "2026-11");
        assert_eq!(Rate::default().percent(), None);
    }

    #[test]
    fn growth_has_no_gaps_and_only_grows() {
        let today: Day = "2026-03-05".parse().unwrap();
        let number = |text: &str| text.parse::<Day>().unwrap().month_number();
        let added = [(number("2025-11-03"), 2), (number("2026-01-30"), 3)];
        let grown = growth(&added, today);
        let shown: Vec<_> = grown.iter().map(|(month, total)| (month.as_str(), *total)).collect();
        assert_eq!(
            shown,
            [("2025-11", 2), ("2025-12", 2), ("2026-01", 5), ("2026-02", 5), ("2026-03", 5)]
        );
        assert!(growth(&[], today).is_empty());
    }
}

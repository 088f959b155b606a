//! The budgets of R5 and R7, counted over the whole log each time.

use kith_core::{
    budget::Name,
    time::{DAY, Timestamp},
};
use serde_json::{Value, json};

use super::{End, Model};
use crate::act::{Boost, Which, Who};

/// Seven days, in microseconds.
const WEEK: i64 = 7 * DAY;

impl Model {
    /// When the sends were made that count in the last 7 × 24 h, oldest first.
    #[must_use]
    pub fn week(&self, from: Who, now: Timestamp) -> Vec<Timestamp> {
        let returns = self.policy.invitations.withdraw_returns_send;
        let sent = self.members[from].sent.iter().map(|i| &self.invitations[*i]);
        sent.filter(|one| now < one.at.plus(WEEK) && one.boost.is_none())
            .filter(|one| !returns || !matches!(one.ended, Some((End::Withdrawn, _))))
            .map(|one| one.at)
            .collect()
    }

    /// When the next send is possible where the limit is reached, else when the oldest frees.
    pub(super) fn frees_week(&self, week: &[Timestamp], limit: usize) -> Option<Timestamp> {
        let leaves = week.len().saturating_sub(limit);
        week.get(leaves).map(|at| at.plus(WEEK))
    }

    /// When a place is left where none is, else when the first of those open frees its place.
    pub(super) fn frees_place(&self, open: &[Which], limit: usize) -> Option<Timestamp> {
        let mut lapses: Vec<_> = open.iter().map(|i| self.invitations[*i].expires).collect();
        lapses.sort_unstable();
        lapses.get(lapses.len().saturating_sub(limit)).copied()
    }

    /// Those that stand to the sender.
    #[must_use]
    pub fn open_sent(&self, from: Who, now: Timestamp) -> Vec<Which> {
        let sent = self.members[from].sent.iter();
        sent.filter(|i| self.invitations[**i].is_open(now)).copied().collect()
    }

    /// Notes of this calendar month in the member's zone, and when the next month begins.
    pub(super) fn notes_this_month(&self, from: Who, now: Timestamp) -> (u32, Timestamp) {
        let (first, next) = now.month_in(&self.members[from].zone);
        let sent = self.members[from].sent.iter().map(|i| &self.invitations[*i]);
        let used = sent.filter(|one| one.note.is_some() && one.at >= first).count();
        (u32::try_from(used).unwrap_or(u32::MAX), next)
    }

    /// How many extra invitations of a boost somebody used.
    #[must_use]
    pub fn boost_used(&self, from: Who, boost: Boost) -> u32 {
        let sent = self.members[from].sent.iter().map(|i| &self.invitations[*i]);
        u32::try_from(sent.filter(|one| one.boost == Some(boost)).count()).unwrap_or(u32::MAX)
    }

    /// What a member is told of their limits, in the words of the API.
    #[must_use]
    pub fn limits(&self, who: Who, now: Timestamp) -> Value {
        let member = &self.members[who];
        let plan = self.policy.plan(member.plan);
        let week = self.week(who, now);
        let open = self.open_sent(who, now);
        let first = self.frees_place(&open, plan.pending_invitations as usize);
        let frees = self.frees_week(&week, plan.weekly_invitations as usize);
        let mut budgets = vec![
            budget(Name::Weekly, plan.weekly_invitations, week.len(), frees),
            budget(Name::Pending, plan.pending_invitations, open.len(), first),
        ];
        if let Some(limit) = plan.notes_per_month {
            let (used, next) = self.notes_this_month(who, now);
            let next = Some(next).filter(|_| used > 0);
            budgets.push(budget(Name::Notes, limit, used as usize, next));
        }
        let connections = self.friends[who].len();
        budgets.push(budget(Name::Connections, self.policy.connections.maximum, connections, None));
        json!({
            "budgets": budgets,
            "note_length": plan.note_length,
            "restriction": self.restriction(who, now),
            "boosts": self.running_boosts(who, now),
        })
    }

    fn restriction(&self, who: Who, now: Timestamp) -> Value {
        let step = self.level(who, now);
        match &self.members[who].rung.last {
            Some(last) if step != kith_core::restriction::Level::Clear => json!({
                "step": step,
                "at": last.at,
                "until": self.pause(who, now),
                "appeal": last.appeal,
            }),
            _ => Value::Null,
        }
    }

    fn running_boosts(&self, who: Who, now: Timestamp) -> Vec<Value> {
        let mut running: Vec<_> = self.boosts.iter().enumerate().collect();
        running.retain(|(_, boost)| {
            boost.audience.contains(&who) && boost.from <= now && now < boost.until
        });
        running.sort_by_key(|(_, boost)| boost.until);
        let view = |(index, boost): (usize, &super::Extra)| {
            let used = self.boost_used(who, index);
            json!({"name": boost.name, "extra": boost.extra, "used": used, "until": boost.until})
        };
        running.into_iter().map(view).collect()
    }
}

fn budget(name: Name, limit: u32, used: usize, frees: Option<Timestamp>) -> Value {
    let used = u32::try_from(used).unwrap_or(u32::MAX);
    let left = limit.saturating_sub(used);
    json!({"name": name, "limit": limit, "used": used, "left": left, "frees_at": frees})
}

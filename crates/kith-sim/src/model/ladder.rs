//! The ladder of R8, read naively: rungs are numbers from 0, clear, to 4, the longest pause.

use kith_core::{
    refusal::{Action, Reason},
    restriction::{Level, Signal},
    time::{DAY, HOUR, MINUTE, Timestamp},
};

use super::{End, Model};
use crate::{
    act::Who,
    answer::{Answer, No},
};

/// Where a member stands.
#[derive(Debug, Clone, Default)]
pub struct Rung {
    /// The rung of the last step, or after it was lifted.
    pub level: usize,
    /// When the last step was taken or lifted.
    pub at: Option<Timestamp>,
    /// Until when invitations are paused.
    pub pause: Option<Timestamp>,
    /// The last step.
    pub last: Option<LastStep>,
}

/// The last step of a member.
#[derive(Debug, Clone)]
pub struct LastStep {
    /// When.
    pub at: Timestamp,
    /// What was noticed.
    pub signal: Signal,
    /// Whether it was lifted.
    pub lifted: bool,
    /// What the member said about it.
    pub appeal: Option<String>,
}

impl Model {
    /// The rung at `now`: one lower for each full period of quiet.
    #[must_use]
    pub fn level(&self, who: Who, now: Timestamp) -> Level {
        let rung = &self.members[who].rung;
        let mut level = rung.level;
        if let Some(at) = rung.at {
            let mut quiet = at.plus_days(i64::from(self.policy.restrictions.decay_days));
            while level > 0 && now >= quiet {
                level -= 1;
                quiet = quiet.plus_days(i64::from(self.policy.restrictions.decay_days));
            }
        }
        Level::ALL[level]
    }

    /// Until when invitations are paused, if they are at `now`.
    #[must_use]
    pub fn pause(&self, who: Who, now: Timestamp) -> Option<Timestamp> {
        self.members[who].rung.pause.filter(|until| now < *until)
    }

    /// Takes a step: to `level`, or to the next rung.
    pub fn step(&mut self, who: Who, level: Option<Level>, signal: Signal, now: Timestamp) {
        let next = (self.level(who, now) as usize + 1).min(4);
        let level = level.map_or(next, |level| level as usize);
        let hours = self.policy.restrictions.pause_hours;
        let until = level.checked_sub(2).map(|pause| now.plus(i64::from(hours[pause]) * HOUR));
        // What an operator sets stands in the place of a pause in force; a signal's step never
        // shortens one.
        let in_force = self.pause(who, now).filter(|_| signal != Signal::Operator);
        let pause = in_force.into_iter().chain(until).max();
        let last = LastStep { at: now, signal, lifted: false, appeal: None };
        self.members[who].rung = Rung { level, at: Some(now), pause, last: Some(last) };
    }

    /// The operator lifts the step in force: one rung lower and no pause.
    pub fn lift(&mut self, who: Who, now: Timestamp) -> Answer {
        let level = self.level(who, now) as usize;
        let rung = &mut self.members[who].rung;
        match rung.last.as_mut().filter(|last| !last.lifted && level > 0) {
            None => Answer::No(No::new(Reason::NotRestricted)),
            Some(last) => {
                last.lifted = true;
                rung.level = level - 1;
                rung.at = Some(now);
                rung.pause = None;
                Answer::Done
            }
        }
    }

    /// The member appeals the step in force.
    pub fn appeal(&mut self, who: Who, text: &str, now: Timestamp) -> Answer {
        let level = self.level(who, now) as usize;
        let last = self.members[who].rung.last.as_mut();
        match last.filter(|last| !last.lifted && level > 0) {
            None => Answer::No(No::new(Reason::NotRestricted)),
            Some(last) => {
                last.appeal = Some(text.to_owned());
                Answer::Done
            }
        }
    }

    /// Check 7 of R4.
    pub(super) fn paused(&self, from: Who, knows_email: bool, now: Timestamp) -> Option<No> {
        let until = self.pause(from, now)?;
        let longest = self.level(from, now) == Level::PausedLong;
        if longest && knows_email {
            return None;
        }
        let other = if longest { Action::GiveEmail } else { Action::Engage };
        let no = No::new(Reason::Restricted).until(Some(until));
        Some(no.instead(&[Action::Appeal, other]))
    }

    /// Whether something counts as evidence that happened at `at`: after the window's begin, and
    /// after the last step.
    fn is_fresh(&self, who: Who, at: Timestamp, window: Timestamp) -> bool {
        at > window && self.members[who].rung.at.is_none_or(|step| at > step)
    }

    /// Whether the send just made is one too many.
    pub(super) fn is_burst(&self, from: Who, now: Timestamp) -> bool {
        let rules = &self.policy.restrictions;
        // The send itself counts even at the instant of the last step.
        let others = &self.members[from].sent[..self.members[from].sent.len() - 1];
        let after = |window: Timestamp| {
            let sent = others.iter().map(|i| self.invitations[*i].at);
            1 + sent.filter(|at| self.is_fresh(from, *at, window)).count()
        };
        let short = now.plus(-i64::from(rules.burst_minutes) * MINUTE);
        after(short) > rules.burst_invitations as usize
            || after(now.plus(-DAY)) > rules.burst_day_invitations as usize
    }

    /// Whether too many said that they don't know the sender.
    pub(super) fn is_unknown_to_many(&self, from: Who, now: Timestamp) -> bool {
        let rules = &self.policy.restrictions;
        let window = now.plus_days(-i64::from(rules.unknown_days));
        let said = self.members[from].sent.iter().filter_map(|i| self.silent.reports.get(i));
        let count = said.filter(|at| self.is_fresh(from, **at, window)).count();
        count >= rules.unknown_reports as usize
    }

    /// Whether too few accept.
    fn is_rarely_accepted(&self, from: Who, now: Timestamp) -> bool {
        let rules = &self.policy.restrictions;
        let window = now.plus_days(-i64::from(rules.acceptance_days));
        let ripe = now.plus_days(-i64::from(rules.acceptance_ripe_days));
        let (mut sample, mut accepted) = (0, 0);
        for one in self.members[from].sent.iter().map(|i| &self.invitations[*i]) {
            if !self.is_fresh(from, one.at, window) {
                continue;
            }
            let resolved = matches!(one.ended, Some((End::Accepted | End::Withdrawn, _)));
            if resolved || one.is_lapsed(now) || one.at <= ripe {
                sample += 1;
                accepted += u32::from(matches!(one.ended, Some((End::Accepted, _))));
            }
        }
        sample >= rules.acceptance_sample && accepted * 100 < rules.acceptance_percent * sample
    }

    /// Due work: lapses what is due, and looks for the signals that time brings.
    pub fn sweep(&mut self, now: Timestamp) -> Answer {
        let mut expired = 0;
        for one in &mut self.invitations {
            if one.is_lapsed(now) && !one.swept {
                one.swept = true;
                expired += 1;
            }
        }
        let mut restricted = 0;
        for who in 0..self.members.len() {
            self.settle_full(who, now);
            if self.has_been_full(who, now) {
                self.step(who, None, Signal::PendingFull, now);
                restricted += 1;
            }
        }
        for who in 0..self.members.len() {
            if self.is_rarely_accepted(who, now) {
                self.step(who, None, Signal::Acceptance, now);
                restricted += 1;
            }
        }
        Answer::Swept { expired, restricted }
    }

    /// Forgets since when no place was left, where one was left since.
    pub(super) fn settle_full(&mut self, who: Who, now: Timestamp) {
        let Some(since) = self.members[who].full_since else { return };
        let mut sent = self.members[who].sent.iter().map(|i| &self.invitations[*i]);
        if sent.any(|one| one.is_lapsed(now) && one.expires > since) {
            self.members[who].full_since = None;
        }
    }

    fn has_been_full(&self, who: Who, now: Timestamp) -> bool {
        let Some(since) = self.members[who].full_since else { return false };
        let since = self.members[who].rung.at.map_or(since, |step| since.max(step));
        now >= since.plus_days(i64::from(self.policy.restrictions.pending_full_days))
    }
}

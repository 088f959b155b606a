//! How time goes by: seconds, hours, weeks, and jumps exactly onto the instants at which a rule
//! begins or ceases to hold.

use kith_core::{
    account::Gate,
    restriction::Level,
    time::{DAY, HOUR, MINUTE, SECOND, Timestamp},
};

use super::World;
use crate::{
    act::{Act, Ask, Decree, Deed, Reaction, Setting, Which, Who},
    model::End,
};

/// An instant at which something changes by itself, and what is worth doing there.
struct Moment {
    at: Timestamp,
    act: Act,
}

impl World {
    /// Lets some time pass: to the next appointment, a little, much, or onto a moment.
    pub(super) fn pass_time(&mut self) {
        if let Some((at, _)) = self.agenda.front() {
            let wait = at.micros() - self.now().micros();
            self.clock.advance(wait.max(0));
            return;
        }
        if self.spree.is_some() {
            let still = self.dice.percent(10) && self.may_stand_still();
            self.clock.advance(if still { 0 } else { 1 + self.dice.micros(20 * SECOND) });
            return;
        }
        let (die, dice) = (self.dice.below(1_000), &self.dice);
        let mean = self.mean_wait();
        let wait = match die {
            0..300 => dice.micros(90 * SECOND),
            300..560 => dice.micros(90 * MINUTE),
            560..800 => dice.micros(mean * 5),
            800..835 => dice.micros(mean * 20),
            835..840 => dice.micros(40 * DAY),
            _ => return self.jump_onto_moment(),
        };
        self.clock.advance(1 + wait);
    }

    /// How long a step must last on average from now on, so that the steps fill the world's days.
    fn mean_wait(&self) -> i64 {
        let end = self.setup.begin.plus_days(self.setup.days);
        let left = self.setup.steps.saturating_sub(self.step) + 1;
        ((end.micros() - self.now().micros()) / i64::from(left)).max(MINUTE)
    }

    /// Whether two acts may happen at this very instant: not where a step on a ladder was taken.
    fn may_stand_still(&self) -> bool {
        let now = self.now();
        self.model.members.iter().all(|member| member.rung.at != Some(now))
    }

    /// Puts a moment on the agenda, with what is done a microsecond before it and at it.
    fn jump_onto_moment(&mut self) {
        let kind = self.dice.below(11);
        let mut moments = self.moments(kind);
        let now = self.now();
        let horizon = now.plus_days(if self.dice.percent(15) { 25 } else { 3 });
        moments.retain(|moment| now.plus(1) < moment.at && moment.at < horizon);
        moments.sort_by_key(|moment| moment.at);
        // The next ones only: what lies between is passed over.
        let next = &moments[..moments.len().min(3)];
        let Some(moment) = self.dice.pick(next) else {
            self.clock.advance(1 + self.dice.micros(HOUR));
            return;
        };
        if self.dice.percent(60) {
            self.agenda.push_back((moment.at.plus(-1), moment.act.clone()));
        }
        self.agenda.push_back((moment.at, moment.act.clone()));
        if let Some((at, _)) = self.agenda.front() {
            self.clock.advance(at.micros() - now.micros());
        }
    }

    /// The moments of one kind.
    fn moments(&self, kind: usize) -> Vec<Moment> {
        let model = &self.model;
        let invitations = || model.invitations.iter().enumerate();
        let now = self.now();
        match kind {
            0 => invitations()
                .filter(|(_, one)| one.is_open(now))
                .map(|(which, one)| Moment { at: one.expires, act: self.at_expiry(which) })
                .collect(),
            1 => invitations().filter_map(|(which, _)| self.rest_end(which)).collect(),
            2 => invitations()
                .filter(|(_, one)| !model.are_connected(one.from, one.to))
                .filter_map(|(_, one)| {
                    let until = model.attempts_until(one.from, one.to, now)?;
                    Some(self.again(one.from, one.to, until))
                })
                .collect(),
            3 => self.week_ends(),
            4 => self.members_moments(|member| member.rung.pause, |who| self.invites(who, None)),
            5 => {
                let decay =
                    |at: Timestamp| at.plus_days(i64::from(model.policy.restrictions.decay_days));
                self.members_moments(
                    |member| member.rung.at.map(decay),
                    |who| Act::Decree(who, Decree::Restrict(None)),
                )
            }
            6 => {
                let wait = i64::from(model.policy.blocks.again_after_hours) * HOUR;
                let freed = model.unblocked.iter();
                freed
                    .map(|((who, whom), at)| Moment {
                        at: at.plus(wait),
                        act: Act::Do(*who, Deed::Block, Some(*whom)),
                    })
                    .collect()
            }
            7 => self.members_moments(
                |member| Some(now.month_in(&member.zone).1),
                |who| self.invites(who, self.note()),
            ),
            8 => {
                let days = i64::from(model.policy.restrictions.pending_full_days);
                self.members_moments(|m| Some(m.full_since?.plus_days(days)), |_| Act::Due)
            }
            9 => self.burst_ends(),
            _ => self.boost_moments(),
        }
    }

    fn members_moments(
        &self,
        at: impl Fn(&crate::model::Member) -> Option<Timestamp>,
        act: impl Fn(Who) -> Act,
    ) -> Vec<Moment> {
        let active = self.model.members.iter().enumerate().filter(|(_, member)| member.active);
        active
            .filter_map(|(who, member)| Some((who, at(member)?)))
            .filter(|(_, at)| *at > self.now())
            .map(|(who, at)| Moment { at, act: act(who) })
            .collect()
    }

    fn invites(&self, who: Who, note: Option<crate::act::Note>) -> Act {
        let whom = self.somebody_new(who);
        Act::Invite(who, Ask { note, ..self.plain(whom) })
    }

    fn again(&self, from: Who, to: Who, at: Timestamp) -> Moment {
        let act = if self.dice.percent(80) {
            Act::Invite(from, self.plain(to))
        } else {
            Act::Look(from, to)
        };
        Moment { at, act }
    }

    fn at_expiry(&self, which: Which) -> Act {
        let one = &self.model.invitations[which];
        let (from, to) = (one.from, one.to);
        match self.dice.below(8) {
            0 => Act::React(to, which, Reaction::Accept),
            1 => Act::React(from, which, Reaction::Withdraw),
            2 => Act::React(to, which, Reaction::Ignore { known: self.dice.percent(50) }),
            3 => Act::React(to, which, Reaction::Reply("at last".to_owned())),
            4 => Act::Invite(from, self.plain(to)),
            5 => Act::Invite(to, self.plain(from)),
            6 => Act::Due,
            _ => Act::Look(from, to),
        }
    }

    fn rest_end(&self, which: Which) -> Option<Moment> {
        let one = &self.model.invitations[which];
        let from = match one.ended {
            Some((End::Withdrawn, at)) => at,
            None if one.is_lapsed(self.now()) => one.expires,
            _ => return None,
        };
        let days = i64::from(self.model.policy.invitations.rest_days);
        Some(self.again(one.from, one.to, from.plus_days(days)))
    }

    /// Where a place of the week frees for somebody who has none.
    fn week_ends(&self) -> Vec<Moment> {
        let mut moments = Vec::new();
        for (who, member) in self.model.members.iter().enumerate().filter(|(_, m)| m.active) {
            let week = self.model.week(who, self.now());
            let limit = self.model.policy.plan(member.plan).weekly_invitations as usize;
            if week.len() >= limit.max(1) {
                let frees = week[week.len() - limit.max(1)].plus_days(7);
                moments.push(Moment { at: frees, act: self.invites(who, None) });
            }
        }
        moments
    }

    /// Where a send leaves one of the windows in which a burst is counted.
    fn burst_ends(&self) -> Vec<Moment> {
        let recent = self.model.invitations.iter().rev().take(60);
        let short = i64::from(self.model.policy.restrictions.burst_minutes) * MINUTE;
        let ends =
            recent.flat_map(|one| [one.at.plus(short), one.at.plus(DAY)].map(|at| (one, at)));
        let there = ends.filter(|(one, _)| self.model.members[one.from].active);
        there.map(|(one, at)| Moment { at, act: self.invites(one.from, None) }).collect()
    }

    fn boost_moments(&self) -> Vec<Moment> {
        let mut moments = Vec::new();
        for boost in &self.model.boosts {
            let audience: Vec<Who> = boost.audience.iter().copied().collect();
            let (from, to) = (self.dice.one(&audience), self.dice.one(&audience));
            moments.push(self.again(from, to, boost.from));
            moments.push(self.again(from, to, boost.until));
        }
        // Now and then a ladder or a gate is set, so that later moments have something to meet.
        if moments.is_empty() {
            let who = self.dice.below(self.model.members.len());
            let soon = self.now().plus(HOUR);
            let act = if self.dice.percent(50) {
                Act::Decree(who, Decree::Restrict(Some(Level::PausedLong)))
            } else {
                Act::Set(who, Setting::Gate(Gate::SecondDegree))
            };
            moments.push(Moment { at: soon, act });
        }
        moments
    }
}

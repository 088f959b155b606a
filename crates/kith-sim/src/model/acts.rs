//! What else members and operators do, read naively (R1, R6).

use kith_core::{
    account::Plan,
    id::InvitationId,
    refusal::{Action, Reason},
    restriction::Signal,
    time::{HOUR, Timestamp},
};

use super::{End, Extra, Message, Model, ordered};
use crate::{
    act::{Decree, Deed, Reaction, Setting, Which, Who},
    answer::{Answer, No},
};

fn no(reason: Reason) -> Answer {
    Answer::No(No::new(reason))
}

impl Model {
    /// Gives the invitation sent last the id that the app made.
    pub fn name_last(&mut self, id: InvitationId) {
        if let Some(last) = self.invitations.last_mut() {
            last.id = Some(id);
        }
    }

    /// Reacts to an invitation.
    pub fn react(&mut self, who: Who, which: Which, reaction: &Reaction, now: Timestamp) -> Answer {
        let one = &self.invitations[which];
        let withdraws = *reaction == Reaction::Withdraw;
        if who != if withdraws { one.from } else { one.to } {
            return Answer::NotFound;
        }
        if withdraws && self.are_blocked(one.from, one.to) {
            return no(Reason::NotFound);
        }
        if withdraws {
            return if self.withdraw(which, now) { Answer::Done } else { no(Reason::NotPending) };
        }
        if let Some(refusal) = self.hidden(who, one.from) {
            return Answer::No(refusal);
        }
        let waits = one.is_open(now);
        match reaction {
            Reaction::Accept if waits => self.accept(who, which, now),
            Reaction::Reply(body) if waits => {
                let (from, to) = (who, one.from);
                let message = Message {
                    from,
                    to,
                    body: body.clone(),
                    at: now,
                    under: Some(which),
                    is_note: false,
                };
                self.messages.push(message);
                Answer::Done
            }
            Reaction::Ignore { known } if waits && !self.silent.ignored.contains(&which) => {
                self.ignore(which, *known, now);
                Answer::Done
            }
            _ => no(Reason::NotPending),
        }
    }

    /// Accepts an open invitation.
    pub(super) fn accept(&mut self, who: Who, which: Which, now: Timestamp) -> Answer {
        let from = self.invitations[which].from;
        if let Some(refusal) = self.connections_full(who, from) {
            return Answer::No(refusal);
        }
        self.end(which, End::Accepted, now);
        let one = &self.invitations[which];
        if let Some(body) = one.note.clone() {
            let at = one.at;
            self.messages.push(Message {
                from,
                to: who,
                body,
                at,
                under: Some(which),
                is_note: true,
            });
        }
        self.connected.insert(ordered(who, from), now);
        self.friends[who].insert(from);
        self.friends[from].insert(who);
        self.follows.entry((who, from)).or_insert(now);
        self.follows.entry((from, who)).or_insert(now);
        self.silent.unknown.remove(&(who, from));
        Answer::Done
    }

    fn ignore(&mut self, which: Which, known: bool, now: Timestamp) {
        let (from, to) = (self.invitations[which].from, self.invitations[which].to);
        self.silent.ignored.insert(which);
        if !known {
            self.silent.reports.insert(which, now);
            self.silent.unknown.insert((to, from));
            if self.is_unknown_to_many(from, now) {
                self.step(from, None, Signal::Unknown, now);
            }
        }
    }

    fn end(&mut self, which: Which, how: End, now: Timestamp) {
        self.invitations[which].ended = Some((how, now));
        let from = self.invitations[which].from;
        self.members[from].full_since = None;
    }

    fn withdraw(&mut self, which: Which, now: Timestamp) -> bool {
        let open = self.invitations[which].is_open(now);
        if open {
            self.end(which, End::Withdrawn, now);
        }
        open
    }

    /// Withdraws these, as far as they are `who`'s and pending.
    pub fn withdraw_these(&mut self, who: Who, these: &[Which], now: Timestamp) -> Answer {
        let (mut withdrawn, mut skipped) = (0, 0);
        for which in these {
            if self.invitations[*which].from == who && self.withdraw(*which, now) {
                withdrawn += 1;
            } else {
                skipped += 1;
            }
        }
        Answer::Withdrew { withdrawn, skipped }
    }

    /// Withdraws all that are so many days old.
    pub fn withdraw_older(&mut self, who: Who, days: u32, now: Timestamp) -> Answer {
        let before = now.plus_days(-i64::from(days));
        let mut these = self.open_sent(who, now);
        these.retain(|which| self.invitations[*which].at <= before);
        self.withdraw_these(who, &these, now)
    }

    /// One member does something to another.
    pub fn deed(&mut self, who: Who, deed: Deed, whom: Option<Who>, now: Timestamp) -> Answer {
        let Some(whom) = whom else { return no(Reason::NotFound) };
        match deed {
            Deed::Unblock => return self.unblock(who, whom, now),
            Deed::Block if self.blocks.contains_key(&(who, whom)) => return Answer::Done,
            _ => {}
        }
        if let Some(refusal) = self.hidden(who, whom) {
            return Answer::No(refusal);
        }
        match deed {
            Deed::Follow => {
                self.follows.entry((who, whom)).or_insert(now);
            }
            Deed::Unfollow => {
                self.follows.remove(&(who, whom));
            }
            Deed::Remove if !self.are_connected(who, whom) => return no(Reason::NotConnected),
            Deed::Remove => self.disconnect(who, whom),
            Deed::LiftUnknown => {
                self.silent.unknown.remove(&(who, whom));
            }
            Deed::Dismiss => {
                self.dismissed.insert((who, whom));
            }
            Deed::Block => return self.block(who, whom, now),
            Deed::Unblock => {}
        }
        Answer::Done
    }

    fn disconnect(&mut self, a: Who, b: Who) {
        self.connected.remove(&ordered(a, b));
        self.friends[a].remove(&b);
        self.friends[b].remove(&a);
        self.follows.remove(&(a, b));
        self.follows.remove(&(b, a));
    }

    fn block(&mut self, who: Who, whom: Who, now: Timestamp) -> Answer {
        let wait = i64::from(self.policy.blocks.again_after_hours) * HOUR;
        let until = self.unblocked.get(&(who, whom)).map(|at| at.plus(wait));
        if until.is_some_and(|until| now < until) {
            let refusal = No::new(Reason::BlockedRecently).until(until);
            return Answer::No(refusal.instead(&[Action::Wait]));
        }
        for (from, to) in [(who, whom), (whom, who)] {
            if let Some(which) = self.open(from, to, now) {
                self.end(which, End::Gone, now);
            }
        }
        self.disconnect(who, whom);
        self.blocks.insert((who, whom), now);
        Answer::Done
    }

    fn unblock(&mut self, who: Who, whom: Who, now: Timestamp) -> Answer {
        if self.blocks.remove(&(who, whom)).is_none() {
            return no(Reason::NotFound);
        }
        self.unblocked.insert((who, whom), now);
        Answer::Done
    }

    /// A member changes a setting.
    pub fn set(&mut self, who: Who, setting: &Setting) -> Answer {
        let member = &mut self.members[who];
        match setting {
            Setting::Gate(gate) => member.gate = *gate,
            Setting::ListVisible(visible) => member.list_visible = *visible,
            Setting::FollowFirst(first) => member.follow_first = *first,
            Setting::Reminders(wanted) => member.reminders = *wanted,
            Setting::Zone(name) => match name.parse() {
                Ok(zone) => member.zone = zone,
                Err(_) => return Answer::Invalid("time_zone".to_owned()),
            },
        }
        Answer::Done
    }

    /// The operator, who joined first, decrees.
    pub fn decree(&mut self, who: Who, decree: &Decree, now: Timestamp) -> Answer {
        match decree {
            Decree::Active(_) if who == 0 => return Answer::Invalid("status".to_owned()),
            Decree::Active(active) => self.members[who].active = *active,
            Decree::Plan(plan) => self.change_plan(who, *plan, now),
            Decree::Restrict(Some(kith_core::restriction::Level::Clear)) => {
                return Answer::Invalid("level".to_owned());
            }
            Decree::Restrict(level) => self.step(who, *level, Signal::Operator, now),
            Decree::Lift => return self.lift(who, now),
        }
        Answer::Done
    }

    /// Another plan has more or fewer pending places: they may be full from now on, or not.
    fn change_plan(&mut self, who: Who, plan: Plan, now: Timestamp) {
        self.settle_full(who, now);
        self.members[who].plan = plan;
        let places = self.policy.plan(plan).pending_invitations as usize;
        let full = self.open_sent(who, now).len() >= places;
        let since = self.members[who].full_since;
        self.members[who].full_since = if full { since.or(Some(now)) } else { None };
    }

    /// The operator gives a boost.
    pub fn give(&mut self, boost: Extra) -> Answer {
        if boost.until <= boost.from {
            return Answer::Invalid("until".to_owned());
        }
        self.boosts.push(boost);
        Answer::Done
    }
}

//! The ten checks of R4, read naively.

use kith_core::{
    account::Gate,
    invitation::Source,
    refusal::{Action, Reason},
    restriction::Signal,
    time::Timestamp,
};

use super::{Invitation, Message, Model};
use crate::{
    act::{Ask, Boost, Email, Who},
    answer::{Answer, No},
};

/// The note as it is kept: trimmed, and none where nothing is left.
fn kept(ask: &Ask) -> Option<String> {
    let note = ask.note.as_ref().filter(|note| note.length > 0);
    note.map(|note| note.text.trim().to_owned())
}

/// Whose connections the sender looked at, where that is where they came from.
fn via(ask: &Ask) -> Option<Who> {
    ask.via.filter(|_| ask.source == Source::Mutual)
}

impl Model {
    /// Sends an invitation, or says why not.
    pub fn invite(&mut self, from: Who, ask: &Ask, now: Timestamp) -> Answer {
        let Some(to) = ask.to else { return Answer::No(No::new(Reason::NotFound)) };
        if let Some(refusal) = via(ask).and_then(|via| self.hidden(from, via)) {
            return Answer::No(refusal);
        }
        if let Some(refusal) = self.hidden(from, to) {
            return Answer::No(refusal);
        }
        if self.are_connected(from, to) {
            return Answer::No(No::new(Reason::AlreadyConnected).instead(&[Action::Message]));
        }
        if let Some(theirs) = self.open(to, from, now) {
            let id = self.invitations[theirs].id;
            return match self.accept(from, theirs, now) {
                Answer::Done => {
                    self.write_crossing_note(from, to, ask, now);
                    Answer::Connected(id)
                }
                refused => refused,
            };
        }
        if let Some(mine) = self.open(from, to, now) {
            let id = self.invitations[mine].id;
            return Answer::AlreadyPending(id, Some(self.already_pending(from, to)));
        }
        let refusals = self.refusals(from, to, ask, now);
        if let Some((first, others)) = refusals.split_first() {
            let also = others.iter().map(|other| other.reason).collect();
            return Answer::No(No { also, ..first.clone() });
        }
        self.send(from, to, ask, now);
        Answer::Sent
    }

    /// The note of an invitation that crosses theirs is not dropped: it is a message.
    fn write_crossing_note(&mut self, from: Who, to: Who, ask: &Ask, now: Timestamp) {
        if let Some(body) = kept(ask) {
            self.messages.push(Message { from, to, body, at: now, under: None, is_note: true });
        }
    }

    /// Checks 1 and 2.
    pub(super) fn hidden(&self, from: Who, to: Who) -> Option<No> {
        if from == to {
            return Some(No::new(Reason::Myself));
        }
        (!self.sees(from, to)).then(|| No::new(Reason::NotFound))
    }

    /// What a second invitation runs into.
    pub(super) fn already_pending(&self, from: Who, to: Who) -> No {
        let mut no = No::new(Reason::AlreadyPending);
        no.instead = vec![self.engage(from, to), (Action::SeeSent, None)];
        no
    }

    /// Checks 4 to 10: every one that says no, in their order.
    pub(super) fn refusals(&self, from: Who, to: Who, ask: &Ask, now: Timestamp) -> Vec<No> {
        let knows_email = matches!(ask.email, Some(Email::Right { .. }));
        let note = ask.note.as_ref().filter(|note| note.length > 0);
        let boost = self.usable_boost(from, to, now);
        [
            self.gate_refuses(from, to, knows_email),
            self.rests(from, to, now),
            self.attempts_used(from, to, now),
            self.connections_full(from, to),
            self.paused(from, knows_email, now),
            if boost.is_none() { self.week_used(from, now) } else { None },
            self.places_used(from, now),
            note.and_then(|note| self.too_long(from, note.length)),
            note.and_then(|_| self.notes_used(from, now)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The gate that holds for this sender.
    #[must_use]
    pub fn gate_for(&self, from: Who, to: Who) -> Gate {
        let gate = self.members[to].gate;
        let unknown = self.silent.unknown.contains(&(to, from));
        if unknown && gate != Gate::Nobody { Gate::Email } else { gate }
    }

    fn gate_refuses(&self, from: Who, to: Who, knows_email: bool) -> Option<No> {
        let no = No::new(Reason::Gate);
        match self.gate_for(from, to) {
            Gate::Everyone => None,
            Gate::Email if knows_email => None,
            Gate::Email => Some(no.instead(&[Action::GiveEmail, Action::Follow])),
            Gate::SecondDegree if self.mutuals(from, to).next().is_some() => None,
            Gate::SecondDegree => Some(no.instead(&[Action::AskMutual, Action::Follow])),
            Gate::Nobody => Some(no.instead(&[Action::Follow])),
        }
    }

    /// "Engage first", and whether it has happened since the last invitation.
    fn engage(&self, from: Who, to: Who) -> (Action, Option<bool>) {
        let followed = self.follows.get(&(from, to));
        let since = self.last(from, to).map(|last| last.at);
        let done = followed.is_some_and(|at| since.is_none_or(|since| *at >= since));
        (Action::Engage, Some(done))
    }

    fn rests(&self, from: Who, to: Who, now: Timestamp) -> Option<No> {
        let until = self.rest_until(from, to, now)?;
        let mut no = No::new(Reason::Resting).until(Some(until));
        no.instead = vec![self.engage(from, to)];
        Some(no)
    }

    /// Until when there were too many invitations to the same person, if there were.
    #[must_use]
    pub fn attempts_until(&self, from: Who, to: Who, now: Timestamp) -> Option<Timestamp> {
        let sent = self.members[from].sent.iter().map(|i| &self.invitations[*i]);
        let mut counted: Vec<Timestamp> = sent
            .filter(|one| one.to == to && now < one.attempt_until)
            .map(|one| one.attempt_until)
            .collect();
        let most = self.policy.invitations.attempts as usize;
        if counted.len() < most {
            return None;
        }
        counted.sort_unstable();
        Some(counted[counted.len() - most])
    }

    fn attempts_used(&self, from: Who, to: Who, now: Timestamp) -> Option<No> {
        let until = self.attempts_until(from, to, now)?;
        let mut no = No::new(Reason::Attempts).until(Some(until));
        no.instead = vec![self.engage(from, to)];
        Some(no)
    }

    pub(super) fn connections_full(&self, me: Who, them: Who) -> Option<No> {
        let full = |who: Who| self.friends[who].len() >= self.policy.connections.maximum as usize;
        let no = No::new(Reason::ConnectionsFull);
        if full(me) {
            Some(no.instead(&[Action::RemoveConnections]))
        } else if full(them) {
            Some(no.instead(&[Action::Follow]))
        } else {
            None
        }
    }

    fn week_used(&self, from: Who, now: Timestamp) -> Option<No> {
        let limit = self.policy.plan(self.members[from].plan).weekly_invitations as usize;
        let week = self.week(from, now);
        (week.len() >= limit).then(|| {
            let frees = self.frees_week(&week, limit);
            No::new(Reason::WeeklyLimit).until(frees).instead(&[
                Action::Wait,
                Action::WithdrawOldest,
                Action::Engage,
            ])
        })
    }

    fn places_used(&self, from: Who, now: Timestamp) -> Option<No> {
        let limit = self.policy.plan(self.members[from].plan).pending_invitations as usize;
        let open = self.open_sent(from, now);
        (open.len() >= limit).then(|| {
            No::new(Reason::PendingLimit)
                .until(self.frees_place(&open, limit))
                .instead(&[Action::WithdrawOldest, Action::Engage])
        })
    }

    fn too_long(&self, from: Who, length: u32) -> Option<No> {
        let limit = self.policy.plan(self.members[from].plan).note_length;
        (length > limit)
            .then(|| No::new(Reason::NoteTooLong).instead(&[Action::ShortenNote, Action::DropNote]))
    }

    fn notes_used(&self, from: Who, now: Timestamp) -> Option<No> {
        let limit = self.policy.plan(self.members[from].plan).notes_per_month?;
        let (used, next) = self.notes_this_month(from, now);
        (used >= limit).then(|| {
            let next = Some(next).filter(|_| limit > 0);
            No::new(Reason::NotesLimit).until(next).instead(&[Action::DropNote])
        })
    }

    /// A running boost of both with an extra invitation left for the sender: the one that ends
    /// first.
    #[must_use]
    pub fn usable_boost(&self, from: Who, to: Who, now: Timestamp) -> Option<Boost> {
        let usable = self.boosts.iter().enumerate().filter(|(index, boost)| {
            boost.from <= now
                && now < boost.until
                && boost.audience.contains(&from)
                && boost.audience.contains(&to)
                && self.boost_used(from, *index) < boost.extra
        });
        usable.min_by_key(|(_, boost)| boost.until).map(|(index, _)| index)
    }

    fn send(&mut self, from: Who, to: Who, ask: &Ask, now: Timestamp) {
        let rules = &self.policy.invitations;
        let months = |count: u32| now.plus_months(i32::try_from(count).unwrap_or(i32::MAX));
        let plan = self.policy.plan(self.members[from].plan);
        let invitation = Invitation {
            id: None,
            from,
            to,
            note: kept(ask),
            source: ask.source,
            via: via(ask),
            at: now,
            expires: months(rules.expiry_months),
            attempt_until: months(rules.attempts_months),
            boost: self.usable_boost(from, to, now),
            ended: None,
            swept: false,
            limit: plan.weekly_invitations,
            places: plan.pending_invitations,
        };
        let places = plan.pending_invitations as usize;
        self.settle_full(from, now);
        let which = self.invitations.len();
        self.invitations.push(invitation);
        self.members[from].sent.push(which);
        self.members[to].received.push(which);
        if self.open_sent(from, now).len() >= places {
            self.members[from].full_since = Some(now);
        }
        if self.is_burst(from, now) {
            self.step(from, None, Signal::Burst, now);
        }
    }
}

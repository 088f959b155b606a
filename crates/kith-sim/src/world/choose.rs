//! Who does what next.

use kith_core::{
    account::{Gate, Plan},
    invitation::Source,
    restriction::Level,
    time::{DAY, HOUR},
};

use super::World;
use crate::act::{Act, Ask, Decree, Deed, Email, Note, Reaction, Setting, Which, Who};

/// Pieces of notes and how many extended grapheme clusters each has.
const PIECES: &[(&str, u32)] = &[
    ("a", 1),
    ("é", 1),
    ("e\u{301}", 1),
    ("👩‍👩‍👧‍👦", 1),
    ("🇩🇪", 1),
    ("b\r\nc", 3),
    ("नमस्ते", 3),
    ("ok", 2),
];

impl World {
    /// The next act: what the agenda says, the next of a spree, or anything.
    pub(super) fn next_act(&mut self) -> Act {
        let appointed = self.agenda.pop_front().map(|(_, act)| act);
        let act = appointed.filter(|act| self.can_happen(act));
        if let Some(act) = act {
            return act;
        }
        if let Some((who, left)) = self.spree.take().filter(|(who, _)| self.takes_part(*who)) {
            if left > 0 {
                self.spree = Some((who, left - 1));
            }
            let whom = self.somebody_new(who);
            return Act::Invite(who, self.ask(who, whom));
        }
        for _ in 0..5 {
            let act = self.anything();
            if self.can_happen(&act) {
                return act;
            }
        }
        Act::Due
    }

    /// Mostly somebody whom an invitation may reach.
    pub(super) fn somebody_new(&self, who: Who) -> Who {
        let now = self.now();
        let some = || if self.dice.percent(50) { self.near(who) } else { self.anybody() };
        let is_new = |whom: &Who| {
            self.model.sees(who, *whom)
                && !self.model.are_connected(who, *whom)
                && self.model.open(who, *whom, now).is_none()
        };
        (0..6).map(|_| some()).find(is_new).unwrap_or_else(some)
    }

    /// Somebody who invites many: the same few most of the time, so that budgets are used up.
    fn somebody_eager(&self) -> Who {
        let who = self.anybody();
        let eager = who - who % 7;
        if self.dice.percent(75) && self.takes_part(eager) { eager } else { who }
    }

    fn takes_part(&self, who: Who) -> bool {
        self.model.members[who].active
    }

    /// Whether whoever acts is there to act: a deactivated member cannot sign in.
    fn can_happen(&self, act: &Act) -> bool {
        match act {
            Act::Invite(who, _)
            | Act::React(who, ..)
            | Act::WithdrawThese(who, _)
            | Act::WithdrawOlder(who, _)
            | Act::Do(who, ..)
            | Act::Set(who, _)
            | Act::Appeal(who) => self.takes_part(*who),
            _ => true,
        }
    }

    /// Mostly somebody who takes part.
    fn anybody(&self) -> Who {
        let some = || self.dice.below(self.model.members.len());
        let first = some();
        if self.takes_part(first) { first } else { some() }
    }

    /// Somebody near in the order of joining, so that the same people meet again.
    pub(super) fn near(&self, who: Who) -> Who {
        let count = self.model.members.len();
        let step = 1 + self.dice.below(4);
        if self.dice.percent(50) { (who + step) % count } else { (who + count - step) % count }
    }

    /// Two people: those of the last acts, neighbours, or any.
    fn two(&mut self) -> (Who, Who) {
        if let Some((a, b)) = self.focus.filter(|_| self.dice.percent(65)) {
            return if self.dice.percent(55) { (a, b) } else { (b, a) };
        }
        let a = self.anybody();
        let b = if self.dice.percent(75) { self.near(a) } else { self.anybody() };
        self.focus = Some((a, b));
        (a, b)
    }

    /// An invitation without anything.
    pub(super) const fn plain(&self, to: Who) -> Ask {
        Ask {
            to: Some(to),
            note: None,
            source: Source::Profile,
            via: None,
            email: None,
            twice: false,
        }
    }

    /// A note around the limits of the plans.
    pub(super) fn note(&self) -> Option<Note> {
        let most = self.model.policy.plans.premium.note_length + 3;
        let wanted = u32::try_from(self.dice.below(most as usize)).unwrap_or(0);
        // Long notes of ordinary limits are rare: most are a few words.
        let wanted = if wanted > 40 && self.dice.percent(90) { wanted % 40 } else { wanted };
        let (mut text, mut length) = (String::new(), 0);
        while length < wanted {
            let (piece, count) = self.dice.one(PIECES);
            text.push_str(piece);
            length += count;
        }
        let text = if self.dice.percent(20) { format!(" \n{text}  ") } else { text };
        Some(Note { text, length })
    }

    fn ask(&self, who: Who, whom: Who) -> Ask {
        let dice = &self.dice;
        // By hand nobody says that an invitation is of a campaign (R13) or came by e-mail.
        let by_hand = |source: &Source| !matches!(source, Source::Campaign | Source::Email);
        let source = Some(dice.one(Source::ALL)).filter(by_hand);
        let source = source.unwrap_or(Source::Search);
        let via = (source == Source::Mutual && dice.percent(80)).then(|| self.near(whom));
        let email = match dice.below(10) {
            0 | 1 => Some(Email::Right { loud: dice.percent(30) }),
            2 => Some(Email::Wrong),
            _ => None,
        };
        let to = match dice.below(60) {
            0 => None,
            1 => Some(who),
            _ => Some(whom),
        };
        let note = if dice.percent(45) { self.note() } else { None };
        Ask { to, note, source, via, email, twice: dice.percent(4) }
    }

    fn anything(&mut self) -> Act {
        match self.dice.below(100) {
            0..30 => {
                let (who, whom) = self.two();
                let whom = if self.dice.percent(60) { whom } else { self.somebody_new(who) };
                self.focus = Some((who, whom));
                Act::Invite(who, self.ask(who, whom))
            }
            30..32 => {
                let most = self.model.policy.plans.free.weekly_invitations as usize + 4;
                let count = u32::try_from(self.dice.below(most)).unwrap_or(0);
                let who = self.somebody_eager();
                self.spree = Some((who, count));
                Act::Invite(who, self.plain(self.somebody_new(who)))
            }
            32..58 => self.reaction(),
            58..60 => self.withdraw_many(),
            60 => Act::Decree(self.somebody_full(), Decree::Plan(self.dice.one(Plan::ALL))),
            61..78 => self.any_deed(),
            78..84 => Act::Set(self.anybody_of_focus(), self.any_setting()),
            84..91 => Act::Decree(self.anybody_of_focus(), self.any_decree()),
            91 if self.dice.percent(30) => Act::Decree(self.somebody_paused(), Decree::Lift),
            91 => Act::Decree(self.somebody_away(), Decree::Active(true)),
            92 => Act::Appeal(self.anybody_of_focus()),
            93 => self.boost(),
            94 => Act::Join { taken: self.dice.percent(10).then(|| self.anybody()) },
            _ => Act::Due,
        }
    }

    /// Somebody who has no pending place left, if there is anybody.
    fn somebody_full(&self) -> Who {
        let members = self.model.members.iter().enumerate();
        let full = members.filter(|(_, member)| member.full_since.is_some());
        let full: Vec<Who> = full.map(|(who, _)| who).collect();
        self.dice.pick(&full).copied().unwrap_or_else(|| self.anybody())
    }

    /// Somebody whose invitations are paused, if there is anybody.
    fn somebody_paused(&self) -> Who {
        let all = 0..self.model.members.len();
        let paused: Vec<Who> =
            all.filter(|who| self.model.pause(*who, self.now()).is_some()).collect();
        self.dice.pick(&paused).copied().unwrap_or_else(|| self.anybody())
    }

    /// Somebody who does not take part, if there is anybody.
    fn somebody_away(&self) -> Who {
        let all = 0..self.model.members.len();
        let away: Vec<Who> = all.filter(|who| !self.takes_part(*who)).collect();
        self.dice.pick(&away).copied().unwrap_or_else(|| self.anybody())
    }

    fn anybody_of_focus(&mut self) -> Who {
        self.two().0
    }

    /// A reaction to an invitation: mostly to one that stands, of those in focus if there is one.
    fn reaction(&mut self) -> Act {
        let now = self.now();
        let (a, b) = self.two();
        let between = [self.model.open(a, b, now), self.model.open(b, a, now)];
        let which = between.into_iter().flatten().next().or_else(|| self.some_invitation());
        let Some(which) = which else { return Act::Look(a, b) };
        let (from, to) = (self.model.invitations[which].from, self.model.invitations[which].to);
        self.focus = Some((from, to));
        let (who, reaction) = match self.dice.below(100) {
            0..34 => (to, Reaction::Accept),
            34..56 => (to, Reaction::Ignore { known: true }),
            56..68 => (to, Reaction::Ignore { known: false }),
            68..92 => (from, Reaction::Withdraw),
            _ => (to, Reaction::Reply(format!("hello {}", self.dice.below(1_000)))),
        };
        // Now and then somebody else tries, or the wrong side.
        let who = match self.dice.below(50) {
            0 => self.anybody(),
            1 => from + to - who,
            _ => who,
        };
        Act::React(who, which, reaction)
    }

    fn some_invitation(&self) -> Option<Which> {
        let now = self.now();
        let count = self.model.invitations.len();
        let tries = if self.dice.percent(90) { 30 } else { 0 };
        let some = || (count > 0).then(|| count - 1 - self.dice.below(count.min(150)));
        let open = (0..tries).filter_map(|_| some());
        let mut open = open.filter(|which| self.model.invitations[*which].is_open(now));
        open.next().or_else(some)
    }

    fn withdraw_many(&mut self) -> Act {
        let (who, _) = self.two();
        if self.dice.percent(50) {
            let days = self.dice.one(&[0, 1, 7, 14, 30, 90, 180]);
            return Act::WithdrawOlder(who, days);
        }
        let mut these = self.model.open_sent(who, self.now());
        these.retain(|_| self.dice.percent(50));
        these.extend(self.some_invitation().filter(|_| self.dice.percent(50)));
        these.extend(these.first().copied().filter(|_| self.dice.percent(10)));
        Act::WithdrawThese(who, these)
    }

    fn any_deed(&mut self) -> Act {
        let (mut who, mut whom) = self.two();
        let deed = match self.dice.below(100) {
            0..22 => Deed::Follow,
            22..32 => Deed::Unfollow,
            32..46 => Deed::Block,
            46..64 => Deed::Unblock,
            64..84 => Deed::Remove,
            84..93 => Deed::LiftUnknown,
            _ => Deed::Dismiss,
        };
        // What ends something is mostly done where there is something to end.
        let blocks: Vec<_> = self.model.blocks.keys().copied().collect();
        let connected: Vec<_> = self.model.connected.keys().copied().collect();
        let there = match deed {
            Deed::Unblock => self.dice.pick(&blocks),
            Deed::Remove => self.dice.pick(&connected),
            _ => None,
        };
        if let Some(there) = there.filter(|_| self.dice.percent(80)) {
            (who, whom) = *there;
            self.focus = Some(*there);
        }
        let whom = match self.dice.below(80) {
            0 => None,
            1 => Some(who),
            _ => Some(whom),
        };
        Act::Do(who, deed, whom)
    }

    fn any_setting(&self) -> Setting {
        let dice = &self.dice;
        match dice.below(8) {
            0..3 => Setting::Gate(Gate::Everyone),
            3 => Setting::Gate(dice.one(Gate::ALL)),
            4 => Setting::ListVisible(dice.percent(50)),
            5 => Setting::FollowFirst(dice.percent(50)),
            6 => Setting::Reminders(dice.percent(60)),
            _ => Setting::Zone(dice.one(&[
                "Europe/Berlin",
                "Pacific/Auckland",
                "America/Los_Angeles",
                "Asia/Kathmandu",
                "UTC",
                "Mars/Olympus",
            ])),
        }
    }

    fn any_decree(&self) -> Decree {
        let dice = &self.dice;
        match dice.below(12) {
            0..3 => Decree::Plan(dice.one(Plan::ALL)),
            3..8 => Decree::Active(dice.percent(82)),
            8 => Decree::Restrict(None),
            9 => Decree::Restrict(Some(dice.one(Level::ALL))),
            _ => Decree::Lift,
        }
    }

    fn boost(&mut self) -> Act {
        let (a, b) = self.two();
        let mut audience = vec![a, b];
        audience.extend((0..self.dice.below(8)).map(|_| self.near(a)));
        audience.sort_unstable();
        audience.dedup();
        if audience.len() < 2 {
            return Act::Due;
        }
        let from = self.now().plus(self.dice.micros(2 * DAY));
        // Every boost ends at an instant of its own, so that it is clear which is used first.
        let until = from.plus(HOUR + self.dice.micros(40 * DAY) - 3 * HOUR);
        let extra = u32::try_from(1 + self.dice.below(4)).unwrap_or(1);
        Act::Boost { extra, from, until, audience }
    }
}

//! An act, done through the real use-cases, and foreseen by the model.

use std::future::Future;

use kith_app::{
    Actor, Ask as By,
    accounts::NewMember,
    admin::NewBoost,
    app::Once,
    invitations::{Invited, NewInvitation, WithdrawMany},
    ports::new_id,
    profiles::SettingsChanges,
};
use kith_core::{
    account::Role,
    id::{CommandId, InvitationId},
    restriction::Signal,
};

use super::World;
use crate::{
    act::{Act, Ask, Decree, Deed, Email, Reaction, Setting, Which, Who},
    answer::{Answer, No},
    model::Extra,
};

/// A handle that nobody has.
pub(crate) const NOBODY: &str = "nobody-at-all";

fn done<T>(_: T) -> Answer {
    Answer::Done
}

/// A name of letters that says a number, and begins like no other number's.
fn spelled(number: usize) -> String {
    let digits = [b"bcdfghjklm", b"aeiouyrstw"];
    let text = format!("{number:03}");
    let letters = text
        .bytes()
        .enumerate()
        .map(|(place, digit)| char::from(digits[place % 2][usize::from(digit - b'0')]));
    letters.collect()
}

impl World {
    /// Waits for a write.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    fn by(&self, who: Who) -> By {
        By::by(&self.actors[who])
    }

    /// The handle of a member, or one that nobody has.
    pub(crate) fn handle(&self, who: Option<Who>) -> String {
        who.map_or(NOBODY, |who| &self.model.members[who].handle).to_owned()
    }

    fn id(&self, which: Which) -> InvitationId {
        self.model.invitations[which].id.unwrap_or(InvitationId::from_bytes([0; 16]))
    }

    /// Somebody joins; with a taken handle where one is given.
    pub(super) fn join(&mut self, taken: Option<Who>, role: Role) -> Answer {
        let number = self.model.members.len();
        let handle = taken.map_or_else(|| format!("m-{number}"), |who| self.handle(Some(who)));
        let (first, last) = (format!("F{}", spelled(number)), format!("L{}", spelled(number)));
        let email = format!("m{number}@example.org");
        let new = NewMember {
            handle: handle.clone(),
            first_name: first.clone(),
            last_name: last.clone(),
            email: email.clone(),
            industry: format!("trade {}", number % 7),
            ..NewMember::default()
        };
        let joined = self.wait(self.app.create_member(new, None, role));
        if let Ok(me) = &joined
            && let Ok(id) = me.value.id.parse()
        {
            let name = me.value.name.clone();
            let zone = kith_core::time::Zone::utc();
            self.actors.push(Actor {
                id,
                handle: handle.clone(),
                name,
                role,
                zone,
                leaves_views: true,
                photo: None,
            });
            self.model.join(id, &handle, (&first, &last), &email);
        }
        Answer::of(joined, done)
    }

    /// Does an act through the app.
    pub(super) fn perform(&mut self, act: &Act) -> Answer {
        let app = self.app.clone();
        match act {
            Act::Join { taken } if self.model.members.len() < self.setup.most => {
                self.join(*taken, Role::Member)
            }
            Act::Join { .. } | Act::Look(..) => Answer::Done,
            Act::Invite(who, ask) => self.invite(*who, ask),
            Act::React(who, which, reaction) => {
                let (by, id) = (self.by(*who), self.id(*which));
                match reaction {
                    Reaction::Accept => Answer::of(self.wait(app.accept(&by, id)), done),
                    Reaction::Ignore { known } => {
                        Answer::of(self.wait(app.ignore(&by, id, *known)), done)
                    }
                    Reaction::Withdraw => Answer::of(self.wait(app.withdraw(&by, id)), done),
                    Reaction::Reply(body) => Answer::of(self.wait(app.reply(&by, id, body)), done),
                }
            }
            Act::WithdrawThese(who, these) => {
                let ids = these.iter().map(|which| self.id(*which)).collect();
                self.withdraw(*who, WithdrawMany::Ids(ids))
            }
            Act::WithdrawOlder(who, days) => {
                self.withdraw(*who, WithdrawMany::OlderThanDays(*days))
            }
            Act::Do(who, deed, whom) => self.deed(*who, *deed, *whom),
            Act::Set(who, setting) => {
                let changes = setting_changes(setting);
                Answer::of(self.wait(app.change_settings(&self.by(*who), changes)), done)
            }
            Act::Appeal(who) => {
                Answer::of(self.wait(app.appeal(&self.by(*who), "look again")), done)
            }
            Act::Decree(who, decree) => self.decree(*who, decree),
            Act::Boost { extra, from, until, audience } => {
                let boost = NewBoost {
                    name: format!("boost {}", self.model.boosts.len()),
                    extra: *extra,
                    from: from.to_string(),
                    until: until.to_string(),
                    audience: audience.iter().map(|who| self.handle(Some(*who))).collect(),
                };
                Answer::of(self.wait(app.give_boost(&self.by(0), boost)), done)
            }
            Act::Due => match self.wait(app.run_due_work()) {
                Ok(work) => Answer::Swept { expired: work.expired, restricted: work.restricted },
                Err(error) => Answer::Broken(error.to_string()),
            },
        }
    }

    /// Sends an invitation; twice under one key where that is asked for.
    fn invite(&mut self, who: Who, ask: &Ask) -> Answer {
        let new = NewInvitation {
            to: self.handle(ask.to),
            note: ask.note.as_ref().map(|note| note.text.clone()),
            source: ask.source.code().to_owned(),
            via: ask.via.map(|via| self.handle(Some(via))),
            email: ask.email.map(|email| self.address(ask.to, email)),
            ..NewInvitation::default()
        };
        let mut by = self.by(who);
        if ask.twice {
            let command: CommandId = new_id(self.clock.as_ref(), self.random.as_ref());
            by.once = Some(Once { command, fingerprint: 7 });
        }
        let mut sent = None;
        let mut send = |world: &Self| {
            let result = world.wait(world.app.invite(&by, new.clone()));
            Answer::of(result, |invited| match invited {
                Invited::Sent { id } => {
                    sent = Some(id);
                    Answer::Sent
                }
                Invited::Connected { id } => Answer::Connected(Some(id)),
                Invited::AlreadyPending { id, refusal } => {
                    Answer::AlreadyPending(Some(id), refusal.as_deref().map(No::from))
                }
            })
        };
        let answer = send(self);
        if ask.twice && matches!(answer, Answer::Sent | Answer::Connected(_)) {
            let again = send(self);
            if again != answer {
                return Answer::Broken(format!("the retry answers {again:?}, not {answer:?}"));
            }
        }
        self.sent = sent;
        answer
    }

    fn address(&self, to: Option<Who>, email: Email) -> String {
        let right = to.map_or("nobody@example.org", |to| &self.model.members[to].email);
        match email {
            Email::Right { loud: false } => right.to_owned(),
            Email::Right { loud: true } => format!("  {} ", right.to_uppercase()),
            Email::Wrong => format!("not-{right}"),
        }
    }

    fn withdraw(&self, who: Who, which: WithdrawMany) -> Answer {
        Answer::of(self.wait(self.app.withdraw_many(&self.by(who), which)), |many| {
            Answer::Withdrew { withdrawn: many.withdrawn, skipped: many.skipped }
        })
    }

    /// One member does something to another, through the app.
    pub(crate) fn deed(&self, who: Who, deed: Deed, whom: Option<Who>) -> Answer {
        let (by, handle) = (self.by(who), self.handle(whom));
        self.deed_to(&by, deed, &handle)
    }

    fn deed_to(&self, by: &By, deed: Deed, handle: &str) -> Answer {
        let app = &self.app;
        Answer::of(
            match deed {
                Deed::Follow => self.wait(app.follow(by, handle)),
                Deed::Unfollow => self.wait(app.unfollow(by, handle)),
                Deed::Block => self.wait(app.block(by, handle)),
                Deed::Unblock => self.wait(app.unblock(by, handle)),
                Deed::Remove => self.wait(app.remove_connection(by, handle)),
                Deed::LiftUnknown => self.wait(app.lift_unknown(by, handle)),
                Deed::Dismiss => self.wait(app.dismiss_suggestion(by, handle)),
            },
            done,
        )
    }

    fn decree(&self, who: Who, decree: &Decree) -> Answer {
        let (by, handle, app) = (self.by(0), self.handle(Some(who)), &self.app);
        Answer::of(
            match decree {
                Decree::Plan(plan) => self.wait(app.set_plan(&by, &handle, plan.code())),
                Decree::Active(active) => {
                    let status = if *active { "active" } else { "deactivated" };
                    self.wait(app.set_status(&by, &handle, status))
                }
                Decree::Restrict(level) => {
                    let level = level.map(kith_core::restriction::Level::code);
                    self.wait(app.restrict(&by, &handle, level, "seen by the operator"))
                }
                Decree::Lift => self.wait(app.lift(&by, &handle)),
            },
            done,
        )
    }

    /// What the model answers to an act; it takes part in it.
    pub(super) fn foresee(&mut self, act: &Act, answered: &Answer) -> Answer {
        let now = self.now();
        let before: Vec<_> = self.model.members.iter().map(|member| member.rung.at).collect();
        let model = &mut self.model;
        let answer = match act {
            // The app's answer made the member: only a taken handle is foreseen here.
            Act::Join { taken: Some(_) } if model.members.len() < self.setup.most => {
                Answer::Invalid("handle".to_owned())
            }
            Act::Join { .. } | Act::Look(..) => Answer::Done,
            Act::Invite(who, ask) => model.invite(*who, ask, now),
            Act::React(who, which, reaction) => model.react(*who, *which, reaction, now),
            Act::WithdrawThese(who, these) => model.withdraw_these(*who, these, now),
            Act::WithdrawOlder(who, days) => model.withdraw_older(*who, *days, now),
            Act::Do(who, deed, whom) => model.deed(*who, *deed, *whom, now),
            Act::Set(who, setting) => model.set(*who, setting),
            Act::Appeal(who) => model.appeal(*who, "look again", now),
            Act::Decree(who, decree) => model.decree(*who, decree, now),
            Act::Boost { extra, from, until, audience } => model.give(Extra {
                name: format!("boost {}", model.boosts.len()),
                extra: *extra,
                from: *from,
                until: *until,
                audience: audience.iter().copied().collect(),
            }),
            Act::Due => model.sweep(now),
        };
        if *answered == Answer::Sent
            && let Some(id) = self.sent.take()
        {
            self.model.name_last(id);
        }
        for (who, before) in before.into_iter().enumerate() {
            let rung = &self.model.members[who].rung;
            let taken = rung.last.as_ref().filter(|last| Some(last.at) == rung.at);
            if let Some(signal) = taken.filter(|_| rung.at != before).map(|last| last.signal) {
                self.note_signal(Signal::code(signal));
            }
        }
        answer
    }
}

fn setting_changes(setting: &Setting) -> SettingsChanges {
    let mut changes = SettingsChanges::default();
    match setting {
        Setting::Gate(gate) => changes.gate = Some(gate.code().to_owned()),
        Setting::ListVisible(visible) => changes.connections_visible = Some(*visible),
        Setting::FollowFirst(first) => changes.follow_first = Some(*first),
        Setting::Reminders(wanted) => changes.reminders = Some(*wanted),
        Setting::Zone(name) => changes.time_zone = Some((*name).to_owned()),
    }
    changes
}

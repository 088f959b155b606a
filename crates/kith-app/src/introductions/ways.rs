//! Who could introduce the viewer to somebody: a mutual connection, or along a path of three
//! steps the next one.

use kith_core::{
    degree::Degree,
    id::MemberId,
    introduction as core,
    refusal::{Action, Reason, Refusal},
    visibility::{Card, Visible},
};
use kith_store::{Met, Reads};
use serde::Serialize;

use crate::{Actor, App, AppError, messaging::Explained, rows::Row, viewer::Viewer};

/// How many mutual connections are offered.
const OFFERED: usize = 6;

/// Somebody who could be asked.
#[derive(Debug, Clone, Serialize)]
pub struct Introducer {
    /// Who.
    #[serde(flatten)]
    pub row: Row,
    /// Whether they can be asked now, and if not, why not.
    pub ask: Explained,
}

/// Through whom, and who is to be met first.
pub type Step = (Visible<Card>, Visible<Card>);

/// Who could introduce the viewer to somebody.
#[derive(Debug, Clone)]
pub struct Introducers {
    /// To whom.
    pub target: Row,
    /// Mutual connections, nearest first.
    pub choices: Vec<Introducer>,
    /// Three steps away: through whom, and who is to be met first.
    pub step: Option<Step>,
    /// The longest note, in characters.
    pub length: u32,
}

impl App {
    /// Who could introduce me to `handle`.
    pub fn introducers(&self, actor: &Actor, handle: &str) -> Result<Introducers, AppError> {
        let member = self.find(handle)?;
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let met = reads.meet(actor.id, member)?.ok_or(AppError::SignInFirst)?;
            met.meeting().visible()?;
            let target = viewer.row(reads, member)?.ok_or_else(Refusal::not_found)?;
            let mut choices = Vec::new();
            for between in viewer.between(member) {
                let Some(row) = viewer.row(reads, between)? else { continue };
                let ask = viewer.may_ask(reads, between, member)?;
                choices.push(Introducer { row, ask });
            }
            let step = match target.degree {
                Degree::Third => viewer.next_step(reads, member)?,
                _ => None,
            };
            Ok(Introducers { target, choices, step, length: self.0.policy.messages.length })
        })
    }
}

impl Viewer<'_> {
    /// Mutual connections with a member: the one nearest to both first, who had best introduce the
    /// viewer.
    fn between(&self, member: MemberId) -> Vec<MemberId> {
        let shared = self.sight.mutuals(member, 0, OFFERED);
        let path = self.sight.paths(member, 1).pop().unwrap_or_default();
        let path = self.app.0.followers.members(path);
        let nearest = match &path[..] {
            [_, middle, _] => Some(*middle),
            _ => None,
        };
        let others = shared.into_iter().filter(|one| Some(*one) != nearest);
        nearest.into_iter().chain(others).take(OFFERED).collect()
    }

    /// Whether the viewer may ask `between` for an introduction to `member`.
    fn may_ask(
        &self,
        reads: &mut Reads<'_>,
        between: MemberId,
        member: MemberId,
    ) -> Result<Explained, AppError> {
        let (app, now) = (self.app, self.now);
        let three = (self.me.id, between, member);
        let asked = app.introduction_facts(reads, three, now, |facts| {
            core::may_ask(facts, &app.0.policy, now)
        })??;
        Ok(match asked {
            Ok(()) => Explained { via: None, price: 0, refusal: None },
            Err(refusal) => Explained::refused(refusal),
        })
    }

    /// Whether somebody the viewer met can be reached by an introduction; `via` is the handle of
    /// the mutual connection who can be asked.
    pub(crate) fn may_introduce(
        &self,
        reads: &mut Reads<'_>,
        met: &Met,
    ) -> Result<Explained, AppError> {
        let them = match met.meeting().visible() {
            Ok(them) => them.id,
            Err(refusal) => return Ok(Explained::refused(refusal)),
        };
        let connected = met.pair.is_connected();
        let degree = self.degree_of(them, connected);
        let mut first = None;
        // Who is connected already is told so, by the same decision.
        let mutuals = if matches!(degree, Degree::First | Degree::Second) {
            self.between(them)
        } else {
            Vec::new()
        };
        for between in mutuals {
            let ask = self.may_ask(reads, between, them)?;
            if ask.allowed() {
                let card = self.cards(reads, &[(between, Degree::First)])?.pop();
                return Ok(Explained { via: card.map(|card| card.handle.clone()), ..ask });
            }
            first.get_or_insert(ask);
        }
        if let Some(first) = first {
            return Ok(first);
        }
        if connected {
            let refusal = Refusal::new(Reason::AlreadyConnected, "You are connected already.");
            return Ok(Explained::refused(refusal.instead(Action::Message, "Write to them")));
        }
        let step = if degree == Degree::Third { self.next_step(reads, them)? } else { None };
        let detail = "You have no mutual connection who could introduce you.";
        let refusal = Refusal::new(Reason::NotBetween, detail);
        Ok(Explained::refused(match step {
            Some((first, next)) => {
                let label = format!("Ask {} to introduce you to {} first", first.name, next.name);
                refusal.instead(Action::Introduce, label)
            }
            None => {
                refusal.instead(Action::Engage, "Follow them, and take part in what they share")
            }
        }))
    }

    /// Three steps away: through whom, and who is to be met first.
    fn next_step(&self, reads: &mut Reads<'_>, member: MemberId) -> Result<Option<Step>, AppError> {
        let path = self.paths(reads, member, 1)?.pop().unwrap_or_default();
        Ok(match &path[..] {
            [_, first, next, _] => Some((first.clone(), next.clone())),
            _ => None,
        })
    }
}

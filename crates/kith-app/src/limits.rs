//! My budgets and where I stand on the ladder (R7, R8).

use kith_core::{
    budget::Budget,
    change::Change,
    messaging,
    refusal::{Reason, Refusal},
    restriction::{Level, plain_reason},
    time::Timestamp,
};
use kith_store::Reads;
use serde::Serialize;

use crate::{Actor, App, AppError, Ask, Written, viewer::Viewer};

/// The longest appeal, in characters.
const LONGEST_APPEAL: usize = 2_000;

/// My limits.
#[derive(Debug, Clone, Serialize)]
pub struct Limits {
    /// Every budget.
    pub budgets: Vec<Budget>,
    /// The longest note of my plan, in characters.
    pub note_length: u32,
    /// Where I stand on the ladder, if I stand on it.
    pub restriction: Option<RestrictionView>,
    /// The boosts I am in and that are running.
    pub boosts: Vec<BoostView>,
}

/// Where a member stands on the ladder.
#[derive(Debug, Clone, Serialize)]
pub struct RestrictionView {
    /// The rung.
    pub step: Level,
    /// Why, in plain words.
    pub reason: String,
    /// What was counted.
    pub evidence: String,
    /// Since when.
    pub at: Timestamp,
    /// Until when new invitations are paused; absent for a warning or a pause that is over.
    pub until: Option<Timestamp>,
    /// The appeal, if I made one.
    pub appeal: Option<String>,
}

/// A running boost (R7).
#[derive(Debug, Clone, Serialize)]
pub struct BoostView {
    /// What the operator calls the audience.
    pub name: String,
    /// How many extra invitations I have.
    pub extra: u32,
    /// How many of them I used.
    pub used: u32,
    /// When it is over.
    pub until: Timestamp,
}

impl App {
    /// My limits now.
    pub fn limits(&self, actor: &Actor) -> Result<Limits, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            reads.at_once(|reads| self.limits_of(&viewer, reads))
        })
    }

    /// Asks the operator to look at my restriction again.
    pub async fn appeal(&self, ask: &Ask, text: &str) -> Result<Written<()>, AppError> {
        let text = text.trim().to_owned();
        let length = text.chars().count();
        if text.is_empty() || length > LONGEST_APPEAL {
            let message = format!("Write 1 to {LONGEST_APPEAL} characters; this has {length}.");
            return Err(AppError::field("text", message));
        }
        let (app, member, at) = (self.clone(), ask.actor.id, self.now());
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let rules = &app.0.policy.restrictions;
                let in_force = tx
                    .account(member)?
                    .is_some_and(|account| account.ladder.level_at(at, rules) != Level::Clear);
                let step = tx.last_step(member)?.filter(|step| step.lifted_at.is_none());
                let Some(step) = step.filter(|_| in_force) else {
                    let detail = "No restriction of yours is in force.";
                    return Ok(Err(Refusal::new(Reason::NotRestricted, detail).into()));
                };
                let (restriction, text) = (step.id, text.clone());
                tx.apply(vec![Change::Appealed { restriction, member, text, at }])?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }
}

impl App {
    pub(crate) fn limits_of(
        &self,
        viewer: &Viewer<'_>,
        reads: &mut Reads<'_>,
    ) -> Result<Limits, AppError> {
        let (me, now, policy) = (&viewer.me, viewer.now, &self.0.policy);
        let step = me.ladder.level_at(now, &policy.restrictions);
        let last = reads.last_step(me.id);
        let boosts = reads.boosts(me.id, now);
        let month = now.month_in(&me.settings.time_zone).0;
        let openers = reads.openers(me.id, month);
        let credits = self.credits_at(reads, me, now);
        let restriction = match last? {
            Some(last) if step != Level::Clear => Some(RestrictionView {
                step,
                reason: plain_reason(last.signal).to_owned(),
                evidence: last.evidence,
                at: last.at,
                until: me.ladder.pause_at(now),
                appeal: last.appeal,
            }),
            _ => None,
        };
        let boosts = boosts?.into_iter().map(|boost| BoostView {
            name: boost.name,
            extra: boost.extra,
            used: boost.used,
            until: boost.until,
        });
        let mut budgets = viewer.usage().all(me, policy, now);
        budgets.push(messaging::openers(me, openers?, policy, now));
        budgets.push(credits?.budget(me, policy));
        Ok(Limits {
            budgets,
            note_length: policy.plan(me.plan).note_length,
            restriction,
            boosts: boosts.collect(),
        })
    }
}

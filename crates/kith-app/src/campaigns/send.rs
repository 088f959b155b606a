//! One step of a campaign, in one transaction: everything is looked at again, decided by the rules
//! that hold by hand, and written down with its place in the campaign. There is no other way out.

use kith_core::{
    budget::WEEK,
    campaign::{Campaign, Outcome, Run, Sent, Stage, Step, Touch, Went, steps::Approach, turn},
    change::Change,
    connection,
    id::{CampaignId, InvitationId, MessageId, RestrictionId},
    invitation::Invite,
    messaging::{Send, Way},
    refusal::Reason,
    time::{DAY, HOUR, MINUTE, Timestamp},
    view::View,
};
use kith_store::{Met, StoreError, Tx};

use super::{
    due::{Looked, WENT, heard, set_aside, still_due},
    filled, given, inside,
    preview::asked,
    stop::stop_for_harm,
};
use crate::{
    App, AppError,
    invitations::Invited,
    jobs::NOTHING,
    viewer::{Viewer, windows},
};

/// The ids that a step may need.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepIds {
    invitation: InvitationId,
    restriction: RestrictionId,
    message: MessageId,
    own_message: MessageId,
}

type Done = Result<Result<u32, AppError>, StoreError>;

impl App {
    pub(super) fn step_ids(&self) -> StepIds {
        StepIds {
            invitation: self.new_id(),
            restriction: self.new_id(),
            message: self.new_id(),
            own_message: self.new_id(),
        }
    }

    /// Takes the step that is due, if it still is and still with this person, whose account and
    /// whose member's are locked.
    pub(super) fn take_step(
        &self,
        tx: &mut Tx<'_>,
        (id, was): (CampaignId, Timestamp),
        person: &Run,
        ids: StepIds,
        now: Timestamp,
    ) -> Done {
        let Some(campaign) = still_due(tx, id, was)? else { return Ok(NOTHING) };
        let looked = self.looked(tx, &campaign, now)?;
        let next = looked.person().filter(|run| run.person == person.person);
        let Some(run) = next.cloned() else { return Ok(NOTHING) };
        let Some(met) = tx.meet(run.member, run.person)? else { return Ok(NOTHING) };
        if met.me.status != kith_core::account::Status::Active {
            // Whoever does not take part sends nothing; they may be back.
            tx.look_again(id, was, Some(now.plus(DAY)));
            return Ok(Ok(0));
        }
        // Whatever happened since the last look comes first: a reply, a block, do-not-contact.
        let Some(heard) = heard(tx, &campaign, &run, now)? else { return Ok(NOTHING) };
        let after = run.hear(&heard, &campaign, now);
        if after.stage != run.stage {
            let holds = after.holds(&campaign);
            tx.apply(vec![Change::CampaignRan { run: Box::new(after), holds }])?;
            tx.look_again(id, was, Some(now));
            return Ok(Ok(0));
        }
        if stop_for_harm(tx, &campaign, &run, looked.went.count, now)? {
            return Ok(Ok(0));
        }
        let at = At { campaign: &campaign, run: &run, met: &met, looked: &looked, was, now };
        match run.step(&campaign) {
            Some(Step::Approach(approach)) => self.approach(tx, &at, approach),
            Some(Step::Invite(template)) => self.send_invitation(tx, &at, template, ids),
            Some(Step::Message { place, body }) => self.write_message(tx, &at, place, body, ids),
            // The steps were changed since: there is none left for them.
            None => at.set_aside(tx, Outcome::Finished),
        }
    }

    /// Visits or follows them, as by hand.
    fn approach(&self, tx: &mut Tx<'_>, at: &At<'_>, approach: Approach) -> Done {
        let At { met, now, .. } = *at;
        let (touch, changes) = match approach {
            Approach::Visit => {
                let mode = met.me.settings.viewing_mode;
                let changes = match View::of(&met.meeting(), mode, now) {
                    Some(view) => view.record(tx.has_view(&view)?),
                    None => Vec::new(),
                };
                (Touch::Visit, changes)
            }
            Approach::Follow => {
                let changes = connection::follow(&met.meeting(), now).unwrap_or_default();
                (Touch::Follow, changes)
            }
        };
        tx.apply(changes)?;
        self.went_out(tx, at, touch, false)
    }

    /// Invites them through every rule of R4 to R8, out of the member's own budgets.
    fn send_invitation(
        &self,
        tx: &mut Tx<'_>,
        at: &At<'_>,
        template: Option<&str>,
        ids: StepIds,
    ) -> Done {
        let At { campaign, run, met, was, now, .. } = *at;
        // An invitation that they sent is theirs to be answered by hand.
        if met.received.is_some_and(|life| life.is_open(now)) {
            return at.set_aside(tx, Outcome::InvitedYou);
        }
        let rules = &self.0.policy.outreach;
        let week = now.plus(-WEEK);
        if let Some(sent) = tx.reached_blocking(run.person, week, rules.recipient_week)? {
            let run = Box::new(run.put_off(sent.plus(WEEK)));
            tx.apply(vec![Change::CampaignRan { run, holds: true }])?;
            tx.look_again(campaign.id, was, Some(now));
            return Ok(Ok(0));
        }
        if let Some(until) = self.budget_until(tx, campaign, met, now)? {
            return self.wait(tx, at, until);
        }
        let note = match template {
            None => None,
            Some(template) => {
                let viewer = match inside(Viewer::member(self, run.member, now, tx))? {
                    Ok(viewer) => viewer,
                    Err(error) => return Ok(Err(error)),
                };
                let facts = match inside(viewer.facts_about(tx, run.person))? {
                    Ok(facts) => facts,
                    Err(error) => return Ok(Err(error)),
                };
                match filled(template, &facts, &given(campaign)) {
                    Ok(note) => Some(note),
                    Err(_) => {
                        return at.set_aside(tx, Outcome::Unfilled);
                    }
                }
            }
        };
        let ask = Invite {
            id: ids.invitation,
            restriction: ids.restriction,
            message: ids.message,
            own_message: ids.own_message,
            ..asked(note.as_deref())
        };
        match self.decide_invite(tx, &ask, (run.member, run.person), None, now)? {
            Ok(Invited::Sent { id }) => {
                let noted = kith_core::note::kept(note.as_deref()).is_some();
                let touch = Touch::Invite { invitation: id };
                self.went_out(tx, at, touch, noted)
            }
            Ok(Invited::Connected { .. }) => at.set_aside(tx, Outcome::Connected),
            Ok(Invited::AlreadyPending { .. }) => at.set_aside(tx, Outcome::Pending),
            Err(AppError::Refused(refusal)) => match Outcome::of_refusal(refusal.reason) {
                Some(outcome) => at.set_aside(tx, outcome),
                None => {
                    let until = refusal.until.filter(|until| *until > now);
                    self.wait(tx, at, until.unwrap_or(now.plus(HOUR)))
                }
            },
            Err(error) => Ok(Err(error)),
        }
    }

    /// Until when the member's budgets leave nothing to campaigns: the reserve is their own
    /// hand's, and a campaign never goes so fast that R8 takes a step.
    fn budget_until(
        &self,
        tx: &mut Tx<'_>,
        campaign: &Campaign,
        met: &Met,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let policy = &self.0.policy;
        let weekly = policy.plan(met.me.plan).weekly_invitations;
        let mut windows = windows(&met.me, policy, now);
        windows.limit = weekly.saturating_sub(campaign.pace.reserve);
        let usage = tx.usage(met.me.id, &windows)?;
        // Of what R8 takes for a burst, a part is left to the member's own hand.
        let rules = &policy.restrictions;
        let (short, day) = (rules.burst_invitations, rules.burst_day_invitations);
        let mut until = None;
        if usage.week >= windows.limit {
            until = Some(usage.week_blocking.map_or(now.plus(DAY), |sent| sent.plus(WEEK)));
        }
        if usage.burst >= short.div_ceil(2) {
            until = until.max(Some(now.plus(i64::from(rules.burst_minutes) * MINUTE)));
        }
        if usage.burst_day >= day - day / 6 {
            until = until.max(Some(now.plus(HOUR)));
        }
        Ok(until.filter(|until| *until > now))
    }

    /// Writes a message through R9, as by hand to a connection.
    fn write_message(
        &self,
        tx: &mut Tx<'_>,
        at: &At<'_>,
        place: u32,
        template: &str,
        ids: StepIds,
    ) -> Done {
        let At { campaign, run, now, .. } = *at;
        let viewer = match inside(Viewer::member(self, run.member, now, tx))? {
            Ok(viewer) => viewer,
            Err(error) => return Ok(Err(error)),
        };
        let facts = match inside(viewer.facts_about(tx, run.person))? {
            Ok(facts) => facts,
            Err(error) => return Ok(Err(error)),
        };
        let Ok(body) = filled(template, &facts, &given(campaign)) else {
            return at.set_aside(tx, Outcome::Unfilled);
        };
        if !kith_core::messaging::fits(&body, self.0.policy.messages.length) {
            return at.set_aside(tx, Outcome::TooLong);
        }
        let message = ids.own_message;
        let send = Send { id: message, body: &body, subject: None, via: Some(Way::Connection) };
        match self.decide_message(tx, &send, (run.member, run.person), now)? {
            Ok(_) => {
                let touch = Touch::Message { place, message };
                self.went_out(tx, at, touch, run.noted)
            }
            Err(AppError::Refused(refusal)) => {
                let gone = refusal.reason == Reason::NotFound;
                let outcome = if gone { Outcome::Gone } else { Outcome::Disconnected };
                at.set_aside(tx, outcome)
            }
            Err(error) => Ok(Err(error)),
        }
    }

    /// The member's budgets leave no invitation before `until`: the campaign waits for that, or
    /// for its next message.
    fn wait(&self, tx: &mut Tx<'_>, at: &At<'_>, until: Timestamp) -> Done {
        let mut next = at.slot(self, Stage::Approached, &at.looked.went, until);
        let message = at.looked.first.iter().find(|run| run.stage == Stage::Accepted);
        if let Some(ready) = message.and_then(|run| run.ready_at) {
            let ready = ready.max(at.now.plus(MINUTE));
            next = next.min(at.slot(self, Stage::Accepted, &at.looked.went, ready));
        }
        tx.look_again(at.campaign.id, at.was, Some(next));
        Ok(Ok(0))
    }

    /// Writes down what went out, and when to look again. Who is next is not read again here, so
    /// that steps of several campaigns run side by side: the next look finds it out.
    fn went_out(&self, tx: &mut Tx<'_>, at: &At<'_>, touch: Touch, noted: bool) -> Done {
        let At { campaign, run, looked, was, now, .. } = *at;
        let after = run.after(touch, noted, campaign, now);
        let (own, holds) =
            (after.ready_at.map(|ready| (after.stage, ready)), after.holds(campaign));
        let sent =
            Sent { campaign: campaign.id, member: run.member, person: run.person, touch, at: now };
        tx.apply(vec![
            Change::CampaignSent(sent),
            Change::CampaignRan { run: Box::new(after), holds },
        ])?;
        let mut went =
            Went { last: Some(now), count: looked.went.count + 1, ..looked.went.clone() };
        match touch {
            Touch::Visit | Touch::Follow => went.approached.push(now),
            Touch::Invite { .. } => went.invited.push(now),
            Touch::Message { .. } => {}
        }
        let others = looked.first.iter().filter_map(|run| run.ready_at.map(|at| (run.stage, at)));
        let slots = others.chain(own).map(|(stage, ready)| at.slot(self, stage, &went, ready));
        tx.look_again(campaign.id, was, slots.min());
        Ok(Ok(WENT))
    }
}

/// Where a step stands.
#[derive(Clone, Copy)]
struct At<'a> {
    campaign: &'a Campaign,
    run: &'a Run,
    met: &'a Met,
    looked: &'a Looked,
    /// When the campaign was to be looked at.
    was: Timestamp,
    now: Timestamp,
}

impl At<'_> {
    fn set_aside(&self, tx: &mut Tx<'_>, outcome: Outcome) -> Done {
        set_aside(tx, self.campaign, self.run, outcome, (self.was, self.now))
    }

    fn slot(&self, app: &App, stage: Stage, went: &Went, ready: Timestamp) -> Timestamp {
        let (zone, rules) = (&self.looked.zone, &app.0.policy.outreach);
        turn::slot(self.campaign, stage, zone, rules, went, ready.max(self.now))
    }
}

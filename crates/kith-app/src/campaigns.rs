//! Campaigns (R13): make, change, start, pause, resume, end.

pub mod admin;
pub mod audience;
mod csv_file;
mod due;
pub mod experiment;
pub mod near;
pub mod preview;
pub mod results;
mod send;
mod stop;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};

use kith_core::{
    campaign::{self as core, Campaign, Move, PausedBy, Run, State, Steps, pace::Pace},
    change::Change,
    id::{CampaignId, MemberId},
    time::Timestamp,
};
use kith_store::{StoreError, Tx};
use kith_writing::template::{Given, Placeholder, Template};
use serde::{Deserialize, Serialize};

pub use self::audience::{Audience, NewAudience, Span};
use crate::{
    Actor, App, AppError, Ask, FieldError, Page, Paging, Written, accounts::blocking,
    app::cursor_of,
};

/// A campaign to make, or what to change about one: absent fields stay.
#[derive(Debug, Clone, Default)]
pub struct CampaignChange {
    /// What to call it.
    pub name: Option<String>,
    /// Whom it is for.
    pub audience: Option<NewAudience>,
    /// What the member gives for placeholders, by their names.
    pub given: Option<BTreeMap<String, String>>,
    /// What it does with each person.
    pub steps: Option<Steps>,
    /// How fast.
    pub pace: Option<Pace>,
}

/// A campaign as its member sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CampaignView {
    /// Which.
    pub id: CampaignId,
    /// What the member calls it.
    pub name: String,
    /// What it does.
    pub state: State,
    /// Who paused it, if it is paused.
    pub paused_by: Option<PausedBy>,
    /// Whom it is for.
    pub audience: Audience,
    /// What the member gives for placeholders.
    pub given: BTreeMap<String, String>,
    /// What it does with each person.
    pub steps: Steps,
    /// How fast.
    pub pace: Pace,
    /// Variants that are stopped for harm: nobody more is invited by them.
    pub stopped: Vec<StoppedArm>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was started.
    pub started_at: Option<Timestamp>,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

/// A variant that is stopped: too many of those who were invited say that they don't know the
/// member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoppedArm {
    /// Which, from 0.
    pub arm: u32,
    /// Since when.
    pub since: Timestamp,
}

impl From<Campaign> for CampaignView {
    fn from(campaign: Campaign) -> Self {
        let stopped = campaign.stops.iter().filter_map(|stop| {
            let since = campaign.stopped_since(stop.arm)?;
            Some(StoppedArm { arm: stop.arm, since })
        });
        Self {
            id: campaign.id,
            stopped: stopped.collect(),
            state: campaign.state,
            paused_by: campaign.paused_by,
            audience: Audience::read(&campaign.audience),
            name: campaign.name,
            given: campaign.given,
            steps: campaign.steps,
            pace: campaign.pace,
            created_at: campaign.created_at,
            started_at: campaign.started_at,
            ended_at: campaign.ended_at,
        }
    }
}

impl App {
    /// The member's campaigns, newest first.
    pub fn campaigns(
        &self,
        actor: &Actor,
        paging: &Paging,
    ) -> Result<Page<CampaignView>, AppError> {
        let limit = paging.size();
        let rows = self.0.store.read(|reads| {
            let rows = reads.campaigns(actor.id, paging.cursor()?, limit + 1)?;
            Ok::<_, AppError>(rows)
        })?;
        let more = rows.len() > limit as usize;
        let mut items: Vec<_> = rows.into_iter().map(|row| CampaignView::from(row.0)).collect();
        items.truncate(limit as usize);
        let last = items.last().filter(|_| more);
        let next = last.map(|last| cursor_of(last.created_at, last.id));
        Ok(Page { items, next })
    }

    /// One of them.
    pub fn campaign(&self, actor: &Actor, id: CampaignId) -> Result<CampaignView, AppError> {
        Ok(self.own_campaign(actor.id, id)?.into())
    }

    /// Makes a campaign; nothing goes out before it is started.
    pub async fn make_campaign(
        &self,
        ask: &Ask,
        new: CampaignChange,
    ) -> Result<Written<CampaignView>, AppError> {
        let (member, now) = (ask.actor.id, self.now());
        let audience = new.audience.clone().map(NewAudience::kept).transpose()?;
        let campaign = Campaign {
            id: self.new_id(),
            member,
            name: new.name.unwrap_or_default().trim().to_owned(),
            state: State::Draft,
            paused_by: None,
            audience: audience.unwrap_or_default().written(),
            given: new.given.unwrap_or_default(),
            steps: new.steps.unwrap_or_default(),
            pace: new.pace.unwrap_or_default(),
            stops: Vec::new(),
            created_at: now,
            started_at: None,
            ended_at: None,
            version: 1,
        };
        self.checked_campaign(&campaign)?;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                if tx.open_campaigns(member)? as usize >= core::MOST {
                    let message = format!(
                        "You have {} campaigns that are not ended, as many as there may be.",
                        core::MOST
                    );
                    return Ok(Err(AppError::field("name", message)));
                }
                let campaign = Box::new(campaign.clone());
                tx.apply(vec![Change::CampaignKept { campaign: campaign.clone() }])?;
                Ok(Ok(CampaignView::from(*campaign)))
            })
            .await?;
        Ok(written.into())
    }

    /// Changes a campaign that is not over. While it runs, who is past a step stays where they
    /// are, and the audience and the number of variants stay what they are.
    pub async fn change_campaign(
        &self,
        ask: &Ask,
        id: CampaignId,
        change: CampaignChange,
    ) -> Result<Written<CampaignView>, AppError> {
        let before = self.own_campaign(ask.actor.id, id)?;
        let audience = change.audience.clone().map(NewAudience::kept).transpose()?;
        let mut after = Campaign { version: before.version + 1, ..before.clone() };
        if let Some(name) = change.name {
            name.trim().clone_into(&mut after.name);
        }
        if let Some(audience) = audience {
            after.audience = audience.written();
        }
        after.given = change.given.unwrap_or(after.given);
        after.steps = change.steps.unwrap_or(after.steps);
        after.pace = change.pace.unwrap_or(after.pace);
        if before.state == State::Ended {
            return Err(AppError::field("name", "This campaign is over: nothing of it changes."));
        }
        if before.state != State::Draft {
            if after.audience != before.audience {
                let message = "The audience stays once a campaign was started: make another one.";
                return Err(AppError::field("audience", message));
            }
            if after.steps.arms.len() != before.steps.arms.len() {
                let message = "The number of variants stays once a campaign was started.";
                return Err(AppError::field("steps.arms", message));
            }
        }
        self.checked_campaign(&after)?;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                // Whoever changed it meanwhile was first.
                if tx.campaign(id)?.is_none_or(|(found, _)| found.version != before.version) {
                    return Ok(Err(AppError::Conflict));
                }
                let campaign = Box::new(after.clone());
                tx.apply(vec![Change::CampaignKept { campaign: campaign.clone() }])?;
                Ok(Ok(CampaignView::from(*campaign)))
            })
            .await?;
        Ok(written.into())
    }

    /// Deletes a campaign that was never started.
    pub async fn delete_campaign(
        &self,
        ask: &Ask,
        id: CampaignId,
    ) -> Result<Written<()>, AppError> {
        let member = ask.actor.id;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let found = tx.campaign(id)?.filter(|(found, _)| found.member == member);
                let Some((found, _)) = found else { return Ok(Err(AppError::NotFound)) };
                if found.state != State::Draft {
                    let detail = "What this campaign did stays on record: end it instead.";
                    return Ok(Err(refused(detail)));
                }
                tx.apply(vec![Change::CampaignDeleted { member, campaign: id }])?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }

    /// Starts a campaign: its audience is read now, and everybody has their place in it. Nobody is
    /// written to before the next slot of its pace.
    pub async fn start_campaign(
        &self,
        ask: &Ask,
        id: CampaignId,
    ) -> Result<Written<CampaignView>, AppError> {
        let campaign = self.own_campaign(ask.actor.id, id)?;
        self.checked_campaign(&campaign)?;
        let now = self.now();
        let started = campaign.moved(Move::Start, now)?;
        let (app, actor) = (self.clone(), ask.actor.clone());
        let draft = campaign.clone();
        let judged = blocking(move || app.judged(&actor, &draft)).await?;
        if !judged.iter().any(|one| one.outcome.is_none()) {
            let message = "Nobody of the audience can be invited now: the preview says why.";
            return Err(AppError::field("audience", message));
        }
        let takes_part = judged.iter().filter(|one| one.outcome.is_none()).count();
        let mut arms = core::arms(takes_part, started.steps.arms.len(), started.seed()).into_iter();
        let seen = judged.iter().filter(|one| one.is_kept());
        let runs: Vec<Run> = seen
            .zip(0..)
            .map(|(one, place)| {
                let arm = if one.outcome.is_none() { arms.next() } else { None };
                let place = (place, arm.unwrap_or_default());
                Run::begin(&started, one.member, place, one.outcome, now)
            })
            .collect();
        let written = self
            .write(self.command(ask, &[]), move |tx| begin(tx, &campaign, &started, &runs))
            .await?;
        Ok(written.into())
    }

    /// Lets a campaign rest: nothing goes out, and what was sent goes on being heard of.
    pub async fn pause_campaign(
        &self,
        ask: &Ask,
        id: CampaignId,
    ) -> Result<Written<CampaignView>, AppError> {
        self.move_campaign(ask, id, Move::Pause(PausedBy::Member)).await
    }

    /// Lets it go on; nothing is made up for.
    pub async fn resume_campaign(
        &self,
        ask: &Ask,
        id: CampaignId,
    ) -> Result<Written<CampaignView>, AppError> {
        self.move_campaign(ask, id, Move::Resume(PausedBy::Member)).await
    }

    /// Ends it for good. Answers to what was sent are still counted.
    pub async fn end_campaign(
        &self,
        ask: &Ask,
        id: CampaignId,
    ) -> Result<Written<CampaignView>, AppError> {
        self.move_campaign(ask, id, Move::End).await
    }
}

impl App {
    /// A campaign of the member's; nobody else's is there.
    fn own_campaign(&self, member: MemberId, id: CampaignId) -> Result<Campaign, AppError> {
        let found = self.0.store.read(|reads| reads.campaign(id))?;
        let own = found.map(|row| row.0).filter(|campaign| campaign.member == member);
        own.ok_or(AppError::NotFound)
    }

    async fn move_campaign(
        &self,
        ask: &Ask,
        id: CampaignId,
        to: Move,
    ) -> Result<Written<CampaignView>, AppError> {
        let (member, now) = (ask.actor.id, self.now());
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let found = tx.campaign(id)?.filter(|(found, _)| found.member == member);
                let Some((found, _)) = found else { return Ok(Err(AppError::NotFound)) };
                move_to(tx, &found, to, now)
            })
            .await?;
        Ok(written.into())
    }

    /// Fails with everything that cannot be so.
    fn checked_campaign(&self, campaign: &Campaign) -> Result<(), AppError> {
        let policy = &self.0.policy;
        let account = self.0.store.read(|reads| reads.account(campaign.member))?;
        let plan = account.ok_or(AppError::SignInFirst)?.plan;
        let wrong = campaign.wrong(policy.plan(plan).weekly_invitations, policy);
        let mut errors: Vec<FieldError> =
            wrong.into_iter().map(|one| FieldError::new(&one.field, one.message)).collect();
        for key in campaign.given.keys() {
            if Placeholder::from_name(key).is_none() {
                let all: Vec<_> = Placeholder::ALL.iter().map(|one| one.name()).collect();
                let message =
                    format!("There is no such placeholder. Use one of {}.", all.join(", "));
                errors.push(FieldError::new(&format!("given.{key}"), message));
            }
        }
        for (field, text, _) in campaign.steps.templates() {
            if let Err(found) = Template::parse(text) {
                errors.extend(found.into_iter().map(|one| FieldError::new(&field, one.message)));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(AppError::Invalid(errors)) }
    }
}

/// What the member gives for everybody.
fn given(campaign: &Campaign) -> Vec<(Placeholder, String)> {
    let given = campaign
        .given
        .iter()
        .filter_map(|(key, value)| Some((Placeholder::from_name(key)?, value.trim().to_owned())));
    given.collect()
}

/// A template filled from facts; what is missing where it cannot be.
fn filled(
    template: &str,
    facts: &kith_writing::Facts,
    given: &Given,
) -> Result<String, Vec<Placeholder>> {
    let template = Template::parse(template).map_err(|_| Vec::new())?;
    template.fill(facts, given)
}

fn refused(detail: &str) -> AppError {
    use kith_core::refusal::{Reason, Refusal};
    Refusal::new(Reason::CampaignState, detail).into()
}

/// Moves a campaign on.
fn move_to(
    tx: &mut Tx<'_>,
    found: &Campaign,
    to: Move,
    now: Timestamp,
) -> Result<Result<CampaignView, AppError>, StoreError> {
    let moved = match found.moved(to, now) {
        Ok(moved) => Box::new(moved),
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    tx.apply(vec![Change::CampaignKept { campaign: moved.clone() }])?;
    Ok(Ok(CampaignView::from(*moved)))
}

/// Writes down who takes part, but for those whom another campaign of the member took meanwhile.
/// Who said meanwhile that they want none is found at their turn, before anything goes out.
fn begin(
    tx: &mut Tx<'_>,
    was: &Campaign,
    started: &Campaign,
    runs: &[Run],
) -> Result<Result<CampaignView, AppError>, StoreError> {
    if tx.campaign(was.id)?.is_none_or(|(found, _)| found.version != was.version) {
        return Ok(Err(AppError::Conflict));
    }
    let held: BTreeSet<MemberId> = tx.held(was.member)?.into_iter().collect();
    let mut changes = vec![Change::CampaignKept { campaign: Box::new(started.clone()) }];
    for run in runs {
        let taken = run.is_open() && held.contains(&run.person);
        let run = if taken {
            let (place, outcome) = ((run.place, run.arm), Some(core::Outcome::OtherCampaign));
            let now = started.started_at.unwrap_or(started.created_at);
            Run::begin(started, run.person, place, outcome, now)
        } else {
            run.clone()
        };
        let holds = run.holds(started);
        changes.push(Change::CampaignRan { run: Box::new(run), holds });
    }
    tx.apply(changes)?;
    Ok(Ok(CampaignView::from(started.clone())))
}

/// What a use-case answers inside a transaction: its own refusals stay answers, and the store's
/// failures stay the store's.
fn inside<T>(answer: Result<T, AppError>) -> Result<Result<T, AppError>, StoreError> {
    match answer {
        Err(AppError::Store(error)) => Err(error),
        Err(AppError::Conflict) => Err(StoreError::Conflict("campaign")),
        answer => Ok(answer),
    }
}

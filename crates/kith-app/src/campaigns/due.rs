//! The round of all campaigns (R13): people of whom something was heard, and campaigns whose next
//! slot has come. Any node may do it, none does it twice: each step looks again, in its own
//! transaction, whether it is still there to be taken.

use kith_core::{
    campaign::{Campaign, Heard, Outcome, Run, State, Turn, Went, turn, turn::STAGES},
    change::Change,
    id::CampaignId,
    invitation as invitations,
    time::{DAY, Timestamp, Zone},
};
use kith_store::{Reads, StoreError, Tx};

use crate::{
    App, AppError,
    jobs::{NOTHING, how_many},
};

/// How many rows of due work are read at once.
const BATCH: u32 = 500;
/// What a step answers that sent something.
pub(super) const WENT: u32 = 1;

/// What is read of a campaign before its next step.
pub(super) struct Looked {
    pub(super) zone: Zone,
    pub(super) went: Went,
    /// Who is first at each stage.
    pub(super) first: Vec<Run>,
    pub(super) turn: Turn,
}

impl Looked {
    /// Whose turn it is now.
    pub(super) fn person(&self) -> Option<&Run> {
        match self.turn {
            Turn::Now(stage) => self.first.iter().find(|run| run.stage == stage),
            Turn::At(_) | Turn::Never => None,
        }
    }
}

impl App {
    /// Does what is due of all campaigns; answers how much went out.
    pub async fn run_campaigns(&self) -> Result<u32, AppError> {
        let mut went = 0;
        loop {
            let heard = self.hear_some().await?;
            let (looked, out) = self.look_at_some().await?;
            went += out;
            if heard + looked == 0 {
                return Ok(went);
            }
        }
    }

    /// When campaigns are to be looked at next; none while nothing is planned.
    pub fn next_outreach(&self) -> Result<Option<Timestamp>, AppError> {
        self.0.store.read(|reads| {
            let (campaign, person) = (reads.next_campaign_due()?, reads.next_run_due()?);
            Ok(campaign.into_iter().chain(person).min())
        })
    }

    /// Looks at people of whom something was heard, or whose time is up.
    async fn hear_some(&self) -> Result<u32, AppError> {
        let now = self.now();
        let due = self.0.store.read(|reads| reads.due_runs(now, BATCH))?;
        // All of them join the store's next groups together.
        let work: Vec<_> = due
            .into_iter()
            .map(|run| {
                let app = self.clone();
                let members = vec![run.member, run.person];
                self.write(self.system_command(members), move |tx| app.hear_of(tx, &run, now))
            })
            .collect();
        let mut done = 0;
        for one in work {
            done += taken(one.await)?;
        }
        Ok(done)
    }

    /// What became of one of them.
    fn hear_of(
        &self,
        tx: &mut Tx<'_>,
        was: &Run,
        now: Timestamp,
    ) -> Result<Result<u32, AppError>, StoreError> {
        let Some(run) = tx.run(was.campaign, was.person)? else { return Ok(NOTHING) };
        // Another node was here first.
        if run.due_at.is_none_or(|due| due > now) {
            return Ok(NOTHING);
        }
        let Some((campaign, _)) = tx.campaign(run.campaign)? else { return Ok(NOTHING) };
        let Some(mut heard) = heard(tx, &campaign, &run, now)? else { return Ok(NOTHING) };
        let mut next = run.hear(&heard, &campaign, now);
        if next.due_at.is_some_and(|at| at <= now) {
            // Time is up: nobody answered.
            if withdraw(tx, &next, now)? {
                heard.invitation = Some((invitations::State::Withdrawn, Some(now)));
                next = run.hear(&heard, &campaign, now);
            } else {
                next.due_at = Some(now.plus(DAY));
            }
        }
        let holds = next.holds(&campaign);
        tx.apply(vec![Change::CampaignRan { run: Box::new(next), holds }])?;
        Ok(Ok(1))
    }

    /// Looks at campaigns whose slot has come: how many, and how many of them did something.
    async fn look_at_some(&self) -> Result<(u32, u32), AppError> {
        let now = self.now();
        let due = self.0.store.read(|reads| reads.due_campaigns(now, BATCH))?;
        let mut work = Vec::with_capacity(due.len());
        for (campaign, was) in due {
            let looked = self.0.store.read(|reads| self.looked(reads, &campaign, now))?;
            let Some(person) = looked.person().cloned() else {
                work.push(self.look_again(&campaign, was, now));
                continue;
            };
            let (app, ids) = (self.clone(), self.step_ids());
            let members = vec![campaign.member, person.person];
            let command = self.system_command(members);
            let step = self
                .write(command, move |tx| app.take_step(tx, (campaign.id, was), &person, ids, now));
            work.push(step);
        }
        let (mut looked, mut went) = (0, 0);
        for one in work {
            match one.await {
                Ok(written) => {
                    looked += 1;
                    went += u32::from(written.value == WENT);
                }
                // Another node took it, or it is not due any more.
                Err(AppError::NotFound | AppError::Conflict) => {}
                Err(AppError::Store(error)) => return Err(error.into()),
                // One that fails keeps no other from its turn.
                Err(error) => tracing::warn!(%error, "a campaign's step failed"),
            }
        }
        Ok((looked, went))
    }

    /// Nothing is due yet: says when to look again.
    fn look_again(
        &self,
        campaign: &Campaign,
        was: Timestamp,
        now: Timestamp,
    ) -> kith_store::Ticket<u32, AppError> {
        let (app, id) = (self.clone(), campaign.id);
        self.write(self.system_command(vec![campaign.member]), move |tx| {
            let Some(campaign) = still_due(tx, id, was)? else { return Ok(NOTHING) };
            match app.looked(tx, &campaign, now)?.turn {
                // Something came meanwhile: the next pass takes it.
                Turn::Now(_) => tx.look_again(id, was, Some(now)),
                Turn::At(at) => tx.look_again(id, was, Some(at)),
                Turn::Never => tx.look_again(id, was, None),
            }
            Ok(Ok(0))
        })
    }

    /// Reads what a campaign does next, and who is first at each of its stages.
    pub(super) fn looked(
        &self,
        reads: &mut Reads<'_>,
        campaign: &Campaign,
        now: Timestamp,
    ) -> Result<Looked, StoreError> {
        let mut first = Vec::new();
        for stage in STAGES {
            first.extend(reads.next_ready(campaign.id, stage, &campaign.held_back(stage))?);
        }
        let (zone, went) = (zone_of(reads, campaign)?, went(reads, campaign, now)?);
        let ready: Vec<_> =
            first.iter().filter_map(|run| run.ready_at.map(|at| (run.stage, at))).collect();
        let turn = turn(campaign, &zone, &self.0.policy.outreach, &went, &ready, now);
        Ok(Looked { zone, went, first, turn })
    }
}

/// The zone of a campaign's member.
pub(super) fn zone_of(reads: &mut Reads<'_>, campaign: &Campaign) -> Result<Zone, StoreError> {
    let account = reads.account(campaign.member)?;
    Ok(account.map_or_else(Zone::utc, |account| account.settings.time_zone))
}

/// What a campaign and its member's others did.
pub(super) fn went(
    reads: &mut Reads<'_>,
    campaign: &Campaign,
    now: Timestamp,
) -> Result<Went, StoreError> {
    // A civil day has 25 hours at most.
    let sent = reads.outreach_since(campaign.id, now.plus(-2 * DAY))?;
    let when = |codes: &[&str]| {
        let these = sent.iter().filter(|one| codes.contains(&one.touch.code()));
        these.map(|one| one.at).collect()
    };
    Ok(Went {
        last: reads.last_outreach(campaign.member)?,
        invited: when(&["invite"]),
        approached: when(&["visit", "follow"]),
        count: reads.outreach_count(campaign.id)?,
    })
}

/// The campaign, if it runs and is still to be looked at since then.
pub(super) fn still_due(
    tx: &mut Tx<'_>,
    id: CampaignId,
    was: Timestamp,
) -> Result<Option<Campaign>, StoreError> {
    let found = tx.campaign(id)?;
    let due = found.filter(|(one, next)| one.state == State::Running && *next == Some(was));
    Ok(due.map(|(campaign, _)| campaign))
}

/// What has become of somebody.
pub(super) fn heard(
    reads: &mut Reads<'_>,
    campaign: &Campaign,
    run: &Run,
    now: Timestamp,
) -> Result<Option<Heard>, StoreError> {
    let Some(met) = reads.meet(run.member, run.person)? else { return Ok(None) };
    let invitation = match run.invitation {
        Some(id) => reads.invitation(id)?,
        None => None,
    };
    let began = campaign.started_at.unwrap_or(campaign.created_at);
    Ok(Some(Heard {
        hidden: met.meeting().visible().is_err(),
        do_not_contact: reads.do_not_contact(run.person, run.member)?,
        connected: met.pair.is_connected(),
        invitation: invitation.map(|row| (row.life().state_at(now), row.ended_at)),
        wrote_at: reads.wrote_after(run.person, run.member, began)?,
    }))
}

/// Withdraws an invitation that nobody answered, as by hand; answers whether it was pending.
fn withdraw(tx: &mut Tx<'_>, run: &Run, now: Timestamp) -> Result<bool, StoreError> {
    let Some(id) = run.invitation else { return Ok(false) };
    crate::invitations::withdraw_one(tx, run.member, id, now)
}

/// Whether due work was there to be taken.
fn taken(work: Result<kith_store::Written<u32>, AppError>) -> Result<u32, AppError> {
    match how_many(work) {
        Err(AppError::Conflict) => Ok(0),
        done => done,
    }
}

/// Somebody is set aside; the next pass goes on with who is next.
pub(super) fn set_aside(
    tx: &mut Tx<'_>,
    campaign: &Campaign,
    run: &Run,
    outcome: Outcome,
    (was, now): (Timestamp, Timestamp),
) -> Result<Result<u32, AppError>, StoreError> {
    let run = Box::new(run.set_aside(outcome, now));
    tx.apply(vec![Change::CampaignRan { run, holds: false }])?;
    tx.look_again(campaign.id, was, Some(now));
    Ok(Ok(0))
}

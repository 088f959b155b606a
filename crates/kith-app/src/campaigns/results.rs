//! A campaign at work: its people, what became of them, and what is planned (R13). Nothing silent
//! shows here: who ignored is waiting (R6), and who is gone is not there (R1).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kith_core::{
    campaign::{
        AskedIn, Campaign, Outcome, Run, Stage, State, Touch, Turn, Went, steps::Approach, turn,
        turn::STAGES,
    },
    id::{CampaignId, InvitationId, MemberId},
    time::{DAY, HOUR, Timestamp},
};
use kith_store::{Reads, StoreError};
use serde::Serialize;

use super::{
    CampaignView,
    due::{went, zone_of},
    experiment::{Experiment, experiment},
    preview::{LeftOut, count},
    words,
};
use crate::{Actor, App, AppError, Page, Paging, rows::Row, viewer::Viewer};

/// How many planned sends are told.
const PLANNED: usize = 200;

/// One person in a campaign, as its member sees it.
#[derive(Debug, Clone, Serialize)]
pub struct CampaignPerson {
    /// Who.
    pub member: Row,
    /// Their variant of the invitation, from 0.
    pub arm: u32,
    /// Where they are.
    pub stage: Stage,
    /// Why nothing follows, or null.
    pub reason: Option<Outcome>,
    /// Both in words.
    pub label: &'static str,
    /// The invitation, once it was sent.
    pub invitation: Option<InvitationId>,
    /// When they were invited.
    pub invited_at: Option<Timestamp>,
    /// When they accepted.
    pub accepted_at: Option<Timestamp>,
    /// When they wrote.
    pub replied_at: Option<Timestamp>,
    /// From when on their next step may be taken.
    pub ready_at: Option<Timestamp>,
}

/// What became of one invitation: what experiments are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Became {
    /// The variant.
    pub arm: u32,
    /// When it was sent.
    pub invited_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When the recipient wrote.
    pub replied_at: Option<Timestamp>,
}

/// One variant of the invitation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ArmResults {
    /// The variant.
    pub arm: u32,
    /// People in it.
    pub people: u32,
    /// Those invited.
    pub invited: u32,
    /// Those who accepted.
    pub accepted: u32,
    /// Those who wrote.
    pub replied: u32,
    /// Those who are not invited yet and wait, the variant being stopped.
    pub held: u32,
}

/// Something that is planned.
#[derive(Debug, Clone, Serialize)]
pub struct Planned {
    /// When, if nothing comes between.
    pub at: Timestamp,
    /// What: `visit`, `follow`, `invite` or `message`.
    pub what: &'static str,
    /// With whom: the handle, where they are still to be seen.
    pub handle: Option<String>,
}

/// How many accepted within a time after the invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Within {
    /// Hours after the invitation.
    pub hours: u32,
    /// How many accepted by then.
    pub accepted: u32,
    /// How many were invited so long ago.
    pub of: u32,
}

/// What a campaign has come to.
#[derive(Debug, Clone, Serialize)]
pub struct Results {
    /// The campaign.
    pub campaign: CampaignView,
    /// People who take part or took part.
    pub people: u32,
    /// Those whose turn comes.
    pub queued: u32,
    /// Those visited or followed, and not invited yet.
    pub approached: u32,
    /// Those invited.
    pub invited: u32,
    /// Those of them whose answer is waited for.
    pub waiting: u32,
    /// Those who accepted.
    pub accepted: u32,
    /// Those who wrote.
    pub replied: u32,
    /// Messages sent.
    pub messages: u32,
    /// Why people were left out, or nothing follows with them.
    pub reasons: Vec<LeftOut>,
    /// The variants.
    pub arms: Vec<ArmResults>,
    /// How fast people accepted.
    pub acceptance: Vec<Within>,
    /// What is planned until the end of tomorrow, if nothing comes between.
    pub planned: Vec<Planned>,
    /// What can be said of two variants, where there are two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub experiment: Option<Experiment>,
    /// What became of each invitation; the API tells it summed up.
    #[serde(skip)]
    pub became: Vec<Became>,
}

impl App {
    /// Everybody of a campaign with where they are and why, in the order of the audience.
    pub fn campaign_people(
        &self,
        actor: &Actor,
        id: CampaignId,
        paging: &Paging,
    ) -> Result<Page<CampaignPerson>, AppError> {
        let campaign = self.own_campaign(actor.id, id)?;
        let (skip, limit) = (paging.offset()?, paging.size() as usize);
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            // A place in the list counts those who are in it, so that a cursor tells of no other.
            let runs = self.shown_runs(reads, &campaign)?;
            let page = runs.iter().skip(skip).take(limit).cloned().collect::<Vec<_>>();
            let next =
                (skip.saturating_add(limit) < runs.len()).then(|| (skip + limit).to_string());
            let items =
                reads.of_each(&page, |reads, run| person(&viewer, reads, &campaign, run))?;
            Ok(Page { items: items.into_iter().flatten().collect(), next })
        })
    }

    /// What a campaign has come to.
    pub fn campaign_results(&self, actor: &Actor, id: CampaignId) -> Result<Results, AppError> {
        let campaign = self.own_campaign(actor.id, id)?;
        let now = self.now();
        self.0.store.read(|reads| {
            let runs = self.shown_runs(reads, &campaign)?;
            let seen: BTreeSet<MemberId> = runs.iter().map(|run| run.person).collect();
            let asked = reads.asked_in(id)?;
            let sent = reads.outreach_since(id, Timestamp::from_micros(0))?;
            let messages = sent.iter().filter(|one| matches!(one.touch, Touch::Message { .. }));
            let messages = count(messages.filter(|one| seen.contains(&one.person)).count());
            let planned = self.planned(reads, &campaign, &runs, now)?;
            Ok(summed(campaign, &runs, &asked, (messages, planned), now))
        })
    }

    /// Those of a campaign whom its member is shown, in the order of the audience: whoever blocks,
    /// is blocked or has gone is in no list and no count.
    fn shown_runs(
        &self,
        reads: &mut Reads<'_>,
        campaign: &Campaign,
    ) -> Result<Vec<Run>, StoreError> {
        let gone: BTreeSet<MemberId> = reads.gone_from(campaign.id)?.into_iter().collect();
        let hidden: BTreeSet<MemberId> = reads.hidden_from(campaign.member)?.into_iter().collect();
        let mut runs = reads.runs(campaign.id, None, self.0.policy.outreach.people.max(10_000))?;
        runs.retain(|run| {
            let absent = gone.contains(&run.person) || hidden.contains(&run.person);
            !absent && run.shown(campaign.state).is_some()
        });
        Ok(runs)
    }

    /// What goes out until the end of tomorrow, if nothing comes between: budgets and answers.
    fn planned(
        &self,
        reads: &mut Reads<'_>,
        campaign: &Campaign,
        runs: &[Run],
        now: Timestamp,
    ) -> Result<Vec<Planned>, AppError> {
        if campaign.state != State::Running {
            return Ok(Vec::new());
        }
        let zone = zone_of(reads, campaign)?;
        let [end, _] = now.day_in(&zone).plus(2).at_minute(0, &zone);
        let mut went = went(reads, campaign, now)?;
        let goes_on = |run: &Run| run.ready_at.is_some() && !campaign.holds_back(run);
        let mut waiting: HashMap<Stage, Vec<&Run>> = HashMap::new();
        for stage in STAGES {
            let mut these: Vec<_> =
                runs.iter().filter(|run| run.stage == stage && goes_on(run)).collect();
            // The first is the last: it is taken from the end.
            these.sort_by_key(|run| std::cmp::Reverse((run.ready_at, run.place)));
            waiting.insert(stage, these);
        }
        let (mut at, mut planned) = (now, Vec::new());
        while planned.len() < PLANNED {
            let first =
                waiting.iter().filter_map(|(stage, these)| Some((*stage, these.last()?.ready_at?)));
            let mut ready: Vec<_> = first.collect();
            ready.sort_unstable();
            let rules = &self.0.policy.outreach;
            match turn(campaign, &zone, rules, &went, &ready, at) {
                Turn::At(later) if later < end => at = later,
                Turn::At(_) | Turn::Never => break,
                Turn::Now(stage) => {
                    let Some(run) = waiting.get_mut(&stage).and_then(Vec::pop) else { break };
                    let what = noted(&mut went, campaign, stage, at);
                    planned.push((at, what, run.person));
                }
            }
        }
        let planned = planned.into_iter().map(|(at, what, person)| {
            let found = reads.person(person)?;
            Ok::<_, AppError>(Planned {
                at,
                what,
                handle: found.map(|one| one.known.person.handle),
            })
        });
        planned.collect()
    }
}

/// Takes a planned step down as if it had been done.
fn noted(went: &mut Went, campaign: &Campaign, stage: Stage, at: Timestamp) -> &'static str {
    went.last = Some(at);
    went.count += 1;
    let before = campaign.steps.before.as_ref().filter(|_| stage == Stage::Queued);
    match (stage, before) {
        (Stage::Accepted, _) => "message",
        (_, Some(before)) => {
            went.approached.push(at);
            match before.what {
                Approach::Visit => "visit",
                Approach::Follow => "follow",
            }
        }
        _ => {
            went.invited.push(at);
            "invite"
        }
    }
}

/// One person as the member sees them; none who is not to be seen.
fn person(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    campaign: &Campaign,
    run: &Run,
) -> Result<Option<CampaignPerson>, AppError> {
    let Some((stage, reason)) = run.shown(campaign.state) else { return Ok(None) };
    let Some(member) = viewer.row(reads, run.person)? else { return Ok(None) };
    Ok(Some(CampaignPerson {
        member,
        arm: run.arm,
        stage,
        reason,
        label: reason.map_or(words::stage(stage), words::outcome),
        invitation: run.invitation,
        invited_at: run.invited_at,
        accepted_at: run.accepted_at,
        replied_at: run.replied_at,
        ready_at: run.ready_at.filter(|_| stage != Stage::Ended),
    }))
}

/// Sums up what its member may know of everybody.
fn summed(
    campaign: Campaign,
    runs: &[Run],
    asked: &[AskedIn],
    (messages, planned): (u32, Vec<Planned>),
    now: Timestamp,
) -> Results {
    let state = campaign.state;
    let shown = |run: &Run| run.shown(state).unwrap_or((Stage::Ended, None));
    let at = |stage| count(runs.iter().filter(|run| shown(run).0 == stage).count());
    let took_part: Vec<&Run> = runs
        .iter()
        .filter(|run| run.is_open() || run.invited_at.is_some() || run.version > 1)
        .collect();
    let mut reasons: BTreeMap<Outcome, u32> = BTreeMap::new();
    for reason in runs.iter().filter_map(|run| shown(run).1) {
        *reasons.entry(reason).or_default() += 1;
    }
    let became: Vec<Became> = runs
        .iter()
        .filter_map(|run| {
            Some(Became {
                arm: run.arm,
                invited_at: run.invited_at?,
                accepted_at: run.accepted_at,
                replied_at: run.replied_at,
            })
        })
        .collect();
    let number = |test: fn(&Became) -> bool| count(became.iter().filter(|one| test(one)).count());
    let held = |run: &Run| campaign.state != State::Ended && campaign.holds_back(run);
    let arms = (0..).zip(&campaign.steps.arms).map(|(arm, _)| {
        let of_arm = || became.iter().filter(move |one| one.arm == arm);
        let invited = of_arm().count();
        ArmResults {
            arm,
            people: count(took_part.iter().filter(|run| run.arm == arm).count()),
            invited: count(invited),
            accepted: count(of_arm().filter(|one| one.accepted_at.is_some()).count()),
            replied: count(of_arm().filter(|one| one.replied_at.is_some()).count()),
            held: count(runs.iter().filter(|run| run.arm == arm && held(run)).count()),
        }
    });
    Results {
        people: count(took_part.len()),
        queued: at(Stage::Queued),
        approached: at(Stage::Approached),
        invited: count(became.len()),
        waiting: at(Stage::Invited),
        accepted: number(|one| one.accepted_at.is_some()),
        replied: number(|one| one.replied_at.is_some()),
        messages,
        reasons: reasons
            .into_iter()
            .map(|(reason, count)| LeftOut { reason, label: words::outcome(reason), count })
            .collect(),
        arms: arms.collect(),
        acceptance: within(&became, now),
        planned,
        experiment: experiment(&campaign, runs, asked, now),
        became,
        campaign: campaign.into(),
    }
}

/// How many accepted within an hour, a day, a week, 30 days.
fn within(became: &[Became], now: Timestamp) -> Vec<Within> {
    let spans = [HOUR, DAY, 7 * DAY, 30 * DAY];
    spans
        .map(|span| {
            let old = || became.iter().filter(move |one| one.invited_at.plus(span) <= now);
            let by =
                |one: &&Became| one.accepted_at.is_some_and(|at| at <= one.invited_at.plus(span));
            let hours = u32::try_from(span / HOUR).unwrap_or(0);
            Within { hours, accepted: count(old().filter(by).count()), of: count(old().count()) }
        })
        .to_vec()
}

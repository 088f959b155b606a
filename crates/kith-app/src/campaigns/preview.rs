//! The audience before the start: who takes part, and who is left out and why (R13).

use std::collections::{BTreeMap, BTreeSet};

use kith_core::{
    campaign::{Campaign, Outcome, State, Weekday},
    id::{CampaignId, InvitationId, MemberId, MessageId, RestrictionId},
    invitation::{Invite, Sending, Source, invite},
    note,
    time::Timestamp,
};
use kith_store::Reads;
use kith_writing::template::Placeholder;
use serde::Serialize;

use super::{Audience, audience::Listed, filled, given, words};
use crate::{Actor, App, AppError, Paging, rows::Row, viewer::Viewer};

/// Somebody of an audience, and what is found about them.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) member: MemberId,
    /// Why they are left out; absent: they take part.
    pub(super) outcome: Option<Outcome>,
    /// Until when that holds, where it ends by itself.
    until: Option<Timestamp>,
    /// What cannot be filled.
    missing: Vec<Placeholder>,
    /// What each variant's note becomes for them.
    notes: Vec<Option<String>>,
}

impl Judged {
    fn new(member: MemberId, outcome: Option<Outcome>) -> Self {
        Self { member, outcome, until: None, missing: Vec::new(), notes: Vec::new() }
    }

    /// Whether they have a place in the campaign: nobody is kept of whom there is to be no trace.
    pub(super) fn is_kept(&self) -> bool {
        let gone = [Outcome::NotFound, Outcome::Gone, Outcome::Myself, Outcome::Full];
        self.outcome.is_none_or(|outcome| !gone.contains(&outcome))
    }
}

/// The audience before the start.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// How many were looked at.
    pub total: u32,
    /// How many take part.
    pub ready: u32,
    /// How many are left out, by the reason.
    pub left_out: Vec<LeftOut>,
    /// Handles that nobody has.
    pub unknown: Vec<String>,
    /// The length of the longest note, as R5 counts.
    pub longest: u32,
    /// How long a note may be, by the member's plan.
    pub limit: u32,
    /// How many of the member's working days the invitations take, at least, warming up.
    pub working_days: u32,
    /// The people, those who take part first.
    pub items: Vec<Previewed>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// How many are left out for a reason.
#[derive(Debug, Clone, Serialize)]
pub struct LeftOut {
    /// The reason.
    pub reason: Outcome,
    /// The same for people.
    pub label: &'static str,
    /// How many.
    pub count: u32,
}

/// Somebody of the audience.
#[derive(Debug, Clone, Serialize)]
pub struct Previewed {
    /// Who.
    pub member: Row,
    /// Why they are left out, or null.
    pub reason: Option<Outcome>,
    /// The same for people, or null.
    pub label: Option<&'static str>,
    /// Until when that holds, where it ends by itself.
    pub until: Option<Timestamp>,
    /// Placeholders that cannot be filled for them.
    pub missing: Vec<&'static str>,
    /// What each variant's note becomes for them; null: no note, or left out.
    pub notes: Vec<Option<String>>,
}

impl App {
    /// The audience of a campaign as it is now.
    pub fn preview_campaign(
        &self,
        actor: &Actor,
        id: CampaignId,
        paging: &Paging,
    ) -> Result<Preview, AppError> {
        let campaign = self.own_campaign(actor.id, id)?;
        if campaign.state != State::Draft {
            let message = "This campaign was started: see its people instead.";
            return Err(super::refused(message));
        }
        let audience = Audience::read(&campaign.audience);
        let most = self.0.policy.outreach.people as usize;
        let listed = self.listed(actor, &audience, most)?;
        let judged = self.judge(actor, &campaign, &listed.members)?;
        self.shown_preview(actor, &campaign, judged, listed, paging)
    }

    /// Everybody of a campaign's audience, with why they are left out.
    pub(super) fn judged(
        &self,
        actor: &Actor,
        campaign: &Campaign,
    ) -> Result<Vec<Judged>, AppError> {
        let audience = Audience::read(&campaign.audience);
        let most = self.0.policy.outreach.people as usize;
        let listed = self.listed(actor, &audience, most)?;
        self.judge(actor, campaign, &listed.members)
    }

    fn judge(
        &self,
        actor: &Actor,
        campaign: &Campaign,
        members: &[MemberId],
    ) -> Result<Vec<Judged>, AppError> {
        let most = self.0.policy.outreach.people as usize;
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let held: BTreeSet<MemberId> = reads.held(actor.id)?.into_iter().collect();
            let mut judged = reads.of_each(members, |reads, member| {
                self.judge_one(&viewer, reads, campaign, *member, &held)
            })?;
            let mut room = most;
            for one in judged.iter_mut().filter(|one| one.outcome.is_none()) {
                if room == 0 {
                    one.outcome = Some(Outcome::Full);
                } else {
                    room -= 1;
                }
            }
            Ok(judged)
        })
    }

    /// What keeps somebody out, by the same decisions as at sending.
    fn judge_one(
        &self,
        viewer: &Viewer<'_>,
        reads: &mut Reads<'_>,
        campaign: &Campaign,
        person: MemberId,
        held: &BTreeSet<MemberId>,
    ) -> Result<Judged, AppError> {
        let (me, now, policy) = (viewer.me.id, viewer.now, &self.0.policy);
        let out = |outcome| Ok(Judged::new(person, Some(outcome)));
        if person == me {
            return out(Outcome::Myself);
        }
        let met = reads.meet(me, person)?.ok_or(AppError::SignInFirst)?;
        if met.meeting().visible().is_err() {
            return out(Outcome::NotFound);
        }
        if met.received.is_some_and(|life| life.is_open(now)) && !met.pair.is_connected() {
            return out(Outcome::InvitedYou);
        }
        let facts = self.invite_facts(reads, &met, *viewer.usage(), None, now)?;
        match invite(&asked(None), &facts, policy, now) {
            Ok(Sending::AlreadyPending(..)) => return out(Outcome::Pending),
            Ok(_) => {}
            Err(refusal) => {
                if let Some(outcome) = Outcome::of_refusal(refusal.reason) {
                    let until = refusal.until;
                    return Ok(Judged { until, ..Judged::new(person, Some(outcome)) });
                }
            }
        }
        if reads.do_not_contact(person, me)? {
            return out(Outcome::DoNotContact);
        }
        if held.contains(&person) {
            return out(Outcome::OtherCampaign);
        }
        let mut judged = Judged::new(person, None);
        if campaign.steps.arms.iter().all(|arm| arm.note.is_none()) {
            judged.notes = vec![None; campaign.steps.arms.len()];
            return Ok(judged);
        }
        let (facts, given) = (viewer.facts_about(reads, person)?, given(campaign));
        for arm in &campaign.steps.arms {
            let note = arm.note.as_deref().map(|note| filled(note, &facts, &given)).transpose();
            match note {
                Ok(note) => judged.notes.push(note),
                Err(missing) => {
                    judged.outcome = Some(Outcome::Unfilled);
                    judged.missing.extend(missing);
                }
            }
        }
        let long = |text: &Option<String>| text.as_deref().map_or(0, note::length) > facts.limit;
        if judged.outcome.is_none() && judged.notes.iter().any(long) {
            judged.outcome = Some(Outcome::TooLong);
        }
        judged.missing.sort_unstable();
        judged.missing.dedup();
        Ok(judged)
    }

    fn shown_preview(
        &self,
        actor: &Actor,
        campaign: &Campaign,
        mut judged: Vec<Judged>,
        listed: Listed,
        paging: &Paging,
    ) -> Result<Preview, AppError> {
        let (skip, limit) = (paging.offset()?, paging.size() as usize);
        let Listed { mut unknown, unnamed, .. } = listed;
        // Whoever is not to be seen is nobody, by whatever name they were asked for.
        let absent = judged.iter().filter(|one| one.outcome == Some(Outcome::NotFound));
        unknown.extend(self.handles_asked(campaign, absent.map(|one| one.member).collect())?);
        unknown.sort_unstable();
        judged.retain(|one| one.outcome != Some(Outcome::NotFound));
        let total = judged.len() + unknown.len() + unnamed as usize;
        let mut counts: BTreeMap<Outcome, u32> = BTreeMap::new();
        for outcome in judged.iter().filter_map(|one| one.outcome) {
            *counts.entry(outcome).or_default() += 1;
        }
        if unnamed > 0 {
            counts.insert(Outcome::Unnamed, unnamed);
        }
        let lengths = judged.iter().flat_map(|one| &one.notes).flatten();
        let longest = lengths.map(|text| note::length(text)).max().unwrap_or_default();
        let ready = count(judged.iter().filter(|one| one.outcome.is_none()).count());
        judged.sort_by_key(|one| one.outcome.is_some());
        let page = judged.iter().skip(skip).take(limit).cloned().collect::<Vec<_>>();
        let next = (skip + limit < judged.len()).then(|| (skip + limit).to_string());
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let items = reads.of_each(&page, |reads, one| {
                let row = viewer.row(reads, one.member)?;
                Ok::<_, AppError>(row.map(|member| Previewed {
                    member,
                    reason: one.outcome,
                    label: one.outcome.map(words::outcome),
                    until: one.until,
                    missing: one.missing.iter().map(|one| one.name()).collect(),
                    notes: one.notes.clone(),
                }))
            })?;
            Ok(Preview {
                total: count(total),
                ready,
                left_out: counts
                    .into_iter()
                    .map(|(reason, count)| LeftOut { reason, label: words::outcome(reason), count })
                    .collect(),
                unknown,
                longest,
                limit: self.0.policy.plan(viewer.me.plan).note_length,
                working_days: self.working_days(campaign, ready, viewer.now),
                items: items.into_iter().flatten().collect(),
                next,
            })
        })
    }

    /// The handles by which these members were asked for.
    fn handles_asked(
        &self,
        campaign: &Campaign,
        members: BTreeSet<MemberId>,
    ) -> Result<Vec<String>, AppError> {
        let Audience::Handles(handles) = Audience::read(&campaign.audience) else {
            return Ok(Vec::new());
        };
        if members.is_empty() {
            return Ok(Vec::new());
        }
        let mut asked = Vec::new();
        for handle in handles {
            if self.find(&handle).is_ok_and(|member| members.contains(&member)) {
                asked.push(handle);
            }
        }
        Ok(asked)
    }

    /// How many working days so many invitations take, warming up from now on.
    fn working_days(&self, campaign: &Campaign, people: u32, now: Timestamp) -> u32 {
        let (pace, rules) = (&campaign.pace, &self.0.policy.outreach);
        let first = now.day_in(&kith_core::time::Zone::utc());
        let (mut left, mut days, mut day) = (people, 0, first);
        while left > 0 && days < 1_000 && !pace.days.is_empty() {
            if pace.days.contains(&Weekday::ALL[usize::from(day.weekday()) % 7]) {
                left = left.saturating_sub(pace.cap(first, day, rules).max(1));
                days += 1;
            }
            day = day.plus(1);
        }
        days
    }
}

/// An invitation as a campaign asks for it; its ids are filled in by whoever sends.
pub(super) fn asked(note: Option<&str>) -> Invite<'_> {
    Invite {
        id: InvitationId::from_bytes([0; 16]),
        restriction: RestrictionId::from_bytes([0; 16]),
        message: MessageId::from_bytes([0; 16]),
        own_message: MessageId::from_bytes([0; 16]),
        note,
        source: Source::Campaign,
        via: None,
    }
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

//! Campaigns as operators see them: volume by sender and by campaign, and pausing any (R13).

use kith_core::{
    budget::WEEK,
    campaign::{Move, PausedBy, State},
    id::CampaignId,
    time::Timestamp,
};
use serde::Serialize;

use super::move_to;
use crate::{Actor, App, AppError, Ask, Page, Paging, Written, app::cursor_of};

/// How many senders are listed.
const SENDERS: u32 = 100;

/// A campaign as an operator sees it.
#[derive(Debug, Clone, Serialize)]
pub struct AdminCampaign {
    /// Which.
    pub id: CampaignId,
    /// What its member calls it.
    pub name: String,
    /// Whose: the handle.
    pub handle: String,
    /// What it does.
    pub state: State,
    /// Who paused it, if it is paused.
    pub paused_by: Option<PausedBy>,
    /// When it was started.
    pub started_at: Timestamp,
    /// Invitations since then.
    pub invited: u32,
    /// Invitations in the last 7 × 24 hours.
    pub invited_week: u32,
    /// Messages since it was started.
    pub messages: u32,
    /// How many accepted.
    pub accepted: u32,
    /// How many said that they don't know the member.
    pub unknown: u32,
}

/// What a member's campaigns sent, as an operator sees it.
#[derive(Debug, Clone, Serialize)]
pub struct AdminSender {
    /// Whose: the handle.
    pub handle: String,
    /// Invitations in the last 7 × 24 hours.
    pub invited_week: u32,
    /// Those of the last 24 hours.
    pub invited_day: u32,
    /// Messages in the last 7 × 24 hours.
    pub messages_week: u32,
    /// Of how many campaigns.
    pub campaigns: u32,
}

impl App {
    /// Campaigns that were started, newest first, with what they sent.
    pub fn admin_campaigns(
        &self,
        actor: &Actor,
        paging: &Paging,
    ) -> Result<Page<AdminCampaign>, AppError> {
        actor.require_operator()?;
        let (limit, now) = (paging.size(), self.now());
        self.0.store.read(|reads| {
            let before = paging.cursor::<kith_core::id::Campaign>()?;
            let before = before.map_or(Timestamp::from_micros(i64::MAX), |(at, _)| at);
            let rows = reads.campaign_volume(before, now.plus(-WEEK), limit)?;
            let last = rows.last().filter(|_| rows.len() == limit as usize);
            let next = last.map(|last| cursor_of(last.started_at, last.campaign));
            let mut items = Vec::with_capacity(rows.len());
            for row in rows {
                let person = reads.person(row.member)?;
                items.push(AdminCampaign {
                    id: row.campaign,
                    name: row.name,
                    handle: person.map(|found| found.known.person.handle).unwrap_or_default(),
                    state: row.state,
                    paused_by: row.paused_by,
                    started_at: row.started_at,
                    invited: row.invited,
                    invited_week: row.invited_week,
                    messages: row.messages,
                    accepted: row.accepted,
                    unknown: row.unknown,
                });
            }
            Ok(Page { items, next })
        })
    }

    /// Whose campaigns sent most in the last week.
    pub fn admin_outreach(&self, actor: &Actor) -> Result<Vec<AdminSender>, AppError> {
        actor.require_operator()?;
        let now = self.now();
        self.0.store.read(|reads| {
            let rows = reads.outreach_volume(now, SENDERS)?;
            let mut senders = Vec::with_capacity(rows.len());
            for row in rows {
                let person = reads.person(row.member)?;
                senders.push(AdminSender {
                    handle: person.map(|found| found.known.person.handle).unwrap_or_default(),
                    invited_week: row.invited_week,
                    invited_day: row.invited_day,
                    messages_week: row.messages_week,
                    campaigns: row.campaigns,
                });
            }
            Ok(senders)
        })
    }

    /// Lets any campaign rest; its member sees that an operator did.
    pub async fn admin_pause_campaign(
        &self,
        ask: &Ask,
        id: CampaignId,
    ) -> Result<Written<()>, AppError> {
        self.admin_move(ask, id, Move::Pause(PausedBy::Operator)).await
    }

    /// Lets it go on.
    pub async fn admin_resume_campaign(
        &self,
        ask: &Ask,
        id: CampaignId,
    ) -> Result<Written<()>, AppError> {
        self.admin_move(ask, id, Move::Resume(PausedBy::Operator)).await
    }

    async fn admin_move(
        &self,
        ask: &Ask,
        id: CampaignId,
        to: Move,
    ) -> Result<Written<()>, AppError> {
        ask.actor.require_operator()?;
        let found = self.0.store.read(|reads| reads.campaign(id))?;
        let (found, _) = found.ok_or(AppError::NotFound)?;
        let now = self.now();
        let written = self
            .write(self.command(ask, &[found.member]), move |tx| {
                let Some((found, _)) = tx.campaign(id)? else { return Ok(Err(AppError::NotFound)) };
                Ok(move_to(tx, &found, to, now)?.map(drop))
            })
            .await?;
        Ok(written.into())
    }
}

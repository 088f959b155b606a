//! A stop for harm (R13): a variant of which too many say "I don't know them" goes to nobody more.
//! Its member is told, and lets it go on or moves those who wait to the other one.

use kith_core::{
    campaign::{Campaign, Run, Stage},
    change::Change,
    experiment::harm,
    id::CampaignId,
    refusal::Refusal,
    time::Timestamp,
};
use kith_store::{StoreError, Tx};

use super::CampaignView;
use crate::{App, AppError, Ask, Written};

/// A campaign after its member decided, and who else is moved by that.
type Decided = Result<(Campaign, Option<Change>), Refusal>;

impl App {
    /// Lets a variant go on that was stopped: whoever is invited from then on is counted anew.
    pub async fn resume_variant(
        &self,
        ask: &Ask,
        id: CampaignId,
        arm: u32,
    ) -> Result<Written<CampaignView>, AppError> {
        let now = self.now();
        self.decide_variant(ask, id, move |found| Ok((found.arm_resumed(arm, now)?, None))).await
    }

    /// Moves those of a stopped variant who are not invited yet to the other one.
    pub async fn leave_variant(
        &self,
        ask: &Ask,
        id: CampaignId,
        arm: u32,
    ) -> Result<Written<CampaignView>, AppError> {
        let member = ask.actor.id;
        self.decide_variant(ask, id, move |found| {
            let (campaign, to) = found.arm_left(arm)?;
            let moved = Change::CampaignMoved { member, campaign: id, from: arm, to };
            Ok((campaign, Some(moved)))
        })
        .await
    }

    async fn decide_variant(
        &self,
        ask: &Ask,
        id: CampaignId,
        decide: impl Fn(&Campaign) -> Decided + Send + 'static,
    ) -> Result<Written<CampaignView>, AppError> {
        let member = ask.actor.id;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let found = tx.campaign(id)?.filter(|(found, _)| found.member == member);
                let Some((found, _)) = found else { return Ok(Err(AppError::NotFound)) };
                let (campaign, moved) = match decide(&found) {
                    Ok(decided) => decided,
                    Err(refusal) => return Ok(Err(refusal.into())),
                };
                let kept = Change::CampaignKept { campaign: Box::new(campaign.clone()) };
                tx.apply([kept].into_iter().chain(moved).collect())?;
                Ok(Ok(CampaignView::from(campaign)))
            })
            .await?;
        Ok(written.into())
    }
}

/// Stops the variant of somebody who would be invited next, if too many of those before them
/// don't know the member; answers whether it did. `sent` is how much the campaign did so far.
pub(super) fn stop_for_harm(
    tx: &mut Tx<'_>,
    campaign: &Campaign,
    run: &Run,
    sent: u32,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let invites = matches!(run.stage, Stage::Queued | Stage::Approached);
    if !invites || sent < harm::FROM {
        return Ok(false);
    }
    let asked = tx.asked_in(campaign.id)?;
    if !campaign.harm(run.arm, &asked, now).is_too_much() {
        return Ok(false);
    }
    let stopped = Box::new(campaign.stopped(run.arm, now));
    let (member, campaign, arm, at) = (campaign.member, campaign.id, run.arm, now);
    // The campaign is looked at again at once: the other variant goes on.
    tx.apply(vec![
        Change::CampaignKept { campaign: stopped },
        Change::CampaignStopped { member, campaign, arm, at },
    ])?;
    Ok(true)
}

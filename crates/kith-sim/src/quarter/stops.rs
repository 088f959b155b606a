//! What a stop for harm (R13) must show in the journal, worked out from its entries alone.

use std::collections::{BTreeSet, HashMap};

use kith_core::{
    campaign::{Sent, Touch},
    change::Change,
    id::{CampaignId, InvitationId, MemberId},
};

const DAY: i64 = 86_400_000_000;

type Variant = (CampaignId, u32);

/// The variants of all campaigns, as far as the journal was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Stops {
    arms: HashMap<(CampaignId, MemberId), u32>,
    stopped: BTreeSet<Variant>,
    /// When each invitation of a variant went out, in their order.
    invited: HashMap<Variant, Vec<(i64, InvitationId)>>,
    /// When somebody said that they don't know the sender.
    unknown: HashMap<InvitationId, i64>,
}

impl Stops {
    /// Takes a change; what it breaks, if anything.
    pub(super) fn take(&mut self, change: &Change) -> Option<&'static str> {
        match change {
            Change::CampaignRan { run, .. } => {
                self.arms.insert((run.campaign, run.person), run.arm);
            }
            Change::Answered(answered) if answered.unknown => {
                self.unknown.insert(answered.invitation, answered.at.micros());
            }
            Change::CampaignStopped { campaign, arm, at, .. } => {
                let variant = (*campaign, *arm);
                if !self.harms(variant, at.micros()) {
                    return Some("a variant is stopped that does no harm");
                }
                self.stopped.insert(variant);
            }
            Change::CampaignKept { campaign } => {
                for stop in campaign.stops.iter().filter(|stop| stop.resumed_at.is_some()) {
                    self.stopped.remove(&(campaign.id, stop.arm));
                }
            }
            Change::CampaignSent(sent) => return self.sent(sent),
            _ => {}
        }
        None
    }

    fn sent(&mut self, sent: &Sent) -> Option<&'static str> {
        let arm = self.arms.get(&(sent.campaign, sent.person)).copied().unwrap_or_default();
        let (variant, at) = ((sent.campaign, arm), sent.at.micros());
        if matches!(sent.touch, Touch::Message { .. }) {
            return None;
        }
        let wrong = if self.stopped.contains(&variant) {
            Some("a variant goes out that is stopped")
        } else if self.harms(variant, at) {
            Some("a variant goes out that does harm")
        } else {
            None
        };
        if let Touch::Invite { invitation } = sent.touch {
            self.invited.entry(variant).or_default().push((at, invitation));
        }
        wrong
    }

    /// Whether the first 50, 75, 100 … who have had seven days show more than one in twenty, with
    /// 80 % to be sure (Wilson's bound).
    fn harms(&self, variant: Variant, now: i64) -> bool {
        let all = self.invited.get(&variant).map(Vec::as_slice).unwrap_or_default();
        let ripe = all.iter().filter(|(at, _)| at + 7 * DAY <= now).count();
        if ripe < 50 {
            return false;
        }
        let people = 50 + (ripe - 50) / 25 * 25;
        let said = all.iter().take(people).filter(|(at, invitation)| {
            self.unknown.get(invitation).is_some_and(|said| *said <= at + 7 * DAY)
        });
        let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        let (n, k, z) = (count(people), count(said.count()), 1.281_552_f64);
        let share = k / n;
        let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
        (share + z * z / (2.0 * n) - half) / (1.0 + z * z / n) > 0.05
    }
}

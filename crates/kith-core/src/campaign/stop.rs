//! A stop for harm (R13): a variant of which too many say "I don't know them" is sent to nobody
//! more, until its member decides. Nobody is moved to the other variant by that.

use serde::{Deserialize, Serialize};

use super::{Campaign, Run, Stage, State};
use crate::{
    experiment::harm::{Asked, Harm},
    refusal::{Reason, Refusal},
    time::Timestamp,
};

/// A variant that was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Which, from 0.
    pub arm: u32,
    /// When, the last time.
    pub at: Timestamp,
    /// When its member let it go on; absent: it is stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumed_at: Option<Timestamp>,
}

/// One invitation of a campaign, as a stop counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedIn {
    /// The variant.
    pub arm: u32,
    /// What became of it.
    pub asked: Asked,
}

impl Campaign {
    fn stop_of(&self, arm: u32) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.arm == arm)
    }

    /// Since when a variant is stopped, if it is.
    #[must_use]
    pub fn stopped_since(&self, arm: u32) -> Option<Timestamp> {
        self.stop_of(arm).filter(|stop| stop.resumed_at.is_none()).map(|stop| stop.at)
    }

    /// Whether what is next for somebody waits until the member decides: who has accepted is
    /// thanked all the same.
    #[must_use]
    pub fn holds_back(&self, run: &Run) -> bool {
        Self::may_hold_back(run.stage) && self.stopped_since(run.arm).is_some()
    }

    /// The variants of which nothing goes out at a stage.
    #[must_use]
    pub fn held_back(&self, stage: Stage) -> Vec<u32> {
        let stopped = self.stops.iter().filter(|stop| stop.resumed_at.is_none());
        stopped.filter(|_| Self::may_hold_back(stage)).map(|stop| stop.arm).collect()
    }

    const fn may_hold_back(stage: Stage) -> bool {
        matches!(stage, Stage::Queued | Stage::Approached)
    }

    /// How many of a variant don't know the member, of those who were invited since it was last
    /// let go on.
    #[must_use]
    pub fn harm(&self, arm: u32, asked: &[AskedIn], now: Timestamp) -> Harm {
        let since = self.stop_of(arm).and_then(|stop| stop.resumed_at);
        let of_arm = asked.iter().filter(|one| one.arm == arm).map(|one| one.asked);
        Harm::of(of_arm.filter(|one| since.is_none_or(|since| one.sent_at > since)), now)
    }

    /// The campaign with a variant stopped.
    #[must_use]
    pub fn stopped(&self, arm: u32, now: Timestamp) -> Self {
        self.with_stop(Stop { arm, at: now, resumed_at: None })
    }

    /// The campaign with a variant let go on: whoever is invited from then on is counted anew.
    ///
    /// # Errors
    /// It is not stopped, or the campaign is over.
    pub fn arm_resumed(&self, arm: u32, now: Timestamp) -> Result<Self, Refusal> {
        let at = self.stopped_now(arm)?;
        Ok(self.with_stop(Stop { arm, at, resumed_at: Some(now) }))
    }

    /// The campaign, and the variant that takes those of this one who are not invited yet.
    ///
    /// # Errors
    /// It is not stopped, there is no other one that goes on, or the campaign is over.
    pub fn arm_left(&self, arm: u32) -> Result<(Self, u32), Refusal> {
        self.stopped_now(arm)?;
        if self.steps.arms.len() < 2 {
            return Err(no("There is no other variant: let this one go on, or end the campaign."));
        }
        let other = u32::from(arm == 0);
        if self.stopped_since(other).is_some() {
            return Err(no("The other variant is stopped, too: let that go on first."));
        }
        Ok((Self { version: self.version + 1, ..self.clone() }, other))
    }

    fn stopped_now(&self, arm: u32) -> Result<Timestamp, Refusal> {
        if !matches!(self.state, State::Running | State::Paused) {
            return Err(no("Only a campaign that was started and is not over can be changed so."));
        }
        self.stopped_since(arm).ok_or_else(|| no("This variant is not stopped."))
    }

    fn with_stop(&self, stop: Stop) -> Self {
        let mut next = Self { version: self.version + 1, ..self.clone() };
        next.stops.retain(|one| one.arm != stop.arm);
        next.stops.push(stop);
        next.stops.sort_by_key(|one| one.arm);
        next
    }
}

fn no(detail: &str) -> Refusal {
    Refusal::new(Reason::CampaignState, detail)
}

//! Campaigns (R13): invitations and messages at a pace, through every rule that holds by hand.

pub mod pace;
pub mod run;
pub mod steps;
pub mod stop;
pub mod turn;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::{
    pace::{Pace, Past, TimeOfDay, Weekday},
    run::{Heard, Outcome, Run, Sent, Stage, Step, Touch},
    steps::Steps,
    stop::{AskedIn, Stop},
    turn::{Turn, Went, turn},
};
use crate::{
    account::codes,
    id::{CampaignId, MemberId},
    policy::Policy,
    refusal::{Action, Reason, Refusal},
    time::Timestamp,
};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 80;
/// The longest value that the member gives for a placeholder, in characters.
pub const LONGEST_GIVEN: usize = 100;
/// How many campaigns that are not ended a member may have.
pub const MOST: usize = 20;

codes! {
    /// What a campaign does.
    State {
        /// Being built.
        Draft = "draft",
        /// At work.
        Running = "running",
        /// It rests; nothing goes out.
        Paused = "paused",
        /// Over.
        Ended = "ended",
    }
}

codes! {
    /// Who paused it.
    PausedBy {
        /// Its member.
        Member = "member",
        /// An operator; only one of them resumes it.
        Operator = "operator",
    }
}

/// Something that cannot be so, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The field, as in the API.
    pub field: String,
    /// What is wrong and what would be right, for people.
    pub message: String,
}

impl Wrong {
    /// Something at `field`.
    #[must_use]
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into() }
    }
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// Which.
    pub id: CampaignId,
    /// Whose.
    pub member: MemberId,
    /// What the member calls it.
    pub name: String,
    /// What it does.
    pub state: State,
    /// Who paused it, if it is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_by: Option<PausedBy>,
    /// Whom it is for, as the application writes it.
    pub audience: String,
    /// What the member gives for placeholders, by their names.
    pub given: BTreeMap<String, String>,
    /// What it does with each person.
    pub steps: Steps,
    /// How fast.
    pub pace: Pace,
    /// Variants that were stopped for harm, by their number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stops: Vec<Stop>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it was ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// How many values the store has kept.
    pub version: i64,
}

/// What is asked of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Start it.
    Start,
    /// Let it rest.
    Pause(PausedBy),
    /// Let it go on.
    Resume(PausedBy),
    /// End it for good.
    End,
}

impl Campaign {
    /// Takes every word of its member's out; answers whether there was any.
    pub fn scrub(&mut self) -> bool {
        let before = (self.name.len(), self.audience.len(), self.given.len());
        self.name.clear();
        self.audience.clear();
        self.given.clear();
        let steps = std::mem::take(&mut self.steps);
        before != (0, 0, 0) || steps != self.steps
    }

    /// Everything that cannot be so in what the member wrote; `weekly` is what their plan gives a
    /// week.
    #[must_use]
    pub fn wrong(&self, weekly: u32, policy: &Policy) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        let name = self.name.trim().chars().count();
        if name == 0 {
            wrong.push(Wrong::new("name", "Give the campaign a name: only you read it."));
        } else if name > LONGEST_NAME {
            wrong.push(Wrong::new("name", format!("Use at most {LONGEST_NAME} characters.")));
        }
        for (key, value) in &self.given {
            let field = format!("given.{key}");
            match value.trim().chars().count() {
                0 => wrong.push(Wrong::new(&field, "Write something, or leave it out.")),
                length if length > LONGEST_GIVEN => {
                    let message = format!("Use at most {LONGEST_GIVEN} characters.");
                    wrong.push(Wrong::new(&field, message));
                }
                _ => {}
            }
        }
        wrong.extend(self.steps.wrong(policy));
        wrong.extend(self.pace.wrong(weekly, &policy.outreach));
        wrong
    }

    /// The campaign after what is asked of it.
    ///
    /// # Errors
    /// It is not in a state for that, or an operator paused it.
    pub fn moved(&self, ask: Move, now: Timestamp) -> Result<Self, Refusal> {
        let next = Self { version: self.version + 1, ..self.clone() };
        let no = |detail: &str| Err(Refusal::new(Reason::CampaignState, detail));
        match (ask, self.state) {
            (Move::Start, State::Draft) => {
                Ok(Self { state: State::Running, started_at: Some(now), ..next })
            }
            (Move::Start, _) => no("This campaign was started already."),
            (Move::Pause(by), State::Running) => {
                Ok(Self { state: State::Paused, paused_by: Some(by), ..next })
            }
            // An operator's pause stands in the place of the member's.
            (Move::Pause(PausedBy::Operator), State::Paused)
                if self.paused_by == Some(PausedBy::Member) =>
            {
                Ok(Self { paused_by: Some(PausedBy::Operator), ..next })
            }
            (Move::Pause(_), State::Paused) => no("This campaign is paused already."),
            (Move::Pause(_), _) => no("Only a campaign that runs can be paused."),
            (Move::Resume(PausedBy::Member), State::Paused)
                if self.paused_by == Some(PausedBy::Operator) =>
            {
                let detail = "An operator paused this campaign: only they resume it.";
                Err(Refusal::new(Reason::CampaignPaused, detail)
                    .instead(Action::Wait, "Ask the operator what has to change"))
            }
            (Move::Resume(_), State::Paused) => {
                Ok(Self { state: State::Running, paused_by: None, ..next })
            }
            (Move::Resume(_), _) => no("Only a campaign that is paused can be resumed."),
            (Move::End, State::Running | State::Paused) => {
                Ok(Self { state: State::Ended, paused_by: None, ended_at: Some(now), ..next })
            }
            (Move::End, State::Draft) => no("This campaign was not started: delete it instead."),
            (Move::End, State::Ended) => no("This campaign is over."),
        }
    }

    /// What its jitter is made of: bytes of its id that are random.
    #[must_use]
    pub fn seed(&self) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.id.as_bytes()[8..]);
        u64::from_le_bytes(bytes)
    }
}

/// A recipient's word that they want no campaigns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoNotContact {
    /// Who says so.
    pub recipient: MemberId,
    /// Of whom; absent: of anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<MemberId>,
    /// Since when; absent: not any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

/// The arms of people who come in this order: as many of each, in blocks of two whose order is
/// random by `seed`.
#[must_use]
pub fn arms(count: usize, arms: usize, seed: u64) -> Vec<u32> {
    if arms < 2 {
        return vec![0; count];
    }
    let block = |number: usize| {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        pace::jitter(seed ^ 0xa5a5_5a5a, number) % 2
    };
    (0..count)
        .map(|index| {
            let second = u32::from(index % 2 == 1);
            block(index / 2) ^ second
        })
        .collect()
}

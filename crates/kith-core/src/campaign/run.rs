//! One person's way through a campaign: a state machine (R13).

use serde::{Deserialize, Serialize};

use super::{Campaign, State};
use crate::{
    account::codes,
    campaign::steps::Approach,
    id::{CampaignId, InvitationId, MemberId},
    invitation::State as Life,
    refusal::Reason,
    time::Timestamp,
};

codes! {
    /// Where a person is.
    Stage {
        /// Nothing was done yet.
        Queued = "queued",
        /// Visited or followed.
        Approached = "approached",
        /// Invited; to the member it waits, whatever the recipient did in silence.
        Invited = "invited",
        /// The recipient ignored it (R6). To the member this is [`Stage::Invited`].
        Ignored = "ignored",
        /// Connected; messages follow.
        Accepted = "accepted",
        /// Nothing follows any more.
        Ended = "ended",
    }
}

codes! {
    /// Why nothing follows any more, or why somebody was left out.
    Outcome {
        /// All steps are done.
        Finished = "finished",
        /// They have written.
        Replied = "replied",
        /// The invitation was withdrawn.
        Withdrawn = "withdrawn",
        /// The invitation lapsed.
        Expired = "expired",
        /// They want no campaigns of this member, or none at all.
        DoNotContact = "do_not_contact",
        /// The campaign was ended before.
        CampaignEnded = "campaign_ended",
        /// They are not to be seen any more: blocked, or deactivated. Never shown.
        Gone = "gone",
        /// The connection was removed, or no message may be written any more.
        Disconnected = "disconnected",
        /// Nobody that the member may see has this handle.
        NotFound = "not_found",
        /// It is the member themself.
        Myself = "self",
        /// They are connected already.
        Connected = "connected",
        /// An invitation of the member waits already.
        Pending = "pending",
        /// They have invited the member: that is answered by hand.
        InvitedYou = "invited_you",
        /// An earlier invitation was withdrawn or lapsed a short time ago (R6).
        Resting = "resting",
        /// They were invited as often as may be (R6).
        Attempts = "attempts",
        /// Their own setting (R4).
        Gate = "gate",
        /// One of both has as many connections as there may be (R4).
        ConnectionsFull = "connections_full",
        /// They are in another running campaign of the member.
        OtherCampaign = "other_campaign",
        /// A placeholder cannot be filled from what the member may see.
        Unfilled = "unfilled",
        /// What the template becomes for them is too long (R5).
        TooLong = "too_long",
        /// There were as many people as one campaign may have.
        Full = "full",
        /// They looked at the member's profile and do not show who they are (R12).
        Unnamed = "unnamed",
    }
}

impl Outcome {
    /// What becomes of a person whose invitation a rule refuses; none where it is about the
    /// member's own budgets, so that the person waits.
    #[must_use]
    pub const fn of_refusal(reason: Reason) -> Option<Self> {
        Some(match reason {
            Reason::WeeklyLimit
            | Reason::PendingLimit
            | Reason::Restricted
            | Reason::NotesLimit => {
                return None;
            }
            Reason::AlreadyConnected => Self::Connected,
            Reason::AlreadyPending => Self::Pending,
            Reason::Gate => Self::Gate,
            Reason::Resting => Self::Resting,
            Reason::Attempts => Self::Attempts,
            Reason::ConnectionsFull => Self::ConnectionsFull,
            Reason::NoteTooLong => Self::TooLong,
            Reason::Myself => Self::Myself,
            _ => Self::NotFound,
        })
    }
}

/// What a campaign did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Touch {
    /// Looked at the profile.
    Visit,
    /// Followed.
    Follow,
    /// Sent an invitation.
    Invite {
        /// Which.
        invitation: InvitationId,
    },
    /// Wrote a message; 0 is the one on acceptance.
    Message {
        /// Its place.
        place: u32,
        /// Which.
        message: crate::id::MessageId,
    },
}

impl Touch {
    /// The word for it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::Follow => "follow",
            Self::Invite { .. } => "invite",
            Self::Message { .. } => "message",
        }
    }
}

/// One thing that went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Of which campaign.
    pub campaign: CampaignId,
    /// Whose.
    pub member: MemberId,
    /// To whom.
    pub person: MemberId,
    /// What.
    pub touch: Touch,
    /// When.
    pub at: Timestamp,
}

/// One person in a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// In which campaign.
    pub campaign: CampaignId,
    /// Whose.
    pub member: MemberId,
    /// Who.
    pub person: MemberId,
    /// Their place in the audience.
    pub place: u32,
    /// Their variant of the invitation; it never changes.
    pub arm: u32,
    /// Where they are.
    pub stage: Stage,
    /// Why nothing follows any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The place of the next message: 0 the thanks.
    pub next_message: u32,
    /// The invitation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<InvitationId>,
    /// Whether it had a note.
    pub noted: bool,
    /// When it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_at: Option<Timestamp>,
    /// When they accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
    /// When they wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied_at: Option<Timestamp>,
    /// When nothing followed any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// From when on the next step may be taken, at the campaign's pace; absent: none is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_at: Option<Timestamp>,
    /// When to look at them apart from that: something happened, or time is up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// How many values the store has kept.
    pub version: i64,
}

/// What has become of a person, as the store says at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// Whether they are blocked either way, or deactivated.
    pub hidden: bool,
    /// Whether they want no campaigns of this member.
    pub do_not_contact: bool,
    /// Whether both are connected.
    pub connected: bool,
    /// The state of the run's invitation, and when it came to it.
    pub invitation: Option<(Life, Option<Timestamp>)>,
    /// When they last wrote, since the run began.
    pub wrote_at: Option<Timestamp>,
}

/// The step that is next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'a> {
    /// Visit or follow.
    Approach(Approach),
    /// Invite, with a note of this template.
    Invite(Option<&'a str>),
    /// Write this message.
    Message {
        /// Its place.
        place: u32,
        /// Its template.
        body: &'a str,
    },
}

impl Run {
    /// Somebody at the start of a campaign; `left_out` says why they take no part.
    #[must_use]
    pub fn begin(
        campaign: &Campaign,
        person: MemberId,
        (place, arm): (u32, u32),
        left_out: Option<Outcome>,
        now: Timestamp,
    ) -> Self {
        Self {
            campaign: campaign.id,
            member: campaign.member,
            person,
            place,
            arm,
            stage: if left_out.is_some() { Stage::Ended } else { Stage::Queued },
            outcome: left_out,
            next_message: 0,
            invitation: None,
            noted: false,
            invited_at: None,
            accepted_at: None,
            replied_at: None,
            ended_at: left_out.map(|_| now),
            ready_at: left_out.is_none().then_some(now),
            due_at: None,
            version: 1,
        }
    }

    /// Whether something may still be heard of them.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.stage != Stage::Ended
    }

    /// Whether they keep their member's other campaigns from them.
    #[must_use]
    pub fn holds(&self, campaign: &Campaign) -> bool {
        self.is_open() && campaign.state != State::Ended
    }

    /// Where they are, and why nothing follows, as the member is shown it: an ignored invitation
    /// waits (R6), and who is gone is not shown at all (R1).
    #[must_use]
    pub fn shown(&self, campaign: State) -> Option<(Stage, Option<Outcome>)> {
        match (self.stage, self.outcome) {
            (_, Some(Outcome::Gone)) => None,
            (Stage::Invited | Stage::Ignored, _) => Some((Stage::Invited, None)),
            (Stage::Ended, _) => Some((self.stage, self.outcome)),
            _ if campaign == State::Ended => Some((Stage::Ended, Some(Outcome::CampaignEnded))),
            _ => Some((self.stage, self.outcome)),
        }
    }

    /// The step that comes next, if one is due some time.
    #[must_use]
    pub fn step<'a>(&self, campaign: &'a Campaign) -> Option<Step<'a>> {
        self.ready_at?;
        let steps = &campaign.steps;
        match (self.stage, &steps.before) {
            (Stage::Queued, Some(before)) => Some(Step::Approach(before.what)),
            (Stage::Queued | Stage::Approached, _) => Some(Step::Invite(steps.note(self.arm))),
            (Stage::Accepted, _) => {
                let due = steps.message(self.next_message, self.noted, Timestamp::from_micros(0));
                due.map(|due| Step::Message { place: due.place, body: due.body })
            }
            _ => None,
        }
    }

    /// After what was heard: where they are now. A reply, a block and do-not-contact end the run;
    /// an ignore ends it, too, but for an acceptance that comes later all the same: then it goes
    /// on as if the invitation had waited, or its sender could tell the two apart.
    #[must_use]
    pub fn hear(&self, heard: &Heard, campaign: &Campaign, now: Timestamp) -> Self {
        let run = Self { due_at: None, version: self.version + 1, ..self.clone() };
        if !self.is_open() {
            return run;
        }
        if heard.hidden {
            return run.end(Outcome::Gone, now);
        }
        if let Some(at) = heard.wrote_at {
            let accepted_at = self.accepted_at.or_else(|| accepted(heard));
            let run = Self { replied_at: Some(at), accepted_at, ..run };
            return run.end(Outcome::Replied, now);
        }
        if heard.do_not_contact && self.stage != Stage::Accepted {
            return run.end(Outcome::DoNotContact, now);
        }
        match self.stage {
            Stage::Queued | Stage::Approached if heard.connected => {
                run.end(Outcome::Connected, now)
            }
            Stage::Invited | Stage::Ignored => run.answered(heard, campaign, now),
            Stage::Accepted if heard.do_not_contact => run.end(Outcome::DoNotContact, now),
            Stage::Accepted if !heard.connected => run.end(Outcome::Disconnected, now),
            _ => run,
        }
    }

    fn answered(mut self, heard: &Heard, campaign: &Campaign, now: Timestamp) -> Self {
        let state = heard.invitation.map(|(state, _)| state);
        match state {
            // An introduction may have connected them meanwhile.
            Some(Life::Accepted | Life::Pending | Life::Ignored)
                if heard.connected || state == Some(Life::Accepted) =>
            {
                let at = accepted(heard).unwrap_or(now);
                self.stage = Stage::Accepted;
                self.accepted_at = Some(at);
                self.wait_for_message(campaign, at, now)
            }
            Some(Life::Accepted | Life::Pending | Life::Ignored) => {
                let ignored = state == Some(Life::Ignored);
                self.stage = if ignored { Stage::Ignored } else { Stage::Invited };
                self.due_at = self.withdraw_at(campaign).filter(|_| campaign.state != State::Ended);
                self
            }
            Some(Life::Withdrawn) => self.end(Outcome::Withdrawn, now),
            Some(Life::Expired) => self.end(Outcome::Expired, now),
            Some(Life::Gone) | None => self.end(Outcome::Gone, now),
        }
    }

    /// When the invitation is to be withdrawn, if nobody answers it.
    #[must_use]
    pub fn withdraw_at(&self, campaign: &Campaign) -> Option<Timestamp> {
        let days = i64::from(campaign.steps.withdraw_after_days?);
        let waits = matches!(self.stage, Stage::Invited | Stage::Ignored);
        self.invited_at.filter(|_| waits).map(|at| at.plus_days(days))
    }

    /// The next message is due after `since`, or there is none.
    fn wait_for_message(mut self, campaign: &Campaign, since: Timestamp, now: Timestamp) -> Self {
        if campaign.state == State::Ended {
            return self.end(Outcome::CampaignEnded, now);
        }
        match campaign.steps.message(self.next_message, self.noted, since) {
            Some(due) => {
                (self.next_message, self.ready_at) = (due.place, Some(due.at));
                self
            }
            None => self.end(Outcome::Finished, now),
        }
    }

    /// After a step was taken.
    #[must_use]
    pub fn after(&self, touch: Touch, noted: bool, campaign: &Campaign, now: Timestamp) -> Self {
        let mut run = Self { version: self.version + 1, ready_at: None, ..self.clone() };
        match touch {
            Touch::Visit | Touch::Follow => {
                let days = campaign.steps.before.as_ref().map_or(0, |before| before.days);
                run.stage = Stage::Approached;
                run.ready_at = Some(now.plus_days(i64::from(days)));
                run
            }
            Touch::Invite { invitation } => {
                run.stage = Stage::Invited;
                run.invitation = Some(invitation);
                (run.noted, run.invited_at) = (noted, Some(now));
                run.due_at = run.withdraw_at(campaign);
                run
            }
            Touch::Message { place, .. } => {
                run.next_message = place + 1;
                run.wait_for_message(campaign, now, now)
            }
        }
    }

    /// After somebody could not be reached yet: they wait.
    #[must_use]
    pub fn put_off(&self, until: Timestamp) -> Self {
        Self { ready_at: Some(until), version: self.version + 1, ..self.clone() }
    }

    /// After a rule said no to them.
    #[must_use]
    pub fn set_aside(&self, outcome: Outcome, now: Timestamp) -> Self {
        Self { version: self.version + 1, ..self.clone() }.end(outcome, now)
    }

    fn end(self, outcome: Outcome, now: Timestamp) -> Self {
        let (stage, outcome, ended_at) = (Stage::Ended, Some(outcome), Some(now));
        Self { stage, outcome, ended_at, ready_at: None, due_at: None, ..self }
    }
}

fn accepted(heard: &Heard) -> Option<Timestamp> {
    heard.invitation.and_then(|(state, at)| at.filter(|_| state == Life::Accepted))
}

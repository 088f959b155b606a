//! Too much, too fast: signals, evidence and the ladder (R8).

use serde::{Deserialize, Serialize};

use crate::{
    account::codes,
    id::{MemberId, RestrictionId},
    policy::{Policy, RestrictionPolicy},
    refusal::{Action, Reason, Refusal},
    time::{DAY, HOUR, Timestamp},
};

codes! {
    /// What was noticed.
    Signal {
        /// Many invitations in ten minutes or a day.
        Burst = "burst",
        /// Recipients say that they don't know the sender.
        Unknown = "unknown",
        /// People who were invited by e-mail want no more mail.
        OptedOut = "opted_out",
        /// Few accept.
        Acceptance = "acceptance",
        /// No pending place left for two weeks.
        PendingFull = "pending_full",
        /// An operator set the step.
        Operator = "operator",
    }
}

codes! {
    /// A rung of the ladder.
    Level {
        /// Nothing.
        Clear = "clear",
        /// Told, nothing stopped.
        Warned = "warned",
        /// The first pause.
        PausedShort = "paused_4_hours",
        /// The second pause.
        PausedMedium = "paused_3_days",
        /// The longest pause; only people whose e-mail address the sender knows may be invited.
        PausedLong = "paused_30_days",
    }
}

impl Level {
    /// The next rung up; the top stays the top.
    #[must_use]
    pub fn up(self) -> Self {
        Self::ALL[(self as usize + 1).min(Self::ALL.len() - 1)]
    }

    /// The rung `steps` below.
    #[must_use]
    pub fn down(self, steps: usize) -> Self {
        Self::ALL[(self as usize).saturating_sub(steps)]
    }

    /// How long it pauses new invitations, in hours.
    #[must_use]
    pub fn pause_hours(self, policy: &RestrictionPolicy) -> Option<u32> {
        match self {
            Self::Clear | Self::Warned => None,
            Self::PausedShort => Some(policy.pause_hours[0]),
            Self::PausedMedium => Some(policy.pause_hours[1]),
            Self::PausedLong => Some(policy.pause_hours[2]),
        }
    }
}

/// Where a member stands on the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    /// The rung of the last step, before decay.
    pub level: Level,
    /// When the last step was taken or lifted; evidence before it is used up.
    pub at: Option<Timestamp>,
    /// Until when new invitations are paused.
    pub paused_until: Option<Timestamp>,
}

impl Default for Ladder {
    fn default() -> Self {
        Self { level: Level::Clear, at: None, paused_until: None }
    }
}

impl Ladder {
    /// The rung at `now`, one lower for every `decay_days` quiet days.
    #[must_use]
    pub fn level_at(&self, now: Timestamp, policy: &RestrictionPolicy) -> Level {
        let Some(at) = self.at else { return Level::Clear };
        let quiet = now.micros().saturating_sub(at.micros()).max(0);
        sabotage!(SlowDecay {
            let steps = quiet / (i64::from(policy.decay_days + 1) * DAY);
            return self.level.down(usize::try_from(steps).unwrap_or(usize::MAX));
        });
        let steps = quiet / (i64::from(policy.decay_days) * DAY);
        self.level.down(usize::try_from(steps).unwrap_or(usize::MAX))
    }

    /// The pause in force at `now`, if any.
    #[must_use]
    pub fn pause_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.paused_until.filter(|until| now < *until)
    }

    /// Evidence counts from here: the later of `window` and the last step.
    #[must_use]
    pub fn evidence_since(&self, window: Timestamp) -> Timestamp {
        self.at.map_or(window, |at| at.max(window))
    }

    /// After an operator lifted the step in force: one rung lower, no pause, a clean slate.
    #[must_use]
    pub fn lifted(&self, now: Timestamp, policy: &RestrictionPolicy) -> Self {
        sabotage!(LiftKeepsPause {
            let level = self.level_at(now, policy).down(1);
            return Self { level, at: Some(now), paused_until: self.paused_until };
        });
        Self { level: self.level_at(now, policy).down(1), at: Some(now), paused_until: None }
    }
}

/// One step taken on the ladder, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which.
    pub id: RestrictionId,
    /// Whose.
    pub member: MemberId,
    /// The rung reached.
    pub level: Level,
    /// What was noticed.
    pub signal: Signal,
    /// What was counted, in plain words.
    pub evidence: String,
    /// When.
    pub at: Timestamp,
    /// When its pause ends; absent for a warning.
    pub until: Option<Timestamp>,
    /// The operator who set it, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<MemberId>,
}

impl Step {
    /// The next step up the ladder for `signal`.
    #[must_use]
    pub fn next(
        id: RestrictionId,
        member: MemberId,
        ladder: &Ladder,
        signal: Signal,
        evidence: String,
        now: Timestamp,
        policy: &RestrictionPolicy,
    ) -> Self {
        let level = ladder.level_at(now, policy).up();
        Self::at_level(id, member, level, signal, evidence, now, policy)
    }

    /// A step to a rung that is given.
    #[must_use]
    pub fn at_level(
        id: RestrictionId,
        member: MemberId,
        level: Level,
        signal: Signal,
        evidence: String,
        now: Timestamp,
        policy: &RestrictionPolicy,
    ) -> Self {
        let until = level.pause_hours(policy).map(|hours| now.plus(i64::from(hours) * HOUR));
        Self { id, member, level, signal, evidence, at: now, until, by: None }
    }

    /// Where the member stands after it. A pause in force is never shortened by a signal; the
    /// step that an operator sets stands in its place.
    #[must_use]
    pub fn ladder(&self, before: &Ladder) -> Ladder {
        let paused_until = match self.signal {
            Signal::Operator => self.until,
            _ => before.pause_at(self.at).max(self.until),
        };
        Ladder { level: self.level, at: Some(self.at), paused_until }
    }
}

/// Why the member is told that they are at `level`, in plain words.
#[must_use]
pub fn plain_reason(signal: Signal) -> &'static str {
    match signal {
        Signal::Burst => "You sent many invitations in a short time.",
        Signal::Unknown => "Several people you invited said that they don't know you.",
        Signal::OptedOut => {
            "Several people you invited by e-mail asked not to be written to again."
        }
        Signal::Acceptance => "Few of the people you invited accepted.",
        Signal::PendingFull => "All your pending places have been used up for a long time.",
        Signal::Operator => "The operator of this network set this step.",
    }
}

/// The burst signal after one more send: what was counted, if it is too much.
#[must_use]
pub fn burst(short: u32, day: u32, policy: &RestrictionPolicy) -> Option<String> {
    if short > policy.burst_invitations {
        Some(format!("{short} invitations in {} minutes", policy.burst_minutes))
    } else if day > policy.burst_day_invitations {
        Some(format!("{day} invitations in 24 hours"))
    } else {
        None
    }
}

/// The "I don't know them" signal after one more report.
#[must_use]
pub fn unknown(reports: u32, policy: &RestrictionPolicy) -> Option<String> {
    (reports >= policy.unknown_reports).then(|| {
        format!("{reports} people said that they don't know you in {} days", policy.unknown_days)
    })
}

/// The signal of opt-outs after one more: as many, and within as many days, as "I don't know them".
#[must_use]
pub fn opted_out(opt_outs: u32, policy: &RestrictionPolicy) -> Option<String> {
    (opt_outs >= policy.unknown_reports).then(|| {
        format!(
            "{opt_outs} people whom you invited by e-mail wanted no more mail in {} days",
            policy.unknown_days
        )
    })
}

/// The acceptance signal: `accepted` of `sample` invitations that are resolved or old enough.
#[must_use]
pub fn acceptance(accepted: u32, sample: u32, policy: &RestrictionPolicy) -> Option<String> {
    let low = u64::from(accepted) * 100 < u64::from(policy.acceptance_percent) * u64::from(sample);
    (sample >= policy.acceptance_sample && low).then(|| {
        format!("{accepted} of {sample} invitations accepted in {} days", policy.acceptance_days)
    })
}

/// The pending signal: no place left since `since`. Whoever calls it has seen that none is left
/// now either.
#[must_use]
pub fn pending_full(
    since: Option<Timestamp>,
    ladder: &Ladder,
    now: Timestamp,
    policy: &RestrictionPolicy,
) -> Option<String> {
    let since = ladder.evidence_since(since?);
    let full = now >= since.plus_days(i64::from(policy.pending_full_days));
    full.then(|| format!("no pending place left for {} days", policy.pending_full_days))
}

/// Check 7 of R4: whether a pause stops a new invitation. The longest pause lets through an
/// invitation that carries the recipient's e-mail address.
#[must_use]
pub fn stops(
    ladder: &Ladder,
    email_known: bool,
    now: Timestamp,
    policy: &Policy,
) -> Option<Refusal> {
    let until = ladder.pause_at(now)?;
    let gated = ladder.level_at(now, &policy.restrictions) == Level::PausedLong;
    if gated && email_known {
        return None;
    }
    let refusal = Refusal::new(
        Reason::Restricted,
        "New invitations are paused for you. Replies and connections are not.",
    )
    .until(Some(until))
    .instead(Action::Appeal, "Ask the operator to look again");
    Some(if gated {
        refusal.instead(Action::GiveEmail, "Invite people whose e-mail address you know")
    } else {
        refusal.instead(Action::Engage, "Follow people and answer those who invited you")
    })
}

//! What a campaign does with each person, step by step (R13).

use serde::{Deserialize, Serialize};

use super::Wrong;
use crate::{
    account::codes,
    note,
    policy::Policy,
    time::{HOUR, Timestamp},
};

/// The longest template, in characters: placeholders are longer than what fills them.
const LONGEST_TEMPLATE: usize = 2_000;
/// The most follow-ups.
const MOST_FOLLOW_UPS: usize = 5;
/// The longest wait, in days.
const LONGEST_WAIT: u32 = 90;

codes! {
    /// What comes before the invitation.
    Approach {
        /// Their profile is looked at, in the mode that the member chose (R12).
        Visit = "visit",
        /// They are followed.
        Follow = "follow",
    }
}

codes! {
    /// Whom a follow-up is for.
    Condition {
        /// Everybody who accepted.
        Any = "any",
        /// Those whose invitation had a note.
        WithNote = "with_note",
        /// Those whose invitation had none.
        WithoutNote = "without_note",
    }
}

/// The step before the invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// What is done.
    pub what: Approach,
    /// Days from there to the invitation.
    pub days: u32,
}

/// One of the variants of an invitation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Arm {
    /// The template of the note; absent: no note.
    pub note: Option<String>,
}

/// The message on acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thanks {
    /// Hours after the acceptance.
    pub hours: u32,
    /// The template.
    pub body: String,
}

/// A message after that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// Days after the message before it, or after the acceptance.
    pub days: u32,
    /// Whom it is for.
    #[serde(default = "any")]
    pub when: Condition,
    /// The template.
    pub body: String,
}

const fn any() -> Condition {
    Condition::Any
}

/// All steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Steps {
    /// What comes before the invitation.
    pub before: Option<Before>,
    /// The invitation: one variant, or two to compare.
    pub arms: Vec<Arm>,
    /// The message on acceptance.
    pub thanks: Option<Thanks>,
    /// The messages after that.
    pub follow_ups: Vec<FollowUp>,
    /// Days after which an invitation that nobody answered is withdrawn; absent: never.
    pub withdraw_after_days: Option<u32>,
}

impl Default for Steps {
    fn default() -> Self {
        Self {
            before: None,
            arms: vec![Arm::default()],
            thanks: None,
            follow_ups: Vec::new(),
            withdraw_after_days: None,
        }
    }
}

/// A message that is to go out: its place, when, and its template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due<'a> {
    /// Its place: 0 the thanks, then the follow-ups from 1.
    pub place: u32,
    /// From when on.
    pub at: Timestamp,
    /// The template.
    pub body: &'a str,
}

impl Steps {
    /// The first message from `place` on that is for somebody, counted from `since`: the message
    /// before it, or the acceptance.
    #[must_use]
    pub fn message(&self, place: u32, noted: bool, since: Timestamp) -> Option<Due<'_>> {
        if place == 0
            && let Some(thanks) = &self.thanks
        {
            let at = since.plus(i64::from(thanks.hours) * HOUR);
            return Some(Due { place: 0, at, body: &thanks.body });
        }
        let place = usize::try_from(place.max(1)).unwrap_or(usize::MAX);
        let rest = self.follow_ups.iter().enumerate().skip(place - 1);
        let mut fitting = rest.filter(|(_, one)| match one.when {
            Condition::Any => true,
            Condition::WithNote => noted,
            Condition::WithoutNote => !noted,
        });
        let (index, follow_up) = fitting.next()?;
        let place = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let at = since.plus_days(i64::from(follow_up.days));
        Some(Due { place, at, body: &follow_up.body })
    }

    /// The template of an arm's note, if it has one.
    #[must_use]
    pub fn note(&self, arm: u32) -> Option<&str> {
        let arm = self.arms.get(usize::try_from(arm).unwrap_or(usize::MAX));
        arm.or(self.arms.first()).and_then(|arm| arm.note.as_deref())
    }

    /// Every template with the field that it stands in, and whether it is a note.
    pub fn templates(&self) -> impl Iterator<Item = (String, &str, bool)> {
        let notes = self.arms.iter().enumerate().filter_map(|(index, arm)| {
            Some((format!("steps.arms[{index}].note"), arm.note.as_deref()?, true))
        });
        let thanks = self
            .thanks
            .iter()
            .map(|thanks| ("steps.thanks.body".to_owned(), thanks.body.as_str(), false));
        let follow_ups = self.follow_ups.iter().enumerate().map(|(index, one)| {
            (format!("steps.follow_ups[{index}].body"), one.body.as_str(), false)
        });
        notes.chain(thanks).chain(follow_ups)
    }

    /// Everything that cannot be so; that every template can be read is not looked at here.
    #[must_use]
    pub fn wrong(&self, policy: &Policy) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        let mut say = |field: &str, message: String| wrong.push(Wrong::new(field, message));
        if !(1..=2).contains(&self.arms.len()) {
            say("steps.arms", "Give one variant of the invitation, or two to compare.".to_owned());
        }
        if let [a, b] = self.arms.as_slice()
            && note::kept(a.note.as_deref()) == note::kept(b.note.as_deref())
        {
            let message = "Both variants are the same: change one, or leave one out.";
            say("steps.arms[1].note", message.to_owned());
        }
        for (field, text, _) in self.templates() {
            match text.trim().chars().count() {
                0 => say(&field, "Write something, or leave this step out.".to_owned()),
                length if length > LONGEST_TEMPLATE => say(
                    &field,
                    format!(
                        "A template has at most {LONGEST_TEMPLATE} characters; this has {length}."
                    ),
                ),
                _ => {}
            }
        }
        let mut days = |field: &str, days: u32, least: u32, most: u32| {
            if !(least..=most).contains(&days) {
                say(field, format!("Choose from {least} to {most} days."));
            }
        };
        if let Some(before) = &self.before {
            days("steps.before.days", before.days, 0, LONGEST_WAIT);
        }
        for (index, follow_up) in self.follow_ups.iter().enumerate() {
            days(&format!("steps.follow_ups[{index}].days"), follow_up.days, 1, LONGEST_WAIT);
        }
        if let Some(after) = self.withdraw_after_days {
            let months = policy.invitations.expiry_months;
            days("steps.withdraw_after_days", after, 1, months.saturating_mul(30));
        }
        if self.thanks.as_ref().is_some_and(|thanks| thanks.hours > LONGEST_WAIT * 24) {
            say("steps.thanks.hours", format!("Choose at most {} hours.", LONGEST_WAIT * 24));
        }
        if self.follow_ups.len() > MOST_FOLLOW_UPS {
            say("steps.follow_ups", format!("At most {MOST_FOLLOW_UPS} follow-ups are sent."));
        }
        wrong
    }
}

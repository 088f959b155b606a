//! Every number of the rulebook, as an operator may tune it (`policy.toml`).

mod accounts;
mod email_invitations;
mod outreach;
mod reconnect;
mod restrictions;

use serde::{Deserialize, Serialize};

pub use self::{
    accounts::AccountPolicy, email_invitations::EmailInvitationPolicy, outreach::OutreachPolicy,
    reconnect::ReconnectPolicy, restrictions::RestrictionPolicy,
};
use crate::account::Plan;

/// The numbers behind the rules. [`Policy::default`] is the rulebook as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Who sees what (R3).
    pub visibility: VisibilityPolicy,
    /// Budgets of each plan (R5, R7).
    pub plans: Plans,
    /// The life of an invitation (R6).
    pub invitations: InvitationPolicy,
    /// Connections (R4).
    pub connections: ConnectionPolicy,
    /// Blocks (R1).
    pub blocks: BlockPolicy,
    /// Too much, too fast (R8).
    pub restrictions: RestrictionPolicy,
    /// Messages and introductions (R9, R10).
    pub messages: MessagePolicy,
    /// Posts and comments.
    pub content: ContentPolicy,
    /// Profile views (R12).
    pub views: ViewPolicy,
    /// Campaigns (R13).
    pub outreach: OutreachPolicy,
    /// Accounts.
    pub accounts: AccountPolicy,
    /// Invitations by e-mail.
    pub email_invitations: EmailInvitationPolicy,
    /// Reconnecting by mutual consent.
    pub reconnect: ReconnectPolicy,
}

/// Profile views (R12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ViewPolicy {
    /// Days of the viewed member's calendar, today among them, whose views are shown and kept.
    pub days: u32,
}

impl Default for ViewPolicy {
    fn default() -> Self {
        Self { days: 90 }
    }
}

/// Posts and comments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContentPolicy {
    /// The longest post, in extended grapheme clusters.
    pub post_length: u32,
    /// The longest comment.
    pub comment_length: u32,
    /// Whether the server fetches the first page that a post links to, to show its title. Off, it
    /// asks nothing of any other site.
    pub link_previews: bool,
}

impl Default for ContentPolicy {
    fn default() -> Self {
        Self { post_length: 3_000, comment_length: 1_250, link_previews: false }
    }
}

/// Who sees what (R3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct VisibilityPolicy {
    /// The matrix in force.
    pub preset: Preset,
}

/// A matrix of R3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Names and details by degree.
    #[default]
    Classic,
    /// Full names and the current role for every member.
    Community,
}

/// Budgets by plan. A file that names one number of a plan keeps the plan's others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PlansInFile")]
pub struct Plans {
    /// The free plan.
    pub free: PlanPolicy,
    /// The premium plan.
    pub premium: PlanPolicy,
    /// The navigator plan.
    pub navigator: PlanPolicy,
}

/// What one plan may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanPolicy {
    /// Invitations in any 7 × 24 hours.
    pub weekly_invitations: u32,
    /// Invitations pending at once.
    pub pending_invitations: u32,
    /// The longest note, in extended grapheme clusters.
    pub note_length: u32,
    /// Notes a calendar month in the member's time zone; absent: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes_per_month: Option<u32>,
    /// InMail credits that every month of the plan brings (R9).
    pub inmail_per_month: u32,
    /// The most InMail credits that are kept.
    pub inmail_kept: u32,
    /// Group openers a calendar month in the member's time zone, all groups together.
    pub group_openers: u32,
    /// How many of those who viewed one's profile are shown; absent: all of them (R7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub viewers_shown: Option<u32>,
}

impl Default for Plans {
    fn default() -> Self {
        let plan = |weekly, pending, note, inmail, kept| PlanPolicy {
            weekly_invitations: weekly,
            pending_invitations: pending,
            note_length: note,
            notes_per_month: None,
            inmail_per_month: inmail,
            inmail_kept: kept,
            group_openers: 15,
            viewers_shown: None,
        };
        Self {
            free: PlanPolicy { viewers_shown: Some(5), ..plan(100, 500, 200, 0, 0) },
            premium: plan(100, 500, 300, 15, 45),
            navigator: plan(200, 1_000, 300, 50, 150),
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct PlansInFile {
    free: PlanInFile,
    premium: PlanInFile,
    navigator: PlanInFile,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct PlanInFile {
    weekly_invitations: Option<u32>,
    pending_invitations: Option<u32>,
    note_length: Option<u32>,
    notes_per_month: Option<u32>,
    inmail_per_month: Option<u32>,
    inmail_kept: Option<u32>,
    group_openers: Option<u32>,
    viewers_shown: Option<u32>,
}

impl From<PlansInFile> for Plans {
    fn from(file: PlansInFile) -> Self {
        let over = |plan: PlanInFile, usual: PlanPolicy| PlanPolicy {
            weekly_invitations: plan.weekly_invitations.unwrap_or(usual.weekly_invitations),
            pending_invitations: plan.pending_invitations.unwrap_or(usual.pending_invitations),
            note_length: plan.note_length.unwrap_or(usual.note_length),
            notes_per_month: plan.notes_per_month.or(usual.notes_per_month),
            inmail_per_month: plan.inmail_per_month.unwrap_or(usual.inmail_per_month),
            inmail_kept: plan.inmail_kept.unwrap_or(usual.inmail_kept),
            group_openers: plan.group_openers.unwrap_or(usual.group_openers),
            viewers_shown: plan.viewers_shown.or(usual.viewers_shown),
        };
        let usual = Self::default();
        Self {
            free: over(file.free, usual.free),
            premium: over(file.premium, usual.premium),
            navigator: over(file.navigator, usual.navigator),
        }
    }
}

impl Policy {
    /// The budgets of `plan`.
    #[must_use]
    pub fn plan(&self, plan: Plan) -> &PlanPolicy {
        match plan {
            Plan::Free => &self.plans.free,
            Plan::Premium => &self.plans.premium,
            Plan::Navigator => &self.plans.navigator,
        }
    }
}

/// The life of an invitation (R6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InvitationPolicy {
    /// Calendar months after sending at which a pending invitation lapses.
    pub expiry_months: u32,
    /// Days after a withdrawal or expiry before the same sender may invite again.
    pub rest_days: u32,
    /// Invitations to the same person within `attempts_months`.
    pub attempts: u32,
    /// The months over which attempts are counted.
    pub attempts_months: u32,
    /// Days after sending at which the recipient is reminded.
    pub reminder_days: Vec<u32>,
    /// Whether a withdrawal gives the week's send back.
    pub withdraw_returns_send: bool,
}

impl Default for InvitationPolicy {
    fn default() -> Self {
        Self {
            expiry_months: 6,
            rest_days: 21,
            attempts: 2,
            attempts_months: 12,
            reminder_days: vec![7, 30],
            withdraw_returns_send: false,
        }
    }
}

/// Connections (R4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConnectionPolicy {
    /// The most connections one member may have.
    pub maximum: u32,
}

impl Default for ConnectionPolicy {
    fn default() -> Self {
        Self { maximum: 30_000 }
    }
}

/// Blocks (R1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlockPolicy {
    /// Hours after unblocking before the same member may be blocked again.
    pub again_after_hours: u32,
}

impl Default for BlockPolicy {
    fn default() -> Self {
        Self { again_after_hours: 48 }
    }
}

/// Messages and introductions (R9, R10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessagePolicy {
    /// The longest message, in extended grapheme clusters.
    pub length: u32,
    /// The longest subject of an InMail, counted the same way.
    pub subject_length: u32,
    /// Days within which an answer gives the credit of an InMail back.
    pub return_days: u32,
    /// Calendar months after which an introduction that nobody answered lapses.
    pub introduction_months: u32,
}

impl Default for MessagePolicy {
    fn default() -> Self {
        Self { length: 2_000, subject_length: 200, return_days: 90, introduction_months: 6 }
    }
}

/// Why a policy file is refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy, line {line}: {message}")]
pub struct PolicyError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Policy {
    /// Reads a `policy.toml`; what it does not name keeps the rulebook's number.
    ///
    /// # Errors
    /// An unknown key, a wrong type or an impossible number, with its line.
    pub fn from_toml(text: &str) -> Result<Self, PolicyError> {
        let at_line = |offset: usize| text[..offset.min(text.len())].matches('\n').count() + 1;
        let policy: Self = toml::from_str(text).map_err(|error| PolicyError {
            line: error.span().map_or(1, |span| at_line(span.start)),
            message: error.message().to_owned(),
        })?;
        match policy.impossible() {
            None => Ok(policy),
            Some((path, message)) => Err(PolicyError {
                line: line_of(text, &path),
                message: format!("{} {message}", path.join(".")),
            }),
        }
    }

    /// The policy as a `policy.toml` that reads back the same.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// The first impossible number: its key and what it must be.
    fn impossible(&self) -> Option<(Vec<String>, String)> {
        let mut checks: Vec<(String, u32, u32, u32)> = Vec::new();
        for (name, plan) in [
            ("free", &self.plans.free),
            ("premium", &self.plans.premium),
            ("navigator", &self.plans.navigator),
        ] {
            let key = |field: &str| format!("plans.{name}.{field}");
            checks.push((key("weekly_invitations"), plan.weekly_invitations, 0, 100_000));
            checks.push((key("pending_invitations"), plan.pending_invitations, 1, 100_000));
            checks.push((key("note_length"), plan.note_length, 0, 5_000));
            checks.push((key("inmail_per_month"), plan.inmail_per_month, 0, 100_000));
            checks.push((key("inmail_kept"), plan.inmail_kept, plan.inmail_per_month, 1_000_000));
            checks.push((key("group_openers"), plan.group_openers, 0, 100_000));
            checks.push((key("viewers_shown"), plan.viewers_shown.unwrap_or(0), 0, 100_000));
        }
        let i = &self.invitations;
        let r = &self.restrictions;
        let m = &self.messages;
        let fixed = [
            ("invitations.expiry_months", i.expiry_months, 1, 120),
            ("invitations.rest_days", i.rest_days, 0, 3_650),
            ("invitations.attempts", i.attempts, 1, 1_000),
            ("invitations.attempts_months", i.attempts_months, 1, 120),
            ("connections.maximum", self.connections.maximum, 1, 1_000_000),
            ("blocks.again_after_hours", self.blocks.again_after_hours, 0, 87_600),
            ("restrictions.burst_invitations", r.burst_invitations, 1, 100_000),
            ("restrictions.burst_minutes", r.burst_minutes, 1, 1_440),
            ("restrictions.burst_day_invitations", r.burst_day_invitations, 1, 100_000),
            ("restrictions.unknown_reports", r.unknown_reports, 1, 100_000),
            ("restrictions.unknown_days", r.unknown_days, 1, 3_650),
            ("restrictions.acceptance_percent", r.acceptance_percent, 0, 100),
            ("restrictions.acceptance_sample", r.acceptance_sample, 1, 100_000),
            ("restrictions.acceptance_days", r.acceptance_days, 1, 3_650),
            ("restrictions.acceptance_ripe_days", r.acceptance_ripe_days, 1, 3_650),
            ("restrictions.pending_full_days", r.pending_full_days, 1, 3_650),
            ("restrictions.decay_days", r.decay_days, 1, 3_650),
            ("messages.length", m.length, 1, 20_000),
            ("messages.subject_length", m.subject_length, 1, 1_000),
            ("messages.return_days", m.return_days, 0, 3_650),
            ("messages.introduction_months", m.introduction_months, 1, 120),
            ("views.days", self.views.days, 1, 366),
            ("accounts.return_days", self.accounts.return_days, 1, 366),
        ];
        let fixed = fixed.into_iter().chain(self.outreach.limits());
        let fixed = fixed.chain(self.email_invitations.limits());
        checks.extend(fixed.map(|(key, value, low, high)| (key.to_owned(), value, low, high)));
        let path = |key: &str| key.split('.').map(str::to_owned).collect::<Vec<_>>();
        for (key, value, low, high) in checks {
            if !(low..=high).contains(&value) {
                return Some((path(&key), format!("must be from {low} to {high}")));
            }
        }
        if !r.pause_hours.is_sorted() || r.pause_hours.contains(&0) {
            let message = "must grow from step to step and be at least 1".to_owned();
            return Some((path("restrictions.pause_hours"), message));
        }
        if r.acceptance_ripe_days >= r.acceptance_days {
            let message = "must be below restrictions.acceptance_days".to_owned();
            return Some((path("restrictions.acceptance_ripe_days"), message));
        }
        let days = &i.reminder_days;
        if !days.is_sorted() || days.iter().any(|day| !(1..=3_650).contains(day)) {
            let message = "must be days from 1 to 3650 in rising order".to_owned();
            return Some((path("invitations.reminder_days"), message));
        }
        None
    }
}

/// The line (from 1) on which the value behind a dotted key stands.
fn line_of(text: &str, path: &[String]) -> usize {
    let Ok(document) = toml::de::DeTable::parse(text) else { return 1 };
    let mut table = document.get_ref();
    let mut offset = 0;
    for part in path {
        let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == part.as_str())
        else {
            break;
        };
        offset = key.span().start;
        match value.get_ref() {
            toml::de::DeValue::Table(inner) => table = inner,
            _ => break,
        }
    }
    text[..offset.min(text.len())].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_the_rulebook() {
        assert_eq!(Policy::from_toml("").unwrap(), Policy::default());
    }

    #[test]
    fn r5_notes_per_month_is_off_until_an_operator_sets_it() {
        let policy = Policy::from_toml("[plans.free]\nnotes_per_month = 5\n").unwrap();
        assert_eq!(policy.plans.free.notes_per_month, Some(5));
        assert_eq!(policy.plans.free.weekly_invitations, 100);
        assert_eq!(Policy::default().plans.free.notes_per_month, None);
    }

    #[test]
    fn unknown_keys_and_impossible_numbers_are_refused_with_the_line() {
        for (text, line, word) in [
            ("[invitations]\nrest_days = 21\nrest_weeks = 3\n", 3, "rest_weeks"),
            ("[invitations]\n\nexpiry_months = 0\n", 3, "expiry_months"),
            ("[invitations]\nrest_days = -1\n", 2, "-1"),
            ("[restrictions]\nburst_minutes = 10\npause_hours = [72, 4, 720]\n", 3, "pause_hours"),
            ("[restrictions]\nacceptance_percent = 120\n", 2, "acceptance_percent"),
            ("[connections]\nmaximum = \"many\"\n", 2, "string"),
            ("[visibility]\npreset = \"open\"\n", 2, "open"),
            ("[invitations]\nreminder_days = [30, 7]\n", 2, "reminder_days"),
        ] {
            let error = Policy::from_toml(text).unwrap_err();
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.message.contains(word), "{text}: {error}");
        }
    }

    #[test]
    fn the_printed_policy_reads_back() {
        let text = Policy::default().to_toml();
        assert_eq!(Policy::from_toml(&text).unwrap(), Policy::default());
    }
}

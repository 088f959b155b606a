//! Campaigns as JSON.

use std::collections::BTreeMap;

use utoipa::ToSchema;

use super::{super::searches::SearchBody, Row};
use crate::api::words;

/// Whom a campaign is for: one of these. Who is found is read when the campaign is started.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NewAudience {
    /// These members, by their handles.
    Handles(Vec<String>),
    /// A list as text: CSV with a column `handle`, or a handle a line.
    Csv(String),
    /// Whom this search finds.
    Search(Box<SearchBody>),
    /// Whom one of my saved searches finds.
    SavedSearch(String),
    /// Who looked at my profile, as far as I am shown them: by my plan, and by the mode in which
    /// they looked.
    Viewers(CampaignSpan),
    /// Who reacted to my posts, commented on them or passed them on.
    Engaged(CampaignSpan),
}

/// How far back.
#[derive(ToSchema)]
pub(crate) struct CampaignSpan {
    /// In days, 1 to 365.
    #[schema(example = 90)]
    days: u32,
}

/// Whom a campaign is for: one of these.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CampaignAudience {
    /// These members, by their handles.
    Handles(Vec<String>),
    /// Whom this search finds at the start.
    Search(Box<SearchBody>),
    /// Whom a saved search finds at the start.
    SavedSearch(String),
    /// Who has looked at my profile by the start.
    Viewers(CampaignSpan),
    /// Who has engaged with my posts by the start.
    Engaged(CampaignSpan),
}

/// The step before the invitation.
#[derive(ToSchema)]
pub(crate) struct CampaignBefore {
    /// What is done.
    what: words::Approach,
    /// Days from there to the invitation.
    days: u32,
}

/// A variant of the invitation.
#[derive(ToSchema)]
pub(crate) struct CampaignArm {
    /// The template of the note; null: no note.
    #[schema(required = false)]
    note: Option<String>,
}

/// The message on acceptance.
#[derive(ToSchema)]
pub(crate) struct CampaignThanks {
    /// Hours after the acceptance.
    hours: u32,
    /// The template.
    body: String,
}

/// A message after that.
#[derive(ToSchema)]
pub(crate) struct CampaignFollowUp {
    /// Days after the message before it, or after the acceptance.
    days: u32,
    /// Whom it is for; absent: everybody.
    #[schema(required = false)]
    when: words::Condition,
    /// The template.
    body: String,
}

/// What a campaign does with each person. A reply, a block and do-not-contact end it for them.
#[derive(ToSchema)]
pub(crate) struct CampaignSteps {
    /// What comes before the invitation; null: nothing.
    #[schema(required = false)]
    before: Option<CampaignBefore>,
    /// The invitation: one variant, or two to compare.
    #[schema(required = false)]
    arms: Vec<CampaignArm>,
    /// The message on acceptance; null: none.
    #[schema(required = false)]
    thanks: Option<CampaignThanks>,
    /// The messages after that.
    #[schema(required = false)]
    follow_ups: Vec<CampaignFollowUp>,
    /// Days after which an invitation that nobody answered is withdrawn; null: never.
    #[schema(required = false)]
    withdraw_after_days: Option<u32>,
}

/// How fast a campaign goes, by my clock.
#[derive(ToSchema)]
pub(crate) struct CampaignPace {
    /// The most invitations on one day; warming up, it grows to this in the first 14 days.
    daily: u32,
    /// On which days.
    days: Vec<words::Weekday>,
    /// From this time of day on.
    #[schema(example = "09:00")]
    from: String,
    /// Until before this one.
    #[schema(example = "17:00")]
    to: String,
    /// Invitations of the week that are left to my own hand.
    reserve: u32,
}

/// A campaign of mine.
#[derive(ToSchema)]
pub(crate) struct CampaignView {
    /// Which.
    id: String,
    /// What I call it.
    name: String,
    /// What it does.
    state: words::CampaignState,
    /// Who paused it, or null. What an operator paused, an operator resumes.
    #[schema(required = true)]
    paused_by: Option<words::PausedBy>,
    /// Whom it is for.
    audience: CampaignAudience,
    /// What I give for placeholders.
    given: BTreeMap<String, String>,
    /// What it does with each person.
    steps: CampaignSteps,
    /// How fast.
    pace: CampaignPace,
    /// Variants that are stopped: nobody more is invited by them until I decide.
    stopped: Vec<StoppedArm>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was started, or null.
    #[schema(format = DateTime, required = true)]
    started_at: Option<String>,
    /// When it was ended, or null.
    #[schema(format = DateTime, required = true)]
    ended_at: Option<String>,
}

/// A variant that is stopped, since too many of those who were invited say that they don't know me.
#[derive(ToSchema)]
pub(crate) struct StoppedArm {
    /// The variant.
    arm: u32,
    /// Since when.
    #[schema(format = DateTime)]
    since: String,
}

/// How many are left out for a reason.
#[derive(ToSchema)]
pub(crate) struct LeftOut {
    /// The reason.
    reason: words::CampaignOutcome,
    /// The same for people.
    label: String,
    /// How many.
    count: u32,
}

/// Somebody of an audience.
#[derive(ToSchema)]
pub(crate) struct Previewed {
    /// Who.
    member: Row,
    /// Why they are left out, or null: they take part.
    #[schema(required = true)]
    reason: Option<words::CampaignOutcome>,
    /// The same for people, or null.
    #[schema(required = true)]
    label: Option<String>,
    /// Until when that holds, where it ends by itself.
    #[schema(format = DateTime, required = true)]
    until: Option<String>,
    /// Placeholders that cannot be filled for them.
    missing: Vec<String>,
    /// What each variant's note becomes for them; null: no note.
    notes: Vec<Option<String>>,
}

/// An audience before the start.
#[derive(ToSchema)]
pub(crate) struct CampaignPreview {
    /// How many were looked at.
    total: u32,
    /// How many take part.
    ready: u32,
    /// How many are left out, by the reason.
    left_out: Vec<LeftOut>,
    /// Handles that nobody has.
    unknown: Vec<String>,
    /// The length of the longest note.
    longest: u32,
    /// How long a note may be.
    limit: u32,
    /// How many of my working days the invitations take, at least.
    working_days: u32,
    /// The people, those who take part first.
    items: Vec<Previewed>,
    /// The cursor of the next page, or null.
    #[schema(required = true)]
    next: Option<String>,
}

/// One person in a campaign.
#[derive(ToSchema)]
pub(crate) struct CampaignPerson {
    /// Who.
    member: Row,
    /// Their variant of the invitation, from 0.
    arm: u32,
    /// Where they are.
    stage: words::CampaignStage,
    /// Why nothing follows, or null.
    #[schema(required = true)]
    reason: Option<words::CampaignOutcome>,
    /// Both in words.
    label: String,
    /// The invitation, once it was sent.
    #[schema(required = true)]
    invitation: Option<String>,
    /// When they were invited, or null.
    #[schema(format = DateTime, required = true)]
    invited_at: Option<String>,
    /// When they accepted, or null.
    #[schema(format = DateTime, required = true)]
    accepted_at: Option<String>,
    /// When they wrote, or null.
    #[schema(format = DateTime, required = true)]
    replied_at: Option<String>,
    /// From when on their next step may be taken, or null.
    #[schema(format = DateTime, required = true)]
    ready_at: Option<String>,
}

/// One variant of the invitation.
#[derive(ToSchema)]
pub(crate) struct ArmResults {
    /// The variant.
    arm: u32,
    /// People in it.
    people: u32,
    /// Those invited.
    invited: u32,
    /// Those who accepted.
    accepted: u32,
    /// Those who wrote.
    replied: u32,
    /// Those who are not invited yet and wait, the variant being stopped.
    held: u32,
}

/// Something that is planned.
#[derive(ToSchema)]
pub(crate) struct Planned {
    /// When, if nothing comes between.
    #[schema(format = DateTime)]
    at: String,
    /// What: `visit`, `follow`, `invite` or `message`.
    what: String,
    /// With whom.
    #[schema(required = true)]
    handle: Option<String>,
}

/// How many accepted within a time.
#[derive(ToSchema)]
pub(crate) struct AcceptedWithin {
    /// Hours after the invitation.
    hours: u32,
    /// How many accepted by then.
    accepted: u32,
    /// How many were invited so long ago.
    of: u32,
}

/// What a campaign has come to.
#[derive(ToSchema)]
pub(crate) struct CampaignResults {
    /// The campaign.
    campaign: CampaignView,
    /// People who take part or took part.
    people: u32,
    /// Those whose turn comes.
    queued: u32,
    /// Those visited or followed, and not invited yet.
    approached: u32,
    /// Those invited.
    invited: u32,
    /// Those of them whose answer is waited for.
    waiting: u32,
    /// Those who accepted.
    accepted: u32,
    /// Those who wrote.
    replied: u32,
    /// Messages sent.
    messages: u32,
    /// Why people were left out, or nothing follows with them.
    reasons: Vec<LeftOut>,
    /// The variants.
    arms: Vec<ArmResults>,
    /// How fast people accepted.
    acceptance: Vec<AcceptedWithin>,
    /// What is planned until the end of tomorrow.
    planned: Vec<Planned>,
    /// What can be said of two variants, where there are two.
    #[schema(nullable = false)]
    experiment: Option<Experiment>,
}

/// Two variants beside each other. Only people count whose invitation was sent seven days ago or
/// longer, by what they did within these days.
#[derive(ToSchema)]
pub(crate) struct Experiment {
    /// What they are called.
    names: Vec<String>,
    /// What can be said, in a sentence.
    sentence: String,
    /// The variants.
    arms: Vec<ExperimentArm>,
    /// The first less the second, by acceptance.
    accepted: ExperimentDifference,
    /// The same by answers.
    answered: ExperimentDifference,
    /// `too_early`, `no_difference`, `winner`, or `harm`: too many say "I don't know them".
    state: String,
    /// Of a winner: `a` or `b`.
    #[schema(nullable = false)]
    arm: Option<String>,
    /// Of a winner: `accepted` or `answered`.
    #[schema(nullable = false)]
    measure: Option<String>,
    /// Of harm: whether the first must not go on.
    #[schema(nullable = false)]
    a: Option<bool>,
    /// Of harm: whether the second must not go on.
    #[schema(nullable = false)]
    b: Option<bool>,
    /// Whole days until everybody who was invited so far counts.
    days_left: i64,
}

/// One variant of an experiment.
#[derive(ToSchema)]
pub(crate) struct ExperimentArm {
    /// How many were invited.
    sent: u32,
    /// How many of them count.
    people: u32,
    /// How many of these accepted.
    accepted: ExperimentRate,
    /// How many of these wrote.
    answered: ExperimentRate,
    /// How many said "I don't know them": `too_few` to say, `few` (below 5 %), `some` (to 10 %), `many`.
    unknown: String,
}

/// A share with its interval of 95 % (Wilson).
#[derive(ToSchema)]
pub(crate) struct ExperimentRate {
    /// Cases.
    count: u32,
    /// The share, 0 to 1.
    share: f64,
    /// The interval.
    interval: ExperimentInterval,
}

/// A difference of two shares.
#[derive(ToSchema)]
pub(crate) struct ExperimentDifference {
    /// The difference.
    difference: f64,
    /// Its interval of 95 % (Newcombe), right for one look.
    interval: ExperimentInterval,
    /// The interval that holds at all looks together, or null while too few count.
    #[schema(required = true)]
    always: Option<ExperimentInterval>,
}

/// An interval.
#[derive(ToSchema)]
pub(crate) struct ExperimentInterval {
    /// Where it begins.
    low: f64,
    /// Where it ends.
    high: f64,
}

/// A member whose campaigns I do not want.
#[derive(ToSchema)]
pub(crate) struct NotWantedSender {
    /// Who.
    member: Row,
    /// Since when.
    #[schema(format = DateTime)]
    since: String,
}

/// Whose campaigns I do not want.
#[derive(ToSchema)]
pub(crate) struct NotWanted {
    /// Since when nobody's, or null.
    #[schema(format = DateTime, required = true)]
    everyone_since: Option<String>,
    /// Those of these members.
    senders: Vec<NotWantedSender>,
}

/// A campaign as an operator sees it.
#[derive(ToSchema)]
pub(crate) struct AdminCampaign {
    /// Which.
    id: String,
    /// What its member calls it.
    name: String,
    /// Whose.
    handle: String,
    /// What it does.
    state: words::CampaignState,
    /// Who paused it, or null.
    #[schema(required = true)]
    paused_by: Option<words::PausedBy>,
    /// When it was started.
    #[schema(format = DateTime)]
    started_at: String,
    /// Invitations since then.
    invited: u32,
    /// Invitations in the last 7 × 24 hours.
    invited_week: u32,
    /// Messages since it was started.
    messages: u32,
    /// How many accepted.
    accepted: u32,
    /// How many said that they don't know the member.
    unknown: u32,
}

/// What a member's campaigns sent.
#[derive(ToSchema)]
pub(crate) struct AdminSender {
    /// Whose.
    handle: String,
    /// Invitations in the last 7 × 24 hours.
    invited_week: u32,
    /// Those of the last 24 hours.
    invited_day: u32,
    /// Messages in the last 7 × 24 hours.
    messages_week: u32,
    /// Of how many campaigns.
    campaigns: u32,
}

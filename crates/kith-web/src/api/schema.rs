//! The JSON of the application's types, for the API's description. A test compares each with
//! what the type really writes.
#![expect(dead_code, reason = "these types are only described, never made")]

mod admin;
mod archives;
mod campaigns;
mod communities;
mod contacts;
mod content;
mod email_invitations;
mod limits;
mod map;
mod messages;
mod notifications;
mod reconnects;
mod templates;
mod viewers;
mod webhooks;

use utoipa::ToSchema;

pub(crate) use self::{
    admin::*, archives::*, campaigns::*, communities::*, contacts::*, content::*,
    email_invitations::*, limits::*, map::*, messages::*, notifications::*, reconnects::*,
    templates::*, viewers::*, webhooks::*,
};
use super::words;

/// One page of a list.
#[derive(ToSchema)]
pub(crate) struct List<T> {
    /// The items.
    items: Vec<T>,
    /// The cursor of the next page, or null.
    #[schema(required = true)]
    next: Option<String>,
}

/// One field that cannot be taken.
#[derive(ToSchema)]
pub(crate) struct FieldError {
    /// The field's name.
    field: String,
    /// What is wrong and what would be right, for people.
    message: String,
}

/// A member in a list. What may not be seen is absent.
#[derive(ToSchema)]
pub(crate) struct Card {
    /// The address of the profile.
    handle: String,
    /// The full name, or first name and initial.
    name: String,
    /// One line about what they do.
    #[schema(nullable = false)]
    headline: Option<String>,
    /// Where they live.
    #[schema(nullable = false)]
    location: Option<String>,
    /// Their field.
    #[schema(nullable = false)]
    industry: Option<String>,
    /// Where their photo is, 400 pixels wide; with `/small` behind it 96.
    #[schema(nullable = false)]
    photo: Option<String>,
}

/// A job.
#[derive(ToSchema)]
pub(crate) struct Position {
    /// The company's name.
    company: String,
    /// What they do there; may be empty.
    #[schema(required = false)]
    title: String,
    /// The first year.
    from: i32,
    /// The last year; absent: still there.
    until: Option<i32>,
}

/// A school.
#[derive(ToSchema)]
pub(crate) struct Education {
    /// The school's name.
    school: String,
    /// What they studied; may be empty.
    #[schema(required = false)]
    degree: String,
    /// The first year, if known.
    from: Option<i32>,
    /// The class year.
    until: Option<i32>,
}

/// A member's page. What may not be seen is absent.
#[derive(ToSchema)]
pub(crate) struct ProfileView {
    #[serde(flatten)]
    card: Card,
    /// First name.
    first_name: String,
    /// Last name.
    #[schema(nullable = false)]
    last_name: Option<String>,
    /// A few paragraphs.
    #[schema(nullable = false)]
    about: Option<String>,
    /// Jobs; to others than the 1st degree only the current one.
    #[schema(required = false)]
    positions: Vec<Position>,
    /// Schools.
    #[schema(required = false)]
    education: Vec<Education>,
    /// Skills.
    #[schema(required = false)]
    skills: Vec<String>,
    /// Contact details.
    #[schema(nullable = false)]
    email: Option<String>,
    /// How far away.
    degree: words::Degree,
    /// How many connections both share.
    mutual_count: u32,
    /// Up to three of those.
    mutuals: Vec<Card>,
    /// How you are connected: from you to them, both ends included; empty when out of network.
    path: Vec<Card>,
    /// Who had best introduce you: at the 2nd degree, the mutual connection nearest to both.
    #[schema(nullable = false)]
    introducer: Option<Card>,
    /// What stands between you.
    tie: TieView,
    /// What you may do.
    actions: Actions,
    /// How many connections they have.
    connection_count: u32,
    /// How many follow them.
    follower_count: u32,
    /// Whether you may see their connections.
    connections_visible: bool,
    /// The messages on the invitation between you: its note and the replies.
    messages: Vec<MessageView>,
}

/// What the viewer may do.
#[derive(ToSchema)]
pub(crate) struct Actions {
    /// Invite.
    connect: Permission,
    /// Follow.
    follow: Permission,
    /// Write.
    message: Explained,
    /// Write an InMail.
    inmail: Explained,
    /// Ask a mutual connection for an introduction; `via` is whom.
    introduce: Explained,
}

/// Whether something may be done now, and if not, why and until when.
#[derive(ToSchema)]
pub(crate) struct Permission {
    /// Whether it may be done.
    allowed: bool,
    /// `email`: with their e-mail address; `accept`: theirs is pending, both are connected.
    #[schema(nullable = false)]
    via: Option<String>,
    /// Why not.
    #[schema(required = false)]
    reason: words::Reason,
    /// Until when not, where that is known.
    #[schema(format = DateTime)]
    until: Option<String>,
    /// True on the profile's main button.
    #[schema(nullable = false)]
    primary: Option<bool>,
}

/// A message as both read it.
#[derive(ToSchema)]
pub(crate) struct MessageView {
    /// Whether the viewer wrote it.
    mine: bool,
    /// The text.
    body: String,
    /// When.
    #[schema(format = DateTime)]
    sent_at: String,
}

/// A tie in one word, as the viewer sees it.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TieState {
    Myself,
    Strangers,
    Invited,
    Received,
    Connected,
    Resting,
}

/// What stands between the viewer and another member.
#[derive(ToSchema)]
pub(crate) struct TieView {
    /// In one word.
    state: TieState,
    /// Whether the viewer follows them.
    following: bool,
    /// Whether they follow the viewer.
    followed_by: bool,
    /// The pending invitation between them, if there is one.
    #[schema(required = true)]
    invitation: Option<PendingView>,
    /// Whether the viewer once said that they don't know them.
    said_unknown: bool,
}

/// A pending invitation, as either side sees it.
#[derive(ToSchema)]
pub(crate) struct PendingView {
    /// Which.
    id: String,
    /// When it was sent.
    #[schema(format = DateTime)]
    sent_at: String,
    /// When it lapses.
    #[schema(format = DateTime)]
    expires_at: String,
    /// The note.
    #[schema(required = true)]
    note: Option<String>,
    /// Where its sender came from.
    source: words::Source,
}

/// A member in a list, with what stands between them and the viewer.
#[derive(ToSchema)]
pub(crate) struct Row {
    #[serde(flatten)]
    card: Card,
    /// How far away they are.
    degree: words::Degree,
    /// How many connections they share with the viewer.
    mutual_count: u32,
    /// Up to three of those, nearest first.
    mutuals: Vec<Card>,
    /// What stands between them and the viewer.
    tie: TieView,
    /// Whether the viewer may invite them now.
    connect: Permission,
}

/// My own account.
#[derive(ToSchema)]
pub(crate) struct Me {
    /// The id, opaque.
    id: String,
    /// The address of my profile.
    handle: String,
    /// First name.
    first_name: String,
    /// Last name.
    last_name: String,
    /// Both.
    name: String,
    /// E-mail address.
    email: String,
    /// One line about what I do.
    headline: String,
    /// Where I live.
    location: String,
    /// My field.
    industry: String,
    /// A few paragraphs.
    about: String,
    /// Jobs, newest first.
    positions: Vec<Position>,
    /// Schools, newest first.
    education: Vec<Education>,
    /// What I can do.
    skills: Vec<String>,
    /// My plan.
    plan: words::Plan,
    /// My role.
    role: words::Role,
    /// Always `self`.
    degree: words::Degree,
    /// Where my photo is.
    #[schema(nullable = false)]
    photo: Option<String>,
}

/// Changes to my profile; absent fields stay.
#[derive(ToSchema)]
#[schema(example = json!({
    "headline": "Builds bridges", "skills": ["Statics"],
    "positions": [{"company": "Initech", "title": "Engineer", "from": 2019, "until": 2022}],
}))]
pub(crate) struct ProfileChanges {
    first_name: Option<String>,
    last_name: Option<String>,
    headline: Option<String>,
    location: Option<String>,
    industry: Option<String>,
    about: Option<String>,
    positions: Option<Vec<Position>>,
    education: Option<Vec<Education>>,
    skills: Option<Vec<String>>,
}

/// My settings.
#[derive(ToSchema)]
pub(crate) struct SettingsView {
    /// Who may invite me.
    gate: words::Gate,
    /// Whether my connections see my list of connections.
    connections_visible: bool,
    /// Whether Follow comes before Connect on my profile.
    follow_first: bool,
    /// IANA name.
    #[schema(example = "Europe/Berlin")]
    time_zone: String,
    /// Whether I am reminded of waiting invitations.
    reminders: bool,
    /// Whether everybody may write to me free of charge; premium and navigator.
    open_profile: bool,
    /// Whether I take InMail.
    inmail: bool,
    /// What I leave behind on the profiles I look at.
    viewing_mode: words::ViewingMode,
}

/// Changes to my settings; absent fields stay.
#[derive(ToSchema)]
#[schema(example = json!({"gate": "second_degree", "time_zone": "Europe/Berlin"}))]
pub(crate) struct SettingsChanges {
    #[schema(required = false)]
    gate: words::Gate,
    connections_visible: Option<bool>,
    follow_first: Option<bool>,
    time_zone: Option<String>,
    reminders: Option<bool>,
    open_profile: Option<bool>,
    inmail: Option<bool>,
    #[schema(required = false)]
    viewing_mode: words::ViewingMode,
}

/// Which box of invitations.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mailbox {
    Received,
    Sent,
}

/// What is known of an invitation beside its state.
#[derive(ToSchema)]
pub(crate) struct InvitationFacts {
    /// Which.
    id: String,
    /// Received or sent.
    r#box: Mailbox,
    /// The other member.
    member: Row,
    /// The note.
    #[schema(required = true)]
    note: Option<String>,
    /// Where the sender came from.
    source: words::Source,
    /// With source `mutual`: the handle of the member in between, where I may see them.
    #[schema(required = true)]
    via: Option<String>,
    /// That member's name, as I may see it.
    #[schema(required = true)]
    via_name: Option<String>,
    /// Where and when you met, in the sender's words; null where that is not said.
    met: Option<String>,
    /// When it was sent.
    #[schema(format = DateTime)]
    sent_at: String,
    /// Whole days since then.
    age_days: u32,
    /// When it lapses.
    #[schema(format = DateTime)]
    expires_at: String,
    /// The campaign it came from; null: it was sent by hand.
    #[schema(required = true)]
    campaign: Option<String>,
    /// To the recipient: the reminder that is due, in days after sending.
    #[schema(required = true)]
    reminder: Option<u32>,
    /// What was written under it.
    replies: Vec<MessageView>,
}

/// An invitation as one side sees it.
#[derive(ToSchema)]
pub(crate) struct InvitationView {
    #[serde(flatten)]
    facts: InvitationFacts,
    /// The state as I may see it.
    state: words::InvitationState,
}

/// What sending did.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sent {
    Pending,
    Connected,
}

/// What sending did, and the invitation: mine, or theirs where it was pending already.
#[derive(ToSchema)]
pub(crate) struct SentInvitation {
    #[serde(flatten)]
    facts: InvitationFacts,
    /// Whether it waits for them, or both are connected now.
    state: Sent,
    /// True where mine was pending already and nothing was sent; else absent.
    #[schema(nullable = false)]
    already_pending: Option<bool>,
    /// With `already_pending`: what works instead.
    #[schema(required = false)]
    instead: Vec<super::problem::InsteadBody>,
}

/// What withdrawing many did.
#[derive(ToSchema)]
pub(crate) struct WithdrawnMany {
    /// How many were withdrawn.
    withdrawn: u32,
    /// How many were not pending any more, or not mine.
    skipped: u32,
}

/// A connection in a list.
#[derive(ToSchema)]
pub(crate) struct ConnectionView {
    #[serde(flatten)]
    row: Row,
    /// Since when they are connected to the list's owner.
    #[schema(format = DateTime)]
    connected_at: String,
}

/// A member I block: only what I need to unblock them.
#[derive(ToSchema)]
pub(crate) struct BlockView {
    /// The address of their profile.
    handle: String,
    /// Their name, first name and initial.
    name: String,
    /// Since when.
    #[schema(format = DateTime)]
    blocked_at: String,
}

/// Degrees by handle.
#[derive(ToSchema)]
pub(crate) struct Degrees {
    /// By handle.
    degrees: std::collections::BTreeMap<String, words::Degree>,
}

/// Connections that both share.
#[derive(ToSchema)]
pub(crate) struct Mutuals {
    /// How many in all.
    count: u32,
    #[serde(flatten)]
    page: List<Row>,
}

/// Somebody I may want to meet.
#[derive(ToSchema)]
pub(crate) struct SuggestionView {
    #[serde(flatten)]
    row: Row,
    /// Why, for people.
    #[schema(example = json!(["12 mutual connections", "both at Initech 2019–2022"]))]
    reasons: Vec<String>,
}

#[cfg(test)]
#[path = "schema_tests.rs"]
mod tests;

//! The JSON of groups, events and companies.
#![expect(dead_code, reason = "these types are only described, never made")]

use utoipa::ToSchema;

use super::{Card, Permission, Row, words};

/// A group.
#[derive(ToSchema)]
pub(crate) struct GroupView {
    /// Which.
    id: String,
    /// What it is called.
    name: String,
    /// What it is about.
    about: String,
    /// How one becomes a member.
    access: words::Access,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// Who owns it, where you see them.
    #[schema(required = true)]
    owner: Option<Card>,
    /// How many members you see.
    member_count: u32,
    /// How many ask to join; only to moderators.
    #[schema(nullable = false)]
    asked_count: Option<u32>,
    /// What you are to it.
    #[schema(required = true)]
    membership: Option<words::Standing>,
    /// Since when.
    #[schema(required = true, format = DateTime)]
    since: Option<String>,
    /// Whether a moderator removed you: you ask then, however one joins.
    removed: bool,
    /// Whether you may see who is in it.
    members_visible: bool,
    /// What you may do.
    actions: GroupActions,
}

/// What you may do with a group.
#[derive(ToSchema)]
pub(crate) struct GroupActions {
    /// Join, ask to (`via` is `request`), or take an invitation up.
    join: Permission,
    /// Leave, take a request back, or decline.
    leave: Permission,
    /// Answer requests, invite, remove, change the texts.
    moderate: Permission,
    /// Appoint moderators, hand over, change how one joins, close.
    own: Permission,
}

/// Somebody in a group.
#[derive(ToSchema)]
pub(crate) struct GroupPerson {
    #[serde(flatten)]
    row: Row,
    /// What they are to it.
    standing: words::Standing,
    /// Since when.
    #[schema(format = DateTime)]
    since: String,
}

/// An event.
#[derive(ToSchema)]
pub(crate) struct EventView {
    /// Which.
    id: String,
    /// What it is called.
    name: String,
    /// What it is about.
    about: String,
    /// When it begins.
    #[schema(format = DateTime)]
    starts_at: String,
    /// When it ends.
    #[schema(format = DateTime)]
    ends_at: String,
    /// The zone of the place where it is.
    #[schema(example = "Europe/Berlin")]
    zone: String,
    /// Where it is; empty where it is only online.
    place: String,
    /// Where it is online; empty where it is not.
    link: String,
    /// How many seats there are; null: as many as come.
    #[schema(required = true)]
    capacity: Option<u32>,
    /// How many seats are left; null: no limit.
    #[schema(required = true)]
    seats_left: Option<u32>,
    /// How many come of whom you see.
    going_count: u32,
    /// How many wait for a seat of whom you see.
    waiting_count: u32,
    /// Whether it is cancelled.
    cancelled: bool,
    /// Whether it is over.
    over: bool,
    /// Who runs it, where you see them.
    #[schema(required = true)]
    organiser: Option<Card>,
    /// What you are to it.
    #[schema(required = true)]
    attendance: Option<words::Attendance>,
    /// What you may do.
    actions: EventActions,
}

/// What you may do with an event.
#[derive(ToSchema)]
pub(crate) struct EventActions {
    /// Attend; `via` is `waiting_list` where no seat is left.
    attend: Permission,
    /// Change and cancel it.
    change: Permission,
}

/// Somebody at an event.
#[derive(ToSchema)]
pub(crate) struct EventPerson {
    #[serde(flatten)]
    row: Row,
    /// Since when they come or wait.
    #[schema(format = DateTime)]
    since: String,
}

/// A company in a list.
#[derive(ToSchema)]
pub(crate) struct CompanyCard {
    /// The address of the page.
    handle: String,
    /// What it is called.
    name: String,
    /// Its field.
    industry: String,
    /// Where it is.
    location: String,
    /// How many follow it of whom you see.
    follower_count: u32,
    /// Whether you follow it.
    following: bool,
}

/// A company's page.
#[derive(ToSchema)]
pub(crate) struct CompanyView {
    #[serde(flatten)]
    card: CompanyCard,
    /// What it does.
    about: String,
    /// Its website; empty: none.
    website: String,
    /// How many work there, as far as you see.
    employee_count: u32,
    /// How many worked there before, as far as you see.
    former_count: u32,
    /// Its competitors, as chosen by whoever looks after the page.
    rivals: Vec<CompanyCard>,
    /// Who looks after the page, where you see them.
    #[schema(required = true)]
    owner: Option<Card>,
    /// Whether you may change the page.
    may_change: bool,
}

/// What somebody does or did at a company.
#[derive(ToSchema)]
pub(crate) struct Job {
    /// What they do there; may be empty.
    title: String,
    /// The first year.
    from: i32,
    /// The last year; absent: still there.
    #[schema(nullable = false)]
    until: Option<i32>,
}

/// Somebody at a company.
#[derive(ToSchema)]
pub(crate) struct CompanyPerson {
    #[serde(flatten)]
    row: Row,
    /// What they do or did there; absent for followers.
    #[schema(nullable = false)]
    job: Option<Job>,
}

/// The link by which whoever has it joins a group.
#[derive(ToSchema)]
pub(crate) struct GroupLink {
    /// Its secret.
    token: String,
    /// Where on this site it leads.
    path: String,
    /// When it was made.
    #[schema(format = DateTime)]
    made_at: String,
    /// When it lapses; null: never.
    #[schema(required = true, format = DateTime)]
    expires_at: Option<String>,
}

/// What whoever has a link learns of the group.
#[derive(ToSchema)]
pub(crate) struct LinkedGroup {
    /// Which.
    id: String,
    /// What it is called.
    name: String,
    /// What it is about.
    about: String,
    /// How one becomes a member without a link.
    access: words::Access,
    /// Whether I am in it already.
    joined: bool,
    /// Whether a moderator removed me: the link does not let me in then.
    removed: bool,
}

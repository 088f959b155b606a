//! A member's page, and one's own profile and settings.

mod changes;

pub(crate) use self::changes::in_order;

use kith_core::{
    account::{Gate, Plan, Role, Settings, ViewingMode},
    change::Change,
    connection,
    degree::Degree,
    id::MemberId,
    image::Picture,
    person::{Education, Position},
    refusal::{Reason, Refusal},
    time::Timestamp,
    visibility::{self, Card, Profile, Visible},
};
use kith_store::{Met, Reads};
use serde::{Deserialize, Serialize};

use crate::{
    Actor, App, AppError, Ask, FieldError, Written,
    accounts::blocking,
    messaging::Explained,
    rows::{Permission, TieView},
    viewer::Viewer,
};

/// A member's page as the viewer may see it.
#[derive(Debug, Clone, Serialize)]
pub struct ProfileView {
    /// What R3 shows.
    #[serde(flatten)]
    pub profile: Visible<Profile>,
    /// How far away.
    pub degree: Degree,
    /// How many connections both share.
    pub mutual_count: u32,
    /// Up to three of those.
    pub mutuals: Vec<Visible<Card>>,
    /// How you are connected: the best shortest path, from the viewer to the member, both ends
    /// included; empty when out of network.
    pub path: Vec<Visible<Card>>,
    /// Who had best introduce the viewer to a member at the 2nd degree: the mutual connection who
    /// is nearest to both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introducer: Option<Visible<Card>>,
    /// What stands between them.
    pub tie: TieView,
    /// What the viewer may do.
    pub actions: Actions,
    /// How many connections they have.
    pub connection_count: u32,
    /// How many follow them.
    pub follower_count: u32,
    /// Whether the viewer may see their connections.
    pub connections_visible: bool,
    /// The messages on the invitation between them: its note and the replies.
    pub messages: Vec<MessageView>,
}

/// What the viewer may do; `primary` marks the main button.
#[derive(Debug, Clone, Serialize)]
pub struct Actions {
    /// Invite.
    pub connect: Permission,
    /// Follow.
    pub follow: Permission,
    /// Write.
    pub message: Explained,
    /// Write an InMail.
    pub inmail: Explained,
    /// Ask a mutual connection for an introduction; `via` is whom.
    pub introduce: Explained,
}

/// A message as both read it.
#[derive(Debug, Clone, Serialize)]
pub struct MessageView {
    /// Whether the viewer wrote it.
    pub mine: bool,
    /// The text.
    pub body: String,
    /// When.
    pub sent_at: Timestamp,
}

/// My own account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Me {
    /// The id, opaque.
    pub id: String,
    /// The address of my profile.
    pub handle: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Both.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// One line about what I do.
    pub headline: String,
    /// Where I live.
    pub location: String,
    /// My field.
    pub industry: String,
    /// A few paragraphs.
    pub about: String,
    /// Jobs, newest first.
    pub positions: Vec<Position>,
    /// Schools, newest first.
    pub education: Vec<Education>,
    /// What I can do.
    pub skills: Vec<String>,
    /// My plan.
    pub plan: Plan,
    /// My role.
    pub role: Role,
    /// Always `self`.
    pub degree: Degree,
    /// Where my photo is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
}

/// Changes to my profile; absent fields stay.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the same fields as Me")]
pub struct ProfileChanges {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub headline: Option<String>,
    pub location: Option<String>,
    pub industry: Option<String>,
    pub about: Option<String>,
    pub positions: Option<Vec<Position>>,
    pub education: Option<Vec<Education>>,
    pub skills: Option<Vec<String>>,
}

/// My settings.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct SettingsView {
    /// Who may invite me.
    pub gate: Gate,
    /// Whether my connections see my list of connections.
    pub connections_visible: bool,
    /// Whether Follow comes before Connect on my profile.
    pub follow_first: bool,
    /// IANA name.
    pub time_zone: String,
    /// Whether I am reminded of waiting invitations.
    pub reminders: bool,
    /// Whether everybody may write to me free of charge; premium and navigator.
    pub open_profile: bool,
    /// Whether I take InMail.
    pub inmail: bool,
    /// What I leave behind on the profiles I look at.
    pub viewing_mode: ViewingMode,
}

/// Changes to my settings; absent fields stay. The gate and the viewing mode are their codes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the same fields as SettingsView")]
pub struct SettingsChanges {
    pub gate: Option<String>,
    pub connections_visible: Option<bool>,
    pub follow_first: Option<bool>,
    pub time_zone: Option<String>,
    pub reminders: Option<bool>,
    pub open_profile: Option<bool>,
    pub inmail: Option<bool>,
    pub viewing_mode: Option<String>,
}

/// How many of `connections` connections and how many followers a member has without those
/// `hidden` from the viewer, to whom these are nobody (R1).
fn counted(
    reads: &mut Reads<'_>,
    member: MemberId,
    connections: u32,
    hidden: &[MemberId],
) -> Result<(u32, u32), AppError> {
    let mut followers = reads.follower_count(member)?;
    let mut connections = connections;
    for nobody in hidden.iter().filter(|nobody| **nobody != member) {
        let pair = reads.pair(member, *nobody)?;
        connections = connections.saturating_sub(pair.is_connected().into());
        followers = followers.saturating_sub(pair.side(*nobody).follows_at.is_some().into());
    }
    Ok((connections, followers))
}

impl App {
    /// The page of `handle`.
    pub fn profile(&self, actor: &Actor, handle: &str) -> Result<ProfileView, AppError> {
        Ok(self.meet_profile(actor, handle)?.0)
    }

    /// The same, with who met.
    pub(crate) fn meet_profile(
        &self,
        actor: &Actor,
        handle: &str,
    ) -> Result<(ProfileView, Met), AppError> {
        let member = self.find(handle)?;
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let met = reads.meet(actor.id, member)?.ok_or(AppError::SignInFirst)?;
            let mine = member == actor.id;
            if !mine {
                met.meeting().visible()?;
            }
            let found = reads.person(member)?.ok_or_else(Refusal::not_found)?;
            let connected = met.pair.is_connected();
            let degree = viewer.degree_of(member, connected);
            let them = met.them.as_ref().ok_or_else(Refusal::not_found)?;
            let near = matches!(degree, Degree::First | Degree::Second);
            let preset = self.0.policy.visibility.preset;
            let path = viewer.paths(reads, member, 1)?.pop().unwrap_or_default();
            let introducer = match &path[..] {
                [_, middle, _] if degree == Degree::Second => Some(middle.clone()),
                _ => None,
            };
            let (connection_count, follower_count) =
                counted(reads, member, them.connections, viewer.sight.hidden())?;
            let view = ProfileView {
                profile: visibility::profile(&found.known.person, degree, preset),
                degree,
                mutual_count: if near { viewer.sight.mutual_count(member) } else { 0 },
                mutuals: if near { viewer.named_mutuals(reads, member)? } else { Vec::new() },
                path,
                introducer,
                tie: viewer.tie(reads, &met)?,
                actions: actions(&viewer, reads, &met)?,
                connection_count,
                follower_count,
                connections_visible: visibility::sees_connections(
                    degree,
                    them.settings.connections_visible,
                ),
                messages: if mine { Vec::new() } else { messages(reads, actor.id, member)? },
            };
            Ok((view, met))
        })
    }

    /// My own account.
    pub fn me(&self, actor: &Actor) -> Result<Me, AppError> {
        self.me_of(actor.id)
    }

    /// Changes my profile. Errors name the field.
    pub async fn change_profile(
        &self,
        ask: &Ask,
        changes: ProfileChanges,
    ) -> Result<Written<Me>, AppError> {
        let (member, changes) = (ask.actor.id, changes.tidy());
        let errors = changes.errors();
        if !errors.is_empty() {
            return Err(AppError::Invalid(errors));
        }
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let Some(found) = tx.person(member)? else { return Ok(Err(AppError::NotFound)) };
                let mut known = found.known;
                changes.clone().over(&mut known.person);
                tx.update_profile(&known);
                tx.apply(vec![Change::ProfileChanged { member }])?;
                Ok(Ok(()))
            })
            .await?;
        let app = self.clone();
        let me = blocking(move || app.me_of(member)).await?;
        Ok(Written::from(written).map(|()| me))
    }

    /// My settings.
    pub fn settings(&self, actor: &Actor) -> Result<SettingsView, AppError> {
        let account = self.0.store.read(|reads| reads.account(actor.id))?;
        Ok(SettingsView::of(&account.ok_or(AppError::SignInFirst)?.settings))
    }

    /// Changes my settings. Errors name the field.
    pub async fn change_settings(
        &self,
        ask: &Ask,
        changes: SettingsChanges,
    ) -> Result<Written<SettingsView>, AppError> {
        let member = ask.actor.id;
        let changes = changes.checked()?;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let Some(account) = tx.account(member)? else {
                    return Ok(Err(AppError::NotFound));
                };
                if changes.changes.open_profile == Some(true) && account.plan == Plan::Free {
                    let message = "An open profile comes with the premium and navigator plans.";
                    return Ok(Err(AppError::field("open_profile", message)));
                }
                let settings = changes.over(&account.settings);
                tx.update_settings(member, &settings);
                tx.apply(vec![Change::SettingsChanged { member }])?;
                Ok(Ok(SettingsView::of(&settings)))
            })
            .await?;
        Ok(written.into())
    }
}

impl App {
    /// A member's own account.
    pub(crate) fn me_of(&self, member: MemberId) -> Result<Me, AppError> {
        self.0.store.read(|reads| {
            let found = reads.person(member)?.ok_or(AppError::SignInFirst)?;
            let (plan, role) = reads.plan_and_role(member)?.ok_or(AppError::SignInFirst)?;
            let name = found.known.person.full_name();
            let p = found.known.person;
            Ok(Me {
                id: member.to_string(),
                handle: p.handle,
                first_name: p.first_name,
                last_name: p.last_name,
                name,
                email: p.email,
                headline: p.headline,
                location: p.location,
                industry: p.industry,
                about: p.about,
                positions: p.positions,
                education: p.education,
                skills: p.skills,
                plan,
                role,
                degree: Degree::Myself,
                photo: p.photo.map(|photo| Picture(photo).large()),
            })
        })
    }
}

/// What the viewer may do with somebody they met. The main button is Follow where the other is
/// a creator who wants that (R1), else Connect.
fn actions(viewer: &Viewer<'_>, reads: &mut Reads<'_>, met: &Met) -> Result<Actions, AppError> {
    let mut connect = viewer.may_connect(reads, met)?;
    let following = met.pair.side(viewer.me.id).follows_at.is_some();
    let mut follow = match connection::follow(&met.meeting(), viewer.now) {
        Err(refusal) => Permission::refused(refusal),
        Ok(_) => Permission { via: following.then_some("following"), ..Permission::granted() },
    };
    let first = met.them.as_ref().is_some_and(|them| them.settings.follow_first);
    let myself = connect.refusal.as_ref().is_some_and(|no| no.reason == Reason::Myself);
    follow.primary = first && !myself;
    connect.primary = !first && !myself;
    let (message, inmail) = viewer.may_message(reads, met)?;
    let introduce = viewer.may_introduce(reads, met)?;
    Ok(Actions { connect, follow, message, inmail, introduce })
}

impl MessageView {
    /// A message as `me` reads it.
    pub(crate) fn of(row: kith_store::MessageRow, me: MemberId) -> Self {
        Self { mine: row.sender == me, body: row.body, sent_at: row.sent_at }
    }
}

/// The messages between two members, oldest first.
pub(crate) fn messages(
    reads: &mut Reads<'_>,
    me: MemberId,
    them: MemberId,
) -> Result<Vec<MessageView>, AppError> {
    let rows = reads.messages(me, them, 50)?;
    Ok(rows.into_iter().map(|row| MessageView::of(row, me)).collect())
}

impl SettingsView {
    fn of(settings: &Settings) -> Self {
        Self {
            gate: settings.gate,
            connections_visible: settings.connections_visible,
            follow_first: settings.follow_first,
            time_zone: settings.time_zone.name().to_owned(),
            reminders: settings.reminders,
            open_profile: settings.open_profile,
            inmail: settings.inmail,
            viewing_mode: settings.viewing_mode,
        }
    }
}

/// Changes to settings whose words have been understood.
#[derive(Clone)]
struct CheckedSettings {
    gate: Option<Gate>,
    time_zone: Option<kith_core::time::Zone>,
    viewing_mode: Option<ViewingMode>,
    changes: SettingsChanges,
}

impl SettingsChanges {
    fn checked(self) -> Result<CheckedSettings, AppError> {
        let mut errors = Vec::new();
        let gate = self.gate.as_deref().and_then(Gate::from_code);
        if self.gate.is_some() && gate.is_none() {
            let codes: Vec<_> = Gate::ALL.iter().map(|gate| gate.code()).collect();
            errors.push(FieldError::new("gate", format!("Use one of {}.", codes.join(", "))));
        }
        let mode = self.viewing_mode.as_deref().and_then(ViewingMode::from_code);
        if self.viewing_mode.is_some() && mode.is_none() {
            let codes: Vec<_> = ViewingMode::ALL.iter().map(|mode| mode.code()).collect();
            let message = format!("Use one of {}.", codes.join(", "));
            errors.push(FieldError::new("viewing_mode", message));
        }
        let zone = self.time_zone.as_deref().map(|name| name.trim().parse());
        if let Some(Err(error)) = &zone {
            errors.push(FieldError::new("time_zone", format!("{error}.")));
        }
        if !errors.is_empty() {
            return Err(AppError::Invalid(errors));
        }
        let time_zone = zone.and_then(Result::ok);
        Ok(CheckedSettings { gate, time_zone, viewing_mode: mode, changes: self })
    }
}

impl CheckedSettings {
    fn over(&self, before: &Settings) -> Settings {
        let changes = &self.changes;
        Settings {
            gate: self.gate.unwrap_or(before.gate),
            connections_visible: changes.connections_visible.unwrap_or(before.connections_visible),
            follow_first: changes.follow_first.unwrap_or(before.follow_first),
            time_zone: self.time_zone.clone().unwrap_or_else(|| before.time_zone.clone()),
            reminders: changes.reminders.unwrap_or(before.reminders),
            open_profile: changes.open_profile.unwrap_or(before.open_profile),
            inmail: changes.inmail.unwrap_or(before.inmail),
            viewing_mode: self.viewing_mode.unwrap_or(before.viewing_mode),
        }
    }
}

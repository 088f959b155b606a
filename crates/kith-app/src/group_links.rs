//! Links by which whoever has one joins a group, hidden ones too: make, revoke, follow.

use kith_core::{
    change::Change,
    group::Access,
    id::GroupId,
    refusal::Reason,
    time::{DAY, Timestamp},
};
use kith_store::{GroupLinkRow, GroupRow, Reads, StoreError};
use serde::{Deserialize, Serialize};

use crate::{
    Actor, App, AppError, Ask, Written,
    communities::settle,
    groups::{Placed, seen},
};

/// The longest that a link holds which has an end, in days.
pub const LONGEST: u32 = 366;

/// A group's link.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GroupLink {
    /// Its secret.
    pub token: String,
    /// Where on this site it leads.
    pub path: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it lapses; null: never.
    pub expires_at: Option<Timestamp>,
}

/// What whoever has a link learns of the group before they join.
#[derive(Debug, Clone, Serialize)]
pub struct LinkedGroup {
    /// Which.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// What it is about.
    pub about: String,
    /// How one becomes a member without a link.
    pub access: Access,
    /// Whether the viewer is in it already.
    pub joined: bool,
    /// Whether a moderator removed the viewer, whom the link does not let in then.
    pub removed: bool,
}

impl From<GroupLinkRow> for GroupLink {
    fn from(row: GroupLinkRow) -> Self {
        let path = format!("/join/{}", row.token);
        Self { token: row.token, path, made_at: row.made_at, expires_at: row.expires_at }
    }
}

impl App {
    /// Makes a group's link, which holds for so many days or until it is revoked. The one before
    /// it leads nowhere any more.
    pub async fn make_group_link(
        &self,
        ask: &Ask,
        group: GroupId,
        days: Option<u32>,
    ) -> Result<Written<GroupLink>, AppError> {
        if days.is_some_and(|days| !(1..=LONGEST).contains(&days)) {
            let message = format!("Use 1 to {LONGEST} days, or leave it open.");
            return Err(AppError::field("days", message));
        }
        let (me, now) = (ask.actor.id, self.now());
        let mut secret = [0; 16];
        self.0.random.fill(&mut secret);
        let token = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let expires_at = days.map(|days| now.plus(i64::from(days) * DAY));
        let link = GroupLinkRow { group, token, made_at: now, expires_at };
        let written = self.write(self.command(ask, &[]), move |tx| {
            if let Err(error) = moderated(tx, me, group, now)? {
                return Ok(Err(error));
            }
            tx.put_group_link(&link, me);
            tx.apply(vec![Change::GroupLinked { group, by: me, linked: true, at: now }])?;
            Ok(Ok(GroupLink::from(link.clone())))
        });
        Ok(written.await?.into())
    }

    /// Revokes a group's link.
    pub async fn revoke_group_link(
        &self,
        ask: &Ask,
        group: GroupId,
    ) -> Result<Written<()>, AppError> {
        let (me, now) = (ask.actor.id, self.now());
        let written = self.write(self.command(ask, &[]), move |tx| {
            if let Err(error) = moderated(tx, me, group, now)? {
                return Ok(Err(error));
            }
            if tx.group_link(group)?.is_some() {
                tx.drop_group_link(group);
                tx.apply(vec![Change::GroupLinked { group, by: me, linked: false, at: now }])?;
            }
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// The link of a group, for its moderators; one that has lapsed is none.
    pub fn group_link(&self, actor: &Actor, group: GroupId) -> Result<Option<GroupLink>, AppError> {
        let now = self.now();
        self.0.store.read(|reads| {
            moderated(reads, actor.id, group, now)??;
            let link = reads.group_link(group)?;
            Ok(link.filter(|link| link.expires_at.is_none_or(|at| at > now)).map(GroupLink::from))
        })
    }

    /// The group behind a link.
    pub fn linked_group(&self, actor: &Actor, token: &str) -> Result<LinkedGroup, AppError> {
        let now = self.now();
        self.0.store.read(|reads| {
            let (link, row) = followed(reads, actor, token)?.ok_or(AppError::NotFound)?;
            let removed = match row.place(actor.id, now).join_by_link(link.expires_at) {
                Ok(_) => false,
                Err(refusal) if refusal.reason == Reason::Removed => true,
                Err(_) => return Err(AppError::NotFound),
            };
            Ok(LinkedGroup {
                id: row.group.id,
                access: row.group.access,
                joined: row.mine.is_some_and(|mine| mine.is_in()),
                removed,
                name: row.group.name,
                about: row.group.about,
            })
        })
    }

    /// Joins the group behind a link; answers which.
    pub async fn join_by_link(&self, ask: &Ask, token: &str) -> Result<Written<GroupId>, AppError> {
        let (actor, now, token) = (ask.actor.clone(), self.now(), token.to_owned());
        let found = self.0.store.read(|reads| followed(reads, &actor, &token))?;
        let maker = found.ok_or(AppError::NotFound)?.1.group.created_by;
        let written = self.write(self.command(ask, &[maker]), move |tx| {
            let Some((link, row)) = followed(tx, &actor, &token)? else {
                return Ok(Err(AppError::NotFound));
            };
            let decided = row.place(actor.id, now).join_by_link(link.expires_at);
            Ok(settle(tx, decided)?.map(|()| link.group))
        });
        Ok(written.await?.into())
    }
}

/// Fails for everybody but a moderator of the group.
fn moderated(
    reads: &mut Reads<'_>,
    me: kith_core::id::MemberId,
    group: GroupId,
    now: Timestamp,
) -> Result<Result<(), AppError>, StoreError> {
    Ok(seen(reads, group, me)?.and_then(|row| row.place(me, now).link().map_err(AppError::from)))
}

/// A link and the group where it leads.
fn followed(
    reads: &mut Reads<'_>,
    actor: &Actor,
    token: &str,
) -> Result<Option<(GroupLinkRow, GroupRow)>, StoreError> {
    let Some(link) = reads.group_link_with(token)? else { return Ok(None) };
    let row = reads.group(link.group, actor.id)?;
    Ok(row.map(|row| (link, row)))
}

//! Groups: make, find, join, moderate.

use kith_core::{
    degree::Degree,
    group::{self as core, Access, Group, Place, Standing, longest},
    id::{GroupId, MemberId},
    refusal::{Action, Decision, Reason, Refusal},
    time::Timestamp,
    visibility::{Card, Visible},
};
use kith_store::{GroupRow, Reads};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written,
    app::cursor_of,
    communities::{Check, CommunityQuery, people, permission, refused, set, settle},
    feed::PostView,
    rows::{Permission, Row},
    viewer::Viewer,
};

/// What a group says of itself; what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct GroupFields {
    /// What it is called.
    pub name: Option<String>,
    /// What it is about.
    pub about: Option<String>,
    /// How one becomes a member.
    pub access: Option<Access>,
}

/// A group as the viewer may see it.
#[derive(Debug, Clone, Serialize)]
pub struct GroupView {
    /// Which.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// What it is about.
    pub about: String,
    /// How one becomes a member.
    pub access: Access,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who owns it, where the viewer sees them.
    pub owner: Option<Visible<Card>>,
    /// How many members the viewer sees.
    pub member_count: u32,
    /// How many ask to join; only to moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_count: Option<u32>,
    /// What the viewer is to it.
    pub membership: Option<Standing>,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Whether a moderator removed the viewer, and none has taken them in since.
    pub removed: bool,
    /// Whether the viewer may see who is in it.
    pub members_visible: bool,
    /// What the viewer may do.
    pub actions: GroupActions,
}

/// What the viewer may do with a group.
#[derive(Debug, Clone, Serialize)]
pub struct GroupActions {
    /// Join, ask to, or take an invitation up; `via` says `request` where it is asked.
    pub join: Permission,
    /// Leave, take a request back, or decline.
    pub leave: Permission,
    /// Answer requests, invite, remove, change the texts.
    pub moderate: Permission,
    /// Appoint moderators, hand over, change how one joins, close.
    pub own: Permission,
}

/// Somebody in a group.
#[derive(Debug, Clone, Serialize)]
pub struct GroupPerson {
    /// Who.
    #[serde(flatten)]
    pub row: Row,
    /// What they are to it.
    pub standing: Standing,
    /// Since when.
    pub since: Timestamp,
}

/// A group with who is in it and what is written in it.
#[derive(Debug, Clone)]
pub struct GroupPage {
    /// The group.
    pub group: GroupView,
    /// Who is in it, where the viewer may see that.
    pub members: Option<Page<GroupPerson>>,
    /// What is written in it, where the viewer may read that.
    pub posts: Option<Page<PostView>>,
}

/// What is done to somebody in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupAct {
    /// A moderator invites them, or approves.
    Invite,
    /// Their request is approved.
    Approve,
    /// Their request is refused.
    Refuse,
    /// They are removed.
    Remove,
    /// They become a moderator.
    Appoint,
    /// They become a plain member again.
    Dismiss,
    /// They become the owner.
    HandOver,
}

impl GroupAct {
    /// The act behind the word that API and pages use.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "invite" => Self::Invite,
            "approve" => Self::Approve,
            "refuse" => Self::Refuse,
            "remove" => Self::Remove,
            "appoint" => Self::Appoint,
            "dismiss" => Self::Dismiss,
            "hand_over" => Self::HandOver,
            _ => return None,
        })
    }

    fn decide(self, place: &Place<'_>, whom: MemberId, theirs: Option<Standing>) -> Decision {
        match self {
            Self::Invite => place.invite(whom, theirs),
            Self::Approve => place.answer(whom, theirs, true),
            Self::Refuse => place.answer(whom, theirs, false),
            Self::Remove => place.remove(whom, theirs),
            Self::Appoint => place.appoint(whom, theirs, true),
            Self::Dismiss => place.appoint(whom, theirs, false),
            Self::HandOver => place.hand_over(whom, theirs),
        }
    }
}

impl App {
    /// Makes a group, which its maker owns.
    pub async fn create_group(
        &self,
        ask: &Ask,
        fields: GroupFields,
    ) -> Result<Written<GroupId>, AppError> {
        let now = self.now();
        let blank = Group {
            id: self.new_id(),
            name: String::new(),
            folded: String::new(),
            about: String::new(),
            access: Access::Open,
            created_by: ask.actor.id,
            created_at: now,
            closed_at: None,
            version: 1,
        };
        let group = fields.over(&blank)?;
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                tx.apply(core::create(group.clone()))?;
                Ok(Ok(group.id))
            })
            .await?;
        Ok(written.into())
    }

    /// Changes what a group says of itself.
    pub async fn change_group(
        &self,
        ask: &Ask,
        id: GroupId,
        fields: GroupFields,
    ) -> Result<Written<()>, AppError> {
        self.in_group(ask, id, move |place| match fields.clone().over(place.group) {
            Ok(group) => place.change(group).map_err(refused),
            // Whoever may not change it learns nothing of what would be right.
            Err(wrong) => Err(place.change(place.group.clone()).map_or_else(refused, |_| wrong)),
        })
        .await
    }

    /// Joins a group, asks to, or takes an invitation up.
    pub async fn join_group(&self, ask: &Ask, id: GroupId) -> Result<Written<()>, AppError> {
        self.in_group(ask, id, |place| place.join().map_err(refused)).await
    }

    /// Leaves a group, takes a request back, or declines an invitation.
    pub async fn leave_group(&self, ask: &Ask, id: GroupId) -> Result<Written<()>, AppError> {
        self.in_group(ask, id, |place| place.leave().map_err(refused)).await
    }

    /// Closes a group.
    pub async fn close_group(&self, ask: &Ask, id: GroupId) -> Result<Written<()>, AppError> {
        self.in_group(ask, id, |place| place.close().map_err(refused)).await
    }

    /// Does something to somebody in a group.
    pub async fn act_in_group(
        &self,
        ask: &Ask,
        id: GroupId,
        handle: &str,
        act: GroupAct,
    ) -> Result<Written<()>, AppError> {
        let (me, now) = (ask.actor.id, self.now());
        let maker = self.maker_of(ask, id)?;
        let whom = self.find(handle)?;
        let written = self
            .write(self.command(ask, &[maker, whom]), move |tx| {
                let row = match seen(tx, id, me)? {
                    Ok(row) => row,
                    Err(error) => return Ok(Err(error)),
                };
                let Some(met) = tx.meet(me, whom)? else { return Ok(Err(AppError::SignInFirst)) };
                let myself = whom == me;
                if let Err(refusal) = met.meeting().visible()
                    && !myself
                {
                    return Ok(Err(refusal.into()));
                }
                let theirs = if myself { row.mine } else { tx.group_standing(id, whom)? };
                settle(tx, act.decide(&row.place(me, now), whom, theirs))
            })
            .await?;
        Ok(written.into())
    }

    /// Groups that the viewer may know of, newest first; or their own, with what they are invited
    /// to and asked for.
    pub fn groups(
        &self,
        actor: &Actor,
        query: &CommunityQuery,
    ) -> Result<Page<GroupView>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let (cursor, asked) = (query.paging.cursor()?, query.seen());
            let mut rows = if query.mine {
                reads.my_groups(actor.id, cursor, &asked)?
            } else {
                reads.groups(actor.id, cursor, &asked)?
            };
            let more = query.cut(&mut rows);
            let at = |row: &GroupRow| {
                let since = row.since.filter(|_| query.mine);
                cursor_of(since.unwrap_or(row.group.created_at), row.group.id)
            };
            let next = rows.last().filter(|_| more).map(at);
            let views = rows.iter().map(|row| view(&viewer, reads, row));
            Ok(Page { items: views.collect::<Result<_, _>>()?, next })
        })
    }

    /// One group.
    pub fn group(&self, actor: &Actor, id: GroupId) -> Result<GroupView, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let row = seen(reads, id, actor.id)??;
            view(&viewer, reads, &row)
        })
    }

    /// Who is in a group, newest first; or those who ask or are invited, for its moderators.
    pub fn group_people(
        &self,
        actor: &Actor,
        id: GroupId,
        standing: Option<Standing>,
        paging: &Paging,
    ) -> Result<Page<GroupPerson>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let row = seen(reads, id, actor.id)??;
            may_list(&row, standing)?;
            people_in(&viewer, reads, id, standing, paging)
        })
    }

    /// A group with who is in it and what is written in it, `posts` of that.
    pub fn group_page(
        &self,
        actor: &Actor,
        id: GroupId,
        paging: &Paging,
        posts: &Paging,
    ) -> Result<GroupPage, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let row = seen(reads, id, actor.id)??;
            reads.at_once(|reads| {
                let group = view(&viewer, reads, &row);
                if !row.group.shows_members(row.mine) {
                    return Ok(GroupPage { group: group?, members: None, posts: None });
                }
                let members = people_in(&viewer, reads, id, None, paging);
                let posts = viewer.posts_in(reads, id, posts);
                Ok(GroupPage { group: group?, members: Some(members?), posts: Some(posts?) })
            })
        })
    }

    /// Decides about the actor's own part in a group, and applies it.
    async fn in_group<F>(
        &self,
        ask: &Ask,
        id: GroupId,
        mut decide: F,
    ) -> Result<Written<()>, AppError>
    where
        F: FnMut(&Place<'_>) -> Result<Vec<kith_core::change::Change>, AppError> + Send + 'static,
    {
        let (me, now) = (ask.actor.id, self.now());
        let maker = self.maker_of(ask, id)?;
        let written = self
            .write(self.command(ask, &[maker]), move |tx| {
                let row = match seen(tx, id, me)? {
                    Ok(row) => row,
                    Err(error) => return Ok(Err(error)),
                };
                match decide(&row.place(me, now)) {
                    Ok(changes) => {
                        tx.apply(changes)?;
                        Ok(Ok(()))
                    }
                    Err(error) => Ok(Err(error)),
                }
            })
            .await?;
        Ok(written.into())
    }

    /// Who made the group: their account is what its changes are queued behind.
    fn maker_of(&self, ask: &Ask, id: GroupId) -> Result<MemberId, AppError> {
        let me = ask.actor.id;
        self.0.store.read(|reads| Ok(seen(reads, id, me)??.group.created_by))
    }
}

/// The group as a member stands to it; none that they may not know of.
pub(crate) fn seen(
    reads: &mut Reads<'_>,
    id: GroupId,
    member: MemberId,
) -> Result<Result<GroupRow, AppError>, kith_store::StoreError> {
    let row = reads.group(id, member)?.filter(|row| row.group.visible_to(row.mine));
    Ok(row.ok_or(AppError::NotFound))
}

/// Fails where the viewer may not see these people of the group.
pub(crate) fn may_list(row: &GroupRow, standing: Option<Standing>) -> Result<(), AppError> {
    let asks = standing.is_some_and(|standing| !standing.is_in());
    if asks && !row.mine.is_some_and(Standing::moderates) {
        let detail = "Only the group's moderators see this list.";
        return Err(Refusal::new(Reason::ListHidden, detail).into());
    }
    if row.group.shows_members(row.mine) {
        return Ok(());
    }
    let refusal = Refusal::new(Reason::ListHidden, "Only members see who is in this group.");
    Err(refusal.instead(Action::FindGroups, "Find another group").into())
}

fn people_in(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    id: GroupId,
    standing: Option<Standing>,
    paging: &Paging,
) -> Result<Page<GroupPerson>, AppError> {
    people(
        viewer,
        reads,
        paging,
        |reads, after, limit| reads.group_people(id, standing, after, limit),
        |one| (one.since, one.member),
        |row, one| GroupPerson { row, standing: one.standing, since: one.since },
    )
}

fn view(viewer: &Viewer<'_>, reads: &mut Reads<'_>, row: &GroupRow) -> Result<GroupView, AppError> {
    let (me, id) = (viewer.me.id, row.group.id);
    let place = row.place(me, viewer.now);
    let by_request = row.group.access == Access::Request || row.removed;
    let asks = by_request && row.mine != Some(Standing::Invited);
    let join = permission(place.join());
    let moderate = permission(place.invite(me, row.mine));
    let actions = GroupActions {
        join: Permission { via: asks.then_some("request"), ..join },
        leave: permission(place.leave()),
        own: permission(place.close()),
        moderate,
    };
    let asked = if actions.moderate.allowed() {
        Some(reads.group_count(id, me, Some(Standing::Asked))?)
    } else {
        None
    };
    let member_count = reads.group_count(id, me, None);
    let owner = match reads.group_owner(id)? {
        Some(owner) => viewer.card(reads, owner)?,
        None => None,
    };
    Ok(GroupView {
        id,
        access: row.group.access,
        created_at: row.group.created_at,
        owner,
        member_count: member_count?,
        asked_count: asked,
        membership: row.mine,
        since: row.since,
        removed: row.removed,
        members_visible: row.group.shows_members(row.mine),
        actions,
        name: row.group.name.clone(),
        about: row.group.about.clone(),
    })
}

impl Viewer<'_> {
    /// The card of somebody who is named beside something; none of whom the viewer does not see.
    pub(crate) fn card(
        &self,
        reads: &mut Reads<'_>,
        member: MemberId,
    ) -> Result<Option<Visible<Card>>, AppError> {
        let Some(met) = reads.meet(self.me.id, member)? else { return Ok(None) };
        let myself = member == self.me.id;
        if !myself && met.meeting().visible().is_err() {
            return Ok(None);
        }
        let degree =
            if myself { Degree::Myself } else { self.degree_of(member, met.pair.is_connected()) };
        Ok(self.cards(reads, &[(member, degree)])?.pop())
    }
}

impl GroupFields {
    /// The group with these fields, checked.
    fn over(self, before: &Group) -> Result<Group, AppError> {
        let mut group = before.clone();
        set(&mut group.name, self.name);
        set(&mut group.about, self.about);
        set(&mut group.access, self.access);
        let mut check = Check::default();
        check.name(&mut group.name, &mut group.folded, longest::NAME);
        check.text("about", &mut group.about, longest::ABOUT);
        check.done()?;
        Ok(group)
    }
}

/// Where somebody stands before the group that was read for them.
pub(crate) trait Placed {
    /// That place.
    fn place(&self, me: MemberId, now: Timestamp) -> Place<'_>;
}

impl Placed for GroupRow {
    fn place(&self, me: MemberId, now: Timestamp) -> Place<'_> {
        Place { group: &self.group, me, mine: self.mine, removed: self.removed, now }
    }
}

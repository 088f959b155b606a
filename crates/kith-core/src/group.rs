//! Groups: who may see, join, ask, moderate, hand over and close them.

use serde::{Deserialize, Serialize};

use crate::{
    account::codes,
    change::Change,
    id::{GroupId, MemberId},
    refusal::{Action, Decision, Reason, Refusal},
    time::Timestamp,
};

codes! {
    /// How one becomes a member of a group.
    Access {
        /// Everybody may join.
        Open = "open",
        /// Everybody may ask; a moderator approves or refuses.
        Request = "request",
        /// Nobody sees it but members and those who are invited.
        Hidden = "hidden",
    }
}

codes! {
    /// What somebody is to a group.
    Standing {
        /// Answers for it: there is exactly one.
        Owner = "owner",
        /// Approves, refuses, invites, removes.
        Moderator = "moderator",
        /// A member.
        Member = "member",
        /// Asked to join, and waits for a moderator.
        Asked = "asked",
        /// Was invited by a moderator, and has not answered.
        Invited = "invited",
    }
}

impl Standing {
    /// Whether they are in the group.
    #[must_use]
    pub const fn is_in(self) -> bool {
        matches!(self, Self::Owner | Self::Moderator | Self::Member)
    }

    /// Whether they moderate it.
    #[must_use]
    pub const fn moderates(self) -> bool {
        matches!(self, Self::Owner | Self::Moderator)
    }
}

/// The longest texts of a group, in extended grapheme clusters.
pub mod longest {
    /// Its name.
    pub const NAME: u32 = 100;
    /// What it is about.
    pub const ABOUT: u32 = 2_000;
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Which.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// The name as it is searched: folded.
    pub folded: String,
    /// What it is about.
    pub about: String,
    /// How one becomes a member.
    pub access: Access,
    /// Who made it; their account is what its changes are queued behind.
    pub created_by: MemberId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was closed; a closed group is gone for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// How many values the store has kept of it.
    pub version: i64,
}

impl Group {
    /// Whether somebody of this standing may know that it exists.
    #[must_use]
    pub fn visible_to(&self, mine: Option<Standing>) -> bool {
        let known = match self.access {
            Access::Open | Access::Request => true,
            Access::Hidden => mine.is_some_and(|mine| mine != Standing::Asked),
        };
        known && self.closed_at.is_none()
    }

    /// Whether somebody of this standing may see who is in it.
    #[must_use]
    pub fn shows_members(&self, mine: Option<Standing>) -> bool {
        let open = self.access == Access::Open;
        self.visible_to(mine) && (open || mine.is_some_and(Standing::is_in))
    }
}

/// Somebody before a group.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The group.
    pub group: &'a Group,
    /// Who acts.
    pub me: MemberId,
    /// What they are to it.
    pub mine: Option<Standing>,
    /// Whether a moderator removed them, and none has taken them in since.
    pub removed: bool,
    /// When.
    pub now: Timestamp,
}

/// Makes a group; whoever makes it owns it.
#[must_use]
pub fn create(group: Group) -> Vec<Change> {
    let (id, owner, at) = (group.id, group.created_by, group.created_at);
    let to = Some(Standing::Owner);
    let owns = Change::Stood { group: id, member: owner, from: None, to, at, removed: false };
    vec![Change::GroupKept { group }, owns]
}

impl Place<'_> {
    fn stood(&self, member: MemberId, from: Option<Standing>, to: Option<Standing>) -> Vec<Change> {
        if from == to {
            return Vec::new();
        }
        let (group, at) = (self.group.id, self.now);
        let removed = to.is_none() && member != self.me && from.is_some_and(Standing::is_in);
        vec![Change::Stood { group, member, from, to, at, removed }]
    }

    fn visible(&self) -> Result<(), Refusal> {
        if self.group.visible_to(self.mine) { Ok(()) } else { Err(Refusal::not_found()) }
    }

    fn moderating(&self) -> Result<(), Refusal> {
        self.visible()?;
        if self.mine.is_some_and(Standing::moderates) {
            return Ok(());
        }
        Err(Refusal::new(Reason::NotInCharge, "Only the group's moderators may do this."))
    }

    fn owning(&self) -> Result<(), Refusal> {
        self.visible()?;
        if self.mine == Some(Standing::Owner) {
            return Ok(());
        }
        Err(Refusal::new(Reason::NotInCharge, "Only the group's owner may do this."))
    }

    /// Joins, asks to, or takes an invitation up; nothing changes for a member. Who was removed
    /// asks, however one joins: a moderator consents, or has invited them.
    ///
    /// # Errors
    /// Not found.
    pub fn join(&self) -> Decision {
        self.visible()?;
        let to = match (self.mine, self.group.access) {
            (Some(mine), _) if mine.is_in() => mine,
            (Some(Standing::Invited), _) => Standing::Member,
            (_, Access::Open) if !self.removed => Standing::Member,
            (_, Access::Open | Access::Request | Access::Hidden) => Standing::Asked,
        };
        Ok(self.stood(self.me, self.mine, Some(to)))
    }

    /// Makes or revokes the link by which whoever has it joins.
    ///
    /// # Errors
    /// Not found; `not_in_charge`.
    pub fn link(&self) -> Result<(), Refusal> {
        self.moderating()
    }

    /// Joins by the link, a hidden group too; nothing changes for a member.
    ///
    /// # Errors
    /// Not found, where the group is closed or the link has lapsed; `removed`, where a moderator
    /// removed them and has not invited them since.
    pub fn join_by_link(&self, expires_at: Option<Timestamp>) -> Decision {
        let lapsed = expires_at.is_some_and(|at| at <= self.now);
        if lapsed || self.group.closed_at.is_some() {
            return Err(Refusal::not_found());
        }
        if self.removed && self.mine != Some(Standing::Invited) {
            let detail = "A moderator removed you from this group, so its link does not let you \
                          in. A moderator has to invite you, or to answer when you ask to join.";
            return Err(Refusal::new(Reason::Removed, detail));
        }
        let to = self.mine.filter(|mine| mine.is_in()).unwrap_or(Standing::Member);
        Ok(self.stood(self.me, self.mine, Some(to)))
    }

    /// Leaves, takes a request back, or declines an invitation.
    ///
    /// # Errors
    /// Not found; `owner_stays`.
    pub fn leave(&self) -> Decision {
        self.visible()?;
        if self.mine == Some(Standing::Owner) {
            let detail = "You own this group. Hand it over to another member, then leave.";
            return Err(Refusal::new(Reason::OwnerStays, detail)
                .instead(Action::HandOver, "Hand the group over"));
        }
        Ok(self.stood(self.me, self.mine, None))
    }

    /// A moderator answers a request.
    ///
    /// # Errors
    /// Not found; `not_in_charge`; `not_pending` where nobody asks any more.
    pub fn answer(&self, asker: MemberId, theirs: Option<Standing>, approve: bool) -> Decision {
        self.moderating()?;
        if theirs != Some(Standing::Asked) {
            let detail = "They do not ask to join any more.";
            return Err(Refusal::new(Reason::NotPending, detail));
        }
        Ok(self.stood(asker, theirs, approve.then_some(Standing::Member)))
    }

    /// A moderator invites a member; one who asked is approved.
    ///
    /// # Errors
    /// Not found; `not_in_charge`.
    pub fn invite(&self, whom: MemberId, theirs: Option<Standing>) -> Decision {
        self.moderating()?;
        let to = match theirs {
            None => Standing::Invited,
            Some(Standing::Asked) => Standing::Member,
            Some(other) => other,
        };
        Ok(self.stood(whom, theirs, Some(to)))
    }

    /// Removes a member: the owner anybody, a moderator those who are not in charge.
    ///
    /// # Errors
    /// Not found; `not_in_charge`; `not_member`; `owner_stays`.
    pub fn remove(&self, whom: MemberId, theirs: Option<Standing>) -> Decision {
        if whom == self.me {
            return self.leave();
        }
        self.moderating()?;
        let Some(standing) = theirs else { return Err(not_member()) };
        if standing.moderates() {
            self.owning()?;
        }
        Ok(self.stood(whom, theirs, None))
    }

    /// The owner makes a member a moderator, or a moderator a member.
    ///
    /// # Errors
    /// Not found; `not_in_charge`; `not_member`; `owner_stays`.
    pub fn appoint(&self, whom: MemberId, theirs: Option<Standing>, moderator: bool) -> Decision {
        self.owning()?;
        match theirs {
            Some(Standing::Owner) => {
                let detail = "The owner stays in charge until the group is handed over.";
                Err(Refusal::new(Reason::OwnerStays, detail)
                    .instead(Action::HandOver, "Hand the group over"))
            }
            Some(Standing::Moderator | Standing::Member) => {
                let to = if moderator { Standing::Moderator } else { Standing::Member };
                Ok(self.stood(whom, theirs, Some(to)))
            }
            _ => Err(not_member()),
        }
    }

    /// The owner makes another member the owner, and stays as a moderator.
    ///
    /// # Errors
    /// Not found; `not_in_charge`; `not_member`.
    pub fn hand_over(&self, whom: MemberId, theirs: Option<Standing>) -> Decision {
        self.owning()?;
        if whom == self.me {
            return Ok(Vec::new());
        }
        if !theirs.is_some_and(Standing::is_in) {
            return Err(not_member());
        }
        let mut changes = self.stood(self.me, self.mine, Some(Standing::Moderator));
        changes.extend(self.stood(whom, theirs, Some(Standing::Owner)));
        Ok(changes)
    }

    /// A moderator changes what the group says of itself; the owner also how one joins.
    ///
    /// # Errors
    /// Not found; `not_in_charge`.
    pub fn change(&self, mut group: Group) -> Decision {
        self.moderating()?;
        if group.access != self.group.access {
            self.owning()?;
        }
        if group == *self.group {
            return Ok(Vec::new());
        }
        group.version = self.group.version + 1;
        Ok(vec![Change::GroupKept { group }])
    }

    /// The owner closes it: it is gone for everybody.
    ///
    /// # Errors
    /// Not found; `not_in_charge`.
    pub fn close(&self) -> Decision {
        self.owning()?;
        let version = self.group.version + 1;
        let group = Group { closed_at: Some(self.now), version, ..self.group.clone() };
        Ok(vec![Change::GroupKept { group }])
    }
}

fn not_member() -> Refusal {
    Refusal::new(Reason::NotMember, "They are not in this group.")
}

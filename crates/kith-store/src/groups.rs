//! Groups, and what members are to them.

use kith_core::{
    group::{Access, Group, Standing},
    id::{GroupId, MemberId},
    time::Timestamp,
};

use crate::{
    Cursor, Reads, Seen, StoreError,
    communities::hidden_from_2,
    lists::newest,
    sql::{Cells, Conn, FromRow, Type, WrongCell, row, statements},
};

row! {
    pub(crate) struct GroupCells {
        id: GroupId,
        name: String,
        folded: String,
        about: String,
        access: Access,
        created_by: MemberId,
        created_at: Timestamp,
        closed_at: Option<Timestamp>,
        version: i64,
        mine: Option<Standing>,
        since: Option<Timestamp>,
        removed_at: Option<Timestamp>,
    }
}

/// A group, and what the asker is to it.
#[derive(Debug, Clone)]
pub struct GroupRow {
    /// The group.
    pub group: Group,
    /// What the asker is to it.
    pub mine: Option<Standing>,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Whether a moderator removed the asker, and none has taken them in since.
    pub removed: bool,
}

impl FromRow for GroupRow {
    fn columns() -> Vec<Type> {
        GroupCells::columns()
    }
    fn read(cells: &mut Cells) -> Result<Self, WrongCell> {
        let row = GroupCells::read(cells)?;
        let group = Group {
            id: row.id,
            name: row.name,
            folded: row.folded,
            about: row.about,
            access: row.access,
            created_by: row.created_by,
            created_at: row.created_at,
            closed_at: row.closed_at,
            version: row.version,
        };
        let removed = row.removed_at.is_some();
        Ok(Self { group, mine: row.mine, since: row.since, removed })
    }
}

row! {
    /// Somebody in a group.
    #[derive(Debug, Clone, Copy)]
    pub struct GroupMemberRow {
        /// Who.
        pub member: MemberId,
        /// What they are to it.
        pub standing: Standing,
        /// Since when.
        pub since: Timestamp,
    }
}

statements! {
    guard insert_group(id: GroupId, name: &str, folded: &str, about: &str, access: Access, created_by: MemberId, created_at: Timestamp, closed_at: Option<Timestamp>, version: i64) =
        "INSERT INTO groups (id, name, folded, about, access, created_by, created_at, closed_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    guard update_group(id: GroupId, name: &str, folded: &str, about: &str, access: Access, closed_at: Option<Timestamp>, version: i64) =
        "UPDATE groups SET name = $2, folded = $3, about = $4, access = $5, closed_at = $6, version = $7 WHERE id = $1 AND version = $7 - 1 AND closed_at IS NULL";
    /// Stands to a group that is not closed, where nothing was before.
    guard insert_standing(grp: GroupId, member: MemberId, standing: Standing, since: Timestamp) =
        "INSERT INTO group_members (grp, member, standing, since) SELECT g.id, $2, $3, $4 FROM groups g WHERE g.id = $1 AND g.closed_at IS NULL ON CONFLICT DO NOTHING";
    /// Stands otherwise, if what it was decided on still holds. Who is in keeps since when.
    guard update_standing(grp: GroupId, member: MemberId, was: Standing, standing: Standing, since: Timestamp) =
        "UPDATE group_members SET standing = $4, since = CASE WHEN standing IN ('asked', 'invited') THEN $5 ELSE since END WHERE grp = $1 AND member = $2 AND standing = $3";
    guard delete_standing(grp: GroupId, member: MemberId, was: Standing) =
        "DELETE FROM group_members WHERE grp = $1 AND member = $2 AND standing = $3";
    write note_removal(grp: GroupId, member: MemberId, at: Timestamp) =
        "INSERT INTO group_removals (grp, member, at) VALUES ($1, $2, $3) ON CONFLICT (grp, member) DO UPDATE SET at = excluded.at";
    write forget_removal(grp: GroupId, member: MemberId) =
        "DELETE FROM group_removals WHERE grp = $1 AND member = $2";
    query group_seen(id: GroupId, me: MemberId) -> GroupRow =
        "SELECT g.id, g.name, g.folded, g.about, g.access, g.created_by, g.created_at, g.closed_at, g.version, m.standing, m.since, x.at FROM groups g LEFT JOIN group_members m ON m.grp = g.id AND m.member = $2 LEFT JOIN group_removals x ON x.grp = g.id AND x.member = $2 WHERE g.id = $1";
    query groups_page(me: MemberId, before: Timestamp, before_id: GroupId, words: &str, limit: i64) -> GroupRow =
        "SELECT g.id, g.name, g.folded, g.about, g.access, g.created_by, g.created_at, g.closed_at, g.version, m.standing, m.since, x.at FROM groups g LEFT JOIN group_members m ON m.grp = g.id AND m.member = $1 LEFT JOIN group_removals x ON x.grp = g.id AND x.member = $1 WHERE g.closed_at IS NULL AND g.created_at <= $2 AND (g.created_at < $2 OR g.id < $3) AND g.folded LIKE $4 ESCAPE '!' AND (g.access <> 'hidden' OR (m.standing IS NOT NULL AND m.standing <> 'asked')) ORDER BY g.created_at DESC, g.id DESC LIMIT $5";
    query my_groups_page(me: MemberId, before: Timestamp, before_id: GroupId, words: &str, limit: i64) -> GroupRow =
        "SELECT g.id, g.name, g.folded, g.about, g.access, g.created_by, g.created_at, g.closed_at, g.version, m.standing, m.since, x.at FROM group_members m JOIN groups g ON g.id = m.grp LEFT JOIN group_removals x ON x.grp = m.grp AND x.member = m.member WHERE m.member = $1 AND m.since <= $2 AND (m.since < $2 OR m.grp < $3) AND g.closed_at IS NULL AND g.folded LIKE $4 ESCAPE '!' AND (g.access <> 'hidden' OR m.standing <> 'asked') ORDER BY m.since DESC, m.grp DESC LIMIT $5";
    query standing_of(grp: GroupId, member: MemberId) -> (Standing,) =
        "SELECT standing FROM group_members WHERE grp = $1 AND member = $2";
    /// `$4` is a standing, or empty for all who are in.
    query group_people_page(grp: GroupId, before: Timestamp, before_id: MemberId, standing: &str, limit: i64) -> GroupMemberRow =
        "SELECT member, standing, since FROM group_members WHERE grp = $1 AND since <= $2 AND (since < $2 OR member < $3) AND (standing = $4 OR ($4 = '' AND standing IN ('owner', 'moderator', 'member'))) ORDER BY since DESC, member DESC LIMIT $5";
    /// Those of `$3` whom `$2` sees; `$3` as above.
    query group_count(grp: GroupId, me: MemberId, standing: &str) -> (u32,) =
        concat!("SELECT count(*) FROM group_members m JOIN accounts a ON a.id = m.member WHERE m.grp = $1 AND (m.standing = $3 OR ($3 = '' AND m.standing IN ('owner', 'moderator', 'member'))) AND a.status = 'active' AND m.member NOT IN (", hidden_from_2!(), ")");
    query everybody_in(grp: GroupId) -> (MemberId,) =
        "SELECT member FROM group_members WHERE grp = $1 AND standing IN ('owner', 'moderator', 'member')";
    query owner_of_group(grp: GroupId) -> (MemberId,) =
        "SELECT member FROM group_members WHERE grp = $1 AND standing = 'owner'";
}

/// Writes a group's new value.
pub(crate) fn keep(conn: &mut Conn, g: &Group) {
    let (folded, closed) = (g.folded.as_str(), g.closed_at);
    if g.version == 1 {
        let (by, at) = (g.created_by, g.created_at);
        insert_group(conn, g.id, &g.name, folded, &g.about, g.access, by, at, closed, 1);
    } else {
        update_group(conn, g.id, &g.name, folded, &g.about, g.access, closed, g.version);
    }
}

/// Writes what a member is to a group, if what it was decided on still holds. That a moderator
/// removed them is kept until a moderator has consented: whoever asked or was invited is in.
pub(crate) fn stand(
    conn: &mut Conn,
    (group, member): (GroupId, MemberId),
    from: Option<Standing>,
    to: Option<Standing>,
    (at, removed): (Timestamp, bool),
) {
    match (from, to) {
        (None, Some(to)) => insert_standing(conn, group, member, to, at),
        (Some(from), Some(to)) => {
            update_standing(conn, group, member, from, to, at);
            if to.is_in() && !from.is_in() {
                forget_removal(conn, group, member);
            }
        }
        (Some(from), None) => {
            delete_standing(conn, group, member, from);
            if removed {
                note_removal(conn, group, member, at);
            }
        }
        (None, None) => {}
    }
}

impl Reads<'_> {
    /// A group as somebody stands to it, closed or not.
    pub fn group(&mut self, id: GroupId, me: MemberId) -> Result<Option<GroupRow>, StoreError> {
        Ok(group_seen(self.conn, id, me)?.pop())
    }

    /// What a member is to a group.
    pub fn group_standing(
        &mut self,
        group: GroupId,
        member: MemberId,
    ) -> Result<Option<Standing>, StoreError> {
        Ok(standing_of(self.conn, group, member)?.pop().map(|row| row.0))
    }

    /// A member's role in a group that is not closed: owner, moderator or member; none for
    /// everybody who is not in it.
    pub fn group_role(
        &mut self,
        group: GroupId,
        member: MemberId,
    ) -> Result<Option<Standing>, StoreError> {
        let row = self.group(group, member)?.filter(|row| row.group.closed_at.is_none());
        Ok(row.and_then(|row| row.mine).filter(|mine| mine.is_in()))
    }

    /// Groups that `me` may know of, newest first; the cursor's time is when each was made.
    pub fn groups(
        &mut self,
        me: MemberId,
        after: Option<(Timestamp, GroupId)>,
        seen: &Seen,
    ) -> Result<Vec<GroupRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(last);
        groups_page(self.conn, me, at, id, &seen.pattern(), seen.limit.into())
    }

    /// Groups that `me` stands to, newest first; the cursor's time is since when they do.
    pub fn my_groups(
        &mut self,
        me: MemberId,
        after: Option<(Timestamp, GroupId)>,
        seen: &Seen,
    ) -> Result<Vec<GroupRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(last);
        my_groups_page(self.conn, me, at, id, &seen.pattern(), seen.limit.into())
    }

    /// People of a group, newest first: those of one standing, or all who are in it.
    pub fn group_people(
        &mut self,
        group: GroupId,
        standing: Option<Standing>,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Vec<GroupMemberRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(newest);
        let code = standing.map_or("", Standing::code);
        group_people_page(self.conn, group, at, id, code, limit.into())
    }

    /// Everybody who is in a group, in no order.
    pub fn all_in_group(&mut self, group: GroupId) -> Result<Vec<MemberId>, StoreError> {
        Ok(everybody_in(self.conn, group)?.into_iter().map(|row| row.0).collect())
    }

    /// How many of them `me` sees.
    pub fn group_count(
        &mut self,
        group: GroupId,
        me: MemberId,
        standing: Option<Standing>,
    ) -> Result<u32, StoreError> {
        let code = standing.map_or("", Standing::code);
        Ok(group_count(self.conn, group, me, code)?.first().map_or(0, |row| row.0))
    }

    /// Who owns a group.
    pub fn group_owner(&mut self, group: GroupId) -> Result<Option<MemberId>, StoreError> {
        Ok(owner_of_group(self.conn, group)?.pop().map(|row| row.0))
    }
}

/// A cursor before the first item of a list of things, newest first.
fn last<T>() -> (Timestamp, kith_core::id::Id<T>) {
    (Timestamp::from_micros(i64::MAX), kith_core::id::Id::from_bytes([0xff; 16]))
}

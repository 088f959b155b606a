//! The links by which whoever has one joins a group.

use kith_core::{
    id::{GroupId, MemberId},
    time::Timestamp,
};

use crate::{
    Reads, StoreError, Tx,
    sql::{row, statements},
};

row! {
    /// A group's link.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct GroupLinkRow {
        /// Where it leads.
        pub group: GroupId,
        /// Its secret.
        pub token: String,
        /// When it was made.
        pub made_at: Timestamp,
        /// When it lapses, if it does.
        pub expires_at: Option<Timestamp>,
    }
}

statements! {
    write put_link(grp: GroupId, token: &str, made_by: MemberId, made_at: Timestamp, expires_at: Option<Timestamp>) =
        "INSERT INTO group_links (grp, token, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (grp) DO UPDATE SET token = excluded.token, made_by = excluded.made_by, made_at = excluded.made_at, expires_at = excluded.expires_at";
    write drop_link(grp: GroupId) = "DELETE FROM group_links WHERE grp = $1";
    query link_of(grp: GroupId) -> GroupLinkRow =
        "SELECT grp, token, made_at, expires_at FROM group_links WHERE grp = $1";
    query link_with(token: &str) -> GroupLinkRow =
        "SELECT grp, token, made_at, expires_at FROM group_links WHERE token = $1";
}

impl Reads<'_> {
    /// The link of a group, if it has one.
    pub fn group_link(&mut self, group: GroupId) -> Result<Option<GroupLinkRow>, StoreError> {
        Ok(link_of(self.conn, group)?.pop())
    }

    /// The link with this secret.
    pub fn group_link_with(&mut self, token: &str) -> Result<Option<GroupLinkRow>, StoreError> {
        Ok(link_with(self.conn, token)?.pop())
    }
}

impl Tx<'_> {
    /// Keeps a group's link, instead of the one that it had.
    pub fn put_group_link(&mut self, link: &GroupLinkRow, by: MemberId) {
        put_link(self.conn(), link.group, &link.token, by, link.made_at, link.expires_at);
    }

    /// Forgets a group's link.
    pub fn drop_group_link(&mut self, group: GroupId) {
        drop_link(self.conn(), group);
    }
}

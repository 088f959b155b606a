//! Lists of ties: connections, followers, following, blocked.

use kith_core::{id::MemberId, time::Timestamp};

use crate::{
    Reads, StoreError,
    sql::{row, statements},
};

row! {
    /// A connection of a member.
    #[derive(Debug, Clone, Copy)]
    pub struct ConnectionRow {
        /// Who.
        pub other: MemberId,
        /// Since when.
        pub connected_at: Timestamp,
    }
}

row! {
    /// A member somebody blocks.
    #[derive(Debug, Clone, Copy)]
    pub struct BlockRow {
        /// Who.
        pub other: MemberId,
        /// Since when.
        pub blocked_at: Timestamp,
    }
}

/// The last item of the page before: its time and the other member. A list begins after it.
pub type Cursor = (Timestamp, MemberId);

/// A cursor before the first item of every list, newest first.
pub(crate) fn newest() -> Cursor {
    (Timestamp::from_micros(i64::MAX), MemberId::from_bytes([0xff; 16]))
}

statements! {
    query connections_page(member: MemberId, before: Timestamp, before_id: MemberId, limit: i64) -> ConnectionRow =
        "SELECT t.other, t.connected_at FROM (SELECT high AS other, connected_at FROM pairs WHERE low = $1 AND connected_at IS NOT NULL UNION ALL SELECT low AS other, connected_at FROM pairs WHERE high = $1 AND connected_at IS NOT NULL) t WHERE t.connected_at < $2 OR (t.connected_at = $2 AND t.other < $3) ORDER BY t.connected_at DESC, t.other DESC LIMIT $4";
    query followers_page(member: MemberId, before: Timestamp, before_id: MemberId, limit: i64) -> ConnectionRow =
        "SELECT t.other, t.at FROM (SELECT high AS other, high_follows AS at FROM pairs WHERE low = $1 AND connected_at IS NOT NULL UNION ALL SELECT low AS other, low_follows AS at FROM pairs WHERE high = $1 AND connected_at IS NOT NULL UNION ALL SELECT high AS other, high_follows AS at FROM pairs WHERE low = $1 AND connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL) UNION ALL SELECT low AS other, low_follows AS at FROM pairs WHERE high = $1 AND connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL)) t WHERE t.at IS NOT NULL AND (t.at < $2 OR (t.at = $2 AND t.other < $3)) ORDER BY t.at DESC, t.other DESC LIMIT $4";
    query following_page(member: MemberId, before: Timestamp, before_id: MemberId, limit: i64) -> ConnectionRow =
        "SELECT t.other, t.at FROM (SELECT high AS other, low_follows AS at FROM pairs WHERE low = $1 AND connected_at IS NOT NULL UNION ALL SELECT low AS other, high_follows AS at FROM pairs WHERE high = $1 AND connected_at IS NOT NULL UNION ALL SELECT high AS other, low_follows AS at FROM pairs WHERE low = $1 AND connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL) UNION ALL SELECT low AS other, high_follows AS at FROM pairs WHERE high = $1 AND connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL)) t WHERE t.at IS NOT NULL AND (t.at < $2 OR (t.at = $2 AND t.other < $3)) ORDER BY t.at DESC, t.other DESC LIMIT $4";
    query all_followed(member: MemberId) -> (MemberId,) =
        "SELECT high FROM pairs WHERE low = $1 AND connected_at IS NOT NULL AND low_follows IS NOT NULL UNION ALL SELECT low FROM pairs WHERE high = $1 AND connected_at IS NOT NULL AND high_follows IS NOT NULL UNION ALL SELECT high FROM pairs WHERE low = $1 AND connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL) AND low_follows IS NOT NULL UNION ALL SELECT low FROM pairs WHERE high = $1 AND connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL) AND high_follows IS NOT NULL";
    query follower_count(member: MemberId) -> (u32,) =
        "SELECT (SELECT count(high_follows) FROM pairs WHERE low = $1 AND connected_at IS NOT NULL) + (SELECT count(low_follows) FROM pairs WHERE high = $1 AND connected_at IS NOT NULL) + (SELECT count(high_follows) FROM pairs WHERE low = $1 AND connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL)) + (SELECT count(low_follows) FROM pairs WHERE high = $1 AND connected_at IS NULL AND (low_follows IS NOT NULL OR high_follows IS NOT NULL))";
    query blocks_page(member: MemberId, before: Timestamp, before_id: MemberId, limit: i64) -> BlockRow =
        "SELECT t.other, t.at FROM (SELECT high AS other, low_blocked AS at FROM pairs WHERE low = $1 AND (low_blocked IS NOT NULL OR high_blocked IS NOT NULL) UNION ALL SELECT low AS other, high_blocked AS at FROM pairs WHERE high = $1 AND (low_blocked IS NOT NULL OR high_blocked IS NOT NULL)) t WHERE t.at IS NOT NULL AND (t.at < $2 OR (t.at = $2 AND t.other < $3)) ORDER BY t.at DESC, t.other DESC LIMIT $4";
}

impl Reads<'_> {
    /// A member's connections, newest first.
    pub fn connections(
        &mut self,
        member: MemberId,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Vec<ConnectionRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(newest);
        connections_page(self.conn, member, at, id, limit.into())
    }

    /// Who follows a member, newest first; the time is since when they follow.
    pub fn followers(
        &mut self,
        member: MemberId,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Vec<ConnectionRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(newest);
        followers_page(self.conn, member, at, id, limit.into())
    }

    /// Whom a member follows, newest first; the time is since when.
    pub fn following(
        &mut self,
        member: MemberId,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Vec<ConnectionRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(newest);
        following_page(self.conn, member, at, id, limit.into())
    }

    /// Everybody whom a member follows, connections among them, in no order.
    pub fn all_followed(&mut self, member: MemberId) -> Result<Vec<MemberId>, StoreError> {
        Ok(all_followed(self.conn, member)?.into_iter().map(|row| row.0).collect())
    }

    /// How many follow a member.
    pub fn follower_count(&mut self, member: MemberId) -> Result<u32, StoreError> {
        Ok(follower_count(self.conn, member)?.first().map_or(0, |row| row.0))
    }

    /// Whom a member blocks, newest first.
    pub fn blocks(
        &mut self,
        member: MemberId,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Vec<BlockRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(newest);
        blocks_page(self.conn, member, at, id, limit.into())
    }
}

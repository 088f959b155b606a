//! What a note may take up: events at which two have a seat, and who reacted to whose posts (R13).

use kith_core::{
    id::{Id, MemberId, PostId},
    time::Timestamp,
};

use crate::{Reads, StoreError, reactions::Anything, sql::statements};

statements! {
    /// The newest first, without those that were cancelled.
    query events_shared(a: MemberId, b: MemberId, limit: i64) -> (String, Timestamp) =
        "SELECT e.name, e.starts_at FROM event_people x JOIN event_people y ON y.event = x.event AND y.member = $2 JOIN events e ON e.id = x.event WHERE x.member = $1 AND x.state = 'going' AND y.state = 'going' AND e.cancelled_at IS NULL ORDER BY e.starts_at DESC LIMIT $3";
    query reacted_lately(member: MemberId, whose: MemberId, limit: i64) -> (Id<Anything>,) =
        "SELECT subject FROM reactions WHERE member = $1 AND whose = $2 ORDER BY at DESC LIMIT $3";
}

impl Reads<'_> {
    /// Names of events at which both have a seat, and when they begin; the latest first.
    pub fn events_shared(
        &mut self,
        a: MemberId,
        b: MemberId,
        limit: u32,
    ) -> Result<Vec<(String, Timestamp)>, StoreError> {
        events_shared(self.conn, a, b, limit.into())
    }

    /// What `member` reacted to of `whose`, the newest first, as if each were a post; a comment's id
    /// is no post's.
    pub fn reacted_lately(
        &mut self,
        member: MemberId,
        whose: MemberId,
        limit: u32,
    ) -> Result<Vec<PostId>, StoreError> {
        let subjects = reacted_lately(self.conn, member, whose, limit.into())?;
        Ok(subjects.into_iter().map(|(id,)| PostId::from_bytes(*id.as_bytes())).collect())
    }
}

//! Who engaged with what a member wrote: reacted, commented, passed it on (R11, R13).

use kith_core::{
    id::{MemberId, PostId},
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    communities::hidden_from_2,
    sql::{row, statements},
};

row! {
    /// Somebody who engaged with a post.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct EngagedRow {
        /// Who.
        pub member: MemberId,
        /// The post that shows it: the member's own, or the one that passes it on.
        pub post: PostId,
        /// When.
        pub at: Timestamp,
    }
}

statements! {
    /// Those who engaged with posts of `$2` since `$1`, the latest first: without those who do not
    /// take part any more, or are blocked either way, and without what a company said or was said
    /// to.
    query engaged_with(since: Timestamp, me: MemberId, limit: i64) -> EngagedRow =
        concat!(
            "SELECT r.member, p.id, r.at FROM posts p JOIN reactions r ON r.subject = p.id JOIN accounts a ON a.id = r.member WHERE p.author = $2 AND p.company IS NULL AND r.at >= $1 AND r.member <> $2 AND a.status = 'active' AND r.member NOT IN (", hidden_from_2!(),
            ") UNION ALL SELECT c.author, p.id, c.at FROM posts p JOIN comments c ON c.post = p.id JOIN accounts a ON a.id = c.author WHERE p.author = $2 AND p.company IS NULL AND c.at >= $1 AND c.author <> $2 AND a.status = 'active' AND c.author NOT IN (", hidden_from_2!(),
            ") UNION ALL SELECT q.author, q.id, q.at FROM posts p JOIN posts q ON q.repost_of = p.id JOIN accounts a ON a.id = q.author WHERE p.author = $2 AND p.company IS NULL AND q.company IS NULL AND q.at >= $1 AND q.author <> $2 AND a.status = 'active' AND q.author NOT IN (", hidden_from_2!(),
            ") ORDER BY 3 DESC, 1, 2 LIMIT $3"
        );
}

impl Reads<'_> {
    /// Those who engaged with a member's posts since then, the latest first: once each time.
    /// Whether the member may see a post that passes theirs on is not looked at here.
    pub fn engaged_with(
        &mut self,
        member: MemberId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<EngagedRow>, StoreError> {
        engaged_with(self.conn, since, member, limit.into())
    }
}

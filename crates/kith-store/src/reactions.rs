//! Reactions to posts and comments.

use kith_core::{
    id::{CommentId, Id, MemberId, PostId},
    post::{Reaction, Subject},
    time::Timestamp,
};

use crate::{
    Cursor, Reads, StoreError,
    communities::hidden_from_2,
    lists::newest,
    sql::{Conn, row, statements},
};

/// Marks ids of whatever a reaction is about.
pub enum Anything {}

row! {
    /// A reaction as the store keeps it.
    #[derive(Debug, Clone, Copy)]
    pub struct ReactionRow {
        /// Who.
        pub member: MemberId,
        /// How.
        pub reaction: Reaction,
        /// When.
        pub at: Timestamp,
    }
}

row! {
    /// A reaction of a member.
    #[derive(Debug, Clone, Copy)]
    pub struct MyReactionRow {
        /// The id of a post or of a comment.
        pub subject: Id<Anything>,
        /// How.
        pub reaction: Reaction,
        /// When.
        pub at: Timestamp,
    }
}

impl MyReactionRow {
    /// What it may be to: the id is of one of these.
    #[must_use]
    pub const fn subject(&self) -> [Subject; 2] {
        let id = *self.subject.as_bytes();
        [Subject::Post(PostId::from_bytes(id)), Subject::Comment(CommentId::from_bytes(id))]
    }
}

statements! {
    query reactions_of_member(member: MemberId, before: Timestamp, before_id: Id<Anything>, limit: i64) -> MyReactionRow =
        "SELECT subject, reaction, at FROM reactions WHERE member = $1 AND (at < $2 OR (at = $2 AND subject < $3)) ORDER BY at DESC, subject DESC LIMIT $4";
    write put_reaction(subject: Id<Anything>, member: MemberId, reaction: Reaction, whose: MemberId, at: Timestamp) =
        "INSERT INTO reactions (subject, member, reaction, whose, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject, member) DO UPDATE SET reaction = EXCLUDED.reaction, at = EXCLUDED.at";
    write import_reaction(subject: Id<Anything>, member: MemberId, reaction: Reaction, whose: MemberId, at: Timestamp) =
        "INSERT INTO reactions (subject, member, reaction, whose, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject, member) DO NOTHING";
    write drop_reaction(subject: Id<Anything>, member: MemberId) =
        "DELETE FROM reactions WHERE subject = $1 AND member = $2";
    write drop_reactions(subject: Id<Anything>) = "DELETE FROM reactions WHERE subject = $1";
    write drop_reactions_to_comments(post: PostId) =
        "DELETE FROM reactions WHERE subject IN (SELECT id FROM comments WHERE post = $1)";
    /// Those of deleted members went with them.
    query reaction_counts(subject: Id<Anything>) -> (Reaction, u32) =
        "SELECT r.reaction, count(*) FROM reactions r WHERE r.subject = $1 AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = r.member AND a.status = 'deactivated' AND a.status <> 'active') GROUP BY r.reaction";
    query reaction_by(subject: Id<Anything>, member: MemberId) -> (Reaction,) =
        "SELECT reaction FROM reactions WHERE subject = $1 AND member = $2";
    query reactions_page(subject: Id<Anything>, before: Timestamp, before_id: MemberId, limit: i64) -> ReactionRow =
        "SELECT member, reaction, at FROM reactions WHERE subject = $1 AND (at < $2 OR (at = $2 AND member < $3)) ORDER BY at DESC, member DESC LIMIT $4";
    /// Who reacted last of those whom `$2` sees, themself left out.
    query newest_reactor(subject: Id<Anything>, me: MemberId) -> (MemberId,) =
        concat!("SELECT r.member FROM reactions r JOIN accounts a ON a.id = r.member WHERE r.subject = $1 AND r.member <> $2 AND a.status = 'active' AND r.member NOT IN (", hidden_from_2!(), ") ORDER BY r.at DESC, r.member DESC LIMIT 1");
    query reacted_since(member: MemberId, whose: MemberId, since: Timestamp) -> (Id<Anything>,) =
        "SELECT subject FROM reactions WHERE member = $1 AND whose = $2 AND at >= $3 LIMIT 1";
}

/// The id of what a reaction is about: ids of posts and comments never meet.
pub(crate) const fn key(subject: Subject) -> Id<Anything> {
    match subject {
        Subject::Post(id) => Id::from_bytes(*id.as_bytes()),
        Subject::Comment(id) => Id::from_bytes(*id.as_bytes()),
    }
}

/// Forgets every reaction to a post and to its comments, which are there still.
pub(crate) fn forget_post(conn: &mut Conn, post: PostId) {
    drop_reactions(conn, key(Subject::Post(post)));
    drop_reactions_to_comments(conn, post);
}

/// Forgets every reaction to a comment.
pub(crate) fn forget_comment(conn: &mut Conn, comment: CommentId) {
    drop_reactions(conn, key(Subject::Comment(comment)));
}

impl Reads<'_> {
    /// How a member reacted to what, newest first.
    pub fn reactions_of_member(
        &mut self,
        member: MemberId,
        before: Option<(Timestamp, Id<Anything>)>,
        limit: u32,
    ) -> Result<Vec<MyReactionRow>, StoreError> {
        let last = (Timestamp::from_micros(i64::MAX), Id::from_bytes([0xff; 16]));
        let (at, id) = before.unwrap_or(last);
        reactions_of_member(self.conn, member, at, id, limit.into())
    }

    /// How many people who take part reacted in which way, without those who are `hidden`.
    pub fn reaction_counts(
        &mut self,
        subject: Subject,
        hidden: &[MemberId],
    ) -> Result<Vec<(Reaction, u32)>, StoreError> {
        let mut counts = reaction_counts(self.conn, key(subject))?;
        if counts.is_empty() {
            return Ok(counts);
        }
        for member in hidden {
            if let Some(theirs) = self.reaction_of(subject, *member)? {
                let theirs = counts.iter_mut().find(|(reaction, _)| *reaction == theirs);
                if let Some((_, count)) = theirs {
                    *count = count.saturating_sub(1);
                }
            }
        }
        counts.retain(|(_, count)| *count > 0);
        counts.sort_unstable_by_key(|(reaction, count)| (std::cmp::Reverse(*count), *reaction));
        Ok(counts)
    }

    /// How a member reacted.
    pub fn reaction_of(
        &mut self,
        subject: Subject,
        member: MemberId,
    ) -> Result<Option<Reaction>, StoreError> {
        Ok(reaction_by(self.conn, key(subject), member)?.first().map(|row| row.0))
    }

    /// Who reacted, newest first.
    pub fn reactions(
        &mut self,
        subject: Subject,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Vec<ReactionRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(newest);
        reactions_page(self.conn, key(subject), at, id, limit.into())
    }

    /// Who reacted last of those whom `me` sees, however many reacted since whom they do not.
    pub fn newest_reactor(
        &mut self,
        subject: Subject,
        me: MemberId,
    ) -> Result<Option<MemberId>, StoreError> {
        Ok(newest_reactor(self.conn, key(subject), me)?.first().map(|row| row.0))
    }

    /// Whether `member` has reacted to a post or comment of `whose` since then.
    pub fn reacted_since(
        &mut self,
        member: MemberId,
        whose: MemberId,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(!reacted_since(self.conn, member, whose, since)?.is_empty())
    }
}

//! Comments.

use kith_core::{
    id::{CommentId, MemberId, PostId},
    post::{Comment, Subject},
    time::Timestamp,
};

use crate::{
    Reads, StoreError, mentions,
    sql::{Conn, row, statements},
};

row! {
    /// A comment as the store keeps it.
    #[derive(Debug, Clone)]
    pub struct CommentRow {
        /// Which.
        pub id: CommentId,
        /// On which post.
        pub post: PostId,
        /// Who wrote the post.
        pub whose: MemberId,
        /// The comment it answers.
        pub parent: Option<CommentId>,
        /// Who wrote it.
        pub author: MemberId,
        /// The words.
        pub body: String,
        /// When.
        pub at: Timestamp,
        /// When its words were last changed.
        pub edited_at: Option<Timestamp>,
    }
}

statements! {
    write insert_comment(id: CommentId, post: PostId, whose: MemberId, parent: Option<CommentId>, author: MemberId, body: &str, at: Timestamp) =
        "INSERT INTO comments (id, post, whose, parent, author, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    write import_comment(id: CommentId, post: PostId, whose: MemberId, parent: Option<CommentId>, author: MemberId, body: &str, at: Timestamp) =
        "INSERT INTO comments (id, post, whose, parent, author, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING";
    guard edit_comment(id: CommentId, body: &str, at: Timestamp) =
        "UPDATE comments SET body = $2, edited_at = $3 WHERE id = $1";
    guard delete_comment(id: CommentId) = "DELETE FROM comments WHERE id = $1";
    write delete_comments_of(post: PostId) = "DELETE FROM comments WHERE post = $1";
    query one_comment(id: CommentId) -> CommentRow =
        "SELECT id, post, whose, parent, author, body, at, edited_at FROM comments WHERE id = $1";
    query comments_page(post: PostId, after: Timestamp, after_id: CommentId, limit: i64) -> CommentRow =
        "SELECT id, post, whose, parent, author, body, at, edited_at FROM comments WHERE post = $1 AND (at > $2 OR (at = $2 AND id > $3)) ORDER BY at, id LIMIT $4";
    query comments_of_author(author: MemberId, before: Timestamp, before_id: CommentId, limit: i64) -> CommentRow =
        "SELECT id, post, whose, parent, author, body, at, edited_at FROM comments WHERE author = $1 AND (at < $2 OR (at = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $4";
    query commented_since(author: MemberId, whose: MemberId, since: Timestamp) -> (CommentId,) =
        "SELECT id FROM comments WHERE author = $1 AND whose = $2 AND at >= $3 LIMIT 1";
}

/// Keeps a comment.
pub(crate) fn insert(conn: &mut Conn, comment: &Comment) {
    let c = comment;
    insert_comment(conn, c.id, c.post, c.whose, c.parent, c.author, &c.body, c.at);
    mentions::keep(conn, Subject::Comment(c.id), &c.mentions);
}

impl Reads<'_> {
    /// What a member wrote under posts, newest first.
    pub fn comments_of_author(
        &mut self,
        author: MemberId,
        before: Option<(Timestamp, CommentId)>,
        limit: u32,
    ) -> Result<Vec<CommentRow>, StoreError> {
        let last = (Timestamp::from_micros(i64::MAX), CommentId::from_bytes([0xff; 16]));
        let (at, id) = before.unwrap_or(last);
        comments_of_author(self.conn, author, at, id, limit.into())
    }

    /// A comment, if there is one.
    pub fn comment(&mut self, id: CommentId) -> Result<Option<CommentRow>, StoreError> {
        Ok(one_comment(self.conn, id)?.pop())
    }

    /// The comments on a post, oldest first.
    pub fn comments(
        &mut self,
        post: PostId,
        after: Option<(Timestamp, CommentId)>,
        limit: u32,
    ) -> Result<Vec<CommentRow>, StoreError> {
        let first = (Timestamp::from_micros(i64::MIN), CommentId::from_bytes([0; 16]));
        let (at, id) = after.unwrap_or(first);
        comments_page(self.conn, post, at, id, limit.into())
    }

    /// Whether `author` has commented on a post of `whose` since then.
    pub fn commented_since(
        &mut self,
        author: MemberId,
        whose: MemberId,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(!commented_since(self.conn, author, whose, since)?.is_empty())
    }
}

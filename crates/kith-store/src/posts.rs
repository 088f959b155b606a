//! Posts.

use kith_core::{
    id::{GroupId, MemberId, PostId},
    post::{Audience, Post},
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    sql::{Conn, row, statements},
};

row! {
    /// A post as the store keeps it.
    #[derive(Debug, Clone)]
    pub struct PostRow {
        /// Which.
        pub id: PostId,
        /// Whose.
        pub author: MemberId,
        /// For whom.
        pub audience: Audience,
        /// The words.
        pub body: String,
        /// The group it is written in.
        pub group: Option<GroupId>,
        /// The post that is passed on.
        pub repost_of: Option<PostId>,
        /// When.
        pub at: Timestamp,
        /// When its words were last changed.
        pub edited_at: Option<Timestamp>,
    }
}

row! {
    /// Where a post stands in the feeds.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Placed {
        /// Whose.
        pub author: MemberId,
        /// When.
        pub at: Timestamp,
        /// Which.
        pub post: PostId,
    }
}

statements! {
    write insert_post(id: PostId, author: MemberId, audience: Audience, body: &str, group: Option<GroupId>, repost_of: Option<PostId>, at: Timestamp) =
        "INSERT INTO posts (id, author, audience, body, grp, repost_of, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    write import_post(id: PostId, author: MemberId, audience: Audience, body: &str, group: Option<GroupId>, repost_of: Option<PostId>, at: Timestamp) =
        "INSERT INTO posts (id, author, audience, body, grp, repost_of, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING";
    guard edit_post(id: PostId, author: MemberId, body: &str, at: Timestamp) =
        "UPDATE posts SET body = $3, edited_at = $4 WHERE id = $1 AND author = $2";
    guard delete_post(id: PostId, author: MemberId) =
        "DELETE FROM posts WHERE id = $1 AND author = $2";
    query one_post(id: PostId) -> PostRow =
        "SELECT id, author, audience, body, grp, repost_of, at, edited_at FROM posts WHERE id = $1";
    query posts_of(author: MemberId, before: Timestamp, before_id: PostId, limit: i64) -> PostRow =
        "SELECT id, author, audience, body, grp, repost_of, at, edited_at FROM posts WHERE author = $1 AND (at < $2 OR (at = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $4";
    query posts_in(group: GroupId, before: Timestamp, before_id: PostId, limit: i64) -> PostRow =
        "SELECT id, author, audience, body, grp, repost_of, at, edited_at FROM posts WHERE grp = $1 AND (at < $2 OR (at = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $4";
    query placed_after(author: MemberId, after: Timestamp, after_id: PostId, limit: i64) -> Placed =
        "SELECT author, at, id FROM posts WHERE (author, at, id) > ($1, $2, $3) ORDER BY author, at, id LIMIT $4";
    query passed_on_count(post: PostId) -> (u32,) =
        "SELECT count(*) FROM posts WHERE repost_of = $1";
    query passed_on_by(post: PostId, author: MemberId) -> (u32,) =
        "SELECT count(*) FROM posts WHERE repost_of = $1 AND author = $2";
}

/// A place before the first of a list.
fn newest() -> (Timestamp, PostId) {
    (Timestamp::from_micros(i64::MAX), PostId::from_bytes([0xff; 16]))
}

/// Keeps a post.
pub(crate) fn insert(conn: &mut Conn, post: &Post) {
    let p = post;
    insert_post(conn, p.id, p.author, p.audience, &p.body, p.group, p.repost_of, p.at);
}

impl Reads<'_> {
    /// A post, if there is one.
    pub fn post(&mut self, id: PostId) -> Result<Option<PostRow>, StoreError> {
        Ok(one_post(self.conn, id)?.pop())
    }

    /// A member's posts, newest first, for whomever they are.
    pub fn posts_of(
        &mut self,
        author: MemberId,
        after: Option<(Timestamp, PostId)>,
        limit: u32,
    ) -> Result<Vec<PostRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(newest);
        posts_of(self.conn, author, at, id, limit.into())
    }

    /// What is written in a group, newest first, by whomever.
    pub fn posts_in(
        &mut self,
        group: GroupId,
        after: Option<(Timestamp, PostId)>,
        limit: u32,
    ) -> Result<Vec<PostRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(newest);
        posts_in(self.conn, group, at, id, limit.into())
    }

    /// Where posts stand after `after`, by author and time, at most `limit`: to rebuild a follower.
    pub fn posts_placed(
        &mut self,
        after: Option<Placed>,
        limit: u32,
    ) -> Result<Vec<Placed>, StoreError> {
        let least = Placed {
            author: MemberId::from_bytes([0; 16]),
            at: Timestamp::from_micros(i64::MIN),
            post: PostId::from_bytes([0; 16]),
        };
        let Placed { author, at, post } = after.unwrap_or(least);
        placed_after(self.conn, author, at, post, limit.into())
    }

    /// How often a post was passed on, by others than those `hidden`.
    pub fn passed_on_count(
        &mut self,
        post: PostId,
        hidden: &[MemberId],
    ) -> Result<u32, StoreError> {
        let mut count = passed_on_count(self.conn, post)?.first().map_or(0, |row| row.0);
        for member in hidden {
            let theirs = passed_on_by(self.conn, post, *member)?.first().map_or(0, |row| row.0);
            count = count.saturating_sub(theirs);
        }
        Ok(count)
    }
}

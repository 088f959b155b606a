//! Posts.

use kith_core::{
    id::{CompanyId, GroupId, MemberId, PostId},
    post::{Audience, Post, Subject},
    time::Timestamp,
};

use crate::{
    Reads, StoreError, images, mentions,
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
        /// The company in whose name it is written.
        pub company: Option<CompanyId>,
    }
}

row! {
    /// Where a post stands in the feeds.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Placed {
        /// On whose wall: that of who wrote it, or of the company that speaks ([`wall_of`]).
        pub author: MemberId,
        /// When.
        pub at: Timestamp,
        /// Which.
        pub post: PostId,
    }
}

statements! {
    write insert_post(id: PostId, author: MemberId, audience: Audience, body: &str, group: Option<GroupId>, repost_of: Option<PostId>, at: Timestamp, company: Option<CompanyId>) =
        "INSERT INTO posts (id, author, audience, body, grp, repost_of, at, company) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    write import_post(id: PostId, author: MemberId, audience: Audience, body: &str, group: Option<GroupId>, repost_of: Option<PostId>, at: Timestamp, company: Option<CompanyId>) =
        "INSERT INTO posts (id, author, audience, body, grp, repost_of, at, company) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
    guard edit_post(id: PostId, author: MemberId, body: &str, at: Timestamp) =
        "UPDATE posts SET body = $3, edited_at = $4 WHERE id = $1 AND author = $2";
    guard delete_post(id: PostId, author: MemberId) =
        "DELETE FROM posts WHERE id = $1 AND author = $2";
    query one_post(id: PostId) -> PostRow =
        "SELECT id, author, audience, body, grp, repost_of, at, edited_at, company FROM posts WHERE id = $1";
    query posts_of(author: MemberId, before: Timestamp, before_id: PostId, limit: i64) -> PostRow =
        "SELECT id, author, audience, body, grp, repost_of, at, edited_at, company FROM posts WHERE author = $1 AND company IS NULL AND (at < $2 OR (at = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $4";
    query posts_in(group: GroupId, before: Timestamp, before_id: PostId, limit: i64) -> PostRow =
        "SELECT id, author, audience, body, grp, repost_of, at, edited_at, company FROM posts WHERE grp = $1 AND (at < $2 OR (at = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $4";
    query posts_by(company: CompanyId, before: Timestamp, before_id: PostId, limit: i64) -> PostRow =
        "SELECT id, author, audience, body, grp, repost_of, at, edited_at, company FROM posts WHERE company = $1 AND (at < $2 OR (at = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $4";
    query placed_after(author: MemberId, after: Timestamp, after_id: PostId, limit: i64) -> Placed =
        "SELECT author, at, id FROM posts WHERE (author, at, id) > ($1, $2, $3) AND company IS NULL ORDER BY author, at, id LIMIT $4";
    query placed_by_companies_after(company: MemberId, after: Timestamp, after_id: PostId, limit: i64) -> Placed =
        "SELECT company, at, id FROM posts WHERE company IS NOT NULL AND (company, at, id) > ($1, $2, $3) ORDER BY company, at, id LIMIT $4";
}

/// A place before the first of a list.
fn newest() -> (Timestamp, PostId) {
    (Timestamp::from_micros(i64::MAX), PostId::from_bytes([0xff; 16]))
}

/// A place before every other.
const fn first_placed() -> Placed {
    Placed {
        author: MemberId::from_bytes([0; 16]),
        at: Timestamp::from_micros(i64::MIN),
        post: PostId::from_bytes([0; 16]),
    }
}

/// The wall of a company. Ids of members and companies never meet, so both stand in one order.
#[must_use]
pub const fn wall_of(company: CompanyId) -> MemberId {
    MemberId::from_bytes(*company.as_bytes())
}

/// Keeps a post, and takes its pictures: they are there, its author's, and in no other post.
pub(crate) fn insert(conn: &mut Conn, post: &Post) {
    let p = post;
    insert_post(conn, p.id, p.author, p.audience, &p.body, p.group, p.repost_of, p.at, p.company);
    images::attach(conn, p.id, p.author, &p.images);
    mentions::keep(conn, Subject::Post(p.id), &p.mentions);
}

/// Keeps a post's new words.
pub(crate) fn edit(
    conn: &mut Conn,
    (post, author): (PostId, MemberId),
    body: &str,
    mentions: &[MemberId],
    at: Timestamp,
) {
    edit_post(conn, post, author, body, at);
    mentions::change(conn, Subject::Post(post), mentions);
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

    /// What a company said, newest first.
    pub fn posts_by(
        &mut self,
        company: CompanyId,
        after: Option<(Timestamp, PostId)>,
        limit: u32,
    ) -> Result<Vec<PostRow>, StoreError> {
        let (at, id) = after.unwrap_or_else(newest);
        posts_by(self.conn, company, at, id, limit.into())
    }

    /// Where members' posts stand after `after`, by author and time, at most `limit`: to rebuild a
    /// follower.
    pub fn posts_placed(
        &mut self,
        after: Option<Placed>,
        limit: u32,
    ) -> Result<Vec<Placed>, StoreError> {
        let Placed { author, at, post } = after.unwrap_or_else(first_placed);
        placed_after(self.conn, author, at, post, limit.into())
    }

    /// The same of companies' posts.
    pub fn company_posts_placed(
        &mut self,
        after: Option<Placed>,
        limit: u32,
    ) -> Result<Vec<Placed>, StoreError> {
        let Placed { author, at, post } = after.unwrap_or_else(first_placed);
        placed_by_companies_after(self.conn, author, at, post, limit.into())
    }
}

//! Whom posts and comments name.

use kith_core::{
    id::{Id, MemberId, PostId},
    post::Subject,
};

use crate::{
    Reads, StoreError,
    reactions::{Anything, key},
    sql::{Conn, statements},
};

statements! {
    write insert_mention(subject: Id<Anything>, member: MemberId) =
        "INSERT INTO mentions (subject, member) VALUES ($1, $2) ON CONFLICT (subject, member) DO NOTHING";
    write drop_mentions(subject: Id<Anything>) = "DELETE FROM mentions WHERE subject = $1";
    write drop_mentions_in_comments(post: PostId) =
        "DELETE FROM mentions WHERE subject IN (SELECT id FROM comments WHERE post = $1)";
    query mentioned(subject: Id<Anything>) -> (MemberId,) =
        "SELECT member FROM mentions WHERE subject = $1 ORDER BY member";
}

/// Keeps whom a new text names.
pub(crate) fn keep(conn: &mut Conn, subject: Subject, members: &[MemberId]) {
    for member in members {
        insert_mention(conn, key(subject), *member);
    }
}

/// Keeps whom a text names that had other words before.
pub(crate) fn change(conn: &mut Conn, subject: Subject, members: &[MemberId]) {
    forget(conn, subject);
    keep(conn, subject, members);
}

/// Forgets whom a text named.
pub(crate) fn forget(conn: &mut Conn, subject: Subject) {
    drop_mentions(conn, key(subject));
}

/// Forgets whom a post and its comments named, which are there still.
pub(crate) fn forget_post(conn: &mut Conn, post: PostId) {
    drop_mentions_in_comments(conn, post);
    forget(conn, Subject::Post(post));
}

impl Reads<'_> {
    /// Whom a post or a comment names.
    pub fn mentioned(&mut self, subject: Subject) -> Result<Vec<MemberId>, StoreError> {
        Ok(mentioned(self.conn, key(subject))?.into_iter().map(|row| row.0).collect())
    }
}

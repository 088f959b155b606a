//! Many posts, comments and reactions in one transaction: imports and the demo. What is there
//! already is left as it is.

use kith_core::{
    change::Change,
    id::MemberId,
    post::{Comment, Post, Reaction, Subject},
    time::Timestamp,
};

use crate::{StoreError, Tx, comments::import_comment, posts::import_post, reactions};

/// A reaction to import.
#[derive(Debug, Clone, Copy)]
pub struct BulkReaction {
    /// To what.
    pub subject: Subject,
    /// Who wrote that.
    pub whose: MemberId,
    /// Who reacted.
    pub member: MemberId,
    /// How.
    pub reaction: Reaction,
    /// When.
    pub at: Timestamp,
}

impl Tx<'_> {
    /// Keeps posts; answers how many are new. Feeds are told of them.
    pub fn import_posts(&mut self, all: &[Post]) -> Result<usize, StoreError> {
        let conn = self.conn();
        conn.flush()?;
        for p in all {
            import_post(
                conn,
                p.id,
                p.author,
                p.audience,
                &p.body,
                p.group,
                p.repost_of,
                p.at,
                p.company,
            );
        }
        let counted = conn.flush_counted()?;
        let new = all.iter().zip(&counted).filter(|(_, rows)| **rows == 1);
        let new: Vec<&Post> = new.map(|(post, _)| post).collect();
        for post in &new {
            self.note(Change::Posted { post: Post::clone(post) });
        }
        Ok(new.len())
    }

    /// Keeps comments; answers how many are new.
    pub fn import_comments(&mut self, all: &[Comment]) -> Result<usize, StoreError> {
        let conn = self.conn();
        conn.flush()?;
        for c in all {
            import_comment(conn, c.id, c.post, c.whose, c.parent, c.author, &c.body, c.at);
        }
        Ok(conn.flush_counted()?.into_iter().filter(|rows| *rows == 1).count())
    }

    /// Keeps reactions; answers how many are new.
    pub fn import_reactions(&mut self, all: &[BulkReaction]) -> Result<usize, StoreError> {
        let conn = self.conn();
        conn.flush()?;
        for r in all {
            let subject = reactions::key(r.subject);
            reactions::import_reaction(conn, subject, r.member, r.reaction, r.whose, r.at);
        }
        Ok(conn.flush_counted()?.into_iter().filter(|rows| *rows == 1).count())
    }
}

//! What came of a post, read in one look: comments, reactions, who passed it on.

use kith_core::{
    id::{MemberId, PostId},
    post::{Reaction, Subject},
};

use crate::{
    Reads, StoreError,
    sql::{row, statements},
};

/// What came of a post, as far as a viewer may know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Echo {
    /// Comments of people who take part, or have left.
    pub comments: u32,
    /// How often it was passed on.
    pub reposts: u32,
    /// Whether it shows pictures.
    pub has_images: bool,
    /// How many people who take part reacted in which way, the most frequent first.
    pub reactions: Vec<(Reaction, u32)>,
    /// How the viewer reacted.
    pub mine: Option<Reaction>,
}

row! {
    /// The same of everybody, in one row.
    pub(crate) struct EchoRow {
        comments: u32,
        reposts: u32,
        has_images: bool,
        has_reactions: bool,
        mine: Option<Reaction>,
    }
}

statements! {
    /// One statement, since a list asks this of each of its posts. That who is deactivated is not
    /// active is said for the index of the absent.
    query echo_of(post: PostId, viewer: MemberId) -> EchoRow =
        "SELECT (SELECT count(*) FROM comments c WHERE c.post = $1 AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = c.author AND a.status = 'deactivated' AND a.status <> 'active')), (SELECT count(*) FROM posts WHERE repost_of = $1), EXISTS (SELECT 1 FROM images WHERE post = $1), EXISTS (SELECT 1 FROM reactions WHERE subject = $1), (SELECT reaction FROM reactions WHERE subject = $1 AND member = $2)";
    query comments_by(post: PostId, author: MemberId) -> (u32,) =
        "SELECT count(*) FROM comments WHERE post = $1 AND author = $2";
    query passed_on_by(post: PostId, author: MemberId) -> (u32,) =
        "SELECT count(*) FROM posts WHERE repost_of = $1 AND author = $2";
}

impl Reads<'_> {
    /// What came of a post, without what those did who are `hidden` from the viewer.
    pub fn echo_of(
        &mut self,
        post: PostId,
        viewer: MemberId,
        hidden: &[MemberId],
    ) -> Result<Echo, StoreError> {
        let Some(row) = echo_of(self.conn, post, viewer)?.pop() else { return Ok(Echo::default()) };
        let reactions = match row.has_reactions {
            true => self.reaction_counts(Subject::Post(post), hidden)?,
            false => Vec::new(),
        };
        let by = |counts: Vec<(u32,)>| counts.first().map_or(0, |row| row.0);
        let (mut comments, mut reposts) = (row.comments, row.reposts);
        for member in hidden {
            if row.comments > 0 {
                comments = comments.saturating_sub(by(comments_by(self.conn, post, *member)?));
            }
            if row.reposts > 0 {
                reposts = reposts.saturating_sub(by(passed_on_by(self.conn, post, *member)?));
            }
        }
        let (has_images, mine) = (row.has_images, row.mine);
        Ok(Echo { comments, reposts, has_images, reactions, mine })
    }
}

//! What I wrote and did under the posts of others, as far as I may still see those.

use kith_core::{
    id::{CommentId, PostId},
    post::{Reaction, Subject},
    time::Timestamp,
};
use kith_store::Reads;
use serde::Serialize;

use crate::{
    Actor, App, AppError, Page, Paging,
    app::seen_page,
    posts::{seen, standing},
};

/// A comment of mine.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MyComment {
    /// Which.
    pub(super) id: CommentId,
    /// On which post.
    pub(super) post: PostId,
    /// The words.
    pub(super) body: String,
    /// When.
    pub(super) at: Timestamp,
    /// When its words were last changed.
    pub(super) edited_at: Option<Timestamp>,
}

/// What a reaction is to.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct About {
    /// The post, or that of the comment.
    pub(super) post: PostId,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<CommentId>,
}

/// A reaction of mine.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MyReaction {
    /// To what.
    #[serde(flatten)]
    pub(super) about: About,
    /// How.
    pub(super) reaction: Reaction,
    /// When.
    pub(super) at: Timestamp,
}

impl App {
    /// My comments on posts that I may see, newest first.
    pub(super) fn my_comments(
        &self,
        actor: &Actor,
        paging: &Paging,
    ) -> Result<Page<MyComment>, AppError> {
        self.0.store.read(|reads| {
            seen_page(
                reads,
                paging,
                |reads, before, limit| reads.comments_of_author(actor.id, before, limit),
                |row| (row.at, row.id),
                |reads, row| {
                    let shown = seen(reads, actor.id, row.post)?.is_ok();
                    let (id, post, body) = (row.id, row.post, row.body);
                    let (at, edited_at) = (row.at, row.edited_at);
                    Ok(shown.then_some(MyComment { id, post, body, at, edited_at }))
                },
            )
        })
    }

    /// My reactions to what I may see, newest first.
    pub(super) fn my_reactions(
        &self,
        actor: &Actor,
        paging: &Paging,
    ) -> Result<Page<MyReaction>, AppError> {
        self.0.store.read(|reads| {
            seen_page(
                reads,
                paging,
                |reads, before, limit| reads.reactions_of_member(actor.id, before, limit),
                |row| (row.at, row.subject),
                |reads, row| {
                    let about = about(reads, actor, row.subject())?;
                    let (reaction, at) = (row.reaction, row.at);
                    Ok(about.map(|about| MyReaction { about, reaction, at }))
                },
            )
        })
    }
}

/// What a reaction is to, if its member may see that.
fn about(
    reads: &mut Reads<'_>,
    actor: &Actor,
    subject: [Subject; 2],
) -> Result<Option<About>, AppError> {
    for one in subject {
        let (post, comment) = match one {
            Subject::Post(post) => (post, None),
            Subject::Comment(id) => match reads.comment(id)? {
                Some(row) if !standing(reads, actor.id, row.author)?.hidden => (row.post, Some(id)),
                _ => continue,
            },
        };
        if seen(reads, actor.id, post)?.is_ok() {
            return Ok(Some(About { post, comment }));
        }
    }
    Ok(None)
}

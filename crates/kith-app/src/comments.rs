//! Comments on posts.

use kith_core::{
    change::Change,
    id::{CommentId, MemberId, PostId},
    post::{self, Comment, Subject, may_delete_comment},
    time::Timestamp,
    visibility::{Card, Visible},
};
use kith_store::{CommentRow, Reads, StoreError, Tx};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written,
    app::seen_page,
    bylines::{Byline, Bylines},
    feed::{Reactions, reactions},
    posts::{bad_text, may_change, named, seen, standing, whose_wall},
    viewer::Viewer,
};

/// A comment as the viewer may see it.
#[derive(Debug, Clone, Serialize)]
pub struct CommentView {
    /// Which.
    pub id: CommentId,
    /// On which post.
    pub post: PostId,
    /// The comment it answers.
    pub parent: Option<CommentId>,
    /// Who wrote it.
    pub author: Byline,
    /// The words.
    pub body: String,
    /// Whom it names by `@handle`, of those whom the viewer may see.
    pub mentions: Vec<Visible<Card>>,
    /// When.
    pub at: Timestamp,
    /// When its words were last changed.
    pub edited_at: Option<Timestamp>,
    /// What people think of it.
    pub reactions: Reactions,
    /// Whether the viewer may change its words.
    pub mine: bool,
    /// Whether the viewer may delete it: as who wrote it, or the post, or speaks for the company
    /// whose post it is.
    pub may_delete: bool,
}

impl App {
    /// The comments on a post, oldest first.
    pub fn comments(
        &self,
        actor: &Actor,
        post: PostId,
        paging: &Paging,
    ) -> Result<Page<CommentView>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            seen(reads, actor.id, post)??;
            viewer.comments(reads, post, paging)
        })
    }

    /// Comments on a post, or answers another comment on it.
    pub async fn comment(
        &self,
        ask: &Ask,
        post: PostId,
        parent: Option<CommentId>,
        body: &str,
    ) -> Result<Written<CommentId>, AppError> {
        let body = post::text(body, self.0.policy.content.comment_length)
            .map_err(|bad| bad_text("a comment", bad))?;
        let (author, id, at) = (ask.actor.id, self.new_id(), self.now());
        let whose = self.author_of(author, post)?;
        let written = self.write(self.command(ask, &[whose]), move |tx| {
            let row = match seen(tx, author, post)? {
                Ok(row) => row,
                Err(error) => return Ok(Err(error)),
            };
            if let Some(parent) = parent {
                let answered = tx.comment(parent)?.filter(|comment| comment.post == post);
                let gone = match answered {
                    None => true,
                    Some(comment) => standing(tx, author, comment.author)?.hidden,
                };
                if gone {
                    let message = "There is no such comment on this post.";
                    return Ok(Err(AppError::field("parent", message)));
                }
            }
            let (whose, body) = (whose_wall(&row), body.clone());
            let mentions = named(tx, author, &body)?;
            let comment = Comment { id, post, whose, parent, author, body, at, mentions };
            tx.apply(vec![Change::Commented { comment }])?;
            Ok(Ok(id))
        });
        Ok(written.await?.into())
    }

    /// Gives my comment other words.
    pub async fn edit_comment(
        &self,
        ask: &Ask,
        id: CommentId,
        body: &str,
    ) -> Result<Written<()>, AppError> {
        let body = post::text(body, self.0.policy.content.comment_length)
            .map_err(|bad| bad_text("a comment", bad))?;
        let at = self.now();
        self.about_comment(ask, id, move |tx, me, row| {
            if row.author != me {
                return Ok(Err(AppError::NotFound));
            }
            let (body, mentions) = (body.clone(), named(tx, me, &body)?);
            Ok(Ok(Change::CommentEdited { comment: id, body, at, mentions }))
        })
        .await
    }

    /// Deletes a comment: mine, or one on my post or on that of a company whose page I look after.
    pub async fn delete_comment(&self, ask: &Ask, id: CommentId) -> Result<Written<()>, AppError> {
        let actor = ask.actor.clone();
        self.about_comment(ask, id, move |tx, me, row| {
            let mut may = may_delete_comment(me, row.author, row.whose);
            if !may && let Some(post) = tx.post(row.post)? {
                may = post.company.is_some() && may_change(tx, &actor, &post)?;
            }
            if !may {
                return Ok(Err(AppError::NotFound));
            }
            Ok(Ok(Change::CommentDeleted { comment: id, post: row.post }))
        })
        .await
    }

    async fn about_comment<F>(
        &self,
        ask: &Ask,
        id: CommentId,
        decide: F,
    ) -> Result<Written<()>, AppError>
    where
        F: Fn(&mut Tx<'_>, MemberId, &CommentRow) -> Result<Result<Change, AppError>, StoreError>
            + Send
            + 'static,
    {
        let me = ask.actor.id;
        let written = self.write(self.command(ask, &[]), move |tx| {
            let Some(row) = tx.comment(id)? else { return Ok(Err(AppError::NotFound)) };
            match decide(tx, me, &row)? {
                Ok(change) => tx.apply(vec![change]).map(Ok),
                Err(error) => Ok(Err(error)),
            }
        });
        Ok(written.await?.into())
    }
}

impl Viewer<'_> {
    /// The comments on a post that the viewer may see, oldest first, without those of people who
    /// are hidden from them.
    pub(crate) fn comments(
        &self,
        reads: &mut Reads<'_>,
        post: PostId,
        paging: &Paging,
    ) -> Result<Page<CommentView>, AppError> {
        let mut bylines = Bylines::new(self);
        let company = match reads.post(post)?.and_then(|post| post.company) {
            Some(company) => bylines.company(reads, company)?,
            None => None,
        };
        let speaks = company.is_some_and(|company| company.run_by_viewer);
        seen_page(
            reads,
            paging,
            |reads, after, limit| reads.comments(post, after, limit),
            |row| (row.at, row.id),
            |reads, row| comment_view(&mut bylines, reads, row, speaks),
        )
    }
}

/// A comment, if the viewer may see its author; `speaks` is whether they speak for the company
/// whose post it is.
fn comment_view(
    bylines: &mut Bylines<'_, '_>,
    reads: &mut Reads<'_>,
    row: CommentRow,
    speaks: bool,
) -> Result<Option<CommentView>, AppError> {
    let Some((author, standing)) = bylines.of(reads, row.author)? else { return Ok(None) };
    let viewer = bylines.viewer;
    Ok(Some(CommentView {
        id: row.id,
        post: row.post,
        parent: row.parent,
        author,
        mentions: bylines.mentioned(reads, Subject::Comment(row.id), &row.body)?,
        body: row.body,
        at: row.at,
        edited_at: row.edited_at,
        reactions: reactions(viewer, reads, Subject::Comment(row.id))?,
        mine: standing.mine,
        may_delete: speaks || may_delete_comment(viewer.me.id, row.author, row.whose),
    }))
}

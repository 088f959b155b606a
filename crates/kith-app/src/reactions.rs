//! Reactions to posts and comments, and who engaged with a post.

use kith_core::{
    change::Change,
    id::{MemberId, PostId},
    post::{Reaction, Subject},
    time::Timestamp,
};
use kith_store::{Reads, StoreError};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written,
    app::cursor_of,
    posts::{seen, standing, whose_wall},
    rows::Row,
    viewer::Viewer,
};

/// Somebody who reacted to a post.
#[derive(Debug, Clone, Serialize)]
pub struct Reactor {
    /// Who.
    #[serde(flatten)]
    pub row: Row,
    /// How.
    pub reaction: Reaction,
}

impl App {
    /// Reacts to a post or comment; a second reaction takes the place of the first.
    pub async fn react(
        &self,
        ask: &Ask,
        subject: Subject,
        reaction: Reaction,
    ) -> Result<Written<()>, AppError> {
        let (member, at) = (ask.actor.id, self.now());
        let whose = self.0.store.read(|reads| whose_in(reads, member, subject)?)?;
        let written = self.write(self.command(ask, &[whose]), move |tx| {
            let whose = match whose_in(tx, member, subject)? {
                Ok(whose) => whose,
                Err(error) => return Ok(Err(error)),
            };
            if tx.reaction_of(subject, member)? != Some(reaction) {
                tx.apply(vec![Change::Reacted { subject, whose, member, reaction, at }])?;
            }
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// Takes a reaction back.
    pub async fn unreact(&self, ask: &Ask, subject: Subject) -> Result<Written<()>, AppError> {
        let member = ask.actor.id;
        let written = self.write(self.command(ask, &[]), move |tx| {
            if let Err(error) = whose_in(tx, member, subject)? {
                return Ok(Err(error));
            }
            if tx.reaction_of(subject, member)?.is_some() {
                tx.apply(vec![Change::Unreacted { subject, member }])?;
            }
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// Who reacted to a post, newest first (R11).
    pub fn reactors(
        &self,
        actor: &Actor,
        post: PostId,
        paging: &Paging,
    ) -> Result<Page<Reactor>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            seen(reads, actor.id, post)??;
            let limit = paging.size();
            let rows = reads.reactions(Subject::Post(post), paging.cursor()?, limit)?;
            let full = rows.len() == limit as usize;
            let next = rows.last().filter(|_| full).map(|last| cursor_of(last.at, last.member));
            let mut items = Vec::with_capacity(rows.len());
            for one in rows {
                let row = viewer.row(reads, one.member)?;
                items.extend(row.map(|row| Reactor { row, reaction: one.reaction }));
            }
            Ok(Page { items, next })
        })
    }
}

/// Whose something is that a member may see: who wrote it, or the company that speaks.
fn whose_in(
    reads: &mut Reads<'_>,
    me: MemberId,
    subject: Subject,
) -> Result<Result<MemberId, AppError>, StoreError> {
    let post = match subject {
        Subject::Post(post) => return Ok(seen(reads, me, post)?.map(|row| whose_wall(&row))),
        Subject::Comment(comment) => reads.comment(comment)?,
    };
    let Some(comment) = post else { return Ok(Err(AppError::NotFound)) };
    if standing(reads, me, comment.author)?.hidden {
        return Ok(Err(AppError::NotFound));
    }
    Ok(seen(reads, me, comment.post)?.map(|_| comment.author))
}

/// Whether a member has engaged with another since then: reacted to or commented on what they
/// share (R6).
pub(crate) fn engaged_since(
    reads: &mut Reads<'_>,
    member: MemberId,
    whose: MemberId,
    since: Timestamp,
) -> Result<bool, StoreError> {
    Ok(reads.reacted_since(member, whose, since)? || reads.commented_since(member, whose, since)?)
}

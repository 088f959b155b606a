//! Sharing: publish, pass on, edit and delete posts.

use kith_core::{
    account::Status,
    change::Change,
    id::{MemberId, PostId},
    post::{self, Audience, BadText, Post, Standing, sees},
};
use kith_store::{PostRow, Reads, StoreError};

use crate::{App, AppError, Ask, Written};

/// Something to share.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// The words.
    pub body: String,
    /// For whom.
    pub audience: Audience,
    /// A public post to pass on.
    pub repost_of: Option<PostId>,
}

/// What is wrong with a text, at its field.
pub(crate) fn bad_text(what: &str, bad: BadText) -> AppError {
    let message = match bad {
        BadText::Empty => format!("Write something first: {what} needs words."),
        BadText::TooLong { over, limit } => {
            format!("This is {over} characters too long: {what} may have {limit}.")
        }
    };
    AppError::field("body", message)
}

impl App {
    /// Publishes a post; answers which.
    pub async fn publish(&self, ask: &Ask, new: NewPost) -> Result<Written<PostId>, AppError> {
        let passes_on = new.repost_of.is_some();
        let body = post::body(&new.body, passes_on, &self.0.policy.content)
            .map_err(|bad| bad_text("a post", bad))?;
        let (author, id, at) = (ask.actor.id, self.new_id(), self.now());
        let command = self.command(ask, &[]);
        let written = self.write(command, move |tx| {
            let repost_of = match new.repost_of {
                None => None,
                Some(original) => match passable(tx, author, original)? {
                    Ok(root) => Some(root),
                    Err(error) => return Ok(Err(error)),
                },
            };
            let (audience, body) = (new.audience, body.clone());
            let post = Post { id, author, audience, body, repost_of, at };
            tx.apply(vec![Change::Posted { post }])?;
            Ok(Ok(id))
        });
        Ok(written.await?.into())
    }

    /// Gives my post other words.
    pub async fn edit_post(
        &self,
        ask: &Ask,
        id: PostId,
        body: &str,
    ) -> Result<Written<()>, AppError> {
        let (author, at) = (ask.actor.id, self.now());
        let (words, policy) = (body.to_owned(), self.0.policy.content.clone());
        let written = self.write(self.command(ask, &[]), move |tx| {
            let Some(row) = tx.post(id)?.filter(|row| row.author == author) else {
                return Ok(Err(AppError::NotFound));
            };
            let body = match post::body(&words, row.repost_of.is_some(), &policy) {
                Ok(body) => body,
                Err(bad) => return Ok(Err(bad_text("a post", bad))),
            };
            if body != row.body {
                tx.apply(vec![Change::PostEdited { post: id, author, body, at }])?;
            }
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// Deletes my post, with its comments and reactions.
    pub async fn delete_post(&self, ask: &Ask, id: PostId) -> Result<Written<()>, AppError> {
        let author = ask.actor.id;
        let written = self.write(self.command(ask, &[]), move |tx| {
            if tx.post(id)?.is_none_or(|row| row.author != author) {
                return Ok(Err(AppError::NotFound));
            }
            tx.apply(vec![Change::PostDeleted { post: id, author }])?;
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// Who wrote a post; who may not see it learns nothing.
    pub(crate) fn author_of(&self, me: MemberId, id: PostId) -> Result<MemberId, AppError> {
        self.0.store.read(|reads| Ok(seen(reads, me, id)??.author))
    }
}

/// A post that a member may see, by what the store says now.
pub(crate) fn seen(
    reads: &mut Reads<'_>,
    me: MemberId,
    id: PostId,
) -> Result<Result<PostRow, AppError>, StoreError> {
    let Some(row) = reads.post(id)? else { return Ok(Err(AppError::NotFound)) };
    let standing = standing(reads, me, row.author)?;
    Ok(if sees(row.audience, standing) { Ok(row) } else { Err(AppError::NotFound) })
}

/// How the author of something stands to a member, by what the store says now.
pub(crate) fn standing(
    reads: &mut Reads<'_>,
    me: MemberId,
    author: MemberId,
) -> Result<Standing, StoreError> {
    if me == author {
        return Ok(Standing { mine: true, connected: false, hidden: false });
    }
    let pair = reads.pair(me, author)?;
    let active = reads.account(author)?.is_some_and(|account| account.status == Status::Active);
    Ok(Standing {
        mine: false,
        connected: pair.is_connected(),
        hidden: pair.is_blocked() || !active,
    })
}

/// The post to pass on: the one asked for, or that which it passes on itself. Only public ones
/// are passed on, since whoever reads it need not know the author.
fn passable(
    reads: &mut Reads<'_>,
    me: MemberId,
    id: PostId,
) -> Result<Result<PostId, AppError>, StoreError> {
    let row = match seen(reads, me, id)? {
        Ok(row) => row,
        Err(error) => return Ok(Err(error)),
    };
    if row.audience != Audience::Public {
        let message = "Only public posts can be passed on.";
        return Ok(Err(AppError::field("repost_of", message)));
    }
    Ok(match row.repost_of.filter(|_| row.body.is_empty()) {
        Some(original) => seen(reads, me, original)?.map(|row| row.id),
        None => Ok(row.id),
    })
}

//! Sharing: publish, pass on, edit and delete posts.

use kith_core::{
    account::Status,
    change::Change,
    group::Standing,
    id::{GroupId, MemberId, PostId},
    post::{self, Audience, BadText, Post, sees},
    refusal::{Action, Reason, Refusal},
};
use kith_store::{PostRow, Reads, StoreError};

use crate::{App, AppError, Ask, Written};

/// Something to share.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// The words.
    pub body: String,
    /// For whom, where it is in no group.
    pub audience: Audience,
    /// The group to write it in.
    pub group: Option<GroupId>,
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
        if new.group.is_none() && new.audience == Audience::Group {
            return Err(AppError::field("group", "Say in which group it is to stand."));
        }
        let command = self.command(ask, &[]);
        let written = self.write(command, move |tx| {
            let repost_of = match new.repost_of {
                None => None,
                Some(original) => match passable(tx, author, original)? {
                    Ok(root) => Some(root),
                    Err(error) => return Ok(Err(error)),
                },
            };
            let audience = match new.group {
                None => new.audience,
                Some(group) => match writable(tx, author, group)? {
                    Ok(()) => Audience::Group,
                    Err(error) => return Ok(Err(error)),
                },
            };
            let (group, body) = (new.group, body.clone());
            let post = Post { id, author, audience, body, group, repost_of, at };
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

    /// Deletes a post, mine or one in a group that I moderate, with its comments and reactions.
    pub async fn delete_post(&self, ask: &Ask, id: PostId) -> Result<Written<()>, AppError> {
        let me = ask.actor.id;
        let author = self.author_of(me, id)?;
        let written = self.write(self.command(ask, &[author]), move |tx| {
            let row = match seen(tx, me, id)? {
                Ok(row) => row,
                Err(error) => return Ok(Err(error)),
            };
            if row.author != me && !moderates(tx, me, row.group)? {
                return Ok(Err(AppError::NotFound));
            }
            tx.apply(vec![Change::PostDeleted { post: id, author: row.author }])?;
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
    let mut standing = standing(reads, me, row.author)?;
    if let Some(group) = row.group {
        let group = reads.group(group, me)?;
        standing.reads_group = group.is_some_and(|row| row.group.shows_members(row.mine));
    }
    Ok(if sees(row.audience, standing) { Ok(row) } else { Err(AppError::NotFound) })
}

/// How the author of something stands to a member, by what the store says now.
pub(crate) fn standing(
    reads: &mut Reads<'_>,
    me: MemberId,
    author: MemberId,
) -> Result<post::Standing, StoreError> {
    if me == author {
        return Ok(post::Standing {
            mine: true,
            connected: false,
            hidden: false,
            reads_group: false,
        });
    }
    let pair = reads.pair(me, author)?;
    let active = reads.account(author)?.is_some_and(|account| account.status == Status::Active);
    Ok(post::Standing {
        mine: false,
        connected: pair.is_connected(),
        hidden: pair.is_blocked() || !active,
        reads_group: false,
    })
}

/// Fails where a member may not write in a group: only who is in it may.
fn writable(
    reads: &mut Reads<'_>,
    me: MemberId,
    group: GroupId,
) -> Result<Result<(), AppError>, StoreError> {
    let Some(row) = reads.group(group, me)?.filter(|row| row.group.visible_to(row.mine)) else {
        return Ok(Err(AppError::NotFound));
    };
    if row.mine.is_some_and(Standing::is_in) {
        return Ok(Ok(()));
    }
    let refusal = Refusal::new(Reason::MembersOnly, "Only members of the group write in it.");
    Ok(Err(refusal.instead(Action::FindGroups, "Join the group first").into()))
}

/// Whether a member moderates the group that a post stands in.
fn moderates(
    reads: &mut Reads<'_>,
    me: MemberId,
    group: Option<GroupId>,
) -> Result<bool, StoreError> {
    let Some(group) = group else { return Ok(false) };
    Ok(reads.group_role(group, me)?.is_some_and(Standing::moderates))
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

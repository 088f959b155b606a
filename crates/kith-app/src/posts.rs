//! Sharing: publish, pass on, edit and delete posts.

use kith_core::{
    account::{Role, Status},
    change::Change,
    company,
    group::Standing,
    id::{CompanyId, GroupId, MemberId, PostId},
    image::{self, Attached, BadImages},
    mention,
    post::{self, Audience, BadText, Post, sees},
    refusal::{Action, Reason, Refusal},
};
use kith_store::{PostRow, Reads, StoreError, wall_of};

use crate::{Actor, App, AppError, Ask, Written};

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
    /// The address of the company's page in whose name it is.
    pub company: Option<String>,
    /// Pictures of mine that no post shows yet, each with what it shows.
    pub images: Vec<Attached>,
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
        let bare = new.repost_of.is_some() || !new.images.is_empty();
        let body = post::body(&new.body, bare, &self.0.policy.content)
            .map_err(|bad| bad_text("a post", bad))?;
        let images = image::attached(&new.images).map_err(bad_images)?;
        checked_audience(&new)?;
        let (author, id, at) = (ask.actor.id, self.new_id(), self.now());
        let (app, actor, command) = (self.clone(), ask.actor.clone(), self.command(ask, &[]));
        let written = self.write(command, move |tx| {
            let repost_of = match new.repost_of {
                None => None,
                Some(original) => match passable(tx, author, original)? {
                    Ok(root) => Some(root),
                    Err(error) => return Ok(Err(error)),
                },
            };
            let (audience, company) = match place_of(tx, &actor, &new)? {
                Ok(place) => place,
                Err(error) => return Ok(Err(error)),
            };
            if let Some(error) = not_loose(tx, author, &images)? {
                return Ok(Err(error));
            }
            let (group, images, body) = (new.group, images.clone(), body.clone());
            let mentions = named(tx, author, &body)?;
            let post = Post {
                id,
                author,
                audience,
                body,
                group,
                company,
                repost_of,
                at,
                images,
                mentions,
            };
            app.link_post(tx, id, &post.body, at);
            tx.apply(vec![Change::Posted { post }])?;
            Ok(Ok(id))
        });
        Ok(written.await?.into())
    }

    /// Gives a post other words: mine, or that of a company whose page I look after.
    pub async fn edit_post(
        &self,
        ask: &Ask,
        id: PostId,
        body: &str,
    ) -> Result<Written<()>, AppError> {
        let (app, actor, at) = (self.clone(), ask.actor.clone(), self.now());
        let (words, policy) = (body.to_owned(), self.0.policy.content.clone());
        let written = self.write(self.command(ask, &[]), move |tx| {
            let Some(row) = tx.post(id)? else { return Ok(Err(AppError::NotFound)) };
            if !may_change(tx, &actor, &row)? {
                return Ok(Err(AppError::NotFound));
            }
            let bare = row.repost_of.is_some() || !tx.images_of(id)?.is_empty();
            let body = match post::body(&words, bare, &policy) {
                Ok(body) => body,
                Err(bad) => return Ok(Err(bad_text("a post", bad))),
            };
            if body != row.body {
                let (author, mentions) = (row.author, named(tx, actor.id, &body)?);
                app.link_post(tx, id, &body, at);
                tx.apply(vec![Change::PostEdited { post: id, author, body, at, mentions }])?;
            }
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// Deletes a post, one that I may change or one in a group that I moderate, with its pictures,
    /// comments and reactions.
    pub async fn delete_post(&self, ask: &Ask, id: PostId) -> Result<Written<()>, AppError> {
        let (me, actor) = (ask.actor.id, ask.actor.clone());
        let author = self.author_of(me, id)?;
        let written = self.write(self.command(ask, &[author]), move |tx| {
            let row = match seen(tx, me, id)? {
                Ok(row) => row,
                Err(error) => return Ok(Err(error)),
            };
            if !may_change(tx, &actor, &row)? && !moderates(tx, me, row.group)? {
                return Ok(Err(AppError::NotFound));
            }
            let (author, company) = (row.author, row.company);
            tx.apply(vec![Change::PostDeleted { post: id, author, company }])?;
            Ok(Ok(()))
        });
        Ok(written.await?.into())
    }

    /// Who wrote a post; who may not see it learns nothing.
    pub(crate) fn author_of(&self, me: MemberId, id: PostId) -> Result<MemberId, AppError> {
        self.0.store.read(|reads| Ok(seen(reads, me, id)??.author))
    }
}

/// What is wrong with the pictures of a post.
fn bad_images(bad: BadImages) -> AppError {
    let (field, message) = match bad {
        BadImages::TooMany => {
            ("images".to_owned(), format!("A post shows at most {} pictures.", image::MOST))
        }
        BadImages::NoText(place) => (
            format!("images[{place}].alt"),
            "Say what the picture shows, for those who cannot see it.".to_owned(),
        ),
        BadImages::TextTooLong(place) => (
            format!("images[{place}].alt"),
            format!("At most {} characters are kept.", image::ALT_LENGTH),
        ),
        BadImages::Twice(place) => {
            (format!("images[{place}].id"), "This picture stands here already.".to_owned())
        }
    };
    AppError::field(&field, message)
}

/// What is wrong with pictures that a post is to take, if anything: they are not there any more,
/// somebody else's, a photo, or in another post.
fn not_loose(
    reads: &mut Reads<'_>,
    me: MemberId,
    images: &[Attached],
) -> Result<Option<AppError>, StoreError> {
    for (place, image) in images.iter().enumerate() {
        let row = reads.image(image.id)?;
        let loose = row.filter(|row| row.owner == me && !row.is_photo && row.post.is_none());
        if loose.is_none() {
            let message = "This picture is not there, or in another post. Upload it again.";
            return Ok(Some(AppError::field(&format!("images[{place}].id"), message)));
        }
    }
    Ok(None)
}

/// Fails where a post's audience, group and company do not go together.
fn checked_audience(new: &NewPost) -> Result<(), AppError> {
    if new.group.is_some() && new.company.is_some() {
        let message = "A post stands in a group or is a company's, not both.";
        return Err(AppError::field("company", message));
    }
    match new.audience {
        Audience::Group if new.group.is_none() => {
            Err(AppError::field("group", "Say in which group it is to stand."))
        }
        Audience::Company if new.company.is_none() => {
            Err(AppError::field("company", "Say in which company's name it is."))
        }
        _ => Ok(()),
    }
}

/// For whom a post is, and in which company's name, where its author may put it there.
fn place_of(
    reads: &mut Reads<'_>,
    actor: &Actor,
    new: &NewPost,
) -> Result<Result<(Audience, Option<CompanyId>), AppError>, StoreError> {
    if let Some(group) = new.group {
        return Ok(writable(reads, actor.id, group)?.map(|()| (Audience::Group, None)));
    }
    let Some(handle) = &new.company else { return Ok(Ok((new.audience, None))) };
    let Some(row) = reads.company(handle, actor.id)? else {
        return Ok(Err(AppError::field("company", "There is no such company page.")));
    };
    let spoken = company::speak(&row.company, actor.id, actor.role == Role::Operator);
    Ok(spoken.map(|()| (Audience::Company, Some(row.company.id))).map_err(AppError::from))
}

/// Whether somebody may change a post: who wrote it, or for a company's who looks after its page
/// now.
pub(crate) fn may_change(
    reads: &mut Reads<'_>,
    actor: &Actor,
    row: &PostRow,
) -> Result<bool, StoreError> {
    let Some(company) = row.company else { return Ok(row.author == actor.id) };
    let operator = actor.role == Role::Operator;
    let page = reads.company_of(company, actor.id)?;
    Ok(page.is_some_and(|page| page.company.is_run_by(actor.id, operator)))
}

/// Whose a post is to those who comment on it and react to it: a company's is nobody's own.
pub(crate) fn whose_wall(row: &PostRow) -> MemberId {
    row.company.map_or(row.author, wall_of)
}

/// Whom a text names by `@handle`, of those whom its author may see; never its author.
pub(crate) fn named(
    reads: &mut Reads<'_>,
    me: MemberId,
    text: &str,
) -> Result<Vec<MemberId>, StoreError> {
    let mut members = Vec::new();
    for handle in mention::handles(text) {
        if let Some(member) = reads.member_by_handle(handle)?
            && member != me
            && !standing(reads, me, member)?.hidden
        {
            members.push(member);
        }
    }
    Ok(members)
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
    // What a former member wrote is there still.
    let there = reads.account(author)?.is_some_and(|account| account.status != Status::Deactivated);
    Ok(post::Standing {
        mine: false,
        connected: pair.is_connected(),
        hidden: pair.is_blocked() || !there,
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

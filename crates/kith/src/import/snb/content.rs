//! Forums, posts, comments and likes of an LDBC SNB data set: groups, posts, comments, reactions.

use std::{collections::HashMap, sync::Arc};

use kith_app::communities::folded_name;
use kith_core::{
    change::Change,
    group::{Access, Group, Standing, create, longest},
    id::{CommentId, GroupId, Id, MemberId, PostId},
    post::{Audience, Comment, Post, Reaction, Subject},
    time::Timestamp,
};
use kith_store::{BulkReaction, Store, StoreError, Tx};

use super::super::{SkippedRows, bar};
use crate::{
    Failure, open,
    readers::snb::content::{Content, Forum},
};

/// Rows of one transaction.
const BATCH: usize = 5_000;

/// What was new.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) groups: u64,
    pub(super) memberships: u64,
    pub(super) posts: u64,
    pub(super) comments: u64,
    pub(super) reactions: u64,
    /// What the numbers of the files became.
    pub(super) known: Known,
}

/// What forums, posts and comments of the files became, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Forums; none where it is somebody's wall or album.
    pub(super) forums: HashMap<u64, Option<GroupId>>,
    /// Posts.
    pub(super) posts: HashMap<u64, PostId>,
    /// Comments, each with the post that it stands under.
    pub(super) comments: HashMap<u64, (CommentId, PostId)>,
}

/// What makes ids of the files' numbers, so that nothing comes twice: groups are 7, posts 8,
/// comments 9.
pub(super) fn seed(kind: u8, number: u64) -> [u8; 10] {
    let mut bytes = [kind; 10];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// The id of something of the files: the same at each import.
pub(super) fn id<T>(kind: u8, number: u64, at: Timestamp) -> Id<T> {
    Id::new(at, seed(kind, number))
}

/// Keeps everything that is written; walls and albums are their owners' own, groups are open.
pub(super) fn keep(
    store: &Store,
    content: &Content,
    members: &HashMap<u64, MemberId>,
    skipped: &mut SkippedRows,
) -> Result<Kept, Failure> {
    let mut kept = Kept::default();
    let mut groups = HashMap::new();
    let forums: Vec<(Group, Vec<(MemberId, Timestamp)>)> = content
        .forums
        .iter()
        .enumerate()
        .filter(|(_, forum)| forum.is_group())
        .filter_map(|(place, forum)| {
            let (group, people) = group(forum, members)?;
            groups.insert(place, group.id);
            Some((group, people))
        })
        .collect();
    for (new, joined) in in_batches(store, "groups", &forums, 50, keep_groups)? {
        kept.groups += new;
        kept.memberships += joined;
    }
    let posts = posts(content, members, &groups, skipped);
    let made: HashMap<u64, (PostId, MemberId)> =
        posts.iter().map(|(number, post)| (*number, (post.id, post.author))).collect();
    let posts: Vec<Post> = posts.into_iter().map(|(_, post)| post).collect();
    let count = |tx: &mut Tx<'_>, posts: &[Post]| tx.import_posts(posts).map(|new| new as u64);
    kept.posts = in_batches(store, "posts", &posts, BATCH, count)?.into_iter().sum();
    let (comments, written) = comments(content, members, &made, skipped);
    let count = |tx: &mut Tx<'_>, some: &[Comment]| tx.import_comments(some).map(|new| new as u64);
    kept.comments = in_batches(store, "comments", &comments, BATCH, count)?.into_iter().sum();
    let likes = likes(content, members, &made, &written, skipped);
    let count =
        |tx: &mut Tx<'_>, some: &[BulkReaction]| tx.import_reactions(some).map(|new| new as u64);
    kept.reactions = in_batches(store, "likes", &likes, BATCH, count)?.into_iter().sum();
    kept.known = known(content, &groups, made, &written);
    Ok(kept)
}

fn known(
    content: &Content,
    groups: &HashMap<usize, GroupId>,
    posts: HashMap<u64, (PostId, MemberId)>,
    comments: &HashMap<u64, (CommentId, MemberId)>,
) -> Known {
    let forums = content.forums.iter().enumerate();
    let under = content.comments.iter().filter_map(|one| {
        let (comment, _) = comments.get(&one.id)?;
        Some((one.id, (*comment, posts.get(&one.post)?.0)))
    });
    Known {
        forums: forums.map(|(place, forum)| (forum.id, groups.get(&place).copied())).collect(),
        comments: under.collect(),
        posts: posts.into_iter().map(|(number, (post, _))| (number, post)).collect(),
    }
}

fn group(
    forum: &Forum,
    members: &HashMap<u64, MemberId>,
) -> Option<(Group, Vec<(MemberId, Timestamp)>)> {
    let owner = *members.get(&forum.moderator?)?;
    let name: String = forum.title.chars().take(longest::NAME as usize).collect();
    let group = Group {
        id: id::<kith_core::id::Group>(7, forum.id, forum.created),
        folded: folded_name(&name),
        name,
        about: String::new(),
        access: Access::Open,
        created_by: owner,
        created_at: forum.created,
        closed_at: None,
        version: 1,
    };
    let people = forum.members.iter();
    let people = people.filter_map(|(person, at)| Some((*members.get(person)?, *at)));
    Some((group, people.filter(|(member, _)| *member != owner).collect()))
}

type Groups = [(Group, Vec<(MemberId, Timestamp)>)];

/// Makes groups and takes their members in; answers how many of each are new.
fn keep_groups(tx: &mut Tx<'_>, groups: &Groups) -> Result<(u64, u64), StoreError> {
    let (mut new, mut joined) = (0, 0);
    for (group, people) in groups {
        if tx.group(group.id, group.created_by)?.is_none() {
            tx.apply(create(group.clone()))?;
            new += 1;
        }
        let mut changes = Vec::new();
        for (member, at) in people {
            if tx.group_standing(group.id, *member)?.is_none() {
                let to = Some(Standing::Member);
                let (group, member, at) = (group.id, *member, *at);
                let removed = false;
                changes.push(Change::Stood { group, member, from: None, to, at, removed });
            }
        }
        joined += changes.len() as u64;
        tx.apply(changes)?;
    }
    Ok((new, joined))
}

fn posts(
    content: &Content,
    members: &HashMap<u64, MemberId>,
    groups: &HashMap<usize, GroupId>,
    skipped: &mut SkippedRows,
) -> Vec<(u64, Post)> {
    let mut posts = Vec::with_capacity(content.posts.len());
    for one in &content.posts {
        let Some(author) = members.get(&one.author) else {
            skipped.note(|| format!("post {}: {} is not a person of the data", one.id, one.author));
            continue;
        };
        let group = one.forum.and_then(|forum| groups.get(&forum)).copied();
        let audience = if group.is_some() { Audience::Group } else { Audience::Public };
        let post = Post {
            id: id::<kith_core::id::Post>(8, one.id, one.created),
            author: *author,
            audience,
            body: one.body.clone(),
            group,
            company: None,
            repost_of: None,
            at: one.created,
            images: Vec::new(),
            mentions: Vec::new(),
        };
        posts.push((one.id, post));
    }
    posts
}

/// The comments, and by their numbers their ids and authors.
fn comments(
    content: &Content,
    members: &HashMap<u64, MemberId>,
    posts: &HashMap<u64, (PostId, MemberId)>,
    skipped: &mut SkippedRows,
) -> (Vec<Comment>, HashMap<u64, (CommentId, MemberId)>) {
    let mut comments = Vec::with_capacity(content.comments.len());
    let mut written = HashMap::with_capacity(content.comments.len());
    for one in &content.comments {
        let (Some(author), Some((post, whose))) = (members.get(&one.author), posts.get(&one.post))
        else {
            skipped.note(|| format!("comment {}: its post or its author is not there", one.id));
            continue;
        };
        let id = id::<kith_core::id::Comment>(9, one.id, one.created);
        let parent = one.parent.and_then(|parent| written.get(&parent)).map(|(id, _)| *id);
        written.insert(one.id, (id, *author));
        comments.push(Comment {
            id,
            post: *post,
            whose: *whose,
            parent,
            author: *author,
            body: one.body.clone(),
            at: one.created,
            mentions: Vec::new(),
        });
    }
    (comments, written)
}

fn likes(
    content: &Content,
    members: &HashMap<u64, MemberId>,
    posts: &HashMap<u64, (PostId, MemberId)>,
    comments: &HashMap<u64, (CommentId, MemberId)>,
    skipped: &mut SkippedRows,
) -> Vec<BulkReaction> {
    let of_posts = content.post_likes.iter().map(|(person, post, at)| {
        let found = posts.get(post).map(|(id, whose)| (Subject::Post(*id), *whose));
        (person, found, at)
    });
    let of_comments = content.comment_likes.iter().map(|(person, comment, at)| {
        let found = comments.get(comment).map(|(id, whose)| (Subject::Comment(*id), *whose));
        (person, found, at)
    });
    let mut likes = Vec::new();
    for (person, found, at) in of_posts.chain(of_comments) {
        let (Some(member), Some((subject, whose))) = (members.get(person), found) else {
            skipped.note(|| format!("a like of person {person}: who or what is not there"));
            continue;
        };
        let (member, reaction, at) = (*member, Reaction::Like, *at);
        likes.push(BulkReaction { subject, whose, member, reaction, at });
    }
    likes
}

/// Runs `each` for all items, so many in one transaction; answers what each answered.
fn in_batches<T, A>(
    store: &Store,
    what: &'static str,
    items: &[T],
    size: usize,
    each: impl Fn(&mut Tx<'_>, &[T]) -> Result<A, StoreError> + Copy + Send + 'static,
) -> Result<Vec<A>, Failure>
where
    T: Clone + Send + Sync + 'static,
    A: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
{
    let bar = bar(items.len() as u64, what);
    let mut answers = Vec::new();
    for batch in items.chunks(size) {
        let batch: Arc<[T]> = batch.into();
        let count = batch.len() as u64;
        let done = store
            .write::<A, StoreError, _>(open::system_command(), move |tx| each(tx, &batch).map(Ok));
        answers.push(done.wait()?.value);
        bar.inc(count);
    }
    bar.finish_and_clear();
    Ok(answers)
}

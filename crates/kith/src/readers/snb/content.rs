//! Forums, posts, comments and likes.

use std::{collections::HashMap, path::Path};

use kith_core::time::Timestamp;

use super::SkipReason;
use super::{
    Need, Skipped, SnbError,
    files::{Row, each_row},
    tidy::time,
};

/// What the directory holds of what people write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Content {
    /// The forums, in the order of the files.
    pub(crate) forums: Vec<Forum>,
    /// The posts, in the order of the files.
    pub(crate) posts: Vec<SnbPost>,
    /// The comments; each stands after the one that it answers.
    pub(crate) comments: Vec<SnbComment>,
    /// Who likes which post, since when.
    pub(crate) post_likes: Vec<(u64, u64, Timestamp)>,
    /// Who likes which comment, since when.
    pub(crate) comment_likes: Vec<(u64, u64, Timestamp)>,
    /// The rows that are not used.
    pub(crate) skipped: Vec<Skipped>,
}

/// A forum: somebody's wall or album, or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Forum {
    /// Its number in the files.
    pub(crate) id: u64,
    /// What it is called.
    pub(crate) title: String,
    /// Who moderates it.
    pub(crate) moderator: Option<u64>,
    /// Who is in it, since when.
    pub(crate) members: Vec<(u64, Timestamp)>,
    /// When it was made.
    pub(crate) created: Timestamp,
}

impl Forum {
    /// Whether it is a group; else it is somebody's own place.
    pub(crate) fn is_group(&self) -> bool {
        self.title.starts_with("Group")
    }
}

/// A post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SnbPost {
    /// Its number in the files.
    pub(crate) id: u64,
    /// The place of its forum in [`Content::forums`].
    pub(crate) forum: Option<usize>,
    /// Who wrote it.
    pub(crate) author: u64,
    /// The words; of a picture its name.
    pub(crate) body: String,
    /// When.
    pub(crate) created: Timestamp,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SnbComment {
    /// Its number in the files.
    pub(crate) id: u64,
    /// The post that it stands under.
    pub(crate) post: u64,
    /// The comment that it answers.
    pub(crate) parent: Option<u64>,
    /// Who wrote it.
    pub(crate) author: u64,
    /// The words.
    pub(crate) body: String,
    /// When.
    pub(crate) created: Timestamp,
}

/// Reads what is there; a directory without forums, posts and comments has none.
pub(crate) fn read(dir: &Path) -> Result<Content, SnbError> {
    let mut content = Content::default();
    content.read_forums(dir)?;
    content.read_posts(dir)?;
    content.read_comments(dir)?;
    let (mut posts, mut comments) = (Vec::new(), Vec::new());
    let liked = |row: &Row| Ok((row.id(0)?, row.id(1)?, time(row.text(2)?)?));
    content.each(
        dir,
        "person_likes_post",
        &["Person.id", "Post.id", "creationDate"],
        |_, row| {
            posts.push(liked(row)?);
            Ok(())
        },
    )?;
    let columns = ["Person.id", "Comment.id", "creationDate"];
    content.each(dir, "person_likes_comment", &columns, |_, row| {
        comments.push(liked(row)?);
        Ok(())
    })?;
    (content.post_likes, content.comment_likes) = (posts, comments);
    Ok(content)
}

impl Content {
    /// Calls `take` with each row of a file that may be absent, and keeps what is not used.
    fn each(
        &mut self,
        dir: &Path,
        name: &'static str,
        columns: &[&'static str],
        mut take: impl FnMut(&mut Self, &Row) -> Result<(), SkipReason>,
    ) -> Result<(), SnbError> {
        each_row(dir, name, Need::Optional, columns, |row| match row {
            Ok(row) => {
                if let Err(why) = take(self, row) {
                    self.skipped.push(row.skipped(why));
                }
            }
            Err(skipped) => self.skipped.push(skipped),
        })
    }

    /// Pairs of numbers, by the first.
    fn pairs(
        &mut self,
        dir: &Path,
        name: &'static str,
        columns: [&'static str; 2],
    ) -> Result<HashMap<u64, u64>, SnbError> {
        let mut pairs = HashMap::new();
        self.each(dir, name, &columns, |_, row| {
            pairs.insert(row.id(0)?, row.id(1)?);
            Ok(())
        })?;
        Ok(pairs)
    }

    fn read_forums(&mut self, dir: &Path) -> Result<(), SnbError> {
        let moderators = self.pairs(dir, "forum_hasModerator_person", ["Forum.id", "Person.id"])?;
        let mut places = HashMap::new();
        self.each(dir, "forum", &["id", "title", "creationDate"], |content, row| {
            let id = row.id(0)?;
            let (title, created) = (row.text(1)?.to_owned(), time(row.text(2)?)?);
            let moderator = moderators.get(&id).copied();
            places.insert(id, content.forums.len());
            content.forums.push(Forum { id, title, moderator, members: Vec::new(), created });
            Ok(())
        })?;
        let columns = ["Forum.id", "Person.id", "joinDate"];
        self.each(dir, "forum_hasMember_person", &columns, |content, row| {
            let (forum, person, at) = (row.id(0)?, row.id(1)?, time(row.text(2)?)?);
            if let Some(place) = places.get(&forum) {
                content.forums[*place].members.push((person, at));
            }
            Ok(())
        })
    }

    fn read_posts(&mut self, dir: &Path) -> Result<(), SnbError> {
        let authors = self.pairs(dir, "post_hasCreator_person", ["Post.id", "Person.id"])?;
        let forums: HashMap<u64, usize> =
            self.forums.iter().enumerate().map(|(place, forum)| (forum.id, place)).collect();
        let mut contained = HashMap::new();
        self.each(dir, "forum_containerOf_post", &["Forum.id", "Post.id"], |_, row| {
            contained.insert(row.id(1)?, row.id(0)?);
            Ok(())
        })?;
        let columns = ["id", "imageFile", "creationDate", "content"];
        self.each(dir, "post", &columns, |content, row| {
            let id = row.id(0)?;
            let author = *authors.get(&id).ok_or(SkipReason::TooFewFields)?;
            let (image, words) = (row.text(1)?, row.text(3)?.trim());
            let body = if words.is_empty() { format!("Photo: {image}") } else { words.to_owned() };
            let forum = contained.get(&id).and_then(|forum| forums.get(forum)).copied();
            content.posts.push(SnbPost { id, forum, author, body, created: time(row.text(2)?)? });
            Ok(())
        })
    }

    fn read_comments(&mut self, dir: &Path) -> Result<(), SnbError> {
        let authors = self.pairs(dir, "comment_hasCreator_person", ["Comment.id", "Person.id"])?;
        let of_posts = self.pairs(dir, "comment_replyOf_post", ["Comment.id", "Post.id"])?;
        let mut parents = HashMap::new();
        // Both columns have the same name: each comment answers the second.
        self.each(dir, "comment_replyOf_comment", &["Comment.id", "Comment.id"], |_, row| {
            parents.insert(row.id(0)?, row.id(1)?);
            Ok(())
        })?;
        let mut comments = Vec::new();
        self.each(dir, "comment", &["id", "creationDate", "content"], |_, row| {
            let id = row.id(0)?;
            let author = *authors.get(&id).ok_or(SkipReason::TooFewFields)?;
            let parent = parents.get(&id).copied();
            let post = root(id, &of_posts, &parents).ok_or(SkipReason::TooFewFields)?;
            let body = row.text(2)?.trim().to_owned();
            let created = time(row.text(1)?)?;
            comments.push(SnbComment { id, post, parent, author, body, created });
            Ok(())
        })?;
        // An answer is younger than what it answers.
        comments.sort_by_key(|comment: &SnbComment| (comment.created, comment.id));
        self.comments = comments;
        Ok(())
    }
}

/// The post at the end of a chain of answers; none where it leads nowhere or in a circle.
fn root(comment: u64, of_posts: &HashMap<u64, u64>, parents: &HashMap<u64, u64>) -> Option<u64> {
    let mut at = comment;
    for _ in 0..=parents.len() {
        if let Some(post) = of_posts.get(&at) {
            return Some(*post);
        }
        at = *parents.get(&at)?;
    }
    None
}

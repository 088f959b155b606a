//! Posts, comments and reactions: who may see what is shared, and what a text may be (R3).

use serde::{Deserialize, Serialize};

use crate::{
    account::codes,
    id::{CommentId, CompanyId, GroupId, MemberId, PostId},
    image::Attached,
    note,
    policy::ContentPolicy,
    time::Timestamp,
};

codes! {
    /// Whom a post is for.
    Audience {
        /// Every member.
        Public = "public",
        /// The author's connections.
        Connections = "connections",
        /// The members of the group it is written in; of an open group, every member.
        Group = "group",
        /// Every member, in the name of a company.
        Company = "company",
    }
}

codes! {
    /// What somebody thinks of a post or a comment, in one press.
    Reaction {
        /// Liked it.
        Like = "like",
        /// Is glad with them.
        Celebrate = "celebrate",
        /// Stands by them.
        Support = "support",
        /// Learned something.
        Insightful = "insightful",
        /// Laughed.
        Funny = "funny",
    }
}

/// Something a member shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Which.
    pub id: PostId,
    /// Whose.
    pub author: MemberId,
    /// For whom.
    pub audience: Audience,
    /// The words; empty only where another post is passed on.
    pub body: String,
    /// The group it is written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The company that speaks; `author` wrote it in its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// The post that is passed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repost_of: Option<PostId>,
    /// When.
    pub at: Timestamp,
    /// Its pictures, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Attached>,
    /// Whom it names by `@handle`, of those whom its author may see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<MemberId>,
}

/// An answer to a post, or to another answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Which.
    pub id: CommentId,
    /// The post.
    pub post: PostId,
    /// Who wrote the post.
    pub whose: MemberId,
    /// The comment it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<CommentId>,
    /// Who wrote it.
    pub author: MemberId,
    /// The words.
    pub body: String,
    /// When.
    pub at: Timestamp,
    /// Whom it names by `@handle`, of those whom its author may see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<MemberId>,
}

/// What a reaction is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A post.
    Post(PostId),
    /// A comment.
    Comment(CommentId),
}

/// What stands between a viewer and the author of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The viewer wrote it.
    pub mine: bool,
    /// They are connected.
    pub connected: bool,
    /// The author is gone, or one of them blocks the other.
    pub hidden: bool,
    /// The viewer may read the group that the post is written in.
    pub reads_group: bool,
}

/// Whether a viewer may see a post (R1, R3): never that of somebody who is hidden from them; a
/// public one always; one for connections as a connection; one in a group as who may read it. What
/// a company says every member sees: whoever wrote it is not named.
#[must_use]
pub fn sees(audience: Audience, standing: Standing) -> bool {
    if standing.mine || audience == Audience::Company {
        return true;
    }
    let reached = match audience {
        Audience::Public | Audience::Company => true,
        Audience::Connections => standing.connected,
        Audience::Group => standing.reads_group,
    };
    reached && !standing.hidden
}

/// Why a text cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadText {
    /// Nothing is left after trimming.
    Empty,
    /// It is this much longer than this many characters.
    TooLong {
        /// By how many.
        over: u32,
        /// How many there may be.
        limit: u32,
    },
}

/// A text as it is kept: trimmed; counted like notes (R5).
///
/// # Errors
/// It is empty or too long.
pub fn text(text: &str, limit: u32) -> Result<String, BadText> {
    let length = note::length(text);
    if length == 0 {
        return Err(BadText::Empty);
    }
    match length.checked_sub(limit) {
        Some(over) if over > 0 => Err(BadText::TooLong { over, limit }),
        _ => Ok(text.trim().to_owned()),
    }
}

/// The words of a post. Where another is passed on, or a picture shown, there need be none.
///
/// # Errors
/// It is too long, or empty without reason.
pub fn body(words: &str, may_be_empty: bool, policy: &ContentPolicy) -> Result<String, BadText> {
    match text(words, policy.post_length) {
        Err(BadText::Empty) if may_be_empty => Ok(String::new()),
        other => other,
    }
}

/// Whether a member may delete a comment: who wrote it, and who wrote the post.
#[must_use]
pub fn may_delete_comment(member: MemberId, comment_author: MemberId, whose: MemberId) -> bool {
    member == comment_author || member == whose
}

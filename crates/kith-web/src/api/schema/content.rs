//! Posts, comments and reactions.

use utoipa::ToSchema;

use super::{Card, Row};
use crate::api::words;

/// Whoever wrote something. What may not be seen is absent.
#[derive(ToSchema)]
pub(crate) struct Byline {
    #[serde(flatten)]
    card: Card,
    /// How far away they are.
    degree: words::Degree,
    /// How many connections they share with the viewer, at the 2nd degree.
    mutual_count: u32,
    /// Up to three of those.
    mutuals: Vec<Card>,
}

/// A post as the viewer may see it.
#[derive(ToSchema)]
pub(crate) struct PostView {
    /// Which.
    id: String,
    /// Who wrote it; null where a company speaks.
    #[schema(required = true)]
    author: Option<Byline>,
    /// The company that speaks; null where a member does.
    #[schema(required = true)]
    company: Option<CompanyName>,
    /// For whom it is.
    audience: words::Audience,
    /// The group it stands in.
    #[schema(required = true)]
    group: Option<GroupName>,
    /// The words; empty only where another post is passed on or a picture is shown.
    body: String,
    /// Its pictures.
    images: Vec<ImageView>,
    /// What the first page says of itself to which it links, where the operator shows that and it is
    /// known; it comes some seconds after the post.
    #[schema(required = true)]
    preview: Option<LinkPreview>,
    /// Whom it names by `@handle`, of those whom the viewer may see.
    mentions: Vec<Card>,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// When its words were last changed.
    #[schema(required = true, format = DateTime)]
    edited_at: Option<String>,
    /// The post that it passes on.
    #[schema(required = true)]
    repost_of: Option<Original>,
    /// What people think of it.
    reactions: Reactions,
    /// How many comments it has.
    comment_count: u32,
    /// How often it was passed on.
    repost_count: u32,
    /// Whether the viewer may change it: as who wrote it, or looks after the company that speaks.
    mine: bool,
    /// Whether the viewer may delete it: as who may change it, or moderates its group.
    may_delete: bool,
}

/// A page of the web, in plain text of its own.
#[derive(ToSchema)]
pub(crate) struct LinkPreview {
    /// Its address.
    url: String,
    /// The name of its host.
    host: String,
    /// What it is called.
    title: String,
    /// What it is about, or empty.
    description: String,
    /// What its site calls itself, or empty.
    site: String,
}

/// A picture of a post.
#[derive(ToSchema)]
pub(crate) struct ImageView {
    /// Which.
    id: String,
    /// Where it is; with `/small` behind it at most 800 pixels wide and high.
    url: String,
    /// What it shows.
    alt: String,
    /// How wide it is, in pixels.
    width: u32,
    /// How high.
    height: u32,
}

/// A picture that waits for a post.
#[derive(ToSchema)]
pub(crate) struct Uploaded {
    /// Which.
    id: String,
    /// Where I see it.
    url: String,
    /// How wide it is, in pixels.
    width: u32,
    /// How high.
    height: u32,
}

/// Where my photo is.
#[derive(ToSchema)]
pub(crate) struct Photo {
    /// Its address, 400 pixels wide; with `/small` behind it 96.
    photo: String,
}

/// The company that speaks in a post.
#[derive(ToSchema)]
pub(crate) struct CompanyName {
    /// The address of its page.
    handle: String,
    /// What it is called.
    name: String,
}

/// The group that a post stands in.
#[derive(ToSchema)]
pub(crate) struct GroupName {
    /// Which.
    id: String,
    /// What it is called.
    name: String,
}

/// A post that another passes on.
#[derive(ToSchema)]
pub(crate) struct Original {
    /// Which.
    id: String,
    /// The post; null where it is gone or not for the viewer.
    #[schema(required = true)]
    post: Option<Quoted>,
}

/// A post within another.
#[derive(ToSchema)]
pub(crate) struct Quoted {
    /// Who wrote it; null where a company speaks.
    #[schema(required = true)]
    author: Option<Byline>,
    /// The company that speaks; null where a member does.
    #[schema(required = true)]
    company: Option<CompanyName>,
    /// The words.
    body: String,
    /// Its pictures.
    images: Vec<ImageView>,
    /// Whom it names by `@handle`, of those whom the viewer may see.
    mentions: Vec<Card>,
    /// When.
    #[schema(format = DateTime)]
    at: String,
}

/// What people think of something.
#[derive(ToSchema)]
pub(crate) struct Reactions {
    /// How many reacted.
    count: u32,
    /// How many in which way, the most frequent first.
    kinds: Vec<ReactionCount>,
    /// How the viewer reacted.
    #[schema(required = true)]
    mine: Option<words::Reaction>,
}

/// How many reacted in one way.
#[derive(ToSchema)]
pub(crate) struct ReactionCount {
    /// In which way.
    reaction: words::Reaction,
    /// How many.
    count: u32,
}

/// A comment as the viewer may see it.
#[derive(ToSchema)]
pub(crate) struct CommentView {
    /// Which.
    id: String,
    /// On which post.
    post: String,
    /// The comment it answers.
    #[schema(required = true)]
    parent: Option<String>,
    /// Who wrote it.
    author: Byline,
    /// The words.
    body: String,
    /// Whom it names by `@handle`, of those whom the viewer may see.
    mentions: Vec<Card>,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// When its words were last changed.
    #[schema(required = true, format = DateTime)]
    edited_at: Option<String>,
    /// What people think of it.
    reactions: Reactions,
    /// Whether the viewer may change its words.
    mine: bool,
    /// Whether the viewer may delete it: as who wrote it, or the post, or speaks for the company
    /// whose post it is.
    may_delete: bool,
}

/// Somebody who reacted to a post.
#[derive(ToSchema)]
pub(crate) struct Reactor {
    #[serde(flatten)]
    row: Row,
    /// How.
    reaction: words::Reaction,
}

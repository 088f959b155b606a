//! Reactions to posts and comments, and who engaged with a post.

use axum::extract::Path;
use kith_core::post::{Reaction, Subject};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::PageOf,
    posts::id,
    reply::{Answer, Reply},
    schema, words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(react_to_post, unreact_to_post))
        .routes(routes!(react_to_comment, unreact_to_comment))
        .routes(routes!(list_reactions))
}

/// What I think of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reaction": "insightful"}))]
struct React {
    /// In which way; absent: `like`.
    #[schema(value_type = words::Reaction, required = false)]
    reaction: Option<Reaction>,
}

impl React {
    fn reaction(&self) -> Reaction {
        self.reaction.unwrap_or(Reaction::Like)
    }
}

/// React to a post; a second reaction takes the place of the first
#[utoipa::path(put, path = "/posts/{id}/reaction", tag = "posts",
    params(("id" = String, Path, description = "Which post")), request_body = React,
    responses((status = 204, description = "That is what I think of it")))]
async fn react_to_post(Path(post): Path<String>, write: Write<React>) -> Answer {
    let (subject, reaction) = (Subject::Post(id(&post)?), write.body.reaction());
    Ok(Reply::done(&write.asker.app().react(&write.ask, subject, reaction).await?))
}

/// Take my reaction to a post back
#[utoipa::path(delete, path = "/posts/{id}/reaction", tag = "posts",
    params(("id" = String, Path, description = "Which post")),
    responses((status = 204, description = "I have no reaction to it")))]
async fn unreact_to_post(Path(post): Path<String>, write: Write) -> Answer {
    let subject = Subject::Post(id(&post)?);
    Ok(Reply::done(&write.asker.app().unreact(&write.ask, subject).await?))
}

/// React to a comment; a second reaction takes the place of the first
#[utoipa::path(put, path = "/comments/{id}/reaction", tag = "posts",
    params(("id" = String, Path, description = "Which comment")), request_body = React,
    responses((status = 204, description = "That is what I think of it")))]
async fn react_to_comment(Path(comment): Path<String>, write: Write<React>) -> Answer {
    let (subject, reaction) = (Subject::Comment(id(&comment)?), write.body.reaction());
    Ok(Reply::done(&write.asker.app().react(&write.ask, subject, reaction).await?))
}

/// Take my reaction to a comment back
#[utoipa::path(delete, path = "/comments/{id}/reaction", tag = "posts",
    params(("id" = String, Path, description = "Which comment")),
    responses((status = 204, description = "I have no reaction to it")))]
async fn unreact_to_comment(Path(comment): Path<String>, write: Write) -> Answer {
    let subject = Subject::Comment(id(&comment)?);
    Ok(Reply::done(&write.asker.app().unreact(&write.ask, subject).await?))
}

/// Who reacted to a post, newest first: from here an invitation has the source `post`
#[utoipa::path(get, path = "/posts/{id}/reactions", tag = "posts",
    params(("id" = String, Path, description = "Which post"), PageOf),
    responses((status = 200, body = schema::List<schema::Reactor>, description = "People")))]
async fn list_reactions(
    asker: Asker,
    Path(post): Path<String>,
    Params(page): Params<PageOf>,
) -> Answer {
    let post = id(&post)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.reactors(me, post, &page.into())).await?))
}

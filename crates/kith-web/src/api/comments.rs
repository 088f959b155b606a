//! Comments.

use axum::extract::Path;
use kith_core::id::CommentId;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::PageOf,
    posts::{Words, id},
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_comments, write_comment))
        .routes(routes!(edit_comment, delete_comment))
}

/// The comments on a post, oldest first
#[utoipa::path(get, path = "/posts/{id}/comments", tag = "posts",
    params(("id" = String, Path, description = "Which post"), PageOf),
    responses((status = 200, body = schema::List<schema::CommentView>,
        description = "Those that I may see")))]
async fn list_comments(
    asker: Asker,
    Path(post): Path<String>,
    Params(page): Params<PageOf>,
) -> Answer {
    let post = id(&post)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.comments(me, post, &page.into())).await?))
}

/// A comment to write.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"body": "Which river does it cross?"}))]
struct WriteComment {
    /// The words.
    body: String,
    /// The comment on the same post that it answers.
    #[schema(value_type = String, required = false)]
    parent: Option<CommentId>,
}

/// The id of what was written.
#[derive(serde::Serialize, ToSchema)]
struct WrittenComment {
    /// Which.
    #[schema(value_type = String)]
    id: CommentId,
}

/// Comment on a post, or answer a comment
#[utoipa::path(post, path = "/posts/{id}/comments", tag = "posts",
    params(("id" = String, Path, description = "Which post")), request_body = WriteComment,
    responses((status = 201, body = WrittenComment, description = "It is written")))]
async fn write_comment(Path(post): Path<String>, write: Write<WriteComment>) -> Answer {
    let Write { asker, ask, body } = write;
    let post = id(&post)?;
    let written = asker.app().comment(&ask, post, body.parent, &body.body).await?;
    let comment = WrittenComment { id: written.value };
    let place = format!("/api/v1/comments/{}", comment.id);
    Ok(Reply::created(&place, &comment).at(&written.revision))
}

/// Give my comment other words
#[utoipa::path(patch, path = "/comments/{id}", tag = "posts",
    params(("id" = String, Path, description = "Which")), request_body = Words,
    responses((status = 204, description = "It has these words now")))]
async fn edit_comment(Path(comment): Path<String>, write: Write<Words>) -> Answer {
    let Write { asker, ask, body } = write;
    Ok(Reply::done(&asker.app().edit_comment(&ask, id(&comment)?, &body.body).await?))
}

/// Delete a comment: mine, or one on my post
#[utoipa::path(delete, path = "/comments/{id}", tag = "posts",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "It is gone")))]
async fn delete_comment(Path(comment): Path<String>, write: Write) -> Answer {
    Ok(Reply::done(&write.asker.app().delete_comment(&write.ask, id(&comment)?).await?))
}

//! The feed, and posts.

use axum::extract::Path;
use kith_app::{
    AppError, Paging,
    feed::{FeedQuery, Reach, Sort},
    posts::NewPost,
};
use kith_core::{
    id::{GroupId, Id, ImageId, PostId},
    image::Attached,
    post::Audience,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::PageOf,
    reply::{Answer, Reply},
    schema, words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(get_feed))
        .routes(routes!(publish))
        .routes(routes!(get_post, edit_post, delete_post))
        .routes(routes!(posts_of_member))
        .routes(routes!(posts_in_group))
        .routes(routes!(posts_of_company))
}

/// An id in a path; one that is none names nothing.
pub(crate) fn id<T>(text: &str) -> Result<Id<T>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// In which order a feed comes.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "only described, never made")]
enum SortBy {
    Recent,
    Top,
}

/// How far a feed reaches.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Within {
    /// My connections and whom I follow.
    #[serde(rename = "1st")]
    First,
    /// My connections and theirs.
    #[serde(rename = "2nd")]
    Second,
}

/// Which part of the feed is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct GetFeed {
    /// `recent`, newest first; or `top`, what many react to and comment on first.
    #[param(value_type = Option<SortBy>, inline)]
    sort: Option<Sort>,
    /// `1st`: my connections, whom I follow, and mine; `2nd`: my connections and theirs.
    #[param(inline)]
    within: Option<Within>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// What my network shares
#[utoipa::path(get, path = "/feed", tag = "posts", params(GetFeed),
    responses((status = 200, body = schema::List<schema::PostView>,
        description = "The posts that I may see")))]
async fn get_feed(asker: Asker, Params(asked): Params<GetFeed>) -> Answer {
    let query = FeedQuery {
        sort: asked.sort.unwrap_or_default(),
        reach: match asked.within {
            None | Some(Within::First) => Reach::Followed,
            Some(Within::Second) => Reach::SecondDegree,
        },
        paging: Paging { limit: asked.limit, after: asked.after },
    };
    Ok(Reply::ok(&asker.read(move |app, me| app.feed(me, &query)).await?))
}

/// Something to share.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"body": "We are looking for a structural engineer.", "audience": "public"}))]
struct Publish {
    /// The words; may be absent where another post is passed on.
    #[serde(default)]
    #[schema(required = false)]
    body: String,
    /// For whom; absent: `public`.
    #[schema(value_type = words::Audience, required = false)]
    audience: Option<Audience>,
    /// The group to write it in: its members read it, or everybody where it is open.
    #[schema(value_type = String, required = false)]
    group: Option<GroupId>,
    /// The handle of a company whose page I look after, to speak in its name: everybody reads it.
    #[schema(value_type = String, required = false)]
    company: Option<String>,
    /// At most 4 pictures from `POST /images`, in their order.
    #[serde(default)]
    #[schema(required = false)]
    images: Vec<Shown>,
    /// A public post to pass on.
    #[schema(value_type = String, required = false)]
    repost_of: Option<PostId>,
}

/// A picture of a post.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "0190163d-8694-739b-aea5-966c26f8ad91", "alt": "A bridge at dawn"}))]
struct Shown {
    /// Which.
    #[schema(value_type = String)]
    id: ImageId,
    /// What it shows, for those who cannot see it.
    alt: String,
}

/// Publish a post, or pass one on
#[utoipa::path(post, path = "/posts", tag = "posts", request_body = Publish,
    responses((status = 201, body = schema::PostView, description = "It is published")))]
async fn publish(write: Write<Publish>) -> Answer {
    let Write { asker, ask, body } = write;
    let new = NewPost {
        body: body.body,
        audience: body.audience.unwrap_or(Audience::Public),
        group: body.group,
        repost_of: body.repost_of,
        company: body.company,
        images: body.images.into_iter().map(|Shown { id, alt }| Attached { id, alt }).collect(),
    };
    let written = asker.app().publish(&ask, new).await?;
    let (id, revision) = (written.value, written.revision);
    let view = asker.read(move |app, me| app.post(me, id)).await?;
    Ok(Reply::created(&format!("/api/v1/posts/{id}"), &view).at(&revision))
}

/// One post
#[utoipa::path(get, path = "/posts/{id}", tag = "posts",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::PostView, description = "The post")))]
async fn get_post(asker: Asker, Path(post): Path<String>) -> Answer {
    let post = id(&post)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.post(me, post)).await?))
}

/// Other words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"body": "We found one: welcome, Ben."}))]
pub(crate) struct Words {
    /// The words.
    pub(crate) body: String,
}

/// Give my post other words
#[utoipa::path(patch, path = "/posts/{id}", tag = "posts",
    params(("id" = String, Path, description = "Which")), request_body = Words,
    responses((status = 200, body = schema::PostView, description = "The post as it is now")))]
async fn edit_post(Path(post): Path<String>, write: Write<Words>) -> Answer {
    let Write { asker, ask, body } = write;
    let post = id(&post)?;
    let written = asker.app().edit_post(&ask, post, &body.body).await?;
    let view = asker.read(move |app, me| app.post(me, post)).await?;
    Ok(Reply::ok(&view).at(&written.revision))
}

/// Delete my post, with its pictures, comments and reactions
#[utoipa::path(delete, path = "/posts/{id}", tag = "posts",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "It is gone")))]
async fn delete_post(Path(post): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().delete_post(&write.ask, id(&post)?).await?;
    Ok(Reply::done(&written))
}

/// What a member shared, newest first, as far as I may see it
#[utoipa::path(get, path = "/members/{handle}/posts", tag = "posts",
    params(("handle" = String, Path, description = "Whose"), PageOf),
    responses((status = 200, body = schema::List<schema::PostView>, description = "Their posts")))]
async fn posts_of_member(
    asker: Asker,
    Path(handle): Path<String>,
    Params(page): Params<PageOf>,
) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.posts_of(me, &handle, &page.into())).await?))
}

/// What is written in a group, newest first
#[utoipa::path(get, path = "/groups/{id}/posts", tag = "posts",
    params(("id" = String, Path, description = "Which group"), PageOf),
    responses((status = 200, body = schema::List<schema::PostView>, description = "Its posts")))]
async fn posts_in_group(
    asker: Asker,
    Path(group): Path<String>,
    Params(page): Params<PageOf>,
) -> Answer {
    let group = id(&group)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.posts_in(me, group, &page.into())).await?))
}

/// What a company said, newest first
#[utoipa::path(get, path = "/companies/{handle}/posts", tag = "posts",
    params(("handle" = String, Path, description = "Which company"), PageOf),
    responses((status = 200, body = schema::List<schema::PostView>, description = "Its posts")))]
async fn posts_of_company(
    asker: Asker,
    Path(handle): Path<String>,
    Params(page): Params<PageOf>,
) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.posts_by(me, &handle, &page.into())).await?))
}

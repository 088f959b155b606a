//! Comments under a post: write, answer, edit, delete, react.

use axum::{Router, extract::Path, http::StatusCode, routing::post};
use kith_app::{AppError, comments::CommentView};
use kith_core::{
    id::{CommentId, PostId},
    post::{Reaction, Subject},
};
use maud::{Markup, html};

use super::{
    feed::{self, Draft},
    fields::Fields,
    flash::{Done, Flash},
    posts::{self, id},
    ui::{
        hidden,
        layout::Shell,
        parts,
        post::{byline, react, reaction_count},
        text, time,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/posts/{id}/comments", post(write))
        .route("/comments/{id}/edit", post(save))
        .route("/comments/{id}/delete", post(delete))
        .route("/comments/{id}/react", post(react_to))
        .route("/comments/{id}/unreact", post(unreact_to))
}

/// The comments of a page; one that answers another on the page stands below it.
pub(crate) fn list(shell: &Shell, comments: &[CommentView], limit: u32) -> Markup {
    html! { (below(shell, comments, None, limit, 0)) }
}

/// How deep answers are indented at most.
const DEEPEST: usize = 4;

fn below(
    shell: &Shell,
    all: &[CommentView],
    parent: Option<CommentId>,
    limit: u32,
    depth: usize,
) -> Markup {
    let on_page = |id: CommentId| all.iter().any(|one| one.id == id);
    // What answers a comment of another page, or one that is gone, stands for itself.
    let here = all.iter().filter(|one| one.parent.filter(|id| on_page(*id)) == parent);
    let here: Vec<&CommentView> = here.collect();
    html! {
        @if !here.is_empty() {
            ol class=(if depth == 0 { "comments" } else if depth <= DEEPEST { "comments answers" } else { "comments" }) {
                @for one in here {
                    li id={ "comment-" (one.id) } {
                        (comment(shell, one, limit))
                        (below(shell, all, Some(one.id), limit, depth + 1))
                    }
                }
            }
        }
    }
}

fn comment(shell: &Shell, one: &CommentView, limit: u32) -> Markup {
    let place = format!("/comments/{}", one.id);
    let back = format!("/posts/{}", one.post);
    let when =
        html! { (time::relative(shell, one.at)) @if one.edited_at.is_some() { " · edited" } };
    html! {
        (byline(&one.author, &when))
        div.text { (text::linked(&one.body, &one.mentions)) }
        div.actions {
            (react(&place, &one.reactions, &back, false))
            @if one.reactions.count > 0 {
                span.meta { (reaction_count(&one.reactions)) }
            }
            details.reply {
                summary.link { "Reply" }
                (feed::comment_box(&format!("{back}/comments"), Some(&one.id.to_string()), limit, &format!("reply-{}", one.id), &Draft::default()))
            }
            @if one.mine {
                details.reply {
                    summary.link.calm { "Edit" }
                    form.composer.small method="post" action={ (place) "/edit" } {
                        (hidden("post", &one.post.to_string()))
                        label.sr for={ "edit-" (one.id) } { "Your comment" }
                        textarea id={ "edit-" (one.id) } name="body" rows="2" { "\n" (one.body) }
                        button.button.small type="submit" { "Save" }
                    }
                }
            }
            @if one.may_delete { (parts::post(&format!("{place}/delete"), &back, "", "link calm", "Delete")) }
        }
    }
}

async fn write(me: Signed, Path(post): Path<String>, form: Fields) -> Answer {
    let post: PostId = id(&me, &post).await?;
    let parent = match form.filled("parent") {
        None => None,
        Some(text) => Some(id(&me, &text).await?),
    };
    let body = form.raw("body").to_owned();
    match me.app().comment(&me.ask(), post, parent, &body).await {
        Ok(written) => {
            let place = format!("/posts/{post}#comment-{}", written.value);
            Ok(me.done(&place, &written.revision, &Flash::plain(Done::Commented)))
        }
        Err(AppError::Invalid(errors)) => {
            let draft = Draft { body: &body, errors: &errors, ..Draft::default() };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            posts::page(me, post, kith_app::Paging::default(), &draft, status).await
        }
        Err(error) => Err(me.failure(&format!("/posts/{post}"), error).await),
    }
}

async fn save(me: Signed, Path(comment): Path<String>, form: Fields) -> Answer {
    let comment: CommentId = id(&me, &comment).await?;
    let post: PostId = id(&me, form.get("post")).await?;
    let place = format!("/posts/{post}");
    match me.app().edit_comment(&me.ask(), comment, form.raw("body")).await {
        Ok(written) => {
            let place = format!("{place}#comment-{comment}");
            Ok(me.done(&place, &written.revision, &Flash::plain(Done::CommentSaved)))
        }
        Err(error) => Err(me.failure(&place, error).await),
    }
}

async fn delete(me: Signed, Path(comment): Path<String>, form: Fields) -> Answer {
    let comment: CommentId = id(&me, &comment).await?;
    let written = me.write(&form.back(), me.app().delete_comment(&me.ask(), comment)).await?;
    Ok(me.done(&form.back(), &written.revision, &Flash::plain(Done::CommentDeleted)))
}

async fn react_to(me: Signed, Path(comment): Path<String>, form: Fields) -> Answer {
    let comment: CommentId = id(&me, &comment).await?;
    let reaction = Reaction::from_code(form.get("reaction")).unwrap_or(Reaction::Like);
    let subject = Subject::Comment(comment);
    let written = me.write(&form.back(), me.app().react(&me.ask(), subject, reaction)).await?;
    let place = format!("{}#comment-{comment}", form.back());
    Ok(me.done(&place, &written.revision, &Flash::plain(Done::Reacted)))
}

async fn unreact_to(me: Signed, Path(comment): Path<String>, form: Fields) -> Answer {
    let comment: CommentId = id(&me, &comment).await?;
    let subject = Subject::Comment(comment);
    let written = me.write(&form.back(), me.app().unreact(&me.ask(), subject)).await?;
    let place = format!("{}#comment-{comment}", form.back());
    Ok(me.done(&place, &written.revision, &Flash::plain(Done::Unreacted)))
}

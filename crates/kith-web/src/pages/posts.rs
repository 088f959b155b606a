//! Posts: one with its comments; write, pass on, edit, delete, react.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Path},
    http::StatusCode,
    routing::{get, post},
};
use kith_app::{
    AppError, FieldError, Page, Paging, comments::CommentView, feed::PostView, posts::NewPost,
    reactions::Reactor,
};
use kith_core::{
    id::{Id, PostId},
    image::MOST,
    invitation::Source,
    post::{Audience, Reaction, Subject},
};
use maud::{Markup, html};

use super::{
    comments,
    feed::{self, Draft, Write},
    fields::{Fields, encoded},
    flash::{Done, Flash},
    pictures::Slots,
    ui::{
        connect::{self, Person, Place},
        layout::{Section, Shell},
        parts,
        post::{self as ui, reaction_sign, reaction_word},
        row,
    },
    upload::Upload,
    visit::{Answer, Failure, Signed},
};
use crate::{FILE_BODY, state::WebState};

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/posts", post(publish).layer(DefaultBodyLimit::max(MOST * FILE_BODY)))
        .route("/posts/{id}", get(show))
        .route("/posts/{id}/repost", get(repost))
        .route("/posts/{id}/edit", get(edit).post(save))
        .route("/posts/{id}/delete", get(ask_delete).post(delete))
        .route("/posts/{id}/react", post(react))
        .route("/posts/{id}/unreact", post(unreact))
        .route("/posts/{id}/reactions", get(reactors))
        .route("/in/{handle}/posts", get(of_member))
}

/// The id in an address; where it is none, there is no such page.
pub(super) async fn id<T>(me: &Signed, text: &str) -> Result<Id<T>, Failure> {
    match text.parse() {
        Ok(id) => Ok(id),
        Err(_) => Err(me.failure("/", AppError::NotFound).await),
    }
}

async fn show(me: Signed, Path(post): Path<String>, form: Fields) -> Answer {
    let post = id(&me, &post).await?;
    page(me, post, form.paging(), &Draft::default(), StatusCode::OK).await
}

/// A post with its comments; `draft` is a comment that could not be taken.
pub(super) async fn page(
    me: Signed,
    post: PostId,
    paging: Paging,
    draft: &Draft<'_>,
    status: StatusCode,
) -> Answer {
    let after = paging.after.clone();
    let (shell, (view, list, limit)) = me
        .read(move |app, actor| {
            let limit = app.policy().content.comment_length;
            Ok((app.post(actor, post)?, app.comments(actor, post, &paging)?, limit))
        })
        .await?;
    let body = one(&shell, &view, &list, after.as_deref(), limit, draft);
    let title = format!("Post of {}", ui::speaker(&view));
    Ok(me.visit.page(status, &shell, &title, Section::Home, &body))
}

/// A post with its comments.
pub(crate) fn one(
    shell: &Shell,
    view: &PostView,
    list: &Page<CommentView>,
    after: Option<&str>,
    limit: u32,
    draft: &Draft<'_>,
) -> Markup {
    let place = format!("/posts/{}", view.id);
    html! {
        div.narrow-column {
            p.crumb { a href="/" { "← Home" } }
            h1.sr { "Post of " (ui::speaker(view)) }
            (ui::post(shell, view, true))
            section.card aria-labelledby="comments" {
                h2 #comments { "Comments" @if view.comment_count > 0 { " " span.count { (view.comment_count) } } }
                (feed::comment_box(&format!("{place}/comments"), None, limit, "write", draft))
                @if list.items.is_empty() {
                    p.muted { "No comments yet. Say what you think, or ask something." }
                } @else {
                    (comments::list(shell, &list.items, limit))
                }
                (parts::pager(&place, &[], after, list.next.as_deref()))
            }
        }
    }
}

async fn of_member(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let paging = form.paging();
    let (after, whose) = (paging.after.clone(), handle.clone());
    let (shell, (name, list)) = me
        .read(move |app, actor| {
            let name = app.profile(actor, &handle)?.profile.card.name.clone();
            Ok((name, app.posts_of(actor, &handle, &paging)?))
        })
        .await?;
    let path = format!("/in/{whose}/posts");
    let title = format!("Posts of {name}");
    let body = feed::list(&shell, &list, &title, &path, after.as_deref());
    Ok(me.page(&shell, &title, Section::None, &body))
}

async fn publish(me: Signed, mut form: Upload) -> Answer {
    let repost_of = match form.fields.filled("repost_of") {
        None => None,
        Some(text) => Some(id(&me, &text).await?),
    };
    let group = match form.fields.filled("group") {
        None => None,
        Some(text) => Some(id(&me, &text).await?),
    };
    let company = form.fields.filled("company");
    let back = match (&group, &company) {
        (Some(group), _) => format!("/groups/{group}"),
        (None, Some(handle)) => format!("/companies/{}", encoded(handle)),
        (None, None) => "/".to_owned(),
    };
    let mut pictures = match Slots::take(&me, &mut form).await {
        Ok(pictures) => pictures,
        Err(error) => return Err(me.failure(&back, error).await),
    };
    let audience = Audience::from_code(form.fields.get("audience")).unwrap_or(Audience::Public);
    let body = form.fields.raw("body").to_owned();
    let images = pictures.attached();
    let new = NewPost {
        body: body.clone(),
        audience,
        group,
        repost_of,
        company: company.clone(),
        images,
    };
    let published = match pictures.errors() {
        [] => me.app().publish(&me.ask(), new).await,
        wrong => Err(AppError::Invalid(wrong.to_vec())),
    };
    match published {
        Ok(written) => Ok(me.done(&back, &written.revision, &Flash::plain(Done::Posted))),
        Err(AppError::Invalid(errors)) => {
            pictures.note(&errors);
            let draft = Draft { body: &body, audience: Some(audience), errors: &errors, pictures };
            let write = Write { passes_on: repost_of, group, company };
            again(&me, write, &draft, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(me.failure(&back, error).await),
    }
}

async fn repost(me: Signed, Path(post): Path<String>) -> Answer {
    let post = id(&me, &post).await?;
    let write = Write { passes_on: Some(post), ..Write::default() };
    again(&me, write, &Draft::default(), StatusCode::OK).await
}

/// The box in which a post is written, on a page of its own.
async fn again(me: &Signed, write: Write, draft: &Draft<'_>, status: StatusCode) -> Answer {
    let passes_on = write.passes_on;
    let (shell, (original, limit)) = me
        .read(move |app, actor| {
            let original = passes_on.map(|id| app.post(actor, id)).transpose()?;
            Ok((original, app.policy().content.post_length))
        })
        .await?;
    let (title, button) =
        if original.is_some() { ("Pass a post on", "Repost") } else { ("Write a post", "Post") };
    let body = html! {
        div.narrow-column {
            section.card {
                h1 { (title) }
                @if original.is_some() { p.muted { "Your words are optional; its author is named." } }
                (feed::composer(draft, limit, ("/posts", button), &write))
            }
            @if let Some(original) = &original { (ui::post(&shell, original, false)) }
        }
    };
    Ok(me.visit.page(status, &shell, title, Section::Home, &body))
}

async fn edit(me: Signed, Path(post): Path<String>) -> Answer {
    let post = id(&me, &post).await?;
    edit_page(&me, post, None, &[], StatusCode::OK).await
}

async fn edit_page(
    me: &Signed,
    post: PostId,
    words: Option<&str>,
    errors: &[FieldError],
    status: StatusCode,
) -> Answer {
    let (shell, (view, limit)) = me
        .read(move |app, actor| {
            let view = app.post(actor, post)?;
            if !view.mine {
                return Err(AppError::NotFound);
            }
            Ok((view, app.policy().content.post_length))
        })
        .await?;
    let draft = Draft { body: words.unwrap_or(&view.body), errors, ..Draft::default() };
    let body = html! {
        div.narrow-column {
            section.card {
                h1 { "Edit your post" }
                p.muted { "Readers see that it was edited." }
                (feed::composer(&draft, limit, (&format!("/posts/{post}/edit"), "Save"), &Write::default()))
            }
        }
    };
    Ok(me.visit.page(status, &shell, "Edit your post", Section::Home, &body))
}

async fn save(me: Signed, Path(post): Path<String>, form: Fields) -> Answer {
    let post = id(&me, &post).await?;
    let place = format!("/posts/{post}");
    match me.app().edit_post(&me.ask(), post, form.raw("body")).await {
        Ok(written) => Ok(me.done(&place, &written.revision, &Flash::plain(Done::PostSaved))),
        Err(AppError::Invalid(errors)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            edit_page(&me, post, Some(form.raw("body")), &errors, status).await
        }
        Err(error) => Err(me.failure(&place, error).await),
    }
}

async fn ask_delete(me: Signed, Path(post): Path<String>) -> Answer {
    let post = id(&me, &post).await?;
    let (shell, _) = me
        .read(move |app, actor| {
            app.post(actor, post)
                .and_then(|view| if view.may_delete { Ok(()) } else { Err(AppError::NotFound) })
        })
        .await?;
    let place = format!("/posts/{post}");
    let go = parts::post(&format!("{place}/delete"), "/", "", "button danger", "Delete the post");
    let facts = ["Its pictures, comments and reactions go with it.", "This cannot be undone."];
    let body = parts::confirm("Delete this post?", &facts, &go, &place);
    Ok(me.page(&shell, "Delete a post", Section::Home, &body))
}

async fn delete(me: Signed, Path(post): Path<String>) -> Answer {
    let post = id(&me, &post).await?;
    let written = me.write("/", me.app().delete_post(&me.ask(), post)).await?;
    Ok(me.done("/", &written.revision, &Flash::plain(Done::PostDeleted)))
}

async fn react(me: Signed, Path(post): Path<String>, form: Fields) -> Answer {
    let post = id(&me, &post).await?;
    let reaction = Reaction::from_code(form.get("reaction")).unwrap_or(Reaction::Like);
    let subject = Subject::Post(post);
    let written = me.write(&form.back(), me.app().react(&me.ask(), subject, reaction)).await?;
    reacted(me, post, &form, written.revision, Done::Reacted).await
}

async fn unreact(me: Signed, Path(post): Path<String>, form: Fields) -> Answer {
    let post = id(&me, &post).await?;
    let subject = Subject::Post(post);
    let written = me.write(&form.back(), me.app().unreact(&me.ask(), subject)).await?;
    reacted(me, post, &form, written.revision, Done::Unreacted).await
}

async fn reacted(
    me: Signed,
    post: PostId,
    form: &Fields,
    revision: kith_app::Revision,
    done: Done,
) -> Answer {
    let (back, flash) = (form.back(), Flash::plain(done));
    if !me.visit.fragment {
        return Ok(me.done(&format!("{back}#post-{post}"), &revision, &flash));
    }
    let me = me.after(&revision);
    let (mut shell, view) = me.read(move |app, actor| app.post(actor, post)).await?;
    let alone = back.starts_with(&format!("/posts/{post}"));
    shell.path = back;
    let body = html! {
        (ui::bar(&shell, &view, alone))
        p.sr data-said { (flash.text()) }
    };
    Ok(me.piece(&revision, &body))
}

async fn reactors(me: Signed, Path(post): Path<String>, form: Fields) -> Answer {
    let post = id(&me, &post).await?;
    let paging = form.paging();
    let after = paging.after.clone();
    let (shell, list) = me.read(move |app, actor| app.reactors(actor, post, &paging)).await?;
    let body = reactors_view(&shell, post, &list, after.as_deref());
    Ok(me.page(&shell, "Reactions", Section::Home, &body))
}

/// Who reacted; from here an invitation has the source `post`.
fn reactors_view(shell: &Shell, post: PostId, list: &Page<Reactor>, after: Option<&str>) -> Markup {
    let place = Place { shell, source: Source::Post, via: None, live: true };
    let path = format!("/posts/{post}");
    html! {
        div.narrow-column {
            p.crumb { a href=(path) { "← The post" } }
            section.card {
                h1 { "Reactions" }
                @if list.items.is_empty() {
                    (parts::empty("No reactions yet", "Who reacts to the post stands here.", &[(&path, "See the post")]))
                }
                ul.rows {
                    @for one in &list.items {
                        @let person = Person::from(&one.row);
                                                @let extra = html! { p.meta { (reaction_sign(one.reaction)) " " (reaction_word(one.reaction)) } };
                        (row::row(&person, &extra, &connect::actions(&person, &place, None)))
                    }
                }
                (parts::pager(&format!("{path}/reactions"), &[], after, list.next.as_deref()))
            }
        }
    }
}

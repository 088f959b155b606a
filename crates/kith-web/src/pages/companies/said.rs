//! What a company says: on its page, and all of it.

use axum::extract::Path;
use kith_app::{Actor, App, AppError, Page, Paging, companies::CompanyView, feed::PostView};
use maud::{Markup, html};

use crate::pages::{
    feed::{self, Draft, Write},
    fields::{Fields, encoded},
    ui::{
        layout::{Section, Shell},
        post,
    },
    visit::{Answer, Signed},
};

/// How many posts the page shows.
const POSTS: u32 = 5;

/// The newest posts, and how long one may be.
pub(super) struct Said {
    posts: Page<PostView>,
    limit: u32,
}

pub(super) fn read(app: &App, actor: &Actor, handle: &str) -> Result<Said, AppError> {
    let newest = Paging { limit: Some(POSTS), after: None };
    let posts = app.posts_by(actor, handle, &newest)?;
    Ok(Said { posts, limit: app.policy().content.post_length })
}

/// The newest posts; who looks after the page writes one here.
pub(super) fn section(shell: &Shell, company: &CompanyView, said: &Said) -> Markup {
    let path = format!("/companies/{}/posts", encoded(&company.card.handle));
    let posts = &said.posts;
    html! {
        @if company.may_change || !posts.items.is_empty() {
            section.feed #posts aria-labelledby="posts-title" {
                div.feed-head {
                    h2 #posts-title { "Posts" }
                    @if posts.next.is_some() { a href=(path) { "See all" } }
                }
                @if company.may_change {
                    div.card {
                        p.hint { "You write in the name of " (company.card.name) ". Everybody may read it; who follows the company finds it in their feed." }
                        @let write = Write { company: Some(company.card.handle.clone()), ..Write::default() };
                        (feed::composer(&Draft::default(), said.limit, ("/posts", "Post"), &write))
                    }
                }
                @for one in &posts.items { (post::post(shell, one, false)) }
            }
        }
    }
}

/// Everything that a company said.
pub(super) async fn list(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let paging = form.paging();
    let (after, path) = (paging.after.clone(), format!("/companies/{}/posts", encoded(&handle)));
    let (shell, (name, list)) = me
        .read(move |app, actor| {
            let name = app.company(actor, &handle)?.card.name;
            Ok((name, app.posts_by(actor, &handle, &paging)?))
        })
        .await?;
    let title = format!("Posts of {name}");
    let body = feed::list(&shell, &list, &title, &path, after.as_deref());
    Ok(me.page(&shell, &title, Section::Communities, &body))
}

//! A post with what may be done to it.

use kith_app::{
    bylines::{Byline, CompanyName},
    feed::{Original, PostView, Quoted, Reactions},
    images::ImageView,
    previews::PreviewView,
};
use kith_core::post::{Audience, Reaction};
use maud::{Markup, html};

use super::{
    avatar::{badge, face},
    hidden, icons,
    layout::Shell,
    row, text, time, words,
};
use crate::pages::fields::encoded;

/// What a reaction is called.
pub(crate) const fn reaction_word(reaction: Reaction) -> &'static str {
    match reaction {
        Reaction::Like => "Like",
        Reaction::Celebrate => "Celebrate",
        Reaction::Support => "Support",
        Reaction::Insightful => "Insightful",
        Reaction::Funny => "Funny",
    }
}

/// A reaction's sign; its word stands beside it.
pub(crate) fn reaction_sign(reaction: Reaction) -> Markup {
    let sign = match reaction {
        Reaction::Like => icons::thumb(),
        Reaction::Celebrate => icons::star(),
        Reaction::Support => icons::heart(),
        Reaction::Insightful => icons::bulb(),
        Reaction::Funny => icons::smile(),
    };
    html! { span class={ "sign " (reaction.code()) } { (sign) } }
}

/// How many reacted, with the most frequent signs.
pub(crate) fn reaction_count(reactions: &Reactions) -> Markup {
    html! {
        @for kind in reactions.kinds.iter().take(3) { (reaction_sign(kind.reaction)) }
        " " (words::count(reactions.count, "reaction", "reactions"))
    }
}

/// Who wrote something and when.
pub(crate) fn byline(author: &Byline, when: &Markup) -> Markup {
    let card = &author.card;
    html! {
        div.byline {
            (face(card, "medium"))
            div.who {
                p.who-name { (row::name(card)) " " (badge(author.degree)) }
                @if let Some(headline) = &card.headline { p.headline { (headline) } }
                (row::shared(&card.handle, author.mutual_count, &author.mutuals))
                p.meta { (when) }
            }
        }
    }
}

/// Who speaks in a post, in a few words.
pub(crate) fn speaker(post: &PostView) -> &str {
    match (&post.author, &post.company) {
        (Some(author), _) => &author.card.name,
        (None, Some(company)) => &company.name,
        (None, None) => "nobody",
    }
}

/// Who speaks in a post and when: a member, or a company.
fn voice(author: Option<&Byline>, company: Option<&CompanyName>, when: &Markup) -> Markup {
    html! {
        @if let Some(author) = author { (byline(author, when)) }
        @if let Some(company) = company {
            div.byline {
                span.community-mark aria-hidden="true" { (icons::work()) }
                div.who {
                    p.who-name { a href={ "/companies/" (encoded(&company.handle)) } { (company.name) } " " span.tag { "Company" } }
                    p.meta { (when) }
                }
            }
        }
    }
}

/// The pictures of a post: the smaller size where that is enough, and each leads to the larger.
/// Their sizes are known before they are there, so that nothing jumps.
fn pictures(images: &[ImageView]) -> Markup {
    html! {
        @if !images.is_empty() {
            ul class={ "pictures of-" (images.len()) } {
                @for image in images {
                    @let (small, large) = (image.picture.small(), image.picture.large());
                    @let sources = format!("{small} {}w, {large} {}w", image.width.min(800), image.width);
                    li {
                        a href=(large) {
                            img src=(small) srcset=(sources) sizes="(min-width: 60rem) 40rem, 100vw"
                                width=(image.width) height=(image.height) alt=(image.alt)
                                loading="lazy" decoding="async";
                        }
                    }
                }
            }
        }
    }
}

/// The page that a post links to, as that page says of itself: text of somebody else's, so nothing
/// in it is markup, and the host tells where the link leads.
fn preview(page: &PreviewView) -> Markup {
    html! {
        a.preview href=(page.url) rel="nofollow noopener noreferrer ugc" {
            span.preview-host {
                @if !page.page.site.is_empty() { (page.page.site) " · " }
                (page.host)
            }
            strong { (page.page.title) }
            @if !page.page.description.is_empty() { span.preview-text { (page.page.description) } }
        }
    }
}

/// A post in a feed, or (`alone`) on its own page.
pub(crate) fn post(shell: &Shell, post: &PostView, alone: bool) -> Markup {
    let place = format!("/posts/{}", post.id);
    let when = html! {
        a.calm href=(place) { (time::relative(shell, post.at)) }
        @if post.edited_at.is_some() { " · edited" }
        @if let Some(group) = &post.group { " · in " a href={ "/groups/" (group.id) } { (group.name) } }
        @if post.audience == Audience::Connections { " · " (icons::people()) "Connections only" }
    };
    html! {
        article.card.post data-item id={ "post-" (post.id) } {
            div.post-head {
                (voice(post.author.as_ref(), post.company.as_ref(), &when))
                @if post.may_delete {
                    details.more {
                        summary.icon-button aria-label="More about this post" { (icons::dots()) }
                        div.more-body {
                            @if post.mine { a.menu-item href={ (place) "/edit" } { "Edit" } }
                            a.menu-item.danger href={ (place) "/delete" } { "Delete …" }
                        }
                    }
                }
            }
            @if !post.body.is_empty() { div.text.post-body { (text::linked(&post.body, &post.mentions)) } }
            (pictures(&post.images))
            @if let Some(page) = &post.preview { (preview(page)) }
            @if let Some(original) = &post.repost_of { (quoted(shell, original)) }
            (bar(shell, post, alone))
        }
    }
}

fn quoted(shell: &Shell, original: &Original) -> Markup {
    html! {
        @match &original.post {
            Some(Quoted { author, company, body, images, mentions, at }) => {
                div.quoted {
                    @let when = html! { a.calm href={ "/posts/" (original.id) } { (time::relative(shell, *at)) } };
                    (voice(author.as_ref(), company.as_ref(), &when))
                    @if !body.is_empty() { div.text { (text::linked(body, mentions)) } }
                    (pictures(images))
                }
            }
            None => { p.quoted.muted { "The post that was passed on is no longer there for you." } }
        }
    }
}

/// What people made of it, and what the viewer may do; the script replaces this piece.
pub(crate) fn bar(shell: &Shell, post: &PostView, alone: bool) -> Markup {
    let place = format!("/posts/{}", post.id);
    html! {
        div.post-bar data-swap {
            (echo(&place, post, alone))
            div.actions {
                (react(&place, &post.reactions, &shell.path, true))
                @if !alone {
                    a.button.quiet.small href={ (place) "#write" } { (icons::comment()) "Comment" }
                }
                @if post.audience == Audience::Public {
                    a.button.quiet.small href={ (place) "/repost" } { (icons::repeat()) "Repost" }
                }
            }
        }
    }
}

fn echo(place: &str, post: &PostView, alone: bool) -> Markup {
    let count = post.reactions.count;
    html! {
        @if count > 0 || post.comment_count > 0 || post.repost_count > 0 {
            p.echo.meta {
                @if count > 0 {
                    a href={ (place) "/reactions" } { (reaction_count(&post.reactions)) }
                }
                @if post.comment_count > 0 && !alone {
                    a href={ (place) "#comments" } { (words::count(post.comment_count, "comment", "comments")) }
                }
                @if post.repost_count > 0 { span { (words::count(post.repost_count, "repost", "reposts")) } }
            }
        }
    }
}

/// Like in one press; the other reactions one press further. `live`: within a piece that the script
/// replaces.
pub(crate) fn react(place: &str, reactions: &Reactions, back: &str, live: bool) -> Markup {
    html! {
        @match reactions.mine {
            Some(mine) => {
                form method="post" action={ (place) "/unreact" } data-live[live] {
                    (hidden("back", back))
                    button.button.quiet.small.chosen type="submit" aria-pressed="true" {
                        (reaction_sign(mine)) (reaction_word(mine))
                    }
                }
            }
            None => {
                form method="post" action={ (place) "/react" } data-live[live] {
                    (hidden("back", back)) (hidden("reaction", Reaction::Like.code()))
                    button.button.quiet.small type="submit" aria-pressed="false" { (icons::thumb()) "Like" }
                }
                details.more.reacting {
                    summary.icon-button aria-label="Other reactions" { (icons::smile()) }
                    div.more-body {
                        @for reaction in &Reaction::ALL[1..] {
                            form method="post" action={ (place) "/react" } data-live[live] {
                                (hidden("back", back)) (hidden("reaction", reaction.code()))
                                button.menu-item type="submit" {
                                    (reaction_sign(*reaction)) (reaction_word(*reaction))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kith_core::preview::Preview;

    use super::*;

    #[test]
    fn what_a_page_says_of_itself_is_text_and_its_host_is_shown() {
        let page = Preview {
            title: "<script>alert(1)</script>".into(),
            description: "\" onclick=\"alert(1)".into(),
            site: "Your bank & <b>more</b>".into(),
        };
        let (url, host) = ("https://example.org/?a=1&b=\"".into(), "example.org".into());
        let card = preview(&PreviewView { url, host, page }).into_string();
        assert!(card.contains("href=\"https://example.org/?a=1&amp;b=&quot;\""), "{card}");
        assert!(card.contains("rel=\"nofollow noopener noreferrer ugc\""), "{card}");
        assert!(card.contains("Your bank &amp; &lt;b&gt;more&lt;/b&gt; · example.org"), "{card}");
        assert!(card.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{card}");
        assert!(card.contains("&quot; onclick=&quot;alert(1)"), "{card}");
        let bare = Preview { title: "Bridges".into(), ..Preview::default() };
        let view =
            PreviewView { url: "https://a.example/".into(), host: "a.example".into(), page: bare };
        let card = preview(&view).into_string();
        assert!(card.contains(">a.example</span>") && !card.contains("preview-text"), "{card}");
    }
}

//! A post with what may be done to it.

use kith_app::{
    bylines::Byline,
    feed::{Original, PostView, Quoted, Reactions},
};
use kith_core::post::{Audience, Reaction};
use maud::{Markup, html};

use super::{
    avatar::{avatar, badge},
    hidden, icons,
    layout::Shell,
    row, text, time, words,
};

/// What a reaction is called and its sign.
pub(crate) const fn reaction_words(reaction: Reaction) -> (&'static str, &'static str) {
    match reaction {
        Reaction::Like => ("Like", "👍"),
        Reaction::Celebrate => ("Celebrate", "🎉"),
        Reaction::Support => ("Support", "🤝"),
        Reaction::Insightful => ("Insightful", "💡"),
        Reaction::Funny => ("Funny", "😄"),
    }
}

/// Who wrote something and when.
pub(crate) fn byline(author: &Byline, when: &Markup) -> Markup {
    let card = &author.card;
    html! {
        div.byline {
            (avatar(&card.handle, &card.name, "medium"))
            div.who {
                p.who-name { (row::name(card)) " " (badge(author.degree)) }
                @if let Some(headline) = &card.headline { p.headline { (headline) } }
                @if author.mutual_count > 0 {
                    p.mutuals {
                        a href={ "/in/" (card.handle) "/mutuals" } {
                            (words::count(author.mutual_count, "mutual connection", "mutual connections"))
                        }
                        @if let [first, rest @ ..] = &author.mutuals[..] {
                            span { (row::name(first)) @if let [second, ..] = rest { ", " (row::name(second)) } }
                        }
                    }
                }
                p.meta { (when) }
            }
        }
    }
}

/// A post in a feed, or (`alone`) on its own page.
pub(crate) fn post(shell: &Shell, post: &PostView, alone: bool) -> Markup {
    let place = format!("/posts/{}", post.id);
    let when = html! {
        a.calm href=(place) { (time::relative(shell, post.at)) }
        @if post.edited_at.is_some() { " · edited" }
        @if post.audience == Audience::Connections { " · " (icons::people()) "Connections only" }
    };
    html! {
        article.card.post data-item id={ "post-" (post.id) } {
            div.post-head {
                (byline(&post.author, &when))
                @if post.mine {
                    details.more {
                        summary.icon-button aria-label="More about this post" { (icons::dots()) }
                        div.more-body {
                            a.menu-item href={ (place) "/edit" } { "Edit" }
                            a.menu-item.danger href={ (place) "/delete" } { "Delete …" }
                        }
                    }
                }
            }
            @if !post.body.is_empty() { div.text.post-body { (text::linked(&post.body)) } }
            @if let Some(original) = &post.repost_of { (quoted(shell, original)) }
            (bar(shell, post, alone))
        }
    }
}

fn quoted(shell: &Shell, original: &Original) -> Markup {
    html! {
        @match &original.post {
            Some(Quoted { author, body, at }) => {
                div.quoted {
                    @let when = html! { a.calm href={ "/posts/" (original.id) } { (time::relative(shell, *at)) } };
                    (byline(author, &when))
                    div.text { (text::linked(body)) }
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
    let Reactions { count, kinds, .. } = &post.reactions;
    html! {
        @if *count > 0 || post.comment_count > 0 || post.repost_count > 0 {
            p.echo.meta {
                @if *count > 0 {
                    a href={ (place) "/reactions" } {
                        span aria-hidden="true" {
                            @for kind in kinds.iter().take(3) { (reaction_words(kind.reaction).1) }
                            " "
                        }
                        (words::count(*count, "reaction", "reactions"))
                    }
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
                        span aria-hidden="true" { (reaction_words(mine).1) } (reaction_words(mine).0)
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
                                    span aria-hidden="true" { (reaction_words(*reaction).1) }
                                    (reaction_words(*reaction).0)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

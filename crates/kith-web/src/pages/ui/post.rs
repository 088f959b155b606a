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
            (avatar(&card.handle, &card.name, "medium"))
            div.who {
                p.who-name { (row::name(card)) " " (badge(author.degree)) }
                @if let Some(headline) = &card.headline { p.headline { (headline) } }
                (row::shared(&card.handle, author.mutual_count, &author.mutuals))
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
        @if let Some(group) = &post.group { " · in " a href={ "/groups/" (group.id) } { (group.name) } }
        @if post.audience == Audience::Connections { " · " (icons::people()) "Connections only" }
    };
    html! {
        article.card.post data-item id={ "post-" (post.id) } {
            div.post-head {
                (byline(&post.author, &when))
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

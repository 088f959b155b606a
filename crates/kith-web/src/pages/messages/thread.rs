//! A conversation that is open.

use kith_app::conversations::{ConversationView, MessageItem, OpenConversation};
use kith_core::conversation::{Kind, Request};
use maud::{Markup, html};

use super::{act_button, compose, compose::Draft};
use crate::pages::{
    fields::link,
    ui::{
        avatar::{badge, face},
        layout::Shell,
        row, time,
    },
};

/// The conversation: who, the messages, and the box to write in.
pub(crate) fn view(
    shell: &Shell,
    talk: &OpenConversation,
    after: Option<&str>,
    draft: Option<&Draft>,
) -> Markup {
    let here = format!("/messages/{}", talk.conversation.id);
    html! {
        p.crumb.talk-back { a href="/messages" { "← All conversations" } }
        (head(&talk.conversation))
        @if let Some(next) = &talk.next {
            p.older { a.button.quiet href=(link(&here, &[("after", next)])) { "Older messages" } }
        }
        ol.thread.talk-thread aria-label="Messages, the newest last" {
            @for message in talk.items.iter().rev() {
                (one(shell, message, &talk.conversation.member.card.name))
            }
        }
        @if after.is_some() { p.older { a.button.quiet href=(here) { "Newest messages" } } }
        (banner(&talk.conversation))
        div #write { (compose::write_box(shell, &talk.writing, draft, Some(talk.conversation.id))) }
    }
}

fn head(talk: &ConversationView) -> Markup {
    let card = &talk.member.card;
    let button = |act: &str, label: &str| act_button(talk.id, act, &card.name, "menu-item", label);
    html! {
        div.talk-top {
            (face(card, "small"))
            div.who {
                h1.who-name { (row::name(card)) " " (badge(talk.member.degree)) }
                @if let Some(headline) = &card.headline { p.headline { (headline) } }
            }
            details.more.talk-more {
                summary.button.quiet { "More" span.sr { " about this conversation" } }
                div.more-body {
                    @if talk.muted { (button("unmute", "Unmute")) } @else { (button("mute", "Mute")) }
                    @if talk.archived { (button("unarchive", "Back to the inbox")) }
                    @else { (button("archive", "Archive")) }
                    a.menu-item.danger href={ "/messages/" (talk.id) "/report" } { "Report …" }
                    a.menu-item.danger href={ "/in/" (card.handle) "/block" } { "Block …" }
                }
            }
        }
    }
}

fn one(shell: &Shell, message: &MessageItem, name: &str) -> Markup {
    html! {
        li.mine[message.mine] {
            p.meta {
                (if message.mine { "You" } else { name }) " · " (time::relative(shell, message.sent_at))
                @match message.kind {
                    Kind::InMail => { " · " span.tag { "InMail" } }
                    Kind::Note => " · note on the invitation",
                    Kind::Opener => " · message request",
                    Kind::Plain => {}
                }
            }
            @if let Some(subject) = &message.subject { p { strong { (subject) } } }
            p.text { (message.body) }
        }
    }
}

/// What waits for an answer.
fn banner(talk: &ConversationView) -> Markup {
    let name = &talk.member.card.name;
    let (title, text) = match talk.request {
        Request::Pending => (
            format!("{name} would like to write to you"),
            "You share a group. Accept to talk, or decline: they are not told. Writing back \
             accepts.",
        ),
        Request::InMail => (
            format!("An InMail from {name}"),
            "It cost them a credit. Writing back or accepting opens the conversation; declining \
             gives them the credit back and nothing more.",
        ),
        Request::Declined => (
            "You declined this".to_owned(),
            "They were not told. You can still accept, or simply write.",
        ),
        Request::None | Request::Accepted => return html! {},
    };
    html! {
        div.notice.request role="group" aria-label=(title) {
            p { strong { (title) } }
            p { (text) }
            div.buttons {
                (act_button(talk.id, "accept", name, "button", "Accept"))
                @if talk.request != Request::Declined {
                    (act_button(talk.id, "decline", name, "button quiet", "Decline"))
                }
            }
        }
    }
}

//! The two panes: the conversations of a folder, and the one that is open.

use kith_app::conversations::ConversationView;
use kith_core::{
    conversation::{Folder, Kind},
    id::ConversationId,
};
use maud::{Markup, html};

use super::Listed;
use crate::pages::ui::{face, icons, layout::Shell, parts, time};

/// Both panes; on a narrow page only the one that was asked for.
pub(crate) fn panes(
    shell: &Shell,
    list: &Listed,
    open: Option<ConversationId>,
    body: &Markup,
) -> Markup {
    let class = if open.is_some() { "messages one-open" } else { "messages" };
    html! {
        div class=(class) {
            section.card.talks aria-label="Conversations" {
                div.card-head {
                    // Where a conversation is open, it is what the page is about.
                    @if open.is_some() { h2 { "Messages" } } @else { h1 { "Messages" } }
                    a href="/introductions" { "Introductions" }
                }
                (folders(list.folder))
                @if list.page.items.is_empty() { (nothing(list.folder)) }
                @else { ul.talk-list { @for talk in &list.page.items { (item(shell, talk, open)) } } }
                (parts::pager("/messages", &[("box", list.folder.code())], list.after.as_deref(),
                    list.page.next.as_deref()))
            }
            section.card.talk aria-label="Conversation" { (body) }
        }
    }
}

fn folders(folder: Folder) -> Markup {
    let here = match folder {
        Folder::Inbox => "/messages",
        Folder::Requests => "/messages?box=requests",
        Folder::Archived => "/messages?box=archived",
    };
    let tabs = [
        ("/messages", "Inbox", None),
        ("/messages?box=requests", "Requests", None),
        ("/messages?box=archived", "Archived", None),
    ];
    parts::tabs("Folders", here, &tabs)
}

fn nothing(folder: Folder) -> Markup {
    match folder {
        Folder::Inbox => parts::empty(
            "No conversations yet",
            "Write to a connection, or invite somebody with a note: once they accept, the note is \
             your first message.",
            &[("/network/connections", "My connections"), ("/search", "Search people")],
        ),
        Folder::Requests => parts::empty(
            "No message requests",
            "When somebody from a shared group writes to you for the first time, it waits here \
             until you accept or decline. They are not told which.",
            &[],
        ),
        Folder::Archived => parts::empty(
            "Nothing put away",
            "Archived conversations stand here until something new is written in them. What you \
             declined stays here too.",
            &[("/messages", "Back to the inbox")],
        ),
    }
}

/// One conversation: who, the newest words, when.
fn item(shell: &Shell, talk: &ConversationView, open: Option<ConversationId>) -> Markup {
    let card = &talk.member.card;
    let here = open == Some(talk.id);
    html! {
        li {
            a.talk-item href={ "/messages/" (talk.id) } aria-current=[here.then_some("true")] {
                (face(card, "small"))
                span.talk-words {
                    span.talk-head {
                        strong { (card.name) }
                        @if let Some(last) = &talk.last { (time::relative(shell, last.sent_at)) }
                    }
                    @if let Some(last) = &talk.last {
                        span.talk-snippet {
                            @if last.kind == Kind::InMail { span.tag { "InMail" } " " }
                            @if last.mine { "You: " }
                            (snippet(last.subject.as_deref().unwrap_or(&last.body)))
                        }
                    }
                    @if talk.muted { span.hint { "Muted" } }
                }
                @if talk.unread && !here {
                    span.unread-mark { span.sr { "Unread" } }
                }
            }
        }
    }
}

/// The first words of a text.
fn snippet(text: &str) -> String {
    const LONGEST: usize = 90;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST).collect();
    format!("{}…", cut.trim_end())
}

/// What stands beside the list where none is open.
pub(crate) fn choose() -> Markup {
    html! {
        div.empty {
            (icons::mail())
            p.empty-title { "Choose a conversation" }
            p { "Or write to somebody from their profile: the Message button says whether, and by which way." }
            p.ways { a.button.quiet href="/network/connections" { "My connections" } }
        }
    }
}

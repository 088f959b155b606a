//! The box of invitations that wait for me.

use kith_app::{
    AppError, Page,
    invitations::{InvitationQuery, InvitationView, Mailbox},
    profiles::MessageView,
};
use kith_core::{
    invitation::{Source, State},
    person::longest,
};
use maud::{Markup, html};

use crate::pages::{
    fields::{Fields, encoded},
    network::nav,
    ui::{
        connect::Person,
        face,
        form::hidden,
        icons,
        layout::{Section, Shell},
        parts, row, time, words,
    },
    visit::{Answer, Signed},
};

pub(crate) async fn show(me: Signed, form: Fields) -> Answer {
    let ignored = form.get("state") == "ignored";
    let state = if ignored { State::Ignored } else { State::Pending };
    let query = InvitationQuery {
        mailbox: Mailbox::Received,
        state: Some(state),
        older_than_days: None,
        paging: form.paging(),
    };
    let (shell, page) = me.read(move |app, actor| app.invitations(actor, &query)).await?;
    let view = view(&shell, &page, ignored, form.filled("after").as_deref());
    Ok(me.page(&shell, "Received invitations", Section::Network, &view))
}

/// The box; `ignored` shows those that I ignored.
pub(crate) fn view(
    shell: &Shell,
    page: &Page<InvitationView>,
    ignored: bool,
    after: Option<&str>,
) -> Markup {
    let here = if ignored { "/network/received?state=ignored" } else { "/network/received" };
    let tabs = [
        ("/network/received", "Waiting", Some(shell.waiting)),
        ("/network/received?state=ignored", "Ignored", None),
    ];
    let state = if ignored { "ignored" } else { "" };
    let body = html! {
        section.card {
            div.card-head { h1 { "Invitations to you" } }
            (parts::tabs("Waiting or ignored", here, &tabs))
            @if page.items.is_empty() {
                (nothing(ignored))
            } @else {
                ul.rows { @for invitation in &page.items { (item(shell, invitation)) } }
            }
            (parts::pager("/network/received", &[("state", state)], after, page.next.as_deref()))
        }
    };
    nav::page(shell, "/network/received", &body)
}

fn nothing(ignored: bool) -> Markup {
    if ignored {
        let text = "Invitations you ignore stay here until they lapse. To the sender they go on \
                    waiting, and you can still accept.";
        parts::empty("Nothing ignored", text, &[])
    } else {
        let text = "When somebody invites you it stands here, with their note and the people you \
                    both know.";
        let ways = [("/search", "Search people"), ("/network", "See suggestions")];
        parts::empty("No invitations are waiting", text, &ways)
    }
}

/// One invitation: who, their note, and what may be done.
pub(crate) fn item(shell: &Shell, invitation: &InvitationView) -> Markup {
    let person = Person::from(&invitation.member);
    html! {
        li.row.invitation data-item {
            (face(person.card, "medium"))
            div.row-body {
                (row::who(&person))
                (facts(shell, invitation))
                @if let Some(note) = &invitation.note { (parts::note(note)) }
                (replies(shell, &invitation.replies, &person.card.name))
                (reply_box(shell, invitation))
                @if invitation.source == Source::Campaign { (no_campaigns(shell, invitation)) }
            }
            (answers(shell, invitation))
        }
    }
}

fn facts(shell: &Shell, invitation: &InvitationView) -> Markup {
    html! {
        p.meta {
            (time::relative(shell, invitation.sent_at))
            " · " (words::source(invitation.source))
            @if let (Source::Mutual, Some(via)) = (invitation.source, &invitation.via) {
                ", "
                a href={ "/in/" (via) } { (invitation.via_name.as_ref().unwrap_or(via)) }
            }
            @if let Some(days) = invitation.reminder {
                " " span.reminder { (icons::bell()) "waiting for " (days) " days" }
            }
        }
    }
}

/// The way to answer the note, or why not.
fn answers(shell: &Shell, invitation: &InvitationView) -> Markup {
    let card = &invitation.member.card;
    let target = html! {
        (hidden("to", &card.handle))
        (hidden("name", &card.name))
        (hidden("back", &shell.path))
    };
    let action = |what: &str| format!("/invitations/{}/{what}", invitation.id);
    html! {
        div.actions data-swap {
            form method="post" action=(action("accept")) data-live data-answers {
                (target)
                button.button type="submit" aria-label={ "Accept the invitation from " (card.name) } {
                    (icons::check()) "Accept"
                }
            }
            @if invitation.state == State::Pending {
                form method="post" action=(action("ignore")) data-live data-answers {
                    (target)
                    button.button.quiet type="submit" aria-label={ "Ignore the invitation from " (card.name) } {
                        "Ignore"
                    }
                }
                form.wide method="post" action=(action("ignore")) data-live data-answers {
                    (target) (hidden("known", "no"))
                    button.link.calm type="submit" aria-label={ "I don’t know them: " (card.name) }
                        title="Ignores it; to invite you again they will need your e-mail address. They are not told." {
                        "I don’t know them"
                    }
                }
            }
        }
    }
}

/// One tap, and no campaign of theirs comes again (R13); the invitation stays to be answered.
fn no_campaigns(shell: &Shell, invitation: &InvitationView) -> Markup {
    let card = &invitation.member.card;
    html! {
        form method="post" action={ "/settings/do-not-contact/" (card.handle) } {
            (hidden("name", &card.name)) (hidden("back", &shell.path))
            button.link.calm type="submit" aria-label={ "No campaigns from " (card.name) }
                title="They can still invite you by hand. They are not told." { "No campaigns from them" }
        }
    }
}

/// What was written under an invitation.
pub(crate) fn replies(shell: &Shell, replies: &[MessageView], name: &str) -> Markup {
    html! {
        @if !replies.is_empty() {
            ol.thread {
                @for reply in replies {
                    li.mine[reply.mine] {
                        p.meta {
                            (if reply.mine { "You" } else { name }) " · "
                            (time::relative(shell, reply.sent_at))
                        }
                        p.text { (reply.body) }
                    }
                }
            }
        }
    }
}

fn reply_box(shell: &Shell, invitation: &InvitationView) -> Markup {
    html! {
        details.reply {
            summary.link { "Write back without accepting" }
            (reply_form(shell, &invitation.id.to_string(), &invitation.member.card.name, ""))
        }
    }
}

fn reply_form(shell: &Shell, id: &str, name: &str, body: &str) -> Markup {
    let field = format!("reply-{id}");
    html! {
        form.note-form method="post" action={ "/invitations/" (encoded(id)) "/reply" } {
            (hidden("back", &shell.path)) (hidden("name", name))
            div.field {
                label for=(field) { "Your answer to " (name) }
                textarea id=(field) name="body" rows="3" maxlength=(longest::ABOUT) required { "\n" (body) }
            }
            div.buttons { button.button type="submit" { "Send answer" } }
        }
    }
}

/// The answer that could not be sent, with its text.
pub(crate) fn reply_again(shell: &Shell, id: &str, form: &Fields, error: &AppError) -> Markup {
    html! {
        section.card.narrow {
            h1 { "Your answer was not sent" }
            (crate::pages::ui::failure::piece(shell, error))
            (reply_form(shell, id, form.get("name"), form.raw("body")))
            p { a href=(shell.path) { "Go back" } }
        }
    }
}

//! Writing: the box with its counter, an InMail with its price, or why not.

use kith_app::{
    FieldError,
    messaging::{Explained, MessagingView},
    profiles::ProfileView,
};
use kith_core::{
    id::ConversationId,
    messaging::Way,
    refusal::{Reason, Refusal},
};
use maud::{Markup, html};

use crate::pages::ui::{
    connect::Person,
    form::{self, hidden},
    icons,
    layout::Shell,
    refusal, row, time, words,
};

/// A message that was not sent: nothing that was written gets lost.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    /// Whether it is an InMail.
    pub(crate) inmail: bool,
    /// Its subject.
    pub(crate) subject: String,
    /// The text.
    pub(crate) body: String,
    /// Why it was refused.
    pub(crate) refusal: Option<Refusal>,
    /// What cannot be taken.
    pub(crate) errors: Vec<FieldError>,
}

/// The page on which somebody is written to for the first time.
pub(crate) fn page(shell: &Shell, writing: &MessagingView, draft: &Draft) -> Markup {
    let person = Person::from(&writing.member);
    html! {
        section.card.narrow {
            p.crumb { a href={ "/in/" (person.card.handle) } { "← " (person.card.name) } }
            h1 { "Write to " (person.card.name) }
            (row::who(&person))
            (write_box(shell, writing, Some(draft), None))
        }
    }
}

/// The box, or why there is none.
pub(crate) fn write_box(
    shell: &Shell,
    writing: &MessagingView,
    draft: Option<&Draft>,
    talk: Option<ConversationId>,
) -> Markup {
    let chosen = draft.is_some_and(|draft| draft.inmail);
    let way = if chosen { &writing.inmail } else { &writing.message };
    let refused = draft.and_then(|draft| draft.refusal.as_ref()).or(way.refusal.as_ref());
    html! {
        @if let Some(refused) = refused { (panel(shell, writing, refused)) }
        @if way.allowed() { (form(writing, way, draft, talk)) }
        @else if let Some(draft) = draft.filter(|draft| !draft.body.trim().is_empty()) {
            p.muted { "What you wrote:" }
            blockquote.note { (draft.body) }
        }
        @if way.allowed() && way.price > 0 {
            p.hint {
                "You have " (words::count(writing.credits.left, "credit", "credits")) "."
                @if let Some(at) = writing.credits.frees_at { " New ones come on " (time::date(shell, at)) "." }
            }
        }
    }
}

fn panel(shell: &Shell, writing: &MessagingView, refused: &Refusal) -> Markup {
    let row = &writing.member;
    let about = refusal::About {
        handle: &row.card.handle,
        name: &row.card.name,
        following: row.tie.following,
        box_below: false,
    };
    refusal::panel(shell, refused, Some(about))
}

fn form(
    writing: &MessagingView,
    way: &Explained,
    draft: Option<&Draft>,
    talk: Option<ConversationId>,
) -> Markup {
    let card = &writing.member.card;
    let inmail = way.price > 0;
    let empty = Draft::default();
    let draft = draft.unwrap_or(&empty);
    let used = kith_core::note::length(&draft.body);
    let over = used > writing.length;
    let left = if over {
        format!("{} too many: {} characters fit", used - writing.length, writing.length)
    } else {
        format!("{} of {} characters left", writing.length - used, writing.length)
    };
    let wrong = form::error(&draft.errors, "body");
    html! {
        form.note-form method="post" action="/messages" {
            (hidden("to", &card.handle)) (hidden("name", &card.name))
            @if let Some(talk) = talk { (hidden("talk", &talk.to_string())) }
            @if inmail {
                (hidden("via", "inmail"))
                p { (icons::mail()) " " (why(way, writing)) }
                (form::Field::text("subject", "Subject").value(&draft.subject).errors(&draft.errors)
                    .most(writing.subject_length as usize * 4).required())
            } @else if talk.is_none() { p.muted { (why(way, writing)) } }
            div.field {
                label for="f-body" { "Message to " (card.name) }
                textarea #f-body name="body" rows="4" required data-count=(writing.length)
                    aria-describedby="f-body-count" aria-errormessage=[wrong.map(|_| "f-body-error")]
                    aria-invalid=[wrong.map(|_| "true")] { "\n" (draft.body) }
                @if let Some(wrong) = wrong { p.error #f-body-error { (wrong) } }
                p.counter #f-body-count data-over[over] { (left) }
            }
            div.buttons {
                button.button type="submit" {
                    @if inmail { "Send InMail for 1 credit" } @else { "Send" }
                }
            }
        }
    }
}

/// Why this may be sent, in a sentence.
fn why(way: &Explained, writing: &MessagingView) -> String {
    let name = &writing.member.card.name;
    match way.via.as_deref().and_then(Way::from_code) {
        Some(Way::Reply) => "They have written to you: you can always answer.".to_owned(),
        Some(Way::Connection) => "You are connected.".to_owned(),
        Some(Way::OpenProfile) => {
            format!("The profile of {name} is open to everybody’s messages, free of charge.")
        }
        Some(Way::Group) => {
            let group = writing.group.as_deref().unwrap_or("a group");
            format!(
                "You share {group}. Your first message is a request that {name} accepts or declines."
            )
        }
        Some(Way::InMail) => format!(
            "An InMail costs 1 credit. It comes back when {name} answers or declines within {} days; \
             a second one goes out only after an answer.",
            writing.return_days
        ),
        None => String::new(),
    }
}

/// On a profile: Message, its price, or why not; and an introduction.
pub(crate) fn buttons(shell: &Shell, view: &ProfileView) -> Markup {
    let card = &view.profile.card;
    let message = &view.actions.message;
    let introduce = &view.actions.introduce;
    let href = format!("/in/{}/message", card.handle);
    html! {
        @match &message.refusal {
            None => {
                a.button.quiet href=(href) aria-label={ "Write a message to " (card.name) } {
                    (icons::mail())
                    @if message.price > 0 { "InMail · 1 credit" } @else { "Message" }
                }
            }
            Some(refused) => {
                details.why {
                    summary { (icons::mail()) (short(refused.reason)) " – why?" }
                    (refusal::panel(shell, refused, Some(refusal::About {
                        handle: &card.handle,
                        name: &card.name,
                        following: view.tie.following,
                        box_below: false,
                    })))
                }
            }
        }
        @if introduce.allowed() {
            a.button.quiet href={ "/in/" (card.handle) "/introduce" } { (icons::people()) "Ask for an introduction" }
        }
    }
}

fn short(reason: Reason) -> &'static str {
    match reason {
        Reason::RequestPending | Reason::InMailUnanswered => "Message: waiting",
        Reason::OpenerLimit | Reason::InMailLimit | Reason::Restricted => "Message: not now",
        _ => "Message: not yet",
    }
}

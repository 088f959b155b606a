//! What may be done with a member in a list: connect, with a note, accept, withdraw, or why not.

use kith_app::{
    FieldError,
    notes::NoteCheck,
    profiles::ProfileView,
    rows::{PendingView, Permission, Row, TieState, TieView},
};
use kith_core::{
    degree::Degree,
    invitation::Source,
    refusal::{Action, Reason, Refusal},
    visibility::{Card, Visible},
};
use maud::{Markup, html};

use super::{
    coach,
    form::{self, hidden},
    icons,
    layout::Shell,
    parts, refusal, time,
};

/// A member beside the viewer, from whichever answer they came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person<'a> {
    /// Name, headline and so on.
    pub(crate) card: &'a Card,
    /// How far away.
    pub(crate) degree: Degree,
    /// How many connections both share.
    pub(crate) mutual_count: u32,
    /// Some of those.
    pub(crate) mutuals: &'a [Visible<Card>],
    /// What stands between them.
    pub(crate) tie: &'a TieView,
    /// Whether the viewer may invite them.
    pub(crate) connect: &'a Permission,
}

impl<'a> From<&'a Row> for Person<'a> {
    fn from(row: &'a Row) -> Self {
        Self {
            card: &row.card,
            degree: row.degree,
            mutual_count: row.mutual_count,
            mutuals: &row.mutuals,
            tie: &row.tie,
            connect: &row.connect,
        }
    }
}

impl<'a> From<&'a ProfileView> for Person<'a> {
    fn from(view: &'a ProfileView) -> Self {
        Self {
            card: &view.profile.card,
            degree: view.degree,
            mutual_count: view.mutual_count,
            mutuals: &view.mutuals,
            tie: &view.tie,
            connect: &view.actions.connect,
        }
    }
}

/// Where a list stands: it decides the invitation's source and where its forms lead back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The frame.
    pub(crate) shell: &'a Shell,
    /// Where invitations from here come from.
    pub(crate) source: Source,
    /// With source `mutual`: whose connections these are.
    pub(crate) via: Option<&'a str>,
    /// Whether the script may send the forms and replace their piece of the page.
    pub(crate) live: bool,
}

/// An invitation that was refused: nothing that was written gets lost.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    /// The note.
    pub(crate) note: String,
    /// The e-mail address.
    pub(crate) email: String,
    /// Why it was refused.
    pub(crate) refusal: Option<Refusal>,
    /// What cannot be taken.
    pub(crate) errors: Vec<FieldError>,
    /// What coach and writer say, where they were asked.
    pub(crate) help: Option<Help>,
}

/// What coach and writer say about a note.
#[derive(Debug, Clone, Default)]
pub(crate) struct Help {
    /// The coach's remarks.
    pub(crate) check: Option<NoteCheck>,
    /// Drafts to take over.
    pub(crate) drafts: Vec<String>,
    /// Why they are not the model's.
    pub(crate) fallback: Option<String>,
    /// What they are for.
    pub(crate) intent: String,
}

impl Draft {
    /// Whether the refusal can be overcome in the box, or the box holds words to keep.
    fn may_help(&self) -> bool {
        !self.note.trim().is_empty() || self.wants_email() || self.refusal.is_none()
    }

    /// Whether an e-mail address was given or would help.
    fn wants_email(&self) -> bool {
        self.refusal.as_ref().is_some_and(asks_email) || !self.email.is_empty()
    }
}

/// What may be done, as buttons; the script replaces this piece as a whole.
pub(crate) fn actions(person: &Person<'_>, place: &Place<'_>, draft: Option<&Draft>) -> Markup {
    html! {
        div.actions data-swap {
            @if !matches!(person.tie.state, TieState::Strangers | TieState::Resting) {
                (overtaken(person, place, draft))
            }
            @match person.tie.state {
                TieState::Myself => span.state { "This is you" },
                TieState::Connected => {
                    span.state.good { (icons::check()) "Connected" }
                    (message_link(person))
                }
                TieState::Invited => (pending(person, place)),
                TieState::Received => (received(person, place)),
                TieState::Strangers | TieState::Resting => (open(person, place, draft)),
            }
        }
    }
}

/// Where a connection is written to.
pub(crate) fn message_link(person: &Person<'_>) -> Markup {
    html! {
        a.button.quiet href={ "/in/" (person.card.handle) "/message" } aria-label={ "Write a message to " (person.card.name) } {
            (icons::mail()) "Message"
        }
    }
}

/// A refusal where inviting is not the question any more; the words are kept.
fn overtaken(person: &Person<'_>, place: &Place<'_>, draft: Option<&Draft>) -> Markup {
    html! {
        @if let Some(draft) = draft {
            @if let Some(refused) = &draft.refusal { (panel(person, place, refused, false)) }
            @if !draft.note.trim().is_empty() { (parts::note(&draft.note)) }
        }
    }
}

/// Connect and its note box, or why not.
fn open(person: &Person<'_>, place: &Place<'_>, draft: Option<&Draft>) -> Markup {
    let refused = draft.and_then(|draft| draft.refusal.as_ref());
    match (refused, &person.connect.refusal) {
        (Some(refused), _) => {
            let again = draft.is_some_and(Draft::may_help);
            html! {
                (panel(person, place, refused, again))
                @if again { (note_box(person, place, draft)) }
            }
        }
        (None, Some(refusal)) if email_opens(person.connect) && refusal.also.is_empty() => {
            note_box(person, place, draft)
        }
        (None, Some(refusal)) => html! {
            @if person.tie.following { span.state { "Following" } }
            @else { (follow_button(person, place, "button quiet")) }
            @if email_opens(person.connect) { (note_box(person, place, draft)) }
            details.why {
                summary { (short(refusal.reason)) " – why?" }
                (panel(person, place, refusal, false))
            }
        },
        (None, None) => html! {
            (connect_button(person, place))
            (note_box(person, place, draft))
        },
    }
}

/// Whether Follow, or that the viewer follows them, stands beside why inviting is not possible.
pub(crate) fn shows_follow(person: &Person<'_>) -> bool {
    let strangers = matches!(person.tie.state, TieState::Strangers | TieState::Resting);
    let email_only = |refusal: &Refusal| email_opens(person.connect) && refusal.also.is_empty();
    strangers && person.connect.refusal.as_ref().is_some_and(|refusal| !email_only(refusal))
}

/// Whether the member's e-mail address is what is missing.
fn email_opens(connect: &Permission) -> bool {
    connect.via == Some("email") || connect.refusal.as_ref().is_some_and(asks_email)
}

fn asks_email(refusal: &Refusal) -> bool {
    refusal.instead.iter().any(|instead| instead.action == Action::GiveEmail)
}

fn short(reason: Reason) -> &'static str {
    match reason {
        Reason::Gate => "Limits invitations",
        Reason::Resting | Reason::Attempts => "Not yet",
        Reason::WeeklyLimit | Reason::PendingLimit | Reason::Restricted => "Not now",
        _ => "Not possible",
    }
}

/// The refusal, about this member.
pub(crate) fn panel(
    person: &Person<'_>,
    place: &Place<'_>,
    refusal: &Refusal,
    box_below: bool,
) -> Markup {
    let about = refusal::About {
        handle: &person.card.handle,
        name: &person.card.name,
        following: person.tie.following,
        box_below,
    };
    refusal::panel(place.shell, refusal, Some(about))
}

/// The hidden fields of every invitation from here.
fn target(person: &Person<'_>, place: &Place<'_>) -> Markup {
    html! {
        (hidden("to", &person.card.handle))
        (hidden("name", &person.card.name))
        (hidden("source", place.source.code()))
        @if let Some(via) = place.via { (hidden("via", via)) }
        (hidden("back", &place.shell.path))
    }
}

fn live(place: &Place<'_>) -> Option<&'static str> {
    place.live.then_some("")
}

/// One press.
pub(crate) fn connect_button(person: &Person<'_>, place: &Place<'_>) -> Markup {
    html! {
        form method="post" action="/invitations" data-live=[live(place)] {
            (target(person, place))
            button.button type="submit" aria-label={ "Connect with " (person.card.name) } {
                (icons::plus()) "Connect"
            }
        }
    }
}

/// Two presses: the note, and the e-mail address where it is asked for. After a refusal it stands
/// open with what was written.
pub(crate) fn note_box(person: &Person<'_>, place: &Place<'_>, draft: Option<&Draft>) -> Markup {
    let email = email_opens(person.connect) || draft.is_some_and(Draft::wants_email);
    if draft.is_some() {
        return note_form(person, place, draft, email);
    }
    let (label, class) =
        if email { ("Connect …", "button") } else { ("Add a note", "button quiet") };
    html! {
        details.note-box {
            summary class=(class) {
                span.when-closed { (label) span.sr { " for " (person.card.name) } }
                span.when-open { "Close" span.sr { " the note for " (person.card.name) } }
            }
            (note_form(person, place, draft, email))
        }
    }
}

fn note_form(person: &Person<'_>, place: &Place<'_>, draft: Option<&Draft>, email: bool) -> Markup {
    let note = draft.map_or("", |draft| draft.note.as_str());
    let (left, over) = room(kith_core::note::length(note), place.shell.note_limit);
    let id = format!("note-{}", person.card.handle);
    html! {
        form.note-form id={ "invite-" (person.card.handle) } method="post" action="/invitations"
            data-live=[live(place)] {
            (target(person, place))
            @if email { (email_field(person, draft)) }
            div.field {
                label for=(id) {
                    "Note to " (person.card.name)
                    @if email { span.optional { " optional" } }
                }
                textarea id=(id) name="note" rows="4" data-count=(place.shell.note_limit) data-coached
                    aria-describedby={ (id) "-count" } { "\n" (note) }
                p.counter id={ (id) "-count" } data-over[over] { (left) }
                @if let Some(draft) = draft {
                    @if let Some(wrong) = form::error(&draft.errors, "draft") { p.error { (wrong) } }
                }
            }
            div.buttons {
                button.button type="submit" {
                    @if email { "Send invitation" } @else { "Send with note" }
                }
                button.button.quiet type="submit" formaction="/notes/draft" formnovalidate { "Draft for me" }
                button.button.quiet type="submit" formaction="/notes/check" formnovalidate { "Check my note" }
            }
            (coach::panel(coach::NOTES, note, draft.and_then(|draft| draft.help.as_ref()), &person.card.handle))
        }
    }
}

/// What the counter says; the script says the same.
pub(crate) fn room(length: u32, limit: u32) -> (String, bool) {
    if length > limit {
        (format!("{} too many: {limit} characters fit", length - limit), true)
    } else {
        (format!("{} of {limit} characters left", limit - length), false)
    }
}

fn email_field(person: &Person<'_>, draft: Option<&Draft>) -> Markup {
    let id = format!("email-{}", person.card.handle);
    let value = draft.map_or("", |draft| draft.email.as_str());
    let wrong = draft.and_then(|draft| form::error(&draft.errors, "email"));
    html! {
        div.field {
            label for=(id) { "Their e-mail address" }
            input id=(id) type="email" name="email" value=(value) required maxlength="254"
                autocomplete="off" aria-describedby={ (id) "-hint" }
                aria-invalid=[wrong.map(|_| "true")];
            @if let Some(wrong) = wrong { p.error { (wrong) } }
            p.hint id={ (id) "-hint" } {
                (person.card.name) " takes invitations from people who know it."
            }
        }
    }
}

/// Mine is waiting.
fn pending(person: &Person<'_>, place: &Place<'_>) -> Markup {
    html! {
        span.state {
            (icons::clock()) "Pending"
            @if let Some(sent) = &person.tie.invitation { " · " (time::relative(place.shell, sent.sent_at)) }
        }
        @if let Some(sent) = &person.tie.invitation { (withdraw(person, place, sent)) }
    }
}

/// Takes mine back.
pub(crate) fn withdraw(person: &Person<'_>, place: &Place<'_>, sent: &PendingView) -> Markup {
    html! {
        form method="post" action={ "/invitations/" (sent.id) "/withdraw" } data-live=[live(place)] {
            (target(person, place))
            button.link type="submit" aria-label={ "Withdraw the invitation to " (person.card.name) } {
                "Withdraw"
            }
        }
    }
}

/// Theirs waits for me.
pub(crate) fn received(person: &Person<'_>, place: &Place<'_>) -> Markup {
    html! {
        @if let Some(got) = &person.tie.invitation {
            form method="post" action={ "/invitations/" (got.id) "/accept" } data-live=[live(place)] {
                (target(person, place))
                button.button type="submit" aria-label={ "Accept the invitation from " (person.card.name) } {
                    (icons::check()) "Accept"
                }
            }
            form method="post" action={ "/invitations/" (got.id) "/ignore" } data-live=[live(place)] {
                (target(person, place))
                button.button.quiet type="submit" aria-label={ "Ignore the invitation from " (person.card.name) } {
                    "Ignore"
                }
            }
        } @else {
            a.button href="/network/received" { "Answer their invitation" }
        }
    }
}

/// Follows them.
pub(crate) fn follow_button(person: &Person<'_>, place: &Place<'_>, class: &str) -> Markup {
    let action = format!("/in/{}/follow", person.card.handle);
    parts::post(&action, &place.shell.path, &person.card.name, class, "Follow")
}

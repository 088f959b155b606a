//! A “no” on a page: why, until when, and what works instead.

use kith_core::refusal::{Action, Instead, Reason, Refusal};
use maud::{Markup, html};

use super::{form::hidden, icons, layout::Shell, time, words};

/// Where what works instead is done. `handle` is the member it is about.
#[must_use]
pub fn href(action: Action, handle: Option<&str>) -> String {
    let about = |rest: &str| match handle {
        Some(handle) => format!("/in/{handle}{rest}"),
        None => "/search".to_owned(),
    };
    match action {
        Action::Accept => "/network/received".to_owned(),
        Action::Engage | Action::Follow => about(""),
        Action::Message => about("/message"),
        Action::InMail => about("/message?via=inmail"),
        Action::Introduce => about("/introduce"),
        Action::Invite => about("#connect"),
        Action::JoinGroup => "/groups".to_owned(),
        Action::GiveEmail | Action::ShortenNote | Action::DropNote => about("#connect"),
        Action::AskMutual => about("/mutuals"),
        Action::Wait => "/limits".to_owned(),
        Action::WithdrawOldest => "/network/sent?older_than_days=30".to_owned(),
        Action::SeeSent => "/network/sent".to_owned(),
        Action::Appeal => "/limits#appeal".to_owned(),
        Action::RemoveConnections => "/network/connections".to_owned(),
        Action::FindPeople => "/search".to_owned(),
        Action::HandOver | Action::FindGroups => "/groups".to_owned(),
        Action::FindEvents => "/events".to_owned(),
        Action::FindCompanies => "/companies".to_owned(),
        Action::ComeBack => "/sign-in".to_owned(),
        Action::ChangeViewing => "/settings#f-viewing_mode".to_owned(),
    }
}

/// Whom a refusal is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    /// Their handle.
    pub(crate) handle: &'a str,
    /// Their name.
    pub(crate) name: &'a str,
    /// Whether the viewer follows them already.
    pub(crate) following: bool,
    /// Whether the note box stands right below.
    pub(crate) box_below: bool,
}

/// The panel.
pub(crate) fn panel(shell: &Shell, refusal: &Refusal, about: Option<About<'_>>) -> Markup {
    let also: Vec<&str> = refusal.also.iter().map(|reason| words::also(*reason)).collect();
    html! {
        div.refusal role="group" aria-label="Why not, and what works instead" {
            (icons::stop())
            div.refusal-body {
                p.refusal-title { (words::reason(refusal.reason)) }
                p { (refusal.detail) }
                @if let Some(until) = refusal.until {
                    p.refusal-until { (icons::clock()) span { (until_words(refusal.reason)) " " (time::exactly(shell, until)) } }
                }
                @if !also.is_empty() {
                    p.muted { "Also: " (also.join("; ")) "." }
                }
                @if !refusal.instead.is_empty() {
                    p.instead-title { "What works instead" }
                    ul.instead {
                        @for instead in &refusal.instead { (way(shell, instead, about)) }
                    }
                }
            }
        }
    }
}

fn until_words(reason: Reason) -> &'static str {
    match reason {
        Reason::WeeklyLimit | Reason::EmailLimit => "The next one frees",
        Reason::NotesLimit => "New notes from",
        Reason::PendingLimit => "The oldest lapses",
        Reason::Restricted => "Paused until",
        Reason::AlreadyPending | Reason::IntroductionPending => "It lapses",
        Reason::OpenerLimit => "New ones from",
        Reason::InMailLimit => "New credits come",
        _ => "Possible again from",
    }
}

/// One thing that works instead: a button where one press does it, else a link.
fn way(shell: &Shell, instead: &Instead, about: Option<About<'_>>) -> Markup {
    let to = href(instead.action, about.map(|about| about.handle));
    let boxed = about.filter(|about| about.box_below);
    html! {
        li {
            @match (instead.action, about, boxed) {
                _ if instead.done == Some(true) => {
                    span.done { (icons::check()) (instead.label) " – done since" }
                },
                (Action::Follow | Action::Engage, Some(about), _) if !about.following => {
                    form method="post" action={ "/in/" (about.handle) "/follow" } {
                        (hidden("back", &shell.path)) (hidden("name", about.name))
                        button type="submit" { (instead.label) }
                    }
                },
                (Action::DropNote, _, Some(about)) => {
                    button type="submit" name="without" value="yes" form={ "invite-" (about.handle) } {
                        (instead.label)
                    }
                },
                (Action::ShortenNote, _, Some(about)) => {
                    a href={ "#note-" (about.handle) } { (instead.label) }
                },
                (Action::GiveEmail, _, Some(about)) => {
                    a href={ "#email-" (about.handle) } { (instead.label) }
                },
                _ => a href=(to) { (instead.label) },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_works_instead_has_a_place() {
        for action in Action::ALL {
            for handle in [None, Some("ana")] {
                assert!(href(*action, handle).starts_with('/'), "{action:?}");
            }
        }
        assert_eq!(href(Action::AskMutual, Some("ana")), "/in/ana/mutuals");
        assert_eq!(href(Action::Appeal, None), "/limits#appeal");
    }
}

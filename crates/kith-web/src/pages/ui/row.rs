//! Members in lists, and strips of them.

use kith_core::visibility::{Card, Visible};
use maud::{Markup, html};

use super::{
    avatar::{badge, face},
    connect::Person,
    icons, words,
};

/// A name that leads to the profile.
pub(crate) fn name(card: &Card) -> Markup {
    html! {
        // A former member has none any more.
        @if card.handle.is_empty() { span { (card.name) } }
        @else { a href={ "/in/" (card.handle) } { (card.name) } }
    }
}

/// Who somebody is, on a few lines.
pub(crate) fn who(person: &Person<'_>) -> Markup {
    let card = person.card;
    let place: Vec<&str> =
        [card.location.as_deref(), card.industry.as_deref()].into_iter().flatten().collect();
    html! {
        div.who {
            p.who-name { (name(card)) " " (badge(person.degree)) }
            @if let Some(headline) = &card.headline { p.headline { (headline) } }
            @if !place.is_empty() { p.muted { (place.join(" · ")) } }
            (mutuals(person))
        }
    }
}

/// A row: who, and what may be done.
pub(crate) fn row(person: &Person<'_>, extra: &Markup, actions: &Markup) -> Markup {
    html! {
        li.row data-item {
            (face(person.card, "medium"))
            div.row-body {
                (who(person))
                (extra)
            }
            (actions)
        }
    }
}

/// How many connections both share, with two of their names.
pub(crate) fn mutuals(person: &Person<'_>) -> Markup {
    shared(&person.card.handle, person.mutual_count, person.mutuals)
}

/// The same, of anybody by their handle.
pub(crate) fn shared(handle: &str, count: u32, mutuals: &[Visible<Card>]) -> Markup {
    html! {
        @if count > 0 {
            p.mutuals {
                @if !mutuals.is_empty() { (stack(mutuals)) }
                span { (mutual_names(handle, count, mutuals)) }
            }
        }
    }
}

/// `Ana and Bob are mutual connections`, `Ana, Bob and 10 others are …`.
pub(crate) fn mutual_names(handle: &str, count: u32, mutuals: &[Visible<Card>]) -> Markup {
    let named = &mutuals[..mutuals.len().min(2)];
    let shown = u32::try_from(named.len()).unwrap_or(0);
    let rest = count.saturating_sub(shown);
    let all = format!("/in/{handle}/mutuals");
    html! {
        @if named.is_empty() {
            a href=(all) { (words::count(count, "mutual connection", "mutual connections")) }
        } @else {
            @for (at, card) in named.iter().enumerate() {
                @if at > 0 { @if rest > 0 { ", " } @else { " and " } }
                (name(card))
            }
            @if rest > 0 { " and " a href=(all) { (words::count(rest, "other", "others")) } }
            @if shown == 1 && rest == 0 { " is a mutual connection" }
            @else { " are mutual connections" }
        }
    }
}

/// Faces that overlap.
pub(crate) fn stack(cards: &[Visible<Card>]) -> Markup {
    html! {
        span.stack aria-hidden="true" {
            @for card in cards.iter().take(3) { (face(card, "tiny")) }
        }
    }
}

/// People from one end of a path to the other.
pub(crate) fn path(people: &[Visible<Card>]) -> Markup {
    let last = people.len().saturating_sub(1);
    html! {
        ol.path {
            @for (at, card) in people.iter().enumerate() {
                li {
                    (face(card, "small"))
                    @if at == 0 { span.path-name { "You" } }
                    @else if at == last { span.path-name { (card.name) } }
                    @else { span.path-name { (name(card)) } }
                    @if at < last { span.path-step { (icons::arrow()) } }
                }
            }
        }
    }
}

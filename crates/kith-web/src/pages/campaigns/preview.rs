//! The audience before the start: who takes part, who is left out, and why.

use kith_app::campaigns::preview::{Preview, Previewed};
use maud::{Markup, html};

use crate::pages::ui::{face, layout::Shell, parts, row, time, words};

pub(super) fn view(shell: &Shell, here: &str, preview: &Preview) -> Markup {
    html! {
        @if preview.total == 0 && preview.unknown.is_empty() {
            (parts::empty("Nobody yet", "Name people, or choose a search, in the first part.", &[]))
        } @else {
            p.coach-summary {
                (super::people(preview.ready)) " of " (preview.total) " take part"
                @if preview.working_days > 0 { ", over " (words::count(preview.working_days, "working day", "working days")) " at least" }
                "."
            }
            @if preview.longest > 0 {
                p { "The longest note has " (preview.longest) " of " (preview.limit) " characters." }
            }
            @if !preview.left_out.is_empty() || !preview.unknown.is_empty() {
                h3 { "Left out" }
                ul.facts {
                    @for one in &preview.left_out { li { (one.label) ": " (one.count) } }
                    @if !preview.unknown.is_empty() {
                        li { "There is no such member: " (preview.unknown.join(", ")) }
                    }
                }
            }
            @if !preview.items.is_empty() {
                h3 { "Everybody" }
                ul.rows.previews { @for one in &preview.items { (person(shell, one)) } }
            }
            (parts::pager(here, &[], None, preview.next.as_deref()))
        }
    }
}

fn person(shell: &Shell, one: &Previewed) -> Markup {
    let card = &one.member.card;
    html! {
        li.row {
            (face(card, "small"))
            div.row-body {
                p.who-name { (row::name(card)) }
                @if let Some(label) = one.label {
                    p.error {
                        (label)
                        @if !one.missing.is_empty() { ": {" (one.missing.join("}, {")) "}" }
                        @if let Some(until) = one.until { ", until " (time::date(shell, until)) }
                    }
                } @else {
                    @for (at, note) in one.notes.iter().enumerate() {
                        @if one.notes.len() > 1 { p.hint { @if at == 0 { "First note" } @else { "Second note" } } }
                        @match note {
                            Some(text) => blockquote.note { (text) },
                            None => p.muted { "Without a note" },
                        }
                    }
                }
            }
        }
    }
}

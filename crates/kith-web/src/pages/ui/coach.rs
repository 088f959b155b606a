//! What the coach says under a note box, and the drafts that may be taken over.

use kith_app::{
    FieldError,
    notes::{Intent, NoteCheck, Remark},
};
use maud::{Markup, html};

use super::{connect::Help, icons};

/// Where a note to a member is judged and drafted.
pub(crate) const NOTES: &str = "/notes";

/// Remarks and drafts under the box; the script replaces the remarks while somebody types. `at` is
/// where the buttons lead, with `/check` and `/draft` behind it.
pub(crate) fn panel(at: &str, note: &str, help: Option<&Help>, handle: &str) -> Markup {
    let check = help.and_then(|help| help.check.as_ref());
    html! {
        div.coach data-coach {
            @if let Some(check) = check { (remarks(at, note, check)) }
        }
        @if let Some(help) = help.filter(|help| !help.drafts.is_empty()) {
            (drafts(at, note, help, handle))
        }
    }
}

/// What the coach says about the words in the box.
pub(crate) fn remarks(at: &str, note: &str, check: &NoteCheck) -> Markup {
    let units: Vec<u16> = note.encode_utf16().collect();
    html! {
        p.coach-summary data-summary {
            @if check.remarks.is_empty() && check.length > 0 { (icons::check()) }
            (summary(check))
        }
        @if !check.remarks.is_empty() {
            ul.remarks {
                @for remark in &check.remarks { (one(at, &units, remark)) }
            }
        }
        @if !check.common_ground.is_empty() {
            p.hint { strong { "You have in common" } }
            ul.ground { @for line in &check.common_ground { li { (line) } } }
        }
    }
}

/// The same about words that stand in no box: nothing can be taken over.
pub(crate) fn said(note: &str, check: &NoteCheck) -> Markup {
    let units: Vec<u16> = note.encode_utf16().collect();
    html! {
        @if check.remarks.is_empty() { p.state.good { (icons::check()) (summary(check)) } }
        @else {
            ul.remarks {
                @for remark in &check.remarks { (one(&units, &Remark { fix: None, ..remark.clone() })) }
            }
        }
    }
}

/// The same in a line.
pub(crate) fn summary(check: &NoteCheck) -> String {
    match (check.length, check.remarks.len()) {
        (0, _) => "Write a few words, or take a draft.".to_owned(),
        (_, 0) => "Nothing to remark: this reads well.".to_owned(),
        (_, 1) => "1 suggestion. You may send it as it is.".to_owned(),
        (_, count) => format!("{count} suggestions. You may send it as it is."),
    }
}

/// The longest words that are shown whole, in UTF-16 code units.
const SHOWN: usize = 48;

fn one(at: &str, units: &[u16], remark: &Remark) -> Markup {
    let range = remark.start.min(units.len())..remark.end.min(units.len());
    let pointed = units.get(range).unwrap_or_default();
    let words = String::from_utf16_lossy(pointed);
    let whole = pointed.len() > SHOWN;
    let value = remark
        .fix
        .as_ref()
        .and_then(|fix| serde_json::to_string(&(remark.start, remark.end, &words, fix)).ok());
    html! {
        li.remark {
            @if whole { span.words { "The note" } } @else if !words.trim().is_empty() { span.words { "“" (words) "”" } }
            span { (remark.message) }
            @if let (Some(fix), Some(value)) = (&remark.fix, value) {
                button.link type="submit" formaction={ (at) "/check" } formnovalidate name="fix" value=(value) {
                    "Write “" (fix) "”"
                }
            }
        }
    }
}

/// What keeps a note from being judged.
pub(crate) fn errors(errors: &[FieldError]) -> Markup {
    html! { @for error in errors { p.error { (error.message) } } }
}

/// The drafts, each ready to be taken over, and what they are for.
fn drafts(at: &str, note: &str, help: &Help, handle: &str) -> Markup {
    let id = format!("intent-{handle}");
    html! {
        fieldset.drafts {
            legend { "Drafts" }
            @if let Some(fallback) = &help.fallback { p.hint { (fallback) } }
            ul {
                @for draft in &help.drafts {
                    li {
                        p.note { (draft) }
                        @if draft == note { span.state.good { (icons::check()) "In the box" } }
                        @else {
                            button.link type="submit" formaction={ (at) "/check" } formnovalidate name="use" value=(draft) {
                                "Use this one" span.sr { ": " (draft) }
                            }
                        }
                    }
                }
            }
            div.field {
                label for=(id) { "I would like to" }
                select id=(id) name="intent" {
                    @for intent in Intent::ALL {
                        option value=(intent.code()) selected[intent.code() == help.intent] { (intent.label()) }
                    }
                }
            }
            button.button.quiet type="submit" formaction={ (at) "/draft" } formnovalidate { "Draft again" }
        }
    }
}

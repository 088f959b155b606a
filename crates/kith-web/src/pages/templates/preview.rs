//! How a template reads for real people, beside the editor.

use axum::http::StatusCode;
use kith_app::{
    AppError, FieldError,
    templates::{Preview, PreviewQuery, Previewed},
};
use kith_core::template::Purpose;
use maud::{Markup, html};

use super::editor::{self, Editor, text_of};
use crate::pages::{
    fields::Fields,
    ui::{coach, face, icons, row, words},
    visit::{Answer, Signed, piece, status},
};

fn query(form: &Fields) -> PreviewQuery {
    let people = form.get("people").split([',', ' ']).map(|one| one.trim().trim_start_matches('@'));
    let given = ["event", "topic"].map(|name| (name.to_owned(), form.get(name).to_owned()));
    PreviewQuery {
        text: text_of(form),
        purpose: Purpose::from_code(form.get("purpose")),
        people: people.filter(|one| !one.is_empty()).map(str::to_lowercase).collect(),
        given: given.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
    }
}

/// The errors as the editor's fields are called.
fn on_page(errors: Vec<FieldError>) -> Vec<FieldError> {
    let named = |error: FieldError| {
        let field = error.field.strip_prefix("given.").unwrap_or(&error.field).to_owned();
        FieldError { field, ..error }
    };
    errors.into_iter().map(named).collect()
}

pub(super) async fn show(me: Signed, mut form: Fields) -> Answer {
    let asked = query(&form);
    let text = asked.text.clone();
    let (_, previewed) = me.try_read(move |app, actor| app.preview_template(actor, &asked)).await?;
    let (preview, errors) = match previewed {
        Ok(preview) => (Some(preview), Vec::new()),
        Err(AppError::Invalid(errors)) => (None, on_page(errors)),
        Err(error) => return Err(me.failure("/templates", error).await),
    };
    let code =
        if errors.is_empty() { StatusCode::OK } else { status(&AppError::Invalid(Vec::new())) };
    if me.visit.fragment {
        return Ok(piece(code, &panel(preview.as_ref(), &errors)));
    }
    form.0.retain(|(name, _)| name != "text" && name != "insert");
    form.0.push(("text".to_owned(), text));
    editor::again(me, code, Editor { fields: form, errors, preview }).await
}

/// What the script replaces while somebody writes.
pub(super) fn panel(preview: Option<&Preview>, errors: &[FieldError]) -> Markup {
    html! {
        div #preview.preview data-preview-of="template" {
            @for error in errors { p.error { (error.message) } }
            @if let Some(preview) = preview { (texts(preview)) }
            @else if errors.is_empty() {
                p.muted { "Press Preview to see the text as people would get it." }
            }
        }
    }
}

fn texts(preview: &Preview) -> Markup {
    let total = preview.people.len() as u32;
    let over = preview.longest.saturating_sub(preview.limit);
    html! {
        p.coach-summary data-summary {
            @if total == 0 { "There is nobody to try it on yet: name somebody above." }
            @else {
                @if preview.ready == total { (icons::check()) }
                (preview.ready) " of " (words::count(total, "person", "people")) " would get it. "
                @if over > 0 { "The longest text is " (over) " too long." }
                @else if preview.longest > 0 { "The longest has " (preview.longest) " of " (preview.limit) " characters." }
            }
        }
        ul.rows.previews { @for one in &preview.people { (person(one)) } }
        @if let (Some(check), Some(text)) = (&preview.coach, preview.people.iter().find_map(|one| one.text.as_deref())) {
            h3 { "What the coach says about the first" }
            (coach::said(text, check))
        }
    }
}

fn person(one: &Previewed) -> Markup {
    html! {
        li.row {
            @if let Some(card) = &one.member { (face(card, "small")) }
            div.row-body {
                p.who-name {
                    @if let Some(card) = &one.member { (row::name(card)) } @else { (one.handle) }
                }
                @if let Some(text) = &one.text { blockquote.note { (text) } }
                @if let Some(problem) = &one.problem { p.error { (problem) } }
                @else if let Some(length) = one.length { p.hint { (length) " characters" } }
            }
        }
    }
}

//! The next note, to somebody who is not here: coach and drafts, to be copied by hand.

use axum::http::StatusCode;
use kith_app::{AppError, FieldError, desk::Outsider, notes::NoteDrafts};
use maud::{Markup, html};

use crate::pages::{
    fields::Fields,
    notes::{begun, unix, wanted},
    ui::{
        coach,
        connect::{Help, room},
        form::{self, Field},
        layout::{Section, Shell},
    },
    visit::{Answer, Signed, piece},
};

/// What stands in the box.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    them: Outsider,
    note: String,
    help: Option<Help>,
    errors: Vec<FieldError>,
}

fn outsider(form: &Fields) -> Outsider {
    let field = |name: &str| form.get(name).to_owned();
    Outsider {
        first_name: field("first_name"),
        last_name: field("last_name"),
        company: field("company"),
        title: field("title"),
        event: field("event"),
        group: field("group"),
    }
}

pub(super) async fn check(me: Signed, form: Fields) -> Answer {
    let (note, them) = (wanted(&form), outsider(&form));
    let (text, about) = (note.clone(), them.clone());
    let read = me.try_read(move |app, actor| app.check_desk_note(actor, &about, &text)).await?;
    match read.1 {
        Ok(checked) if form.has("typing") => {
            Ok(piece(StatusCode::OK, &coach::remarks(super::HERE, &note, &checked)))
        }
        Ok(checked) => {
            let help = Help { check: Some(checked), ..Help::default() };
            again(me, Draft { them, note, help: Some(help), errors: Vec::new() }).await
        }
        Err(AppError::Invalid(errors)) if form.has("typing") => {
            Ok(piece(StatusCode::UNPROCESSABLE_ENTITY, &coach::errors(&errors)))
        }
        Err(error) => refused(me, them, note, error).await,
    }
}

pub(super) async fn draft(me: Signed, form: Fields) -> Answer {
    let (note, them) = (unix(form.raw("note")), outsider(&form));
    let intent = form.filled("intent").unwrap_or_else(|| "connect".to_owned());
    let (about, wish) = (them.clone(), intent.clone());
    let brief = me.try_read(move |app, actor| app.brief_desk_note(actor, &about, &wish, None));
    let NoteDrafts { drafts, fallback, .. } = match brief.await?.1 {
        Ok(brief) => me.draft(brief).await,
        Err(error) => return refused(me, them, note, error).await,
    };
    let note = begun(note, &drafts);
    let (about, text) = (them.clone(), note.clone());
    let read = me.try_read(move |app, actor| app.check_desk_note(actor, &about, &text));
    match read.await?.1 {
        Ok(check) => {
            let help = Help { check: Some(check), drafts, fallback, intent };
            again(me, Draft { them, note, help: Some(help), errors: Vec::new() }).await
        }
        Err(error) => refused(me, them, note, error).await,
    }
}

/// What is wrong stands beside the box, where it is the form's.
async fn refused(me: Signed, them: Outsider, note: String, error: AppError) -> Answer {
    match error {
        AppError::Invalid(errors) => again(me, Draft { them, note, help: None, errors }).await,
        error => Err(me.failure(super::HERE, error).await),
    }
}

/// The desk again, with the box as it is.
async fn again(me: Signed, draft: Draft) -> Answer {
    let (mut shell, desk) = me.read(|app, actor| app.desk(actor)).await?;
    super::HERE.clone_into(&mut shell.path);
    let page = super::view(&shell, &desk, &draft);
    let right = draft.errors.is_empty();
    let status = if right { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(me.visit.page(status, &shell, super::TITLE, Section::Network, &page))
}

/// The box.
pub(super) fn card(shell: &Shell, draft: &Draft) -> Markup {
    let Draft { them, note, help, errors } = draft;
    let (left, over) = room(kith_core::note::length(note), shell.note_limit);
    let field = |name, label, value| {
        Field::text(name, label).value(value).errors(errors).most(100).complete("off")
    };
    html! {
        section.card #note {
            h2 { "Your next note" }
            p.muted { "To somebody who is not here. Say what you know of them; coach and writer use nothing else. Copy the note where you need it: kith sends nothing." }
            (form::summary(errors))
            form.stack-form method="post" action="/desk/check#note" data-coach-at="/desk/check" {
                div.pair {
                    (field("first_name", "First name", &them.first_name).required())
                    (field("last_name", "Last name", &them.last_name))
                    (field("title", "What they do", &them.title))
                    (field("company", "Where they work", &them.company))
                    (field("event", "An event where you both were", &them.event))
                    (field("group", "A group that you are both in", &them.group))
                }
                div.field {
                    label for="f-draft" { "Note" span.optional { " optional" } }
                    textarea #f-draft name="note" rows="4" data-count=(shell.note_limit) data-coached
                        aria-describedby="f-draft-count" { "\n" (note) }
                    p.counter #f-draft-count data-over[over] { (left) }
                    @if let Some(wrong) = form::error(errors, "draft") { p.error { (wrong) } }
                }
                div.buttons {
                    button.button type="submit" { "Check my note" }
                    button.button.quiet type="submit" formaction="/desk/draft#note" { "Draft for me" }
                }
                (coach::panel(super::HERE, note, help.as_ref(), "desk"))
            }
        }
    }
}

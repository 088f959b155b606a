//! The editor of a template: its text, placeholders to press, and how it reads for real people.

use axum::{extract::Path, http::StatusCode};
use kith_app::{
    Actor, App, AppError, FieldError, Paging,
    communities::CommunityQuery,
    templates::{Placeholder, Preview, TemplateFields, TemplateView},
};
use kith_core::{
    account::Role,
    id::GroupId,
    template::{Circle, LONGEST_NAME, LONGEST_TEXT, Library, Purpose},
};
use maud::{Markup, html};

use super::preview;
use crate::pages::{
    fields::Fields,
    flash::{Done, Flash},
    outreach,
    ui::{
        form::{self, Field, hidden},
        layout::Section,
    },
    visit::{Answer, Signed, status},
};

/// What the editor shows.
pub(super) struct Editor {
    /// What stands in it.
    pub(super) fields: Fields,
    /// What is wrong.
    pub(super) errors: Vec<FieldError>,
    /// How it reads, if it was asked.
    pub(super) preview: Option<Preview>,
}

/// With whom the member may share.
#[derive(Debug, Default)]
struct Sharing {
    everybody: bool,
    groups: Vec<(GroupId, String)>,
}

fn sharing(app: &App, actor: &Actor) -> Result<Sharing, AppError> {
    let paging = Paging { limit: Some(100), after: None };
    let mine = app.groups(actor, &CommunityQuery { mine: true, q: String::new(), paging })?;
    let moderated =
        mine.items.into_iter().filter(|one| one.membership.is_some_and(|m| m.moderates()));
    Ok(Sharing {
        everybody: actor.role == Role::Operator,
        groups: moderated.map(|one| (one.id, one.name)).collect(),
    })
}

fn fields_of(form: &Fields) -> TemplateFields {
    let shared = form.get("shared_with");
    let group: Option<GroupId> = shared.parse().ok();
    let circle = if group.is_some() { Some(Circle::Group) } else { Circle::from_code(shared) };
    TemplateFields {
        name: Some(form.get("name").to_owned()),
        purpose: Purpose::from_code(form.get("purpose")),
        text: Some(text_of(form)),
        shared_with: circle.or(Some(Circle::Me)),
        group,
    }
}

/// The text, with a placeholder after it where its button was pressed without script. A browser
/// sends line breaks as two signs.
pub(super) fn text_of(form: &Fields) -> String {
    let text = form.raw("text").replace("\r\n", "\n");
    match Placeholder::from_name(form.get("insert")) {
        Some(placeholder) if text.is_empty() || text.ends_with(char::is_whitespace) => {
            format!("{text}{placeholder}")
        }
        Some(placeholder) => format!("{text} {placeholder}"),
        None => text,
    }
}

/// What stands in the editor of a template.
fn filled(found: &TemplateView, own: bool) -> Fields {
    let name = if own || found.library == Library::Shared { found.name.as_str() } else { "" };
    let shared = match found.group {
        _ if !own => Circle::Me.code().to_owned(),
        Some(group) => group.to_string(),
        None => found.shared_with.code().to_owned(),
    };
    let mut fields = vec![
        ("name".to_owned(), name.to_owned()),
        ("text".to_owned(), found.text.clone()),
        ("purpose".to_owned(), found.purpose.code().to_owned()),
        ("shared_with".to_owned(), shared),
    ];
    if own {
        fields.push(("id".to_owned(), found.id.clone()));
    }
    Fields(fields)
}

pub(super) async fn new(me: Signed, query: Fields) -> Answer {
    let from = query.filled("from");
    let (shell, (fields, sharing)) = me
        .read(move |app, actor| {
            let fields = match from {
                Some(id) => filled(&app.template(actor, &id)?, false),
                None => Fields::default(),
            };
            Ok((fields, sharing(app, actor)?))
        })
        .await?;
    let editor = Editor { fields, errors: Vec::new(), preview: None };
    let page = view(&editor, &sharing, shell.note_limit);
    Ok(me.page(&shell, "New template", Section::Network, &page))
}

pub(super) async fn edit(me: Signed, Path(id): Path<String>) -> Answer {
    let id = super::own(&me, &id).await?.to_string();
    let read = move |app: &App, actor: &Actor| {
        let found = super::mine(app.template(actor, &id)?)?;
        Ok((filled(&found, true), sharing(app, actor)?))
    };
    let (shell, (fields, sharing)) = me.read(read).await?;
    let editor = Editor { fields, errors: Vec::new(), preview: None };
    let page = view(&editor, &sharing, shell.note_limit);
    Ok(me.page(&shell, "Edit the template", Section::Network, &page))
}

pub(super) async fn create(me: Signed, form: Fields) -> Answer {
    let ask = me.ask();
    let written = me.app().create_template(&ask, fields_of(&form)).await;
    saved(me, form, written).await
}

pub(super) async fn change(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let id = super::own(&me, &id).await?;
    let ask = me.ask();
    let written = me.app().change_template(&ask, id, fields_of(&form)).await;
    saved(me, form, written).await
}

async fn saved<T>(
    me: Signed,
    form: Fields,
    written: Result<kith_app::Written<T>, AppError>,
) -> Answer {
    match written {
        Ok(written) => {
            let flash = Flash::about(Done::TemplateSaved, "", form.get("name"));
            Ok(me.done("/templates", &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => {
            let code = status(&AppError::Invalid(Vec::new()));
            again(me, code, Editor { fields: form, errors, preview: None }).await
        }
        Err(error) => Err(me.failure("/templates", error).await),
    }
}

/// The editor again, with what is wrong or how it reads.
pub(super) async fn again(me: Signed, status: StatusCode, editor: Editor) -> Answer {
    let (mut shell, sharing) = me.read(sharing).await?;
    "/templates".clone_into(&mut shell.path);
    let page = view(&editor, &sharing, shell.note_limit);
    let title = if editor.fields.has("id") { "Edit the template" } else { "New template" };
    Ok(me.visit.page(status, &shell, title, Section::Network, &page))
}

fn view(editor: &Editor, sharing: &Sharing, limit: u32) -> Markup {
    let Editor { fields, errors, preview } = editor;
    let id = fields.filled("id");
    let action = id.as_ref().map_or("/templates".to_owned(), |id| format!("/templates/{id}"));
    let text = text_of(fields);
    let hint = format!(
        "A note has at most {limit} characters by your plan, counted on the longest filled text."
    );
    let body = html! {
        form.two.template-form method="post" action=(action) data-template {
            div.card.stack-form {
                h1 { @if id.is_some() { "Edit the template" } @else { "New template" } }
                @if let Some(id) = &id { (hidden("id", id)) }
                (form::summary(errors))
                (Field::text("name", "Name").value(fields.raw("name")).most(LONGEST_NAME).required()
                    .errors(errors).hint("Only who finds the template sees it."))
                (Field::area("text", "Text", 7).value(&text).most(LONGEST_TEXT).required()
                    .errors(errors).hint(&hint))
                (placeholders())
                (purpose(fields))
                (share(fields, sharing, errors))
                div.buttons {
                    button.button type="submit" { "Save" }
                    a.button.quiet href="/templates" { "Cancel" }
                }
            }
            div.card.stack-form {
                h2 { "How it reads" }
                (Field::text("people", "Try it on").value(fields.raw("people")).most(500).errors(errors)
                    .hint("Handles, separated by commas. Left empty, some people you may want to write to."))
                (Field::text("event", "Event").value(fields.raw("event")).most(100)
                    .hint("What {event} says for everybody; left empty, an event that you both go to."))
                (Field::text("topic", "Topic").value(fields.raw("topic")).most(100)
                    .hint("What {topic} says; left empty, a skill of theirs."))
                button.button.quiet type="submit" formaction="/templates/preview" formnovalidate { "Preview" }
                (preview::panel(preview.as_ref(), &[]))
            }
        }
    };
    outreach::page("/templates", &body)
}

/// A button for each placeholder.
fn placeholders() -> Markup {
    html! {
        fieldset.placeholders {
            legend { "Put in a placeholder" }
            div.chips {
                @for one in Placeholder::ALL {
                    button.chip type="submit" formaction="/templates/preview" formnovalidate
                        name="insert" value=(one.name()) title=(one.means()) data-insert=(one) {
                        (one.name().replace('_', " ")) span.sr { ": " (one.means()) }
                    }
                }
            }
        }
    }
}

fn purpose(fields: &Fields) -> Markup {
    let chosen = Purpose::from_code(fields.get("purpose")).unwrap_or(Purpose::Note);
    html! {
        fieldset {
            legend { "What it is for" }
            (form::choice("purpose", "note", chosen == Purpose::Note, "The note of an invitation", ""))
            (form::choice("purpose", "message", chosen == Purpose::Message, "A message to a connection",
                "Such as a thank-you after somebody accepted."))
        }
    }
}

/// Who else finds it; nothing where the member shares with nobody anyway.
fn share(fields: &Fields, sharing: &Sharing, errors: &[FieldError]) -> Markup {
    let chosen = fields.get("shared_with");
    let wrong = form::error(errors, "shared_with").or_else(|| form::error(errors, "group"));
    html! {
        @if sharing.everybody || !sharing.groups.is_empty() || wrong.is_some() {
            div.field {
                label for="f-shared_with" { "Who finds it" }
                select #f-shared_with name="shared_with" {
                    option value="me" selected[chosen.is_empty() || chosen == "me"] { "Only me" }
                    @for (id, name) in &sharing.groups {
                        @let id = id.to_string();
                        option value=(id) selected[chosen == id] { "Members of " (name) }
                    }
                    @if sharing.everybody {
                        option value="everybody" selected[chosen == "everybody"] { "Everybody" }
                    }
                }
                @if let Some(wrong) = wrong { p.error { (wrong) } }
            }
        }
    }
}

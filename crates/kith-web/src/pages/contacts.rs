//! People about whom I keep labels and a note, for myself alone.

use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use kith_app::{
    AppError, FieldError, Page,
    contacts::{ContactView, LabelView},
};
use kith_core::{
    contact::{Contact, LONGEST_NOTE},
    invitation::Source,
};
use maud::{Markup, html};

use super::{
    fields::{Fields, link},
    flash::{Done, Flash},
    outreach,
    ui::{
        connect::{self, Person, Place},
        form::{self, Field, hidden},
        layout::{Section, Shell},
        parts, row, words,
    },
    upload::Upload,
    visit::{Answer, Failure, Signed, status},
};
use crate::{api::contacts::file, state::WebState};

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/contacts", get(list))
        .route("/contacts/file", get(download).post(import))
        .route("/in/{handle}/keep", get(edit).post(keep))
}

/// What the list shows.
struct Shown {
    page: Page<ContactView>,
    labels: Vec<LabelView>,
    label: Option<String>,
    after: Option<String>,
}

async fn list(me: Signed, query: Fields) -> Answer {
    answer(me, StatusCode::OK, &query, &[]).await
}

async fn answer(me: Signed, code: StatusCode, query: &Fields, errors: &[FieldError]) -> Answer {
    let (label, paging) = (query.filled("label"), query.paging());
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let page = app.contacts(actor, label.as_deref(), &paging)?;
        Ok(Shown { page, labels: app.labels(actor)?, label, after: paging.after })
    };
    let (shell, shown) = me.read(read).await?;
    let view = view(&shell, &shown, errors);
    Ok(me.visit.page(code, &shell, "Labels and notes", Section::Network, &view))
}

fn view(shell: &Shell, shown: &Shown, errors: &[FieldError]) -> Markup {
    let chosen = shown.label.as_deref().unwrap_or_default();
    let place = Place { shell, source: Source::Profile, via: None, live: true };
    let body = html! {
        section.card {
            h1 { "Labels and notes" }
            p.muted { "What you keep about people for yourself. Nobody else ever sees it." }
            @if !shown.labels.is_empty() {
                nav.chips aria-label="Which are shown" {
                    a.chip href="/contacts" aria-current=[chosen.is_empty().then_some("page")] { "All" }
                    @for label in &shown.labels {
                        a.chip href=(link("/contacts", &[("label", &label.name)]))
                            aria-current=[(chosen == label.name).then_some("page")] {
                            (label.name) span.count { (label.count) }
                        }
                    }
                }
            }
            @if shown.page.items.is_empty() {
                (parts::empty("Nobody here yet",
                    "Open somebody’s profile and press “Add labels or a note”, or take in a CSV file below.",
                    &[("/search", "Search people")]))
            } @else {
                @if !chosen.is_empty() {
                    p { a href=(link("/search", &[("label", chosen)])) { "Search among people with this label" } }
                }
                ul.rows { @for one in &shown.page.items { (item(&place, one)) } }
            }
            (parts::pager("/contacts", &[("label", chosen)], shown.after.as_deref(), shown.page.next.as_deref()))
        }
        (files(errors))
    };
    outreach::page("/contacts", &body)
}

fn item(place: &Place<'_>, one: &ContactView) -> Markup {
    let person = Person::from(&one.row);
    let kept = html! {
        @if !one.labels.is_empty() { (tags(&one.labels)) }
        @if !one.private_note.is_empty() { p.text { (one.private_note) } }
        p { a href={ "/in/" (person.card.handle) "/keep" } aria-label={ "Edit what you keep about " (person.card.name) } { "Edit" } }
    };
    row::row(&person, &kept, &connect::actions(&person, place, None))
}

/// Labels beside each other.
fn tags(labels: &[String]) -> Markup {
    html! { ul.tags aria-label="Your labels" { @for label in labels { li { (label) } } } }
}

/// All of it as a file, out and in.
fn files(errors: &[FieldError]) -> Markup {
    let wrong: Vec<&FieldError> = errors.iter().collect();
    html! {
        section.card #file {
            h2 { "As a file" }
            p.muted { "CSV with the columns handle, name, labels (separated by ;) and note." }
            p.ways { a.button.quiet href="/contacts/file" download="people.csv" { "Download" } }
            form.stack-form method="post" action="/contacts/file" enctype="multipart/form-data" {
                div.field {
                    label for="f-csv" { "Take in a file" }
                    input #f-csv type="file" name="csv" accept=".csv,text/csv" required
                        aria-invalid=[(!wrong.is_empty()).then_some("true")]
                        aria-describedby=(if wrong.is_empty() { "f-csv-hint" } else { "f-csv-error" });
                    @if !wrong.is_empty() {
                        div #f-csv-error role="alert" {
                            @for error in wrong { p.error { (error.message) } }
                            p.hint { "Nothing was taken in." }
                        }
                    }
                    p.hint #f-csv-hint { "It replaces what you keep about the people in it; others stay as they are." }
                }
                button.button.quiet type="submit" { "Take in" }
            }
        }
    }
}

async fn download(me: Signed) -> Result<Response, Failure> {
    let (_, text) = me.read(|app, actor| app.contacts_csv(actor)).await?;
    Ok(file("people.csv", text).into_response())
}

async fn import(me: Signed, mut form: Upload) -> Answer {
    let Some(bytes) = form.file("csv") else {
        let missing = FieldError::new("csv", "Choose a file first.");
        return refused(me, vec![missing]).await;
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let ask = me.ask();
    match me.app().import_contacts(&ask, &text).await {
        Ok(written) => {
            let flash = Flash::plain(Done::ContactsTaken).count(written.value);
            Ok(me.done("/contacts", &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => refused(me, errors).await,
        Err(error) => Err(me.failure("/contacts", error).await),
    }
}

async fn refused(me: Signed, errors: Vec<FieldError>) -> Answer {
    let code = status(&AppError::Invalid(Vec::new()));
    answer(me, code, &Fields::default(), &errors).await
}

/// The form as it is filled.
struct Form {
    labels: String,
    note: String,
    errors: Vec<FieldError>,
}

async fn edit(me: Signed, Path(handle): Path<String>) -> Answer {
    form_page(me, handle, StatusCode::OK, None).await
}

async fn form_page(me: Signed, handle: String, code: StatusCode, sent: Option<Form>) -> Answer {
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let name = app.profile(actor, &handle)?.profile.card.name.clone();
        Ok((app.contact(actor, &handle)?, name, handle))
    };
    let (shell, (kept, name, handle)) = me.read(read).await?;
    let saved = Form { labels: kept.labels.join(", "), note: kept.note, errors: Vec::new() };
    let Form { labels, note, errors } = sent.unwrap_or(saved);
    let back = format!("/in/{handle}");
    let title = format!("What you keep about {name}");
    let body = html! {
        form.card.narrow.stack-form method="post" action={ "/in/" (handle) "/keep" } {
            h1 { (title) }
            p.muted { "Only you see this." }
            (hidden("name", &name))
            (form::summary(&errors))
            (Field::text("labels", "Labels").value(&labels).most(700).errors(&errors)
                .hint("Separated by commas, such as: Timber, To call."))
            (Field::area("note", "Note", 6).value(&note).most(LONGEST_NOTE).errors(&errors))
            div.buttons {
                button.button type="submit" { "Save" }
                a.button.quiet href=(back) { "Cancel" }
            }
        }
    };
    Ok(me.visit.page(code, &shell, &title, Section::None, &body))
}

async fn keep(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let (labels, note) = (form.get("labels").to_owned(), form.get("note").replace("\r\n", "\n"));
    let each: Vec<String> = labels.split([',', ';']).map(str::to_owned).collect();
    let ask = me.ask();
    match me.app().keep_contact(&ask, &handle, &each, &note).await {
        Ok(written) => {
            let flash = Flash::about(Done::ContactKept, &handle, form.get("name"));
            Ok(me.done(&format!("/in/{handle}"), &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => {
            let code = status(&AppError::Invalid(Vec::new()));
            form_page(me, handle, code, Some(Form { labels, note, errors })).await
        }
        Err(error) => Err(me.failure("/contacts", error).await),
    }
}

/// What is kept about a member, on their page.
pub(super) fn beside(handle: &str, kept: &Contact) -> Markup {
    let edit = format!("/in/{handle}/keep");
    html! {
        section.card {
            div.card-head {
                h2 { "Only you see this" }
                @if !kept.is_empty() { a href=(edit) { "Edit" span.sr { " labels and note" } } }
            }
            @if kept.is_empty() {
                p { a href=(edit) { "Add labels or a note" } }
            } @else {
                @if !kept.labels.is_empty() { (tags(&kept.labels)) }
                @if !kept.note.is_empty() { p.text { (kept.note) } }
            }
        }
    }
}

/// How many people a file was about.
pub(super) fn taken(count: u32) -> String {
    format!("Taken in: what you keep about {}.", words::count(count, "person", "people"))
}

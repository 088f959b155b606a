//! Labels and private notes on people: mine alone.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use kith_app::Paging;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    problem::Problem,
    reply::{Answer, Reply, whole},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_contacts))
        .routes(routes!(export_contacts, import_contacts))
        .routes(routes!(get_contact, keep_contact))
        .routes(routes!(list_labels))
}

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListContacts {
    /// Only those who have this label of mine.
    label: Option<String>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// What I keep about somebody. Both empty: nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"labels": ["Timber", "To call"], "note": "Met in Leipzig."}))]
struct ContactBody {
    /// At most 20 labels of 30 characters.
    #[serde(default)]
    labels: Vec<String>,
    /// At most 5,000 characters.
    #[serde(default)]
    note: String,
}

/// People about whom I keep something
///
/// The last changed first. Nobody else ever sees it, the people least of all.
#[utoipa::path(get, path = "/contacts", tag = "contacts", params(ListContacts),
    responses((status = 200, body = schema::List<schema::ContactView>, description = "The people")))]
async fn list_contacts(asker: Asker, Params(which): Params<ListContacts>) -> Answer {
    let ListContacts { label, limit, after } = which;
    let paging = Paging { limit, after };
    let page = asker.read(move |app, me| app.contacts(me, label.as_deref(), &paging));
    Ok(Reply::ok(&page.await?))
}

/// What I keep about somebody
#[utoipa::path(get, path = "/contacts/{handle}", tag = "contacts",
    params(("handle" = String, Path, description = "About whom")),
    responses((status = 200, body = schema::Contact, description = "Labels and note")))]
async fn get_contact(asker: Asker, Path(handle): Path<String>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.contact(me, &handle)).await?))
}

/// Keep labels and a note about somebody
///
/// Instead of what was kept. They are not told, and cannot see it.
#[utoipa::path(put, path = "/contacts/{handle}", tag = "contacts",
    params(("handle" = String, Path, description = "About whom")), request_body = ContactBody,
    responses((status = 200, body = schema::Contact, description = "Kept")))]
async fn keep_contact(Path(handle): Path<String>, write: Write<ContactBody>) -> Answer {
    let Write { asker, ask, body } = write;
    let written = asker.app().keep_contact(&ask, &handle, &body.labels, &body.note).await?;
    Ok(Reply::ok(&written.value).at(&written.revision))
}

/// My labels, by name
#[utoipa::path(get, path = "/labels", tag = "contacts",
    responses((status = 200, body = schema::List<schema::LabelView>, description = "All of them")))]
async fn list_labels(asker: Asker) -> Answer {
    Ok(Reply::ok(&whole(asker.read(|app, me| app.labels(me)).await?)))
}

/// Everything that I keep about people, as CSV
///
/// Columns `handle`, `name`, `labels` (separated by `;`), `note`. A cell that a spreadsheet would
/// take for a formula has an apostrophe before it.
#[utoipa::path(get, path = "/contacts.csv", tag = "contacts",
    responses((status = 200, body = String, content_type = "text/csv", description = "A file")))]
async fn export_contacts(asker: Asker) -> Result<Response, Problem> {
    Ok(file("people.csv", asker.read(|app, me| app.contacts_csv(me)).await?))
}

/// A CSV file to keep.
pub(crate) fn file(name: &str, text: String) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (
            header::CONTENT_DISPOSITION,
            disposition.unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    (headers, text).into_response()
}

/// A file to take in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"csv": "handle,labels,note\nben-okafor,Timber; To call,Met in Leipzig\n"}))]
struct CsvBody {
    /// Its text: a line that names the columns `handle`, `labels` and `note`, then a line a person.
    csv: String,
}

/// How many people a file was about.
#[derive(Debug, Serialize, ToSchema)]
struct Imported {
    /// How many.
    kept: u32,
}

/// Keep what a CSV file says about people
///
/// Instead of what was kept about these people. Where one line cannot be taken, none is, and the
/// answer names the lines.
#[utoipa::path(post, path = "/contacts.csv", tag = "contacts", request_body = CsvBody,
    responses((status = 200, body = Imported, description = "Kept")))]
async fn import_contacts(write: Write<CsvBody>) -> Answer {
    let Write { asker, ask, body } = write;
    let written = asker.app().import_contacts(&ask, &body.csv).await?;
    Ok(Reply::ok(&Imported { kept: written.value }).at(&written.revision))
}

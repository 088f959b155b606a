//! Bring along: upload an archive, look at what is in it, take over what is chosen.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use kith_app::{
    AppError, FieldError,
    archives::{ArchiveView, FileView, Part, PartView, Progress},
};
use maud::{Markup, html};

use super::{
    fields::Fields,
    flash::{Done, Flash},
    network::nav,
    ui::{
        budget, form,
        form::hidden,
        layout::{Section, Shell},
        parts, time, words,
    },
    upload::Upload,
    visit::{Answer, Signed, status},
};
use crate::{ARCHIVE_BODY, state::WebState};

const HERE: &str = "/archive";
const TITLE: &str = "Bring your network along";

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route(HERE, get(show).post(upload).layer(DefaultBodyLimit::max(ARCHIVE_BODY)))
        .route("/archive/apply", post(apply))
        .route("/archive/drop", post(drop_upload))
}

async fn show(me: Signed) -> Answer {
    let (shell, archive) = me.read(mine).await?;
    Ok(me.page(&shell, TITLE, Section::Network, &view(&shell, archive.as_ref(), &[])))
}

fn mine(app: &kith_app::App, actor: &kith_app::Actor) -> Result<Option<ArchiveView>, AppError> {
    match app.archive(actor) {
        Ok(archive) => Ok(Some(archive)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn upload(me: Signed, mut form: Upload) -> Answer {
    let Some(file) = form.file("archive") else {
        return again(me, vec![FieldError::new("archive", "Choose the ZIP file first.")]).await;
    };
    match me.app().add_archive(&me.ask(), file).await {
        Ok(written) => Ok(me.done(HERE, &written.revision, &Flash::plain(Done::ArchiveRead))),
        Err(AppError::Invalid(errors)) => again(me, errors).await,
        Err(error) => Err(me.failure(HERE, error).await),
    }
}

async fn apply(me: Signed, form: Fields) -> Answer {
    let chosen: Vec<String> = form.all("part").into_iter().map(str::to_owned).collect();
    let Ok(id) = form.get("id").parse() else {
        return Err(me.failure(HERE, AppError::NotFound).await);
    };
    let reconnect = form.has("reconnect");
    match me.app().apply_archive(&me.ask(), id, &chosen, reconnect).await {
        Ok(written) => Ok(me.done(HERE, &written.revision, &Flash::plain(Done::ArchiveApplied))),
        Err(AppError::Invalid(errors)) => again(me, errors).await,
        Err(error) => Err(me.failure(HERE, error).await),
    }
}

async fn drop_upload(me: Signed) -> Answer {
    let written = me.write(HERE, me.app().drop_archive(&me.ask())).await?;
    Ok(me.done(HERE, &written.revision, &Flash::plain(Done::ArchiveDropped)))
}

/// The page again, with what is wrong.
async fn again(me: Signed, errors: Vec<FieldError>) -> Answer {
    let (mut shell, archive) = me.read(mine).await?;
    HERE.clone_into(&mut shell.path);
    let page = view(&shell, archive.as_ref(), &errors);
    let status = status(&AppError::Invalid(errors));
    Ok(me.visit.page(status, &shell, TITLE, Section::Network, &page))
}

/// What a part is called, and what taking it over does.
const fn said(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Profile => ("Profile", "Replaces the fields below."),
        Part::Positions => ("Positions", "Adds the jobs that are not in your profile yet."),
        Part::Education => ("Education", "Adds the schools that are not in your profile yet."),
        Part::Skills => ("Skills", "Adds the skills that are not in your profile yet."),
        Part::Follows => (
            "Companies you follow",
            "Follows those that have a page here; others see that you do. The rest is kept for you.",
        ),
        Part::Connections => (
            "Connections, as private contacts",
            "For your desk. Nobody but you sees them, and none of them is told.",
        ),
        Part::Invitations => (
            "Your invitations",
            "For your desk: what waits, what was accepted. None is sent again.",
        ),
        Part::Praise => ("Recommendations and endorsements", "For your desk: whom to thank."),
        Part::Talks => (
            "When you last wrote with whom",
            "For your desk: whom to answer. Nothing of what was written is read into kith.",
        ),
    }
}

/// The page in each of its states.
pub(crate) fn view(shell: &Shell, archive: Option<&ArchiveView>, errors: &[FieldError]) -> Markup {
    let body = html! {
        h1 { (TITLE) }
        (form::summary(errors))
        @match archive {
            None => {
                (upload_form(errors, "Upload your archive"))
                (how_to())
            }
            Some(archive) => {
                @if let Some(applied) = &archive.applied { (done(shell, archive, applied)) }
                @else {
                    @if let Some(progress) = &archive.progress { (interrupted(archive, progress)) }
                    @else { (preview(shell, archive, errors)) }
                    (files(archive))
                }
                (upload_form(errors, "Upload another"))
            }
        }
    };
    nav::page(shell, HERE, &body)
}

fn upload_form(errors: &[FieldError], title: &str) -> Markup {
    let wrong = form::error(errors, "archive");
    html! {
        form.card.stack-form method="post" action=(HERE) enctype="multipart/form-data" {
            h2 { (title) }
            div.field {
                label for="f-archive" { "The ZIP file, as you downloaded it" }
                input #f-archive type="file" name="archive" required accept=".zip,application/zip"
                    aria-invalid=[wrong.map(|_| "true")]
                    aria-describedby=(if wrong.is_some() { "f-archive-error" } else { "f-archive-hint" });
                @if let Some(text) = wrong { p.error #f-archive-error { (text) } }
                p.hint #f-archive-hint { "At most 20 MB. You see what is in it before anything is imported." }
            }
            button.button type="submit" { "Read the archive" }
        }
    }
}

fn how_to() -> Markup {
    html! {
        section.card {
            h2 { "How to get your archive" }
            ol.how-to {
                li { "Open LinkedIn’s " strong { "Settings & Privacy" } ", then " strong { "Data privacy" } ", then " strong { "Get a copy of your data" } "." }
                li { "Ask for the larger archive. A first part comes by e-mail within minutes, the whole within a day or two." }
                li { "Download the ZIP file within 72 hours of that e-mail, and upload it here without unpacking it." }
            }
        }
        section.card {
            h2 { "What happens to it" }
            ul.facts {
                li { "It is read on this server, in memory. Nothing is imported until you tick it." }
                li { "Your connections become private contacts: nobody else sees them, they get no mail, and whether one of them is a member here is told to nobody. Only if you ask to be reconnected, and they do, and each of you has the other, both are told." }
                li { "Other people’s address books, log-ins, payments and identity files are never opened." }
                li { "Of your messages only with whom and when is read, never what was written." }
                li { "What you do not import is forgotten after seven days, or when you say so." }
            }
        }
    }
}

/// What is found, each part with a box to tick. Nothing is ticked for the member.
fn preview(shell: &Shell, archive: &ArchiveView, errors: &[FieldError]) -> Markup {
    let wrong = form::error(errors, "parts");
    html! {
        form.card.stack-form method="post" action="/archive/apply" {
            (hidden("id", &archive.id.to_string()))
            h2 { "Nothing is imported yet" }
            p.muted {
                "Read " (time::relative(shell, archive.made_at)) ", forgotten "
                (time::relative(shell, archive.expires_at)) ". Tick what you want here."
            }
            fieldset #f-parts aria-describedby=[wrong.map(|_| "f-parts-error")] {
                legend { "What to import" }
                @if let Some(text) = wrong { p.error #f-parts-error { (text) } }
                @for part in &archive.parts {
                    (tick(part))
                    @if part.part == Part::Connections { (reconnect(archive.reconnecting, errors)) }
                }
            }
            button.button type="submit" { "Import what I ticked" }
        }
        (parts::post("/archive/drop", HERE, "", "button quiet", "Forget this upload"))
    }
}

fn tick(view: &PartView) -> Markup {
    let (name, does) = said(view.part);
    html! {
        div.archive-part {
            label.choice {
                input type="checkbox" name="part" value=(view.part.code());
                span {
                    strong { (name) }
                    span.hint { (counts(view)) }
                    span.hint { (does) }
                }
            }
            @if !view.changes.is_empty() {
                details.why {
                    summary { "What would change" }
                    dl.pairs {
                        @for change in &view.changes {
                            dt { (field(&change.field)) }
                            dd {
                                @if !change.before.is_empty() { del.muted { (short(&change.before)) } " " }
                                ins { (short(&change.after)) }
                            }
                        }
                    }
                }
            } @else if !view.samples.is_empty() {
                details.why {
                    summary { "The first new ones" span.sr { " of " (name) } }
                    ul.facts { @for sample in &view.samples { li { (sample) } } }
                }
            }
        }
    }
}

/// Whether the connections are compared with those of others.
fn reconnect(on: bool, errors: &[FieldError]) -> Markup {
    let wrong = form::error(errors, "reconnect");
    html! {
        div.archive-part #f-reconnect {
            @if on {
                p.hint { "You want to be reconnected: with them your new contacts are compared, too. " a href="/reconnect" { "Change that" } }
            } @else {
                label.choice {
                    input type="checkbox" name="reconnect" value="yes"
                        aria-describedby=[wrong.map(|_| "f-reconnect-error")];
                    span {
                        strong { "Reconnect me with those who want it, too" }
                        span.hint {
                            "Whoever has you in theirs, is in yours, and ticked this as well is shown to you, and you to them. Nobody else learns that you are here."
                        }
                    }
                }
                @if let Some(text) = wrong { p.error #f-reconnect-error { (text) } }
            }
        }
    }
}

fn counts(view: &PartView) -> String {
    let mut counts = format!(
        "{} found: {} new, {} already here",
        words::grouped(view.found),
        words::grouped(view.new),
        words::grouped(view.there),
    );
    if view.over > 0 {
        counts.push_str(&format!(", {} more than a profile holds", words::grouped(view.over)));
    }
    counts
}

fn field(name: &str) -> &'static str {
    match name {
        "headline" => "Headline",
        "about" => "About",
        "industry" => "Industry",
        _ => "Location",
    }
}

/// The beginning of a text.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(160).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// What became of each file.
fn files(archive: &ArchiveView) -> Markup {
    html! {
        section.card {
            h2 { "File by file" }
            div.table-box tabindex="0" role="region" aria-label="File by file" {
                table {
                    thead { tr { th scope="col" { "File" } th.number scope="col" { "Rows" } th.number scope="col" { "Skipped" } } }
                    tbody { @for file in &archive.files { (file_row(file)) } }
                }
            }
            @if !archive.left.is_empty() {
                details.why {
                    summary { (words::count(u32::try_from(archive.left.len()).unwrap_or(0), "file is", "files are")) " left alone" }
                    dl.pairs.left-files {
                        @for left in &archive.left { dt { (left.file) } dd { (left.why) } }
                    }
                }
            }
        }
    }
}

fn file_row(file: &FileView) -> Markup {
    html! {
        tr {
            th scope="row" {
                (file.file)
                @for note in &file.notes { p.hint { (note) } }
                @if !file.reasons.is_empty() {
                    details.why {
                        summary { "What is skipped, and why" span.sr { " in " (file.file) } }
                        ul.facts { @for reason in &file.reasons { li { (reason) } } }
                    }
                }
            }
            td.number { (words::grouped(file.rows)) }
            td.number { (words::grouped(file.skipped)) }
        }
    }
}

fn interrupted(archive: &ArchiveView, progress: &Progress) -> Markup {
    html! {
        form.card.stack-form method="post" action="/archive/apply" {
            (hidden("id", &archive.id.to_string()))
            @for part in &progress.chosen { (hidden("part", part.code())) }
            h2 { "The import was interrupted" }
            (budget::bar(progress.done, progress.of))
            p { (words::grouped(progress.done)) " of " (words::grouped(progress.of)) " rows are imported. Go on, and nothing will be there twice." }
            button.button type="submit" { "Go on" }
        }
        (parts::post("/archive/drop", HERE, "", "button quiet", "Forget the rest"))
    }
}

fn done(shell: &Shell, archive: &ArchiveView, applied: &[PartView]) -> Markup {
    html! {
        section.card {
            h2 { "Imported" }
            p.muted { "From the archive that you uploaded " (time::relative(shell, archive.made_at)) "." }
            div.table-box tabindex="0" role="region" aria-label="What was imported" {
                table {
                    thead { tr { th scope="col" { "Part" } th.number scope="col" { "New" } th.number scope="col" { "Already here" } } }
                    tbody {
                        @for view in applied {
                            tr {
                                th scope="row" { (said(view.part).0) }
                                td.number { (words::grouped(view.new)) }
                                td.number { (words::grouped(view.there)) }
                            }
                        }
                    }
                }
            }
            p.ways {
                a.button href="/desk" { "Go to my desk" }
                a.button.quiet href="/reconnect" { "Reconnect" }
                @if let Some(who) = &shell.who { a.button.quiet href={ "/in/" (who.handle) } { "See my profile" } }
            }
        }
    }
}

//! `kith import linkedin`: a member's own archive, read and taken over as on the page.

use std::path::Path;

use kith_app::{
    App, AppError, Ask,
    archives::{ArchiveView, Part, PartView},
};

use crate::{Failure, admin, cli::StoreArgs};

/// What is to be taken over.
pub(super) struct Wanted<'a> {
    /// Whose archive it is.
    pub(super) handle: &'a str,
    /// Only these parts; empty: all.
    pub(super) only: &'a [String],
    /// Nothing: only say what is in it.
    pub(super) preview: bool,
    /// Whether they want to be reconnected with those in it who want that, too.
    pub(super) reconnect: bool,
}

pub(super) fn run(file: &Path, wanted: &Wanted<'_>, args: &StoreArgs) -> Result<(), Failure> {
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    let app = admin::open_app(args)?;
    let actor = app.act_as(wanted.handle).map_err(|error| match error {
        AppError::Store(error) => error.into(),
        _ => Failure::new(format!("there is no member {}", wanted.handle)),
    })?;
    let ask = Ask::by(&actor);
    let waiting = tokio::runtime::Handle::current();
    let id = waiting.block_on(app.add_archive(&ask, bytes)).map_err(explained)?.value;
    let archive = app.archive(&actor)?;
    print(&archive);
    if wanted.preview {
        waiting.block_on(app.drop_archive(&ask))?;
        println!("nothing is imported; leave --preview out to import it");
        return Ok(());
    }
    let parts = parts(&archive, wanted.only);
    let done = waiting.block_on(app.apply_archive(&ask, id, &parts, wanted.reconnect));
    let done = match done {
        Ok(done) => done.value,
        Err(error) => return Err(forget(&app, &ask, error)),
    };
    for view in &done {
        println!("imported {}: {} new, {} already there", view.part.code(), view.new, view.there);
    }
    Ok(())
}

/// The parts to take over: those that are named, or all that there are.
fn parts(archive: &ArchiveView, only: &[String]) -> Vec<String> {
    if only.is_empty() {
        return archive.parts.iter().map(|view| view.part.code().to_owned()).collect();
    }
    only.to_vec()
}

/// Forgets an upload from which nothing can be taken, and says why.
fn forget(app: &App, ask: &Ask, error: AppError) -> Failure {
    if matches!(error, AppError::Invalid(_)) {
        drop(tokio::runtime::Handle::current().block_on(app.drop_archive(ask)));
    }
    explained(error)
}

fn print(archive: &ArchiveView) {
    for file in &archive.files {
        println!(
            "{}: {} rows, {} skipped ({})",
            file.file,
            file.rows,
            file.skipped,
            said(file.part)
        );
        for line in file.notes.iter().chain(&file.reasons) {
            println!("  {line}");
        }
    }
    println!("{} files left alone", archive.left.len());
    for PartView { part, found, new, there, .. } in &archive.parts {
        println!("{}: {found} found, {new} new, {there} already there", said(*part));
    }
}

const fn said(part: Part) -> &'static str {
    part.code()
}

/// What is wrong, without the field that a form would name.
fn explained(error: AppError) -> Failure {
    match error {
        AppError::Invalid(fields) => {
            let lines: Vec<String> = fields.into_iter().map(|field| field.message).collect();
            Failure::new(lines.join("\n"))
        }
        error => error.into(),
    }
}

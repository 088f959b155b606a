//! Labels and notes as a CSV file, out and in again: `handle,name,labels,note`.

use std::collections::HashMap;

use kith_core::{
    contact::{Contact, NotKept},
    id::MemberId,
};

use super::{invalid, seen, too_many_names};
use crate::{Actor, App, AppError, Ask, FieldError, Page, Paging, Written, app::each};

/// The largest file, in bytes.
const LARGEST: usize = 200_000;
/// The most people in one file.
const MOST: usize = 5_000;
/// The most problems that are told at once.
const TOLD: usize = 20;

impl App {
    /// Everything that the member keeps about people whom they see.
    pub fn contacts_csv(&self, actor: &Actor) -> Result<String, AppError> {
        let head = ["handle", "name", "labels", "note"];
        sheet(
            head,
            |paging| self.contacts(actor, None, paging),
            |one| {
                let (handle, name) = (one.row.card.handle.clone(), one.row.card.name.clone());
                [handle, name, one.labels.join("; "), one.private_note]
            },
        )
    }

    /// Keeps what a CSV file says about people, instead of what was kept about them; answers about
    /// how many. Where one line cannot be taken, none is.
    pub async fn import_contacts(&self, ask: &Ask, text: &str) -> Result<Written<u32>, AppError> {
        let lines = self.read_csv(text)?;
        let (me, now) = (ask.actor.id, self.now());
        let written = self.write(self.command(ask, &[]), move |tx| {
            let (mut kept, mut wrong) = (Vec::new(), Vec::new());
            for (line, about, contact) in &lines {
                let found = match about {
                    Some(about) if *about == me => Err("This is you."),
                    Some(about) if seen(tx, me, *about)?.is_ok() => Ok(*about),
                    _ => Err("There is no such member."),
                };
                match found {
                    Ok(about) => kept.push((about, contact)),
                    Err(text) => wrong.push(problem(*line, text)),
                }
            }
            if !wrong.is_empty() {
                wrong.truncate(TOLD);
                return Ok(Err(AppError::Invalid(wrong)));
            }
            let labels = kept.iter().flat_map(|(_, contact)| &contact.labels);
            if too_many_names(tx, me, labels)? {
                return Ok(Err(invalid(NotKept::ManyNames)));
            }
            for (about, contact) in &kept {
                tx.put_contact(me, *about, contact, now);
            }
            Ok(Ok(kept.len() as u32))
        });
        Ok(written.await?.into())
    }

    /// The lines of a file: their number, whom they are about, and what is to be kept.
    fn read_csv(&self, text: &str) -> Result<Vec<(u64, Option<MemberId>, Contact)>, AppError> {
        if text.len() > LARGEST {
            return Err(AppError::field("csv", "Use a file of at most 200 KB."));
        }
        let mut file = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let head = file.headers().map_err(|error| AppError::field("csv", error.to_string()))?;
        let columns: HashMap<String, usize> = head
            .iter()
            .enumerate()
            .map(|(at, name)| (name.trim_matches('\u{feff}').trim().to_lowercase(), at))
            .collect();
        let Some(handle) = columns.get("handle").copied() else {
            let message = "The first line must name the columns: handle, labels and note.";
            return Err(AppError::field("csv", message));
        };
        let (mut lines, mut wrong) = (Vec::new(), Vec::new());
        for record in file.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => return Err(AppError::field("csv", error.to_string())),
            };
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |name: &str| {
                let cell = columns.get(name).and_then(|at| record.get(*at)).unwrap_or_default();
                unplain(cell.trim())
            };
            let name = record.get(handle).unwrap_or_default().trim().trim_start_matches('@');
            let labels = cell("labels");
            match Contact::read(labels.split([';', ',']), cell("note")) {
                Ok(contact) => lines.push((line, self.find(&name.to_lowercase()).ok(), contact)),
                Err(why) => wrong.push(problem(line, &why.to_string())),
            }
        }
        if lines.len() > MOST {
            return Err(AppError::field("csv", format!("Use a file of at most {MOST} people.")));
        }
        if lines.is_empty() && wrong.is_empty() {
            return Err(AppError::field("csv", "There is nobody in this file."));
        }
        wrong.truncate(TOLD);
        if wrong.is_empty() { Ok(lines) } else { Err(AppError::Invalid(wrong)) }
    }
}

/// A list as CSV: a head, and a row for each item.
pub(crate) fn sheet<T, const N: usize>(
    head: [&str; N],
    page: impl FnMut(&Paging) -> Result<Page<T>, AppError>,
    row: impl Fn(T) -> [String; N],
) -> Result<String, AppError> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [String; N]| {
        let written = file.write_record(row.map(|cell| plain(&cell)));
        written.map_err(|error| AppError::field("csv", error.to_string()))
    };
    write(head.map(str::to_owned))?;
    each(page, |item| write(row(item)))?;
    let bytes = file.into_inner().unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn problem(line: u64, text: &str) -> FieldError {
    FieldError::new("csv", format!("Line {line}: {text}"))
}

/// What a spreadsheet would take for a formula: names and notes are not to run there.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that no spreadsheet runs.
fn plain(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell behind [`plain`].
fn unplain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_marked_and_read_back_whole() {
        for cell in ["=1+1", "+49", "-5", "@ana", "'tis", "plain", ""] {
            let out = plain(cell);
            assert!(!out.starts_with(FORMULA), "{out}");
            assert_eq!(unplain(&out), cell);
        }
    }
}

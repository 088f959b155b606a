//! Files of the archive: lists that are written page by page, and only where there is something.

use std::io::Write;

use serde::Serialize;

use super::zip::Zip;
use crate::{AppError, Page, Paging, app::each};

/// Somebody who takes the archive has gone, or their disk is full.
pub(super) fn gone(error: std::io::Error) -> AppError {
    kith_store::StoreError::Unavailable(format!("the archive cannot be written: {error}")).into()
}

/// A list in one page.
pub(super) fn whole<T>(items: Vec<T>) -> Page<T> {
    Page { items, next: None }
}

/// Writes one file with one text.
pub(super) fn text<W: Write>(zip: &mut Zip<W>, name: &str, text: &[u8]) -> Result<(), AppError> {
    let written = zip.begin(name).and_then(|()| zip.write(text)).and_then(|()| zip.end());
    written.map_err(gone)
}

/// Writes a value as JSON.
pub(super) fn json<W: Write>(
    zip: &mut Zip<W>,
    name: &str,
    value: &impl Serialize,
) -> Result<(), AppError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| gone(error.into()))?;
    bytes.push(b'\n');
    text(zip, name, &bytes)
}

/// A file that begins with its first item.
pub(super) struct List<'z, W: Write> {
    zip: &'z mut Zip<W>,
    name: String,
    begun: bool,
}

impl<'z, W: Write> List<'z, W> {
    pub(super) fn new(zip: &'z mut Zip<W>, name: &str) -> Self {
        Self { zip, name: name.to_owned(), begun: false }
    }

    fn put(&mut self, first: &[u8], between: &[u8], item: &[u8]) -> Result<(), AppError> {
        let before = if self.begun {
            between
        } else {
            self.zip.begin(&self.name).map_err(gone)?;
            self.begun = true;
            first
        };
        self.zip.write(before).and_then(|()| self.zip.write(item)).map_err(gone)
    }

    /// The next item of an array of JSON.
    pub(super) fn item(&mut self, item: &impl Serialize) -> Result<(), AppError> {
        let item = serde_json::to_vec(item).map_err(|error| gone(error.into()))?;
        self.put(b"[\n", b",\n", &item)
    }

    /// The next row of a table under this header.
    pub(super) fn row(&mut self, header: &str, cells: &[&str]) -> Result<(), AppError> {
        debug_assert_eq!(header.split(',').count(), cells.len(), "{header}");
        let quoted: Vec<_> = cells.iter().map(|cell| quoted(cell)).collect();
        self.put(
            format!("{header}\n").as_bytes(),
            b"",
            format!("{}\n", quoted.join(",")).as_bytes(),
        )
    }

    /// Ends the file, if it was begun, with what closes it.
    pub(super) fn end(self, closing: &[u8]) -> Result<(), AppError> {
        if !self.begun {
            return Ok(());
        }
        self.zip.write(closing).and_then(|()| self.zip.end()).map_err(gone)
    }
}

/// Writes a list as an array of JSON.
pub(super) fn list<W: Write, T: Serialize>(
    zip: &mut Zip<W>,
    name: &str,
    page: impl FnMut(&Paging) -> Result<Page<T>, AppError>,
) -> Result<(), AppError> {
    let mut file = List::new(zip, name);
    each(page, |item| file.item(&item))?;
    file.end(b"\n]\n")
}

/// A cell as CSV has it (RFC 4180).
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_with_commas_quotes_or_lines_is_quoted() {
        for (cell, expected) in [
            ("plain", "plain"),
            ("Northwind, Inc.", "\"Northwind, Inc.\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            (" space", "\" space\""),
            ("", ""),
        ] {
            assert_eq!(quoted(cell), expected);
        }
    }
}

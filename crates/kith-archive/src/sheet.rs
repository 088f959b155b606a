//! A table in a text: where its header is, and its rows.

use csv::{ReaderBuilder, StringRecord};

use crate::{
    kind::{Kind, header, of_header},
    report::{FileReport, Why},
};

/// Among how many rows the header is looked for: lines of explanation may stand before it.
const BEFORE: usize = 20;
/// How often reading begins again behind a row whose quotation mark is not closed.
const MENDED: u32 = 20;
/// How many rows of a file are read.
const ROWS: u32 = 200_000;

/// A table whose header is found.
pub(crate) struct Sheet<'a> {
    /// What the file is.
    pub(crate) kind: Kind,
    text: &'a str,
    delimiter: u8,
    headers: Vec<String>,
    /// Where the rows begin, and on which line.
    start: (usize, u64),
}

/// A row, by the names of its columns.
pub(crate) struct Row<'a> {
    record: &'a StringRecord,
    columns: &'a [Option<usize>],
}

impl<'a> Row<'a> {
    /// What stands in the column that was asked for at this place; nothing where it is missing.
    pub(crate) fn at(&self, place: usize) -> &'a str {
        let column = self.columns.get(place).copied().flatten();
        column.and_then(|column| self.record.get(column)).unwrap_or_default().trim()
    }
}

/// Looks for the header of a file with this plain name. `head` may be only its beginning.
pub(crate) fn find<'a>(head: &'a str, plain: &str) -> Option<Sheet<'a>> {
    [b',', b'\t', b';'].into_iter().find_map(|delimiter| {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(head.as_bytes());
        let mut record = StringRecord::new();
        for _ in 0..BEFORE {
            if !reader.read_record(&mut record).unwrap_or(false) {
                return None;
            }
            let headers: Vec<String> = record.iter().map(header).collect();
            if let Some(kind) = of_header(&headers, plain) {
                let place = reader.position();
                let start = (usize::try_from(place.byte()).ok()?, place.line());
                return Some(Sheet { kind, text: head, delimiter, headers, start });
            }
        }
        None
    })
}

impl Sheet<'_> {
    fn column(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == name)
    }

    /// Whether the table has a column of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.column(name).is_some()
    }

    /// Reads every row; `take` sees the columns of these names, in their order, and says why it does
    /// not take a row.
    pub(crate) fn rows(
        &self,
        names: &[&str],
        report: &mut FileReport,
        mut take: impl FnMut(&Row<'_>) -> Result<(), Why>,
    ) {
        let columns: Vec<_> = names.iter().map(|name| self.column(name)).collect();
        let (mut from, mut line) = self.start;
        let mut mended = 0;
        let mut record = StringRecord::new();
        'again: loop {
            let Some(rest) = self.text.get(from..) else { return };
            let mut reader = ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(self.delimiter)
                .from_reader(rest.as_bytes());
            loop {
                let begun = reader.position().byte();
                if !reader.read_record(&mut record).unwrap_or(false) {
                    return;
                }
                let place = record.position().map_or((begun, 1), |at| (at.byte(), at.line()));
                let here = line + place.1 - 1;
                if record.iter().all(|cell| cell.trim().is_empty()) {
                    continue;
                }
                if report.rows == ROWS {
                    report.notes.push(format!("Only the first {ROWS} rows are read."));
                    return;
                }
                report.rows += 1;
                let begins = from + usize::try_from(place.0).unwrap_or(0);
                if mended < MENDED && self.swallows(&record) {
                    // What follows its first line are rows of their own.
                    if let Some(end) = self.text[begins..].find('\n') {
                        report.skip(here, Why::Cut);
                        mended += 1;
                        (from, line) = (begins + end + 1, here + 1);
                        continue 'again;
                    }
                }
                if let Err(why) = take(&Row { record: &record, columns: &columns }) {
                    let cut = record.len() < self.headers.len() && !matches!(why, Why::NoStart);
                    report.skip(here, if cut { Why::Cut } else { why });
                }
            }
        }
    }

    /// Whether a row has swallowed those behind it: too few cells, and the last one goes over
    /// several lines that look like rows.
    fn swallows(&self, record: &StringRecord) -> bool {
        let last = record.get(record.len().saturating_sub(1)).unwrap_or_default();
        if record.len() >= self.headers.len() || !last.contains('\n') {
            return false;
        }
        let marks = self.headers.len().saturating_sub(1);
        let delimiter = char::from(self.delimiter);
        last.lines().skip(1).take(3).any(|line| line.matches(delimiter).count() >= marks)
    }
}

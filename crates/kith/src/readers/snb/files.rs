//! Finding the files of the benchmark and going through their rows.

use std::path::{Path, PathBuf};

use super::{Need, SkipReason, Skipped, SnbError};
use crate::readers;

/// A row, cut to the columns that were asked for.
pub(super) struct Row<'a> {
    file: &'a str,
    record: &'a csv::StringRecord,
    columns: &'a [usize],
}

impl<'a> Row<'a> {
    /// The text of the `column`-th column that was asked for.
    pub(super) fn text(&self, column: usize) -> Result<&'a str, SkipReason> {
        let place = self.columns.get(column).ok_or(SkipReason::TooFewFields)?;
        let text = self.record.get(*place).ok_or(SkipReason::TooFewFields)?;
        if text.contains(char::is_control) { Err(SkipReason::NotText) } else { Ok(text) }
    }

    /// The number in that column.
    pub(super) fn id(&self, column: usize) -> Result<u64, SkipReason> {
        let text = self.text(column)?.trim();
        if text.is_empty() {
            return Err(SkipReason::TooFewFields);
        }
        text.parse().map_err(|_| SkipReason::NotA("number", shortened(text)))
    }

    /// The year in that column.
    pub(super) fn year(&self, column: usize) -> Result<i32, SkipReason> {
        let text = self.text(column)?.trim();
        let year = text.parse().ok().filter(|year| (1800..=2200).contains(year));
        year.ok_or_else(|| SkipReason::NotA("year", shortened(text)))
    }

    /// This row as one that is not used.
    pub(super) fn skipped(&self, why: SkipReason) -> Skipped {
        let line = self.record.position().map_or(0, csv::Position::line);
        Skipped { file: self.file.to_owned(), line, why }
    }
}

/// So much of a value as a message shows.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Calls `take` with each row of each part of the file, or with what is wrong with it.
pub(super) fn each_row(
    dir: &Path,
    name: &'static str,
    need: Need,
    columns: &[&'static str],
    mut take: impl FnMut(Result<&Row, Skipped>),
) -> Result<(), SnbError> {
    let places = places(dir, name);
    let parts = places.iter().map(|place| parts(place, name)).find(|parts| !parts.is_empty());
    match parts {
        Some(parts) => parts.iter().try_for_each(|part| rows_of(part, columns, &mut take)),
        None if need == Need::Optional => Ok(()),
        None => Err(SnbError::Missing(name, places)),
    }
}

/// Where the file may be.
fn places(dir: &Path, name: &str) -> Vec<PathBuf> {
    let grows = ["person", "forum", "post", "comment"];
    let half = if grows.iter().any(|it| name.starts_with(it)) { "dynamic" } else { "static" };
    let roots = [dir.to_owned(), dir.join("social_network")];
    roots.into_iter().flat_map(|root| [root.join(half), root]).collect()
}

/// The parts of the file in the directory, in the order of their numbers; of one that is there
/// twice, the plain one.
pub(super) fn parts(place: &Path, name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
    let mut parts: Vec<(Vec<u32>, bool, PathBuf)> = entries
        .filter_map(|entry| {
            let file = entry.file_name().into_string().ok()?;
            let rest = file.strip_prefix(name)?;
            let (rest, packed) =
                rest.strip_suffix(".zst").map_or((rest, false), |rest| (rest, true));
            let numbers = rest.strip_suffix(".csv")?.split('_').skip(1);
            let plain = rest.starts_with(['_', '.']);
            let numbers = numbers.map(|number| number.parse().ok()).collect::<Option<_>>()?;
            plain.then(|| (numbers, packed, entry.path()))
        })
        .collect();
    parts.sort();
    parts.dedup_by(|next, first| next.0 == first.0);
    parts.into_iter().map(|(_, _, path)| path).collect()
}

fn rows_of(
    path: &Path,
    wanted: &[&'static str],
    take: &mut impl FnMut(Result<&Row, Skipped>),
) -> Result<(), SnbError> {
    let failed = |error| SnbError::Io(path.to_owned(), error);
    let (source, _) = readers::open(path).map_err(failed)?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b'|').quoting(false).flexible(true).from_reader(source);
    let header = reader.byte_headers().map_err(|error| failed(error.into()))?;
    let columns =
        columns(header, wanted).map_err(|column| SnbError::Columns(path.to_owned(), column))?;
    let mut bytes = csv::ByteRecord::new();
    while reader.read_byte_record(&mut bytes).map_err(|error| failed(error.into()))? {
        let position = bytes.position().map_or(0, csv::Position::line);
        match csv::StringRecord::from_byte_record(bytes) {
            Ok(record) => {
                take(Ok(&Row { file: &file, record: &record, columns: &columns }));
                bytes = record.into_byte_record();
            }
            Err(error) => {
                let file = file.clone().into_owned();
                take(Err(Skipped { file, line: position, why: SkipReason::NotText }));
                bytes = error.into_byte_record();
            }
        }
    }
    Ok(())
}

/// Where the wanted columns are; a name that is wanted twice is the first and the second of that
/// name.
fn columns(header: &csv::ByteRecord, wanted: &[&'static str]) -> Result<Vec<usize>, &'static str> {
    let mut found: Vec<usize> = Vec::new();
    for name in wanted {
        let is_it = |(place, field): &(usize, &[u8])| {
            field.trim_ascii().eq_ignore_ascii_case(name.as_bytes()) && !found.contains(place)
        };
        let (place, _) = header.iter().enumerate().find(is_it).ok_or(*name)?;
        found.push(place);
    }
    Ok(found)
}

//! What became of each file, in lines for people.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Part;

/// How many skipped rows of a file are named; the others are counted.
const NAMED: usize = 20;

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It has no name.
    NoName,
    /// Its date cannot be read.
    Date(String),
    /// It does not say in which year it began.
    NoStart,
    /// It says neither sent nor received.
    Direction,
    /// A quotation mark is not closed, or the row is cut off.
    Cut,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => f.write_str("it has no name"),
            Self::Date(text) if text.is_empty() => f.write_str("it has no date"),
            Self::Date(text) => write!(f, "“{text}” is no date as this file has them"),
            Self::NoStart => f.write_str("it does not say in which year it began"),
            Self::Direction => f.write_str("it says neither sent nor received"),
            Self::Cut => f.write_str("it is cut off, or a quotation mark is not closed"),
        }
    }
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedRow {
    /// The line of the file on which it begins, counted from 1.
    pub line: u64,
    /// Why.
    pub why: Why,
}

/// What became of a file that is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Its name with its folders.
    pub file: String,
    /// What it is about.
    pub part: Part,
    /// How many rows it has.
    pub rows: u32,
    /// How many of them are not taken.
    pub skipped: u32,
    /// The first of those.
    pub named: Vec<SkippedRow>,
    /// What else is to be known.
    pub notes: Vec<String>,
}

impl FileReport {
    pub(crate) fn new(file: &str, part: Part) -> Self {
        Self {
            file: file.to_owned(),
            part,
            rows: 0,
            skipped: 0,
            named: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub(crate) fn skip(&mut self, line: u64, why: Why) {
        self.skipped += 1;
        if self.named.len() < NAMED {
            self.named.push(SkippedRow { line, why });
        }
    }

    /// The skipped rows, a line for each that is named and one for the others.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let named = self.named.iter().map(|row| format!("Line {}: {}.", row.line, row.why));
        let more = self.skipped.saturating_sub(u32::try_from(self.named.len()).unwrap_or(u32::MAX));
        let rest = (more > 0).then(|| format!("{more} more rows like these."));
        named.chain(rest).collect()
    }
}

/// A file that is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Its name with its folders.
    pub file: String,
    /// Why.
    pub why: String,
}

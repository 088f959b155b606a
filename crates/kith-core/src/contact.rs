//! What a member keeps about another for themself alone: labels and a note (R13).

/// The longest label, in characters.
pub const LONGEST_LABEL: usize = 30;
/// How many labels one person may have.
pub const MOST_LABELS: usize = 20;
/// How many different labels a member may use.
pub const MOST_NAMES: usize = 200;
/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 5_000;

/// What is kept about one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Contact {
    /// Labels, each once, in order.
    pub labels: Vec<String>,
    /// The note.
    pub note: String,
}

/// Why something is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// A label is too long.
    #[error("“{0}” is too long for a label: use at most {LONGEST_LABEL} characters.")]
    LongLabel(String),
    /// A label has a sign in it that stands between labels.
    #[error("A label may not have a comma, a semicolon or a line break in it.")]
    SplitLabel,
    /// Too many labels.
    #[error("Use at most {MOST_LABELS} labels for one person.")]
    ManyLabels,
    /// Too many different labels.
    #[error("You use {MOST_NAMES} different labels, as many as there may be.")]
    ManyNames,
    /// The note is too long.
    #[error("Use at most {LONGEST_NOTE} characters.")]
    LongNote,
}

impl NotKept {
    /// The field that it is about.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::LongNote => "note",
            _ => "labels",
        }
    }
}

impl Contact {
    /// From what was typed: blanks are taken off, labels sorted and each kept once.
    ///
    /// # Errors
    /// A label or the note cannot be kept.
    pub fn read<'a>(
        labels: impl IntoIterator<Item = &'a str>,
        note: &str,
    ) -> Result<Self, NotKept> {
        let mut kept = Vec::new();
        for label in labels {
            if label.contains([',', ';', '\n', '\r']) {
                return Err(NotKept::SplitLabel);
            }
            let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
            if label.chars().count() > LONGEST_LABEL {
                return Err(NotKept::LongLabel(label));
            }
            if !label.is_empty() {
                kept.push(label);
            }
        }
        kept.sort();
        kept.dedup();
        if kept.len() > MOST_LABELS {
            return Err(NotKept::ManyLabels);
        }
        let note = note.trim();
        if note.chars().count() > LONGEST_NOTE {
            return Err(NotKept::LongNote);
        }
        Ok(Self { labels: kept, note: note.to_owned() })
    }

    /// Whether there is nothing to keep.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.note.is_empty()
    }
}

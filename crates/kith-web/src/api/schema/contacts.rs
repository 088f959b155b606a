//! Labels and private notes, as JSON.

use utoipa::ToSchema;

use super::Row;

/// What I keep about somebody.
#[derive(ToSchema)]
pub(crate) struct Contact {
    /// Labels, each once, in order.
    labels: Vec<String>,
    /// The note; empty: none.
    note: String,
}

/// Somebody about whom I keep something.
#[derive(ToSchema)]
pub(crate) struct ContactView {
    #[serde(flatten)]
    row: Row,
    /// My labels.
    labels: Vec<String>,
    /// My note; empty: none.
    private_note: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    changed_at: String,
}

/// A label of mine.
#[derive(ToSchema)]
pub(crate) struct LabelView {
    /// The label.
    name: String,
    /// How many people have it.
    count: u32,
}

//! Templates, as JSON.

use utoipa::ToSchema;

use super::Card;
use crate::api::words;

/// A template that I find.
#[derive(ToSchema)]
pub(crate) struct TemplateView {
    /// Which.
    id: String,
    /// What it is called.
    name: String,
    /// What it is for.
    purpose: words::Purpose,
    /// The text, with its placeholders.
    #[schema(example = "Hi {first_name}, we are both in {group}.")]
    text: String,
    /// The placeholders in it.
    placeholders: Vec<String>,
    /// Where I find it.
    library: words::Library,
    /// The situation, of those that ship with kith.
    #[schema(nullable = false)]
    situation: Option<String>,
    /// Who finds it.
    shared_with: words::Circle,
    /// The group whose members find it.
    #[schema(nullable = false)]
    group: Option<String>,
    /// Who shares it.
    #[schema(nullable = false)]
    by: Option<Card>,
    /// When it was last changed.
    #[schema(format = DateTime, nullable = false)]
    changed_at: Option<String>,
}

/// A template as it reads for people.
#[derive(ToSchema)]
pub(crate) struct Preview {
    /// The placeholders in it.
    placeholders: Vec<String>,
    /// How long a text may be: by my plan for a note.
    limit: u32,
    /// The length of the longest text that it becomes for these people.
    longest: u32,
    /// For how many it is filled and short enough.
    ready: u32,
    /// The people, in the order asked.
    people: Vec<Previewed>,
    /// What the coach says about the first text, as `POST /notes/check` answers; of a note only.
    #[schema(nullable = false)]
    coach: Option<crate::api::notes::CheckedNote>,
}

/// A template as it reads for one person.
#[derive(ToSchema)]
pub(crate) struct Previewed {
    /// Who was asked for.
    handle: String,
    /// Who that is, as far as I may see them.
    #[schema(nullable = false)]
    member: Option<Card>,
    /// The filled text; absent where it cannot be filled.
    #[schema(nullable = false)]
    text: Option<String>,
    /// Its length in characters as people count them.
    #[schema(nullable = false)]
    length: Option<u32>,
    /// The placeholders that cannot be filled.
    missing: Vec<String>,
    /// Why they would be left out, for people.
    #[schema(nullable = false)]
    problem: Option<String>,
}

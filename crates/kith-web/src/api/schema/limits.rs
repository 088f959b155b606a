//! Budgets and the restriction ladder, as JSON.

use utoipa::ToSchema;

use crate::api::words;

/// One budget.
#[derive(ToSchema)]
pub(crate) struct Budget {
    /// Which.
    name: words::BudgetName,
    /// How many there are.
    limit: u32,
    /// How many are used.
    used: u32,
    /// How many are left.
    left: u32,
    /// When the next one frees, or null where none is used or no time frees it.
    #[schema(format = DateTime, required = true)]
    frees_at: Option<String>,
}

/// My limits.
#[derive(ToSchema)]
pub(crate) struct Limits {
    /// Every budget.
    budgets: Vec<Budget>,
    /// The longest note of my plan, in characters.
    note_length: u32,
    /// Where I stand on the restriction ladder, or null.
    #[schema(required = true)]
    restriction: Option<RestrictionView>,
    /// The boosts I am in and that are running.
    boosts: Vec<BoostView>,
}

/// Where a member stands on the ladder.
#[derive(ToSchema)]
pub(crate) struct RestrictionView {
    /// The rung.
    step: words::Level,
    /// Why, in plain words.
    reason: String,
    /// What was counted.
    evidence: String,
    /// Since when.
    #[schema(format = DateTime)]
    at: String,
    /// Until when new invitations are paused, or null.
    #[schema(format = DateTime, required = true)]
    until: Option<String>,
    /// The appeal, if I made one.
    #[schema(required = true)]
    appeal: Option<String>,
}

/// A running boost.
#[derive(ToSchema)]
pub(crate) struct BoostView {
    /// What the operator calls the audience.
    name: String,
    /// How many extra invitations I have.
    extra: u32,
    /// How many of them I used.
    used: u32,
    /// When it is over.
    #[schema(format = DateTime)]
    until: String,
}

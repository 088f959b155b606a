//! Who viewed my profile, as JSON.

use utoipa::ToSchema;

use super::Row;
use crate::api::words;

/// Who viewed my profile.
#[derive(ToSchema)]
pub(crate) struct Viewers {
    /// The viewers that I am shown.
    items: Vec<ViewerItem>,
    /// The cursor of the next page, or null.
    #[schema(required = true)]
    next: Option<String>,
    /// Views on each of the last 28 days of my calendar, the oldest first.
    days: Vec<ViewDay>,
    /// Views in the last seven days, today among them.
    this_week: u32,
    /// Views in the seven days before.
    week_before: u32,
    /// How many viewers there are in all, shown or not.
    viewers: u32,
    /// My plan, which says how many of them I am shown.
    plan: words::Plan,
    /// The last so many; absent: all.
    #[schema(nullable = false)]
    most: Option<u32>,
    /// How many days back.
    days_back: u32,
}

/// How many views there were on a day.
#[derive(ToSchema)]
pub(crate) struct ViewDay {
    /// The day, by my calendar.
    #[schema(format = Date)]
    day: String,
    /// How many.
    count: u32,
}

/// Somebody who viewed my profile: `full` with `member`, `viewed_at` and `days`, `semi_private`
/// with `day`, and headline and industry where they have them.
#[derive(ToSchema)]
pub(crate) struct ViewerItem {
    /// What the view shows.
    mode: words::Trace,
    /// Who.
    #[schema(nullable = false)]
    member: Option<Row>,
    /// Their first view of the last day that they came.
    #[schema(format = DateTime, nullable = false)]
    viewed_at: Option<String>,
    /// On how many days they came.
    #[schema(nullable = false)]
    days: Option<u32>,
    /// One line about what they do.
    #[schema(nullable = false)]
    headline: Option<String>,
    /// Their field.
    #[schema(nullable = false)]
    industry: Option<String>,
    /// On which day of my calendar.
    #[schema(format = Date, nullable = false)]
    day: Option<String>,
}

#[cfg(test)]
#[path = "viewers_tests.rs"]
mod tests;

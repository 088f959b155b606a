//! Budgets as `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use kith_app::limits::Limits;
use kith_core::{
    budget::{Budget, Name, WEEK},
    time::{SECOND, Timestamp},
};

use super::problem::seconds_until;

/// What is left of each budget.
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// How large each budget is.
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Both headers: an item for each budget.
pub(crate) fn headers(limits: &Limits, now: Timestamp) -> HeaderMap {
    let list = |item: &dyn Fn(&Budget) -> String| {
        limits.budgets.iter().map(item).collect::<Vec<_>>().join(", ")
    };
    let mut headers = HeaderMap::new();
    for (name, value) in [(POLICY, list(&policy)), (LIMIT, list(&|budget| left(budget, now)))] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
    headers
}

/// `"weekly_invitations";q=100;w=604800`; only the sliding week has a fixed window.
fn policy(budget: &Budget) -> String {
    let item = format!("\"{}\";q={}", budget.name.code(), budget.limit);
    if budget.name == Name::Weekly { format!("{item};w={}", WEEK / SECOND) } else { item }
}

/// `"weekly_invitations";r=57;t=3600`: `t` seconds until the next one frees.
fn left(budget: &Budget, now: Timestamp) -> String {
    let item = format!("\"{}\";r={}", budget.name.code(), budget.left);
    match budget.frees_at {
        Some(at) => format!("{item};t={}", seconds_until(at, now)),
        None => item,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r7_budgets_are_structured_fields() {
        let now = Timestamp::from_micros(0);
        let frees = Some(now.plus(3_599 * SECOND + 1));
        let limits = Limits {
            budgets: vec![
                Budget::new(Name::Weekly, 100, 43, frees),
                Budget::new(Name::Pending, 500, 0, None),
            ],
            note_length: 200,
            restriction: None,
            boosts: Vec::new(),
        };
        let headers = headers(&limits, now);
        assert_eq!(
            headers[&POLICY],
            r#""weekly_invitations";q=100;w=604800, "pending_invitations";q=500"#
        );
        assert_eq!(
            headers[&LIMIT],
            r#""weekly_invitations";r=57;t=3600, "pending_invitations";r=500"#
        );
    }
}

//! Budgets: used, left, and when the next one frees.

use kith_core::budget::{Budget, Name};
use maud::{Markup, html};

use super::{layout::Shell, time, words};

/// A bar that shows how much is used. The width is an SVG attribute, as the page may not carry
/// inline styles.
pub(crate) fn bar(used: u32, limit: u32) -> Markup {
    let percent = used.saturating_mul(100).checked_div(limit).unwrap_or(100).min(100);
    let class = match percent {
        100.. => "bar full",
        80.. => "bar high",
        _ => "bar",
    };
    // A sliver is visible as soon as one is used.
    let width = if used > 0 { percent.max(2) } else { 0 };
    html! {
        svg class=(class) role="img" aria-label={ (words::grouped(used)) " of " (words::grouped(limit)) " used" } {
            rect.track width="100%" height="100%" rx="4" {}
            rect.fill width={ (width) "%" } height="100%" rx="4" {}
        }
    }
}

/// When the next one frees, in words that fit the budget.
pub(crate) fn frees(shell: &Shell, budget: &Budget) -> Markup {
    html! {
        @if let Some(at) = budget.frees_at {
            @match budget.name {
                Name::InMail => { "New credits come " (time::exactly(shell, at)) }
                Name::Notes | Name::Openers => { "All of them are back on " (time::exactly(shell, at)) }
                Name::Pending => { "The next one lapses " (time::exactly(shell, at)) }
                _ => { "The next one frees " (time::exactly(shell, at)) }
            }
        }
    }
}

/// One budget on a few lines.
pub(crate) fn meter(shell: &Shell, budget: &Budget) -> Markup {
    let (title, _) = words::budget(budget.name);
    html! {
        div.meter {
            p.meter-head {
                span { (title) }
                span { strong { (words::grouped(budget.left)) } " left" }
            }
            // A plan without InMail has not used any up.
            @if budget.limit > 0 || budget.name != Name::InMail { (bar(budget.used, budget.limit)) }
            p.hint {
                (words::grouped(budget.used)) " of " (words::grouped(budget.limit)) " used. "
                (frees(shell, budget))
            }
        }
    }
}

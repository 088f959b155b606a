//! The operator's pages.

mod boosts;
mod email;
mod journal;
mod mails;
mod members;
mod reports;
mod restrictions;

use axum::{
    Router,
    routing::{get, post},
};
use maud::{Markup, html};

use super::ui::parts;
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/admin", get(members::list))
        .route("/admin/members/{handle}", get(members::show))
        .route("/admin/members/{handle}/restrict", post(members::restrict))
        .route("/admin/members/{handle}/lift", post(members::lift))
        .route("/admin/members/{handle}/plan", post(members::plan))
        .route("/admin/members/{handle}/status", post(members::status))
        .route("/admin/restrictions", get(restrictions::list))
        .route("/admin/reports", get(reports::list))
        .route("/admin/reports/{id}/done", post(reports::finish))
        .route("/admin/mail", get(mails::list))
        .route("/admin/email", get(email::show))
        .route("/admin/boosts", get(boosts::show).post(boosts::give))
        .route("/admin/journal", get(journal::show))
        .route("/admin/policy", get(journal::policy))
}

/// A page of the operator; `here` is its address.
fn page(here: &str, body: &Markup) -> Markup {
    let entries = [
        ("/admin", "Members", None),
        ("/admin/restrictions", "Restrictions", None),
        ("/admin/reports", "Reports", None),
        ("/admin/mail", "Mail", None),
        ("/admin/email", "Invited by e-mail", None),
        ("/admin/boosts", "Boosts", None),
        ("/admin/journal", "Journal", None),
        ("/admin/policy", "Policy", None),
    ];
    html! {
        div.columns.with-nav {
            div.side.side-nav { (parts::tabs("Operator", here, &entries)) }
            div.main-column { (body) }
        }
    }
}

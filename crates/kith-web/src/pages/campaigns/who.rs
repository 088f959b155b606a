//! The builder's first part: whom a campaign is for.

use kith_app::{
    FieldError,
    campaigns::near::{Near, USUAL_DAYS},
};
use maud::{Markup, html};

use super::builder::Choices;
use crate::pages::{
    fields::Fields,
    people,
    ui::form::{self, Field, hidden},
};

pub(super) fn view(fields: &Fields, errors: &[FieldError], choices: &Choices) -> Markup {
    let chosen = fields.get("who");
    let search = people::query_of(fields);
    let found = chosen == "search" && !search.is_empty();
    html! {
        section.card.stack-form #who {
            h2 { "1. Who" }
            fieldset {
                legend.sr { "Whom it is for" }
                (form::choice("who", "list", chosen.is_empty() || chosen == "list", "A list", "Handles or a CSV file’s text with a column handle."))
                (Field::area("list", "List", 5).value(fields.raw("list")).errors(errors)
                    .hint("One handle a line: ana-petrova. Addresses of profiles do too."))
                (form::choice("who", "saved", chosen == "saved", "A saved search", "Whom it finds when you start."))
                div.field {
                    label for="f-saved" { "Saved search" }
                    select #f-saved name="saved" {
                        option value="" { "Choose one" }
                        @for one in &choices.saved {
                            @let id = one.id.to_string();
                            option value=(id) selected[fields.get("saved") == id] { (one.name) }
                        }
                    }
                    @if let Some(wrong) = form::error(errors, "saved") { p.error { (wrong) } }
                    p.hint { "Search for people, in groups, events or with a label too, and save the search: " a href="/search" { "people search" } "." }
                }
                (near("viewers", chosen, "Who viewed my profile", &viewers(&choices.near)))
                @if choices.near.viewers.is_none() {
                    p.hint { a href="/settings#f-viewing_mode" { "Choose another viewing mode" } }
                } @else {
                    (days("viewers_days", fields, errors, "Viewed within so many days"))
                }
                (near("engaged", chosen, "Who engaged with my posts", &engaged(&choices.near)))
                @if choices.near.engaged == 0 { p.hint { a href="/" { "Write a post" } } }
                (days("engaged_days", fields, errors, "Engaged within so many days"))
                @if found {
                    (form::choice("who", "search", true, "The search you came from", "Whom it finds when you start."))
                    ul #f-search.tags {
                        @for (name, value) in people::pairs(&search) {
                            @if !value.is_empty() { li { (name.replace('_', " ")) ": " (value) (hidden(name, value)) } }
                        }
                    }
                    @if let Some(wrong) = form::error(errors, "search") { p.error { (wrong) } }
                }
            }
        }
    }
}

fn near(code: &str, chosen: &str, label: &str, hint: &str) -> Markup {
    form::choice("who", code, chosen == code, label, hint)
}

fn days(name: &str, fields: &Fields, errors: &[FieldError], label: &str) -> Markup {
    let usual = USUAL_DAYS.to_string();
    let value = if fields.raw(name).is_empty() { &usual } else { fields.raw(name) };
    html! { (Field::text(name, label).kind("number").value(value).errors(errors)) }
}

/// How many there are, or what to do where there are none.
fn viewers(near: &Near) -> String {
    let unnamed = match near.unnamed {
        0 => String::new(),
        1 => " 1 view does not show whose it was.".to_owned(),
        many => format!(" {many} views do not show whose they were."),
    };
    match near.viewers {
        None => "You look at profiles in private mode, and so see no viewers.".to_owned(),
        Some(0) => format!(
            "Nobody in the last {USUAL_DAYS} days whom you are shown.{unnamed} A post or a comment brings visitors."
        ),
        Some(count) => format!(
            "{} in the last {USUAL_DAYS} days whom you are shown.{unnamed}",
            super::people(count)
        ),
    }
}

fn engaged(near: &Near) -> String {
    let what = format!("reacted, commented or passed a post on in the last {USUAL_DAYS} days");
    match near.engaged {
        0 => format!("Nobody {what}."),
        count => format!("{} {what}.", super::people(count)),
    }
}

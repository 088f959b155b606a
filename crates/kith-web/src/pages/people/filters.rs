//! The filters of people search, with how many each would leave.

use kith_app::{
    FieldError,
    people::{FacetValue, Facets, Found, PeopleQuery},
};
use kith_core::degree::Degree;
use maud::{Markup, html};

use super::{pairs, words};
use crate::pages::{fields::link, ui::form};

/// The degrees that one can filter by.
const DEGREES: [Degree; 4] = [Degree::First, Degree::Second, Degree::Third, Degree::Out];

/// A filter on a whole name: its name, its label, what is asked for, and what could be.
type Filter<'a> = (&'static str, &'static str, &'a Option<String>, Option<&'a [FacetValue]>);

fn filters<'a>(query: &'a PeopleQuery, facets: Option<&'a Facets>) -> [Filter<'a>; 7] {
    [
        ("company", "Company", &query.company, facets.map(|all| all.company.as_slice())),
        ("since_before", "At the company since before (year)", &query.since_before, None),
        (
            "past_company",
            "Past company",
            &query.past_company,
            facets.map(|all| all.past_company.as_slice()),
        ),
        ("school", "School", &query.school, facets.map(|all| all.school.as_slice())),
        ("location", "Location", &query.location, facets.map(|all| all.location.as_slice())),
        ("industry", "Industry", &query.industry, facets.map(|all| all.industry.as_slice())),
        ("connection_of", "Connections of (handle)", &query.connection_of, None),
    ]
}

/// Every filter. They belong to the form of the search, wherever they stand.
pub(super) fn view(query: &PeopleQuery, found: &Result<Found, Vec<FieldError>>) -> Markup {
    let facets = found.as_ref().ok().map(|found| &found.facets);
    let errors = found.as_ref().err().map_or(&[][..], Vec::as_slice);
    let filters = filters(query, facets);
    let used = filters.iter().filter(|(_, _, value, _)| value.is_some()).count()
        + query.degrees.len()
        + [&query.group, &query.event, &query.follows_company, &query.label]
            .iter()
            .filter(|list| list.is_some())
            .count();
    html! {
        div #filters.filters {
            details.filter-box data-wide-open open[!errors.is_empty()] {
                summary { "Filters" @if used > 0 { " · " (used) " in use" } }
                fieldset {
                    legend { "Degree" }
                    @for degree in DEGREES { (choice(query, degree, facets)) }
                }
                (lists(query, found.as_ref().ok(), errors))
                @for (name, label, value, values) in filters {
                    (field(name, label, value.as_deref().unwrap_or_default(), errors))
                    @if let Some(values) = values { (choices(query, name, label, values)) }
                }
                div.buttons {
                    button.button.quiet type="submit" form="search" { "Apply" }
                    @if used > 0 { a href=(link("/search", &[("q", &query.q)])) { "Clear filters" } }
                }
            }
        }
    }
}

/// The lists that the search stays within, each with a way out of it.
fn lists(query: &PeopleQuery, found: Option<&Found>, errors: &[FieldError]) -> Markup {
    let asked = [
        ("group", "Members of", &query.group),
        ("event", "Coming to", &query.event),
        ("follows_company", "Followers of", &query.follows_company),
        ("label", "With your label", &query.label),
    ];
    html! {
        @for (name, label, value) in asked {
            @if let Some(value) = value {
                @let within = found.and_then(|found| found.within.iter().find(|one| one.field == name));
                @let others: Vec<_> = pairs(query).into_iter().filter(|(other, _)| *other != name).collect();
                input type="hidden" name=(name) value=(value) form="search";
                p.within {
                    (label) " " strong { (within.map_or(value.as_str(), |one| one.name.as_str())) } " "
                    a href=(link("/search", &others)) { "Everybody" }
                }
                @if let Some(text) = form::error(errors, name) { p.error role="alert" { (text) } }
            }
        }
    }
}

fn choice(query: &PeopleQuery, degree: Degree, facets: Option<&Facets>) -> Markup {
    let count = facets.and_then(|all| all.degree.iter().find(|(at, _)| *at == degree));
    html! {
        label.choice {
            input id={ "s-" (degree.code()) } type="checkbox" name="degree" form="search"
                value=(degree.code()) checked[query.degrees.contains(&degree)];
            span.spread {
                (if degree == Degree::Out { "Out of network" } else { degree.code() })
                @if let Some((_, count)) = count { span.muted { (words::grouped(*count)) } }
            }
        }
    }
}

fn field(name: &str, label: &str, value: &str, errors: &[FieldError]) -> Markup {
    let wrong = form::error(errors, name);
    let error = format!("f-{name}-error");
    html! {
        div.field {
            label for={ "f-" (name) } { (label) }
            input id={ "f-" (name) } type="text" form="search" name=(name) value=(value)
                maxlength="100" autocomplete="off" aria-invalid=[wrong.map(|_| "true")]
                aria-describedby=[wrong.map(|_| error.as_str())];
            @if let Some(wrong) = wrong { p.error id=(error) { (wrong) } }
        }
    }
}

/// The commonest values as links that keep the rest of the search; the chosen one takes itself
/// away.
fn choices(query: &PeopleQuery, name: &str, label: &str, values: &[FacetValue]) -> Markup {
    let kept: Vec<(&str, &str)> =
        pairs(query).into_iter().filter(|(other, _)| *other != name).collect();
    let chosen = pairs(query).into_iter().find(|(other, _)| *other == name);
    let with = |value: &str| {
        let mut all = kept.clone();
        all.push((name, value));
        link("/search", &all)
    };
    html! {
        @if let Some((_, value)) = chosen {
            ul.facet aria-label=(label) {
                li {
                    a aria-current="true" href=(link("/search", &kept)) aria-label={ "Take away " (label) ": " (value) } {
                        span { (value) } span.muted { "×" }
                    }
                }
            }
        } @else if !values.is_empty() {
            ul.facet aria-label=(label) {
                @for value in values {
                    li {
                        a href=(with(&value.name)) {
                            span { (value.name) }
                            span.muted { (words::grouped(value.count)) span.sr { " people" } }
                        }
                    }
                }
            }
        }
    }
}

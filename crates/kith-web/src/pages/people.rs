//! People search.

use axum::{Router, routing::get};
use kith_app::people::{Facets, Found, PeopleQuery};
use kith_core::{degree::Degree, invitation::Source};
use maud::{Markup, html};

use super::{
    fields::{Fields, link},
    ui::{
        connect::{self, Person, Place},
        icons,
        layout::{Section, Shell},
        parts, row, words,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

/// The degrees that one can filter by.
const DEGREES: [Degree; 4] = [Degree::First, Degree::Second, Degree::Third, Degree::Out];
/// The other filters: name and label.
const FILTERS: [(&str, &str); 4] = [
    ("company", "Company, now or before"),
    ("school", "School"),
    ("location", "Location"),
    ("industry", "Industry"),
];

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/search", get(search))
}

async fn search(me: Signed, form: Fields) -> Answer {
    let query = PeopleQuery {
        q: form.get("q").to_owned(),
        degrees: degrees(&form),
        company: form.filled("company"),
        school: form.filled("school"),
        location: form.filled("location"),
        industry: form.filled("industry"),
        paging: form.paging(),
        ..PeopleQuery::default()
    };
    let (shell, found) = me.read(move |app, actor| app.people(actor, &query)).await?;
    Ok(me.page(&shell, "Search people", Section::Search, &view(&shell, &form, &found)))
}

fn degrees(form: &Fields) -> Vec<Degree> {
    form.all("degree").into_iter().filter_map(Degree::from_code).collect()
}

/// The form, and who was found.
pub(crate) fn view(shell: &Shell, form: &Fields, found: &Found) -> Markup {
    let place = Place { shell, source: Source::Search, via: None, live: true };
    let asked: Vec<(&str, &str)> = form
        .0
        .iter()
        .filter(|(name, _)| name != "after")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let after = form.filled("after");
    html! {
        div.columns.with-nav {
            div.side.filters { (filters(form, &found.facets)) }
            div.main-column {
                section.card {
                    h1.sr { "Search people" }
                    form #search.search-within.big role="search" method="get" action="/search" {
                        (icons::search())
                        input type="search" name="q" value=(form.get("q")) maxlength="200"
                            aria-label="Name, headline, company, school or place"
                            placeholder="Name, headline, company, school, place";
                        button.button type="submit" { "Search" }
                    }
                    p.muted role="status" {
                        (words::count(found.facets.total, "person", "people")) " found"
                    }
                    @if found.page.items.is_empty() { (nobody()) }
                    @else {
                        ul.rows {
                            @for item in &found.page.items {
                                @let person = Person::from(item);
                                (row::row(&person, &html! {}, &connect::actions(&person, &place, None)))
                            }
                        }
                    }
                    (parts::pager("/search", &asked, after.as_deref(), found.page.next.as_deref()))
                }
            }
        }
    }
}

fn nobody() -> Markup {
    parts::empty(
        "Nobody found",
        "Try fewer or shorter words: each must begin a word of a name, headline, company, school \
         or place. Or take a filter away.",
        &[("/search", "Start again"), ("/network", "See suggestions")],
    )
}

fn filters(form: &Fields, facets: &Facets) -> Markup {
    let chosen = degrees(form);
    let filled = FILTERS.iter().filter(|(name, _)| !form.get(name).is_empty()).count();
    let used = filled + chosen.len();
    html! {
        details.filter-box data-wide-open {
            summary { "Filters" @if used > 0 { " · " (used) " in use" } }
            fieldset {
                legend { "Degree" }
                @for degree in DEGREES {
                    @let count = facets.degree.iter().find(|(at, _)| *at == degree).map(|(_, count)| *count);
                    label.choice {
                        input type="checkbox" name="degree" form="search" value=(degree.code()) checked[chosen.contains(&degree)];
                        span.spread {
                            (if degree == Degree::Out { "Out of network" } else { degree.code() })
                            @if let Some(count) = count { span.muted { (words::grouped(count)) } }
                        }
                    }
                }
            }
            @for (name, label) in FILTERS {
                div.field {
                    label for={ "s-" (name) } { (label) }
                    input id={ "s-" (name) } type="text" form="search"
                        name=(name) value=(form.get(name)) maxlength="100";
                }
            }
            div.buttons {
                button.button.quiet type="submit" form="search" { "Apply" }
                @if used > 0 { a href=(link("/search", &[("q", form.get("q"))])) { "Clear filters" } }
            }
        }
    }
}

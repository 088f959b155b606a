//! People search: the form, who was found, filters with counts, saved searches.

mod filters;
mod saved;

use axum::{
    Router,
    http::StatusCode,
    routing::{get, post},
};
use kith_app::{
    AppError, FieldError,
    people::{Found, PeopleQuery},
    searches::SavedView,
};
use kith_core::{degree::Degree, invitation::Source};
use maud::{Markup, html};

use super::{
    fields::{Fields, link},
    ui::{
        connect::{self, Person, Place},
        form, icons,
        layout::{Section, Shell},
        parts, row, words,
    },
    visit::{Answer, Signed, piece},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/search", get(search))
        .route("/search/saved", post(saved::save))
        .route("/search/saved/{id}/delete", post(saved::delete))
}

/// What the page shows.
struct Shown {
    /// Who was found, or what is wrong with the question.
    found: Result<Found, Vec<FieldError>>,
    /// The searches that the member keeps.
    saved: Vec<SavedView>,
}

/// The query of a search, by the names that form and address use.
pub(super) fn query_of(form: &Fields) -> PeopleQuery {
    PeopleQuery {
        q: form.get("q").to_owned(),
        degrees: form.all("degree").into_iter().filter_map(Degree::from_code).collect(),
        company: form.filled("company"),
        past_company: form.filled("past_company"),
        since_before: form.filled("since_before"),
        school: form.filled("school"),
        location: form.filled("location"),
        industry: form.filled("industry"),
        connection_of: form.filled("connection_of").map(|handle| handle.replace('@', "")),
        group: form.filled("group"),
        event: form.filled("event"),
        follows_company: form.filled("follows_company"),
        first_name: form.filled("first_name"),
        label: form.filled("label"),
        paging: form.paging(),
    }
}

/// The same as the pairs of an address, without the page.
pub(super) fn pairs(query: &PeopleQuery) -> Vec<(&'static str, &str)> {
    let mut pairs = vec![("q", query.q.as_str())];
    pairs.extend(query.degrees.iter().map(|degree| ("degree", degree.code())));
    let named = [
        ("company", &query.company),
        ("past_company", &query.past_company),
        ("since_before", &query.since_before),
        ("school", &query.school),
        ("location", &query.location),
        ("industry", &query.industry),
        ("connection_of", &query.connection_of),
        ("group", &query.group),
        ("event", &query.event),
        ("follows_company", &query.follows_company),
        ("first_name", &query.first_name),
        ("label", &query.label),
    ];
    pairs.extend(named.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))));
    pairs
}

async fn search(me: Signed, form: Fields) -> Answer {
    answer(&me, query_of(&form), &[], "").await
}

/// The page of a search; `errors` are about the name to save it under, which is `name`.
async fn answer(me: &Signed, query: PeopleQuery, errors: &[FieldError], name: &str) -> Answer {
    let asked = query.clone();
    let (mut shell, shown) = me
        .read(move |app, actor| {
            let found = match app.people(actor, &asked) {
                Ok(found) => Ok(found),
                Err(AppError::Invalid(errors)) => Err(errors),
                Err(AppError::Refused(refusal)) if asked.connection_of.is_some() => {
                    Err(vec![FieldError::new("connection_of", refusal.detail.clone())])
                }
                Err(AppError::Refused(refusal)) if asked.group.is_some() => {
                    Err(vec![FieldError::new("group", refusal.detail.clone())])
                }
                Err(error) => return Err(error),
            };
            Ok(Shown { found, saved: app.searches(actor)? })
        })
        .await?;
    // A form that came by POST is gone back to by the address of its search.
    shell.path = link("/search", &pairs(&query));
    if me.visit.fragment {
        return Ok(piece(StatusCode::OK, &pieces(&shell, &query, &shown)));
    }
    let view = view(&shell, &query, &shown, errors, name);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(me.visit.page(status, &shell, "Search people", Section::Search, &view))
}

/// What changes while somebody types.
fn pieces(shell: &Shell, query: &PeopleQuery, shown: &Shown) -> Markup {
    html! {
        (filters::view(query, &shown.found))
        (saved::view(query, &shown.saved, &[], ""))
        (results(shell, query, &shown.found))
    }
}

fn view(
    shell: &Shell,
    query: &PeopleQuery,
    shown: &Shown,
    errors: &[FieldError],
    name: &str,
) -> Markup {
    html! {
        div.columns.with-nav {
            div.side.search-side {
                (saved::view(query, &shown.saved, errors, name))
                (filters::view(query, &shown.found))
            }
            div.main-column {
                section.card {
                    h1.sr { "Search people" }
                    form #search.search-within.big role="search" method="get" action="/search" data-typing {
                        (icons::search())
                        input #q type="search" name="q" value=(query.q) maxlength="200" autocomplete="off"
                            aria-label="Name, headline, company, school, skill or place"
                            placeholder="Name, headline, company, school, skill, place";
                        button.button type="submit" { "Search" }
                    }
                    (results(shell, query, &shown.found))
                }
            }
        }
    }
}

/// Who was found, or what is wrong.
fn results(shell: &Shell, query: &PeopleQuery, found: &Result<Found, Vec<FieldError>>) -> Markup {
    let place = Place { shell, source: Source::Search, via: None, live: true };
    html! {
        div #found {
            @match found {
                Err(errors) => (form::summary(errors)),
                Ok(found) => {
                    p.muted role="status" data-count { (status(query, found)) }
                    @if found.facets.total > 1 && !query.is_empty() {
                        p { a href=(link("/campaigns/new", &pairs(query))) { "Invite them with a campaign" } }
                    }
                    @if found.page.items.is_empty() { (nobody(query, found)) }
                    @else {
                        ul.rows {
                            @for item in &found.page.items {
                                @let person = Person::from(item);
                                (row::row(&person, &html! {}, &connect::actions(&person, &place, None)))
                            }
                        }
                    }
                    (parts::pager("/search", &pairs(query), query.paging.after.as_deref(), found.page.next.as_deref()))
                }
            }
        }
    }
}

/// How many were found, and whether their names are only near.
fn status(query: &PeopleQuery, found: &Found) -> String {
    let count = words::count(found.facets.total, "person", "people");
    if found.near {
        return format!(
            "Nobody is spelt “{}”. Did you mean one of these? {count}.",
            query.q.trim()
        );
    }
    format!("{count} found")
}

/// What to do where nobody is found.
fn nobody(query: &PeopleQuery, found: &Found) -> Markup {
    let words = link("/search", &[("q", query.q.as_str())]);
    if found.without_filters > 0 {
        let text = format!(
            "Your words alone find {}; the filters leave nobody.",
            words::count(found.without_filters, "person", "people"),
        );
        let ways = [(words.as_str(), "Take the filters away"), ("/search", "Start again")];
        return parts::empty("Nobody found", &text, &ways);
    }
    // With several words, each alone may find whom they mean.
    let typed: Vec<&str> = query.q.split_whitespace().take(4).collect();
    let alone: Vec<(String, String)> = typed
        .iter()
        .filter(|_| typed.len() > 1)
        .map(|word| (link("/search", &[("q", word)]), format!("Only “{word}”")))
        .collect();
    let mut ways: Vec<(&str, &str)> =
        alone.iter().map(|(href, label)| (href.as_str(), label.as_str())).collect();
    ways.extend([("/search", "Start again"), ("/network", "See suggestions")]);
    parts::empty(
        "Nobody found",
        "Names that are spelt nearly so were looked for too. Try fewer or shorter words: each must \
         begin a word of a name, headline, company, school, skill or place. What people do not \
         show you is not searched.",
        &ways,
    )
}

//! Saved searches: run one, delete one, save the one that is shown.

use axum::extract::Path;
use kith_app::{AppError, FieldError, people::PeopleQuery, searches::SavedView};
use kith_core::search::LONGEST_NAME;
use maud::{Markup, html};

use super::{answer, pairs, query_of};
use crate::pages::{
    fields::{Fields, link},
    flash::{Done, Flash},
    ui::form::{self, Field, hidden},
    visit::{Answer, Signed},
};

/// The searches that the member keeps, and the form that saves this one.
pub(super) fn view(
    query: &PeopleQuery,
    saved: &[SavedView],
    errors: &[FieldError],
    name: &str,
) -> Markup {
    let back = link("/search", &pairs(query));
    html! {
        section #saved.card.saved aria-labelledby="saved-title" {
            h2 #saved-title { "Saved searches" }
            @if saved.is_empty() {
                p.muted { "Search for something, then save it here to run it again with one press." }
            } @else {
                ul.saved-list {
                    @for one in saved {
                        li {
                            a href=(link("/search", &pairs(&one.search))) { (one.name) }
                            form method="post" action={ "/search/saved/" (one.id) "/delete" } {
                                (hidden("back", &back)) (hidden("name", &one.name))
                                button.link type="submit" aria-label={ "Delete the saved search " (one.name) } { "Delete" }
                            }
                        }
                    }
                }
            }
            (form::summary(errors))
            @if !query.is_empty() {
                form method="post" action="/search/saved" {
                    @for (key, value) in pairs(query) { (hidden(key, value)) }
                    (Field::text("saved_name", "Name for this search").value(name).errors(errors).most(LONGEST_NAME).required())
                    button.button.quiet type="submit" { "Save this search" }
                }
            }
        }
    }
}

/// The errors as the page's form names its fields.
fn on_page(errors: Vec<FieldError>) -> Vec<FieldError> {
    let named = |error: FieldError| FieldError::new("saved_name", error.message);
    errors.into_iter().map(named).collect()
}

pub(super) async fn save(me: Signed, form: Fields) -> Answer {
    let query = query_of(&form);
    let back = link("/search", &pairs(&query));
    let (ask, name) = (me.ask(), form.get("saved_name").to_owned());
    match me.app().save_search(&ask, &name, query.clone()).await {
        Ok(written) => {
            let flash = Flash::about(Done::SearchSaved, "", &written.value.name);
            Ok(me.done(&back, &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => answer(&me, query, &on_page(errors), &name).await,
        Err(error) => Err(me.failure(&back, error).await),
    }
}

pub(super) async fn delete(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let back = form.back();
    let Ok(id) = id.parse() else {
        return Err(me.failure(&back, AppError::NotFound).await);
    };
    let ask = me.ask();
    let written = me.write(&back, me.app().delete_search(&ask, id)).await?;
    let flash = Flash::about(Done::SearchDeleted, "", form.get("name"));
    Ok(me.done(&back, &written.revision, &flash))
}

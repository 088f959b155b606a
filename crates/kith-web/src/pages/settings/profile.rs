//! The form of my profile: jobs and schools are fieldsets, with empty ones at the end.

use kith_app::{
    AppError, FieldError,
    profiles::{Me, ProfileChanges},
};
use kith_core::person::{Education, Position, longest};
use maud::{Markup, html};

use crate::pages::{
    fields::Fields,
    flash::{Done, Flash},
    ui::form::Field,
    visit::{Answer, Signed},
};

/// How many empty fieldsets stand at the end of a list.
const EMPTY: usize = 1;

pub(super) async fn save(me: Signed, form: Fields) -> Answer {
    let (changes, mut errors) = changes(&form);
    if errors.is_empty() {
        match me.app().change_profile(&me.ask(), changes.clone()).await {
            Ok(written) => {
                let flash = Flash::plain(Done::ProfileSaved);
                let to = if form.has("more") { "/settings#f-positions" } else { "/settings" };
                return Ok(me.done(to, &written.revision, &flash));
            }
            Err(AppError::Invalid(found)) => errors = found,
            Err(error) => return Err(me.failure("/settings", error).await),
        }
    }
    super::again(me, errors, |shown| keep(&mut shown.me, changes)).await
}

/// What was sent stays in the form.
fn keep(me: &mut Me, changes: ProfileChanges) {
    me.first_name = changes.first_name.unwrap_or_default();
    me.last_name = changes.last_name.unwrap_or_default();
    me.headline = changes.headline.unwrap_or_default();
    me.location = changes.location.unwrap_or_default();
    me.industry = changes.industry.unwrap_or_default();
    me.about = changes.about.unwrap_or_default();
    me.positions = changes.positions.unwrap_or_default();
    me.education = changes.education.unwrap_or_default();
    me.skills = changes.skills.unwrap_or_default();
}

fn changes(form: &Fields) -> (ProfileChanges, Vec<FieldError>) {
    let mut errors = Vec::new();
    let text = |name| Some(form.get(name).to_owned());
    let skills = form.get("skills").split([',', '\n']).map(str::trim);
    let skills = skills.filter(|skill| !skill.is_empty()).map(str::to_owned).collect();
    let changes = ProfileChanges {
        first_name: text("first_name"),
        last_name: text("last_name"),
        headline: text("headline"),
        location: text("location"),
        industry: text("industry"),
        about: text("about"),
        positions: Some(positions(form, &mut errors)),
        education: Some(education(form, &mut errors)),
        skills: Some(skills),
    };
    (changes, errors)
}

/// The jobs; a fieldset without a company is none.
fn positions(form: &Fields, errors: &mut Vec<FieldError>) -> Vec<Position> {
    let columns =
        ["company", "title", "from", "until"].map(|column| form.all(&format!("position_{column}")));
    let at = |column: usize, row: usize| columns[column].get(row).copied().unwrap_or("");
    let mut jobs = Vec::new();
    for row in 0..columns[0].len() {
        if at(0, row).is_empty() {
            continue;
        }
        let from = year(at(2, row), "positions", errors);
        let until = year(at(3, row), "positions", errors);
        if from.is_none() && at(2, row).is_empty() {
            let message = format!("Say in which year you began at {}.", at(0, row));
            errors.push(FieldError::new("positions", message));
        }
        jobs.push(Position {
            company: at(0, row).to_owned(),
            title: at(1, row).to_owned(),
            from: from.unwrap_or_default(),
            until,
        });
    }
    jobs
}

/// The schools; a fieldset without a school is none.
fn education(form: &Fields, errors: &mut Vec<FieldError>) -> Vec<Education> {
    let columns = ["school", "degree", "from", "until"]
        .map(|column| form.all(&format!("education_{column}")));
    let at = |column: usize, row: usize| columns[column].get(row).copied().unwrap_or("");
    let rows = (0..columns[0].len()).filter(|row| !at(0, *row).is_empty());
    rows.map(|row| Education {
        school: at(0, row).to_owned(),
        degree: at(1, row).to_owned(),
        from: year(at(2, row), "education", errors),
        until: year(at(3, row), "education", errors),
    })
    .collect()
}

fn year(text: &str, field: &str, errors: &mut Vec<FieldError>) -> Option<i32> {
    if text.is_empty() {
        return None;
    }
    let year = text.parse().ok();
    if year.is_none() {
        errors.push(FieldError::new(field, format!("“{text}” is no year; write it like 2019.")));
    }
    year
}

pub(super) fn form(me: &Me, errors: &[FieldError]) -> Markup {
    let line = |name, label| Field::text(name, label).errors(errors).most(longest::LINE);
    let skills = me.skills.join("\n");
    html! {
        form.card.stack-form #profile method="post" action="/settings/profile" {
            div.card-head {
                h2 { "Profile" }
                a href={ "/in/" (me.handle) } { "See it" }
            }
            div.pair {
                (line("first_name", "First name").value(&me.first_name).most(longest::NAME).complete("given-name").required())
                (line("last_name", "Last name").value(&me.last_name).most(longest::NAME).complete("family-name"))
            }
            (line("headline", "Headline").value(&me.headline).most(longest::HEADLINE).hint("One line about what you do."))
            div.pair {
                (line("location", "Location").value(&me.location))
                (line("industry", "Industry").value(&me.industry))
            }
            (Field::area("about", "About", 6).value(&me.about).errors(errors).most(longest::ABOUT))
            (jobs(me, errors))
            (schools(me, errors))
            (Field::area("skills", "Skills", 4).value(&skills).errors(errors).hint("One on each line."))
            div.buttons {
                button.button type="submit" { "Save profile" }
                button.button.quiet type="submit" name="more" value="yes" { "Save and add another job or school" }
            }
            p.hint { "Signed up with " (me.email) ". The handle " strong { (me.handle) } " stays." }
        }
    }
}

fn jobs(me: &Me, errors: &[FieldError]) -> Markup {
    let rows = me.positions.len() + EMPTY;
    html! {
        fieldset.group #f-positions {
            legend { "Experience" }
            @if let Some(wrong) = list_error(errors, "positions") { p.error { (wrong) } }
            @for row in 0..rows {
                @let job = me.positions.get(row);
                (entry("position", row, ["company", "title"], ["Company", "Title"],
                    [job.map_or("", |job| &job.company), job.map_or("", |job| &job.title)],
                    [job.map(|job| job.from).filter(|year| *year != 0), job.and_then(|job| job.until)]))
            }
            p.hint { "Newest first. Leave “Until” empty where you still are; empty the company to take an entry away." }
        }
    }
}

fn schools(me: &Me, errors: &[FieldError]) -> Markup {
    let rows = me.education.len() + EMPTY;
    html! {
        fieldset.group #f-education {
            legend { "Education" }
            @if let Some(wrong) = list_error(errors, "education") { p.error { (wrong) } }
            @for row in 0..rows {
                @let school = me.education.get(row);
                (entry("education", row, ["school", "degree"], ["School", "Subject or degree"],
                    [school.map_or("", |school| &school.school), school.map_or("", |school| &school.degree)],
                    [school.and_then(|school| school.from), school.and_then(|school| school.until)]))
            }
        }
    }
}

/// One job or school.
fn entry(
    group: &str,
    row: usize,
    names: [&str; 2],
    labels: [&str; 2],
    texts: [&str; 2],
    years: [Option<i32>; 2],
) -> Markup {
    let id = |name: &str| format!("{group}-{row}-{name}");
    html! {
        div.entry-fields {
            @for ((name, label), text) in names.into_iter().zip(labels).zip(texts) {
                div.field {
                    label for=(id(name)) { (label) }
                    input id=(id(name)) type="text" name={ (group) "_" (name) } value=(text) maxlength=(longest::LINE);
                }
            }
            @for ((name, label), year) in ["from", "until"].into_iter().zip(["From", "Until"]).zip(years) {
                div.field.year {
                    label for=(id(name)) { (label) }
                    input id=(id(name)) type="text" name={ (group) "_" (name) } inputmode="numeric"
                        maxlength="4" placeholder="Year" value=[year];
                }
            }
        }
    }
}

/// What is wrong with a list or an entry of it.
fn list_error<'a>(errors: &'a [FieldError], list: &str) -> Option<&'a str> {
    let of_list = |error: &&FieldError| {
        error
            .field
            .strip_prefix(list)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
    };
    errors.iter().find(of_list).map(|error| error.message.as_str())
}

//! What stands in the builder, and the campaign that it means.

use std::collections::BTreeMap;

use kith_app::{
    FieldError,
    campaigns::{Audience, CampaignChange, CampaignView, NewAudience, Span},
};
use kith_core::campaign::{
    Steps, Weekday,
    pace::Pace,
    steps::{Approach, Arm, Before, Condition, FollowUp, Thanks},
};

use crate::pages::{fields::Fields, people};

/// How many follow-ups there may be.
pub(super) const FOLLOW_UPS: usize = 5;
/// The placeholders that a member gives for everybody.
pub(super) const GIVEN: [&str; 2] = ["event", "topic"];

/// A text as it was typed, with the line breaks of this side.
fn typed(form: &Fields, name: &str) -> String {
    form.raw(name).replace("\r\n", "\n").trim().to_owned()
}

/// A whole number; what is none is reported as too large to be so.
fn number(form: &Fields, name: &str) -> u32 {
    form.number(name).unwrap_or(u32::MAX)
}

/// The campaign that the builder means; `with_audience` while it may still be chosen.
pub(super) fn change(
    form: &Fields,
    with_audience: bool,
) -> Result<CampaignChange, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut time = |name: &str| {
        let read = form.get(name).parse();
        read.map_err(|_| errors.push(FieldError::new(name, "Use a time such as 09:00."))).ok()
    };
    let (from, to) = (time("from"), time("to"));
    let audience = if with_audience { audience(form, &mut errors) } else { None };
    let (Some(from), Some(to), true) = (from, to, errors.is_empty()) else { return Err(errors) };
    let days = form.all("day").into_iter().filter_map(Weekday::from_code).collect();
    let (daily, reserve) = (number(form, "daily"), number(form, "reserve"));
    let given = GIVEN.into_iter().filter_map(|name| Some((name.to_owned(), form.filled(name)?)));
    Ok(CampaignChange {
        name: Some(form.get("name").to_owned()),
        audience,
        given: Some(given.collect::<BTreeMap<_, _>>()),
        steps: Some(steps(form)),
        pace: Some(Pace { daily, days, from, to, reserve }),
    })
}

fn audience(form: &Fields, errors: &mut Vec<FieldError>) -> Option<NewAudience> {
    match form.get("who") {
        "saved" => match form.get("saved").parse() {
            Ok(id) => Some(NewAudience::Kept(Audience::SavedSearch(id))),
            Err(_) => {
                errors.push(FieldError::new("saved", "Choose one of your saved searches."));
                None
            }
        },
        "viewers" => Some(NewAudience::Kept(Audience::Viewers(span(form, "viewers_days")))),
        "engaged" => Some(NewAudience::Kept(Audience::Engaged(span(form, "engaged_days")))),
        "search" => Some(NewAudience::Kept(Audience::Search(Box::new(people::query_of(form))))),
        _ => Some(NewAudience::Csv(form.raw("list").to_owned())),
    }
}

/// How far back.
fn span(form: &Fields, name: &str) -> Span {
    Span { days: number(form, name) }
}

fn steps(form: &Fields) -> Steps {
    let note = |name: &str| Arm { note: Some(typed(form, name)).filter(|text| !text.is_empty()) };
    let mut arms = vec![note("note_a")];
    if form.has("two") {
        arms.push(note("note_b"));
    }
    let before = Approach::from_code(form.get("before"));
    let follow_ups = (1..=FOLLOW_UPS).filter_map(|place| {
        let body = typed(form, &format!("follow_{place}"));
        let days = number(form, &format!("follow_days_{place}"));
        let when = Condition::from_code(form.get(&format!("follow_when_{place}")));
        let when = when.unwrap_or(Condition::Any);
        (!body.is_empty()).then_some(FollowUp { days, when, body })
    });
    let thanks = typed(form, "thanks");
    Steps {
        before: before.map(|what| Before { what, days: number(form, "before_days") }),
        arms,
        thanks: (!thanks.is_empty())
            .then(|| Thanks { hours: number(form, "thanks_hours"), body: thanks }),
        follow_ups: follow_ups.collect(),
        withdraw_after_days: form.filled("withdraw_after").map(|_| number(form, "withdraw_after")),
    }
}

/// What stands in the builder of a campaign.
pub(super) fn filled(one: &CampaignView) -> Fields {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| all.push((name.to_owned(), value));
    put("name", one.name.clone());
    match &one.audience {
        Audience::Handles(handles) => {
            put("who", "list".to_owned());
            put("list", handles.join("\n"));
        }
        Audience::SavedSearch(id) => {
            put("who", "saved".to_owned());
            put("saved", id.to_string());
        }
        Audience::Viewers(span) => {
            put("who", "viewers".to_owned());
            put("viewers_days", span.days.to_string());
        }
        Audience::Engaged(span) => {
            put("who", "engaged".to_owned());
            put("engaged_days", span.days.to_string());
        }
        Audience::Search(query) => {
            put("who", "search".to_owned());
            people::pairs(query).into_iter().for_each(|(name, value)| put(name, value.to_owned()));
        }
    }
    for (name, value) in &one.given {
        put(name, value.clone());
    }
    let steps = &one.steps;
    if let Some(before) = &steps.before {
        put("before", before.what.code().to_owned());
        put("before_days", before.days.to_string());
    }
    for (name, arm) in ["note_a", "note_b"].into_iter().zip(&steps.arms) {
        put(name, arm.note.clone().unwrap_or_default());
    }
    if steps.arms.len() > 1 {
        put("two", "yes".to_owned());
    }
    if let Some(thanks) = &steps.thanks {
        put("thanks", thanks.body.clone());
        put("thanks_hours", thanks.hours.to_string());
    }
    for (place, one) in (1..).zip(&steps.follow_ups) {
        put(&format!("follow_{place}"), one.body.clone());
        put(&format!("follow_days_{place}"), one.days.to_string());
        put(&format!("follow_when_{place}"), one.when.code().to_owned());
    }
    if let Some(days) = steps.withdraw_after_days {
        put("withdraw_after", days.to_string());
    }
    let pace = &one.pace;
    put("daily", pace.daily.to_string());
    put("reserve", pace.reserve.to_string());
    put("from", pace.from.to_string());
    put("to", pace.to.to_string());
    for day in &pace.days {
        put("day", day.code().to_owned());
    }
    Fields(all)
}

/// The errors as the builder's fields are called.
pub(super) fn on_page(errors: Vec<FieldError>) -> Vec<FieldError> {
    errors.into_iter().map(|error| FieldError { field: name(&error.field), ..error }).collect()
}

fn name(field: &str) -> String {
    if let Some(rest) = field.strip_prefix("steps.follow_ups[") {
        let place = rest.split(']').next().and_then(|place| place.parse::<usize>().ok());
        let place = place.map_or(1, |place| place + 1);
        let part = if rest.ends_with("days") { "follow_days" } else { "follow" };
        return format!("{part}_{place}");
    }
    match field {
        "audience" | "audience.csv" | "audience.handles" => "list",
        "audience.saved_search" => "saved",
        "audience.search" => "search",
        "audience.viewers" | "audience.viewers.days" => "viewers_days",
        "audience.engaged.days" => "engaged_days",
        "steps.before.days" => "before_days",
        "steps.arms" | "steps.arms[0].note" => "note_a",
        "steps.arms[1].note" => "note_b",
        "steps.thanks.hours" => "thanks_hours",
        "steps.thanks.body" => "thanks",
        "steps.follow_ups" => "follow_1",
        "steps.withdraw_after_days" => "withdraw_after",
        "pace.days" => "day",
        other => {
            let other = other.strip_prefix("pace.").unwrap_or(other);
            other.strip_prefix("given.").unwrap_or(other)
        }
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_stands_beside_the_field_that_it_is_about() {
        for (field, place) in [
            ("name", "name"),
            ("audience.csv", "list"),
            ("given.event", "event"),
            ("audience.viewers", "viewers_days"),
            ("audience.engaged.days", "engaged_days"),
            ("steps.arms[1].note", "note_b"),
            ("steps.thanks.body", "thanks"),
            ("steps.follow_ups[0].days", "follow_days_1"),
            ("steps.follow_ups[2].body", "follow_3"),
            ("pace.days", "day"),
            ("pace.daily", "daily"),
            ("pace.to", "to"),
        ] {
            assert_eq!(name(field), place);
        }
    }
}

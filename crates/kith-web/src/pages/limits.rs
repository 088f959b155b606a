//! My budgets and where I stand on the ladder, explained.

use axum::{
    Router,
    routing::{get, post},
};
use kith_app::{
    AppError, FieldError,
    limits::{BoostView, Limits, RestrictionView},
};
use kith_core::{policy::Policy, restriction::Level};
use maud::{Markup, html};

use super::{
    fields::Fields,
    flash::{Done, Flash},
    ui::{
        budget,
        form::{self, Field, hidden},
        icons,
        layout::{Section, Shell},
        time, words,
    },
    visit::{Answer, Signed, status},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/limits", get(show)).route("/limits/appeal", post(appeal))
}

async fn show(me: Signed) -> Answer {
    let (shell, (limits, policy)) = me.read(both).await?;
    Ok(me.page(&shell, "My limits", Section::Limits, &view(&shell, &limits, &policy, "", &[])))
}

fn both(app: &kith_app::App, actor: &kith_app::Actor) -> Result<(Limits, Policy), AppError> {
    Ok((app.limits(actor)?, app.policy().clone()))
}

async fn appeal(me: Signed, form: Fields) -> Answer {
    let text = form.get("text");
    match me.app().appeal(&me.ask(), text).await {
        Ok(written) => {
            let back = if form.has("back") { form.back() } else { "/limits".to_owned() };
            Ok(me.done(&back, &written.revision, &Flash::plain(Done::Appealed)))
        }
        Err(AppError::Invalid(errors)) => {
            let (mut shell, (limits, policy)) = me.read(both).await?;
            "/limits".clone_into(&mut shell.path);
            let page = view(&shell, &limits, &policy, text, &errors);
            let status = status(&AppError::Invalid(errors));
            Ok(me.visit.page(status, &shell, "My limits", Section::Limits, &page))
        }
        Err(error) => Err(me.failure("/limits", error).await),
    }
}

/// Every budget with what it means, the ladder, the appeal. `text` is an appeal that could not be
/// taken.
pub(crate) fn view(
    shell: &Shell,
    limits: &Limits,
    policy: &Policy,
    text: &str,
    errors: &[FieldError],
) -> Markup {
    html! {
        h1 { "My limits" }
        p.lead.small {
            "Nothing here is secret: what counts, how much is left, and when the next one frees. A "
            "refusal never costs anything. Answers and conversations are never limited."
        }
        @if let Some(restriction) = &limits.restriction {
            (standing(shell, restriction, text, errors))
        }
        div.two {
            @for budget in &limits.budgets {
                section.card {
                    (budget::meter(shell, budget))
                    p { (words::budget(budget.name).1) }
                }
            }
            section.card {
                h2 { "Length of a note" }
                p { "Up to " strong { (limits.note_length) " characters" } " on your plan. Line breaks count, spaces at both ends do not." }
            }
            @for boost in &limits.boosts { (extra(shell, boost)) }
        }
        (ladder(policy, limits.restriction.is_none()))
    }
}

fn extra(shell: &Shell, boost: &BoostView) -> Markup {
    html! {
        section.card {
            div.meter {
                p.meter-head {
                    span { "Extra: " (boost.name) }
                    span { strong { (boost.extra.saturating_sub(boost.used)) } " left" }
                }
                (budget::bar(boost.used, boost.extra))
                p.hint { (boost.used) " of " (boost.extra) " used. Until " (time::exactly(shell, boost.until)) }
            }
            p { "Invitations to others of this audience are charged here first, then to the week." }
        }
    }
}

/// The banner on home.
pub(crate) fn restriction_banner(shell: &Shell, restriction: &RestrictionView) -> Markup {
    html! {
        section.restriction aria-label="Restriction" {
            (icons::stop())
            div {
                p.refusal-title { (headline(restriction)) }
                p { (restriction.reason) }
                @if let Some(until) = restriction.until { p { "Until " (time::exactly(shell, until)) } }
                @if restriction.appeal.is_some() { p.muted { "Your appeal is with the operator." } }
                @else {
                    details.appeal {
                        summary.link { "What was counted, and appeal" }
                        p { (restriction.evidence) }
                        (appeal_form("", &[]))
                    }
                }
            }
        }
    }
}

fn headline(restriction: &RestrictionView) -> &'static str {
    match (restriction.step, restriction.until) {
        (Level::Warned, _) => "A warning about your invitations",
        (_, Some(_)) => "New invitations are paused",
        (_, None) => "Your pause is over",
    }
}

fn standing(
    shell: &Shell,
    restriction: &RestrictionView,
    text: &str,
    errors: &[FieldError],
) -> Markup {
    html! {
        section.card.restricted #appeal {
            h2 { (headline(restriction)) }
            p { (restriction.reason) }
            dl.pairs {
                dt { "Step" } dd { (words::level(restriction.step)) }
                dt { "Counted" } dd { (restriction.evidence) }
                dt { "Since" } dd { (time::at(shell, restriction.at)) }
                @if let Some(until) = restriction.until { dt { "Until" } dd { (time::exactly(shell, until)) } }
            }
            p.muted { "Meanwhile you can accept invitations, answer, follow, and use your connections as always." }
            @if let Some(appeal) = &restriction.appeal {
                h3 { "Your appeal" }
                p.text { (appeal) }
                p.muted { "It is with the operator." }
            } @else {
                (appeal_form(text, errors))
            }
        }
    }
}

fn appeal_form(text: &str, errors: &[FieldError]) -> Markup {
    html! {
        form.stack-form method="post" action="/limits/appeal" {
            (hidden("back", "/limits"))
            (form::summary(errors))
            (Field::area("text", "Ask the operator to look again", 4).value(text).errors(errors)
                .most(2_000).required().hint("Say what the counting cannot know: an event you came from, a list you were given."))
            button.button type="submit" { "Send appeal" }
        }
    }
}

fn ladder(policy: &Policy, clear: bool) -> Markup {
    let rules = &policy.restrictions;
    let pause = |hours: u32| {
        if hours.is_multiple_of(24) {
            words::count(hours / 24, "day", "days")
        } else {
            words::count(hours, "hour", "hours")
        }
    };
    html! {
        section.card #ladder {
            h2 { "Too much, too fast" }
            @if clear { p.state.good { (icons::check()) "Nothing is held against you." } }
            p { "These are noticed, and kept with what was counted:" }
            ul.facts {
                li { "more than " (rules.burst_invitations) " invitations in " (rules.burst_minutes) " minutes, or " (rules.burst_day_invitations) " in 24 hours" }
                li { (rules.unknown_reports) " recipients in " (rules.unknown_days) " days who say that they don’t know you" }
                li { "fewer than " (rules.acceptance_percent) " % accepted, of at least " (rules.acceptance_sample) " in " (rules.acceptance_days) " days" }
                li { "no pending place left for " (rules.pending_full_days) " days" }
            }
            p {
                "First comes a warning; then new invitations pause for "
                (pause(rules.pause_hours[0])) ", " (pause(rules.pause_hours[1])) ", and "
                (pause(rules.pause_hours[2])) ". One step is forgotten after every "
                (rules.decay_days) " quiet days. Each step can be appealed."
            }
        }
    }
}

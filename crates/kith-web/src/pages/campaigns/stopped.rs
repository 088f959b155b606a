//! A variant that was stopped for harm (R13): what is said of it, and what its member may do.

use axum::extract::Path;
use kith_app::{
    AppError,
    campaigns::{
        CampaignView, StoppedArm,
        results::{CampaignPerson, Results},
    },
};
use kith_core::campaign::{Stage, State};
use maud::{Markup, html};

use super::{HERE, own, people};
use crate::pages::{
    flash::{Done, Flash},
    ui::{layout::Shell, parts, time},
    visit::{Answer, Signed},
};

/// What each variant is called in lists.
pub(super) const fn letter(arm: u32) -> &'static str {
    if arm == 0 { "A" } else { "B" }
}

/// Where somebody is; who waits for the member's word does not wait for their turn.
pub(super) fn label(one: &CampaignView, person: &CampaignPerson) -> &'static str {
    let next = matches!(person.stage, Stage::Queued | Stage::Approached);
    if next && one.stopped.iter().any(|stop| stop.arm == person.arm) {
        "Waits: their variant is stopped"
    } else {
        person.label
    }
}

/// The variants that are stopped, with what may be done.
pub(super) fn view(shell: &Shell, results: &Results, here: &str) -> Markup {
    let one = &results.campaign;
    let open = matches!(one.state, State::Running | State::Paused);
    html! {
        @if open && !one.stopped.is_empty() {
            section.card #stopped {
                h2 { "Stopped" }
                @for stop in &one.stopped { (stopped(shell, results, *stop, here)) }
            }
        }
    }
}

fn stopped(shell: &Shell, results: &Results, stop: StoppedArm, here: &str) -> Markup {
    let one = &results.campaign;
    let waiting = results.arms.iter().find(|arm| arm.arm == stop.arm).map_or(0, |arm| arm.held);
    let two = one.steps.arms.len() > 1;
    let other_goes_on = two && one.stopped.len() == 1;
    let name = name(results, stop.arm);
    let here = format!("{here}/variants/{}", stop.arm);
    html! {
        p.notice {
            (name) " goes to nobody more since " (time::at(shell, stop.since))
            ": too many of those whom it reached say that they don’t know you. "
            @if waiting == 0 { "Nobody waits for it." }
            @else { (people(waiting)) @if waiting == 1 { " waits" } @else { " wait" } ", and nobody was moved. Whoever accepted is thanked all the same." }
        }
        p.muted {
            "Choose people who have met you, or say in the note where you met. "
            a href={ (HERE) "/" (one.id) "/edit" } { "Change the note" }
        }
        @if waiting > 0 {
            div.buttons {
                @if other_goes_on {
                    (parts::post(&format!("{here}/leave"), HERE, &one.name, "button", &format!("Move who waits to {}", letter(u32::from(stop.arm == 0)))))
                }
                (parts::post(&format!("{here}/resume"), HERE, &one.name, "button quiet", &if two { format!("Let {} go on", letter(stop.arm)) } else { "Let it go on".to_owned() }))
            }
        }
    }
}

/// What a variant is called in a sentence.
fn name(results: &Results, arm: u32) -> String {
    let named = results.experiment.as_ref().map(|experiment| {
        let name = &experiment.names[usize::from(arm != 0)];
        format!("{} ({})", name, letter(arm))
    });
    named.unwrap_or_else(|| "The invitation".to_owned())
}

pub(super) async fn resume(me: Signed, Path((id, arm)): Path<(String, String)>) -> Answer {
    decide(me, &id, &arm, Done::VariantResumed).await
}

pub(super) async fn leave(me: Signed, Path((id, arm)): Path<(String, String)>) -> Answer {
    decide(me, &id, &arm, Done::VariantLeft).await
}

async fn decide(me: Signed, id: &str, arm: &str, what: Done) -> Answer {
    let id = own(&me, id).await?;
    let back = format!("{HERE}/{id}");
    let Ok(arm) = arm.parse() else { return Err(me.failure(&back, AppError::NotFound).await) };
    let ask = me.ask();
    let written = match what {
        Done::VariantLeft => me.write(&back, me.app().leave_variant(&ask, id, arm)).await?,
        _ => me.write(&back, me.app().resume_variant(&ask, id, arm)).await?,
    };
    Ok(me.done(&back, &written.revision, &Flash::about(what, "", &written.value.name)))
}

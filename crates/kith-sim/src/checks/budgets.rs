//! Budgets: what members are told, and that no window ever held more than it may.

use kith_core::time::{DAY, Timestamp};
use serde_json::{Value, json};

use super::{Checked, ensure};
use crate::{act::Who, model::End, world::World};

/// What a member is told of their limits is what the model counts, and nothing was exceeded.
pub(crate) fn of(world: &World, who: Who) -> Checked {
    never_exceeded(world, who)?;
    if !world.model.members[who].active {
        return Ok(());
    }
    let actor = &world.actors[who];
    let told = world.app.limits(actor).map_err(|error| error.to_string())?;
    for budget in &told.budgets {
        let adds_up = budget.left == budget.limit.saturating_sub(budget.used);
        ensure!(adds_up, "m-{who}'s budget does not add up: {budget:?}");
        let later = budget.frees_at.is_none_or(|at| at > world.now());
        ensure!(later, "m-{who}'s budget frees in the past: {budget:?}");
    }
    let told = serde_json::to_value(&told).map_err(|error| error.to_string())?;
    let told = without_words(told);
    let counted = world.model.limits(who, world.now());
    ensure!(told == counted, "m-{who} is told {told}\nthe model counts {counted}");
    Ok(())
}

/// The limits as the model can count them: the restriction without its plain words.
fn without_words(told: Value) -> Value {
    let step = &told["restriction"];
    let step = if step.is_null() {
        Value::Null
    } else {
        json!({
            "step": step["step"],
            "at": step["at"],
            "until": step["until"],
            "appeal": step["appeal"],
        })
    };
    // The model does not write messages.
    let budgets: Vec<&Value> = told["budgets"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|one| one["name"] != "group_openers" && one["name"] != "inmail_credits")
        .collect();
    json!({
        "budgets": budgets,
        "note_length": told["note_length"],
        "restriction": step,
        "boosts": told["boosts"],
    })
}

/// Over the whole log: no 7 × 24 h before a send held more sends than the plan allowed then.
fn never_exceeded(world: &World, who: Who) -> Checked {
    let model = &world.model;
    let returns = model.policy.invitations.withdraw_returns_send;
    let sent = &model.members[who].sent;
    // Older sends were looked at when they were new; the check of everything looks at all.
    let recent = if world.step.is_multiple_of(400) { sent.len() } else { 3 };
    for last in sent.iter().rev().take(recent).map(|which| &model.invitations[*which]) {
        if last.boost.is_some() {
            continue;
        }
        let counts = |one: &crate::model::Invitation| {
            let taken_back = matches!(one.ended, Some((End::Withdrawn, at)) if at <= last.at);
            let in_window = one.at <= last.at && last.at.micros() - one.at.micros() < 7 * DAY;
            in_window && one.boost.is_none() && !(returns && taken_back)
        };
        let window = sent.iter().filter(|which| counts(&model.invitations[**which])).count();
        ensure!(
            window <= last.limit as usize,
            "m-{who} sent {window} invitations in the week before {}, {} are allowed",
            last.at,
            last.limit
        );
        let open = sent.iter().filter(|which| stood(&model.invitations[**which], last.at)).count();
        ensure!(
            open <= last.places as usize,
            "m-{who} had {open} pending at {}, {} are allowed",
            last.at,
            last.places
        );
    }
    Ok(())
}

/// Whether an invitation stood right after `at`.
fn stood(one: &crate::model::Invitation, at: Timestamp) -> bool {
    one.at <= at && at < one.expires && one.ended.is_none_or(|(_, ended)| ended > at)
}

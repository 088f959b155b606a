//! The graph against a breadth-first search over the model's connections, and
//! a second application, rebuilt from the store, against the one that followed along.

use std::collections::BTreeSet;

use kith_app::{App, Paging};

use super::{Checked, ensure};
use crate::{act::Who, model::Model, world::World};

/// The longest path that is shown.
const LONGEST: usize = 6;
/// How many suggestions are asked for.
const MOST: usize = 30;

/// What a member is told of the network.
pub(crate) fn of(world: &World, who: Who) -> Checked {
    degrees(world, &world.app, who)?;
    suggestions(world, who)?;
    let count = world.model.members.len();
    for step in 1..4 {
        let other = (who + step * (1 + world.step as usize % 5)) % count;
        mutuals(world, &world.app, who, other)?;
        super::search::by_name(world, who, other)?;
    }
    Ok(())
}

/// Everybody's degree: those who are hidden are left out.
fn degrees(world: &World, app: &App, who: Who) -> Checked {
    let model = &world.model;
    let handles: Vec<String> = model.members.iter().map(|member| member.handle.clone()).collect();
    let told = app.degrees(&world.actors[who], &handles).map_err(|error| error.to_string())?;
    let distances = model.distances(who);
    let seen = (0..handles.len()).filter(|other| *other == who || model.sees(who, *other));
    let expected: Vec<_> =
        seen.map(|other| (handles[other].clone(), Model::degree(distances.get(&other)))).collect();
    for (told, expected) in told.iter().zip(&expected) {
        ensure!(told == expected, "m-{who} is told {told:?}, the model says {expected:?}");
    }
    ensure!(
        told.len() == expected.len(),
        "m-{who} is told {} degrees, the model has {}",
        told.len(),
        expected.len()
    );
    Ok(())
}

/// The mutual connections with somebody, and the paths to them.
fn mutuals(world: &World, app: &App, who: Who, other: Who) -> Checked {
    let model = &world.model;
    if other == who || !model.sees(who, other) {
        return Ok(());
    }
    let (actor, handle) = (&world.actors[who], &model.members[other].handle);
    let paging = Paging { limit: Some(100), after: None };
    let (count, page) = app.mutuals(actor, handle, &paging).map_err(|error| error.to_string())?;
    let told: BTreeSet<&str> = page.items.iter().map(|row| row.card.handle.as_str()).collect();
    let shared = model.shared(who, other);
    let expected: BTreeSet<&str> =
        shared.iter().map(|one| model.members[*one].handle.as_str()).collect();
    ensure!(
        told == expected && count as usize == expected.len(),
        "m-{who} shares with m-{other} {told:?} ({count}), the model says {expected:?}"
    );
    for path in app.paths(actor, handle, 5).map_err(|error| error.to_string())? {
        let path: Vec<&str> = path.iter().map(|card| card.handle.as_str()).collect();
        is_shortest(world, who, other, &path)?;
    }
    Ok(())
}

/// Whether a path is one of the shortest; an empty one is right where there is none that is
/// short enough.
pub(crate) fn is_shortest(world: &World, who: Who, other: Who, path: &[&str]) -> Checked {
    let model = &world.model;
    let steps = model.distances(who).get(&other).copied().filter(|steps| *steps <= LONGEST);
    let Some(steps) = steps else {
        ensure!(path.is_empty(), "m-{who} is shown a path to m-{other}: {path:?}");
        return Ok(());
    };
    let people: Option<Vec<Who>> = path
        .iter()
        .map(|handle| model.members.iter().position(|member| member.handle == *handle))
        .collect();
    let people = people.unwrap_or_default();
    let ends = (people.first(), people.last()) == (Some(&who), Some(&other));
    let joined = people.windows(2).all(|two| model.are_connected(two[0], two[1]));
    let seen = people.iter().all(|one| *one == who || model.sees(who, *one));
    ensure!(
        ends && joined && seen && people.len() == steps + 1,
        "the path from m-{who} to m-{other} in {steps} steps: {path:?}"
    );
    Ok(())
}

/// Whom a member may want to meet.
fn suggestions(world: &World, who: Who) -> Checked {
    let (model, now) = (&world.model, world.now());
    let told =
        world.app.suggestions(&world.actors[who], MOST).map_err(|error| error.to_string())?;
    let mut suggested = BTreeSet::new();
    for one in &told {
        super::lists::row(world, who, &one.row)?;
        let handle = &one.row.card.handle;
        let other = model.members.iter().position(|member| member.handle == *handle);
        let Some(other) = other else { return Err(format!("{handle} is suggested")) };
        let may = model.may_be_suggested(who, other, now);
        ensure!(may, "m-{other} is suggested to m-{who}");
        ensure!(!one.reasons.is_empty(), "m-{other} is suggested to m-{who} without a reason");
        suggested.insert(other);
    }
    // What lapsed and was not swept yet may be left out for longer than its rest.
    let mut expected = model.candidates(who, now);
    let stale = |a: Who, b: Who| {
        let mut sent = model.members[a].sent.iter().map(|which| &model.invitations[*which]);
        sent.any(|one| one.to == b && one.is_lapsed(now) && !one.swept)
    };
    expected.retain(|other| !stale(who, *other) && !stale(*other, who));
    let all = expected.len() > MOST || expected.is_subset(&suggested);
    ensure!(all, "m-{who} is suggested {suggested:?}, the model says {expected:?}");
    Ok(())
}

/// A second application answers the same: one that is rebuilt from the store, and one that goes on
/// from the file that the live one wrote when this was checked last.
pub(crate) fn rebuilt(world: &World) -> Checked {
    answers_alike(world, &world.second_app(false)?)?;
    answers_alike(world, &world.second_app(true)?)?;
    world.app.keep_graph().map_err(|error| error.to_string())?;
    Ok(())
}

fn answers_alike(world: &World, second: &App) -> Checked {
    let (live, fresh) = (world.app.stats(), second.stats());
    ensure!(
        (live.members, live.connections) == (fresh.members, fresh.connections),
        "the live graph has {} members and {} connections, a second one {} and {}",
        live.members,
        live.connections,
        fresh.members,
        fresh.connections
    );
    let count = world.model.members.len();
    let active = (0..count).filter(|who| world.model.members[*who].active);
    for who in active.skip(world.step as usize % 7).step_by(count / 8 + 1) {
        degrees(world, second, who)?;
        mutuals(world, second, who, (who + 2) % count)?;
    }
    Ok(())
}

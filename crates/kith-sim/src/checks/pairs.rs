//! Ties: what both sides are shown of one, against the model and against each other.

use std::collections::BTreeSet;

use kith_app::profiles::ProfileView;
use kith_core::{account::Plan, degree::Degree, refusal::Reason};
use serde_json::{Value, json};

use super::{Checked, ensure};
use crate::{act::Who, answer::No, model::Model, world::World};

/// Both sides' view of a tie.
pub(crate) fn both(world: &World, a: Who, b: Who) -> Checked {
    let mine = one(world, a, b)?;
    let theirs = one(world, b, a)?;
    if a != b
        && let Some((mine, theirs)) = mine.zip(theirs)
    {
        agree(world, (a, &mine), (b, &theirs))?;
    }
    Ok(())
}

fn tie(view: &ProfileView) -> Result<Value, String> {
    serde_json::to_value(&view.tie).map_err(|error| error.to_string())
}

/// What the two sides say of one tie does not contradict itself.
fn agree(
    world: &World,
    (a, mine): (Who, &ProfileView),
    (b, theirs): (Who, &ProfileView),
) -> Checked {
    let (left, right) = (tie(mine)?, tie(theirs)?);
    let connected = |tie: &Value| tie["state"] == "connected";
    let follows = left["following"] == right["followed_by"];
    let followed = left["followed_by"] == right["following"];
    // An ignored invitation shows to its sender only.
    let heard = |from: &Value, to: &Value| from["state"] != "received" || to["state"] == "invited";
    let agree = connected(&left) == connected(&right)
        && follows
        && followed
        && heard(&left, &right)
        && heard(&right, &left)
        && mine.degree == theirs.degree
        && mine.mutual_count == theirs.mutual_count;
    let blocked = world.model.blocks.is_empty();
    // Paths avoid those whom the viewer blocks, so only near degrees are the same from both ends.
    let near = |view: &ProfileView| matches!(view.degree, Degree::First | Degree::Second);
    let same = agree || (!blocked && !near(mine) && !near(theirs) && follows && followed);
    ensure!(same, "m-{a} sees {left}\nm-{b} sees {right}");
    Ok(())
}

/// One side's view of a tie; nothing where there is no such member to them.
fn one(world: &World, viewer: Who, other: Who) -> Result<Option<ProfileView>, String> {
    let model = &world.model;
    if !model.members[viewer].active {
        return Ok(None);
    }
    let shown = world.app.profile(&world.actors[viewer], &model.members[other].handle);
    if viewer != other && !model.sees(viewer, other) {
        let shown = format!("{:?}", shown.map(|view| view.degree));
        let nobody = world.app.profile(&world.actors[viewer], &world.handle(None));
        let nobody = format!("{:?}", nobody.map(|view| view.degree));
        ensure!(shown == nobody, "m-{viewer} sees of hidden m-{other}: {shown}, not {nobody}");
        return Ok(None);
    }
    let shown = shown.map_err(|error| format!("m-{viewer} looks at m-{other}: {error:?}"))?;
    let distances = model.distances(viewer);
    let degree = Model::degree(distances.get(&other));
    let told = json!({
        "degree": shown.degree,
        "name": shown.profile.card.name,
        "mutual_count": shown.mutual_count,
        "tie": shown.tie,
        "actions": {"connect": shown.actions.connect, "follow": shown.actions.follow},
        "connection_count": shown.connection_count,
        "follower_count": shown.follower_count,
        "connections_visible": shown.connections_visible,
        "messages": shown.messages,
    });
    let expected = model.profile(viewer, other, degree, world.now());
    ensure!(told == expected, "m-{viewer} sees of m-{other} {told}\nthe model says {expected}");
    let refusal = shown.actions.connect.refusal.as_ref().map(No::from);
    let foreseen = model.seen(viewer, other, world.now()).refusal;
    ensure!(
        refusal == foreseen,
        "m-{viewer} may not invite m-{other}: {refusal:?}\nthe model says {foreseen:?}"
    );
    let message = &shown.actions.message;
    let way = match &message.refusal {
        Some(refusal) => Err(refusal.reason),
        None => Ok(message.via.as_deref().unwrap_or_default()),
    };
    let foreseen = may_write(world, viewer, other);
    ensure!(way == foreseen, "m-{viewer} writes to m-{other}: {way:?}, the model {foreseen:?}");
    people(world, viewer, other, &shown)?;
    Ok(Some(shown))
}

/// How one may write to the other (R9), in a world in which notes and replies under invitations are
/// all that is written, so that no credit is ever spent.
fn may_write(world: &World, viewer: Who, other: Who) -> Result<&'static str, Reason> {
    let model = &world.model;
    let paid = model.members[viewer].plan != Plan::Free;
    if viewer == other {
        Err(Reason::Myself)
    } else if model.messages.iter().any(|one| one.from == other && one.to == viewer) {
        Ok("reply")
    } else if model.connected.contains_key(&(viewer.min(other), viewer.max(other))) {
        Ok("connection")
    } else if !paid {
        Err(Reason::NoWay)
    } else if model.pause(viewer, world.now()).is_some() {
        Err(Reason::Restricted)
    } else {
        Ok("inmail")
    }
}

/// The people named on a profile: mutual connections and the path.
fn people(world: &World, viewer: Who, other: Who, shown: &ProfileView) -> Checked {
    let model = &world.model;
    let shared = model.shared(viewer, other);
    let near = matches!(shown.degree, Degree::First | Degree::Second);
    let expected = if near { shared.len().min(3) } else { 0 };
    let named: BTreeSet<&str> = shown.mutuals.iter().map(|card| card.handle.as_str()).collect();
    let known =
        named.iter().all(|name| shared.iter().any(|one| model.members[*one].handle == *name));
    let right = viewer == other || (known && named.len() == expected);
    ensure!(right, "m-{viewer} sees as mutual with m-{other} {named:?} of {shared:?}");
    let path: Vec<&str> = shown.path.iter().map(|card| card.handle.as_str()).collect();
    super::network::is_shortest(world, viewer, other, &path)
}

/// Every tie of the store is the model's, and the model has no other.
pub(crate) fn all(world: &World) -> Checked {
    let model = &world.model;
    let mut kept = BTreeSet::new();
    let mut after = None;
    loop {
        let rows = world.store.read(|reads| reads.ties(after, 500));
        let rows = rows.map_err(|error| error.to_string())?;
        let Some(last) = rows.last() else { break };
        after = Some((last.low, last.high));
        for row in rows {
            let who = |id| model.members.iter().position(|member| member.id == id);
            let both = who(row.low).zip(who(row.high));
            let Some((a, b)) = both else { return Err(format!("a tie of strangers: {row:?}")) };
            let follows = u32::from(model.follows.contains_key(&(a, b)))
                + u32::from(model.follows.contains_key(&(b, a)));
            let connected = model.connected.get(&(a.min(b), a.max(b))).copied();
            let expected = (connected, model.are_blocked(a, b), follows);
            let found = (row.connected_at, row.blocked, row.follows);
            ensure!(found == expected, "m-{a} and m-{b}: kept {found:?}, the model {expected:?}");
            kept.insert((a.min(b), a.max(b)));
        }
    }
    let of_model = model.connected.keys().chain(model.follows.keys()).chain(model.blocks.keys());
    for (a, b) in of_model {
        ensure!(kept.contains(&(*a.min(b), *a.max(b))), "the tie of m-{a} and m-{b} is not kept");
    }
    Ok(())
}

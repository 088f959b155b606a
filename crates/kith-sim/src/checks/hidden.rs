//! Blocks: each of the two is to the other exactly as a member who does not exist (R1).

use kith_app::{Ask as By, Paging, invitations::NewInvitation, people::PeopleQuery};

use super::{Checked, ensure};
use crate::{
    act::{Deed, Who},
    world::World,
};

/// Neither sees anything of the other.
pub(crate) fn from_each_other(world: &World, a: Who, b: Who) -> Checked {
    if !world.model.are_blocked(a, b) {
        return Ok(());
    }
    for (viewer, other) in [(a, b), (b, a)] {
        if world.model.members[viewer].active {
            reads(world, viewer, other)?;
            names(world, viewer, other)?;
            // Who blocks may unblock; to the blocked one every act answers the same.
            if !world.model.blocks.contains_key(&(viewer, other)) {
                acts(world, viewer, other)?;
            }
        }
    }
    Ok(())
}

/// Questions about the other answer as about nobody.
fn reads(world: &World, viewer: Who, other: Who) -> Checked {
    let (app, actor) = (&world.app, &world.actors[viewer]);
    let ask = |handle: &str| {
        let paging = Paging::default();
        let among =
            PeopleQuery { connection_of: Some(handle.to_owned()), ..PeopleQuery::default() };
        [
            format!("{:?}", app.profile(actor, handle)),
            format!("{:?}", app.mutuals(actor, handle, &paging)),
            format!("{:?}", app.paths(actor, handle, 3)),
            format!("{:?}", app.connections(actor, Some(handle), None, &paging)),
            format!("{:?}", app.people(actor, &among)),
            format!("{:?}", app.degrees(actor, &[handle.to_owned()])),
        ]
    };
    let (told, nobody) = (ask(&world.handle(Some(other))), ask(&world.handle(None)));
    for (told, nobody) in told.iter().zip(&nobody) {
        ensure!(told == nobody, "to m-{viewer}, m-{other} is {told}, nobody is {nobody}");
    }
    Ok(())
}

/// Acts on the other answer as acts on nobody, and change nothing.
fn acts(world: &World, viewer: Who, other: Who) -> Checked {
    for deed in [
        Deed::Follow,
        Deed::Unfollow,
        Deed::Block,
        Deed::Unblock,
        Deed::Remove,
        Deed::LiftUnknown,
        Deed::Dismiss,
    ] {
        let (told, nobody) =
            (world.deed(viewer, deed, Some(other)), world.deed(viewer, deed, None));
        ensure!(told == nobody, "{deed:?} m-{other} answers m-{viewer} {told:?}, not {nobody:?}");
    }
    let invite = |new: NewInvitation| {
        let by = By::by(&world.actors[viewer]);
        format!("{:?}", world.wait(world.app.invite(&by, new)).map(|written| written.value))
    };
    let to = |to: Option<Who>| {
        invite(NewInvitation { to: world.handle(to), ..NewInvitation::default() })
    };
    let (told, nobody) = (to(Some(other)), to(None));
    ensure!(told == nobody, "inviting m-{other} answers m-{viewer} {told}, not {nobody}");
    // Whoever is named as in between is hidden too, whomever the invitation is for.
    let via = |via: Option<Who>| {
        invite(NewInvitation {
            to: world.handle(Some((other + 1) % world.model.members.len())),
            source: "mutual".to_owned(),
            via: Some(world.handle(via)),
            ..NewInvitation::default()
        })
    };
    let (told, nobody) = (via(Some(other)), via(None));
    ensure!(told == nobody, "inviting via m-{other} answers m-{viewer} {told}, not {nobody}");
    Ok(())
}

/// No list names the other.
fn names(world: &World, viewer: Who, other: Who) -> Checked {
    let (app, actor, member) = (&world.app, &world.actors[viewer], &world.model.members[other]);
    let all = Paging { limit: Some(100), after: None };
    let mut lists = vec![
        format!("{:?}", app.suggestions(actor, 12)),
        format!("{:?}", app.connections(actor, None, None, &all)),
        format!("{:?}", app.followers(actor, &all)),
        format!("{:?}", app.following(actor, &all)),
        format!("{:?}", app.home(actor)),
    ];
    for q in [&member.first, &member.last] {
        let query = PeopleQuery { q: q.clone(), ..PeopleQuery::default() };
        lists.push(format!("{:?}", app.people(actor, &query)));
    }
    // A friend of both may be seen, and must not lead from one to the other.
    for friend in world.model.friends[viewer].iter().filter(|one| world.model.members[**one].active)
    {
        let handle = &world.model.members[*friend].handle;
        lists.push(format!("{:?}", app.connections(actor, Some(handle), None, &all)));
        lists.push(format!("{:?}", app.mutuals(actor, handle, &all)));
        lists.push(format!("{:?}", app.profile(actor, handle)));
    }
    let name = format!("\"{}\"", member.handle);
    for list in lists {
        ensure!(!list.contains(&name), "m-{viewer} is shown hidden m-{other}: {list}");
    }
    Ok(())
}

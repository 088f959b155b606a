//! What is done in silence changes nothing that the other side is shown: everything that they
//! are shown before it and after it, at the same instant, is equal byte by byte.

use kith_app::{
    Paging,
    invitations::{InvitationQuery, Mailbox},
    people::PeopleQuery,
};

use super::{Checked, ensure};
use crate::{
    act::{Act, Deed, Reaction, Which, Who},
    world::World,
};

/// What somebody was shown before somebody else did something in silence.
pub(crate) struct Before {
    viewer: Who,
    other: Who,
    which: Option<Which>,
    step: Option<kith_core::time::Timestamp>,
    shown: Vec<String>,
}

/// Looks, where the act is a silent one.
pub(crate) fn before(world: &World, act: &Act) -> Result<Option<Before>, String> {
    let (viewer, other, which) = match act {
        Act::React(who, which, Reaction::Ignore { .. }) => {
            (world.model.invitations[*which].from, *who, Some(*which))
        }
        Act::Do(who, Deed::Dismiss, Some(whom)) => (*whom, *who, None),
        _ => return Ok(None),
    };
    if viewer == other || !world.model.members[viewer].active {
        return Ok(None);
    }
    let step = world.model.members[viewer].rung.at;
    let shown = shown(world, viewer, other, which);
    Ok(Some(Before { viewer, other, which, step, shown }))
}

/// Looks again.
pub(crate) fn after(world: &World, before: Before) -> Checked {
    let Before { viewer, other, which, step, shown: old } = before;
    // Where the act brought a step on the ladder, the member is told of that (R8).
    if world.model.members[viewer].rung.at != step {
        return Ok(());
    }
    for (old, new) in old.iter().zip(shown(world, viewer, other, which)) {
        ensure!(
            *old == new,
            "what m-{other} did in silence changes what m-{viewer} is shown:\nbefore {old}\nafter  {new}"
        );
    }
    Ok(())
}

/// Everything that a member is shown of another, and of their own affairs.
fn shown(world: &World, viewer: Who, other: Who, which: Option<Which>) -> Vec<String> {
    let (app, actor, member) = (&world.app, &world.actors[viewer], &world.model.members[other]);
    let all = Paging { limit: Some(100), after: None };
    let query = |mailbox| InvitationQuery {
        mailbox,
        state: None,
        older_than_days: None,
        paging: all.clone(),
    };
    let find = PeopleQuery { q: member.first.clone(), ..PeopleQuery::default() };
    let id = which.and_then(|which| world.model.invitations[which].id);
    vec![
        format!("{:?}", app.profile(actor, &member.handle)),
        format!("{:?}", app.invitations(actor, &query(Mailbox::Sent))),
        format!("{:?}", app.invitations(actor, &query(Mailbox::Received))),
        format!("{:?}", id.map(|id| app.invitation(actor, id))),
        format!("{:?}", app.limits(actor)),
        format!("{:?}", app.home(actor)),
        format!("{:?}", app.people(actor, &find)),
        format!("{:?}", app.suggestions(actor, 12)),
        format!("{:?}", app.followers(actor, &all)),
        format!("{:?}", app.following(actor, &all)),
        format!("{:?}", app.connections(actor, None, None, &all)),
        format!("{:?}", app.mutuals(actor, &member.handle, &all)),
        format!("{:?}", app.degrees(actor, std::slice::from_ref(&member.handle))),
    ]
}

//! Lists as their owner is shown them, page by page, against the model.

use kith_app::{
    App, AppError, Page, Paging,
    invitations::{InvitationQuery, InvitationView, Mailbox},
    rows::Row,
};
use kith_core::invitation::State;
use serde_json::Value;

use super::{Checked, ensure};
use crate::{act::Who, answer::No, model::Model, world::World};

/// Every list of a member.
pub(crate) fn of(world: &World, who: Who) -> Checked {
    boxes(world, who)?;
    people(world, who)?;
    home(world, who)
}

/// All items of a list, read in pages of a size that changes with the step.
fn all<T>(
    world: &World,
    mut page: impl FnMut(&App, Paging) -> Result<Page<T>, AppError>,
) -> Result<Vec<T>, String> {
    let limit = Some([3, 11, 100][(world.step % 3) as usize]);
    let (mut items, mut after) = (Vec::new(), None);
    for _ in 0..10_000 {
        let next = page(&world.app, Paging { limit, after: after.clone() });
        let next = next.map_err(|error| format!("a page of a list: {error:?}"))?;
        items.extend(next.items);
        if next.next.is_none() {
            return Ok(items);
        }
        ensure!(after != next.next, "the cursor {after:?} leads to itself");
        after = next.next;
    }
    Err("a list does not end".to_owned())
}

fn boxes(world: &World, who: Who) -> Checked {
    let days = [None, Some(0), Some(7), Some(30), Some(180)][(world.step % 5) as usize];
    let sent = [None, Some(State::Pending), Some(State::Withdrawn), Some(State::Expired)];
    let received = [None, Some(State::Pending), Some(State::Ignored)];
    let sent = sent.into_iter().map(|state| (Mailbox::Sent, state));
    for (mailbox, state) in sent.chain(received.map(|state| (Mailbox::Received, state))) {
        mail(world, who, mailbox, state, days)?;
    }
    Ok(())
}

/// One box in one state, usually `pending` where no state is asked of what was received.
fn mail(
    world: &World,
    who: Who,
    mailbox: Mailbox,
    state: Option<State>,
    days: Option<u32>,
) -> Checked {
    let (model, now, actor) = (&world.model, world.now(), &world.actors[who]);
    let shown = all(world, |app, paging| {
        app.invitations(actor, &InvitationQuery { mailbox, state, older_than_days: days, paging })
    })?;
    let is_sent = mailbox == Mailbox::Sent;
    let wanted = if is_sent { state } else { Some(state.unwrap_or(State::Pending)) };
    let expected = model.mailbox(who, is_sent, wanted.map(State::code), days, now);
    let mut told = Vec::with_capacity(shown.len());
    for view in &shown {
        let pending = view.state == State::Pending;
        ensure!(!pending || view.expires_at > now, "m-{who} is shown as pending: {view:?}");
        row(world, who, &view.member)?;
        told.push(without_member(view)?);
    }
    let (told, expected) = (Value::from(told).to_string(), Value::from(expected).to_string());
    ensure!(
        told == expected,
        "m-{who}'s {mailbox:?} {state:?} {days:?} shows {told}\nthe model says {expected}"
    );
    Ok(())
}

/// An invitation without the other's row, which is looked at by itself.
pub(crate) fn without_member(view: &InvitationView) -> Result<Value, String> {
    let mut value = serde_json::to_value(view).map_err(|error| error.to_string())?;
    if let Some(map) = value.as_object_mut() {
        map.remove("member");
    }
    Ok(value)
}

/// A row of any list: the degree, the name, what stands between, and whether inviting works.
pub(crate) fn row(world: &World, viewer: Who, row: &Row) -> Checked {
    let (model, now) = (&world.model, world.now());
    let handle = &row.card.handle;
    let other = model.members.iter().position(|member| member.handle == *handle);
    let Some(other) = other else { return Err(format!("a row of nobody: {row:?}")) };
    let visible = viewer == other || model.sees(viewer, other);
    ensure!(visible, "m-{viewer} is shown m-{other}, who is hidden from them");
    let degree = Model::degree(model.distances(viewer).get(&other));
    let name = model.name(other, degree);
    ensure!(row.card.name == name, "m-{viewer} reads {}, not {name}", row.card.name);
    ensure!(row.degree == degree, "m-{viewer} sees m-{other} as {:?}, not {degree:?}", row.degree);
    let seen = model.seen(viewer, other, now);
    let tie = serde_json::to_value(&row.tie).map_err(|error| error.to_string())?;
    ensure!(tie == seen.tie, "m-{viewer}'s row of m-{other} is {tie}, not {}", seen.tie);
    let connect = serde_json::to_value(&row.connect).map_err(|error| error.to_string())?;
    ensure!(
        connect == seen.connect && row.connect.refusal.as_ref().map(No::from) == seen.refusal,
        "m-{viewer}'s row of m-{other} says {connect}, the model {}",
        seen.connect
    );
    Ok(())
}

fn handles<'a>(
    world: &World,
    viewer: Who,
    rows: impl Iterator<Item = &'a Row>,
) -> Result<Vec<String>, String> {
    let mut handles = Vec::new();
    for one in rows {
        row(world, viewer, one)?;
        handles.push(one.card.handle.clone());
    }
    Ok(handles)
}

fn people(world: &World, who: Who) -> Checked {
    let (model, actor) = (&world.model, &world.actors[who]);
    let same = |what: &str, shown: Vec<String>, expected: Vec<String>| {
        ensure!(shown == expected, "m-{who}'s {what}: {shown:?}\nthe model says {expected:?}");
        Ok(())
    };
    let mine = all(world, |app, paging| app.connections(actor, None, None, &paging))?;
    same(
        "connections",
        handles(world, who, mine.iter().map(|c| &c.row))?,
        model.connections(who, who),
    )?;
    let followers = all(world, |app, paging| app.followers(actor, &paging))?;
    same("followers", handles(world, who, followers.iter())?, model.followers(who))?;
    let following = all(world, |app, paging| app.following(actor, &paging))?;
    same("following", handles(world, who, following.iter())?, model.following(who))?;
    let blocks = all(world, |app, paging| app.blocks(actor, &paging))?;
    let blocks: Vec<_> = blocks.into_iter().map(|b| (b.handle, b.blocked_at)).collect();
    let expected = model.blocked(who);
    ensure!(blocks == expected, "m-{who} blocks {blocks:?}, the model says {expected:?}");
    for friend in model.friends[who].iter().take(2) {
        if !model.members[*friend].active {
            continue;
        }
        let handle = model.members[*friend].handle.as_str();
        let theirs = world.app.connections(actor, Some(handle), None, &Paging::default());
        ensure!(
            theirs.is_ok() == model.shows_list(who, *friend),
            "m-{who} asks for m-{friend}'s connections: {theirs:?}"
        );
        if theirs.is_ok() {
            let theirs =
                all(world, |app, paging| app.connections(actor, Some(handle), None, &paging))?;
            let theirs = handles(world, who, theirs.iter().map(|c| &c.row))?;
            same(
                &format!("view of m-{friend}'s connections"),
                theirs,
                model.connections(who, *friend),
            )?;
        }
    }
    Ok(())
}

/// The numbers at a glance.
fn home(world: &World, who: Who) -> Checked {
    let (model, now, actor) = (&world.model, world.now(), &world.actors[who]);
    let home = world.app.home(actor).map_err(|error| error.to_string())?;
    let second = model.distances(who).values().filter(|steps| **steps == 2).count();
    let followers = model.follows.keys().filter(|(_, whom)| *whom == who).count();
    let expected = [
        model.waiting(who, now),
        model.open_sent(who, now).len(),
        model.friends[who].len(),
        second,
        followers,
    ];
    let told = [
        home.received_count,
        home.sent_count,
        home.connection_count,
        home.second_degree_count,
        home.follower_count,
    ];
    let told = told.map(|count| count as usize);
    ensure!(told == expected, "m-{who}'s home says {told:?}, the model {expected:?}");
    for one in &home.received {
        row(world, who, &one.member)?;
    }
    Ok(())
}

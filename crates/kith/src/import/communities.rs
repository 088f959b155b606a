//! Moving the groups, events and companies' pages of a made-up world into the store.

use std::sync::Arc;

use kith_app::communities::folded_name;
use kith_core::{
    change::Change,
    company::Company,
    event::{Attendance, Event},
    group::Group,
    id::CompanyId,
};
use kith_store::Store;

use super::settle::{Settled, in_batches};
use crate::{
    Failure,
    world::communities::{Communities, WorldCompany, WorldEvent, WorldGroup},
};

/// Moves them in.
pub(super) fn settle(
    store: &Store,
    settled: &Arc<Settled>,
    communities: &Communities,
) -> Result<(), Failure> {
    in_batches(store, settled, &communities.groups, |tx, settled, number, one| {
        tx.apply(group(settled, number, one))
    })?;
    in_batches(store, settled, &communities.events, |tx, settled, number, one| {
        tx.apply(event(settled, number, one))
    })?;
    in_batches(store, settled, &communities.companies, |tx, settled, number, one| {
        tx.apply(company(settled, number, one))
    })?;
    // A competitor's page has to be there first.
    let rivals: Vec<(CompanyId, Vec<CompanyId>)> = communities
        .companies
        .iter()
        .enumerate()
        .map(|(number, one)| {
            let id = |place: usize| settled.id(7, place, communities.companies[place].created_at);
            (id(number), one.rivals.iter().map(|place| id(*place)).collect())
        })
        .collect();
    in_batches(store, settled, &rivals, |tx, _, _, (company, rivals)| {
        tx.apply(vec![Change::RivalsChosen { company: *company, rivals: rivals.clone() }])
    })
}

fn group(settled: &Settled, number: usize, one: &WorldGroup) -> Vec<Change> {
    let id = settled.id(5, number, one.created_at);
    let owner = one.people.first().map_or(0, |person| person.0);
    let group = Group {
        id,
        name: one.name.to_owned(),
        folded: folded_name(one.name),
        about: one.about.to_owned(),
        access: one.access,
        created_by: settled.ids[owner],
        created_at: one.created_at,
        closed_at: None,
        version: 1,
    };
    let people = one.people.iter().map(|(member, standing, at)| Change::Stood {
        group: id,
        member: settled.ids[*member],
        from: None,
        to: Some(*standing),
        at: *at,
        removed: false,
    });
    std::iter::once(Change::GroupKept { group }).chain(people).collect()
}

fn event(settled: &Settled, number: usize, one: &WorldEvent) -> Vec<Change> {
    let id = settled.id(6, number, one.created_at);
    let organiser = one.people.first().map_or(0, |person| person.0);
    let event = Event {
        id,
        name: one.name.to_owned(),
        folded: folded_name(one.name),
        about: one.about.to_owned(),
        starts_at: one.starts_at,
        ends_at: one.ends_at,
        zone: one.zone.to_owned(),
        place: one.place.to_owned(),
        link: one.link.to_owned(),
        capacity: one.capacity,
        organiser: settled.ids[organiser],
        created_at: one.created_at,
        changed_at: one.created_at,
        cancelled_at: None,
        version: 1,
    };
    let seats = one.capacity.unwrap_or(u32::MAX) as usize;
    let mut changes = vec![Change::EventKept { event: event.clone() }];
    for (place, (member, at)) in one.people.iter().enumerate() {
        let to = if place < seats { Attendance::Going } else { Attendance::Waiting };
        let member = settled.ids[*member];
        changes.push(Change::Attended { event: id, member, from: None, to: Some(to), at: *at });
    }
    if let Some(at) = one.cancelled_at {
        let event = Event { cancelled_at: Some(at), changed_at: at, version: 2, ..event };
        changes.push(Change::EventKept { event });
    }
    changes
}

fn company(settled: &Settled, number: usize, one: &WorldCompany) -> Vec<Change> {
    let id = settled.id(7, number, one.created_at);
    let folded = folded_name(&one.name);
    let company = Company {
        id,
        handle: folded.replace(' ', "-"),
        name: one.name.clone(),
        folded,
        about: one.about.clone(),
        industry: one.industry.clone(),
        location: one.location.clone(),
        website: String::new(),
        owner: Some(settled.ids[one.owner]),
        created_at: one.created_at,
        version: 1,
    };
    let followers = one.followers.iter().map(|(member, since)| Change::CompanyFollowed {
        company: id,
        member: settled.ids[*member],
        since: Some(*since),
    });
    std::iter::once(Change::CompanyKept { company }).chain(followers).collect()
}

//! The map of my network: my connections in clusters of people who know each other, each named by
//! what its people share.

mod facts;

use std::{cmp::Reverse, collections::HashMap};

use kith_core::{
    account::Status,
    degree::Degree,
    id::MemberId,
    visibility::{self, Card, Profile, Visible},
};
use kith_graph::communities;
use kith_store::{Reads, Seen, When};
use serde::Serialize;

pub use self::facts::Filter;
use self::facts::{Fact, Names};
use crate::{Actor, App, AppError, groups, viewer::Viewer};

/// How many people are on the map.
const MAPPED: usize = 300;
/// How many connections are looked at, the newest ones.
const LOOKED_AT: u32 = 5_000;
/// Fewer people than this are no cluster.
const SMALLEST: usize = 3;
/// How many clusters there are at most; whoever is in none is in the last one, with the others.
const CLUSTERS: u32 = 12;
/// How many of my groups, and of my events, clusters may be named by.
const LISTS: u32 = 20;

/// My connections, and who of them knows whom.
#[derive(Debug, Clone, Serialize)]
pub struct NetworkMap {
    /// How many connections I have; those who are not on the map have the fewest mutual
    /// connections with me.
    pub total: u32,
    /// Who belongs together: the largest cluster first, those in none last.
    pub clusters: Vec<Cluster>,
    /// Who of them are connected, by handle, each pair once.
    pub edges: Vec<(String, String)>,
}

/// People who know each other.
#[derive(Debug, Clone, Serialize)]
pub struct Cluster {
    /// What it is called.
    pub name: String,
    /// Why, for people: `14 of 18 work at Initech`.
    pub reason: String,
    /// Whether its people know each other; not of those who are in no cluster.
    pub linked: bool,
    /// The filter of people search for what they share, if they share something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// Who, those with most mutual connections first.
    pub members: Vec<MapPerson>,
}

/// Somebody on the map.
#[derive(Debug, Clone, Serialize)]
pub struct MapPerson {
    /// Who.
    #[serde(flatten)]
    pub card: Visible<Card>,
    /// How many connections we share.
    pub mutual_count: u32,
}

/// Somebody on the map before the clusters are known.
struct Placed {
    member: MemberId,
    vertex: u32,
    mutual_count: u32,
    card: Visible<Card>,
    profile: Visible<Profile>,
}

impl App {
    /// The map of my network.
    pub fn network_map(&self, actor: &Actor) -> Result<NetworkMap, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let people = viewer.placed(reads)?;
            let vertices: Vec<u32> = people.iter().map(|one| one.vertex).collect();
            let links = viewer.sight.links_among(&vertices);
            let cluster = large_enough(&communities(&links));
            let facts = viewer.facts(reads, &people)?;
            let clusters = clusters(&people, &cluster, &links, &facts);
            let edges = (0..).zip(&links).flat_map(|(a, list)| {
                let later = list.iter().filter(move |b| **b > a);
                later.map(move |b| (a, *b))
            });
            let handle = |place: u32| people[place as usize].card.handle.clone();
            let edges = edges.map(|(a, b)| (handle(a), handle(b))).collect();
            Ok(NetworkMap { total: viewer.me.connections, clusters, edges })
        })
    }
}

impl Viewer<'_> {
    /// Those of the viewer's connections who are on the map: with most mutual connections, these
    /// first.
    fn placed(&self, reads: &mut Reads<'_>) -> Result<Vec<Placed>, AppError> {
        let followers = &self.app.0.followers;
        let rows = reads.connections(self.me.id, None, LOOKED_AT)?;
        let vertices = followers.vertices(rows.iter().map(|row| row.other));
        let shown = vertices.into_iter().filter(|vertex| self.sight.shows(*vertex));
        let mut counted: Vec<(u32, u32)> =
            shown.map(|vertex| (self.sight.mutual_count_of(vertex), vertex)).collect();
        counted.sort_unstable_by_key(|(count, vertex)| (Reverse(*count), *vertex));
        let preset = self.app.0.policy.visibility.preset;
        let mut people = Vec::new();
        for (mutual_count, vertex) in counted.into_iter().take(MAPPED) {
            let Some(member) = followers.member(vertex) else { continue };
            let found = reads.person(member)?.filter(|one| one.status == Status::Active);
            people.extend(found.map(|found| {
                let person = &found.known.person;
                let card = visibility::card(person, Degree::First, preset);
                let profile = visibility::profile(person, Degree::First, preset);
                Placed { member, vertex, mutual_count, card, profile }
            }));
        }
        Ok(people)
    }

    /// What each of them may share with others, as far as the viewer sees it.
    fn facts(&self, reads: &mut Reads<'_>, people: &[Placed]) -> Result<Vec<Vec<Fact>>, AppError> {
        let mut facts: Vec<Vec<Fact>> =
            people.iter().map(|one| facts::of_profile(&one.profile)).collect();
        let place: HashMap<MemberId, usize> =
            people.iter().enumerate().map(|(place, one)| (one.member, place)).collect();
        let mut note = |members: Vec<MemberId>, fact: &Fact| {
            for place in members.iter().filter_map(|member| place.get(member)) {
                facts[*place].push(fact.clone());
            }
        };
        let mine = Seen { words: String::new(), limit: LISTS };
        for row in reads.my_groups(self.me.id, None, &mine)? {
            let is_in = row.mine.is_some_and(kith_core::group::Standing::is_in);
            if is_in && groups::may_list(&row, None).is_ok() {
                let fact = Fact::group(row.group.id, &row.group.name);
                note(reads.all_in_group(row.group.id)?, &fact);
            }
        }
        for row in reads.events(self.me.id, When::Mine, self.now, None, &mine)? {
            if row.event.cancelled_at.is_none() {
                let fact = Fact::event(row.event.id, &row.event.name);
                note(reads.all_going(row.event.id)?, &fact);
            }
        }
        Ok(facts)
    }
}

/// The cluster of each, none for whoever is in one too small to be called so.
fn large_enough(community: &[u32]) -> Vec<Option<u32>> {
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    for of in community {
        *sizes.entry(*of).or_default() += 1;
    }
    // Numbers go by size, so that those which are left have no gaps.
    let large = |of: &u32| *of < CLUSTERS && sizes.get(of).is_some_and(|size| *size >= SMALLEST);
    community.iter().map(|of| Some(*of).filter(large)).collect()
}

/// The clusters with their names and people, and those in none.
fn clusters(
    people: &[Placed],
    cluster: &[Option<u32>],
    links: &[Vec<u32>],
    facts: &[Vec<Fact>],
) -> Vec<Cluster> {
    let members_of = |of: Option<u32>| -> Vec<usize> {
        (0..people.len()).filter(|place| cluster[*place] == of).collect()
    };
    let person = |place: &usize| {
        let one = &people[*place];
        MapPerson { card: one.card.clone(), mutual_count: one.mutual_count }
    };
    let count = cluster.iter().flatten().max().map_or(0, |last| last + 1);
    let mut names = Names::new(facts);
    let mut clusters: Vec<Cluster> = (0..count)
        .map(|number| {
            let members = members_of(Some(number));
            let known = |place: &&usize| {
                links[**place].iter().filter(|v| cluster[**v as usize] == Some(number)).count()
            };
            let middle = members.iter().max_by_key(|place| (known(place), Reverse(**place)));
            let middle = middle.map_or("", |place| people[*place].card.name.as_str());
            let (name, reason, filter) = names.name(&members, middle);
            let members = members.iter().map(person).collect();
            Cluster { name, reason, linked: true, filter, members }
        })
        .collect();
    let alone: Vec<MapPerson> = members_of(None).iter().map(person).collect();
    if !alone.is_empty() {
        let (name, reason) = if clusters.is_empty() {
            ("My connections", "Few or none of them know each other.")
        } else {
            ("Others", "They know few or none of your other connections.")
        };
        clusters.push(Cluster {
            name: name.to_owned(),
            reason: reason.to_owned(),
            linked: false,
            filter: None,
            members: alone,
        });
    }
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_in_too_small_a_community_is_in_no_cluster() {
        let found = large_enough(&[0, 0, 1, 0, 2, 1, 1, 3, 2]);
        let (a, b) = (Some(0), Some(1));
        assert_eq!(found, [a, a, b, a, None, b, b, None, None]);
        assert!(large_enough(&[]).is_empty());
    }
}

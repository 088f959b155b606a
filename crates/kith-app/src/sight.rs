//! The graph as one member sees it: at one moment, and without those who are hidden from them.
//! Every badge, count, path and suggestion comes from here, but for who is connected, which the
//! store says.

use std::collections::HashMap;

use kith_core::{degree::Degree, id::MemberId};
use kith_graph::{Avoid, Suggestion, View, Wanted};
use kith_store::{Reads, StoreError};

use crate::followers::Followers;

/// The longest path that is shown, in steps.
const LONGEST_PATH: usize = 6;

/// What one member may be told of the graph.
pub(crate) struct Sight<'a> {
    followers: &'a Followers,
    view: View,
    /// Who looks; none whom the graph has not heard of.
    me: Option<u32>,
    avoid: Avoid,
    hidden: Vec<MemberId>,
}

impl<'a> Sight<'a> {
    /// The graph as `member` sees it now; whom they block, or who block them, is read.
    pub(crate) fn of(
        followers: &'a Followers,
        member: MemberId,
        reads: &mut Reads<'_>,
    ) -> Result<Self, StoreError> {
        let hidden = reads.hidden_from(member)?;
        Ok(Self {
            me: followers.vertex(member),
            view: followers.view(),
            avoid: followers.vertices(hidden.iter().copied()).into_iter().collect(),
            hidden,
            followers,
        })
    }

    /// Who blocks the viewer or is blocked by them.
    pub(crate) fn hidden(&self) -> &[MemberId] {
        &self.hidden
    }

    /// Everybody at the 1st and 2nd degree.
    pub(crate) fn within_two_steps(&self) -> Vec<MemberId> {
        asked("within two steps", 1);
        let Some(me) = self.me else { return Vec::new() };
        let first = self.view.neighbours(me).filter(|v| !self.avoid.contains(*v));
        let second = self.view.second_degree(me, &self.avoid);
        self.followers.members(first.chain(second.iter()).collect::<Vec<_>>())
    }

    /// Everybody at the 2nd degree, as vertices.
    pub(crate) fn second_degree(&self) -> Vec<u32> {
        asked("second degree", 1);
        self.me
            .map_or_else(Vec::new, |me| self.view.second_degree(me, &self.avoid).iter().collect())
    }

    /// The viewer's own vertex.
    pub(crate) const fn me(&self) -> Option<u32> {
        self.me
    }

    /// Whether the viewer has no connections.
    pub(crate) fn knows_nobody(&self) -> bool {
        self.me.is_none_or(|me| self.view.degree_count(me) == 0)
    }

    /// Whether a vertex is the viewer's own.
    pub(crate) fn is_me(&self, vertex: u32) -> bool {
        self.me == Some(vertex)
    }

    /// Whether the graph has a vertex and does not hide it from the viewer.
    pub(crate) fn shows(&self, vertex: u32) -> bool {
        !self.avoid.contains(vertex) && !self.view.is_hidden(vertex)
    }

    /// The degrees of vertices. Who is 1st is not to be asked of the graph alone, which may lag.
    pub(crate) fn degrees(&self, vertices: &[u32]) -> Vec<Degree> {
        asked("degrees", vertices.len());
        let Some(me) = self.me else { return vec![Degree::Out; vertices.len()] };
        self.view.degrees(me, vertices, &self.avoid).into_iter().map(degree).collect()
    }

    /// The degree of a member; none that the graph has not heard of.
    pub(crate) fn degree(&self, member: MemberId) -> Option<Degree> {
        let vertex = self.followers.vertex(member)?;
        self.degrees(&[vertex]).pop()
    }

    /// How many members are at the 2nd degree.
    pub(crate) fn second_degree_count(&self) -> usize {
        asked("second degree", 1);
        self.me.map_or(0, |me| self.view.second_degree(me, &self.avoid).len())
    }

    /// How many connections the viewer shares with a member.
    pub(crate) fn mutual_count(&self, member: MemberId) -> u32 {
        asked("mutual count", 1);
        self.both(member).map_or(0, |(me, them)| {
            u32::try_from(self.view.mutual_count(me, them, &self.avoid)).unwrap_or(u32::MAX)
        })
    }

    /// The same of a vertex.
    pub(crate) fn mutual_count_of(&self, vertex: u32) -> u32 {
        self.me.map_or(0, |me| {
            u32::try_from(self.view.mutual_count(me, vertex, &self.avoid)).unwrap_or(u32::MAX)
        })
    }

    /// The connections of a vertex, ascending.
    pub(crate) fn connections_of(&self, vertex: u32) -> Vec<u32> {
        self.view.neighbours(vertex).collect()
    }

    /// Which of these vertices, all of them connections of the viewer, are connected: for each
    /// the places of the others in the list.
    pub(crate) fn links_among(&self, vertices: &[u32]) -> Vec<Vec<u32>> {
        asked("links among connections", vertices.len());
        let Some(me) = self.me else { return vec![Vec::new(); vertices.len()] };
        let place: HashMap<u32, u32> = vertices.iter().copied().zip(0..).collect();
        let links = vertices.iter().map(|vertex| {
            let shared = self.view.mutuals(me, *vertex, &self.avoid);
            let mut links: Vec<u32> =
                shared.filter_map(|other| place.get(&other).copied()).collect();
            links.sort_unstable();
            links
        });
        links.collect()
    }

    /// Connections that the viewer shares with a member, `limit` at most after `skip`.
    pub(crate) fn mutuals(&self, member: MemberId, skip: usize, limit: usize) -> Vec<MemberId> {
        asked("mutuals", limit);
        self.both(member).map_or_else(Vec::new, |(me, them)| {
            let shared = self.view.mutuals(me, them, &self.avoid).skip(skip).take(limit);
            self.followers.members(shared.collect::<Vec<_>>())
        })
    }

    /// The shortest paths to a member, at most `limit`, as vertices, both ends included; those
    /// through people near to both first, and of these through who was here last.
    pub(crate) fn paths(&self, member: MemberId, limit: usize) -> Vec<Vec<u32>> {
        asked("paths", limit);
        self.both(member).map_or_else(Vec::new, |(me, them)| {
            self.followers.with_freshness(|fresh| {
                self.view.shortest_paths_by(me, them, limit, LONGEST_PATH, &self.avoid, fresh)
            })
        })
    }

    /// Whom the viewer may want to meet, best first, without those whom `exclude` leaves out. Those
    /// `alike` have something else in common, worth so many mutual connections.
    pub(crate) fn suggestions(
        &self,
        limit: usize,
        alike: &[(u32, f64)],
        exclude: impl Fn(u32) -> bool,
    ) -> Vec<Suggestion> {
        asked("suggestions", limit);
        let wanted = Wanted::new(limit, &self.avoid).blend(self.followers.blend()).alike(alike);
        self.me.map_or_else(Vec::new, |me| self.view.suggestions(me, &wanted, exclude))
    }

    /// The viewer's vertex and a member's.
    fn both(&self, member: MemberId) -> Option<(u32, u32)> {
        self.me.zip(self.followers.vertex(member))
    }
}

/// Leaves a line for whoever traces what the graph is asked (`RUST_LOG=kith_app::sight=trace`).
fn asked(what: &str, count: usize) {
    tracing::trace!(count, "the graph is asked for {what}");
}

const fn degree(degree: kith_graph::Degree) -> Degree {
    match degree {
        kith_graph::Degree::Myself => Degree::Myself,
        kith_graph::Degree::First => Degree::First,
        kith_graph::Degree::Second => Degree::Second,
        kith_graph::Degree::Third => Degree::Third,
        kith_graph::Degree::Out => Degree::Out,
    }
}

//! How far, through whom, and what of it shows: R2 and the part of R3 about names, read naively
//! with a breadth-first search for every question.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::{degree::Degree, policy::Preset, time::Timestamp};

use super::Model;
use crate::act::Who;

impl Model {
    /// How many steps everybody is from the viewer, over people whom the viewer may know of.
    #[must_use]
    pub fn distances(&self, viewer: Who) -> BTreeMap<Who, usize> {
        let mut distances = BTreeMap::from([(viewer, 0)]);
        let mut level = vec![viewer];
        let mut steps = 0;
        while !level.is_empty() {
            steps += 1;
            let mut next = Vec::new();
            for other in level.iter().flat_map(|one| &self.friends[*one]) {
                if self.sees(viewer, *other) && !distances.contains_key(other) {
                    distances.insert(*other, steps);
                    next.push(*other);
                }
            }
            level = next;
        }
        distances
    }

    /// The degree behind a distance.
    #[must_use]
    pub fn degree(distance: Option<&usize>) -> Degree {
        match distance {
            Some(0) => Degree::Myself,
            Some(1) => Degree::First,
            Some(2) => Degree::Second,
            Some(3) => Degree::Third,
            _ => Degree::Out,
        }
    }

    /// The connections that two share, without those who do not take part.
    pub fn mutuals(&self, a: Who, b: Who) -> impl Iterator<Item = Who> {
        let both = self.friends[a].intersection(&self.friends[b]).copied();
        both.filter(|one| self.members[*one].active)
    }

    /// The connections that the viewer shares with another, of whom the viewer may know.
    #[must_use]
    pub fn shared(&self, viewer: Who, other: Who) -> BTreeSet<Who> {
        self.mutuals(viewer, other).filter(|one| self.sees(viewer, *one)).collect()
    }

    /// Whether the full name shows at a degree.
    #[must_use]
    pub fn shows_full_name(&self, degree: Degree) -> bool {
        self.policy.visibility.preset == Preset::Community
            || !matches!(degree, Degree::Third | Degree::Out)
    }

    /// A member's name as it shows at a degree.
    #[must_use]
    pub fn name(&self, who: Who, degree: Degree) -> String {
        let member = &self.members[who];
        if self.shows_full_name(degree) {
            format!("{} {}", member.first, member.last)
        } else {
            let initial: String = member.last.chars().take(1).collect();
            format!("{} {initial}.", member.first)
        }
    }

    /// A member's name as the viewer reads it.
    #[must_use]
    pub fn name_to(&self, viewer: Who, who: Who) -> String {
        self.name(who, Self::degree(self.distances(viewer).get(&who)))
    }

    /// Whether a viewer sees the list of a member's connections.
    #[must_use]
    pub fn shows_list(&self, viewer: Who, owner: Who) -> bool {
        viewer == owner || (self.are_connected(viewer, owner) && self.members[owner].list_visible)
    }

    /// Whom the viewer may want to meet: the 2nd degree without those left out (R11).
    #[must_use]
    pub fn candidates(&self, viewer: Who, now: Timestamp) -> BTreeSet<Who> {
        let distances = self.distances(viewer);
        let second = distances.iter().filter(|(_, steps)| **steps == 2).map(|(who, _)| *who);
        second.filter(|who| self.may_be_suggested(viewer, *who, now)).collect()
    }

    /// Whether nothing speaks against suggesting somebody: not invited either way, not resting,
    /// not dismissed, not connected.
    #[must_use]
    pub fn may_be_suggested(&self, viewer: Who, who: Who, now: Timestamp) -> bool {
        who != viewer
            && self.sees(viewer, who)
            && !self.are_connected(viewer, who)
            && self.open(viewer, who, now).is_none()
            && self.open(who, viewer, now).is_none()
            && self.rest_until(viewer, who, now).is_none()
            && !self.dismissed.contains(&(viewer, who))
    }
}

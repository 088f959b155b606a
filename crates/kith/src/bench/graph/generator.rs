//! A made-up network in the manner of the LDBC Social Network Benchmark: degrees like Facebook's,
//! people who know each other from university or share an interest, and some who met by chance.

use super::shape::Shape;
use crate::world::random::Random;

/// What a network is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// How many members; vertices are `0..members`.
    pub(super) members: u32,
    /// How many connections a member has on average, about.
    pub(super) mean_degree: f64,
    /// The same seed gives the same network.
    pub(super) seed: u64,
}

/// Where people meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dimension {
    University,
    Interest,
    Chance,
}

const DIMENSIONS: [Dimension; 3] = [Dimension::University, Dimension::Interest, Dimension::Chance];

/// The edges of a network, as they are asked for: 45 in 100 by university, 45 by interest, 10 by
/// chance. Needs 10 bytes a member and no memory for edges.
///
/// For each dimension the members stand in an order of their own, which stands for sorting them by
/// place and year of study or by interest. One after the other connects to some of those behind,
/// the nearest first, until the part of the degree that belongs to the dimension is used up: the
/// next partner is a geometrically distributed number of places further (mean 4), so people who
/// stand close have many partners in common. By chance, partners are spread over everybody behind.
/// The orders are random, so vertices say nothing of who knows whom.
///
/// Within a dimension no pair comes twice; two dimensions may name the same pair (about one edge
/// in 1,000), and some who stand at the end remain short of partners. Lower vertex first.
pub(super) struct Edges {
    degrees: Vec<u16>,
    random: Random,
    /// Which dimensions are still to come, the next one last.
    waiting: Vec<Dimension>,
    dimension: Dimension,
    /// Members in the order of the dimension.
    order: Vec<u32>,
    /// How many partners who stands at a place still takes, in this dimension.
    open: Vec<u16>,
    head: usize,
    /// Where the last partner of the head stands.
    at: usize,
    /// Places that may still be looked at for the head.
    looks: usize,
}

/// The network of a plan.
pub(super) fn edges(plan: Plan) -> Edges {
    let mut random = Random::new(plan.seed);
    let shape = Shape::new(plan.members, plan.mean_degree);
    let degree = |_| shape.draw(&mut random) as u16;
    let degrees = (0..plan.members).map(degree).collect();
    let mut edges = Edges {
        degrees,
        random,
        waiting: DIMENSIONS.into_iter().rev().collect(),
        dimension: Dimension::Chance,
        order: (0..plan.members).collect(),
        open: vec![0; plan.members as usize],
        head: 0,
        at: 0,
        looks: 0,
    };
    edges.next_dimension();
    edges
}

impl Edges {
    /// Puts the members into the order of the next dimension; false after the last.
    fn next_dimension(&mut self) -> bool {
        let Some(dimension) = self.waiting.pop() else { return false };
        self.dimension = dimension;
        // Fisher and Yates' shuffle.
        for last in (1..self.order.len()).rev() {
            let other = self.random.below(last + 1);
            self.order.swap(last, other);
        }
        for (open, &member) in self.open.iter_mut().zip(&self.order) {
            *open = part(self.degrees[member as usize], dimension, member);
        }
        self.begin(0);
        true
    }

    fn begin(&mut self, head: usize) {
        let open = self.open.get(head).map_or(0, |&open| usize::from(open));
        (self.head, self.at, self.looks) = (head, head, 64 + 32 * open);
    }

    /// How many places to pass over on the way to the next partner.
    fn gap(&mut self) -> usize {
        match self.dimension {
            Dimension::University | Dimension::Interest => geometric(self.random.bits()),
            // Somebody who takes no more partners stands there: the next who does will do.
            Dimension::Chance if self.at > self.head && self.open[self.at] == 0 => 0,
            Dimension::Chance => {
                let behind = self.order.len() - self.at;
                self.random.below(2 * behind / (usize::from(self.open[self.head]) + 1))
            }
        }
    }
}

impl Iterator for Edges {
    type Item = (u32, u32);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            while self.looks > 0 && self.open.get(self.head).is_some_and(|&open| open > 0) {
                self.looks -= 1;
                self.at += 1 + self.gap();
                let Some(open) = self.open.get_mut(self.at) else { break };
                if *open > 0 {
                    *open -= 1;
                    self.open[self.head] -= 1;
                    let (a, b) = (self.order[self.head], self.order[self.at]);
                    return Some((a.min(b), a.max(b)));
                }
            }
            if self.head < self.order.len() {
                self.begin(self.head + 1);
            } else if !self.next_dimension() {
                return None;
            }
        }
    }
}

/// How many of a member's connections belong to a dimension. What is left over after division
/// goes round by member, so that the parts are right on average for small degrees too.
fn part(degree: u16, dimension: Dimension, member: u32) -> u16 {
    let share = |turn: u32| ((9 * u32::from(degree) + turn % 20) / 20) as u16;
    let university = share(member);
    let interest = share(member / 20).min(degree - university);
    match dimension {
        Dimension::University => university,
        Dimension::Interest => interest,
        Dimension::Chance => degree - university - interest,
    }
}

/// A number from random bits: each further one has three quarters of the chance of the one before.
fn geometric(bits: u64) -> usize {
    // Pairs of bits that are both zero, one chance in four each; the first ends the count.
    let ends = !(bits | (bits >> 1)) & 0x5555_5555_5555_5555;
    (ends.trailing_zeros() / 2) as usize
}

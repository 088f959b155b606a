//! How many connections members of a made-up network have.

use crate::world::random::Random;

/// Nobody has more connections (R2 of the rulebook).
pub(super) const MOST: u32 = 30_000;

/// Degrees of the 1st, 2nd … 100th part of all members, from the fewest connections up: entry `i`
/// is where the part of percentile `i` begins. Drawn by hand through percentiles of the measured
/// network (50: 47, 99: 1,025, mean 101), evenly on a logarithmic scale between them. That members
/// fall into 100 such parts, scaled to the mean that is wanted, is how the LDBC Social Network
/// Benchmark uses Facebook's degrees (Erling et al., "The LDBC Social Network Benchmark:
/// Interactive Workload", SIGMOD 2015; Ugander et al., "The Anatomy of the Facebook Social
/// Graph", 2011).
const PARTS: [u32; 100] = [
    2, 2, 2, 3, 4, 5, 6, 6, 7, 8, 8, 9, 10, 10, 11, 11, 12, 13, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    21, 22, 23, 24, 25, 25, 26, 27, 28, 29, 30, 31, 32, 33, 35, 36, 37, 38, 40, 41, 42, 44, 45, 47,
    48, 50, 51, 53, 54, 56, 58, 59, 61, 63, 65, 67, 69, 71, 73, 75, 77, 80, 82, 85, 87, 90, 92, 95,
    98, 102, 107, 112, 117, 122, 127, 133, 139, 145, 152, 159, 166, 173, 181, 189, 206, 225, 245,
    268, 292, 358, 440, 540, 1040,
];

/// The degrees of a network of some size and mean.
pub(super) struct Shape {
    scale: f64,
    most: f64,
}

impl Shape {
    /// For so many members with so many connections each on average. In a small network nobody is
    /// connected to more than a quarter of it.
    pub(super) fn new(members: u32, mean: f64) -> Self {
        let most = f64::from(MOST.min(members / 4).max(1));
        let mut shape = Self { scale: 1.0, most };
        // The bound cuts off part of the tail: a few rounds find the scale that makes up for it.
        for _ in 0..20 {
            shape.scale *= mean / shape.mean();
        }
        shape
    }

    /// The mean of all parts.
    fn mean(&self) -> f64 {
        let bound = |part: u32| (f64::from(part) * self.scale).min(self.most);
        let body: f64 = PARTS.windows(2).map(|w| (bound(w[0]) + bound(w[1])) / 2.0).sum();
        let start = bound(PARTS[99]);
        (body + 2.0 * start / (1.0 + start / self.most)) / 100.0
    }

    /// A member's number of connections: within a part evenly; in the last one by a Pareto
    /// distribution with exponent 2, bounded. At least 1. Uses exact operations only, so that a
    /// seed gives the same network everywhere.
    pub(super) fn draw(&self, random: &mut Random) -> u32 {
        let part = random.below(PARTS.len());
        let start = (f64::from(PARTS[part]) * self.scale).min(self.most);
        let degree = match PARTS.get(part + 1) {
            Some(&next) => {
                let end = (f64::from(next) * self.scale).min(self.most);
                start + (end - start) * random.unit()
            }
            None => {
                let least = (start / self.most) * (start / self.most);
                start / (least + (1.0 - least) * random.unit()).sqrt()
            }
        };
        ((degree + random.unit()) as u32).clamp(1, self.most as u32)
    }
}

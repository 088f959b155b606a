//! What counts how much in suggestions.

use std::sync::LazyLock;

use crate::rough::Class;

/// How ways of two steps and of three are weighed against each other in suggestions, and how much
/// less somebody counts whom everybody knows.
///
/// No single blend is the best for every graph: where people know each other in dense groups, ways
/// of two steps tell most; where they are few and far between, longer ones do.
/// [`View::learn_blend`](crate::View::learn_blend) finds the one for a graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blend {
    longer: f64,
    /// Whether a candidate's score is divided by a root of the number of their neighbours.
    tempered: bool,
}

/// The root by which it is, as a power. Found on networks of friends, followers and developers: a
/// tenth is as good as nothing or better in each of them, a fifth is not.
const POWER: f64 = -0.1;

/// What is left of one for each class of degrees.
static PARTS: LazyLock<[f64; Class::COUNT]> = LazyLock::new(|| {
    let mut parts = [1.0; Class::COUNT];
    for class in Class::all() {
        parts[class.index()] = (class.lowest().max(1) as f64).powf(POWER);
    }
    parts
});

impl Blend {
    /// Only ways of two steps count: resource allocation.
    pub const NEAREST: Self = Self { longer: 0.0, tempered: false };
    /// Where nothing has been learned: good for graphs of any density, the best for few.
    pub const MIDDLE: Self = Self::new(1.0);
    /// The largest weight of longer ways.
    pub const MOST: f64 = 16.0;

    /// A way of three steps counts `longer` times what a random walk gives it; from 0 to
    /// [`Blend::MOST`], anything else is moved there. What somebody gets is divided by the tenth
    /// root of the number of their neighbours, rounded down by an eighth at most.
    #[must_use]
    pub const fn new(longer: f64) -> Self {
        // Written so that what is not a number becomes 0.
        let longer = if longer > 0.0 { longer.min(Self::MOST) } else { 0.0 };
        Self { longer, tempered: true }
    }

    /// The weight of longer ways.
    #[must_use]
    pub const fn longer(self) -> f64 {
        self.longer
    }

    /// What is left of a score for somebody with about so many neighbours; never more than it was.
    #[inline]
    pub(super) fn score(self, score: u64, degree: Class) -> u64 {
        if !self.tempered {
            return score;
        }
        // A large score is rounded on its way through a float.
        score.min((score as f64 * PARTS[degree.index()]) as u64)
    }
}

impl Default for Blend {
    fn default() -> Self {
        Self::MIDDLE
    }
}

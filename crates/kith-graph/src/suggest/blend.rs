//! What counts how much in suggestions.

/// How ways of two steps and of three are weighed against each other in suggestions, and how much
/// less somebody counts whom everybody knows.
///
/// No single blend is the best for every graph: where people know each other in dense groups, ways
/// of two steps tell most; where they are few and far between, longer ones do.
/// [`View::learn_blend`](crate::View::learn_blend) finds the one for a graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blend {
    longer: f64,
    /// A candidate's score is divided by so many powers of the number of their neighbours.
    popular: f64,
}

/// Found on networks of friends, followers and developers: a tenth is as good as nothing or better
/// in each of them, a fifth is not.
const POPULAR: f64 = 0.1;

impl Blend {
    /// Only ways of two steps count: resource allocation.
    pub const NEAREST: Self = Self { longer: 0.0, popular: 0.0 };
    /// Where nothing has been learned: good for graphs of any density, the best for few.
    pub const MIDDLE: Self = Self::new(1.0);
    /// The largest weight of longer ways.
    pub const MOST: f64 = 16.0;

    /// A way of three steps counts `longer` times what a random walk gives it; from 0 to
    /// [`Blend::MOST`], anything else is moved there. What somebody gets is divided by the tenth
    /// root of the number of their neighbours.
    #[must_use]
    pub const fn new(longer: f64) -> Self {
        // Written so that what is not a number becomes 0.
        let longer = if longer > 0.0 { longer.min(Self::MOST) } else { 0.0 };
        Self { longer, popular: POPULAR }
    }

    /// The weight of longer ways.
    #[must_use]
    pub const fn longer(self) -> f64 {
        self.longer
    }

    /// What is left of a score for somebody with so many neighbours; never more than it was.
    pub(super) fn score(self, score: u64, degree: usize) -> u64 {
        if self.popular == 0.0 || degree <= 1 {
            return score;
        }
        (score as f64 * (degree as f64).powf(-self.popular)) as u64
    }
}

impl Default for Blend {
    fn default() -> Self {
        Self::MIDDLE
    }
}

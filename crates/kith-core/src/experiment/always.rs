//! An interval of a difference that holds at all looks together, so that looking every day calls
//! no more false winners than looking once.
//!
//! It is the confidence sequence of the mixture sequential probability ratio test with a normal
//! mixture: R. Johari, P. Koomen, L. Pekelis, D. Walsh, "Always Valid Inference: Continuous
//! Monitoring of A/B Tests", Operations Research 70(3), 2022 (arXiv 1512.04922), after H. Robbins,
//! "Statistical Methods Related to the Law of the Iterated Logarithm", 1970. The likelihood ratio
//! is a martingale where there is no difference, so it ever reaches 1/α with a chance of at most α
//! (Ville). It rests on the normal approximation of a share: hence the people it is asked for.

use super::interval::{Interval, share};

/// The variance of the mixture over that of one outcome. Any value is valid; this one makes the
/// interval narrowest at about 200 people in each arm, which is what campaigns have.
const MIXTURE: f64 = 0.1;

/// The interval of the first share less the second that leaves out the true difference at any of
/// all looks with a chance of at most `alpha`.
#[must_use]
pub fn difference(a: (u32, u32), b: (u32, u32), alpha: f64) -> Interval {
    if a.1 == 0 || b.1 == 0 {
        return Interval { low: -1.0, high: 1.0 };
    }
    let (of_a, of_b) = (f64::from(a.1), f64::from(b.1));
    let spread = |share: f64| share * (1.0 - share);
    let apart = spread(share(a)) / of_a + spread(share(b)) / of_b;
    let pooled = spread(share((a.0 + b.0, a.1 + b.1))) * (1.0 / of_a + 1.0 / of_b);
    // Of few cases the one or the other is too small; the larger errs on the safe side.
    let variance = apart.max(pooled);
    let weight = MIXTURE * of_a * of_b / (of_a + of_b);
    let bound = (1.0 + weight) / weight * (2.0 * (1.0 / alpha).ln() + (1.0 + weight).ln());
    let (middle, half) = (share(a) - share(b), (variance * bound).sqrt());
    Interval { low: (middle - half).max(-1.0), high: (middle + half).min(1.0) }
}

//! Intervals of shares: Wilson's, and Newcombe's of a difference.

use serde::Serialize;

/// The normal quantile of an interval of 95 %.
pub const Z: f64 = 1.959_964;

/// An interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Where it begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

/// The share of cases among people; zero of nobody.
#[must_use]
pub fn share((cases, people): (u32, u32)) -> f64 {
    if people == 0 { 0.0 } else { f64::from(cases) / f64::from(people) }
}

/// The score interval of a share (E. B. Wilson 1927), by the normal quantile. Of nobody it is
/// everything.
#[must_use]
pub fn wilson((cases, people): (u32, u32), z: f64) -> Interval {
    if people == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let (p, n) = (share((cases, people)), f64::from(people));
    let square = z * z;
    let middle = p + square / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt();
    let scale = 1.0 + square / n;
    // At the ends rounding would leave a trace beyond 0 or 1.
    let low = if cases == 0 { 0.0 } else { (middle - half) / scale };
    let high = if cases == people { 1.0 } else { (middle + half) / scale };
    Interval { low, high }
}

/// The interval of 95 % of the first share less the second: R. G. Newcombe 1998, method 10, which
/// joins the score intervals of both.
#[must_use]
pub fn newcombe(a: (u32, u32), b: (u32, u32)) -> Interval {
    let difference = share(a) - share(b);
    let (of_a, of_b) = (wilson(a, Z), wilson(b, Z));
    let below = (share(a) - of_a.low).hypot(of_b.high - share(b));
    let above = (of_a.high - share(a)).hypot(share(b) - of_b.low);
    Interval { low: difference - below, high: difference + above }
}

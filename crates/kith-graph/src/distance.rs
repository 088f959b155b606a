//! How many steps two people are apart.

use crate::avoid::Avoid;
use crate::intersect::Common;
use crate::marks::Scratch;
use crate::near::Near;
use crate::search;
use crate::snapshot::Snapshot;
use crate::view::View;

impl View {
    /// The number of steps on a shortest path from `a` to `b`, if there is one of at most `max`
    /// steps. From a vertex to itself it is 0. `None` where an end is unknown, hidden or avoided.
    ///
    /// Up to four steps by comparing what the two ends reach in two steps each, which ends as soon
    /// as anything is shared; beyond that, a bidirectional breadth-first search. O(arcs of the
    /// levels it looks at), which for people a few steps apart is about the square root of what
    /// one end alone would see.
    #[must_use]
    pub fn distance(&self, a: u32, b: u32, max: usize, avoid: &Avoid) -> Option<u32> {
        let now = &*self.now;
        if !now.is_present(a, avoid) || !now.is_present(b, avoid) {
            return None;
        }
        if a == b {
            return Some(0);
        }
        let steps = match near_steps(now, (a, b), max.min(4), avoid) {
            None if max > 4 => search::meet(now, (a, b), max, avoid, false)?.distance(),
            steps => steps?,
        };
        u32::try_from(steps).ok()
    }
}

/// The distance of two different people who are present, if it is at most `max`, itself at most 4.
fn near_steps(now: &Snapshot, (a, b): (u32, u32), max: usize, avoid: &Avoid) -> Option<usize> {
    // The one with more neighbours is met; from the other, the arcs to be looked at are fewer.
    let (met, from) = if now.degree(a) >= now.degree(b) { (a, b) } else { (b, a) };
    let (first, start) = (now.neighbours(met), now.neighbours(from));
    if max == 0 || start.is_empty() {
        return None;
    }
    if start.binary_search(&met).is_ok() {
        return Some(1);
    }
    if max == 1 {
        return None;
    }
    if Common::new(first, start).any(|v| !avoid.contains(v)) {
        return Some(2);
    }
    if max == 2 {
        return None;
    }
    let near = Near::new(now, met, avoid);
    if near.knows_through(from, &mut usize::MAX.clone())? {
        return Some(3);
    }
    if max == 3 {
        return None;
    }
    drop(near);
    let mut second = Scratch::take(now.vertices);
    for z in now.seen_neighbours(from, avoid) {
        second.insert_many(now.neighbours(z));
    }
    avoid.as_slice().iter().for_each(|&v| second.remove(v));
    let mut last = now.seen_neighbours(met, avoid);
    last.any(|w| second.has_any(now.neighbours(w))).then_some(4)
}

//! What the graph itself tells of which suggestions are good in it.

use std::sync::{Mutex, PoisonError};

use kith_graph::{Blend, View};

/// How many people are asked.
const ASKED: usize = 4_000;
/// It is learned again once so many of a hundred connections have come or gone.
const CHANGED: usize = 10;
/// The same graph is to suggest the same on every node.
const SEED: u64 = 1;

/// A blend, and how many connections there were when it was learned.
#[derive(Debug, Default)]
pub(super) struct Learned(Mutex<(Blend, usize)>);

impl Learned {
    /// What was learned last; before that, what is good for most graphs.
    pub(super) fn blend(&self) -> Blend {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Learns anew where enough has changed; answers whether it did. Takes seconds for a large
    /// graph, for which nobody waits.
    pub(super) fn learn(&self, view: &View) -> bool {
        let edges = view.stats().edges;
        let (_, before) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if edges.abs_diff(before).saturating_mul(100) < edges.max(before).saturating_mul(CHANGED)
            || edges == before
        {
            return false;
        }
        let blend = view.learn_blend(ASKED, SEED);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (blend, edges);
        true
    }
}

//! How two people are connected: the distance, and the shortest paths, nearest people first.

use crate::avoid::Avoid;
use crate::intersect::Common;
use crate::marks::Scratch;
use crate::search::{self, Meeting};
use crate::snapshot::Snapshot;
use crate::view::View;

/// Arcs that ordering the people of one layer may look at; a layer with more is ordered by vertex.
const CLOSENESS_ARCS: usize = 1 << 20;

impl View {
    /// The shortest paths from `a` to `b`, each with both ends, at most `limit` of them and of at
    /// most `max_len` steps. The one path from a vertex to itself is that vertex.
    ///
    /// Nearest people first: of two paths, the one whose first differing person shares more
    /// neighbours with `a` and `b` (summed) comes first, then the lower vertex. Where counting
    /// that for everybody who is equally far from `a` would look at more than a million arcs, the
    /// lower vertex decides alone. The order depends on the graph only;
    /// [`shortest_paths_by`](Self::shortest_paths_by) takes something else into account.
    ///
    /// The search is that of [`distance`](Self::distance), then O(its arcs) to drop those who are
    /// on no shortest path, then O(d log d) for each step of a path.
    #[must_use]
    pub fn shortest_paths(
        &self,
        a: u32,
        b: u32,
        limit: usize,
        max_len: usize,
        avoid: &Avoid,
    ) -> Vec<Vec<u32>> {
        self.shortest_paths_by(a, b, limit, max_len, avoid, |_| 0)
    }

    /// [`shortest_paths`](Self::shortest_paths), but of people who are equally near the one with
    /// the larger `fresh` comes first, such as when they were last here; then the lower vertex.
    pub fn shortest_paths_by(
        &self,
        a: u32,
        b: u32,
        limit: usize,
        max_len: usize,
        avoid: &Avoid,
        fresh: impl Fn(u32) -> u64,
    ) -> Vec<Vec<u32>> {
        let now = &*self.now;
        if a == b {
            let present = now.is_present(a, avoid) && limit > 0;
            return if present { vec![vec![a]] } else { Vec::new() };
        }
        if limit == 0 {
            return Vec::new();
        }
        let Some(meeting) = search::meet(now, (a, b), max_len, avoid, true) else {
            return Vec::new();
        };
        let layers: Vec<Layer> = layers(now, meeting)
            .into_iter()
            .map(|people| Layer::new(now, people, (a, b), avoid))
            .collect();
        enumerate(now, a, &layers, limit, &fresh)
    }

    /// Who had best introduce `a` to `b`: of those who know both, the one who shares most
    /// neighbours with them (summed), then with the larger `fresh`, then the lower vertex. `None`
    /// where the two are not at the second degree.
    pub fn best_introducer(
        &self,
        a: u32,
        b: u32,
        avoid: &Avoid,
        fresh: impl Fn(u32) -> u64,
    ) -> Option<u32> {
        match self.shortest_paths_by(a, b, 1, 2, avoid, fresh).pop()?[..] {
            [_, middle, _] => Some(middle),
            _ => None,
        }
    }
}

/// Everybody on a shortest path by their distance from the start: `layers[0]` is the start, the
/// last layer the goal, each ascending.
fn layers(now: &Snapshot, meeting: Meeting) -> Vec<Vec<u32>> {
    let Meeting { from, to, met, from_steps, to_steps } = meeting;
    let mut marks = Scratch::take(now.vertices);
    let mut trim = |levels: Vec<Vec<u32>>, steps: usize| {
        let mut next = met.clone();
        let mut trimmed = Vec::with_capacity(steps);
        for mut level in levels.into_iter().take(steps).rev() {
            marks.clear();
            marks.insert_all(next);
            level.retain(|&v| marks.has_any(now.neighbours(v)));
            level.sort_unstable();
            next = level.clone();
            trimmed.push(level);
        }
        trimmed
    };
    let mut layers = trim(from.levels, from_steps);
    layers.reverse();
    let rest = trim(to.levels, to_steps);
    let mut met = met;
    met.sort_unstable();
    layers.push(met);
    layers.extend(rest);
    layers
}

/// The people at one distance from the start, and in which order paths go through them.
struct Layer {
    /// Ascending.
    people: Vec<u32>,
    /// How many neighbours each shares with the two ends; empty if that was not counted.
    closeness: Vec<usize>,
}

impl Layer {
    fn new(now: &Snapshot, people: Vec<u32>, (a, b): (u32, u32), avoid: &Avoid) -> Self {
        let mut closeness = Vec::new();
        if people.len() > 1 && now.arcs_from(people.iter().copied()) <= CLOSENESS_ARCS {
            let (mut of_a, mut of_b) = (Scratch::take(now.vertices), Scratch::take(now.vertices));
            of_a.insert_all(now.seen_neighbours(a, avoid));
            of_b.insert_all(now.seen_neighbours(b, avoid));
            let shared = |w: &u32| usize::from(of_a.has(*w)) + usize::from(of_b.has(*w));
            let count = |&v: &u32| now.neighbours(v).iter().map(shared).sum();
            closeness = people.iter().map(count).collect();
        }
        Self { people, closeness }
    }

    /// Those of `neighbours` who are in the layer, the closest last.
    fn next_steps(&self, neighbours: &[u32], fresh: &impl Fn(u32) -> u64) -> Vec<u32> {
        let mut steps: Vec<u32> = Common::new(&self.people, neighbours).collect();
        if self.closeness.is_empty() {
            steps.reverse();
            return steps;
        }
        steps.sort_by_cached_key(|&v| {
            let place = self.people.binary_search(&v).unwrap_or_default();
            (self.closeness[place], fresh(v), std::cmp::Reverse(v))
        });
        steps
    }
}

/// Goes through the layers depth first; everybody in them is on a path, so no way is a dead end.
fn enumerate(
    now: &Snapshot,
    start: u32,
    layers: &[Layer],
    limit: usize,
    fresh: &impl Fn(u32) -> u64,
) -> Vec<Vec<u32>> {
    let mut paths = Vec::new();
    let (mut path, mut here) = (vec![start], start);
    // For each step of `path` but the last, who else could come next; the closest last.
    let mut waiting: Vec<Vec<u32>> = Vec::new();
    loop {
        if let Some(layer) = layers.get(path.len()) {
            waiting.push(layer.next_steps(now.neighbours(here), fresh));
        } else {
            paths.push(path.clone());
            if paths.len() == limit {
                return paths;
            }
        }
        // Go on with the step that was put off last.
        here = loop {
            let Some(steps) = waiting.last_mut() else {
                return paths;
            };
            if let Some(next) = steps.pop() {
                break next;
            }
            waiting.pop();
        };
        path.truncate(waiting.len());
        path.push(here);
    }
}

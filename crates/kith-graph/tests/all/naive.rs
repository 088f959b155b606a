//! The same questions answered the obvious way; shares nothing with the crate but its types.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use kith_graph::{Degree, Edit, View};

#[derive(Clone, Debug, Default)]
pub(crate) struct Naive {
    edges: HashMap<u32, BTreeSet<u32>>,
    hidden: HashSet<u32>,
    pub(crate) vertices: u32,
}

impl Naive {
    /// Applies an edit; answers whether it changed anything.
    pub(crate) fn apply(&mut self, edit: Edit) -> bool {
        match edit {
            Edit::Insert(a, b) if a == b => false,
            Edit::Insert(a, b) => {
                self.vertices = self.vertices.max(a.max(b) + 1);
                self.edges.entry(a).or_default().insert(b);
                self.edges.entry(b).or_default().insert(a)
            }
            Edit::Remove(a, b) => {
                self.edges.entry(a).or_default().remove(&b);
                self.edges.entry(b).or_default().remove(&a)
            }
            Edit::Hide(v) => {
                self.vertices = self.vertices.max(v + 1);
                self.hidden.insert(v)
            }
            Edit::Show(v) => self.hidden.remove(&v),
            Edit::Ensure(v) => {
                let new = v >= self.vertices;
                self.vertices = self.vertices.max(v + 1);
                new
            }
        }
    }

    /// The graph that a view holds, by its lists alone.
    pub(crate) fn of(view: &View) -> Self {
        let vertices = view.stats().vertices as u32;
        Self {
            edges: (0..vertices).map(|v| (v, view.neighbours(v).collect())).collect(),
            hidden: (0..vertices).filter(|&v| view.is_hidden(v)).collect(),
            vertices,
        }
    }

    /// The graph that a viewer who avoids `avoid` sees.
    pub(crate) fn seen(&self, avoid: &BTreeSet<u32>) -> Seen {
        let gone = |v: &u32| self.hidden.contains(v) || avoid.contains(v);
        let mut edges: HashMap<u32, BTreeSet<u32>> = HashMap::new();
        for v in (0..self.vertices).filter(|v| !gone(v)) {
            let of_v = self.edges.get(&v).cloned().unwrap_or_default();
            edges.insert(v, of_v.into_iter().filter(|w| !gone(w)).collect());
        }
        // Weights count everybody who is not hidden, avoided or not.
        let weigh = |v: u32| {
            let all = self.edges.get(&v).into_iter().flatten();
            all.filter(|w| !self.hidden.contains(w)).count()
        };
        let degrees = edges.keys().map(|&v| (v, weigh(v))).collect();
        Seen { edges, degrees }
    }
}

/// A graph without those hidden or avoided; whoever is present has an entry.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) edges: HashMap<u32, BTreeSet<u32>>,
    degrees: HashMap<u32, usize>,
}

impl Seen {
    pub(crate) fn neighbours(&self, v: u32) -> BTreeSet<u32> {
        self.edges.get(&v).cloned().unwrap_or_default()
    }

    pub(crate) fn edge_count(&self) -> usize {
        self.edges.values().map(BTreeSet::len).sum::<usize>() / 2
    }

    /// Steps from `start` to everybody it reaches.
    pub(crate) fn distances(&self, start: u32) -> HashMap<u32, u32> {
        let mut steps = HashMap::new();
        if !self.edges.contains_key(&start) {
            return steps;
        }
        steps.insert(start, 0);
        let mut queue = VecDeque::from([start]);
        while let Some(v) = queue.pop_front() {
            for w in self.neighbours(v) {
                if !steps.contains_key(&w) {
                    steps.insert(w, steps[&v] + 1);
                    queue.push_back(w);
                }
            }
        }
        steps
    }

    pub(crate) fn degree(&self, viewer: u32, target: u32) -> Degree {
        if viewer == target {
            return Degree::Myself;
        }
        match self.distances(viewer).get(&target) {
            Some(1) => Degree::First,
            Some(2) => Degree::Second,
            Some(3) => Degree::Third,
            _ => Degree::Out,
        }
    }

    pub(crate) fn mutuals(&self, a: u32, b: u32) -> Vec<u32> {
        if a == b {
            return Vec::new();
        }
        self.neighbours(a).intersection(&self.neighbours(b)).copied().collect()
    }

    /// All shortest paths of at most `max` steps, nearest people first.
    pub(crate) fn paths(&self, a: u32, b: u32, max: u32) -> Vec<Vec<u32>> {
        self.paths_by(a, b, max, |_| 0)
    }

    /// The same; of people who are equally near, the one with the larger `fresh` first.
    pub(crate) fn paths_by(
        &self,
        a: u32,
        b: u32,
        max: u32,
        fresh: impl Fn(u32) -> u64,
    ) -> Vec<Vec<u32>> {
        let to_goal = self.distances(b);
        let mut paths = Vec::new();
        if to_goal.get(&a).is_some_and(|&steps| steps <= max) {
            self.extend(vec![a], b, &to_goal, &mut paths);
        }
        let closeness = |v: u32| {
            let of_v = self.neighbours(v);
            let shared = |end: u32| self.neighbours(end).intersection(&of_v).count();
            shared(a) + shared(b)
        };
        paths.sort_by_cached_key(|path: &Vec<u32>| {
            let order = path.iter().map(|&v| (usize::MAX - closeness(v), u64::MAX - fresh(v), v));
            order.collect::<Vec<_>>()
        });
        paths
    }

    fn extend(
        &self,
        path: Vec<u32>,
        goal: u32,
        to_goal: &HashMap<u32, u32>,
        paths: &mut Vec<Vec<u32>>,
    ) {
        let here = path[path.len() - 1];
        if here == goal {
            paths.push(path);
            return;
        }
        for next in self.neighbours(here) {
            if to_goal.get(&next).is_some_and(|steps| steps + 1 == to_goal[&here]) {
                let longer = path.iter().copied().chain([next]).collect();
                self.extend(longer, goal, to_goal, paths);
            }
        }
    }

    /// Score and common neighbours of everybody at distance two and, if `longer` ways count, three.
    pub(crate) fn candidates(&self, viewer: u32, longer: f64) -> HashMap<u32, (f64, Vec<u32>)> {
        // What a walk of two steps brings to `v`, whoever they are.
        let nearest =
            |v: u32| -> f64 { self.mutuals(viewer, v).iter().map(|z| self.weight(*z)).sum() };
        let (furthest, popular) = if longer > 0.0 { (3, 0.1) } else { (2, 0.0) };
        let near = self.distances(viewer).into_iter();
        near.filter(|&(_, steps)| steps >= 2 && steps <= furthest)
            .map(|(v, _)| {
                let givers = self.neighbours(v).into_iter().filter(|&w| w != viewer);
                let more: f64 = givers.map(|w| nearest(w) * self.weight(w)).sum();
                // A blend also divides by a tenth root.
                let all = (nearest(v) + longer * more) * self.weight(v).powf(popular);
                (v, (all, self.mutuals(viewer, v)))
            })
            .collect()
    }

    pub(crate) fn weight(&self, z: u32) -> f64 {
        1.0 / self.degrees[&z] as f64
    }
}

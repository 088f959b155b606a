//! What kith is measured against: sorted neighbour lists in one array, and the algorithms that
//! come to mind first. Shares no code with `kith-graph`.

use std::cmp::{Ordering, Reverse};

use kith_graph::Degree;

use super::{
    input::Input,
    pages::Pages,
    questions::{Answer, Answering, Kind, PATHS, Question, STEPS, SUGGESTIONS},
};
use crate::Failure;

/// An undirected graph: compressed sparse rows, and what its algorithms mark.
pub(super) struct Baseline {
    offsets: Pages<usize>,
    arcs: Pages<u32>,
    /// A bit for each vertex: up to the second degree of `kept`.
    near: Vec<u64>,
    kept: Option<u32>,
    /// Steps from either end of a pair, 0 for unseen and 1 for the end itself.
    steps: [Vec<u8>; 2],
    /// Whose `steps` are not 0.
    touched: [Vec<u32>; 2],
    /// Common neighbours; 0 between questions.
    counts: Vec<u32>,
}

impl Baseline {
    /// Reads the input twice: to count, and to place. Then sorts each list and drops what came
    /// twice.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn build(input: &Input) -> Result<Self, Failure> {
        let mut next: Vec<usize> = Vec::new();
        let members = input.each(&mut |a, b| {
            let end = a.max(b) as usize + 2;
            if next.len() < end {
                next.resize(end, 0);
            }
            next[a as usize + 1] += 1;
            next[b as usize + 1] += 1;
        })? as usize;
        next.resize(members + 1, 0);
        for v in 0..members {
            next[v + 1] += next[v];
        }
        let mut arcs = vec![0; next[members]];
        let mut offsets = next.clone();
        input.each(&mut |a, b| {
            for (from, to) in [(a, b), (b, a)] {
                arcs[next[from as usize]] = to;
                next[from as usize] += 1;
            }
        })?;
        let mut end = 0;
        for v in 0..members {
            let (from, to) = (offsets[v], offsets[v + 1]);
            arcs[from..to].sort_unstable();
            offsets[v] = end;
            for i in from..to {
                if i == from || arcs[i] != arcs[end - 1] {
                    arcs[end] = arcs[i];
                    end += 1;
                }
            }
        }
        offsets[members] = end;
        arcs.truncate(end);
        arcs.shrink_to_fit();
        Ok(Self {
            offsets: Pages::Usual(offsets),
            arcs: Pages::Usual(arcs),
            near: vec![0; members.div_ceil(64)],
            kept: None,
            steps: [vec![0; members], vec![0; members]],
            touched: [Vec::new(), Vec::new()],
            counts: vec![0; members],
        })
    }

    /// The same, with its lists on huge pages.
    ///
    /// # Errors
    /// The system does not have as much memory.
    pub(super) fn on_huge_pages(mut self) -> Result<Self, Failure> {
        self.offsets = self.offsets.huge()?;
        self.arcs = self.arcs.huge()?;
        Ok(self)
    }

    /// How many members there are.
    pub(super) fn members(&self) -> u32 {
        self.offsets.len() as u32 - 1
    }

    /// How many edges there are.
    pub(super) fn edges(&self) -> usize {
        self.arcs.len() / 2
    }

    /// Bytes of the lists.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&self.offsets[..]) + size_of_val(&self.arcs[..])
    }

    /// The neighbours of a member, ascending.
    pub(super) fn neighbours(&self, v: u32) -> &[u32] {
        &self.arcs[self.offsets[v as usize]..self.offsets[v as usize + 1]]
    }

    /// How many neighbours two members share: their lists merged.
    pub(super) fn mutual_count(&self, a: u32, b: u32) -> usize {
        let (mut of_a, mut of_b) = (self.neighbours(a), self.neighbours(b));
        let mut count = 0;
        while let (Some(first_a), Some(first_b)) = (of_a.first(), of_b.first()) {
            match first_a.cmp(first_b) {
                Ordering::Less => of_a = &of_a[1..],
                Ordering::Greater => of_b = &of_b[1..],
                Ordering::Equal => {
                    count += 1;
                    (of_a, of_b) = (&of_a[1..], &of_b[1..]);
                }
            }
        }
        count
    }

    /// Marks everybody within two steps of the viewer.
    fn mark_near(&mut self, viewer: u32) {
        let Self { offsets, arcs, near, .. } = self;
        let neighbours = |v: u32| &arcs[offsets[v as usize]..offsets[v as usize + 1]];
        near.fill(0);
        near[viewer as usize / 64] |= 1 << (viewer % 64);
        for &z in neighbours(viewer) {
            near[z as usize / 64] |= 1 << (z % 64);
            for &w in neighbours(z) {
                near[w as usize / 64] |= 1 << (w % 64);
            }
        }
        self.kept = Some(viewer);
    }

    fn is_near(&self, v: u32) -> bool {
        self.near[v as usize / 64] >> (v % 64) & 1 == 1
    }

    /// Degrees by what [`Self::mark_near`] marked.
    fn degrees(&self, viewer: u32, targets: &[u32]) -> Vec<Degree> {
        let first = self.neighbours(viewer);
        let degree = |&target: &u32| {
            if target == viewer {
                Degree::Myself
            } else if first.binary_search(&target).is_ok() {
                Degree::First
            } else if self.is_near(target) {
                Degree::Second
            } else if self.neighbours(target).iter().any(|&w| self.is_near(w)) {
                Degree::Third
            } else {
                Degree::Out
            }
        };
        targets.iter().map(degree).collect()
    }

    fn second_degree_size(&mut self, viewer: u32) -> usize {
        self.mark_near(viewer);
        let near: u32 = self.near.iter().map(|word| word.count_ones()).sum();
        near as usize - self.neighbours(viewer).len() - 1
    }

    /// Those with most common neighbours, then the lowest, and how many they are.
    pub(super) fn common_neighbours(&mut self, viewer: u32, limit: usize) -> Vec<(u32, usize)> {
        let Self { offsets, arcs, counts, .. } = self;
        let neighbours = |v: u32| &arcs[offsets[v as usize]..offsets[v as usize + 1]];
        let mut reached = Vec::new();
        for &z in neighbours(viewer) {
            for &w in neighbours(z) {
                if counts[w as usize] == 0 {
                    reached.push(w);
                }
                counts[w as usize] += 1;
            }
        }
        for &known in neighbours(viewer).iter().chain([&viewer]) {
            counts[known as usize] = 0;
        }
        let counted = reached.iter().map(|&w| (std::mem::take(&mut counts[w as usize]), w));
        let mut found: Vec<(u32, u32)> = counted.filter(|(count, _)| *count > 0).collect();
        let order = |&(count, w): &(u32, u32)| (Reverse(count), w);
        if found.len() > limit {
            found.select_nth_unstable_by_key(limit, order);
            found.truncate(limit);
        }
        found.sort_unstable_by_key(order);
        found.into_iter().map(|(count, w)| (w, count as usize)).collect()
    }

    /// Breadth first from both ends, the side with the smaller front first. Answers how many steps
    /// there are, at most [`STEPS`], and who is where the sides meet: all of them or the first.
    fn meet(&mut self, a: u32, b: u32, all: bool) -> Option<(u32, Vec<u32>)> {
        for (steps, touched) in self.steps.iter_mut().zip(&mut self.touched) {
            touched.drain(..).for_each(|v| steps[v as usize] = 0);
        }
        let mut fronts = [vec![a], vec![b]];
        let mut depth = [1, 1];
        for (side, end) in [a, b].into_iter().enumerate() {
            self.steps[side][end as usize] = 1;
            self.touched[side].push(end);
        }
        while usize::from(depth[0] + depth[1]) < STEPS + 2 {
            let side = usize::from(fronts[0].len() > fronts[1].len());
            depth[side] += 1;
            let (mut met, mut front) = (Vec::new(), Vec::new());
            for v in std::mem::take(&mut fronts[side]) {
                for &w in &self.arcs[self.offsets[v as usize]..self.offsets[v as usize + 1]] {
                    if self.steps[side][w as usize] > 0 {
                        continue;
                    }
                    self.steps[side][w as usize] = depth[side];
                    self.touched[side].push(w);
                    if self.steps[1 - side][w as usize] > 0 {
                        met.push(w);
                        if !all {
                            return Some((u32::from(depth[0] + depth[1]) - 2, met));
                        }
                    }
                    front.push(w);
                }
            }
            if !met.is_empty() {
                return Some((u32::from(depth[0] + depth[1]) - 2, met));
            }
            if front.is_empty() {
                return None;
            }
            fronts[side] = front;
        }
        None
    }

    /// The number of steps between two members, if at most [`STEPS`].
    pub(super) fn distance(&mut self, a: u32, b: u32) -> Option<u32> {
        if a == b { Some(0) } else { self.meet(a, b, false).map(|(steps, _)| steps) }
    }

    /// Shortest paths, at most [`PATHS`], in no order.
    fn paths(&mut self, a: u32, b: u32) -> Vec<Vec<u32>> {
        if a == b {
            return vec![vec![a]];
        }
        let Some((_, met)) = self.meet(a, b, true) else { return Vec::new() };
        let mut paths = Vec::new();
        for middle in met {
            let (mut starts, mut ends) = (Vec::new(), Vec::new());
            self.ways(0, &mut vec![middle], &mut starts);
            self.ways(1, &mut vec![middle], &mut ends);
            for start in &starts {
                for end in &ends {
                    if paths.len() == PATHS {
                        return paths;
                    }
                    paths.push(start.iter().rev().chain(&end[1..]).copied().collect());
                }
            }
        }
        paths
    }

    /// All ways from the last of `way` to the end of a side, at most [`PATHS`].
    fn ways(&self, side: usize, way: &mut Vec<u32>, found: &mut Vec<Vec<u32>>) {
        let Some(&here) = way.last() else { return };
        let steps = self.steps[side][here as usize];
        if steps == 1 {
            found.push(way.clone());
            return;
        }
        for &next in self.neighbours(here) {
            if found.len() == PATHS {
                return;
            }
            if self.steps[side][next as usize] == steps - 1 {
                way.push(next);
                self.ways(side, way, found);
                way.pop();
            }
        }
    }
}

impl Answering for Baseline {
    fn prepare(&mut self, kind: Kind, question: &Question) {
        if kind == Kind::DegreesKept {
            self.mark_near(question.viewer);
        }
    }

    fn answer(&mut self, kind: Kind, question: &Question) -> Answer {
        let (viewer, others) = (question.viewer, &question.others);
        let other = others.first().copied().unwrap_or(viewer);
        match kind {
            Kind::Degrees => {
                self.mark_near(viewer);
                Answer::Degrees(self.degrees(viewer, others))
            }
            Kind::DegreesKept => {
                debug_assert_eq!(self.kept, Some(viewer));
                Answer::Degrees(self.degrees(viewer, others))
            }
            // As kith has it: nobody shares anybody with themself.
            Kind::Mutuals if viewer == other => Answer::Count(0),
            Kind::Mutuals => Answer::Count(self.mutual_count(viewer, other)),
            Kind::Second => Answer::Count(self.second_degree_size(viewer)),
            Kind::Distance => Answer::Distance(self.distance(viewer, other)),
            Kind::Paths => Answer::Paths(self.paths(viewer, other)),
            Kind::Suggestions | Kind::Nearest => {
                Answer::Suggestions(self.common_neighbours(viewer, SUGGESTIONS))
            }
        }
    }
}

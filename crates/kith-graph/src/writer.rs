//! The one writer: applies edits to the next snapshot.

use std::collections::VecDeque;
use std::sync::atomic::{Ordering, fence};
use std::sync::{Arc, Weak};

use crate::base::Base;
use crate::delta::Delta;
use crate::edit::{Edit, MAX_VERTICES};
use crate::recent::Stamps;
use crate::snapshot::Snapshot;

/// Room for changes of so many vertices, and some that are added.
const fn room_for(vertices: u32) -> u32 {
    let more = vertices.saturating_add(vertices / 8).saturating_add(1 << 10);
    if more < MAX_VERTICES { more } else { MAX_VERTICES }
}

/// A list of the parts, one after the other.
fn joined(parts: &[&[u32]]) -> Arc<[u32]> {
    let length = parts.iter().map(|part| part.len()).sum();
    let mut list: Arc<[u32]> = std::iter::repeat_n(0, length).collect();
    if let Some(mut rest) = Arc::get_mut(&mut list) {
        for part in parts {
            let (here, later) = rest.split_at_mut(part.len());
            here.copy_from_slice(part);
            rest = later;
        }
    }
    list
}

/// The next state to publish.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub(crate) next: Snapshot,
    /// The states that were published, by version; those at the front may be gone.
    published: VecDeque<(u64, Weak<Snapshot>)>,
}

impl Writer {
    /// A writer that continues from `next`, which has not changed yet.
    pub(crate) fn new(mut next: Snapshot) -> Self {
        next.stamps = Arc::new(Stamps::new(next.vertices));
        Self { next, published: VecDeque::new() }
    }

    /// The next state, to be published. What it looks at is kept for as long as it is.
    pub(crate) fn state(&mut self) -> Arc<Snapshot> {
        let state = Arc::new(self.next.clone());
        self.published.push_back((state.version, Arc::downgrade(&state)));
        state
    }

    /// Frees lists of versions that nobody reads any more.
    pub(crate) fn forget(&mut self) {
        while self.published.front().is_some_and(|(_, state)| state.strong_count() == 0) {
            self.published.pop_front();
            // Whatever its last reader looked at, they did before.
            fence(Ordering::Acquire);
        }
        let oldest = self.published.front().map_or(self.next.version, |(version, _)| *version);
        self.next.delta.forget(oldest);
    }

    /// Applies edits in order, all in the next version; answers how many changed something.
    pub(crate) fn apply_all(&mut self, edits: &[Edit]) -> usize {
        self.next.version += 1;
        let changed = edits.iter().filter(|&&edit| self.apply(edit)).count();
        if changed == 0 {
            // Nothing is of that version.
            self.next.version -= 1;
        }
        changed
    }

    /// Applies one edit; answers whether it changed anything. A link costs O(degree) for copying
    /// both lists, hiding and showing that for each neighbour.
    fn apply(&mut self, edit: Edit) -> bool {
        match edit {
            Edit::Insert(a, b) => self.insert(a, b),
            Edit::Remove(a, b) => self.remove(a, b),
            Edit::Hide(v) => self.hide(v),
            Edit::Show(v) => self.show(v),
            Edit::Ensure(v) => self.ensure(v),
        }
    }

    /// Replaces the base by `base`, which was made out of states of a version or later ones; what
    /// has changed after that version stays beside it.
    pub(crate) fn rebase(&mut self, base: Arc<Base>, version: u64) {
        self.carry(room_for(self.next.vertices), version);
        self.next.base = base;
    }

    /// Goes on in a new delta, with the lists that changed after a version.
    fn carry(&mut self, capacity: u32, after: u64) {
        let (old, version) = (Arc::clone(&self.next.delta), self.next.version);
        let delta = Delta::new(capacity);
        (self.next.changed, self.next.changed_arcs) = (0, 0);
        for v in old.vertices(0..old.capacity()) {
            if let Some(list) = old.newest_after(v, after) {
                self.next.changed += 1;
                self.next.changed_arcs += list.len();
                delta.put(v, version, list);
            }
        }
        self.next.delta = Arc::new(delta);
        // Who reads an earlier state reads the old delta: nothing of the new one is kept for them.
        self.published.clear();
    }

    fn ensure(&mut self, v: u32) -> bool {
        let new = v < MAX_VERTICES && v >= self.next.vertices;
        if new {
            self.next.vertices = v + 1;
            if let Some(grown) = self.next.stamps.grown(v + 1) {
                self.next.stamps = Arc::new(grown);
            }
        }
        new
    }

    fn insert(&mut self, a: u32, b: u32) -> bool {
        if a == b || a.max(b) >= MAX_VERTICES {
            return false;
        }
        self.ensure(a.max(b));
        if self.next.is_hidden(a) || self.next.is_hidden(b) {
            self.park(a, b)
        } else {
            self.link(a, b)
        }
    }

    fn remove(&mut self, a: u32, b: u32) -> bool {
        self.unlink(a, b) || self.unpark(a, b)
    }

    fn hide(&mut self, v: u32) -> bool {
        if v >= MAX_VERTICES {
            return false;
        }
        let hidden = Arc::make_mut(&mut self.next.hidden);
        let Err(place) = hidden.binary_search(&v) else {
            return false;
        };
        hidden.insert(place, v);
        self.ensure(v);
        let neighbours = self.next.neighbours(v).to_vec();
        for w in neighbours {
            self.unlink(v, w);
            self.park(v, w);
        }
        true
    }

    fn show(&mut self, v: u32) -> bool {
        let hidden = Arc::make_mut(&mut self.next.hidden);
        let Ok(place) = hidden.binary_search(&v) else {
            return false;
        };
        hidden.remove(place);
        let neighbours = self.next.parked.get(v).unwrap_or_default().to_vec();
        for w in neighbours {
            if !self.next.is_hidden(w) {
                self.unpark(v, w);
                self.link(v, w);
            }
        }
        true
    }

    /// Adds the edge to both lists; answers whether it was missing.
    fn link(&mut self, a: u32, b: u32) -> bool {
        let missing = self.next.neighbours(a).binary_search(&b).is_err();
        if missing {
            self.add_arc(a, b);
            self.add_arc(b, a);
            self.next.edges += 1;
        }
        missing
    }

    /// Takes the edge out of both lists; answers whether it was there.
    fn unlink(&mut self, a: u32, b: u32) -> bool {
        let there = self.next.neighbours(a).binary_search(&b).is_ok();
        if there {
            self.drop_arc(a, b);
            self.drop_arc(b, a);
            self.next.edges = self.next.edges.saturating_sub(1);
        }
        there
    }

    fn add_arc(&mut self, from: u32, to: u32) {
        self.change(from, |old| match old.binary_search(&to) {
            Err(place) => joined(&[&old[..place], &[to], &old[place..]]),
            Ok(_) => old.into(),
        });
    }

    fn drop_arc(&mut self, from: u32, to: u32) {
        self.change(from, |old| match old.binary_search(&to) {
            Ok(place) => joined(&[&old[..place], &old[place + 1..]]),
            Err(_) => old.into(),
        });
    }

    fn change(&mut self, v: u32, change: impl FnOnce(&[u32]) -> Arc<[u32]>) {
        if self.next.delta.capacity() <= v {
            // The first change since the start, or of a vertex that came after the last merge.
            self.carry(room_for(self.next.vertices), 0);
        }
        let next = &mut self.next;
        // Before it is published, so that no reader of it misses the note.
        next.stamps.note(v, next.version);
        let before = next.delta.get(v, next.version);
        let old = before.unwrap_or_else(|| next.base.neighbours(v));
        let list = change(old);
        next.changed_arcs = next.changed_arcs - before.map_or(0, <[u32]>::len) + list.len();
        next.changed += usize::from(next.delta.put(v, next.version, list));
    }

    /// Keeps an edge aside; answers whether it was missing there.
    fn park(&mut self, a: u32, b: u32) -> bool {
        let missing = self.next.parked.get(a).is_none_or(|ends| ends.binary_search(&b).is_err());
        if missing {
            for (from, to) in [(a, b), (b, a)] {
                self.next.parked.change(from, |ends| {
                    if let Err(place) = ends.binary_search(&to) {
                        ends.insert(place, to);
                    }
                });
            }
        }
        missing
    }

    /// Forgets an edge kept aside; answers whether it was there.
    fn unpark(&mut self, a: u32, b: u32) -> bool {
        let there = self.next.parked.get(a).is_some_and(|ends| ends.binary_search(&b).is_ok());
        if there {
            for (from, to) in [(a, b), (b, a)] {
                self.next.parked.change(from, |ends| {
                    if let Ok(place) = ends.binary_search(&to) {
                        ends.remove(place);
                    }
                });
            }
        }
        there
    }
}

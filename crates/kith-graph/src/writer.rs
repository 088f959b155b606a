//! The one writer: applies edits to the next snapshot.

use std::sync::Arc;

use crate::base::Base;
use crate::edit::{Edit, MAX_VERTICES};
use crate::recent::{Changed, Stamps};
use crate::snapshot::Snapshot;

/// The next state to publish.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub(crate) next: Snapshot,
}

impl Writer {
    /// A writer that continues from `next`, which has not changed yet.
    pub(crate) fn new(mut next: Snapshot) -> Self {
        next.changed = Arc::new(Changed::new(next.vertices));
        next.stamps = Arc::new(Stamps::new(next.vertices));
        Self { next }
    }

    /// Applies one edit; answers whether it changed anything. A link costs O(degree) for copying
    /// both lists, hiding and showing that for each neighbour.
    pub(crate) fn apply(&mut self, edit: Edit) -> bool {
        match edit {
            Edit::Insert(a, b) => self.insert(a, b),
            Edit::Remove(a, b) => self.remove(a, b),
            Edit::Hide(v) => self.hide(v),
            Edit::Show(v) => self.show(v),
            Edit::Ensure(v) => self.ensure(v),
        }
    }

    /// Replaces the base by `base`, which was made out of `merged`, an earlier state; what has
    /// changed since then stays in the overlay.
    pub(crate) fn rebase(&mut self, base: Arc<Base>, merged: &Snapshot) {
        self.next.base = base;
        self.next.overlay = self.next.overlay.since(&merged.overlay);
        let changed = Changed::new(self.next.vertices);
        let mut arcs = 0;
        self.next.overlay.for_each(&mut |v, list| {
            changed.note(v);
            arcs += list.len();
        });
        self.next.changed = Arc::new(changed);
        self.next.overlay_arcs = arcs;
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
        self.change(from, |list| {
            if let Err(place) = list.binary_search(&to) {
                list.insert(place, to);
            }
        });
    }

    fn drop_arc(&mut self, from: u32, to: u32) {
        self.change(from, |list| {
            if let Ok(place) = list.binary_search(&to) {
                list.remove(place);
            }
        });
    }

    fn change(&mut self, v: u32, change: impl FnOnce(&mut Vec<u32>)) {
        // Before it is published, so that no reader of it misses the note.
        self.next.changed.note(v);
        self.next.stamps.note(v, self.next.version + 1);
        let base = self.next.base.neighbours(v);
        let grown = self.next.overlay.change(v, base, change);
        self.next.overlay_arcs = self.next.overlay_arcs.saturating_add_signed(grown);
    }

    /// Keeps an edge aside; answers whether it was missing there.
    fn park(&mut self, a: u32, b: u32) -> bool {
        let missing = self.next.parked.get(a).is_none_or(|ends| ends.binary_search(&b).is_err());
        if missing {
            for (from, to) in [(a, b), (b, a)] {
                self.next.parked.change(from, &[], |ends| {
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
                self.next.parked.change(from, &[], |ends| {
                    if let Ok(place) = ends.binary_search(&to) {
                        ends.remove(place);
                    }
                });
            }
        }
        there
    }
}

//! What changed since the base: the neighbour lists of changed vertices, in each version that
//! somebody may still look at.
//!
//! A vertex has a slot, which leads to its newest list and from there to older ones. A reader of
//! version `n` takes the first that is not of a later version, and without one the base's list. A
//! writer puts a new list before the old one, then publishes the version it belongs to. So a change
//! costs two lists, whatever else has changed, and a reader looks at little memory that writers
//! write to.
//!
//! An old list goes once nobody reads a version that it belongs to ([`Delta::forget`]).
#![expect(unsafe_code, reason = "lists are shared between versions by pointers; see `Held`")]

use std::collections::VecDeque;
use std::ops::Range;
use std::ptr;
use std::sync::Arc;

use crate::fetch::prefetch;
use crate::recent::Changed;
use crate::rough::Class;
use crate::sync::{AtomicPtr, AtomicU64, Mutex, Ordering, lock};

/// A list of a vertex, from one version on.
///
/// It is owned by its slot while it is the newest, then by `Delta::gone`. Who reads version `n` has
/// come here through the slot or through lists of versions above `n` only. The slot's list is alive.
/// Of the others each was replaced in a version above `n`, and what was replaced in a version goes
/// only when everybody reads that one or a later one. So it is alive as well; and what `before` leads
/// to is never looked at once it may be gone, for everybody stops here then.
#[derive(Debug)]
struct Held {
    since: u64,
    /// The list that this one replaced; null for the base's.
    before: AtomicPtr<Held>,
    /// Shared with the delta that follows, if it goes on there.
    list: Arc<[u32]>,
}

/// Changed lists by vertex, for vertices below a capacity. One writer at a time changes it.
#[derive(Debug, Default)]
pub(crate) struct Delta {
    slots: Box<[AtomicPtr<Held>]>,
    /// Which slots are taken: most lists are not changed, and a bit is nearer than a slot.
    changed: Changed,
    /// Of the newest list of each slot the version, times 256, and the class of its length: whoever
    /// asks for a class need not go on to the list. 0 where there is none.
    heads: Box<[AtomicU64]>,
    /// Lists that were replaced, and in which version, ascending. Pointers, for readers may still
    /// look at them.
    gone: Mutex<VecDeque<(u64, AtomicPtr<Held>)>>,
}

impl Delta {
    /// For vertices `0..capacity`, none of which has changed.
    pub(crate) fn new(capacity: u32) -> Self {
        Self {
            slots: (0..capacity).map(|_| AtomicPtr::new(ptr::null_mut())).collect(),
            changed: Changed::new(capacity),
            heads: (0..capacity).map(|_| AtomicU64::new(0)).collect(),
            gone: Mutex::default(),
        }
    }

    /// How many vertices it has room for.
    pub(crate) fn capacity(&self) -> u32 {
        self.slots.len() as u32
    }

    /// The memory that the places for lists take, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.slots.len() * (size_of::<usize>() + size_of::<u64>()) + self.slots.len() / 8
    }

    /// The class of the degree that `v` has in a version, unless it is the base's.
    #[inline]
    pub(crate) fn class(&self, v: u32, version: u64) -> Option<Class> {
        match self.heads.get(v as usize)?.load(Ordering::Acquire) {
            0 => None,
            // A note of the version's own list, or of a later one, was made before it was published.
            head if head >> 8 <= version => Some(Class::from_byte(head as u8)),
            _ => self.get(v, version).map(|list| Class::of(list.len() as u64)),
        }
    }

    /// Has the processor fetch what [`Delta::get`] looks at first, if there may be a list.
    #[inline]
    pub(crate) fn prefetch(&self, v: u32) -> bool {
        let changed = self.changed.may_have(v);
        if changed {
            prefetch(self.slots.get(v as usize..).unwrap_or_default(), 1);
        }
        changed
    }

    /// Has the processor fetch what [`Delta::get`] looks at next, if there may be a list.
    #[inline]
    pub(crate) fn prefetch_held(&self, v: u32) {
        if self.changed.may_have(v)
            && let Some(slot) = self.slots.get(v as usize)
        {
            // SAFETY: as `Held` says, the slot's list is alive.
            let held = unsafe { slot.load(Ordering::Acquire).as_ref() };
            prefetch(held.map_or(&[], std::slice::from_ref), 1);
        }
    }

    /// Has the processor fetch what [`Delta::class`] looks at.
    #[inline]
    pub(crate) fn prefetch_class(&self, v: u32) {
        prefetch(self.heads.get(v as usize..).unwrap_or_default(), 1);
    }

    /// The list that `v` has in a version, unless it is the base's. The version must be one that is
    /// not forgotten while the answer is used.
    #[inline]
    pub(crate) fn get(&self, v: u32, version: u64) -> Option<&[u32]> {
        if !self.changed.may_have(v) {
            return None;
        }
        let mut held = self.slots.get(v as usize)?.load(Ordering::Acquire);
        loop {
            // SAFETY: as `Held` says, what is reached like this is alive, and nobody changes it.
            let one = unsafe { held.as_ref() }?;
            if one.since <= version {
                return Some(&one.list);
            }
            held = one.before.load(Ordering::Acquire);
        }
    }

    /// The newest list of `v`, if it is of a version above this. For the writer.
    pub(crate) fn newest_after(&self, v: u32, version: u64) -> Option<Arc<[u32]>> {
        let held = self.slots.get(v as usize)?.load(Ordering::Acquire);
        // SAFETY: only the writer asks, and the slot's list is alive.
        let one = unsafe { held.as_ref() }?;
        (one.since > version).then(|| Arc::clone(&one.list))
    }

    /// Gives `v`, below the capacity, a list from a version on, which is not below any given before.
    /// Answers whether it is the vertex's first.
    pub(crate) fn put(&self, v: u32, version: u64, list: Arc<[u32]>) -> bool {
        let Some(slot) = self.slots.get(v as usize) else { return false };
        self.changed.note(v);
        let before = slot.load(Ordering::Acquire);
        let class = Class::of(list.len() as u64).to_byte();
        if let Some(head) = self.heads.get(v as usize) {
            head.store(version << 8 | u64::from(class), Ordering::Release);
        }
        let new = Held { since: version, before: AtomicPtr::new(before), list };
        slot.store(Box::into_raw(Box::new(new)), Ordering::Release);
        if before.is_null() {
            return true;
        }
        lock(&self.gone).push_back((version, AtomicPtr::new(before)));
        false
    }

    /// Frees lists that nobody can look at any more, where the oldest version in use is `oldest`.
    pub(crate) fn forget(&self, oldest: u64) {
        let mut gone = lock(&self.gone);
        while gone.front().is_some_and(|(replaced, _)| *replaced <= oldest)
            && let Some((_, held)) = gone.pop_front()
        {
            free(held.load(Ordering::Acquire));
        }
    }

    /// The vertices of a range that have lists here, ascending.
    pub(crate) fn vertices(&self, range: Range<u32>) -> impl Iterator<Item = u32> + '_ {
        self.changed.within(range.start..range.end.min(self.capacity()))
    }
}

impl Drop for Delta {
    fn drop(&mut self) {
        for v in self.vertices(0..self.capacity()) {
            let held = self.slots.get(v as usize).map(|slot| slot.load(Ordering::Acquire));
            if let Some(held) = held.filter(|held| !held.is_null()) {
                free(held);
            }
        }
        for (_, held) in lock(&self.gone).drain(..) {
            free(held.load(Ordering::Acquire));
        }
    }
}

/// Frees a list that [`Delta::put`] made, which nobody looks at any more and only the caller owns.
fn free(held: *mut Held) {
    // SAFETY: `put` made it by `Box::into_raw`; its one owner, the slot or `gone`, gave it up, and
    // as `Held` says nobody comes here any more.
    drop(unsafe { Box::from_raw(held) });
}

#[cfg(all(test, not(shuttle)))]
mod tests {
    use super::*;

    #[test]
    fn each_version_has_its_list_until_it_is_forgotten() {
        let delta = Delta::new(100);
        assert!(delta.put(7, 2, [1].into()));
        assert!(!delta.put(7, 5, [1, 2].into()));
        assert!(!delta.put(7, 5, [1, 2, 3].into()), "twice in one version: the last counts");
        assert!(!delta.put(7, 9, [].into()));
        let lists = |version| delta.get(7, version);
        assert_eq!([1, 2, 4].map(lists), [None, Some(&[1][..]), Some(&[1])]);
        assert_eq!([5, 8, 9].map(lists), [Some(&[1, 2, 3][..]), Some(&[1, 2, 3]), Some(&[])]);
        assert_eq!((delta.get(8, 9), delta.get(100, 9)), (None, None));
        let class = |version| delta.class(7, version);
        assert_eq!(
            [1, 2, 5, 8, 9].map(class),
            [None, Some(1), Some(3), Some(3), Some(0)].map(|c| c.map(Class::of))
        );
        assert!(delta.newest_after(7, 8).is_some() && delta.newest_after(7, 9).is_none());
        assert_eq!(delta.vertices(0..u32::MAX).collect::<Vec<_>>(), [7]);

        let kept = |delta: &Delta| lock(&delta.gone).len();
        assert_eq!(kept(&delta), 3);
        delta.forget(4);
        assert_eq!(kept(&delta), 3, "version 4 still has its list");
        delta.forget(5);
        assert_eq!((kept(&delta), delta.get(7, 5)), (1, Some(&[1, 2, 3][..])));
        delta.forget(9);
        assert_eq!((kept(&delta), delta.get(7, 9)), (0, Some(&[][..])));
        assert!(!delta.put(100, 10, [1].into()), "beyond its capacity nothing is kept");
    }
}

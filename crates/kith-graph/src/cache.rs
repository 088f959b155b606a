//! The second degrees of those who browse right now.

use crate::avoid::Avoid;
use crate::set::VertexSet;
use crate::sync::Mutex;

/// Viewers whose set is kept.
const ENTRIES: usize = 256;
/// Memory for all kept sets together, in bytes.
const BYTES: usize = 64 << 20;

#[derive(Debug)]
struct Entry {
    viewer: u32,
    avoid: Avoid,
    /// The state the set is of.
    version: u64,
    set: VertexSet,
    /// When it was last asked for.
    used: u64,
}

#[derive(Debug, Default)]
struct Entries {
    all: Vec<Entry>,
    bytes: usize,
    /// Counts questions.
    now: u64,
}

/// A few recently used second-degree sets, keyed by viewer and whom the viewer avoids, each of
/// some state of the graph: whether it holds in another state is for the caller to find out.
/// Nobody ever waits for it: whoever finds it taken goes without.
#[derive(Debug, Default)]
pub(crate) struct SecondDegreeCache {
    entries: Mutex<Entries>,
}

impl SecondDegreeCache {
    /// The set kept for this question, and the version of the graph it was found in. O(entries).
    pub(crate) fn get(&self, viewer: u32, avoid: &Avoid) -> Option<(VertexSet, u64)> {
        let mut entries = self.entries.try_lock().ok()?;
        entries.now += 1;
        let now = entries.now;
        let entry = entries.all.iter_mut().find(|e| e.viewer == viewer && e.avoid == *avoid)?;
        entry.used = now;
        Some((entry.set.clone(), entry.version))
    }

    /// Keeps a set unless one of a later version is kept, and drops the least recently used where
    /// room is short.
    pub(crate) fn put(&self, viewer: u32, version: u64, avoid: &Avoid, set: &VertexSet) {
        let Ok(mut entries) = self.entries.try_lock() else {
            return;
        };
        let entries = &mut *entries;
        if let Some(at) = entries.all.iter().position(|e| e.viewer == viewer && e.avoid == *avoid) {
            if entries.all[at].version > version {
                return;
            }
            entries.drop_at(at);
        }
        entries.now += 1;
        entries.bytes += set.bytes();
        let (avoid, set) = (avoid.clone(), set.clone());
        entries.all.push(Entry { viewer, avoid, version, set, used: entries.now });
        while entries.all.len() > ENTRIES || entries.bytes > BYTES {
            let oldest = entries.all.iter().enumerate().min_by_key(|(_, e)| e.used);
            let Some((at, _)) = oldest else { return };
            entries.drop_at(at);
        }
    }
}

impl Entries {
    fn drop_at(&mut self, at: usize) {
        self.bytes -= self.all.swap_remove(at).set.bytes();
    }
}

#[cfg(all(test, not(shuttle)))]
mod tests {
    use super::*;

    #[test]
    fn an_entry_answers_only_its_own_question() {
        let cache = SecondDegreeCache::default();
        cache.put(1, 5, &Avoid::none(), &VertexSet::empty());
        assert_eq!(cache.get(1, &Avoid::none()).map(|(_, version)| version), Some(5));
        assert!(cache.get(2, &Avoid::none()).is_none());
        assert!(cache.get(1, &Avoid::new([9])).is_none());
    }

    #[test]
    fn a_set_of_an_older_state_does_not_take_the_place_of_a_newer_one() {
        let cache = SecondDegreeCache::default();
        for (version, kept) in [(5, 5), (4, 5), (6, 6)] {
            cache.put(1, version, &Avoid::none(), &VertexSet::empty());
            assert_eq!(cache.get(1, &Avoid::none()).map(|(_, version)| version), Some(kept));
        }
    }

    #[test]
    fn the_least_recently_used_entry_makes_room() {
        let cache = SecondDegreeCache::default();
        let entries = ENTRIES as u32;
        for viewer in 0..entries {
            cache.put(viewer, 1, &Avoid::none(), &VertexSet::empty());
        }
        assert!(cache.get(0, &Avoid::none()).is_some());
        cache.put(entries, 1, &Avoid::none(), &VertexSet::empty());
        assert!(cache.get(0, &Avoid::none()).is_some());
        assert!(cache.get(1, &Avoid::none()).is_none());
    }
}

//! The second degrees of those who browse right now.

use std::sync::Mutex;

use crate::avoid::Avoid;
use crate::set::VertexSet;

/// Viewers whose set is kept.
const ENTRIES: usize = 64;
/// Memory for all kept sets together, in bytes.
const BYTES: usize = 64 << 20;

#[derive(Debug)]
struct Entry {
    viewer: u32,
    version: u64,
    avoid: Avoid,
    set: VertexSet,
}

/// A few recently used second-degree sets, keyed by viewer, version of the graph and whom the
/// viewer avoids. Nobody ever waits for it: whoever finds it taken goes without.
#[derive(Debug, Default)]
pub(crate) struct SecondDegreeCache {
    /// Most recently used last.
    entries: Mutex<Vec<Entry>>,
}

impl SecondDegreeCache {
    /// The set kept for exactly this question, if there is one.
    pub(crate) fn get(&self, viewer: u32, version: u64, avoid: &Avoid) -> Option<VertexSet> {
        let mut entries = self.entries.try_lock().ok()?;
        let matches = |e: &Entry| e.viewer == viewer && e.version == version && e.avoid == *avoid;
        let at = entries.iter().rposition(matches)?;
        let entry = entries.remove(at);
        let set = entry.set.clone();
        entries.push(entry);
        Some(set)
    }

    /// Keeps a set, and drops what is older than the graph or least recently used.
    pub(crate) fn put(&self, viewer: u32, version: u64, avoid: &Avoid, set: &VertexSet) {
        let Ok(mut entries) = self.entries.try_lock() else {
            return;
        };
        entries.retain(|e| e.version >= version && (e.viewer != viewer || e.avoid != *avoid));
        entries.push(Entry { viewer, version, avoid: avoid.clone(), set: set.clone() });
        let mut bytes = 0;
        let recent = entries.iter().rev().take(ENTRIES);
        let kept = recent.take_while(|e| {
            bytes += e.set.bytes();
            bytes <= BYTES
        });
        let surplus = entries.len() - kept.count();
        entries.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_answers_only_its_own_question() {
        let cache = SecondDegreeCache::default();
        cache.put(1, 5, &Avoid::none(), &VertexSet::empty());
        assert!(cache.get(1, 5, &Avoid::none()).is_some());
        assert!(cache.get(2, 5, &Avoid::none()).is_none());
        assert!(cache.get(1, 6, &Avoid::none()).is_none());
        assert!(cache.get(1, 5, &Avoid::new([9])).is_none());
    }

    #[test]
    fn the_least_recently_used_entry_makes_room() {
        let cache = SecondDegreeCache::default();
        for viewer in 0..64 {
            cache.put(viewer, 1, &Avoid::none(), &VertexSet::empty());
        }
        assert!(cache.get(0, 1, &Avoid::none()).is_some());
        cache.put(64, 1, &Avoid::none(), &VertexSet::empty());
        assert!(cache.get(0, 1, &Avoid::none()).is_some());
        assert!(cache.get(1, 1, &Avoid::none()).is_none());
    }
}

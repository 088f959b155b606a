//! Who shared what, newest first: what feeds are put together from.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use kith_core::{
    id::{MemberId, PostId},
    time::Timestamp,
};
use kith_store::{Placed, Store};

use crate::AppError;

/// How many posts of a member feeds reach back to.
const KEPT: usize = 512;
/// How many places are read at once.
const CHUNK: u32 = 4_096;

/// A place in a feed: when, and which post.
pub(crate) type Place = (Timestamp, PostId);

/// The newest posts of everybody who shares, each list oldest first.
#[derive(Debug, Default)]
pub(crate) struct Walls {
    by_author: HashMap<MemberId, Vec<Place>>,
}

impl Walls {
    /// Reads the store whole.
    pub(super) fn rebuild(store: &Store) -> Result<Self, AppError> {
        let mut walls = Self::default();
        walls.take(|after| Ok(store.read(|reads| reads.posts_placed(after, CHUNK))?))?;
        walls.take(|after| Ok(store.read(|reads| reads.company_posts_placed(after, CHUNK))?))?;
        Ok(walls)
    }

    /// Takes everything in that is read part by part.
    fn take(
        &mut self,
        read: impl Fn(Option<Placed>) -> Result<Vec<Placed>, AppError>,
    ) -> Result<(), AppError> {
        let mut after = None;
        loop {
            let placed = read(after)?;
            let Some(end) = placed.last() else { return Ok(()) };
            after = Some(*end);
            placed.iter().for_each(|one| self.put(*one));
        }
    }

    /// Takes a post in; one that is known already changes nothing.
    pub(super) fn put(&mut self, placed: Placed) {
        let wall = self.by_author.entry(placed.author).or_default();
        if let Err(place) = wall.binary_search(&(placed.at, placed.post)) {
            wall.insert(place, (placed.at, placed.post));
            if wall.len() > KEPT {
                wall.remove(0);
            }
        }
    }

    /// Takes a post out.
    pub(super) fn remove(&mut self, author: MemberId, post: PostId) {
        if let Some(wall) = self.by_author.get_mut(&author) {
            wall.retain(|(_, known)| *known != post);
        }
    }

    /// The newest posts of these authors before a place, newest first, at most `limit`.
    /// O(authors + limit log authors).
    pub(crate) fn newest(
        &self,
        authors: impl IntoIterator<Item = MemberId>,
        before: Option<Place>,
        limit: usize,
    ) -> Vec<Placed> {
        let walls = authors.into_iter().filter_map(|author| {
            let wall = self.by_author.get(&author)?;
            let end = before.map_or(wall.len(), |before| wall.partition_point(|p| *p < before));
            let (at, post) = *wall.get(end.checked_sub(1)?)?;
            Some((at, post, Reverse(author), end - 1))
        });
        let mut heap: BinaryHeap<_> = walls.collect();
        let mut found = Vec::with_capacity(limit.min(64));
        while found.len() < limit
            && let Some((at, post, Reverse(author), index)) = heap.pop()
        {
            found.push(Placed { author, at, post });
            let wall = self.by_author.get(&author);
            let next = index.checked_sub(1).and_then(|index| Some((*wall?.get(index)?, index)));
            if let Some(((at, post), index)) = next {
                heap.push((at, post, Reverse(author), index));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(n: u8) -> MemberId {
        MemberId::from_bytes([n; 16])
    }

    fn placed(author: u8, at: i64, post: u8) -> Placed {
        let post = PostId::from_bytes([post; 16]);
        Placed { author: member(author), at: Timestamp::from_micros(at), post }
    }

    #[test]
    fn a_feed_is_the_newest_of_all_its_authors_wherever_it_begins() {
        let mut walls = Walls::default();
        let all = [placed(1, 10, 1), placed(1, 30, 3), placed(2, 20, 2), placed(3, 25, 9)];
        for one in all.iter().chain(&all[..2]) {
            walls.put(*one);
        }
        let feed = |authors: &[u8], before: Option<i64>, limit| -> Vec<i64> {
            let before = before.map(|at| (Timestamp::from_micros(at), PostId::from_bytes([0; 16])));
            let authors = authors.iter().map(|n| member(*n));
            walls.newest(authors, before, limit).iter().map(|one| one.at.micros()).collect()
        };
        assert_eq!(feed(&[1, 2], None, 10), [30, 20, 10]);
        assert_eq!(feed(&[1, 2, 3], None, 2), [30, 25]);
        assert_eq!(feed(&[1, 2, 3], Some(25), 10), [20, 10]);
        assert_eq!(feed(&[4], None, 10), [0; 0]);
        let same_time = [placed(1, 30, 4), placed(2, 30, 5)];
        same_time.iter().for_each(|one| walls.put(*one));
        let first = walls.newest([member(1), member(2)], None, 2);
        let rest = walls.newest([member(1), member(2)], Some((first[1].at, first[1].post)), 9);
        assert_eq!(rest.len(), 3, "a page begins behind its cursor also where times are equal");
        walls.remove(member(1), PostId::from_bytes([3; 16]));
        assert_eq!(walls.newest([member(1)], None, 9).len(), 2);
    }

    #[test]
    fn only_so_many_of_a_member_are_kept_the_newest() {
        let mut walls = Walls::default();
        for n in 0..=KEPT as i64 {
            let bytes = (n as u128).to_be_bytes();
            let at = Timestamp::from_micros(n);
            walls.put(Placed { author: member(1), at, post: PostId::from_bytes(bytes) });
        }
        let all = walls.newest([member(1)], None, KEPT + 9);
        assert_eq!((all.len(), all[KEPT - 1].at.micros()), (KEPT, 1));
    }
}

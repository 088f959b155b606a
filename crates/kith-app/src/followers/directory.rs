//! Which vertex of the graph is which member, and which handle.

use std::hash::{BuildHasher, Hash};

use hashbrown::HashTable;
use kith_core::{account::Status, id::MemberId, time::Timestamp};
use kith_store::StoredAccount;
use rustc_hash::FxBuildHasher;

/// Members by vertex, and vertices by id and handle. Vertices are dense, and a member keeps
/// theirs until the process ends.
///
/// The tables hold vertices only, which are compared by what they stand for: an id takes 22 to 28
/// bytes in all, where a map that holds it a second time takes twice that.
#[derive(Debug, Default)]
pub(super) struct Directory {
    members: Vec<MemberId>,
    vertices: HashTable<u32>,
    /// By vertex; empty where it is not known yet.
    handles: Vec<Box<str>>,
    by_handle: HashTable<u32>,
    /// When each did something last, or signed in: seconds since 1970, by vertex.
    active: Vec<u32>,
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    FxBuildHasher.hash_one(value)
}

impl Directory {
    /// A directory in which `members` have the vertices from 0 on, in their order.
    pub(super) fn of(members: impl IntoIterator<Item = MemberId>) -> Self {
        let mut directory = Self::default();
        for member in members {
            directory.know(member);
        }
        directory
    }

    /// The members by vertex.
    pub(super) fn members(&self) -> &[MemberId] {
        &self.members
    }

    /// The vertex of a member; a new one where there is none.
    pub(super) fn know(&mut self, member: MemberId) -> u32 {
        if let Some(vertex) = self.vertex(member) {
            return vertex;
        }
        let vertex = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        self.members.push(member);
        let members = &self.members;
        let again = |vertex: &u32| hash(&members[*vertex as usize]);
        self.vertices.insert_unique(hash(&member), vertex, again);
        vertex
    }

    /// The vertex of an account, whose handle is known from now on.
    pub(super) fn learn(&mut self, account: &StoredAccount) -> u32 {
        let vertex = self.know(account.known.id);
        if account.status == Status::Deleted {
            self.forget_handle(vertex);
            return vertex;
        }
        let handle = account.known.person.handle.as_str();
        if self.vertex_of_handle(handle).is_none() {
            if self.handles.len() <= vertex as usize {
                self.handles.resize_with(vertex as usize + 1, Box::default);
            }
            self.handles[vertex as usize] = handle.into();
            let handles = &self.handles;
            let again = |vertex: &u32| hash(&*handles[*vertex as usize]);
            self.by_handle.insert_unique(hash(handle), vertex, again);
        }
        vertex
    }

    /// The handle of somebody who was deleted is another's, if they want it.
    fn forget_handle(&mut self, vertex: u32) {
        let Some(handle) = self.handles.get_mut(vertex as usize) else { return };
        let handle = std::mem::take(handle);
        if let Ok(entry) = self.by_handle.find_entry(hash(&*handle), |known| *known == vertex) {
            entry.remove();
        }
    }

    /// Notes that somebody was here.
    pub(super) fn saw(&mut self, member: MemberId, at: Timestamp) {
        let vertex = self.know(member) as usize;
        if self.active.len() <= vertex {
            self.active.resize(vertex + 1, 0);
        }
        let at = u32::try_from(at.micros() / 1_000_000).unwrap_or_default();
        self.active[vertex] = self.active[vertex].max(at);
    }

    /// When somebody was here last, in seconds since 1970; 0 where that is not known.
    pub(super) fn seen(&self, vertex: u32) -> u64 {
        self.active.get(vertex as usize).copied().unwrap_or_default().into()
    }

    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// The memory that ids and their vertices take, in bytes; without handles.
    pub(super) fn id_bytes(&self) -> usize {
        self.members.len() * size_of::<MemberId>() + self.vertices.allocation_size()
    }

    pub(super) fn vertex(&self, member: MemberId) -> Option<u32> {
        let is_it = |vertex: &u32| self.members.get(*vertex as usize) == Some(&member);
        self.vertices.find(hash(&member), is_it).copied()
    }

    pub(super) fn member(&self, vertex: u32) -> Option<MemberId> {
        self.members.get(vertex as usize).copied()
    }

    pub(super) fn vertex_of_handle(&self, handle: &str) -> Option<u32> {
        let is_it = |vertex: &u32| {
            self.handles.get(*vertex as usize).is_some_and(|known| &**known == handle)
        };
        self.by_handle.find(hash(handle), is_it).copied()
    }

    pub(super) fn id_of_handle(&self, handle: &str) -> Option<MemberId> {
        self.vertex_of_handle(handle).and_then(|vertex| self.member(vertex))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_core::{
        account::Status,
        person::{Known, Person},
    };

    fn member(number: u128) -> MemberId {
        MemberId::from_bytes(number.to_be_bytes())
    }

    fn account(number: u128, handle: &str) -> StoredAccount {
        let person = Person { handle: handle.to_owned(), ..Person::default() };
        StoredAccount { known: Known { id: member(number), person }, status: Status::Active }
    }

    #[test]
    fn every_member_keeps_one_vertex_however_many_there_are() {
        let mut directory = Directory::default();
        for number in 0..10_000 {
            assert_eq!(directory.know(member(number)), number as u32);
            if number % 3 == 0 {
                directory.learn(&account(number, &format!("m-{number}")));
            }
        }
        for number in 0..10_000 {
            assert_eq!(directory.know(member(number)), number as u32);
            assert_eq!(directory.member(number as u32), Some(member(number)));
            let found = directory.id_of_handle(&format!("m-{number}"));
            assert_eq!(found, (number % 3 == 0).then(|| member(number)));
        }
        assert_eq!((directory.vertex(member(10_000)), directory.id_of_handle("")), (None, None));
        assert!((20..=32).contains(&(directory.id_bytes() / directory.len())));
    }

    #[test]
    fn the_latest_sign_of_life_counts() {
        let mut directory = Directory::default();
        for seconds in [5_i64, 9, 7] {
            directory.saw(member(1), Timestamp::from_micros(seconds * 1_000_000));
        }
        assert_eq!((directory.seen(0), directory.seen(1)), (9, 0));
    }
}

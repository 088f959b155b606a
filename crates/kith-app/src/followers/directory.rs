//! Which vertex of the graph is which member, and which handle.

use std::collections::HashMap;

use kith_core::{id::MemberId, time::Timestamp};
use kith_store::StoredAccount;
use rustc_hash::FxBuildHasher;

/// Members by vertex, and vertices by id and handle. Vertices are dense, and a member keeps
/// theirs until the process ends.
#[derive(Debug, Default)]
pub(super) struct Directory {
    members: Vec<MemberId>,
    vertices: HashMap<MemberId, u32, FxBuildHasher>,
    handles: HashMap<String, u32, FxBuildHasher>,
    /// When each did something last, or signed in: seconds since 1970, by vertex.
    active: Vec<u32>,
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
        *self.vertices.entry(member).or_insert_with(|| {
            self.members.push(member);
            u32::try_from(self.members.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// The vertex of an account, whose handle is known from now on.
    pub(super) fn learn(&mut self, account: &StoredAccount) -> u32 {
        let vertex = self.know(account.known.id);
        let handle = &account.known.person.handle;
        if !self.handles.contains_key(handle) {
            self.handles.insert(handle.clone(), vertex);
        }
        vertex
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

    pub(super) fn vertex(&self, member: MemberId) -> Option<u32> {
        self.vertices.get(&member).copied()
    }

    pub(super) fn member(&self, vertex: u32) -> Option<MemberId> {
        self.members.get(vertex as usize).copied()
    }

    pub(super) fn vertex_of_handle(&self, handle: &str) -> Option<u32> {
        self.handles.get(handle).copied()
    }

    pub(super) fn id_of_handle(&self, handle: &str) -> Option<MemberId> {
        self.vertex_of_handle(handle).and_then(|vertex| self.member(vertex))
    }
}

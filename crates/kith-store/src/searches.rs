//! Saved searches.

use kith_core::{
    id::{MemberId, SearchId},
    search::SavedSearch,
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    sql::{Conn, row, statements},
};

row! {
    /// A saved search as the store keeps it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SearchRow {
        /// Which.
        pub id: SearchId,
        /// What the member calls it.
        pub name: String,
        /// What is searched for, as the application writes it.
        pub query: String,
        /// Since when.
        pub saved_at: Timestamp,
    }
}

statements! {
    guard insert_search(id: SearchId, member: MemberId, name: &str, query: &str, saved_at: Timestamp) =
        "INSERT INTO saved_searches (id, member, name, query, saved_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (member, name) DO NOTHING";
    guard delete_search(id: SearchId, member: MemberId) =
        "DELETE FROM saved_searches WHERE id = $1 AND member = $2";
    query searches_of(member: MemberId) -> SearchRow =
        "SELECT id, name, query, saved_at FROM saved_searches WHERE member = $1 ORDER BY name";
    query one_search(id: SearchId, member: MemberId) -> SearchRow =
        "SELECT id, name, query, saved_at FROM saved_searches WHERE id = $1 AND member = $2";
}

/// Keeps a search.
pub(crate) fn insert(conn: &mut Conn, search: &SavedSearch) {
    let s = search;
    insert_search(conn, s.id, s.member, &s.name, &s.query, s.saved_at);
}

/// Forgets a search of this member.
pub(crate) fn delete(conn: &mut Conn, id: SearchId, member: MemberId) {
    delete_search(conn, id, member);
}

impl Reads<'_> {
    /// The searches that a member keeps, by name.
    pub fn searches(&mut self, member: MemberId) -> Result<Vec<SearchRow>, StoreError> {
        searches_of(self.conn, member)
    }

    /// One of the searches that a member keeps; none of anybody else's.
    pub fn search(
        &mut self,
        id: SearchId,
        member: MemberId,
    ) -> Result<Option<SearchRow>, StoreError> {
        Ok(one_search(self.conn, id, member)?.pop())
    }
}

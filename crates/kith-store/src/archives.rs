//! Archives that wait for their member to choose (owner by owner, at most one).

use kith_core::{
    id::{ArchiveId, MemberId},
    time::Timestamp,
};

use crate::{
    Reads, StoreError, Tx,
    sql::{Conn, row, statements},
};

row! {
    /// An archive, without its bytes.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ArchiveRow {
        /// Which.
        pub id: ArchiveId,
        /// When it was uploaded.
        pub made_at: Timestamp,
        /// When it is forgotten.
        pub expires_at: Timestamp,
        /// The parts that were chosen, as the application writes them; empty before that.
        pub chosen: String,
        /// How many rows of them are kept already.
        pub reached: u32,
        /// What became of it, as the application writes it; empty while it is not done.
        pub answer: String,
    }
}

statements! {
    write put_archive(owner: MemberId, id: ArchiveId, made_at: Timestamp, expires_at: Timestamp, packed: Vec<u8>) =
        "INSERT INTO archives (owner, id, made_at, expires_at, chosen, reached, answer, packed) VALUES ($1, $2, $3, $4, '', 0, '', $5) ON CONFLICT (owner) DO UPDATE SET id = excluded.id, made_at = excluded.made_at, expires_at = excluded.expires_at, chosen = '', reached = 0, answer = '', packed = excluded.packed";
    guard choose_of_archive(owner: MemberId, id: ArchiveId, chosen: &str) =
        "UPDATE archives SET chosen = $3 WHERE owner = $1 AND id = $2 AND answer = ''";
    guard reach_in_archive(owner: MemberId, id: ArchiveId, from: u32, reached: u32) =
        "UPDATE archives SET reached = $4 WHERE owner = $1 AND id = $2 AND reached = $3 AND answer = ''";
    guard finish_archive(owner: MemberId, id: ArchiveId, answer: &str, nothing: Vec<u8>) =
        "UPDATE archives SET answer = $3, packed = $4 WHERE owner = $1 AND id = $2 AND answer = ''";
    write put_desk(owner: MemberId, at: Timestamp) =
        "INSERT INTO desks (owner, imported_at) VALUES ($1, $2) ON CONFLICT (owner) DO UPDATE SET imported_at = excluded.imported_at";
    write forget_archives(before: Timestamp) = "DELETE FROM archives WHERE expires_at < $1";
    write drop_archive(owner: MemberId) = "DELETE FROM archives WHERE owner = $1";
    write drop_desk(owner: MemberId) = "DELETE FROM desks WHERE owner = $1";
    query archive_of(owner: MemberId, now: Timestamp) -> ArchiveRow =
        "SELECT id, made_at, expires_at, chosen, reached, answer FROM archives WHERE owner = $1 AND expires_at > $2";
    query archive_bytes(owner: MemberId, id: ArchiveId) -> (Vec<u8>,) =
        "SELECT packed FROM archives WHERE owner = $1 AND id = $2";
    query imported_at(owner: MemberId) -> (Timestamp,) = "SELECT imported_at FROM desks WHERE owner = $1";
}

/// Drops everything that a member ever brought along.
pub(crate) fn forget(conn: &mut Conn, owner: MemberId) {
    drop_archive(conn, owner);
    drop_desk(conn, owner);
    crate::brought::forget(conn, owner);
    crate::reconnects::forget_brought(conn, owner);
}

impl Reads<'_> {
    /// The archive of a member that is not forgotten yet.
    pub fn archive(
        &mut self,
        owner: MemberId,
        now: Timestamp,
    ) -> Result<Option<ArchiveRow>, StoreError> {
        Ok(archive_of(self.conn, owner, now)?.pop())
    }

    /// What was read of it.
    pub fn archive_bytes(
        &mut self,
        owner: MemberId,
        id: ArchiveId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(archive_bytes(self.conn, owner, id)?.pop().map(|row| row.0))
    }

    /// When a member last took something over from an archive.
    pub fn imported_at(&mut self, owner: MemberId) -> Result<Option<Timestamp>, StoreError> {
        Ok(imported_at(self.conn, owner)?.pop().map(|row| row.0))
    }
}

impl Tx<'_> {
    /// Keeps what was read of an upload until `expires_at`, in place of the one before.
    pub fn put_archive(
        &mut self,
        owner: MemberId,
        id: ArchiveId,
        (made_at, expires_at): (Timestamp, Timestamp),
        packed: Vec<u8>,
    ) {
        put_archive(self.conn(), owner, id, made_at, expires_at, packed);
    }

    /// Keeps what the member chose of it.
    pub fn choose_of_archive(&mut self, owner: MemberId, id: ArchiveId, chosen: &str) {
        choose_of_archive(self.conn(), owner, id, chosen);
    }

    /// Keeps how many rows are taken over: whoever else came so far first makes this a conflict.
    pub fn reach_in_archive(&mut self, owner: MemberId, id: ArchiveId, from: u32, reached: u32) {
        reach_in_archive(self.conn(), owner, id, from, reached);
    }

    /// Keeps what became of it, and drops what was read.
    pub fn finish_archive(&mut self, owner: MemberId, id: ArchiveId, answer: &str, at: Timestamp) {
        finish_archive(self.conn(), owner, id, answer, Vec::new());
        put_desk(self.conn(), owner, at);
    }

    /// Drops what was read and not chosen.
    pub fn drop_archive(&mut self, owner: MemberId) {
        drop_archive(self.conn(), owner);
    }

    /// Drops everything that the member ever brought along.
    pub fn forget_brought(&mut self, owner: MemberId) {
        forget(self.conn(), owner);
    }

    /// Forgets archives that nobody chose from in time.
    pub fn forget_archives(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.conn().flush()?;
        forget_archives(self.conn(), before);
        Ok(self.conn().flush_counted()?.into_iter().sum())
    }
}

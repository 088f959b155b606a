//! Introductions: who asked whom to introduce them to whom, and what became of it (R10).

use kith_core::{
    id::{IntroductionId, MemberId},
    introduction::{Introduction, Moved, State},
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    sql::{Conn, row, statements},
};

row! {
    pub(crate) struct IntroductionRow {
        id: IntroductionId,
        asker: MemberId,
        connector: MemberId,
        target: MemberId,
        note: String,
        asked_at: Timestamp,
        expires_at: Timestamp,
        state: State,
    }
}

impl From<IntroductionRow> for Introduction {
    fn from(row: IntroductionRow) -> Self {
        Self {
            id: row.id,
            asker: row.asker,
            connector: row.connector,
            target: row.target,
            note: row.note,
            asked_at: row.asked_at,
            expires_at: row.expires_at,
            state: row.state,
        }
    }
}

/// Which introductions of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// They asked.
    Asker,
    /// They are in between.
    Connector,
    /// They are the target.
    Target,
}

statements! {
    write insert_introduction(id: IntroductionId, asker: MemberId, connector: MemberId, target: MemberId, note: &str, asked_at: Timestamp, expires_at: Timestamp, state: State) =
        "INSERT INTO introductions (id, asker, connector, target, note, asked_at, expires_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// The next state, if the one that it was decided on still stands and it has not lapsed.
    guard move_introduction(id: IntroductionId, from: State, to: State, at: Timestamp) =
        "UPDATE introductions SET state = $3, moved_at = $4 WHERE id = $1 AND state = $2 AND expires_at > $4";
    query one_introduction(id: IntroductionId) -> IntroductionRow =
        "SELECT id, asker, connector, target, note, asked_at, expires_at, state FROM introductions WHERE id = $1";
    /// The last time that `$1` asked `$2` for an introduction to `$3`.
    query last_introduction(asker: MemberId, connector: MemberId, target: MemberId) -> IntroductionRow =
        "SELECT id, asker, connector, target, note, asked_at, expires_at, state FROM introductions WHERE asker = $1 AND connector = $2 AND target = $3 ORDER BY asked_at DESC, id DESC LIMIT 1";
    query introductions_by(member: MemberId, before: Timestamp, before_id: IntroductionId, limit: i64) -> IntroductionRow =
        "SELECT id, asker, connector, target, note, asked_at, expires_at, state FROM introductions WHERE asker = $1 AND (asked_at < $2 OR (asked_at = $2 AND id < $3)) ORDER BY asked_at DESC, id DESC LIMIT $4";
    query introductions_through(member: MemberId, before: Timestamp, before_id: IntroductionId, limit: i64) -> IntroductionRow =
        "SELECT id, asker, connector, target, note, asked_at, expires_at, state FROM introductions WHERE connector = $1 AND (asked_at < $2 OR (asked_at = $2 AND id < $3)) ORDER BY asked_at DESC, id DESC LIMIT $4";
    query introductions_to(member: MemberId, before: Timestamp, before_id: IntroductionId, limit: i64) -> IntroductionRow =
        "SELECT id, asker, connector, target, note, asked_at, expires_at, state FROM introductions WHERE target = $1 AND (asked_at < $2 OR (asked_at = $2 AND id < $3)) ORDER BY asked_at DESC, id DESC LIMIT $4";
}

/// Keeps a new introduction.
pub(crate) fn insert(conn: &mut Conn, introduction: &Introduction) {
    let i = introduction;
    insert_introduction(
        conn,
        i.id,
        i.asker,
        i.connector,
        i.target,
        &i.note,
        i.asked_at,
        i.expires_at,
        i.state,
    );
}

/// Moves an introduction on.
pub(crate) fn advance(conn: &mut Conn, moved: &Moved) {
    move_introduction(conn, moved.introduction, moved.from, moved.to, moved.at);
}

impl Reads<'_> {
    /// One introduction.
    pub fn introduction(&mut self, id: IntroductionId) -> Result<Option<Introduction>, StoreError> {
        Ok(one_introduction(self.conn, id)?.pop().map(Introduction::from))
    }

    /// The last time that `asker` asked `connector` for an introduction to `target`.
    pub fn last_introduction(
        &mut self,
        asker: MemberId,
        connector: MemberId,
        target: MemberId,
    ) -> Result<Option<Introduction>, StoreError> {
        let found = last_introduction(self.conn, asker, connector, target)?.pop();
        Ok(found.map(Introduction::from))
    }

    /// Introductions in which a member has a part, before the cursor, newest first.
    pub fn introductions(
        &mut self,
        member: MemberId,
        part: Part,
        before: Option<(Timestamp, IntroductionId)>,
        limit: u32,
    ) -> Result<Vec<Introduction>, StoreError> {
        let newest = (Timestamp::from_micros(i64::MAX), IntroductionId::from_bytes([0xff; 16]));
        let (at, id) = before.unwrap_or(newest);
        let page = match part {
            Part::Asker => introductions_by,
            Part::Connector => introductions_through,
            Part::Target => introductions_to,
        };
        let rows = page(self.conn, member, at, id, limit.into())?;
        Ok(rows.into_iter().map(Introduction::from).collect())
    }
}

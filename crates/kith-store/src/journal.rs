//! The journal: what happened, in commit order within each lane.
//!
//! A lane is a row that its writer holds locked from its first write to its commit, so that the
//! numbers of a lane appear in commit order; several lanes write side by side. A change carries
//! the new state and the version of the pair, so that order between lanes does not matter; and
//! a reader that has drained the heads it saw in one statement has missed nothing that any of
//! those changes rests on.

use std::{collections::BTreeMap, fmt, str::FromStr};

use kith_core::{
    change::Change,
    id::{CommandId, MemberId},
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    sql::{Conn, row, statements},
};

/// A place in the journal: opaque outside the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Revision {
    pub(crate) lane: i64,
    pub(crate) seq: i64,
}

impl Revision {
    /// So many numbers further on its lane.
    pub(crate) const fn plus(self, count: usize) -> Self {
        Self { lane: self.lane, seq: self.seq + count as i64 }
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{:x}-{:x}", self.lane, self.seq)
    }
}

/// A text that is no revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a revision")]
pub struct NotARevision;

impl FromStr for Revision {
    type Err = NotARevision;
    fn from_str(text: &str) -> Result<Self, NotARevision> {
        let (lane, seq) =
            text.strip_prefix('r').and_then(|rest| rest.split_once('-')).ok_or(NotARevision)?;
        let number = |text: &str| match i64::from_str_radix(text, 16) {
            Ok(number) if number >= 0 => Ok(number),
            _ => Err(NotARevision),
        };
        Ok(Self { lane: number(lane)?, seq: number(seq)? })
    }
}

/// One entry: what one command changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub revision: Revision,
    /// When it was decided.
    pub at: Timestamp,
    /// Who asked; absent for due work.
    pub actor: Option<MemberId>,
    /// What changed.
    pub changes: Vec<Change>,
}

row! {
    pub(crate) struct EntryRow {
        lane: i64,
        seq: i64,
        at: Timestamp,
        actor: Option<MemberId>,
        changes: String,
    }
}

impl EntryRow {
    fn entry(self) -> Result<Entry, StoreError> {
        let changes = serde_json::from_str(&self.changes).map_err(|error| StoreError::Broken {
            statement: "journal",
            detail: error.to_string(),
        })?;
        let revision = Revision { lane: self.lane, seq: self.seq };
        Ok(Entry { revision, at: self.at, actor: self.actor, changes })
    }
}

statements! {
    /// Makes sure that the lane is there.
    write open_lane(lane: i64) = "INSERT INTO lanes (lane, head) VALUES ($1, 0) ON CONFLICT (lane) DO NOTHING";
    /// Takes the lane's next `$2` numbers and holds it until the commit; answers its new head.
    query take_numbers(lane: i64, count: i64) -> (i64,) = "UPDATE lanes SET head = head + $2 WHERE lane = $1 RETURNING head";
    /// Appends an entry.
    write append(lane: i64, seq: i64, at: Timestamp, actor: Option<MemberId>, command: CommandId, changes: &str) =
        "INSERT INTO journal (lane, seq, at, actor, command, changes) VALUES ($1, $2, $3, $4, $5, $6)";
    /// Where a command stands, if it was committed.
    query find_command(command: CommandId) -> (i64, i64) = "SELECT lane, seq FROM journal WHERE command = $1";
    /// Every lane's head, in one statement and so at one instant.
    query heads() -> (i64, i64) = "SELECT lane, head FROM lanes";
    query read_lane(lane: i64, after: i64, upto: i64, limit: i64) -> EntryRow =
        "SELECT lane, seq, at, actor, changes FROM journal WHERE lane = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4";
    query newest_entries(before: Timestamp, limit: i64) -> EntryRow =
        "SELECT lane, seq, at, actor, changes FROM journal WHERE at < $1 ORDER BY at DESC, seq DESC LIMIT $2";
}

impl Reads<'_> {
    /// Whether this store has committed `revision`.
    pub fn has_committed(&mut self, revision: Revision) -> Result<bool, StoreError> {
        let heads = heads(self.conn)?;
        Ok(heads.iter().any(|(lane, head)| *lane == revision.lane && *head >= revision.seq))
    }

    /// The newest entries decided before `before`, newest first.
    pub fn newest_entries(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        newest_entries(self.conn, before, limit.into())?.into_iter().map(EntryRow::entry).collect()
    }
}

/// A follower's place in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tail {
    reached: BTreeMap<i64, i64>,
}

impl Tail {
    /// A place at the journal's end. Whoever rebuilds from the store takes it first and then
    /// reads the tables: what happens in between is read twice, and never missed.
    pub fn at_end(reads: &mut Reads<'_>) -> Result<Self, StoreError> {
        Ok(Self { reached: heads(reads.conn)?.into_iter().collect() })
    }

    /// A place before everything.
    #[must_use]
    pub fn at_start() -> Self {
        Self::default()
    }

    /// Whether this store has not come as far: then it is another store, or an older copy of it.
    pub fn is_ahead(&self, reads: &mut Reads<'_>) -> Result<bool, StoreError> {
        let heads: BTreeMap<i64, i64> = heads(reads.conn)?.into_iter().collect();
        let head = |lane| heads.get(lane).copied().unwrap_or(0);
        Ok(self.reached.iter().any(|(lane, seq)| *seq > head(lane)))
    }

    /// Whether it has reached `revision`.
    #[must_use]
    pub fn has_reached(&self, revision: Revision) -> bool {
        self.reached.get(&revision.lane).is_some_and(|seq| *seq >= revision.seq)
    }

    /// Reads everything committed until now, in chunks of at most `chunk` entries; answers how
    /// many entries there were. When it returns, all that was committed before the call has been
    /// given to `take`.
    pub fn drain<E: From<StoreError>>(
        &mut self,
        reads: &mut Reads<'_>,
        chunk: u32,
        mut take: impl FnMut(Vec<Entry>) -> Result<(), E>,
    ) -> Result<u64, E> {
        let mut count = 0;
        for (lane, head) in heads(reads.conn)? {
            let mut reached = self.reached.get(&lane).copied().unwrap_or(0);
            while reached < head {
                let rows = read_lane(reads.conn, lane, reached, head, chunk.into())?;
                let full = rows.len() == chunk as usize;
                let last = rows.last().map(|row| row.seq);
                let entries =
                    rows.into_iter().map(EntryRow::entry).collect::<Result<Vec<_>, _>>()?;
                count += entries.len() as u64;
                take(entries)?;
                reached = if full { last.unwrap_or(head) } else { head };
                self.reached.insert(lane, reached);
            }
        }
        Ok(count)
    }
}

/// As revisions with a space between; [`FromStr`] reads it back.
impl fmt::Display for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (&lane, &seq)) in self.reached.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{}", Revision { lane, seq })?;
        }
        Ok(())
    }
}

impl FromStr for Tail {
    type Err = NotARevision;
    fn from_str(text: &str) -> Result<Self, NotARevision> {
        let revisions = text.split_whitespace().map(str::parse::<Revision>);
        let reached = revisions.map(|found| found.map(|at| (at.lane, at.seq)));
        Ok(Self { reached: reached.collect::<Result<_, _>>()? })
    }
}

/// Makes sure that the lane is there.
pub(crate) fn prepare_lane(conn: &mut Conn, lane: i64) -> Result<(), StoreError> {
    open_lane(conn, lane);
    conn.flush()
}

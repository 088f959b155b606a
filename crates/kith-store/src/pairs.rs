//! Ties: one row per unordered pair of members.

use kith_core::{
    id::{InvitationId, MemberId},
    tie::{Pair, Side},
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    sql::{Cells, Conn, FromRow, Type, WrongCell, row, statements},
};

row! {
    pub(crate) struct SideRow {
        follows_at: Option<Timestamp>,
        blocked_at: Option<Timestamp>,
        unblocked_at: Option<Timestamp>,
        unknown_at: Option<Timestamp>,
        invitation: Option<InvitationId>,
    }
}

impl From<SideRow> for Side {
    fn from(row: SideRow) -> Self {
        Self {
            follows_at: row.follows_at,
            blocked_at: row.blocked_at,
            unblocked_at: row.unblocked_at,
            unknown_at: row.unknown_at,
            invitation: row.invitation,
        }
    }
}

/// A row of `pairs`, in the order of its columns.
pub(crate) struct PairRow(pub(crate) Pair);

impl FromRow for PairRow {
    fn columns() -> Vec<Type> {
        let mut columns = vec![Type::Bytes, Type::Bytes, Type::Int, Type::Int];
        columns.extend(SideRow::columns());
        columns.extend(SideRow::columns());
        columns
    }
    fn read(cells: &mut Cells) -> Result<Self, WrongCell> {
        Ok(Self(Pair {
            low: cells.next()?,
            high: cells.next()?,
            version: cells.next()?,
            connected_at: cells.next()?,
            low_side: SideRow::read(cells)?.into(),
            high_side: SideRow::read(cells)?.into(),
        }))
    }
}

statements! {
    /// The tie's first value; another writer's first value goes before it.
    guard insert_pair(
        low: MemberId, high: MemberId, version: i64, connected_at: Option<Timestamp>,
        low_follows: Option<Timestamp>, low_blocked: Option<Timestamp>, low_unblocked: Option<Timestamp>, low_unknown: Option<Timestamp>, low_invitation: Option<InvitationId>,
        high_follows: Option<Timestamp>, high_blocked: Option<Timestamp>, high_unblocked: Option<Timestamp>, high_unknown: Option<Timestamp>, high_invitation: Option<InvitationId>,
    ) = "INSERT INTO pairs (low, high, version, connected_at, low_follows, low_blocked, low_unblocked, low_unknown, low_invitation, high_follows, high_blocked, high_unblocked, high_unknown, high_invitation) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (low, high) DO NOTHING";
    /// The tie's next value, if the one that it was decided on still stands.
    guard update_pair(
        low: MemberId, high: MemberId, version: i64, connected_at: Option<Timestamp>,
        low_follows: Option<Timestamp>, low_blocked: Option<Timestamp>, low_unblocked: Option<Timestamp>, low_unknown: Option<Timestamp>, low_invitation: Option<InvitationId>,
        high_follows: Option<Timestamp>, high_blocked: Option<Timestamp>, high_unblocked: Option<Timestamp>, high_unknown: Option<Timestamp>, high_invitation: Option<InvitationId>,
    ) = "UPDATE pairs SET version = $3, connected_at = $4, low_follows = $5, low_blocked = $6, low_unblocked = $7, low_unknown = $8, low_invitation = $9, high_follows = $10, high_blocked = $11, high_unblocked = $12, high_unknown = $13, high_invitation = $14 WHERE low = $1 AND high = $2 AND version = $3 - 1";
    query one_pair(low: MemberId, high: MemberId) -> PairRow =
        "SELECT low, high, version, connected_at, low_follows, low_blocked, low_unblocked, low_unknown, low_invitation, high_follows, high_blocked, high_unblocked, high_unknown, high_invitation FROM pairs WHERE low = $1 AND high = $2";
    /// Members with a block between them and `$1`, either way.
    query block_partners(member: MemberId) -> (MemberId,) =
        "SELECT high FROM pairs WHERE low = $1 AND (low_blocked IS NOT NULL OR high_blocked IS NOT NULL) UNION ALL SELECT low FROM pairs WHERE high = $1 AND (low_blocked IS NOT NULL OR high_blocked IS NOT NULL)";
    /// Connected pairs in the order of their ids.
    query connected_pairs(low: MemberId, high: MemberId, limit: i64) -> (MemberId, MemberId) =
        "SELECT low, high FROM pairs WHERE (low, high) > ($1, $2) AND connected_at IS NOT NULL ORDER BY low, high LIMIT $3";
    /// Whether two members share a connection who takes part: others carry no path (R2).
    query share_connection(a: MemberId, b: MemberId) -> (MemberId,) =
        "SELECT m.other FROM (SELECT high AS other FROM pairs WHERE low = $1 AND connected_at IS NOT NULL UNION ALL SELECT low AS other FROM pairs WHERE high = $1 AND connected_at IS NOT NULL) m WHERE (EXISTS (SELECT 1 FROM pairs p WHERE p.low = $2 AND p.high = m.other AND p.connected_at IS NOT NULL) OR EXISTS (SELECT 1 FROM pairs p WHERE p.low = m.other AND p.high = $2 AND p.connected_at IS NOT NULL)) AND EXISTS (SELECT 1 FROM accounts a WHERE a.id = m.other AND a.status = 'active') LIMIT 1";
}

/// Writes a tie's new value.
pub(crate) fn save(conn: &mut Conn, pair: &Pair) {
    let (low, high) = (&pair.low_side, &pair.high_side);
    let save = if pair.version == 1 { insert_pair } else { update_pair };
    save(
        conn,
        pair.low,
        pair.high,
        pair.version,
        pair.connected_at,
        low.follows_at,
        low.blocked_at,
        low.unblocked_at,
        low.unknown_at,
        low.invitation,
        high.follows_at,
        high.blocked_at,
        high.unblocked_at,
        high.unknown_at,
        high.invitation,
    );
}

impl Reads<'_> {
    /// The tie of two members; strangers where the store has none.
    pub fn pair(&mut self, a: MemberId, b: MemberId) -> Result<Pair, StoreError> {
        let pair = one_pair(self.conn, a.min(b), a.max(b))?.pop();
        Ok(pair.map_or_else(|| Pair::strangers(a, b), |row| row.0))
    }

    /// Members whom `member` blocks or who block them: neither sees the other (R1).
    pub fn hidden_from(&mut self, member: MemberId) -> Result<Vec<MemberId>, StoreError> {
        Ok(block_partners(self.conn, member)?.into_iter().map(|row| row.0).collect())
    }

    /// Whether two members share a connection.
    pub fn share_connection(&mut self, a: MemberId, b: MemberId) -> Result<bool, StoreError> {
        Ok(!share_connection(self.conn, a, b)?.is_empty())
    }

    /// Connected pairs after `after`, in the order of their ids, at most `limit`: to rebuild a
    /// follower.
    pub fn connected_pairs(
        &mut self,
        after: Option<(MemberId, MemberId)>,
        limit: u32,
    ) -> Result<Vec<(MemberId, MemberId)>, StoreError> {
        let least = MemberId::from_bytes([0; 16]);
        let (low, high) = after.unwrap_or((least, least));
        connected_pairs(self.conn, low, high, limit.into())
    }
}

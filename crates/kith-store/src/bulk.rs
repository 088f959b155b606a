//! Many rows in one transaction: imports and the demo. What is there already is left as it is,
//! so that an import may be run again, or go on after it was killed.

use kith_core::{
    change::{Answered, Change},
    id::MemberId,
    invitation::{Invitation, State},
    tie::Pair,
    time::Timestamp,
};

use crate::{
    StoreError, Tx, accounts, invitations,
    pairs::{one_pair, save},
    sql::statements,
};

/// A connection to import.
#[derive(Debug, Clone, Copy)]
pub struct BulkConnection {
    /// One end.
    pub a: MemberId,
    /// The other.
    pub b: MemberId,
    /// Since when.
    pub at: Timestamp,
}

/// An invitation to import, in whatever state it is.
#[derive(Debug, Clone)]
pub struct BulkInvitation {
    /// All of it.
    pub invitation: Invitation,
    /// What became of it.
    pub state: State,
    /// When.
    pub ended_at: Option<Timestamp>,
    /// Whether the recipient said that they don't know the sender.
    pub unknown: bool,
}

statements! {
    write import_pair(low: MemberId, high: MemberId, at: Timestamp) =
        "INSERT INTO pairs (low, high, version, connected_at, low_follows, high_follows) VALUES ($1, $2, 1, $3, $3, $3) ON CONFLICT (low, high) DO NOTHING";
}

impl Tx<'_> {
    /// Connects pairs that have no tie yet, and both follow each other; answers for each whether
    /// it was new.
    pub fn import_connections(&mut self, all: &[BulkConnection]) -> Result<Vec<bool>, StoreError> {
        let conn = self.conn();
        conn.flush()?;
        for one in all {
            import_pair(conn, one.a.min(one.b), one.a.max(one.b), one.at);
        }
        let new: Vec<bool> = conn.flush_counted()?.into_iter().map(|rows| rows == 1).collect();
        let mut counts = std::collections::BTreeMap::<MemberId, i64>::new();
        for (one, _) in all.iter().zip(&new).filter(|(_, new)| **new) {
            *counts.entry(one.a).or_default() += 1;
            *counts.entry(one.b).or_default() += 1;
        }
        for (member, count) in counts {
            accounts::add_connections(conn, member, count);
        }
        conn.flush()?;
        self.note_connected(all, &new);
        Ok(new)
    }

    fn note_connected(&mut self, all: &[BulkConnection], new: &[bool]) {
        let mut by_time = std::collections::BTreeMap::<Timestamp, Vec<(MemberId, MemberId)>>::new();
        for (one, _) in all.iter().zip(new).filter(|(_, new)| **new) {
            by_time.entry(one.at).or_default().push((one.a.min(one.b), one.a.max(one.b)));
        }
        for (at, pairs) in by_time {
            self.note(Change::Connected { pairs, at });
        }
    }

    /// Keeps an invitation in whatever state it is, with its pair's row.
    pub fn import_invitation(&mut self, bulk: &BulkInvitation) -> Result<(), StoreError> {
        let conn = self.conn();
        let i = &bulk.invitation;
        invitations::insert_invitation(
            conn,
            i.id,
            i.sender,
            i.recipient,
            i.note.as_deref(),
            i.source,
            i.via,
            i.sent_at,
            i.expires_at,
            bulk.state,
            bulk.ended_at,
            bulk.unknown,
            i.boost,
        );
        self.note(Change::Invited { invitation: i.clone() });
        if let (state, Some(at)) = (bulk.state, bulk.ended_at) {
            self.note(Change::Answered(Answered {
                invitation: i.id,
                sender: i.sender,
                recipient: i.recipient,
                state,
                at,
                unknown: bulk.unknown,
            }));
        }
        let conn = self.conn();
        let pair = one_pair(conn, i.sender.min(i.recipient), i.sender.max(i.recipient))?.pop();
        let pair = pair.map_or_else(|| Pair::strangers(i.sender, i.recipient), |row| row.0);
        let mut pair = pair.invited(i.sender, i.id);
        if bulk.unknown {
            pair = pair.unknown(i.recipient, bulk.ended_at);
        }
        self.put_pair(pair);
        Ok(())
    }

    /// Keeps a tie's new value without a decision, for imports, which bring what was decided
    /// elsewhere. It neither connects nor disconnects.
    pub fn put_pair(&mut self, mut pair: Pair) {
        pair.version += 1;
        save(self.conn(), &pair);
        self.note(Change::Paired { pair, connections: 0 });
    }
}

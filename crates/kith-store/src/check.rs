//! Reading the whole store for what does not agree.

pub(crate) mod campaigns;

use kith_core::{id::MemberId, time::Timestamp};

use crate::{
    Reads, StoreError,
    sql::{row, statements},
};

row! {
    /// A tie as a checker reads it.
    #[derive(Debug, Clone)]
    pub struct TiesRow {
        /// The smaller id.
        pub low: MemberId,
        /// The greater id.
        pub high: MemberId,
        /// Since when they are connected.
        pub connected_at: Option<Timestamp>,
        /// Whether either blocks the other.
        pub blocked: bool,
        /// How many follow the other, of two.
        pub follows: u32,
    }
}

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// What, for an operator.
    pub what: String,
}

statements! {
    /// Accounts whose count of connections is not the number of their connected pairs.
    query wrong_counts() -> (String, i64, i64) =
        "SELECT a.handle, a.connections, (SELECT count(*) FROM pairs p WHERE p.low = a.id AND p.connected_at IS NOT NULL) + (SELECT count(*) FROM pairs p WHERE p.high = a.id AND p.connected_at IS NOT NULL) FROM accounts a WHERE a.connections <> (SELECT count(*) FROM pairs p WHERE p.low = a.id AND p.connected_at IS NOT NULL) + (SELECT count(*) FROM pairs p WHERE p.high = a.id AND p.connected_at IS NOT NULL)";
    /// Pairs with more than one open invitation, the later sent before the earlier lapsed: one that
    /// lapsed may wait for the sweep.
    query open_twice() -> (MemberId, MemberId) =
        "SELECT CASE WHEN i.sender < i.recipient THEN i.sender ELSE i.recipient END, CASE WHEN i.sender < i.recipient THEN i.recipient ELSE i.sender END FROM invitations i WHERE i.state IN ('pending', 'ignored') GROUP BY 1, 2 HAVING count(*) > 1 AND min(i.expires_at) > max(i.sent_at)";
    /// Open invitations between people who were connected or blocked before it lapsed, or without
    /// their pair.
    query open_wrongly() -> (MemberId, MemberId) =
        "SELECT i.sender, i.recipient FROM invitations i LEFT JOIN pairs p ON p.low = CASE WHEN i.sender < i.recipient THEN i.sender ELSE i.recipient END AND p.high = CASE WHEN i.sender < i.recipient THEN i.recipient ELSE i.sender END WHERE i.state IN ('pending', 'ignored') AND (p.low IS NULL OR p.connected_at < i.expires_at OR p.low_blocked < i.expires_at OR p.high_blocked < i.expires_at)";
    /// Pairs that are connected or followed across a block.
    query block_crossed() -> (MemberId, MemberId) =
        "SELECT low, high FROM pairs WHERE (low_blocked IS NOT NULL OR high_blocked IS NOT NULL) AND (connected_at IS NOT NULL OR low_follows IS NOT NULL OR high_follows IS NOT NULL)";
    /// Events whose counts of seats and of those who wait are not those of their people, or that
    /// gave away more seats than they have.
    query wrong_seats() -> (String, i64, i64) =
        "SELECT e.name, e.going, e.waiting FROM events e WHERE e.going <> (SELECT count(*) FROM event_people p WHERE p.event = e.id AND p.state = 'going') OR e.waiting <> (SELECT count(*) FROM event_people p WHERE p.event = e.id AND p.state = 'waiting') OR e.going > e.capacity";
    /// Groups that have not exactly one owner.
    query wrong_owners() -> (String, i64) =
        "SELECT g.name, (SELECT count(*) FROM group_members m WHERE m.grp = g.id AND m.standing = 'owner') FROM groups g WHERE (SELECT count(*) FROM group_members m WHERE m.grp = g.id AND m.standing = 'owner') <> 1";
    /// Lanes whose head is not the last entry or later.
    query lane_behind() -> (i64, i64) =
        "SELECT l.lane, l.head FROM lanes l WHERE EXISTS (SELECT 1 FROM journal j WHERE j.lane = l.lane AND j.seq > l.head)";
    /// Messages that their conversation does not know of.
    query message_unknown() -> (MemberId, MemberId) =
        "SELECT m.low, m.high FROM messages m LEFT JOIN conversations c ON c.low = m.low AND c.high = m.high WHERE c.low IS NULL OR c.last_at < m.sent_at";
    /// InMail without its message.
    query inmail_unknown() -> (MemberId, MemberId) =
        "SELECT i.sender, i.recipient FROM inmails i WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = i.message AND m.kind = 'inmail' AND m.sender = i.sender)";
    /// Members who are asked to reconnect across a block.
    query offer_crossed() -> (MemberId, MemberId) =
        "SELECT o.low, o.high FROM reconnect_offers o JOIN pairs p ON p.low = o.low AND p.high = o.high WHERE p.low_blocked IS NOT NULL OR p.high_blocked IS NOT NULL";
    /// Members whose contacts are compared though they do not want to be reconnected.
    query marks_astray() -> (MemberId, i64) =
        "SELECT m.member, count(*) FROM reconnect_marks m WHERE NOT EXISTS (SELECT 1 FROM reconnecting r WHERE r.member = m.member) GROUP BY m.member";
    query every_tie(low: MemberId, high: MemberId, limit: i64) -> TiesRow =
        "SELECT low, high, connected_at, CASE WHEN low_blocked IS NOT NULL OR high_blocked IS NOT NULL THEN 1 ELSE 0 END, CASE WHEN low_follows IS NOT NULL THEN 1 ELSE 0 END + CASE WHEN high_follows IS NOT NULL THEN 1 ELSE 0 END FROM pairs WHERE (low, high) > ($1, $2) ORDER BY low, high LIMIT $3";
    query count_accounts() -> (i64,) = "SELECT count(*) FROM accounts";
    query count_connections() -> (i64,) = "SELECT count(*) FROM pairs WHERE connected_at IS NOT NULL";
    query count_invitations() -> (i64,) = "SELECT count(*) FROM invitations";
    query count_entries() -> (i64,) = "SELECT count(*) FROM journal";
}

fn count(rows: &[(i64,)]) -> u64 {
    rows.first().map_or(0, |row| u64::try_from(row.0).unwrap_or(0))
}

impl Reads<'_> {
    /// Everything in the store that does not agree.
    pub fn disagreements(&mut self) -> Result<Vec<Disagreement>, StoreError> {
        let mut found = Vec::new();
        for (handle, kept, counted) in wrong_counts(self.conn)? {
            found.push(format!("{handle} keeps {kept} connections, the pairs say {counted}"));
        }
        for (a, b) in open_twice(self.conn)? {
            found.push(format!("{a} and {b} have more than one open invitation"));
        }
        for (a, b) in open_wrongly(self.conn)? {
            found.push(format!("an open invitation from {a} to {b} across a connection or block"));
        }
        for (a, b) in block_crossed(self.conn)? {
            found.push(format!("{a} and {b} are connected or follow across a block"));
        }
        for (name, going, waiting) in wrong_seats(self.conn)? {
            found.push(format!(
                "{name} counts {going} seats and {waiting} waiting, its people say otherwise"
            ));
        }
        for (name, owners) in wrong_owners(self.conn)? {
            found.push(format!("{name} has {owners} owners"));
        }
        for (a, b) in message_unknown(self.conn)? {
            found.push(format!("the conversation of {a} and {b} lacks a message"));
        }
        for (a, b) in inmail_unknown(self.conn)? {
            found.push(format!("an InMail from {a} to {b} without its message"));
        }
        found.extend(self.email_disagreements()?);
        for (a, b) in offer_crossed(self.conn)? {
            found.push(format!("{a} and {b} are asked to reconnect across a block"));
        }
        for (member, marks) in marks_astray(self.conn)? {
            found.push(format!("{marks} contacts of {member} are compared without consent"));
        }
        for (lane, head) in lane_behind(self.conn)? {
            found.push(format!("the journal's lane {lane} goes on after its head {head}"));
        }
        found.extend(campaigns::disagreements(self.conn)?);
        Ok(found.into_iter().map(|what| Disagreement { what }).collect())
    }

    /// Ties after `after` in the order of their ids, at most `limit`.
    pub fn ties(
        &mut self,
        after: Option<(MemberId, MemberId)>,
        limit: u32,
    ) -> Result<Vec<TiesRow>, StoreError> {
        let least = MemberId::from_bytes([0; 16]);
        let (low, high) = after.unwrap_or((least, least));
        every_tie(self.conn, low, high, limit.into())
    }

    /// How many accounts, connections, invitations and journal entries there are.
    pub fn counts(&mut self) -> Result<[u64; 4], StoreError> {
        Ok([
            count(&count_accounts(self.conn)?),
            count(&count_connections(self.conn)?),
            count(&count_invitations(self.conn)?),
            count(&count_entries(self.conn)?),
        ])
    }
}

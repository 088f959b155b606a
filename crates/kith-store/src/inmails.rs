//! InMail: each member's credits, and each InMail that spent one.

use kith_core::{
    id::{MemberId, MessageId},
    inmail::{Credits, End, InMail, Outcome},
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    sql::{Conn, row, statements},
};

row! {
    pub(crate) struct InMailRow {
        message: MessageId,
        sender: MemberId,
        recipient: MemberId,
        sent_at: Timestamp,
        end: Option<End>,
    }
}

impl From<InMailRow> for InMail {
    fn from(row: InMailRow) -> Self {
        Self {
            message: row.message,
            sender: row.sender,
            recipient: row.recipient,
            sent_at: row.sent_at,
            end: row.end,
        }
    }
}

row! {
    pub(crate) struct CreditsRow {
        member: MemberId,
        since: Timestamp,
        months: u32,
        left: u32,
        spent: u32,
        version: i64,
    }
}

statements! {
    write insert_inmail(message: MessageId, sender: MemberId, recipient: MemberId, sent_at: Timestamp) =
        "INSERT INTO inmails (message, sender, recipient, sent_at, returned) VALUES ($1, $2, $3, $4, 0)";
    /// Ends an InMail; one that was declined may be answered after all.
    guard end_inmail(message: MessageId, ending: End, at: Timestamp, returned: bool) =
        "UPDATE inmails SET ending = $2, ended_at = $3, returned = CASE WHEN $4 = 1 THEN 1 ELSE returned END WHERE message = $1 AND (ending IS NULL OR (ending = 'declined' AND $4 = 0))";
    query last_inmail(sender: MemberId, recipient: MemberId) -> InMailRow =
        "SELECT message, sender, recipient, sent_at, ending FROM inmails WHERE sender = $1 AND recipient = $2 ORDER BY sent_at DESC LIMIT 1";
    query kept_credits(member: MemberId) -> CreditsRow =
        "SELECT member, since, months, credits, spent, version FROM inmail_credits WHERE member = $1";
    query joined_at(member: MemberId) -> (Timestamp,) = "SELECT joined_at FROM accounts WHERE id = $1";
    /// The first value; another writer's first value goes before it.
    guard insert_credits(member: MemberId, since: Timestamp, months: u32, credits: u32, spent: u32, version: i64) =
        "INSERT INTO inmail_credits (member, since, months, credits, spent, version) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (member) DO NOTHING";
    /// The next value, if the one that it was decided on still stands.
    guard update_credits(member: MemberId, since: Timestamp, months: u32, credits: u32, spent: u32, version: i64) =
        "UPDATE inmail_credits SET since = $2, months = $3, credits = $4, spent = $5, version = $6 WHERE member = $1 AND version = $6 - 1";
}

/// Keeps an InMail.
pub(crate) fn insert(conn: &mut Conn, inmail: &InMail) {
    insert_inmail(conn, inmail.message, inmail.sender, inmail.recipient, inmail.sent_at);
}

/// Ends an InMail.
pub(crate) fn end(conn: &mut Conn, message: MessageId, outcome: &Outcome) {
    end_inmail(conn, message, outcome.end, outcome.at, outcome.returned);
}

/// Keeps a member's credits.
pub(crate) fn save(conn: &mut Conn, credits: &Credits) {
    let c = credits;
    let save = if c.version == 1 { insert_credits } else { update_credits };
    save(conn, c.member, c.since, c.months, c.left, c.spent, c.version);
}

impl Reads<'_> {
    /// The last InMail of `sender` to `recipient`.
    pub fn last_inmail(
        &mut self,
        sender: MemberId,
        recipient: MemberId,
    ) -> Result<Option<InMail>, StoreError> {
        Ok(last_inmail(self.conn, sender, recipient)?.pop().map(InMail::from))
    }

    /// A member's InMail credits as last kept; none of somebody who never had to do with them.
    pub fn credits(&mut self, member: MemberId) -> Result<Option<Credits>, StoreError> {
        Ok(kept_credits(self.conn, member)?.pop().map(|row| Credits {
            member: row.member,
            since: row.since,
            months: row.months,
            left: row.left,
            spent: row.spent,
            version: row.version,
        }))
    }

    /// When a member joined.
    pub fn joined_at(&mut self, member: MemberId) -> Result<Option<Timestamp>, StoreError> {
        Ok(joined_at(self.conn, member)?.first().map(|row| row.0))
    }
}

//! Messages: accepted notes, and replies under an invitation.

use kith_core::{
    change::Message,
    id::{InvitationId, MemberId, MessageId},
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    sql::{Conn, row, statements},
};

row! {
    /// A message as the store keeps it.
    #[derive(Debug, Clone)]
    pub struct MessageRow {
        /// Which.
        pub id: MessageId,
        /// Who wrote it.
        pub sender: MemberId,
        /// The text.
        pub body: String,
        /// When.
        pub sent_at: Timestamp,
        /// The invitation whose note it is, or that it answers.
        pub invitation: Option<InvitationId>,
    }
}

statements! {
    write insert_message(id: MessageId, low: MemberId, high: MemberId, sender: MemberId, body: &str, sent_at: Timestamp, invitation: Option<InvitationId>) =
        "INSERT INTO messages (id, low, high, sender, body, sent_at, invitation) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    query messages_between(low: MemberId, high: MemberId, limit: i64) -> MessageRow =
        "SELECT id, sender, body, sent_at, invitation FROM messages WHERE low = $1 AND high = $2 ORDER BY sent_at DESC, id DESC LIMIT $3";
}

/// Keeps a message.
pub(crate) fn insert(conn: &mut Conn, message: &Message) {
    let m = message;
    let (low, high) = (m.sender.min(m.recipient), m.sender.max(m.recipient));
    insert_message(conn, m.id, low, high, m.sender, &m.body, m.sent_at, m.invitation);
}

impl Reads<'_> {
    /// The newest messages between two members, oldest first.
    pub fn messages(
        &mut self,
        a: MemberId,
        b: MemberId,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        let mut rows = messages_between(self.conn, a.min(b), a.max(b), limit.into())?;
        rows.reverse();
        Ok(rows)
    }
}

//! Messages: what was written, and who began what that way.

use kith_core::{
    change::Message,
    conversation::Kind,
    id::{ConversationId, InvitationId, MemberId, MessageId},
    time::Timestamp,
};

use crate::{
    Reads, StoreError, conversations,
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
        /// What kind of message it is.
        pub kind: Kind,
        /// The subject of an InMail.
        pub subject: Option<String>,
    }
}

statements! {
    write insert_message(id: MessageId, low: MemberId, high: MemberId, sender: MemberId, body: &str, sent_at: Timestamp, invitation: Option<InvitationId>, kind: Kind, subject: Option<&str>) =
        "INSERT INTO messages (id, low, high, sender, body, sent_at, invitation, kind, subject) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    query messages_before(low: MemberId, high: MemberId, before: Timestamp, before_id: MessageId, limit: i64) -> MessageRow =
        "SELECT id, sender, body, sent_at, invitation, kind, subject FROM messages WHERE low = $1 AND high = $2 AND (sent_at < $3 OR (sent_at = $3 AND id < $4)) ORDER BY sent_at DESC, id DESC LIMIT $5";
    query openers_since(sender: MemberId, since: Timestamp) -> (u32,) =
        "SELECT count(*) FROM messages WHERE sender = $1 AND kind = 'opener' AND sent_at >= $2";
}

/// Keeps a message, and brings its conversation up to it.
pub(crate) fn insert(conn: &mut Conn, message: &Message) {
    let m = message;
    let (low, high) = (m.sender.min(m.recipient), m.sender.max(m.recipient));
    let subject = m.subject.as_deref();
    insert_message(
        conn,
        m.id,
        low,
        high,
        m.sender,
        &m.body,
        m.sent_at,
        m.invitation,
        m.kind,
        subject,
    );
    let id = ConversationId::from_bytes(*m.id.as_bytes());
    let wrote = |member| (m.sender == member).then_some(m.sent_at);
    // Whoever accepts a note has read it.
    let read = |member| (m.sender != member && m.kind == Kind::Note).then_some(m.sent_at);
    conversations::touch(conn, id, (low, high), m.sent_at, wrote, read);
}

/// A cursor after the newest message of every conversation.
fn newest() -> (Timestamp, MessageId) {
    (Timestamp::from_micros(i64::MAX), MessageId::from_bytes([0xff; 16]))
}

impl Reads<'_> {
    /// The newest messages between two members, oldest first.
    pub fn messages(
        &mut self,
        a: MemberId,
        b: MemberId,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        let mut rows = self.messages_back(a, b, None, limit)?;
        rows.reverse();
        Ok(rows)
    }

    /// Messages between two members before the cursor, newest first.
    pub fn messages_back(
        &mut self,
        a: MemberId,
        b: MemberId,
        before: Option<(Timestamp, MessageId)>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        let (at, id) = before.unwrap_or_else(newest);
        messages_before(self.conn, a.min(b), a.max(b), at, id, limit.into())
    }

    /// How many openers a member has sent since `since` (R7).
    pub fn openers(&mut self, sender: MemberId, since: Timestamp) -> Result<u32, StoreError> {
        Ok(openers_since(self.conn, sender, since)?.first().map_or(0, |row| row.0))
    }
}

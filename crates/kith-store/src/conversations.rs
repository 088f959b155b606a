//! Conversations: one row a pair, with what each side has written, read and answered.

use kith_core::{
    conversation::{Conversation, Conversed, Folder, Request, Side},
    id::{ConversationId, MemberId},
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    sql::{Conn, row, statements},
};

row! {
    /// A conversation as the store keeps it.
    #[derive(Debug, Clone, Copy)]
    pub struct ConversationRow {
        /// Which.
        pub id: ConversationId,
        /// The smaller id.
        pub low: MemberId,
        /// The greater id.
        pub high: MemberId,
        /// When the newest message was written.
        pub last_at: Timestamp,
        low_wrote: Option<Timestamp>,
        low_read: Option<Timestamp>,
        low_muted: Option<Timestamp>,
        low_archived: Option<Timestamp>,
        low_request: Request,
        high_wrote: Option<Timestamp>,
        high_read: Option<Timestamp>,
        high_muted: Option<Timestamp>,
        high_archived: Option<Timestamp>,
        high_request: Request,
    }
}

impl ConversationRow {
    /// The conversation from `me`'s side, and the other; nothing where it is not theirs.
    #[must_use]
    pub fn seen_by(&self, me: MemberId) -> Option<(MemberId, Conversation)> {
        let low = Side {
            wrote_at: self.low_wrote,
            read_at: self.low_read,
            muted_at: self.low_muted,
            archived_at: self.low_archived,
            request: self.low_request,
        };
        let high = Side {
            wrote_at: self.high_wrote,
            read_at: self.high_read,
            muted_at: self.high_muted,
            archived_at: self.high_archived,
            request: self.high_request,
        };
        let (other, mine, theirs) = match me {
            me if me == self.low => (self.high, low, high),
            me if me == self.high => (self.low, high, low),
            _ => return None,
        };
        Some((other, Conversation { id: self.id, mine, theirs, last_at: self.last_at }))
    }
}

statements! {
    /// A message was written: the later instants count, whatever the order in which they come. It
    /// comes back from the archive of whoever wrote it, and of a reader who has not muted it.
    write touch_conversation(id: ConversationId, low: MemberId, high: MemberId, at: Timestamp, low_wrote: Option<Timestamp>, low_read: Option<Timestamp>, high_wrote: Option<Timestamp>, high_read: Option<Timestamp>) =
        "INSERT INTO conversations (id, low, high, last_at, low_wrote, low_read, low_request, high_wrote, high_read, high_request) VALUES ($1, $2, $3, $4, $5, $6, 'none', $7, $8, 'none') ON CONFLICT (low, high) DO UPDATE SET last_at = CASE WHEN excluded.last_at > conversations.last_at THEN excluded.last_at ELSE conversations.last_at END, low_wrote = CASE WHEN excluded.low_wrote IS NULL OR excluded.low_wrote < conversations.low_wrote THEN conversations.low_wrote ELSE excluded.low_wrote END, high_wrote = CASE WHEN excluded.high_wrote IS NULL OR excluded.high_wrote < conversations.high_wrote THEN conversations.high_wrote ELSE excluded.high_wrote END, low_read = CASE WHEN excluded.low_read IS NULL OR excluded.low_read < conversations.low_read THEN conversations.low_read ELSE excluded.low_read END, high_read = CASE WHEN excluded.high_read IS NULL OR excluded.high_read < conversations.high_read THEN conversations.high_read ELSE excluded.high_read END, low_archived = CASE WHEN conversations.low_muted IS NULL OR excluded.low_wrote IS NOT NULL THEN NULL ELSE conversations.low_archived END, high_archived = CASE WHEN conversations.high_muted IS NULL OR excluded.high_wrote IS NOT NULL THEN NULL ELSE conversations.high_archived END";
    /// One side's new value, if its request stands where it stood when that was decided.
    guard set_low_side(low: MemberId, high: MemberId, before: Request, read: Option<Timestamp>, muted: Option<Timestamp>, archived: Option<Timestamp>, request: Request) =
        "UPDATE conversations SET low_read = $4, low_muted = $5, low_archived = $6, low_request = $7 WHERE low = $1 AND high = $2 AND low_request = $3";
    guard set_high_side(low: MemberId, high: MemberId, before: Request, read: Option<Timestamp>, muted: Option<Timestamp>, archived: Option<Timestamp>, request: Request) =
        "UPDATE conversations SET high_read = $4, high_muted = $5, high_archived = $6, high_request = $7 WHERE low = $1 AND high = $2 AND high_request = $3";
    query one_conversation(id: ConversationId) -> ConversationRow =
        "SELECT id, low, high, last_at, low_wrote, low_read, low_muted, low_archived, low_request, high_wrote, high_read, high_muted, high_archived, high_request FROM conversations WHERE id = $1";
    query conversation_between(low: MemberId, high: MemberId) -> ConversationRow =
        "SELECT id, low, high, last_at, low_wrote, low_read, low_muted, low_archived, low_request, high_wrote, high_read, high_muted, high_archived, high_request FROM conversations WHERE low = $1 AND high = $2";
    /// Those that stand in folder `$4` for `$1`; a folder is decided as by the core.
    query conversations_page(member: MemberId, before: Timestamp, before_id: ConversationId, folder: &str, limit: i64) -> ConversationRow =
        "SELECT t.id, t.low, t.high, t.last_at, t.low_wrote, t.low_read, t.low_muted, t.low_archived, t.low_request, t.high_wrote, t.high_read, t.high_muted, t.high_archived, t.high_request FROM (SELECT id, low, high, last_at, low_wrote, low_read, low_muted, low_archived, low_request, high_wrote, high_read, high_muted, high_archived, high_request FROM conversations WHERE low = $1 AND CASE WHEN low_request = 'pending' THEN 'requests' WHEN low_request = 'declined' OR low_archived IS NOT NULL THEN 'archived' ELSE 'inbox' END = $4 UNION ALL SELECT id, low, high, last_at, low_wrote, low_read, low_muted, low_archived, low_request, high_wrote, high_read, high_muted, high_archived, high_request FROM conversations WHERE high = $1 AND CASE WHEN high_request = 'pending' THEN 'requests' WHEN high_request = 'declined' OR high_archived IS NOT NULL THEN 'archived' ELSE 'inbox' END = $4) t WHERE t.last_at < $2 OR (t.last_at = $2 AND t.id < $3) ORDER BY t.last_at DESC, t.id DESC LIMIT $5";
    /// Conversations with something unread, that are neither muted nor put away, with people who
    /// take part and without a block.
    query unread_conversations(member: MemberId) -> (u32,) =
        "SELECT (SELECT count(*) FROM conversations c JOIN accounts a ON a.id = c.high LEFT JOIN pairs p ON p.low = c.low AND p.high = c.high WHERE c.low = $1 AND c.high_wrote IS NOT NULL AND (c.low_read IS NULL OR c.low_read < c.high_wrote) AND c.low_muted IS NULL AND c.low_archived IS NULL AND c.low_request <> 'declined' AND a.status = 'active' AND p.low_blocked IS NULL AND p.high_blocked IS NULL) + (SELECT count(*) FROM conversations c JOIN accounts a ON a.id = c.low LEFT JOIN pairs p ON p.low = c.low AND p.high = c.high WHERE c.high = $1 AND c.low_wrote IS NOT NULL AND (c.high_read IS NULL OR c.high_read < c.low_wrote) AND c.high_muted IS NULL AND c.high_archived IS NULL AND c.high_request <> 'declined' AND a.status = 'active' AND p.low_blocked IS NULL AND p.high_blocked IS NULL)";
}

/// Brings a conversation up to a message.
pub(crate) fn touch(
    conn: &mut Conn,
    id: ConversationId,
    (low, high): (MemberId, MemberId),
    at: Timestamp,
    wrote: impl Fn(MemberId) -> Option<Timestamp>,
    read: impl Fn(MemberId) -> Option<Timestamp>,
) {
    touch_conversation(conn, id, low, high, at, wrote(low), read(low), wrote(high), read(high));
}

/// Writes one side's new value.
pub(crate) fn set_side(conn: &mut Conn, conversed: &Conversed) {
    let (c, side) = (conversed, &conversed.side);
    let (low, high) = (c.member.min(c.other), c.member.max(c.other));
    let set = if c.member == low { set_low_side } else { set_high_side };
    set(conn, low, high, c.before, side.read_at, side.muted_at, side.archived_at, side.request);
}

impl Reads<'_> {
    /// One conversation.
    pub fn conversation(
        &mut self,
        id: ConversationId,
    ) -> Result<Option<ConversationRow>, StoreError> {
        Ok(one_conversation(self.conn, id)?.pop())
    }

    /// The conversation of two members from the side of the first.
    pub fn talk(
        &mut self,
        me: MemberId,
        them: MemberId,
    ) -> Result<Option<Conversation>, StoreError> {
        let row = conversation_between(self.conn, me.min(them), me.max(them))?.pop();
        Ok(row.and_then(|row| row.seen_by(me)).map(|(_, talk)| talk))
    }

    /// A member's conversations in a folder before the cursor, the newest message first.
    pub fn conversations(
        &mut self,
        member: MemberId,
        folder: Folder,
        before: Option<(Timestamp, ConversationId)>,
        limit: u32,
    ) -> Result<Vec<ConversationRow>, StoreError> {
        let newest = (Timestamp::from_micros(i64::MAX), ConversationId::from_bytes([0xff; 16]));
        let (at, id) = before.unwrap_or(newest);
        conversations_page(self.conn, member, at, id, folder.code(), limit.into())
    }

    /// How many conversations have something unread.
    pub fn unread_conversations(&mut self, member: MemberId) -> Result<u32, StoreError> {
        Ok(unread_conversations(self.conn, member)?.first().map_or(0, |row| row.0))
    }
}

//! Mails on their way: claimed by one node, tried again, given up.

use kith_core::{
    id::{InvitationId, MailId, MemberId},
    time::Timestamp,
};

use crate::{
    InvitationRow, Reads, StoreError, Tx,
    sql::{row, statements},
};

row! {
    /// A mail as the store keeps it: for whom and since when, not what it says.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct MailRow {
        /// Which.
        pub id: MailId,
        /// To whom; of an invitation by e-mail, in whose name.
        pub member: MemberId,
        /// The code of its kind, or `digest`.
        pub kind: String,
        /// `waiting`, `sending`, `sent`, `dropped` or `failed`.
        pub state: String,
        /// How often it was tried.
        pub attempts: u32,
        /// Since when.
        pub made_at: Timestamp,
        /// When it is tried next; while it is sent, when its sender is given up.
        pub due_at: Option<Timestamp>,
        /// When it came to an end.
        pub ended_at: Option<Timestamp>,
        /// What went wrong last.
        pub problem: Option<String>,
    }
}

statements! {
    write insert_mail(id: MailId, member: MemberId, kind: &str, made_at: Timestamp) =
        "INSERT INTO mails (id, member, kind, state, attempts, made_at, due_at) VALUES ($1, $2, $3, 'waiting', 0, $4, $4)";
    query mails_due(now: Timestamp, limit: i64) -> MailRow =
        "SELECT id, member, kind, state, attempts, made_at, due_at, ended_at, problem FROM mails WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at LIMIT $2";
    /// Takes a mail to send it: only one node does.
    guard claim_mail(id: MailId, was: Timestamp, until: Timestamp) =
        "UPDATE mails SET state = 'sending', attempts = attempts + 1, due_at = $3 WHERE id = $1 AND due_at = $2 AND state = 'waiting'";
    guard end_mail(id: MailId, state: &str, at: Timestamp, problem: Option<&str>) =
        "UPDATE mails SET state = $2, due_at = NULL, ended_at = $3, problem = $4 WHERE id = $1 AND state = 'sending'";
    guard try_mail_later(id: MailId, due: Timestamp, problem: &str) =
        "UPDATE mails SET state = 'waiting', due_at = $2, problem = $3 WHERE id = $1 AND state = 'sending'";
    query failed_mails(before: Timestamp, before_id: MailId, limit: i64) -> MailRow =
        "SELECT id, member, kind, state, attempts, made_at, due_at, ended_at, problem FROM mails WHERE state = 'failed' AND ended_at IS NOT NULL AND (ended_at < $1 OR (ended_at = $1 AND id < $2)) ORDER BY ended_at DESC, id DESC LIMIT $3";
    write forget_mails(before: Timestamp) =
        "DELETE FROM mails WHERE state IN ('sent', 'dropped', 'failed') AND ended_at IS NOT NULL AND ended_at < $1";
    /// Invitations that wait, sent after a place and by `$3`, the oldest first.
    query waiting_invitations(after: Timestamp, after_id: InvitationId, until: Timestamp, limit: i64) -> InvitationRow =
        "SELECT id, sender, recipient, note, source, via, sent_at, expires_at, state, ended_at, unknown FROM invitations WHERE state = 'pending' AND sent_at >= $1 AND (sent_at > $1 OR id > $2) AND sent_at <= $3 ORDER BY sent_at, id LIMIT $4";
}

impl Reads<'_> {
    /// Mails whose time has come, or whose sender has not been heard of.
    pub fn mails_due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<MailRow>, StoreError> {
        mails_due(self.conn, now, limit.into())
    }

    /// Mails that were given up, the last first.
    pub fn failed_mails(
        &mut self,
        before: Option<(Timestamp, MailId)>,
        limit: u32,
    ) -> Result<Vec<MailRow>, StoreError> {
        let newest = (Timestamp::from_micros(i64::MAX), MailId::from_bytes([0xff; 16]));
        let (at, id) = before.unwrap_or(newest);
        failed_mails(self.conn, at, id, limit.into())
    }

    /// Invitations that nobody has answered, sent after a place and by `until`, in that order.
    pub fn waiting_invitations(
        &mut self,
        after: (Timestamp, InvitationId),
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<InvitationRow>, StoreError> {
        waiting_invitations(self.conn, after.0, after.1, until, limit.into())
    }
}

impl Tx<'_> {
    /// Keeps a mail to be sent at once.
    pub fn insert_mail(&mut self, id: MailId, member: MemberId, kind: &str, now: Timestamp) {
        insert_mail(self.conn(), id, member, kind, now);
    }

    /// Takes a mail to send it until `until`. It conflicts where another node has.
    pub fn claim_mail(&mut self, id: MailId, was: Timestamp, until: Timestamp) {
        claim_mail(self.conn(), id, was, until);
    }

    /// Notes how a mail ended: `sent`, `dropped` or `failed`.
    pub fn end_mail(&mut self, id: MailId, state: &str, at: Timestamp, problem: Option<&str>) {
        end_mail(self.conn(), id, state, at, problem);
    }

    /// Puts a mail back, to be tried again.
    pub fn try_mail_later(&mut self, id: MailId, due: Timestamp, problem: &str) {
        try_mail_later(self.conn(), id, due, problem);
    }

    /// Forgets mails that ended before an instant; how many.
    pub fn forget_mails(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.conn().flush()?;
        forget_mails(self.conn(), before);
        Ok(self.conn().flush_counted()?.into_iter().sum())
    }
}

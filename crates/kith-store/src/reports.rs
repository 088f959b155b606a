//! Reports of conversations to the operators.

use kith_core::{
    change::Report,
    id::{ConversationId, MemberId, ReportId},
    time::Timestamp,
};

use crate::{
    Reads, StoreError,
    sql::{Conn, row, statements},
};

row! {
    /// A report as the store keeps it.
    #[derive(Debug, Clone)]
    pub struct ReportRow {
        /// Which.
        pub id: ReportId,
        /// Who reports.
        pub reporter: MemberId,
        /// Whom.
        pub reported: MemberId,
        /// In which conversation.
        pub conversation: ConversationId,
        /// In the reporter's words.
        pub reason: String,
        /// When.
        pub at: Timestamp,
        /// When an operator had dealt with it.
        pub done_at: Option<Timestamp>,
        /// Which operator.
        pub done_by: Option<MemberId>,
    }
}

statements! {
    write insert_report(id: ReportId, reporter: MemberId, reported: MemberId, conversation: ConversationId, reason: &str, at: Timestamp) =
        "INSERT INTO reports (id, reporter, reported, conversation, reason, at, done) VALUES ($1, $2, $3, $4, $5, $6, 0)";
    guard finish_report(id: ReportId, by: MemberId, at: Timestamp) =
        "UPDATE reports SET done = 1, done_at = $3, done_by = $2 WHERE id = $1 AND done = 0";
    query one_report(id: ReportId) -> ReportRow =
        "SELECT id, reporter, reported, conversation, reason, at, done_at, done_by FROM reports WHERE id = $1";
    query reports_page(done: bool, before: Timestamp, before_id: ReportId, limit: i64) -> ReportRow =
        "SELECT id, reporter, reported, conversation, reason, at, done_at, done_by FROM reports WHERE done = $1 AND (at < $2 OR (at = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $4";
}

/// Keeps a report.
pub(crate) fn insert(conn: &mut Conn, report: &Report) {
    let r = report;
    insert_report(conn, r.id, r.reporter, r.reported, r.conversation, &r.reason, r.at);
}

/// Marks a report as dealt with.
pub(crate) fn finish(conn: &mut Conn, report: ReportId, by: MemberId, at: Timestamp) {
    finish_report(conn, report, by, at);
}

impl Reads<'_> {
    /// One report.
    pub fn report(&mut self, id: ReportId) -> Result<Option<ReportRow>, StoreError> {
        Ok(one_report(self.conn, id)?.pop())
    }

    /// Reports before the cursor, newest first: those that wait, or those that are done.
    pub fn reports(
        &mut self,
        done: bool,
        before: Option<(Timestamp, ReportId)>,
        limit: u32,
    ) -> Result<Vec<ReportRow>, StoreError> {
        let newest = (Timestamp::from_micros(i64::MAX), ReportId::from_bytes([0xff; 16]));
        let (at, id) = before.unwrap_or(newest);
        reports_page(self.conn, done, at, id, limit.into())
    }
}

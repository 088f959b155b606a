//! Invitations, and what a member has used of their budgets.

use kith_core::{
    budget::Usage,
    change::Answered,
    id::{BoostId, InvitationId, MemberId},
    invitation::{Invitation, Life, Source, State},
    time::Timestamp,
};

use crate::{
    Reads, StoreError, Tx,
    sql::{Conn, row, statements},
};

row! {
    /// An invitation as the store keeps it.
    #[derive(Debug, Clone)]
    pub struct InvitationRow {
        /// Which.
        pub id: InvitationId,
        /// Who sent it.
        pub sender: MemberId,
        /// Who received it.
        pub recipient: MemberId,
        /// The note.
        pub note: Option<String>,
        /// Where the sender came from.
        pub source: Source,
        /// Whose connections the sender looked at.
        pub via: Option<MemberId>,
        /// When it was sent.
        pub sent_at: Timestamp,
        /// When it lapses.
        pub expires_at: Timestamp,
        /// As last kept; see [`Life::state_at`].
        pub state: State,
        /// When it was answered, withdrawn or ended.
        pub ended_at: Option<Timestamp>,
        /// Whether the recipient said that they don't know the sender.
        pub unknown: bool,
    }
}

impl InvitationRow {
    /// The part that decisions read.
    #[must_use]
    pub fn life(&self) -> Life {
        Life {
            id: self.id,
            state: self.state,
            sent_at: self.sent_at,
            expires_at: self.expires_at,
            ended_at: self.ended_at,
        }
    }
}

row! {
    pub(crate) struct UsageRow {
        week: u32,
        week_oldest: Option<Timestamp>,
        week_blocking: Option<Timestamp>,
        pending: u32,
        pending_first_expiry: Option<Timestamp>,
        pending_blocking: Option<Timestamp>,
        burst: u32,
        burst_day: u32,
        boosts: u32,
        by_email: bool,
    }
}

statements! {
    write insert_invitation(
        id: InvitationId, sender: MemberId, recipient: MemberId, note: Option<&str>, source: Source, via: Option<MemberId>,
        sent_at: Timestamp, expires_at: Timestamp, state: State, ended_at: Option<Timestamp>, unknown: bool, boost: Option<BoostId>,
    ) = "INSERT INTO invitations (id, sender, recipient, note, source, via, sent_at, expires_at, state, ended_at, unknown, boost, unknown_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, CASE WHEN $11 = 1 THEN $10 END)";
    /// Accepts an invitation that stands at `$2`.
    guard answer_open(id: InvitationId, at: Timestamp, state: State) =
        "UPDATE invitations SET state = $3, ended_at = $2 WHERE id = $1 AND state IN ('pending', 'ignored') AND expires_at > $2";
    /// Ignores an invitation that is pending at `$2`.
    guard answer_pending(id: InvitationId, at: Timestamp, unknown: bool) =
        "UPDATE invitations SET state = 'ignored', ended_at = $2, unknown = $3, unknown_at = CASE WHEN $3 = 1 THEN $2 END WHERE id = $1 AND state = 'pending' AND expires_at > $2";
    /// Lapses an invitation whose instant `$2` has come.
    guard lapse(id: InvitationId, at: Timestamp) =
        "UPDATE invitations SET state = 'expired', ended_at = $2 WHERE id = $1 AND state IN ('pending', 'ignored') AND expires_at <= $2";
    write set_met(id: InvitationId, met: &str) = "UPDATE invitations SET met = $2 WHERE id = $1";
    query met_of(id: InvitationId) -> (Option<String>,) = "SELECT met FROM invitations WHERE id = $1";
    query one_invitation(id: InvitationId) -> InvitationRow =
        "SELECT id, sender, recipient, note, source, via, sent_at, expires_at, state, ended_at, unknown FROM invitations WHERE id = $1";
    /// What `$1` has used: `$2` now, `$3` a week ago, `$4` the limit less one, `$5` and `$6` where
    /// the burst windows begin, `$7` whether a withdrawal gives the send back, `$8` the pending
    /// limit less one.
    /// No window ends at `$2`: of two sends at once the one with the later instant may be decided
    /// first, and counts for the other all the same.
    query usage_of(sender: MemberId, now: Timestamp, week: Timestamp, skip: i64, burst: Timestamp, day: Timestamp, returns: bool, places: i64) -> UsageRow =
        "SELECT (SELECT count(*) FROM invitations WHERE sender = $1 AND sent_at > $3 AND boost IS NULL AND ($7 = 0 OR state <> 'withdrawn')), (SELECT min(sent_at) FROM invitations WHERE sender = $1 AND sent_at > $3 AND boost IS NULL AND ($7 = 0 OR state <> 'withdrawn')), (SELECT sent_at FROM invitations WHERE sender = $1 AND sent_at > $3 AND boost IS NULL AND ($7 = 0 OR state <> 'withdrawn') ORDER BY sent_at DESC LIMIT 1 OFFSET $4), (SELECT count(*) FROM invitations WHERE sender = $1 AND state IN ('pending', 'ignored') AND expires_at > $2), (SELECT min(expires_at) FROM invitations WHERE sender = $1 AND state IN ('pending', 'ignored') AND expires_at > $2), (SELECT expires_at FROM invitations WHERE sender = $1 AND state IN ('pending', 'ignored') AND expires_at > $2 ORDER BY expires_at DESC LIMIT 1 OFFSET $8), (SELECT count(*) FROM invitations WHERE sender = $1 AND sent_at > $5), (SELECT count(*) FROM invitations WHERE sender = $1 AND sent_at > $6), (SELECT count(*) FROM boost_members WHERE member = $1), CASE WHEN EXISTS (SELECT 1 FROM email_invitations WHERE sender = $1) THEN 1 ELSE 0 END";
    /// The same with the invitations by e-mail, for whoever has sent some. One that was accepted
    /// stands among the others. They make no burst: they have a day's limit of their own.
    query usage_with_email_of(sender: MemberId, now: Timestamp, week: Timestamp, skip: i64, burst: Timestamp, day: Timestamp, returns: bool, places: i64) -> UsageRow =
        "SELECT (SELECT count(*) FROM (SELECT sent_at FROM invitations WHERE sender = $1 AND sent_at > $3 AND boost IS NULL AND ($7 = 0 OR state <> 'withdrawn') UNION ALL SELECT sent_at FROM email_invitations WHERE sender = $1 AND sent_at > $3 AND state <> 'accepted' AND ($7 = 0 OR state <> 'withdrawn')) AS both_kinds), (SELECT min(sent_at) FROM (SELECT sent_at FROM invitations WHERE sender = $1 AND sent_at > $3 AND boost IS NULL AND ($7 = 0 OR state <> 'withdrawn') UNION ALL SELECT sent_at FROM email_invitations WHERE sender = $1 AND sent_at > $3 AND state <> 'accepted' AND ($7 = 0 OR state <> 'withdrawn')) AS both_kinds), (SELECT sent_at FROM (SELECT sent_at FROM invitations WHERE sender = $1 AND sent_at > $3 AND boost IS NULL AND ($7 = 0 OR state <> 'withdrawn') UNION ALL SELECT sent_at FROM email_invitations WHERE sender = $1 AND sent_at > $3 AND state <> 'accepted' AND ($7 = 0 OR state <> 'withdrawn')) AS both_kinds ORDER BY sent_at DESC LIMIT 1 OFFSET $4), (SELECT count(*) FROM (SELECT expires_at FROM invitations WHERE sender = $1 AND state IN ('pending', 'ignored') AND expires_at > $2 UNION ALL SELECT expires_at FROM email_invitations WHERE sender = $1 AND state IN ('pending', 'ignored') AND expires_at > $2) AS both_kinds), (SELECT min(expires_at) FROM (SELECT expires_at FROM invitations WHERE sender = $1 AND state IN ('pending', 'ignored') AND expires_at > $2 UNION ALL SELECT expires_at FROM email_invitations WHERE sender = $1 AND state IN ('pending', 'ignored') AND expires_at > $2) AS both_kinds), (SELECT expires_at FROM (SELECT expires_at FROM invitations WHERE sender = $1 AND state IN ('pending', 'ignored') AND expires_at > $2 UNION ALL SELECT expires_at FROM email_invitations WHERE sender = $1 AND state IN ('pending', 'ignored') AND expires_at > $2) AS both_kinds ORDER BY expires_at DESC LIMIT 1 OFFSET $8), (SELECT count(*) FROM invitations WHERE sender = $1 AND sent_at > $5), (SELECT count(*) FROM invitations WHERE sender = $1 AND sent_at > $6), (SELECT count(*) FROM boost_members WHERE member = $1), 1";
    query notes_since(sender: MemberId, since: Timestamp) -> (u32,) =
        "SELECT count(*) FROM invitations WHERE sender = $1 AND sent_at >= $2 AND note IS NOT NULL";
    query email_notes_since(sender: MemberId, since: Timestamp) -> (u32,) =
        "SELECT count(*) FROM email_invitations WHERE sender = $1 AND sent_at >= $2 AND note IS NOT NULL AND state <> 'accepted'";
    /// The `$3`+1-th newest invitation of `$1` to `$2`.
    query nth_attempt(sender: MemberId, recipient: MemberId, skip: i64) -> (Timestamp,) =
        "SELECT sent_at FROM invitations WHERE sender = $1 AND recipient = $2 ORDER BY sent_at DESC LIMIT 1 OFFSET $3";
    /// By when they said so: what became of the invitation later is no new report.
    query unknown_reports(sender: MemberId, since: Timestamp) -> (u32,) =
        "SELECT count(*) FROM invitations WHERE sender = $1 AND unknown = 1 AND unknown_at > $2";
    query sent_page(sender: MemberId, before: Timestamp, before_id: InvitationId, older_than: Timestamp, state: &str, limit: i64) -> InvitationRow =
        "SELECT id, sender, recipient, note, source, via, sent_at, expires_at, state, ended_at, unknown FROM invitations WHERE sender = $1 AND (sent_at < $2 OR (sent_at = $2 AND id < $3)) AND sent_at <= $4 AND ($5 = '' OR state = $5 OR ($5 = 'pending' AND state = 'ignored') OR ($5 = 'expired' AND state IN ('pending', 'ignored'))) AND state <> 'gone' ORDER BY sent_at DESC, id DESC LIMIT $6";
    query received_page(recipient: MemberId, before: Timestamp, before_id: InvitationId, older_than: Timestamp, state: &str, now: Timestamp, limit: i64) -> InvitationRow =
        "SELECT id, sender, recipient, note, source, via, sent_at, expires_at, state, ended_at, unknown FROM invitations WHERE recipient = $1 AND state IN ('pending', 'ignored') AND (sent_at < $2 OR (sent_at = $2 AND id < $3)) AND sent_at <= $4 AND state = $5 AND expires_at > $6 ORDER BY sent_at DESC, id DESC LIMIT $7";
    /// Those whose sender takes part: as many as the list shows.
    query received_open(recipient: MemberId, now: Timestamp) -> (u32,) =
        "SELECT count(*) FROM invitations i JOIN accounts a ON a.id = i.sender WHERE i.recipient = $1 AND i.state IN ('pending', 'ignored') AND i.state = 'pending' AND i.expires_at > $2 AND a.status = 'active'";
    query open_sent_older(sender: MemberId, now: Timestamp, older_than: Timestamp, limit: i64) -> (InvitationId,) =
        "SELECT id FROM invitations WHERE sender = $1 AND state IN ('pending', 'ignored') AND expires_at > $2 AND sent_at <= $3 ORDER BY expires_at LIMIT $4";
    query due(now: Timestamp, limit: i64) -> InvitationRow =
        "SELECT id, sender, recipient, note, source, via, sent_at, expires_at, state, ended_at, unknown FROM invitations WHERE state IN ('pending', 'ignored') AND expires_at <= $1 ORDER BY expires_at LIMIT $2";
    /// Members after `$1` who sent at least `$3` invitations after `$2`.
    query busy_senders(after: MemberId, since: Timestamp, sample: i64, limit: i64) -> (MemberId,) =
        "SELECT sender FROM invitations WHERE sender > $1 AND sent_at > $2 GROUP BY sender HAVING count(*) >= $3 ORDER BY sender LIMIT $4";
    /// Of the invitations of `$1` sent after `$2`: how many are resolved or were sent by `$3`,
    /// and how many of those were accepted. An ignored one counts once it is ripe: until then it
    /// stands like any other that nobody answered.
    query acceptance(sender: MemberId, since: Timestamp, ripe: Timestamp) -> (u32, u32) =
        "SELECT count(*), count(CASE WHEN state = 'accepted' THEN 1 END) FROM invitations WHERE sender = $1 AND sent_at > $2 AND (state IN ('accepted', 'withdrawn', 'expired') OR sent_at <= $3)";
}

/// Where the windows of a member's usage begin.
#[derive(Debug, Clone, Copy)]
pub struct UsageWindows {
    /// Now.
    pub now: Timestamp,
    /// A week ago.
    pub week: Timestamp,
    /// The weekly limit.
    pub limit: u32,
    /// The limit of pending invitations.
    pub places: u32,
    /// The short burst window, or the last step on the ladder.
    pub burst: Timestamp,
    /// A day ago, or the last step on the ladder.
    pub day: Timestamp,
    /// The first instant of the member's calendar month, where notes are limited.
    pub month: Option<Timestamp>,
    /// Whether a withdrawal gives the send back.
    pub withdraw_returns_send: bool,
}

/// Keeps a new invitation.
pub(crate) fn insert(conn: &mut Conn, invitation: &Invitation) {
    let i = invitation;
    let note = i.note.as_deref();
    let (state, ended, unknown) = (State::Pending, None, false);
    insert_invitation(
        conn,
        i.id,
        i.sender,
        i.recipient,
        note,
        i.source,
        i.via,
        i.sent_at,
        i.expires_at,
        state,
        ended,
        unknown,
        i.boost,
    );
}

/// Moves an invitation on; the statement repeats the guard of the decision.
pub(crate) fn answer(conn: &mut Conn, answered: &Answered) {
    match answered.state {
        State::Ignored => {
            answer_pending(conn, answered.invitation, answered.at, answered.unknown);
        }
        State::Expired => lapse(conn, answered.invitation, answered.at),
        state => answer_open(conn, answered.invitation, answered.at, state),
    }
}

impl Tx<'_> {
    /// Keeps where and when the two of an invitation met.
    pub fn keep_met(&mut self, id: InvitationId, met: &str) {
        set_met(self.conn(), id, met);
    }
}

impl Reads<'_> {
    /// Where and when the two of an invitation met, in the sender's words.
    pub fn met(&mut self, id: InvitationId) -> Result<Option<String>, StoreError> {
        Ok(met_of(self.conn, id)?.pop().and_then(|row| row.0))
    }

    /// What a member has used of their budgets.
    pub fn usage(&mut self, sender: MemberId, windows: &UsageWindows) -> Result<Usage, StoreError> {
        let w = windows;
        // With a limit of none, every send in the window blocks the next.
        let skip = i64::from(w.limit.max(1)) - 1;
        let places = i64::from(w.places.max(1)) - 1;
        let returns = w.withdraw_returns_send;
        let conn = &mut *self.conn;
        let mut rows =
            usage_of(conn, sender, w.now, w.week, skip, w.burst, w.day, returns, places)?;
        let by_email = rows.first().is_some_and(|row| row.by_email);
        if by_email {
            rows = usage_with_email_of(
                conn, sender, w.now, w.week, skip, w.burst, w.day, returns, places,
            )?;
        }
        let mut notes = 0;
        if let Some(month) = w.month {
            notes = notes_since(conn, sender, month)?.first().map_or(0, |row| row.0);
            if by_email {
                notes += email_notes_since(conn, sender, month)?.first().map_or(0, |row| row.0);
            }
        }
        let Some(row) = rows.into_iter().next() else { return Ok(Usage::default()) };
        Ok(Usage {
            week: row.week,
            week_oldest: row.week_oldest,
            week_blocking: row.week_blocking,
            pending: row.pending,
            pending_first_expiry: row.pending_first_expiry,
            pending_blocking: row.pending_blocking,
            notes,
            burst: row.burst,
            burst_day: row.burst_day,
            boosts: row.boosts,
        })
    }

    /// When the `attempts`-th newest invitation of `sender` to `recipient` was sent.
    pub fn attempt_blocking(
        &mut self,
        sender: MemberId,
        recipient: MemberId,
        attempts: u32,
    ) -> Result<Option<Timestamp>, StoreError> {
        let skip = i64::from(attempts.max(1)) - 1;
        Ok(nth_attempt(self.conn, sender, recipient, skip)?.first().map(|row| row.0))
    }

    /// How many recipients said after `since` that they don't know `sender`.
    pub fn unknown_reports(
        &mut self,
        sender: MemberId,
        since: Timestamp,
    ) -> Result<u32, StoreError> {
        Ok(unknown_reports(self.conn, sender, since)?.first().map_or(0, |row| row.0))
    }

    /// One invitation.
    pub fn invitation(&mut self, id: InvitationId) -> Result<Option<InvitationRow>, StoreError> {
        Ok(one_invitation(self.conn, id)?.pop())
    }

    /// Invitations that `sender` sent before the cursor and at or before `older_than`, newest
    /// first, in a state as the sender may see it; those ended by a block are left out.
    pub fn sent(
        &mut self,
        sender: MemberId,
        before: (Timestamp, InvitationId),
        older_than: Timestamp,
        state: Option<State>,
        limit: u32,
    ) -> Result<Vec<InvitationRow>, StoreError> {
        let code = state.map_or("", State::code);
        sent_page(self.conn, sender, before.0, before.1, older_than, code, limit.into())
    }

    /// Invitations that stand to `recipient` in `state`, before the cursor, newest first.
    pub fn received(
        &mut self,
        recipient: MemberId,
        before: (Timestamp, InvitationId),
        older_than: Timestamp,
        state: State,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<InvitationRow>, StoreError> {
        let code = state.code();
        received_page(self.conn, recipient, before.0, before.1, older_than, code, now, limit.into())
    }

    /// How many invitations wait for `recipient`.
    pub fn received_count(
        &mut self,
        recipient: MemberId,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        Ok(received_open(self.conn, recipient, now)?.first().map_or(0, |row| row.0))
    }

    /// Open invitations of `sender` sent at or before `older_than`, the first to lapse first.
    pub fn open_sent_older(
        &mut self,
        sender: MemberId,
        now: Timestamp,
        older_than: Timestamp,
        limit: u32,
    ) -> Result<Vec<InvitationId>, StoreError> {
        let rows = open_sent_older(self.conn, sender, now, older_than, limit.into())?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    /// Invitations whose instant has come and that nobody has lapsed yet.
    pub fn due_invitations(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<InvitationRow>, StoreError> {
        due(self.conn, now, limit.into())
    }

    /// Members after `after`, in the order of their ids, who sent at least `sample` invitations
    /// after `since`.
    pub fn busy_senders(
        &mut self,
        after: Option<MemberId>,
        since: Timestamp,
        sample: u32,
        limit: u32,
    ) -> Result<Vec<MemberId>, StoreError> {
        let after = after.unwrap_or(MemberId::from_bytes([0; 16]));
        let rows = busy_senders(self.conn, after, since, sample.into(), limit.into())?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    /// Of a sender's invitations sent after `since`: how many are resolved or ripe, and how many
    /// of those were accepted (R8).
    pub fn acceptance(
        &mut self,
        sender: MemberId,
        since: Timestamp,
        ripe: Timestamp,
    ) -> Result<(u32, u32), StoreError> {
        Ok(acceptance(self.conn, sender, since, ripe)?.pop().unwrap_or((0, 0)))
    }
}

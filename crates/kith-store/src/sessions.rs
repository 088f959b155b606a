//! Sessions of the browser and tokens of the API: only the hash of the secret is kept.

use kith_core::{
    account::{Role, Status},
    id::{ImageId, MemberId},
    time::{Timestamp, Zone},
};

use crate::{
    Reads, StoreError, Tx,
    sql::{row, statements},
    writer::forget_answers,
};

row! {
    /// Who is behind a session or token.
    #[derive(Debug, Clone)]
    pub struct Bearer {
        /// Who.
        pub member: MemberId,
        /// The address of the profile.
        pub handle: String,
        /// First name.
        pub first_name: String,
        /// Last name.
        pub last_name: String,
        /// What they may do to others' accounts.
        pub role: Role,
        /// Whether they take part.
        pub status: Status,
        /// Their time zone.
        pub zone: Zone,
        /// What the session or token may do.
        pub scope: String,
        /// Their photo, if they have one.
        pub photo: Option<ImageId>,
    }
}

row! {
    /// When somebody signed in last.
    #[derive(Debug, Clone, Copy)]
    pub struct SignIn {
        /// Who.
        pub member: MemberId,
        /// When, of the sessions and tokens that are kept.
        pub at: Timestamp,
    }
}

statements! {
    query sign_ins_after(after: MemberId, limit: i64) -> SignIn =
        "SELECT member, MAX(created_at) AS at FROM sessions WHERE member > $1 GROUP BY member ORDER BY member LIMIT $2";
    write insert_session(hash: Vec<u8>, member: MemberId, scope: &str, created_at: Timestamp, expires_at: Option<Timestamp>) =
        "INSERT INTO sessions (hash, member, scope, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    write delete_session(hash: Vec<u8>) = "DELETE FROM sessions WHERE hash = $1";
    write forget_sessions(before: Timestamp) = "DELETE FROM sessions WHERE expires_at IS NOT NULL AND expires_at <= $1";
    query bearer(hash: Vec<u8>, now: Timestamp) -> Bearer =
        "SELECT s.member, a.handle, a.first_name, a.last_name, a.role, a.status, a.time_zone, s.scope, a.photo FROM sessions s JOIN accounts a ON a.id = s.member WHERE s.hash = $1 AND (s.expires_at IS NULL OR s.expires_at > $2)";
}

impl Reads<'_> {
    /// Who is behind the secret with this hash, if it is good at `now`.
    pub fn bearer(
        &mut self,
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<Bearer>, StoreError> {
        Ok(bearer(self.conn, hash.to_vec(), now)?.pop())
    }

    /// When members after `after` signed in last, in the order of their ids, at most `limit`: to
    /// rebuild a follower. Who has no session is left out.
    pub fn sign_ins_after(
        &mut self,
        after: Option<MemberId>,
        limit: u32,
    ) -> Result<Vec<SignIn>, StoreError> {
        let least = MemberId::from_bytes([0; 16]);
        sign_ins_after(self.conn, after.unwrap_or(least), limit.into())
    }
}

impl Tx<'_> {
    /// Keeps a session or token.
    pub fn insert_session(
        &mut self,
        hash: &[u8; 32],
        member: MemberId,
        scope: &str,
        now: Timestamp,
        expires_at: Option<Timestamp>,
    ) {
        insert_session(self.conn(), hash.to_vec(), member, scope, now, expires_at);
    }

    /// Ends a session or token.
    pub fn delete_session(&mut self, hash: &[u8; 32]) {
        delete_session(self.conn(), hash.to_vec());
    }

    /// Forgets sessions that are over and answers older than `answers_before`; how many rows.
    pub fn forget_old(
        &mut self,
        now: Timestamp,
        answers_before: Timestamp,
    ) -> Result<u64, StoreError> {
        self.conn().flush()?;
        forget_sessions(self.conn(), now);
        forget_answers(self.conn(), answers_before);
        Ok(self.conn().flush_counted()?.into_iter().sum())
    }
}

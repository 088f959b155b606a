//! The restriction ladder's steps, boosts, and what an operator sees of members.

use kith_core::{
    account::{Plan, Role, Status},
    boost::Boost,
    id::{BoostId, MemberId, RestrictionId},
    restriction::{Level, Signal, Step},
    time::Timestamp,
};

use crate::{
    Reads, StoreError, Tx, accounts,
    sql::{Conn, row, statements},
};

row! {
    /// A step as the store keeps it.
    #[derive(Debug, Clone)]
    pub struct RestrictionRow {
        /// Which.
        pub id: RestrictionId,
        /// Whose.
        pub member: MemberId,
        /// The rung reached.
        pub level: Level,
        /// What was noticed.
        pub signal: Signal,
        /// What was counted.
        pub evidence: String,
        /// When.
        pub at: Timestamp,
        /// When its pause ends.
        pub until: Option<Timestamp>,
        /// The operator who set it.
        pub by: Option<MemberId>,
        /// When it was lifted.
        pub lifted_at: Option<Timestamp>,
        /// What the member says about it.
        pub appeal: Option<String>,
        /// When they said it.
        pub appealed_at: Option<Timestamp>,
    }
}

row! {
    /// A member as an operator sees them.
    #[derive(Debug, Clone)]
    pub struct AdminRow {
        /// Who.
        pub id: MemberId,
        /// The address of the profile.
        pub handle: String,
        /// First name.
        pub first_name: String,
        /// Last name.
        pub last_name: String,
        /// E-mail address.
        pub email: Option<String>,
        /// Plan.
        pub plan: Plan,
        /// Role.
        pub role: Role,
        /// Whether they take part.
        pub status: Status,
        /// When they joined.
        pub joined_at: Timestamp,
        /// How many connections.
        pub connections: u32,
        /// The rung of the last step.
        pub level: Level,
        /// When it was taken.
        pub ladder_at: Option<Timestamp>,
        /// Until when they are paused.
        pub paused_until: Option<Timestamp>,
        /// Invitations sent after the instant asked for.
        pub sent_week: u32,
        /// Invitations that stand pending to them.
        pub pending: u32,
    }
}

row! {
    /// A running boost and what a member has used of it.
    #[derive(Debug, Clone)]
    pub struct BoostUse {
        /// Which.
        pub id: BoostId,
        /// What the operator calls the audience.
        pub name: String,
        /// How many extra invitations.
        pub extra: u32,
        /// When it is over.
        pub until: Timestamp,
        /// How many are used.
        pub used: u32,
    }
}

statements! {
    write insert_step(id: RestrictionId, member: MemberId, level: Level, signal: Signal, evidence: &str, at: Timestamp, until: Option<Timestamp>, by: Option<MemberId>) =
        "INSERT INTO restrictions (id, member, level, signal, evidence, at, until, set_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    guard lift(id: RestrictionId, by: MemberId, at: Timestamp) =
        "UPDATE restrictions SET lifted_at = $3, lifted_by = $2 WHERE id = $1 AND lifted_at IS NULL";
    guard appeal(id: RestrictionId, text: &str, at: Timestamp) =
        "UPDATE restrictions SET appeal = $2, appealed_at = $3 WHERE id = $1 AND lifted_at IS NULL";
    query last_step(member: MemberId) -> RestrictionRow =
        "SELECT id, member, level, signal, evidence, at, until, set_by, lifted_at, appeal, appealed_at FROM restrictions WHERE member = $1 ORDER BY at DESC, id DESC LIMIT 1";
    query steps_of(member: MemberId, before: Timestamp, limit: i64) -> RestrictionRow =
        "SELECT id, member, level, signal, evidence, at, until, set_by, lifted_at, appeal, appealed_at FROM restrictions WHERE member = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3";
    query newest_steps(before: Timestamp, limit: i64) -> RestrictionRow =
        "SELECT id, member, level, signal, evidence, at, until, set_by, lifted_at, appeal, appealed_at FROM restrictions WHERE at < $1 ORDER BY at DESC LIMIT $2";
    query appealed_steps(before: Timestamp, limit: i64) -> RestrictionRow =
        "SELECT id, member, level, signal, evidence, at, until, set_by, lifted_at, appeal, appealed_at FROM restrictions WHERE appealed_at IS NOT NULL AND appealed_at < $1 AND lifted_at IS NULL ORDER BY appealed_at DESC LIMIT $2";
    /// Members whose handle comes after `$1`, and that begin so, for an operator.
    query admin_page(after: &str, from: &str, upto: &str, week: Timestamp, now: Timestamp, limit: i64) -> AdminRow =
        "SELECT a.id, a.handle, a.first_name, a.last_name, a.email, a.plan, a.role, a.status, a.joined_at, a.connections, a.ladder_level, a.ladder_at, a.paused_until, (SELECT count(*) FROM invitations i WHERE i.sender = a.id AND i.sent_at > $4), (SELECT count(*) FROM invitations i WHERE i.sender = a.id AND i.state IN ('pending', 'ignored') AND i.expires_at > $5) FROM accounts a WHERE a.handle > $1 AND a.handle >= $2 AND a.handle < $3 AND a.status <> 'deleted' ORDER BY a.handle LIMIT $6";
    query admin_ladder(before: Timestamp, week: Timestamp, now: Timestamp, limit: i64) -> AdminRow =
        "SELECT a.id, a.handle, a.first_name, a.last_name, a.email, a.plan, a.role, a.status, a.joined_at, a.connections, a.ladder_level, a.ladder_at, a.paused_until, (SELECT count(*) FROM invitations i WHERE i.sender = a.id AND i.sent_at > $2), (SELECT count(*) FROM invitations i WHERE i.sender = a.id AND i.state IN ('pending', 'ignored') AND i.expires_at > $3) FROM accounts a WHERE a.ladder_at IS NOT NULL AND a.ladder_at < $1 ORDER BY a.ladder_at DESC LIMIT $4";
    query full_since(before: Timestamp, limit: i64) -> (MemberId,) =
        "SELECT id FROM accounts WHERE pending_full_since IS NOT NULL AND pending_full_since <= $1 ORDER BY pending_full_since LIMIT $2";
    write insert_boost(id: BoostId, name: &str, extra: u32, starts_at: Timestamp, ends_at: Timestamp) =
        "INSERT INTO boosts (id, name, extra, starts_at, ends_at) VALUES ($1, $2, $3, $4, $5)";
    write insert_boost_member(member: MemberId, boost: BoostId) =
        "INSERT INTO boost_members (member, boost) VALUES ($1, $2) ON CONFLICT (member, boost) DO NOTHING";
    query boosts_of(member: MemberId, now: Timestamp) -> BoostUse =
        "SELECT b.id, b.name, b.extra, b.ends_at, (SELECT count(*) FROM invitations i WHERE i.sender = $1 AND i.boost IS NOT NULL AND i.boost = b.id) FROM boost_members m JOIN boosts b ON b.id = m.boost WHERE m.member = $1 AND b.starts_at <= $2 AND b.ends_at > $2 ORDER BY b.ends_at";
    /// A running boost of both with places left for `$1`.
    query shared_boost(member: MemberId, other: MemberId, now: Timestamp) -> (BoostId,) =
        "SELECT b.id FROM boost_members m JOIN boosts b ON b.id = m.boost JOIN boost_members o ON o.member = $2 AND o.boost = b.id WHERE m.member = $1 AND b.starts_at <= $3 AND b.ends_at > $3 AND (SELECT count(*) FROM invitations i WHERE i.sender = $1 AND i.boost IS NOT NULL AND i.boost = b.id) < b.extra ORDER BY b.ends_at LIMIT 1";
}

/// Keeps a step and moves the member's ladder to it.
pub(crate) fn insert(conn: &mut Conn, step: &Step) -> Result<(), StoreError> {
    let s = step;
    let before = crate::meetings::facts(conn, s.member)?.pop();
    let before = before.map(kith_core::account::Account::from).map(|account| account.ladder);
    let ladder = s.ladder(&before.unwrap_or_default());
    insert_step(conn, s.id, s.member, s.level, s.signal, &s.evidence, s.at, s.until, s.by);
    accounts::set_ladder(conn, s.member, ladder.level, ladder.at, ladder.paused_until);
    Ok(())
}

/// The end of the range of texts that begin with `prefix`.
pub(crate) fn prefix_end(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

impl Reads<'_> {
    /// The last step of a member.
    pub fn last_step(&mut self, member: MemberId) -> Result<Option<RestrictionRow>, StoreError> {
        Ok(last_step(self.conn, member)?.pop())
    }

    /// Steps before an instant, newest first: of one member, or of everybody.
    pub fn steps(
        &mut self,
        member: Option<MemberId>,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<RestrictionRow>, StoreError> {
        match member {
            Some(member) => steps_of(self.conn, member, before, limit.into()),
            None => newest_steps(self.conn, before, limit.into()),
        }
    }

    /// Steps with an appeal and not lifted, the newest appeal first.
    pub fn appeals(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<RestrictionRow>, StoreError> {
        appealed_steps(self.conn, before, limit.into())
    }

    /// Members whose handle begins with `prefix` and comes after `after`, for an operator, with
    /// the invitations each sent after `week`.
    pub fn admin_members(
        &mut self,
        after: &str,
        prefix: &str,
        week: Timestamp,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<AdminRow>, StoreError> {
        let upto = prefix_end(prefix);
        admin_page(self.conn, after, prefix, &upto, week, now, limit.into())
    }

    /// Members on the ladder whose last step came before `before`, newest first.
    pub fn admin_on_ladder(
        &mut self,
        before: Timestamp,
        week: Timestamp,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<AdminRow>, StoreError> {
        admin_ladder(self.conn, before, week, now, limit.into())
    }

    /// Members who have had no pending place since `before` or longer.
    pub fn pending_full_since(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<MemberId>, StoreError> {
        let rows = full_since(self.conn, before, limit.into())?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    /// The running boosts of a member.
    pub fn boosts(
        &mut self,
        member: MemberId,
        now: Timestamp,
    ) -> Result<Vec<BoostUse>, StoreError> {
        boosts_of(self.conn, member, now)
    }

    /// A running boost that both belong to and of which `member` has places left.
    pub fn shared_boost(
        &mut self,
        member: MemberId,
        other: MemberId,
        now: Timestamp,
    ) -> Result<Option<BoostId>, StoreError> {
        Ok(shared_boost(self.conn, member, other, now)?.pop().map(|row| row.0))
    }
}

impl Tx<'_> {
    /// Keeps a boost for an audience.
    pub fn insert_boost(&mut self, boost: &Boost, audience: &[MemberId]) {
        insert_boost(self.conn(), boost.id, &boost.name, boost.extra, boost.from, boost.until);
        for member in audience {
            insert_boost_member(self.conn(), *member, boost.id);
        }
    }
}

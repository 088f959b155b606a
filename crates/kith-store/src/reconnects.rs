//! Reconnecting by mutual consent: who wants it, what is compared, and who was asked.

use kith_core::{
    id::{MemberId, ReconnectId},
    reconnect::{Agreed, Answer, Answering, IdentityKind, Offer},
    tie::Pair,
    time::Timestamp,
};

use crate::{
    Reads, StoreError, Tx, identities,
    sql::{Conn, row, statements},
};

row! {
    /// Who wants to be reconnected, and how far the round is.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ReconnectingRow {
        /// Since when.
        pub since: Timestamp,
        /// When their contacts are compared next.
        pub due_at: Option<Timestamp>,
        /// Which round is next, or under way.
        pub round: i64,
        /// The key of the last contact that was looked at in it; empty before the first.
        pub reached: String,
        /// When a round was last at its end.
        pub looked_at: Option<Timestamp>,
    }
}

row! {
    /// Two members who list each other, from one side.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct MatchRow {
        /// The other.
        pub other: MemberId,
        /// Whether the address by which the other lists this member is one that only an archive
        /// vouches for.
        pub mine_claimed: bool,
        /// The same of the other's.
        pub theirs_claimed: bool,
    }
}

row! {
    pub(crate) struct OfferRow {
        id: ReconnectId,
        low: MemberId,
        high: MemberId,
        low_key: String,
        high_key: String,
        offered_at: Option<Timestamp>,
        low_answer: Option<Answer>,
        high_answer: Option<Answer>,
    }
}

/// An offer, under which keys each lists the other, and whether both were asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredOffer {
    /// The offer.
    pub offer: Offer,
    /// The key among the contacts of `low`, and that among those of `high`.
    pub keys: [String; 2],
    /// Whether both were asked.
    pub told: bool,
}

impl From<OfferRow> for StoredOffer {
    fn from(row: OfferRow) -> Self {
        let OfferRow { id, low, high, low_answer, high_answer, .. } = row;
        let told = row.offered_at.is_some();
        let offered_at = row.offered_at.unwrap_or(Timestamp::from_micros(0));
        let offer = Offer { id, low, high, offered_at, low_answer, high_answer };
        Self { offer, keys: [row.low_key, row.high_key], told }
    }
}

/// A keyed hash of what two people are known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The hash.
    pub hash: [u8; 16],
    /// From which side.
    pub first: bool,
    /// Whether only an archive vouches for the member's own address in it.
    pub claimed: bool,
}

statements! {
    /// Who consented already goes on; what is due stays due.
    write consent(member: MemberId, since: Timestamp, due_at: Timestamp) =
        "INSERT INTO reconnecting (member, since, due_at, round, reached) VALUES ($1, $2, $3, 0, '') ON CONFLICT (member) DO NOTHING";
    /// There is something new to compare. A round that is under way begins again.
    write compare_again(due_at: Timestamp, member: MemberId) =
        "UPDATE reconnecting SET due_at = CASE WHEN due_at IS NULL OR reached <> '' THEN $1 ELSE due_at END, round = CASE WHEN reached <> '' THEN round + 1 ELSE round END, reached = '' WHERE member = $2";
    write end_consent(member: MemberId) = "DELETE FROM reconnecting WHERE member = $1";
    query reconnecting(member: MemberId) -> ReconnectingRow =
        "SELECT since, due_at, round, reached, looked_at FROM reconnecting WHERE member = $1";
    query due_to_look(now: Timestamp, limit: i64) -> (MemberId,) =
        "SELECT member FROM reconnecting WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at LIMIT $2";
    guard reach_in_round(reached: &str, member: MemberId, round: i64, from: &str) =
        "UPDATE reconnecting SET reached = $1 WHERE member = $2 AND round = $3 AND reached = $4";
    guard end_round(looked_at: Timestamp, member: MemberId, round: i64, from: &str) =
        "UPDATE reconnecting SET round = round + 1, reached = '', due_at = NULL, looked_at = $1 WHERE member = $2 AND round = $3 AND reached = $4";
    write put_mark(mark: Vec<u8>, first: bool, member: MemberId, claimed: bool, round: i64) =
        "INSERT INTO reconnect_marks (mark, first, member, claimed, round) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (mark, first, member) DO UPDATE SET claimed = excluded.claimed, round = excluded.round";
    write drop_old_marks(member: MemberId, round: i64) =
        "DELETE FROM reconnect_marks WHERE member = $1 AND round < $2";
    write drop_marks(member: MemberId) = "DELETE FROM reconnect_marks WHERE member = $1";
    /// Where two claim the same address, neither is known by it; who is blocked is not there (R1).
    query matches_of(member: MemberId) -> MatchRow =
        "SELECT o.member, m.claimed, o.claimed FROM reconnect_marks m JOIN reconnect_marks o ON o.mark = m.mark AND o.first = 1 - m.first WHERE m.member = $1 AND o.member <> m.member AND NOT EXISTS (SELECT 1 FROM reconnect_marks x WHERE x.mark = m.mark AND x.first = m.first AND x.member <> m.member) AND NOT EXISTS (SELECT 1 FROM reconnect_marks x WHERE x.mark = o.mark AND x.first = o.first AND x.member <> o.member) AND NOT EXISTS (SELECT 1 FROM pairs p WHERE p.low = m.member AND p.high = o.member AND (p.low_blocked IS NOT NULL OR p.high_blocked IS NOT NULL)) AND NOT EXISTS (SELECT 1 FROM pairs p WHERE p.high = m.member AND p.low = o.member AND (p.low_blocked IS NOT NULL OR p.high_blocked IS NOT NULL))";
    write insert_offer(low: MemberId, high: MemberId, id: ReconnectId, low_key: &str, high_key: &str, due_at: Timestamp) =
        "INSERT INTO reconnect_offers (low, high, id, low_key, high_key, due_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (low, high) DO UPDATE SET due_at = excluded.due_at WHERE reconnect_offers.offered_at IS NULL AND reconnect_offers.ended_at IS NULL";
    query one_offer(id: ReconnectId) -> OfferRow =
        "SELECT id, low, high, low_key, high_key, offered_at, low_answer, high_answer FROM reconnect_offers WHERE id = $1 AND ended_at IS NULL";
    query offers_page(member: MemberId, before: Timestamp, before_id: ReconnectId, limit: i64) -> OfferRow =
        "SELECT id, low, high, low_key, high_key, offered_at, low_answer, high_answer FROM reconnect_offers WHERE low = $1 AND ended_at IS NULL AND (offered_at < $2 OR (offered_at = $2 AND id < $3)) UNION ALL SELECT id, low, high, low_key, high_key, offered_at, low_answer, high_answer FROM reconnect_offers WHERE high = $1 AND ended_at IS NULL AND (offered_at < $2 OR (offered_at = $2 AND id < $3)) ORDER BY offered_at DESC, id DESC LIMIT $4";
    query offers_due(now: Timestamp, limit: i64) -> OfferRow =
        "SELECT id, low, high, low_key, high_key, offered_at, low_answer, high_answer FROM reconnect_offers WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at LIMIT $2";
    guard tell_offer(at: Timestamp, id: ReconnectId) =
        "UPDATE reconnect_offers SET offered_at = $1, due_at = NULL WHERE id = $2 AND offered_at IS NULL AND ended_at IS NULL";
    write put_off(due_at: Option<Timestamp>, id: ReconnectId) =
        "UPDATE reconnect_offers SET due_at = $1 WHERE id = $2 AND ended_at IS NULL";
    guard answer_offer(member: MemberId, to: Option<Answer>, id: ReconnectId, from: &str) =
        "UPDATE reconnect_offers SET low_answer = CASE WHEN low = $1 THEN $2 ELSE low_answer END, high_answer = CASE WHEN high = $1 THEN $2 ELSE high_answer END WHERE id = $3 AND ended_at IS NULL AND coalesce(CASE WHEN low = $1 THEN low_answer ELSE high_answer END, '') = $4";
    guard agree(at: Timestamp, id: ReconnectId) =
        "UPDATE reconnect_offers SET ended_at = $1, due_at = NULL WHERE id = $2 AND ended_at IS NULL AND low_answer = 'yes' AND high_answer = 'yes'";
    /// Two who came together in another way.
    write end_offer(at: Timestamp, low: MemberId, high: MemberId) =
        "UPDATE reconnect_offers SET ended_at = $1, due_at = NULL WHERE low = $2 AND high = $3 AND ended_at IS NULL";
    /// What was before a block does not come back with its end (R1).
    write forget_offer(low: MemberId, high: MemberId) =
        "DELETE FROM reconnect_offers WHERE low = $1 AND high = $2";
    write take_back_low(member: MemberId) =
        "UPDATE reconnect_offers SET low_answer = NULL WHERE low = $1 AND low_answer = 'yes' AND ended_at IS NULL";
    write take_back_high(member: MemberId) =
        "UPDATE reconnect_offers SET high_answer = NULL WHERE high = $1 AND high_answer = 'yes' AND ended_at IS NULL";
    write forget_offers_low(member: MemberId) = "DELETE FROM reconnect_offers WHERE low = $1";
    write forget_offers_high(member: MemberId) = "DELETE FROM reconnect_offers WHERE high = $1";
    query contacts_known_as(owner: MemberId, key: &str, email: &str, limit: i64) -> (String, String, String) =
        "SELECT key, first_name, last_name FROM brought_contacts WHERE owner = $1 AND key = $2 UNION SELECT key, first_name, last_name FROM brought_contacts WHERE owner = $1 AND email = $3 AND email <> '' ORDER BY key LIMIT $4";
}

/// Ends a member's consent: nothing of theirs is compared, and what they agreed to they do not any
/// more.
pub(crate) fn stop(conn: &mut Conn, member: MemberId) {
    end_consent(conn, member);
    drop_marks(conn, member);
    take_back_low(conn, member);
    take_back_high(conn, member);
}

/// With what a member brought along goes the address that only that vouched for.
pub(crate) fn forget_brought(conn: &mut Conn, member: MemberId) {
    stop(conn, member);
    identities::forget_identity(conn, member, IdentityKind::Profile);
}

/// Forgets everything of a member who is deleted.
pub(crate) fn forget_member(conn: &mut Conn, member: MemberId) {
    end_consent(conn, member);
    drop_marks(conn, member);
    forget_offers_low(conn, member);
    forget_offers_high(conn, member);
    identities::forget_identities(conn, member);
}

/// A tie has a new value: a block ends an offer for good, a connection is what it was for.
pub(crate) fn hear_tie(conn: &mut Conn, pair: &Pair, connections: i32) {
    if pair.is_blocked() {
        forget_offer(conn, pair.low, pair.high);
    } else if let Some(at) = pair.connected_at.filter(|_| connections > 0) {
        end_offer(conn, at, pair.low, pair.high);
    }
}

/// Both are asked.
pub(crate) fn offered(conn: &mut Conn, offer: &Offer) {
    tell_offer(conn, offer.offered_at, offer.id);
}

/// A member answers.
pub(crate) fn answered(conn: &mut Conn, said: &Answering) {
    answer_offer(conn, said.member, said.to, said.offer, said.from.map_or("", Answer::code));
}

/// Both said yes.
pub(crate) fn reconnected(conn: &mut Conn, agreed: &Agreed) {
    agree(conn, agreed.at, agreed.offer);
}

impl Reads<'_> {
    /// Whether a member wants to be reconnected, and how far the round is.
    pub fn reconnecting(
        &mut self,
        member: MemberId,
    ) -> Result<Option<ReconnectingRow>, StoreError> {
        Ok(reconnecting(self.conn, member)?.pop())
    }

    /// Members whose contacts are to be compared at `now`, at most `limit`.
    pub fn due_to_look(&mut self, now: Timestamp, limit: u32) -> Result<Vec<MemberId>, StoreError> {
        Ok(due_to_look(self.conn, now, limit.into())?.into_iter().map(|row| row.0).collect())
    }

    /// Members who list a member and whom the member lists; one of them may come more than once.
    pub fn matches_of(&mut self, member: MemberId) -> Result<Vec<MatchRow>, StoreError> {
        matches_of(self.conn, member)
    }

    /// The names under which a member's contacts list somebody with this key or this address; the
    /// address may be empty.
    pub fn contacts_known_as(
        &mut self,
        owner: MemberId,
        key: &str,
        email: &str,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let rows = contacts_known_as(self.conn, owner, key, email, 4)?.into_iter();
        Ok(rows
            .map(|(key, first, last)| (key, format!("{first} {last}").trim().to_owned()))
            .collect())
    }

    /// An offer that has not ended.
    pub fn reconnect_offer(&mut self, id: ReconnectId) -> Result<Option<StoredOffer>, StoreError> {
        Ok(one_offer(self.conn, id)?.pop().map(StoredOffer::from))
    }

    /// The offers to a member, before the cursor, newest first.
    pub fn reconnect_offers(
        &mut self,
        member: MemberId,
        before: Option<(Timestamp, ReconnectId)>,
        limit: u32,
    ) -> Result<Vec<StoredOffer>, StoreError> {
        let newest = (Timestamp::from_micros(i64::MAX), ReconnectId::from_bytes([0xff; 16]));
        let (at, id) = before.unwrap_or(newest);
        let rows = offers_page(self.conn, member, at, id, limit.into())?;
        Ok(rows.into_iter().map(StoredOffer::from).collect())
    }

    /// Offers of which both are to be asked, or that are to be carried out, at most `limit`.
    pub fn offers_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredOffer>, StoreError> {
        Ok(offers_due(self.conn, now, limit.into())?.into_iter().map(StoredOffer::from).collect())
    }
}

impl Tx<'_> {
    /// Keeps that a member wants to be reconnected; what they bring is compared at `due`.
    pub fn consent_to_reconnect(&mut self, member: MemberId, now: Timestamp, due: Timestamp) {
        consent(self.conn(), member, now, due);
    }

    /// Notes that there is something new to compare at `due`, if the member wants it.
    pub fn compare_again(&mut self, member: MemberId, due: Timestamp) {
        compare_again(self.conn(), due, member);
    }

    /// Ends a member's consent.
    pub fn stop_reconnecting(&mut self, member: MemberId) {
        stop(self.conn(), member);
    }

    /// Keeps the marks of a piece of a member's contacts. It conflicts where another node was first.
    pub fn keep_marks(
        &mut self,
        member: MemberId,
        at: &ReconnectingRow,
        reached: &str,
        marks: &[Mark],
    ) {
        let conn = self.conn();
        reach_in_round(conn, reached, member, at.round, &at.reached);
        for mark in marks {
            put_mark(conn, mark.hash.to_vec(), mark.first, member, mark.claimed, at.round);
        }
    }

    /// Drops the marks of contacts that are no more, once all of the others are there.
    pub fn drop_old_marks(&mut self, member: MemberId, at: &ReconnectingRow) {
        drop_old_marks(self.conn(), member, at.round);
    }

    /// Ends a round, as of the instant at which it was due.
    pub fn end_round(&mut self, member: MemberId, at: &ReconnectingRow, looked_at: Timestamp) {
        end_round(self.conn(), looked_at, member, at.round, &at.reached);
    }

    /// Keeps that two list each other, each with the key among their own contacts; they are asked at
    /// `due`, unless they were before.
    pub fn keep_match(
        &mut self,
        (a, a_key): (MemberId, &str),
        (b, b_key): (MemberId, &str),
        id: ReconnectId,
        due: Timestamp,
    ) {
        let ((low, low_key), (high, high_key)) =
            if a < b { ((a, a_key), (b, b_key)) } else { ((b, b_key), (a, a_key)) };
        insert_offer(self.conn(), low, high, id, low_key, high_key, due);
    }

    /// Says when an offer is looked at next, if at all.
    pub fn put_off(&mut self, id: ReconnectId, due: Option<Timestamp>) {
        put_off(self.conn(), due, id);
    }
}

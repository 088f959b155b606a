//! What members have confirmed of themselves.

use kith_core::{id::MemberId, reconnect::IdentityKind, time::Timestamp};

use crate::{
    Reads, StoreError, Tx,
    sql::{row, statements},
};

row! {
    /// Something that a member is known by.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct IdentityRow {
        /// Of which kind.
        pub kind: IdentityKind,
        /// The address.
        pub value: String,
        /// When a link to confirm it was last mailed.
        pub asked_at: Option<Timestamp>,
        /// Since when it is confirmed.
        pub since: Option<Timestamp>,
    }
}

statements! {
    /// Another address than before has yet to be confirmed.
    write ask_identity(member: MemberId, kind: IdentityKind, value: &str, asked_at: Timestamp) =
        "INSERT INTO identities (member, kind, value, asked_at) VALUES ($1, $2, $3, $4) ON CONFLICT (member, kind) DO UPDATE SET value = excluded.value, asked_at = excluded.asked_at, since = CASE WHEN identities.value = excluded.value THEN identities.since ELSE NULL END";
    write confirm_identity(member: MemberId, kind: IdentityKind, value: &str, since: Timestamp) =
        "INSERT INTO identities (member, kind, value, since) VALUES ($1, $2, $3, $4) ON CONFLICT (member, kind) DO UPDATE SET value = excluded.value, since = CASE WHEN identities.value = excluded.value AND identities.since IS NOT NULL THEN identities.since ELSE excluded.since END";
    query identities_of(member: MemberId) -> IdentityRow =
        "SELECT kind, value, asked_at, since FROM identities WHERE member = $1 ORDER BY kind";
    write forget_identity(member: MemberId, kind: IdentityKind) =
        "DELETE FROM identities WHERE member = $1 AND kind = $2";
    write forget_identities(member: MemberId) = "DELETE FROM identities WHERE member = $1";
}

impl Reads<'_> {
    /// What a member has confirmed of themself, or was mailed a link for.
    pub fn identities(&mut self, member: MemberId) -> Result<Vec<IdentityRow>, StoreError> {
        identities_of(self.conn, member)
    }
}

impl Tx<'_> {
    /// Notes that a link to confirm an address is mailed.
    pub fn ask_identity(
        &mut self,
        member: MemberId,
        kind: IdentityKind,
        value: &str,
        now: Timestamp,
    ) {
        ask_identity(self.conn(), member, kind, value, now);
    }

    /// Keeps that an address is confirmed.
    pub fn confirm_identity(
        &mut self,
        member: MemberId,
        kind: IdentityKind,
        value: &str,
        now: Timestamp,
    ) {
        confirm_identity(self.conn(), member, kind, value, now);
    }
}

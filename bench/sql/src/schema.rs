//! The tables of the invitation transaction as Diesel knows them, and the rows it writes.

use diesel::prelude::*;
use kith_core::tie::Pair;

diesel::table! {
    accounts (id) {
        id -> Binary,
        plan -> Text,
        status -> Text,
        gate -> Text,
        connections_visible -> BigInt,
        follow_first -> BigInt,
        time_zone -> Text,
        reminders -> BigInt,
        connections -> BigInt,
        ladder_level -> Text,
        ladder_at -> Nullable<BigInt>,
        paused_until -> Nullable<BigInt>,
        pending_full_since -> Nullable<BigInt>,
    }
}
diesel::table! {
    pairs (low, high) {
        low -> Binary,
        high -> Binary,
        version -> BigInt,
        connected_at -> Nullable<BigInt>,
        low_follows -> Nullable<BigInt>,
        low_blocked -> Nullable<BigInt>,
        low_unblocked -> Nullable<BigInt>,
        low_unknown -> Nullable<BigInt>,
        low_invitation -> Nullable<Binary>,
        high_follows -> Nullable<BigInt>,
        high_blocked -> Nullable<BigInt>,
        high_unblocked -> Nullable<BigInt>,
        high_unknown -> Nullable<BigInt>,
        high_invitation -> Nullable<Binary>,
    }
}
diesel::table! {
    invitations (id) {
        id -> Binary,
        sender -> Binary,
        recipient -> Binary,
        note -> Nullable<Text>,
        source -> Text,
        via -> Nullable<Binary>,
        sent_at -> BigInt,
        expires_at -> BigInt,
        state -> Text,
        ended_at -> Nullable<BigInt>,
        unknown -> BigInt,
        boost -> Nullable<Binary>,
        unknown_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    boost_members (member, boost) {
        member -> Binary,
        boost -> Binary,
    }
}
diesel::table! {
    lanes (lane) {
        lane -> BigInt,
        head -> BigInt,
    }
}
diesel::table! {
    journal (lane, seq) {
        lane -> BigInt,
        seq -> BigInt,
        at -> BigInt,
        actor -> Nullable<Binary>,
        command -> Binary,
        changes -> Text,
    }
}
diesel::allow_tables_to_appear_in_same_query!(accounts, pairs, invitations, boost_members);

/// A new invitation's row.
#[derive(Insertable)]
#[diesel(table_name = invitations, treat_none_as_default_value = false)]
pub struct NewInvitation<'a> {
    pub id: &'a [u8],
    pub sender: &'a [u8],
    pub recipient: &'a [u8],
    pub note: Option<&'a str>,
    pub source: &'a str,
    pub via: Option<&'a [u8]>,
    pub sent_at: i64,
    pub expires_at: i64,
    pub state: &'a str,
    pub ended_at: Option<i64>,
    pub unknown: i64,
    pub boost: Option<&'a [u8]>,
    pub unknown_at: Option<i64>,
}

/// What a tie holds besides its key.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = pairs, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Tie<'a> {
    version: i64,
    connected_at: Option<i64>,
    low_follows: Option<i64>,
    low_blocked: Option<i64>,
    low_unblocked: Option<i64>,
    low_unknown: Option<i64>,
    low_invitation: Option<&'a [u8]>,
    high_follows: Option<i64>,
    high_blocked: Option<i64>,
    high_unblocked: Option<i64>,
    high_unknown: Option<i64>,
    high_invitation: Option<&'a [u8]>,
}

/// A new tie's row.
#[derive(Insertable)]
#[diesel(table_name = pairs, treat_none_as_default_value = false)]
pub struct NewPair<'a> {
    pub low: &'a [u8],
    pub high: &'a [u8],
    #[diesel(embed)]
    pub tie: Tie<'a>,
}

impl<'a> Tie<'a> {
    /// The row of a tie.
    pub fn of(pair: &'a Pair) -> Self {
        let (low, high) = (&pair.low_side, &pair.high_side);
        let at = |instant: Option<kith_core::time::Timestamp>| instant.map(|at| at.micros());
        Self {
            version: pair.version,
            connected_at: at(pair.connected_at),
            low_follows: at(low.follows_at),
            low_blocked: at(low.blocked_at),
            low_unblocked: at(low.unblocked_at),
            low_unknown: at(low.unknown_at),
            low_invitation: low.invitation.as_ref().map(|id| id.as_bytes().as_slice()),
            high_follows: at(high.follows_at),
            high_blocked: at(high.blocked_at),
            high_unblocked: at(high.unblocked_at),
            high_unknown: at(high.unknown_at),
            high_invitation: high.invitation.as_ref().map(|id| id.as_bytes().as_slice()),
        }
    }
}

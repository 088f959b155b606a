//! What stands between two members: one value, one row, seen from either side (R1).

use serde::{Deserialize, Serialize};

use crate::{
    id::{InvitationId, MemberId},
    time::Timestamp,
};

/// The tie of an unordered pair of members. `low` is the smaller id.
///
/// Its methods consume it and return the tie after the act; nothing else changes one. `version`
/// counts the values that the store has kept: 0 is a pair that was never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The member with the smaller id.
    pub low: MemberId,
    /// The member with the greater id.
    pub high: MemberId,
    /// How many values the store has kept of this pair.
    pub version: i64,
    /// Since when they are connected, if they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_at: Option<Timestamp>,
    /// What `low` did.
    pub low_side: Side,
    /// What `high` did.
    pub high_side: Side,
}

/// One member's half of a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Side {
    /// Since when this member follows the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows_at: Option<Timestamp>,
    /// Since when this member blocks the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_at: Option<Timestamp>,
    /// When this member last unblocked the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unblocked_at: Option<Timestamp>,
    /// When this member said that they don't know the other (R4, check 4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown_at: Option<Timestamp>,
    /// The last invitation that this member sent to the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation: Option<InvitationId>,
}

impl Pair {
    /// The tie of two members who have nothing to do with each other.
    #[must_use]
    pub fn strangers(a: MemberId, b: MemberId) -> Self {
        Self {
            low: a.min(b),
            high: a.max(b),
            version: 0,
            connected_at: None,
            low_side: Side::default(),
            high_side: Side::default(),
        }
    }

    /// The half of `member`; of the other one if `member` is not `low`.
    #[must_use]
    pub fn side(&self, member: MemberId) -> &Side {
        if member == self.low { &self.low_side } else { &self.high_side }
    }

    /// The half of whoever is not `member`.
    #[must_use]
    pub fn other_side(&self, member: MemberId) -> &Side {
        if member == self.low { &self.high_side } else { &self.low_side }
    }

    /// Whoever is not `member`.
    #[must_use]
    pub fn other(&self, member: MemberId) -> MemberId {
        if member == self.low { self.high } else { self.low }
    }

    fn side_mut(&mut self, member: MemberId) -> &mut Side {
        if member == self.low { &mut self.low_side } else { &mut self.high_side }
    }

    /// Whether they are connected.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.connected_at.is_some()
    }

    /// Whether either blocks the other.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.low_side.blocked_at.is_some() || self.high_side.blocked_at.is_some()
    }

    /// After `sender` sent `invitation`.
    #[must_use]
    pub fn invited(mut self, sender: MemberId, invitation: InvitationId) -> Self {
        self.side_mut(sender).invitation = Some(invitation);
        self
    }

    /// After an accepted invitation: connected, and both follow each other.
    #[must_use]
    pub fn connected(mut self, at: Timestamp) -> Self {
        self.connected_at = Some(at);
        sabotage!(OneFollow {
            self.low_side.follows_at.get_or_insert(at);
            return self;
        });
        for side in [&mut self.low_side, &mut self.high_side] {
            side.follows_at.get_or_insert(at);
        }
        self
    }

    /// After either removed the connection: silent, and both follows end.
    #[must_use]
    pub fn disconnected(mut self) -> Self {
        self.connected_at = None;
        self.low_side.follows_at = None;
        self.high_side.follows_at = None;
        self
    }

    /// After `member` followed the other.
    #[must_use]
    pub fn followed(mut self, member: MemberId, at: Timestamp) -> Self {
        self.side_mut(member).follows_at.get_or_insert(at);
        self
    }

    /// After `member` unfollowed the other; a connection stays.
    #[must_use]
    pub fn unfollowed(mut self, member: MemberId) -> Self {
        self.side_mut(member).follows_at = None;
        self
    }

    /// After `member` blocked the other: connection and follows both ways are gone.
    #[must_use]
    pub fn blocked(self, member: MemberId, at: Timestamp) -> Self {
        sabotage!(BlockKeepsFollow {
            let mut pair = Self { connected_at: None, ..self };
            pair.side_mut(member).blocked_at = Some(at);
            return pair;
        });
        let mut pair = self.disconnected();
        pair.side_mut(member).blocked_at = Some(at);
        pair
    }

    /// After `member` unblocked the other; nothing is restored.
    #[must_use]
    pub fn unblocked(mut self, member: MemberId, at: Timestamp) -> Self {
        let side = self.side_mut(member);
        side.blocked_at = None;
        side.unblocked_at = Some(at);
        self
    }

    /// After `member` said they don't know the other, or (`None`) lifted that.
    #[must_use]
    pub fn unknown(mut self, member: MemberId, at: Option<Timestamp>) -> Self {
        self.side_mut(member).unknown_at = at;
        self
    }
}

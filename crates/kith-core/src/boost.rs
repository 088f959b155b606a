//! Boosts: extra invitations that an operator gives an audience, to each other, for a time (R7).

use serde::{Deserialize, Serialize};

use crate::{id::BoostId, time::Timestamp};

/// Extra invitations within an audience. An invitation between two of its members is charged to
/// the boost while any of the sender's `extra` are left, and to the week after that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boost {
    /// Which.
    pub id: BoostId,
    /// What the operator calls the audience.
    pub name: String,
    /// How many extra invitations each of its members has.
    pub extra: u32,
    /// The first instant.
    pub from: Timestamp,
    /// The instant at which it is over.
    pub until: Timestamp,
}

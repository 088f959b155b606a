//! What two members share beside connections.

use kith_core::id::MemberId;

use crate::{Reads, StoreError};

/// Groups as messages look at them (R9).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupsBetween {
    /// The name of a group that both are in.
    pub shared: Option<String>,
    /// The names of groups that the other is in and the asker could join.
    pub could_share: Vec<String>,
}

impl Reads<'_> {
    /// The groups between two members. There are no groups yet: none is shared, none could be.
    pub fn groups_between(
        &mut self,
        _me: MemberId,
        _them: MemberId,
    ) -> Result<GroupsBetween, StoreError> {
        Ok(GroupsBetween::default())
    }
}

//! What two members share beside connections.

use kith_core::{id::MemberId, time::Timestamp};

use crate::{Reads, StoreError, sql::statements};

/// How many groups are named that both could share.
const NAMED: usize = 3;

/// Groups as messages look at them (R9).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupsBetween {
    /// The name of a group that both are in.
    pub shared: Option<String>,
    /// The names of groups that the other is in and the asker could join.
    pub could_share: Vec<String>,
}

statements! {
    query groups_shared(me: MemberId, them: MemberId) -> (String, Option<Timestamp>) =
        "SELECT g.name, g.closed_at FROM group_members a JOIN group_members b ON b.grp = a.grp AND b.member = $2 JOIN groups g ON g.id = a.grp WHERE a.member = $1 AND a.standing IN ('owner', 'moderator', 'member') AND b.standing IN ('owner', 'moderator', 'member') ORDER BY a.since";
    /// Only open groups show to everybody who is in them.
    query groups_to_share(me: MemberId, them: MemberId) -> (String, Option<Timestamp>) =
        "SELECT g.name, g.closed_at FROM group_members b JOIN groups g ON g.id = b.grp LEFT JOIN group_members a ON a.grp = b.grp AND a.member = $1 WHERE b.member = $2 AND b.standing IN ('owner', 'moderator', 'member') AND (a.standing IS NULL OR a.standing = 'invited') AND g.access = 'open' ORDER BY b.since";
}

impl Reads<'_> {
    /// The groups between two members.
    pub fn groups_between(
        &mut self,
        me: MemberId,
        them: MemberId,
    ) -> Result<GroupsBetween, StoreError> {
        let open = |(name, closed): (String, Option<Timestamp>)| closed.is_none().then_some(name);
        let shared = groups_shared(self.conn, me, them)?.into_iter().find_map(open);
        let could_share = groups_to_share(self.conn, me, them)?.into_iter().filter_map(open);
        Ok(GroupsBetween { shared, could_share: could_share.take(NAMED).collect() })
    }
}

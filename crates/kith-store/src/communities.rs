//! What groups, events and companies have in common: who is seen in them, and what two share.

use kith_core::id::MemberId;

use crate::{Reads, StoreError, sql::statements};

/// The members whom `$2` does not see, or who do not see them (R1): a part of a statement.
macro_rules! hidden_from_2 {
    () => {
        "SELECT high FROM pairs WHERE low = $2 AND (low_blocked IS NOT NULL OR high_blocked IS NOT NULL) UNION ALL SELECT low FROM pairs WHERE high = $2 AND (low_blocked IS NOT NULL OR high_blocked IS NOT NULL)"
    };
}
pub(crate) use hidden_from_2;

/// Where a page of a list goes on, and what is searched in it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Only names that hold this, folded; empty: all.
    pub words: String,
    /// How many at most.
    pub limit: u32,
}

impl Seen {
    /// The words as a pattern: `!` stands before what would mean something else.
    pub(crate) fn pattern(&self) -> String {
        let mut pattern = String::from("%");
        for letter in self.words.chars() {
            if matches!(letter, '%' | '_' | '!') {
                pattern.push('!');
            }
            pattern.push(letter);
        }
        pattern.push('%');
        pattern
    }
}

statements! {
    query share_group(a: MemberId, b: MemberId) -> (MemberId,) =
        "SELECT x.member FROM group_members x JOIN group_members y ON y.grp = x.grp AND y.member = $2 WHERE x.member = $1 AND x.standing IN ('owner', 'moderator', 'member') AND y.standing IN ('owner', 'moderator', 'member') AND (SELECT g.closed_at FROM groups g WHERE g.id = x.grp) IS NULL LIMIT 1";
    query share_event(a: MemberId, b: MemberId) -> (MemberId,) =
        "SELECT x.member FROM event_people x JOIN event_people y ON y.event = x.event AND y.member = $2 JOIN events e ON e.id = x.event WHERE x.member = $1 AND x.state = 'going' AND y.state = 'going' AND e.cancelled_at IS NULL LIMIT 1";
}

impl Reads<'_> {
    /// Whether two are in one group, or have a seat at one event that is not cancelled (R4).
    pub fn share_community(&mut self, a: MemberId, b: MemberId) -> Result<bool, StoreError> {
        Ok(!share_group(self.conn, a, b)?.is_empty() || !share_event(self.conn, a, b)?.is_empty())
    }
}

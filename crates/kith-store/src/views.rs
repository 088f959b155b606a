//! Profile views (R12).

use kith_core::{
    day::Day,
    id::MemberId,
    time::Timestamp,
    view::{Trace, View},
};

use crate::{
    Reads, StoreError, Tx,
    communities::hidden_from_2,
    sql::{Conn, row, statements},
};

row! {
    /// A view, with what its viewer shows to everybody.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ViewRow {
        /// Who looked.
        pub viewer: MemberId,
        /// What it shows.
        pub trace: Trace,
        /// On which day, from 1970-01-01.
        pub day: i64,
        /// When, the first time that day.
        pub at: Timestamp,
        /// The viewer's headline.
        pub headline: String,
        /// The viewer's field.
        pub industry: String,
    }
}

statements! {
    guard insert_view(viewed: MemberId, day: i64, viewer: MemberId, trace: Trace, at: Timestamp) =
        "INSERT INTO profile_views (viewed, day, viewer, trace, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (viewed, day, viewer) DO NOTHING";
    query view_on(viewed: MemberId, day: i64, viewer: MemberId) -> (Trace,) =
        "SELECT trace FROM profile_views WHERE viewed = $1 AND day = $2 AND viewer = $3";
    query views_since(since: i64, viewed: MemberId, limit: i64) -> ViewRow =
        concat!("SELECT v.viewer, v.trace, v.day, v.at, a.headline, a.industry FROM profile_views v JOIN accounts a ON a.id = v.viewer WHERE v.viewed = $2 AND v.day >= $1 AND a.status = 'active' AND v.viewer NOT IN (", hidden_from_2!(), ") ORDER BY v.day DESC, v.at DESC, v.viewer LIMIT $3");
    query view_counts(since: i64, viewed: MemberId) -> (i64, u32) =
        concat!("SELECT v.day, count(*) FROM profile_views v JOIN accounts a ON a.id = v.viewer WHERE v.viewed = $2 AND v.day >= $1 AND a.status = 'active' AND v.viewer NOT IN (", hidden_from_2!(), ") GROUP BY v.day ORDER BY v.day");
    write forget_views_by(viewed: MemberId, viewer: MemberId) =
        "DELETE FROM profile_views WHERE viewed = $1 AND viewer = $2";
    write forget_views(before: Timestamp) = "DELETE FROM profile_views WHERE at < $1";
}

/// Keeps a view; the first of a viewer and day stands.
pub(crate) fn insert(conn: &mut Conn, view: &View) {
    let v = view;
    insert_view(conn, v.viewed, v.day.number(), v.viewer, v.trace, v.at);
}

/// Forgets the views of two by each other: what was before a block does not come back with its end
/// (R1).
pub(crate) fn forget_between(conn: &mut Conn, one: MemberId, other: MemberId) {
    forget_views_by(conn, one, other);
    forget_views_by(conn, other, one);
}

impl Reads<'_> {
    /// Whether a viewer's view of that day is kept.
    pub fn has_view(&mut self, view: &View) -> Result<bool, StoreError> {
        let found = view_on(self.conn, view.viewed, view.day.number(), view.viewer)?;
        Ok(!found.is_empty())
    }

    /// Views of a member's profile from a day on, newest first; without viewers who do not take
    /// part any more, or are blocked either way.
    pub fn views(
        &mut self,
        viewed: MemberId,
        since: Day,
        limit: u32,
    ) -> Result<Vec<ViewRow>, StoreError> {
        views_since(self.conn, since.number(), viewed, limit.into())
    }

    /// How many such views there are on each day that has any, by day.
    pub fn view_counts(
        &mut self,
        viewed: MemberId,
        since: Day,
    ) -> Result<Vec<(Day, u32)>, StoreError> {
        let counts = view_counts(self.conn, since.number(), viewed)?;
        Ok(counts.into_iter().map(|(day, count)| (Day::from_number(day), count)).collect())
    }
}

impl Tx<'_> {
    /// Forgets views before an instant; how many there were.
    pub fn forget_views(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.conn().flush()?;
        forget_views(self.conn(), before);
        Ok(self.conn().flush_counted()?.into_iter().sum())
    }
}

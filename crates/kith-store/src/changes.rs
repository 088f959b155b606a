//! Each change of the journal and the rows that it is about.

use kith_core::{change::Change, tie::Pair};

use crate::{
    StoreError, accounts, invitations, meetings, messages, pairs, restrictions, searches, sql::Conn,
};

/// Writes the rows that a change is about. What the decision rested on is repeated as a guard.
pub(crate) fn write(conn: &mut Conn, change: &Change) -> Result<(), StoreError> {
    match change {
        // Their rows are written by the statements of accounts and imports, in the same
        // transaction.
        Change::Joined { .. }
        | Change::ProfileChanged { .. }
        | Change::SettingsChanged { .. }
        | Change::Connected { .. }
        | Change::Boosted { .. } => {}
        Change::StatusChanged { member, status } => accounts::set_status(conn, *member, *status),
        Change::Invited { invitation } => invitations::insert(conn, invitation),
        Change::Answered(answered) => invitations::answer(conn, answered),
        Change::Paired { pair, connections } => paired(conn, pair, *connections),
        Change::Wrote { message } => messages::insert(conn, message),
        Change::PendingFull { member, since } => accounts::set_pending_full(conn, *member, *since),
        Change::Restricted { step } => restrictions::insert(conn, step)?,
        Change::Lifted { restriction, member, by, at, ladder } => {
            restrictions::lift(conn, *restriction, *by, *at);
            accounts::set_ladder(conn, *member, ladder.level, ladder.at, ladder.paused_until);
        }
        Change::Appealed { restriction, text, at, .. } => {
            restrictions::appeal(conn, *restriction, text.as_str(), *at);
        }
        Change::Dismissed { member, other } => meetings::dismiss(conn, *member, *other),
        Change::SearchSaved { search } => searches::insert(conn, search),
        Change::SearchDeleted { member, search } => searches::delete(conn, *search, *member),
    }
    Ok(())
}

fn paired(conn: &mut Conn, pair: &Pair, connections: i32) {
    pairs::save(conn, pair);
    if connections != 0 {
        accounts::add_connections(conn, pair.low, connections.into());
        accounts::add_connections(conn, pair.high, connections.into());
    }
}

//! What has happened: the schema, and every SQL statement once, for SQLite and PostgreSQL.
//!
//! A [`Store`] takes writes into group commits ([`Store::write`]) and answers reads from a pool
//! of connections ([`Store::read`]). Each write appends its changes to the journal in the same
//! transaction; followers read it with a [`Tail`].

#![expect(
    clippy::too_many_arguments,
    reason = "the function of a statement takes every parameter of its SQL"
)]

mod accounts;
mod bulk;
mod changes;
mod check;
mod error;
mod invitations;
mod journal;
mod lists;
mod meetings;
mod messages;
mod migrations;
mod pairs;
mod pool;
mod restrictions;
mod searches;
mod sessions;
mod sql;
#[cfg(test)]
mod statements_tests;
mod store;
mod together;
mod writer;

pub use self::{
    accounts::{AccountRow, History, NewAccount, Secret, StoredAccount},
    bulk::{BulkConnection, BulkInvitation},
    check::{Disagreement, TiesRow},
    error::StoreError,
    invitations::{InvitationRow, UsageWindows},
    journal::{Entry, Revision, Tail},
    lists::{BlockRow, ConnectionRow, Cursor},
    meetings::{Between, Met},
    messages::MessageRow,
    restrictions::{AdminRow, BoostUse, RestrictionRow},
    searches::SearchRow,
    sessions::Bearer,
    store::{Location, Options, Reads, Stats, Store, run_on_server},
    writer::{Command, Ticket, Tx, Written},
};

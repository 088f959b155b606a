//! The store on both databases: SQLite always, PostgreSQL where `KITH_TEST_POSTGRES` names a
//! server in which databases may be made.

#[path = "store/accounts.rs"]
mod accounts;
#[path = "store/answers.rs"]
mod answers;
#[path = "store/budgets.rs"]
mod budgets;
#[path = "store/bulk.rs"]
mod bulk;
#[path = "store/checks.rs"]
mod checks;
#[path = "store/crash.rs"]
mod crash;
#[path = "store/groups.rs"]
mod groups;
#[path = "store/invitations.rs"]
mod invitations;
#[path = "store/journal.rs"]
mod journal;
#[path = "store/ladder.rs"]
mod ladder;
#[path = "store/lists.rs"]
mod lists;
#[path = "store/meetings.rs"]
mod meetings;
#[path = "store/migrations.rs"]
mod migrations;
#[path = "store/races.rs"]
mod races;
#[path = "store/sessions.rs"]
mod sessions;
#[path = "store/support.rs"]
mod support;

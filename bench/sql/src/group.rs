//! A group commit as kith's writer makes it, over whatever library: what Diesel and sqlx share.

use kith_core::{
    budget::Usage, change::Change, id::MemberId, invitation::Invitation, policy::Policy, tie::Pair,
};
use kith_store::{Met, UsageWindows};

use crate::work::{Failure, Request, decide, windows};

/// A line of the journal.
pub struct Entry<'a> {
    /// Which writer.
    pub lane: i64,
    /// Its number.
    pub seq: i64,
    /// The request.
    pub request: &'a Request,
    /// What changed, as JSON.
    pub changes: &'a str,
}

/// The statements of the invitation transaction in one library. Those of Diesel block and are
/// never pending.
pub trait Db {
    /// Begins a transaction that writes; PostgreSQL locks these accounts, in order.
    async fn begin(&mut self, accounts: &[[u8; 16]]) -> Result<(), Failure>;
    /// Takes the lane's next numbers; answers its new head.
    async fn take_numbers(&mut self, lane: i64, count: i64) -> Result<i64, Failure>;
    /// Opens a savepoint, after the end of the one before.
    async fn savepoint(&mut self, first: bool) -> Result<(), Failure>;
    /// Both accounts, their tie and the last invitation each way.
    async fn meet(&mut self, me: MemberId, them: MemberId) -> Result<Met, Failure>;
    /// What the sender has used.
    async fn usage(&mut self, sender: MemberId, windows: &UsageWindows) -> Result<Usage, Failure>;
    /// Keeps an invitation.
    async fn invite(&mut self, invitation: &Invitation) -> Result<(), Failure>;
    /// Inserts a tie's first value or updates to its next; answers how many rows changed.
    async fn save(&mut self, pair: &Pair) -> Result<u64, Failure>;
    /// Appends to the journal.
    async fn append(&mut self, entry: &Entry<'_>) -> Result<(), Failure>;
    /// Ends the last savepoint and commits.
    async fn commit(&mut self) -> Result<(), Failure>;
}

/// The text that begins a transaction on PostgreSQL and locks these accounts, lowest id first.
#[must_use]
pub fn locks(accounts: &[[u8; 16]]) -> String {
    use std::fmt::Write as _;
    let mut sql = String::from("BEGIN; SELECT 1 FROM accounts WHERE id IN (");
    for (position, id) in accounts.iter().enumerate() {
        sql.push_str(if position == 0 { "'\\x" } else { ", '\\x" });
        for byte in id {
            let _ = write!(sql, "{byte:02x}");
        }
        sql.push('\'');
    }
    sql.push_str(") ORDER BY id FOR UPDATE");
    sql
}

/// Runs every request in its savepoint, in one transaction.
pub async fn run<D: Db>(
    db: &mut D,
    lane: i64,
    group: &[Request],
    policy: &Policy,
) -> Result<(), Failure> {
    let accounts: std::collections::BTreeSet<[u8; 16]> =
        group.iter().flat_map(|one| [*one.me.as_bytes(), *one.them.as_bytes()]).collect();
    let accounts: Vec<_> = accounts.into_iter().collect();
    db.begin(&accounts).await?;
    let head = db.take_numbers(lane, group.len() as i64).await?;
    let before = head - group.len() as i64;
    for (index, request) in group.iter().enumerate() {
        db.savepoint(index == 0).await?;
        let met = db.meet(request.me, request.them).await?;
        let windows = windows(&met.me, policy, request.at);
        let usage = db.usage(request.me, &windows).await?;
        let changes = decide(request, &met, usage, policy)?;
        for change in &changes {
            match change {
                Change::Invited { invitation } => db.invite(invitation).await?,
                Change::Paired { pair, connections: 0 } => {
                    if db.save(pair).await? != 1 {
                        return Err("somebody else was first".into());
                    }
                }
                other => return Err(format!("a change that no request makes: {other:?}").into()),
            }
        }
        let changes = serde_json::to_string(&changes)?;
        let seq = before + 1 + index as i64;
        db.append(&Entry { lane, seq, request, changes: &changes }).await?;
    }
    db.commit().await
}

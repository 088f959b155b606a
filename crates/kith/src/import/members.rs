//! Keeping many members and connections: batches in one transaction each.

use std::sync::Arc;

use kith_core::{
    account::{Plan, Role, Settings, Status},
    change::Change,
    id::MemberId,
    person::{Known, Person},
    time::Timestamp,
};
use kith_store::{BulkConnection, NewAccount, Store, StoreError, Written};

use super::bar;
use crate::{Failure, open};

/// How many rows one transaction takes.
const BATCH: usize = 2_000;

/// A new account of an import: nobody signs in with a password until an operator sets one.
pub(crate) fn account(id: MemberId, person: Person, joined_at: Timestamp) -> NewAccount {
    NewAccount {
        known: Known { id, person },
        password: String::new(),
        plan: Plan::Free,
        role: Role::Member,
        status: Status::Active,
        settings: Settings::default(),
        joined_at,
    }
}

/// Keeps accounts whose handle is not taken; answers the id behind each handle, in order, and
/// how many are new.
pub(crate) fn keep(
    store: &Store,
    accounts: Vec<NewAccount>,
) -> Result<(Vec<MemberId>, u64), Failure> {
    let bar = bar(accounts.len() as u64, "members");
    let (mut ids, mut new) = (Vec::with_capacity(accounts.len()), 0);
    let mut rest = accounts.into_iter();
    loop {
        let batch: Arc<[NewAccount]> = rest.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        let kept: Written<(Vec<MemberId>, u64)> = store
            .write::<_, StoreError, _>(open::system_command(), move |tx| {
                let inserted = tx.insert_accounts(&batch)?;
                let mut ids = Vec::with_capacity(batch.len());
                let mut changes = Vec::new();
                for (account, inserted) in batch.iter().zip(&inserted) {
                    let known = &account.known;
                    if *inserted {
                        ids.push(known.id);
                        changes.push(Change::Joined { member: known.id });
                    } else {
                        let there = tx.member_by_handle(&known.person.handle)?;
                        ids.push(there.unwrap_or(known.id));
                    }
                }
                let new = changes.len() as u64;
                tx.apply(changes)?;
                Ok(Ok((ids, new)))
            })
            .wait()?;
        bar.inc(kept.value.0.len() as u64);
        ids.extend(kept.value.0);
        new += kept.value.1;
    }
    bar.finish_and_clear();
    Ok((ids, new))
}

/// Connects pairs that have no tie yet; answers how many are new.
pub(super) fn connect(store: &Store, mut pairs: Vec<BulkConnection>) -> Result<u64, Failure> {
    // In the order of the key, so that each page of the table is written once.
    pairs.sort_unstable_by_key(|pair| (pair.a.min(pair.b), pair.a.max(pair.b)));
    let bar = bar(pairs.len() as u64, "connections");
    let mut new = 0;
    for batch in pairs.chunks(BATCH * 5) {
        let batch: Arc<[BulkConnection]> = batch.into();
        let count = batch.len() as u64;
        let kept = store
            .write::<u64, StoreError, _>(open::system_command(), move |tx| {
                let inserted = tx.import_connections(&batch)?;
                Ok(Ok(inserted.iter().filter(|new| **new).count() as u64))
            })
            .wait()?;
        new += kept.value;
        bar.inc(count);
    }
    bar.finish_and_clear();
    Ok(new)
}

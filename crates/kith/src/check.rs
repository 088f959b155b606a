//! `kith check`: reads the whole store and says what does not agree.

use clap::Args;
use kith_app::ports::Clock;
use kith_core::id::MemberId;
use kith_store::{Store, StoreError, Tail};

use crate::{Failure, cli::StoreArgs, open, ports::SystemClock};

/// The flags of `kith check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    store: StoreArgs,
}

pub(crate) fn run(args: CheckArgs) -> Result<(), Failure> {
    let store = open::store(&args.store)?;
    let [members, connections, invitations, entries] = store.read(|reads| reads.counts())?;
    println!(
        "{members} members, {connections} connections, {invitations} invitations, \
         {entries} journal entries"
    );
    let mut wrong: Vec<String> =
        store.read(|reads| reads.disagreements())?.into_iter().map(|found| found.what).collect();
    wrong.extend(journal_against_pairs(&store)?);
    let app = open::app(store, open::policy(args.store.policy.as_deref())?, None, false, None)?;
    let graph = app.stats().connections;
    if graph > connections {
        wrong.push(format!("the graph has {graph} connections, the store {connections}"));
    }
    println!("the graph: {graph} connections, checksum {:016x}", app.graph_sum());
    for what in &wrong {
        println!("{what}");
    }
    if wrong.is_empty() {
        println!("everything agrees at {}", SystemClock.now());
        Ok(())
    } else {
        Err(Failure::new(format!("{} things do not agree", wrong.len())))
    }
}

/// Replays the journal and compares who is connected at its end with the pairs.
fn journal_against_pairs(store: &Store) -> Result<Vec<String>, Failure> {
    use kith_core::change::Change;
    use std::collections::HashMap;
    let mut state: HashMap<(MemberId, MemberId), (i64, bool)> = HashMap::new();
    let mut put = |pair, version, connected| {
        let known = state.entry(pair).or_insert((0, false));
        if version > known.0 {
            *known = (version, connected);
        }
    };
    store.read(|reads| {
        Tail::at_start().drain::<StoreError>(reads, 4_096, |entries| {
            for change in entries.into_iter().flat_map(|entry| entry.changes) {
                match change {
                    Change::Paired { pair, .. } => {
                        put((pair.low, pair.high), pair.version, pair.is_connected());
                    }
                    Change::Connected { pairs, .. } => {
                        pairs.into_iter().for_each(|pair| put(pair, 1, true));
                    }
                    _ => {}
                }
            }
            Ok(())
        })
    })?;
    let (mut wrong, mut after) = (Vec::new(), None);
    loop {
        let ties = store.read(|reads| reads.ties(after, 10_000))?;
        let Some(last) = ties.last() else { break };
        after = Some((last.low, last.high));
        for tie in &ties {
            let told = state.get(&(tie.low, tie.high)).is_some_and(|(_, connected)| *connected);
            if told != tie.connected_at.is_some() {
                let (low, high) = (tie.low, tie.high);
                wrong.push(format!("the journal and the pair {low} {high} disagree"));
            }
        }
    }
    Ok(wrong)
}

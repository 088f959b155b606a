//! The thin layer: kith's own store, whole, through its public interface. What it measures
//! besides the statements, the way of each request to its writer and of the answer back, the
//! other contestants do not do.

use std::sync::{Arc, Barrier, mpsc};

use kith_core::{id::Id, policy::Policy, time::Timestamp};
use kith_store::{Command, Location, Options, Store, StoreError};

use crate::clock::{Clock, Cost};
use crate::work::{Failure, Request, decide, windows};

/// Opens the store without starting to write.
fn open(location: Location, lanes: usize) -> Result<Store, Failure> {
    let lanes = u32::try_from(lanes)?;
    Ok(Store::open(&Options { lanes, ..Options::new(location) })?)
}

/// Sends the requests, all of which wait before the first is begun, so that each group is full.
pub fn run(location: Location, lanes: usize, requests: &[Request]) -> Result<Cost, Failure> {
    let store = open(location, lanes)?;
    let policy = Arc::new(Policy::default());
    // One request holds each writer until the others are queued; it is refused and keeps nothing.
    let gate = Arc::new(Barrier::new(lanes + 1));
    let (ready, held) = mpsc::channel();
    for lane in 0..lanes {
        let mut bytes = [0; 16];
        bytes[15] = lane as u8;
        let (ready, gate, mut first) = (ready.clone(), Arc::clone(&gate), true);
        let command = Command {
            id: Id::from_bytes(bytes),
            actor: None,
            at: Timestamp::from_micros(0),
            members: vec![Id::from_bytes(bytes)],
            fingerprint: None,
        };
        drop(store.write::<(), StoreError, _>(command, move |_| {
            if std::mem::take(&mut first) {
                // Whoever waits for it has failed already if it cannot be told.
                let _ = ready.send(());
                gate.wait();
            }
            Ok(Err(StoreError::Closed))
        }));
    }
    for _ in 0..lanes {
        held.recv()?;
    }
    let tickets: Vec<_> = requests.iter().map(|request| send(&store, &policy, *request)).collect();
    let clock = Clock::start();
    gate.wait();
    for ticket in tickets {
        ticket.wait()?;
    }
    Ok(clock.cost())
}

fn send(
    store: &Store,
    policy: &Arc<Policy>,
    request: Request,
) -> kith_store::Ticket<(), StoreError> {
    let policy = Arc::clone(policy);
    let command = Command {
        id: request.command,
        actor: Some(request.me),
        at: request.at,
        members: vec![request.me, request.them],
        fingerprint: None,
    };
    store.write(command, move |tx| {
        let Some(met) = tx.meet(request.me, request.them)? else {
            return Ok(Err(StoreError::Closed));
        };
        let usage = tx.usage(request.me, &windows(&met.me, &policy, request.at))?;
        let changes = decide(&request, &met, usage, &policy)
            .map_err(|detail| StoreError::Broken { statement: "invite", detail })?;
        tx.apply(changes)?;
        Ok(Ok(()))
    })
}

//! Reading the store whole, for a start.

use std::sync::mpsc;

use kith_core::{account::Status, person::Person};
use kith_graph::Order;
use kith_search::{Builder, Index};
use kith_store::Store;

use super::{directory::Directory, documents, shared::Shared};
use crate::AppError;

/// How many accounts are read at once.
const PEOPLE: u32 = 2_000;
/// How many of these wait for the index at most.
const WAITING: usize = 8;
/// How many connections are read at once.
const PAIRS: u32 = 20_000;

/// Every connection, and whose they are. Members get their vertices by how many connections they
/// have, the most first: what the graph looks at most then lies side by side.
pub(super) fn connections(store: &Store) -> Result<(Directory, Vec<(u32, u32)>), AppError> {
    let mut directory = Directory::default();
    let mut edges = Vec::new();
    let mut after = None;
    loop {
        let pairs = store.read(|reads| reads.connected_pairs(after, PAIRS))?;
        let Some(end) = pairs.last() else { break };
        after = Some(*end);
        edges.extend(pairs.iter().map(|(a, b)| (directory.know(*a), directory.know(*b))));
    }
    let members = u32::try_from(directory.len()).unwrap_or(u32::MAX);
    let order = Order::of_edges(members, edges.iter().copied());
    for (a, b) in &mut edges {
        (*a, *b) = order.edge(*a, *b);
    }
    let met = directory.members();
    Ok((Directory::of(order.ids().into_iter().map(|id| met[id as usize])), edges))
}

/// Learns every member's handle and profile; answers the index of people search, and the vertices
/// of those who take no part. One thread reads while another makes the index.
pub(super) fn people(
    store: &Store,
    directory: &mut Directory,
    shared: &mut Shared,
) -> Result<(Index, Vec<u32>), AppError> {
    std::thread::scope(|scope| {
        let (found, people) = mpsc::sync_channel(WAITING);
        let indexing = scope.spawn(move || indexed(people));
        let hidden = read_people(store, directory, shared, found)?;
        let index = indexing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        sign_ins(store, directory)?;
        Ok((index, hidden))
    })
}

/// Some members who take part, with their vertices.
type Active = Vec<(u32, Person)>;

fn indexed(people: mpsc::Receiver<Active>) -> Index {
    let mut builder = Builder::default();
    for (vertex, person) in people.into_iter().flatten() {
        builder.put(vertex, &documents::document(&person));
    }
    builder.index()
}

fn read_people(
    store: &Store,
    directory: &mut Directory,
    shared: &mut Shared,
    found: mpsc::SyncSender<Active>,
) -> Result<Vec<u32>, AppError> {
    let mut hidden = Vec::new();
    let mut last = None;
    loop {
        let people = store.read(|reads| reads.people_after(last, PEOPLE))?;
        let Some(end) = people.last() else { return Ok(hidden) };
        last = Some(end.known.id);
        let mut active = Vec::with_capacity(people.len());
        for account in people {
            let vertex = directory.learn(&account);
            if account.status == Status::Active {
                shared.put(vertex, &account.known.person);
                active.push((vertex, account.known.person));
            } else {
                hidden.push(vertex);
            }
        }
        // Nobody receives after a panic, which is told to whoever joins the thread.
        drop(found.send(active));
    }
}

/// Learns when everybody signed in last.
fn sign_ins(store: &Store, directory: &mut Directory) -> Result<(), AppError> {
    let mut last = None;
    loop {
        let some = store.read(|reads| reads.sign_ins_after(last, PEOPLE))?;
        let Some(end) = some.last() else { return Ok(()) };
        last = Some(end.member);
        some.iter().for_each(|one| directory.saw(one.member, one.at));
    }
}

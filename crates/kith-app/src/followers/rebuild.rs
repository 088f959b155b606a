//! Reading the store whole, for a start.

use kith_core::account::Status;
use kith_graph::Order;
use kith_search::Builder;
use kith_store::Store;

use super::{directory::Directory, documents, shared::Shared};
use crate::AppError;

/// How many accounts are read at once.
const PEOPLE: u32 = 2_000;
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

/// Learns every member's handle and profile; answers the vertices of those who take no part.
pub(super) fn people(
    store: &Store,
    directory: &mut Directory,
    index: &mut Builder,
    shared: &mut Shared,
) -> Result<Vec<u32>, AppError> {
    let mut hidden = Vec::new();
    let mut last = None;
    loop {
        let people = store.read(|reads| reads.people_after(last, PEOPLE))?;
        let Some(end) = people.last() else { break };
        last = Some(end.known.id);
        for account in &people {
            let vertex = directory.learn(account);
            if account.status == Status::Active {
                index.put(vertex, &documents::document(&account.known.person));
                shared.put(vertex, &account.known.person);
            } else {
                hidden.push(vertex);
            }
        }
    }
    sign_ins(store, directory)?;
    Ok(hidden)
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

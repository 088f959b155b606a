//! Many members and their graph, made up for `kith bench reads`.

use kith_app::ports::Clock as _;
use kith_core::{person::Person, policy::Policy};
use kith_graph::{Graph, Opening, Order};

use crate::{
    Failure,
    bench::graph::made_up,
    cli::StoreArgs,
    import::members::{account, keep},
    open,
    ports::SystemClock,
};

/// Fills an empty store with members, and the file of its graph with the connections that `kith
/// bench graph` makes up for as many. The store itself knows nothing of these: what is asked of the
/// graph takes as long as it would, what is asked of the store finds strangers.
///
/// # Errors
/// The store is not empty, or cannot be written.
pub(super) fn fill(args: &StoreArgs, members: u32, seed: u64) -> Result<(), Failure> {
    let store = open::store(args)?;
    if !store.read(|reads| reads.people_after(None, 1))?.is_empty() {
        return Err(Failure::new("--fill wants an empty store; name another folder with --data"));
    }
    open::claim(&store, false)?;
    let now = SystemClock.now();
    let person = |number: u32| Person {
        handle: format!("member-{number}"),
        first_name: "Member".to_owned(),
        last_name: number.to_string(),
        ..Person::default()
    };
    let accounts = (0..members).map(|number| account(open::new_id(), person(number), now));
    keep(&store, accounts.collect())?;
    let file = open::graph_file(args).ok_or_else(|| Failure::new("the graph cannot be kept"))?;
    let app = open::app(store, Policy::default(), None, false, Some(file.clone()))?;
    app.keep_graph()?;
    drop(app);

    // The same members, now with connections.
    let unusable =
        |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", file.display()));
    let kept = Graph::open(&file, Opening::default()).map_err(|error| unusable(&error))?;
    let order = Order::of_edges(members, made_up(members, seed));
    let edges = made_up(members, seed).map(|(a, b)| order.edge(a, b));
    let graph = Graph::builder().vertices(members).edges(edges).build();
    graph.view().write_snapshot(&file, &kept.labels, &kept.tag)?;
    Ok(())
}

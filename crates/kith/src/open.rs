//! Opening the store and the application.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use kith_app::{
    App,
    app::Parts,
    mailing::Mailer,
    ports::{Clock, MovableClock},
};
use kith_core::{id::Id, policy::Policy};
use kith_store::{Command, Location, Options, Store, StoreError};

use crate::{
    Failure,
    cli::StoreArgs,
    ports::{SystemClock, SystemRandom},
};

/// The fact in which a store keeps what made it.
const MADE_BY: &str = "made_by";

/// Where the flags say that the store is; makes the folder.
pub(crate) fn location(args: &StoreArgs) -> Result<Location, Failure> {
    match &args.store {
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            Ok(Location::Postgres(url.clone()))
        }
        Some(_) => Err(Failure::new("--store takes an address that begins with postgres://")),
        None => {
            std::fs::create_dir_all(&args.data).map_err(|error| {
                Failure::new(format!("the folder {} cannot be made: {error}", args.data.display()))
            })?;
            Ok(Location::Sqlite(args.data.join("kith.sqlite")))
        }
    }
}

/// Fails where the flags lead to no store: one that would be made now has nothing in it.
pub(crate) fn must_be_there(args: &StoreArgs) -> Result<(), Failure> {
    let file = args.data.join("kith.sqlite");
    if args.store.is_some() || file.exists() {
        return Ok(());
    }
    let text = format!("there is no store at {}; name it with --data or --store", file.display());
    Err(Failure::new(text))
}

/// The policy that the flags name, or the rulebook's.
pub(crate) fn policy(path: Option<&Path>) -> Result<Policy, Failure> {
    let Some(path) = path else { return Ok(Policy::default()) };
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    Policy::from_toml(&text).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

/// Opens the store that the flags name.
pub(crate) fn store(args: &StoreArgs) -> Result<Arc<Store>, Failure> {
    let mut options = Options::new(location(args)?);
    // Nodes that write different lanes never wait for each other's.
    options.first_lane = std::process::id() % 8 * options.lanes;
    options.readers = std::thread::available_parallelism().map_or(4, |cores| cores.get() * 2);
    Ok(Arc::new(Store::open(&options)?))
}

/// A command of nobody's, for what goes beside the use-cases.
pub(crate) fn system_command() -> Command {
    let clock = SystemClock;
    Command {
        id: kith_app::ports::new_id(&clock, &SystemRandom),
        actor: None,
        at: clock.now(),
        members: Vec::new(),
        fingerprint: None,
    }
}

/// A new id from the system's clock and randomness.
pub(crate) fn new_id<T>() -> Id<T> {
    kith_app::ports::new_id(&SystemClock, &SystemRandom)
}

/// Says in a new store what made it, and refuses one that was made the other way: a sandbox
/// moves its clock, which nothing real would survive.
pub(crate) fn claim(store: &Store, sandbox: bool) -> Result<(), Failure> {
    let mine = if sandbox { "sandbox" } else { "serve" };
    let (made_by, members) = store.read(|reads| {
        Ok::<_, StoreError>((reads.fact(MADE_BY)?, !reads.people_after(None, 1)?.is_empty()))
    })?;
    let made_by = made_by.or_else(|| members.then(|| "serve".to_owned()));
    match made_by.as_deref() {
        Some(found) if found == mine => Ok(()),
        Some("sandbox") => Err(Failure::new(
            "this store was made by `kith serve --sandbox`, whose clock moves; \
             use another --data or --store",
        )),
        Some(_) => Err(Failure::new(
            "--sandbox refuses a store that was not made by a sandbox; use another --data or --store",
        )),
        None => {
            let command = system_command();
            let kept = store.write::<(), StoreError, _>(command, move |tx| {
                tx.set_fact(MADE_BY, mine);
                Ok(Ok(()))
            });
            kept.wait()?;
            Ok(())
        }
    }
}

/// The file in which the graph is kept between starts: in the folder of the data, wherever the
/// store is. `None` where the folder cannot be made: a start then takes longer.
pub(crate) fn graph_file(args: &StoreArgs) -> Option<PathBuf> {
    match std::fs::create_dir_all(&args.data) {
        Ok(()) => Some(args.data.join("kith.graph")),
        Err(error) => {
            tracing::warn!("the graph is not kept: {}: {error}", args.data.display());
            None
        }
    }
}

/// Opens the application on a store; with the movable clock of a sandbox, where it is one.
pub(crate) fn app(
    store: Arc<Store>,
    policy: Policy,
    sandbox: Option<&Arc<MovableClock>>,
    live: bool,
    graph: Option<PathBuf>,
) -> Result<App, Failure> {
    let clock = clock(sandbox);
    let random = Arc::new(SystemRandom);
    let sandbox = sandbox.is_some();
    let mailer = None;
    Ok(App::open(Parts { store, policy, clock, random, sandbox, live, graph, mailer })?)
}

/// The same for a server: it follows the journal by itself, and mails.
pub(crate) fn app_with(
    store: Arc<Store>,
    policy: Policy,
    sandbox: Option<&Arc<MovableClock>>,
    graph: Option<PathBuf>,
    mailer: Option<Mailer>,
) -> Result<App, Failure> {
    let clock = clock(sandbox);
    let random = Arc::new(SystemRandom);
    let sandbox = sandbox.is_some();
    let live = true;
    Ok(App::open(Parts { store, policy, clock, random, sandbox, live, graph, mailer })?)
}

fn clock(sandbox: Option<&Arc<MovableClock>>) -> Arc<dyn Clock> {
    match sandbox {
        Some(clock) => Arc::clone(clock) as Arc<dyn Clock>,
        None => Arc::new(SystemClock),
    }
}

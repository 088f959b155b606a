//! `kith bench invitations`: how many a second, durable, with every rule on.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use kith_app::{Actor, App, AppError, Ask, invitations::NewInvitation, ports::Clock};
use kith_core::{account::Role, id::MemberId, person::Person, policy::Policy, time::Zone};
use kith_store::{Location, Options, Store};

use super::{InvitationsArgs, bare, http, table, table::Figure};
use crate::{Failure, import::members, open, ports::SystemClock};

/// How many requests wait at once in this process.
const WAITING: [usize; 3] = [1, 32, 256];
/// How many send by token over HTTP.
const TOKENS: usize = 6_000;

/// Members, and whose turn it is to invite whom: everybody sends a few, nobody twice to one.
pub(super) struct Turns {
    members: usize,
    turn: AtomicUsize,
}

impl Turns {
    pub(super) const fn new(members: usize) -> Self {
        Self { members, turn: AtomicUsize::new(0) }
    }

    /// The places of the next sender, among the first `senders`, and of the recipient.
    pub(super) fn next(&self, senders: usize) -> (usize, usize) {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let (sender, round) = (turn % senders, turn / senders);
        (sender, (sender + 1 + round * 97) % self.members)
    }
}

/// Databases that go at the end.
struct Places {
    folder: PathBuf,
    temporary: bool,
    server: Option<(String, [String; 2])>,
}

impl Places {
    fn new(args: &InvitationsArgs) -> Result<Self, Failure> {
        let mark = std::process::id();
        let folder = args
            .data
            .clone()
            .unwrap_or_else(|| std::env::temp_dir().join(format!("kith-bench-{mark}")));
        std::fs::create_dir_all(&folder)?;
        let names = [format!("kith_bench_{mark}"), format!("kith_bare_{mark}")];
        let server = args.store.clone().map(|url| (url, names));
        if let Some((url, names)) = &server {
            for name in names {
                kith_store::run_on_server(url, &format!("CREATE DATABASE {name}"))?;
            }
        }
        Ok(Self { folder, temporary: args.data.is_none(), server })
    }

    fn database(&self, which: usize) -> Option<String> {
        let (url, names) = self.server.as_ref()?;
        let base = url.rsplit_once('/').map_or(url.as_str(), |(base, _)| base);
        Some(format!("{base}/{}", names[which]))
    }

    fn sqlite(&self) -> PathBuf {
        self.folder.join(format!("bench-{}.sqlite", std::process::id()))
    }
}

fn remove_sqlite(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{suffix}", path.display())));
    }
}

impl Drop for Places {
    fn drop(&mut self) {
        remove_sqlite(&self.sqlite());
        if self.temporary {
            drop(std::fs::remove_dir_all(&self.folder));
        }
        if let Some((url, names)) = &self.server {
            for name in names {
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                drop(kith_store::run_on_server(url, &sql));
            }
        }
    }
}

pub(super) async fn run(args: InvitationsArgs) -> Result<(), Failure> {
    let places = tokio::task::block_in_place(|| Places::new(&args))?;
    let lasting = Duration::from_secs(args.seconds.max(1));
    let mut figures = Vec::new();
    let sqlite = Location::Sqlite(places.sqlite());
    measure(sqlite, "SQLite", args.members, lasting, &mut figures).await?;
    if let Some(url) = places.database(0) {
        measure(Location::Postgres(url), "PostgreSQL", args.members, lasting, &mut figures).await?;
    }
    if let Some(url) = places.database(1) {
        figures.extend(bare::measure(&url, args.members, lasting).await?);
    }
    table::print(&figures, Some(bare::WHAT));
    if let Some(file) = &args.json {
        let text = serde_json::to_string_pretty(&figures)?;
        std::fs::write(file, text)?;
    }
    tokio::task::block_in_place(|| drop(places));
    Ok(())
}

/// Measures one store, in this process and over HTTP.
async fn measure(
    location: Location,
    name: &str,
    members: u32,
    lasting: Duration,
    figures: &mut Vec<Figure>,
) -> Result<(), Failure> {
    eprintln!("{name}: making {members} members");
    let (app, people) = tokio::task::block_in_place(|| make(location, members))?;
    let turns = Arc::new(Turns::new(people.len()));
    let people: Arc<[Actor]> = people.into();
    for waiting in WAITING {
        eprintln!("{name}: {waiting} waiting");
        figures.push(in_process(&app, &people, &turns, name, waiting, lasting).await?);
    }
    figures.extend(http::measure(&app, &people, &turns, name, TOKENS, lasting).await?);
    tokio::task::block_in_place(|| drop(app));
    Ok(())
}

fn make(location: Location, count: u32) -> Result<(App, Vec<Actor>), Failure> {
    let store = Arc::new(Store::open(&Options::new(location))?);
    let now = SystemClock.now();
    let person = |number: u32| Person {
        handle: format!("bench-{number}"),
        first_name: "Member".to_owned(),
        last_name: number.to_string(),
        ..Person::default()
    };
    let accounts = (0..count).map(|n| members::account(open::new_id(), person(n), now));
    let (ids, _) = members::keep(&store, accounts.collect())?;
    let app = open::app(store, Policy::default(), None, true, None)?;
    let actor = |(number, id): (usize, MemberId)| Actor {
        id,
        handle: format!("bench-{number}"),
        name: String::new(),
        role: Role::Member,
        zone: Zone::utc(),
        leaves_views: true,
        photo: None,
    };
    Ok((app, ids.into_iter().enumerate().map(actor).collect()))
}

/// So many requests wait at once, each for its commit.
async fn in_process(
    app: &App,
    people: &Arc<[Actor]>,
    turns: &Arc<Turns>,
    store: &str,
    waiting: usize,
    lasting: Duration,
) -> Result<Figure, Failure> {
    let started = Instant::now();
    let asking = (0..waiting).map(|_| {
        let (app, people, turns) = (app.clone(), Arc::clone(people), Arc::clone(turns));
        tokio::spawn(async move {
            let mut times = Vec::new();
            while started.elapsed() < lasting {
                let (from, to) = turns.next(people.len());
                let new =
                    NewInvitation { to: people[to].handle.clone(), ..NewInvitation::default() };
                let begun = Instant::now();
                app.invite(&Ask::by(&people[from]), new).await?;
                times.push(begun.elapsed());
            }
            Ok::<_, AppError>(times)
        })
    });
    let asking: Vec<_> = asking.collect();
    let mut times = Vec::new();
    for task in asking {
        times.extend(task.await??);
    }
    Ok(Figure::from_times("in process", store, waiting, times, started.elapsed()))
}

//! How fast the invitation transaction is through kith's thin SQL layer, Diesel and sqlx, each
//! on the same SQLite and the same PostgreSQL. See README.md.

mod clock;
mod group;
mod place;
mod rows;
mod schema;
mod statements;
mod table;
mod thin;
mod with_diesel;
mod with_sqlx;
mod work;

use std::{
    future::Future,
    path::{Path, PathBuf},
    sync::{Barrier, OnceLock},
};

use kith_core::policy::Policy;
use kith_store::Location;

use crate::{
    clock::{Clock, Cost},
    group::Db,
    place::{Files, PRAGMAS, Server, Sum},
    table::Table,
    work::{Failure, LANES, Request, lane, request},
};

/// How many requests share a commit, as in kith's store.
const SQLITE_GROUP: usize = 256;
const POSTGRES_GROUP: usize = 64;

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Thin,
    Diesel,
    Sqlx,
}

impl Who {
    const ALL: [Self; 3] = [Self::Thin, Self::Diesel, Self::Sqlx];

    const fn name(self) -> &'static str {
        match self {
            Self::Thin => "thin layer",
            Self::Diesel => "Diesel",
            Self::Sqlx => "sqlx",
        }
    }
}

/// Connects in each of `parts.len()` threads and then runs its requests in groups; answers the
/// cost from when all were connected until all had committed.
fn in_groups<D, F>(
    parts: &[Vec<Request>],
    group: usize,
    connect: impl Fn() -> F + Sync,
) -> Result<Cost, Failure>
where
    D: Db,
    F: Future<Output = Result<D, Failure>>,
{
    let start = Barrier::new(parts.len());
    let clock = OnceLock::new();
    let one = |lane: usize, requests: &[Request]| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let connected = runtime.map_err(Failure::from).and_then(|runtime| {
            let db = runtime.block_on(connect())?;
            Ok((runtime, db))
        });
        // Whoever could not connect comes to the start all the same, for the others wait.
        start.wait();
        let clock = clock.get_or_init(Clock::start);
        let (runtime, mut db) = connected?;
        let policy = Policy::default();
        runtime.block_on(async {
            for part in requests.chunks(group) {
                group::run(&mut db, lane as i64, part, &policy).await?;
            }
            Ok::<_, Failure>(())
        })?;
        let cost = clock.cost();
        runtime.block_on(async { drop(db) });
        Ok::<_, Failure>(cost)
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = parts
            .iter()
            .enumerate()
            .map(|(lane, requests)| scope.spawn(move || one(lane, requests)))
            .collect();
        let mut costs = Vec::new();
        for thread in threads {
            costs.push(thread.join().map_err(|_| "a thread panicked")??);
        }
        costs.into_iter().max().ok_or_else(|| "nothing was to be done".into())
    })
}

fn on_sqlite(who: Who, file: &Path, requests: &[Request]) -> Result<Cost, Failure> {
    let path = file.to_str().ok_or("the folder's name is no text")?;
    let parts = [requests.to_vec()];
    match who {
        Who::Thin => thin::run(Location::Sqlite(file.to_owned()), 1, requests),
        Who::Diesel => in_groups(&parts, SQLITE_GROUP, || async {
            with_diesel::Sqlite::connect(path, PRAGMAS)
        }),
        Who::Sqlx => in_groups(&parts, SQLITE_GROUP, || with_sqlx::Sqlite::connect(path, PRAGMAS)),
    }
}

fn on_postgres(
    who: Who,
    url: &str,
    connections: usize,
    requests: &[Request],
) -> Result<Cost, Failure> {
    let mut parts = vec![Vec::new(); connections];
    for request in requests {
        parts[lane(request.me, connections)].push(*request);
    }
    match who {
        Who::Thin => thin::run(Location::Postgres(url.to_owned()), connections, requests),
        Who::Diesel => in_groups(&parts, POSTGRES_GROUP, || async {
            with_diesel::Postgres::connect(url, "SET application_name = 'kith'")
        }),
        Who::Sqlx => in_groups(&parts, POSTGRES_GROUP, || with_sqlx::Postgres::connect(url)),
    }
}

/// Every contestant once a round, each round begun by another one.
fn rounds(
    title: &str,
    rounds: usize,
    requests: usize,
    mut one: impl FnMut(Who, &[Request]) -> Result<(Cost, Sum), Failure>,
) -> Result<(), Failure> {
    let requests: Vec<_> = (0..requests).map(request).collect();
    let mut table = Table::new(&Who::ALL.map(Who::name), requests.len());
    let mut first: Option<Sum> = None;
    for round in 0..rounds {
        for turn in 0..Who::ALL.len() {
            let at = (round + turn) % Who::ALL.len();
            let who = Who::ALL[at];
            let (cost, sum) = one(who, &requests)?;
            eprintln!("{title}, round {}: {} {cost:.2?}", round + 1, who.name());
            table.add(at, cost);
            let expected = first.get_or_insert_with(|| sum.clone());
            if *expected != sum {
                let name = who.name();
                return Err(format!("{name} wrote {sum:?}, the first wrote {expected:?}").into());
            }
        }
    }
    println!("{title}\n\n{table}");
    for (table, rows, sum) in first.unwrap_or_default() {
        println!("all wrote the same: {table} {rows} rows, {sum}");
    }
    println!();
    Ok(())
}

struct Args {
    folder: PathBuf,
    server: Option<String>,
    rounds: usize,
    requests: usize,
}

fn args() -> Result<Args, Failure> {
    let mut args = Args { folder: std::env::temp_dir(), server: None, rounds: 5, requests: 20_480 };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} wants a value"))?;
        match word.as_str() {
            "--folder" => args.folder = value.into(),
            "--postgres" => args.server = Some(value),
            "--rounds" => args.rounds = value.parse()?,
            "--requests" => args.requests = value.parse()?,
            _ => return Err(format!("{word} is not known").into()),
        }
    }
    let whole = LANES * POSTGRES_GROUP;
    if args.requests == 0 || !args.requests.is_multiple_of(whole) || args.requests > 40 * whole {
        return Err(format!("--requests: a multiple of {whole}, {} at most", 40 * whole).into());
    }
    Ok(args)
}

fn main() -> Result<(), Failure> {
    let args = args()?;
    let files = Files::new(&args.folder, args.requests)?;
    let title = format!("SQLite {}, groups of {SQLITE_GROUP}", rusqlite::version());
    rounds(&title, args.rounds, args.requests, |who, requests| {
        let cost = on_sqlite(who, files.fresh()?, requests)?;
        Ok((cost, files.sum()?))
    })?;
    if let Some(url) = &args.server {
        let server = Server::new(url, args.requests)?;
        let version = server.version()?;
        // One connection alone is slow, and a quarter of the requests says as much.
        for (connections, requests) in [(LANES, args.requests), (1, args.requests.div_ceil(4))] {
            let title = format!(
                "PostgreSQL {version}, connections: {connections}, groups of {POSTGRES_GROUP}"
            );
            rounds(&title, args.rounds, requests, |who, requests| {
                let cost = on_postgres(who, &server.fresh()?, connections, requests)?;
                Ok((cost, server.sum()?))
            })?;
        }
    }
    Ok(())
}

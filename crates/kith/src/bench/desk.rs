//! `kith bench desk`: the largest archive is read and taken over, and its desk is asked for.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;
use kith_app::{Actor, App, Ask, accounts::NewMember};
use kith_archive::made::{Era, Plan, archive};
use kith_core::{account::Role, policy::Policy};
use kith_store::{Location, Options, Store};
use kith_web::WebState;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
};

use super::{http::answer, table::quantile};
use crate::{Failure, open};

/// The flags of `kith bench desk`.
#[derive(Debug, Args)]
pub(crate) struct DeskArgs {
    /// An empty PostgreSQL database, postgres://USER@HOST:PORT/DATABASE; without it, SQLite in a
    /// temporary folder.
    #[arg(long, env = "KITH_STORE", hide_env_values = true)]
    store: Option<String>,

    /// How often the desk is asked for.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    requests: u32,
}

/// A folder that goes at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

const HANDLE: &str = "bench";

pub(crate) async fn run(args: &DeskArgs) -> Result<(), Failure> {
    let folder =
        Folder(std::env::temp_dir().join(format!("kith-bench-desk-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0)?;
    let location = match &args.store {
        Some(url) => Location::Postgres(url.clone()),
        None => Location::Sqlite(folder.0.join("bench.sqlite")),
    };
    let app = tokio::task::block_in_place(|| {
        let store = Store::open(&Options::new(location))?;
        open::app(store.into(), Policy::default(), None, true, None)
    })?;
    let new = NewMember {
        handle: HANDLE.to_owned(),
        email: "bench@example.org".to_owned(),
        first_name: "Jordan".to_owned(),
        ..NewMember::default()
    };
    app.create_member(new, None, Role::Member).await?;
    let actor = tokio::task::block_in_place(|| app.act_as(HANDLE))?;
    println!("| what | times | p50 ms | p99 ms |");
    println!("|---|---:|---:|---:|");
    take_over(&app, &actor).await?;
    let asked: Vec<Duration> = (0..args.requests)
        .map(|_| {
            tokio::task::block_in_place(|| {
                let begun = Instant::now();
                app.desk(&actor).map(|_| begun.elapsed())
            })
        })
        .collect::<Result<_, _>>()?;
    row("the desk, in process", asked);
    pages(&app, args.requests).await?;
    tokio::task::block_in_place(|| drop((app, folder)));
    Ok(())
}

async fn take_over(app: &App, actor: &Actor) -> Result<(), Failure> {
    let bytes = archive(&Plan::large(Era::Quoted, app.now()));
    println!("an archive of {} bytes, 30,000 connections", bytes.len());
    let ask = Ask::by(actor);
    for what in ["for the first time", "again"] {
        let begun = Instant::now();
        let id = app.add_archive(&ask, bytes.clone()).await?.value;
        row(&format!("reading it {what}"), vec![begun.elapsed()]);
        let begun = Instant::now();
        let view = tokio::task::block_in_place(|| app.archive(actor))?;
        row(&format!("looking at it {what}"), vec![begun.elapsed()]);
        let parts: Vec<String> =
            view.parts.iter().map(|view| view.part.code().to_owned()).collect();
        let begun = Instant::now();
        app.apply_archive(&ask, id, &parts, false).await?;
        row(&format!("taking it over {what}"), vec![begun.elapsed()]);
    }
    Ok(())
}

/// The page as a browser asks for it.
async fn pages(app: &App, requests: u32) -> Result<(), Failure> {
    let token = app.create_token(HANDLE, "member").await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let state = WebState::new(app.clone(), kith_web::Options::default());
    let server = tokio::spawn(async move { axum::serve(listener, kith_web::router(state)).await });
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    for path in ["/desk", "/api/v1/desk"] {
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: bench\r\ncookie: kith_session={token}\r\n\
             authorization: Bearer {token}\r\n\r\n"
        );
        let mut times = Vec::new();
        for _ in 0..requests {
            let begun = Instant::now();
            stream.write_all(request.as_bytes()).await?;
            let status = answer(&mut stream, &mut buffer).await?;
            times.push(begun.elapsed());
            if status != 200 {
                return Err(Failure::new(format!("{path} answered {status}")));
            }
        }
        row(&format!("GET {path}, {} bytes", buffer.len()), times);
    }
    server.abort();
    Ok(())
}

fn row(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share| quantile(&times, share).as_secs_f64() * 1e3;
    println!("| {what} | {} | {:.1} | {:.1} |", times.len(), at(0.5), at(0.99));
}

//! `kith bench reads`: how long a client waits for what rests on the graph.

mod made;

use std::{
    fmt::Write as _,
    net::SocketAddr,
    time::{Duration, Instant},
};

use kith_app::App;
use kith_core::policy::Policy;
use kith_store::{Location, Store};
use kith_web::{Options, WebState};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
};

use super::{
    ReadsArgs, http,
    table::{self, Figure},
};
use crate::{Failure, open, world::random::Random};

/// What is asked, by its name in the table.
const QUESTIONS: [&str; 6] =
    ["degrees", "degrees, browsing", "profile", "mutuals", "paths", "suggestions"];

/// Requests that are not counted, before all others.
const WARM_UP: usize = 1_000;

pub(super) async fn run(args: ReadsArgs) -> Result<(), Failure> {
    if let Some(members) = args.fill {
        tokio::task::block_in_place(|| made::fill(&args.store, members, args.seed))?;
    }
    let opening = Instant::now();
    let opened = tokio::task::block_in_place(|| {
        let store = open::store(&args.store)?;
        let handles = handles(&store)?;
        let graph = open::graph_file(&args.store);
        let opening = Instant::now();
        let app = open::app(store, Policy::default(), None, true, graph)?;
        eprintln!("the application is open after {:.1} s", opening.elapsed().as_secs_f64());
        Ok::<_, Failure>((app, handles))
    });
    let (app, handles) = opened?;
    if handles.len() < 2 {
        return Err(Failure::new(
            "this store has no members to ask for; fill it with `kith import`, or name another \
             with --data or --store",
        ));
    }
    let ready = opening.elapsed();
    tokio::task::block_in_place(|| app.learn_suggestions());
    let stats = app.stats();
    let arcs = (2 * stats.connections).max(1) as f64;
    eprintln!(
        "{} members, {} connections, ready after {:.1} s; a connection takes {:.2} bytes from each \
         end, {:.2} with ids",
        stats.members,
        stats.connections,
        ready.as_secs_f64(),
        stats.graph_bytes as f64 / arcs,
        (stats.graph_bytes + stats.id_bytes) as f64 / arcs
    );
    let mut random = Random::new(args.seed);
    let mut viewers = Vec::new();
    for _ in 0..args.viewers.max(1) {
        let handle = &handles[random.below(handles.len())];
        viewers.push(app.create_token(handle, "member").await?);
    }
    let measured = measure(&app, &args, &handles, &viewers, &mut random).await;
    for token in &viewers {
        app.sign_out(token).await?;
    }
    let figures = measured?;
    // As a server does: the next one starts from there.
    tokio::task::block_in_place(|| app.keep_graph())?;
    table::print(&figures, None);
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    tokio::task::block_in_place(|| drop(app));
    Ok(())
}

/// Every member's handle.
fn handles(store: &Store) -> Result<Vec<String>, Failure> {
    let (mut handles, mut last) = (Vec::new(), None);
    loop {
        let people = store.read(|reads| reads.people_after(last, 2_000))?;
        let Some(end) = people.last() else { return Ok(handles) };
        last = Some(end.known.id);
        handles.extend(people.into_iter().map(|account| account.known.person.handle));
    }
}

/// Asks a server in this process, which shares its cores with the one client.
async fn measure(
    app: &App,
    args: &ReadsArgs,
    handles: &[String],
    viewers: &[String],
    random: &mut Random,
) -> Result<Vec<Figure>, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let state = WebState::new(app.clone(), Options::default());
    let server = tokio::spawn(async move { axum::serve(listener, kith_web::router(state)).await });
    let store = match open::location(&args.store)? {
        Location::Postgres(_) => "PostgreSQL",
        _ => "SQLite",
    };
    let mut figures = Vec::new();
    for what in QUESTIONS {
        let asked: Vec<String> = (0..args.requests.max(1))
            .map(|number| {
                // Somebody who browses asks several times in a row.
                let viewer = match what {
                    "degrees, browsing" => (number as usize / 10) % viewers.len(),
                    _ => random.below(viewers.len()),
                };
                question(what, &viewers[viewer], args.handles, handles, random)
            })
            .collect();
        if figures.is_empty() {
            // Threads take fresh memory when they first work, which a server does once.
            let first: Vec<_> = asked.iter().take(WARM_UP).cloned().collect();
            ask(address, &first).await?;
        }
        let started = Instant::now();
        let times = ask(address, &asked).await?;
        let name = if what.starts_with("degrees") {
            format!("{what}, {} handles", args.handles)
        } else {
            what.to_owned()
        };
        figures.push(Figure::from_times(&name, store, 1, times, started.elapsed()));
    }
    server.abort();
    Ok(figures)
}

fn question(
    what: &str,
    token: &str,
    count: u32,
    handles: &[String],
    random: &mut Random,
) -> String {
    let mut any = || &handles[random.below(handles.len())];
    match what {
        "profile" => http::request(&format!("GET /api/v1/members/{}", any()), token, ""),
        "mutuals" => http::request(&format!("GET /api/v1/mutuals/{}", any()), token, ""),
        "paths" => http::request(&format!("GET /api/v1/paths/{}", any()), token, ""),
        "suggestions" => http::request("GET /api/v1/suggestions?limit=20", token, ""),
        _ => {
            let mut body = String::from("{\"to\":[");
            for number in 0..count {
                let comma = if number == 0 { "" } else { "," };
                let _ = write!(body, "{comma}\"{}\"", any());
            }
            body.push_str("]}");
            http::request("POST /api/v1/degrees", token, &body)
        }
    }
}

/// Sends one request after the other; answers how long each took.
async fn ask(address: SocketAddr, requests: &[String]) -> Result<Vec<Duration>, std::io::Error> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut times, mut buffer) = (Vec::with_capacity(requests.len()), Vec::new());
    for request in requests {
        let begun = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        let status = http::answer(&mut stream, &mut buffer).await?;
        times.push(begun.elapsed());
        if status != 200 {
            let text = String::from_utf8_lossy(&buffer).into_owned();
            return Err(std::io::Error::other(format!("the server answered {text}")));
        }
    }
    Ok(times)
}

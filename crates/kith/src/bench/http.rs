//! Invitations over HTTP, on loopback, with connections that are kept.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use kith_app::{Actor, App, AppError};
use kith_web::{Options, WebState};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{invitations::Turns, table::Figure};
use crate::Failure;

/// How many connections ask at once.
const CONNECTIONS: [usize; 3] = [1, 32, 256];

/// Measures a server in this process, which shares its cores with the clients.
pub(super) async fn measure(
    app: &App,
    people: &Arc<[Actor]>,
    turns: &Arc<Turns>,
    store: &str,
    tokens: usize,
    lasting: Duration,
) -> Result<Vec<Figure>, Failure> {
    let tokens = make_tokens(app, people, tokens.min(people.len())).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let state = WebState::new(app.clone(), Options::default());
    let server = tokio::spawn(async move { axum::serve(listener, kith_web::router(state)).await });
    let mut figures = Vec::new();
    for connections in CONNECTIONS {
        eprintln!("{store}: {connections} connections");
        let started = Instant::now();
        let asking: Vec<_> = (0..connections)
            .map(|_| {
                let (people, turns, tokens) =
                    (Arc::clone(people), Arc::clone(turns), Arc::clone(&tokens));
                tokio::spawn(async move {
                    ask(address, &people, &turns, &tokens, started, lasting).await
                })
            })
            .collect();
        let mut times = Vec::new();
        for task in asking {
            times.extend(task.await??);
        }
        let lasted = started.elapsed();
        figures.push(Figure::from_times("over HTTP", store, connections, times, lasted));
    }
    server.abort();
    Ok(figures)
}

async fn make_tokens(app: &App, people: &[Actor], count: usize) -> Result<Arc<[String]>, Failure> {
    let mut tokens = Vec::with_capacity(count);
    for group in people[..count].chunks(256) {
        let making: Vec<_> = group
            .iter()
            .map(|actor| {
                let (app, handle) = (app.clone(), actor.handle.clone());
                tokio::spawn(async move { app.create_token(&handle, "member").await })
            })
            .collect();
        for task in making {
            tokens.push(task.await?.map_err(|error: AppError| Failure::new(error.to_string()))?);
        }
    }
    Ok(tokens.into())
}

async fn ask(
    address: SocketAddr,
    people: &[Actor],
    turns: &Turns,
    tokens: &[String],
    started: Instant,
    lasting: Duration,
) -> Result<Vec<Duration>, std::io::Error> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut times, mut buffer) = (Vec::new(), Vec::with_capacity(8_192));
    while started.elapsed() < lasting {
        let (from, to) = turns.next(tokens.len());
        let body = format!("{{\"to\":\"{}\",\"source\":\"search\"}}", people[to].handle);
        let request = request("POST /api/v1/invitations", &tokens[from], &body);
        let begun = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        let status = answer(&mut stream, &mut buffer).await?;
        times.push(begun.elapsed());
        if status != 201 {
            let text = String::from_utf8_lossy(&buffer).into_owned();
            return Err(std::io::Error::other(format!("the server answered {text}")));
        }
    }
    Ok(times)
}

/// The text of a request of the API; `what` is its method and path.
pub(super) fn request(what: &str, token: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{what} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// Reads one answer whole; leaves it in `buffer`.
pub(super) async fn answer(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
) -> Result<u16, std::io::Error> {
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&buffer[..end]).to_lowercase();
        let field = |name: &str| {
            head.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<usize>().ok())
        };
        let length = field("content-length:").unwrap_or(0);
        while buffer.len() < end + 4 + length {
            if stream.read_buf(buffer).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        return Ok(status.unwrap_or(0));
    }
}

//! Everything of mine in one archive.

use std::{
    io::{self, Write},
    pin::Pin,
    sync::LazyLock,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_core::Stream;
use tokio::sync::{Semaphore, mpsc};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ask::Asker, problem::Problem};
use crate::{auth::site, state::WebState};

/// How much is sent at once, in bytes.
const PIECE: usize = 64 * 1024;
/// How many pieces a client may be behind.
const BEHIND: usize = 8;
/// How many archives are made at once; whoever asks for one more waits.
static UNDER_WAY: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(export))
}

/// Everything of mine as a ZIP archive
///
/// What this member may read here and nothing more: tables in the shapes in which other networks
/// export them, JSON of all the rest, and their own pictures. It is sent as it is read. An archive
/// that ends early was broken off: ask for it again.
#[utoipa::path(get, path = "/export", tag = "members",
    responses((status = 200, content_type = "application/zip", body = String,
        description = "The archive")))]
async fn export(asker: Asker, headers: HeaderMap) -> Result<Response, Problem> {
    // A revision that is asked for is waited for before anything is read.
    asker.read(|_, _| Ok(())).await?;
    let (app, actor, site) = (asker.app().clone(), asker.actor.clone(), site(&headers));
    let name = format!("attachment; filename=\"kith-{}.zip\"", actor.handle);
    let (sender, receiver) = mpsc::channel(BEHIND);
    tokio::spawn(async move {
        let _turn = UNDER_WAY.acquire().await;
        let making = tokio::task::spawn_blocking(move || {
            let mut out = Sent { sender, waiting: Vec::new() };
            match app.export(&actor, &site, &mut out) {
                Ok(()) => {}
                Err(_) if out.sender.is_closed() => tracing::info!("nobody waits for an archive"),
                Err(error) => {
                    tracing::error!(%error, "an archive was broken off");
                    // The client must not take what it has for all of it.
                    drop(out.sender.blocking_send(Err(io::Error::other("broken off"))));
                }
            }
        });
        drop(making.await);
    });
    let disposition = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment"));
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((head, Body::from_stream(Pieces(receiver))).into_response())
}

/// Where the archive is written to: pieces for the client, who is waited for.
struct Sent {
    sender: mpsc::Sender<io::Result<Bytes>>,
    waiting: Vec<u8>,
}

impl Write for Sent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = Bytes::from(std::mem::take(&mut self.waiting));
        self.sender.blocking_send(Ok(piece)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// What is sent, piece by piece.
struct Pieces(mpsc::Receiver<io::Result<Bytes>>);

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

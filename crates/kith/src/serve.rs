//! `kith serve`: the server.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use clap::Args;
use kith_app::{
    App,
    ports::{Clock, MovableClock},
};
use kith_core::time::Timestamp;
use kith_store::Store;
use kith_web::{Options, WebState};
use tokio::net::TcpListener;

use crate::{
    Failure,
    cli::StoreArgs,
    fetch::Web,
    hooks,
    mail::{self, MailArgs},
    open,
    ports::SystemClock,
    writer::{self, WriterArgs},
};

/// How often due work is looked for.
const DUE_WORK: Duration = Duration::from_secs(10);
/// How often the graph is written to its file, if there is news.
const KEEP_GRAPH: Duration = Duration::from_secs(600);
/// How long requests under way may take once the end is asked for.
const DRAIN: Duration = Duration::from_secs(8);

/// The flags of `kith serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The address to listen at.
    #[arg(long, env = "KITH_LISTEN", default_value = "127.0.0.1:7777")]
    pub(crate) listen: SocketAddr,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    #[command(flatten)]
    pub(crate) writer: WriterArgs,

    /// Adds a clock that clients may move, to try six months of rules in a minute; refuses a
    /// store that was not made by a sandbox.
    #[arg(long, env = "KITH_SANDBOX")]
    pub(crate) sandbox: bool,

    #[command(flatten)]
    pub(crate) mail: MailArgs,

    /// Marks cookies as for TLS only: set it where the site is reached by https.
    #[arg(long, env = "KITH_SECURE")]
    pub(crate) secure: bool,
}

pub(crate) async fn run(args: ServeArgs) -> Result<(), Failure> {
    let policy = open::policy(args.store.policy.as_deref())?;
    let model =
        tokio::task::block_in_place(|| writer::model(&args.writer, args.writer.patience()))?;
    let listener = bind(args.listen).await?;
    let address = listener.local_addr()?;
    let mailer = mail::mailer(&args.mail, &args.store.data, address)?;
    let opened = tokio::task::block_in_place(|| {
        let store = open::store(&args.store)?;
        open::claim(&store, args.sandbox)?;
        let clock = args.sandbox.then(|| sandbox_clock(&store)).transpose()?;
        let app = open::app_with(
            store,
            policy,
            clock.as_ref(),
            open::graph_file(&args.store),
            Some(mailer),
        )?;
        Ok::<_, Failure>((app, clock))
    });
    let (app, clock) = opened?;
    if let Some(model) = model {
        app.write_with(model);
    }
    hooks::tell(&app, args.sandbox);
    if app.policy().content.link_previews {
        app.fetch_with(Arc::new(Web::new()));
    }
    let options = Options { sandbox: clock, demo: None, secure: args.secure };
    let end = asked_to_end()?;
    tracing::info!("listening at http://{address}");
    until_ended(listener, app, options, end).await
}

/// A sandbox's clock, which goes on where the store's last change left it.
fn sandbox_clock(store: &Store) -> Result<Arc<MovableClock>, Failure> {
    let clock = MovableClock::new(Arc::new(SystemClock));
    let end = Timestamp::from_micros(i64::MAX);
    let last = store.read(|reads| reads.newest_entries(end, 1))?;
    if let Some(last) = last.first() {
        clock.advance(last.at.micros() - clock.now().micros());
    }
    Ok(Arc::new(clock))
}

/// Listens, or says who may be in the way.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::new(format!("cannot listen at {address}: {error}; choose another with --listen"))
    })
}

/// Serves until `end`; then lets requests under way finish.
pub(crate) async fn until_ended(
    listener: TcpListener,
    app: App,
    options: Options,
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let due = tokio::spawn(due_work(app.clone()));
    let keeping = tokio::spawn(keep_graph(app.clone()));
    let state = WebState::new(app.clone(), options);
    let router = kith_web::router(state);
    let (ending, mut ended) = tokio::sync::watch::channel(false);
    let open = app.clone();
    let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
        end.await;
        tracing::info!("ending: requests under way may finish");
        open.end_live();
        let _ = ending.send(true);
    });
    let drained = async move {
        drop(ended.wait_for(|ending| *ending).await);
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        served = std::future::IntoFuture::into_future(serving) => served?,
        () = drained => tracing::warn!("some requests did not finish in time"),
    }
    due.abort();
    keeping.abort();
    // What came since the last time; the next start is as quick as can be.
    tokio::task::block_in_place(|| keep_now(&app));
    Ok(())
}

/// Keeps the graph in its file, and learns from it what to suggest: soon after the start, and then
/// now and again.
async fn keep_graph(app: App) {
    let mut ticks = tokio::time::interval(KEEP_GRAPH);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let app = app.clone();
        // A graph that cannot be kept is built again at the next start.
        let kept = tokio::task::spawn_blocking(move || {
            app.learn_suggestions();
            keep_now(&app);
        });
        drop(kept.await);
    }
}

fn keep_now(app: &App) {
    if let Err(error) = app.keep_graph() {
        tracing::warn!("the graph cannot be kept: {error}; the next start reads it from the store");
    }
}

async fn due_work(app: App) {
    let mut ticks = tokio::time::interval(DUE_WORK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match app.run_due_work().await {
            Ok(done) if done.expired + done.restricted + done.mailed + done.outreach > 0 => {
                let (expired, restricted, mailed) = (done.expired, done.restricted, done.mailed);
                let outreach = done.outreach;
                tracing::info!(expired, restricted, mailed, outreach, "due work");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "due work failed; it will be tried again"),
        }
    }
}

/// Waits until the process is asked to end. From this call on, not from the first wait, a signal
/// no longer ends it at once.
pub(crate) fn asked_to_end() -> Result<impl Future<Output = ()> + Send + Unpin + 'static, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(Box::pin(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }))
}

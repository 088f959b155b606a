//! `kith demo`: a made-up network, with you signed in.

use std::{collections::BTreeSet, net::SocketAddr, path::PathBuf, sync::Arc};

use clap::Args;
use kith_app::{App, Ask, Paging, ports::Clock, views::ViewerItem};
use kith_core::policy::Policy;
use kith_store::{Location, Options, Store};

use crate::{
    Failure,
    import::settle,
    open,
    ports::SystemClock,
    serve::{asked_to_end, bind, until_ended},
    world::{self, portraits},
};

/// The password of everybody in the demo.
const PASSWORD: &str = "demo-demo-demo";

/// How many of those suggested to you have a photo.
const SUGGESTED: usize = 40;

/// The flags of `kith demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The address to listen at.
    #[arg(long, env = "KITH_LISTEN", default_value = "127.0.0.1:7777")]
    listen: SocketAddr,

    /// How many members.
    #[arg(long, env = "KITH_MEMBERS", default_value_t = 2_000,
          value_parser = clap::value_parser!(u32).range(2..=200_000))]
    members: u32,

    /// The same seed makes the same network.
    #[arg(long, env = "KITH_SEED", default_value_t = 1)]
    seed: u64,

    /// A folder that keeps the network; without it, a temporary one that goes at the end.
    #[arg(long, env = "KITH_DATA")]
    data: Option<PathBuf>,
}

/// A folder that goes with the process, unless it was named.
pub(crate) struct Folder {
    path: PathBuf,
    temporary: bool,
}

impl Folder {
    /// A named folder, or a temporary one.
    pub(crate) fn make(named: Option<PathBuf>) -> Result<Self, Failure> {
        let temporary = named.is_none();
        let path = named.unwrap_or_else(|| {
            let id: kith_core::id::CommandId = open::new_id();
            std::env::temp_dir().join(format!("kith-demo-{id}"))
        });
        std::fs::create_dir_all(&path)?;
        Ok(Self { path, temporary })
    }

    /// Where its network is.
    pub(crate) fn file(&self) -> PathBuf {
        self.path.join("kith.sqlite")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary {
            drop(std::fs::remove_dir_all(&self.path));
        }
    }
}

pub(crate) async fn run(args: DemoArgs) -> Result<(), Failure> {
    let mut end = asked_to_end()?;
    let listener = bind(args.listen).await?;
    let folder = Folder::make(args.data.clone())?;
    let app = tokio::select! {
        app = network(folder.file(), args.members, args.seed) => app?,
        // The folder goes also where nobody waited for the network.
        () = &mut end => return Ok(()),
    };
    let me = app.act_as(world::YOU)?;
    let address = listener.local_addr()?;
    println!("A made-up network of {} members. You are {}.", app.stats().members, me.name);
    println!("Open http://{address}/ in your browser; end it with Ctrl-C.");
    println!("Everybody's password is {PASSWORD}.");
    let options = kith_web::Options { sandbox: None, demo: Some(me.handle), secure: false };
    until_ended(listener, app, options, end).await
}

/// The application on the network in `file`, which is made up where it is empty.
pub(crate) async fn network(file: PathBuf, members: u32, seed: u64) -> Result<App, Failure> {
    let store = Arc::new(Store::open(&Options::new(Location::Sqlite(file)))?);
    let app = open::app(Arc::clone(&store), Policy::default(), None, false, None)?;
    let password = app.hash_password(PASSWORD.to_owned()).await?;
    drop(app);
    let making = tokio::task::spawn_blocking(move || {
        let new = store.read(|reads| reads.people_after(None, 1))?.is_empty();
        if new {
            let world = world::generate(members as usize, seed, SystemClock.now());
            settle::settle(&store, &world, &password, seed)?;
        }
        Ok::<_, Failure>((open::app(store, Policy::default(), None, true, None)?, new))
    });
    let (app, new) = making.await??;
    if new {
        hang_portraits(&app, members as usize / 4).await?;
    }
    Ok(app)
}

/// Gives those whom you meet first a photo, most of them: nobody has one of everybody.
async fn hang_portraits(app: &App, most: usize) -> Result<(), Failure> {
    let me = app.act_as(world::YOU)?;
    let first = Paging { limit: Some(100), after: None };
    let connections = app.connections(&me, None, None, &first)?.items;
    let suggested = app.suggestions(&me, SUGGESTED)?;
    let news = app.notifications(&me, false, &first)?.items;
    let viewers = app.viewers(&me, &first)?.page.items;
    let rows = connections.iter().map(|one| &one.row).chain(suggested.iter().map(|one| &one.row));
    let rows = rows.chain(viewers.iter().filter_map(|one| match one {
        ViewerItem::Full(known) => Some(&known.member),
        ViewerItem::SemiPrivate { .. } => None,
    }));
    let cards = news.iter().filter_map(|one| one.who.as_ref()).map(|who| &who.card);
    let met = cards.chain(rows.map(|row| &row.card)).map(|card| card.handle.clone());
    let mut handles: BTreeSet<String> = met.take(most).collect();
    handles.insert(me.handle.clone());
    for handle in handles {
        let seed = handle.bytes().fold(7_u64, |seed, byte| seed * 31 % 1_000_003 + u64::from(byte));
        if seed % 5 > 0 || handle == me.handle {
            let ask = Ask::by(&app.act_as(&handle)?);
            app.set_photo(&ask, portraits::portrait(seed)).await?;
        }
    }
    Ok(())
}

//! The store: where it is, its writers and its readers.

use std::{
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
    time::Duration,
};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Command, StoreError, Ticket, Tx, journal,
    migrations::migrate,
    pool::Pool,
    sql::{Conn, Driver, Postgres, Sqlite},
    writer::{Inbox, Work, Writer, task},
};

/// Where the store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// In memory, gone when it is dropped: for simulations and tests.
    Memory,
    /// A PostgreSQL database, `postgres://…`.
    Postgres(String),
}

/// How the store is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it is.
    pub location: Location,
    /// How many connections read.
    pub readers: usize,
    /// PostgreSQL: how many lanes this node writes.
    pub lanes: u32,
    /// PostgreSQL: the first of this node's lanes; nodes that share one are correct but slower.
    pub first_lane: u32,
}

impl Options {
    /// The usual numbers for a store at `location`.
    #[must_use]
    pub const fn new(location: Location) -> Self {
        Self { location, readers: 4, lanes: 8, first_lane: 0 }
    }
}

/// What every writer and reader shares.
pub(crate) struct Shared {
    commits: AtomicU64,
    groups: AtomicU64,
    conflicts: AtomicU64,
    committed: Mutex<u64>,
    news: Condvar,
}

impl Shared {
    pub(crate) fn note_conflict(&self) {
        self.conflicts.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn note_commit(&self, requests: usize) {
        self.commits.fetch_add(requests as u64, Ordering::Relaxed);
        self.groups.fetch_add(1, Ordering::Relaxed);
        *self.committed.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.news.notify_all();
    }
}

/// What the store counts since it was opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stats {
    /// Writes committed.
    pub commits: u64,
    /// Groups they were committed in.
    pub groups: u64,
    /// Groups tried again.
    pub conflicts: u64,
}

/// The store. Cheap to share behind an `Arc`; dropping it ends its writers after what waits.
pub struct Store {
    inboxes: Vec<Inbox>,
    writers: Vec<JoinHandle<()>>,
    readers: Readers,
    reads_at_once: usize,
    shared: Arc<Shared>,
    location: Location,
}

enum Readers {
    Pool(Pool),
    /// A database in memory has one connection, shared with its writer.
    Writer(Arc<Mutex<Option<Conn>>>),
}

/// The reads that a connection answers.
pub struct Reads<'a> {
    pub(crate) conn: &'a mut Conn,
}

pub(crate) fn connect(location: &Location, read_only: bool) -> Result<Conn, StoreError> {
    let driver: Box<dyn Driver> = match location {
        Location::Sqlite(path) => Box::new(Sqlite::open(path, read_only)?),
        Location::Memory => Box::new(Sqlite::in_memory()?),
        Location::Postgres(url) => Box::new(Postgres::connect(url)?),
    };
    Ok(Conn::new(driver))
}

impl Store {
    /// Opens the store, making or migrating its schema.
    ///
    /// # Errors
    /// It cannot be reached, or a newer kith made it.
    pub fn open(options: &Options) -> Result<Self, StoreError> {
        let location = options.location.clone();
        let mut first = connect(&location, false)?;
        migrate(&mut first)?;
        let shared = Arc::new(Shared {
            commits: AtomicU64::new(0),
            groups: AtomicU64::new(0),
            conflicts: AtomicU64::new(0),
            committed: Mutex::new(0),
            news: Condvar::new(),
        });
        let (lanes, base, group) = match location {
            Location::Postgres(_) => (options.lanes.max(1), options.first_lane, 64),
            _ => (1, 0, 256),
        };
        let mut first = Some(first);
        let mut shared_conn = None;
        let (mut inboxes, mut writers) = (Vec::new(), Vec::new());
        for number in 0..lanes {
            let lane = i64::from(base + number);
            let mut conn = first.take();
            if let Some(conn) = conn.as_mut() {
                journal::prepare_lane(conn, lane)?;
            }
            let conn = Arc::new(Mutex::new(conn));
            shared_conn.get_or_insert_with(|| Arc::clone(&conn));
            let place = location.clone();
            let connect = Box::new(move || connect(&place, false));
            let writer = Writer { lane, group, conn, connect, shared: Arc::clone(&shared) };
            let (inbox, requests) = mpsc::channel();
            let name = format!("kith-writer-{lane}");
            let spawned =
                std::thread::Builder::new().name(name).spawn(move || writer.run(&requests));
            writers.push(spawned.map_err(|error| StoreError::Unavailable(error.to_string()))?);
            inboxes.push(inbox);
        }
        let place = location.clone();
        let readers = match shared_conn.filter(|_| location == Location::Memory) {
            Some(conn) => Readers::Writer(conn),
            None => {
                Readers::Pool(Pool::new(options.readers, Box::new(move || connect(&place, true))))
            }
        };
        let reads_at_once = options.readers.max(1);
        Ok(Self { inboxes, writers, readers, reads_at_once, shared, location })
    }

    /// Where the store is.
    #[must_use]
    pub const fn location(&self) -> &Location {
        &self.location
    }

    /// How many reads it answers at the same time; more wait for one of these.
    #[must_use]
    pub const fn reads_at_once(&self) -> usize {
        self.reads_at_once
    }

    /// Joins the next group commit with a request. `run` reads facts, decides and applies
    /// changes; it may run more than once, and only its last run counts. An inner `Err` is the
    /// request's own refusal: nothing of it stays.
    pub fn write<T, E, F>(&self, command: Command, run: F) -> Ticket<T, E>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<Result<T, E>, StoreError> + Send + 'static,
    {
        // Requests of one member go to one writer, so that writers rarely wait for each other.
        let lane = command.members.first().map_or(0, |id| usize::from(id.as_bytes()[15]));
        let (work, ticket) = task(command, run);
        self.send(lane, work);
        ticket
    }

    fn send(&self, lane: usize, work: Box<dyn Work>) {
        let inbox = &self.inboxes[lane % self.inboxes.len()];
        // A writer that has ended drops the work, and the ticket says that the store is closed.
        drop(inbox.send(work));
    }

    /// Reads with one of the pool's connections.
    ///
    /// # Errors
    /// Whatever `read` answers, or that the store cannot be reached.
    pub fn read<T, E>(
        &self,
        read: impl FnOnce(&mut Reads<'_>) -> Result<T, E> + Send,
    ) -> Result<T, E>
    where
        T: Send,
        E: From<StoreError> + Send,
    {
        waiting(|| match &self.readers {
            Readers::Pool(pool) => pool.with(|conn| read(&mut Reads { conn })),
            Readers::Writer(conn) => {
                let mut conn = conn.lock().unwrap_or_else(PoisonError::into_inner);
                match conn.as_mut() {
                    Some(conn) => read(&mut Reads { conn }),
                    None => Err(StoreError::Closed.into()),
                }
            }
        })
    }

    /// Reads from one snapshot of the store: as it is at one instant, however long that takes.
    ///
    /// # Errors
    /// Whatever `read` answers, or that the store cannot be reached.
    pub(crate) fn snapshot<T, E>(
        &self,
        read: impl FnOnce(&mut Reads<'_>) -> Result<T, E> + Send,
    ) -> Result<T, E>
    where
        T: Send,
        E: From<StoreError> + Send,
    {
        let frozen = |conn: &mut Conn| {
            let begin = conn.driver().snapshot();
            conn.driver().run(begin)?;
            let answer = read(&mut Reads { conn });
            conn.driver().run("ROLLBACK")?;
            answer
        };
        match &self.readers {
            Readers::Writer(_) => self.read(|reads| frozen(reads.conn)),
            // A connection of its own: the pool's are lent for moments.
            Readers::Pool(_) => waiting(|| frozen(&mut connect(&self.location, true)?)),
        }
    }

    /// Waits until something was committed here since `seen`, `patience` at most; answers the
    /// new mark. On PostgreSQL another node's commits do not show here, so a follower looks at
    /// the journal after each wait, whatever it answers.
    #[must_use]
    pub fn wait_for_news(&self, seen: u64, patience: Duration) -> u64 {
        let committed = self.shared.committed.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.shared.news.wait_timeout_while(committed, patience, |mark| *mark <= seen);
        let (mark, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *mark
    }

    /// What was counted since the store was opened.
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats {
            commits: self.shared.commits.load(Ordering::Relaxed),
            groups: self.shared.groups.load(Ordering::Relaxed),
            conflicts: self.shared.conflicts.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let none = Readers::Writer(Arc::default());
        waiting(|| {
            self.inboxes.clear();
            // A request may hold the last reference to whatever owns this store: then a writer
            // drops it, and that one ends by itself.
            let here = std::thread::current().id();
            for writer in self.writers.drain(..).filter(|one| one.thread().id() != here) {
                drop(writer.join());
            }
            // Closing a connection to PostgreSQL waits, too.
            drop(std::mem::replace(&mut self.readers, none));
        });
    }
}

/// Runs what waits for the database. A use-case reads on a thread of the async runtime, too:
/// there the runtime is told, so that its other tasks go on elsewhere.
fn waiting<T>(run: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor::MultiThread};
    match Handle::try_current() {
        Ok(here) if here.runtime_flavor() == MultiThread => tokio::task::block_in_place(run),
        _ => run(),
    }
}

/// Runs a statement on a PostgreSQL server, such as one that makes a database.
///
/// # Errors
/// The server does not answer, or refuses.
pub fn run_on_server(url: &str, sql: &str) -> Result<(), StoreError> {
    Postgres::connect(url)?.run(sql)
}

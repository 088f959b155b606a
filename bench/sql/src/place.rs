//! The databases: one is filled by kith's store, and every contestant gets a fresh copy of it;
//! what stands in it afterwards is summed up, so that all have written the same.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::Arc,
};

use kith_core::{
    change::Change,
    id::{CommandId, Id},
    time::Timestamp,
};
use kith_store::{Command, Location, Options, Store, StoreError, Tx, run_on_server};

use crate::work::{Failure, LANES, MEMBERS, account, sent_before, ties};

/// What kith sets on each connection to SQLite.
pub const PRAGMAS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536; \
    PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456;";

/// Number and sum of the rows of each table that the requests write.
pub type Sum = Vec<(String, u64, String)>;

/// The rows that must be the same whoever wrote them. A journal's numbers are left out: the store
/// gives one to the request that holds its writer.
const STATE: [(&str, &str, &str); 4] = [
    ("accounts", "*", "id"),
    ("invitations", "*", "id"),
    ("pairs", "*", "low, high"),
    ("journal", "at, actor, command, changes", "command"),
];

fn once(
    store: &Store,
    mut write: impl FnMut(&mut Tx<'_>) -> Result<(), StoreError> + Send + 'static,
    number: usize,
) -> Result<(), Failure> {
    let mut bytes = [0xff; 16];
    bytes[..8].copy_from_slice(&(number as u64).to_be_bytes());
    let id: CommandId = Id::from_bytes(bytes);
    let at = Timestamp::from_micros(0);
    let command = Command { id, actor: None, at, members: Vec::new(), fingerprint: None };
    store.write::<_, StoreError, _>(command, move |tx| Ok(write(tx).map(|()| true))).wait()?;
    Ok(())
}

/// Fills an empty database.
fn fill(location: Location, requests: usize) -> Result<(), Failure> {
    let store = Store::open(&Options { lanes: 1, ..Options::new(location) })?;
    let accounts: Arc<[_]> = (0..MEMBERS).map(account).collect();
    let joined = move |tx: &mut Tx<'_>| {
        tx.insert_accounts(&accounts)?;
        for account in accounts.iter() {
            tx.note(Change::Joined { member: account.known.id });
        }
        Ok(())
    };
    once(&store, joined, 0)?;
    let sent: Arc<[_]> = sent_before().flatten().collect();
    once(&store, move |tx| sent.iter().try_for_each(|one| tx.import_invitation(one)), 1)?;
    let ties: Arc<[_]> = ties(requests).collect();
    let tied = move |tx: &mut Tx<'_>| {
        ties.iter().cloned().for_each(|tie| tx.put_pair(tie));
        Ok(())
    };
    once(&store, tied, 2)
}

fn copy_of(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(copy_of(path, suffix)));
    }
}

/// A SQLite file and its copies.
pub struct Files {
    seed: PathBuf,
    copy: PathBuf,
}

impl Files {
    /// Makes the file in `folder`.
    pub fn new(folder: &Path, requests: usize) -> Result<Self, Failure> {
        let files = Self { seed: folder.join("seed.sqlite"), copy: folder.join("run.sqlite") };
        remove(&files.seed);
        fill(Location::Sqlite(files.seed.clone()), requests)?;
        Ok(files)
    }

    /// A fresh copy, on disk before the measurement begins.
    pub fn fresh(&self) -> Result<&Path, Failure> {
        remove(&self.copy);
        std::fs::copy(&self.seed, &self.copy)?;
        std::fs::File::open(&self.copy)?.sync_all()?;
        Ok(&self.copy)
    }

    /// What the copy holds.
    pub fn sum(&self) -> Result<Sum, Failure> {
        let connection = rusqlite::Connection::open(&self.copy)?;
        let table = |(table, columns, order): (&str, &str, &str)| {
            let sql = format!("SELECT {columns} FROM {table} ORDER BY {order}");
            let mut statement = connection.prepare(&sql)?;
            let width = statement.column_count();
            let (mut rows, mut count) = (statement.query([])?, 0);
            let mut hasher = DefaultHasher::new();
            while let Some(row) = rows.next()? {
                count += 1;
                for column in 0..width {
                    format!("{:?}", row.get_ref(column)?).hash(&mut hasher);
                }
            }
            Ok((table.to_owned(), count, format!("{:016x}", hasher.finish())))
        };
        STATE.into_iter().map(table).collect()
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        remove(&self.seed);
        remove(&self.copy);
    }
}

/// A PostgreSQL server with the filled database and its copies.
pub struct Server {
    url: String,
}

const SEED: &str = "kith_sql_seed";
const RUN: &str = "kith_sql_run";

impl Server {
    /// Makes the database on the server of `url`, `postgres://USER@HOST:PORT`.
    pub fn new(url: &str, requests: usize) -> Result<Self, Failure> {
        let server = Self { url: url.trim_end_matches('/').to_owned() };
        server.drop_all()?;
        server.admin(&format!("CREATE DATABASE {SEED}"))?;
        let seed = server.database(SEED);
        fill(Location::Postgres(seed.clone()), requests)?;
        let lanes = format!(
            "INSERT INTO lanes SELECT lane, 0 FROM generate_series(0, {}) lane \
             ON CONFLICT DO NOTHING",
            LANES - 1
        );
        run_on_server(&seed, &lanes)?;
        run_on_server(&seed, "VACUUM ANALYZE")?;
        Ok(server)
    }

    fn database(&self, name: &str) -> String {
        format!("{}/{name}", self.url)
    }

    fn admin(&self, sql: &str) -> Result<(), Failure> {
        Ok(run_on_server(&self.database("postgres"), sql)?)
    }

    fn drop_all(&self) -> Result<(), Failure> {
        for name in [RUN, SEED] {
            self.admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        }
        Ok(())
    }

    /// A fresh copy, on disk before the measurement begins.
    pub fn fresh(&self) -> Result<String, Failure> {
        self.admin(&format!("DROP DATABASE IF EXISTS {RUN} WITH (FORCE)"))?;
        self.admin(&format!("CREATE DATABASE {RUN} TEMPLATE {SEED}"))?;
        self.admin("CHECKPOINT")?;
        Ok(self.database(RUN))
    }

    /// What a statement of one row of texts answers.
    fn ask(&self, database: &str, sql: &str) -> Result<Vec<String>, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let url = self.database(database);
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
            tokio::spawn(connection);
            let row = client.query_one(sql, &[]).await?;
            Ok((0..row.len()).map(|column| row.get(column)).collect())
        })
    }

    /// The server's version.
    pub fn version(&self) -> Result<String, Failure> {
        Ok(self.ask(SEED, "SHOW server_version")?.remove(0))
    }

    /// What the copy holds.
    pub fn sum(&self) -> Result<Sum, Failure> {
        let table = |(table, columns, order): (&str, &str, &str)| {
            let sql = format!(
                "SELECT count(*)::text, md5(string_agg(s::text, '' ORDER BY {order})) \
                 FROM (SELECT {columns} FROM {table}) s"
            );
            let answer = self.ask(RUN, &sql)?;
            Ok((table.to_owned(), answer[0].parse()?, answer[1].clone()))
        };
        STATE.into_iter().map(table).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.drop_all());
    }
}

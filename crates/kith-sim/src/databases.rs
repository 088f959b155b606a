//! Empty databases for tests: SQLite always, PostgreSQL where one is named.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use kith_store::{Location, StoreError};

/// The environment variable that names a PostgreSQL in which databases may be made.
pub const POSTGRES: &str = "KITH_TEST_POSTGRES";

/// An empty database, gone when it is dropped.
pub struct Database {
    /// Where it is.
    pub location: Location,
    cleanup: Cleanup,
}

enum Cleanup {
    Folder(PathBuf),
    Postgres { server: String, name: String },
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

fn unique(word: &str) -> String {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("kith_test_{word}_{}_{number}", std::process::id())
}

impl Database {
    /// A SQLite file in a temporary folder.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn sqlite(word: &str) -> std::io::Result<Self> {
        let folder = std::env::temp_dir().join(unique(word));
        std::fs::create_dir_all(&folder)?;
        let location = Location::Sqlite(folder.join("kith.sqlite"));
        Ok(Self { location, cleanup: Cleanup::Folder(folder) })
    }

    /// A database in the PostgreSQL that [`POSTGRES`] names; none where nothing is named, which
    /// is said on standard error.
    ///
    /// # Errors
    /// It does not answer.
    pub fn postgres(word: &str) -> Result<Option<Self>, StoreError> {
        let Ok(server) = std::env::var(POSTGRES) else {
            eprintln!("skipped on PostgreSQL: {POSTGRES} names no server");
            return Ok(None);
        };
        let name = unique(word);
        kith_store::run_on_server(&server, &format!("CREATE DATABASE {name}"))?;
        let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
        let location = Location::Postgres(format!("{base}/{name}"));
        Ok(Some(Self { location, cleanup: Cleanup::Postgres { server, name } }))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match &self.cleanup {
            Cleanup::Folder(folder) => drop(std::fs::remove_dir_all(folder)),
            Cleanup::Postgres { server, name } => {
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                drop(kith_store::run_on_server(server, &sql));
            }
        }
    }
}

/// Runs a test on an empty SQLite database, and on an empty PostgreSQL one where a server is
/// named.
///
/// # Panics
/// Where a database cannot be made: the test fails.
#[expect(clippy::expect_used, reason = "test support: a database that cannot be made is a failure")]
pub fn on_each(word: &str, test: impl Fn(&Location)) {
    let sqlite = Database::sqlite(word).expect("a temporary folder");
    test(&sqlite.location);
    if let Some(postgres) = Database::postgres(word).expect("PostgreSQL answers") {
        test(&postgres.location);
    }
}

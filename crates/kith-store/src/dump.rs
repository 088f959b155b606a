//! The whole network in one file: to move it between SQLite and PostgreSQL, and to keep it.
//!
//! A dump is read from one snapshot while others write. It holds every row of every table in the
//! [list](tables), with how many they are and a checksum that does not depend on their order.

mod file;
mod restore;
mod tables;
mod walk;

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use self::file::{ROW, TABLE, TABLE_END, TRAILER, Writer, packed};
pub use self::restore::restore;
pub(crate) use self::tables::{TABLES, Table};
#[cfg(test)]
pub(crate) use self::{restore::STATEMENTS, tables::LEFT_OUT};
use crate::{Store, StoreError, migrations::newest, sql::Value};

/// The fact that tells a store from every other.
pub const STORE_ID: &str = "store_id";

/// Rows that belong to the place and not to the network: which store it is, and the lanes of writers
/// that have not written.
fn stays(table: &Table, row: &[Value]) -> bool {
    match table.name {
        "facts" => row.first() == Some(&Value::Text(STORE_ID.to_owned())),
        "lanes" => row.get(1) == Some(&Value::Int(0)),
        _ => false,
    }
}

/// Why a dump was not written, or not restored.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be read or written.
    #[error("the file: {0}")]
    File(#[from] io::Error),
    /// The file is something else.
    #[error("this file is not a dump of kith")]
    Foreign,
    /// The file is not whole, or was changed.
    #[error("this dump is torn or was changed: take another copy of it. Nothing was restored")]
    Torn,
    /// The file has a format of a newer kith.
    #[error("this dump has format {found}; this kith reads {known}. Use a newer kith")]
    NewerFormat {
        /// The format found.
        found: u32,
        /// The one that is known.
        known: u32,
    },
    /// A newer kith made the dump.
    #[error(
        "kith {made_by} made this dump with schema {found}, and this one knows {known}: \
         restore it with that kith or a newer one"
    )]
    Newer {
        /// The version of that kith.
        made_by: String,
        /// The dump's schema.
        found: i64,
        /// The newest one that is known.
        known: i64,
    },
    /// An older kith made the dump.
    #[error(
        "kith {made_by} made this dump with schema {found}, and this one has {known}: restore it \
         with that kith, and open the store with this one, which brings it up to date"
    )]
    Older {
        /// The version of that kith.
        made_by: String,
        /// The dump's schema.
        found: i64,
        /// The newest one that is known.
        known: i64,
    },
    /// There is something in the store.
    #[error(
        "this store is not empty: there are rows in {0}. Restore into a new folder or database"
    )]
    NotEmpty(&'static str),
    /// The rows are not those of which the dump was made.
    #[error("the rows of {table} in {place} are not those that were dumped. Nothing was restored")]
    Differs {
        /// Of which table.
        table: String,
        /// Where.
        place: &'static str,
    },
    /// The database does not take a row.
    #[error("the database refuses a row of {table}: {detail}. Nothing was restored")]
    Refused {
        /// Of which table.
        table: String,
        /// What it said.
        detail: String,
    },
}

/// What the file says of itself.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    /// The schema, by the number of its newest migration.
    schema: i64,
    /// The version of the kith that made it.
    kith: String,
    /// When, in microseconds since 1970 UTC.
    made_at: i64,
}

/// How many rows a table has, and their checksum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Which table.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// The same for the same rows, in whatever order and on whichever database.
    pub sum: String,
}

/// Counts rows and sums up their hashes.
#[derive(Default)]
struct Sum {
    rows: u64,
    sum: u128,
}

impl Sum {
    /// Counts a row in; answers how many bytes it has.
    fn add(&mut self, row: &[Value]) -> Result<usize, DumpError> {
        self.add_and(row, &mut |_| Ok(()))
    }

    /// The same, and gives the row, packed, to `take`.
    fn add_and(
        &mut self,
        row: &[Value],
        take: &mut dyn FnMut(&[u8]) -> Result<(), DumpError>,
    ) -> Result<usize, DumpError> {
        let bytes = packed(row)?;
        let hash = Sha256::digest(&bytes);
        let mut half = [0; 16];
        half.copy_from_slice(&hash[..16]);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(half));
        take(&bytes)?;
        Ok(bytes.len())
    }

    fn of(&self, table: &Table) -> Counted {
        Counted { table: table.name.to_owned(), rows: self.rows, sum: format!("{:032x}", self.sum) }
    }
}

impl Store {
    /// Writes every table to `out`, as they are at one instant; others go on writing. Answers what
    /// is in it.
    ///
    /// # Errors
    /// The store or `out` fails.
    pub fn dump(
        &self,
        kith: &str,
        made_at: kith_core::time::Timestamp,
        out: &mut (dyn Write + Send),
    ) -> Result<Vec<Counted>, DumpError> {
        self.snapshot(|reads| {
            let mut file = Writer::begin(out)?;
            let header =
                Header { schema: newest(), kith: kith.to_owned(), made_at: made_at.micros() };
            file.json(&header)?;
            let mut all = Vec::new();
            for table in TABLES {
                file.bytes(&[TABLE])?;
                file.json(&table.name)?;
                let columns: Vec<_> = table.columns.iter().map(|(column, _)| *column).collect();
                file.json(&columns)?;
                let mut write = |row: &[u8]| {
                    file.bytes(&[ROW])?;
                    Ok(file.bytes(row)?)
                };
                all.push(walk::table(reads.conn, table, &mut write)?);
                file.bytes(&[TABLE_END])?;
            }
            file.bytes(&[TRAILER])?;
            file.json(&all)?;
            file.end()?;
            Ok(all)
        })
    }

    /// How many rows each table of a dump would have, and their checksums.
    ///
    /// # Errors
    /// The store fails.
    pub fn counted(&self) -> Result<Vec<Counted>, DumpError> {
        self.snapshot(|reads| {
            TABLES.iter().map(|table| walk::table(reads.conn, table, &mut |_| Ok(()))).collect()
        })
    }
}

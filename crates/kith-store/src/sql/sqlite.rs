//! SQLite: the embedded default.

use std::{collections::HashMap, path::Path};

use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, types::ValueRef};

#[cfg(test)]
use super::{Described, Type};
use super::{Driver, Exchanged, Question, Queued, Rows, Statement, Value};
use crate::StoreError;

/// One connection to a SQLite database.
pub(crate) struct Sqlite {
    connection: Connection,
    /// What was asked before, as SQLite wants it, by the address of the declaration, of which
    /// there is one for each statement.
    texts: HashMap<usize, String>,
}

/// SQLite numbers `$n` by first use; `?n` says what is meant.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(rusqlite::types::ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Id(bytes) => ValueRef::Blob(bytes),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn failed(statement: &str, error: &rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Retry,
        Some(ErrorCode::DiskFull | ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => {
            StoreError::Unavailable(error.to_string())
        }
        _ => StoreError::Sql { statement: statement.to_owned(), detail: error.to_string() },
    }
}

impl Sqlite {
    /// Opens the database file for one writer, or for reading only.
    pub(crate) fn open(path: &Path, read_only: bool) -> Result<Self, StoreError> {
        let flags = if read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX
        };
        let opened = Connection::open_with_flags(path, flags);
        let connection = opened
            .map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
        Self::with(connection)
    }

    /// A database in memory, gone with its connection.
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        let opened = Connection::open_in_memory();
        Self::with(opened.map_err(|error| failed("open", &error))?)
    }

    fn with(connection: Connection) -> Result<Self, StoreError> {
        connection.set_prepared_statement_cache_capacity(256);
        // What is deleted is overwritten: the words of a member who has left are not in the file.
        let set = connection.execute_batch(
            "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; \
             PRAGMA mmap_size = 268435456; PRAGMA secure_delete = ON;",
        );
        set.map_err(|error| failed("open", &error))?;
        // Without this SQLite plans a statement again whenever a value is bound that it compared
        // with the condition of a partial index: nearly at every run.
        let stable = rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
        connection.set_db_config(stable, true).map_err(|error| failed("open", &error))?;
        Ok(Self { connection, texts: HashMap::new() })
    }
}

impl Sqlite {
    fn prepare(&mut self, statement: &Statement) -> rusqlite::Result<CachedStatement<'_>> {
        let known = self.texts.entry(std::ptr::from_ref(statement).addr());
        self.connection.prepare_cached(known.or_insert_with(|| numbered(statement.sql)))
    }

    fn write(&mut self, write: &Queued) -> Result<u64, StoreError> {
        let wrap = |error| failed(write.statement.name, &error);
        let mut prepared = self.prepare(write.statement).map_err(wrap)?;
        let rows = prepared.execute(rusqlite::params_from_iter(&write.params)).map_err(wrap)?;
        Ok(rows as u64)
    }

    fn ask(&mut self, (statement, params): Question<'_>) -> Result<Rows, StoreError> {
        let wrap = |error| failed(statement.name, &error);
        let mut prepared = self.prepare(statement).map_err(wrap)?;
        let width = prepared.column_count();
        let mut rows = prepared.query(rusqlite::params_from_iter(params)).map_err(wrap)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(wrap)? {
            let mut cells = Vec::with_capacity(width);
            for column in 0..width {
                cells.push(match row.get_ref(column).map_err(wrap)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(number) => Value::Int(number),
                    ValueRef::Real(number) => Value::Text(number.to_string()),
                    ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                    ValueRef::Blob(bytes) => Value::bytes(bytes),
                });
            }
            all.push(cells);
        }
        Ok(all)
    }
}

impl Driver for Sqlite {
    fn exchange(
        &mut self,
        writes: &[Queued],
        question: Option<Question<'_>>,
    ) -> Result<Exchanged, StoreError> {
        let changed = writes.iter().map(|write| self.write(write)).collect::<Result<_, _>>()?;
        let rows = question.map_or(Ok(Vec::new()), |question| self.ask(question))?;
        Ok((changed, rows))
    }

    fn ask_all(&mut self, questions: &[Question<'_>]) -> Result<Vec<Rows>, StoreError> {
        questions.iter().map(|question| self.ask(*question)).collect()
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn run(&mut self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(|error| failed(sql, &error))
    }

    fn begin(&mut self, _accounts: &[[u8; 16]]) -> Result<(), StoreError> {
        // There is one writer: taking the write lock is taking every lock.
        self.run("BEGIN IMMEDIATE")
    }

    fn snapshot(&self) -> &'static str {
        "BEGIN"
    }

    #[cfg(test)]
    fn describe(&mut self, statement: &Statement) -> Result<Described, StoreError> {
        let wrap = |error| failed(statement.name, &error);
        let sql = numbered(statement.sql);
        let prepared = self.connection.prepare(&sql).map_err(wrap)?;
        let (params, width) = (prepared.parameter_count(), prepared.column_count());
        drop(prepared);
        let mut plan =
            self.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).map_err(wrap)?;
        let nulls = vec![Value::Null; params];
        let rows =
            plan.query_map(rusqlite::params_from_iter(&nulls), |row| row.get::<_, String>(3));
        let lines = rows.map_err(wrap)?.collect::<Result<Vec<_>, _>>().map_err(wrap)?;
        let scans = lines
            .into_iter()
            .filter(|line| line.starts_with("SCAN ") && !line.contains("CONSTANT ROW"))
            .filter(|line| !line.contains("SUBQUERY") && !line.starts_with("SCAN ("))
            .collect();
        Ok(Described { params, columns: vec![None::<Type>; width], scans })
    }

    fn is_lost(&self) -> bool {
        false
    }

    fn without_rowid(&self) -> &'static str {
        "WITHOUT ROWID"
    }

    fn bytewise(&self) -> &'static str {
        ""
    }
}

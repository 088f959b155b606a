//! sqlx: the statements as kith-store writes them, prepared once a connection. sqlx sends one
//! statement and waits for its answer; several go together only as text without values, which
//! serves the transaction, its locks and its savepoints.

use kith_core::{
    budget::Usage,
    id::MemberId,
    invitation::{Invitation, State},
    tie::Pair,
};
use kith_store::{Met, UsageWindows};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

use crate::{
    group::{Db, Entry, locks},
    rows::{self, AccountCells, LifeCells, PairCells},
    statements::{
        APPEND, INSERT_INVITATION, INSERT_PAIR, MEET, TAKE_NUMBERS, UPDATE_PAIR, USAGE_OF,
    },
    work::Failure,
};

/// The cells of a row from a column on.
macro_rules! cells {
    ($row:ident, $from:ident, $($offset:literal)+) => {
        Ok(($($row.try_get($from + $offset)?,)+))
    };
}

macro_rules! contestant {
    ($name:ident, $connection:ty, $row:ty, $script:expr, $begin:expr) => {
        /// A connection.
        pub struct $name(pub $connection);

        impl $name {
            async fn script(&mut self, sql: String) -> Result<(), Failure> {
                let script: fn(String) -> _ = $script;
                script(sql).execute(&mut self.0).await?;
                Ok(())
            }

            fn account(row: &$row, from: usize) -> Result<AccountCells, sqlx::Error> {
                cells!(row, from, 0 1 2 3 4 5 6 7 8 9 10 11 12)
            }

            fn pair(row: &$row, from: usize) -> Result<PairCells, sqlx::Error> {
                cells!(row, from, 0 1 2 3 4 5 6 7 8 9 10 11 12 13)
            }

            fn life(row: &$row, from: usize) -> Result<LifeCells, sqlx::Error> {
                cells!(row, from, 0 1 2 3 4)
            }

            /// What begins at a column of an outer join: absent where that is null.
            fn joined<T>(
                row: &$row,
                from: usize,
                read: fn(&$row, usize) -> Result<T, sqlx::Error>,
            ) -> Result<Option<T>, sqlx::Error> {
                let key: Option<&[u8]> = row.try_get(from)?;
                key.map(|_| read(row, from)).transpose()
            }
        }

        impl Db for $name {
            async fn begin(&mut self, accounts: &[[u8; 16]]) -> Result<(), Failure> {
                let begin: fn(&[[u8; 16]]) -> String = $begin;
                self.script(begin(accounts)).await
            }

            async fn take_numbers(&mut self, lane: i64, count: i64) -> Result<i64, Failure> {
                let query = sqlx::query_scalar(TAKE_NUMBERS).bind(lane).bind(count);
                Ok(query.fetch_one(&mut self.0).await?)
            }

            async fn savepoint(&mut self, first: bool) -> Result<(), Failure> {
                let both = "RELEASE SAVEPOINT request; SAVEPOINT request";
                self.script((if first { "SAVEPOINT request" } else { both }).to_owned()).await
            }

            async fn meet(&mut self, me: MemberId, them: MemberId) -> Result<Met, Failure> {
                let (low, high) = (me.min(them), me.max(them));
                let query = sqlx::query(MEET)
                    .bind(me.as_bytes().as_slice())
                    .bind(them.as_bytes().as_slice())
                    .bind(low.as_bytes().as_slice())
                    .bind(high.as_bytes().as_slice());
                let row = query.fetch_one(&mut self.0).await?;
                let cells = (
                    Self::account(&row, 0)?,
                    Self::joined(&row, 13, Self::account)?,
                    Self::joined(&row, 26, Self::pair)?,
                    Self::joined(&row, 40, Self::life)?,
                    Self::joined(&row, 45, Self::life)?,
                );
                rows::met(&cells, me, them)
            }

            async fn usage(
                &mut self,
                sender: MemberId,
                w: &UsageWindows,
            ) -> Result<Usage, Failure> {
                let query = sqlx::query_as(USAGE_OF)
                    .bind(sender.as_bytes().as_slice())
                    .bind(w.now.micros())
                    .bind(w.week.micros())
                    .bind(i64::from(w.limit.max(1)) - 1)
                    .bind(w.burst.micros())
                    .bind(w.day.micros())
                    .bind(i64::from(w.withdraw_returns_send))
                    .bind(i64::from(w.places.max(1)) - 1);
                rows::usage(&query.fetch_one(&mut self.0).await?)
            }

            async fn invite(&mut self, i: &Invitation) -> Result<(), Failure> {
                let query = sqlx::query(INSERT_INVITATION)
                    .bind(i.id.as_bytes().as_slice())
                    .bind(i.sender.as_bytes().as_slice())
                    .bind(i.recipient.as_bytes().as_slice())
                    .bind(i.note.as_deref())
                    .bind(i.source.code())
                    .bind(i.via.as_ref().map(|id| id.as_bytes().as_slice()))
                    .bind(i.sent_at.micros())
                    .bind(i.expires_at.micros())
                    .bind(State::Pending.code())
                    .bind(None::<i64>)
                    .bind(0_i64)
                    .bind(i.boost.as_ref().map(|id| id.as_bytes().as_slice()));
                query.execute(&mut self.0).await?;
                Ok(())
            }

            async fn save(&mut self, pair: &Pair) -> Result<u64, Failure> {
                let mut query =
                    sqlx::query(if pair.version == 1 { INSERT_PAIR } else { UPDATE_PAIR })
                        .bind(pair.low.as_bytes().as_slice())
                        .bind(pair.high.as_bytes().as_slice())
                        .bind(pair.version)
                        .bind(pair.connected_at.map(|at| at.micros()));
                for side in [&pair.low_side, &pair.high_side] {
                    query = query
                        .bind(side.follows_at.map(|at| at.micros()))
                        .bind(side.blocked_at.map(|at| at.micros()))
                        .bind(side.unblocked_at.map(|at| at.micros()))
                        .bind(side.unknown_at.map(|at| at.micros()))
                        .bind(side.invitation.as_ref().map(|id| id.as_bytes().as_slice()));
                }
                Ok(query.execute(&mut self.0).await?.rows_affected())
            }

            async fn append(&mut self, entry: &Entry<'_>) -> Result<(), Failure> {
                let request = entry.request;
                let query = sqlx::query(APPEND)
                    .bind(entry.lane)
                    .bind(entry.seq)
                    .bind(request.at.micros())
                    .bind(request.me.as_bytes().as_slice())
                    .bind(request.command.as_bytes().as_slice())
                    .bind(entry.changes);
                query.execute(&mut self.0).await?;
                Ok(())
            }

            async fn commit(&mut self) -> Result<(), Failure> {
                self.script("RELEASE SAVEPOINT request; COMMIT".to_owned()).await
            }
        }
    };
}

// SQLite's driver keeps a prepared text of two statements; PostgreSQL takes two only unprepared.
contestant!(
    Sqlite,
    SqliteConnection,
    sqlx::sqlite::SqliteRow,
    |sql| sqlx::query(AssertSqlSafe(sql)),
    |_| "BEGIN IMMEDIATE".to_owned()
);
contestant!(
    Postgres,
    PgConnection,
    sqlx::postgres::PgRow,
    |sql| sqlx::raw_sql(AssertSqlSafe(sql)),
    locks
);

impl Sqlite {
    /// Opens the file and runs `setup`, which sets again what sqlx has set of itself.
    pub async fn connect(file: &str, setup: &'static str) -> Result<Self, Failure> {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        sqlx::raw_sql(setup).execute(&mut connection).await?;
        Ok(Self(connection))
    }
}

impl Postgres {
    /// Connects.
    pub async fn connect(url: &str) -> Result<Self, Failure> {
        Ok(Self(PgConnection::connect(url).await?))
    }
}

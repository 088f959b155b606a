//! The small adapter through which both databases are spoken to: one call path, one SQL text.
//!
//! A `statements!` block declares each query once: its SQL in the subset that SQLite and
//! PostgreSQL share, the types of its parameters and of its columns. It gives a typed function
//! and a registry entry, and one test prepares, types and plan-checks every entry on both.

mod ahead;
mod many;
mod postgres;
mod sqlite;
mod value;

use self::ahead::Ahead;
pub(crate) use self::{
    postgres::Postgres,
    sqlite::Sqlite,
    value::{Cells, Column, FromRow, Joined, Param, Type, Value},
};
use crate::StoreError;

/// One SQL statement, declared once.
pub(crate) struct Statement {
    /// The function it is called by.
    pub(crate) name: &'static str,
    /// The text, with parameters `$1`, `$2`, …
    pub(crate) sql: &'static str,
    /// The types of the parameters.
    pub(crate) params: fn() -> Vec<Type>,
    /// The types of the columns; empty for a statement that answers no rows.
    #[cfg(test)]
    pub(crate) columns: fn() -> Vec<Type>,
}

/// A write that waits to be sent with others in one round trip.
pub(crate) struct Queued {
    pub(crate) statement: &'static Statement,
    pub(crate) params: Vec<Value>,
    /// Whether it must change exactly one row; else somebody else was first.
    pub(crate) guarded: bool,
}

/// A query at the end of an exchange.
pub(crate) type Question<'a> = (&'static Statement, &'a [Value]);

/// What a query answers.
pub(crate) type Rows = Vec<Vec<Value>>;

/// The rows that each write of an exchange changed, and the rows that its query answered.
pub(crate) type Exchanged = (Vec<u64>, Rows);

/// A connection to either database.
pub(crate) trait Driver: Send {
    /// Runs writes in order and then a query, in as few round trips as it can.
    fn exchange(
        &mut self,
        writes: &[Queued],
        question: Option<Question<'_>>,
    ) -> Result<Exchanged, StoreError>;

    /// Runs queries in as few round trips as it can; their answers come in the same order.
    fn ask_all(&mut self, questions: &[Question<'_>]) -> Result<Vec<Rows>, StoreError>;

    /// Whether a round trip costs more than a statement, so that it is worth while to save some.
    fn is_remote(&self) -> bool;

    /// Runs a text of statements without parameters.
    fn run(&mut self, sql: &str) -> Result<(), StoreError>;

    /// Begins a transaction that will write, and locks these accounts (ascending) against every
    /// other writer where there can be one.
    fn begin(&mut self, accounts: &[[u8; 16]]) -> Result<(), StoreError>;

    /// The text that begins a transaction in which every read sees the same instant.
    fn snapshot(&self) -> &'static str;

    /// The types of a statement's parameters and columns as the database sees them, and its plan.
    #[cfg(test)]
    fn describe(&mut self, statement: &Statement) -> Result<Described, StoreError>;

    /// The same of the statement as it is asked of many at once, where it is.
    #[cfg(test)]
    fn describe_of_many(&mut self, _: &Statement) -> Option<Result<Described, StoreError>> {
        None
    }

    /// Whether the connection has been lost and a new one is needed.
    fn is_lost(&self) -> bool;

    /// The word for `CREATE TABLE … {WITHOUT_ROWID}`.
    fn without_rowid(&self) -> &'static str;

    /// The word for a text that is ordered by its bytes: `TEXT {BYTEWISE}`.
    fn bytewise(&self) -> &'static str;
}

/// What a database says of a statement.
#[derive(Debug)]
#[cfg(test)]
pub(crate) struct Described {
    /// How many parameters.
    pub(crate) params: usize,
    /// The columns' types; `None` where the database does not say.
    pub(crate) columns: Vec<Option<Type>>,
    /// The lines of the plan that scan a whole table.
    pub(crate) scans: Vec<String>,
}

/// Tells whoever follows it (`RUST_LOG=kith_store::sql=trace`) what is asked of the database: names
/// of statements and of threads, never a value.
fn trace(statements: impl Iterator<Item = &'static Statement>) {
    if !tracing::enabled!(tracing::Level::TRACE) {
        return;
    }
    let here = std::thread::current();
    let thread = here.name().unwrap_or_default();
    for statement in statements {
        tracing::trace!(thread, "asked: {}", statement.name);
    }
}

/// A connection with the writes that wait to be sent. Reads see them: a query sends them first.
pub(crate) struct Conn {
    driver: Box<dyn Driver>,
    queue: Vec<Queued>,
    /// How many of the waiting writes are sent whatever becomes of those after them.
    kept: usize,
    /// While requests are run ahead: nothing is sent then.
    ahead: Option<Ahead>,
}

impl Conn {
    pub(crate) fn new(driver: Box<dyn Driver>) -> Self {
        Self { driver, queue: Vec::new(), kept: 0, ahead: None }
    }

    pub(crate) fn query<R: FromRow>(
        &mut self,
        statement: &'static Statement,
        params: &[Value],
    ) -> Result<Vec<R>, StoreError> {
        let rows = match &mut self.ahead {
            None => self.exchange(Some((statement, params)))?,
            // What it wrote itself is not to be seen yet.
            Some(ahead) if !self.queue.is_empty() => return Err(ahead.not_yet()),
            Some(ahead) => ahead.answer(statement, params)?,
        };
        rows.into_iter()
            .map(|cells| {
                R::read(&mut Cells::new(cells)).map_err(|wrong| StoreError::Broken {
                    statement: statement.name,
                    detail: wrong.to_string(),
                })
            })
            .collect()
    }

    /// What a query answers, as it is kept.
    pub(crate) fn rows(
        &mut self,
        statement: &'static Statement,
        params: &[Value],
    ) -> Result<Rows, StoreError> {
        self.exchange(Some((statement, params)))
    }

    pub(crate) fn queue(&mut self, write: Queued) {
        self.queue.push(write);
    }

    /// Sends the waiting writes and checks those that must change exactly one row.
    pub(crate) fn flush(&mut self) -> Result<(), StoreError> {
        if self.queue.is_empty() { Ok(()) } else { self.exchange(None).map(drop) }
    }

    fn exchange(&mut self, question: Option<Question<'_>>) -> Result<Rows, StoreError> {
        if let Some(ahead) = &mut self.ahead {
            return Err(ahead.not_yet());
        }
        let writes = self.take();
        trace(writes.iter().map(|write| write.statement).chain(question.map(|asked| asked.0)));
        let (changed, rows) = self.driver.exchange(&writes, question)?;
        let lost = writes.iter().zip(&changed).find(|(write, rows)| write.guarded && **rows != 1);
        match lost {
            None => Ok(rows),
            Some((write, _)) => Err(StoreError::Conflict(write.statement.name)),
        }
    }

    /// Sends the waiting writes and answers how many rows each changed.
    pub(crate) fn flush_counted(&mut self) -> Result<Vec<u64>, StoreError> {
        if let Some(ahead) = &mut self.ahead {
            return Err(ahead.not_yet());
        }
        let writes = self.take();
        trace(writes.iter().map(|write| write.statement));
        self.driver.exchange(&writes, None).map(|(changed, _)| changed)
    }

    /// Takes the waiting writes away.
    pub(crate) fn take(&mut self) -> Vec<Queued> {
        self.kept = 0;
        std::mem::take(&mut self.queue)
    }

    /// From here on, [`discard`](Self::discard) forgets only what comes after.
    pub(crate) fn keep(&mut self) {
        self.kept = self.queue.len();
    }

    /// Forgets the waiting writes, but those that are kept.
    pub(crate) fn discard(&mut self) {
        self.queue.truncate(self.kept);
    }

    /// Forgets every waiting write.
    pub(crate) fn discard_all(&mut self) {
        self.take();
    }

    /// From here on, until [`end_ahead`](Self::end_ahead), a query is answered from what was
    /// [gathered](Self::gather), or with [`StoreError::NotYet`] and then gathered.
    pub(crate) fn begin_ahead(&mut self) {
        self.ahead = Some(Ahead::default());
    }

    /// Asks what was not known, all at once; answers whether there was anything.
    pub(crate) fn gather(&mut self) -> Result<bool, StoreError> {
        match &mut self.ahead {
            Some(ahead) => ahead.gather(self.driver.as_mut()),
            None => Ok(false),
        }
    }

    /// Whether since it was last asked somebody was told [`StoreError::NotYet`].
    pub(crate) fn take_missed(&mut self) -> bool {
        self.ahead.as_mut().is_some_and(Ahead::take_missed)
    }

    /// Whether requests are run ahead.
    pub(crate) const fn is_ahead(&self) -> bool {
        self.ahead.is_some()
    }

    pub(crate) fn end_ahead(&mut self) {
        self.ahead = None;
    }

    pub(crate) fn driver(&mut self) -> &mut dyn Driver {
        self.driver.as_mut()
    }
}

/// Declares statements: `query name(params) -> Row = "SQL";`, `write name(params) = "SQL";` for
/// a write that waits for others, `guard name(params) = "SQL";` for one that must change exactly
/// one row.
macro_rules! statements {
    ($($(#[$meta:meta])* $kind:ident $name:ident ($($param:ident: $type:ty),* $(,)?) $(-> $row:ty)? = $sql:expr;)+) => {
        $(
            $crate::sql::statements!(@$kind [$(#[$meta])*] $name ($($param: $type),*) ($($row)?) $sql);
        )+
        /// Every statement declared here, for the test that shows each to both databases.
        #[cfg(test)]
        pub(crate) static STATEMENTS: &[$crate::sql::Statement] =
            &[$($crate::sql::statements!(@one $name ($($type),*) ($($row)?) $sql)),+];
    };
    (@one $name:ident ($($type:ty),*) ($($row:ty)?) $sql:expr) => {
        $crate::sql::Statement {
            name: stringify!($name),
            sql: $sql,
            params: || vec![$(<$type as $crate::sql::Param>::TYPE),*],
            #[cfg(test)]
            columns: || $crate::sql::statements!(@columns $($row)?),
        }
    };
    (@columns) => { Vec::new() };
    (@columns $row:ty) => { <$row as $crate::sql::FromRow>::columns() };
    (@query [$($meta:tt)*] $name:ident ($($param:ident: $type:ty),*) ($row:ty) $sql:expr) => {
        $($meta)*
        pub(crate) fn $name(conn: &mut $crate::sql::Conn $(, $param: $type)*) -> Result<Vec<$row>, $crate::StoreError> {
            static STATEMENT: $crate::sql::Statement =
                $crate::sql::statements!(@one $name ($($type),*) ($row) $sql);
            conn.query(&STATEMENT, &[$($crate::sql::Param::value($param)),*])
        }
    };
    (@write [$($meta:tt)*] $name:ident ($($param:ident: $type:ty),*) () $sql:expr) => {
        $crate::sql::statements!(@queue [$($meta)*] $name ($($param: $type),*) $sql, false);
    };
    (@guard [$($meta:tt)*] $name:ident ($($param:ident: $type:ty),*) () $sql:expr) => {
        $crate::sql::statements!(@queue [$($meta)*] $name ($($param: $type),*) $sql, true);
    };
    (@queue [$($meta:tt)*] $name:ident ($($param:ident: $type:ty),*) $sql:expr, $guarded:expr) => {
        $($meta)*
        pub(crate) fn $name(conn: &mut $crate::sql::Conn $(, $param: $type)*) {
            static STATEMENT: $crate::sql::Statement =
                $crate::sql::statements!(@one $name ($($type),*) () $sql);
            conn.queue($crate::sql::Queued {
                statement: &STATEMENT,
                params: vec![$($crate::sql::Param::value($param)),*],
                guarded: $guarded,
            });
        }
    };
}
pub(crate) use statements;

/// Declares a row: a struct whose fields are the columns, in order.
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident: $type:ty,)+ }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $type,)+ }

        impl $crate::sql::FromRow for $name {
            fn columns() -> Vec<$crate::sql::Type> {
                vec![$(<$type as $crate::sql::Column>::TYPE),+]
            }
            fn read(cells: &mut $crate::sql::Cells) -> Result<Self, $crate::sql::WrongCell> {
                Ok(Self { $($field: cells.next()?,)+ })
            }
        }
    };
}
pub(crate) use row;
pub(crate) use value::WrongCell;

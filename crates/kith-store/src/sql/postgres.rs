//! PostgreSQL 15 and later, and what speaks its language.

use std::{
    collections::HashMap, error::Error, future::Future, pin::Pin, task::Poll, time::Duration,
};

use bytes::BytesMut;
use tokio::runtime::Runtime;
use tokio_postgres::{
    Client, NoTls,
    error::SqlState,
    types::{IsNull, ToSql, Type as PgType, to_sql_checked},
};

#[cfg(test)]
use super::Described;
use super::{Driver, Exchanged, Question, Queued, Rows, Statement, Type, Value, many};
use crate::StoreError;

/// How many writes are under way at once in one round trip.
const PIPELINE: usize = 512;

/// One connection to a PostgreSQL database. Calls block; writes that wait together are sent in
/// one round trip.
pub(crate) struct Postgres {
    runtime: Runtime,
    client: Client,
    /// By the address of the declaration, of which there is one for each statement, and whether it
    /// asks of many at once.
    prepared: HashMap<(usize, bool), tokio_postgres::Statement>,
    lost: bool,
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &PgType,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => number.to_sql(ty, out),
            Self::Text(text) => text.to_sql(ty, out),
            Self::Id(bytes) => bytes.as_slice().to_sql(ty, out),
            Self::Bytes(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(ty: &PgType) -> bool {
        matches!(*ty, PgType::INT8 | PgType::TEXT | PgType::BYTEA)
    }

    to_sql_checked!();
}

fn failed(statement: &str, error: &tokio_postgres::Error) -> StoreError {
    let retry = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
    match error.code() {
        Some(code) if retry.contains(code) => StoreError::Retry,
        Some(code) if code.code().starts_with("57P") || code.code().starts_with("08") => {
            StoreError::Unavailable(error.to_string())
        }
        None if error.is_closed() || error.source().is_some_and(|e| e.is::<std::io::Error>()) => {
            StoreError::Unavailable(error.to_string())
        }
        _ => {
            let detail = error.as_db_error().map_or_else(
                || error.to_string(),
                |db| format!("{} ({})", db.message(), db.code().code()),
            );
            StoreError::Sql { statement: statement.to_owned(), detail }
        }
    }
}

const fn pg_type(ty: Type) -> PgType {
    match ty {
        Type::Int => PgType::INT8,
        Type::Text => PgType::TEXT,
        Type::Bytes => PgType::BYTEA,
    }
}

const fn pg_list_type(ty: Type) -> PgType {
    match ty {
        Type::Int => PgType::INT8_ARRAY,
        Type::Text => PgType::TEXT_ARRAY,
        Type::Bytes => PgType::BYTEA_ARRAY,
    }
}

#[cfg(test)]
fn own_type(ty: &PgType) -> Option<Type> {
    match *ty {
        PgType::INT8 | PgType::INT4 | PgType::BOOL => Some(Type::Int),
        PgType::TEXT | PgType::VARCHAR => Some(Type::Text),
        PgType::BYTEA => Some(Type::Bytes),
        _ => None,
    }
}

fn cell(row: &tokio_postgres::Row, column: usize) -> Result<Value, tokio_postgres::Error> {
    let ty = row.columns()[column].type_();
    Ok(match *ty {
        PgType::INT4 => row.try_get::<_, Option<i32>>(column)?.map(|n| Value::Int(n.into())),
        PgType::BOOL => row.try_get::<_, Option<bool>>(column)?.map(|b| Value::Int(b.into())),
        PgType::TEXT | PgType::VARCHAR => {
            row.try_get::<_, Option<String>>(column)?.map(Value::Text)
        }
        PgType::BYTEA => row.try_get::<_, Option<&[u8]>>(column)?.map(Value::bytes),
        _ => row.try_get::<_, Option<i64>>(column)?.map(Value::Int),
    }
    .unwrap_or(Value::Null))
}

/// The lines of a plan that read a whole table, or a whole index: one without a condition.
#[cfg(test)]
fn full_scans(plan: &[String]) -> Vec<String> {
    let node = |line: &String| line.contains("->") || line.contains("(cost=");
    let full = |(at, line): (usize, &String)| {
        let mut own = plan[at + 1..].iter().take_while(|line| !node(line));
        let indexed = line.contains("Index") && line.contains("Scan");
        line.contains("Seq Scan")
            || (indexed && !own.any(|line| line.trim_start().starts_with("Index Cond")))
    };
    plan.iter().enumerate().filter(|at| full(*at)).map(|(_, line)| line.clone()).collect()
}

/// Polls futures so that they start in order; their answers come in the same order.
async fn pipelined<F: Future>(mut futures: Vec<Pin<Box<F>>>) -> Vec<F::Output> {
    let mut answers: Vec<Option<F::Output>> = Vec::with_capacity(futures.len());
    let mut next = 0;
    std::future::poll_fn(move |context| {
        if answers.is_empty() {
            // The first poll sends each request; one that cannot be sent answers at once.
            answers.extend(futures.iter_mut().map(|future| match future.as_mut().poll(context) {
                Poll::Ready(answer) => Some(answer),
                Poll::Pending => None,
            }));
        }
        while let Some(answer) = answers.get_mut(next) {
            if answer.is_none() {
                match futures[next].as_mut().poll(context) {
                    Poll::Ready(ready) => *answer = Some(ready),
                    Poll::Pending => return Poll::Pending,
                }
            }
            next += 1;
        }
        Poll::Ready(answers.drain(..).flatten().collect())
    })
    .await
}

#[cfg(test)]
#[test]
fn answers_come_in_the_order_of_the_requests_though_a_later_one_is_ready_first() {
    let answer = |wait: u32| {
        Box::pin(async move {
            for _ in 0..wait {
                tokio::task::yield_now().await;
            }
            wait
        })
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for waits in [vec![], vec![0, 0], vec![2, 0, 1], vec![0, 3, 0, 1, 0]] {
        let futures = waits.iter().map(|wait| answer(*wait)).collect();
        assert_eq!(runtime.block_on(pipelined(futures)), waits);
    }
}

impl Postgres {
    /// Connects to the server that `url` names (`postgres://user:password@host:port/database`).
    pub(crate) fn connect(url: &str) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let mut config: tokio_postgres::Config = url.parse().map_err(|error| {
            StoreError::Unavailable(format!("the store's address cannot be read: {error}"))
        })?;
        config.connect_timeout(Duration::from_secs(5)).application_name("kith");
        let connecting = async {
            let (client, connection) = config.connect(NoTls).await?;
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::warn!(%error, "a connection to PostgreSQL was lost");
                }
            });
            Ok(client)
        };
        let client = runtime.block_on(connecting).map_err(|error: tokio_postgres::Error| {
            let cause = error.source().map(|source| format!(": {source}")).unwrap_or_default();
            StoreError::Unavailable(format!("PostgreSQL does not answer: {error}{cause}"))
        })?;
        Ok(Self { runtime, client, prepared: HashMap::new(), lost: false })
    }

    fn knows(&self, statement: &Statement) -> bool {
        self.prepared.contains_key(&(std::ptr::from_ref(statement).addr(), false))
    }

    /// A statement as this connection knows it, to ask once or of many at once.
    fn prepare(
        &mut self,
        statement: &Statement,
        of_many: bool,
    ) -> Result<tokio_postgres::Statement, StoreError> {
        let key = (std::ptr::from_ref(statement).addr(), of_many);
        if let Some(prepared) = self.prepared.get(&key) {
            return Ok(prepared.clone());
        }
        let params = (statement.params)().into_iter();
        let prepared = if of_many {
            let types: Vec<PgType> = params.map(pg_list_type).collect();
            let text = many::text(statement);
            self.runtime.block_on(self.client.prepare_typed(&text, &types))
        } else {
            let types: Vec<PgType> = params.map(pg_type).collect();
            self.runtime.block_on(self.client.prepare_typed(statement.sql, &types))
        };
        let prepared = prepared.map_err(|error| self.note(failed(statement.name, &error)))?;
        self.prepared.insert(key, prepared.clone());
        Ok(prepared)
    }

    fn note(&mut self, error: StoreError) -> StoreError {
        if matches!(error, StoreError::Unavailable(_)) || self.client.is_closed() {
            self.lost = true;
            return StoreError::Unavailable(error.to_string());
        }
        error
    }
}

/// One step of a round trip.
struct Step<'a> {
    statement: &'a Statement,
    params: Vec<&'a (dyn ToSql + Sync)>,
    /// Whether it answers rows.
    reads: bool,
    /// Whether the parameters are lists.
    of_many: bool,
}

/// What one step of a round trip answers.
enum Answer {
    Wrote(u64),
    Read(Rows),
}

impl Postgres {
    /// Sends writes, a pipeline at a time.
    fn in_bulk(&mut self, writes: &[Queued]) -> Result<Vec<u64>, StoreError> {
        let mut changed = Vec::with_capacity(writes.len());
        for chunk in writes.chunks(PIPELINE) {
            changed.extend(self.round_trip(chunk, None)?.0);
        }
        Ok(changed)
    }

    /// Sends writes and a query at once and waits for all the answers.
    fn round_trip(
        &mut self,
        writes: &[Queued],
        question: Option<Question<'_>>,
    ) -> Result<Exchanged, StoreError> {
        let step = |statement, params, reads| Step {
            statement,
            params: refs(params),
            reads,
            of_many: false,
        };
        let writes = writes.iter().map(|write| step(write.statement, &write.params[..], false));
        let question = question.map(|(statement, params)| step(statement, params, true));
        let answers = self.send(writes.chain(question).collect())?;
        let (mut changed, mut rows) = (Vec::with_capacity(answers.len()), Vec::new());
        for answer in answers {
            match answer {
                Answer::Wrote(count) => changed.push(count),
                Answer::Read(read) => rows = read,
            }
        }
        Ok((changed, rows))
    }

    /// Sends statements at once and waits for all the answers.
    fn send(&mut self, steps: Vec<Step<'_>>) -> Result<Vec<Answer>, StoreError> {
        let mut prepared = Vec::with_capacity(steps.len());
        for step in &steps {
            prepared.push(self.prepare(step.statement, step.of_many)?);
        }
        let client = &self.client;
        let futures = steps.iter().zip(&prepared).map(|(step, prepared)| {
            Box::pin(async move {
                if step.reads {
                    client.query(prepared, &step.params).await.map(Ok)
                } else {
                    client.execute(prepared, &step.params).await.map(Err)
                }
            })
        });
        let answers = self.runtime.block_on(pipelined(futures.collect()));
        let mut done = Vec::with_capacity(answers.len());
        for (answer, Step { statement, .. }) in answers.into_iter().zip(&steps) {
            done.push(match answer.map_err(|error| self.note(failed(statement.name, &error)))? {
                Err(count) => Answer::Wrote(count),
                Ok(read) => {
                    let cells =
                        |row| (0..tokio_postgres::Row::len(row)).map(|c| cell(row, c)).collect();
                    let read: Result<Rows, _> = read.iter().map(cells).collect();
                    Answer::Read(read.map_err(|error| failed(statement.name, &error))?)
                }
            });
        }
        Ok(done)
    }
}

fn as_param<'a>(list: &'a Vec<&Value>) -> &'a (dyn ToSql + Sync) {
    list
}

fn refs(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl Driver for Postgres {
    fn exchange(
        &mut self,
        writes: &[Queued],
        question: Option<Question<'_>>,
    ) -> Result<Exchanged, StoreError> {
        let mut changed = Vec::with_capacity(writes.len());
        let mut writes = writes;
        // What waits before a statement that is new to this connection is sent first: were it
        // refused, the transaction would be left without a savepoint that the writer counts on.
        while let Some(at) = writes.iter().position(|write| !self.knows(write.statement)) {
            let (before, rest) = writes.split_at(at);
            changed.extend(self.in_bulk(before)?);
            self.prepare(rest[0].statement, false)?;
            writes = rest;
        }
        if let Some((statement, _)) = question
            && !self.knows(statement)
        {
            changed.extend(self.in_bulk(writes)?);
            writes = &[];
        }
        let (bulk, last) = writes.split_at(writes.len() - writes.len() % PIPELINE);
        changed.extend(self.in_bulk(bulk)?);
        let (rest, rows) = self.round_trip(last, question)?;
        changed.extend(rest);
        Ok((changed, rows))
    }

    fn ask_all(&mut self, questions: &[Question<'_>]) -> Result<Vec<Rows>, StoreError> {
        let mut all = vec![Rows::new(); questions.len()];
        for some in many::together(questions).chunks(PIPELINE) {
            let lists: Vec<_> = some.iter().map(|places| many::lists(questions, places)).collect();
            let steps = some.iter().zip(&lists).map(|(places, lists)| {
                let (statement, params) = questions[places[0]];
                let of_many = places.len() > 1;
                let params =
                    if of_many { lists.iter().map(as_param).collect() } else { refs(params) };
                Step { statement, params, reads: true, of_many }
            });
            let answers = self.send(steps.collect())?;
            for (places, answer) in some.iter().zip(answers) {
                match (&places[..], answer) {
                    (_, Answer::Wrote(_)) => {}
                    (&[place], Answer::Read(rows)) => all[place] = rows,
                    (places, Answer::Read(rows)) => many::deal(rows, places, &mut all),
                }
            }
        }
        Ok(all)
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn run(&mut self, sql: &str) -> Result<(), StoreError> {
        let ran = self.runtime.block_on(self.client.batch_execute(sql));
        ran.map_err(|error| self.note(failed(sql, &error)))
    }

    fn begin(&mut self, accounts: &[[u8; 16]]) -> Result<(), StoreError> {
        use std::fmt::Write as _;
        let mut sql = String::from("BEGIN");
        if !accounts.is_empty() {
            // Lowest id first, so that groups on several connections never wait in a circle.
            sql.push_str("; SELECT 1 FROM accounts WHERE id IN (");
            for (position, id) in accounts.iter().enumerate() {
                sql.push_str(if position == 0 { "'\\x" } else { ", '\\x" });
                for byte in id {
                    let _ = write!(sql, "{byte:02x}");
                }
                sql.push('\'');
            }
            sql.push_str(") ORDER BY id FOR UPDATE");
        }
        self.run(&sql)
    }

    fn snapshot(&self) -> &'static str {
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    }

    #[cfg(test)]
    fn describe(&mut self, statement: &Statement) -> Result<Described, StoreError> {
        self.described(statement, false)
    }

    #[cfg(test)]
    fn describe_of_many(&mut self, statement: &Statement) -> Option<Result<Described, StoreError>> {
        many::can_be_asked(statement).then(|| self.described(statement, true))
    }

    fn is_lost(&self) -> bool {
        // The connection's own task runs only while this thread waits for it: let it look once
        // whether the server has hung up since the last exchange.
        self.runtime.block_on(async {
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        });
        self.lost || self.client.is_closed()
    }

    fn without_rowid(&self) -> &'static str {
        ""
    }

    fn bytewise(&self) -> &'static str {
        "COLLATE \"C\""
    }
}

#[cfg(test)]
impl Postgres {
    fn described(&mut self, statement: &Statement, of_many: bool) -> Result<Described, StoreError> {
        let prepared = self.prepare(statement, of_many)?;
        let sql = if of_many { many::text(statement) } else { statement.sql.to_owned() };
        let columns = prepared.columns().iter().map(|column| own_type(column.type_())).collect();
        let params = prepared.params().len();
        if !["SELECT", "INSERT", "UPDATE", "DELETE"].iter().any(|w| sql.starts_with(w)) {
            return Ok(Described { params, columns, scans: Vec::new() });
        }
        // A generic plan shows what an index can do, whatever the tables hold.
        self.run("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")?;
        let nulls = vec!["NULL"; params].join(", ");
        let call = if params == 0 { String::new() } else { format!("({nulls})") };
        let types: Vec<_> = prepared.params().iter().map(|ty| ty.name().to_owned()).collect();
        let declared = if params == 0 { String::new() } else { format!("({})", types.join(", ")) };
        self.run(&format!("PREPARE described {declared} AS {sql}"))?;
        let asked = format!("EXPLAIN EXECUTE described {call}");
        let plan = self.runtime.block_on(self.client.simple_query(&asked));
        let plan = plan.map_err(|error| failed(statement.name, &error))?;
        self.run("DEALLOCATE described; RESET enable_seqscan; RESET plan_cache_mode")?;
        let lines: Vec<_> = plan
            .iter()
            .filter_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            })
            .collect();
        let scans = full_scans(&lines);
        Ok(Described { params, columns, scans })
    }
}

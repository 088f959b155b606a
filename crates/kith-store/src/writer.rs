//! Group commit: a writer takes all waiting requests into one transaction, and answers when it is
//! durable.

use std::{
    collections::BTreeSet,
    future::Future,
    ops::{Deref, DerefMut},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender},
    },
    task::{Context, Poll},
    time::Duration,
};

use kith_core::{
    change::Change,
    id::{CommandId, MemberId},
    time::Timestamp,
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::oneshot;

use crate::{
    Reads, Revision, StoreError, changes,
    journal::{self, append, take_numbers},
    notifications,
    sql::{Conn, row, statements},
    store::Shared,
    together::side_by_side,
    webhooks,
};

/// How often a group is tried before its requests fail.
const ATTEMPTS: u32 = 10;

/// One attempt to write, made outside of every retry.
#[derive(Debug, Clone)]
pub struct Command {
    /// A retry with the same id finds what the first attempt did.
    pub id: CommandId,
    /// Who asks; absent for due work.
    pub actor: Option<MemberId>,
    /// When it is decided.
    pub at: Timestamp,
    /// The members whose accounts it reads and may change: locked, lowest id first, where there
    /// is more than one writer.
    pub members: Vec<MemberId>,
    /// From an `Idempotency-Key`: the request's fingerprint. Its answer is kept.
    pub fingerprint: Option<i64>,
}

/// What a durable write answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T> {
    /// The answer.
    pub value: T,
    /// Where it stands in the journal.
    pub revision: Revision,
}

/// A transaction under way: reads, and the changes it makes.
pub struct Tx<'a> {
    reads: Reads<'a>,
    changes: Vec<Change>,
}

impl<'a> Deref for Tx<'a> {
    type Target = Reads<'a>;
    fn deref(&self) -> &Self::Target {
        &self.reads
    }
}
impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.reads
    }
}

impl Tx<'_> {
    /// Makes changes: writes the rows that they are about, and appends them to the journal.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a guard finds that somebody else was first.
    pub fn apply(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        for change in &changes {
            changes::write(self.reads.conn, change)?;
        }
        notifications::tell(self.reads.conn, &changes);
        webhooks::tell(self.reads.conn, &changes);
        self.changes.extend(changes);
        Ok(())
    }

    /// Appends a change to the journal whose rows an import has written already.
    pub fn note(&mut self, change: Change) {
        self.changes.push(change);
    }

    pub(crate) fn conn(&mut self) -> &mut Conn {
        self.reads.conn
    }
}

row! {
    pub(crate) struct AnswerRow {
        fingerprint: i64,
        lane: i64,
        seq: i64,
        answer: String,
    }
}

statements! {
    write savepoint() = "SAVEPOINT request";
    write release() = "RELEASE SAVEPOINT request";
    write undo() = "ROLLBACK TO SAVEPOINT request";
    query find_answer(command: CommandId) -> AnswerRow =
        "SELECT fingerprint, lane, seq, answer FROM answers WHERE command = $1";
    write keep_answer(command: CommandId, fingerprint: i64, lane: i64, seq: i64, answer: &str, at: Timestamp) =
        "INSERT INTO answers (command, fingerprint, lane, seq, answer, at) VALUES ($1, $2, $3, $4, $5, $6)";
    /// Forgets answers older than a day.
    write forget_answers(before: Timestamp) = "DELETE FROM answers WHERE at < $1";
}

/// A request that a writer can run, whatever it answers.
pub(crate) trait Work: Send {
    fn command(&self) -> &Command;
    /// Runs the request; answers whether its changes stay.
    fn attempt(&mut self, conn: &mut Conn, at: Revision) -> Result<bool, StoreError>;
    /// Gives the answer of the last attempt, now durable, or says why there is none.
    fn finish(self: Box<Self>, outcome: Result<Revision, StoreError>);
}

struct Task<T, E, F> {
    command: Command,
    run: F,
    answer: Option<Result<T, E>>,
    replayed: Option<Revision>,
    reply: oneshot::Sender<Result<Written<T>, E>>,
}

impl<T, E, F> Work for Task<T, E, F>
where
    T: Serialize + DeserializeOwned + Send,
    E: From<StoreError> + Send,
    F: FnMut(&mut Tx<'_>) -> Result<Result<T, E>, StoreError> + Send,
{
    fn command(&self) -> &Command {
        &self.command
    }

    fn attempt(&mut self, conn: &mut Conn, at: Revision) -> Result<bool, StoreError> {
        let command = &self.command;
        if let Some(fingerprint) = command.fingerprint
            && let Some(kept) = find_answer(conn, command.id)?.pop()
        {
            self.replayed = Some(Revision { lane: kept.lane, seq: kept.seq });
            self.answer = Some(if kept.fingerprint == fingerprint {
                serde_json::from_str(&kept.answer).map_err(|error| {
                    E::from(StoreError::Broken { statement: "answer", detail: error.to_string() })
                })
            } else {
                Err(E::from(StoreError::KeyReused))
            });
            return Ok(false);
        }
        let mut tx = Tx { reads: Reads { conn }, changes: Vec::new() };
        let answer = (self.run)(&mut tx)?;
        let changes = std::mem::take(&mut tx.changes);
        let stays = answer.is_ok();
        if let Ok(value) = &answer {
            let broken = |error: serde_json::Error| StoreError::Broken {
                statement: "journal",
                detail: error.to_string(),
            };
            let text = serde_json::to_string(&changes).map_err(broken)?;
            append(conn, at.lane, at.seq, command.at, command.actor, command.id, &text);
            if let Some(fingerprint) = command.fingerprint {
                let answer = serde_json::to_string(value).map_err(broken)?;
                keep_answer(conn, command.id, fingerprint, at.lane, at.seq, &answer, command.at);
            }
        }
        self.answer = Some(answer);
        Ok(stays)
    }

    fn finish(self: Box<Self>, outcome: Result<Revision, StoreError>) {
        let answer = match (outcome, self.answer) {
            (Ok(revision), Some(Ok(value))) => {
                Ok(Written { value, revision: self.replayed.unwrap_or(revision) })
            }
            (Ok(_), Some(Err(error))) => Err(error),
            (Ok(_), None) => Err(StoreError::Closed.into()),
            (Err(error), _) => Err(error.into()),
        };
        // The asker may have gone; what was written stays written.
        drop(self.reply.send(answer));
    }
}

/// A write under way: await it, or [`wait`](Ticket::wait) for it in a thread.
pub struct Ticket<T, E> {
    answer: oneshot::Receiver<Result<Written<T>, E>>,
}

impl<T, E: From<StoreError>> Ticket<T, E> {
    /// Waits in this thread until the write is durable or refused.
    pub fn wait(self) -> Result<Written<T>, E> {
        self.answer.blocking_recv().unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }
}

impl<T, E: From<StoreError>> Future for Ticket<T, E> {
    type Output = Result<Written<T>, E>;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.answer)
            .poll(context)
            .map(|answer| answer.unwrap_or_else(|_| Err(StoreError::Closed.into())))
    }
}

/// Makes a request and the ticket for its answer.
pub(crate) fn task<T, E, F>(command: Command, run: F) -> (Box<dyn Work>, Ticket<T, E>)
where
    T: Serialize + DeserializeOwned + Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: FnMut(&mut Tx<'_>) -> Result<Result<T, E>, StoreError> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let task = Task { command, run, answer: None, replayed: None, reply };
    (Box::new(task), Ticket { answer })
}

/// Where writes are sent.
pub(crate) type Inbox = Sender<Box<dyn Work>>;

/// One writer: a lane of the journal, its connection and its waiting requests.
pub(crate) struct Writer {
    pub(crate) lane: i64,
    pub(crate) group: usize,
    /// Shared with readers where the database has one connection only.
    pub(crate) conn: Arc<Mutex<Option<Conn>>>,
    pub(crate) connect: Box<dyn Fn() -> Result<Conn, StoreError> + Send>,
    pub(crate) shared: Arc<Shared>,
}

/// How each request of a group ended: whether its changes stay, or the store's error.
type Outcomes = Vec<Result<bool, StoreError>>;

impl Writer {
    /// Works until every sender is gone.
    pub(crate) fn run(self, inbox: &Receiver<Box<dyn Work>>) {
        while let Ok(first) = inbox.recv() {
            let mut group = vec![first];
            while group.len() < self.group
                && let Ok(next) = inbox.try_recv()
            {
                group.push(next);
            }
            self.commit(group);
        }
    }

    /// Commits a group, trying again where the database asks for it.
    fn commit(&self, mut group: Vec<Box<dyn Work>>) {
        let mut attempt = 0;
        // What a lost connection may have committed all the same.
        let mut unsure: Option<(Outcomes, i64)> = None;
        loop {
            attempt += 1;
            let done = self.attempt(&mut group, unsure.take());
            match done {
                Ok((outcomes, first)) => return self.answer(group, outcomes, first),
                Err((error, kept)) => {
                    let hopeless = !matches!(error, StoreError::Retry | StoreError::Unavailable(_));
                    if hopeless || attempt >= ATTEMPTS {
                        let text = error.to_string();
                        for work in group {
                            work.finish(Err(StoreError::Unavailable(text.clone())));
                        }
                        return;
                    }
                    unsure = kept;
                    self.shared.note_conflict();
                    let salt = u64::from(group[0].command().id.as_bytes()[15]) % 7 + 1;
                    std::thread::sleep(Duration::from_millis(u64::from(attempt) * salt));
                }
            }
        }
    }

    fn answer(&self, group: Vec<Box<dyn Work>>, outcomes: Outcomes, first: i64) {
        self.shared.note_commit(group.len());
        for (index, (work, outcome)) in group.into_iter().zip(outcomes).enumerate() {
            let revision = Revision { lane: self.lane, seq: first }.plus(index);
            work.finish(outcome.map(|_| revision));
        }
    }

    /// One attempt at a group: its outcomes and the first of its numbers. With an error come the
    /// outcomes of which it is not known whether they were committed.
    #[expect(clippy::type_complexity, reason = "an error that may carry what is unsure")]
    fn attempt(
        &self,
        group: &mut [Box<dyn Work>],
        unsure: Option<(Outcomes, i64)>,
    ) -> Result<(Outcomes, i64), (StoreError, Option<(Outcomes, i64)>)> {
        let lane = self.lane;
        let mut conn = self.conn.lock().unwrap_or_else(PoisonError::into_inner);
        let conn = match self.connected(&mut conn) {
            Ok(conn) => conn,
            Err(error) => return Err((error, unsure)),
        };
        if let Some(unsure) = unsure {
            match was_committed(conn, lane, group, &unsure) {
                Ok(true) => return Ok(unsure),
                Ok(false) => {}
                Err(error) => {
                    drop(conn.driver().run("ROLLBACK"));
                    return Err((error, Some(unsure)));
                }
            }
        }
        let together = group.len() > 1 && conn.driver().is_remote();
        let mut ran = run_group(conn, lane, group, together);
        if together && matches!(ran, Err(StoreError::Conflict(_) | StoreError::Sql { .. })) {
            // One of them failed, and all have to go: each in its own savepoint, then.
            conn.discard_all();
            drop(conn.driver().run("ROLLBACK"));
            ran = run_group(conn, lane, group, false);
        }
        let (outcomes, first) = ran.map_err(|error| {
            conn.discard_all();
            // A connection that is lost has rolled back by itself.
            drop(conn.driver().run("ROLLBACK"));
            (error, None)
        })?;
        match conn.driver().run("COMMIT") {
            Ok(()) => Ok((outcomes, first)),
            Err(error) => {
                drop(conn.driver().run("ROLLBACK"));
                let unsure = matches!(error, StoreError::Unavailable(_));
                Err((error, unsure.then_some((outcomes, first))))
            }
        }
    }

    fn connected<'a>(&self, slot: &'a mut Option<Conn>) -> Result<&'a mut Conn, StoreError> {
        if slot.as_mut().is_none_or(|conn| conn.driver().is_lost()) {
            *slot = None;
            let mut conn = (self.connect)()?;
            journal::prepare_lane(&mut conn, self.lane)?;
            *slot = Some(conn);
        }
        slot.as_mut().ok_or(StoreError::Closed)
    }
}

/// After a connection was lost at its commit: whether the group was committed. All of it was or
/// none, so the first command that had something to keep tells.
fn was_committed(
    conn: &mut Conn,
    lane: i64,
    group: &[Box<dyn Work>],
    (outcomes, first): &(Outcomes, i64),
) -> Result<bool, StoreError> {
    // Where nothing was to be kept, running it again does no harm.
    let kept = outcomes.iter().position(|outcome| matches!(outcome, Ok(true)));
    let Some(kept) = kept else { return Ok(false) };
    // The server may still be at it: holding the lane waits until it has committed or not.
    conn.driver().begin(&[])?;
    take_numbers(conn, lane, 0)?;
    let found = journal::find_command(conn, group[kept].command().id)?;
    conn.driver().run("ROLLBACK")?;
    // Only this attempt's entry counts: an old key may have been used again.
    Ok(found.contains(&(lane, first + kept as i64)))
}

/// Runs every request of a group inside one transaction that is left open: side by side where
/// `together`, and each in a savepoint of its own where that cannot be.
fn run_group(
    conn: &mut Conn,
    lane: i64,
    group: &mut [Box<dyn Work>],
    together: bool,
) -> Result<(Outcomes, i64), StoreError> {
    let members: BTreeSet<[u8; 16]> =
        group.iter().flat_map(|work| &work.command().members).map(|id| *id.as_bytes()).collect();
    let members: Vec<_> = members.into_iter().collect();
    conn.driver().begin(&members)?;
    let head = take_numbers(conn, lane, group.len() as i64)?;
    let head = head.first().ok_or(StoreError::Conflict("take_numbers"))?.0;
    let first = Revision { lane, seq: head - group.len() as i64 + 1 };
    let done = if together { side_by_side(conn, first, group)? } else { vec![None; group.len()] };
    let mut outcomes = Vec::with_capacity(group.len());
    for (index, (work, done)) in group.iter_mut().zip(done).enumerate() {
        if let Some(stays) = done {
            outcomes.push(Ok(stays));
            continue;
        }
        let at = first.plus(index);
        let mut outcome = run_one(conn, work.as_mut(), at);
        if matches!(outcome, Err(StoreError::Conflict(_))) {
            // Somebody else was first: look again, once.
            outcome = run_one(conn, work.as_mut(), at);
        }
        match outcome {
            Err(error @ (StoreError::Retry | StoreError::Unavailable(_))) => return Err(error),
            outcome => outcomes.push(outcome),
        }
    }
    conn.flush()?;
    Ok((outcomes, first.seq))
}

/// Attempts a request. One that panics fails alone: its writer goes on for the others.
pub(crate) fn attempt(
    conn: &mut Conn,
    work: &mut dyn Work,
    at: Revision,
) -> Result<bool, StoreError> {
    let attempt = std::panic::AssertUnwindSafe(|| work.attempt(conn, at));
    std::panic::catch_unwind(attempt).unwrap_or_else(|_| {
        Err(StoreError::Broken { statement: "request", detail: "it panicked".to_owned() })
    })
}

fn run_one(conn: &mut Conn, work: &mut dyn Work, at: Revision) -> Result<bool, StoreError> {
    savepoint(conn);
    // The savepoint, and what ends the request before, stay whatever becomes of this one.
    conn.keep();
    let outcome = attempt(conn, work, at).and_then(|stays| {
        conn.flush()?;
        Ok(stays)
    });
    if !matches!(outcome, Ok(true)) {
        conn.discard();
        if matches!(outcome, Err(StoreError::Unavailable(_) | StoreError::Retry)) {
            return outcome;
        }
        undo(conn);
    }
    release(conn);
    outcome
}

//! Requests of a group, or reads of one kind, that run side by side, so that all of them wait for
//! the database together.
//!
//! Each is run until it asks what is not known yet; then everything that was asked is read in one
//! round trip, and they are run again, as far as that takes them. What they write is sent in one
//! round trip at the end. So a group costs as many round trips as one request does, however large
//! it is. It is what the lanes of several connections do beside each other: the accounts that they
//! name are locked, and no two name the same one.

use std::collections::HashSet;

use crate::{
    Reads, Revision, StoreError,
    sql::{Conn, Queued},
    writer::{Work, attempt},
};

/// How often requests are run before those that still ask are run alone.
const ROUNDS: usize = 8;
/// How often reads are; they ask for one thing after the other.
const READ_ROUNDS: usize = 32;

/// Runs the requests that may run side by side, the first of which has the number `first`, and
/// sends what they write. Answers for each whether its changes stay; `None` for one that is to run
/// alone: it shares a member with one before it, names none, reads what it wrote, or failed.
///
/// # Errors
/// Any failure of what they wrote; then the transaction has to be rolled back.
pub(crate) fn side_by_side(
    conn: &mut Conn,
    first: Revision,
    group: &mut [Box<dyn Work>],
) -> Result<Vec<Option<bool>>, StoreError> {
    let mut done = vec![None; group.len()];
    let mut writes: Vec<(usize, Vec<Queued>)> = Vec::with_capacity(group.len());
    run_ahead(conn, strangers(group), ROUNDS, |conn, index| {
        let outcome = attempt(conn, group[index].as_mut(), first.plus(index));
        let queued = conn.take();
        let known = !conn.take_missed();
        if let Ok(stays) = outcome
            && known
        {
            done[index] = Some(stays);
            if stays {
                writes.push((index, queued));
            }
        }
        known
    })?;
    // In the order of their numbers.
    writes.sort_unstable_by_key(|(index, _)| *index);
    for write in writes.into_iter().flat_map(|(_, queued)| queued) {
        conn.queue(write);
    }
    conn.flush()?;
    Ok(done)
}

/// Runs each of these until it knows everything that it asks, which `run` answers, or has been run
/// so often; what was not known is read for all of them together. One that fails knows all it asks:
/// it fails again when it runs alone, and is told so.
fn run_ahead(
    conn: &mut Conn,
    mut asking: Vec<usize>,
    rounds: usize,
    mut run: impl FnMut(&mut Conn, usize) -> bool,
) -> Result<(), StoreError> {
    conn.begin_ahead();
    let mut gathered = Ok(true);
    for _ in 0..rounds {
        asking.retain(|&index| !run(conn, index));
        gathered = conn.gather();
        if !matches!(gathered, Ok(true)) {
            break;
        }
    }
    conn.end_ahead();
    gathered.map(drop)
}

impl Reads<'_> {
    /// Reads the same of each of many, in their order. Where the database is on the other side of
    /// a connection, all are read side by side, which takes about as many round trips as one does;
    /// so `read` may run more than once for each, and only its last answer counts.
    ///
    /// # Errors
    /// The first that `read` answers.
    pub fn of_each<I, T, E: From<StoreError>>(
        &mut self,
        many: &[I],
        mut read: impl FnMut(&mut Reads<'_>, &I) -> Result<T, E>,
    ) -> Result<Vec<T>, E> {
        if self.conn.is_ahead() {
            // Each asks what it needs, before the first that has no answer yet is told.
            let answers: Vec<Result<T, E>> = many.iter().map(|one| read(self, one)).collect();
            return answers.into_iter().collect();
        }
        let mut known: Vec<Option<T>> = many.iter().map(|_| None).collect();
        if many.len() > 1 && self.conn.driver().is_remote() {
            known = self.known(many, &mut read)?;
        }
        let rest = many.iter().zip(known).map(|(one, known)| match known {
            Some(known) => Ok(known),
            None => read(self, one),
        });
        rest.collect()
    }

    /// Reads different things that do not depend on each other in about one round trip: `read` asks
    /// for all of them before it looks at the first answer. It may run more than once, and only its
    /// last answer counts.
    ///
    /// # Errors
    /// What `read` answers.
    pub fn at_once<T, E: From<StoreError>>(
        &mut self,
        mut read: impl FnMut(&mut Reads<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if !self.conn.is_ahead() && self.conn.driver().is_remote() {
            let known = self.known(&[()], &mut |reads: &mut Reads<'_>, ()| read(reads))?;
            if let Some(known) = known.into_iter().flatten().next() {
                return Ok(known);
            }
        }
        read(self)
    }

    /// What reading answers for each of many, all of them side by side; none of what failed.
    fn known<I, T, E>(
        &mut self,
        many: &[I],
        read: &mut impl FnMut(&mut Reads<'_>, &I) -> Result<T, E>,
    ) -> Result<Vec<Option<T>>, StoreError> {
        let mut known: Vec<Option<T>> = many.iter().map(|_| None).collect();
        run_ahead(self.conn, (0..many.len()).collect(), READ_ROUNDS, |conn, index| {
            let answer = read(&mut Reads { conn }, &many[index]);
            let all = !conn.take_missed();
            if all {
                known[index] = answer.ok();
            }
            all
        })?;
        Ok(known)
    }
}

/// The places of the requests that name members whom none before them names.
fn strangers(group: &[Box<dyn Work>]) -> Vec<usize> {
    let mut named = HashSet::new();
    let mut strangers = Vec::with_capacity(group.len());
    for (index, work) in group.iter().enumerate() {
        let members = &work.command().members;
        if !members.is_empty() && members.iter().all(|member| !named.contains(member)) {
            strangers.push(index);
        }
        named.extend(members.iter().copied());
    }
    strangers
}

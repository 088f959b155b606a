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
    let mut asking = strangers(group);
    let mut done = vec![None; group.len()];
    let mut writes: Vec<(usize, Vec<Queued>)> = Vec::with_capacity(asking.len());
    conn.begin_ahead();
    for _ in 0..ROUNDS {
        asking.retain(|&index| {
            let outcome = attempt(conn, group[index].as_mut(), first.plus(index));
            let queued = conn.take();
            match outcome {
                // Whatever it made of that.
                _ if conn.take_missed() => true,
                Ok(stays) => {
                    done[index] = Some(stays);
                    if stays {
                        writes.push((index, queued));
                    }
                    false
                }
                // It fails again when it runs alone, and is told so.
                Err(_) => false,
            }
        });
        match conn.gather() {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                conn.end_ahead();
                return Err(error);
            }
        }
    }
    conn.end_ahead();
    // In the order of their numbers.
    writes.sort_unstable_by_key(|(index, _)| *index);
    for write in writes.into_iter().flat_map(|(_, queued)| queued) {
        conn.queue(write);
    }
    conn.flush()?;
    Ok(done)
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
            self.conn.begin_ahead();
            let gathered = self.side_by_side(many, &mut known, &mut read);
            self.conn.end_ahead();
            gathered?;
        }
        let rest = many.iter().zip(known).map(|(one, known)| match known {
            Some(known) => Ok(known),
            None => read(self, one),
        });
        rest.collect()
    }

    /// Leaves out those who failed: they fail again when they are read alone.
    fn side_by_side<I, T, E>(
        &mut self,
        many: &[I],
        known: &mut [Option<T>],
        read: &mut impl FnMut(&mut Reads<'_>, &I) -> Result<T, E>,
    ) -> Result<(), StoreError> {
        for _ in 0..READ_ROUNDS {
            for (one, known) in many.iter().zip(&mut *known).filter(|(_, known)| known.is_none()) {
                let answer = read(self, one);
                if !self.conn.take_missed() {
                    *known = answer.ok();
                }
            }
            if !self.conn.gather()? {
                break;
            }
        }
        Ok(())
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

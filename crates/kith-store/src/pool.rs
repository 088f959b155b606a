//! A few connections for reads, shared by every thread.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::{StoreError, sql::Conn};

type Connect = Box<dyn Fn() -> Result<Conn, StoreError> + Send + Sync>;

/// A few connections for reads, opened when first needed.
pub(crate) struct Pool {
    idle: Mutex<Idle>,
    freed: Condvar,
    connect: Connect,
}

struct Idle {
    connections: Vec<Conn>,
    /// How many more may be opened.
    spare: usize,
}

fn lock(idle: &Mutex<Idle>) -> MutexGuard<'_, Idle> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    pub(crate) fn new(size: usize, connect: Connect) -> Self {
        let idle = Idle { connections: Vec::new(), spare: size.max(1) };
        Self { idle: Mutex::new(idle), freed: Condvar::new(), connect }
    }

    /// Lends a connection to `read`; waits for one where all are lent.
    pub(crate) fn with<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lent = Lent { conn: Some(self.take()?), pool: self };
        match lent.conn.as_mut() {
            Some(conn) => read(conn),
            None => Err(StoreError::Closed.into()),
        }
    }

    fn take(&self) -> Result<Conn, StoreError> {
        let mut idle = lock(&self.idle);
        loop {
            if let Some(mut conn) = idle.connections.pop() {
                if !conn.driver().is_lost() {
                    return Ok(conn);
                }
                idle.spare += 1;
                continue;
            }
            if idle.spare > 0 {
                idle.spare -= 1;
                drop(idle);
                return (self.connect)().inspect_err(|_| {
                    lock(&self.idle).spare += 1;
                    self.freed.notify_one();
                });
            }
            idle = self.freed.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A connection that goes back when it is dropped, also in a panic.
struct Lent<'a> {
    conn: Option<Conn>,
    pool: &'a Pool,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let Some(mut conn) = self.conn.take() else { return };
        let mut idle = lock(&self.pool.idle);
        conn.discard_all();
        idle.connections.push(conn);
        self.pool.freed.notify_one();
    }
}

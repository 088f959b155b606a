//! What threads share state through.
//!
//! Under `--cfg shuttle` these are the primitives of the shuttle crate, which runs threads in
//! orders of its own choosing; `tests/publication.rs` uses that. The swap of the published state
//! is modelled there as what it promises to be: one step, after which every load finds the new one.

#[cfg(not(shuttle))]
pub(crate) use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering},
};

#[cfg(shuttle)]
pub(crate) use shuttle::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering},
};

use std::sync::{Arc, PoisonError};

/// Whether merges lose what is written while they run: a mistake that the test of publication has
/// to find.
#[cfg(shuttle)]
pub(crate) static LOSE_WRITES: std::sync::atomic::AtomicBool =
    std::sync::atomic::AtomicBool::new(false);

/// A value that is read without waiting and replaced whole.
#[derive(Debug)]
pub(crate) struct Published<T> {
    #[cfg(not(shuttle))]
    cell: arc_swap::ArcSwap<T>,
    #[cfg(shuttle)]
    cell: Mutex<Arc<T>>,
}

#[cfg(not(shuttle))]
impl<T> Published<T> {
    pub(crate) fn new(value: Arc<T>) -> Self {
        Self { cell: arc_swap::ArcSwap::new(value) }
    }

    /// The value published last. Never waits.
    pub(crate) fn load(&self) -> Arc<T> {
        self.cell.load_full()
    }

    /// Publishes a value: whatever was done before is seen by whoever loads it.
    pub(crate) fn store(&self, value: Arc<T>) {
        self.cell.store(value);
    }
}

#[cfg(shuttle)]
impl<T> Published<T> {
    pub(crate) fn new(value: Arc<T>) -> Self {
        Self { cell: Mutex::new(value) }
    }

    pub(crate) fn load(&self) -> Arc<T> {
        Arc::clone(&lock(&self.cell))
    }

    pub(crate) fn store(&self, value: Arc<T>) {
        let before = std::mem::replace(&mut *lock(&self.cell), value);
        // Not while it is locked: what it frees may be much.
        drop(before);
    }
}

/// Locks even after a panic elsewhere: no edit panics, so nothing was left half done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Live updates: what a member's open page is told as soon as it is so.
//!
//! The followers say whom a change may touch; whoever listens for that member then looks again
//! and tells what is new and may be seen. Nothing is queued for a member but the wish to look.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use kith_core::{
    id::MemberId,
    notification::{Touched, touched},
    time::{SECOND, Timestamp},
};
use kith_store::Entry;
use serde::Serialize;
use tokio::sync::Notify;

use crate::{
    Actor, App, AppError,
    bylines::Bylines,
    notifications::{NotificationView, view},
    viewer::Viewer,
};

/// The most pages of one member that listen at a time; of more the first is told to go.
const MOST_LISTENERS: usize = 8;
/// The most notifications that are told at once; a page that missed more shows its list anew.
const MOST_TOLD: u32 = 50;
/// How long before a place in the list news may still come: commits of several writers do not
/// come in the order of their instants.
const OVERLAP: i64 = 5 * SECOND;

/// The unread counts of a member.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Notifications.
    pub notifications: u32,
    /// Conversations with something unread.
    pub messages: u32,
    /// Invitations that wait.
    pub invitations: u32,
}

/// What a listener finds when it looks.
#[derive(Debug, Clone)]
pub struct News {
    /// The counts now.
    pub counters: Counters,
    /// What came since the place it has reached, oldest first.
    pub notifications: Vec<NotificationView>,
}

/// Who listens here.
#[derive(Default)]
pub(crate) struct Live {
    listeners: Mutex<HashMap<MemberId, Vec<Arc<Ear>>>>,
    ended: AtomicBool,
}

/// One open page.
#[derive(Default)]
struct Ear {
    wake: Notify,
    gone: AtomicBool,
}

/// An open page that waits for news; it is forgotten when this is dropped.
pub struct Listener {
    live: Arc<Live>,
    member: MemberId,
    ear: Arc<Ear>,
}

impl Live {
    /// Wakes whom these entries may touch.
    pub(crate) fn wake(&self, entries: &[Entry]) {
        let listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        if listeners.is_empty() {
            return;
        }
        let wake = |member: &MemberId| {
            listeners.get(member).into_iter().flatten().for_each(|ear| ear.wake.notify_one());
        };
        for entry in entries {
            entry.actor.iter().for_each(wake);
            for change in &entry.changes {
                match touched(change) {
                    Touched::Members(members) => members.iter().for_each(wake),
                    Touched::Everybody => {
                        listeners.values().flatten().for_each(|ear| ear.wake.notify_one());
                    }
                }
            }
        }
    }

    /// Wakes the pages of everybody: a session has ended, and they ask whose.
    pub(crate) fn wake_all(&self) {
        let listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.values().flatten().for_each(|ear| ear.wake.notify_one());
    }

    fn listen(self: &Arc<Self>, member: MemberId) -> Listener {
        let ear = Arc::new(Ear::default());
        let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = listeners.entry(member).or_default();
        if mine.len() >= MOST_LISTENERS {
            let first = mine.remove(0);
            first.gone.store(true, Ordering::Release);
            first.wake.notify_one();
        }
        mine.push(Arc::clone(&ear));
        Listener { live: Arc::clone(self), member, ear }
    }
}

impl Listener {
    /// Waits until there may be news.
    pub async fn wait(&self) {
        self.ear.wake.notified().await;
    }

    /// Whether it is told to go: the process ends, or this member has opened too many pages.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.ear.gone.load(Ordering::Acquire) || self.live.ended.load(Ordering::Acquire)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut listeners = self.live.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mine) = listeners.get_mut(&self.member) {
            mine.retain(|ear| !Arc::ptr_eq(ear, &self.ear));
            if mine.is_empty() {
                listeners.remove(&self.member);
            }
        }
    }
}

impl App {
    /// Listens for what may touch a member.
    #[must_use]
    pub fn listen(&self, actor: &Actor) -> Listener {
        self.0.live.listen(actor.id)
    }

    /// Sends every listener home: the process ends.
    pub fn end_live(&self) {
        self.0.live.ended.store(true, Ordering::Release);
        self.0.live.wake_all();
    }

    /// What a member has now, and what came since a place in their list of notifications; what
    /// came shortly before it may be told again.
    pub fn news(&self, actor: &Actor, since: Timestamp) -> Result<News, AppError> {
        let now = self.now();
        self.0.store.read(|reads| {
            let counters = Counters {
                notifications: reads.unread_notifications(actor.id, now)?,
                messages: reads.unread_conversations(actor.id)?,
                invitations: reads.received_count(actor.id, now)?,
            };
            let since = since.plus(-OVERLAP);
            let rows = reads.notifications_since(actor.id, now, since, MOST_TOLD)?;
            let mut notifications = Vec::with_capacity(rows.len());
            if !rows.is_empty() {
                let viewer = Viewer::of(self, actor, reads)?;
                let mut bylines = Bylines::new(&viewer);
                for row in rows.into_iter().rev() {
                    notifications.extend(view::view(&mut bylines, reads, row)?);
                }
            }
            Ok(News { counters, notifications })
        })
    }
}

/// Whether a change wakes anybody but its actor, for tests.
#[cfg(test)]
mod tests {
    use kith_core::{change::Change, id::Id};

    use super::*;

    #[tokio::test]
    async fn a_member_with_too_many_pages_keeps_the_last_ones_and_leaves_nothing_behind() {
        let live = Arc::new(Live::default());
        let member: MemberId = Id::from_bytes([1; 16]);
        let open: Vec<_> = (0..=MOST_LISTENERS).map(|_| live.listen(member)).collect();
        open[0].wait().await;
        assert!(open[0].is_over());
        assert!(open[1..].iter().all(|listener| !listener.is_over()));
        let entry = |changes| Entry {
            revision: "r0-1".parse().unwrap(),
            at: Timestamp::from_micros(0),
            actor: None,
            changes,
        };
        live.wake(&[entry(vec![Change::SettingsChanged { member }])]);
        live.wake(&[entry(vec![Change::Dismissed { member, other: member }])]);
        live.wake_all();
        open[1].wait().await;
        drop(open);
        assert!(live.listeners.lock().unwrap().is_empty());
    }
}

//! Notifications: my list, what I have seen, what I choose.

pub mod settings;
pub(crate) mod view;

use kith_core::{id::NotificationId, notification::Kind, time::Timestamp};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written, app::seen_page, bylines::Byline,
    bylines::Bylines, viewer::Viewer,
};

/// The most notifications that one call marks as read.
const MOST_MARKED: usize = 100;
/// For how many days what was seen is kept.
const KEPT_DAYS: i64 = 180;

/// A notification as its member may see it now.
#[derive(Debug, Clone, Serialize)]
pub struct NotificationView {
    /// Which.
    pub id: NotificationId,
    /// What of.
    pub kind: Kind,
    /// All of it in one sentence.
    pub text: String,
    /// The newest of those who did it, where that is told.
    pub who: Option<Byline>,
    /// How many others did the same.
    pub others: u32,
    /// The sentence without them: `commented on your post`.
    pub says: String,
    /// What it is about: an event's or group's name, or the beginning of a post.
    pub about: Option<String>,
    /// The page that shows more.
    pub href: String,
    /// When.
    pub at: Timestamp,
    /// Whether it was seen.
    pub read: bool,
}

/// Which notifications are read.
#[derive(Debug, Clone)]
pub enum Marked {
    /// All until now.
    All,
    /// These.
    Ids(Vec<NotificationId>),
}

impl App {
    /// My notifications that hold, newest first.
    pub fn notifications(
        &self,
        actor: &Actor,
        unread: bool,
        paging: &Paging,
    ) -> Result<Page<NotificationView>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let mut bylines = Bylines::new(&viewer);
            seen_page(
                reads,
                paging,
                |reads, after, limit| {
                    reads.notifications(actor.id, viewer.now, after, unread, limit)
                },
                |row| (row.at, row.id),
                |reads, row| view::view(&mut bylines, reads, row),
            )
        })
    }

    /// Marks my notifications as read. Those that are no more are passed over.
    pub async fn read_notifications(
        &self,
        ask: &Ask,
        which: Marked,
    ) -> Result<Written<()>, AppError> {
        if let Marked::Ids(ids) = &which
            && ids.len() > MOST_MARKED
        {
            let message = format!("At most {MOST_MARKED} at once; or leave ids out for all.");
            return Err(AppError::field("ids", message));
        }
        let (me, now) = (ask.actor.id, self.now());
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                match &which {
                    Marked::All => {
                        tx.saw_notifications(me, now);
                        tx.forget_notifications(me, now.plus_days(-KEPT_DAYS));
                    }
                    Marked::Ids(ids) => {
                        ids.iter().for_each(|id| tx.saw_notification(me, *id, now));
                    }
                }
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }

    /// Deletes one of my notifications.
    pub async fn delete_notification(
        &self,
        ask: &Ask,
        id: NotificationId,
    ) -> Result<Written<()>, AppError> {
        let (me, now) = (ask.actor.id, self.now());
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                if tx.notification(me, now, id)?.is_none() {
                    return Ok(Err(AppError::NotFound));
                }
                tx.delete_notification(me, id);
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
    }
}

//! Blocking (R1), and lifting an "I don't know them" (R4).

use kith_core::{account::Status, connection, degree::Degree, time::Timestamp, visibility::card};
use serde::Serialize;

use crate::{Actor, App, AppError, Ask, Page, Paging, Written, app::cursor_of};

/// A member I block: only what I need to unblock them.
#[derive(Debug, Clone, Serialize)]
pub struct BlockView {
    /// The address of their profile.
    pub handle: String,
    /// Their name, first name and initial.
    pub name: String,
    /// Since when.
    pub blocked_at: Timestamp,
}

impl App {
    /// Blocks a member.
    pub async fn block(&self, ask: &Ask, handle: &str) -> Result<Written<()>, AppError> {
        self.about(ask, handle, |met, policy, now| connection::block(&met.meeting(), policy, now))
            .await
    }

    /// Unblocks a member; restores nothing.
    pub async fn unblock(&self, ask: &Ask, handle: &str) -> Result<Written<()>, AppError> {
        self.about(ask, handle, |met, _, now| connection::unblock(&met.meeting(), now)).await
    }

    /// Whom I block.
    pub fn blocks(&self, actor: &Actor, paging: &Paging) -> Result<Page<BlockView>, AppError> {
        let limit = paging.size();
        self.0.store.read(|reads| {
            let rows = reads.blocks(actor.id, paging.cursor()?, limit)?;
            let full = rows.len() == limit as usize;
            let last = rows.last().filter(|_| full);
            let next = last.map(|last| cursor_of(last.blocked_at, last.other));
            let preset = self.0.policy.visibility.preset;
            let mut items = Vec::with_capacity(rows.len());
            for row in rows {
                let found = reads.person(row.other)?;
                let Some(found) = found.filter(|one| one.status != Status::Deleted) else {
                    continue;
                };
                let card = card(&found.known.person, Degree::Out, preset);
                let (handle, name) = (card.handle.clone(), card.name.clone());
                items.push(BlockView { handle, name, blocked_at: row.blocked_at });
            }
            Ok(Page { items, next })
        })
    }

    /// Lifts an earlier "I don't know them".
    pub async fn lift_unknown(&self, ask: &Ask, handle: &str) -> Result<Written<()>, AppError> {
        self.about(ask, handle, |met, _, _| connection::lift_unknown(&met.meeting())).await
    }
}

//! Following (R1).

use kith_core::{connection, id::MemberId};
use kith_store::{ConnectionRow, Cursor, Reads, StoreError};

use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written, app::cursor_of, rows::Row, viewer::Viewer,
};

impl App {
    /// Follows a member.
    pub async fn follow(&self, ask: &Ask, handle: &str) -> Result<Written<()>, AppError> {
        self.about(ask, handle, |met, _, now| connection::follow(&met.meeting(), now)).await
    }

    /// Stops following a member; a connection stays.
    pub async fn unfollow(&self, ask: &Ask, handle: &str) -> Result<Written<()>, AppError> {
        self.about(ask, handle, |met, _, _| connection::unfollow(&met.meeting())).await
    }

    /// Who follows me.
    pub fn followers(&self, actor: &Actor, paging: &Paging) -> Result<Page<Row>, AppError> {
        self.follow_list(actor, paging, |reads, me, after, most| reads.followers(me, after, most))
    }

    /// Whom I follow.
    pub fn following(&self, actor: &Actor, paging: &Paging) -> Result<Page<Row>, AppError> {
        self.follow_list(actor, paging, |reads, me, after, most| reads.following(me, after, most))
    }
}

/// One of the store's lists of people and times.
type List =
    fn(&mut Reads<'_>, MemberId, Option<Cursor>, u32) -> Result<Vec<ConnectionRow>, StoreError>;

impl App {
    fn follow_list(
        &self,
        actor: &Actor,
        paging: &Paging,
        list: List,
    ) -> Result<Page<Row>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let limit = paging.size();
            let rows = list(reads, actor.id, paging.cursor()?, limit)?;
            let full = rows.len() == limit as usize;
            let last = rows.last().filter(|_| full);
            let next = last.map(|last| cursor_of(last.connected_at, last.other));
            let members: Vec<MemberId> = rows.iter().map(|row| row.other).collect();
            Ok(Page { items: viewer.rows(reads, &members)?, next })
        })
    }
}

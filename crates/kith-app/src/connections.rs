//! Lists of connections, and removing one.

use kith_core::{
    connection,
    degree::Degree,
    id::MemberId,
    refusal::{Action, Decision, Reason, Refusal},
    time::Timestamp,
    visibility::sees_connections,
};
use kith_search::Query;
use kith_store::{Met, Reads, StoreError};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written, communities::people, people::Sought,
    rows::Row, viewer::Viewer,
};

/// A connection in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ConnectionView {
    /// Who.
    #[serde(flatten)]
    pub row: Row,
    /// Since when they are connected to the list's owner.
    pub connected_at: Timestamp,
}

impl App {
    /// The connections of `of` (me, where absent), newest first, or with `query` those whose
    /// name or headline has words that begin so. Refused with `list_hidden` where R3 hides it.
    pub fn connections(
        &self,
        actor: &Actor,
        of: Option<&str>,
        query: Option<&str>,
        paging: &Paging,
    ) -> Result<Page<ConnectionView>, AppError> {
        let owner = match of {
            None => actor.id,
            Some(handle) => self.find(handle)?,
        };
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            self.may_list(&viewer, reads, owner)?;
            match query.map(str::trim).filter(|query| !query.is_empty()) {
                None => people(
                    &viewer,
                    reads,
                    paging,
                    |reads, after, limit| reads.connections(owner, after, limit),
                    |one| (one.connected_at, one.other),
                    |row, one| ConnectionView { row, connected_at: one.connected_at },
                ),
                Some(query) => matching(&viewer, reads, owner, query, paging),
            }
        })
    }

    /// Removes a connection, silently (R1).
    pub async fn remove_connection(
        &self,
        ask: &Ask,
        handle: &str,
    ) -> Result<Written<()>, AppError> {
        self.about(ask, handle, |met, _, _| connection::remove(&met.meeting())).await
    }
}

impl App {
    /// Decides about the tie of the actor and `handle`, and applies what is decided.
    pub(crate) async fn about<F>(
        &self,
        ask: &Ask,
        handle: &str,
        mut decide: F,
    ) -> Result<Written<()>, AppError>
    where
        F: FnMut(&Met, &kith_core::policy::Policy, Timestamp) -> Decision + Send + 'static,
    {
        let (me, them, now) = (ask.actor.id, self.find(handle)?, self.now());
        let app = self.clone();
        let written = self
            .write(self.command(ask, &[them]), move |tx| {
                let Some(met) = tx.meet(me, them)? else { return Ok(Err(AppError::SignInFirst)) };
                match decide(&met, &app.0.policy, now) {
                    Ok(changes) => {
                        tx.apply(changes)?;
                        Ok::<_, StoreError>(Ok(()))
                    }
                    Err(refusal) => Ok(Err(refusal.into())),
                }
            })
            .await?;
        Ok(written.into())
    }

    /// Fails where the viewer may not see `owner`'s connections (R3).
    pub(crate) fn may_list(
        &self,
        viewer: &Viewer<'_>,
        reads: &mut Reads<'_>,
        owner: MemberId,
    ) -> Result<(), AppError> {
        if owner == viewer.me.id {
            return Ok(());
        }
        let met = reads.meet(viewer.me.id, owner)?.ok_or(AppError::SignInFirst)?;
        let allowed = met.meeting().visible()?.settings.connections_visible;
        let degree = if met.pair.is_connected() { Degree::First } else { Degree::Out };
        if sees_connections(degree, allowed) {
            return Ok(());
        }
        let detail = if met.pair.is_connected() {
            "This member keeps their list of connections to themself."
        } else {
            "Only their connections see this list."
        };
        let refusal = Refusal::new(Reason::ListHidden, detail)
            .instead(Action::AskMutual, "See the connections you share");
        Err(refusal.into())
    }
}

/// The connections of `owner` that a search for `query` finds, best first.
fn matching(
    viewer: &Viewer<'_>,
    reads: &mut Reads<'_>,
    owner: MemberId,
    query: &str,
    paging: &Paging,
) -> Result<Page<ConnectionView>, AppError> {
    let followers = &viewer.app.0.followers;
    let Some(vertex) = followers.vertex(owner) else {
        return Ok(Page { items: Vec::new(), next: None });
    };
    let (skip, limit) = (paging.offset()?, paging.size() as usize);
    let words = Query {
        words: query.to_owned(),
        only: Some(viewer.sight.connections_of(vertex)),
        skip,
        limit,
        ..Query::default()
    };
    let answer = viewer.search(&words, Sought { me: true, ..Sought::default() });
    let found = followers.members(answer.ids);
    let mut items = Vec::new();
    for member in found {
        let connected_at = reads.pair(owner, member)?.connected_at;
        let row = viewer.row(reads, member)?;
        items.extend(
            row.zip(connected_at).map(|(row, at)| ConnectionView { row, connected_at: at }),
        );
    }
    let next = (skip + limit < answer.total as usize).then(|| (skip + limit).to_string());
    Ok(Page { items, next })
}

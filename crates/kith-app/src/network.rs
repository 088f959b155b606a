//! How far, through whom, and whom both know: what the graph answers (R2).

use kith_core::{
    degree::Degree,
    id::MemberId,
    visibility::{Card, Visible},
};
use kith_store::Reads;

use crate::{Actor, App, AppError, Page, Paging, rows::Row, sight::Sight, viewer::Viewer};

impl App {
    /// The degrees of up to 1,000 members, by handle. A handle that is unknown or blocked
    /// either way is left out.
    pub fn degrees(
        &self,
        actor: &Actor,
        handles: &[String],
    ) -> Result<Vec<(String, Degree)>, AppError> {
        let followers = &self.0.followers;
        self.0.store.read(|reads| {
            // Only who is hidden is read from the store here; this call is made for whole pages.
            let sight = Sight::of(followers, actor.id, reads)?;
            let known = handles.iter().zip(followers.vertices_of(handles));
            let known: Vec<(&String, u32)> = known
                .filter_map(|(handle, vertex)| vertex.map(|vertex| (handle, vertex)))
                .filter(|(_, vertex)| sight.shows(*vertex))
                .collect();
            let vertices: Vec<u32> = known.iter().map(|(_, vertex)| *vertex).collect();
            let degrees = sight.degrees(&vertices);
            Ok(known.into_iter().map(|(handle, _)| handle.clone()).zip(degrees).collect())
        })
    }

    /// The connections that both the viewer and `handle` have.
    pub fn mutuals(
        &self,
        actor: &Actor,
        handle: &str,
        paging: &Paging,
    ) -> Result<(u32, Page<Row>), AppError> {
        let member = self.find(handle)?;
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let met = reads.meet(actor.id, member)?.ok_or(AppError::SignInFirst)?;
            met.meeting().visible()?;
            let (skip, limit) = (paging.offset()?, paging.size() as usize);
            let count = viewer.sight.mutual_count(member);
            let shared = viewer.sight.mutuals(member, skip, limit);
            let next = (skip + limit < count as usize).then(|| (skip + limit).to_string());
            Ok((count, Page { items: viewer.rows(reads, &shared)?, next }))
        })
    }

    /// The shortest paths from the viewer to `handle`, nearest people first, at most `limit`;
    /// both ends included.
    pub fn paths(
        &self,
        actor: &Actor,
        handle: &str,
        limit: usize,
    ) -> Result<Vec<Vec<Visible<Card>>>, AppError> {
        let member = self.find(handle)?;
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let met = reads.meet(actor.id, member)?.ok_or(AppError::SignInFirst)?;
            met.meeting().visible()?;
            viewer.paths(reads, member, limit.clamp(1, 20))
        })
    }
}

impl Viewer<'_> {
    /// The shortest paths to a member, nearest people first, both ends included.
    pub(crate) fn paths(
        &self,
        reads: &mut Reads<'_>,
        member: MemberId,
        limit: usize,
    ) -> Result<Vec<Vec<Visible<Card>>>, AppError> {
        let followers = &self.app.0.followers;
        let found = self.sight.paths(member, limit);
        let mut paths = Vec::with_capacity(found.len());
        for path in found {
            let degrees = self.sight.degrees(&path);
            let people: Vec<_> = followers.members(path).into_iter().zip(degrees).collect();
            paths.push(self.cards(reads, &people)?);
        }
        Ok(paths)
    }
}

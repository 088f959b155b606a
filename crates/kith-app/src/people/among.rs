//! Lists that a search of people stays within: connections of somebody, a group, an event, those
//! who follow a company, those who have long worked at one. Each only where the viewer may see it.

use kith_core::{degree::Degree, id::MemberId};
use kith_store::Reads;

use super::PeopleQuery;
use crate::{App, AppError, groups, viewer::Viewer};

/// A list that a search stays within.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// The filter, by its name in the API.
    pub field: &'static str,
    /// What the list is of, for people.
    pub name: String,
}

/// Who is left by the lists, ascending, and which lists they are; none where there are no lists.
#[derive(Debug, Default)]
pub(super) struct Among {
    pub(super) only: Option<Vec<u32>>,
    pub(super) within: Vec<Within>,
}

impl Among {
    fn meet(&mut self, mut list: Vec<u32>) {
        list.sort_unstable();
        list.dedup();
        self.only = Some(match self.only.take() {
            None => list,
            Some(before) => {
                before.into_iter().filter(|one| list.binary_search(one).is_ok()).collect()
            }
        });
    }
}

impl App {
    /// Reads the lists that a query names.
    pub(super) fn among(
        &self,
        viewer: &Viewer<'_>,
        reads: &mut Reads<'_>,
        query: &PeopleQuery,
        owner: Option<MemberId>,
    ) -> Result<Among, AppError> {
        let (me, followers) = (viewer.me.id, &self.0.followers);
        let mut among = Among::default();
        if let Some(owner) = owner {
            self.may_list(viewer, reads, owner)?;
            let vertex = followers.vertex(owner);
            among.meet(vertex.map_or_else(Vec::new, |one| viewer.sight.connections_of(one)));
        }
        if let Some(group) = filled(&query.group) {
            let unknown = || AppError::field("group", "There is no such group.");
            let id = group.parse().map_err(|_| unknown())?;
            let row = groups::seen(reads, id, me)?.map_err(|_| unknown())?;
            groups::may_list(&row, None)?;
            among.meet(followers.vertices(reads.all_in_group(id)?));
            among.within.push(Within { field: "group", name: row.group.name });
        }
        if let Some(event) = filled(&query.event) {
            let unknown = || AppError::field("event", "There is no such event.");
            let id = event.parse().map_err(|_| unknown())?;
            let row = reads.event(id, me)?.ok_or_else(unknown)?;
            among.meet(followers.vertices(reads.all_going(id)?));
            among.within.push(Within { field: "event", name: row.event.name });
        }
        if let Some(handle) = filled(&query.follows_company) {
            let unknown = || AppError::field("follows_company", "There is no such company's page.");
            let row = reads.company(handle, me)?.ok_or_else(unknown)?;
            among.meet(followers.vertices(reads.all_company_followers(row.company.id)?));
            among.within.push(Within { field: "follows_company", name: row.company.name });
        }
        if let Some(label) = filled(&query.label) {
            among.meet(followers.vertices(reads.all_labelled(me, label)?));
            among.within.push(Within { field: "label", name: label.to_owned() });
        }
        if let (Some(year), Some(company)) = (query.year()?, filled(&query.company)) {
            let workers = followers.since_before(company, year);
            let vertices: Vec<u32> = workers.iter().map(|one| one.vertex).collect();
            let near = workers.iter().zip(viewer.sight.degrees(&vertices));
            // Of several current positions the first alone shows beyond the 1st degree (R3).
            let shown = near.filter(|(one, degree)| one.first || *degree == Degree::First);
            among.meet(shown.map(|(one, _)| one.vertex).collect());
        }
        Ok(among)
    }
}

fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

//! Who works or worked at a company: those whose profile says so to the viewer (R3).

use kith_core::{
    company::Company,
    degree::Degree,
    id::MemberId,
    person::{Person, Position},
    policy::Preset,
    visibility::profile,
};
use kith_search::Query;
use kith_store::Reads;
use serde::Serialize;

use crate::{
    AppError,
    communities::folded_name,
    people::{CURRENT, PAST, Sought},
    viewer::Viewer,
};

/// People of a company who are looked at.
const MOST: usize = 100_000;

/// What somebody does or did at a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Job {
    /// What they do there; may be empty.
    pub title: String,
    /// The first year.
    pub from: i32,
    /// The last year; absent: still there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<i32>,
}

impl Viewer<'_> {
    /// Those who work at a company, or (`former`) did and do not any more, as far as the viewer
    /// may see it; nearest first. People search knows who may be meant, and what their profile
    /// shows to the viewer decides.
    pub(super) fn staff(
        &self,
        reads: &mut Reads<'_>,
        company: &Company,
        former: bool,
    ) -> Result<Vec<(MemberId, Job)>, AppError> {
        let followers = &self.app.0.followers;
        let preset = self.app.0.policy.visibility.preset;
        let fields = if former { PAST } else { CURRENT };
        let names = vec![(fields, company.name.clone())];
        let query = Query { names, limit: MOST, ..Query::default() };
        let found = self.search(&query, Sought { me: true, ..Sought::default() });
        let degrees = self.sight.degrees(&found.ids);
        let mut near: Vec<(Degree, u32)> = degrees.into_iter().zip(found.ids).collect();
        near.sort_unstable();
        let mut staff = Vec::new();
        for (degree, vertex) in near {
            let Some(member) = followers.members([vertex]).pop() else { continue };
            // Who is connected the store says: the graph may lag.
            let connected = reads.pair(self.me.id, member)?.is_connected();
            let agrees = connected == (degree == Degree::First);
            let degree = if agrees { degree } else { self.degree_of(member, connected) };
            let Some(found) = reads.person(member)? else { continue };
            let job = job_at(&found.known.person, &company.folded, (degree, preset), former);
            staff.extend(job.map(|job| (member, job)));
        }
        Ok(staff)
    }
}

/// What a profile tells this viewer of a job at the company.
fn job_at(
    person: &Person,
    folded: &str,
    (degree, preset): (Degree, Preset),
    former: bool,
) -> Option<Job> {
    let shown = profile(person, degree, preset);
    let there = |position: &&Position| folded_name(&position.company) == folded;
    let mut here = shown.positions.iter().filter(there);
    let now = shown.positions.iter().filter(there).any(|position| position.until.is_none());
    if former && now {
        return None;
    }
    let job = here.find(|position| position.until.is_none() != former)?;
    Some(Job { title: job.title.clone(), from: job.from, until: job.until })
}

//! How far, through whom, and whom to meet: what the graph answers (R2, R11).

use std::collections::HashSet;

use kith_core::{
    change::Change,
    degree::Degree,
    id::MemberId,
    person::Person,
    visibility::{Card, Visible},
};
use kith_store::Reads;
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, Page, Paging, Written,
    rows::Row,
    viewer::{Viewer, degree},
};

/// The longest path that is shown, in steps.
const LONGEST_PATH: usize = 6;
/// How many people a newcomer's suggestions are taken from.
const NEWCOMERS_LOOK_AT: u32 = 200;

/// Somebody the viewer may want to meet.
#[derive(Debug, Clone, Serialize)]
pub struct SuggestionView {
    /// Who.
    #[serde(flatten)]
    pub row: Row,
    /// Why, for people: `12 mutual connections`, `both at Initech 2019–2022`.
    pub reasons: Vec<String>,
}

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
            let hidden = followers.vertices(reads.hidden_from(actor.id)?);
            let avoid: kith_graph::Avoid = hidden.into_iter().collect();
            let view = followers.view();
            let known = handles.iter().zip(followers.vertices_of(handles));
            let known: Vec<(&String, u32)> = known
                .filter_map(|(handle, vertex)| vertex.map(|vertex| (handle, vertex)))
                .filter(|(_, vertex)| !avoid.contains(*vertex) && !view.is_hidden(*vertex))
                .collect();
            let vertices: Vec<u32> = known.iter().map(|(_, vertex)| *vertex).collect();
            let Some(me) = followers.vertex(actor.id) else { return Ok(Vec::new()) };
            let degrees = view.degrees(me, &vertices, &avoid).into_iter().map(degree);
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
            let count = viewer.mutual_count(member);
            let shared = viewer.mutuals(member, skip, limit);
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

    /// People the viewer may want to meet, best first. Invited, dismissed, blocked and resting
    /// people are left out.
    pub fn suggestions(
        &self,
        actor: &Actor,
        limit: usize,
    ) -> Result<Vec<SuggestionView>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            viewer.suggestions(reads, limit.clamp(1, 100))
        })
    }

    /// Does not suggest `handle` to the viewer again.
    pub async fn dismiss_suggestion(
        &self,
        ask: &Ask,
        handle: &str,
    ) -> Result<Written<()>, AppError> {
        let (member, other) = (ask.actor.id, self.find(handle)?);
        let written = self
            .write(self.command(ask, &[]), move |tx| {
                let Some(met) = tx.meet(member, other)? else {
                    return Ok(Err(AppError::SignInFirst));
                };
                if let Err(refusal) = met.meeting().visible() {
                    return Ok(Err(refusal.into()));
                }
                tx.apply(vec![Change::Dismissed { member, other }])?;
                Ok(Ok(()))
            })
            .await?;
        Ok(written.into())
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
        let Some((me, them)) = self.vertex.zip(followers.vertex(member)) else {
            return Ok(Vec::new());
        };
        let found = self.view.shortest_paths(me, them, limit, LONGEST_PATH, &self.avoid);
        let mut paths = Vec::with_capacity(found.len());
        for path in found {
            let degrees = self.degrees(&path);
            let people: Vec<_> = followers.members(path).into_iter().zip(degrees).collect();
            paths.push(self.cards(reads, &people)?);
        }
        Ok(paths)
    }

    /// People whom the viewer may want to meet, best first.
    pub(crate) fn suggestions(
        &self,
        reads: &mut Reads<'_>,
        limit: usize,
    ) -> Result<Vec<SuggestionView>, AppError> {
        let followers = &self.app.0.followers;
        let rest = i64::from(self.app.0.policy.invitations.rest_days);
        let rested = self.now.plus_days(-rest);
        let longest = i64::from(self.app.0.policy.invitations.expiry_months) * 31;
        let left_out = reads.not_to_suggest(self.me.id, rested, rested.plus_days(-longest))?;
        let left_out: HashSet<u32> = followers.vertices(left_out).into_iter().collect();
        let found = self.vertex.map_or_else(Vec::new, |me| {
            self.view.suggestions(me, limit, &self.avoid, |v| left_out.contains(&v))
        });
        let mine = reads.person(self.me.id)?.map(|found| found.known.person).unwrap_or_default();
        let mut members = followers.members(found.iter().map(|one| one.vertex));
        if members.is_empty() {
            members = self.alike(reads, &mine, &left_out, limit)?;
        }
        let mut suggestions = Vec::with_capacity(members.len());
        for member in members {
            let Some(row) = self.row(reads, member)? else { continue };
            let theirs = reads.person(member)?.map(|found| found.known.person).unwrap_or_default();
            let reasons = reasons(&row, &mine, &theirs);
            suggestions.push(SuggestionView { row, reasons });
        }
        Ok(suggestions)
    }

    /// For a newcomer without connections: people of the same company, school, industry or
    /// place, as far as their profiles show it to strangers.
    fn alike(
        &self,
        reads: &mut Reads<'_>,
        mine: &Person,
        left_out: &HashSet<u32>,
        limit: usize,
    ) -> Result<Vec<MemberId>, AppError> {
        let followers = &self.app.0.followers;
        let newest = reads.people_before(None, NEWCOMERS_LOOK_AT)?;
        let mut scored: Vec<(usize, MemberId)> = newest
            .into_iter()
            .filter(|found| found.status == kith_core::account::Status::Active)
            .filter(|found| found.known.id != self.me.id)
            .filter(|found| {
                followers.vertex(found.known.id).is_some_and(|vertex| {
                    let near = matches!(self.degrees(&[vertex])[0], Degree::First);
                    !near && !left_out.contains(&vertex) && !self.avoid.contains(vertex)
                })
            })
            .map(|found| {
                let same = usize::from(same(&mine.industry, &found.known.person.industry));
                (same, found.known.id)
            })
            .collect();
        scored.sort_by_key(|(score, id)| (std::cmp::Reverse(*score), std::cmp::Reverse(*id)));
        Ok(scored.into_iter().take(limit).map(|(_, id)| id).collect())
    }
}

fn same(a: &str, b: &str) -> bool {
    !a.is_empty() && kith_search::folded(a) == kith_search::folded(b)
}

/// Why somebody is suggested, as far as the viewer may see it (R3): education shows to the 2nd
/// degree, and of their positions the current one.
fn reasons(row: &Row, mine: &Person, theirs: &Person) -> Vec<String> {
    let mut reasons = Vec::new();
    match row.mutual_count {
        0 => {}
        1 => reasons.push("1 mutual connection".to_owned()),
        count => reasons.push(format!("{count} mutual connections")),
    }
    let near = matches!(row.degree, Degree::First | Degree::Second);
    let current = theirs.positions.iter().find(|position| position.until.is_none());
    let both = mine.positions.iter().zip(std::iter::repeat(current)).find_map(|(my, their)| {
        let their = their.filter(|their| near && same(&my.company, &their.company))?;
        Some((my, their))
    });
    if let Some((my, their)) = both {
        let (from, until) = (my.from.max(their.from), my.until);
        reasons.push(match until {
            None => format!("both at {} since {from}", their.company),
            Some(until) if until >= from => {
                format!("both at {} {from}–{until}", their.company)
            }
            Some(_) => format!("{} as well", their.company),
        });
    }
    let school = mine
        .education
        .iter()
        .find(|my| near && theirs.education.iter().any(|their| same(&my.school, &their.school)));
    if let Some(school) = school {
        reasons.push(format!("both at {}", school.school));
    }
    if reasons.is_empty() && same(&mine.industry, &theirs.industry) {
        reasons.push(format!("also in {}", theirs.industry));
    }
    if reasons.is_empty() {
        reasons.push("new here".to_owned());
    }
    reasons
}

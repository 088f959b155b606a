//! Whom to meet, and why (R11).

mod skills;

use std::collections::HashSet;

use kith_core::{account::Status, change::Change, degree::Degree, person::Person, policy::Preset};
use kith_graph::Suggestion;
use kith_search::Field;
use kith_store::Reads;
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, Written, followers::documents::searchable, rows::Row, viewer::Viewer,
};

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
    /// People whom the viewer may want to meet, best first.
    pub(crate) fn suggestions(
        &self,
        reads: &mut Reads<'_>,
        limit: usize,
    ) -> Result<Vec<SuggestionView>, AppError> {
        let (left_out, mine) = reads.at_once(|reads| {
            let left_out = self.not_to_suggest(reads);
            let mine = reads.person(self.me.id);
            let mine = mine?.map(|found| found.known.person).unwrap_or_default();
            Ok::<_, AppError>((left_out?, mine))
        })?;
        let alike = self.alike(&mine);
        let mut found = self.sight.suggestions(limit, &alike, |vertex| left_out.contains(&vertex));
        if self.sight.knows_nobody() && found.len() < limit {
            let have: HashSet<u32> = found.iter().map(|one| one.vertex).collect();
            let newcomers = self.newcomers(reads, &mine, &left_out)?;
            let more = newcomers.into_iter().filter(|one| !have.contains(&one.vertex));
            found.extend(more.take(limit - have.len()));
        }
        let preset = self.app.0.policy.visibility.preset;
        self.suggested(
            reads,
            &found,
            |one| one.vertex,
            |reads, one, row, theirs| {
                let through = self.through(reads, one)?;
                Ok(reasons(row, through.as_deref(), &mine, theirs, preset))
            },
        )
    }

    /// Those found who are to be seen, in their order, with why: `reasons` is given how they stand
    /// to the viewer and all that is known of them.
    fn suggested<T>(
        &self,
        reads: &mut Reads<'_>,
        found: &[T],
        vertex: impl Fn(&T) -> u32,
        reasons: impl Fn(&mut Reads<'_>, &T, &Row, &Person) -> Result<Vec<String>, AppError>,
    ) -> Result<Vec<SuggestionView>, AppError> {
        let view = |reads: &mut Reads<'_>, one: &T| {
            let Some(member) = self.app.0.followers.member(vertex(one)) else { return Ok(None) };
            let Some(row) = self.row(reads, member)? else { return Ok(None) };
            let theirs = reads.person(member)?.map(|found| found.known.person).unwrap_or_default();
            let reasons = reasons(reads, one, &row, &theirs)?;
            Ok(Some(SuggestionView { row, reasons }))
        };
        let views: Vec<_> = reads.of_each::<_, _, AppError>(found, view)?;
        Ok(views.into_iter().flatten().collect())
    }

    /// Who works or studied where the viewer did at the same time, as far as the viewer may see
    /// that of them, and how many mutual connections it is worth.
    fn alike(&self, mine: &Person) -> Vec<(u32, f64)> {
        let fellows = self.app.0.followers.fellows(self.sight.me(), mine);
        let vertices: Vec<u32> = fellows.iter().map(|fellow| fellow.vertex).collect();
        let seen = fellows.into_iter().zip(self.sight.degrees(&vertices));
        let preset = self.app.0.policy.visibility.preset;
        seen.filter(|(fellow, degree)| searchable(*degree, preset).has(fellow.field))
            .map(|(fellow, _)| (fellow.vertex, fellow.worth))
            .collect()
    }

    /// The name of a connection by way of whom somebody at the 3rd degree is suggested.
    fn through(
        &self,
        reads: &mut Reads<'_>,
        suggestion: &Suggestion,
    ) -> Result<Option<String>, AppError> {
        if suggestion.mutuals > 0 {
            return Ok(None);
        }
        let members = self.app.0.followers.members(suggestion.via.iter().copied().take(1));
        let people: Vec<_> = members.into_iter().map(|id| (id, Degree::First)).collect();
        Ok(self.cards(reads, &people)?.pop().map(|card| card.name.clone()))
    }

    /// For somebody without connections: those who joined last, of the same industry first, since
    /// that is what strangers see.
    fn newcomers(
        &self,
        reads: &mut Reads<'_>,
        mine: &Person,
        left_out: &HashSet<u32>,
    ) -> Result<Vec<Suggestion>, AppError> {
        let followers = &self.app.0.followers;
        let newest = reads.people_before(None, NEWCOMERS_LOOK_AT)?;
        let active = newest.into_iter().filter(|found| found.status == Status::Active);
        let mut scored: Vec<Suggestion> = active
            .filter_map(|found| {
                let vertex = followers.vertex(found.known.id)?;
                let may = !self.sight.is_me(vertex)
                    && !left_out.contains(&vertex)
                    && self.sight.shows(vertex);
                let same = same(&mine.industry, &found.known.person.industry);
                let score = f64::from(u8::from(same));
                may.then(|| Suggestion { vertex, score, mutuals: 0, via: Vec::new() })
            })
            .collect();
        // The newest stay first among those of one industry.
        scored.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(scored)
    }
}

fn same(a: &str, b: &str) -> bool {
    !a.is_empty() && kith_search::folded(a) == kith_search::folded(b)
}

fn mutual_connections(count: u32) -> String {
    if count == 1 {
        "1 mutual connection".to_owned()
    } else {
        format!("{count} mutual connections")
    }
}

/// Why somebody is suggested, as far as the viewer may see it (R3). `through` is the connection by
/// way of whom, where they share none.
fn reasons(
    row: &Row,
    through: Option<&str>,
    mine: &Person,
    theirs: &Person,
    preset: Preset,
) -> Vec<String> {
    let mut reasons = Vec::new();
    let visible = searchable(row.degree, preset);
    match row.mutual_count {
        0 => reasons.extend(through.map(|name| format!("{name} knows people who know them"))),
        count => reasons.push(mutual_connections(count)),
    }
    let current = theirs.positions.iter().find(|position| position.until.is_none());
    let both = mine.positions.iter().zip(std::iter::repeat(current)).find_map(|(my, their)| {
        let their = their.filter(|their| same(&my.company, &their.company))?;
        Some((my, their))
    });
    if let Some((my, their)) = both.filter(|_| visible.has(Field::Current)) {
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
        .find(|my| theirs.education.iter().any(|their| same(&my.school, &their.school)));
    if let Some(school) = school.filter(|_| visible.has(Field::School)) {
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

//! Suggestions by skills: who at the 2nd degree can do what the viewer can (R11).

use std::{cmp::Reverse, collections::HashSet};

use kith_core::person::Person;
use kith_store::Reads;

use super::{SuggestionView, mutual_connections, same};
use crate::{Actor, App, AppError, viewer::Viewer};

/// How many skills in common are named.
const NAMED: usize = 2;

impl App {
    /// People at the 2nd degree by how many skills they share with the viewer, then by mutual
    /// connections, then who joined first. Who shares none is left out, and so are invited,
    /// dismissed, blocked and resting people.
    pub fn suggestions_by_skills(
        &self,
        actor: &Actor,
        limit: usize,
    ) -> Result<Vec<SuggestionView>, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            viewer.by_skills(reads, limit.clamp(1, 100))
        })
    }
}

impl Viewer<'_> {
    fn by_skills(
        &self,
        reads: &mut Reads<'_>,
        limit: usize,
    ) -> Result<Vec<SuggestionView>, AppError> {
        let left_out = self.not_to_suggest(reads)?;
        let Some(me) = self.sight.me() else { return Ok(Vec::new()) };
        let second = self.sight.second_degree();
        let mut found = self.app.0.followers.shared_skills(me, &second);
        found.retain(|(vertex, _)| !left_out.contains(vertex) && self.sight.shows(*vertex));
        let best = self.best(found, limit);
        let mine = reads.person(self.me.id)?.map(|found| found.known.person).unwrap_or_default();
        self.suggested(
            reads,
            &best,
            |vertex| *vertex,
            |_, _, row, theirs| {
                let mutual = mutual_connections(row.mutual_count);
                Ok([mutual].into_iter().chain(in_common(&mine, theirs)).collect())
            },
        )
    }

    /// The best so many of some people with how many skills they share. Mutual connections are
    /// counted of those only whom they may bring in.
    fn best(&self, mut found: Vec<(u32, u32)>, limit: usize) -> Vec<u32> {
        if found.len() > limit {
            found.select_nth_unstable_by_key(limit - 1, |(_, skills)| Reverse(*skills));
            let least = found[limit - 1].1;
            found.retain(|(_, skills)| *skills >= least);
        }
        found.sort_by_cached_key(|(vertex, skills)| {
            let mutual = self.sight.mutual_count_of(*vertex);
            (Reverse(*skills), Reverse(mutual), self.app.0.followers.member(*vertex))
        });
        found.truncate(limit);
        found.into_iter().map(|(vertex, _)| vertex).collect()
    }

    /// The vertices of who must not be suggested to the viewer.
    pub(super) fn not_to_suggest(&self, reads: &mut Reads<'_>) -> Result<HashSet<u32>, AppError> {
        let rules = &self.app.0.policy.invitations;
        let rested = self.now.plus_days(-i64::from(rules.rest_days));
        let longest = i64::from(rules.expiry_months) * 31;
        let left_out = reads.not_to_suggest(self.me.id, rested, rested.plus_days(-longest))?;
        Ok(self.app.0.followers.vertices(left_out).into_iter().collect())
    }
}

/// The skills that both have, for people: some by name, the others by count.
fn in_common(mine: &Person, theirs: &Person) -> Option<String> {
    let shared: Vec<&str> = mine
        .skills
        .iter()
        .filter(|my| theirs.skills.iter().any(|their| same(my, their)))
        .map(String::as_str)
        .collect();
    let named = shared.iter().take(NAMED).copied().collect::<Vec<_>>();
    Some(match (named.as_slice(), shared.len().saturating_sub(NAMED)) {
        ([], _) => return None,
        ([one], _) => format!("{one} in common"),
        (_, 0) => format!("{} in common", named.join(" and ")),
        (_, 1) => format!("{} and 1 more skill in common", named.join(", ")),
        (_, more) => format!("{} and {more} more skills in common", named.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r11_skills_in_common_are_named_and_counted() {
        let can = |skills: &[&str]| Person {
            skills: skills.iter().map(|one| (*one).to_owned()).collect(),
            ..Person::default()
        };
        let mine = can(&["Rust", "SQL", "Ada", "Go"]);
        for (theirs, said) in [
            (can(&["Cobol"]), None),
            (can(&["rust"]), Some("Rust in common")),
            (can(&["SQL", "Rust"]), Some("Rust and SQL in common")),
            (can(&["SQL", "Rust", "go"]), Some("Rust, SQL and 1 more skill in common")),
            (mine.clone(), Some("Rust, SQL and 2 more skills in common")),
        ] {
            assert_eq!(in_common(&mine, &theirs).as_deref(), said);
        }
    }
}

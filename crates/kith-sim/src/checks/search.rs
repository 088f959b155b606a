//! People search against a program that reads everybody: who is found by a name, and whose name is
//! near where nobody is called so; by the last name only where it shows (R3, R11).

use std::collections::BTreeSet;

use kith_app::{Paging, people::PeopleQuery};

use super::{Checked, ensure};
use crate::{act::Who, model::Model, world::World};

/// As many as a page may have.
const PAGE: u32 = 100;

/// Whom a search for another's names finds.
pub(crate) fn by_name(world: &World, who: Who, other: Who) -> Checked {
    let (model, actor) = (&world.model, &world.actors[who]);
    let member = &model.members[other];
    for q in [&member.first, &member.last] {
        let paging = Paging { limit: Some(PAGE), after: None };
        let query = PeopleQuery { q: q.clone(), paging, ..PeopleQuery::default() };
        let found = world.app.people(actor, &query).map_err(|error| error.to_string())?;
        let items = found.page.items.iter();
        let handles: BTreeSet<&str> = items.map(|row| row.card.handle.as_str()).collect();
        let typed = whose(model, who, |name| name.to_lowercase().starts_with(&q.to_lowercase()));
        let near = typed.is_empty();
        let expected = if near { whose(model, who, |name| is_near(q, name)) } else { typed };
        let total = found.facets.total as usize;
        let right = total == expected.len() && (handles == expected || total > PAGE as usize);
        ensure!(right, "m-{who} searches {q} and finds {handles:?}, the model {expected:?}");
        let said = found.near == (near && !expected.is_empty());
        ensure!(said, "m-{who} searches {q}: near is {}", found.near);
    }
    Ok(())
}

/// The handles of those of whom the viewer sees a name of this kind.
fn whose(model: &Model, who: Who, is_it: impl Fn(&str) -> bool) -> BTreeSet<&str> {
    let distances = model.distances(who);
    let others = (0..model.members.len()).filter(|one| *one != who && model.sees(who, *one));
    let found = others.filter(|one| {
        let member = &model.members[*one];
        let full = model.shows_full_name(Model::degree(distances.get(one)));
        is_it(&member.first) || (full && is_it(&member.last))
    });
    found.map(|one| model.members[one].handle.as_str()).collect()
}

/// Whether a name is one or, in a longer word, two letters away: changed, missing, further, or
/// swapped with the next.
fn is_near(typed: &str, name: &str) -> bool {
    let letters = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    let (a, b) = (letters(typed), letters(name));
    let most = match a.len() {
        0..=2 => return false,
        3..=5 => 1,
        _ => 2,
    };
    let mut away = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            if i == 0 || j == 0 {
                away[i][j] = i + j;
                continue;
            }
            let changed = away[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(away[i - 1][j] + 1).min(away[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(away[i - 2][j - 2] + 1);
            }
            away[i][j] = least;
        }
    }
    away[a.len()][b.len()] <= most
}

//! What an archive says of its member, laid over their profile: fields are replaced, entries added,
//! nothing is removed.

use kith_archive::{Archive, Part};
use kith_core::person::{Education, Person, Position, longest};
use kith_search::folded;
use serde::{Deserialize, Serialize};

use super::PartView;
use crate::profiles::in_order;

/// How many new entries are shown.
const SAMPLES: usize = 5;

/// What a field holds and would hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Which, as in `PATCH /members/me`.
    pub field: String,
    /// What it holds.
    pub before: String,
    /// What it would hold.
    pub after: String,
}

impl PartView {
    /// Nothing found of a part.
    pub(super) const fn none(part: Part) -> Self {
        Self { part, found: 0, new: 0, there: 0, over: 0, changes: Vec::new(), samples: Vec::new() }
    }

    /// Counts an entry that is new.
    pub(super) fn add(&mut self, sample: impl FnOnce() -> String) {
        self.found += 1;
        self.new += 1;
        if self.samples.len() < SAMPLES {
            self.samples.push(sample());
        }
    }

    /// Counts an entry that is there already.
    pub(super) const fn again(&mut self) {
        self.found += 1;
        self.there += 1;
    }

    const fn full(&mut self) {
        self.found += 1;
        self.over += 1;
    }
}

/// Lays a part over a profile; `None` where the part is not about the profile, or is not there.
pub(super) fn part(person: &mut Person, archive: &Archive, part: Part) -> Option<PartView> {
    let view = match part {
        Part::Profile => profile(person, archive),
        Part::Positions => positions(person, archive),
        Part::Education => education(person, archive),
        Part::Skills => skills(person, archive),
        _ => return None,
    };
    in_order(person);
    (view.found > 0).then_some(view)
}

fn clip(text: &str, most: usize) -> String {
    text.chars().take(most).collect::<String>().trim().to_owned()
}

fn profile(person: &mut Person, archive: &Archive) -> PartView {
    let mut view = PartView::none(Part::Profile);
    let Some(row) = &archive.profile else { return view };
    for (field, place, text, most) in [
        ("headline", &mut person.headline, &row.headline, longest::HEADLINE),
        ("about", &mut person.about, &row.about, longest::ABOUT),
        ("industry", &mut person.industry, &row.industry, longest::LINE),
        ("location", &mut person.location, &row.location, longest::LINE),
    ] {
        let after = clip(text, most);
        if after.is_empty() {
            continue;
        }
        view.found += 1;
        if *place == after {
            view.there += 1;
            continue;
        }
        view.new += 1;
        let before = std::mem::replace(place, after.clone());
        view.changes.push(FieldChange { field: field.to_owned(), before, after });
    }
    view
}

fn positions(person: &mut Person, archive: &Archive) -> PartView {
    let mut view = PartView::none(Part::Positions);
    for row in &archive.positions {
        let (company, title) = (clip(&row.company, longest::LINE), clip(&row.title, longest::LINE));
        let (from, until) = (row.from, row.until);
        let same = |one: &Position| {
            folded(&one.company) == folded(&company)
                && folded(&one.title) == folded(&title)
                && one.from == from
        };
        if person.positions.iter().any(same) {
            view.again();
        } else if person.positions.len() >= longest::ENTRIES {
            view.full();
        } else {
            view.add(|| match title.as_str() {
                "" => format!("{company}, since {from}"),
                title => format!("{title}, {company}, since {from}"),
            });
            person.positions.push(Position { company, title, from, until });
        }
    }
    view
}

fn education(person: &mut Person, archive: &Archive) -> PartView {
    let mut view = PartView::none(Part::Education);
    for row in &archive.education {
        let (school, degree) = (clip(&row.school, longest::LINE), clip(&row.degree, longest::LINE));
        let (from, until) = (row.from, row.until);
        let same = |one: &Education| {
            folded(&one.school) == folded(&school)
                && folded(&one.degree) == folded(&degree)
                && (one.from, one.until) == (from, until)
        };
        if person.education.iter().any(same) {
            view.again();
        } else if person.education.len() >= longest::ENTRIES {
            view.full();
        } else {
            view.add(|| match degree.as_str() {
                "" => school.clone(),
                degree => format!("{degree}, {school}"),
            });
            person.education.push(Education { school, degree, from, until });
        }
    }
    view
}

fn skills(person: &mut Person, archive: &Archive) -> PartView {
    let mut view = PartView::none(Part::Skills);
    for skill in &archive.skills {
        let skill = clip(skill, longest::LINE);
        if person.skills.iter().any(|one| folded(one) == folded(&skill)) {
            view.again();
        } else if person.skills.len() >= longest::ENTRIES {
            view.full();
        } else {
            view.add(|| skill.clone());
            person.skills.push(skill);
        }
    }
    view
}

//! Changes to one's own profile: tidied, checked field by field, and laid over what was there.

use kith_core::person::{Person, longest};

use super::ProfileChanges;
use crate::FieldError;

fn tidy(text: &mut String) {
    *text = text.trim().to_owned();
}

impl ProfileChanges {
    pub(super) fn tidy(mut self) -> Self {
        let lines = [
            &mut self.first_name,
            &mut self.last_name,
            &mut self.headline,
            &mut self.location,
            &mut self.industry,
            &mut self.about,
        ];
        lines.into_iter().flatten().for_each(tidy);
        for position in self.positions.iter_mut().flatten() {
            tidy(&mut position.company);
            tidy(&mut position.title);
        }
        for school in self.education.iter_mut().flatten() {
            tidy(&mut school.school);
            tidy(&mut school.degree);
        }
        self.skills.iter_mut().flatten().for_each(tidy);
        self
    }

    pub(super) fn errors(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut long = |field: &str, text: &str, most: usize| {
            if text.chars().count() > most {
                let message = format!("At most {most} characters are kept.");
                errors.push(FieldError::new(field, message));
            }
        };
        for (field, text, most) in [
            ("first_name", &self.first_name, longest::NAME),
            ("last_name", &self.last_name, longest::NAME),
            ("headline", &self.headline, longest::HEADLINE),
            ("location", &self.location, longest::LINE),
            ("industry", &self.industry, longest::LINE),
            ("about", &self.about, longest::ABOUT),
        ] {
            long(field, text.as_deref().unwrap_or_default(), most);
        }
        for position in self.positions.iter().flatten() {
            long("positions", &position.company, longest::LINE);
            long("positions", &position.title, longest::LINE);
        }
        for school in self.education.iter().flatten() {
            long("education", &school.school, longest::LINE);
            long("education", &school.degree, longest::LINE);
        }
        for skill in self.skills.iter().flatten() {
            long("skills", skill, longest::LINE);
        }
        if self.first_name.as_deref() == Some("") {
            errors.push(FieldError::new("first_name", "Tell people your first name."));
        }
        errors.extend(self.history_errors());
        errors
    }

    fn history_errors(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, message: &str| errors.push(FieldError::new(field, message));
        let year = |year: &i32| (1900..=2100).contains(year);
        for position in self.positions.iter().flatten() {
            if position.company.is_empty() {
                wrong("positions", "A position needs its company.");
            } else if !year(&position.from) || position.until.is_some_and(|until| !year(&until)) {
                wrong("positions", "Use years from 1900 to 2100.");
            } else if position.until.is_some_and(|until| until < position.from) {
                wrong("positions", "A position ends after it begins.");
            }
        }
        for school in self.education.iter().flatten() {
            if school.school.is_empty() {
                wrong("education", "A school needs its name.");
            } else if [school.from, school.until].iter().flatten().any(|y| !year(y)) {
                wrong("education", "Use years from 1900 to 2100.");
            } else if school.from.zip(school.until).is_some_and(|(from, until)| until < from) {
                wrong("education", "A school ends after it begins.");
            }
        }
        if self.skills.iter().flatten().any(String::is_empty) {
            wrong("skills", "A skill needs its name.");
        }
        let many = |count: Option<usize>| count.is_some_and(|count| count > longest::ENTRIES);
        for (field, count) in [
            ("positions", self.positions.as_ref().map(Vec::len)),
            ("education", self.education.as_ref().map(Vec::len)),
            ("skills", self.skills.as_ref().map(Vec::len)),
        ] {
            if many(count) {
                wrong(field, "At most 50 are kept.");
            }
        }
        errors
    }

    pub(super) fn over(self, person: &mut Person) {
        fn set<T>(field: &mut T, new: Option<T>) {
            if let Some(new) = new {
                *field = new;
            }
        }
        set(&mut person.first_name, self.first_name);
        set(&mut person.last_name, self.last_name);
        set(&mut person.headline, self.headline);
        set(&mut person.location, self.location);
        set(&mut person.industry, self.industry);
        set(&mut person.about, self.about);
        set(&mut person.positions, self.positions);
        set(&mut person.education, self.education);
        set(&mut person.skills, self.skills);
        in_order(person);
    }
}

/// Puts jobs and schools in their order: the newest first.
pub(crate) fn in_order(person: &mut Person) {
    let open = |until: Option<i32>| std::cmp::Reverse(until.unwrap_or(i32::MAX));
    person.positions.sort_by_key(|p| (open(p.until), std::cmp::Reverse(p.from)));
    person.education.sort_by_key(|e| (open(e.until), std::cmp::Reverse(e.from)));
}

//! What people search knows of a person, and which of it a viewer may search (R3, R11).

use kith_core::{degree::Degree, person::Person, policy::Preset, visibility::sees_full_name};
use kith_search::{Document, Field, Fields};

/// A person as people search knows them.
#[must_use]
pub fn document(person: &Person) -> Document {
    let mut document = Document::default()
        .text(Field::FirstName, &person.first_name)
        .text(Field::LastName, &person.last_name)
        .text(Field::Headline, &person.headline)
        .name(Field::Industry, &person.industry)
        .name(Field::Location, &person.location);
    let mut current = Field::Current;
    for position in &person.positions {
        // Who is not connected sees one current position: the first.
        let field = match position.until {
            None => std::mem::replace(&mut current, Field::Further),
            Some(_) => Field::Past,
        };
        document = document.name(field, &position.company).text(field, &position.title);
    }
    for school in &person.education {
        document = document.name(Field::School, &school.school).text(Field::School, &school.degree);
    }
    for skill in &person.skills {
        document = document.text(Field::Skill, skill);
    }
    document
}

/// The fields in which a viewer at this distance may find somebody: those they see (R3).
#[must_use]
pub fn searchable(degree: Degree, preset: Preset) -> Fields {
    let mut fields =
        Fields::NONE.with(Field::FirstName).with(Field::Headline).with(Field::Industry);
    if sees_full_name(degree, preset) {
        fields = fields.with(Field::LastName);
    }
    if degree != Degree::Out {
        fields = fields.with(Field::Location);
    }
    if degree != Degree::Out || preset == Preset::Community {
        fields = fields.with(Field::Current);
    }
    if matches!(degree, Degree::Myself | Degree::First | Degree::Second) {
        fields = fields.with(Field::School).with(Field::Skill);
    }
    if matches!(degree, Degree::Myself | Degree::First) {
        fields = fields.with(Field::Past).with(Field::Further);
    }
    fields
}

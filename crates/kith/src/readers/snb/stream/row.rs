//! The values of one row of the update stream.

use kith_core::person::longest;

use super::{
    super::{SnbPerson, located, newest_first, tidy::tidy, tidy::time},
    Names, SkipReason,
};

/// A row, by the place of each value.
pub(super) struct Fields<'a>(&'a csv::ByteRecord);

impl<'a> Fields<'a> {
    pub(super) const fn new(row: &'a csv::ByteRecord) -> Self {
        Self(row)
    }

    /// The text at a place.
    pub(super) fn text(&self, place: usize) -> Result<&'a str, SkipReason> {
        let bytes = self.0.get(place).ok_or(SkipReason::TooFewFields)?;
        let text = std::str::from_utf8(bytes).map_err(|_| SkipReason::NotText)?;
        if text.contains(char::is_control) { Err(SkipReason::NotText) } else { Ok(text) }
    }

    /// The number at a place.
    pub(super) fn id(&self, place: usize) -> Result<u64, SkipReason> {
        match self.text(place)?.trim() {
            "" => Err(SkipReason::TooFewFields),
            text => number(text),
        }
    }

    /// The number at a place, where −1 stands for none.
    pub(super) fn maybe(&self, place: usize) -> Result<Option<u64>, SkipReason> {
        match self.text(place)?.trim() {
            "-1" | "" => Ok(None),
            text => number(text).map(Some),
        }
    }

    /// The values at a place, which semicolons separate.
    fn list(&self, place: usize) -> Result<impl Iterator<Item = &'a str>, SkipReason> {
        Ok(self.text(place)?.split(';').map(str::trim).filter(|one| !one.is_empty()))
    }
}

fn number(text: &str) -> Result<u64, SkipReason> {
    text.parse().map_err(|_| SkipReason::NotA("number", text.chars().take(40).collect()))
}

/// Somebody who joined, with what the static files say of the numbers.
pub(super) fn person(row: &Fields<'_>, names: &Names) -> Result<SnbPerson, SkipReason> {
    let first_name = tidy(row.text(4)?, longest::NAME);
    if first_name.is_empty() {
        return Err(SkipReason::TooFewFields);
    }
    let (places, part_of) = &names.places;
    let city = row.id(11)?;
    if !places.contains_key(&city) {
        return Err(SkipReason::Dangling("place", city));
    }
    let email = |text: &&str| text.contains('@') && text.len() <= longest::EMAIL;
    let mut interests = Vec::new();
    for tag in row.list(14)? {
        let tag = number(tag)?;
        let name = names.tags.get(&tag).ok_or(SkipReason::Dangling("tag", tag))?;
        if !interests.contains(name) {
            interests.push(name.clone());
        }
    }
    Ok(SnbPerson {
        id: row.id(3)?,
        first_name,
        last_name: tidy(row.text(5)?, longest::NAME),
        email: row.list(13)?.find(email).map(str::to_owned),
        created: time(row.text(8)?)?,
        location: located(city, places, part_of),
        schools: organisations(row, 15, names)?,
        companies: organisations(row, 16, names)?,
        interests,
    })
}

/// Schools or companies, each with its year, newest first.
fn organisations(
    row: &Fields<'_>,
    place: usize,
    names: &Names,
) -> Result<Vec<(String, i32)>, SkipReason> {
    let mut all = Vec::new();
    for one in row.list(place)? {
        let (id, year) = one.split_once(',').ok_or(SkipReason::TooFewFields)?;
        let id = number(id)?;
        let name =
            names.organisations.get(&id).ok_or(SkipReason::Dangling("organisation", id))?.clone();
        let known = year.parse().ok().filter(|year| (1800..=2200).contains(year));
        all.push((name, known.ok_or_else(|| SkipReason::NotA("year", year.to_owned()))?));
    }
    newest_first(&mut all);
    Ok(all)
}

//! The companies of each country.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use kith_core::person::longest;

use super::{Need, SkipReason, SnbError, files::each_row, tidy::tidy};

/// The names of companies by the name of their country, each list ascending.
///
/// # Errors
/// A file is missing, has other columns, or cannot be read.
pub(crate) fn by_country(dir: &Path) -> Result<BTreeMap<String, Vec<String>>, SnbError> {
    let mut places = HashMap::new();
    each_usable(dir, "place", &["id", "name"], |row| {
        places.insert(row.id(0)?, tidy(row.text(1)?, longest::LINE));
        Ok(())
    })?;
    let mut names = HashMap::new();
    each_usable(dir, "organisation", &["id", "type", "name"], |row| {
        if row.text(1)?.eq_ignore_ascii_case("company") {
            names.insert(row.id(0)?, tidy(row.text(2)?, longest::LINE));
        }
        Ok(())
    })?;
    let mut countries: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let columns = ["Organisation.id", "Place.id"];
    each_usable(dir, "organisation_isLocatedIn_place", &columns, |row| {
        if let (Some(name), Some(place)) = (names.get(&row.id(0)?), places.get(&row.id(1)?)) {
            countries.entry(place.clone()).or_default().push(name.clone());
        }
        Ok(())
    })?;
    for list in countries.values_mut() {
        list.sort();
        list.dedup();
    }
    Ok(countries)
}

/// Goes through a file; the import has named what is wrong in it.
fn each_usable(
    dir: &Path,
    name: &'static str,
    columns: &[&'static str],
    mut take: impl FnMut(&super::Row) -> Result<(), SkipReason>,
) -> Result<(), SnbError> {
    each_row(dir, name, Need::Required, columns, |row| {
        if let Ok(row) = row {
            let _ = take(row);
        }
    })
}

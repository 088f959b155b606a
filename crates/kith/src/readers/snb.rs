//! The social network of the LDBC SNB interactive benchmark, version 1, as `|`-separated CSV.
//!
//! Files are found by their names below `dynamic/` and `static/`, in one part or many, packed or
//! not. Of each file only the columns that kith can use are read.

pub(crate) mod companies;
pub(crate) mod content;
mod files;
pub(crate) mod stream;
mod tidy;

use std::{
    collections::{HashMap, HashSet},
    io,
    path::{Path, PathBuf},
};

use kith_core::{person::longest, time::Timestamp};

use self::{
    files::{Row, each_row},
    tidy::{tidy, time},
};
use super::SkipReason;

/// What the directory holds of people and who they know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Snb {
    /// The people, in the order of the files.
    pub(crate) persons: Vec<SnbPerson>,
    /// Who knows whom, each pair once with the smaller id first, in order of time.
    pub(crate) knows: Vec<(u64, u64, Timestamp)>,
    /// The rows that are not used.
    pub(crate) skipped: Vec<Skipped>,
}

/// A person of the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SnbPerson {
    /// Their number in the files.
    pub(crate) id: u64,
    /// First name.
    pub(crate) first_name: String,
    /// Last name.
    pub(crate) last_name: String,
    /// Their first address, where they have one.
    pub(crate) email: Option<String>,
    /// When they joined.
    pub(crate) created: Timestamp,
    /// City and country; empty where the files don't say.
    pub(crate) location: String,
    /// Companies and the year they began there, newest first.
    pub(crate) companies: Vec<(String, i32)>,
    /// Schools and the class year, newest first.
    pub(crate) schools: Vec<(String, i32)>,
    /// What they are interested in, in the order of the files.
    pub(crate) interests: Vec<String>,
}

/// A row that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// The file's name.
    pub(crate) file: String,
    /// The line, counted from 1.
    pub(crate) line: u64,
    /// Why.
    pub(crate) why: SkipReason,
}

/// Why the directory cannot be read.
#[derive(Debug)]
pub(crate) enum SnbError {
    /// It is not a directory.
    NotADirectory(PathBuf),
    /// A file that is needed is not there: its name, and the directories looked into.
    Missing(&'static str, Vec<PathBuf>),
    /// A file has not the columns that are needed: the file, the column.
    Columns(PathBuf, &'static str),
    /// A file cannot be read.
    Io(PathBuf, io::Error),
}

impl std::fmt::Display for SnbError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotADirectory(path) => {
                let path = path.display();
                write!(f, "{path} is not a directory; unpack the archive and give its directory")
            }
            Self::Missing(name, places) => {
                write!(f, "there is no {name}_0_0.csv (or .csv.zst, or in parts); looked in")?;
                let mut before = " ";
                for place in places {
                    write!(f, "{before}{}", place.display())?;
                    before = ", ";
                }
                Ok(())
            }
            Self::Columns(path, column) => {
                write!(f, "{} has no column {column} in its first line", path.display())
            }
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for SnbError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            _ => None,
        }
    }
}

/// Whether a file must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
}

/// Reads the directory, its `social_network/`, and below either `dynamic/` and `static/`.
///
/// # Errors
/// A file that is needed is missing, has other columns, or cannot be read.
pub(crate) fn read(dir: &Path) -> Result<Snb, SnbError> {
    if !dir.is_dir() {
        return Err(SnbError::NotADirectory(dir.to_owned()));
    }
    let mut reading = Reading { dir, snb: Snb::default(), index: HashMap::new() };
    reading.persons()?;
    reading.emails()?;
    reading.locations()?;
    reading.organisations()?;
    reading.interests()?;
    reading.knows()?;
    Ok(reading.snb)
}

/// The names of places by number, and what each is part of.
type Places = (HashMap<u64, String>, HashMap<u64, u64>);

struct Reading<'a> {
    dir: &'a Path,
    snb: Snb,
    /// The place of each person in the list, by number.
    index: HashMap<u64, usize>,
}

impl Reading<'_> {
    /// Goes through the rows of a file, listing those that `take` refuses.
    fn rows(
        &mut self,
        name: &'static str,
        need: Need,
        columns: &[&'static str],
        mut take: impl FnMut(&mut Self, &Row) -> Result<(), SkipReason>,
    ) -> Result<(), SnbError> {
        each_row(self.dir, name, need, columns, |row| {
            let taken = row.and_then(|row| take(self, row).map_err(|why| row.skipped(why)));
            if let Err(skipped) = taken {
                self.snb.skipped.push(skipped);
            }
        })
    }

    fn person(&self, id: u64) -> Result<usize, SkipReason> {
        self.index.get(&id).copied().ok_or(SkipReason::Dangling("person", id))
    }

    fn persons(&mut self) -> Result<(), SnbError> {
        let columns = ["id", "firstName", "lastName", "creationDate"];
        self.rows("person", Need::Required, &columns, |reading, row| {
            let id = row.id(0)?;
            let first_name = tidy(row.text(1)?, longest::NAME);
            if first_name.is_empty() {
                return Err(SkipReason::TooFewFields);
            }
            let person = SnbPerson {
                id,
                first_name,
                last_name: tidy(row.text(2)?, longest::NAME),
                email: None,
                created: time(row.text(3)?)?,
                location: String::new(),
                companies: Vec::new(),
                schools: Vec::new(),
                interests: Vec::new(),
            };
            if reading.index.contains_key(&id) {
                return Err(SkipReason::Repeated(id));
            }
            reading.index.insert(id, reading.snb.persons.len());
            reading.snb.persons.push(person);
            Ok(())
        })
    }

    fn emails(&mut self) -> Result<(), SnbError> {
        let columns = ["Person.id", "email"];
        self.rows("person_email_emailaddress", Need::Optional, &columns, |reading, row| {
            let person = reading.person(row.id(0)?)?;
            let email = row.text(1)?.trim();
            if !email.contains('@') || email.len() > longest::EMAIL {
                return Err(SkipReason::NotA("e-mail address", email.chars().take(40).collect()));
            }
            reading.snb.persons[person].email.get_or_insert_with(|| email.to_owned());
            Ok(())
        })
    }

    /// The names behind the numbers of a file.
    fn names(&mut self, name: &'static str) -> Result<HashMap<u64, String>, SnbError> {
        let mut names = HashMap::new();
        self.rows(name, Need::Required, &["id", "name"], |_, row| {
            let (id, name) = (row.id(0)?, tidy(row.text(1)?, longest::LINE));
            if name.is_empty() {
                return Err(SkipReason::TooFewFields);
            }
            match names.insert(id, name) {
                None => Ok(()),
                Some(_) => Err(SkipReason::Repeated(id)),
            }
        })?;
        Ok(names)
    }

    /// The names of places, and what each is part of.
    fn places(&mut self) -> Result<Places, SnbError> {
        let places = self.names("place")?;
        let known = |id: u64| places.get(&id).ok_or(SkipReason::Dangling("place", id));
        let mut part_of = HashMap::new();
        let columns = ["Place.id", "Place.id"];
        self.rows("place_isPartOf_place", Need::Optional, &columns, |_, row| {
            let (part, whole) = (row.id(0)?, row.id(1)?);
            known(part)?;
            known(whole)?;
            part_of.insert(part, whole);
            Ok(())
        })?;
        Ok((places, part_of))
    }

    fn locations(&mut self) -> Result<(), SnbError> {
        let (places, part_of) = self.places()?;
        let known = |id: u64| places.get(&id).ok_or(SkipReason::Dangling("place", id));
        let columns = ["Person.id", "Place.id"];
        self.rows("person_isLocatedIn_place", Need::Required, &columns, |reading, row| {
            let (person, place) = (reading.person(row.id(0)?)?, row.id(1)?);
            known(place)?;
            reading.snb.persons[person].location = located(place, &places, &part_of);
            Ok(())
        })
    }

    fn organisations(&mut self) -> Result<(), SnbError> {
        let names = self.names("organisation")?;
        let known =
            |id: u64| names.get(&id).cloned().ok_or(SkipReason::Dangling("organisation", id));
        let columns = ["Person.id", "Organisation.id", "classYear"];
        self.rows("person_studyAt_organisation", Need::Required, &columns, |reading, row| {
            let person = reading.person(row.id(0)?)?;
            let school = (known(row.id(1)?)?, row.year(2)?);
            reading.snb.persons[person].schools.push(school);
            Ok(())
        })?;
        let columns = ["Person.id", "Organisation.id", "workFrom"];
        self.rows("person_workAt_organisation", Need::Required, &columns, |reading, row| {
            let person = reading.person(row.id(0)?)?;
            let company = (known(row.id(1)?)?, row.year(2)?);
            reading.snb.persons[person].companies.push(company);
            Ok(())
        })?;
        for person in &mut self.snb.persons {
            newest_first(&mut person.schools);
            newest_first(&mut person.companies);
        }
        Ok(())
    }

    fn interests(&mut self) -> Result<(), SnbError> {
        let tags = self.names("tag")?;
        let mut seen = HashSet::new();
        let columns = ["Person.id", "Tag.id"];
        self.rows("person_hasInterest_tag", Need::Required, &columns, |reading, row| {
            let (person, tag) = (reading.person(row.id(0)?)?, row.id(1)?);
            let name = tags.get(&tag).ok_or(SkipReason::Dangling("tag", tag))?;
            if seen.insert((person, tag)) {
                reading.snb.persons[person].interests.push(name.clone());
            }
            Ok(())
        })
    }

    /// A pair may be given once, in both directions, or again: its first time counts.
    fn knows(&mut self) -> Result<(), SnbError> {
        let mut pairs: Vec<(u64, u64, Timestamp)> = Vec::new();
        let columns = ["Person.id", "Person.id", "creationDate"];
        self.rows("person_knows_person", Need::Required, &columns, |reading, row| {
            let (a, b, at) = (row.id(0)?, row.id(1)?, time(row.text(2)?)?);
            reading.person(a)?;
            reading.person(b)?;
            if a == b {
                return Err(SkipReason::SelfLoop);
            }
            pairs.push((a.min(b), a.max(b), at));
            Ok(())
        })?;
        pairs.sort_unstable();
        pairs.dedup_by_key(|&mut (a, b, _)| (a, b));
        pairs.sort_unstable_by_key(|&(a, b, at)| (at, a, b));
        self.snb.knows = pairs;
        Ok(())
    }
}

/// Where somebody lives: their city, and its country. That lies in a continent, which goes unsaid.
fn located(city: u64, places: &HashMap<u64, String>, part_of: &HashMap<u64, u64>) -> String {
    let country = part_of.get(&city).filter(|country| part_of.contains_key(country));
    let city = places.get(&city).map_or("", String::as_str);
    let location = match country.and_then(|country| places.get(country)) {
        Some(country) => format!("{city}, {country}"),
        None => city.to_owned(),
    };
    location.chars().take(longest::LINE).collect()
}

/// Schools or companies with the newest first, each once.
fn newest_first(list: &mut Vec<(String, i32)>) {
    list.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    list.dedup();
}

//! Whom a campaign is for: a list of members, a search, or a saved one (R11, R13).

use kith_core::id::{MemberId, SearchId};
use serde::{Deserialize, Serialize};

use super::near;
use crate::{Actor, App, AppError, people::PeopleQuery};

/// The longest list that is read, in characters.
const LONGEST_CSV: usize = 200_000;
/// The most handles that are read, known or not.
const MOST_HANDLES: usize = 10_000;

/// Whom a campaign is for, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// These members, by their handles.
    Handles(Vec<String>),
    /// Whom this search finds at the start.
    Search(Box<PeopleQuery>),
    /// Whom a saved search finds at the start.
    SavedSearch(SearchId),
    /// Who has looked at the member's profile by the start.
    Viewers(Span),
    /// Who has engaged with the member's posts by the start.
    Engaged(Span),
}

/// How far back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// In days.
    pub days: u32,
}

impl Default for Audience {
    fn default() -> Self {
        Self::Handles(Vec::new())
    }
}

/// The same as a member gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewAudience {
    /// As it is kept.
    Kept(Audience),
    /// A list as text: CSV with a column `handle`, or a handle a line.
    Csv(String),
}

impl NewAudience {
    /// As it is kept.
    pub(super) fn kept(self) -> Result<Audience, AppError> {
        match self {
            Self::Csv(text) => {
                if text.chars().count() > LONGEST_CSV {
                    let message = format!("Give at most {LONGEST_CSV} characters.");
                    return Err(AppError::field("audience.csv", message));
                }
                checked(handles_in(&text)).map_err(|why| AppError::field("audience.csv", why))
            }
            Self::Kept(Audience::Handles(handles)) => {
                let handles = handles.iter().filter_map(|text| handle(text)).collect();
                checked(handles).map_err(|why| AppError::field("audience.handles", why))
            }
            Self::Kept(Audience::Search(search)) => {
                if search.is_empty() {
                    let message = "Search for something: nobody invites everybody.";
                    return Err(AppError::field("audience.search", message));
                }
                search.check()?;
                Ok(Audience::Search(search))
            }
            Self::Kept(Audience::Viewers(span)) => {
                near::checked(span.days, "audience.viewers.days")?;
                Ok(Audience::Viewers(span))
            }
            Self::Kept(Audience::Engaged(span)) => {
                near::checked(span.days, "audience.engaged.days")?;
                Ok(Audience::Engaged(span))
            }
            Self::Kept(Audience::SavedSearch(id)) => Ok(Audience::SavedSearch(id)),
        }
    }
}

/// Whoever stands in the list twice is one person, known or not.
fn checked(mut handles: Vec<String>) -> Result<Audience, String> {
    let mut seen = std::collections::HashSet::new();
    handles.retain(|handle| seen.insert(handle.clone()));
    if handles.len() > MOST_HANDLES {
        return Err(format!("Give at most {MOST_HANDLES} handles; these are {}.", handles.len()));
    }
    Ok(Audience::Handles(handles))
}

/// The handles in a list: of its column `handle` if there is one, else of its first.
fn handles_in(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let Some(first) = lines.peek() else { return Vec::new() };
    let divider = [';', '\t', ','].into_iter().find(|one| first.contains(*one)).unwrap_or(',');
    let names = cells(first, divider);
    let column = names.iter().position(|name| name.eq_ignore_ascii_case("handle"));
    if column.is_some() {
        lines.next();
    }
    let column = column.unwrap_or(0);
    lines.filter_map(|line| handle(cells(line, divider).get(column)?)).collect()
}

/// The cells of a line; a quoted one may have dividers in it.
fn cells(line: &str, divider: char) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            letter if letter == divider && !quoted => cells.push(std::mem::take(&mut cell)),
            letter => cell.push(letter),
        }
    }
    cells.push(cell);
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

/// A handle as people write it: with an @, or as the address of a profile.
fn handle(text: &str) -> Option<String> {
    let last = text.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let handle = last.trim_start_matches('@').to_lowercase();
    (!handle.is_empty()).then_some(handle)
}

/// Who is in an audience, in its order: handles that nobody has are told beside.
#[derive(Debug, Clone, Default)]
pub(super) struct Listed {
    pub(super) members: Vec<MemberId>,
    pub(super) unknown: Vec<String>,
    /// How many there are of whom is not said who they are.
    pub(super) unnamed: u32,
}

impl Audience {
    /// As the store keeps it.
    pub(super) fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// One that a later version wrote, and that this one cannot read, is nobody.
    pub(super) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}

impl App {
    /// Reads an audience as the member sees it now, `most` people at most and one more, so that
    /// it shows that there are more.
    pub(super) fn listed(
        &self,
        actor: &Actor,
        audience: &Audience,
        most: usize,
    ) -> Result<Listed, AppError> {
        let search = match audience {
            Audience::Handles(handles) => return self.named(handles),
            Audience::Viewers(span) => return self.listed_viewers(actor, span.days),
            Audience::Engaged(span) => return self.listed_engaged(actor, span.days, most + 1),
            Audience::Search(search) => (**search).clone(),
            Audience::SavedSearch(id) => match self.saved_search(actor, *id) {
                Ok(saved) => saved.search,
                Err(AppError::NotFound) => {
                    let message = "There is no such saved search any more: choose another.";
                    return Err(AppError::field("audience.saved_search", message));
                }
                Err(error) => return Err(error),
            },
        };
        Ok(Listed { members: self.found(actor, &search, most + 1)?, ..Listed::default() })
    }

    fn named(&self, handles: &[String]) -> Result<Listed, AppError> {
        let mut listed = Listed::default();
        for handle in handles {
            match self.find(handle) {
                Ok(member) => listed.members.push(member),
                Err(AppError::Refused(_)) => listed.unknown.push(handle.clone()),
                Err(error) => return Err(error),
            }
        }
        Ok(listed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r13_a_list_is_read_with_or_without_a_head_and_in_whatever_form_handles_come() {
        for (text, handles) in [
            ("ana\nben\n\n", "ana ben"),
            ("name;handle\nAna P.;@ana\n\"Okafor; Ben\";ben\n", "ana ben"),
            ("\u{feff}Handle,Name\r\nana,\"P, Ana\"\r\n", "ana"),
            ("https://kith.example/in/Ana-Petrova/\n/in/ben", "ana-petrova ben"),
            ("", ""),
            (",,\n;", ";"),
        ] {
            assert_eq!(handles_in(text).join(" "), handles, "{text:?}");
        }
    }
}

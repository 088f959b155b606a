//! People search: words, filters, counts and ranking, as the viewer may see people (R11).

mod among;

use kith_core::{degree::Degree, id::MemberId, person::longest};
use kith_search::{Answer, Asker, Class, Field, Fields, Query};
use serde::{Deserialize, Serialize};

use crate::{Actor, App, AppError, FieldError, Page, Paging, rows::Row, viewer::Viewer};

use self::among::Among;
pub use self::among::Within;
pub use crate::followers::documents::{document, searchable};

/// How many values of each facet are counted out.
const VALUES: usize = 6;
/// The longest text that is searched for, in characters.
const LONGEST_WORDS: usize = 200;

/// The years that somebody may have begun before.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;

/// What is searched for; what is empty narrows nothing. In JSON it is what a saved search keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PeopleQuery {
    /// Words; each must begin a word of the name, headline, company, school, skills or location.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// Only these degrees; empty: all.
    #[serde(rename = "degree", skip_serializing_if = "Vec::is_empty")]
    pub degrees: Vec<Degree>,
    /// Only people who work at this company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Only people who worked at this company before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub past_company: Option<String>,
    /// Only people who have worked at `company` since before this year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since_before: Option<String>,
    /// Only people of this school.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub school: Option<String>,
    /// Only people in this place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Only people in this field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// Only connections of this member, where the viewer may see them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_of: Option<String>,
    /// Only members of this group, by its id, where the viewer may see them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Only people who come to this event, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Only people who follow this company's page, by its handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows_company: Option<String>,
    /// Only people whose first name begins so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Only people on whom the viewer has this label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Which page.
    #[serde(skip)]
    pub paging: Paging,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The people, best first.
    pub page: Page<Row>,
    /// Counts over all matches.
    pub facets: Facets,
    /// The lists that the search stayed within, but connections of somebody.
    pub within: Vec<Within>,
    /// Nobody matches as typed; these people's names are near.
    pub near: bool,
    /// How many the words alone find, where the filters leave nobody.
    pub without_filters: u32,
}

/// A value of a facet, and how many have it as far as the viewer sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// As people write it.
    pub name: String,
    /// How many.
    pub count: u32,
}

/// Counts over all matches, of what the viewer sees of them. The commonest values come first.
#[derive(Debug, Clone, Default)]
pub struct Facets {
    /// How many at each degree, whichever degrees are asked for.
    pub degree: Vec<(Degree, u32)>,
    /// How many in all.
    pub total: u32,
    /// Current companies.
    pub company: Vec<FacetValue>,
    /// Past companies.
    pub past_company: Vec<FacetValue>,
    /// Schools.
    pub school: Vec<FacetValue>,
    /// Places.
    pub location: Vec<FacetValue>,
    /// Industries.
    pub industry: Vec<FacetValue>,
}

/// What is counted: current and past companies, schools, places, industries.
const FACETS: [Fields; 5] = [CURRENT, PAST, SCHOOL, LOCATION, INDUSTRY];
/// The fields of current positions.
pub(crate) const CURRENT: Fields = Fields::NONE.with(Field::Current).with(Field::Further);
/// The field of past positions.
pub(crate) const PAST: Fields = Fields::NONE.with(Field::Past);
const SCHOOL: Fields = Fields::NONE.with(Field::School);
const LOCATION: Fields = Fields::NONE.with(Field::Location);
const INDUSTRY: Fields = Fields::NONE.with(Field::Industry);

impl App {
    /// Searches people as the viewer may see them.
    pub fn people(&self, actor: &Actor, query: &PeopleQuery) -> Result<Found, AppError> {
        query.check()?;
        let owner = query.connection_of.as_deref().map(|handle| self.find(handle)).transpose()?;
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let Among { only, within } = self.among(&viewer, reads, query, owner)?;
            let asked = Query { only, ..query.asked()? };
            let answer = viewer
                .search(&asked, Sought { degrees: &query.degrees, facets: &FACETS, me: false });
            let members = self.0.followers.members(answer.ids.iter().copied());
            let end = asked.skip + asked.limit;
            let next = (end < answer.total as usize).then(|| end.to_string());
            let page = Page { items: viewer.rows(reads, &members)?, next };
            let without_filters = match answer.total {
                0 if query.is_filtered() && !query.q.trim().is_empty() => {
                    let words = Query { words: query.q.clone(), ..Query::default() };
                    viewer.search(&words, Sought::default()).total
                }
                _ => 0,
            };
            let near = answer.near && answer.total > 0;
            Ok(Found { page, facets: answer.into(), within, near, without_filters })
        })
    }
}

impl App {
    /// Whom a search finds, best first, `most` at most.
    pub(crate) fn found(
        &self,
        actor: &Actor,
        query: &PeopleQuery,
        most: usize,
    ) -> Result<Vec<MemberId>, AppError> {
        query.check()?;
        let owner = query.connection_of.as_deref().map(|handle| self.find(handle)).transpose()?;
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let Among { only, .. } = self.among(&viewer, reads, query, owner)?;
            let asked = Query { only, skip: 0, limit: most, ..query.asked()? };
            let sought = Sought { degrees: &query.degrees, ..Sought::default() };
            Ok(self.0.followers.members(viewer.search(&asked, sought).ids))
        })
    }
}

impl PeopleQuery {
    /// The filters on whole names, by their names in the API, with the fields they stand in.
    fn names(&self) -> [(&'static str, Fields, &Option<String>); 5] {
        [
            ("company", CURRENT, &self.company),
            ("past_company", PAST, &self.past_company),
            ("school", SCHOOL, &self.school),
            ("location", LOCATION, &self.location),
            ("industry", INDUSTRY, &self.industry),
        ]
    }

    /// Whether more than words is asked for.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        let named = self.names().into_iter().any(|(_, _, name)| name.is_some());
        let lists =
            [&self.connection_of, &self.group, &self.event, &self.follows_company, &self.label];
        let others = self.first_name.is_some()
            || self.since_before.is_some()
            || lists.into_iter().any(Option::is_some);
        named || others || !self.degrees.is_empty()
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.q.trim().is_empty() && !self.is_filtered()
    }

    /// Fails where something is longer than anybody types.
    pub(crate) fn check(&self) -> Result<(), AppError> {
        let mut texts = vec![
            ("q", self.q.as_str(), LONGEST_WORDS),
            ("first_name", self.first_name.as_deref().unwrap_or_default(), longest::NAME),
        ];
        let named = self.names().into_iter();
        texts.extend(
            named.map(|(field, _, name)| {
                (field, name.as_deref().unwrap_or_default(), longest::LINE)
            }),
        );
        let long = texts.into_iter().filter(|(_, text, most)| text.chars().count() > *most);
        let mut errors: Vec<FieldError> = long
            .map(|(field, _, most)| {
                FieldError::new(field, format!("Use at most {most} characters."))
            })
            .collect();
        errors.extend(self.year().err());
        if errors.is_empty() { Ok(()) } else { Err(AppError::Invalid(errors)) }
    }

    /// The year before which those who are wanted began at the company.
    fn year(&self) -> Result<Option<i32>, FieldError> {
        let filled = |text: &Option<String>| text.as_deref().is_some_and(|t| !t.trim().is_empty());
        let Some(text) = self.since_before.as_deref().filter(|text| !text.trim().is_empty()) else {
            return Ok(None);
        };
        let wrong = |message: &str| FieldError::new("since_before", message);
        let year = text.trim().parse().ok().filter(|year| YEARS.contains(year));
        let year = year.ok_or_else(|| wrong("Give a year, such as 2015."))?;
        if filled(&self.company) { Ok(Some(year)) } else { Err(wrong("Name the company too.")) }
    }

    /// The same for the index.
    fn asked(&self) -> Result<Query, AppError> {
        let filled = |name: &&String| !name.trim().is_empty();
        let names = self.names().into_iter().filter_map(|(_, fields, name)| {
            name.as_ref().filter(filled).map(|name| (fields, name.clone()))
        });
        Ok(Query {
            words: self.q.clone(),
            first_name: self.first_name.clone().unwrap_or_default(),
            names: names.collect(),
            only: None,
            skip: self.paging.offset()?,
            limit: self.paging.size() as usize,
            values: VALUES,
        })
    }
}

/// Whom of those who match a search wants, and what it counts of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sought<'a> {
    /// Those at these degrees; none: at any.
    pub(crate) degrees: &'a [Degree],
    /// The whole names in these fields.
    pub(crate) facets: &'a [Fields],
    /// The viewer too.
    pub(crate) me: bool,
}

impl Viewer<'_> {
    /// Whom the index finds in what the viewer sees of them (R3), and nobody who is hidden from
    /// them.
    pub(crate) fn search(&self, query: &Query, sought: Sought<'_>) -> Answer {
        let Sought { degrees, facets, me } = sought;
        let preset = self.app.0.policy.visibility.preset;
        let sees: Vec<Fields> =
            Degree::ALL.iter().map(|degree| searchable(*degree, preset)).collect();
        let wanted: Vec<bool> = Degree::ALL
            .iter()
            .map(|degree| degrees.is_empty() || degrees.contains(degree))
            .collect();
        let classes = |ids: &[u32]| -> Vec<Option<Class>> {
            let near = ids.iter().zip(self.sight.degrees(ids));
            near.map(|(id, degree)| {
                let shown = self.sight.shows(*id) && (me || !self.sight.is_me(*id));
                shown.then_some(degree as Class)
            })
            .collect()
        };
        let asker = Asker {
            sees: &sees,
            classes: &classes,
            wanted: &wanted,
            closeness: &|vertex| self.sight.mutual_count_of(vertex),
            facets,
        };
        self.app.0.followers.search(query, &asker)
    }
}

impl From<Answer> for Facets {
    fn from(answer: Answer) -> Self {
        let count = |degree: &Degree| answer.classes.get(*degree as usize).copied();
        let degrees = Degree::ALL.iter().map(|degree| (*degree, count(degree).unwrap_or_default()));
        let degree = degrees.collect();
        let mut values = answer.facets.into_iter().map(|values| {
            let value = |one: kith_search::Value| FacetValue { name: one.name, count: one.count };
            values.into_iter().map(value).collect::<Vec<_>>()
        });
        let mut next = || values.next().unwrap_or_default();
        Self {
            degree,
            total: answer.total,
            company: next(),
            past_company: next(),
            school: next(),
            location: next(),
            industry: next(),
        }
    }
}

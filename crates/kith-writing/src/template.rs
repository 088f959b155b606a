//! Templates: a text with placeholders, read with clear errors and filled from facts.

use std::fmt;

use kith_core::note;
use serde::Serialize;

use crate::{clean, facts::Facts, ground::Ground};

/// What a template may leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Placeholder {
    /// The recipient's first name.
    FirstName,
    /// The recipient's last name.
    LastName,
    /// The recipient's headline.
    Headline,
    /// Where the recipient works.
    Company,
    /// What the recipient does there.
    Title,
    /// A school of the recipient; one that both share, if there is one.
    School,
    /// The recipient's field.
    Industry,
    /// Where the recipient lives.
    Location,
    /// What it is about: the sender's own word for it, else the recipient's first skill.
    Topic,
    /// A group that both are in.
    Group,
    /// An event at which both have a seat.
    Event,
    /// A connection that both share.
    Mutual,
    /// How a post begins that one of them wrote and the other engaged with.
    Post,
    /// The sender's first name.
    MyFirstName,
    /// Where the sender works.
    MyCompany,
    /// What the sender does there.
    MyTitle,
}

impl Placeholder {
    /// Every placeholder.
    pub const ALL: [Self; 16] = [
        Self::FirstName,
        Self::LastName,
        Self::Headline,
        Self::Company,
        Self::Title,
        Self::School,
        Self::Industry,
        Self::Location,
        Self::Topic,
        Self::Group,
        Self::Event,
        Self::Mutual,
        Self::Post,
        Self::MyFirstName,
        Self::MyCompany,
        Self::MyTitle,
    ];

    /// The word between the braces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Headline => "headline",
            Self::Company => "company",
            Self::Title => "title",
            Self::School => "school",
            Self::Industry => "industry",
            Self::Location => "location",
            Self::Topic => "topic",
            Self::Group => "group",
            Self::Event => "event",
            Self::Mutual => "mutual",
            Self::Post => "post",
            Self::MyFirstName => "my_first_name",
            Self::MyCompany => "my_company",
            Self::MyTitle => "my_title",
        }
    }

    /// The placeholder of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// What it stands for, in words that follow "you cannot see" or, of the sender, "your profile
    /// does not say".
    #[must_use]
    pub const fn means(self) -> &'static str {
        match self {
            Self::FirstName => "their first name",
            Self::LastName => "their last name",
            Self::Headline => "their headline",
            Self::Company => "where they work",
            Self::Title => "what they do there",
            Self::School => "a school of theirs",
            Self::Industry => "their field",
            Self::Location => "where they live",
            Self::Topic => "a skill of theirs",
            Self::Group => "a group that you are both in",
            Self::Event => "an event that you both go to",
            Self::Mutual => "a connection that you share",
            Self::Post => "a post by one of you that the other reacted to",
            Self::MyFirstName => "your first name",
            Self::MyCompany => "where you work",
            Self::MyTitle => "what you do there",
        }
    }

    /// Whether it is about the sender.
    #[must_use]
    pub const fn is_mine(self) -> bool {
        matches!(self, Self::MyFirstName | Self::MyCompany | Self::MyTitle)
    }

    /// What stands there for these facts; none where they do not say.
    fn value(self, facts: &Facts) -> Option<String> {
        let (me, them) = (&facts.me, &facts.them);
        let ground = |pick: fn(&Ground) -> Option<&String>| facts.ground.iter().find_map(pick);
        match self {
            Self::FirstName => clean::first_name(&them.first_name),
            Self::LastName => clean::first_name(them.last_name.as_deref()?),
            Self::Headline => clean::headline(them.headline.as_deref()?),
            Self::Company => clean::name(them.company.as_deref()?),
            Self::Title => clean::name(them.title.as_deref()?),
            Self::School => {
                let shared = ground(|one| match one {
                    Ground::School { name, .. } => Some(name),
                    _ => None,
                });
                clean::name(shared.or_else(|| them.schools.first())?)
            }
            Self::Industry => clean::name(them.industry.as_deref()?),
            Self::Location => clean::name(them.location.as_deref()?),
            Self::Topic => clean::name(them.skills.first()?),
            Self::Group => clean::name(ground(|one| match one {
                Ground::Group(name) => Some(name),
                _ => None,
            })?),
            Self::Event => clean::name(ground(|one| match one {
                Ground::Event(name) => Some(name),
                _ => None,
            })?),
            Self::Mutual => clean::name(ground(|one| match one {
                Ground::Mutuals { names, .. } => names.first(),
                _ => None,
            })?),
            Self::Post => clean::line(ground(|one| match one {
                Ground::TheirPost(start) | Ground::MyPost(start) => Some(start),
                _ => None,
            })?),
            Self::MyFirstName => clean::first_name(&me.first_name),
            Self::MyCompany => clean::name(me.company.as_deref()?),
            Self::MyTitle => clean::name(me.title.as_deref()?),
        }
    }
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}", self.name())
    }
}

/// What the sender gives for everybody, before what facts say: the event, the topic.
pub type Given = [(Placeholder, String)];

/// What is wrong with a template, and where: in UTF-16 code units, as in remarks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplateError {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What to do.
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Slot(Placeholder),
}

/// A template that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Vec<TemplateError>> {
        let (mut parts, mut errors) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let Some(brace) = rest.find(['{', '}']) else {
                parts.push(Part::Text(rest.to_owned()));
                break;
            };
            if brace > 0 {
                parts.push(Part::Text(rest[..brace].to_owned()));
            }
            let start = at + brace;
            if rest[brace..].starts_with('}') {
                errors.push(error(text, start, start + 1, "This brace closes nothing."));
                at = start + 1;
                continue;
            }
            let inner = &text[start + 1..];
            let Some(length) =
                inner.find(['}', '{', '\n']).filter(|l| inner[*l..].starts_with('}'))
            else {
                errors.push(error(text, start, start + 1, "This brace is not closed: write }."));
                at = start + 1;
                continue;
            };
            let end = start + 1 + length + 1;
            let name = inner[..length].trim();
            match Placeholder::from_name(name) {
                Some(placeholder) => parts.push(Part::Slot(placeholder)),
                None => errors.push(error(text, start, end, &unknown(name))),
            }
            at = end;
        }
        if errors.is_empty() { Ok(Self { parts }) } else { Err(errors) }
    }

    /// The placeholders in it, each once.
    #[must_use]
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let slot = |part: &Part| match part {
            Part::Slot(placeholder) => Some(*placeholder),
            Part::Text(_) => None,
        };
        let mut all: Vec<_> = self.parts.iter().filter_map(slot).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Fills it.
    ///
    /// # Errors
    /// The placeholders for which neither the sender nor the facts say anything. It is never filled
    /// by halves.
    pub fn fill(&self, facts: &Facts, given: &Given) -> Result<String, Vec<Placeholder>> {
        let value = |placeholder: Placeholder| {
            let own = given.iter().find(|(one, _)| *one == placeholder);
            own.map(|(_, text)| text.clone()).or_else(|| placeholder.value(facts))
        };
        let missing: Vec<_> =
            self.placeholders().into_iter().filter(|one| value(*one).is_none()).collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let fill = |part: &Part| match part {
            Part::Text(text) => Some(text.clone()),
            Part::Slot(placeholder) => value(*placeholder),
        };
        Ok(self.parts.iter().filter_map(fill).collect())
    }

    /// The length of the longest text that it becomes for any of these people, as R5 counts; nobody
    /// who cannot be filled counts.
    pub fn longest<'a>(&self, people: impl IntoIterator<Item = &'a Facts>, given: &Given) -> u32 {
        let filled = people.into_iter().filter_map(|facts| self.fill(facts, given).ok());
        filled.map(|text| note::length(&text)).max().unwrap_or_default()
    }
}

fn error(text: &str, start: usize, end: usize, message: &str) -> TemplateError {
    let units = |end: usize| text.get(..end).map_or(0, |text| text.encode_utf16().count());
    TemplateError { start: units(start), end: units(end), message: message.to_owned() }
}

/// Names the placeholder that was probably meant.
fn unknown(name: &str) -> String {
    let simple = |text: &str| text.to_lowercase().replace([' ', '-', '_'], "");
    let near = Placeholder::ALL
        .into_iter()
        .map(|one| (distance(&simple(one.name()), &simple(name)), one))
        .min_by_key(|(distance, _)| *distance);
    match near {
        Some((distance, one)) if distance * 2 < one.name().len() => {
            format!("There is no placeholder {{{name}}}. Did you mean {one}?")
        }
        _ => {
            let all: Vec<_> = Placeholder::ALL.iter().map(ToString::to_string).collect();
            format!("There is no placeholder {{{name}}}. There are {}.", all.join(", "))
        }
    }
}

/// How many letters differ.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let cost = before + usize::from(letter != *other);
            before = row[j + 1];
            row[j + 1] = cost.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

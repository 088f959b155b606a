//! How a template reads for real people, before anything is sent: filled from what the sender may
//! see (R3), or why it cannot be filled.

use kith_core::{
    degree::Degree,
    id::MemberId,
    note,
    template::Purpose,
    visibility::{Card, Visible},
};
use kith_store::Reads;
use kith_writing::template::{Placeholder, Template};
use serde::Serialize;

use super::problems;
use crate::{Actor, App, AppError, FieldError, Paging, notes::NoteCheck, viewer::Viewer};

/// How many people one preview is made for.
const MOST: usize = 100;
/// How many people are taken where none are named.
const USUAL: usize = 3;
/// The longest value that the sender gives for a placeholder, in characters.
const LONGEST_GIVEN: usize = 100;

/// What is previewed.
#[derive(Debug, Clone, Default)]
pub struct PreviewQuery {
    /// The text, with its placeholders.
    pub text: String,
    /// What it is for; absent: a note.
    pub purpose: Option<Purpose>,
    /// Handles of the people; empty: some whom the sender may want to write to.
    pub people: Vec<String>,
    /// What the sender gives for everybody, by the names of placeholders: the event, the topic.
    pub given: Vec<(String, String)>,
}

/// A template as it reads for people.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// The placeholders in it.
    pub placeholders: Vec<Placeholder>,
    /// How long a text may be: by the sender's plan for a note.
    pub limit: u32,
    /// The length of the longest text that it becomes for these people.
    pub longest: u32,
    /// For how many it is filled and short enough.
    pub ready: u32,
    /// The people, in the order asked.
    pub people: Vec<Previewed>,
    /// What the coach says about the first text; only of a note that somebody gets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coach: Option<NoteCheck>,
}

/// A template as it reads for one person.
#[derive(Debug, Clone, Serialize)]
pub struct Previewed {
    /// Who was asked for.
    pub handle: String,
    /// Who that is, as far as the sender may see them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Visible<Card>>,
    /// The filled text; absent where it cannot be filled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its length, as R5 counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// The placeholders that cannot be filled.
    pub missing: Vec<Placeholder>,
    /// Why they would be left out, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl App {
    /// Fills a template for real people. Nothing is sent, and nothing kept.
    pub fn preview_template(
        &self,
        actor: &Actor,
        query: &PreviewQuery,
    ) -> Result<Preview, AppError> {
        let (template, given) = read(query)?;
        let purpose = query.purpose.unwrap_or(Purpose::Note);
        let handles = match query.people.is_empty() {
            true => self.some_people(actor, purpose)?,
            false => query.people.clone(),
        };
        let found: Vec<Option<MemberId>> =
            handles.iter().map(|handle| self.find(handle).ok()).collect();
        let (limit, people) = self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let limit = match purpose {
                Purpose::Note => self.0.policy.plan(viewer.me.plan).note_length,
                Purpose::Message => self.0.policy.messages.length,
            };
            let asked: Vec<_> = handles.iter().zip(found).collect();
            let people = reads.of_each(&asked, |reads, (handle, member)| {
                viewer.previewed(reads, (handle, *member), (&template, &given), limit)
            })?;
            Ok::<_, AppError>((limit, people))
        })?;
        let first = people.iter().find_map(|one| Some((one.handle.as_str(), one.text.as_deref()?)));
        let coach = match first {
            Some((handle, text)) if purpose == Purpose::Note => {
                Some(self.check_note(actor, handle, text)?)
            }
            _ => None,
        };
        let fits = |one: &&Previewed| one.length.is_some_and(|length| length <= limit);
        Ok(Preview {
            placeholders: template.placeholders(),
            limit,
            longest: people.iter().filter_map(|one| one.length).max().unwrap_or_default(),
            ready: people.iter().filter(fits).count() as u32,
            people,
            coach,
        })
    }

    /// People whom the sender may want to write to: suggestions, or connections for a message.
    fn some_people(&self, actor: &Actor, purpose: Purpose) -> Result<Vec<String>, AppError> {
        let few = Paging { limit: Some(USUAL as u32), after: None };
        Ok(match purpose {
            Purpose::Note => self
                .suggestions(actor, USUAL)?
                .into_iter()
                .map(|one| one.row.card.handle.clone())
                .collect(),
            Purpose::Message => self
                .connections(actor, None, None, &few)?
                .items
                .into_iter()
                .map(|one| one.row.card.handle.clone())
                .collect(),
        })
    }
}

/// Reads the template and what is given; errors name the field.
fn read(query: &PreviewQuery) -> Result<(Template, Vec<(Placeholder, String)>), AppError> {
    let mut wrong = Vec::new();
    if query.text.trim().is_empty() {
        wrong.push(FieldError::new("text", "Write the text of the template."));
    } else if query.text.chars().count() > kith_core::template::LONGEST_TEXT {
        let most = kith_core::template::LONGEST_TEXT;
        wrong.push(FieldError::new("text", format!("Use at most {most} characters.")));
    }
    if query.people.len() > MOST {
        wrong.push(FieldError::new("people", format!("Name at most {MOST} people at once.")));
    }
    let mut given = Vec::new();
    for (name, value) in &query.given {
        let field = format!("given.{name}");
        match Placeholder::from_name(name) {
            None => wrong.push(FieldError::new(&field, "There is no such placeholder.")),
            Some(_) if value.chars().count() > LONGEST_GIVEN => {
                let message = format!("Use at most {LONGEST_GIVEN} characters.");
                wrong.push(FieldError::new(&field, message));
            }
            Some(_) if value.trim().is_empty() => {}
            Some(placeholder) => given.push((placeholder, value.trim().to_owned())),
        }
    }
    let template = Template::parse(query.text.trim());
    wrong.extend(problems(query.text.trim()));
    match template {
        Ok(template) if wrong.is_empty() => Ok((template, given)),
        _ => Err(AppError::Invalid(wrong)),
    }
}

impl Viewer<'_> {
    /// A template as it reads for one person. Who may not be seen is not there (R1).
    fn previewed(
        &self,
        reads: &mut Reads<'_>,
        (handle, member): (&str, Option<MemberId>),
        (template, given): (&Template, &[(Placeholder, String)]),
        limit: u32,
    ) -> Result<Previewed, AppError> {
        let blank = Previewed {
            handle: handle.to_owned(),
            member: None,
            text: None,
            length: None,
            missing: Vec::new(),
            problem: None,
        };
        let problem =
            |text: &str| Ok(Previewed { problem: Some(text.to_owned()), ..blank.clone() });
        let Some(member) = member else { return problem("There is no such member.") };
        if member == self.me.id {
            return problem("This is you.");
        }
        let facts = match self.facts_about(reads, member) {
            Ok(facts) => facts,
            Err(AppError::Refused(_)) => return problem("There is no such member."),
            Err(error) => return Err(error),
        };
        let connected = reads.pair(self.me.id, member)?.is_connected();
        let degree: Degree = self.degree_of(member, connected);
        let card = self.cards(reads, &[(member, degree)])?.pop();
        let blank = Previewed { member: card, ..blank };
        Ok(match template.fill(&facts, given) {
            Ok(text) => {
                let length = note::length(&text);
                let over = length.saturating_sub(limit);
                let problem = (over > 0).then(|| {
                    format!("{length} characters: {over} more than the {limit} that fit.")
                });
                Previewed { text: Some(text), length: Some(length), problem, ..blank }
            }
            Err(missing) => {
                let problem = Some(lacking(&missing));
                Previewed { missing, problem, ..blank }
            }
        })
    }
}

/// Why a template cannot be filled for somebody.
fn lacking(missing: &[Placeholder]) -> String {
    let list = |mine: bool| {
        let words = missing.iter().filter(|one| one.is_mine() == mine).map(|one| one.means());
        words.collect::<Vec<_>>().join(", nor ")
    };
    let (theirs, mine) = (list(false), list(true));
    let theirs = (!theirs.is_empty()).then(|| format!("You cannot see {theirs}."));
    let mine = (!mine.is_empty()).then(|| format!("Your profile does not say {mine}."));
    [theirs, mine].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

//! The questions, and the product's read behind each.

use std::sync::Arc;

use kith_app::{
    Actor, App, AppError, Paging,
    feed::{FeedQuery, Reach, Sort},
    people::PeopleQuery,
};
use kith_core::{
    degree::Degree,
    id::{MemberId, PostId},
    time::Timestamp,
};

use super::answers;

/// How many items a page has: as many as the benchmark asks for.
pub(super) const PAGE: u32 = 20;
/// How many of somebody's last posts are asked for.
pub(super) const LAST: u32 = 10;
/// How many paths the product answers at most.
pub(super) const PATHS: usize = 20;
/// How many items the longest page has.
const LONGEST: u32 = 100;

/// The questions by their names in the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Ic1,
    Ic2,
    Ic9,
    Ic10,
    Ic11,
    Ic13,
    Ic14,
    Is1,
    Is2,
    Is3,
    Is4,
    Is5,
    Is6,
    Is7,
}

impl Kind {
    pub(super) const ALL: [Self; 14] = [
        Self::Ic1,
        Self::Ic2,
        Self::Ic9,
        Self::Ic10,
        Self::Ic11,
        Self::Ic13,
        Self::Ic14,
        Self::Is1,
        Self::Is2,
        Self::Is3,
        Self::Is4,
        Self::Is5,
        Self::Is6,
        Self::Is7,
    ];

    /// The name in the table.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ic1 => "IC1 people by first name within three steps",
            Self::Ic2 => "IC2 feed of connections",
            Self::Ic9 => "IC9 feed of two steps",
            Self::Ic10 => "IC10 suggestions by interests in common",
            Self::Ic11 => "IC11 who works in a country since before a year",
            Self::Ic13 => "IC13 length of the shortest path",
            Self::Ic14 => "IC14 shortest paths",
            Self::Is1 => "IS1 profile",
            Self::Is2 => "IS2 last posts of somebody",
            Self::Is3 => "IS3 connections",
            Self::Is4 => "IS4 a post",
            Self::Is5 => "IS5 a post's author",
            Self::Is6 => "IS6 a post's group",
            Self::Is7 => "IS7 a post's comments",
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// People of this first name.
    Named(String),
    /// What was shared before this instant.
    Before(Timestamp),
    /// Nothing more.
    Mine,
    /// Companies, and the year before which people began there.
    Worked(Arc<[String]>, i32),
    /// Somebody.
    Member(MemberId, String),
    /// A post.
    Post(PostId),
}

/// A question with its parameters.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) kind: Kind,
    /// Who asks.
    pub(super) who: Actor,
    pub(super) what: What,
}

/// Which part of a list is asked for.
fn page(limit: u32, after: Option<String>) -> Paging {
    Paging { limit: Some(limit), after }
}

/// The place in a feed before everything at an instant.
fn before(at: Timestamp) -> Option<String> {
    Some(format!("{}_{}", at.micros(), PostId::from_bytes([0; 16])))
}

impl Question {
    /// Asks as a page or a client does: one page of whatever is a list.
    pub(super) fn ask(&self, app: &App) -> Result<Vec<String>, AppError> {
        self.answer(app, false)
    }

    /// Asks for everything, page by page.
    pub(super) fn ask_whole(&self, app: &App) -> Result<Vec<String>, AppError> {
        self.answer(app, true)
    }

    fn answer(&self, app: &App, whole: bool) -> Result<Vec<String>, AppError> {
        let me = &self.who;
        match (self.kind, &self.what) {
            (Kind::Ic1, What::Named(name)) => {
                let degrees = vec![Degree::First, Degree::Second, Degree::Third];
                let first_name = Some(name.clone());
                let query = PeopleQuery { degrees, first_name, ..PeopleQuery::default() };
                people(app, me, query, whole)
            }
            (Kind::Ic2 | Kind::Ic9, What::Before(at)) => {
                let two = self.kind == Kind::Ic9;
                let reach = if two { Reach::SecondDegree } else { Reach::Followed };
                let paging = page(PAGE, before(*at));
                let query = FeedQuery { sort: Sort::Recent, reach, paging };
                Ok(answers::ids(&app.feed(me, &query)?.items))
            }
            (Kind::Ic10, _) => {
                let found = app.suggestions_by_skills(me, PAGE as usize)?;
                Ok(found.iter().map(|one| one.row.card.handle.clone()).collect())
            }
            (Kind::Ic11, What::Worked(companies, year)) => {
                let mut found = Vec::new();
                for company in companies.iter() {
                    let query = PeopleQuery {
                        degrees: vec![Degree::First, Degree::Second],
                        company: Some(company.clone()),
                        since_before: Some(year.to_string()),
                        ..PeopleQuery::default()
                    };
                    found.extend(people(app, me, query, whole)?);
                }
                found.sort();
                found.dedup();
                Ok(found)
            }
            (Kind::Ic13, What::Member(_, handle)) => {
                let paths = app.paths(me, handle, 1)?;
                Ok(paths.iter().map(|path| (path.len() - 1).to_string()).collect())
            }
            (Kind::Ic14, What::Member(_, handle)) => {
                let paths = app.paths(me, handle, PATHS)?;
                Ok(paths.iter().map(|path| answers::path(path)).collect())
            }
            (Kind::Is1, What::Member(_, handle)) => {
                Ok(vec![answers::profile(&app.profile(me, handle)?)])
            }
            (Kind::Is2, What::Member(_, handle)) => {
                Ok(answers::ids(&app.posts_of(me, handle, &page(LAST, None))?.items))
            }
            (Kind::Is3, _) => {
                let found = app.connections(me, None, None, &page(PAGE, None))?.items;
                let line = |one: &kith_app::connections::ConnectionView| {
                    answers::since(&one.row.card.handle, one.connected_at)
                };
                Ok(found.iter().map(line).collect())
            }
            (Kind::Is4, What::Post(id)) => {
                let post = app.post(me, *id)?;
                Ok(vec![answers::since(&post.body, post.at)])
            }
            (Kind::Is5, What::Post(id)) => {
                let author = app.post(me, *id)?.author;
                Ok(author.iter().map(|author| author.card.handle.clone()).collect())
            }
            (Kind::Is6, What::Post(id)) => {
                let Some(group) = app.post(me, *id)?.group else { return Ok(Vec::new()) };
                let group = app.group(me, group.id)?;
                let owner = group.owner.map(|owner| owner.handle.clone());
                Ok(vec![answers::group(&group.name, owner.as_deref())])
            }
            (Kind::Is7, What::Post(id)) => comments(app, me, *id, whole),
            // No parameter of another question is asked for.
            _ => Ok(Vec::new()),
        }
    }
}

/// People of a search, each with their degree, in the order of their handles.
fn people(
    app: &App,
    me: &Actor,
    mut query: PeopleQuery,
    whole: bool,
) -> Result<Vec<String>, AppError> {
    let mut lines = Vec::new();
    query.paging = page(if whole { LONGEST } else { PAGE }, None);
    loop {
        let found = app.people(me, &query)?;
        // Names that are nearly so are not what was asked for.
        if found.near {
            return Ok(Vec::new());
        }
        let line = |row: &kith_app::rows::Row| answers::near(&row.card.handle, row.degree);
        lines.extend(found.page.items.iter().map(line));
        match found.page.next {
            Some(after) if whole => query.paging.after = Some(after),
            _ => break,
        }
    }
    lines.sort();
    Ok(lines)
}

fn comments(app: &App, me: &Actor, post: PostId, whole: bool) -> Result<Vec<String>, AppError> {
    let mut lines = Vec::new();
    let mut paging = page(if whole { LONGEST } else { PAGE }, None);
    loop {
        let found = app.comments(me, post, &paging)?;
        lines.extend(found.items.iter().map(|one| {
            let connected = one.author.degree == Degree::First;
            answers::comment(one.id, &one.author.card.handle, one.at, connected)
        }));
        match found.next {
            Some(after) if whole => paging.after = Some(after),
            _ => return Ok(lines),
        }
    }
}

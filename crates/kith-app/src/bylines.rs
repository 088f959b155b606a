//! Who wrote what is read: a card with the degree, each person read once.

use std::collections::HashMap;

use kith_core::{
    account::Status,
    degree::Degree,
    id::{CompanyId, GroupId, MemberId},
    mention,
    post::{Standing, Subject},
    visibility::{Card, Visible, card, former},
};
use kith_store::Reads;
use serde::Serialize;

use crate::{AppError, viewer::Viewer};

/// Whoever wrote something, as the viewer may see them (R2, R3).
#[derive(Debug, Clone, Serialize)]
pub struct Byline {
    /// Name, headline and so on, as far as R3 shows them.
    #[serde(flatten)]
    pub card: Visible<Card>,
    /// How far away they are.
    pub degree: Degree,
    /// How many connections they share with the viewer, at the 2nd degree.
    pub mutual_count: u32,
    /// Up to three of those.
    pub mutuals: Vec<Visible<Card>>,
}

/// The group that a post stands in.
#[derive(Debug, Clone, Serialize)]
pub struct GroupName {
    /// Which.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// Whether the viewer moderates it.
    #[serde(skip)]
    pub(crate) moderated: bool,
}

/// The company that speaks in a post.
#[derive(Debug, Clone, Serialize)]
pub struct CompanyName {
    /// The address of its page.
    pub handle: String,
    /// What it is called.
    pub name: String,
    /// Whether the viewer looks after its page.
    #[serde(skip)]
    pub(crate) run_by_viewer: bool,
}

/// The authors that a page has named so far.
pub(crate) struct Bylines<'v, 'a> {
    pub(crate) viewer: &'v Viewer<'a>,
    companies: HashMap<CompanyId, Option<CompanyName>>,
    groups: HashMap<GroupId, Option<GroupName>>,
    known: HashMap<MemberId, Option<(Byline, Standing)>>,
}

impl<'v, 'a> Bylines<'v, 'a> {
    pub(crate) fn new(viewer: &'v Viewer<'a>) -> Self {
        let (groups, companies) = (HashMap::new(), HashMap::new());
        Self { viewer, companies, groups, known: HashMap::new() }
    }

    /// A group that posts stand in; none whose posts the viewer may not read.
    pub(crate) fn group(
        &mut self,
        reads: &mut Reads<'_>,
        id: GroupId,
    ) -> Result<Option<GroupName>, AppError> {
        if let Some(known) = self.groups.get(&id) {
            return Ok(known.clone());
        }
        let row = reads.group(id, self.viewer.me.id)?;
        let readable = row.filter(|row| row.group.shows_members(row.mine));
        let name = readable.map(|row| GroupName {
            id,
            name: row.group.name,
            moderated: row.mine.is_some_and(kith_core::group::Standing::moderates),
        });
        self.groups.insert(id, name.clone());
        Ok(name)
    }

    /// A company that speaks.
    pub(crate) fn company(
        &mut self,
        reads: &mut Reads<'_>,
        id: CompanyId,
    ) -> Result<Option<CompanyName>, AppError> {
        if let Some(known) = self.companies.get(&id) {
            return Ok(known.clone());
        }
        let (me, operator) = (self.viewer.me.id, self.viewer.operator);
        let name = reads.company_of(id, me)?.map(|row| CompanyName {
            run_by_viewer: row.company.is_run_by(me, operator),
            handle: row.company.handle,
            name: row.company.name,
        });
        self.companies.insert(id, name.clone());
        Ok(name)
    }

    /// Whom a text names, of those whom the viewer may see.
    pub(crate) fn mentioned(
        &mut self,
        reads: &mut Reads<'_>,
        subject: Subject,
        text: &str,
    ) -> Result<Vec<Visible<Card>>, AppError> {
        let mut cards = Vec::new();
        if mention::handles(text).is_empty() {
            return Ok(cards);
        }
        for member in reads.mentioned(subject)? {
            cards.extend(self.of(reads, member)?.map(|(byline, _)| byline.card));
        }
        Ok(cards)
    }

    /// Who somebody is and how they stand to the viewer; none who is hidden from them.
    pub(crate) fn of(
        &mut self,
        reads: &mut Reads<'_>,
        member: MemberId,
    ) -> Result<Option<(Byline, Standing)>, AppError> {
        if let Some(known) = self.known.get(&member) {
            return Ok(known.clone());
        }
        let found = self.read(reads, member)?;
        self.known.insert(member, found.clone());
        Ok(found)
    }

    fn read(
        &self,
        reads: &mut Reads<'_>,
        member: MemberId,
    ) -> Result<Option<(Byline, Standing)>, AppError> {
        let viewer = self.viewer;
        let mine = member == viewer.me.id;
        // Asked before the pair is known, so that a list's authors are asked for both at once.
        let found = reads.person(member);
        let connected = if mine {
            false
        } else {
            let pair = reads.pair(viewer.me.id, member)?;
            if pair.is_blocked() {
                return Ok(None);
            }
            pair.is_connected()
        };
        let Some(found) = found?.filter(|one| one.status != Status::Deactivated) else {
            return Ok(None);
        };
        if found.status == Status::Deleted {
            let (card, degree, mutuals) = (former(), Degree::Out, Vec::new());
            let byline = Byline { card, degree, mutual_count: 0, mutuals };
            let standing =
                Standing { mine: false, connected: false, hidden: false, reads_group: false };
            return Ok(Some((byline, standing)));
        }
        let degree = viewer.degree_of(member, connected);
        let second = degree == Degree::Second;
        let byline = Byline {
            card: card(&found.known.person, degree, viewer.app.0.policy.visibility.preset),
            degree,
            mutual_count: if second { viewer.sight.mutual_count(member) } else { 0 },
            mutuals: if second { viewer.named_mutuals(reads, member)? } else { Vec::new() },
        };
        Ok(Some((byline, Standing { mine, connected, hidden: false, reads_group: false })))
    }
}

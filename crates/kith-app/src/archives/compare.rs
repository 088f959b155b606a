//! What an archive would add to what its member has here.

use std::collections::HashSet;

use kith_archive::{Archive, ConnectionRow, Part, PraiseRow};
use kith_core::{day::Day, id::MemberId, time::Timestamp};
use kith_store::Reads;

use super::{PartView, merge};
use crate::{AppError, communities::folded_name};

/// The contacts that a member has, as far as it takes to know them again.
pub(super) struct Contacts {
    keys: HashSet<String>,
    named: HashSet<(String, Day)>,
}

/// What taking a contact over does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is added.
    New,
    /// It is there, and brought up to date.
    There,
    /// It is there under a better key, and left.
    Better,
    /// It is there under this key, which is the worse one.
    Worse(String),
}

impl Contacts {
    pub(super) fn of(reads: &mut Reads<'_>, me: MemberId) -> Result<Self, AppError> {
        let rows = reads.contact_keys(me)?;
        let (mut keys, mut named) = (HashSet::new(), HashSet::new());
        for (key, folded, day) in rows {
            keys.insert(key);
            named.insert((folded, day));
        }
        Ok(Self { keys, named })
    }

    /// Archives of different times know one contact by the address of the profile, or by name and
    /// day only.
    pub(super) fn fate(&self, row: &ConnectionRow) -> Fate {
        if self.keys.contains(&row.key) {
            return Fate::There;
        }
        let folded = kith_archive::folded(&row.name());
        let nameless = format!("name/{folded}/{}", row.connected_on);
        if row.key.starts_with("in/") && self.keys.contains(&nameless) {
            return Fate::Worse(nameless);
        }
        let known = self.named.contains(&(folded, row.connected_on));
        if known && row.key.starts_with("name/") { Fate::Better } else { Fate::New }
    }
}

/// Every part that is in the archive, beside what is here.
pub(super) fn parts(
    reads: &mut Reads<'_>,
    me: MemberId,
    archive: &Archive,
) -> Result<Vec<PartView>, AppError> {
    let mut person = reads.person(me)?.ok_or(AppError::SignInFirst)?.known.person;
    let mut views = Vec::new();
    for part in Part::ALL {
        let view = match part {
            Part::Profile | Part::Positions | Part::Education | Part::Skills => {
                merge::part(&mut person, archive, part)
            }
            Part::Follows => Some(follows(reads, me, archive)?),
            Part::Connections => Some(connections(reads, me, archive)?),
            Part::Invitations => Some(invitations(reads, me, archive)?),
            Part::Praise => Some(praise(reads, me, archive)?),
            Part::Talks => Some(talks(reads, me, archive)?),
        };
        views.extend(view.filter(|view| view.found > 0));
    }
    Ok(views)
}

fn follows(reads: &mut Reads<'_>, me: MemberId, archive: &Archive) -> Result<PartView, AppError> {
    let mut view = PartView::none(Part::Follows);
    if archive.follows.is_empty() {
        return Ok(view);
    }
    let kept: HashSet<String> = reads.past_follows(me)?.into_iter().map(|row| row.0).collect();
    let mut seen = HashSet::new();
    for row in &archive.follows {
        let folded = folded_name(&row.company);
        let page = reads.company_named(&folded, me)?;
        let there = page.map_or(kept.contains(&folded), |page| page.followed_at.is_some());
        if there || !seen.insert(folded) {
            view.again();
        } else {
            view.add(|| row.company.clone());
        }
    }
    Ok(view)
}

fn connections(
    reads: &mut Reads<'_>,
    me: MemberId,
    archive: &Archive,
) -> Result<PartView, AppError> {
    let mut view = PartView::none(Part::Connections);
    if archive.connections.is_empty() {
        return Ok(view);
    }
    let contacts = Contacts::of(reads, me)?;
    for row in &archive.connections {
        match contacts.fate(row) {
            Fate::New => view.add(|| match row.company.as_str() {
                "" => row.name(),
                company => format!("{}, {company}", row.name()),
            }),
            Fate::There | Fate::Better | Fate::Worse(_) => view.again(),
        }
    }
    Ok(view)
}

fn invitations(
    reads: &mut Reads<'_>,
    me: MemberId,
    archive: &Archive,
) -> Result<PartView, AppError> {
    let mut view = PartView::none(Part::Invitations);
    if archive.invitations.is_empty() {
        return Ok(view);
    }
    let mut kept: HashSet<(bool, Timestamp, String)> =
        reads.past_invitation_keys(me)?.into_iter().collect();
    for row in &archive.invitations {
        if kept.insert((row.outgoing, row.sent_at, kith_archive::folded(&row.name))) {
            let way = if row.outgoing { "to" } else { "from" };
            view.add(|| format!("{way} {}", row.name));
        } else {
            view.again();
        }
    }
    Ok(view)
}

/// What tells praise apart.
pub(super) fn praise_key(row: &PraiseRow) -> (String, String, String) {
    (row.kind.code().to_owned(), kith_archive::folded(&row.name), row.about.clone())
}

fn praise(reads: &mut Reads<'_>, me: MemberId, archive: &Archive) -> Result<PartView, AppError> {
    let mut view = PartView::none(Part::Praise);
    if archive.praise.is_empty() {
        return Ok(view);
    }
    let rows = reads.praise(me)?.into_iter();
    let mut kept: HashSet<_> = rows.map(|row| (row.kind, row.folded, row.about)).collect();
    for row in &archive.praise {
        if kept.insert(praise_key(row)) {
            view.add(|| format!("{}: {}", row.name, row.about));
        } else {
            view.again();
        }
    }
    Ok(view)
}

fn talks(reads: &mut Reads<'_>, me: MemberId, archive: &Archive) -> Result<PartView, AppError> {
    let mut view = PartView::none(Part::Talks);
    if archive.talks.is_empty() {
        return Ok(view);
    }
    let rows = reads.talks(me)?.into_iter();
    let kept: HashSet<(String, u32)> = rows.map(|row| (row.key, row.messages)).collect();
    for row in &archive.talks {
        if kept.contains(&(row.key.clone(), row.messages)) {
            view.again();
        } else {
            view.add(|| row.name.clone());
        }
    }
    Ok(view)
}

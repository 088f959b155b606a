//! Profile views (R12): a visit is recorded, and who visited me is shown.

use std::collections::HashMap;

use kith_core::{
    account::Plan,
    day::Day,
    id::MemberId,
    time::Timestamp,
    view::{self, Shown, Trace, View},
    visibility::{Glimpse, Visible, glimpse},
};
use kith_store::{Met, Reads, ViewRow};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Ask, Page, Paging, profiles::ProfileView, rows::Row, viewer::Viewer,
};

/// How many views are listed at most; the counts are of all of them.
const LISTED: u32 = 2_000;
/// How many days are counted out, today among them.
const CHARTED: i64 = 28;
/// The days of a week.
const WEEK: i64 = 7;

/// Who viewed my profile.
#[derive(Debug, Clone, Serialize)]
pub struct Viewers {
    /// Those that I am shown, the latest day first.
    #[serde(flatten)]
    pub page: Page<ViewerItem>,
    /// How many views there were on each of the last 28 days of my calendar, the oldest first.
    pub days: Vec<ViewDay>,
    /// How many in the last seven days, today among them.
    pub this_week: u32,
    /// How many in the seven days before.
    pub week_before: u32,
    /// How many viewers there are in all, shown or not.
    pub viewers: u32,
    /// My plan, which says how many of them I am shown.
    pub plan: Plan,
    /// The last so many; absent: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// How many days back.
    pub days_back: u32,
}

/// How many views there were on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ViewDay {
    /// The day, by my calendar.
    pub day: Day,
    /// How many.
    pub count: u32,
}

/// Somebody who viewed my profile.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum ViewerItem {
    /// Who they are.
    Full(Box<Known>),
    /// Somebody, on one day: nothing tells two of them apart but what they show, and nothing ties
    /// the views of one together.
    SemiPrivate {
        /// What they show.
        #[serde(flatten)]
        glimpse: Visible<Glimpse>,
        /// On which day of my calendar.
        day: Day,
    },
}

/// A viewer who says who they are.
#[derive(Debug, Clone, Serialize)]
pub struct Known {
    /// Who.
    pub member: Row,
    /// When, the last day that they did: their first view of that day.
    pub viewed_at: Timestamp,
    /// On how many days.
    pub days: u32,
}

impl App {
    /// The page of `handle`, looked at: the view is recorded, in the mode that the viewer chose.
    /// Nobody waits for that: it joins the store's next group commit.
    pub fn visit_profile(&self, actor: &Actor, handle: &str) -> Result<ProfileView, AppError> {
        let (profile, met) = self.meet_profile(actor, handle)?;
        if actor.leaves_views {
            self.leave_view(actor, &met);
        }
        Ok(profile)
    }

    /// How often my profile was viewed in the last seven days; none where I see no viewers.
    pub fn views_this_week(&self, actor: &Actor) -> Result<Option<u32>, AppError> {
        self.0.store.read(|reads| Viewer::of(self, actor, reads)?.views_this_week(reads))
    }

    /// Who viewed my profile, as far as my plan shows it.
    pub fn viewers(&self, actor: &Actor, paging: &Paging) -> Result<Viewers, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let shown = view::shown(&viewer.me, &self.0.policy, viewer.now)?;
            let rows = reads.views(actor.id, shown.since, LISTED)?;
            let found = grouped(rows);
            let viewers = u32::try_from(found.len()).unwrap_or(u32::MAX);
            let page = viewer.page_of_viewers(reads, found, shown, paging)?;
            let days = charted(reads, actor.id, shown.today)?;
            let this_week = days.iter().rev().take(WEEK as usize);
            let week_before = days.iter().rev().skip(WEEK as usize).take(WEEK as usize);
            let total = |days: &mut dyn Iterator<Item = &ViewDay>| days.map(|day| day.count).sum();
            Ok(Viewers {
                this_week: total(&mut this_week.into_iter()),
                week_before: total(&mut week_before.into_iter()),
                page,
                days,
                viewers,
                plan: viewer.me.plan,
                most: shown.most,
                days_back: self.0.policy.views.days,
            })
        })
    }
}

impl App {
    /// Records a view without waiting for it.
    fn leave_view(&self, actor: &Actor, met: &Met) {
        // The mode in which the page was read: whoever changes it in between is not told of.
        let chosen = met.me.settings.viewing_mode;
        let Some(view) = View::of(&met.meeting(), chosen, self.now()) else { return };
        let (me, them, at) = (view.viewer, view.viewed, view.at);
        let ticket = self.write(self.command(&Ask::by(actor), &[]), move |tx| {
            let Some(met) = tx.meet(me, them)? else { return Ok(Err(AppError::NotFound)) };
            let Some(view) = View::of(&met.meeting(), chosen, at) else {
                return Ok(Err(AppError::NotFound));
            };
            let changes = view.record(tx.has_view(&view)?);
            if changes.is_empty() {
                // As an error it leaves no line in the journal.
                return Ok(Err(AppError::NotFound));
            }
            tx.apply(changes)?;
            Ok(Ok(()))
        });
        drop(ticket);
    }
}

impl Viewer<'_> {
    /// How often the viewer's own profile was viewed in the last seven days; none where they see
    /// no viewers.
    pub(crate) fn views_this_week(&self, reads: &mut Reads<'_>) -> Result<Option<u32>, AppError> {
        let Ok(shown) = view::shown(&self.me, &self.app.0.policy, self.now) else {
            return Ok(None);
        };
        let counts = reads.view_counts(self.me.id, shown.today.plus(1 - WEEK))?;
        Ok(Some(counts.into_iter().map(|(_, count)| count).sum()))
    }

    /// Those whom the plan shows and who say who they are, the latest day first, and how many views
    /// there are beside of which nobody is named.
    pub(crate) fn named_viewers(
        &self,
        reads: &mut Reads<'_>,
        shown: Shown,
    ) -> Result<(Vec<MemberId>, u32), AppError> {
        let most = shown.most.map_or(usize::MAX, |most| most as usize);
        let (mut named, mut unnamed) = (Vec::new(), 0);
        let found = grouped(reads.views(self.me.id, shown.since, LISTED)?);
        for visitor in found.into_iter().take(most) {
            match visitor {
                Visitor::Named { viewer, .. } => named.push(viewer),
                Visitor::Unnamed(..) => unnamed += 1,
            }
        }
        Ok((named, unnamed))
    }

    /// A page of those whom the plan shows. A place in it is a number, so that a cursor tells
    /// nothing of a viewer.
    fn page_of_viewers(
        &self,
        reads: &mut Reads<'_>,
        found: Vec<Visitor>,
        shown: Shown,
        paging: &Paging,
    ) -> Result<Page<ViewerItem>, AppError> {
        let most = shown.most.map_or(usize::MAX, |most| most as usize);
        let (skip, limit) = (paging.offset()?, paging.size() as usize);
        let mine: Vec<Visitor> = found.into_iter().take(most).collect();
        let next = (skip.saturating_add(limit) < mine.len()).then(|| (skip + limit).to_string());
        let mut items = Vec::new();
        for visitor in mine.into_iter().skip(skip).take(limit) {
            items.extend(self.viewer_item(reads, visitor)?);
        }
        Ok(Page { items, next })
    }

    fn viewer_item(
        &self,
        reads: &mut Reads<'_>,
        visitor: Visitor,
    ) -> Result<Option<ViewerItem>, AppError> {
        Ok(match visitor {
            Visitor::Unnamed(day, glimpse) => Some(ViewerItem::SemiPrivate { glimpse, day }),
            Visitor::Named { viewer, at, days, .. } => self
                .row(reads, viewer)?
                .map(|member| ViewerItem::Full(Box::new(Known { member, viewed_at: at, days }))),
        })
    }
}

/// A viewer before their row is read.
#[derive(Debug, Clone)]
enum Visitor {
    Named { viewer: MemberId, day: i64, at: Timestamp, days: u32 },
    Unnamed(Day, Visible<Glimpse>),
}

impl Visitor {
    fn day(&self) -> i64 {
        match self {
            Self::Named { day, .. } => *day,
            Self::Unnamed(day, _) => day.number(),
        }
    }
}

/// Viewers of views that come newest first. Who says who they are comes once, at their last view;
/// everybody else once for each view. Of one day the former come first, in the order of time, and
/// then the others in the order of what they show: neither order nor place tells more than that.
fn grouped(rows: Vec<ViewRow>) -> Vec<Visitor> {
    let mut known: HashMap<MemberId, usize> = HashMap::new();
    let mut found: Vec<Visitor> = Vec::new();
    for row in rows {
        if row.trace == Trace::SemiPrivate {
            let seen = glimpse(&row.headline, &row.industry);
            found.push(Visitor::Unnamed(Day::from_number(row.day), seen));
            continue;
        }
        match known.get(&row.viewer).and_then(|place| found.get_mut(*place)) {
            Some(Visitor::Named { days, .. }) => *days += 1,
            _ => {
                known.insert(row.viewer, found.len());
                let ViewRow { viewer, day, at, .. } = row;
                found.push(Visitor::Named { viewer, day, at, days: 1 });
            }
        }
    }
    found.sort_by(|a, b| {
        let newer = b.day().cmp(&a.day());
        newer.then_with(|| match (a, b) {
            (Visitor::Named { at: a, .. }, Visitor::Named { at: b, .. }) => b.cmp(a),
            (Visitor::Named { .. }, Visitor::Unnamed(..)) => std::cmp::Ordering::Less,
            (Visitor::Unnamed(..), Visitor::Named { .. }) => std::cmp::Ordering::Greater,
            (Visitor::Unnamed(_, a), Visitor::Unnamed(_, b)) => (**a).cmp(&**b),
        })
    });
    found
}

/// The counts of the last days, those without a view among them.
fn charted(reads: &mut Reads<'_>, me: MemberId, today: Day) -> Result<Vec<ViewDay>, AppError> {
    let first = today.plus(1 - CHARTED);
    let counts: HashMap<Day, u32> = reads.view_counts(me, first)?.into_iter().collect();
    let days = (0..CHARTED).map(|ahead| first.plus(ahead));
    Ok(days.map(|day| ViewDay { day, count: counts.get(&day).copied().unwrap_or(0) }).collect())
}

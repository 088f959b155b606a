//! Audiences of those who came to the member by themselves: who looked at their profile, and who
//! engaged with what they wrote (R11, R12, R13).

use std::collections::{HashMap, HashSet};

use kith_core::{id::MemberId, time::DAY, view};
use kith_store::Reads;

use super::audience::Listed;
use crate::{Actor, App, AppError, posts::seen, viewer::Viewer};

/// How many days back is usual.
pub const USUAL_DAYS: u32 = 90;
/// The most days back.
const MOST_DAYS: u32 = 365;
/// How many reactions, comments and reposts are read at most, the latest first.
const READ: u32 = 20_000;

/// How many people there are to choose, by the usual number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// Those who looked at the member's profile and say who they are; absent: the member looks in
    /// private mode and sees no viewers.
    pub viewers: Option<u32>,
    /// Views of which nothing is said of who it was.
    pub unnamed: u32,
    /// Those who engaged with the member's posts.
    pub engaged: u32,
}

/// Fails where nobody can be meant by so many days.
pub(super) fn checked(days: u32, field: &str) -> Result<(), AppError> {
    if (1..=MOST_DAYS).contains(&days) {
        return Ok(());
    }
    Err(AppError::field(field, format!("Choose from 1 to {MOST_DAYS} days.")))
}

impl App {
    /// How many there are to choose.
    pub fn near(&self, actor: &Actor) -> Result<Near, AppError> {
        let viewers = match self.listed_viewers(actor, USUAL_DAYS) {
            Ok(listed) => Some(listed),
            Err(AppError::Invalid(_)) => None,
            Err(error) => return Err(error),
        };
        let engaged = self.listed_engaged(actor, USUAL_DAYS, READ as usize)?;
        let size = |listed: &Listed| super::preview::count(listed.members.len());
        Ok(Near {
            unnamed: viewers.as_ref().map_or(0, |listed| listed.unnamed),
            viewers: viewers.as_ref().map(size),
            engaged: size(&engaged),
        })
    }

    /// Those who looked at the member's profile in so many days, as far as the member is shown
    /// them: by their plan, and by the mode in which each looked (R7, R12).
    pub(super) fn listed_viewers(&self, actor: &Actor, days: u32) -> Result<Listed, AppError> {
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let mut shown = view::shown(&viewer.me, &self.0.policy, viewer.now)
                .map_err(|no| AppError::field("audience.viewers", no.detail))?;
            shown.since = shown.since.max(shown.today.plus(1 - i64::from(days)));
            let (members, unnamed) = viewer.named_viewers(reads, shown)?;
            Ok(Listed { members, unnamed, unknown: Vec::new() })
        })
    }

    /// Those who reacted to a post of the member's in so many days, wrote under it or passed it
    /// on where the member sees it: `most` at most, the latest first.
    pub(super) fn listed_engaged(
        &self,
        actor: &Actor,
        days: u32,
        most: usize,
    ) -> Result<Listed, AppError> {
        self.0.store.read(|reads| {
            let since = self.now().plus(-i64::from(days) * DAY);
            let rows = reads.engaged_with(actor.id, since, READ)?;
            let (mut members, mut known) = (Vec::new(), HashSet::new());
            let mut visible = HashMap::new();
            for row in rows {
                if members.len() == most {
                    break;
                }
                let sees = match visible.get(&row.post) {
                    Some(sees) => *sees,
                    None => sees(reads, actor.id, row.post)?,
                };
                visible.insert(row.post, sees);
                if sees && known.insert(row.member) {
                    members.push(row.member);
                }
            }
            Ok(Listed { members, ..Listed::default() })
        })
    }
}

fn sees(
    reads: &mut Reads<'_>,
    me: MemberId,
    post: kith_core::id::PostId,
) -> Result<bool, AppError> {
    Ok(seen(reads, me, post)?.is_ok())
}

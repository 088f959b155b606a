//! Profile views (R12): what a visit leaves behind, and who is shown which viewers.

use serde::{Deserialize, Serialize};

use crate::{
    account::{Account, Plan, ViewingMode, codes},
    change::Change,
    day::Day,
    id::MemberId,
    invitation::Meeting,
    policy::Policy,
    refusal::{Action, Reason, Refusal},
    time::{DAY, Timestamp},
};

codes! {
    /// What a recorded view shows of its viewer. There is none of a private view: it is not
    /// recorded, so that nothing can ever reveal it.
    Trace {
        /// Who they are, as far as R3 shows it.
        Full = "full",
        /// Headline and industry only.
        SemiPrivate = "semi_private",
    }
}

/// A view of a profile: one for each viewer and day of the viewed member's calendar (R14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Whose profile.
    pub viewed: MemberId,
    /// Who looked.
    pub viewer: MemberId,
    /// On which day of the viewed member.
    pub day: Day,
    /// When, the first time that day.
    pub at: Timestamp,
    /// What it shows; it never changes.
    pub trace: Trace,
}

impl View {
    /// What is recorded when `meeting.me` looks at the other's profile; nothing of oneself, of
    /// somebody whom the viewer does not see, or in private mode. `chosen` is the mode that was
    /// in force when the page was read: of that and the present one the more private counts.
    #[must_use]
    pub fn of(meeting: &Meeting<'_>, chosen: ViewingMode, now: Timestamp) -> Option<Self> {
        let them = meeting.visible().ok()?;
        let trace = trace(chosen.max(meeting.me.settings.viewing_mode))?;
        let day = now.day_in(&them.settings.time_zone);
        Some(Self { viewed: them.id, viewer: meeting.me.id, day, at: now, trace })
    }

    /// Records it, unless the viewer was here on that day (`known`): then the first view stands
    /// in its mode, or a later mode would tell of an earlier view.
    #[must_use]
    pub fn record(self, known: bool) -> Vec<Change> {
        if known { Vec::new() } else { vec![Change::Viewed { view: self }] }
    }
}

/// What a view in a mode shows; nothing is recorded in private mode.
#[must_use]
pub const fn trace(mode: ViewingMode) -> Option<Trace> {
    match mode {
        ViewingMode::Full => Some(Trace::Full),
        ViewingMode::SemiPrivate => Some(Trace::SemiPrivate),
        ViewingMode::Private => None,
    }
}

/// Which of their viewers a member is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The last so many of them; absent: all.
    pub most: Option<u32>,
    /// From this day on.
    pub since: Day,
    /// The member's present day.
    pub today: Day,
}

/// Which of their viewers a member is shown, by their plan (R7).
///
/// # Errors
/// A member of the free plan who looks at others in private mode sees none.
pub fn shown(account: &Account, policy: &Policy, now: Timestamp) -> Result<Shown, Refusal> {
    let settings = &account.settings;
    if account.plan == Plan::Free && settings.viewing_mode == ViewingMode::Private {
        let detail = "You look at others’ profiles in private mode. On the free plan, who does \
                      so does not see their own viewers.";
        let refusal = Refusal::new(Reason::ViewsPrivately, detail);
        return Err(refusal.instead(Action::ChangeViewing, "Choose another mode"));
    }
    let today = now.day_in(&settings.time_zone);
    let since = today.plus(1 - i64::from(policy.views.days));
    Ok(Shown { most: policy.plan(account.plan).viewers_shown, since, today })
}

/// Views before this instant are shown to nobody any more, wherever they live.
#[must_use]
pub fn forgotten_before(policy: &Policy, now: Timestamp) -> Timestamp {
    // A day has up to 25 hours, and one who moves gets days back.
    now.plus_days(-i64::from(policy.views.days)).plus(-2 * DAY)
}

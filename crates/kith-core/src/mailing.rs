//! Mail of notifications: what goes out, when, together or alone (R14); trying again, giving up.

use crate::{
    notification::{Kind, Mailing},
    time::{DAY, MINUTE, Timestamp, Zone},
};

/// A notification that may go out by e-mail, as the plan of a member's mails sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// What of.
    pub kind: Kind,
    /// When it was made, or last came again.
    pub at: Timestamp,
    /// When it is to be looked at: at once, and again when its digest is due.
    pub due: Timestamp,
    /// Whether the member has seen it on the page.
    pub seen: bool,
}

/// What becomes of a waiting notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// It is not mailed.
    Drop,
    /// It goes out now, in a mail of its own.
    Now,
    /// It goes out now, with the others of the day.
    Together,
    /// It waits for its digest.
    Later(Timestamp),
}

/// The hour of the member's day at which a digest goes out.
const DIGEST_HOUR: i8 = 8;

/// What becomes of a member's waiting notifications at `now`, in their order. `mailing` is what
/// they chose for each kind; where they have no address, nothing is mailed.
#[must_use]
pub fn plan(
    waiting: &[Waiting],
    mailing: impl Fn(Kind) -> Mailing,
    has_address: bool,
    zone: &Zone,
    now: Timestamp,
) -> Vec<Plan> {
    let chosen: Vec<Mailing> = waiting.iter().map(|one| mailing(one.kind)).collect();
    let in_digest = |(one, chosen): (&Waiting, &Mailing)| {
        !one.seen && *chosen == Mailing::Digest && one.due > one.at && one.due <= now
    };
    // Once one of them is due, all of them go: a member gets one digest a day.
    let digest = waiting.iter().zip(&chosen).any(in_digest);
    waiting
        .iter()
        .zip(&chosen)
        .map(|(one, chosen)| match chosen {
            _ if one.seen || !has_address => Plan::Drop,
            Mailing::Off => Plan::Drop,
            Mailing::Now => Plan::Now,
            Mailing::Digest if digest => Plan::Together,
            Mailing::Digest if one.due > now => Plan::Later(one.due),
            // One that came while nothing was mailed is due at once.
            Mailing::Digest => match one.at.next_hour_in(DIGEST_HOUR, zone) {
                due if due <= now => Plan::Together,
                due => Plan::Later(due),
            },
        })
        .collect()
}

/// How often a mail is tried.
pub const MOST_ATTEMPTS: u32 = 8;

/// How long to wait after the `attempts`-th failure: from a minute up, four times as long each
/// time, a day at most. `None`: it is given up.
#[must_use]
pub fn back_off(attempts: u32) -> Option<i64> {
    if attempts >= MOST_ATTEMPTS {
        return None;
    }
    let minutes = 4_i64.saturating_pow(attempts.saturating_sub(1));
    Some(minutes.saturating_mul(MINUTE).min(DAY))
}

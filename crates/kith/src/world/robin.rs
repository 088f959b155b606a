//! What awaits member 0, as whom you are signed in; and the member who was too fast.

use kith_core::{
    policy::RestrictionPolicy,
    restriction::{self, Level, Signal},
    time::{DAY, HOUR, MINUTE, SECOND},
};

use super::{
    WorldStep,
    history::{Draft, Fate, History},
    random::Random,
    ties::How,
};

/// Ages of the invitations that wait for you, and whether they carry a note.
const RECEIVED: [(i64, bool); 6] = [
    (2 * HOUR, true),
    (26 * HOUR, false),
    (3 * DAY, true),
    (8 * DAY, true),
    (17 * DAY, false),
    (41 * DAY, true),
];
/// Ages of the invitations that you sent and that wait for others.
const SENT: [(i64, bool); 12] = [
    (5 * HOUR, true),
    (30 * HOUR, false),
    (2 * DAY, false),
    (4 * DAY, true),
    (6 * DAY + 20 * HOUR, false),
    (12 * DAY, true),
    (23 * DAY, false),
    (35 * DAY, true),
    (64 * DAY, false),
    (101 * DAY, false),
    (150 * DAY, true),
    (178 * DAY, false),
];
/// Ages at sending and withdrawing of what you withdrew: four rest, one has rested.
const WITHDRAWN: [(i64, i64); 5] = [
    (5 * DAY, DAY),
    (30 * DAY, 6 * DAY),
    (45 * DAY, 11 * DAY),
    (80 * DAY, 19 * DAY),
    (120 * DAY, 40 * DAY),
];

/// The invitations from and to member 0 that were not accepted.
pub(super) fn invitations(history: &mut History, random: &mut Random) {
    // A small world keeps some people that you have nothing to do with yet.
    let share = |all: usize| all.min(history.cast.members.len() / 5 + 1);
    let now = history.now.micros();
    let (received, sent, withdrawn) =
        (share(RECEIVED.len()), share(SENT.len()), share(WITHDRAWN.len()));
    for &(age, noted) in &RECEIVED[..received] {
        let age = age + some_minutes(random);
        history.with_stranger(0, true, (now - age, Fate::Pending, noted), random);
    }
    for (number, &(age, noted)) in SENT[..sent].iter().enumerate() {
        // To their sender, ignored ones look as if they were waiting.
        let fate = match number {
            6 => Fate::Ignored(now - 20 * DAY, false),
            8 => Fate::Ignored(now - 60 * DAY, true),
            _ => Fate::Pending,
        };
        let age = age + some_minutes(random);
        history.with_stranger(0, false, (now - age, fate, noted), random);
    }
    for &(age, ended) in &WITHDRAWN[..withdrawn] {
        let ended = now - ended - some_minutes(random);
        let draft = (now - age, Fate::Withdrawn(ended), random.percent(50));
        history.with_stranger(0, false, draft, random);
    }
    if history.cast.members.len() >= 50 {
        for age in [200 * DAY, 290 * DAY] {
            history.with_stranger(0, false, (now - age, Fate::Expired, false), random);
        }
        for (age, ended) in [(50 * DAY, 44 * DAY), (20 * DAY, 19 * DAY)] {
            let fate = Fate::Ignored(now - ended, false);
            history.with_stranger(0, true, (now - age, fate, true), random);
        }
    }
}

/// Up to 50 minutes, so that nothing happens on the hour.
fn some_minutes(random: &mut Random) -> i64 {
    random.between(SECOND, 50 * MINUTE)
}

/// Lets one member send two bursts (R8): the first is warned, the second pauses for 4 hours.
/// A world in which too few strangers are left has one burst or none.
pub(super) fn bursts(history: &mut History, random: &mut Random) -> Vec<WorldStep> {
    let rules = RestrictionPolicy::default();
    let most = rules.burst_invitations as usize + 1;
    let now = history.now.micros();
    let starts = [now - 5 * DAY - 3 * HOUR, now - 70 * MINUTE];
    let first = starts[0] - DAY;
    let count = history.cast.members.len();
    let tried = (0..40).map(|_| random.below(count)).collect::<Vec<_>>();
    let active = |member: usize| {
        member != 0
            && history.cast.lives[member].joined < first
            && history.cast.members[member].status == kith_core::account::Status::Active
    };
    let Some(hasty) = tried.into_iter().find(|member| active(*member)) else { return Vec::new() };
    history.hasty = Some(hasty);
    let mut steps = Vec::new();
    let mut level = Level::Clear;
    for start in starts {
        let strangers = strangers_of(hasty, most, start, history, random);
        if strangers.len() < most {
            break;
        }
        let mut sent = start;
        for (number, to) in strangers.into_iter().enumerate() {
            sent += random.between(12 * SECOND, 28 * SECOND);
            let fate = match number {
                4 | 11 if level == Level::Clear => Fate::Ignored(sent + 7 * HOUR, number == 4),
                _ => Fate::Pending,
            };
            let draft = Draft { from: hasty, to, how: How::Chance, sent, fate, noted: false };
            history.write_down(draft, random);
        }
        let sent = history.now.plus(sent - now);
        level = level.up();
        let counted = u32::try_from(most).unwrap_or(u32::MAX);
        steps.push(WorldStep {
            member: hasty,
            level,
            signal: Signal::Burst,
            evidence: restriction::burst(counted, counted, &rules).unwrap_or_default(),
            at: sent,
            until: level.pause_hours(&rules).map(|hours| sent.plus(i64::from(hours) * HOUR)),
        });
    }
    steps
}

/// So many members who have nothing to do with `me` and may be invited by everyone.
fn strangers_of(
    me: usize,
    most: usize,
    at: i64,
    history: &History,
    random: &mut Random,
) -> Vec<usize> {
    let count = history.cast.members.len();
    let mut found: Vec<usize> = Vec::new();
    for _ in 0..count.min(2_000) * 4 {
        let other = random.below(count);
        let open = history.cast.members[other].settings.gate == kith_core::account::Gate::Everyone;
        let there = history.cast.lives[other].joined < at;
        if other != 0 && open && there && !found.contains(&other) && history.strangers(me, other) {
            found.push(other);
            if found.len() == most {
                break;
            }
        }
    }
    found
}

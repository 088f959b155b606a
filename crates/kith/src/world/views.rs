//! Who looked at whose profile in the demo world.

use std::collections::BTreeSet;

use kith_core::{
    account::{Status, ViewingMode},
    time::{DAY, MINUTE, Timestamp},
    view,
};

use super::{Connection, View, WorldMember, random::Random};

/// How many looked at your page, and over how many days.
const YOURS: usize = 84;
const DAYS: i64 = 75;

/// Chooses what everybody leaves behind: most their name, some less. You leave yours.
pub(super) fn modes(members: &mut [WorldMember], random: &mut Random) {
    for member in members.iter_mut().skip(1) {
        member.settings.viewing_mode = match random.below(100) {
            0..9 => ViewingMode::SemiPrivate,
            9..15 => ViewingMode::Private,
            _ => ViewingMode::Full,
        };
    }
}

/// Views in order of time: of your page by people near you and some others, lately more than
/// before, and a few of everybody's.
pub(super) fn views(
    members: &[WorldMember],
    connections: &[Connection],
    now: Timestamp,
    random: &mut Random,
) -> Vec<View> {
    let mut near = vec![Vec::new(); members.len()];
    for tie in connections {
        near[tie.a].push(tie.b);
        near[tie.b].push(tie.a);
    }
    let mut kept = BTreeSet::new();
    let mut views = Vec::new();
    let yours = YOURS.min(members.len());
    for number in 0..yours + members.len() {
        let viewed = if number < yours { 0 } else { random.below(members.len()) };
        let middle = random.pick(&near[viewed]).unwrap_or(viewed);
        let viewer = match random.below(10) {
            0..6 => random.pick(&near[middle]),
            6..8 => Some(middle),
            _ => Some(random.below(members.len())),
        };
        // Twice by chance: the more recent days have more.
        let days = random.between(0, DAYS).min(random.between(0, DAYS));
        let at = now.plus(-days * DAY - random.between(MINUTE, DAY));
        let Some(viewer) = viewer.filter(|viewer| *viewer != viewed) else { continue };
        let (from, to) = (&members[viewer], &members[viewed]);
        let there = [from, to].iter().all(|one| one.status == Status::Active && one.joined_at < at);
        let day = at.day_in(&to.settings.time_zone);
        if let Some(trace) = view::trace(from.settings.viewing_mode)
            && there
            && kept.insert((viewer, viewed, day))
        {
            views.push((viewer, viewed, at, trace));
        }
    }
    views.sort_unstable_by_key(|&(viewer, viewed, at, _)| (at, viewer, viewed));
    views
}

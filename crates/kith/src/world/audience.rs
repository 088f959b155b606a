//! One-way ties of the demo world: blocks, and follows towards those whom many read.

use kith_core::{
    account::Status,
    time::{DAY, HOUR, MINUTE, Timestamp},
};

use super::{
    Block, Follow,
    history::{Draft, Fate, History},
    people::Cast,
    random::Random,
    ties::{How, Web},
};

/// A few blocks between members who are not connected; two are yours.
pub(super) fn blocks(web: &Web, cast: &Cast, now: Timestamp, random: &mut Random) -> Vec<Block> {
    let count = cast.members.len();
    let now = now.micros();
    let mut blocks: Vec<Block> = Vec::new();
    let yours = if count >= 50 { 2 } else { 0 };
    for number in 0..yours + count / 150 {
        for _ in 0..40 {
            let who = if number < yours { 0 } else { random.below(count) };
            let at = now - random.between(HOUR, 300 * DAY);
            let Some((whom, _)) = web.meet(who, at, random) else { continue };
            let known =
                blocks.iter().any(|&(a, b, _)| (a, b) == (who, whom) || (b, a) == (who, whom));
            let robin = whom == 0 || (who == 0 && number >= yours);
            if !known && !robin && web.since(who, whom).is_none() {
                blocks.push((who, whom, Timestamp::from_micros(at)));
                break;
            }
        }
    }
    blocks
}

/// Some blocks ended an invitation that the blocked member had sent.
pub(super) fn gone(history: &mut History, blocks: &[Block], random: &mut Random) {
    for &(who, whom, at) in blocks {
        let at = at.micros();
        let sent = at - random.between(HOUR, 30 * DAY);
        let draft = Draft {
            from: whom,
            to: who,
            how: How::Chance,
            sent,
            fate: Fate::Gone(at),
            noted: false,
        };
        if random.percent(45) {
            history.write(draft, random);
        }
    }
}

/// Follows without a connection, in order of time: many towards members who ask to be followed
/// first, a few towards others, and yours.
pub(super) fn follows(history: &History, random: &mut Random) -> Vec<Follow> {
    let cast = history.cast;
    let count = cast.members.len();
    let mut follows = Vec::new();
    let mut yours = 12;
    for (whom, member) in cast.members.iter().enumerate() {
        let readers = if whom == 0 {
            (count / 10).min(15)
        } else if member.settings.follow_first {
            (6.0 * random.heavy(60.0)).min(count as f64 / 4.0) as usize
        } else {
            usize::from(random.percent(30))
        };
        let mut chosen: Vec<usize> = (0..readers)
            .map(|number| {
                let near = history.web.meet(whom, history.now.micros(), random);
                near.filter(|_| number % 2 == 0)
                    .map_or_else(|| random.below(count), |(near, _)| near)
            })
            .collect();
        if member.settings.follow_first && yours > 0 {
            chosen.push(0);
        }
        chosen.sort_unstable();
        chosen.dedup();
        for who in chosen {
            if may_follow(history, who, whom) {
                follows.push((who, whom, when(history, who, whom, random)));
                yours -= usize::from(who == 0 && yours > 0);
            }
        }
    }
    follows.sort_unstable_by_key(|&(who, whom, at)| (at, who, whom));
    follows
}

fn may_follow(history: &History, who: usize, whom: usize) -> bool {
    let active = |member: usize| history.cast.members[member].status == Status::Active;
    who != whom
        && active(who)
        && active(whom)
        && history.web.since(who, whom).is_none()
        && !history.blocked(who, whom)
}

fn when(history: &History, who: usize, whom: usize, random: &mut Random) -> Timestamp {
    let now = history.now.micros();
    Timestamp::from_micros(random.between(history.both_joined(who, whom) + MINUTE, now))
}

//! Groups, events and companies' pages of the demo world, with people in them.

mod texts;

use std::collections::BTreeMap;

use kith_core::{
    account::Status,
    group::{Access, Standing},
    time::{DAY, HOUR, Timestamp},
};

use self::texts::{EVENTS, GROUPS};
use super::{WorldMember, random::Random};

/// How many companies have a page at most.
const PAGES: usize = 40;
/// Of those who could be in a group or at an event, so many are at most.
const MOST: usize = 90;

/// Everything of the three kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Communities {
    /// Groups, the oldest first.
    pub(crate) groups: Vec<WorldGroup>,
    /// Events, the earliest first.
    pub(crate) events: Vec<WorldEvent>,
    /// Companies' pages.
    pub(crate) companies: Vec<WorldCompany>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorldGroup {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What it is about.
    pub(crate) about: &'static str,
    /// How one becomes a member.
    pub(crate) access: Access,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// What members are to it, since when; the owner first.
    pub(crate) people: Vec<(usize, Standing, Timestamp)>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorldEvent {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What it is about.
    pub(crate) about: &'static str,
    /// Where it is; empty where it is online.
    pub(crate) place: &'static str,
    /// Where it is online.
    pub(crate) link: &'static str,
    /// The zone of the place.
    pub(crate) zone: &'static str,
    /// When it begins.
    pub(crate) starts_at: Timestamp,
    /// When it ends.
    pub(crate) ends_at: Timestamp,
    /// How many seats there are.
    pub(crate) capacity: Option<u32>,
    /// When it was set up.
    pub(crate) created_at: Timestamp,
    /// When it was cancelled.
    pub(crate) cancelled_at: Option<Timestamp>,
    /// Who wants to come, since when, in turn; the first runs it. Whoever finds no seat waits.
    pub(crate) people: Vec<(usize, Timestamp)>,
}

/// A company's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorldCompany {
    /// What it is called.
    pub(crate) name: String,
    /// What it does.
    pub(crate) about: String,
    /// Its field.
    pub(crate) industry: String,
    /// Where it is.
    pub(crate) location: String,
    /// Who looks after the page.
    pub(crate) owner: usize,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// Who follows it, since when.
    pub(crate) followers: Vec<(usize, Timestamp)>,
    /// Competitors, by their places in the list.
    pub(crate) rivals: Vec<usize>,
}

/// Makes all of them for these members.
pub(super) fn settle(members: &[WorldMember], now: Timestamp, random: &mut Random) -> Communities {
    let groups = (0..GROUPS.len()).map(|number| group(number, members, now, random)).collect();
    let events = (0..EVENTS.len()).map(|number| event(number, members, now, random)).collect();
    Communities { groups, events, companies: companies(members, now, random) }
}

/// Some of the members who take part, each once and in no order; of the industry alone where that
/// gives enough. Not you, who are added where you belong.
fn some(
    members: &[WorldMember],
    industry: Option<&str>,
    most: usize,
    random: &mut Random,
) -> Vec<usize> {
    let takes_part = |place: &usize| members[*place].status == Status::Active;
    let all: Vec<usize> = (1..members.len()).filter(takes_part).collect();
    let alike = |place: &usize| industry.is_none_or(|name| members[*place].industry == name);
    let near: Vec<usize> = all.iter().copied().filter(alike).collect();
    let mut from = if near.len() >= 4 { near } else { all };
    for place in (1..from.len()).rev() {
        from.swap(place, random.below(place + 1));
    }
    from.truncate(most);
    from
}

/// An instant after a member joined and `from`, before `until`.
fn since(
    member: &WorldMember,
    from: Timestamp,
    until: Timestamp,
    random: &mut Random,
) -> Timestamp {
    let first = member.joined_at.max(from).micros();
    Timestamp::from_micros(random.between(first, until.micros().max(first + 1)))
}

fn group(
    number: usize,
    members: &[WorldMember],
    now: Timestamp,
    random: &mut Random,
) -> WorldGroup {
    let text = &GROUPS[number];
    let most = 8 + random.below(MOST);
    let mut people = some(members, text.industry, most.min(members.len() / 2 + 1), random);
    // You own one, moderate one, are invited to the hidden one, and are in some others.
    let mine = text.you;
    if mine == Some(Standing::Owner) || people.is_empty() {
        people.insert(0, 0);
    }
    let owner = people[0];
    let age = 20 * DAY + random.between(0, 400 * DAY);
    let created_at = Timestamp::from_micros(
        members[owner].joined_at.micros().max(now.micros() - age).min(now.micros() - HOUR),
    );
    let asks = text.access == Access::Request;
    let count = people.len();
    let mut standings: Vec<(usize, Standing, Timestamp)> = people
        .into_iter()
        .enumerate()
        .map(|(place, member)| {
            let standing = match place {
                0 => Standing::Owner,
                1 => Standing::Moderator,
                _ if asks && count > 6 && place + 3 > count => Standing::Asked,
                _ => Standing::Member,
            };
            let at = if place == 0 {
                created_at
            } else {
                since(&members[member], created_at, now, random)
            };
            (member, standing, at)
        })
        .collect();
    if let Some(standing) = mine.filter(|_| owner != 0) {
        standings.push((0, standing, since(&members[0], created_at, now, random)));
    }
    WorldGroup {
        name: text.name,
        about: text.about,
        access: text.access,
        created_at,
        people: standings,
    }
}

fn event(
    number: usize,
    members: &[WorldMember],
    now: Timestamp,
    random: &mut Random,
) -> WorldEvent {
    let text = &EVENTS[number];
    let midnight = now.micros().div_euclid(DAY) * DAY;
    let starts_at = Timestamp::from_micros(midnight + text.days * DAY + text.hour * HOUR);
    let ends_at = starts_at.plus(text.hours * HOUR);
    let most = 6 + random.below(MOST / 2);
    let mut people = some(members, None, most.min(members.len() / 2 + 1), random);
    if text.you {
        people.insert(usize::from(!text.yours).min(people.len()), 0);
    }
    if people.is_empty() {
        people.push(0);
    }
    let last = starts_at.min(now).plus(-HOUR);
    let organiser = &members[people[0]];
    let created_at = organiser.joined_at.max(starts_at.plus_days(-40)).min(last);
    let mut coming: Vec<(usize, Timestamp)> = people
        .iter()
        .skip(1)
        .map(|&member| (member, since(&members[member], created_at, last, random)))
        // Whoever joined after it was over was not there.
        .filter(|(_, at)| *at < ends_at)
        .collect();
    coming.sort_by_key(|(member, at)| (*at, *member));
    coming.insert(0, (people[0], created_at));
    WorldEvent {
        name: text.name,
        about: text.about,
        place: text.place,
        link: text.link,
        zone: text.zone,
        starts_at,
        ends_at,
        capacity: text.seats,
        created_at,
        cancelled_at: text.cancelled.then_some(last),
        people: coming,
    }
}

/// Pages of the companies that most people work at, and of yours.
fn companies(members: &[WorldMember], now: Timestamp, random: &mut Random) -> Vec<WorldCompany> {
    let mut staff: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, member) in members.iter().enumerate() {
        let takes_part = member.status == Status::Active;
        let current = member.positions.iter().find(|job| job.until.is_none());
        if let Some(job) = current.filter(|_| takes_part) {
            staff.entry(&job.company).or_default().push(place);
        }
    }
    let mut by_size: Vec<(&str, Vec<usize>)> = staff.into_iter().collect();
    by_size.sort_by_key(|(name, people)| {
        (!people.contains(&0), std::cmp::Reverse(people.len()), *name)
    });
    by_size.truncate(PAGES);
    let mut pages: Vec<WorldCompany> = by_size
        .iter()
        .enumerate()
        .map(|(place, (name, people))| page(place, (name, people), members, now, random))
        .collect();
    let industries: Vec<String> = pages.iter().map(|page| page.industry.clone()).collect();
    for (place, page) in pages.iter_mut().enumerate() {
        let alike = |other: &usize| *other != place && industries[*other] == industries[place];
        page.rivals = (0..industries.len()).filter(alike).take(3).collect();
    }
    pages
}

fn page(
    place: usize,
    (name, people): (&str, &[usize]),
    members: &[WorldMember],
    now: Timestamp,
    random: &mut Random,
) -> WorldCompany {
    let owner = people[0];
    let of = &members[owner];
    let created_at = of.joined_at.plus(HOUR).min(now.plus(-HOUR));
    let mut followers = some(members, Some(&of.industry), 4 + random.below(40), random);
    // You follow the first pages, yours among them.
    if place < 4 && owner != 0 {
        followers.push(0);
    }
    followers.retain(|member| *member != owner);
    let mut followers: Vec<(usize, Timestamp)> = followers
        .into_iter()
        .map(|member| (member, since(&members[member], created_at, now, random)))
        .collect();
    followers.insert(0, (owner, created_at));
    WorldCompany {
        name: name.to_owned(),
        about: format!(
            "{name} works in {}. Most of us are in {}.",
            of.industry.to_lowercase(),
            of.location
        ),
        industry: of.industry.clone(),
        location: of.location.clone(),
        owner,
        created_at,
        followers,
        rivals: Vec::new(),
    }
}

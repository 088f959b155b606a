//! Made-up people to search among.

use kith_app::ports::Clock as _;
use kith_core::person::Person;

use crate::{
    ports::SystemClock,
    world::{self, WorldMember, random::Random},
};

/// How many are made at once, on a stage of their own: the companies of a city are those of all.
const TOGETHER: usize = 20_000;
/// Syllables that family names are put together from, so that there are as many as in a real
/// network: a good 100,000.
const BEGINNINGS: [&str; 24] = [
    "Ar", "Bel", "Cor", "Dra", "El", "Fen", "Gor", "Hal", "Is", "Jan", "Kol", "Lin", "Mar", "Nor",
    "Ol", "Pet", "Quin", "Ros", "Sten", "Tor", "Ul", "Var", "Wes", "Zan",
];
const MIDDLES: [&str; 20] = [
    "a", "be", "co", "da", "en", "fi", "go", "hu", "il", "ja", "ko", "lo", "me", "ni", "or", "pu",
    "ra", "si", "to", "ve",
];
const ENDS: [&str; 20] = [
    "berg", "ev", "ford", "gaard", "hoff", "ic", "kamp", "lund", "mann", "nen", "ossi", "pov",
    "quist", "rsen", "ski", "tsov", "und", "vic", "wald", "yan",
];

/// So many people with names, jobs, schools, skills and places.
pub(super) fn people(members: u32, seed: u64) -> Vec<Person> {
    let now = SystemClock.now();
    let mut random = Random::new(seed);
    let mut people = Vec::with_capacity(members as usize);
    let mut stage = seed;
    while people.len() < members as usize {
        let many = TOGETHER.min(members as usize - people.len());
        stage += 1;
        let made = world::people(many, stage, now).into_iter().take(many);
        people.extend(made.map(|member| person(member, &mut random)));
    }
    people
}

fn person(member: WorldMember, random: &mut Random) -> Person {
    // Three of five have a family name that few others have.
    let last_name = if random.below(5) < 3 { family_name(random) } else { member.last_name };
    Person {
        handle: member.handle,
        first_name: member.first_name,
        last_name,
        headline: member.headline,
        location: member.location,
        industry: member.industry,
        positions: member.positions,
        education: member.education,
        skills: member.skills,
        ..Person::default()
    }
}

fn family_name(random: &mut Random) -> String {
    let mut name = BEGINNINGS[random.below(BEGINNINGS.len())].to_owned();
    for _ in 0..2 {
        name.push_str(MIDDLES[random.below(MIDDLES.len())]);
    }
    name.push_str(ENDS[random.below(ENDS.len())]);
    name
}

//! The members of the demo world: who they are, what they did, when they joined.

use std::collections::HashMap;

use kith_core::{
    account::{Gate, Plan, Role, Settings, Status},
    person::{Education, Position, longest},
    time::{DAY, HOUR, Timestamp, Zone},
};

use super::{
    WorldMember,
    fields::{FIELDS, Field},
    names::{Name, Names},
    places::CITIES,
    random::Random,
    scene::Scene,
    words,
};

/// Two years, over which members joined.
pub(super) const HISTORY: i64 = 730 * DAY;
/// Nobody joined later than this before now.
const NEWEST: i64 = 3 * HOUR;

/// A job of a life: the company by its place in the [`Scene`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Job {
    /// Where.
    pub(super) company: usize,
    /// The first year.
    pub(super) from: i32,
    /// The last year; this year for a job they still have.
    pub(super) until: i32,
    current: bool,
}

/// What the generator knows about a member beside the profile.
pub(super) struct Life {
    /// When they joined, in microseconds.
    pub(super) joined: i64,
    /// Where they live, as a place in [`CITIES`].
    pub(super) city: usize,
    /// Their industry, as a place in [`FIELDS`].
    pub(super) field: usize,
    /// Their jobs, newest first.
    pub(super) jobs: Vec<Job>,
    /// Their school, as a place in the [`Scene`].
    pub(super) school: Option<usize>,
    /// The language of their name.
    pub(super) culture: usize,
}

/// Everybody.
pub(super) struct Cast {
    /// The members as they will be stored.
    pub(super) members: Vec<WorldMember>,
    /// Their lives, in the same order.
    pub(super) lives: Vec<Life>,
    /// Where it happens.
    pub(super) scene: Scene,
}

/// Makes so many members.
pub(super) fn cast(count: usize, now: Timestamp, random: &mut Random) -> Cast {
    let scene = Scene::new(count, random);
    let names = Names::new();
    let zones: Vec<Zone> =
        CITIES.iter().map(|city| city.zone.parse().unwrap_or_else(|_| Zone::utc())).collect();
    let year = now.to_string().get(..4).and_then(|year| year.parse().ok()).unwrap_or(2026);
    let mut taken = HashMap::new();
    let mut cast =
        Cast { members: Vec::with_capacity(count), lives: Vec::with_capacity(count), scene };
    for number in 0..count {
        let life = life(number, &cast.scene, &names, year, now, random);
        let name = if number == 0 { robin() } else { names.make(life.culture, random) };
        let handle = free_handle(&name.latin, &mut taken);
        let zone = zones[life.city].clone();
        let mut member = profile(name, handle, &life, &cast.scene, year, random);
        member.settings = settings(zone, random);
        if number == 0 {
            member.role = Role::Operator;
            member.plan = Plan::Free;
            member.settings.gate = Gate::Everyone;
            member.settings.follow_first = false;
            member.settings.connections_visible = true;
            member.about = words::about(&FIELDS[life.field], CITIES[life.city].name, random);
        } else if count >= 200 && random.below(250) == 0 {
            member.status = Status::Deactivated;
        }
        cast.members.push(member);
        cast.lives.push(life);
    }
    cast
}

/// The member that you are signed in as.
fn robin() -> Name {
    let name = |text: &str| text.to_owned();
    Name { first: name("Robin"), last: name("Hale"), latin: name(super::YOU) }
}

fn life(
    number: usize,
    scene: &Scene,
    names: &Names,
    year: i32,
    now: Timestamp,
    random: &mut Random,
) -> Life {
    let city = if number == 0 { 0 } else { random.early(scene.cities()) };
    let local = random.percent(78);
    let culture = if local { CITIES[city].culture } else { random.below(names.cultures()) };
    let u = random.unit();
    let age = if number == 0 {
        610 * DAY
    } else {
        NEWEST + ((HISTORY - NEWEST) as f64 * (0.3 * u + 0.7 * u * u)) as i64
    };
    let years = if number == 0 { 11 } else { 1 + random.early(34) as i32 };
    let jobs = jobs(city, year - years, year, scene, random);
    let field = jobs.first().map_or(0, |job| scene.companies[job.company].field);
    let studied = number == 0 || random.percent(88);
    let school = studied.then(|| scene.school_near(city, random));
    Life { joined: now.plus(-age).micros(), city, field, jobs, school, culture }
}

/// Jobs from the year of graduation to this year, newest first.
fn jobs(city: usize, since: i32, year: i32, scene: &Scene, random: &mut Random) -> Vec<Job> {
    let company = scene.company_in(city, random);
    let field = scene.companies[company].field;
    let mut until = if random.percent(94) { year } else { year - 1 };
    let mut jobs: Vec<Job> = Vec::new();
    while until >= since && jobs.len() < 6 {
        let company = if jobs.is_empty() {
            company
        } else if random.percent(55) {
            scene.company_of(field, random)
        } else {
            scene.company_in(city, random)
        };
        let years = i32::from(!random.percent(12)) + random.early(8) as i32;
        let from = (until - years).max(since);
        let current = jobs.is_empty() && until == year;
        if jobs.last().is_none_or(|job| job.company != company) {
            jobs.push(Job { company, from, until, current });
        } else if let Some(job) = jobs.last_mut() {
            job.from = from;
        }
        until = from - i32::from(random.percent(35));
        if from == since {
            break;
        }
    }
    jobs
}

/// A handle that nobody has: the name, with a number where it is taken.
fn free_handle(latin: &str, taken: &mut HashMap<String, u32>) -> String {
    let base: String = latin.chars().take(32).collect();
    let base = base.trim_end_matches('-').to_owned();
    let seen = taken.entry(base.clone()).or_insert(0);
    *seen += 1;
    if *seen == 1 { base } else { format!("{base}-{seen}") }
}

fn profile(
    name: Name,
    handle: String,
    life: &Life,
    scene: &Scene,
    year: i32,
    random: &mut Random,
) -> WorldMember {
    let field = &FIELDS[life.field];
    let positions: Vec<Position> =
        life.jobs.iter().map(|job| position(job, life, scene, year, random)).collect();
    let first_year = life.jobs.last().map_or(year - 2, |job| job.from);
    let education =
        life.school.map(|school| education(&scene.schools[school], field, first_year, random));
    let skills = some_of(field.skills, 2 + random.below(5), random);
    let city = &CITIES[life.city];
    let headline = words::headline(positions.first(), field, random);
    let about =
        if random.percent(45) { words::about(field, city.name, random) } else { String::new() };
    let post = random.word(&["post.example", "mail.example", "letters.example"]);
    let plan = match random.below(100) {
        0..90 => Plan::Free,
        90..97 => Plan::Premium,
        _ => Plan::Navigator,
    };
    WorldMember {
        email: format!("{handle}@{post}"),
        handle,
        first_name: name.first,
        last_name: name.last,
        headline: headline.chars().take(longest::HEADLINE).collect(),
        location: format!("{}, {}", city.name, city.country),
        industry: field.name.to_owned(),
        about,
        plan,
        role: Role::Member,
        status: Status::Active,
        settings: Settings::default(),
        joined_at: Timestamp::from_micros(life.joined),
        positions,
        education: education.into_iter().collect(),
        skills,
    }
}

fn position(job: &Job, life: &Life, scene: &Scene, year: i32, random: &mut Random) -> Position {
    let company = &scene.companies[job.company];
    let started = life.jobs.last().map_or(job.from, |first| first.from);
    let level = match job.from - started + i32::from(job.current) * (year - job.from) / 3 {
        i32::MIN..=3 => 0,
        4..=11 => 1,
        _ => 2,
    };
    let title = if random.percent(12) {
        random.word(&words::ANYWHERE_TITLES[level])
    } else {
        random.word(FIELDS[company.field].titles[level])
    };
    Position {
        company: company.name.clone(),
        title: title.to_owned(),
        from: job.from,
        until: (!job.current).then_some(job.until),
    }
}

fn education(school: &str, field: &Field, first_year: i32, random: &mut Random) -> Education {
    let until = first_year - i32::from(random.percent(20));
    Education {
        school: school.to_owned(),
        degree: random.word(field.degrees).to_owned(),
        from: random.percent(80).then(|| until - 3 - i32::from(random.percent(40))),
        until: Some(until),
    }
}

/// So many of the words, each once, in a new order.
fn some_of(words: &[&str], count: usize, random: &mut Random) -> Vec<String> {
    let mut rest = words.to_vec();
    let count = count.min(rest.len());
    (0..count).map(|_| rest.swap_remove(random.below(rest.len())).to_owned()).collect()
}

fn settings(time_zone: Zone, random: &mut Random) -> Settings {
    const GATES: [(Gate, usize); 4] =
        [(Gate::Everyone, 86), (Gate::Email, 6), (Gate::SecondDegree, 6), (Gate::Nobody, 2)];
    let gate = GATES[random.weighted(&GATES.map(|(_, share)| share))].0;
    Settings {
        gate,
        connections_visible: !random.percent(8),
        follow_first: random.percent(4),
        time_zone,
        reminders: !random.percent(7),
        ..Settings::default()
    }
}

//! The parameters of the questions: the standard's files where they are there, else made of the
//! store, the same for the same seed.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use kith_app::Actor;
use kith_core::{
    account::{Role, Status},
    id::PostId,
    time::{Timestamp, Zone},
};
use kith_store::{Placed, Store, StoreError};

use super::questions::{Kind, Question, What};
use crate::{Failure, readers::snb::companies, world::random::Random};

/// The years before which people may have begun to work somewhere.
const YEARS: std::ops::Range<i64> = 1998..2014;
/// Feeds are asked for before an instant of the last so many per cent of the time: they reach back
/// to the newest 512 posts of everybody.
const LAST_PER_CENT: i64 = 10;
/// Among so many posts those are looked for that stand in a group, or have comments.
const SAMPLE: usize = 4_000;

/// Every question with its parameters.
pub(super) struct Sets {
    by_kind: BTreeMap<Kind, Vec<Question>>,
    /// Every first name, once.
    pub(super) first_names: Vec<String>,
    /// Where the parameters come from, for people.
    pub(super) notes: Vec<String>,
}

impl Sets {
    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Question> {
        self.by_kind.values().flatten()
    }

    /// Those of one kind.
    pub(super) fn of(&self, kind: Kind) -> &[Question] {
        self.by_kind.get(&kind).map_or(&[], Vec::as_slice)
    }
}

/// Who and what is there to be asked about.
struct Known {
    people: Vec<Actor>,
    places: HashMap<String, usize>,
    names: Vec<String>,
    posts: Vec<Placed>,
    /// Some posts that stand in groups, and some that have comments.
    grouped: Vec<PostId>,
    commented: Vec<PostId>,
    oldest: i64,
    newest: i64,
    countries: BTreeMap<String, Vec<String>>,
}

/// Reads or makes so many parameters of each question.
pub(super) fn read(dir: &Path, store: &Store, count: usize, seed: u64) -> Result<Sets, Failure> {
    let known = known(dir, store, seed)?;
    if known.people.len() < 2 || known.posts.is_empty() {
        return Err(Failure::new(
            "this store has no people with posts in it; bring the data set in with `kith import \
             snb`, or name another store with --data or --store",
        ));
    }
    let mut sets =
        Sets { by_kind: BTreeMap::new(), first_names: known.names.clone(), notes: Vec::new() };
    sets.first_names.sort();
    sets.first_names.dedup();
    let (mut files, mut made) = (Vec::new(), Vec::new());
    for (number, kind) in (0_u64..).zip(Kind::ALL) {
        let mut random = Random::new(seed.wrapping_add(number << 32));
        let questions = match file(dir, kind) {
            Some(path) => {
                files.push(kind.name());
                from_file(&path, kind, &known, count)?
            }
            None => {
                made.push(kind.name());
                (0..count).map(|_| known.make(kind, &mut random)).collect()
            }
        };
        sets.by_kind.insert(kind, questions);
    }
    let short = |names: &[&str]| -> String {
        let words: Vec<_> = names.iter().filter_map(|name| name.split(' ').next()).collect();
        words.join(", ")
    };
    if !files.is_empty() {
        sets.notes.push(format!("parameters from the standard's files: {}", short(&files)));
    }
    if !made.is_empty() {
        sets.notes.push(format!("parameters made of the store, seed {seed}: {}", short(&made)));
    }
    Ok(sets)
}

fn known(dir: &Path, store: &Store, seed: u64) -> Result<Known, Failure> {
    let countries = companies::by_country(dir).map_err(|error| Failure::new(error.to_string()))?;
    let (mut people, mut names, mut places) = (Vec::new(), Vec::new(), HashMap::new());
    let mut last = None;
    loop {
        let found = store.read(|reads| reads.people_after(last, 2_000))?;
        let Some(end) = found.last() else { break };
        last = Some(end.known.id);
        for account in found.into_iter().filter(|one| one.status == Status::Active) {
            let (id, person) = (account.known.id, account.known.person);
            let name = person.full_name();
            names.push(person.first_name);
            places.insert(person.handle.clone(), people.len());
            let (role, zone) = (Role::Member, Zone::utc());
            people.push(Actor {
                id,
                handle: person.handle,
                name,
                role,
                zone,
                leaves_views: false,
                photo: None,
            });
        }
    }
    let mut posts: Vec<Placed> = Vec::new();
    loop {
        let found = store.read(|reads| reads.posts_placed(posts.last().copied(), 4_096))?;
        if found.is_empty() {
            break;
        }
        posts.extend(found);
    }
    let times = || posts.iter().map(|post| post.at.micros());
    let (oldest, newest) = (times().min().unwrap_or_default(), times().max().unwrap_or_default());
    let (grouped, commented) = sample(store, &posts, &mut Random::new(seed))?;
    Ok(Known { people, places, names, posts, grouped, commented, oldest, newest, countries })
}

/// Of some posts, taken by chance, those that stand in groups, and those that have comments.
fn sample(
    store: &Store,
    posts: &[Placed],
    random: &mut Random,
) -> Result<(Vec<PostId>, Vec<PostId>), StoreError> {
    let (mut grouped, mut commented) = (Vec::new(), Vec::new());
    store.read(|reads| {
        for _ in 0..SAMPLE {
            let Some(placed) = posts.get(random.below(posts.len())) else { continue };
            let post = reads.post(placed.post)?;
            grouped.extend(post.filter(|post| post.group.is_some()).map(|post| post.id));
            if reads.echo_of(placed.post, placed.author, &[])?.comments > 0 {
                commented.push(placed.post);
            }
        }
        Ok((grouped, commented))
    })
}

impl Known {
    fn anybody(&self, random: &mut Random) -> Actor {
        self.people[random.below(self.people.len())].clone()
    }

    fn member(&self, random: &mut Random) -> What {
        let one = self.anybody(random);
        What::Member(one.id, one.handle)
    }

    fn worked(&self, country: &str, year: i32) -> What {
        let companies = self.countries.get(country).cloned().unwrap_or_default();
        What::Worked(companies.into(), year)
    }

    /// A question with parameters taken by chance.
    fn make(&self, kind: Kind, random: &mut Random) -> Question {
        let who = self.anybody(random);
        let what = match kind {
            Kind::Ic1 => What::Named(self.names[random.below(self.names.len())].clone()),
            Kind::Ic2 | Kind::Ic9 => {
                let last = (self.newest - self.oldest) / 100 * LAST_PER_CENT;
                let from = self.newest - last;
                What::Before(Timestamp::from_micros(random.between(from, self.newest + 1)))
            }
            Kind::Ic10 | Kind::Is3 => What::Mine,
            Kind::Ic11 => {
                let country = self.countries.keys().nth(random.below(self.countries.len()));
                let year = random.between(YEARS.start, YEARS.end);
                let year = i32::try_from(year).unwrap_or(i32::MAX);
                self.worked(country.map_or("", String::as_str), year)
            }
            // A path leads to somebody else.
            Kind::Ic13 | Kind::Ic14 => loop {
                match self.member(random) {
                    What::Member(other, _) if other == who.id => {}
                    what => break what,
                }
            },
            Kind::Is1 | Kind::Is2 => self.member(random),
            Kind::Is4 | Kind::Is5 | Kind::Is6 | Kind::Is7 => What::Post(self.post(kind, random)),
        };
        Question { kind, who, what }
    }

    /// Any post; for IS6 every other one stands in a group, for IS7 every other one has comments.
    fn post(&self, kind: Kind, random: &mut Random) -> PostId {
        let some = match kind {
            Kind::Is6 => &self.grouped[..],
            Kind::Is7 => &self.commented[..],
            _ => &[],
        };
        match some.get(random.below(2 * some.len())) {
            Some(post) => *post,
            None => self.posts[random.below(self.posts.len())].post,
        }
    }
}

/// The standard's file for a question, where it is there.
fn file(dir: &Path, kind: Kind) -> Option<PathBuf> {
    let number = match kind {
        Kind::Ic1 => 1,
        Kind::Ic2 => 2,
        Kind::Ic9 => 9,
        Kind::Ic10 => 10,
        Kind::Ic11 => 11,
        Kind::Ic13 => 13,
        Kind::Ic14 => 14,
        _ => return None,
    };
    let name = format!("substitution_parameters/interactive_{number}_param.txt");
    let places = [Some(dir), dir.parent()];
    places.into_iter().flatten().map(|place| place.join(&name)).find(|path| path.is_file())
}

/// The first so many rows of a file: the person who asks, and what follows.
fn from_file(
    path: &Path,
    kind: Kind,
    known: &Known,
    count: usize,
) -> Result<Vec<Question>, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    let mut questions = Vec::new();
    for (line, row) in (1..).zip(text.lines()).skip(1).filter(|(_, row)| !row.trim().is_empty()) {
        if questions.len() == count {
            break;
        }
        let values: Vec<&str> = row.split('|').map(str::trim).collect();
        let question = one(kind, &values, known).ok_or_else(|| {
            let what = kind.name();
            Failure::new(format!(
                "{}, line {line}: no parameter of {what}: {row:?}",
                path.display()
            ))
        })?;
        questions.push(question);
    }
    Ok(questions)
}

fn one(kind: Kind, values: &[&str], known: &Known) -> Option<Question> {
    let person = |place: usize| -> Option<&Actor> {
        let handle = format!("person-{}", values.get(place)?);
        known.people.get(*known.places.get(&handle)?)
    };
    let who = person(0)?.clone();
    let what = match kind {
        Kind::Ic1 => What::Named((*values.get(1)?).to_owned()),
        Kind::Ic2 | Kind::Ic9 => {
            let millis: i64 = values.get(1)?.parse().ok()?;
            What::Before(Timestamp::from_micros(millis.checked_mul(1_000)?))
        }
        Kind::Ic11 => known.worked(&values.get(1)?.replace('_', " "), values.get(2)?.parse().ok()?),
        Kind::Ic13 | Kind::Ic14 => {
            let other = person(1)?;
            What::Member(other.id, other.handle.clone())
        }
        _ => What::Mine,
    };
    Some(Question { kind, who, what })
}

//! The oracle: whether an upload tells who is a member. It must not, by no answer, by no pause, and by
//! nothing that is asked of the database.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use kith_core::id::MemberId;
use serde_json::Value;

use super::{
    client::{Client, Member, text},
    reconnect::{Listed, archive_of, confirm, listed, profile},
    server::{Flags, Server, number, on_each},
};

/// How many people of a kind an archive lists.
const PEOPLE: usize = 10;
/// How often each kind is measured.
const ROUNDS: usize = 40;
/// How often each person is looked up at most to show that a lookup is found.
const MOST_LOOKS: usize = 200;
/// How rarely all comparisons of a run may be wrong together.
const ALPHA: f64 = 1e-4;

/// Who the people in an archive are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    /// Nobody here.
    Outsiders,
    /// Members who want to be reconnected, and do not list the owner.
    Willing,
    /// Members who do list the owner: they will be asked, later.
    Mutual,
    /// Members who list the owner and do not want to be reconnected.
    Unwilling,
    /// Members who list the owner, want it, and block the owner.
    Blocking,
}

const ALL: [Who; 5] = [Who::Outsiders, Who::Willing, Who::Mutual, Who::Unwilling, Who::Blocking];

/// The people of one kind as an archive lists them, under names that are the same for each kind.
type People = Vec<(String, String, String)>;

/// A small network, and somebody who wants to know who is in it.
struct World {
    owner: Member,
    people: BTreeMap<Who, People>,
}

impl World {
    fn new(server: &Server, anyone: &Client) -> Self {
        let owner = anyone.join("mia");
        confirm(server, anyone, &[&owner]);
        let mut people = BTreeMap::new();
        for who in ALL {
            people.insert(who, crowd(server, anyone, &owner, who));
        }
        Self { owner, people }
    }

    /// An archive that lists the people of a kind.
    fn archive(&self, who: Who) -> Vec<u8> {
        let rows: Vec<Listed<'_>> = self.people[&who]
            .iter()
            .map(|(name, end, email)| (&name[..], &end[..], &email[..]))
            .collect();
        archive_of(&self.owner.email, &profile(&self.owner), &rows)
    }

    /// Uploads it, takes it over, looks at everything, and forgets it all again: what was answered,
    /// and how long each took.
    fn tries(&self, bytes: &[u8]) -> (Vec<Value>, [Duration; 3]) {
        let owner = &self.owner;
        let begun = Instant::now();
        let seen = owner.uploads(bytes).is(201);
        let upload = begun.elapsed();
        let begun = Instant::now();
        let taken = owner.takes_to_reconnect(text(&seen["id"])).is(200);
        let apply = begun.elapsed();
        let mut told = vec![seen, taken];
        let begun = Instant::now();
        for path in ["/archive", "/desk", "/reconnect", "/reconnect/offers", "/notifications"] {
            told.push(owner.get(path).is(200));
        }
        let reads = begun.elapsed();
        for path in ["/desk", "/reconnect"] {
            owner.delete(path).done();
        }
        (told.iter().map(blurred).collect(), [upload, apply, reads])
    }
}

/// Members of a kind, or nobody; the same names for each.
fn crowd(server: &Server, anyone: &Client, owner: &Member, who: Who) -> People {
    // The same length whether there is somebody or not.
    let handle = || format!("kim-{:06}", number());
    if who == Who::Outsiders {
        let outsider = |_| {
            let handle = handle();
            let email = format!("{handle}@example.org");
            ("Kim Petrova".to_owned(), format!("{handle}-elsewhere"), email)
        };
        return (0..PEOPLE).map(outsider).collect();
    }
    let members: Vec<Member> = (0..PEOPLE)
        .map(|_| {
            let handle = handle();
            assert_eq!(anyone.sign_up(&handle, &Value::Null).status, 201);
            anyone.sign_in(&handle)
        })
        .collect();
    confirm(server, anyone, &members.iter().collect::<Vec<_>>());
    for member in &members {
        match who {
            Who::Willing => member.brings_along(&[("No Body", "nobody-here", "")]),
            _ => member.lists(&[owner]),
        }
        match who {
            Who::Unwilling => member.delete("/reconnect").done(),
            Who::Blocking => member.put(&format!("/blocks/{}", owner.handle)).done(),
            _ => {}
        }
    }
    let row = |member: &Member| {
        let (_, end, _) = listed(member);
        ("Kim Petrova".to_owned(), end, member.email.clone())
    };
    members.iter().map(row).collect()
}

/// Without ids and instants.
fn blurred(value: &Value) -> Value {
    match value {
        Value::String(text) if text.parse::<jiff::Timestamp>().is_ok() => Value::from("TIME"),
        Value::String(text) if text.parse::<MemberId>().is_ok() => Value::from("ID"),
        Value::Array(list) => list.iter().map(blurred).collect(),
        Value::Object(object) => {
            object.iter().map(|(name, one)| (name.clone(), blurred(one))).collect()
        }
        other => other.clone(),
    }
}

/// How likely two samples of one distribution are to differ at least as much as these: by the sum of
/// ranks (Mann and Whitney), both ways, with the normal distribution's tail.
fn chance(a: &[Duration], b: &[Duration]) -> f64 {
    let mut all: Vec<(Duration, bool)> = a.iter().map(|one| (*one, true)).collect();
    all.extend(b.iter().map(|one| (*one, false)));
    all.sort_unstable();
    let ranks = all.iter().enumerate().filter(|(_, (_, first))| *first);
    let sum: f64 = ranks.map(|(place, _)| place as f64 + 1.0).sum();
    let (m, n) = (a.len() as f64, b.len() as f64);
    let (mean, deviation) = (m * (m + n + 1.0) / 2.0, (m * n * (m + n + 1.0) / 12.0).sqrt());
    tail((sum - mean).abs() / deviation)
}

/// How much of the normal distribution lies farther out than this, both ways.
fn tail(z: f64) -> f64 {
    // Mills' ratio as a continued fraction, which is exact far out; near the middle nothing depends
    // on the exact value.
    if z < 1.0 {
        return 1.0;
    }
    let ratio = (1..60).rev().fold(z, |below, step| z + f64::from(step) / below).recip();
    2.0 * ratio * (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt()
}

#[test]
fn the_statistic_knows_same_from_different() {
    assert!((tail(1.959_964) - 0.05).abs() < 1e-4 && (tail(3.890_592) - 1e-4).abs() < 1e-7);
    let ramp = |from: u64| (0..40).map(|one| Duration::from_micros(from + one * 7)).collect();
    let (a, b, late): (Vec<_>, Vec<_>, Vec<_>) = (ramp(1_000), ramp(1_003), ramp(1_200));
    assert!(chance(&a, &b) > ALPHA && chance(&a, &late) < ALPHA);
}

/// Rounds in which every kind has its turn, each time in another order.
fn turns() -> impl Iterator<Item = Who> {
    (0..ROUNDS).flat_map(|round| {
        let mut order = ALL;
        order.rotate_left(round % ALL.len());
        if round % 2 == 1 {
            order.reverse();
        }
        order
    })
}

#[test]
fn an_upload_tells_by_no_answer_and_no_pause_who_is_a_member() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let world = World::new(server, &anyone);
        let archives: BTreeMap<Who, Vec<u8>> =
            ALL.iter().map(|who| (*who, world.archive(*who))).collect();
        let (first, _) = world.tries(&archives[&Who::Outsiders]);
        let mut times: BTreeMap<Who, [Vec<Duration>; 3]> = BTreeMap::new();
        for who in turns() {
            let (told, took) = world.tries(&archives[&who]);
            assert_eq!(told, first, "{who:?} and outsiders are answered alike");
            let kept = times.entry(who).or_default();
            kept.iter_mut().zip(took).for_each(|(kept, took)| kept.push(took));
        }
        let outsiders = &times[&Who::Outsiders];
        let compared = (ALL.len() - 1) * outsiders.len();
        for (who, times) in times.iter().filter(|(who, _)| **who != Who::Outsiders) {
            for (what, (a, b)) in
                ["upload", "apply", "reads"].iter().zip(times.iter().zip(outsiders))
            {
                let chance = chance(a, b);
                eprintln!("{who:?}, {what}: {chance:.3}");
                assert!(
                    chance * compared as f64 > ALPHA,
                    "{what} of {who:?} takes another time than of outsiders: {chance}"
                );
            }
        }
        // The same measure does find what looks people up, as a leaky upload would: a profile that is
        // there takes longer than one that is not. On a busy machine that takes more looks.
        let looks = |end: &str| {
            let begun = Instant::now();
            world.owner.get(&format!("/members/{}", end.trim_end_matches("-elsewhere")));
            begun.elapsed()
        };
        let (mut here, mut nowhere, mut leak) = (Vec::new(), Vec::new(), 1.0);
        for _ in 0..MOST_LOOKS {
            for (a, b) in world.people[&Who::Willing].iter().zip(&world.people[&Who::Outsiders]) {
                here.push(looks(&a.1));
                nowhere.push(looks(&b.1));
            }
            leak = chance(&here, &nowhere);
            if here.len() >= ROUNDS && leak < ALPHA {
                break;
            }
        }
        eprintln!("{} lookups: {leak:e}", here.len());
        assert!(leak < ALPHA, "the measure finds nothing: {leak}");
    });
}

/// How often an act is looked at before it counts as different: the server's own due work may come in
/// between, and finds nothing or something to forget.
const LOOKS: usize = 4;

/// A statement that only a call for the labels asks.
const MARK: &str = "labels_counted";

/// The statements that the log tells of between one mark and the next, but for those of threads that
/// only follow the journal.
fn between_marks(log: &str) -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    for line in log.lines().filter(|line| !line.contains("kith-followers")) {
        let Some((_, name)) = line.split_once("asked: ") else { continue };
        let name = name.split_whitespace().next().unwrap_or_default();
        if name == MARK {
            found.push(Vec::new());
        } else if let Some(last) = found.last_mut() {
            last.push(name.to_owned());
        }
    }
    found
}

/// What the store was asked in each of these acts, sorted.
fn asked(server: &Server, owner: &Member, acts: &[&dyn Fn()]) -> Vec<Vec<String>> {
    let mark = || drop(owner.get("/labels").is(200));
    let before = between_marks(&server.log()).len();
    for act in acts {
        mark();
        act();
    }
    mark();
    let begun = Instant::now();
    loop {
        let mut found = between_marks(&server.log());
        if found.len() > before + acts.len() {
            let mut found = found.split_off(before);
            found.truncate(acts.len());
            found.iter_mut().for_each(|names| names.sort_unstable());
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "the trace is not whole");
        std::thread::yield_now();
    }
}

#[test]
fn an_upload_and_the_round_after_it_ask_the_database_the_same_whoever_is_a_member() {
    let flags = Flags { log: Some("kith_store::sql=trace"), ..Flags::SANDBOX };
    on_each(flags, |server| {
        let anyone = Client::anonymous(server);
        let world = World::new(server, &anyone);
        // What is due is done; from here on only the owner's round is.
        anyone.advance("P2D");
        let owner = &world.owner;
        let idle = || drop(anyone.advance("PT1S"));
        let always: BTreeSet<String> =
            asked(server, owner, &[&idle, &idle]).into_iter().flatten().collect();
        let run = |who: Who| {
            let bytes = world.archive(who);
            let upload = || drop(owner.uploads(&bytes).is(201));
            let apply = || {
                let id = owner.get("/archive").is(200)["id"].clone();
                owner.takes_to_reconnect(text(&id)).is(200);
            };
            let round = || drop(anyone.advance("PT25H"));
            let mut asked = asked(server, owner, &[&upload, &apply, &round]);
            // What is asked every second anyway says nothing of this.
            asked.iter_mut().for_each(|names| names.retain(|name| !always.contains(name)));
            owner.delete("/desk").done();
            asked
        };
        let mut first = run(Who::Outsiders);
        for _ in 0..LOOKS {
            let again = run(Who::Outsiders);
            let same = again == first;
            first = again;
            if same {
                break;
            }
        }
        assert!(first[1].iter().any(|name| name == "put_brought"), "{first:?}");
        assert!(first[2].iter().any(|name| name == "put_mark"), "{first:?}");
        for who in [Who::Willing, Who::Unwilling, Who::Blocking] {
            let told = (0..LOOKS).map(|_| run(who)).find(|told| *told == first);
            assert_eq!(told.unwrap_or_else(|| run(who)), first, "{who:?}");
        }
        // Whom the owner is to be told of is another matter; and so the measure can fail.
        let mutual = run(Who::Mutual);
        assert_ne!(mutual[2], first[2]);
        assert!(mutual[2].iter().any(|name| name == "insert_offer"), "{mutual:?}");
        let told = (0..LOOKS).map(|_| run(Who::Mutual)).find(|told| told[..2] == first[..2]);
        assert!(told.is_some(), "the upload itself is the same all the same: {mutual:?}");
    });
}

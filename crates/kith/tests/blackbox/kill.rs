//! SIGKILL while invitations are being taken: what was acknowledged is there once, what was not is
//! there once or not at all, and a repeated request changes nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use kith_sim::databases::on_each;
use kith_store::Location;
use serde_json::{Value, json};
use ureq::Agent;

use super::{
    back_door,
    client::{Client, items, text},
    imports::{Folder, agrees, done, import},
    server::{Flags, Server},
};

/// How many clients send at once.
const CLIENTS: usize = 16;
/// How long so many invitations may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// How much is done.
struct Size {
    /// Members who send, each to as many; 20 in ten minutes are no burst (R8).
    senders: usize,
    each: usize,
    /// How often the server is killed.
    kills: usize,
}

impl Size {
    /// Small, or what KITH_FULL=1 asks for.
    fn of_this_run() -> Self {
        if std::env::var_os("KITH_FULL").is_some_and(|full| full == "1") {
            Self { senders: 1_000, each: 20, kills: 5 }
        } else {
            Self { senders: 200, each: 10, kills: 2 }
        }
    }

    const fn all(&self) -> usize {
        self.senders * self.each
    }
}

/// One invitation that somebody means to send.
#[derive(Clone)]
struct Wish {
    sender: usize,
    to: String,
    key: String,
}

/// What is known about the wishes so far.
#[derive(Default)]
struct Known {
    /// Sent and answered: the id by recipient, by sender.
    acknowledged: BTreeMap<usize, BTreeMap<String, String>>,
    /// Sent, but the connection broke before the answer.
    unanswered: Vec<Wish>,
    /// How many were answered.
    count: usize,
}

/// Even numbers send to odd ones, so that nobody is invited by whom they invite; each knows their
/// neighbour, whom they leave out.
fn members(location: &Location, size: &Size) -> Vec<String> {
    let folder = Folder::new();
    let pairs: String = (0..size.senders).fold(String::new(), |mut text, pair| {
        let _ = writeln!(text, "{},{}", 2 * pair, 2 * pair + 1);
        text
    });
    done(import(location, "edges", &folder.file("pairs.csv", pairs)));
    let senders: Vec<String> =
        (0..size.senders).map(|pair| format!("member-{}", 2 * pair)).collect();
    back_door::tokens(location, &senders)
}

/// Every wish, turn by turn through the senders.
fn wishes(size: &Size) -> Vec<Wish> {
    let one = |turn: usize, sender: usize| {
        let pair = (sender + turn + 1) % size.senders;
        let to = format!("member-{}", 2 * pair + 1);
        Wish { sender, key: format!("{sender}-{turn}"), to }
    };
    (0..size.each).flat_map(|turn| (0..size.senders).map(move |s| one(turn, s))).collect()
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_idle_connections_per_host(CLIENTS)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into()
}

/// Sends an invitation: status and body, or nothing where the connection broke.
fn send(agent: &Agent, address: &str, token: &str, wish: &Wish) -> Option<(u16, Value)> {
    let request = agent
        .post(format!("{address}/api/v1/invitations"))
        .header("authorization", format!("Bearer {token}"))
        .header("idempotency-key", &wish.key);
    let mut response = request.send_json(json!({"to": wish.to, "source": "search"})).ok()?;
    let body = response.body_mut().read_json().ok()?;
    Some((response.status().as_u16(), body))
}

/// Many clients send what is left, until the server is killed after `enough` answers in all.
fn storm(
    server: &Server,
    tokens: &[String],
    left: &mut Vec<Wish>,
    known: &mut Known,
    enough: usize,
) {
    let (agent, next) = (agent(), AtomicUsize::new(0));
    let (answered, broken) = (AtomicUsize::new(known.count), AtomicUsize::new(0));
    let shared = Mutex::new(std::mem::take(known));
    let client = || {
        while broken.load(Ordering::SeqCst) == 0 {
            let Some(wish) = left.get(next.fetch_add(1, Ordering::SeqCst)) else { break };
            match send(&agent, server.address(), &tokens[wish.sender], wish) {
                Some((status, body)) => {
                    assert_eq!(status, 201, "{}: {body}", wish.key);
                    let id = text(&body["id"]).to_owned();
                    let mut known = shared.lock().expect("no client failed");
                    let mine = known.acknowledged.entry(wish.sender).or_default();
                    assert!(mine.insert(wish.to.clone(), id).is_none(), "{}: twice", wish.key);
                    known.count += 1;
                    answered.fetch_add(1, Ordering::SeqCst);
                }
                None => {
                    broken.fetch_add(1, Ordering::SeqCst);
                    shared.lock().expect("no client failed").unanswered.push(wish.clone());
                }
            }
        }
    };
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        let begun = Instant::now();
        while answered.load(Ordering::SeqCst) < enough
            && !clients.iter().all(|one| one.is_finished())
        {
            assert!(begun.elapsed() < PATIENCE, "{answered:?} of {enough} answers");
            std::thread::sleep(Duration::from_millis(1));
        }
        server.kill();
    });
    let sent = next.load(Ordering::SeqCst).min(left.len());
    left.drain(..sent);
    *known = shared.into_inner().expect("no client failed");
}

/// Reads every sender's list: each acknowledged invitation is there once under its id, and nothing
/// is there that nobody sent.
fn compare(server: &Server, tokens: &[String], known: &Known) -> usize {
    let anonymous = Client::anonymous(server);
    let mut unanswered = BTreeMap::<usize, BTreeSet<&str>>::new();
    for wish in &known.unanswered {
        unanswered.entry(wish.sender).or_default().insert(&wish.to);
    }
    let (nobody, none) = (BTreeMap::new(), BTreeSet::new());
    let mut kept = 0;
    for (sender, token) in tokens.iter().enumerate() {
        let page = anonymous.with_token(token).get("/invitations?box=sent&limit=100").is(200);
        assert!(page["next"].is_null(), "{page}");
        let mut there = BTreeMap::new();
        for one in items(&page) {
            let (to, id) = (text(&one["member"]["handle"]).to_owned(), text(&one["id"]).to_owned());
            assert_eq!(one["state"], "pending", "{one}");
            assert!(there.insert(to, id).is_none(), "sender {sender}: twice: {one}");
        }
        let acknowledged = known.acknowledged.get(&sender).unwrap_or(&nobody);
        for (to, id) in acknowledged {
            assert_eq!(there.remove(to).as_ref(), Some(id), "sender {sender} to {to} is lost");
        }
        let open = unanswered.get(&sender).unwrap_or(&none);
        for to in there.keys() {
            assert!(open.contains(to.as_str()), "sender {sender}: nobody sent one to {to}");
        }
        kept += there.len();
    }
    kept
}

/// Sends again, under the same keys, what broke off and some of what did not.
fn repeat(server: &Server, tokens: &[String], all: &[Wish], known: &mut Known) {
    let agent = agent();
    for wish in std::mem::take(&mut known.unanswered) {
        let answer = send(&agent, server.address(), &tokens[wish.sender], &wish);
        let (status, body) = answer.expect("the server is there");
        assert_eq!(status, 201, "{}: {body}", wish.key);
        let mine = known.acknowledged.entry(wish.sender).or_default();
        mine.insert(wish.to, text(&body["id"]).to_owned());
        known.count += 1;
    }
    for wish in all.iter().step_by(37) {
        let Some(id) = known.acknowledged.get(&wish.sender).and_then(|mine| mine.get(&wish.to))
        else {
            continue;
        };
        let answer = send(&agent, server.address(), &tokens[wish.sender], wish);
        let (status, body) = answer.expect("the server is there");
        assert_eq!((status, text(&body["id"])), (201, id.as_str()), "{}", wish.key);
    }
}

#[test]
fn no_acknowledged_invitation_is_lost_or_doubled_when_the_server_is_killed() {
    let size = Size::of_this_run();
    on_each("kill", |location| {
        let tokens = members(location, &size);
        let all = wishes(&size);
        let (mut left, mut known) = (all.clone(), Known::default());
        let (mut kept, mut broken, begun) = (0, 0, Instant::now());
        for kill in 1..=size.kills {
            let server = Server::start(location, Flags::default());
            let enough = size.all() * kill / (size.kills + 1);
            storm(&server, &tokens, &mut left, &mut known, enough);
            assert!(!left.is_empty(), "the server was killed too late");
            broken += known.unanswered.len();
            let server = Server::start(location, Flags::default());
            kept += compare(&server, &tokens, &known);
            repeat(&server, &tokens, &all, &mut known);
            assert_eq!(compare(&server, &tokens, &known), 0);
        }
        let server = Server::start(location, Flags::default());
        storm(&server, &tokens, &mut left, &mut known, usize::MAX);
        assert_eq!((known.count, left.len()), (size.all(), 0));
        let server = Server::start(location, Flags::default());
        assert_eq!(compare(&server, &tokens, &known), 0);
        drop(server);
        let said = agrees(location);
        let expected = format!("{} connections, {} invitations", size.senders, size.all());
        assert!(said.contains(&expected), "{said}");
        println!(
            "{}: {} acknowledged, {} kills, {broken} unanswered of which {kept} had been kept; \
             none lost, none doubled; {:.1?}",
            if matches!(location, Location::Postgres(_)) { "PostgreSQL" } else { "SQLite" },
            known.count,
            size.kills + 1,
            begun.elapsed()
        );
    });
}

//! No oracle: who invites an address by e-mail is told nothing of whose it is. Answers are equal to
//! the byte, the same statements are run, and no clock tells the difference.

use std::{collections::BTreeMap, time::Instant};

use kith_sim::databases;
use serde_json::json;

use super::{
    client::{Answer, Client, Member, PASSWORD},
    everywhere::{Hints, blur, blurred, difference, everything},
    news::outbox,
    server::{Flags, Server, number, on_each},
};

/// So that budgets are in nobody's way.
const WIDE: &str = "[plans.free]\nweekly_invitations = 100000\npending_invitations = 100000\n\
    [email_invitations]\nsender_day = 100000\nnetwork_day = 100000\nrecipient_day = 100000\n";

/// What an address may be. Each makes a fresh one of its kind, as long as any other.
type Make = fn(&Server, &Client, &Member) -> String;

fn fresh(kind: &str) -> (String, String) {
    let handle = format!("{kind}-{:07}", number());
    let email = format!("{handle}@example.org");
    (handle, email)
}

fn joined(anyone: &Client, kind: &str) -> Member {
    let (handle, _) = fresh(kind);
    anyone.sign_up(&handle, &json!({"first_name": "Ada"})).is(201);
    anyone.sign_in(&handle)
}

const KINDS: [(&str, Make); 6] = [
    ("nobody", |_, _, _| fresh("addr").1),
    ("a member", |_, anyone, _| joined(anyone, "addr").email),
    ("who blocks", |_, anyone, sender| {
        let member = joined(anyone, "addr");
        member.put(&format!("/blocks/{}", sender.handle)).done();
        member.email
    }),
    ("behind a gate", |_, anyone, _| {
        let member = joined(anyone, "addr");
        member.patch("/members/me/settings", &json!({"gate": "nobody"})).is(200);
        member.email
    }),
    ("deactivated", |_, anyone, _| {
        let member = joined(anyone, "addr");
        member.post("/members/me/deactivate", &json!({"password": PASSWORD})).is(200);
        member.email
    }),
    ("opted out", |server, anyone, _| {
        let (_, email) = fresh("addr");
        let other = joined(anyone, "other");
        other.emails(&email).is(200);
        anyone.advance("PT1S");
        let mail = outbox(server, Some(&email)).pop().expect("a mail");
        let path = mail.unsubscribe.strip_prefix(server.address()).expect("a link here");
        assert_eq!(anyone.send("POST", path, &[], Some(b"")).status, 200);
        email
    }),
];

/// An answer with what two requests have each of their own taken out: ids, instants, the address.
fn same(answer: &Answer, email: &str) -> String {
    // An instant may have fewer digits, and so an answer may be shorter.
    let skip = ["date", "kith-revision", "ratelimit", "content-length"];
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !skip.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    blur(&format!("{} {headers:?} {}", answer.status, answer.text().replace(email, "EMAIL")))
}

#[test]
fn whoever_has_the_address_the_answers_are_equal_to_the_byte() {
    on_each(Flags::sandbox_with(WIDE), |server| {
        let anyone = Client::anonymous(server);
        let mut seen = BTreeMap::<&str, Vec<String>>::new();
        for (kind, make) in KINDS {
            // Each sender has done the same, so that all that they may read can be compared.
            let sender = joined(&anyone, "sender");
            let email = make(server, &anyone, &sender);
            let mut told = Vec::new();
            let first = sender.emails(&email);
            told.push(same(&first, &email));
            told.push(same(&sender.emails(&email), &email));
            told.push(same(&sender.get("/email-invitations"), &email));
            anyone.advance("PT2S");
            told.push(same(&sender.get("/email-invitations"), &email));
            told.push(same(&sender.get("/limits"), &email));
            anyone.advance("P8D");
            for path in ["/email-invitations", "/limits", "/invitations?box=sent", "/notifications"]
            {
                told.push(same(&sender.get(path), &email));
            }
            let page = sender.client.send("GET", "/network/email", &[], None).text();
            let main = page.split_once("<main").expect("a page").1;
            told.push(blur(&main.replace(&sender.handle, "ME")));
            let id = super::client::text(&first.json()["items"][0]["id"]).to_owned();
            let path = format!("/email-invitations/{id}/withdraw");
            told.push(same(&sender.post(&path, &json!({})), &email));
            told.push(same(&sender.emails(&email), &email));
            seen.insert(kind, told);
        }
        for (kind, told) in &seen {
            for (at, one) in told.iter().enumerate() {
                assert_eq!(one, &seen["nobody"][at], "{kind}, answer {at}");
            }
        }
    });
}

#[test]
fn nothing_that_the_sender_can_read_changes_when_the_address_opts_out() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        ana.emails("Max <max@else.example>").is(200);
        anyone.advance("PT1S");
        let mail = outbox(server, Some("max@else.example")).pop().expect("a mail");
        let read = || blurred(&everything(&ana, &Hints::default()));
        let before = read();
        let path = mail.unsubscribe.strip_prefix(server.address()).expect("a link here");
        assert_eq!(anyone.send("POST", path, &[], Some(b"")).status, 200);
        anyone.advance("PT1S");
        let told = difference(&before, &read());
        assert!(told.is_empty(), "{told}");
    });
}

/// The statements that a request runs, by the server's log, sorted.
fn statements(server: &Server, asker: &Member, act: impl Fn() -> Answer) -> Vec<String> {
    const MARK: &str = "asked: archive_of";
    // Nothing of what was written before is followed any more.
    let settled = asker.post("/notifications/read", &json!({}));
    asker.client.get_at("/members/me", settled.header("kith-revision")).is(200);
    let mark = || {
        let before = server.log().matches(MARK).count();
        asker.get("/archive");
        while server.log().matches(MARK).count() == before {
            std::thread::yield_now();
        }
    };
    mark();
    let from = server.log().rfind(MARK).expect("the mark") + MARK.len();
    act().is(200);
    mark();
    let log = server.log()[from..].to_owned();
    // What follows the journal runs beside every request.
    let lines = log.split(MARK).next().unwrap_or_default().lines();
    let ran = lines.filter(|line| !line.contains("kith-followers"));
    let ran = ran.filter_map(|line| line.split_once("asked: "));
    let ran = ran.filter_map(|(_, rest)| rest.split_whitespace().next()).map(str::to_owned);
    // What is asked at once is asked in any order.
    let mut ran: Vec<String> = ran.collect();
    ran.sort_unstable();
    ran
}

#[test]
fn whoever_has_the_address_the_same_statements_are_run() {
    let flags = Flags { log: Some("kith_store::sql=trace"), ..Flags::sandbox_with(WIDE) };
    on_each(flags, |server| {
        let anyone = Client::anonymous(server);
        let sender = anyone.join("sender");
        // From the second invitation on, the budgets are counted with those by e-mail.
        sender.emails(&fresh("addr").1).is(200);
        let mut usual: Option<Vec<String>> = None;
        for (kind, make) in KINDS {
            // Due work runs beside it now and again, so each is tried until it is undisturbed.
            let tried = (0..8).map(|_| {
                let email = make(server, &anyone, &sender);
                statements(server, &sender, || sender.emails(&email))
            });
            let mut tried: Vec<Vec<String>> = tried.take(3).collect();
            tried.sort_by_key(Vec::len);
            let shortest = tried.remove(0);
            assert!(shortest.iter().any(|name| name == "insert_email_invitation"), "{shortest:?}");
            for other in ["id_of_email", "opt_out_of", "prover_of", "person"] {
                assert!(!shortest.iter().any(|name| name == other), "{kind} asks {other}");
            }
            let usual = usual.get_or_insert_with(|| shortest.clone());
            assert_eq!(&shortest, usual, "{kind}");
        }
    });
}

/// How often the first of two takes longer than the second, over pairs that are asked beside each
/// other in a changing order; as a normal deviate, which is 0 where nothing can be told.
fn deviate(pairs: usize, mut times: impl FnMut(usize, bool) -> u128) -> f64 {
    let (mut longer, mut all) = (0_i32, 0_i32);
    // A fixed order that no clock of the machine knows of.
    let mut dice = 0x2545_f491_4f6c_dd1d_u64;
    for pair in 0..pairs {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        let first_then_second = dice & 1 == 0;
        let [one, two] = if first_then_second {
            let one = times(pair, true);
            [one, times(pair, false)]
        } else {
            let two = times(pair, false);
            [times(pair, true), two]
        };
        all += i32::from(one != two);
        longer += i32::from(one > two);
    }
    f64::from(2 * longer - all) / f64::from(all.max(1)).sqrt()
}

/// Both tails together hold less than one in ten thousand.
const ALPHA: f64 = 3.891;
/// How many pairs are compared.
const PAIRS: usize = 120;

#[test]
fn no_clock_tells_a_member_from_nobody() {
    databases::on_each("email_clock", |location| {
        let server = Server::start(location, Flags::sandbox_with(WIDE));
        let anyone = Client::anonymous(&server);
        let sender = anyone.join("sender");
        let time = |list: &str| {
            let begun = Instant::now();
            sender.emails(list).is(200);
            begun.elapsed().as_nanos()
        };
        for (kind, make) in [KINDS[1], KINDS[2]] {
            let members: Vec<String> =
                (0..PAIRS).map(|_| make(&server, &anyone, &sender)).collect();
            let others: Vec<String> = (0..PAIRS).map(|_| fresh("addr").1).collect();
            let z = deviate(PAIRS, |pair, first| {
                time(if first { &members[pair] } else { &others[pair] })
            });
            println!("{kind}: {z:.2}");
            assert!(z.abs() < ALPHA, "{kind} can be told from nobody: {z:.2}");
        }
    });
}

#[test]
fn a_difference_of_a_third_of_the_noise_would_be_told() {
    let mut state = 1_u64;
    let mut noise = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u128::from((state >> 33) % 1_000)
    };
    let same = deviate(PAIRS, |_, _| noise());
    assert!(same.abs() < ALPHA, "{same:.2}");
    let longer = deviate(PAIRS, |_, first| noise() + if first { 333 } else { 0 });
    assert!(longer > ALPHA, "{longer:.2}");
}

//! `kith demo`: a made-up network, with you signed in.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use ureq::Agent;

use super::{
    client::{items, text},
    imports::Folder,
};

/// How long the demo may take until it says its address.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long it may take to end (API.md).
const DRAIN: Duration = Duration::from_secs(10);

/// A running demo, in a folder for temporary files of its own.
pub(crate) struct Demo {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub(crate) address: String,
    /// Everything it printed before the address.
    said: String,
    folder: Folder,
}

impl Demo {
    /// Starts it and waits for its address.
    pub(crate) fn start(words: &[&str]) -> Self {
        let folder = Folder::new();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
        command.args(["demo", "--listen", "127.0.0.1:0"]).args(words);
        command.env("TMPDIR", &folder.0).current_dir(&folder.0);
        for name in ["KITH_LISTEN", "KITH_DATA", "KITH_MEMBERS", "KITH_SEED", "KITH_CONFIG"] {
            command.env_remove(name);
        }
        let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = child.expect("the binary starts");
        let lines = BufReader::new(child.stdout.take().expect("standard output is piped")).lines();
        let (told, said) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = told.send(line);
            }
        });
        let mut demo = Self { child, address: String::new(), said: String::new(), folder };
        while demo.address.is_empty() {
            let line = said.recv_timeout(PATIENCE).expect("the demo prints its address");
            if let Some((_, rest)) = line.split_once("Open ") {
                let address = rest.split_whitespace().next().unwrap_or_default();
                demo.address = address.trim_end_matches('/').to_owned();
            }
            demo.said.push_str(&line);
            demo.said.push('\n');
        }
        demo
    }

    /// Asks it to end (SIGTERM) and waits until it has.
    fn end(&mut self) -> (ExitStatus, Duration) {
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        assert!(asked.is_ok_and(|status| status.success()), "SIGTERM cannot be sent");
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                return (status, begun.elapsed());
            }
            assert!(begun.elapsed() < 2 * DRAIN, "the demo did not end after SIGTERM");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What a visitor gets who follows where they are led and keeps the cookies they are given,
    /// and the session's token.
    pub(crate) fn visit(&self, path: &str) -> (u16, String, String) {
        let (mut path, mut token) = (path.to_owned(), String::new());
        for _ in 0..5 {
            let request = agent().get(format!("{}{path}", self.address));
            let mut response = request
                .header("cookie", format!("kith_session={token}"))
                .call()
                .expect("it answers");
            for cookie in response.headers().get_all("set-cookie") {
                let cookie = cookie.to_str().unwrap_or_default();
                if let Some(value) = cookie.strip_prefix("kith_session=") {
                    token = value.split(';').next().unwrap_or_default().to_owned();
                }
            }
            let Some(next) = response.headers().get("location") else {
                let body = response.body_mut().read_to_string().expect("a page");
                return (response.status().as_u16(), body, token);
            };
            path = next.to_str().expect("an address").to_owned();
        }
        panic!("{path}: led on and on");
    }

    /// The JSON of a read of the API.
    pub(crate) fn get(&self, token: &str, path: &str) -> Value {
        let request = agent().get(format!("{}/api/v1{path}", self.address));
        let mut response =
            request.header("authorization", format!("Bearer {token}")).call().expect("it answers");
        response.body_mut().read_json().unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// What makes this network this one: everybody's handle, and figures of the member's own.
    fn likeness(&self) -> Value {
        let (_, _, token) = self.visit("/");
        let mut handles = Vec::new();
        let mut after = String::new();
        loop {
            let page = self.get(&token, &format!("/people?limit=100&after={after}"));
            handles.extend(items(&page).iter().map(|one| text(&one["handle"]).to_owned()));
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => break,
            }
        }
        handles.sort_unstable();
        let facets = self.get(&token, "/people?limit=1")["facets"].clone();
        let lists = ["/invitations?box=sent", "/invitations?box=received", "/connections"];
        let lists = lists.map(|path| {
            let mark = if path.contains('?') { '&' } else { '?' };
            let list = items(&self.get(&token, &format!("{path}{mark}limit=100")));
            let of = |one: &Value| {
                let member = one.get("member").unwrap_or(one);
                (text(&member["handle"]).to_owned(), one["state"].clone(), one["note"].clone())
            };
            json!(list.iter().map(of).collect::<Vec<_>>())
        });
        json!({"handles": handles, "facets": facets, "lists": lists})
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.end();
        }
    }
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}

/// How many files and folders are in a folder.
fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).expect("the folder is there").count()
}

#[test]
fn the_first_page_of_the_demo_signs_the_visitor_in() {
    let demo = Demo::start(&["--members", "300"]);
    assert!(demo.said.contains("A made-up network of 300 members."), "{}", demo.said);
    assert!(demo.said.contains("You are Robin Hale."), "{}", demo.said);
    for path in ["/", "/network/received", "/in/robin-hale"] {
        let (status, page, token) = demo.visit(path);
        assert_eq!(status, 200, "{path}: {page}");
        assert!(page.contains("Robin Hale") && page.contains("action=\"/sign-out\""), "{path}");
        assert_eq!(text(&demo.get(&token, "/members/me")["handle"]), "robin-hale");
    }
}

#[test]
fn the_same_seed_makes_the_same_network_and_another_seed_another() {
    let of = |seed: &str| Demo::start(&["--members", "250", "--seed", seed]).likeness();
    let seven = of("7");
    let found = seven["handles"].as_array().map_or(0, Vec::len);
    assert!((200..250).contains(&found), "{found} of 250: some have left, some block you");
    assert_eq!(seven, of("7"));
    let eight = of("8");
    assert_ne!(seven["handles"], eight["handles"]);
    assert_ne!(seven["lists"], eight["lists"]);
}

#[test]
fn the_demo_ends_when_asked_and_takes_its_temporary_folder_with_it() {
    let mut demo = Demo::start(&["--members", "300"]);
    assert_eq!(count(&demo.folder.0), 1, "its folder");
    // A browser keeps its connection open.
    let browser = agent();
    let page = browser.get(format!("{}/sign-in", demo.address)).call();
    assert_eq!(page.expect("it answers").status(), 200);
    let (status, took) = demo.end();
    assert_eq!(status.code(), Some(0), "{status}");
    assert!(took < DRAIN, "{took:?}");
    assert_eq!(count(&demo.folder.0), 0, "the folder stays behind");
}

#[test]
fn the_demo_ends_cleanly_also_when_it_is_asked_before_it_listens() {
    let folder = Folder::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
    command.args(["demo", "--listen", "127.0.0.1:0", "--members", "20000"]);
    command.env("TMPDIR", &folder.0).current_dir(&folder.0);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.expect("the binary starts");
    let begun = Instant::now();
    while count(&folder.0) == 0 {
        assert!(begun.elapsed() < PATIENCE, "it makes its folder");
        std::thread::sleep(Duration::from_millis(1));
    }
    let asked = Command::new("kill").arg("-TERM").arg(child.id().to_string()).status();
    assert!(asked.is_ok_and(|status| status.success()), "SIGTERM cannot be sent");
    let begun = Instant::now();
    while child.try_wait().expect("it can be waited for").is_none() {
        if begun.elapsed() > DRAIN {
            let _ = child.kill();
            panic!("the demo did not end after SIGTERM");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(count(&folder.0), 0, "the folder stays behind");
}

#[test]
fn a_named_folder_keeps_the_demo_network() {
    let folder = Folder::new();
    let named = folder.0.join("kept");
    let words = ["--members", "100", "--data", named.to_str().expect("a path")];
    let mut first = Demo::start(&words);
    let before = first.likeness();
    assert_eq!(first.end().0.code(), Some(0));
    let again = Demo::start(&words);
    assert_eq!(before["handles"], again.likeness()["handles"]);
}

//! What the tests of notifications share: the list, the live stream, the folder of mails.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};

use super::{
    client::{Client, Member, text},
    server::{Server, data_folder},
};

/// What somebody shares; its id.
pub(crate) fn shares(author: &Member, body: &str) -> String {
    let made = author.post("/posts", &json!({"body": body, "audience": "public"}));
    text(&made.is(201)["id"]).to_owned()
}

/// The kinds of a member's notifications, newest first.
pub(crate) fn kinds(member: &Member) -> Vec<String> {
    let list = member.list("/notifications?limit=100");
    list.iter().map(|one| text(&one["kind"]).to_owned()).collect()
}

/// How many are unread, as the list and the counts say; they must agree.
#[track_caller]
pub(crate) fn unread(server: &Server, member: &Member) -> usize {
    let listed = member.list("/notifications?unread=true&limit=100").len();
    let counters = Stream::open(server, &member.client, None).counters();
    assert_eq!(counters["notifications"], listed, "the count and the list of {}", member.handle);
    listed
}

/// A mail in the folder.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) subject: String,
    /// Where one POST ends it.
    pub(crate) unsubscribe: String,
    /// All of it, unfolded.
    pub(crate) whole: String,
}

/// Every mail that has gone out, those to one address if one is given.
pub(crate) fn outbox(server: &Server, to: Option<&str>) -> Vec<Letter> {
    let folder = data_folder(server.location()).join("outbox");
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let letters = files.map(|file| file.expect("a file").path());
    let whole = letters.filter(|path| path.extension().is_some_and(|end| end == "eml"));
    let read = whole.map(|path| letter(&std::fs::read_to_string(path).expect("a mail")));
    read.filter(|letter| to.is_none_or(|to| letter.to.contains(to))).collect()
}

/// What a mail says: headers unfolded, the soft line ends of its text joined.
pub(crate) fn letter(raw: &str) -> Letter {
    let unfolded = raw.replace("\r\n ", " ").replace("=\r\n", "");
    let header = |name: &str| {
        let found = unfolded.lines().find_map(|line| line.strip_prefix(name));
        found.unwrap_or_default().trim().to_owned()
    };
    Letter {
        to: header("To:"),
        subject: header("Subject:"),
        unsubscribe: header("List-Unsubscribe:").trim_matches(['<', '>']).to_owned(),
        whole: unfolded.clone(),
    }
}

/// Lets the server do what is due until so many mails have gone to a member.
#[track_caller]
pub(crate) fn mailed(server: &Server, anyone: &Client, to: &Member, count: usize) -> Vec<Letter> {
    for _ in 0..20 {
        anyone.advance("PT1S");
        let found = outbox(server, Some(&to.email));
        if found.len() >= count {
            assert_eq!(found.len(), count, "{found:?}");
            return found;
        }
    }
    panic!("{} got {:?}", to.handle, outbox(server, Some(&to.email)));
}

/// A live stream that is open.
pub(crate) struct Stream {
    lines: BufReader<TcpStream>,
    /// The id of the last event.
    pub(crate) last_id: String,
}

impl Stream {
    /// Opens it as a member; after an event that was seen before, if one is given.
    #[track_caller]
    pub(crate) fn open(server: &Server, client: &Client, after: Option<&str>) -> Self {
        let address = server.address().trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
        let token = client.token().expect("somebody signed in");
        let last = after.map_or(String::new(), |id| format!("Last-Event-ID: {id}\r\n"));
        // In HTTP/1.0 the body comes as it is.
        let ask = format!(
            "GET /api/v1/live HTTP/1.0\r\nAccept: text/event-stream\r\n\
             Authorization: Bearer {token}\r\n{last}\r\n"
        );
        stream.write_all(ask.as_bytes()).expect("the request is sent");
        let mut lines = BufReader::new(stream);
        let mut status = String::new();
        lines.read_line(&mut status).expect("an answer");
        assert!(status.contains(" 200 "), "{status}");
        let mut header = String::new();
        while lines.read_line(&mut header).expect("headers") > 2 {
            header.clear();
        }
        Self { lines, last_id: String::new() }
    }

    /// The next event: its name and data. `None` at the end of the stream.
    pub(crate) fn next(&mut self) -> Option<(String, Value)> {
        let (mut name, mut data) = (String::new(), Value::Null);
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).expect("the stream goes on") == 0 {
                return None;
            }
            match line.trim_end().split_once(": ") {
                Some(("event", event)) => event.clone_into(&mut name),
                Some(("id", id)) => id.clone_into(&mut self.last_id),
                Some(("data", text)) => data = serde_json::from_str(text).expect("JSON"),
                _ if !data.is_null() => return Some((name, data)),
                _ => {}
            }
        }
    }

    /// The counts that come first.
    #[track_caller]
    pub(crate) fn counters(&mut self) -> Value {
        let (name, data) = self.next().expect("an event");
        assert_eq!(name, "counters", "{data}");
        data
    }

    /// The kind of the next notification; counts in between are passed over.
    #[track_caller]
    pub(crate) fn told(&mut self) -> String {
        loop {
            let (name, data) = self.next().expect("an event");
            if name == "notification" {
                return text(&data["kind"]).to_owned();
            }
        }
    }
}

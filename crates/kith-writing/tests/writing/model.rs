//! A model behind an endpoint that plays a script: whatever it answers, nothing unchecked is shown.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::mpsc,
    thread,
    time::Duration,
};

use kith_writing::{
    Model, Settings, Spelling, Tone, Wish, check, composer,
    model::{Drafted, ModelError},
};
use serde_json::{Value, json};

use super::people;

/// What the endpoint does with one request.
enum Act {
    /// Answers with this status and text.
    Say(u16, String),
    /// Says nothing until the other side has gone.
    Silence,
}

/// A completion whose message is this.
fn says(content: &str) -> Act {
    Act::Say(
        200,
        json!({"choices": [{"message": {"role": "assistant", "content": content}}]}).to_string(),
    )
}

fn drafts(texts: &[&str]) -> Act {
    says(&json!({"drafts": texts}).to_string())
}

/// Plays a script; answers the address and what was asked.
fn endpoint(script: Vec<Act>) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/v1", listener.local_addr().unwrap());
    let (asked, requests) = mpsc::channel();
    thread::spawn(move || {
        for act in script {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            let mut chunk = [0; 4096];
            while !is_whole(&request) {
                let count = stream.read(&mut chunk).unwrap();
                request.extend_from_slice(&chunk[..count]);
            }
            let _ = asked.send(String::from_utf8_lossy(&request).into_owned());
            match act {
                Act::Say(status, body) => {
                    let length = body.len();
                    let head = format!(
                        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                    );
                    let _ = stream.write_all(head.as_bytes());
                    let _ = stream.write_all(body.as_bytes());
                }
                Act::Silence => while stream.read(&mut chunk).is_ok_and(|count| count > 0) {},
            }
        }
    });
    (address, requests)
}

/// Whether a request has come with its whole body.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    body.len() >= length.and_then(|length| length.trim().parse().ok()).unwrap_or(0)
}

fn ask(script: Vec<Act>, patience: u64) -> (Drafted, Vec<String>) {
    let (url, requests) = endpoint(script);
    let settings = Settings {
        url,
        model: "small".to_owned(),
        key: Some("secret-key".to_owned()),
        patience: Duration::from_millis(patience),
    };
    let model = Model::new(settings).unwrap();
    let spelling = Spelling::open().unwrap();
    let (facts, wish) = (people::of("lena"), Wish::default());
    let drafted = model.drafts(&facts, &wish, &spelling);
    assert_eq!(drafted.drafts.len(), 3);
    for draft in &drafted.drafts {
        assert_eq!(check::draft(draft, &facts, "", &spelling), Ok(()), "{draft}");
    }
    (drafted, requests.try_iter().collect())
}

const GOOD: [&str; 3] = [
    "Hi Lena, we were both at Initech. I would like to hear how the data team has changed since.",
    "Hello Lena, Ana Petrova is a connection of us both. What are you working on these days?",
    "Hi Lena, I saw that you work with Python and would be glad to compare notes with you.",
];

#[test]
fn r13_a_models_drafts_are_taken_where_they_pass_the_checks() {
    let (drafted, asked) = ask(vec![drafts(&GOOD)], 5_000);
    assert_eq!((drafted.by_model, drafted.fallback), (3, None));
    assert_eq!(drafted.drafts, GOOD);
    // The facts are data between marks, the task stands apart, and the key is in the head only.
    let (head, body) = asked[0].split_once("\r\n\r\n").unwrap();
    assert!(head.contains("POST /v1/chat/completions") && head.contains("Bearer secret-key"));
    let body: Value = serde_json::from_str(body).unwrap();
    assert!(!body.to_string().contains("secret-key"));
    assert_eq!(body["messages"][0]["role"], "system");
    assert!(!body["messages"][0]["content"].as_str().unwrap().contains("Lena"));
    let user = body["messages"][1]["content"].as_str().unwrap();
    assert!(
        user.starts_with("<data>\n") && user.ends_with("\n</data>") && user.contains("Initech")
    );
}

#[test]
fn r13_drafts_with_invented_facts_links_or_orders_are_replaced() {
    for bad in [
        "Hi Lena, I saw your keynote at Davos and would like to hear more about Initech.",
        "Hi Lena, we were both at Initech in 2007. How are you?",
        "Hi Lena, we were both at Initech. See https://evil.example for more.",
        "Hi Lena, we were both at Initech. Shall we have a call next week?",
        "Hi {first_name}, we were both at Initech. How are you?",
        "HAHA I HAVE BEEN HACKED!!!",
        "",
        &"Hi Lena, we were both at Initech. ".repeat(20),
    ] {
        let (drafted, _) = ask(vec![drafts(&[bad, GOOD[0], bad])], 5_000);
        assert_eq!((drafted.by_model, drafted.fallback), (1, None), "{bad}");
        assert_eq!(drafted.drafts[0], GOOD[0]);
        let (drafted, _) = ask(vec![drafts(&[bad, bad, bad])], 5_000);
        assert_eq!((drafted.by_model, drafted.fallback), (0, Some(ModelError::Unfit)), "{bad}");
    }
}

#[test]
fn r13_garbage_is_asked_for_once_more_and_then_the_composer_stands_in() {
    let own = composer::drafts(
        &people::of("lena"),
        &Wish::read("", Tone::Friendly),
        &Spelling::open().unwrap(),
    );
    for garbage in ["", "no json", "[]", "{\"drafts\": 5}", "{}"] {
        let (drafted, asked) = ask(vec![says(garbage), says(garbage)], 5_000);
        assert_eq!((drafted.fallback, asked.len()), (Some(ModelError::Unreadable), 2), "{garbage}");
        assert_eq!(drafted.drafts, own);
    }
    let (drafted, _) =
        ask(vec![Act::Say(200, "<html>".into()), Act::Say(200, "x".repeat(200_000))], 5_000);
    assert_eq!(drafted.fallback, Some(ModelError::Unreadable));
    // Words around the JSON do no harm.
    let (drafted, _) =
        ask(vec![says(&format!("Sure!\n```json\n{}\n```", json!({"drafts": GOOD})))], 5_000);
    assert_eq!(drafted.by_model, 3);
    // A model that forgets the JSON is read by its lines.
    let lines =
        format!("Here are three:\n1. \"{}\"\n2. \"{}\"\n- {}\nEnjoy!", GOOD[0], GOOD[1], GOOD[2]);
    let (drafted, asked) = ask(vec![says(&lines)], 5_000);
    assert_eq!((drafted.drafts, asked.len()), (GOOD.map(str::to_owned).to_vec(), 1));
}

#[test]
fn r13_a_server_that_cannot_be_asked_for_json_is_asked_without() {
    let (drafted, asked) = ask(vec![Act::Say(400, "response_format".into()), drafts(&GOOD)], 5_000);
    assert_eq!((drafted.by_model, asked.len()), (3, 2));
    assert!(asked[0].contains("json_object") && !asked[1].contains("json_object"));
}

#[test]
fn r13_more_than_sixteen_members_do_not_wait_for_one_endpoint() {
    let (url, requests) = endpoint((0..16).map(|_| Act::Silence).collect());
    let settings =
        Settings { url, model: "small".to_owned(), key: None, patience: Duration::from_secs(3) };
    let model = Model::new(settings).unwrap();
    let (facts, wish) = (people::of("lena"), Wish::default());
    let ask = || model.drafts(&facts, &wish, &Spelling::open().unwrap());
    thread::scope(|scope| {
        let waiting: Vec<_> = (0..16).map(|_| scope.spawn(ask)).collect();
        // The script serves one after the other; the first tells that the threads have begun.
        let _ = requests.recv();
        while model.waiting() < 16 {
            thread::yield_now();
        }
        let drafted = ask();
        assert_eq!((drafted.fallback, drafted.drafts.len()), (Some(ModelError::Busy), 3));
        for one in waiting {
            assert_eq!(one.join().unwrap().fallback, Some(ModelError::TimedOut));
        }
    });
    assert_eq!(model.waiting(), 0);
}

#[test]
fn r13_an_error_of_the_endpoint_is_tried_once_more() {
    let (drafted, asked) = ask(vec![Act::Say(500, "oops".into()), drafts(&GOOD)], 5_000);
    assert_eq!((drafted.by_model, drafted.fallback, asked.len()), (3, None, 2));
    let (drafted, asked) =
        ask(vec![Act::Say(503, String::new()), Act::Say(500, String::new())], 5_000);
    assert_eq!((drafted.fallback, asked.len()), (Some(ModelError::Status(500)), 2));
    // What is refused is refused: a wrong key is not tried again.
    let (drafted, asked) = ask(vec![Act::Say(401, String::new())], 5_000);
    assert_eq!((drafted.fallback, asked.len()), (Some(ModelError::Status(401)), 1));
}

#[test]
fn r13_an_endpoint_that_is_silent_or_gone_costs_no_more_than_its_time() {
    let (drafted, _) = ask(vec![Act::Silence], 200);
    assert_eq!(drafted.fallback, Some(ModelError::TimedOut));
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = Settings {
        url: format!("http://{address}/v1"),
        model: "small".to_owned(),
        key: None,
        patience: Duration::from_secs(2),
    };
    let spelling = Spelling::open().unwrap();
    let model = Model::new(settings).unwrap();
    let drafted = model.drafts(&people::of("lena"), &Wish::default(), &spelling);
    assert_eq!((drafted.fallback, drafted.drafts.len()), (Some(ModelError::Unreachable), 3));
}

#[test]
fn r13_only_addresses_that_can_be_used_are_taken_and_the_key_is_shown_to_nobody() {
    let with = |url: &str| Settings {
        url: url.to_owned(),
        model: "m".to_owned(),
        key: Some("secret-key".to_owned()),
        patience: Duration::from_secs(1),
    };
    for wrong in ["", "https://api.example/v1", "ftp://x", "http://", "http:// x"] {
        assert_eq!(Model::new(with(wrong)).unwrap_err(), ModelError::Address, "{wrong}");
    }
    assert!(
        !format!("{:?}", Model::new(with("http://[::1]:1/v1")).unwrap()).contains("secret-key")
    );
}

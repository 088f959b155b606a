//! R13: a program behind a webhook, told over HTTP, and the signature that it checks.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    sync::mpsc,
};

use serde_json::{Value, json};

use super::{
    client::{Client, text},
    server::{Flags, on_each},
};

/// A program that answers 204 to everything, and what it was told: its headers and the body.
fn program() -> (String, mpsc::Receiver<(Vec<String>, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/kith", listener.local_addr().unwrap());
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream);
            let mut headers = Vec::new();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                match line.trim() {
                    "" => break,
                    line => headers.push(line.to_lowercase()),
                }
            }
            let length = headers.iter().find_map(|line| line.strip_prefix("content-length: "));
            let mut body = vec![0; length.and_then(|length| length.parse().ok()).unwrap_or(0)];
            reader.read_exact(&mut body).unwrap();
            let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
            reader.get_mut().write_all(answer).unwrap();
            if tell.send((headers, serde_json::from_slice(&body).unwrap())).is_err() {
                break;
            }
        }
    });
    (address, told)
}

#[test]
fn r13_a_program_is_told_over_http_when_an_invitation_is_accepted() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let (address, told) = program();
        let hook = json!({"url": address, "events": ["invitation.accepted"]});
        let hook = ana.post("/webhooks", &hook).is(201);
        let invitation = ana.sends(&ben);
        ben.accepts(&invitation);
        assert_eq!(anyone.advance("PT1M")["due"]["told"], 1);
        let (headers, body) = told.recv().unwrap();
        for name in ["webhook-id: ", "webhook-timestamp: ", "webhook-signature: v1,"] {
            assert!(headers.iter().any(|line| line.starts_with(name)), "{name}: {headers:?}");
        }
        assert_eq!(body["type"], "invitation.accepted");
        assert_eq!(body["data"]["invitation"], json!(invitation));
        assert_eq!(body["data"]["with"]["handle"], json!(ben.handle));
        let path = format!("/webhooks/{}/deliveries", text(&hook["id"]));
        let deliveries = ana.list(&path);
        assert_eq!(deliveries[0]["progress"], "sent");
        assert_eq!(anyone.advance("P1D")["due"]["told"], 0, "once");
    });
}

//! R13 in the note box: it works without script, and every press keeps what was written.

use serde_json::json;

use super::{
    client::{Client, Member},
    server::on_each_shared,
};

/// Sends a form as a browser without script does; the page that comes back.
fn submits(member: &Member, path: &str, fields: &[(&str, &str)], status: u16) -> String {
    let encode =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let session = json!({"handle": member.handle, "password": super::client::PASSWORD});
    let session = member.post("/sessions", &session).is(200);
    let cookie = format!("kith_session={}", session["token"].as_str().unwrap());
    let headers = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let answer = member.client.send("POST", path, &headers, Some(body.join("&").as_bytes()));
    assert_eq!(answer.status, status, "{answer}");
    String::from_utf8(answer.body).unwrap()
}

#[test]
fn r13_a_note_is_checked_fixed_and_drafted_without_script_and_nothing_is_sent() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let ben = anyone.join_as("ben", &json!({"headline": "Timber bridges"}));
        let to = [("to", ben.handle.as_str()), ("source", "profile"), ("back", "/")];
        let with = |more: &[(&'static str, &'static str)]| [&to[..], more].concat();
        let note = ("note", "I recieved your text on\r\ntimber bridges. <b>Thanks</b>");
        let page = submits(&ana, "/notes/check", &with(&[note]), 200);
        assert!(page.contains("Did you mean “received”?"), "{page}");
        assert!(page.contains("&lt;b&gt;Thanks") && !page.contains("<b>Thanks"));
        assert!(page.contains(r#"value="[2,10,&quot;recieved&quot;,&quot;received&quot;]""#));
        let fix = ("fix", r#"[2,10,"recieved","received"]"#);
        let page = submits(&ana, "/notes/check", &with(&[note, fix]), 200);
        assert!(page.contains("I received your text on\ntimber bridges."), "{page}");
        // An empty box is filled; words that are there stay, with the drafts beside them.
        let page = submits(&ana, "/notes/draft", &with(&[("note", " ")]), 200);
        assert_eq!(page.matches("In the box").count(), 1);
        assert_eq!(page.matches("Use this one").count(), 2);
        let page = submits(&ana, "/notes/draft", &with(&[note, ("intent", "job")]), 200);
        assert!(page.contains("I recieved your text") && !page.contains("In the box"));
        let page = submits(&ana, "/notes/check", &with(&[note, ("use", "Hi Ben, timber?")]), 200);
        assert!(page.contains("Hi Ben, timber?</textarea>"), "{page}");
        let long: &'static str = Box::leak("x".repeat(5_001).into_boxed_str());
        let page = submits(&ana, "/notes/check", &with(&[("note", long)]), 422);
        assert!(page.contains("At most 5000 characters are read") && page.contains(long));
        // Nothing was sent by any of it.
        assert_eq!(ana.sees(&ben)["tie"]["state"], "strangers");
    });
}

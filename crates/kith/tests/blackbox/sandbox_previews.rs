//! Previews of links over HTTP, on a clock that can be moved: off unless the policy says so, and
//! never of what lives in the network here.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, text},
    server::{Flags, on_each},
};

/// Addresses here, as somebody may write them who wants to know what is there.
const HERE: [&str; 6] = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://2130706433/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
];

fn shares(ana: &Member, link: &str) -> String {
    let post = json!({"body": format!("See {link}"), "audience": "public"});
    text(&ana.post("/posts", &post).is(201)["id"]).to_owned()
}

#[test]
fn what_lives_in_the_network_here_has_no_preview_and_nobody_learns_why() {
    on_each(Flags::sandbox_with("[content]\nlink_previews = true\n"), |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let posts = HERE.map(|link| shares(&ana, link));
        let mut asked = 0;
        for _ in 0..HERE.len() {
            asked += anyone.advance("PT2S")["due"]["previews"].as_u64().expect("a number");
        }
        // The first and the third are one page.
        assert!(asked >= 3, "each was tried: {asked}");
        for post in posts {
            let shown = ana.get(&format!("/posts/{post}")).is(200);
            assert_eq!(shown["preview"], Value::Null, "{shown}");
        }
    });
}

#[test]
fn nothing_is_fetched_unless_the_policy_says_so() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let post = shares(&ana, HERE[0]);
        assert_eq!(anyone.advance("PT2S")["due"]["previews"], 0);
        assert_eq!(ana.get(&format!("/posts/{post}")).is(200)["preview"], Value::Null);
    });
}

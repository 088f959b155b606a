//! R1: members with an audience, whose profile offers Follow before Connect.

use serde_json::json;

use super::{
    client::{Client, Member, text},
    server::on_each_shared,
};

/// A page as the browser gets it, by the cookie of a session.
fn page(member: &Member, path: &str) -> String {
    member.client.send("GET", path, &[], None).text()
}

#[test]
fn r1_a_follow_first_members_page_has_follow_as_its_main_button_and_connect_under_more() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let path = format!("/in/{}", ben.handle);
        let order = |html: &str| {
            let connect = html.find("aria-label=\"Connect with").expect("Connect is there");
            let more = html.find("<details class=\"more\"").expect("More is there");
            connect < more
        };
        assert!(order(&page(&ana, &path)), "Connect stands before More");
        ben.patch("/members/me/settings", &json!({"follow_first": true})).is(200);
        let html = page(&ana, &path);
        assert!(!order(&html), "Connect stands under More");
        let follow = html.find(&format!("action=\"{path}/follow\"")).expect("Follow is there");
        assert!(follow < html.find("<details class=\"more\"").unwrap());
        ana.put(&format!("/follows/{}", ben.handle)).done();
        let html = page(&ana, &path);
        assert!(html.contains("Following") && !order(&html), "and stays there for a follower");
        ana.invites(&ben).is(201);
        assert!(page(&ana, &path).contains("Pending"), "an invitation is what counts then");
    });
}

#[test]
fn r1_a_follow_first_members_followers_see_their_public_posts_and_nothing_else() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        ben.patch("/members/me/settings", &json!({"follow_first": true})).is(200);
        ana.put(&format!("/follows/{}", ben.handle)).done();
        let post = |body: &str, audience: &str| {
            let sent = ben.post("/posts", &json!({"body": body, "audience": audience}));
            let revision = sent.header("kith-revision").to_owned();
            ben.client.get_at("/feed", &revision).is(200);
            text(&sent.is(201)["id"]).to_owned()
        };
        let public = post("For everybody", "public");
        post("For those I know", "connections");
        let feed = |member: &Member| {
            let posts = member.list("/feed");
            posts.iter().map(|one| text(&one["id"]).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(feed(&ana), [public]);
        assert!(feed(&carl).is_empty(), "who does not follow has them on the profile only");
        // Following is one-way: it opens nothing else.
        assert_eq!(ana.sees(&ben)["degree"], "out");
        assert!(ben.list("/feed").len() == 2, "Ben sees his own");
        ana.delete(&format!("/follows/{}", ben.handle)).done();
        assert!(feed(&ana).is_empty());
    });
}

//! Meeting in person: a card for address books, a code to scan, and an invitation that says where
//! and when.

use serde_json::json;

use super::{
    client::{Client, text},
    server::on_each_shared,
};

#[test]
fn r3_a_card_holds_what_its_reader_may_see() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join_as("ana", &json!({"last_name": "Petrova", "location": "Porto"}));
        let [ben, cem] = ["ben", "cem"].map(|name| anyone.join(name));
        ana.connects(&ben);
        let path = format!("/members/{}/vcard", ana.handle);
        let near = ben.get(&path);
        assert_eq!(near.status, 200, "{near}");
        assert!(near.header("content-type").starts_with("text/vcard"));
        let near = near.text();
        assert!(near.contains("FN:Ana Petrova\r\n") || near.contains(" Petrova\r\n"), "{near}");
        assert!(near.contains(&format!("EMAIL:{}\r\n", ana.email)), "{near}");
        assert!(near.contains(&format!("/in/{}\r\n", ana.handle)), "{near}");
        let far = cem.get(&path).text();
        assert!(!far.contains("Petrova") && !far.contains("EMAIL") && !far.contains("Porto"));
        ana.put(&format!("/blocks/{}", cem.handle)).done();
        cem.get(&path).refused(404, "not_found");
    });
}

#[test]
fn r4_an_invitation_in_person_says_where_and_when_to_both() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, cem] = ["ana", "ben", "cem"].map(|name| anyone.join(name));
        let met = "Bridge congress, Porto, 3 Sep 2026";
        ana.invites_with(&ben, &json!({"source": "in_person", "met": met})).is(201);
        let seen = &ben.inbox()[0];
        assert_eq!((text(&seen["source"]), text(&seen["met"])), ("in_person", met));
        assert_eq!(text(&ana.outbox()[0]["met"]), met);
        let page = ben.client.send("GET", "/network/received", &[], None).text();
        assert!(page.contains(&format!("met in person: {met}")), "{page}");
        // From anywhere else nobody met, and a place is not a letter.
        let wrong = ana.invites_with(&cem, &json!({"source": "search", "met": met}));
        assert_eq!(wrong.status, 422, "{wrong}");
        let long = json!({"source": "in_person", "met": "x".repeat(121)});
        assert_eq!(ana.invites_with(&cem, &long).status, 422);
        assert!(cem.inbox().is_empty(), "nothing was left half done");
        ana.invites_with(&cem, &json!({"source": "in_person"})).is(201);
        assert!(cem.inbox()[0]["met"].is_null());
    });
}

#[test]
fn a_scanned_code_leads_to_a_form_that_keeps_place_and_day() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let page = |path: &str, member: &super::client::Member| {
            let answer = member.client.send("GET", path, &[], None);
            assert_eq!(answer.status, 200, "{answer}");
            answer.text()
        };
        let code = page("/code?place=Hall%203%20%3Cb%3E", &ana);
        assert!(code.contains("<svg class=\"qr\"") && !code.contains("Hall 3 <b>"), "{code}");
        let link = format!("/in/{}?source=in_person&amp;place=Hall%203", ana.handle);
        assert!(code.contains(&link), "{code}");
        let scanned =
            format!("/in/{}?source=in_person&place=Hall%203&day=3%20Sep%202026", ana.handle);
        let profile = page(&scanned, &ben);
        assert!(profile.contains("name=\"source\" value=\"in_person\""), "{profile}");
        assert!(profile.contains("name=\"met\" value=\"Hall 3, 3 Sep 2026\""), "{profile}");
        let form = "source=in_person&met=Hall+3%2C+3+Sep+2026&back=%2F";
        let body = format!("to={}&{form}", ana.handle);
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let sent = ben.client.send("POST", "/invitations", &headers, Some(body.as_bytes()));
        assert_eq!(sent.status, 303, "{sent}");
        assert_eq!(text(&ana.inbox()[0]["met"]), "Hall 3, 3 Sep 2026");
    });
}

//! One press from each of the four places; withdrawing, ignoring, and what a refusal shows.

use serde_json::json;

use super::{Browser, Driver, person, session, stage};
use crate::blackbox::{
    client::{Client, Member, text},
    server::Server,
};

/// A browser in which a member is signed in.
pub(super) fn as_member(driver: &Driver, server: &Server, member: &Member) -> Browser {
    let browser = driver.open(server.address());
    browser.enter(&session(member));
    browser
}

/// The source and state of the only invitation a member has sent.
fn sent(member: &Member) -> (String, String, String) {
    let all = member.outbox();
    assert_eq!(all.len(), 1, "{all:?}");
    let of = |field: &str| all[0][field].as_str().unwrap_or_default().to_owned();
    (of("source"), of("state"), of("via"))
}

/// A member, a connection of theirs, and somebody whom only that connection knows.
fn chain(anonymous: &Client) -> (Member, Member, Member) {
    let (me, middle, far) =
        (person(anonymous, "Mira"), person(anonymous, "Olaf"), person(anonymous, "Tove"));
    me.connects(&middle);
    middle.connects(&far);
    (me, middle, far)
}

/// Presses Connect beside somebody, on a page that must then say that it waits.
fn connect_there(browser: &Browser, path: &str, name: &str) {
    browser.go(path);
    let button = format!("main button[aria-label='Connect with {name}']");
    assert_eq!(browser.count(&button), 1, "{path}: {:?}", browser.text("main"));
    browser.press(&button);
    browser.see("main .state", "Pending");
    browser.gone(&button);
}

#[test]
fn one_press_invites_from_a_profile_the_search_a_suggestion_and_a_connections_connections() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let name = "Tove Petrova";
    for (place, source) in [
        ("profile", "profile"),
        ("search", "search"),
        ("network", "suggestions"),
        ("mutual", "mutual"),
    ] {
        let (me, middle, far) = chain(&anonymous);
        let (path, via) = match place {
            "profile" => (format!("/in/{}", far.handle), ""),
            "search" => ("/search?q=tove&degree=2nd".to_owned(), ""),
            "network" => ("/network".to_owned(), ""),
            _ => (format!("/in/{}/connections", middle.handle), middle.handle.as_str()),
        };
        let browser = as_member(&driver, &server, &me);
        connect_there(&browser, &path, name);
        let expected = (source.to_owned(), "pending".to_owned(), via.to_owned());
        let mut all = me.outbox();
        all.retain(|one| one["state"] == "pending");
        assert_eq!(all.len(), 1, "{place}: {all:?}");
        let of = |field: &str| all[0][field].as_str().unwrap_or_default().to_owned();
        assert_eq!((of("source"), of("state"), of("via")), expected, "{place}");
        assert_eq!(far.inbox().len(), 1, "{place}");
    }
}

#[test]
fn an_invitation_is_withdrawn_from_the_sent_list_and_may_not_be_repeated_at_once() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    ana.sends(&ben);
    let browser = as_member(&driver, &server, &ana);
    browser.go("/network/sent");
    browser.see(".row .meta", "Sent just now");
    browser.see(".row .meta", "lapses");
    browser.press("button[aria-label='Withdraw the invitation to Ben P.']");
    browser.see(".answered", "Invitation to Ben P. withdrawn. They are not told.");
    assert_eq!(sent(&ana).1, "withdrawn");
    assert!(ben.inbox().is_empty());

    browser.go(&format!("/in/{}", ben.handle));
    assert_eq!(browser.count("button[aria-label='Connect with Ben P.']"), 0);
    browser.press(".why summary");
    browser.see(".refusal-title", "");
    browser.see(".refusal-until", "Possible again from");
    browser.see(".instead", "");
    let until = browser.script("return document.querySelector('.refusal-until time').dateTime");
    let day = anonymous.now().to_zoned(jiff::tz::TimeZone::UTC);
    let after = day.checked_add(jiff::Span::new().days(21)).expect("a date").date();
    assert!(text(&until).starts_with(&after.to_string()), "{until} is not 21 days on, {after}");
}

#[test]
fn many_invitations_are_ticked_and_withdrawn_at_once() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let ana = person(&anonymous, "Ana");
    for name in ["Ben", "Bea", "Bo"] {
        ana.sends(&person(&anonymous, name));
    }
    let browser = as_member(&driver, &server, &ana);
    browser.go("/network/sent");
    assert_eq!(browser.count("ul.sent > .row"), 3);
    browser.press("[data-all=many]");
    browser.press("#many button[type=submit]");
    browser.see(".flash", "3 invitations withdrawn.");
    browser.see(".empty-title", "No invitation is pending");
}

#[test]
fn i_dont_know_them_ignores_and_the_sender_goes_on_seeing_it_wait() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    ana.sends(&ben);
    let browser = as_member(&driver, &server, &ben);
    browser.go("/network/received");
    browser.press("button[aria-label='I don’t know them: Ana P.']");
    browser.see(".answered", "Noted: you don’t know Ana P.");
    browser.see(".answered", "Accept after all");
    assert!(ben.inbox().is_empty());
    assert_eq!(sent(&ana).1, "pending");
    browser.go("/network/received?state=ignored");
    browser.see(".row", "Ana P.");
}

#[test]
fn a_refusal_says_why_until_when_and_what_works_instead_and_keeps_the_note() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    ben.patch("/members/me/settings", &json!({"gate": "nobody"})).is(200);
    let browser = as_member(&driver, &server, &ana);
    let profile = format!("/in/{}", ben.handle);
    browser.go(&profile);
    browser.see(".why summary", "Limits invitations – why?");
    browser.press(".why summary");
    browser.see(".refusal-title", "");
    assert!(browser.text(".instead").contains("Follow"), "{}", browser.text(".refusal"));

    // The page was open while the gate closed: what was written must not be lost.
    ben.patch("/members/me/settings", &json!({"gate": "everyone"})).is(200);
    browser.go(&profile);
    browser.press(".note-box summary");
    browser.fill(&format!("#note-{}", ben.handle), "We met at the bridge congress.");
    ben.patch("/members/me/settings", &json!({"gate": "nobody"})).is(200);
    browser.press(&format!("#invite-{} button[type=submit]", ben.handle));
    browser.see(".refusal-title", "");
    let kept = format!("return document.getElementById('note-{}').value", ben.handle);
    assert_eq!(browser.script(&kept), "We met at the bridge congress.");
    assert!(ana.outbox().is_empty());
    assert_eq!(browser.complaints_but(403), Vec::<String>::new());
}

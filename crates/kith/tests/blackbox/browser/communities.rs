//! Groups, events and companies in a browser: forms, seats, requests, and one press that invites.

use serde_json::json;

use super::{Browser, Driver, person, places::as_member, session, stage};
use crate::blackbox::{
    client::{Client, Member, text},
    server::{Server, number},
};

/// A browser without script in which a member is signed in.
fn plainly(driver: &Driver, server: &Server, member: &Member) -> Browser {
    let browser = driver.open_without_script(server.address());
    browser.enter(&session(member));
    browser
}

/// The source of the only invitation that a member has sent.
fn source(member: &Member) -> String {
    let all = member.outbox();
    assert_eq!(all.len(), 1, "{all:?}");
    text(&all[0]["source"]).to_owned()
}

#[test]
fn r11_one_press_invites_from_a_group_an_event_and_a_companys_followers() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, name) = (person(&anonymous, "Ana"), format!("Bridges {}", number()));
    let made = |path: &str, body: serde_json::Value, key: &str| {
        format!("{path}/{}", text(&ana.post(path, &body).is(201)[key]))
    };
    let event = json!({
        "name": name, "place": "Leipzig",
        "starts_at": "2098-09-03T07:00:00Z", "ends_at": "2098-09-03T16:00:00Z",
    });
    for (page, expected) in [
        (made("/groups", json!({"name": name}), "id"), "group"),
        (made("/events", event, "id"), "event"),
        (made("/companies", json!({"name": name}), "handle") + "?who=followers", "company"),
    ] {
        let ben = person(&anonymous, "Ben");
        let browser = as_member(&driver, &server, &ben);
        browser.go(&page);
        let button = "main button[aria-label='Connect with Ana P.']";
        browser.press(button);
        browser.see("main .state", "Pending");
        browser.gone(button);
        assert_eq!(source(&ben), expected);
        assert_eq!(browser.complaints(), Vec::<String>::new());
    }
}

#[test]
fn a_group_is_started_asked_for_and_moderated_without_script() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    let (owner, asker) = (plainly(&driver, &server, &ana), plainly(&driver, &server, &ben));
    owner.go("/groups");
    owner.see(".empty-title", "There is no group yet");
    owner.press(".empty a[href='/groups/new']");
    owner.fill("[name=name]", "…");
    owner.fill("[name=about]", "Beams and cables.");
    owner.press("input[value=request]");
    owner.press("main form button[type=submit]");
    owner.see("#f-name-error", "A name has letters or digits in it.");
    owner.see("[name=about]", "Beams and cables.");
    owner.fill("[name=name]", "Bridge builders");
    owner.press("main form button[type=submit]");
    owner.see(".flash", "Bridge builders is saved.");
    owner.see("h1", "By request");
    let page = owner.path();

    asker.go("/groups");
    asker.press("button[aria-label='Ask to join Bridge builders']");
    asker.see(".flash", "You asked to join Bridge builders.");
    asker.see(".empty-title", "Only members see who is in this group");
    owner.go(&page);
    owner.see("#requests h2", "1 request to join");
    owner.press("button[aria-label='Approve: Ben P.']");
    owner.see("#members", "Ben P.");
    asker.go(&page);
    asker.see("#members", "Ana P.");
    asker.press("button[aria-label='Leave Bridge builders']");
    asker.see(".flash", "You are not in Bridge builders any more.");

    owner.go(&page);
    owner.fill("#invite [name=handle]", "nobody-of-this-name");
    owner.press("#invite button[type=submit]");
    owner.see("#f-handle-error", "There is no such member.");
    owner.fill("#invite [name=handle]", &ben.handle);
    owner.press("#invite button[type=submit]");
    owner.see("#invite", "Ben P.");
    asker.go("/groups?show=mine");
    asker.press("button[aria-label='Accept invitation Bridge builders']");
    asker.see(".flash", "You are in Bridge builders now.");
    assert_eq!(owner.complaints_but(422), Vec::<String>::new());
}

#[test]
fn an_event_is_set_up_filled_and_moved_up_in_and_shows_both_zones() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    let (organiser, guest) = (as_member(&driver, &server, &ana), plainly(&driver, &server, &ben));
    organiser.go("/events/new");
    organiser.fill("[name=name]", "Bridge congress");
    organiser.fill("[name=place]", "Hall 3, Leipzig");
    organiser.fill("[name=zone]", "Europe/Berlin");
    organiser.fill("[name=capacity]", "1");
    let times = "document.getElementById('f-starts_at').value = '2098-09-03T09:00';
        document.getElementById('f-ends_at').value = '2098-09-03T08:00';";
    organiser.script(times);
    organiser.press("main form button[type=submit]");
    organiser.see("#f-ends_at-error", "An event ends after it begins.");
    organiser.script("document.getElementById('f-ends_at').value = '2098-09-03T18:00'");
    organiser.press("main form button[type=submit]");
    organiser.see(".flash", "Bridge congress is saved.");
    organiser.see(".pairs", "Wed 3 Sep 2098, 07:00 – 16:00 (UTC)");
    organiser.see(".pairs", "There: Wed 3 Sep 2098, 09:00 – 18:00 (Europe/Berlin)");
    let page = organiser.path();

    guest.go("/events");
    guest.see(".row .tag", "Full");
    guest.press("button[aria-label='Join the waiting list: Bridge congress']");
    guest.see(".flash", "Bridge congress is full. You are on the waiting list");
    guest.see("#waiting", "Ben P");
    organiser.go(&page);
    organiser.press("button[aria-label='Don’t attend: Bridge congress']");
    organiser.see(".flash", "You do not come to Bridge congress any more.");
    guest.go(&page);
    guest.see("#people", "Ben P");
    guest.see(".state", "You attend");
    organiser.press("a[href$='/cancel']");
    organiser.press("main button.danger");
    organiser.see(".notice", "The organiser has cancelled this event.");
    assert_eq!(organiser.complaints_but(422), Vec::<String>::new());
}

#[test]
fn a_company_is_added_once_and_followed_without_script() {
    let Some((driver, server, _database)) = stage() else { return };
    let anonymous = Client::anonymous(&server);
    let (ana, ben) = (person(&anonymous, "Ana"), person(&anonymous, "Ben"));
    let (owner, other) = (plainly(&driver, &server, &ana), plainly(&driver, &server, &ben));
    owner.go("/companies/new");
    owner.fill("[name=name]", "Söderberg Brücken");
    owner.fill("[name=industry]", "Civil engineering");
    owner.press("main form button[type=submit]");
    owner.see(".flash", "The page of Söderberg Brücken is saved.");
    assert_eq!(owner.path(), "/companies/soderberg-brucken");
    other.go("/companies/new");
    other.fill("[name=name]", "SODERBERG BRUCKEN");
    other.press("main form button[type=submit]");
    other.see("#f-name-error", "This company has a page already.");
    other.press("a[href='/companies?q=SODERBERG%20BRUCKEN']");
    other.press("button[aria-label='Follow Söderberg Brücken']");
    other.see(".flash", "You follow Söderberg Brücken.");
    other.press("a[href$='who=followers#people']");
    other.see("#people", "Ana P.");
    assert_eq!(other.complaints_but(422), Vec::<String>::new());
}
